/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/time/clock.c - clock_gettime of every clock, resolution, vDSO against the system call
 */
#include "harness.h"

#include <sys/timex.h>
#include <sys/time.h>

static int64_t ns(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t raw(int clk)
{
	struct timespec t = {0, -1};

	CHECK_OK(syscall(SYS_clock_gettime, clk, &t));
	CHECK(t.tv_nsec >= 0 && t.tv_nsec < 1000000000);
	return ns(t);
}

static const int ids[] = {CLOCK_REALTIME,	   CLOCK_MONOTONIC,	CLOCK_PROCESS_CPUTIME_ID,
			  CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE,
			  CLOCK_MONOTONIC_COARSE,  CLOCK_BOOTTIME,	11 /* TAI */};

TEST(all_clocks_run_forwards)
{
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		int64_t last = raw(ids[i]);

		for (int k = 0; k < 500; k++) {
			int64_t now = raw(ids[i]);

			if (now < last)
				test_fail(__FILE__, __LINE__, "clock %d went back", ids[i]);
			last = now;
		}
	}
}

TEST(libc_agrees_with_the_kernel)
{
	static const int both[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME,
				   CLOCK_MONOTONIC_RAW};

	for (size_t i = 0; i < ARRAY_LEN(both); i++)
		for (int k = 0; k < 200; k++) {
			struct timespec t;
			int64_t before = raw(both[i]), mid, after;

			clock_gettime(both[i], &t); /* through the vDSO */
			mid = ns(t);
			after = raw(both[i]);
			if (!(before <= mid && mid <= after))
				test_fail(__FILE__, __LINE__, "clock %d: %lld %lld %lld", both[i],
					  (long long)before, (long long)mid, (long long)after);
		}
}

TEST(coarse_clocks_lag_a_little)
{
	int64_t c = raw(CLOCK_MONOTONIC_COARSE), f = raw(CLOCK_MONOTONIC);

	CHECK_LE(c, f);
	CHECK_LE(f - c, 200000000);
}

/* Between two ticks a coarse clock stands, by system call as by vDSO. */
TEST(coarse_clocks_move_in_ticks)
{
	static const int coarse[] = {CLOCK_MONOTONIC_COARSE, CLOCK_REALTIME_COARSE};

	for (size_t i = 0; i < ARRAY_LEN(coarse); i++) {
		int64_t last = raw(coarse[i]);
		int moved = 0, rounds = 300;

		for (int k = 0; k < rounds; k++) {
			struct timespec t;
			int64_t now;

			CHECK_OK(clock_gettime(coarse[i], &t)); /* the vDSO */
			now = ns(t);
			CHECK_GE(now, last);
			moved += now != last;
			last = raw(coarse[i]);
			CHECK_GE(last, now);
		}
		CHECK_LT(moved, rounds / 2);
	}
}

/* A machine that slept shows the time that went by, not that of the tick before. */
TEST(coarse_clocks_are_right_after_idleness)
{
	struct timespec ms60 = {0, 60000000};
	int64_t c = raw(CLOCK_MONOTONIC_COARSE), r = raw(CLOCK_REALTIME_COARSE);

	nanosleep(&ms60, NULL);
	CHECK_GE(raw(CLOCK_MONOTONIC_COARSE) - c, 50000000);
	CHECK_GE(raw(CLOCK_REALTIME_COARSE) - r, 50000000);
}

TEST(gettimeofday_time_and_realtime_agree)
{
	struct timeval tv;
	int64_t before = raw(CLOCK_REALTIME) / 1000, after;
	time_t t;

	CHECK_OK(gettimeofday(&tv, NULL));
	after = raw(CLOCK_REALTIME) / 1000;
	CHECK_GE(tv.tv_sec * 1000000LL + tv.tv_usec, before);
	CHECK_LE(tv.tv_sec * 1000000LL + tv.tv_usec, after);
	t = time(NULL);
	CHECK_GE(t, tv.tv_sec - 1); /* time() may be a tick behind */
	CHECK_LE(t, raw(CLOCK_REALTIME) / 1000000000);
	time_t t2 = 0;
	CHECK_EQ(syscall(SYS_time, &t2), t2);
	CHECK_OK(syscall(SYS_gettimeofday, &tv, NULL));
	CHECK_OK(syscall(SYS_gettimeofday, NULL, NULL));
}

TEST(boottime_is_at_least_monotonic)
{
	int64_t m = raw(CLOCK_MONOTONIC), b = raw(CLOCK_BOOTTIME);

	CHECK_GE(b, m);
}

TEST(resolution)
{
	struct timespec t;

	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		CHECK_OK(syscall(SYS_clock_getres, ids[i], &t));
		CHECK_EQ(t.tv_sec, 0);
		CHECK(t.tv_nsec >= 1 && t.tv_nsec <= 10000000);
	}
	CHECK_OK(clock_getres(CLOCK_MONOTONIC, &t));
	CHECK_EQ(t.tv_nsec, 1); /* high resolution timers */
	CHECK_OK(syscall(SYS_clock_getres, CLOCK_REALTIME, NULL));
}

