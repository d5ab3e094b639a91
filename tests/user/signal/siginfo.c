/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/signal/siginfo.c - what a handler is told: kill, tgkill, sigqueue, SIGCHLD */
#include "harness.h"

static siginfo_t seen;
static volatile sig_atomic_t count;
static volatile int last_sig;

static void on_info(int sig, siginfo_t *si, void *uc)
{
	(void)uc;
	last_sig = sig;
	seen = *si;
	count++;
}

static void expect(int sig, int flags)
{
	struct sigaction sa = {.sa_sigaction = on_info, .sa_flags = SA_SIGINFO | flags};

	REQUIRE_OK(sigaction(sig, &sa, NULL));
	memset(&seen, 0xee, sizeof(seen));
	count = 0;
}

TEST(from_kill)
{
	expect(SIGUSR1, 0);
	CHECK_OK(kill(getpid(), SIGUSR1));
	CHECK_EQ(count, 1); /* delivered before kill returned */
	CHECK_EQ(last_sig, SIGUSR1);
	CHECK_EQ(seen.si_signo, SIGUSR1);
	CHECK_EQ(seen.si_errno, 0);
	CHECK_EQ(seen.si_code, SI_USER);
	CHECK_EQ(seen.si_pid, getpid());
	CHECK_EQ(seen.si_uid, getuid());
}

TEST(from_tgkill)
{
	expect(SIGUSR1, 0);
	CHECK_OK(syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1));
	CHECK_EQ(count, 1);
	CHECK_EQ(seen.si_code, SI_TKILL);
	CHECK_EQ(seen.si_pid, getpid());
}

TEST(from_sigqueue)
{
	union sigval v = {.sival_ptr = (void *)0x123456789abcUL};

	expect(SIGUSR2, 0);
	CHECK_OK(sigqueue(getpid(), SIGUSR2, v));
	CHECK_EQ(seen.si_code, SI_QUEUE);
	CHECK_EQ(seen.si_value.sival_ptr, 0x123456789abcUL);
	CHECK_EQ(seen.si_pid, getpid());
	CHECK_EQ(seen.si_uid, getuid());
	CHECK_ERRNO(sigqueue(999999, SIGUSR1, v), ESRCH);
	CHECK_ERRNO(sigqueue(getpid(), 65, v), EINVAL);
	CHECK_OK(sigqueue(getpid(), 0, v));
}

TEST(queueinfo_rules)
{
	siginfo_t si = {.si_code = SI_USER};
	int st;

	CHILD (st) {
		/* Only the kernel says SI_USER or a positive code to another process. */
		CHECK_ERRNO(syscall(SYS_rt_sigqueueinfo, getppid(), SIGUSR1, &si), EPERM);
		si.si_code = 5;
		CHECK_ERRNO(syscall(SYS_rt_sigqueueinfo, getppid(), SIGUSR1, &si), EPERM);
	}
	CHECK_EXITED(st, 0);
	expect(SIGUSR1, 0);
	si.si_code = -60;
	CHECK_OK(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &si));
	CHECK_EQ(seen.si_code, -60);
	CHECK_EQ(seen.si_signo, SIGUSR1);
}

static void wait_count(int n)
{
	struct timespec ms = {0, 1000000};

	while (count < n)
		nanosleep(&ms, NULL);
}

TEST(sigchld_exit)
{
	pid_t pid;

	expect(SIGCHLD, 0);
	CHILD_PID (pid) {
		_exit(21);
	}
	wait_count(1);
	CHECK_EQ(seen.si_signo, SIGCHLD);
	CHECK_EQ(seen.si_code, CLD_EXITED);
	CHECK_EQ(seen.si_pid, pid);
	CHECK_EQ(seen.si_uid, getuid());
	CHECK_EQ(seen.si_status, 21);
	test_wait(pid);
}

TEST(sigchld_killed_stopped_continued)
{
	pid_t pid;

	expect(SIGCHLD, 0);
	CHILD_PID (pid) {
		for (;;)
			pause();
	}
	kill(pid, SIGSTOP);
	wait_count(1);
	CHECK_EQ(seen.si_code, CLD_STOPPED);
	CHECK_EQ(seen.si_status, SIGSTOP);
	kill(pid, SIGCONT);
	wait_count(2);
	CHECK_EQ(seen.si_code, CLD_CONTINUED);
	CHECK_EQ(seen.si_status, SIGCONT);
	kill(pid, SIGKILL);
	wait_count(3);
	CHECK_EQ(seen.si_code, CLD_KILLED);
	CHECK_EQ(seen.si_status, SIGKILL);
	CHECK_EQ(seen.si_pid, pid);
	test_wait(pid);
}

TEST(nocldstop)
{
	pid_t pid;
	int st;

	expect(SIGCHLD, SA_NOCLDSTOP);
	CHILD_PID (pid) {
		for (;;)
			pause();
	}
	kill(pid, SIGSTOP);
	CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
	kill(pid, SIGCONT);
	CHECK_EQ(waitpid(pid, &st, WCONTINUED), pid);
	CHECK_EQ(count, 0);
	kill(pid, SIGKILL);
	wait_count(1);
	CHECK_EQ(seen.si_code, CLD_KILLED);
	test_wait(pid);
}

TEST(plain_handlers_get_the_number)
{
	expect(SIGHUP, 0);
	raise(SIGHUP);
	CHECK_EQ(last_sig, SIGHUP);
}

TEST(kill_errors)
{
	CHECK_ERRNO(kill(getpid(), 65), EINVAL);
	CHECK_ERRNO(kill(getpid(), -1), EINVAL);
	CHECK_ERRNO(kill(999999, 0), ESRCH);
	CHECK_ERRNO(kill(-999999, SIGTERM), ESRCH);
	CHECK_ERRNO(kill(INT_MIN, SIGTERM), ESRCH);
	CHECK_OK(kill(0, 0));
	CHECK_OK(kill(getpid(), 0));
}

TEST(from_the_kernel_sigpipe)
{
	int p[2];

	expect(SIGPIPE, 0);
	REQUIRE_OK(pipe(p));
	close(p[0]);
	CHECK_ERRNO(write(p[1], "x", 1), EPIPE);
	CHECK_EQ(count, 1);
	CHECK_EQ(seen.si_code, SI_USER);
	CHECK_EQ(seen.si_pid, getpid());
}
