/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/ipc/pipe.c - pipes and FIFOs */
#include "harness.h"

#include <poll.h>
#include <sys/ioctl.h>

TEST(order_and_short_reads)
{
	int p[2];
	char b[16];

	REQUIRE_OK(pipe(p));
	CHECK_EQ(write(p[1], "hello", 5), 5);
	CHECK_EQ(write(p[1], "world", 5), 5);
	CHECK_EQ(read(p[0], b, 3), 3);
	CHECK_MEM(b, "hel", 3);
	CHECK_EQ(read(p[0], b, 16), 7);
	CHECK_MEM(b, "loworld", 7);
	CHECK_EQ(read(p[0], b, 0), 0);
	CHECK_ERRNO(read(p[1], b, 1), EBADF);
	CHECK_ERRNO(write(p[0], b, 1), EBADF);
}

TEST(end_of_file_and_epipe)
{
	int p[2];
	char c;

	REQUIRE_OK(pipe(p));
	CHECK_EQ(write(p[1], "x", 1), 1);
	close(p[1]);
	CHECK_EQ(read(p[0], &c, 1), 1);
	CHECK_EQ(read(p[0], &c, 1), 0);
	CHECK_EQ(read(p[0], &c, 1), 0);
	REQUIRE_OK(pipe(p));
	signal(SIGPIPE, SIG_IGN);
	close(p[0]);
	CHECK_ERRNO(write(p[1], "x", 1), EPIPE);
	CHECK_EQ(write(p[1], "x", 0), 0);
}

TEST(sigpipe_kills)
{
	int p[2], st;

	REQUIRE_OK(pipe(p));
	close(p[0]);
	CHILD (st) {
		(void)!write(p[1], "x", 1);
	}
	CHECK_KILLED(st, SIGPIPE);
}

TEST(capacity_and_nonblocking)
{
	int p[2], n = -1;
	char *big = test_map(32);

	REQUIRE_OK(pipe2(p, O_NONBLOCK | O_CLOEXEC));
	CHECK_EQ(fcntl(p[0], F_GETFD), FD_CLOEXEC);
	CHECK_ERRNO(read(p[0], big, 1), EAGAIN);
	CHECK_EQ(write(p[1], big, 100000), 65536);
	CHECK_ERRNO(write(p[1], big, 1), EAGAIN);
	CHECK_OK(ioctl(p[0], FIONREAD, &n));
	CHECK_EQ(n, 65536);
	CHECK_EQ(read(p[0], big, 100), 100);
	CHECK_ERRNO(write(p[1], big, PIPE_BUF), EAGAIN); /* all or nothing up to PIPE_BUF */
	CHECK_EQ(read(p[0], big, 3996), 3996);
	CHECK_EQ(write(p[1], big, PIPE_BUF), PIPE_BUF);
	CHECK_ERRNO(pipe2(p, 0x1), EINVAL);
}

TEST(writes_up_to_pipe_buf_are_atomic)
{
	int p[2], got = 0, n;
	pid_t pid[4];
	static char b[PIPE_BUF];

	REQUIRE_OK(pipe(p));
	for (int k = 0; k < 4; k++) {
		CHILD_PID (pid[k]) {
			memset(b, 'a' + k, sizeof(b));
			for (int i = 0; i < 50; i++)
				CHECK_EQ(write(p[1], b, sizeof(b)), PIPE_BUF);
		}
	}
	close(p[1]);
	for (;;) {
		for (got = 0; got < PIPE_BUF && (n = (int)read(p[0], b + got, PIPE_BUF - got)) > 0;)
			got += n;
		if (got == 0)
			break;
		for (int i = 1; i < PIPE_BUF; i++)
			if (b[i] != b[0])
				CHECK(!"blocks are mixed");
	}
	for (int k = 0; k < 4; k++)
		CHECK_EXITED(test_wait(pid[k]), 0);
}

