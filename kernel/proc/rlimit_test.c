/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/proc/rlimit_test.c - limits, interval timers and the time used */
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include <linux/time.h>

KTEST(rlimit, soft_below_hard)
{
	struct rlimit saved, bad = {10, 5};

	ASSERT_EQ(do_prlimit(current, RLIMIT_FSIZE, NULL, &saved), 0);
	EXPECT_EQ(do_prlimit(current, RLIMIT_FSIZE, &bad, NULL), -EINVAL);
	EXPECT_EQ(rlimit(RLIMIT_FSIZE), saved.rlim_cur);
	EXPECT_EQ(do_prlimit(current, RLIM_NLIMITS, NULL, &saved), -EINVAL);
}

KTEST(rlimit, old_and_new_in_one_call)
{
	struct rlimit saved, low = {5, 10}, was;

	ASSERT_EQ(do_prlimit(current, RLIMIT_LOCKS, NULL, &saved), 0);
	EXPECT_EQ(do_prlimit(current, RLIMIT_LOCKS, &low, &was), 0);
	EXPECT_EQ(was.rlim_cur, saved.rlim_cur);
	EXPECT_EQ(rlimit(RLIMIT_LOCKS), 5UL);
	EXPECT_EQ(do_prlimit(current, RLIMIT_LOCKS, &saved, &was),
		  0); /* root may raise the hard one */
	EXPECT_EQ(was.rlim_max, 10UL);
}

KTEST(rlimit, real_timer_counts_down_and_stops)
{
	struct itimer_ns it = {.value = 1000 * NSEC_PER_SEC, .interval = 7}, off = {0, 0}, old;

	do_setitimer(ITIMER_REAL, &it, &old);
	EXPECT_EQ(old.value, 0LL);
	do_getitimer(ITIMER_REAL, &old);
	EXPECT_TRUE(old.value > 0 && old.value <= it.value);
	EXPECT_EQ(old.interval, 7LL);
	do_setitimer(ITIMER_REAL, &off, &old);
	EXPECT_TRUE(old.value > 0);
	do_getitimer(ITIMER_REAL, &old);
	EXPECT_EQ(old.value, 0LL);
	EXPECT_EQ(old.interval, 0LL);
}

KTEST(rlimit, posix_timer_life)
{
	struct timer_notify n = {.kind = 1 /* SIGEV_NONE */};
	struct itimer_ns it = {.value = 1000 * NSEC_PER_SEC, .interval = 0}, got;
	int id;

	EXPECT_EQ(do_timer_create(CLOCK_THREAD_CPUTIME_ID, &n, &id), -EINVAL);
	ASSERT_EQ(do_timer_create(CLOCK_MONOTONIC, &n, &id), 0);
	EXPECT_EQ(do_timer_gettime(id, &got), 0);
	EXPECT_EQ(got.value, 0LL);
	EXPECT_EQ(do_timer_settime(id, false, &it, NULL), 0);
	EXPECT_EQ(do_timer_gettime(id, &got), 0);
	EXPECT_TRUE(got.value > 0 && got.value <= it.value);
	EXPECT_EQ(do_timer_getoverrun(id), 0);
	EXPECT_EQ(do_timer_delete(id), 0);
	EXPECT_EQ(do_timer_delete(id), -EINVAL);
}

KTEST(rlimit, cpu_clocks)
{
	ktime_t a, b;

	EXPECT_TRUE(is_cpu_clock(CLOCK_PROCESS_CPUTIME_ID));
	EXPECT_FALSE(is_cpu_clock(CLOCK_MONOTONIC));
	ASSERT_EQ(cpu_clock_read(CLOCK_THREAD_CPUTIME_ID, &a), 0);
	ASSERT_EQ(cpu_clock_read(CLOCK_PROCESS_CPUTIME_ID, &b), 0);
	EXPECT_GE(b, a);
	EXPECT_EQ(cpu_clock_read((int)(~0u << 3 | 3), &a), -EINVAL); /* a descriptor's clock */
	EXPECT_EQ(cpu_clock_read(CLOCK_MONOTONIC, &a), -EINVAL);
}
