/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/socket/stream.c - connections and their bytes */
#include "socket/sock.h"

#include <linux/sockios.h>
#include <sys/uio.h>

static void no_signal(int sig)
{
	(void)sig;
}

static void interrupt_soon(void)
{
	struct sigaction sa = {.sa_handler = no_signal};
	struct timespec t = {0, 200000000};
	pid_t me = getpid(), child;

	sigaction(SIGUSR1, &sa, NULL);
	CHILD_PID (child) {
		nanosleep(&t, NULL);
		kill(me, SIGUSR1);
	}
}

TEST(connect_and_accept)
{
	int l = listener(SOCK_STREAM, "l", 5), c = unix_socket(SOCK_STREAM), s;
	struct sockaddr_un a;
	socklen_t len = sizeof(a);
	char b[8];

	CHECK_OK(connect_to(c, "l"));
	CHECK_EQ(write(c, "early", 5), 5); /* before it is accepted */
	s = REQUIRE_OK(accept4(l, (struct sockaddr *)&a, &len, SOCK_CLOEXEC | SOCK_NONBLOCK));
	CHECK_EQ(len, 2); /* the client has no name */
	CHECK_EQ(fcntl(s, F_GETFD), FD_CLOEXEC);
	CHECK_EQ(fcntl(s, F_GETFL), O_RDWR | O_NONBLOCK);
	CHECK_EQ(read(s, b, 8), 5);
	CHECK_ERRNO(read(s, b, 8), EAGAIN);
	len = sizeof(a);
	CHECK_OK(getsockname(s, (struct sockaddr *)&a, &len));
	CHECK_STR(a.sun_path, "l");
	len = sizeof(a);
	CHECK_OK(getpeername(c, (struct sockaddr *)&a, &len));
	CHECK_STR(a.sun_path, "l");
	CHECK_ERRNO(connect_to(c, "l"), EISCONN);
	CHECK_ERRNO(connect_to(l, "l"), EINVAL);
	CHECK_ERRNO(listen(c, 1), EINVAL);
	CHECK_ERRNO(accept4(l, NULL, NULL, 1), EINVAL);
	CHECK_ERRNO(accept(c, NULL, NULL), EINVAL);
	CHECK_OK(listen(l, 0));
}

TEST(connect_errors)
{
	int c = unix_socket(SOCK_STREAM), d = unix_socket(SOCK_DGRAM), fd;
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	CHECK_OK(bind_to(d, "d"));
	CHECK_ERRNO(connect_to(c, "d"), EPROTOTYPE);
	CHECK_ERRNO(connect_to(c, "@nobody-is-there"), ECONNREFUSED);
	fd = REQUIRE_OK(open("file", O_CREAT | O_RDWR, 0600));
	CHECK_ERRNO(connect_to(c, "file"), ECONNREFUSED);
	CHECK_ERRNO(connect_to(c, "file/x"), ENOTDIR);
	CHECK_ERRNO(connect(c, (struct sockaddr *)&a, 2), EINVAL);
	CHECK_ERRNO(connect(fd, (struct sockaddr *)&a, sizeof(a)), ENOTSOCK);
	CHECK_ERRNO(listen(d, 1), EOPNOTSUPP);
	CHECK_ERRNO(accept(d, NULL, NULL), EOPNOTSUPP);
	int s = unix_socket(SOCK_STREAM);
	CHECK_OK(bind_to(s, "s"));
	CHECK_ERRNO(connect_to(c, "s"), ECONNREFUSED); /* does not listen */
	CHECK_ERRNO(send(c, "x", 1, 0), ENOTCONN);
	CHECK_ERRNO(recv(c, &a, 1, 0), EINVAL);
	CHECK_OK(shutdown(c, SHUT_RDWR));
	CHECK_ERRNO(shutdown(c, 3), EINVAL);
}

