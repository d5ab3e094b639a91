/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/sched/sched_test.c - fairness, real-time order, affinity, balancing, accounting */
#include "arch/irqflags.h"
#include "arch/smp.h"
#include "base/bits.h"
#include "base/err.h"
#include "kernel/base/ktest.h"

#include "fair_math.h"
#include "internal.h"
#include "test_crew.h"

static struct crew crew;
static u64 ran[CREW_MAX];
static atomic_t next_place, arrived, stop;
static int place[CREW_MAX];

/*
 * A job spins on CPU 0 with a nice value or a real-time priority.  A host that stops our CPU for a
 * while charges that to whoever ran, so what must hold may fail to once or twice: not TRIES times.
 */
#define TRIES 5

struct job {
	int nice;
	int policy, prio;
	ktime_t end;
};
static struct job jobs[CREW_MAX];

static void prepare_job(struct crew_member *m)
{
	struct job *j = &jobs[m->number];

	set_user_nice(m->task, j->nice);
	EXPECT_EQ(sched_setscheduler(m->task, j->policy, j->prio), 0);
	kthread_bind(m->task, 0);
}

static void spin_until(struct crew_member *m)
{
	while (ktime_get() < jobs[m->number].end)
		if (need_resched())
			cond_resched();
	ran[m->number] = task_sum_exec_runtime(current);
}

static void run_jobs(int n, ktime_t for_ns)
{
	ktime_t end = ktime_get() + for_ns;

	for (int i = 0; i < n; i++)
		jobs[i].end = end;
	crew_start_prepared(&crew, n, spin_until, prepare_job);
	crew_wait(&crew);
}

/* Did four tasks get a quarter each, more or less? */
static bool quarters(void)
{
	u64 total = ran[0] + ran[1] + ran[2] + ran[3];

	for (int i = 0; i < 4; i++)
		if (ran[i] * 100 < total * 15 || ran[i] * 100 > total * 35)
			return false;
	return true;
}

KTEST(sched, equal_tasks_share_equally)
{
	bool ok = false;

	for (int try = 0; try < TRIES && !ok; try++) {
		for (int i = 0; i < 4; i++)
			jobs[i] = (struct job){.nice = 0};
		run_jobs(4, 300 * NSEC_PER_MSEC);
		ok = quarters();
	}
	EXPECT_TRUE(ok);
}

KTEST(sched, nice_weighs)
{
	bool ok = false;

	for (int try = 0; try < TRIES && !ok; try++) {
		jobs[0] = (struct job){.nice = 0};
		jobs[1] = (struct job){.nice = 5};
		run_jobs(2, 300 * NSEC_PER_MSEC);
		/* 1024 to 335 is 3.05. */
		ok = ran[0] * 10 > ran[1] * 20 && ran[0] * 10 < ran[1] * 45;
	}
	EXPECT_TRUE(ok);
}

KTEST(sched, real_time_first)
{
	bool ok = false;

	for (int try = 0; try < TRIES && !ok; try++) {
		jobs[0] = (struct job){.nice = 0};
		jobs[1] = (struct job){.policy = SCHED_FIFO, .prio = 10};
		run_jobs(2, 150 * NSEC_PER_MSEC);
		ok = ran[1] > ran[0] * 5;
	}
	EXPECT_TRUE(ok);
}

KTEST(sched, round_robin_turns)
{
	bool ok = false;

	for (int try = 0; try < TRIES && !ok; try++) {
		jobs[0] = (struct job){.policy = SCHED_RR, .prio = 5};
		jobs[1] = (struct job){.policy = SCHED_RR, .prio = 5};
		run_jobs(2, 900 * NSEC_PER_MSEC);
		ok = ran[0] > 200ull * NSEC_PER_MSEC && ran[1] > 200ull * NSEC_PER_MSEC;
	}
	EXPECT_TRUE(ok);
}

static void take_place(struct crew_member *m)
{
	EXPECT_EQ(sched_setscheduler(current, SCHED_FIFO, 10 + m->number), 0);
	/* All wait on CPU 0 for the test, which is more urgent. */
	EXPECT_EQ(set_cpus_allowed(current, 1), 0);
	atomic_inc(&arrived);
	while (!atomic_read(&stop)) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule_timeout(NSEC_PER_MSEC);
	}
	place[m->number] = atomic_inc_return(&next_place);
	sched_setscheduler(current, SCHED_NORMAL, 0);
}

