/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/balance.c - which CPU a task runs on
 *
 * Theory
 *   A task that wakes up or is born goes to an idle CPU it may use, its previous one if that is
 *   idle; else it stays where it was.  One woken by somebody who is about to sleep (WAKE_SYNC) and
 *   alone takes over the waker's CPU: two that talk through a pipe need no interrupts.  A CPU that
 * runs out of tasks takes one from the queue that has most.  A busy CPU's tick looks now and then
 * for a queue that is longer by two, and, if tasks wait here while another CPU is idle, wakes that
 * one to come and take them.
 *
 *   With one's own queue locked, another's is only tried: nobody waits, so there is no order.
 *
 * Locks: as internal.h says.
 */
#include "base/bits.h"
#include "internal.h"

#define BALANCE_TICKS 4 /* 16 ms between two looks of a busy CPU */

/* Real-time: the previous CPU or another one that runs something less urgent. */
static int select_rt(const struct task_struct *p, int prev_cpu, u64 allowed)
{
	int cpu, best = -1, best_prio = p->rt_priority;

	for_each_online_cpu (cpu) {
		const struct task_struct *curr = READ_ONCE(cpu_rq(cpu)->curr);
		int prio = is_rt(curr) ? curr->rt_priority : 0;

		if (!(allowed >> cpu & 1))
			continue;
		if (prio < best_prio || (prio == best_prio && best >= 0 && cpu == prev_cpu)) {
			best = cpu;
			best_prio = prio;
		}
	}
	return best;
}

/* The waker will sleep soon and nobody else waits here: it leaves its CPU to whom it woke. */
static bool may_stay_here(int me, u64 allowed)
{
	return (allowed >> me & 1) && READ_ONCE(cpu_rq(me)->nr_running) == 1;
}

int select_task_rq(const struct task_struct *p, int prev_cpu, int wake_flags)
{
	u64 allowed = READ_ONCE(p->cpus_mask) & cpu_online_mask;
	u64 idle;
	int cpu = smp_processor_id();

	if ((wake_flags & WAKE_SYNC) && !is_rt(p) && may_stay_here(cpu, allowed))
		return cpu;
	if (unlikely(!allowed))
		allowed = cpu_online_mask; /* its CPUs are gone: anywhere, as Linux does */
	idle = READ_ONCE(idle_mask) & allowed;
	if (idle)
		return idle >> prev_cpu & 1 ? prev_cpu : (int)__ffs(idle);
	if (is_rt(p)) {
		cpu = select_rt(p, prev_cpu, allowed);
		if (cpu >= 0)
			return cpu;
	}
	return allowed >> prev_cpu & 1 ? prev_cpu : (int)__ffs(allowed);
}

/* The queue with the most tasks, @min at least; NULL if there is none. */
static struct rq *find_busiest(const struct rq *self, unsigned int min)
{
	struct rq *best = NULL;
	int cpu;

	for_each_online_cpu (cpu) {
		struct rq *rq = cpu_rq(cpu);

		if (rq == self || READ_ONCE(rq->nr_running) < min)
			continue;
		min = READ_ONCE(rq->nr_running) + 1;
		best = rq;
	}
	return best;
}

static bool pull_from(struct rq *rq, struct rq *from, bool hot_too)
{
	struct task_struct *p;

	if (!spin_trylock(&from->lock))
		return false;
	p = rt_steal(from, rq->cpu);
	if (!p) {
		p = fair_steal(from, rq->cpu, hot_too);
		if (p)
			fair_attach(rq, p);
	}
	if (p) {
		WRITE_ONCE(p->cpu, rq->cpu);
		enqueue_task(rq, p);
	}
	spin_unlock(&from->lock);
	return p != NULL;
}

bool balance_newidle(struct rq *rq)
{
	struct rq *from;

	if ((cpu_online_mask & (cpu_online_mask - 1)) == 0)
		return false;
	from = find_busiest(rq, 2);
	return from && pull_from(rq, from, true);
}

/* An idle CPU that has nothing to do while tasks wait here goes through its scheduler and takes
 * one. */
static void kick_idle(void)
{
	u64 idle = READ_ONCE(idle_mask) & cpu_online_mask;
	struct rq *rq;

	if (!idle)
		return;
	rq = cpu_rq((int)__ffs(idle));
	set_tsk_thread_flag(rq->idle, TIF_NEED_RESCHED);
	arch_send_reschedule(rq->cpu);
}

void balance_tick(struct rq *rq)
{
	struct rq *from;

	if (rq->nr_running >= 2)
		kick_idle();
	if (rq->ticks % BALANCE_TICKS)
		return;
	from = find_busiest(rq, rq->nr_running + 2);
	if (from && pull_from(rq, from, false))
		resched_curr(rq);
}
