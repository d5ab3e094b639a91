/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/tty/raw.c - non-canonical reads: the four cases of VMIN and VTIME; output processing;
 * flow control */
#include "tty.h"

#include <poll.h>

static struct pty p;

static void mode(int vmin, int vtime)
{
	struct termios t;

	pty_open(&p);
	REQUIRE_OK(tcgetattr(p.slave, &t));
	cfmakeraw(&t);
	t.c_cc[VMIN] = (cc_t)vmin;
	t.c_cc[VTIME] = (cc_t)vtime;
	REQUIRE_OK(tcsetattr(p.slave, TCSANOW, &t));
}

TEST(min0_time0_polls)
{
	char b[8];

	mode(0, 0);
	CHECK_EQ(read(p.slave, b, 8), 0);
	pty_type(&p, "ab", 2);
	pty_settle(p.slave, 2);
	CHECK_EQ(read(p.slave, b, 8), 2);
}

TEST(min0_time_waits_for_the_first)
{
	char b[8];
	uint64_t a;

	mode(0, 2);
	a = test_now_ns();
	CHECK_EQ(read(p.slave, b, 8), 0);
	CHECK_GE(test_now_ns() - a, 190000000);
	pty_type(&p, "x", 1);
	CHECK_EQ(read(p.slave, b, 8), 1);
}

TEST(min_time0_waits_for_that_many)
{
	pid_t pid;

	mode(5, 0);
	CHILD_PID (pid) {
		char b[16];

		CHECK_EQ(read(p.slave, b, 16), 5);
	}
	pty_type(&p, "ab", 2);
	test_wait_state(pid, 'S');
	pty_type(&p, "cde", 3);
	CHECK_EXITED(test_wait(pid), 0);
	pty_type(&p, "xyz", 3);
	char b[2];
	CHECK_EQ(read(p.slave, b, 2), 2); /* fewer asked for than the minimum */
}

TEST(min_and_time_is_an_inter_byte_timer)
{
	char b[16];
	uint64_t a;

	mode(10, 2);
	pty_type(&p, "abc", 3);
	a = test_now_ns();
	CHECK_EQ(read(p.slave, b, 16), 3); /* the pause after the third ends it */
	CHECK_GE(test_now_ns() - a, 100000000);
	pty_type(&p, "0123456789AB", 12);
	pty_settle(p.slave, 12);
	CHECK_EQ(read(p.slave, b, 16), 12);
}

TEST(poll_knows_the_minimum)
{
	struct pollfd pf;

	mode(3, 0);
	pf = (struct pollfd){p.slave, POLLIN, 0};
	pty_type(&p, "ab", 2);
	pty_settle(p.slave, 2);
	CHECK_EQ(poll(&pf, 1, 0), 0);
	pty_type(&p, "c", 1);
	CHECK_EQ(poll(&pf, 1, -1), 1);
}

TEST(raw_passes_every_byte)
{
	unsigned char in[256], out[256];
	int got = 0, n;

	mode(1, 0);
	for (int i = 0; i < 256; i++)
		in[i] = (unsigned char)i;
	pty_type(&p, (char *)in, 256);
	while (got < 256 && (n = (int)read(p.slave, out + got, 256 - got)) > 0)
		got += n;
	CHECK_MEM(in, out, 256);
	CHECK_EQ(write(p.slave, in, 256), 256);
	for (got = 0; got < 256 && (n = (int)read(p.master, out + got, 256 - got)) > 0;)
		got += n;
	CHECK_MEM(in, out, 256);
}

TEST(output_processing)
{
	pty_open(&p);
	CHECK_EQ(write(p.slave, "a\nb\n", 4), 4);
	EXPECT(p.master, "a\r\nb\r\n");
	pty_flags(&p, 0, 0, 0, ONLCR, 0, 0);
	CHECK_EQ(write(p.slave, "a\nb", 3), 3);
	EXPECT(p.master, "a\nb");
	pty_flags(&p, 0, 0, OCRNL, 0, 0, 0);
	CHECK_EQ(write(p.slave, "\nx\ry", 4), 4);
	EXPECT(p.master, "\nx\ny");
	pty_flags(&p, 0, 0, ONLCR | OLCUC, OCRNL, 0, 0);
	CHECK_EQ(write(p.slave, "abC\n", 4), 4);
	EXPECT(p.master, "ABC\r\n");
	pty_flags(&p, 0, 0, XTABS, OLCUC, 0, 0);
	CHECK_EQ(write(p.slave, "ab\tc\r\td", 7), 7);
	EXPECT(p.master, "ab      c\r        d");
	pty_flags(&p, 0, 0, 0, OPOST, 0, 0);
	CHECK_EQ(write(p.slave, "\n\t", 2), 2);
	EXPECT(p.master, "\n\t");
}

TEST(no_carriage_return_at_column_zero)
{
	pty_open(&p);
	pty_flags(&p, 0, 0, ONOCR, 0, 0, 0);
	CHECK_EQ(write(p.slave, "\r\rab\rc\n", 7), 7);
	EXPECT(p.master, "ab\rc\r\n");
}

TEST(flow_control)
{
	struct pollfd pf;
	pid_t pid;

	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, 0, ECHO);
	pty_type(&p, "\023", 1); /* ^S */
	pf = (struct pollfd){p.slave, POLLIN, 0};
	CHECK_EQ(poll(&pf, 1, 50), 0); /* not input */
	CHILD_PID (pid) {
		CHECK_EQ(write(p.slave, "held", 4), 4);
	}
	test_wait_state(pid, 'S');
	CHECK(pty_is_empty(p.master));
	pty_type(&p, "\021", 1); /* ^Q */
	EXPECT(p.master, "held");
	CHECK_EXITED(test_wait(pid), 0);
	pty_flags(&p, 0, IXON, 0, 0, 0, ICANON);
	pty_type(&p, "\023\021", 2);
	EXPECT(p.slave, "\023\021"); /* plain bytes without IXON */
}

TEST(any_key_restarts_with_ixany)
{
	pid_t pid;

	pty_open(&p);
	pty_flags(&p, IXANY, 0, 0, 0, 0, ECHO);
	pty_type(&p, "\023", 1);
	struct timespec ms = {0, 50000000};
	nanosleep(&ms, NULL); /* pty input may pass through a work queue */
	CHILD_PID (pid) {
		CHECK_EQ(write(p.slave, "x", 1), 1);
	}
	test_wait_state(pid, 'S');
	pty_type(&p, "k", 1);
	EXPECT(p.master, "x");
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(drain_and_break)
{
	pty_open(&p);
	CHECK_OK(tcdrain(p.slave));
	CHECK_OK(tcsendbreak(p.slave, 0));
	CHECK_OK(tcflow(p.slave, TCOOFF));
	CHECK_OK(tcflow(p.slave, TCOON));
	CHECK_ERRNO(tcflow(p.slave, 99), EINVAL);
}

TEST(output_queue_count)
{
	int n = -1;

	mode(1, 0);
	CHECK_EQ(write(p.slave, "12345", 5), 5);
	CHECK_OK(ioctl(p.slave, TIOCOUTQ, &n));
	CHECK_GE(n, 0);
	EXPECT(p.master, "12345");
	CHECK_OK(ioctl(p.slave, TIOCOUTQ, &n));
	CHECK_EQ(n, 0);
}