static bool all_runnable(int n)
{
	for (int i = 0; i < n; i++)
		if (READ_ONCE(crew.member[i].task->state) != TASK_RUNNING)
			return false;
	return true;
}

KTEST(sched, fifo_runs_by_priority)
{
	ktime_t end;
	int i;

	atomic_set(&next_place, 0);
	atomic_set(&arrived, 0);
	atomic_set(&stop, 0);
	EXPECT_EQ(set_cpus_allowed(current, 1), 0);
	crew_start(&crew, 4, take_place, NULL);
	while (atomic_read(&arrived) < 4)
		msleep(5);
	EXPECT_EQ(sched_setscheduler(current, SCHED_FIFO, 50), 0);
	atomic_set(&stop, 1);
	/* Everybody's timeout fires while we spin; then the most urgent is first. */
	for (end = ktime_get() + 5 * NSEC_PER_SEC; !all_runnable(4) && ktime_get() < end;)
		cpu_relax();
	EXPECT_TRUE(all_runnable(4));
	EXPECT_EQ(atomic_read(&next_place), 0);
	sched_setscheduler(current, SCHED_NORMAL, 0);
	crew_wait(&crew);
	for (i = 0; i + 1 < 4; i++)
		EXPECT_GT(place[i], place[i + 1]);
	EXPECT_EQ(set_cpus_allowed(current, ~0ULL), 0);
}

KTEST(sched, policies_are_checked)
{
	EXPECT_EQ(sched_setscheduler(current, SCHED_FIFO, 0), -EINVAL);
	EXPECT_EQ(sched_setscheduler(current, SCHED_FIFO, 100), -EINVAL);
	EXPECT_EQ(sched_setscheduler(current, SCHED_NORMAL, 1), -EINVAL);
	EXPECT_EQ(sched_setscheduler(current, 77, 0), -EINVAL);
	EXPECT_EQ(set_cpus_allowed(current, 0), -EINVAL);
	set_user_nice(current, 100);
	EXPECT_EQ(task_nice(current), NICE_MAX);
	set_user_nice(current, 0);
	EXPECT_EQ(task_prio(current), 20);
}

KTEST(sched, affinity_moves_the_caller)
{
	for (int i = 0; i < 20; i++) {
		int cpu = crew_cpu(i);

		EXPECT_EQ(set_cpus_allowed(current, 1ULL << cpu), 0);
		EXPECT_EQ(smp_processor_id(), cpu);
	}
	EXPECT_EQ(set_cpus_allowed(current, ~0ULL), 0);
}

static void wander(struct crew_member *m)
{
	(void)m;
	while (!atomic_read(&stop)) {
		cpumask_t mask = READ_ONCE(current->cpus_mask);
		int cpu = smp_processor_id();

		/* Between the two looks the mask may have changed; a second look tells. */
		if (!(mask >> cpu & 1) && READ_ONCE(current->cpus_mask) == mask &&
		    need_resched() == false && smp_processor_id() == cpu)
			ktest_fail(__FILE__, __LINE__, "runs on CPU %d, may on %#llx", cpu, mask);
		msleep(1);
	}
}

/* Others, running, sleeping or queued, are moved as well. */
KTEST(sched, affinity_moves_others)
{
	int i, j;

	atomic_set(&stop, 0);
	crew_start(&crew, 4, wander, NULL);
	for (i = 0; i < 60; i++)
		for (j = 0; j < 4; j++)
			EXPECT_EQ(set_cpus_allowed(crew.member[j].task, 1ULL << crew_cpu(i + j)),
				  0);
	atomic_set(&stop, 1);
	crew_wait(&crew);
}

static u64 cpus_seen;

static void spread(struct crew_member *m)
{
	ktime_t end = ktime_get() + 100 * NSEC_PER_MSEC;

	(void)m;
	while (ktime_get() < end) {
		__atomic_fetch_or(&cpus_seen, 1ULL << smp_processor_id(), __ATOMIC_RELAXED);
		cond_resched();
	}
}

KTEST(sched, work_spreads_over_cpus)
{
	cpus_seen = 0;
	crew_start(&crew, (int)min(num_online_cpus(), 8u) * 2, spread, NULL);
	crew_wait(&crew);
	EXPECT_GE(hweight64(cpus_seen), min(num_online_cpus(), 8u));
}

