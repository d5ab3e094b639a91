/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/core.c - run queues: switching tasks and waking them
 *
 * Theory
 *   Each CPU has a run queue.  A task belongs to the queue of task->cpu, runnable or not, and its
 *   scheduling state changes under that queue's lock.
 *
 *   Going to sleep: the task sets its state, tests its condition, and calls schedule(), which takes
 *   the lock, finds the state not TASK_RUNNING and takes the task off.  Waking: the waker makes the
 *   condition true and takes the same lock.  Either it comes first and sets the state back, so that
 * schedule() lets the task go on; or it finds the task off the queue and puts it on one again. Both
 * sides have a full barrier between their store and their load (xchg, the lock), so one of them
 * sees the other.
 *
 *   The lock is held across the switch and released by the next task (finish_task_switch), after
 *   on_cpu of the previous one has become 0.  So whoever holds the lock and finds a task off
 *   the queue may run it elsewhere: its registers and stack are complete.
 *
 *   A woken task may go to another CPU; between the two queues it is TASK_WAKING and nobody else
 *   wakes it.  A runnable task that must leave its CPU (affinity) is taken off at the next
 *   switch and put on another queue after it.
 *
 * Not here: which task (fair.c, rt.c), which CPU (balance.c).
 *
 * Locks: rq->lock (RANK_RQ), interrupts off.  Two of them: trylock for the second.
 *
 * Sources: sched(7); Linux Documentation/scheduler/
 */
#include "arch/mmu.h"
#include "arch/thread.h"
#include "base/err.h"
#include "internal.h"
#include "kernel/base/panic.h"
#include "kernel/sched/irq.h"
#include "kernel/sched/wait.h"
#include "kernel/sync/rcu.h"
#include <asm/signal.h>

DEFINE_PER_CPU_ALIGNED(struct rq, runqueues);
u64 idle_mask;
const struct sched_mm_ops *sched_mm_ops;

struct task_struct init_task = {
	.state = TASK_RUNNING,
	.stack = init_stack,
	.flags = PF_KTHREAD,
	.usage = REFCOUNT_INIT(2),
	.on_cpu = 1,
	.static_prio = 120,
	.policy = SCHED_NORMAL,
	.cpus_mask = ~0ULL,
	.se = {.weight = WEIGHT_NICE_0},
	.rt_node = LIST_HEAD_INIT(init_task.rt_node),
	.comm = "swapper",
	.group_leader = &init_task,
	.real_parent = &init_task,
	.parent = &init_task,
	.children = LIST_HEAD_INIT(init_task.children),
	.sibling = LIST_HEAD_INIT(init_task.sibling),
	.tasks = LIST_HEAD_INIT(init_task.tasks),
	.thread_node = LIST_HEAD_INIT(init_task.thread_node),
	.pending = {.list = LIST_HEAD_INIT(init_task.pending.list)},
	.alloc_lock = __SPIN_LOCK_UNLOCKED(RANK_TASK),
};

/* --- locks --- */

static __always_inline __no_lock_analysis struct rq *lock_rq_of(struct task_struct *p,
								unsigned long *flags)
{
	struct rq *rq;

	for (;;) {
		local_irq_save(*flags);
		rq = cpu_rq(READ_ONCE(p->cpu));
		spin_lock(&rq->lock);
		if (likely(rq->cpu == READ_ONCE(p->cpu)))
			return rq;
		spin_unlock(&rq->lock);
		local_irq_restore(*flags);
	}
}

__no_lock_analysis struct rq *task_rq_lock(struct task_struct *p, unsigned long *flags)
{
	return lock_rq_of(p, flags);
}

__no_lock_analysis void task_rq_unlock(struct rq *rq, unsigned long flags)
{
	bool kick = rq->kick;
	int cpu = rq->cpu;

	rq->kick = false;
	spin_unlock(&rq->lock);
	if (kick)
		arch_send_reschedule(cpu); /* unlocked: it wants the lock at once */
	local_irq_restore(flags);
}

/* --- on and off the queue; rq->lock held --- */

void update_curr(struct rq *rq)
{
	struct task_struct *p = rq->curr;
	s64 delta = (s64)(rq->clock - p->se.exec_start);

	if (delta <= 0)
		return;
	p->se.exec_start = rq->clock;
	p->se.sum_exec += (u64)delta;
	if (!is_rt(p) && !is_idle_task(p))
		fair_update_curr(rq, p, (u64)delta);
}

void enqueue_task(struct rq *rq, struct task_struct *p)
{
	if (rq->curr == rq->idle)
		__atomic_fetch_and(&idle_mask, ~(1ULL << rq->cpu), __ATOMIC_RELAXED);
	p->se.on_rq = true;
	rq->nr_running++;
	if (is_rt(p))
		rt_enqueue(rq, p);
	else
		fair_enqueue(rq, p);
}

