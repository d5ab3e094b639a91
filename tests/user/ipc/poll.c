/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/ipc/poll.c - poll, ppoll, select, pselect */
#include "harness.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/select.h>

static volatile sig_atomic_t hits;

static void on_sig(int sig)
{
	(void)sig;
	hits++;
}

TEST(poll_timeouts)
{
	uint64_t a = test_now_ns();

	CHECK_EQ(poll(NULL, 0, 30), 0);
	CHECK_GE(test_now_ns() - a, 30000000);
	CHECK_EQ(poll(NULL, 0, 0), 0);
}

TEST(poll_special_descriptors)
{
	struct pollfd f[3] = {{-1, POLLIN, 7}, {999, POLLIN, 0}, {-999, POLLIN, 7}};
	int file, d;

	CHECK_EQ(poll(f, 3, -1), 1);
	CHECK_EQ(f[0].revents, 0); /* negative ones are passed over */
	CHECK_EQ(f[1].revents, POLLNVAL);
	CHECK_EQ(f[2].revents, 0);
	test_write_file("f", "");
	file = REQUIRE_OK(open("f", O_RDWR));
	d = REQUIRE_OK(open(".", O_RDONLY));
	f[0] = (struct pollfd){file, POLLIN | POLLOUT, 0};
	f[1] = (struct pollfd){d, POLLIN, 0};
	CHECK_EQ(poll(f, 2, 0), 2);
	CHECK_EQ(f[0].revents, POLLIN | POLLOUT); /* files are always ready */
	f[0] = (struct pollfd){REQUIRE_OK(open("/dev/null", O_RDWR)), POLLIN | POLLOUT, 0};
	CHECK_EQ(poll(f, 1, 0), 1);
	CHECK_EQ(f[0].revents, POLLIN | POLLOUT);
}

TEST(poll_too_many)
{
	struct rlimit rl = {16, 16};
	static struct pollfd f[32];

	REQUIRE_OK(setrlimit(RLIMIT_NOFILE, &rl));
	CHECK_ERRNO(poll(f, 17, 0), EINVAL);
}

TEST(poll_wakes)
{
	int p[2];
	struct pollfd f;
	pid_t pid;

	REQUIRE_OK(pipe(p));
	CHILD_PID (pid) {
		f = (struct pollfd){p[0], POLLIN, 0};
		CHECK_EQ(poll(&f, 1, -1), 1);
		CHECK_EQ(f.revents, POLLIN);
	}
	test_wait_state(pid, 'S');
	CHECK_EQ(write(p[1], "x", 1), 1);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(ppoll_mask_is_atomic)
{
	sigset_t set, none;
	struct timespec far = {100, 0}, bad = {0, -1};

	signal(SIGUSR1, on_sig);
	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	CHECK_EQ(hits, 0);
	CHECK_ERRNO(ppoll(NULL, 0, &far, &none), EINTR);
	CHECK_EQ(hits, 1);
	CHECK_OK(sigprocmask(SIG_BLOCK, NULL, &none));
	CHECK_EQ(sigismember(&none, SIGUSR1), 1);
	CHECK_ERRNO(ppoll(NULL, 0, &bad, NULL), EINVAL);
	CHECK_ERRNO(syscall(SYS_ppoll, NULL, 0, NULL, &set, 4), EINVAL);
}

TEST(select_results)
{
	int p[2];
	fd_set r, w, x;
	struct timeval tv = {0, 20000};

	REQUIRE_OK(pipe(p));
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_ZERO(&x);
	FD_SET(p[0], &r);
	FD_SET(p[1], &w);
	CHECK_EQ(select(p[1] + 1, &r, &w, &x, NULL), 1);
	CHECK(!FD_ISSET(p[0], &r));
	CHECK(FD_ISSET(p[1], &w));
	CHECK_EQ(write(p[1], "x", 1), 1);
	FD_SET(p[0], &r);
	CHECK_EQ(select(p[1] + 1, &r, &w, NULL, NULL), 2);
	CHECK_EQ(read(p[0], &(char){0}, 1), 1);
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	CHECK_EQ(syscall(SYS_select, p[0] + 1, &r, NULL, NULL, &tv), 0);
	CHECK(!FD_ISSET(p[0], &r));	     /* cleared on a time-out */
	CHECK_EQ(tv.tv_sec + tv.tv_usec, 0); /* Linux writes back what is left */
	FD_SET(p[0], &r);
	close(p[1]);
	CHECK_EQ(select(p[0] + 1, &r, NULL, NULL, NULL), 1); /* end of file is readable */
}

TEST(select_errors)
{
	fd_set r;
	struct timeval bad = {-1, 0};

	FD_ZERO(&r);
	FD_SET(50, &r);
	CHECK_ERRNO(select(51, &r, NULL, NULL, NULL), EBADF);
	CHECK_ERRNO(select(-1, NULL, NULL, NULL, NULL), EINVAL);
	CHECK_ERRNO(select(0, NULL, NULL, NULL, &bad), EINVAL);
}

TEST(pselect_mask)
{
	sigset_t set, none;
	struct timespec far = {100, 0};

	signal(SIGUSR1, on_sig);
	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	CHECK_ERRNO(pselect(0, NULL, NULL, NULL, &far, &none), EINTR);
	CHECK_EQ(hits, 1);
}

TEST(many_descriptors)
{
	static struct pollfd f[200];
	int p[100][2];

	for (int i = 0; i < 100; i++) {
		REQUIRE_OK(pipe(p[i]));
		f[i] = (struct pollfd){p[i][0], POLLIN, 0};
	}
	CHECK_EQ(poll(f, 100, 0), 0);
	for (int i = 0; i < 100; i += 3)
		CHECK_EQ(write(p[i][1], "x", 1), 1);
	CHECK_EQ(poll(f, 100, 0), 34);
	for (int i = 0; i < 100; i++)
		CHECK_EQ(f[i].revents, i % 3 ? 0 : POLLIN);
}
