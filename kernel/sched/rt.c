/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/rt.c - SCHED_FIFO and SCHED_RR: a list per priority, the highest first
 *
 * A preempted task goes back to the head of its list; one that yields, or whose turn under SCHED_RR
 * is over, to the tail.
 *
 * Locks: the run queue's, for everything here.
 *
 * Sources: sched(7)
 */
#include "base/bits.h"
#include "internal.h"

static int slot_of(const struct task_struct *p)
{
	return MAX_RT_PRIO - 1 - p->rt_priority;
}

static int first_slot(const struct rt_rq *rt)
{
	if (rt->bitmap[0])
		return (int)__ffs(rt->bitmap[0]);
	return rt->bitmap[1] ? 64 + (int)__ffs(rt->bitmap[1]) : -1;
}

static void list_in(struct rt_rq *rt, struct task_struct *p, bool to_tail)
{
	int slot = slot_of(p);

	if (to_tail)
		list_add_tail(&p->rt_node, &rt->queue[slot]);
	else
		list_add(&p->rt_node, &rt->queue[slot]);
	rt->bitmap[slot / 64] |= 1ULL << slot % 64;
}

static void list_out(struct rt_rq *rt, struct task_struct *p)
{
	int slot = slot_of(p);

	list_del(&p->rt_node);
	if (list_empty(&rt->queue[slot]))
		rt->bitmap[slot / 64] &= ~(1ULL << slot % 64);
}

void rt_init(struct rt_rq *rt)
{
	rt->bitmap[0] = rt->bitmap[1] = 0;
	rt->nr = 0;
	for (int i = 0; i < MAX_RT_PRIO; i++)
		INIT_LIST_HEAD(&rt->queue[i]);
}

void rt_enqueue(struct rq *rq, struct task_struct *p)
{
	rq->rt.nr++;
	if (p != rq->curr)
		list_in(&rq->rt, p, true);
}

void rt_dequeue(struct rq *rq, struct task_struct *p)
{
	rq->rt.nr--;
	if (p != rq->curr)
		list_out(&rq->rt, p);
}

void rt_put_prev(struct rq *rq, struct task_struct *p, bool to_tail)
{
	list_in(&rq->rt, p, to_tail);
}

int rt_highest(const struct rq *rq)
{
	int slot = first_slot(&rq->rt);

	return slot < 0 ? 0 : MAX_RT_PRIO - 1 - slot;
}

struct task_struct *rt_pick(struct rq *rq)
{
	int slot = first_slot(&rq->rt);
	struct task_struct *p;

	if (slot < 0)
		return NULL;
	p = list_first_entry(&rq->rt.queue[slot], struct task_struct, rt_node);
	list_out(&rq->rt, p);
	return p;
}

void rt_tick(struct rq *rq, struct task_struct *curr)
{
	if (curr->policy != SCHED_RR || (curr->rt_ticks && --curr->rt_ticks))
		return;
	curr->rt_ticks = RR_TICKS;
	if (rt_highest(rq) >= curr->rt_priority) {
		rq->skip_curr = true;
		resched_curr(rq);
	}
}

struct task_struct *rt_steal(struct rq *from, int to_cpu)
{
	for (int slot = first_slot(&from->rt); slot >= 0 && slot < MAX_RT_PRIO; slot++) {
		struct task_struct *p;

		list_for_each_entry (p, &from->rt.queue[slot], rt_node) {
			if (!(p->cpus_mask >> to_cpu & 1) || p->on_cpu)
				continue;
			dequeue_task(from, p);
			return p;
		}
	}
	return NULL;
}
