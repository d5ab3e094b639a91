/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/socket/options.c - getsockopt(2), setsockopt(2) */
#include "socket/sock.h"

#include <sys/epoll.h>

static int get(int s, int name)
{
	int v = -12345;
	socklen_t len = sizeof(v);

	CHECK_OK(getsockopt(s, SOL_SOCKET, name, &v, &len));
	CHECK_EQ(len, sizeof(v));
	return v;
}

static int set(int s, int name, int v)
{
	return setsockopt(s, SOL_SOCKET, name, &v, sizeof(v));
}

TEST(what_it_is)
{
	int s = unix_socket(SOCK_SEQPACKET);

	CHECK_EQ(get(s, SO_TYPE), SOCK_SEQPACKET);
	CHECK_EQ(get(s, SO_DOMAIN), AF_UNIX);
	CHECK_EQ(get(s, SO_PROTOCOL), 0);
	CHECK_EQ(get(s, SO_ERROR), 0);
	CHECK_EQ(get(s, SO_ACCEPTCONN), 0);
	CHECK_EQ(get(listener(SOCK_STREAM, "l", 1), SO_ACCEPTCONN), 1);
	CHECK_EQ(get(unix_socket(SOCK_RAW), SO_TYPE), SOCK_DGRAM);
	CHECK_ERRNO(set(s, SO_TYPE, 1), ENOPROTOOPT);
	CHECK_ERRNO(set(s, SO_ERROR, 1), ENOPROTOOPT);
	CHECK_ERRNO(set(s, 9999, 1), ENOPROTOOPT);
}

TEST(switches)
{
	static const int names[] = {SO_REUSEADDR, SO_KEEPALIVE, SO_BROADCAST,
				    SO_OOBINLINE, SO_PASSCRED,	SO_DONTROUTE};
	int s = unix_socket(SOCK_DGRAM);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		CHECK_EQ(get(s, names[i]), 0);
		CHECK_OK(set(s, names[i], 7));
		CHECK_EQ(get(s, names[i]), 1);
		CHECK_OK(set(s, names[i], 0));
		CHECK_EQ(get(s, names[i]), 0);
	}
}

TEST(buffers)
{
	int s = unix_socket(SOCK_STREAM);

	CHECK_OK(set(s, SO_SNDBUF, 10000));
	CHECK_EQ(get(s, SO_SNDBUF), 20000);
	CHECK_OK(set(s, SO_SNDBUF, 0));
	CHECK_EQ(get(s, SO_SNDBUF), 4608);
	CHECK_OK(set(s, SO_RCVBUF, 0));
	CHECK_EQ(get(s, SO_RCVBUF), 2304);
	CHECK_OK(set(s, SO_RCVLOWAT, 0));
	CHECK_EQ(get(s, SO_RCVLOWAT), 1);
	CHECK_EQ(get(s, SO_SNDLOWAT), 1);
}

TEST(timeouts)
{
	struct timeval tv = {1, 1000000}, got;
	socklen_t len = sizeof(got);
	int s = unix_socket(SOCK_STREAM);

	CHECK_OK(getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &got, &len));
	CHECK_EQ(len, sizeof(got));
	CHECK(!got.tv_sec && !got.tv_usec);
	CHECK_ERRNO(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)), EDOM);
	CHECK_ERRNO(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, 8), EINVAL);
	tv = (struct timeval){2, 500000};
	CHECK_OK(setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
	CHECK_OK(getsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &got, &len));
	CHECK(got.tv_sec == 2 && got.tv_usec == 500000);
}

TEST(arguments)
{
	int s = unix_socket(SOCK_STREAM), v = 0;
	socklen_t len = 2;

	CHECK_OK(getsockopt(s, SOL_SOCKET, SO_TYPE, &v, &len));
	CHECK_EQ(len, 2);
	CHECK_EQ(v, SOCK_STREAM);
	len = -1;
	CHECK_ERRNO(getsockopt(s, SOL_SOCKET, SO_TYPE, &v, &len), EINVAL);
	CHECK_ERRNO(getsockopt(s, SOL_SOCKET, SO_TYPE, &v, KERNEL_ADDR), EFAULT);
	CHECK_ERRNO(setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &v, 3), EINVAL);
	CHECK_ERRNO(setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, KERNEL_ADDR, 4), EFAULT);
	CHECK_ERRNO(setsockopt(s, 6, 1, &v, 4), EOPNOTSUPP);
	len = sizeof(v);
	CHECK_ERRNO(getsockopt(s, 6, 1, &v, &len), EOPNOTSUPP);
	CHECK_ERRNO(getsockopt(s, SOL_SOCKET, 9999, &v, &len), ENOPROTOOPT);
	CHECK_ERRNO(getsockopt(0x7fffffff, SOL_SOCKET, SO_TYPE, &v, &len), EBADF);
}

TEST(epoll_edges)
{
	int s[2], e = REQUIRE_OK(epoll_create1(0));
	struct epoll_event ev = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET}, got;
	char b[4];

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(epoll_ctl(e, EPOLL_CTL_ADD, s[1], &ev));
	CHECK_EQ(epoll_wait(e, &got, 1, 0), 0);
	CHECK_EQ(write(s[0], "x", 1), 1);
	CHECK_EQ(epoll_wait(e, &got, 1, 0), 1);
	CHECK_EQ(got.events, EPOLLIN);
	CHECK_EQ(epoll_wait(e, &got, 1, 0), 0);
	CHECK_EQ(write(s[0], "y", 1), 1); /* more data is an edge */
	CHECK_EQ(epoll_wait(e, &got, 1, 0), 1);
	CHECK_EQ(read(s[1], b, 4), 2);
	close(s[0]);
	CHECK_EQ(epoll_wait(e, &got, 1, 0), 1);
	CHECK_EQ(got.events, EPOLLIN | EPOLLRDHUP | EPOLLHUP);
}
