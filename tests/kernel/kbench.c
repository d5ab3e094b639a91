/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/kernel/kbench.c - runs the KBENCHes of a KTEST=1 kernel
 *
 * Theory
 *   A measure is called with a few rounds to warm up, then with ROUNDS, and the time between is
 *   divided by them.  The loop around the operation is in the figure: some three instructions.
 *   QEMU with "-icount shift=0" makes the clock count instructions, one per nanosecond, so then
 *   the figures are instructions per operation and the same in each run.  One line each:
 *
 *	KBENCH suite.name 57.00		one CPU
 *	KBENCH suite.name@4 58.10	four at once: time of the slowest, per operation of one CPU
 *
 *   That the second is not above the first is what scaling means.  It says something only where
 *   QEMU has a host CPU for each of the guest's, and without -icount.
 *
 * Locks: none; the threads of one measure meet at two atomic counters.
 */
#include "arch/boot.h"
#include "arch/clock.h"
#include "arch/smp.h"
#include "base/atomic.h"
#include "base/err.h"
#include "kernel/base/kbench.h"
#include "kernel/base/panic.h"
#include "kernel/base/param.h"
#include "kernel/base/printk.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/wait.h"
#include "lib/format.h"
#include "lib/string.h"

#include "chosen.h"

extern const struct kbench __start_kbenches[], __stop_kbenches[];

#define WARM_UP 256UL
#define ROUNDS	4096UL

static bool asked;
static const char *filter;

static int __init param_kbench(char *value)
{
	asked = true;
	filter = value;
	return 0;
}
boot_param("kbench", param_kbench);

static u64 measure(const struct kbench *b)
{
	ktime_t start;

	b->fn(WARM_UP);
	start = arch_clock_ns();
	b->fn(ROUNDS);
	return (u64)(arch_clock_ns() - start);
}

/* --- on all CPUs at once --- */

struct crowd {
	const struct kbench *bench;
	atomic_t ready;	     /* threads that wait for the others */
	atomic_long_t worst; /* [a] ns of the slowest so far */
	unsigned int n;
	struct completion done;
};

static int member_main(void *arg)
{
	struct crowd *c = arg;
	long took, worst;

	atomic_inc(&c->ready);
	while (atomic_read(&c->ready) < (int)c->n)
		cond_resched();
	took = (long)measure(c->bench);
	worst = atomic_long_read(&c->worst);
	while (took > worst && !atomic_long_try_cmpxchg(&c->worst, &worst, took))
		;
	complete(&c->done);
	return 0;
}

static u64 measure_crowd(const struct kbench *b)
{
	static struct crowd c;
	int cpu;

	c = (struct crowd){.bench = b, .n = num_online_cpus()};
	init_completion(&c.done);
	for_each_online_cpu (cpu) {
		struct task_struct *t = kthread_create(member_main, &c, "kbench/%d", cpu);

		if (IS_ERR(t))
			panic("kbench: no thread for CPU %d", cpu);
		kthread_bind(t, cpu);
		wake_up_process(t);
	}
	for_each_online_cpu (cpu)
		wait_for_completion(&c.done);
	return (u64)atomic_long_read(&c.worst);
}

static void show(const struct kbench *b, const char *where, u64 ns)
{
	u64 hundredths = ns * 100 / ROUNDS;

	pr_notice("KBENCH %s.%s%s %llu.%02llu\n", b->suite, b->name, where, hundredths / 100,
		  hundredths % 100);
}

void kbench_run_if_asked(void)
{
	char where[16];

	if (!asked)
		return;
	snprintf(where, sizeof(where), "@%u", num_online_cpus());
	for (const struct kbench *b = __start_kbenches; b < __stop_kbenches; b++) {
		if (!is_chosen(filter, b->suite, b->name))
			continue;
		show(b, "", measure(b));
		if (num_online_cpus() > 1)
			show(b, where, measure_crowd(b));
	}
	pr_notice("KBENCH-END\n");
	arch_power_off();
	panic("kbench: this machine cannot be switched off");
}
