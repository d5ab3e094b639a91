/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/signal/waiting.c - sigsuspend, sigpending, sigtimedwait, real-time queues */
#include "harness.h"

#include <sys/resource.h>

static volatile sig_atomic_t hits;
static int queue[32], nqueue;

static void on_sig(int sig)
{
	(void)sig;
	hits++;
}

static void on_info(int sig, siginfo_t *si, void *uc)
{
	(void)uc;
	if (nqueue < 32)
		queue[nqueue++] = sig * 1000 + si->si_value.sival_int;
}

static sigset_t only(int sig)
{
	sigset_t s;

	sigemptyset(&s);
	sigaddset(&s, sig);
	return s;
}

static void block(int sig)
{
	sigset_t s = only(sig);

	REQUIRE_OK(sigprocmask(SIG_BLOCK, &s, NULL));
}

TEST(pending_shows_blocked_signals)
{
	sigset_t p;

	block(SIGUSR1);
	block(40);
	CHECK_OK(sigpending(&p));
	CHECK_EQ(sigismember(&p, SIGUSR1), 0);
	raise(SIGUSR1);
	raise(40);
	CHECK_OK(sigpending(&p));
	CHECK_EQ(sigismember(&p, SIGUSR1), 1);
	CHECK_EQ(sigismember(&p, 40), 1);
	CHECK_EQ(sigismember(&p, SIGUSR2), 0);
}

TEST(standard_signals_do_not_queue)
{
	sigset_t s = only(SIGUSR1);

	signal(SIGUSR1, on_sig);
	block(SIGUSR1);
	for (int i = 0; i < 5; i++)
		raise(SIGUSR1);
	CHECK_EQ(hits, 0);
	sigprocmask(SIG_UNBLOCK, &s, NULL);
	CHECK_EQ(hits, 1);
}

TEST(realtime_signals_queue_in_order)
{
	static const int want[] = {36001, 36003, 38002, 38004, 38005};
	struct sigaction sa = {.sa_sigaction = on_info, .sa_flags = SA_SIGINFO};
	sigset_t s;

	sigfillset(&sa.sa_mask);
	for (int i = 35; i <= 39; i++)
		REQUIRE_OK(sigaction(i, &sa, NULL));
	block(36);
	block(38);
	CHECK_OK(sigqueue(getpid(), 36, (union sigval){.sival_int = 1}));
	CHECK_OK(sigqueue(getpid(), 38, (union sigval){.sival_int = 2}));
	CHECK_OK(sigqueue(getpid(), 36, (union sigval){.sival_int = 3}));
	CHECK_OK(sigqueue(getpid(), 38, (union sigval){.sival_int = 4}));
	CHECK_OK(sigqueue(getpid(), 38, (union sigval){.sival_int = 5}));
	sigemptyset(&s);
	for (int i = 35; i <= 39; i++)
		sigaddset(&s, i);
	/* Take them one by one: lowest number first, in the order sent. */
	for (int i = 0; i < 5; i++) {
		siginfo_t si;
		int sig = sigwaitinfo(&s, &si);

		CHECK_EQ(sig * 1000 + si.si_value.sival_int, want[i]);
	}
}

TEST(delivery_order_on_unblocking)
{
	struct sigaction sa = {.sa_sigaction = on_info, .sa_flags = SA_SIGINFO};
	sigset_t all;

	sigfillset(&sa.sa_mask);
	REQUIRE_OK(sigaction(40, &sa, NULL));
	block(40);
	for (int i = 1; i <= 10; i++)
		CHECK_OK(sigqueue(getpid(), 40, (union sigval){.sival_int = i}));
	sigemptyset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	CHECK_EQ(nqueue, 10);
	for (int i = 0; i < nqueue; i++)
		CHECK_EQ(queue[i], 40001 + i);
}

TEST(queue_limit_is_rlimit_sigpending)
{
	struct rlimit rl = {3, 3};
	int st, n = 0;

	test_need_root();
	CHILD (st) {
		test_become(55555, 55555); /* a user with nothing queued */
		block(40);
		REQUIRE_OK(setrlimit(RLIMIT_SIGPENDING, &rl));
		while (n < 100 && sigqueue(getpid(), 40, (union sigval){0}) == 0)
			n++;
		CHECK_EQ(errno, EAGAIN);
		CHECK_EQ(n, 3);
	}
	CHECK_EXITED(st, 0);
}

TEST(sigsuspend_waits_with_another_mask)
{
	sigset_t none, after;
	pid_t pid;

	signal(SIGUSR1, on_sig);
	block(SIGUSR1);
	CHILD_PID (pid) {
		sigemptyset(&none);
		CHECK_ERRNO(sigsuspend(&none), EINTR);
		CHECK_EQ(hits, 1);
		sigprocmask(SIG_BLOCK, NULL, &after);
		CHECK_EQ(sigismember(&after, SIGUSR1), 1); /* the old mask is back */
	}
	test_wait_state(pid, 'S');
	kill(pid, SIGUSR1);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(sigsuspend_takes_what_is_pending)
{
	sigset_t none;

	signal(SIGUSR1, on_sig);
	block(SIGUSR1);
	raise(SIGUSR1);
	sigemptyset(&none);
	CHECK_ERRNO(sigsuspend(&none), EINTR);
	CHECK_EQ(hits, 1);
}

TEST(timedwait_results)
{
	sigset_t s = only(SIGUSR1);
	struct timespec zero = {0, 0}, short_time = {0, 20000000}, bad = {0, -1};
	siginfo_t si;
	uint64_t a;

	block(SIGUSR1);
	CHECK_ERRNO(sigtimedwait(&s, &si, &zero), EAGAIN);
	a = test_now_ns();
	CHECK_ERRNO(sigtimedwait(&s, &si, &short_time), EAGAIN);
	CHECK_GE(test_now_ns() - a, 20000000);
	CHECK_ERRNO(sigtimedwait(&s, &si, &bad), EINVAL);
	raise(SIGUSR1);
	CHECK_EQ(sigtimedwait(&s, &si, &zero), SIGUSR1);
	CHECK_EQ(si.si_signo, SIGUSR1);
	CHECK_ERRNO(sigtimedwait(&s, &si, &zero), EAGAIN); /* it was taken */
}

TEST(sigwait_of_another_process_and_eintr)
{
	sigset_t s = only(SIGUSR2);
	struct sync woken;
	siginfo_t si;
	pid_t pid;

	sync_init(&woken);
	signal(SIGUSR1, on_sig);
	block(SIGUSR2);
	CHILD_PID (pid) {
		CHECK_ERRNO(syscall(SYS_rt_sigtimedwait, &s, &si, NULL, 8), EINTR);
		CHECK_EQ(hits, 1);
		sync_post(&woken);
		CHECK_EQ(sigwaitinfo(&s, &si), SIGUSR2);
		CHECK_EQ(si.si_pid, getppid());
	}
	test_wait_state(pid, 'S');
	kill(pid, SIGUSR1); /* handled, not waited for */
	sync_wait(&woken);
	kill(pid, SIGUSR2);
	CHECK_EXITED(test_wait(pid), 0);
}
