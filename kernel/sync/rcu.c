/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/rcu.c - grace periods and callback lists of read-copy-update
 *
 * Theory
 *   The kernel is not preempted, so a read section cannot contain a context switch.  A grace
 *   period begins by noting, in rcu_waiting, every online CPU that is not idle; each clears its
 *   bit when it passes through the scheduler, goes idle, or takes an interrupt out of user mode.
 *   When the word is zero, every read section that could have seen the old data is over.
 *
 *   Idle.  A CPU in its idle loop says so in rcu_idle; interrupts taken there unsay it while they
 *   run.  Either the grace period sees the CPU not idle and waits for it, or the CPU's atomic
 *   exchange that ends idleness comes after the look at it, and then what the CPU reads afterwards
 *   is the new data.
 *
 *   Nobody is asked to hurry here: the thread that drives grace periods (kernel/sched) interrupts
 *   CPUs that take long.
 *
 *   With one CPU online, whoever calls synchronize_rcu() is not reading, and nobody else can be.
 *
 * Not here: the thread, waiting (kernel/sched/rcu_thread.c).
 *
 * Locks: a callback list has its own lock, a leaf with interrupts off.  One thread calls
 *   rcu_gp_start().
 *
 * Sources: Linux Documentation/RCU/whatisRCU.rst; P. McKenney, "Is Parallel Programming Hard"
 */
#include "kernel/sync/rcu.h"

#include "arch/irqflags.h"
#include "arch/smp.h"
#include "kernel/base/panic.h"
#include "kernel/sync/spinlock.h"

struct rcu_cpu {
	spinlock_t lock;
	struct rcu_batch list; /* [lock] waiting for the next grace period */
	bool idle;	       /* [a] in the idle loop, not in an interrupt */
};

static DEFINE_PER_CPU(struct rcu_cpu, rcu_cpu) = {
	.lock = __SPIN_LOCK_UNLOCKED(RANK_LEAF),
};

u64 rcu_waiting;
void (*rcu_gp_done_hook)(void);
void (*rcu_work_hook)(void);

/* --- grace periods --- */

void __rcu_note_quiescent(void)
{
	u64 me = 1ULL << smp_processor_id(), old;

	if (!(READ_ONCE(rcu_waiting) & me))
		return;
	old = __atomic_fetch_and(&rcu_waiting, ~me, __ATOMIC_SEQ_CST);
	if (old == me && rcu_gp_done_hook)
		rcu_gp_done_hook();
}

void rcu_idle_enter(void)
{
	rcu_note_quiescent();
	(void)xchg(&this_cpu_ptr(&rcu_cpu)->idle, true);
	/* A grace period that began between the two waits for us no longer than this. */
	rcu_note_quiescent();
}

bool rcu_idle_exit(void)
{
	bool *idle = &this_cpu_ptr(&rcu_cpu)->idle;

	if (!*idle)
		return false;
	(void)xchg(idle, false);
	return true;
}

bool rcu_gp_start(void)
{
	u64 wait = 0, gone = 0;
	int cpu;

	assert(rcu_gp_done());
	for_each_online_cpu (cpu)
		wait |= 1ULL << cpu;
	smp_mb(); /* what the updater did comes before any look at idleness */
	__atomic_store_n(&rcu_waiting, wait, __ATOMIC_SEQ_CST);
	/* After the store: a CPU going idle either sees its bit, or is seen idle here. */
	for_each_online_cpu (cpu)
		if (__atomic_load_n(&per_cpu(rcu_cpu, cpu).idle, __ATOMIC_SEQ_CST))
			gone |= 1ULL << cpu;
	gone |= 1ULL << smp_processor_id(); /* the thread itself is not reading */
	return (__atomic_and_fetch(&rcu_waiting, ~gone, __ATOMIC_SEQ_CST)) == 0;
}

bool rcu_gp_done(void)
{
	return __atomic_load_n(&rcu_waiting, __ATOMIC_SEQ_CST) == 0;
}

/* --- callbacks --- */

static void batch_init(struct rcu_batch *b)
{
	b->head = NULL;
	b->tail = &b->head;
	b->count = 0;
}

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	struct rcu_cpu *c;
	unsigned long flags;
	bool was_empty;

	head->func = func;
	head->next = NULL;
	local_irq_save(flags);
	c = this_cpu_ptr(&rcu_cpu);
	spin_lock(&c->lock);
	was_empty = c->list.head == NULL;
	if (was_empty)
		batch_init(&c->list);
	*c->list.tail = head;
	c->list.tail = &head->next;
	c->list.count++;
	spin_unlock(&c->lock);
	local_irq_restore(flags);
	if (was_empty && rcu_work_hook)
		rcu_work_hook();
}

bool rcu_cpu_has_callbacks(void)
{
	return READ_ONCE(this_cpu_ptr(&rcu_cpu)->list.head) != NULL;
}

void rcu_take_callbacks(struct rcu_batch *b)
{
	unsigned long flags;
	int cpu;

	batch_init(b);
	for_each_online_cpu (cpu) {
		struct rcu_cpu *c = per_cpu_ptr(&rcu_cpu, cpu);

		spin_lock_irqsave(&c->lock, flags);
		if (c->list.head) {
			*b->tail = c->list.head;
			b->tail = c->list.tail;
			b->count += c->list.count;
			batch_init(&c->list);
		}
		spin_unlock_irqrestore(&c->lock, flags);
	}
}

void rcu_init_cpu(int cpu)
{
	struct rcu_cpu *c = per_cpu_ptr(&rcu_cpu, cpu);

	*c = (struct rcu_cpu){.lock = __SPIN_LOCK_UNLOCKED(RANK_LEAF)};
	batch_init(&c->list);
}