void dequeue_task(struct rq *rq, struct task_struct *p)
{
	p->se.on_rq = false;
	rq->nr_running--;
	if (is_rt(p))
		rt_dequeue(rq, p);
	else
		fair_dequeue(rq, p);
}

void resched_curr(struct rq *rq)
{
	struct task_struct *curr = rq->curr;

	if (test_tsk_thread_flag(curr, TIF_NEED_RESCHED))
		return;
	set_tsk_thread_flag(curr, TIF_NEED_RESCHED);
	if (rq->cpu != smp_processor_id())
		rq->kick = true;
}

/* @p has become runnable on @rq: does it run now? */
void check_preempt(struct rq *rq, struct task_struct *p)
{
	struct task_struct *curr = rq->curr;

	if (curr == rq->idle) {
		resched_curr(rq);
	} else if (is_rt(p)) {
		if (!is_rt(curr) || p->rt_priority > curr->rt_priority)
			resched_curr(rq);
	} else if (!is_rt(curr) && fair_should_preempt(rq, curr, p)) {
		resched_curr(rq);
	}
}

/* --- the switch --- */

static struct task_struct *pick_next(struct rq *rq, struct task_struct *prev)
{
	bool keep = prev->se.on_rq && prev != rq->idle;
	struct task_struct *p;

	if (rq->rt.nr) {
		if (keep && is_rt(prev) && rt_highest(rq) < prev->rt_priority + !rq->skip_curr)
			return prev;
		p = rt_pick(rq);
		if (p) {
			if (keep && is_rt(prev))
				rt_put_prev(rq, prev, rq->skip_curr);
			else if (keep)
				fair_put_prev(rq, prev);
			return p;
		}
		if (keep && is_rt(prev))
			return prev;
	}
	p = fair_pick(rq, keep ? prev : NULL);
	if (p && keep && p != prev)
		fair_put_prev(rq, prev);
	return p ? p : rq->idle;
}

static void start_tick(struct rq *rq)
{
	if (rq->tick_on)
		return;
	rq->tick_on = true;
	coarse_clock_update((ktime_t)rq->clock); /* it may have stood still while all were idle */
	hrtimer_start(&rq->tick, (ktime_t)rq->clock + TICK_NSEC);
}

static void switch_mms(struct rq *rq, struct task_struct *prev, struct task_struct *next)
{
	struct mm_struct *old = prev->active_mm;

	if (next->mm) {
		switch_mm(old, next->mm);
		if (!prev->mm) {
			prev->active_mm = NULL;
			rq->prev_mm = old; /* what @prev had borrowed */
		}
		return;
	}
	switch_mm(old, NULL);  /* lazily: it stays loaded until somebody needs it gone */
	next->active_mm = old; /* borrowed; a kernel thread hands its loan on */
	if (prev->mm && sched_mm_ops)
		sched_mm_ops->grab(old);
	else
		prev->active_mm = NULL;
}

/* What a switch away from @prev leaves to be done: rarely anything. */
__no_lock_analysis static __noinline void finish_rest(struct rq *rq, struct task_struct *prev,
						      bool dead)
{
	struct mm_struct *mm = rq->prev_mm;
	struct task_struct *push = rq->push;

	rq->prev_mm = NULL;
	rq->push = NULL;
	spin_unlock(&rq->lock);
	local_irq_enable();
	if (push)
		enqueue_on_allowed(push);
	if (mm && sched_mm_ops)
		sched_mm_ops->drop(mm);
	if (dead)
		put_task_struct(prev);
}

/* The second half of a switch, on the stack of the task switched to. */
__no_lock_analysis static void finish_task_switch(struct task_struct *prev)
{
	struct rq *rq = this_rq();
	bool dead = READ_ONCE(prev->state) == TASK_DEAD;

	smp_store_release(&prev->on_cpu, 0);
	lock_acquired(&rq->lock, RANK_NONE, 1, 0, __builtin_return_address(0));
	if (unlikely(rq->prev_mm || rq->push || dead)) {
		finish_rest(rq, prev, dead);
		return;
	}
	spin_unlock(&rq->lock);
	local_irq_enable();
}

void schedule_tail(struct task_struct *prev)
{
	finish_task_switch(prev);
}

