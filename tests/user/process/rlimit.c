/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/rlimit.c - getrlimit, setrlimit, prlimit64, and limits that bite */
#include "harness.h"

#include <sys/resource.h>

TEST(all_resources_can_be_read)
{
	struct rlimit rl;

	for (int r = 0; r < RLIM_NLIMITS; r++) {
		CHECK_OK(getrlimit(r, &rl));
		CHECK(rl.rlim_cur <= rl.rlim_max);
	}
	CHECK_ERRNO(syscall(SYS_getrlimit, RLIM_NLIMITS, &rl), EINVAL);
	CHECK_ERRNO(syscall(SYS_prlimit64, 0, -1, NULL, &rl), EINVAL);
}

TEST(set_and_get)
{
	struct rlimit rl, got;

	REQUIRE_OK(getrlimit(RLIMIT_NOFILE, &rl));
	rl.rlim_cur = 100;
	CHECK_OK(setrlimit(RLIMIT_NOFILE, &rl));
	CHECK_OK(getrlimit(RLIMIT_NOFILE, &got));
	CHECK_EQ(got.rlim_cur, 100);
	CHECK_EQ(got.rlim_max, rl.rlim_max);
	rl.rlim_cur = rl.rlim_max + 1;
	CHECK_ERRNO(setrlimit(RLIMIT_NOFILE, &rl), EINVAL);
}

TEST(prlimit_swaps)
{
	struct rlimit a = {50, 60}, b = {0, 0};

	CHECK_OK(prlimit(0, RLIMIT_NOFILE, &a, &b));
	CHECK_GT(b.rlim_max, 60);
	CHECK_OK(prlimit(getpid(), RLIMIT_NOFILE, NULL, &b));
	CHECK_EQ(b.rlim_cur, 50);
	CHECK_EQ(b.rlim_max, 60);
	CHECK_ERRNO(prlimit(999999, RLIMIT_NOFILE, NULL, &b), ESRCH);
}

TEST(another_process)
{
	struct rlimit a = {33, 44}, b;
	struct sync go;
	pid_t pid;

	sync_init(&go);
	CHILD_PID (pid) {
		sync_wait(&go);
		CHECK_OK(getrlimit(RLIMIT_NOFILE, &b));
		CHECK_EQ(b.rlim_cur, 33);
	}
	CHECK_OK(prlimit(pid, RLIMIT_NOFILE, &a, NULL));
	sync_post(&go);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(unprivileged_cannot_raise)
{
	struct rlimit rl = {10, 20};
	int st;

	CHILD (st) {
		CHECK_OK(setrlimit(RLIMIT_NOFILE, &rl));
		test_become(1000, 1000);
		rl.rlim_max = 21;
		CHECK_ERRNO(setrlimit(RLIMIT_NOFILE, &rl), EPERM);
		rl.rlim_max = 20, rl.rlim_cur = 20;
		CHECK_OK(setrlimit(RLIMIT_NOFILE, &rl));
		rl.rlim_max = rl.rlim_cur = 15;
		CHECK_OK(setrlimit(RLIMIT_NOFILE, &rl));
		CHECK_ERRNO(prlimit(getppid(), RLIMIT_NOFILE, &rl, NULL), EPERM);
	}
	CHECK_EXITED(st, 0);
}

TEST(nofile)
{
	struct rlimit rl = {8, 8};
	int fd, p[2];

	REQUIRE_OK(setrlimit(RLIMIT_NOFILE, &rl));
	while ((fd = open("/dev/null", O_RDONLY)) >= 0)
		CHECK_LT(fd, 8);
	CHECK_EQ(errno, EMFILE);
	CHECK_ERRNO(dup(0), EMFILE);
	CHECK_ERRNO(dup2(0, 8), EBADF);
	CHECK_ERRNO(fcntl(0, F_DUPFD, 0), EMFILE);
	CHECK_ERRNO(fcntl(0, F_DUPFD, 8), EINVAL);
	CHECK_ERRNO(pipe(p), EMFILE);
	close(7);
	CHECK_ERRNO(pipe(p), EMFILE); /* one is not enough */
	CHECK_EQ(dup(0), 7);
}

static volatile sig_atomic_t xfsz;

static void on_xfsz(int sig)
{
	(void)sig;
	xfsz++;
}

TEST(fsize)
{
	struct rlimit rl = {1000, RLIM_INFINITY};
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), st;
	char buf[600] = {0};

	test_no_core();
	signal(SIGXFSZ, on_xfsz);
	REQUIRE_OK(getrlimit(RLIMIT_FSIZE, &rl));
	rl.rlim_cur = 1000;
	REQUIRE_OK(setrlimit(RLIMIT_FSIZE, &rl));
	CHECK_EQ(write(fd, buf, 600), 600);
	CHECK_EQ(write(fd, buf, 600), 400); /* what fits */
	CHECK_EQ(xfsz, 0);
	CHECK_ERRNO(write(fd, buf, 1), EFBIG);
	CHECK_EQ(xfsz, 1);
	CHECK_ERRNO(ftruncate(fd, 2000), EFBIG);
	CHECK_EQ(xfsz, 2);
	CHILD (st) {
		signal(SIGXFSZ, SIG_DFL);
		(void)!write(fd, buf, 1);
	}
	CHECK_KILLED(st, SIGXFSZ);
}

TEST_LIMIT(cpu, 60)
{
	struct rlimit rl = {1, 3};
	int st;

	test_no_core();
	CHILD (st) {
		REQUIRE_OK(setrlimit(RLIMIT_CPU, &rl));
		for (;;)
			__asm__ volatile("pause");
	}
	CHECK_KILLED(st, SIGXCPU);
}

TEST(limits_file_shows_them)
{
	struct rlimit rl = {123, 456};
	char *s;

	REQUIRE_OK(setrlimit(RLIMIT_NOFILE, &rl));
	s = test_slurp("/proc/self/limits");
	CHECK_MATCH(s, "^Limit +Soft Limit +Hard Limit +Units");
	CHECK_MATCH(s, "^Max open files +123 +456 +files");
	CHECK_MATCH(s, "^Max stack size +[0-9]+ +(unlimited|[0-9]+) +bytes");
	CHECK_MATCH(s, "^Max realtime timeout +(unlimited|[0-9]+) +(unlimited|[0-9]+) +us");
}
