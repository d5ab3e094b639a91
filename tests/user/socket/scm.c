/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/socket/scm.c - descriptors and credentials in messages */
#include "socket/sock.h"

#include <sys/resource.h>

static int count_fds(void)
{
	int n = 0;

	for (int i = 0; i < 1024; i++)
		n += fcntl(i, F_GETFD) >= 0;
	return n;
}

TEST(several_and_cloexec)
{
	int s[2], p[2], got[8], n = 8, flags = MSG_CMSG_CLOEXEC;
	char b[4];

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	REQUIRE_OK(pipe(p));
	CHECK_EQ(send_fds(s[0], "ab", 2, p, 2), 2);
	CHECK_EQ(recv_fds(s[1], b, 1, got, &n, &flags), 1); /* with the first byte */
	REQUIRE(n == 2);
	CHECK_EQ(flags & MSG_CTRUNC, 0);
	CHECK_EQ(fcntl(got[0], F_GETFD), FD_CLOEXEC);
	CHECK_EQ(write(got[1], "z", 1), 1);
	CHECK_EQ(read(p[0], b, 1), 1);
	n = 8;
	flags = 0;
	CHECK_EQ(recv_fds(s[1], b, 4, got, &n, &flags), 1);
	CHECK_EQ(n, 0);
}

TEST(descriptors_part_the_stream)
{
	int s[2], got[8], n = 8, flags = 0;
	char b[8];

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_EQ(write(s[0], "ab", 2), 2);
	CHECK_EQ(send_fds(s[0], "cd", 2, s, 1), 2);
	CHECK_EQ(write(s[0], "ef", 2), 2);
	CHECK_EQ(recv_fds(s[1], b, 8, got, &n, &flags), 4);
	CHECK_EQ(n, 1);
	CHECK_EQ(read(s[1], b, 8), 2);
}

TEST(peek_gives_them_twice)
{
	int s[2], p[2], got[8], n = 8, flags = MSG_PEEK;
	char b[8];

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	REQUIRE_OK(pipe(p));
	CHECK_EQ(send_fds(s[0], "a", 1, p, 1), 1);
	CHECK_EQ(recv_fds(s[1], b, 8, got, &n, &flags), 1);
	CHECK_EQ(n, 1);
	n = 8;
	flags = 0;
	CHECK_EQ(recv_fds(s[1], b, 8, got + 1, &n, &flags), 1);
	CHECK_EQ(n, 1);
	CHECK_NE(got[0], got[1]);
}

TEST(no_room)
{
	int s[2], got[8], n = 1, flags = 0, before;
	char b[8];

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	before = count_fds();
	CHECK_EQ(send_fds(s[0], "a", 1, s, 2), 1);
	CHECK_EQ(recv_fds(s[1], b, 8, got, &n, &flags), 1);
	CHECK_EQ(flags & MSG_CTRUNC, MSG_CTRUNC);
	CHECK_GE(n, 1); /* alignment of the buffer may leave room for the second */
	CHECK_EQ(count_fds(), before + n);
	n = 0;
	flags = 0;
	CHECK_EQ(send_fds(s[0], "a", 1, s, 2), 1);
	CHECK_EQ(recv_fds(s[1], b, 8, got, &n, &flags), 1);
	CHECK_EQ(flags & MSG_CTRUNC, MSG_CTRUNC);
	CHECK_EQ(send_fds(s[0], "a", 1, s, 2), 1);
	CHECK_EQ(read(s[1], b, 8), 1); /* dropped */
}

