/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/tty/pty.c - pseudo-terminals: opening, names, window size, hang-up, packet mode */
#include "tty.h"

#include <poll.h>
#include <sys/sysmacros.h>

TEST(number_and_name)
{
	struct stat sb;
	char name[64];
	int n = -1, m = REQUIRE_OK(open("/dev/ptmx", O_RDWR | O_NOCTTY));
	int unlock = 0, locked = -1;

	CHECK_OK(ioctl(m, TIOCGPTN, &n));
	CHECK_GE(n, 0);
	snprintf(name, sizeof(name), "/dev/pts/%d", n);
	CHECK_OK(stat(name, &sb));
	CHECK(S_ISCHR(sb.st_mode));
	CHECK_EQ(sb.st_rdev, makedev(136, n));
	CHECK_EQ(sb.st_uid, getuid());
	CHECK_ERRNO(open(name, O_RDWR | O_NOCTTY), EIO); /* locked at first */
	CHECK_OK(ioctl(m, TIOCGPTLCK, &locked));
	CHECK_EQ(locked, 1);
	CHECK_OK(ioctl(m, TIOCSPTLCK, &unlock));
	int s = CHECK_OK(open(name, O_RDWR | O_NOCTTY));
	CHECK_EQ(isatty(s), 1);
	char b[64];
	snprintf(b, sizeof(b), "/proc/self/fd/%d", s);
	char to[64] = "";
	CHECK_GT(readlink(b, to, 63), 0);
	CHECK_STR(to, name);
	close(s);
	close(m);
	/* Gone with its master; on a shared devpts a neighbour may hold the number for a moment. */
	for (int i = 0; i < 200 && stat(name, &sb) == 0; i++)
		usleep(10000);
	CHECK_ERRNO(stat(name, &sb), ENOENT);
}

TEST(two_are_different)
{
	struct pty a, b;
	char c = 0;

	pty_open(&a);
	pty_open(&b);
	CHECK_NE(a.n, b.n);
	pty_raw(&a);
	pty_raw(&b);
	CHECK_EQ(write(a.master, "a", 1), 1);
	CHECK_EQ(write(b.master, "b", 1), 1);
	CHECK_EQ(read(a.slave, &c, 1), 1);
	CHECK_EQ(c, 'a');
	CHECK_EQ(read(b.slave, &c, 1), 1);
	CHECK_EQ(c, 'b');
}

TEST(peer_descriptor)
{
	struct pty p;
	int s;

	pty_open(&p);
	s = CHECK_OK(ioctl(p.master, TIOCGPTPEER, O_RDWR | O_NOCTTY));
	CHECK_EQ(isatty(s), 1);
}

TEST(window_size)
{
	struct pty p;
	struct winsize w = {1, 1, 1, 1};

	pty_open(&p);
	CHECK_OK(ioctl(p.slave, TIOCGWINSZ, &w));
	CHECK_EQ(w.ws_row | w.ws_col | w.ws_xpixel | w.ws_ypixel, 0);
	w = (struct winsize){25, 80, 640, 400};
	CHECK_OK(ioctl(p.master, TIOCSWINSZ, &w));
	memset(&w, 0, sizeof(w));
	CHECK_OK(ioctl(p.slave, TIOCGWINSZ, &w));
	CHECK_EQ(w.ws_row, 25);
	CHECK_EQ(w.ws_col, 80);
	CHECK_EQ(w.ws_xpixel, 640);
}

TEST(slave_close_gives_the_master_eio_then_reopen)
{
	struct pty p;
	struct pollfd pf;
	char c;

	pty_open(&p);
	pty_raw(&p);
	CHECK_EQ(write(p.slave, "last", 4), 4);
	close(p.slave);
	char b[8];
	CHECK_EQ(read(p.master, b, 8), 4); /* what was written comes first */
	pf = (struct pollfd){p.master, POLLIN, 0};
	CHECK_EQ(poll(&pf, 1, 0), 1);
	CHECK(pf.revents & POLLHUP);
	CHECK_ERRNO(read(p.master, &c, 1), EIO);
	p.slave = REQUIRE_OK(open(p.name, O_RDWR | O_NOCTTY));
	CHECK_EQ(write(p.slave, "x", 1), 1);
	CHECK_EQ(read(p.master, &c, 1), 1);
}

TEST(master_close_hangs_the_slave_up)
{
	struct pty p;
	struct pollfd pf;
	char c;

	pty_open(&p);
	close(p.master);
	pf = (struct pollfd){p.slave, POLLIN | POLLOUT, 0};
	CHECK_EQ(poll(&pf, 1, 0), 1);
	CHECK(pf.revents & POLLHUP);
	CHECK_EQ(read(p.slave, &c, 1), 0);
	CHECK_ERRNO(write(p.slave, "x", 1), EIO);
}