static void use_time(struct crew_member *m)
{
	ktime_t end = ktime_get() + 60 * NSEC_PER_MSEC;
	u64 u, s, last = 0;

	(void)m;
	while (ktime_get() < end) {
		task_cputime(current, &u, &s);
		if (u + s < last)
			ktest_fail(__FILE__, __LINE__, "CPU time went back: %llu after %llu", u + s,
				   last);
		last = u + s;
		cond_resched();
	}
	task_cputime(current, &u, &s);
	ran[m->number] = u + s;
}

static void count_call(void *arg)
{
	atomic_inc(arg);
}

/* The others listen only now and then; the first one's calls outlast its patience. */
static void call_the_deaf(struct crew_member *m)
{
	ktime_t end;

	if (m->number == 0) {
		for (int i = 0; i < 60; i++)
			smp_call_function_mask(cpu_online_mask, count_call, &arrived);
		atomic_set(&stop, 1);
		return;
	}
	while (!atomic_read(&stop)) {
		local_irq_disable();
		end = ktime_get() + (ktime_t)(m->number * 500) * NSEC_PER_USEC;
		while (ktime_get() < end)
			cpu_relax();
		local_irq_enable();
		cond_resched();
	}
}

KTEST(smp, calls_wait_for_cpus_that_do_not_listen)
{
	int n = (int)num_online_cpus();

	atomic_set(&arrived, 0);
	atomic_set(&stop, 0);
	crew_run(&crew, n < 4 ? n : 4, call_the_deaf, NULL);
	EXPECT_EQ(atomic_read(&arrived), 60 * (n - 1));
}

static int no_work(void *arg)
{
	(void)arg;
	return 0;
}

static bool idle_but_forgotten(int cpu)
{
	return READ_ONCE(cpu_rq(cpu)->curr) == cpu_rq(cpu)->idle &&
	       !(READ_ONCE(idle_mask) >> cpu & 1);
}

/* A task comes for an idle CPU and goes elsewhere before that one looks: it is still an idle CPU.
 */
KTEST(sched, idle_cpus_stay_known)
{
	int me, there;

	EXPECT_EQ(set_cpus_allowed(current, 1ULL << crew_cpu(0)), 0);
	me = smp_processor_id();
	for (int i = 0; i < 200; i++) {
		struct task_struct *t = kthread_create(no_work, NULL, "visitor");

		if (IS_ERR(t))
			break;
		there = crew_cpu(i);
		get_task_struct(t);
		kthread_bind(t, there);
		wake_up_process(t);
		EXPECT_EQ(set_cpus_allowed(t, 1ULL << me), 0);
		put_task_struct(t);
		cond_resched();
	}
	for (int cpu = 0; cpu < NR_CPUS; cpu++) {
		if (!(cpu_online_mask >> cpu & 1))
			continue;
		for (int t = 0; t < 500 && idle_but_forgotten(cpu); t++)
			msleep(2);
		EXPECT_FALSE(idle_but_forgotten(cpu));
	}
	EXPECT_EQ(set_cpus_allowed(current, ~0ULL), 0);
}

KTEST(sched, cpu_time_is_accounted)
{
	u64 switches = nr_context_switches();
	ktime_t start = ktime_get();

	crew_start(&crew, 1, use_time, NULL);
	crew_wait(&crew);
	EXPECT_GE(ran[0], 1ull * NSEC_PER_MSEC);
	EXPECT_LE(ran[0], (u64)(ktime_get() - start));
	EXPECT_GT(nr_context_switches(), switches);
	EXPECT_GE(nr_running(), 1u);
}

KTEST(sched, idle_time_grows)
{
	u64 before = 0, after = 0, loads[3];
	int cpu;

	for_each_online_cpu (cpu)
		before += cpu_stat_read(CPUSTAT_IDLE, cpu) + cpu_stat_read(CPUSTAT_IOWAIT, cpu);
	msleep(50);
	for_each_online_cpu (cpu)
		after += cpu_stat_read(CPUSTAT_IDLE, cpu) + cpu_stat_read(CPUSTAT_IOWAIT, cpu);
	EXPECT_GE(after - before, 20ull * NSEC_PER_MSEC);
	get_loadavg(loads);
	EXPECT_LT(loads[0], 64ull << 11);
}
