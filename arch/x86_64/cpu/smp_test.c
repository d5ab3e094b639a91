/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/x86_64/cpu/smp_test.c - per-CPU data, calls between CPUs, clock */
#include "arch/clock.h"
#include "arch/irqflags.h"
#include "arch/smp.h"
#include "base/atomic.h"
#include "kernel/base/ktest.h"

static DEFINE_PER_CPU(u64, counter);
static DEFINE_PER_CPU(u8, small);

KTEST(percpu, each_its_own)
{
	int cpu;

	for_each_possible_cpu (cpu)
		per_cpu(counter, cpu) = (u64)cpu * 100;
	for_each_possible_cpu (cpu) {
		EXPECT_EQ(per_cpu(counter, cpu), (u64)cpu * 100);
		EXPECT_EQ(per_cpu(cpu_number, cpu), cpu);
	}
}

KTEST(percpu, operations)
{
	unsigned long flags;

	local_irq_save(flags);
	this_cpu_write(counter, 40);
	this_cpu_inc(counter);
	this_cpu_add(counter, 1UL << 33);
	this_cpu_sub(counter, 1);
	this_cpu_write(small, 250);
	this_cpu_add(small, 7);
	EXPECT_EQ(this_cpu_read(counter), 40 + (1ULL << 33));
	EXPECT_EQ(*this_cpu_ptr(&counter), 40 + (1ULL << 33));
	EXPECT_EQ(this_cpu_read(small), (u8)1);
	local_irq_restore(flags);
}

static void count_here(void *arg)
{
	this_cpu_inc(counter);
	atomic_inc(arg);
}

KTEST(smp, call_reaches_every_other_cpu_once)
{
	atomic_t calls = ATOMIC_INIT(0);
	int cpu, here = smp_processor_id();
	u64 others = 0;

	for_each_possible_cpu (cpu)
		per_cpu(counter, cpu) = 0;
	smp_call_function_mask(~0ULL, count_here, &calls);
	EXPECT_EQ(atomic_read(&calls), (int)num_online_cpus() - 1);
	for_each_online_cpu (cpu)
		others += per_cpu(counter, cpu);
	EXPECT_EQ(others, (u64)num_online_cpus() - 1);
	EXPECT_EQ(per_cpu(counter, here), 0ULL);
}

struct clock_test {
	ktime_t last;
	int back;
};

static void read_clock(void *arg)
{
	struct clock_test *t = arg;
	ktime_t now = arch_clock_ns();

	if (now < t->last)
		t->back++;
	t->last = now;
}

KTEST(clock, never_goes_back_across_cpus)
{
	struct clock_test t = {0, 0};
	int cpu;

	for (int i = 0; i < 50; i++) {
		for_each_online_cpu (cpu) {
			read_clock(&t);
			smp_call_function_mask(1ULL << cpu, read_clock, &t);
		}
	}
	EXPECT_EQ(t.back, 0);
	EXPECT_GT(t.last, (ktime_t)0);
}

KTEST(clock, udelay_waits_long_enough)
{
	ktime_t start = arch_clock_ns();

	udelay(300);
	EXPECT_GE(arch_clock_ns() - start, (ktime_t)300000);
}
