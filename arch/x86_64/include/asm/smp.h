/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/smp.h - between the folders of arch/x86_64: processors */
#pragma once

#include "arch/smp.h"
#include "base/types.h"

/* Runs @fn(@arg) on the CPUs of @mask, all online and not this one, and waits.  Interrupts off here
 * or on; while waiting, calls from others are served, so two CPUs that call each other go on. */
void smp_call_many(cpumask_t mask, void (*fn)(void *arg), void *arg);
/* The interrupt of the above. */
void smp_call_interrupt(void);

/* Boot, one CPU: possible CPUs are those firmware lists, in its order, the boot CPU first. */
void smp_add_cpu(u32 apic_id);
void smp_prepare_cpus(void);

extern u32 cpu_apic_id[]; /* by CPU number */
extern bool smp_stopping; /* an NMI means: stop */
void smp_note_stopped(void);

void tlb_init_cpu(void);
