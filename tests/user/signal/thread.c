/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/signal/thread.c - signals in a process with several threads */
#include "harness.h"

#include <pthread.h>
#include <semaphore.h>

static volatile pid_t handled_by;
static volatile sig_atomic_t hits;
static volatile pid_t tid;
static sem_t ready, done;

static void on_sig(int sig)
{
	(void)sig;
	handled_by = gettid();
	hits++;
	sem_post(&done);
}

static void set(int sig)
{
	struct sigaction sa = {.sa_handler = on_sig};

	sem_init(&ready, 0, 0);
	sem_init(&done, 0, 0);
	REQUIRE_OK(sigaction(sig, &sa, NULL));
}

static sigset_t only(int sig)
{
	sigset_t s;

	sigemptyset(&s);
	sigaddset(&s, sig);
	return s;
}

static void *waiter(void *arg)
{
	tid = gettid();
	sem_post(&ready);
	for (;;)
		pause();
	return arg;
}

static void *unblocking_waiter(void *arg)
{
	sigset_t s = only(SIGUSR1);

	pthread_sigmask(SIG_UNBLOCK, &s, NULL);
	return waiter(arg);
}

static void wait_done(void)
{
	while (sem_wait(&done) && errno == EINTR)
		;
}

TEST(tgkill_reaches_that_thread)
{
	pthread_t t;

	set(SIGUSR1);
	REQUIRE(pthread_create(&t, NULL, waiter, NULL) == 0);
	sem_wait(&ready);
	CHECK_OK(syscall(SYS_tgkill, getpid(), tid, SIGUSR1));
	wait_done();
	CHECK_EQ(handled_by, tid);
	CHECK_EQ(pthread_kill(t, SIGUSR1), 0);
	wait_done();
	CHECK_EQ(hits, 2);
}

TEST(kill_picks_a_thread_that_does_not_block_it)
{
	sigset_t s = only(SIGUSR1);
	pthread_t t;

	set(SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	REQUIRE(pthread_create(&t, NULL, unblocking_waiter, NULL) == 0);
	sem_wait(&ready);
	for (int i = 0; i < 10; i++) {
		CHECK_OK(kill(getpid(), SIGUSR1));
		wait_done();
		CHECK_EQ(handled_by, tid);
	}
}

TEST(pending_for_the_process_or_for_a_thread)
{
	sigset_t s = only(SIGUSR1), p;
	struct timespec zero = {0, 0};
	char *status;
	pthread_t t;

	set(SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	REQUIRE(pthread_create(&t, NULL, waiter, NULL) == 0); /* blocks it as well */
	sem_wait(&ready);
	CHECK_OK(syscall(SYS_tgkill, getpid(), tid, SIGUSR1));
	CHECK_OK(sigpending(&p));
	CHECK_EQ(sigismember(&p, SIGUSR1), 0); /* the other's own */
	CHECK_OK(kill(getpid(), SIGUSR1));
	CHECK_OK(sigpending(&p));
	CHECK_EQ(sigismember(&p, SIGUSR1), 1);
	status = test_slurp("/proc/self/status");
	CHECK_MATCH(status, "^SigPnd:\t0000000000000000$");
	CHECK_MATCH(status, "^ShdPnd:\t0000000000000200$");
	CHECK_EQ(sigtimedwait(&s, NULL, &zero), SIGUSR1);
	CHECK_ERRNO(sigtimedwait(&s, NULL, &zero), EAGAIN);
	CHECK_EQ(hits, 0);
}

static void *sigwaiter(void *arg)
{
	sigset_t s = only(SIGUSR2);
	int sig = 0;

	tid = gettid();
	sem_post(&ready);
	sigwait(&s, &sig);
	(void)arg;
	return (void *)(long)sig;
}

TEST(a_waiting_thread_takes_it)
{
	sigset_t s = only(SIGUSR2);
	pthread_t t;
	void *r;

	set(SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	REQUIRE(pthread_create(&t, NULL, sigwaiter, NULL) == 0);
	sem_wait(&ready);
	CHECK_OK(kill(getpid(), SIGUSR2));
	CHECK_EQ(pthread_join(t, &r), 0);
	CHECK_EQ(r, SIGUSR2);
}

TEST(masks_are_per_thread_and_inherited)
{
	sigset_t s = only(SIGHUP), got;
	pthread_t t;
	char path[64];

	set(SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	REQUIRE(pthread_create(&t, NULL, waiter, NULL) == 0);
	sem_wait(&ready);
	pthread_sigmask(SIG_UNBLOCK, &s, NULL);
	snprintf(path, sizeof(path), "/proc/self/task/%d/status", (int)tid);
	CHECK_MATCH(test_slurp(path), "^SigBlk:\t0000000000000001$");
	pthread_sigmask(SIG_BLOCK, NULL, &got);
	CHECK_EQ(sigismember(&got, SIGHUP), 0);
}

TEST(stop_and_continue_hold_all_threads)
{
	pid_t pid;
	int st;

	CHILD_PID (pid) {
		pthread_t t;

		set(SIGUSR1);
		REQUIRE(pthread_create(&t, NULL, waiter, NULL) == 0);
		sem_wait(&ready);
		kill(getpid(), SIGSTOP);
		_exit(6);
	}
	CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
	CHECK(WIFSTOPPED(st));
	CHECK_EQ(waitpid(pid, &st, WNOHANG | WUNTRACED), 0); /* once for all of them */
	kill(pid, SIGCONT);
	CHECK_EXITED(test_wait(pid), 6);
}

static void *crash(void *arg)
{
	volatile uintptr_t where = 8;

	*(volatile int *)where = 1;
	return arg;
}

TEST(a_fault_of_one_kills_all)
{
	int st;

	test_no_core();
	CHILD (st) {
		pthread_t t;

		set(SIGUSR1);
		REQUIRE(pthread_create(&t, NULL, waiter, NULL) == 0);
		sem_wait(&ready);
		REQUIRE(pthread_create(&t, NULL, crash, NULL) == 0);
		for (;;)
			pause();
	}
	CHECK_KILLED(st, SIGSEGV);
}

TEST(sigalrm_and_timers_are_the_process_s)
{
	sigset_t s = only(SIGALRM);
	pthread_t t;

	set(SIGALRM);
	REQUIRE(pthread_create(&t, NULL, waiter, NULL) == 0);
	sem_wait(&ready);
	pthread_sigmask(SIG_BLOCK, &s, NULL); /* we armed it, the other takes it */
	alarm(1);
	wait_done();
	CHECK_EQ(handled_by, tid);
}