__no_lock_analysis static void context_switch(struct rq *rq, struct task_struct *prev,
					      struct task_struct *next)
{
	rq->nr_switches++;
	rq->curr = next;
	next->se.exec_start = rq->clock;
	next->se.slice_start = next->se.sum_exec;
	WRITE_ONCE(next->on_cpu, 1);
	if (next == rq->idle) {
		account_busy(rq);
		__atomic_fetch_or(&idle_mask, 1ULL << rq->cpu, __ATOMIC_RELAXED);
	} else {
		if (prev == rq->idle) {
			account_idle(rq);
			__atomic_fetch_and(&idle_mask, ~(1ULL << rq->cpu), __ATOMIC_RELAXED);
		}
		start_tick(rq);
	}
	switch_mms(rq, prev, next);
	lock_released(&rq->lock); /* for the checker: @next will hold it */
	prev = arch_switch_to(prev, next);
	finish_task_switch(prev);
}

/* The running task wants to sleep: false if a signal it waits for as well is there. */
static bool deactivate_prev(struct rq *rq, struct task_struct *prev, unsigned int state)
{
	if (signal_pending_state(state)) {
		WRITE_ONCE(prev->state, TASK_RUNNING);
		return false;
	}
	dequeue_task(rq, prev);
	if ((state & TASK_UNINTERRUPTIBLE) && !(state & TASK_NOLOAD))
		rq->nr_uninterruptible++;
	if (prev->in_iowait)
		rq->nr_iowait++;
	return true;
}

/* A runnable task that may not stay here, or wants to leave, goes after the switch. */
static void check_misplaced(struct rq *rq, struct task_struct *prev)
{
	if (likely(!prev->push && (prev->cpus_mask >> rq->cpu & 1)))
		return;
	prev->push = false;
	if (prev == rq->idle || !(prev->cpus_mask & cpu_online_mask & ~(1ULL << rq->cpu)))
		return;
	dequeue_task(rq, prev);
	/* Nobody wakes it meanwhile; if it was about to sleep, it will look at its condition once
	 * more. */
	WRITE_ONCE(prev->state, TASK_WAKING);
	rq->push = prev;
}

/* @preempt: the task did not ask to sleep, whatever its state says. */
__no_lock_analysis static void __schedule(bool preempt)
{
	struct task_struct *prev = current, *next;
	struct rq *rq;
	bool slept = false;
	unsigned int state;

	kmsg_wake_pending();
	local_irq_disable();
	rcu_note_quiescent();
	rq = this_rq();
	spin_lock(&rq->lock);
	update_rq_clock(rq);
	update_curr(rq);
	if (need_resched())
		clear_tsk_thread_flag(prev, TIF_NEED_RESCHED);
	state = READ_ONCE(prev->state);
	if (!preempt && state != TASK_RUNNING)
		slept = deactivate_prev(rq, prev, state);
	if (!slept)
		check_misplaced(rq, prev);
	if (rq->nr_running == 0)
		balance_newidle(rq);
	next = pick_next(rq, prev);
	rq->skip_curr = false;
	if (next == prev) {
		if (prev == rq->idle) /* what came for it went elsewhere: it is to be had again */
			__atomic_fetch_or(&idle_mask, 1ULL << rq->cpu, __ATOMIC_RELAXED);
		spin_unlock(&rq->lock);
		local_irq_enable();
		return;
	}
	if (slept)
		prev->nvcsw++;
	else
		prev->nivcsw++;
	context_switch(rq, prev, next);
}

void schedule(void)
{
	might_sleep();
	do
		__schedule(false);
	while (need_resched());
}

void schedule_idle(void)
{
	__schedule(true);
}

void __cond_resched(void)
{
	might_sleep();
	__schedule(true);
}

void do_task_dead(void)
{
	set_current_state(TASK_DEAD);
	__schedule(false);
	BUG();
}

/* --- waking --- */

/* Puts @p, which is on no queue and TASK_WAKING or new, on that of a CPU it may use. */
static __no_lock_analysis void enqueue_woken(struct task_struct *p, int wake_flags)
{
	unsigned long flags;
	struct rq *rq;
	int cpu;

	local_irq_save(flags);
	for (;;) {
		cpu = select_task_rq(p, p->cpu, wake_flags);
		rq = cpu_rq(cpu);
		spin_lock(&rq->lock);
		if ((p->cpus_mask >> cpu & 1) || !(p->cpus_mask & cpu_online_mask))
			break;
		spin_unlock(&rq->lock); /* its mask changed meanwhile */
	}
	if (!is_rt(p) && cpu != p->cpu) {
		/* min_vruntime of the old queue is read without its lock: a distance, not an
		 * identity. */
		fair_detach(cpu_rq(p->cpu), p);
		fair_attach(rq, p);
	}
	WRITE_ONCE(p->cpu, cpu);
	update_rq_clock(rq);
	WRITE_ONCE(p->state, TASK_RUNNING);
	enqueue_task(rq, p);
	check_preempt(rq, p);
	task_rq_unlock(rq, flags);
}

