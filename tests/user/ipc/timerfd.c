/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/ipc/timerfd.c - timerfd */
#include "harness.h"

#include <poll.h>
#include <sys/timerfd.h>

TEST(expires)
{
	int fd = REQUIRE_OK(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
	struct itimerspec it = {{0, 0}, {0, 20000000}}, got;
	uint64_t v = 0, a = test_now_ns();

	CHECK_OK(timerfd_settime(fd, 0, &it, NULL));
	CHECK_EQ(read(fd, &v, 8), 8);
	CHECK_EQ(v, 1);
	CHECK_GE(test_now_ns() - a, 20000000);
	CHECK_OK(timerfd_gettime(fd, &got));
	CHECK_EQ(got.it_value.tv_sec + got.it_value.tv_nsec, 0);
}

TEST(interval_counts)
{
	int fd = REQUIRE_OK(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
	struct itimerspec it = {{0, 1000000}, {0, 1000000}};
	struct timespec ms = {0, 30000000};
	uint64_t v = 0;

	CHECK_ERRNO(read(fd, &v, 8), EAGAIN);
	CHECK_OK(timerfd_settime(fd, 0, &it, NULL));
	nanosleep(&ms, NULL);
	CHECK_EQ(read(fd, &v, 8), 8);
	CHECK_GE(v, 29);
}

TEST(absolute_and_poll)
{
	int fd = REQUIRE_OK(timerfd_create(CLOCK_REALTIME, 0));
	struct itimerspec it = {{0, 0}, {1, 0}}; /* long ago */
	struct pollfd p = {fd, POLLIN, 0};
	uint64_t v;

	CHECK_EQ(poll(&p, 1, 0), 0);
	CHECK_OK(timerfd_settime(fd, TFD_TIMER_ABSTIME, &it, NULL));
	CHECK_EQ(poll(&p, 1, -1), 1);
	CHECK_EQ(read(fd, &v, 8), 8);
	CHECK_EQ(v, 1);
}

TEST(disarm_and_old_value)
{
	int fd = REQUIRE_OK(timerfd_create(CLOCK_BOOTTIME, 0));
	struct itimerspec it = {{3, 0}, {100, 0}}, off = {{0, 0}, {0, 0}}, old;

	CHECK_OK(timerfd_settime(fd, 0, &it, NULL));
	CHECK_OK(timerfd_settime(fd, 0, &off, &old));
	CHECK_EQ(old.it_interval.tv_sec, 3);
	CHECK(old.it_value.tv_sec >= 90 && old.it_value.tv_sec <= 100);
}

TEST(errors)
{
	int fd = REQUIRE_OK(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
	struct itimerspec it = {{0, 0}, {0, 1000000000}};
	uint64_t v;

	CHECK_ERRNO(timerfd_settime(fd, 0, &it, NULL), EINVAL);
	CHECK_ERRNO(timerfd_settime(fd, 0x100, &it, NULL), EINVAL);
	it.it_value.tv_nsec = 1;
	CHECK_ERRNO(timerfd_settime(999, 0, &it, NULL), EBADF);
	CHECK_ERRNO(timerfd_create(99, 0), EINVAL);
	CHECK_ERRNO(timerfd_create(CLOCK_MONOTONIC, 0x1), EINVAL);
	CHECK_ERRNO(read(fd, &v, 4), EINVAL);
	int n = REQUIRE_OK(open("/dev/null", O_RDONLY));
	CHECK_ERRNO(timerfd_gettime(n, &it), EINVAL);
}
