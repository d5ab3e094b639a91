/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/ipc/eventfd.c - eventfd */
#include "harness.h"

#include <poll.h>
#include <sys/eventfd.h>

TEST(counts)
{
	int fd = REQUIRE_OK(eventfd(3, EFD_NONBLOCK | EFD_CLOEXEC));
	uint64_t v = 5;

	CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	CHECK_EQ(write(fd, &v, 8), 8);
	CHECK_EQ(read(fd, &v, 8), 8);
	CHECK_EQ(v, 8);
	CHECK_ERRNO(read(fd, &v, 8), EAGAIN);
}

TEST(semaphore)
{
	int fd = REQUIRE_OK(eventfd(2, EFD_NONBLOCK | EFD_SEMAPHORE));
	uint64_t v = 0;

	CHECK_EQ(read(fd, &v, 8), 8);
	CHECK_EQ(v, 1);
	CHECK_EQ(read(fd, &v, 8), 8);
	CHECK_ERRNO(read(fd, &v, 8), EAGAIN);
}

TEST(limits)
{
	int fd = REQUIRE_OK(eventfd(0, EFD_NONBLOCK));
	uint64_t v = UINT64_MAX;
	struct pollfd p = {fd, POLLIN | POLLOUT, 0};

	CHECK_EQ(poll(&p, 1, 0), 1);
	CHECK_EQ(p.revents, POLLOUT);
	CHECK_ERRNO(write(fd, &v, 8), EINVAL);
	v = UINT64_MAX - 1;
	CHECK_EQ(write(fd, &v, 8), 8);
	CHECK_EQ(poll(&p, 1, 0), 1);
	CHECK_EQ(p.revents, POLLIN);
	v = 1;
	CHECK_ERRNO(write(fd, &v, 8), EAGAIN);
	CHECK_ERRNO(write(fd, &v, 7), EINVAL);
	CHECK_ERRNO(read(fd, &v, 7), EINVAL);
	CHECK_ERRNO(eventfd(0, 0x10), EINVAL);
}

TEST(blocks_and_wakes)
{
	int fd = REQUIRE_OK(eventfd(0, 0));
	uint64_t v = 9;
	pid_t pid;

	CHILD_PID (pid) {
		CHECK_EQ(read(fd, &v, 8), 8);
		CHECK_EQ(v, 9);
	}
	test_wait_state(pid, 'S');
	CHECK_EQ(write(fd, &v, 8), 8);
	CHECK_EXITED(test_wait(pid), 0);
}
