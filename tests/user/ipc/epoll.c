/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/ipc/epoll.c - epoll: level and edge, one shot, errors */
#include "harness.h"

#include <sys/epoll.h>

static int ep, p[2];

static void setup(unsigned events)
{
	struct epoll_event e = {.events = events, .data.u64 = 0x123456789abcdef0UL};

	ep = REQUIRE_OK(epoll_create1(EPOLL_CLOEXEC));
	CHECK_EQ(fcntl(ep, F_GETFD), FD_CLOEXEC);
	REQUIRE_OK(pipe2(p, O_NONBLOCK));
	REQUIRE_OK(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e));
}

TEST(level_triggered)
{
	struct epoll_event e;

	setup(EPOLLIN);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 0);
	CHECK_EQ(write(p[1], "ab", 2), 2);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 1);
	CHECK_EQ(e.events, EPOLLIN);
	CHECK_EQ(e.data.u64, 0x123456789abcdef0UL);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 1); /* still so */
	CHECK_EQ(read(p[0], &(char[2]){0}, 2), 2);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 0);
}

TEST(edge_triggered)
{
	struct epoll_event e;

	setup(EPOLLIN | EPOLLET);
	CHECK_EQ(write(p[1], "a", 1), 1);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 1);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 0); /* told once */
	CHECK_EQ(write(p[1], "b", 1), 1);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 1); /* new data, new edge */
}

TEST(one_shot)
{
	struct epoll_event e;

	setup(EPOLLIN | EPOLLONESHOT);
	CHECK_EQ(write(p[1], "a", 1), 1);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 1);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 0);
	e.events = EPOLLIN | EPOLLONESHOT;
	CHECK_OK(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e));
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 1);
}

TEST(hang_up_is_always_reported)
{
	struct epoll_event e;

	setup(0);
	close(p[1]);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 1);
	CHECK_EQ(e.events, EPOLLHUP);
}

TEST(close_removes)
{
	struct epoll_event e;

	setup(EPOLLIN);
	CHECK_EQ(write(p[1], "a", 1), 1);
	close(p[0]);
	CHECK_EQ(epoll_wait(ep, &e, 1, 0), 0);
}

TEST(waiting)
{
	struct epoll_event e;
	pid_t pid;
	uint64_t a;

	setup(EPOLLIN);
	a = test_now_ns();
	CHECK_EQ(epoll_wait(ep, &e, 1, 20), 0);
	CHECK_GE(test_now_ns() - a, 20000000);
	CHILD_PID (pid) {
		CHECK_EQ(epoll_wait(ep, &e, 1, -1), 1);
	}
	test_wait_state(pid, 'S');
	CHECK_EQ(write(p[1], "x", 1), 1);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(nested)
{
	struct epoll_event e = {.events = EPOLLIN};
	int outer = REQUIRE_OK(epoll_create1(0));

	setup(EPOLLIN);
	CHECK_OK(epoll_ctl(outer, EPOLL_CTL_ADD, ep, &e));
	CHECK_EQ(epoll_wait(outer, &e, 1, 0), 0);
	CHECK_EQ(write(p[1], "x", 1), 1);
	CHECK_EQ(epoll_wait(outer, &e, 1, 0), 1);
	CHECK_ERRNO(epoll_ctl(ep, EPOLL_CTL_ADD, outer, &e), ELOOP);
}

TEST(errors)
{
	struct epoll_event e = {.events = EPOLLIN};
	int f;

	setup(EPOLLIN);
	CHECK_ERRNO(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e), EEXIST);
	CHECK_ERRNO(epoll_ctl(ep, EPOLL_CTL_MOD, p[1], &e), ENOENT);
	CHECK_ERRNO(epoll_ctl(ep, EPOLL_CTL_DEL, p[1], NULL), ENOENT);
	CHECK_ERRNO(epoll_ctl(ep, EPOLL_CTL_ADD, 999, &e), EBADF);
	CHECK_ERRNO(epoll_ctl(999, EPOLL_CTL_ADD, p[1], &e), EBADF);
	CHECK_ERRNO(epoll_ctl(ep, EPOLL_CTL_ADD, ep, &e), EINVAL);
	CHECK_ERRNO(epoll_ctl(p[0], EPOLL_CTL_ADD, p[1], &e), EINVAL);
	CHECK_ERRNO(epoll_ctl(ep, 77, p[1], &e), EINVAL);
	CHECK_ERRNO(epoll_ctl(ep, EPOLL_CTL_ADD, p[1], NULL), EFAULT);
	test_write_file("f", "x");
	f = REQUIRE_OK(open("f", O_RDONLY));
	CHECK_ERRNO(epoll_ctl(ep, EPOLL_CTL_ADD, f, &e), EPERM); /* files cannot wait */
	CHECK_ERRNO(epoll_wait(ep, &e, 0, 0), EINVAL);
	CHECK_ERRNO(epoll_wait(ep, &e, -1, 0), EINVAL);
	CHECK_ERRNO(epoll_wait(p[0], &e, 1, 0), EINVAL);
	CHECK_ERRNO(epoll_wait(999, &e, 1, 0), EBADF);
	CHECK_ERRNO(epoll_create1(0x1), EINVAL);
	CHECK_ERRNO(syscall(SYS_epoll_create, 0), EINVAL);
}
