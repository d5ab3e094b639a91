/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/tty/canonical.c - canonical input: lines, editing, echo, end of file */
#include "tty.h"

static struct pty p;

static void type(const char *s)
{
	pty_type(&p, s, strlen(s));
}

/* Reads one line (one read) from the slave and compares. */
#define LINE(want)                                                                                 \
	do {                                                                                       \
		char b_[512];                                                                      \
		ssize_t n_ = read(p.slave, b_, sizeof(b_) - 1);                                    \
		if (CHECK_EQ(n_, strlen(want)))                                                    \
			CHECK_MEM(b_, want, strlen(want));                                         \
	} while (0)

TEST(default_settings)
{
	struct termios t;

	pty_open(&p);
	REQUIRE_OK(tcgetattr(p.slave, &t));
	CHECK_EQ(t.c_iflag, ICRNL | IXON);
	CHECK_EQ(t.c_oflag, OPOST | ONLCR);
	CHECK_EQ(t.c_cflag & ~CBAUD, CS8 | CREAD);
	CHECK_EQ(t.c_lflag, ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN);
	CHECK_EQ(cfgetospeed(&t), B38400);
	CHECK_EQ(t.c_cc[VINTR], 3);
	CHECK_EQ(t.c_cc[VQUIT], 28);
	CHECK_EQ(t.c_cc[VERASE], 127);
	CHECK_EQ(t.c_cc[VKILL], 21);
	CHECK_EQ(t.c_cc[VEOF], 4);
	CHECK_EQ(t.c_cc[VSTART], 17);
	CHECK_EQ(t.c_cc[VSTOP], 19);
	CHECK_EQ(t.c_cc[VSUSP], 26);
	CHECK_EQ(t.c_cc[VREPRINT], 18);
	CHECK_EQ(t.c_cc[VDISCARD], 15);
	CHECK_EQ(t.c_cc[VWERASE], 23);
	CHECK_EQ(t.c_cc[VLNEXT], 22);
	CHECK_EQ(t.c_cc[VMIN], 1);
	CHECK_EQ(t.c_cc[VTIME], 0);
}

TEST(set_and_get_every_flag)
{
	struct termios t, u;

	pty_open(&p);
	REQUIRE_OK(tcgetattr(p.slave, &t));
	t.c_iflag = IGNBRK | BRKINT | ISTRIP | INLCR | IGNCR | IXANY | IMAXBEL | IUTF8;
	t.c_oflag = OPOST | OCRNL | ONOCR | ONLRET | XTABS;
	t.c_lflag = ECHONL | NOFLSH | TOSTOP | ECHOPRT;
	for (int i = 0; i < 17; i++)
		t.c_cc[i] = (cc_t)(i + 40);
	REQUIRE_OK(tcsetattr(p.slave, TCSANOW, &t));
	REQUIRE_OK(tcgetattr(p.master, &u)); /* the master shows the slave's */
	CHECK_EQ(u.c_iflag, t.c_iflag);
	CHECK_EQ(u.c_oflag, t.c_oflag);
	CHECK_EQ(u.c_lflag, t.c_lflag);
	CHECK_MEM(u.c_cc, t.c_cc, 17);
	CHECK_OK(cfsetospeed(&t, B9600));
	CHECK_OK(tcsetattr(p.slave, TCSADRAIN, &t));
	CHECK_OK(tcgetattr(p.slave, &u));
	CHECK_EQ(cfgetospeed(&u), B9600);
}

TEST(a_line_at_a_time)
{
	char b[8];

	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, 0, ECHO);
	type("first\nsecond\nthi");
	LINE("first\n");
	LINE("second\n");
	CHECK(pty_is_empty(p.slave)); /* not before the newline */
	type("rd\n");
	LINE("third\n");
	type("abcdef\n");
	CHECK_EQ(read(p.slave, b, 3), 3); /* a line may be read in pieces */
	CHECK_MEM(b, "abc", 3);
	LINE("def\n");
	type("cr\r"); /* ICRNL */
	LINE("cr\n");
}

TEST(editing)
{
	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, 0, ECHO);
	type("abX\177c\n"); /* erase */
	LINE("abc\n");
	type("\177\177x\n"); /* more than there is */
	LINE("x\n");
	type("rubbish\025good\n"); /* kill */
	LINE("good\n");
	type("one two  three  \027\027TWO\n"); /* word erase */
	LINE("one TWO\n");
	type("a\026\177b\026\003c\n"); /* literal next */
	LINE("a\177b\003c\n");
	type("line1\n\177\177line2\n"); /* a finished line is safe */
	LINE("line1\n");
	LINE("line2\n");
}

TEST(end_of_file)
{
	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, 0, ECHO);
	type("\004");
	LINE("");
	type("part\004");
	LINE("part"); /* in the middle it only pushes */
	type("\n");
	LINE("\n");
	type("x\n\004y\n");
	LINE("x\n");
	LINE("");
	LINE("y\n");
}