TEST(packet_mode)
{
	struct pty p;
	int on = 1;
	char b[16];

	pty_open(&p);
	pty_raw(&p);
	CHECK_OK(ioctl(p.master, TIOCPKT, &on));
	CHECK_EQ(write(p.slave, "data", 4), 4);
	CHECK_EQ(read(p.master, b, sizeof(b)), 5);
	CHECK_EQ(b[0], TIOCPKT_DATA);
	CHECK_MEM(b + 1, "data", 4);
	CHECK_OK(tcflush(p.slave, TCIFLUSH));
	CHECK_EQ(read(p.master, b, sizeof(b)), 1);
	CHECK(b[0] & TIOCPKT_FLUSHREAD);
	CHECK_OK(tcflow(p.slave, TCOOFF));
	CHECK_EQ(read(p.master, b, sizeof(b)), 1);
	CHECK(b[0] & TIOCPKT_STOP);
	CHECK_OK(tcflow(p.slave, TCOON));
	CHECK_EQ(read(p.master, b, sizeof(b)), 1);
	CHECK(b[0] & TIOCPKT_START);
}

TEST(nonblocking_and_counts)
{
	struct pty p;
	char c;
	int n = -1;

	pty_open(&p);
	pty_raw(&p);
	fcntl(p.slave, F_SETFL, O_NONBLOCK);
	fcntl(p.master, F_SETFL, O_NONBLOCK);
	CHECK_ERRNO(read(p.slave, &c, 1), EAGAIN);
	CHECK_ERRNO(read(p.master, &c, 1), EAGAIN);
	CHECK_EQ(write(p.master, "abc", 3), 3);
	pty_settle(p.slave, 3);
	CHECK_OK(ioctl(p.slave, FIONREAD, &n));
	CHECK_EQ(n, 3);
	CHECK_OK(tcflush(p.slave, TCIFLUSH));
	CHECK_OK(ioctl(p.slave, FIONREAD, &n));
	CHECK_EQ(n, 0);
	CHECK_ERRNO(read(p.slave, &c, 1), EAGAIN);
}

TEST(a_full_output_stops_the_writer)
{
	struct pty p;
	char *big = test_map(64);
	int total = 0, n;

	pty_open(&p);
	pty_raw(&p);
	fcntl(p.slave, F_SETFL, O_NONBLOCK);
	while ((n = (int)write(p.slave, big, 4096)) > 0 && total < (1 << 20))
		total += n;
	CHECK_EQ(n, -1);
	CHECK_EQ(errno, EAGAIN);
	CHECK_GT(total, 0);
	fcntl(p.master, F_SETFL, O_NONBLOCK);
	while ((n = (int)read(p.master, big, 4096)) > 0 || total > 0) {
		if (n > 0)
			total -= n;
		else if (errno != EAGAIN)
			break;
	}
	CHECK_EQ(total, 0); /* nothing was lost */
}

TEST(bulk_through_the_line)
{
	struct pty p;
	pid_t pid;
	unsigned sum = 0;
	char b[512];
	int left = 100000;

	pty_open(&p);
	pty_raw(&p);
	CHILD_PID (pid) {
		for (int i = 0; i < 100000; i += 100) {
			for (int k = 0; k < 100; k++)
				b[k] = (char)(i / 100 + k);
			for (int done = 0, n; done < 100; done += n)
				n = REQUIRE_OK((int)write(p.master, b + done, 100 - done));
		}
	}
	while (left > 0) {
		int n = (int)read(p.slave, b, sizeof(b));

		REQUIRE(n > 0);
		for (int k = 0; k < n; k++, left--) {
			int at = 100000 - left;

			sum += b[k] != (char)(at / 100 + at % 100);
		}
	}
	CHECK_EQ(sum, 0);
	CHECK_EQ(left, 0);
	CHECK_EXITED(test_wait(pid), 0);
}

/* Both ends go while their input is still on its way, echo included. */
TEST_LIMIT(closed_while_data_moves, 30)
{
	static const char lines[] = "one line\nand another one\nand so on\n";
	struct pty p;

	for (int r = 0; r < 300; r++) {
		pty_open(&p);
		CHECK(write(p.master, lines, sizeof(lines) - 1) > 0);
		CHECK(write(p.slave, lines, sizeof(lines) - 1) > 0);
		CHECK_OK(close(r & 1 ? p.master : p.slave));
		CHECK_OK(close(r & 1 ? p.slave : p.master));
	}
}

TEST(ioctl_errors)
{
	struct pty p;
	struct winsize w;
	int x;

	pty_open(&p);
	CHECK_ERRNO(ioctl(p.slave, 0x5499, &x), ENOTTY);
	int f = REQUIRE_OK(open("/dev/null", O_RDWR));
	CHECK_ERRNO(ioctl(f, TIOCGWINSZ, &w), ENOTTY);
	CHECK_ERRNO(ioctl(999, TIOCGWINSZ, &w), EBADF);
	CHECK_ERRNO(ioctl(p.slave, TIOCGPTN, &x), ENOTTY); /* a master's */
	CHECK_EQ(isatty(f), 0);
}
