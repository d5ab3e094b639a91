/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/time/itimer.c - setitimer, getitimer, alarm; POSIX timers' precision through signals
 */
#include "harness.h"

#include <sys/time.h>

static volatile sig_atomic_t ticks;

static void on_tick(int sig)
{
	(void)sig;
	ticks++;
}

static int64_t us(struct timeval t)
{
	return t.tv_sec * 1000000LL + t.tv_usec;
}

static void block(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void wait_for(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	CHECK_EQ(sigwaitinfo(&set, NULL), sig);
}

TEST(one_shot_real)
{
	struct itimerval it = {{0, 0}, {0, 20000}}, got;
	uint64_t a;

	block(SIGALRM);
	a = test_now_ns();
	CHECK_OK(setitimer(ITIMER_REAL, &it, NULL));
	wait_for(SIGALRM);
	CHECK_GE(test_now_ns() - a, 20000000);
	CHECK_OK(getitimer(ITIMER_REAL, &got));
	CHECK_EQ(us(got.it_value), 0);
	CHECK_EQ(us(got.it_interval), 0);
}

TEST(interval_repeats)
{
	struct itimerval it = {{0, 10000}, {0, 10000}}, got;
	uint64_t a;

	block(SIGALRM);
	a = test_now_ns();
	CHECK_OK(setitimer(ITIMER_REAL, &it, NULL));
	for (int i = 0; i < 5; i++)
		wait_for(SIGALRM);
	CHECK_GE(test_now_ns() - a, 50000000);
	CHECK_OK(getitimer(ITIMER_REAL, &got));
	CHECK_EQ(us(got.it_interval), 10000);
	it = (struct itimerval){{0, 0}, {0, 0}};
	CHECK_OK(setitimer(ITIMER_REAL, &it, &got)); /* off; the old value comes back */
	CHECK_EQ(us(got.it_interval), 10000);
}

TEST(remaining_time_counts_down)
{
	struct itimerval it = {{0, 0}, {100, 0}}, got;

	CHECK_OK(setitimer(ITIMER_REAL, &it, NULL));
	CHECK_OK(getitimer(ITIMER_REAL, &got));
	CHECK_GT(us(got.it_value), 50000000);
	CHECK_LE(us(got.it_value), 100000000);
}

TEST(alarm_results)
{
	CHECK_EQ(alarm(0), 0);
	CHECK_EQ(alarm(100), 0);
	int left = alarm(50);
	CHECK(left > 90 && left <= 100);
	left = alarm(0);
	CHECK(left > 40 && left <= 50);
	CHECK_EQ(alarm(0), 0);
}

TEST(alarm_kills_by_default)
{
	int st;

	CHILD (st) {
		struct itimerval it = {{0, 0}, {0, 1000}};

		setitimer(ITIMER_REAL, &it, NULL);
		for (;;)
			pause();
	}
	CHECK_KILLED(st, SIGALRM);
}

TEST_LIMIT(virtual_and_prof_count_cpu_time, 30)
{
	struct itimerval it = {{0, 0}, {0, 50000}};
	struct timespec ms = {0, 80000000};

	signal(SIGVTALRM, on_tick);
	CHECK_OK(setitimer(ITIMER_VIRTUAL, &it, NULL));
	nanosleep(&ms, NULL);
	CHECK_EQ(ticks, 0); /* sleeping does not count */
	while (!ticks)
		;
	CHECK_GE(clock(), 40000);
	signal(SIGPROF, on_tick);
	ticks = 0;
	CHECK_OK(setitimer(ITIMER_PROF, &it, NULL));
	while (!ticks)
		getppid();
}

TEST(errors)
{
	struct itimerval it = {{0, 0}, {0, 1000000}};

	CHECK_ERRNO(setitimer(ITIMER_REAL, &it, NULL), EINVAL); /* microseconds out of range */
	it.it_value.tv_usec = -1;
	CHECK_ERRNO(setitimer(ITIMER_REAL, &it, NULL), EINVAL);
	it.it_value = (struct timeval){-1, 0};
	CHECK_ERRNO(setitimer(ITIMER_REAL, &it, NULL), EINVAL);
	it.it_value = (struct timeval){1, 0};
	CHECK_ERRNO(setitimer(9, &it, NULL), EINVAL);
	CHECK_ERRNO(getitimer(9, &it), EINVAL);
	CHECK_OK(syscall(SYS_setitimer, ITIMER_REAL, NULL, NULL)); /* same as off */
}

TEST(exec_keeps_the_timer)
{
	int st;

	CHILD (st) {
		alarm(1);
		execv(test_self(), test_reexec_argv("wait", NULL));
	}
	CHECK_KILLED(st, SIGALRM);
}

REEXEC(wait)
{
	for (;;)
		pause();
	return 0;
}

TEST(setitimer_interrupts_a_read)
{
	struct sigaction sa = {.sa_handler = on_tick};
	struct itimerval it = {{0, 5000}, {0, 5000}};
	int p[2];
	char c;

	REQUIRE_OK(pipe(p));
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &it, NULL);
	CHECK_ERRNO(read(p[0], &c, 1), EINTR);
	CHECK_GE(ticks, 1);
}