TEST(errors)
{
	struct timespec t = {0, 0};

	CHECK_ERRNO(syscall(SYS_clock_gettime, 99, &t), EINVAL);
	CHECK_ERRNO(syscall(SYS_clock_getres, 99, &t), EINVAL);
	CHECK_ERRNO(syscall(SYS_clock_settime, 99, &t), EINVAL);
	CHECK_ERRNO(syscall(SYS_clock_settime, CLOCK_MONOTONIC, &t), EINVAL);
	CHECK_ERRNO(clock_gettime(99, &t), EINVAL);
	if (geteuid() == 0) {
		t.tv_nsec = 1000000000;
		CHECK_ERRNO(syscall(SYS_clock_settime, CLOCK_REALTIME, &t), EINVAL);
		t.tv_nsec = 0, t.tv_sec = -1;
		CHECK_ERRNO(syscall(SYS_clock_settime, CLOCK_REALTIME, &t), EINVAL);
	}
}

TEST(cpu_clocks_stand_still_while_sleeping)
{
	struct timespec ms50 = {0, 50000000};
	int64_t p = raw(CLOCK_PROCESS_CPUTIME_ID), m = raw(CLOCK_MONOTONIC);

	nanosleep(&ms50, NULL);
	p = raw(CLOCK_PROCESS_CPUTIME_ID) - p;
	m = raw(CLOCK_MONOTONIC) - m;
	CHECK_GE(m, 50000000);
	CHECK_LT(p, m);
}

TEST(cpu_clock_of_another_process)
{
	struct sync go;
	clockid_t clk;
	pid_t pid;
	int64_t a, b;
	struct timespec t, ms = {0, 1000000};

	sync_init(&go);
	CHILD_PID (pid) {
		sync_post(&go);
		for (;;)
			__asm__ volatile("pause");
	}
	sync_wait(&go);
	CHECK_EQ(clock_getcpuclockid(pid, &clk), 0);
	CHECK_OK(clock_gettime(clk, &t));
	a = ns(t);
	do {
		nanosleep(&ms, NULL);
		CHECK_OK(clock_gettime(clk, &t));
		b = ns(t);
	} while (b <= a);
	kill(pid, SIGKILL);
	test_wait(pid);
	CHECK_ERRNO(syscall(SYS_clock_gettime, clk, &t), EINVAL);
}

/* adjtimex(2) by a clock that nobody disciplines; what would change it is root's. */
TEST(clock_discipline_is_read)
{
	struct timex tx = {.modes = 0};
	struct timespec now;
	int st;

	CHECK(REQUIRE_OK(adjtimex(&tx)) <= TIME_ERROR);
	CHECK_OK(clock_gettime(CLOCK_REALTIME, &now));
	CHECK(tx.time.tv_sec == now.tv_sec || tx.time.tv_sec + 1 == now.tv_sec);
	CHECK(tx.time.tv_usec >= 0 &&
	      tx.time.tv_usec < (tx.status & STA_NANO ? 1000000000 : 1000000));
	CHECK(tx.tick >= 9000 && tx.tick <= 11000);
	CHECK_EQ(tx.tolerance, 500 << 16);
	CHECK_EQ(tx.precision, 1);
	tx.modes = ADJ_OFFSET_SS_READ;
	CHECK_OK(adjtimex(&tx));
	CHECK_OK(clock_adjtime(CLOCK_REALTIME, &tx));
	CHECK_ERRNO(clock_adjtime(CLOCK_MONOTONIC, &tx), EOPNOTSUPP);
	CHECK_ERRNO(clock_adjtime(77, &tx), EINVAL);
	CHECK_ERRNO(syscall(SYS_adjtimex, KERNEL_ADDR), EFAULT);
	CHECK_ERRNO(syscall(SYS_clock_adjtime, CLOCK_REALTIME, NULL), EFAULT);
	tx.modes = 0x8000;
	CHECK_ERRNO(adjtimex(&tx), EINVAL);
	CHILD (st) {
		if (geteuid() == 0)
			REQUIRE_OK(setuid(65534));
		tx.modes = 0;
		CHECK_OK(adjtimex(&tx));
		tx.modes = ADJ_OFFSET_SS_READ;
		CHECK_OK(adjtimex(&tx));
		tx.modes = ADJ_FREQUENCY;
		CHECK_ERRNO(adjtimex(&tx), EPERM);
		tx.modes = ADJ_SETOFFSET;
		CHECK_ERRNO(adjtimex(&tx), EPERM);
		tx.modes = ADJ_OFFSET_SINGLESHOT;
		CHECK_ERRNO(adjtimex(&tx), EPERM);
	}
	CHECK_EQ(st, 0);
}

/* Only the wrong ones where it would move somebody's clock: they change nothing. */
TEST(step_is_checked)
{
	struct timex tx = {.modes = ADJ_SETOFFSET};

	if (geteuid() != 0)
		SKIP("not root");
	tx.time.tv_usec = 1000000;
	CHECK_ERRNO(adjtimex(&tx), EINVAL);
	tx.time.tv_usec = -1;
	CHECK_ERRNO(adjtimex(&tx), EINVAL);
	tx.modes = ADJ_SETOFFSET | ADJ_NANO;
	tx.time.tv_usec = 1000000000;
	CHECK_ERRNO(adjtimex(&tx), EINVAL);
}
