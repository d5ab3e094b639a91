/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/socket/dgram.c - datagrams and sequenced packets */
#include "socket/sock.h"

static ssize_t send_to(int s, const char *name, const void *data, size_t len, int flags)
{
	struct sockaddr_un a;
	socklen_t n = name_of(&a, name);

	return sendto(s, data, len, flags, (struct sockaddr *)&a, n);
}

TEST(to_a_name)
{
	int r = unix_socket(SOCK_DGRAM), s = unix_socket(SOCK_DGRAM);
	struct sockaddr_un a;
	socklen_t len = sizeof(a);
	char b[8];

	CHECK_OK(bind_to(r, "r"));
	CHECK_ERRNO(send(s, "x", 1, 0), ENOTCONN);
	CHECK_EQ(send_to(s, "r", "one", 3, 0), 3);
	CHECK_EQ(recvfrom(r, b, 8, 0, (struct sockaddr *)&a, &len), 3);
	CHECK_EQ(len, 0);
	CHECK_OK(bind_to(s, "s"));
	CHECK_EQ(send_to(s, "r", "longer", 6, 0), 6);
	len = sizeof(a);
	CHECK_EQ(recvfrom(r, b, 2, MSG_TRUNC, (struct sockaddr *)&a, &len), 6);
	CHECK_EQ(len, 4);
	CHECK_STR(a.sun_path, "s");
	CHECK_ERRNO(send_to(s, "nobody", "x", 1, 0), ENOENT);
	close(r);
	CHECK_ERRNO(send_to(s, "r", "x", 1, 0), ECONNREFUSED);
	CHECK_ERRNO(recv(s, b, 1, MSG_DONTWAIT), EAGAIN);
}

TEST(connected)
{
	int r = unix_socket(SOCK_DGRAM), s = unix_socket(SOCK_DGRAM), t = unix_socket(SOCK_DGRAM);
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	char b[8];

	CHECK_OK(bind_to(r, "r"));
	CHECK_OK(bind_to(s, "s"));
	CHECK_OK(connect_to(s, "r"));
	CHECK_EQ(send(s, "x", 1, 0), 1);
	CHECK_OK(connect_to(r, "s"));
	CHECK_ERRNO(send_to(t, "r", "x", 1, 0), EPERM); /* it listens to s alone */
	CHECK_ERRNO(connect_to(t, "r"), EPERM);
	CHECK_EQ(recv(r, b, 8, 0), 1);
	CHECK_EQ(send(s, "lost", 4, 0), 4);
	CHECK_OK(connect(r, &none, sizeof(none)));
	CHECK_ERRNO(recv(r, b, 8, MSG_DONTWAIT), EAGAIN);
	CHECK_ERRNO(send(s, "x", 1, 0), ECONNRESET);
	CHECK_EQ(send(s, "x", 1, 0), 1);
	close(r);
	CHECK_ERRNO(send(s, "x", 1, 0), ECONNREFUSED);
	CHECK_ERRNO(send(s, "x", 1, 0), ENOTCONN);
}

