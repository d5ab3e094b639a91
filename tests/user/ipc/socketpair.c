/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/ipc/socketpair.c - Unix socket pairs */
#include "harness.h"

#include <poll.h>
#include <sys/socket.h>

TEST(stream_both_ways)
{
	int s[2];
	char b[16];

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s));
	CHECK_EQ(write(s[0], "hello", 5), 5);
	CHECK_EQ(write(s[1], "back", 4), 4);
	CHECK_EQ(read(s[1], b, 16), 5);
	CHECK_EQ(recv(s[0], b, 2, MSG_PEEK), 2);
	CHECK_EQ(read(s[0], b, 16), 4);
	CHECK_MEM(b, "back", 4);
	CHECK_ERRNO(recv(s[0], b, 1, MSG_DONTWAIT), EAGAIN);
}

TEST(datagrams_keep_their_borders)
{
	int s[2];
	char b[16];

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_EQ(write(s[0], "one", 3), 3);
	CHECK_EQ(write(s[0], "second", 6), 6);
	CHECK_EQ(read(s[1], b, 16), 3);
	CHECK_EQ(read(s[1], b, 2), 2); /* the rest is lost */
	CHECK_ERRNO(recv(s[1], b, 16, MSG_DONTWAIT), EAGAIN);
}

TEST(closing_and_shutdown)
{
	int s[2];
	char c;
	struct pollfd p;

	signal(SIGPIPE, SIG_IGN);
	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(shutdown(s[0], SHUT_WR));
	CHECK_EQ(read(s[1], &c, 1), 0);
	CHECK_ERRNO(write(s[0], "x", 1), EPIPE);
	CHECK_EQ(write(s[1], "x", 1), 1);
	CHECK_EQ(read(s[0], &c, 1), 1);
	close(s[1]);
	CHECK_EQ(read(s[0], &c, 1), 0);
	p = (struct pollfd){s[0], POLLIN, 0};
	CHECK_EQ(poll(&p, 1, 0), 1);
	CHECK(p.revents & POLLHUP);
	CHECK_ERRNO(send(s[0], "x", 1, MSG_NOSIGNAL), EPIPE);
}

TEST(descriptors_can_be_passed)
{
	int s[2], p[2], got = -1;
	char c = 'x', space[CMSG_SPACE(sizeof(int))] = {0};
	struct iovec v = {&c, 1};
	struct msghdr m = {.msg_iov = &v,
			   .msg_iovlen = 1,
			   .msg_control = space,
			   .msg_controllen = sizeof(space)};
	struct cmsghdr *cm = CMSG_FIRSTHDR(&m);

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	REQUIRE_OK(pipe(p));
	cm->cmsg_level = SOL_SOCKET;
	cm->cmsg_type = SCM_RIGHTS;
	cm->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cm), &p[1], sizeof(int));
	CHECK_EQ(sendmsg(s[0], &m, 0), 1);
	close(p[1]);
	m.msg_controllen = sizeof(space);
	CHECK_EQ(recvmsg(s[1], &m, 0), 1);
	REQUIRE((cm = CMSG_FIRSTHDR(&m)) != NULL);
	memcpy(&got, CMSG_DATA(cm), sizeof(int));
	CHECK_EQ(write(got, "y", 1), 1);
	CHECK_EQ(read(p[0], &c, 1), 1);
	CHECK_EQ(c, 'y');
}

TEST(errors)
{
	int s[2];

	CHECK_ERRNO(socketpair(AF_UNIX, 77, 0, s), EINVAL);
	CHECK_ERRNO(socketpair(AF_UNIX, SOCK_STREAM, 9, s), EPROTONOSUPPORT);
	CHECK_ERRNO(socketpair(9999, SOCK_STREAM, 0, s), EAFNOSUPPORT);
	int n = REQUIRE_OK(open("/dev/null", O_RDONLY));
	CHECK_ERRNO(send(n, "x", 1, 0), ENOTSOCK);
}
