/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/smp.h - processors
 *
 * CPU masks are one 64-bit word (NR_CPUS is 64).
 */
#pragma once

#include "arch/percpu.h"
#include "base/atomic.h"
#include "base/types.h"

typedef u64 cpumask_t;

extern cpumask_t cpu_possible_mask; /* const after arch_mem_init() */
extern cpumask_t cpu_online_mask;   /* grows only, while arch_smp_boot() runs */

DECLARE_PER_CPU(int, cpu_number);
#define smp_processor_id() this_cpu_read(cpu_number)

static inline bool cpu_online(int cpu)
{
	return READ_ONCE(cpu_online_mask) >> cpu & 1;
}

unsigned int num_online_cpus(void);
/* What the per-CPU variables take, of all CPUs: taken at boot, never part of MemTotal. */
unsigned long percpu_nr_pages(void);

#define for_each_online_cpu(cpu)                                                                   \
	for ((cpu) = 0; (cpu) < NR_CPUS; (cpu)++)                                                  \
		if (!cpu_online(cpu))                                                              \
			continue;                                                                  \
		else
#define for_each_possible_cpu(cpu)                                                                 \
	for ((cpu) = 0; (cpu) < NR_CPUS; (cpu)++)                                                  \
		if (!(cpu_possible_mask >> (cpu)&1))                                               \
			continue;                                                                  \
		else

/* Makes @cpu pass through its scheduler soon.  Any context. */
void arch_send_reschedule(int cpu);

/**
 * smp_call_function_mask - run @fn(@arg) on every online CPU of @mask but this one, and wait
 * Context: interrupts on, no spinlock held.  @fn runs in interrupt context.
 */
void smp_call_function_mask(cpumask_t mask, void (*fn)(void *arg), void *arg);
/* The same; @mask has not this CPU, and only such that are online.  Not from an interrupt.  With
 * interrupts off it spins; with them on it may halt, so that they come while it waits. */
void smp_call_many(cpumask_t mask, void (*fn)(void *arg), void *arg);

/* Stops all other CPUs for good, from any context (panic, power off). */
void smp_stop_others(void);
