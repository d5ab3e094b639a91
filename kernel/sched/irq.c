/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/irq.c - interrupt lines: who handles them, how often they came
 *
 * Theory
 *   A line has a chip, which masks and acknowledges it, and a list of actions, which share it.  The
 *   list is read under RCU by do_IRQ() (an interrupt handler does not pass a quiescent state) and
 *   changed under the line's lock.  A line without action is masked; one that keeps coming though
 *   nobody wants it is masked too, so that it does not stop the machine.
 *
 *   irq_enter() and irq_exit() bracket every interrupt: they take an idle CPU out of RCU's
 * idleness, and deliver what printk() could not (kmsg_waitqueue).
 *
 * Locks: irq_desc.lock (RANK_IRQ_DESC), interrupts off.
 *
 * Sources: Linux Documentation/core-api/genericirq.rst; proc(5) /proc/interrupts
 */
#include "kernel/sched/irq.h"

#include "arch/irqflags.h"
#include "arch/smp.h"
#include "base/err.h"
#include "internal.h"
#include "kernel/base/panic.h"
#include "kernel/base/random.h"
#include "kernel/sched/wait.h"
#include "kernel/sync/rcu.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#define UNWANTED_MAX 100000 /* interrupts in a row that nobody handled */

struct irq_action {
	irq_handler_t handler;
	void *dev;
	const char *name;
	unsigned int flags;
	struct irq_action *next; /* [desc lock]; read under RCU */
};

struct irq_desc {
	spinlock_t lock;
	const struct irq_chip *chip; /* [lock] */
	struct irq_action *actions;  /* [lock]; read under RCU */
	unsigned int unwanted;	     /* races do no harm */
};

static struct irq_desc irq_descs[NR_IRQS] = {
	[0 ... NR_IRQS - 1] = {.lock = __SPIN_LOCK_UNLOCKED(RANK_IRQ_DESC)},
};

static DEFINE_PER_CPU(u32, irq_counts[NR_IRQS]);
static DEFINE_PER_CPU(u64, irq_stats[NR_IRQ_STATS]);
static DEFINE_PER_CPU(int, irq_depth);
static DEFINE_PER_CPU(bool, irq_from_idle);

/* --- around every interrupt --- */

bool kmsg_pending; /* [a] */

void __kmsg_wake(void)
{
	if (xchg(&kmsg_pending, false))
		wake_up_interruptible_all(&kmsg_waitqueue);
}

/* From printk, so wherever: the end of an interrupt or a pass of the scheduler wakes the readers.
 */
static void kmsg_wake_later(void)
{
	smp_mb(); /* the record is there before the look at who waits for it */
	if (!waitqueue_active(&kmsg_waitqueue) || READ_ONCE(kmsg_pending))
		return;
	WRITE_ONCE(kmsg_pending, true);
	set_tsk_thread_flag(current, TIF_NEED_RESCHED);
}

bool in_interrupt(void)
{
	return this_cpu_read(irq_depth) != 0;
}

void irq_enter(void)
{
	if (this_cpu_read(irq_depth) == 0)
		this_cpu_write(irq_from_idle, rcu_idle_exit());
	this_cpu_inc(irq_depth);
}

void irq_exit(void)
{
	if (this_cpu_read(irq_depth) > 1) {
		this_cpu_dec(irq_depth);
		return;
	}
	kmsg_wake_pending();
	this_cpu_dec(irq_depth);
	if (this_cpu_read(irq_from_idle) && !need_resched())
		rcu_idle_enter();
}

/* --- lines --- */

static struct irq_desc *desc_of(int irq)
{
	return irq >= 0 && irq < NR_IRQS ? &irq_descs[irq] : NULL;
}

void irq_set_chip(int irq, const struct irq_chip *chip)
{
	struct irq_desc *d = desc_of(irq);
	unsigned long flags;

	assert(d);
	spin_lock_irqsave(&d->lock, flags);
	d->chip = chip;
	spin_unlock_irqrestore(&d->lock, flags);
}

