/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/ipc/signalfd.c - signalfd */
#include "harness.h"

#include <poll.h>
#include <sys/signalfd.h>

static sigset_t blocked(int sig)
{
	sigset_t s;

	sigemptyset(&s);
	sigaddset(&s, sig);
	sigprocmask(SIG_BLOCK, &s, NULL);
	return s;
}

TEST(reads_what_is_pending)
{
	sigset_t s = blocked(SIGUSR1);
	int fd = REQUIRE_OK(signalfd(-1, &s, SFD_NONBLOCK | SFD_CLOEXEC));
	struct signalfd_siginfo si;
	struct pollfd p = {fd, POLLIN, 0};

	CHECK_ERRNO(read(fd, &si, sizeof(si)), EAGAIN);
	CHECK_EQ(poll(&p, 1, 0), 0);
	CHECK_OK(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 42}));
	CHECK_EQ(poll(&p, 1, 0), 1);
	CHECK_EQ(read(fd, &si, sizeof(si)), sizeof(si));
	CHECK_EQ(si.ssi_signo, SIGUSR1);
	CHECK_EQ(si.ssi_code, SI_QUEUE);
	CHECK_EQ(si.ssi_pid, getpid());
	CHECK_EQ(si.ssi_int, 42);
	CHECK_ERRNO(read(fd, &si, sizeof(si)), EAGAIN);
}

TEST(several_at_once_and_mask_change)
{
	sigset_t s = blocked(40), t = blocked(41);
	int fd = REQUIRE_OK(signalfd(-1, &s, SFD_NONBLOCK));
	struct signalfd_siginfo si[4];

	for (int i = 0; i < 3; i++)
		CHECK_OK(sigqueue(getpid(), 40, (union sigval){.sival_int = i}));
	raise(41);
	CHECK_EQ(read(fd, si, sizeof(si)), 3 * sizeof(si[0]));
	CHECK_EQ(si[2].ssi_int, 2);
	CHECK_EQ(signalfd(fd, &t, 0), fd);
	CHECK_EQ(read(fd, si, sizeof(si)), sizeof(si[0]));
	CHECK_EQ(si[0].ssi_signo, 41);
}

TEST(child_status)
{
	sigset_t s = blocked(SIGCHLD);
	int fd = REQUIRE_OK(signalfd(-1, &s, 0));
	struct signalfd_siginfo si;
	pid_t pid;

	CHILD_PID (pid) {
		_exit(17);
	}
	CHECK_EQ(read(fd, &si, sizeof(si)), sizeof(si));
	CHECK_EQ(si.ssi_pid, pid);
	CHECK_EQ(si.ssi_status, 17);
	CHECK_EQ(si.ssi_code, CLD_EXITED);
	test_wait(pid);
}

TEST(errors)
{
	sigset_t s = blocked(SIGUSR1);
	int fd = REQUIRE_OK(signalfd(-1, &s, SFD_NONBLOCK));
	char b[16];

	CHECK_ERRNO(read(fd, b, 16), EINVAL); /* smaller than one record */
	CHECK_ERRNO(signalfd(999, &s, 0), EBADF);
	CHECK_ERRNO(signalfd(0x7ff, &s, 0), EBADF);
	CHECK_ERRNO(signalfd(REQUIRE_OK(open("/dev/null", O_RDONLY)), &s, 0), EINVAL);
	CHECK_ERRNO(signalfd(-1, &s, 0x1), EINVAL);
}
