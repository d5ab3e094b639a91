/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/smp.h - between the folders of arch/x86_64: processors */
#pragma once

#include "arch/smp.h"
#include "base/types.h"

/* The interrupt of smp_call_many(). */
void smp_call_interrupt(void);

/* Boot, one CPU: possible CPUs are those firmware lists, in its order, the boot CPU first. */
void smp_add_cpu(u32 apic_id);
void smp_prepare_cpus(void);

extern u32 cpu_apic_id[]; /* by CPU number */
extern bool smp_stopping; /* an NMI means: stop */
void smp_note_stopped(void);

void tlb_init_cpu(void);