TEST(bad_messages)
{
	int s[2], many[300];
	char space[64] = {0};
	struct iovec v = {"x", 1};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = space};
	struct cmsghdr *c = (struct cmsghdr *)space;

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	for (int i = 0; i < 300; i++)
		many[i] = s[0];
	CHECK_ERRNO(send_fds(s[0], "x", 1, many, 254), EINVAL);
	CHECK_EQ(send_fds(s[0], "x", 1, many, 253), 1);
	many[0] = 999;
	CHECK_ERRNO(send_fds(s[0], "x", 1, many, 2), EBADF);
	many[0] = -1;
	CHECK_ERRNO(send_fds(s[0], "x", 1, many, 1), EBADF);
	m.msg_controllen = CMSG_SPACE(4);
	*c = (struct cmsghdr){.cmsg_len = 4, .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
	CHECK_ERRNO(sendmsg(s[0], &m, 0), EINVAL);
	c->cmsg_len = 60;
	CHECK_ERRNO(sendmsg(s[0], &m, 0), EINVAL);
	c->cmsg_len = CMSG_LEN(4);
	c->cmsg_type = 77;
	CHECK_ERRNO(sendmsg(s[0], &m, 0), EINVAL);
	c->cmsg_level = 77;
	CHECK_EQ(sendmsg(s[0], &m, 0), 1); /* of another level: not ours */
	m.msg_control = KERNEL_ADDR;
	CHECK_ERRNO(sendmsg(s[0], &m, 0), EFAULT);
	m.msg_controllen = 1 << 20;
	CHECK_ERRNO(sendmsg(s[0], &m, 0), ENOBUFS);
}

static bool receive_cred(int s, struct ucred *u)
{
	char b[8], space[CMSG_SPACE(sizeof(*u))];
	struct iovec v = {b, 8};
	struct msghdr m = {.msg_iov = &v,
			   .msg_iovlen = 1,
			   .msg_control = space,
			   .msg_controllen = sizeof(space)};
	struct cmsghdr *c;

	CHECK_GT(recvmsg(s, &m, 0), 0);
	c = CMSG_FIRSTHDR(&m);
	if (!c || c->cmsg_type != SCM_CREDENTIALS || c->cmsg_len != CMSG_LEN(sizeof(*u)))
		return false;
	memcpy(u, CMSG_DATA(c), sizeof(*u));
	return true;
}

static ssize_t send_cred(int s, struct ucred u)
{
	char space[CMSG_SPACE(sizeof(u))] = {0};
	struct iovec v = {"x", 1};
	struct msghdr m = {.msg_iov = &v,
			   .msg_iovlen = 1,
			   .msg_control = space,
			   .msg_controllen = sizeof(space)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	*c = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(u)),
			      .cmsg_level = SOL_SOCKET,
			      .cmsg_type = SCM_CREDENTIALS};
	memcpy(CMSG_DATA(c), &u, sizeof(u));
	return sendmsg(s, &m, 0);
}

TEST(credentials)
{
	int s[2], on = 1, st;
	struct ucred u, me = {getpid(), getuid(), getgid()};
	socklen_t len = sizeof(u);

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_OK(getsockopt(s[0], SOL_SOCKET, SO_PEERCRED, &u, &len));
	CHECK_EQ(len, sizeof(u));
	CHECK_EQ(u.pid, me.pid);
	CHECK_EQ(u.uid, geteuid());
	CHECK_EQ(write(s[0], "x", 1), 1); /* before: it does not say who */
	CHECK_OK(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)));
	CHECK(receive_cred(s[1], &u));
	CHECK_EQ(u.pid, 0);
	CHECK_EQ(u.uid, 65534);
	CHECK_EQ(write(s[0], "x", 1), 1);
	CHECK(receive_cred(s[1], &u));
	CHECK_EQ(u.pid, me.pid);
	CHECK_EQ(u.uid, me.uid);
	CHECK_EQ(send_cred(s[0], me), 1);
	CHECK(receive_cred(s[1], &u));
	CHECK_EQ(u.gid, me.gid);
	if (getuid())
		SKIP("the rest needs root");
	u = (struct ucred){1, 5, 6};
	CHECK_EQ(send_cred(s[0], u), 1);
	CHECK(receive_cred(s[1], &u));
	CHECK(u.pid == 1 && u.uid == 5 && u.gid == 6);
	u.pid = 4194303;
	CHECK_ERRNO(send_cred(s[0], u), ESRCH);
	CHILD (st) {
		REQUIRE_OK(setresuid(77, 77, 77));
		CHECK_ERRNO(send_cred(s[0], (struct ucred){1, 77, getgid()}), EPERM);
		CHECK_ERRNO(send_cred(s[0], (struct ucred){getpid(), 0, getgid()}), EPERM);
		CHECK_EQ(send_cred(s[0], (struct ucred){getpid(), 77, getgid()}), 1);
	}
	CHECK_EXITED(st, 0);
}

