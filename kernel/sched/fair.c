/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/fair.c - SCHED_OTHER, BATCH and IDLE: whoever ran least runs next
 *
 * Theory
 *   Each task has a virtual run time (fair_math.h); the tree is ordered by it, and the leftmost
 * task is the one that is owed most.  The running task is not in the tree; it goes on until it is
 * ahead of the leftmost by its slice.  min_vruntime follows the tasks: a task that slept comes back
 * at most half a period behind it, so that sleep gives a small credit and not a hoard; a new task
 * begins a little ahead, so that forking gains nothing.
 *
 * Locks: the run queue's, for everything here.
 *
 * Sources: Linux Documentation/scheduler/sched-design-CFS.rst
 */
#include "internal.h"

static struct task_struct *task_of(struct rb_node *n)
{
	return rb_entry(n, struct task_struct, se.node);
}

static bool runs_before(struct rb_node *a, const struct rb_node *b)
{
	return vtime_before(task_of(a)->se.vruntime, task_of((struct rb_node *)b)->se.vruntime);
}

void fair_set_weight(struct task_struct *p)
{
	p->se.weight = p->policy == SCHED_IDLE ? WEIGHT_IDLE : fair_weight(task_nice(p));
}

/* The running task @p has run for @delta ns; it is on the queue. */
void fair_update_curr(struct rq *rq, struct task_struct *p, u64 delta)
{
	struct fair_rq *f = &rq->fair;
	struct rb_node *first = rb_first_cached(&f->tree);
	u64 v = p->se.vruntime + fair_vdelta(delta, p->se.weight);

	p->se.vruntime = v;
	if (first)
		v = vtime_min(v, task_of(first)->se.vruntime);
	f->min_vruntime = vtime_max(f->min_vruntime, v);
}

void fair_enqueue(struct rq *rq, struct task_struct *p)
{
	rq->fair.nr++;
	rq->fair.load += p->se.weight;
	if (p != rq->curr)
		rb_add_cached(&p->se.node, &rq->fair.tree, runs_before);
}

void fair_dequeue(struct rq *rq, struct task_struct *p)
{
	rq->fair.nr--;
	rq->fair.load -= p->se.weight;
	if (p != rq->curr)
		rb_erase_cached(&p->se.node, &rq->fair.tree);
}

void fair_put_prev(struct rq *rq, struct task_struct *p)
{
	rb_add_cached(&p->se.node, &rq->fair.tree, runs_before);
}

/* The task to run, off the tree; @prev (NULL if it cannot) may go on if nobody is owed more. */
struct task_struct *fair_pick(struct rq *rq, struct task_struct *prev)
{
	struct rb_node *first = rb_first_cached(&rq->fair.tree);
	struct task_struct *p;

	if (!first)
		return prev;
	p = task_of(first);
	if (prev && !rq->skip_curr && !vtime_before(p->se.vruntime, prev->se.vruntime))
		return prev;
	rb_erase_cached(first, &rq->fair.tree);
	return p;
}

void fair_place_woken(struct rq *rq, struct task_struct *p)
{
	u64 v = rq->fair.min_vruntime - SCHED_LATENCY_NS / 2;

	p->se.vruntime = vtime_max(p->se.vruntime, v);
}

void fair_place_new(struct rq *rq, struct task_struct *p)
{
	p->se.vruntime = rq->fair.min_vruntime + fair_vdelta(SCHED_MIN_GRAN_NS, p->se.weight);
}

bool fair_should_preempt(struct rq *rq, struct task_struct *curr, struct task_struct *p)
{
	u64 gran = fair_vdelta(SCHED_WAKEUP_GRAN_NS, p->se.weight);
	u64 ran = rq->clock - curr->se.exec_start; /* since it was last charged */

	if (curr->policy == SCHED_IDLE && p->policy != SCHED_IDLE)
		return true;
	if (p->policy != SCHED_NORMAL)
		return false;
	if ((s64)ran <= 0)
		ran = 0; /* another CPU's clock is a little behind */
	return vtime_before(p->se.vruntime + gran,
			    curr->se.vruntime + fair_vdelta(ran, curr->se.weight));
}

void fair_tick(struct rq *rq, struct task_struct *curr)
{
	struct rb_node *first = rb_first_cached(&rq->fair.tree);
	u64 ran = curr->se.sum_exec - curr->se.slice_start;

	if (!first)
		return;
	if (ran < SCHED_MIN_GRAN_NS)
		return;
	if (ran >= fair_slice(curr->se.weight, rq->fair.load, rq->fair.nr) &&
	    !vtime_before(curr->se.vruntime, task_of(first)->se.vruntime))
		resched_curr(rq);
}

/* A waiting task of @from that may run on @to_cpu, the one that would wait longest; dequeued, or
 * NULL. */
struct task_struct *fair_steal(struct rq *from, int to_cpu, bool hot_too)
{
	struct rb_node *n;

	for (n = rb_last(&from->fair.tree.rb_root); n; n = rb_prev(n)) {
		struct task_struct *p = task_of(n);

		if (!(p->cpus_mask >> to_cpu & 1) || p->on_cpu)
			continue;
		if (!hot_too && from->clock - p->se.exec_start < SCHED_MIN_GRAN_NS)
			continue;
		dequeue_task(from, p);
		fair_detach(from, p);
		return p;
	}
	return NULL;
}