TEST(a_blocked_writer_continues)
{
	int p[2];
	pid_t pid;
	char *big = test_map(64);
	size_t total = 0;
	ssize_t n;

	REQUIRE_OK(pipe(p));
	CHILD_PID (pid) {
		close(p[0]);
		CHECK_EQ(write(p[1], big, 64 * PAGE), 64 * PAGE);
	}
	close(p[1]);
	test_wait_state(pid, 'S');
	while ((n = read(p[0], big, 5000)) > 0)
		total += n;
	CHECK_EQ(total, 64 * PAGE);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(a_blocked_writer_gets_epipe)
{
	int p[2];
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	REQUIRE_OK(pipe(p));
	CHILD_PID (pid) {
		close(p[0]);
		/* It has put 65536 bytes in: that is what it is told. */
		CHECK_EQ(write(p[1], test_map(32), 32 * PAGE), 65536);
	}
	test_wait_state(pid, 'S');
	close(p[0]);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(poll_events)
{
	int p[2];
	struct pollfd f[2];

	REQUIRE_OK(pipe2(p, O_NONBLOCK));
	f[0] = (struct pollfd){p[0], POLLIN, 0};
	f[1] = (struct pollfd){p[1], POLLOUT, 0};
	CHECK_EQ(poll(f, 2, 0), 1);
	CHECK_EQ(f[0].revents, 0);
	CHECK_EQ(f[1].revents, POLLOUT);
	CHECK_EQ(write(p[1], test_map(16), 65536), 65536);
	CHECK_EQ(poll(f, 2, 0), 1);
	CHECK_EQ(f[0].revents, POLLIN);
	CHECK_EQ(f[1].revents, 0);
	close(p[1]);
	CHECK_EQ(poll(f, 1, 0), 1);
	CHECK_EQ(f[0].revents, POLLIN | POLLHUP);
	REQUIRE_OK(pipe(p));
	close(p[0]);
	f[1].fd = p[1];
	CHECK_EQ(poll(f + 1, 1, 0), 1);
	CHECK_EQ(f[1].revents, POLLOUT | POLLERR);
}

TEST(fifo_open_rules)
{
	int r, w;
	pid_t pid;
	char c;

	REQUIRE_OK(mkfifo("p", 0600));
	CHECK_ERRNO(mkfifo("p", 0600), EEXIST);
	CHECK_ERRNO(open("p", O_WRONLY | O_NONBLOCK), ENXIO); /* no reader */
	r = CHECK_OK(open("p", O_RDONLY | O_NONBLOCK));
	CHECK_EQ(read(r, &c, 1), 0); /* no writer: end of file */
	w = CHECK_OK(open("p", O_WRONLY | O_NONBLOCK));
	CHECK_ERRNO(read(r, &c, 1), EAGAIN);
	CHECK_EQ(write(w, "x", 1), 1);
	CHECK_EQ(read(r, &c, 1), 1);
	close(r);
	close(w);
	CHILD_PID (pid) {
		int fd = REQUIRE_OK(open("p", O_WRONLY)); /* waits for a reader */

		CHECK_EQ(write(fd, "y", 1), 1);
	}
	test_wait_state(pid, 'S');
	r = REQUIRE_OK(open("p", O_RDONLY));
	CHECK_EQ(read(r, &c, 1), 1);
	CHECK_EQ(c, 'y');
	CHECK_EQ(read(r, &c, 1), 0);
	CHECK_EXITED(test_wait(pid), 0);
	CHECK_OK(open("p", O_RDWR)); /* both ends: never waits */
}

TEST(seek_and_stat)
{
	int p[2];
	struct stat sb;

	REQUIRE_OK(pipe(p));
	CHECK_ERRNO(lseek(p[0], 0, SEEK_SET), ESPIPE);
	CHECK_OK(fstat(p[1], &sb));
	CHECK(S_ISFIFO(sb.st_mode));
	char path[64], to[64] = "";
	snprintf(path, sizeof(path), "/proc/self/fd/%d", p[0]);
	CHECK_GT(readlink(path, to, 63), 0);
	CHECK_MATCH(to, "^pipe:\\[[0-9]+\\]$");
}

TEST(ping_pong)
{
	int a[2], b[2], v;
	pid_t pid;

	REQUIRE_OK(pipe(a));
	REQUIRE_OK(pipe(b));
	CHILD_PID (pid) {
		for (int i = 0; i < 2000; i++) {
			REQUIRE(read(a[0], &v, 4) == 4);
			v++;
			REQUIRE(write(b[1], &v, 4) == 4);
		}
	}
	v = 0;
	for (int i = 0; i < 2000; i++) {
		REQUIRE(write(a[1], &v, 4) == 4);
		REQUIRE(read(b[0], &v, 4) == 4);
	}
	CHECK_EQ(v, 2000);
	CHECK_EXITED(test_wait(pid), 0);
}