TEST(peer_of_a_connection)
{
	int l = listener(SOCK_STREAM, "l", 5), c, s, st;
	struct ucred u;
	socklen_t len = sizeof(u);
	pid_t child;

	CHECK_OK(getsockopt(unix_socket(SOCK_STREAM), SOL_SOCKET, SO_PEERCRED, &u, &len));
	CHECK_EQ(u.pid, 0);
	CHECK_EQ(u.uid, (uid_t)-1);
	CHILD_PID (child) {
		c = unix_socket(SOCK_STREAM);
		CHECK_OK(connect_to(c, "l"));
		CHECK_OK(getsockopt(c, SOL_SOCKET, SO_PEERCRED, &u, &len));
		CHECK_EQ(u.pid, getppid());
		CHECK_EQ(read(c, &st, 1), 0);
	}
	s = REQUIRE_OK(accept(l, NULL, NULL));
	CHECK_OK(getsockopt(s, SOL_SOCKET, SO_PEERCRED, &u, &len));
	CHECK_EQ(u.pid, child);
	close(s);
	st = test_wait(child);
	CHECK_EXITED(st, 0);
}

/* A pipe's write end in sockets that only hold each other: it is closed by a collection. */
TEST(cycles_are_collected)
{
	int a[2], b[2], p[2];
	struct pollfd pf;

	REQUIRE_OK(pipe(p));
	for (int round = 0; round < 3; round++) {
		REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, a));
		REQUIRE_OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, b));
		CHECK_EQ(send_fds(a[0], "x", 1, &b[1], 1), 1);
		CHECK_EQ(send_fds(b[0], "x", 1, &a[1], 1), 1);
		CHECK_EQ(send_fds(b[0], "x", 1, &a[0], 1), 1);
		CHECK_EQ(send_fds(a[0], "x", 1, &p[1], 1), 1);
		close(a[0]);
		close(a[1]);
		close(b[0]);
		close(b[1]);
	}
	close(p[1]);
	pf = (struct pollfd){p[0], POLLIN, 0};
	for (int i = 0; i < 50 && !poll(&pf, 1, 100); i++)
		close(unix_socket(SOCK_DGRAM)); /* another reason to look */
	CHECK_EQ(pf.revents, POLLHUP);
}

/* What waits in a listener's queue holds descriptors, too. */
TEST(cycle_through_a_listener)
{
	int l = listener(SOCK_STREAM, "@pith-cycle", 5), c = unix_socket(SOCK_STREAM), p[2];
	struct pollfd pf;

	REQUIRE_OK(pipe(p));
	CHECK_OK(connect_to(c, "@pith-cycle"));
	CHECK_EQ(send_fds(c, "x", 1, (int[]){l, p[1]}, 2), 1);
	close(c);
	close(l);
	close(p[1]);
	pf = (struct pollfd){p[0], POLLIN, 0};
	for (int i = 0; i < 50 && !poll(&pf, 1, 100); i++)
		close(unix_socket(SOCK_DGRAM));
	CHECK_EQ(pf.revents, POLLHUP);
}

/* Each holds the next: closing the first closes them all, without a deep stack. */
TEST(long_chain)
{
	int s[2], prev = -1, p[2], i;
	struct pollfd pf;

	REQUIRE_OK(pipe(p));
	prev = p[1];
	for (i = 0; i < 400; i++) {
		REQUIRE_OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
		if (send_fds(s[0], "x", 1, &prev, 1) != 1)
			break;
		close(s[0]);
		close(prev);
		prev = s[1];
	}
	CHECK_EQ(i, 400);
	CHECK_EQ(events_of(p[0], POLLIN), 0);
	close(prev);
	pf = (struct pollfd){p[0], POLLIN, 0};
	CHECK_EQ(poll(&pf, 1, 5000), 1);
	CHECK_EQ(pf.revents, POLLHUP);
}

TEST(too_many_in_flight)
{
	struct rlimit r = {40, 40};
	int s[2], n, st;

	if (getuid())
		SKIP("needs root");
	REQUIRE_OK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
	CHILD (st) {
		REQUIRE_OK(setrlimit(RLIMIT_NOFILE, &r));
		REQUIRE_OK(setresuid(4321, 4321, 4321));
		for (n = 0; n < 100 && send_fds(s[0], "x", 1, s, 1) == 1; n++)
			;
		CHECK_EQ(errno, ETOOMANYREFS);
		CHECK_EQ(n, 41);
	}
	CHECK_EXITED(st, 0);
}
