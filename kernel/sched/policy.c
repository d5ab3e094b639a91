/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/policy.c - changing how and where a task is scheduled
 *
 * Theory
 *   A change takes the task off its queue, edits it and puts it back, all under the queue's lock;
 *   for the running task only the counters move (it is in no tree and no list).
 *
 * Not here: who may change whom (abi/linux/sys_sched.c).
 *
 * Sources: sched(7), sched_setscheduler(2), sched_setaffinity(2), setpriority(2), sched_yield(2)
 */
#include "base/err.h"
#include "internal.h"
#include "kernel/base/panic.h"

#define MIGRATE_POLL_NS (NSEC_PER_MSEC)

struct change {
	struct rq *rq;
	unsigned long flags;
	bool queued;
};

static void change_begin(struct change *c, struct task_struct *p)
{
	c->rq = task_rq_lock(p, &c->flags);
	update_rq_clock(c->rq);
	update_curr(c->rq);
	c->queued = p->se.on_rq;
	if (c->queued)
		dequeue_task(c->rq, p);
}

static void change_end(struct change *c, struct task_struct *p)
{
	if (c->queued) {
		enqueue_task(c->rq, p);
		if (c->rq->curr == p)
			resched_curr(c->rq); /* may have become less urgent than another */
		else
			check_preempt(c->rq, p);
	}
	task_rq_unlock(c->rq, c->flags);
}

void set_user_nice(struct task_struct *p, int nice)
{
	struct change c;

	nice = clamp_t(int, nice, NICE_MIN, NICE_MAX);
	change_begin(&c, p);
	p->static_prio = 120 + nice;
	fair_set_weight(p);
	change_end(&c, p);
}

int sched_setscheduler(struct task_struct *p, int policy, int priority)
{
	bool was_rt;
	struct change c;

	switch (policy) {
	case SCHED_FIFO:
	case SCHED_RR:
		if (priority < 1 || priority > MAX_RT_PRIO - 1)
			return -EINVAL;
		break;
	case SCHED_NORMAL:
	case SCHED_BATCH:
	case SCHED_IDLE:
		if (priority != 0)
			return -EINVAL;
		break;
	default:
		return -EINVAL;
	}
	change_begin(&c, p);
	was_rt = is_rt(p);
	p->policy = policy;
	p->rt_priority = priority;
	p->rt_ticks = RR_TICKS;
	fair_set_weight(p);
	if (was_rt && !is_rt(p))
		p->se.vruntime = c.rq->fair.min_vruntime; /* it stood still meanwhile */
	change_end(&c, p);
	return 0;
}

u64 sched_rr_interval(const struct task_struct *p)
{
	u64 ns;
	unsigned long flags;
	struct rq *rq;

	if (p->policy == SCHED_FIFO)
		return 0;
	if (p->policy == SCHED_RR)
		return RR_TICKS * TICK_NSEC;
	rq = task_rq_lock((struct task_struct *)p, &flags);
	ns = fair_slice(p->se.weight, rq->fair.load, rq->fair.nr);
	task_rq_unlock(rq, flags);
	return ns;
}

int task_prio(const struct task_struct *p)
{
	return is_rt(p) ? -1 - p->rt_priority : p->static_prio - 100;
}

char task_state_char(const struct task_struct *t)
{
	unsigned int state = READ_ONCE(t->state), exit = (unsigned int)READ_ONCE(t->exit_state);

	if (exit & EXIT_ZOMBIE)
		return 'Z';
	if ((exit & EXIT_DEAD) || state == TASK_DEAD)
		return 'X';
	if ((state & TASK_IDLE) == TASK_IDLE)
		return 'I';
	if (state & TASK_TRACED)
		return 't';
	if (state & TASK_STOPPED)
		return 'T';
	if (state & TASK_UNINTERRUPTIBLE)
		return 'D';
	return state & TASK_INTERRUPTIBLE ? 'S' : 'R';
}

void sched_yield(void)
{
	struct rq *rq;

	local_irq_disable();
	rq = this_rq();
	spin_lock(&rq->lock);
	rq->skip_curr = true;
	spin_unlock(&rq->lock);
	local_irq_enable();
	__cond_resched();
}

/* Runs on a CPU that it may not use (any more). */
static bool is_misplaced(struct task_struct *p)
{
	return READ_ONCE(p->se.on_rq) && !(p->cpus_mask >> READ_ONCE(p->cpu) & 1);
}

int set_cpus_allowed(struct task_struct *p, cpumask_t mask)
{
	unsigned long flags;
	bool move = false;
	struct rq *rq;

	if (!(mask & cpu_online_mask))
		return -EINVAL;
	rq = task_rq_lock(p, &flags);
	p->cpus_mask = mask;
	if (!(mask >> rq->cpu & 1) && p->se.on_rq) {
		if (rq->curr == p) {
			resched_curr(rq); /* goes at the switch: check_misplaced() */
		} else {
			update_rq_clock(rq);
			dequeue_task(rq, p);
			WRITE_ONCE(p->state, TASK_WAKING);
			move = true;
		}
	}
	task_rq_unlock(rq, flags);
	if (move)
		enqueue_on_allowed(p);
	if (p == current)
		__cond_resched();
	else
		while (is_misplaced(p)) {
			set_current_state(TASK_UNINTERRUPTIBLE);
			schedule_timeout(MIGRATE_POLL_NS);
		}
	return 0;
}

void kthread_bind(struct task_struct *t, int cpu)
{
	unsigned long flags;
	struct rq *rq = task_rq_lock(t, &flags);

	assert(!t->se.on_rq);
	t->cpus_mask = 1ULL << cpu;
	task_rq_unlock(rq, flags);
}

/* A program that begins has nothing in any cache: the cheapest moment to move to an idle CPU. */
void sched_exec(void)
{
	u64 idle = READ_ONCE(idle_mask) & current->cpus_mask & cpu_online_mask;

	if (!idle || READ_ONCE(this_rq()->nr_running) < 2)
		return;
	current->push = true;
	__cond_resched();
}
