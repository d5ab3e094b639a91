/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/cpuinfo.h - between the files of arch/x86_64: what each CPU is */
#pragma once

/* Fills the entry of @cpu from the running CPU, which is @cpu. */
void cpu_info_fill(int cpu);
