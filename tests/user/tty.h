/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/tty.h - making a pty for a test */
#pragma once
#include "harness.h"

#include <sys/ioctl.h>
#include <termios.h>

struct pty {
	int master, slave, n;
	char name[64];
};

static inline void pty_open(struct pty *p)
{
	int unlock = 0;

	p->master = open("/dev/ptmx", O_RDWR | O_NOCTTY);
	if (p->master < 0 && (errno == ENOENT || errno == ENXIO))
		SKIP("no /dev/ptmx");
	REQUIRE_OK(p->master);
	REQUIRE_OK(ioctl(p->master, TIOCSPTLCK, &unlock));
	REQUIRE_OK(ioctl(p->master, TIOCGPTN, &p->n));
	snprintf(p->name, sizeof(p->name), "/dev/pts/%d", p->n);
	p->slave = REQUIRE_OK(open(p->name, O_RDWR | O_NOCTTY));
}

static inline void pty_flags(struct pty *p, tcflag_t i_on, tcflag_t i_off, tcflag_t o_on,
			     tcflag_t o_off, tcflag_t l_on, tcflag_t l_off)
{
	struct termios t;

	REQUIRE_OK(tcgetattr(p->slave, &t));
	t.c_iflag = (t.c_iflag & ~i_off) | i_on;
	t.c_oflag = (t.c_oflag & ~o_off) | o_on;
	t.c_lflag = (t.c_lflag & ~l_off) | l_on;
	REQUIRE_OK(tcsetattr(p->slave, TCSANOW, &t));
}

static inline void pty_raw(struct pty *p)
{
	struct termios t;

	REQUIRE_OK(tcgetattr(p->slave, &t));
	cfmakeraw(&t);
	REQUIRE_OK(tcsetattr(p->slave, TCSANOW, &t));
}

/* Input passes to the slave through a work queue on some kernels: wait for @n bytes. */
static inline void pty_settle(int fd, int n)
{
	struct timespec ms = {0, 1000000};
	int have = 0;

	while (ioctl(fd, FIONREAD, &have) == 0 && have < n)
		nanosleep(&ms, NULL);
}

static inline void pty_type(struct pty *p, const char *s, size_t len)
{
	CHECK_EQ(write(p->master, s, len), len);
}

/* Reads exactly strlen(@want) bytes from @fd and compares. */
static inline int pty_expect_at(const char *file, int line, int fd, const char *want)
{
	char b[512] = "";
	size_t len = strlen(want), got = 0;

	while (got < len) {
		ssize_t n = read(fd, b + got, len - got);

		if (n <= 0)
			break;
		got += n;
	}
	if (got == len && !memcmp(b, want, len))
		return 1;
	for (size_t i = 0; i < got; i++)
		if ((unsigned char)b[i] < 32)
			b[i] = '?';
	test_fail(file, line, "read %zu bytes \"%s\", want \"%s\" (errno %s)", got, b, want,
		  test_errno_name(errno));
	return 0;
}
#define EXPECT(fd, want) pty_expect_at(__FILE__, __LINE__, fd, want)

/* Nothing more is there to read, and the descriptor would wait. */
static inline int pty_is_empty(int fd)
{
	int fl = fcntl(fd, F_GETFL), r;
	char c;

	fcntl(fd, F_SETFL, fl | O_NONBLOCK);
	r = read(fd, &c, 1) == -1 && errno == EAGAIN;
	fcntl(fd, F_SETFL, fl);
	return r;
}