TEST(extra_line_ends)
{
	struct termios t;

	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, 0, ECHO);
	REQUIRE_OK(tcgetattr(p.slave, &t));
	t.c_cc[VEOL] = ';';
	t.c_cc[VEOL2] = '!';
	REQUIRE_OK(tcsetattr(p.slave, TCSANOW, &t));
	type("a;b!c\n");
	LINE("a;");
	LINE("b!");
	LINE("c\n");
}

TEST(echo)
{
	pty_open(&p);
	type("hi\n");
	EXPECT(p.master, "hi\r\n");
	LINE("hi\n");
	type("\t");
	EXPECT(p.master, "\t"); /* a tab goes as it is */
	type("\001");
	EXPECT(p.master, "^A"); /* ECHOCTL */
	type("ab\177");
	EXPECT(p.master, "ab\b \b");
	type("\177\177");
	EXPECT(p.master, "\b \b\b \b\b \b"); /* a, then the two columns of ^A */
	type("\n");
	EXPECT(p.master, "\r\n");
	LINE("\t\n");
	type("abc\025");
	EXPECT(p.master, "abc\b \b\b \b\b \b"); /* ECHOKE */
	type("\004");
	CHECK_EQ(read(p.slave, (char[1]){0}, 1), 0);
	CHECK(pty_is_empty(p.master)); /* ^D is not shown */
}

TEST(echo_variants)
{
	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, 0, ECHOCTL | ECHOKE | ECHOE);
	type("a\001b\177\n");
	EXPECT(p.master, "a\001b\177\r\n"); /* raw, no rubbing out */
	LINE("a\001\n");
	pty_flags(&p, 0, 0, 0, 0, ECHONL, ECHO);
	type("quiet\n");
	EXPECT(p.master, "\r\n"); /* the newline alone */
	LINE("quiet\n");
	CHECK(pty_is_empty(p.master));
}

TEST(reprint)
{
	pty_open(&p);
	type("abc\022");
	EXPECT(p.master, "abc^R\r\nabc");
	type("\n");
	EXPECT(p.master, "\r\n");
	LINE("abc\n");
}

TEST(utf8_erases_whole_characters)
{
	pty_open(&p);
	pty_flags(&p, IUTF8, 0, 0, 0, 0, ECHO);
	type("a\xc3\xa4\xe2\x82\xac\177\177b\n");
	LINE("ab\n");
	pty_flags(&p, 0, IUTF8, 0, 0, 0, 0);
	type("a\xc3\xa4\177\n");
	LINE("a\xc3\n");
}

TEST(input_mapping)
{
	pty_open(&p);
	pty_flags(&p, IGNCR, ICRNL, 0, 0, 0, ECHO);
	type("a\rb\n");
	LINE("ab\n");
	pty_flags(&p, 0, IGNCR | ICRNL, 0, 0, 0, 0);
	type("a\rb\n");
	LINE("a\rb\n");
	pty_flags(&p, INLCR, 0, 0, 0, 0, ICANON);
	type("x\n");
	LINE("x\r");
	pty_flags(&p, ISTRIP, INLCR, 0, 0, ICANON, 0);
	type("\xe1\xe2\n");
	LINE("ab\n");
	pty_flags(&p, IUCLC, ISTRIP, 0, 0, 0, 0);
	type("ABC\n");
	LINE("abc\n");
}

TEST(switching_to_raw_frees_the_partial_line)
{
	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, 0, ECHO);
	type("half");
	pty_settle(p.slave, 0);
	CHECK(pty_is_empty(p.slave));
	pty_flags(&p, 0, 0, 0, 0, 0, ICANON);
	EXPECT(p.slave, "half");
}

TEST(flush_drops_unread_input)
{
	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, 0, ECHO);
	type("gone\nalso");
	pty_settle(p.slave, 5);
	CHECK_OK(tcflush(p.slave, TCIFLUSH));
	type("kept\n");
	LINE("kept\n");
	type("again\n");
	pty_settle(p.slave, 6);
	struct termios t;
	REQUIRE_OK(tcgetattr(p.slave, &t));
	CHECK_OK(tcsetattr(p.slave, TCSAFLUSH, &t));
	CHECK(pty_is_empty(p.slave));
	CHECK_ERRNO(tcflush(p.slave, 99), EINVAL);
}

TEST(the_line_limit_is_4095)
{
	static char big[5000], b[5000];
	ssize_t n;

	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, 0, ECHO);
	memset(big, 'x', sizeof(big));
	fcntl(p.master, F_SETFL, O_NONBLOCK);
	for (int done = 0; done < 4500;) {
		n = write(p.master, big + done, 4500 - done);
		if (n <= 0)
			break;
		done += (int)n;
	}
	fcntl(p.master, F_SETFL, 0);
	type("\n");
	n = read(p.slave, b, sizeof(b));
	CHECK_EQ(n, 4096); /* 4095 and the newline */
	CHECK_EQ(b[4095], '\n');
}