int request_irq(int irq, irq_handler_t handler, unsigned int irqflags, const char *name, void *dev)
{
	struct irq_desc *d = desc_of(irq);
	struct irq_action *a, **p;
	unsigned long flags;
	bool first;

	if (!d || !handler || ((irqflags & IRQF_SHARED) && !dev))
		return -EINVAL;
	a = kmalloc(sizeof(*a), GFP_KERNEL);
	if (!a)
		return -ENOMEM;
	*a = (struct irq_action){.handler = handler, .dev = dev, .name = name, .flags = irqflags};
	spin_lock_irqsave(&d->lock, flags);
	first = d->actions == NULL;
	if (!d->chip || (!first && !(d->actions->flags & irqflags & IRQF_SHARED))) {
		spin_unlock_irqrestore(&d->lock, flags);
		kfree(a);
		return first ? -EINVAL : -EBUSY;
	}
	for (p = &d->actions; *p; p = &(*p)->next)
		;
	rcu_assign_pointer(*p, a);
	d->unwanted = 0;
	if (first && d->chip->unmask)
		d->chip->unmask(irq);
	spin_unlock_irqrestore(&d->lock, flags);
	return 0;
}

void free_irq(int irq, void *dev)
{
	struct irq_desc *d = desc_of(irq);
	struct irq_action *a, **p;
	unsigned long flags;

	assert(d);
	spin_lock_irqsave(&d->lock, flags);
	for (p = &d->actions; *p && (*p)->dev != dev; p = &(*p)->next)
		;
	a = *p;
	if (a)
		WRITE_ONCE(*p, a->next);
	if (a && !d->actions && d->chip->mask)
		d->chip->mask(irq);
	spin_unlock_irqrestore(&d->lock, flags);
	if (WARN_ON(!a))
		return;
	synchronize_rcu(); /* nobody runs it any more */
	kfree(a);
}

static void note_unwanted(struct irq_desc *d, int irq)
{
	if (++d->unwanted < UNWANTED_MAX)
		return;
	d->unwanted = 0;
	pr_emerg("irq %d: nobody cared\n", irq);
	pr_emerg("Disabling IRQ #%d\n", irq);
	spin_lock(&d->lock);
	if (d->chip->mask)
		d->chip->mask(irq);
	spin_unlock(&d->lock);
}

void do_IRQ(int irq)
{
	struct irq_desc *d = desc_of(irq);
	struct irq_action *a;
	bool handled = false;

	irq_enter();
	add_interrupt_randomness((u32)irq);
	if (d) {
		this_cpu_ptr(&irq_counts)[0][irq]++;
		for (a = rcu_dereference(d->actions); a; a = rcu_dereference(a->next))
			handled |= a->handler(irq, a->dev) == IRQ_HANDLED;
		if (!handled)
			note_unwanted(d, irq);
		else
			d->unwanted = 0;
		if (d->chip && d->chip->eoi)
			d->chip->eoi(irq);
	}
	irq_exit();
}

/* --- numbers for /proc/interrupts and /proc/stat --- */

void irq_stat_inc(enum irq_stat which)
{
	this_cpu_ptr(&irq_stats)[0][which]++;
}

u64 irq_stat_read(enum irq_stat which, int cpu)
{
	return per_cpu(irq_stats, cpu)[which];
}

u64 irq_count(int irq, int cpu)
{
	return desc_of(irq) ? per_cpu(irq_counts, cpu)[irq] : 0;
}

u64 irq_total(void)
{
	u64 sum = 0;
	int cpu, i;

	for_each_online_cpu (cpu) {
		for (i = 0; i < NR_IRQS; i++)
			sum += per_cpu(irq_counts, cpu)[i];
		for (i = 0; i < NR_IRQ_STATS; i++)
			sum += per_cpu(irq_stats, cpu)[i];
	}
	return sum;
}

const char *irq_chip_name(int irq)
{
	struct irq_desc *d = desc_of(irq);

	return d && READ_ONCE(d->actions) && d->chip ? d->chip->name : NULL;
}

int irq_action_names(int irq, char *buf, size_t size)
{
	struct irq_desc *d = desc_of(irq);
	struct irq_action *a;
	int n = 0;

	if (size)
		buf[0] = '\0';
	if (!d)
		return 0;
	rcu_read_lock();
	for (a = rcu_dereference(d->actions); a; a = rcu_dereference(a->next))
		n += scnprintf(buf + n, size - (size_t)n, "%s%s", n ? ", " : "", a->name);
	rcu_read_unlock();
	return n;
}

void irq_init_cpu(int cpu)
{
	memset(per_cpu(irq_counts, cpu), 0, sizeof(per_cpu(irq_counts, cpu)));
	memset(per_cpu(irq_stats, cpu), 0, sizeof(per_cpu(irq_stats, cpu)));
	per_cpu(irq_depth, cpu) = 0;
	per_cpu(irq_from_idle, cpu) = false;
}

void __init irq_core_init(void)
{
	kmsg_wake = kmsg_wake_later;
}
