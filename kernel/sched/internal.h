/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/internal.h - the run queue, between the files of the scheduler
 *
 * core.c     switching, waking          fair.c, rt.c   the two classes of tasks
 * balance.c  which CPU                  policy.c       nice, policies, affinity
 * cputime.c  who used how much time     idle.c         what a CPU without tasks does
 */
#pragma once

#include "arch/percpu.h"
#include "fair_math.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/time.h"
#include "kernel/sync/spinlock.h"
#include "lib/list.h"
#include "lib/rbtree.h"

#define MAX_RT_PRIO 100
#define RR_TICKS    25 /* 100 ms */

/* Fair tasks of one CPU; the running one is counted, but is not in the tree. */
struct fair_rq {
	struct rb_root_cached tree; /* by vruntime */
	u64 min_vruntime;	    /* only grows */
	u64 load;		    /* sum of weights */
	unsigned int nr;
};

/* Real-time tasks; the running one is counted, but is in no list. */
struct rt_rq {
	u64 bitmap[2];			     /* bit 99 - prio: list is not empty */
	struct list_head queue[MAX_RT_PRIO]; /* by 99 - prio */
	unsigned int nr;
};

/*
 * struct rq - what one CPU has to run
 *
 * Key: r lock (taken with interrupts off), c const after boot, a atomic, o that CPU only
 */
struct rq {
	spinlock_t lock;	   /*     RANK_RQ */
	int cpu;		   /* [c] */
	unsigned int nr_running;   /* [r] runnable tasks, the running one included */
	struct task_struct *curr;  /* [r] */
	struct task_struct *idle;  /* [c] */
	u64 clock;		   /* [r] ktime of the last update_rq_clock() */
	struct fair_rq fair;	   /* [r] */
	struct rt_rq rt;	   /* [r] */
	bool kick;		   /* [r] task_rq_unlock() interrupts this CPU, which is another */
	bool skip_curr;		   /* [r] sched_yield(): somebody else first */
	struct task_struct *push;  /* [o] leaves this CPU once it is switched out */
	struct mm_struct *prev_mm; /* [o] to be dropped after the switch */

	struct hrtimer tick; /* [o] */
	bool tick_on;	     /* [o] */
	unsigned int ticks;  /* [o] */

	u64 nr_switches;	 /* [r] */
	long nr_uninterruptible; /* [r] may be negative: only the sum over CPUs means something */
	unsigned int nr_iowait;	 /* [r] sleepers that wait for I/O and slept here */
	u64 stat[NR_CPUSTATS];	 /* [r] ns */
	enum cpu_stat last_kind; /* [r] what the last tick interrupted */
	u64 acct_stamp;		 /* [r] up to here time was charged */
};

DECLARE_PER_CPU(struct rq, runqueues);
#define cpu_rq(cpu) per_cpu_ptr(&runqueues, cpu)
#define this_rq()   this_cpu_ptr(&runqueues)

extern u64 idle_mask; /* [a] CPUs that run their idle task and have nothing queued */

static inline bool is_rt_policy(int policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

/* Of SCHED_FIFO or SCHED_RR: only they have a priority above 0. */
static inline bool is_rt(const struct task_struct *p)
{
	return p->rt_priority > 0;
}

static inline void update_rq_clock(struct rq *rq)
{
	rq->clock = (u64)ktime_get();
}

/* core.c */
struct rq *task_rq_lock(struct task_struct *p, unsigned long *flags) __no_lock_analysis;
void task_rq_unlock(struct rq *rq, unsigned long flags) __no_lock_analysis;
void update_curr(struct rq *rq); /* charges the running task up to rq->clock */
void enqueue_task(struct rq *rq, struct task_struct *p);
void dequeue_task(struct rq *rq, struct task_struct *p);
void resched_curr(struct rq *rq); /* of another CPU: task_rq_unlock() has to follow */
void check_preempt(struct rq *rq, struct task_struct *p);
void enqueue_on_allowed(struct task_struct *p); /* runnable, on no queue, not running */
void sched_init_cpu(int cpu);
void schedule_idle(void);

/* fair.c */
void fair_set_weight(struct task_struct *p);
void fair_enqueue(struct rq *rq, struct task_struct *p);
void fair_dequeue(struct rq *rq, struct task_struct *p);
void fair_put_prev(struct rq *rq, struct task_struct *p);
struct task_struct *fair_pick(struct rq *rq, struct task_struct *prev);
void fair_update_curr(struct rq *rq, struct task_struct *p, u64 delta);
void fair_place_woken(struct rq *rq, struct task_struct *p);
void fair_place_new(struct rq *rq, struct task_struct *p);
/* A task that changes CPU takes its distance from the queue's virtual time along. */
static inline void fair_detach(struct rq *rq, struct task_struct *p)
{
	p->se.vruntime -= rq->fair.min_vruntime;
}
static inline void fair_attach(struct rq *rq, struct task_struct *p)
{
	p->se.vruntime += rq->fair.min_vruntime;
}
bool fair_should_preempt(struct rq *rq, struct task_struct *curr, struct task_struct *p);
void fair_tick(struct rq *rq, struct task_struct *curr);
struct task_struct *fair_steal(struct rq *from, int to_cpu, bool hot_too);

/* rt.c */
void rt_init(struct rt_rq *rt);
void rt_enqueue(struct rq *rq, struct task_struct *p);
void rt_dequeue(struct rq *rq, struct task_struct *p);
void rt_put_prev(struct rq *rq, struct task_struct *p, bool to_tail);
int rt_highest(const struct rq *rq); /* priority of the first queued one; 0: none */
struct task_struct *rt_pick(struct rq *rq);
void rt_tick(struct rq *rq, struct task_struct *curr);
struct task_struct *rt_steal(struct rq *from, int to_cpu);

/* balance.c */
int select_task_rq(const struct task_struct *p, int prev_cpu, int wake_flags);
bool balance_newidle(struct rq *rq); /* own lock held: pulls a task; true if it did */
void balance_tick(struct rq *rq);    /* own lock held */

/* cputime.c */
void account_tick(struct rq *rq, bool user); /* not in the idle task */
void account_idle(struct rq *rq);	     /* ends */
void account_busy(struct rq *rq);	     /* ends: the idle task is next */
void loadavg_tick(u64 now);

/* idle.c, hrtimer.c, irq.c */
void timers_reset_cpu(int cpu);
void irq_init_cpu(int cpu);

/* Set by printk() of a record that somebody waits for. */
extern bool kmsg_pending;
void __kmsg_wake(void);
static inline void kmsg_wake_pending(void)
{
	if (unlikely(READ_ONCE(kmsg_pending)))
		__kmsg_wake();
}

#ifdef CONFIG_DEBUG
void sched_debug_init(void);
#else
static inline void sched_debug_init(void)
{
}
#endif