TEST(full_queue)
{
	int r = unix_socket(SOCK_DGRAM), s = unix_socket(SOCK_DGRAM), n = 0;
	struct timeval tv = {0, 50000};
	char b[8];

	CHECK_OK(bind_to(r, "r"));
	CHECK_OK(connect_to(s, "r"));
	CHECK_EQ(events_of(s, POLLOUT), POLLOUT);
	while (n < 600 && send(s, "x", 1, MSG_DONTWAIT) == 1)
		n++;
	CHECK_EQ(errno, EAGAIN);
	CHECK_GE(n, 11);
	CHECK_EQ(events_of(s, POLLOUT), 0);
	CHECK_OK(setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
	CHECK_ERRNO(send(s, "x", 1, 0), EAGAIN);
	pid_t child;
	CHILD_PID (child) {
		usleep(100000);
		CHECK_EQ(recv(r, b, 8, 0), 1);
	}
	struct pollfd p = {s, POLLOUT, 0};
	CHECK_EQ(poll(&p, 1, 5000), 1);
	CHECK_EQ(send(s, "x", 1, MSG_DONTWAIT), 1);
	test_wait(child);
	CHILD_PID (child) {
		usleep(100000);
		CHECK_EQ(recv(r, b, 8, 0), 1);
	}
	tv.tv_sec = 5;
	CHECK_OK(setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
	CHECK_EQ(send(s, "x", 1, 0), 1);
	test_wait(child);
}

TEST(too_long)
{
	static char big[300000];
	int s[2];

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_ERRNO(send(s[0], big, sizeof(big), 0), EMSGSIZE);
	CHECK_EQ(send(s[0], big, 200000, 0), 200000);
	CHECK_EQ(recv(s[1], big, sizeof(big), 0), 200000);
}

TEST(shutdown_of_datagrams)
{
	int s[2], st;
	char b;

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_OK(shutdown(s[1], SHUT_RD));
	CHILD (st) /* no SIGPIPE */
	{
		CHECK_ERRNO(write(s[0], "x", 1), EPIPE);
		CHECK_ERRNO(send(s[0], "x", 1, 0), EPIPE);
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(read(s[1], &b, 1), 0);
	CHECK_ERRNO(recv(s[1], &b, 1, MSG_DONTWAIT), EAGAIN);
	CHECK_EQ(events_of(s[1], POLLIN | POLLRDHUP), POLLIN | POLLRDHUP);
	close(s[1]);
	CHECK_ERRNO(recv(s[0], &b, 1, MSG_DONTWAIT), EAGAIN);
}

TEST(sequenced_packets)
{
	int l = listener(SOCK_SEQPACKET, "l", 5), c = unix_socket(SOCK_SEQPACKET), s, st;
	char b[8];
	struct iovec v = {b, 2};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};

	CHECK_ERRNO(recv(c, b, 1, 0), ENOTCONN);
	CHECK_ERRNO(send(c, b, 1, 0), ENOTCONN);
	CHECK_EQ(events_of(c, POLLIN | POLLOUT), POLLOUT | POLLHUP);
	CHECK_OK(connect_to(c, "l"));
	s = REQUIRE_OK(accept(l, NULL, NULL));
	CHECK_EQ(write(c, "abc", 3), 3);
	CHECK_EQ(write(c, "de", 2), 2);
	CHECK_EQ(recvmsg(s, &m, 0), 2);
	CHECK_EQ(m.msg_flags & MSG_TRUNC, MSG_TRUNC);
	CHECK_EQ(recvmsg(s, &m, MSG_PEEK), 2);
	CHECK_EQ(recvmsg(s, &m, 0), 2);
	CHECK_EQ(m.msg_flags & MSG_TRUNC, 0);
	close(s);
	CHECK_EQ(read(c, b, 1), 0);
	CHECK_EQ(recv(c, b, 1, MSG_DONTWAIT), 0);
	CHILD (st) {
		CHECK_ERRNO(write(c, "x", 1), EPIPE); /* without a signal */
	}
	CHECK_EXITED(st, 0);
}

TEST(many_at_once)
{
	int s[2];
	char in[4][8];
	struct iovec ov[3] = {{"a", 1}, {"bb", 2}, {"ccc", 3}}, iv[4];
	struct mmsghdr out[3] = {{{0}, 0}}, got[4] = {{{0}, 0}};
	struct timespec t = {1, 0};

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	for (int i = 0; i < 4; i++) {
		iv[i] = (struct iovec){in[i], 8};
		got[i].msg_hdr = (struct msghdr){.msg_iov = &iv[i], .msg_iovlen = 1};
		if (i < 3)
			out[i].msg_hdr = (struct msghdr){.msg_iov = &ov[i], .msg_iovlen = 1};
	}
	CHECK_EQ(sendmmsg(s[0], out, 3, 0), 3);
	CHECK_EQ(out[2].msg_len, 3);
	CHECK_EQ(recvmmsg(s[1], got, 2, 0, &t), 2);
	CHECK_EQ(got[1].msg_len, 2);
	CHECK_EQ(recvmmsg(s[1], got, 4, MSG_WAITFORONE, NULL), 1);
	CHECK_EQ(got[0].msg_len, 3);
	CHECK_ERRNO(recvmmsg(s[1], got, 4, MSG_DONTWAIT, NULL), EAGAIN);
	t.tv_nsec = 1000000000;
	CHECK_ERRNO(recvmmsg(s[1], got, 4, 0, &t), EINVAL);
	CHECK_EQ(sendmmsg(s[0], out, 0, 0), 0);
	out[0].msg_hdr.msg_iovlen = 1025;
	CHECK_ERRNO(sendmsg(s[0], &out[0].msg_hdr, 0), EMSGSIZE);
}
