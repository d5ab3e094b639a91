/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/rcu_thread.c - the thread that drives grace periods and runs RCU callbacks
 *
 * Theory
 *   The tick of a CPU that has callbacks wakes the thread, so that they come in batches; a CPU
 *   without a tick, and synchronize_rcu(), wake it at once.  It takes the callbacks of all CPUs,
 * lets one grace period pass, and runs them.  CPUs that do not report by themselves within a
 * millisecond, or at once if somebody waits, are interrupted: one in user mode reports on the way
 * back to it, one in the kernel is sent through its scheduler at the next occasion.
 *
 *   synchronize_rcu() is a callback that completes.  A batch is run to its end before the next is
 *   taken, so when the second of two such callbacks has run, whatever was queued before the
 *   first, on whatever CPU, has run as well: rcu_barrier().
 *
 * Sources: Linux Documentation/RCU/
 */
#include "arch/smp.h"
#include "base/err.h"
#include "internal.h"
#include "kernel/base/panic.h"
#include "kernel/sched/wait.h"
#include "kernel/sync/rcu.h"

#define PATIENCE_NS	  NSEC_PER_MSEC
#define RESCHED_CALLBACKS 32 /* callbacks between two looks at who else wants to run */

static struct task_struct *thread; /* const after boot */
static bool wanted;		   /* [a] there is, or may be, something to do */
static atomic_t waiters;	   /* callers of synchronize_rcu() and rcu_barrier() */

void rcu_thread_wake(void)
{
	if (!thread)
		return;
	WRITE_ONCE(wanted, true);
	wake_up_process(thread);
}

static void work_queued(void)
{
	if (!this_rq()->tick_on)
		rcu_thread_wake();
}

static void grace_period_over(void)
{
	if (thread)
		wake_up_process(thread);
}

static void hurry_cpus(void)
{
	u64 waiting = READ_ONCE(rcu_waiting);
	int cpu;

	for_each_online_cpu (cpu) {
		if (!(waiting >> cpu & 1))
			continue;
		/* Cannot be freed: that would be a callback of ours. */
		set_tsk_thread_flag(READ_ONCE(cpu_rq(cpu)->curr), TIF_NEED_RESCHED);
		arch_send_reschedule(cpu);
	}
}

static void wait_for_grace_period(void)
{
	bool done = rcu_gp_start();

	if (!done && atomic_read(&waiters))
		hurry_cpus();
	while (!done) {
		set_current_state(TASK_IDLE);
		done = rcu_gp_done();
		if (!done && schedule_timeout(PATIENCE_NS) == 0)
			hurry_cpus();
	}
	__set_current_state(TASK_RUNNING);
}

static void run_callbacks(struct rcu_head *head)
{
	unsigned int n = 0;

	while (head) {
		struct rcu_head *next = head->next;

		head->func(head);
		head = next;
		if (++n % RESCHED_CALLBACKS == 0)
			cond_resched();
	}
}

static int rcu_main(void *unused)
{
	struct rcu_batch batch;

	(void)unused;
	for (;;) {
		set_current_state(TASK_IDLE);
		if (!READ_ONCE(wanted))
			schedule();
		__set_current_state(TASK_RUNNING);
		WRITE_ONCE(wanted, false);
		smp_mb(); /* who queued before setting it is seen below */
		rcu_take_callbacks(&batch);
		if (!batch.head)
			continue;
		wait_for_grace_period();
		run_callbacks(batch.head);
	}
	return 0;
}

struct waiter {
	struct rcu_head head;
	struct completion done;
};

static void waiter_done(struct rcu_head *head)
{
	complete(&container_of(head, struct waiter, head)->done);
}

static void wait_for_callback(void)
{
	struct waiter w;

	init_completion(&w.done);
	atomic_inc(&waiters);
	call_rcu(&w.head, waiter_done);
	rcu_thread_wake();
	wait_for_completion(&w.done);
	atomic_dec(&waiters);
}

void synchronize_rcu(void)
{
	might_sleep();
	smp_mb();
	if (!thread || (cpu_online_mask & (cpu_online_mask - 1)) == 0)
		return; /* the only CPU is here, and not reading */
	wait_for_callback();
}

void rcu_barrier(void)
{
	might_sleep();
	assert(thread);
	wait_for_callback();
	wait_for_callback();
}

void __init rcu_init(void)
{
	struct task_struct *t;

	rcu_gp_done_hook = grace_period_over;
	rcu_work_hook = work_queued;
	t = kthread_create(rcu_main, NULL, "rcu_sched");
	if (IS_ERR(t))
		panic("rcu: no thread (%ld)", PTR_ERR(t));
	thread = t;
	rcu_thread_wake();
}
