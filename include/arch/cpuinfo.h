/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/cpuinfo.h - the text of /proc/cpuinfo */
#pragma once

struct seq_sink;

/* Linux's block of lines for CPU @cpu, which is online, with the empty line that ends it. */
void cpuinfo_show(const struct seq_sink *s, int cpu);