TEST(full_backlog)
{
	int l = listener(SOCK_STREAM, "l", 1), i, s;
	struct timeval tv = {0, 100000};

	for (i = 0; i < 2; i++)
		CHECK_OK(connect_to(unix_socket(SOCK_STREAM), "l"));
	s = unix_socket(SOCK_STREAM | SOCK_NONBLOCK);
	CHECK_ERRNO(connect_to(s, "l"), EAGAIN);
	s = unix_socket(SOCK_STREAM);
	CHECK_OK(setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
	CHECK_ERRNO(connect_to(s, "l"), EAGAIN);
	CHECK_OK(accept(l, NULL, NULL));
	CHECK_OK(connect_to(s, "l"));
}

TEST(closed_listener_resets)
{
	int l = listener(SOCK_STREAM, "l", 5), c = unix_socket(SOCK_STREAM);
	char b;

	signal(SIGPIPE, SIG_IGN);
	CHECK_OK(connect_to(c, "l"));
	close(l);
	CHECK_EQ(events_of(c, POLLIN | POLLOUT), POLLIN | POLLOUT | POLLERR | POLLHUP);
	CHECK_ERRNO(read(c, &b, 1), ECONNRESET);
	CHECK_EQ(read(c, &b, 1), 0);
	CHECK_ERRNO(write(c, "x", 1), EPIPE);
}

TEST(unread_bytes_reset)
{
	int s[2];
	char b;

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_EQ(write(s[0], "x", 1), 1);
	CHECK_EQ(write(s[1], "yz", 2), 2);
	close(s[1]);
	CHECK_EQ(read(s[0], &b, 1), 1); /* what it sent is still there */
	CHECK_EQ(read(s[0], &b, 1), 1);
	CHECK_ERRNO(read(s[0], &b, 1), ECONNRESET);
	CHECK_EQ(read(s[0], &b, 1), 0);
}

TEST(sigpipe)
{
	int st, s[2];

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	close(s[1]);
	CHILD (st) {
		CHECK_ERRNO(send(s[0], "x", 1, MSG_NOSIGNAL), EPIPE);
	}
	CHECK_EXITED(st, 0);
	CHILD (st) {
		write(s[0], "x", 1);
	}
	CHECK_KILLED(st, SIGPIPE);
	CHILD (st) {
		send(s[0], "x", 1, 0);
	}
	CHECK_KILLED(st, SIGPIPE);
}

TEST(peek_waitall_trunc)
{
	int s[2];
	char b[16];
	pid_t child;

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_EQ(write(s[0], "abc", 3), 3);
	CHECK_EQ(write(s[0], "def", 3), 3);
	CHECK_EQ(recv(s[1], b, 5, MSG_PEEK), 5);
	CHECK_MEM(b, "abcde", 5);
	CHECK_EQ(recv(s[1], b, 16, MSG_PEEK), 6);
	CHECK_EQ(read(s[1], b, 4), 4);
	CHILD_PID (child) {
		usleep(100000);
		CHECK_EQ(write(s[0], "ghij", 4), 4);
	}
	CHECK_EQ(recv(s[1], b, 6, MSG_WAITALL), 6);
	CHECK_MEM(b, "efghij", 6);
	test_wait(child);
	CHECK_EQ(read(s[1], b, 0), 0);
}

TEST(inq_outq)
{
	int s[2], n = -1, l = listener(SOCK_STREAM, "l", 1);

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(ioctl(s[0], SIOCOUTQ, &n));
	CHECK_EQ(n, 0);
	CHECK_EQ(write(s[0], "abc", 3), 3);
	CHECK_EQ(write(s[0], "de", 2), 2);
	CHECK_OK(ioctl(s[1], FIONREAD, &n));
	CHECK_EQ(n, 5);
	CHECK_OK(ioctl(s[0], SIOCOUTQ, &n));
	CHECK_EQ(n, 2 * 768);
	CHECK_ERRNO(ioctl(l, FIONREAD, &n), EINVAL);
	CHECK_ERRNO(ioctl(s[0], 0x12345678, &n), ENOTTY);
	n = 1;
	CHECK_OK(ioctl(s[0], FIONBIO, &n));
	CHECK_ERRNO(read(s[0], &n, 1), EAGAIN);
}

TEST(buffer_is_bounded)
{
	int s[2], n = 0;
	static char page[65536];
	ssize_t r;
	long sum = 0;

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	while (write(s[0], "x", 1) == 1)
		n++;
	CHECK_EQ(errno, EAGAIN);
	CHECK_EQ(n, 278);
	CHECK_EQ(events_of(s[0], POLLOUT), 0);
	CHECK_EQ(read(s[1], page, sizeof(page)), 278);
	CHECK_EQ(events_of(s[0], POLLOUT), POLLOUT);
	while ((r = write(s[0], page, sizeof(page))) > 0)
		sum += r;
	CHECK_GE(sum, 150000);
	CHECK_LE(sum, 300000);
	while ((r = read(s[1], page, sizeof(page))) > 0)
		sum -= r;
	CHECK_EQ(sum, 0);
}

TEST(poll_events)
{
	int s[2], l = listener(SOCK_STREAM, "l", 5), c = unix_socket(SOCK_STREAM);
	const short all = POLLIN | POLLOUT | POLLRDHUP;

	CHECK_EQ(events_of(c, all), POLLOUT | POLLHUP);
	CHECK_EQ(events_of(l, all), 0);
	CHECK_OK(connect_to(c, "l"));
	CHECK_EQ(events_of(l, all), POLLIN);
	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_EQ(events_of(s[0], all), POLLOUT);
	CHECK_EQ(write(s[1], "x", 1), 1);
	CHECK_EQ(events_of(s[0], all), POLLIN | POLLOUT);
	CHECK_OK(shutdown(s[1], SHUT_WR));
	CHECK_EQ(events_of(s[0], all), POLLIN | POLLOUT | POLLRDHUP);
	CHECK_EQ(events_of(s[1], all), POLLOUT);
	close(s[1]);
	CHECK_EQ(events_of(s[0], all), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
}

TEST(interrupted)
{
	int s[2];
	char b;
	struct timeval tv = {5, 0};

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	interrupt_soon();
	CHECK_ERRNO(read(s[0], &b, 1), EINTR);
	tv.tv_sec = 0;
	tv.tv_usec = 50000;
	CHECK_OK(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	CHECK_ERRNO(read(s[0], &b, 1), EAGAIN);
	CHECK_OK(shutdown(s[0], SHUT_RD));
	CHECK_EQ(read(s[0], &b, 1), 0);
}

TEST(vectors_and_addresses)
{
	int s[2];
	char a[4], b[8];
	struct iovec out[2] = {{"abc", 3}, {"defgh", 5}}, in[2] = {{a, 4}, {b, 8}};
	struct sockaddr_un addr = {.sun_family = AF_UNIX, .sun_path = "x"};
	socklen_t len = sizeof(addr);

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_EQ(writev(s[0], out, 2), 8);
	CHECK_EQ(readv(s[1], in, 2), 8);
	CHECK_MEM(a, "abcd", 4);
	CHECK_MEM(b, "efgh", 4);
	CHECK_ERRNO(sendto(s[0], "x", 1, 0, (struct sockaddr *)&addr, sizeof(addr)), EISCONN);
	CHECK_ERRNO(
		sendto(unix_socket(SOCK_STREAM), "x", 1, 0, (struct sockaddr *)&addr, sizeof(addr)),
		EOPNOTSUPP);
	CHECK_EQ(write(s[0], "x", 1), 1);
	CHECK_EQ(recvfrom(s[1], a, 1, 0, (struct sockaddr *)&addr, &len), 1);
	CHECK_EQ(len, 0);
	CHECK_ERRNO(write(s[0], KERNEL_ADDR, 5), EFAULT);
	CHECK_EQ(write(s[0], "x", 1), 1);
	CHECK_ERRNO(recv(s[1], (void *)8, 5, 0), EFAULT);
	CHECK_EQ(recv(s[1], a, 4, MSG_DONTWAIT), 1); /* it was not lost */
}

TEST(many_bytes_between_processes)
{
	enum { TOTAL = 4 << 20 };
	static char buf[50000];
	int s[2], st;
	long sum = 0, at = 0;
	ssize_t n;

	REQUIRE_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	pid_t child;
	CHILD_PID (child) {
		close(s[1]);
		while (sum < TOTAL) {
			for (int i = 0; i < 50000; i++)
				buf[i] = (char)((sum + i) % 251);
			n = write(s[0], buf, TOTAL - sum < 50000 ? (size_t)(TOTAL - sum) : 50000);
			CHECK_GT(n, 0);
			sum += n;
		}
	}
	close(s[0]);
	while ((n = read(s[1], buf, 33333)) > 0) {
		for (int i = 0; i < n; i++, at++)
			if (buf[i] != (char)(at % 251)) {
				CHECK_EQ(at, -1);
				test_give_up();
			}
	}
	CHECK_EQ(n, 0);
	CHECK_EQ(at, TOTAL);
	st = test_wait(child);
	CHECK_EXITED(st, 0);
}
