/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/time/posix_timer.c - timer_create and friends */
#include "harness.h"

static int64_t ns(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void block(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static int raw_create(clockid_t clk, struct sigevent *ev, int *id)
{
	return (int)syscall(SYS_timer_create, clk, ev, id);
}

TEST(signal_and_value)
{
	struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec it = {{0, 0}, {0, 10000000}};
	sigset_t set;
	siginfo_t si;
	int id;

	block(SIGUSR1);
	ev.sigev_value.sival_int = 4711;
	REQUIRE_OK(raw_create(CLOCK_MONOTONIC, &ev, &id));
	CHECK_OK(syscall(SYS_timer_settime, id, 0, &it, NULL));
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK_EQ(sigwaitinfo(&set, &si), SIGUSR1);
	CHECK_EQ(si.si_code, SI_TIMER);
	CHECK_EQ(si.si_value.sival_int, 4711);
	CHECK_OK(syscall(SYS_timer_delete, id));
	CHECK_ERRNO(syscall(SYS_timer_delete, id), EINVAL);
}

TEST(interval_overruns_and_gettime)
{
	struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec it = {{0, 2000000}, {0, 2000000}}, got;
	struct timespec ms = {0, 50000000};
	sigset_t set;
	int id;

	block(SIGUSR1);
	REQUIRE_OK(raw_create(CLOCK_MONOTONIC, &ev, &id));
	CHECK_OK(syscall(SYS_timer_settime, id, 0, &it, NULL));
	nanosleep(&ms, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK_EQ(sigwaitinfo(&set, NULL), SIGUSR1);
	CHECK_GE(syscall(SYS_timer_getoverrun, id), 20);
	CHECK_OK(syscall(SYS_timer_gettime, id, &got));
	CHECK_EQ(ns(got.it_interval), 2000000);
	CHECK_GT(ns(got.it_value), 0);
	CHECK_LE(ns(got.it_value), 2000000);
}

TEST(absolute_in_the_past_fires_at_once)
{
	struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
	struct itimerspec it = {{0, 0}, {0, 1}};
	sigset_t set;
	int id;

	block(SIGUSR2);
	REQUIRE_OK(raw_create(CLOCK_MONOTONIC, &ev, &id));
	CHECK_OK(syscall(SYS_timer_settime, id, TIMER_ABSTIME, &it, NULL));
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	CHECK_EQ(sigwaitinfo(&set, NULL), SIGUSR2);
}

TEST(errors)
{
	struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = 99};
	struct itimerspec bad = {{0, 0}, {0, 1000000000}};
	int id;

	CHECK_ERRNO(raw_create(CLOCK_MONOTONIC, &ev, &id), EINVAL);
	ev.sigev_signo = SIGUSR1;
	CHECK_ERRNO(raw_create(99, &ev, &id), EINVAL);
	REQUIRE_OK(raw_create(CLOCK_MONOTONIC, &ev, &id));
	CHECK_ERRNO(syscall(SYS_timer_settime, id, 0, &bad, NULL), EINVAL);
	CHECK_ERRNO(syscall(SYS_timer_settime, 12345, 0, &bad, NULL), EINVAL);
	CHECK_ERRNO(syscall(SYS_timer_gettime, 12345, &bad), EINVAL);
}

TEST(none_is_only_read)
{
	struct sigevent ev = {.sigev_notify = SIGEV_NONE};
	struct itimerspec it = {{0, 0}, {100, 0}}, got;
	int id;

	REQUIRE_OK(raw_create(CLOCK_MONOTONIC, &ev, &id));
	CHECK_OK(syscall(SYS_timer_settime, id, 0, &it, NULL));
	CHECK_OK(syscall(SYS_timer_gettime, id, &got));
	CHECK_GT(ns(got.it_value), 50000000000);
}
