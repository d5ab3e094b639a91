/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/idle.c - a CPU's beginning in the scheduler, its idle loop and its tick
 *
 * Theory
 *   The idle task of CPU 0 is init_task, which start_kernel() ran in; the others are made by
 *   idle_task_create() before their CPU starts.  Idle tasks are on no queue: a CPU runs its idle
 *   task when there is nothing else.
 *
 *   The tick runs at HZ while the CPU has something to do.  It is not stopped on the way into
 *   idleness but by itself, when it finds the CPU idle: so a CPU that only pauses between two
 *   tasks does not touch its timer.
 */
#include "arch/irqflags.h"
#include "arch/ptrace.h"
#include "base/err.h"
#include "internal.h"
#include "kernel/base/panic.h"
#include "kernel/sched/irq.h"
#include "kernel/sched/wait.h"
#include "kernel/sync/rcu.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/kmem/vmalloc.h"

static enum hrtimer_restart tick(struct hrtimer *t)
{
	struct rq *rq = this_rq();
	struct pt_regs *regs = get_irq_regs();
	ktime_t now;

	if (rcu_cpu_has_callbacks())
		rcu_thread_wake();
	if (rq->curr == rq->idle) {
		rq->tick_on = false;
		return HRTIMER_NORESTART;
	}
	spin_lock(&rq->lock);
	update_rq_clock(rq);
	account_tick(rq, regs && user_mode(regs));
	spin_unlock(&rq->lock);
	sched_tick();
	now = (ktime_t)rq->clock;
	loadavg_tick((u64)now);
	hrtimer_forward(t, now, TICK_NSEC);
	return HRTIMER_RESTART;
}

void __noreturn cpu_startup_entry(void)
{
	__atomic_fetch_or(&idle_mask, 1ULL << smp_processor_id(), __ATOMIC_RELAXED);
	for (;;) {
		local_irq_disable();
		if (!need_resched()) {
			rcu_idle_enter();
			arch_safe_halt();
			local_irq_disable();
			rcu_idle_exit();
		}
		local_irq_enable();
		if (need_resched())
			schedule_idle();
	}
}

static void make_idle(struct rq *rq, struct task_struct *t)
{
	t->state = TASK_RUNNING;
	t->cpu = rq->cpu;
	t->on_cpu = 1;
	t->se.on_rq = false;
	t->se.exec_start = (u64)ktime_get();
	rq->idle = rq->curr = t;
	rq->acct_stamp = t->se.exec_start;
	rq->last_kind = CPUSTAT_SYSTEM;
}

void sched_init_cpu(int cpu)
{
	struct rq *rq = cpu_rq(cpu);

	memset(rq, 0, sizeof(*rq));
	spin_lock_init(&rq->lock, RANK_RQ);
	rq->cpu = cpu;
	rt_init(&rq->rt);
	hrtimer_init(&rq->tick, tick);
}

/* A copy of the boot CPU's: it never sees user space, and what it shares it never drops. */
struct task_struct *idle_task_create(int cpu)
{
	struct task_struct *t = kmemdup(&init_task, sizeof(*t), GFP_KERNEL);

	if (t)
		t->stack = alloc_thread_stack(0);
	if (!t || !t->stack)
		panic("smp: no memory for the idle task of CPU %d", cpu);
	sched_init_cpu(cpu);
	timers_reset_cpu(cpu);
	irq_init_cpu(cpu);
	rcu_init_cpu(cpu);
	t->work = 0;
	t->nr_held = 0;
	t->nvcsw = t->nivcsw = 0;
	t->se = (struct sched_entity){.weight = WEIGHT_NICE_0};
	t->cpus_mask = 1ULL << cpu;
	spin_lock_init(&t->alloc_lock, RANK_TASK);
	INIT_LIST_HEAD(&t->children);
	INIT_LIST_HEAD(&t->sibling);
	INIT_LIST_HEAD(&t->tasks);
	INIT_LIST_HEAD(&t->thread_node);
	INIT_LIST_HEAD(&t->pending.list);
	if (t->active_mm && sched_mm_ops)
		sched_mm_ops->grab(t->active_mm);
	snprintf(t->comm, sizeof(t->comm), "swapper/%d", cpu);
	make_idle(cpu_rq(cpu), t);
	return t;
}

static void panic_task(struct panic_task *t)
{
	t->comm = current->comm;
	t->pid = current->pid;
}

void __init sched_init(void)
{
	sched_init_cpu(0);
	timers_reset_cpu(0);
	rcu_init_cpu(0);
	make_idle(cpu_rq(0), &init_task);
	strscpy(init_task.comm, "swapper/0", sizeof(init_task.comm));
	panic_task_hook = panic_task;
	irq_core_init();
	sched_debug_init();
}
