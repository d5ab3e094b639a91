/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/time/sleep.c - nanosleep and clock_nanosleep: never short, remainder, errors */
#include "harness.h"

static int64_t ns(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void on_signal(int sig)
{
	(void)sig;
}

TEST(never_returns_early)
{
	static const long lens[] = {1, 1000, 100000, 1000000, 3333333, 20000000};

	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		struct timespec t = {0, lens[i]};
		uint64_t a = test_now_ns();

		CHECK_OK(nanosleep(&t, NULL));
		CHECK_GE(test_now_ns() - a, lens[i]);
	}
}

TEST(zero_returns_at_once)
{
	struct timespec t = {0, 0};

	for (int i = 0; i < 100; i++)
		CHECK_OK(nanosleep(&t, NULL));
}

TEST(errors)
{
	struct timespec t = {0, 1000000000}, neg = {-1, 0}, neg2 = {0, -1}, ok = {0, 1};

	CHECK_ERRNO(nanosleep(&t, NULL), EINVAL);
	CHECK_ERRNO(nanosleep(&neg, NULL), EINVAL);
	CHECK_ERRNO(nanosleep(&neg2, NULL), EINVAL);
	CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL), EINVAL);
	CHECK_EQ(clock_nanosleep(99, 0, &ok, NULL), EINVAL);
}

TEST(absolute)
{
	static const int clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME};

	for (size_t i = 0; i < ARRAY_LEN(clocks); i++) {
		struct timespec t, now;

		CHECK_OK(clock_gettime(clocks[i], &t));
		t.tv_nsec += 15000000;
		if (t.tv_nsec >= 1000000000)
			t.tv_sec++, t.tv_nsec -= 1000000000;
		CHECK_EQ(clock_nanosleep(clocks[i], TIMER_ABSTIME, &t, NULL), 0);
		CHECK_OK(clock_gettime(clocks[i], &now));
		CHECK_GE(ns(now), ns(t));
		t = (struct timespec){0, 1}; /* the past */
		CHECK_EQ(clock_nanosleep(clocks[i], TIMER_ABSTIME, &t, NULL), 0);
	}
}

/* Sleeps 100 s, is interrupted after a moment, and reports what is left. */
TEST(interrupted_tells_the_rest)
{
	struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	pid_t pid;

	sigaction(SIGUSR1, &sa, NULL);
	CHILD_PID (pid) {
		struct timespec t = {100, 0}, rem = {0, 0};
		uint64_t a = test_now_ns(), slept;

		CHECK_ERRNO(nanosleep(&t, &rem), EINTR); /* SA_RESTART or not */
		slept = test_now_ns() - a;
		CHECK_GE(ns(rem) + (int64_t)slept, 100000000000);
		CHECK_LE(ns(rem), 100000000000 + 50000); /* the timer's slack is in it */
		CHECK_GT(ns(rem), 80000000000);
	}
	test_wait_state(pid, 'S');
	kill(pid, SIGUSR1);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(interrupted_absolute_leaves_the_rest_alone)
{
	pid_t pid;

	signal(SIGUSR1, on_signal);
	CHILD_PID (pid) {
		struct timespec t, rem = {77, 77};

		clock_gettime(CLOCK_MONOTONIC, &t);
		t.tv_sec += 100;
		CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, &rem), EINTR);
		CHECK_EQ(rem.tv_sec, 77);
	}
	test_wait_state(pid, 'S');
	kill(pid, SIGUSR1);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(an_ignored_signal_does_not_wake)
{
	struct sync ready;
	pid_t pid;
	int st;

	sync_init(&ready);
	signal(SIGUSR1, SIG_IGN);
	CHILD_PID (pid) {
		struct timespec t = {0, 100000000};
		uint64_t a = test_now_ns();

		CHECK_OK(nanosleep(&t, NULL));
		CHECK_GE(test_now_ns() - a, 100000000);
	}
	for (int i = 0; i < 20; i++)
		kill(pid, SIGUSR1);
	st = test_wait(pid);
	CHECK_EXITED(st, 0);
}

TEST(stop_and_continue_do_not_shorten_it)
{
	pid_t pid;
	int st;

	CHILD_PID (pid) {
		struct timespec t = {0, 100000000};
		uint64_t a = test_now_ns();

		CHECK_OK(nanosleep(&t, NULL)); /* restarted by the kernel */
		CHECK_GE(test_now_ns() - a, 100000000);
	}
	kill(pid, SIGSTOP);
	CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
	kill(pid, SIGCONT);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(many_sleepers_wake_in_order)
{
	int p[2];

	REQUIRE_OK(pipe(p));
	for (int i = 0; i < 8; i++) {
		pid_t pid;

		CHILD_PID (pid) {
			struct timespec t = {0, (8 - i) * 40000000L};
			char c = 'a' + i;

			nanosleep(&t, NULL);
			CHECK_EQ(write(p[1], &c, 1), 1);
		}
		(void)pid;
	}
	for (int i = 0; i < 8; i++)
		CHECK_EXITED((wait(&(int){0}), 0), 0);
	char got[8];
	CHECK_EQ(read(p[0], got, 8), 8);
	/* Strict order cannot be promised on a loaded machine; the ends can. */
	CHECK(memchr(got, 'a', 8) > memchr(got, 'h', 8));
}
