/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/hrtimer.c - timers: a tree per CPU, fired by the one-shot timer
 *
 * Theory
 *   A timer is queued on the CPU that starts it, unless its function runs on another CPU at that
 *   moment: then on that one, so that a CPU whose queue says "running" is the only one that may.
 *   Functions run in interrupt context without the base's lock.  A function may start its own
 * timer, or free it if it returns HRTIMER_NORESTART: after that return the timer is not touched.
 *
 *   The hardware is programmed when a timer becomes the first.  It is not reprogrammed when the
 *   first one is cancelled: one interrupt too many is cheaper than a write to the timer each time.
 *
 * Locks: timer_base.lock (RANK_TIMER), interrupts off; one at a time.
 *
 * Sources: Linux Documentation/timers/hrtimers.rst
 */
#include "arch/clock.h"
#include "arch/irqflags.h"
#include "arch/percpu.h"
#include "arch/smp.h"
#include "internal.h"
#include "kernel/base/panic.h"
#include "kernel/base/random.h"
#include "kernel/sched/irq.h"
#include "kernel/sched/time.h"
#include "kernel/sync/spinlock.h"

enum { TIMER_IDLE, TIMER_QUEUED };

/* Key: l lock */
struct timer_base {
	spinlock_t lock;
	int cpu;
	struct rb_root_cached tree; /* [l] by expires */
	struct hrtimer *running;    /* [l] its function is being called */
	ktime_t programmed;	    /* [l] when the hardware will fire; KTIME_MAX: not */
	bool in_interrupt;	    /* [l] the end of the interrupt programs the hardware */
};

static DEFINE_PER_CPU(struct timer_base, timer_base);

static bool fires_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct hrtimer, node)->expires <
	       rb_entry((struct rb_node *)b, struct hrtimer, node)->expires;
}

static struct hrtimer *first_timer(struct timer_base *b)
{
	return rb_entry_safe(rb_first_cached(&b->tree), struct hrtimer, node);
}

__no_lock_analysis static struct timer_base *lock_base(const struct hrtimer *t,
						       unsigned long *flags)
{
	struct timer_base *b;

	for (;;) {
		local_irq_save(*flags);
		b = per_cpu_ptr(&timer_base, READ_ONCE(t->cpu));
		spin_lock(&b->lock);
		if (likely(b->cpu == READ_ONCE(t->cpu)))
			return b;
		spin_unlock(&b->lock);
		local_irq_restore(*flags);
	}
}

__no_lock_analysis static void unlock_base(struct timer_base *b, unsigned long flags)
{
	spin_unlock(&b->lock);
	local_irq_restore(flags);
}

static void dequeue(struct timer_base *b, struct hrtimer *t)
{
	rb_erase_cached(&t->node, &b->tree);
	t->state = TIMER_IDLE;
}

static void enqueue(struct timer_base *b, struct hrtimer *t)
{
	t->state = TIMER_QUEUED;
	rb_add_cached(&t->node, &b->tree, fires_before);
}

/* On its own CPU only. */
static void program(struct timer_base *b)
{
	struct hrtimer *first = first_timer(b);
	ktime_t when = first ? first->expires : KTIME_MAX;

	if (b->in_interrupt || when >= b->programmed)
		return;
	b->programmed = when;
	arch_timer_program(when);
}

void hrtimer_init(struct hrtimer *t, enum hrtimer_restart (*fn)(struct hrtimer *t))
{
	t->function = fn;
	t->expires = 0;
	t->state = TIMER_IDLE;
	t->cpu = smp_processor_id();
}

__no_lock_analysis void hrtimer_start(struct hrtimer *t, ktime_t expires)
{
	struct timer_base *b;
	unsigned long flags;

	b = lock_base(t, &flags);
	if (t->state == TIMER_QUEUED)
		dequeue(b, t);
	if (b->cpu != smp_processor_id() && b->running != t) {
		spin_unlock(&b->lock);
		/* Between the two locks nobody else starts it: callers of start serialise among
		 * themselves. */
		b = this_cpu_ptr(&timer_base);
		spin_lock(&b->lock);
		WRITE_ONCE(t->cpu, b->cpu);
	}
	t->expires = expires;
	enqueue(b, t);
	/* On another CPU it is the end of the running function's interrupt that programs. */
	if (b->cpu == smp_processor_id())
		program(b);
	unlock_base(b, flags);
}

int hrtimer_try_to_cancel(struct hrtimer *t)
{
	unsigned long flags;
	struct timer_base *b = lock_base(t, &flags);
	int ret = 0;

	if (t->state == TIMER_QUEUED) {
		dequeue(b, t);
		ret = 1;
	}
	if (b->running == t)
		ret = -1;
	unlock_base(b, flags);
	return ret;
}

int hrtimer_cancel(struct hrtimer *t)
{
	int ret;

	while ((ret = hrtimer_try_to_cancel(t)) < 0)
		cpu_relax();
	return ret;
}

bool hrtimer_active(const struct hrtimer *t)
{
	unsigned long flags;
	struct timer_base *b = lock_base(t, &flags);
	bool active = t->state == TIMER_QUEUED || b->running == t;

	unlock_base(b, flags);
	return active;
}

ktime_t hrtimer_remaining(const struct hrtimer *t)
{
	return t->expires - ktime_get();
}

u64 hrtimer_forward(struct hrtimer *t, ktime_t now, ktime_t interval)
{
	u64 n = 1;

	if (now < t->expires)
		return 0;
	if (now - t->expires >= interval) {
		n = (u64)(now - t->expires) / (u64)interval;
		t->expires += (ktime_t)n * interval;
		n++;
	}
	t->expires = ktime_add_safe(t->expires, interval);
	return n;
}

/* Calls one function.  Lock held on entry and return, dropped in between. */
__no_lock_analysis static void run_timer(struct timer_base *b, struct hrtimer *t)
{
	enum hrtimer_restart again;

	dequeue(b, t);
	b->running = t;
	spin_unlock(&b->lock);
	again = t->function(t);
	spin_lock(&b->lock);
	if (again == HRTIMER_RESTART && t->state == TIMER_IDLE)
		enqueue(b, t);
	b->running = NULL;
}

__no_lock_analysis static void run_expired(struct timer_base *b)
{
	struct hrtimer *t;

	spin_lock(&b->lock);
	b->in_interrupt = true;
	while ((t = first_timer(b)) != NULL && t->expires <= ktime_get())
		run_timer(b, t);
	b->in_interrupt = false;
	b->programmed = KTIME_MAX;
	program(b);
	spin_unlock(&b->lock);
}

/* jiffies follow the clock; whichever CPU comes first moves them. */
static void update_jiffies(ktime_t clock)
{
	u64 now = (u64)clock / TICK_NSEC, old = jiffies;

	while (old < now && !__atomic_compare_exchange_n(&jiffies, &old, now, false,
							 __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
}

void timer_interrupt(void)
{
	ktime_t now = ktime_get();

	add_interrupt_randomness(NR_IRQS);
	update_jiffies(now);
	coarse_clock_update(now);
	run_expired(this_cpu_ptr(&timer_base));
}

void timers_reset_cpu(int cpu)
{
	struct timer_base *b = per_cpu_ptr(&timer_base, cpu);

	*b = (struct timer_base){.cpu = cpu, .tree = RB_ROOT_CACHED, .programmed = KTIME_MAX};
	spin_lock_init(&b->lock, RANK_TIMER);
}

void timers_init_cpu(void)
{
	unsigned long flags;

	local_irq_save(flags);
	arch_timer_program(KTIME_MAX);
	local_irq_restore(flags);
}
