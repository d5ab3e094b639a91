/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/sys/ioctl.c - every request of every family to the devices of a terminal and of
 * memory: what is unknown is refused, nothing hurts the system, the device goes on */
#include "harness.h"

#include <sys/ioctl.h>
#include <sys/time.h>
#include <termios.h>

/* Blocks, FAT, console keyboard, mixer, PCM, random, terminals, files, virtual terminals, video. */
static const unsigned families[] = {0x00, 0x12, 'r', 'K', 'M', 'P', 'R', 'T', 'f', 'V', 'v', 't'};
static const unsigned shapes[] = {0, 1U << 30 | 4 << 16, 2U << 30 | 4 << 16, 3U << 30 | 36 << 16};

static void on_alarm(int sig)
{
	(void)sig;
}

/* Requests that wait are interrupted. */
static void sweep(int fd, const unsigned long *args, int nargs)
{
	struct sigaction sa = {.sa_handler = on_alarm};
	struct itimerval it = {.it_interval.tv_usec = 20000, .it_value.tv_usec = 20000};

	test_become(54321, 54321);
	test_no_core();
	sigaction(SIGALRM, &sa, NULL);
	sigaction(SIGIO, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGTTIN, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	setitimer(ITIMER_REAL, &it, NULL);
	for (size_t f = 0; f < ARRAY_LEN(families); f++)
		for (size_t s = 0; s < ARRAY_LEN(shapes); s++)
			for (unsigned nr = 0; nr < 256; nr++)
				for (int a = 0; a < nargs; a++)
					syscall(SYS_ioctl, fd, shapes[s] | families[f] << 8 | nr,
						args[a]);
}

static void sweep_device(int fd, int with_memory)
{
	char *page = REQUIRE_OK(
		mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	const unsigned long args[] = {0,
				      1,
				      (unsigned long)KERNEL_ADDR,
				      ~0UL,
				      (unsigned long)page,
				      (unsigned long)page + PAGE - 2};
	int st;

	REQUIRE_OK(munmap(page + PAGE, PAGE)); /* the last one ends where nothing is */
	CHILD (st) {
		sweep(fd, args, with_memory ? 6 : 4);
	}
	CHECK_EQ(st, 0);
	REQUIRE_OK(munmap(page, PAGE));
}

TEST_LIMIT(memory_devices, 60)
{
	static const char *const names[] = {"null", "zero", "full", "urandom"};
	char path[32], byte = 1;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		int fd;

		snprintf(path, sizeof(path), "/dev/%s", names[i]);
		fd = REQUIRE_OK(open(path, O_RDWR));
		sweep_device(fd, 1);
		CHECK_ERRNO(ioctl(fd, TCGETS, path), i == 3 ? EINVAL : ENOTTY);
		CHECK_EQ(read(fd, &byte, 1), i == 0 ? 0 : 1);
		CHECK_OK(close(fd));
	}
}

static int open_pair(int *slave)
{
	int master = REQUIRE_OK(open("/dev/ptmx", O_RDWR | O_NOCTTY)), zero = 0, n;
	char path[32];

	REQUIRE_OK(ioctl(master, TIOCSPTLCK, &zero));
	REQUIRE_OK(ioctl(master, TIOCGPTN, &n));
	snprintf(path, sizeof(path), "/dev/pts/%d", n);
	*slave = REQUIRE_OK(open(path, O_RDWR | O_NOCTTY));
	return master;
}

/* A pair still carries bytes once its settings are ordinary again. */
static void check_pair(int master, int slave)
{
	struct termios t;
	char byte = 0;
	int off = 0, ldisc = 0;

	CHECK_OK(ioctl(slave, TIOCSETD, &ldisc));
	CHECK_OK(ioctl(slave, TCXONC, TCOON));
	CHECK_OK(ioctl(master, TCXONC, TCOON));
	CHECK_OK(ioctl(master, TIOCPKT, &off));
	CHECK_OK(tcgetattr(slave, &t));
	cfmakeraw(&t);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	CHECK_OK(tcsetattr(slave, TCSANOW, &t));
	CHECK_OK(tcflush(slave, TCIOFLUSH));
	CHECK_OK(tcflush(master, TCIOFLUSH));
	CHECK_EQ(write(master, "x", 1), 1);
	CHECK_EQ(read(slave, &byte, 1), 1);
	CHECK_EQ(byte, 'x');
}

TEST_LIMIT(pseudo_terminals, 120)
{
	int slave, master = open_pair(&slave);

	sweep_device(slave, 1);
	check_pair(master, slave);
	sweep_device(master, 1);
	check_pair(master, slave);
	CHECK_OK(close(slave));
	CHECK_OK(close(master));
}

/* The system's own: no request may set anything from memory, so it stays as it was. */
TEST_LIMIT(console, 60)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY | O_NONBLOCK);
	struct termios before, after;

	if (fd < 0 || tcgetattr(fd, &before) < 0)
		SKIP("no console of ours");
	sweep_device(fd, 0);
	CHECK_OK(ioctl(fd, TCXONC, TCOON));
	CHECK_OK(ioctl(fd, TIOCNXCL));
	CHECK_OK(tcgetattr(fd, &after));
	CHECK_EQ(after.c_iflag, before.c_iflag);
	CHECK_EQ(after.c_lflag, before.c_lflag);
	CHECK_OK(close(fd));
}
