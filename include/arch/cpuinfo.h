/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/cpuinfo.h - what programs are told about the processor */
#pragma once

struct seq_sink;

/* Linux's block of lines for CPU @cpu, which is online, with the empty line that ends it. */
void cpuinfo_show(const struct seq_sink *s, int cpu);

/* Which package CPU @cpu, which is online, is in, and which core of it. */
struct cpu_topology {
	unsigned int package, core;
};
void cpu_topology_read(int cpu, struct cpu_topology *t);

/* AT_HWCAP and AT_HWCAP2. */
unsigned long arch_hwcap(void);
unsigned long arch_hwcap2(void);
