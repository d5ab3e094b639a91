/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/irq.h - interrupt lines
 *
 * Lines 0..23 (more IO-APIC pins after) are Linux IRQ numbers; @handler runs in interrupt context
 * with interrupts off.  /proc/interrupts lists them with per-CPU counts.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

#define NR_IRQS 128

enum irqreturn { IRQ_NONE, IRQ_HANDLED };
typedef enum irqreturn (*irq_handler_t)(int irq, void *dev);

#define IRQF_SHARED 1

/* Implemented by the interrupt controller's driver under arch/. */
struct irq_chip {
	const char *name;
	void (*mask)(int irq);
	void (*unmask)(int irq);
	void (*eoi)(int irq);
};
void irq_set_chip(int irq, const struct irq_chip *chip);

int __must_check request_irq(int irq, irq_handler_t handler, unsigned int flags, const char *name,
			     void *dev); /* 0, -EINVAL, -EBUSY, -ENOMEM */
void free_irq(int irq, void *dev);

/* Entry from the vector dispatch: counts, calls handlers, acknowledges; then pending wake-ups. */
void do_IRQ(int irq);
/* Around every interrupt, interrupts off; nests.  get_irq_regs() is what was interrupted. */
void irq_enter(void);
void irq_exit(void);
bool in_interrupt(void);
void irq_core_init(void); /* boot */

/* Named per-CPU counters of vectors without a line (LOC, RES, CAL, TLB, NMI...). */
enum irq_stat {
	IRQ_STAT_NMI,
	IRQ_STAT_LOC,
	IRQ_STAT_SPU,
	IRQ_STAT_RES,
	IRQ_STAT_CAL,
	IRQ_STAT_TLB,
	NR_IRQ_STATS
};
void irq_stat_inc(enum irq_stat which);
u64 irq_stat_read(enum irq_stat which, int cpu);
u64 irq_count(int irq, int cpu);
/* NULL if @irq has no action. */
const char *irq_chip_name(int irq);
/* Names of actions, ", "-separated; characters written. */
int irq_action_names(int irq, char *buf, size_t size);
u64 irq_total(void);