/* Off the queue, rq->lock of its CPU held: no longer counted as a sleeper. */
static void account_wake(struct rq *rq, struct task_struct *p, unsigned int state)
{
	if ((state & TASK_UNINTERRUPTIBLE) && !(state & TASK_NOLOAD))
		rq->nr_uninterruptible--;
	if (p->in_iowait)
		rq->nr_iowait--;
}

void enqueue_on_allowed(struct task_struct *p)
{
	enqueue_woken(p, 0);
}

__no_lock_analysis bool try_to_wake_up_flags(struct task_struct *p, unsigned int mask,
					     int wake_flags)
{
	unsigned long flags;
	unsigned int state;
	struct rq *rq;
	int cpu;

	smp_mb(); /* the condition was made true before this look at the state */
	if (!(READ_ONCE(p->state) & mask))
		return false;
	rq = lock_rq_of(p, &flags);
	state = READ_ONCE(p->state);
	if (!(state & mask)) {
		task_rq_unlock(rq, flags);
		return false;
	}
	if (p->se.on_rq) { /* on its way to sleep: schedule() will see the state */
		WRITE_ONCE(p->state, TASK_RUNNING);
		task_rq_unlock(rq, flags);
		return true;
	}
	account_wake(rq, p, state);
	cpu = select_task_rq(p, rq->cpu, wake_flags);
	if (!is_rt(p))
		fair_place_woken(rq, p);
	if (cpu != rq->cpu) {
		WRITE_ONCE(p->state, TASK_WAKING);
		task_rq_unlock(rq, flags);
		enqueue_woken(p, wake_flags);
		return true;
	}
	update_rq_clock(rq);
	WRITE_ONCE(p->state, TASK_RUNNING);
	enqueue_task(rq, p);
	check_preempt(rq, p);
	task_rq_unlock(rq, flags);
	return true;
}

bool try_to_wake_up(struct task_struct *p, unsigned int mask)
{
	return try_to_wake_up_flags(p, mask, 0);
}

void sched_fork(struct task_struct *p)
{
	p->se.on_rq = false;
	p->se.sum_exec = 0;
	p->se.exec_start = 0;
	p->on_cpu = 0;
	p->push = false;
	p->cpu = smp_processor_id();
	p->nr_held = 0;
	p->utime = p->stime = p->shown_utime = p->shown_stime = 0;
	p->rt_ticks = RR_TICKS;
	INIT_LIST_HEAD(&p->rt_node);
	if (p->reset_on_fork) {
		p->reset_on_fork = false;
		if (is_rt(p) || task_nice(p) < 0)
			p->static_prio = 120;
		if (is_rt(p)) {
			p->policy = SCHED_NORMAL;
			p->rt_priority = 0;
		}
	}
	fair_set_weight(p);
	p->state = TASK_NEW;
}

void wake_up_new_task(struct task_struct *p)
{
	unsigned long flags;
	struct rq *rq;

	local_irq_save(flags);
	rq = this_rq();
	fair_place_new(rq, p);
	p->cpu = rq->cpu;
	local_irq_restore(flags);
	enqueue_on_allowed(p);
}

void kick_process(struct task_struct *t)
{
	int cpu = READ_ONCE(t->cpu);

	if (READ_ONCE(t->on_cpu) && cpu != smp_processor_id())
		arch_send_reschedule(cpu);
}

/* --- questions --- */

bool fatal_signal_pending(const struct task_struct *t)
{
	return signal_pending(t) && (t->pending.signal & (1UL << (SIGKILL - 1)));
}

bool task_running(const struct task_struct *t)
{
	return READ_ONCE(t->on_cpu);
}

unsigned int nr_running(void)
{
	unsigned int n = 0;
	int cpu;

	for_each_online_cpu (cpu)
		n += READ_ONCE(cpu_rq(cpu)->nr_running);
	return n;
}

unsigned int nr_iowait(void)
{
	unsigned int n = 0;
	int cpu;

	for_each_online_cpu (cpu)
		n += READ_ONCE(cpu_rq(cpu)->nr_iowait);
	return n;
}

u64 nr_context_switches(void)
{
	u64 n = 0;
	int cpu;

	for_each_online_cpu (cpu)
		n += READ_ONCE(cpu_rq(cpu)->nr_switches);
	return n;
}

/* --- the tick --- */

void sched_tick(void)
{
	struct rq *rq = this_rq();
	struct task_struct *curr;

	spin_lock(&rq->lock);
	update_rq_clock(rq);
	update_curr(rq);
	curr = rq->curr;
	if (curr != rq->idle) {
		if (is_rt(curr))
			rt_tick(rq, curr);
		else
			fair_tick(rq, curr);
	}
	rq->ticks++;
	balance_tick(rq);
	spin_unlock(&rq->lock);
}
