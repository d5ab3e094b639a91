/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/efault.c - bad user pointers give EFAULT, whatever the call */
#include "harness.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>

static void *bad[6];

static void make_bad(void)
{
	char *p = test_map(2);

	REQUIRE_OK(munmap(p + PAGE, PAGE));
	bad[0] = (void *)1;			  /* the null page */
	bad[1] = KERNEL_ADDR;			  /* the kernel's half */
	bad[2] = (void *)-8UL;			  /* its very end */
	bad[3] = p + PAGE;			  /* a hole */
	bad[4] = NONCANON;			  /* not an address at all */
	bad[5] = (void *)0x7fffffffe000UL + PAGE; /* the first page beyond user space */
}

#define EACH_BAD(expr)                                                                             \
	for (size_t i_ = 0; i_ < ARRAY_LEN(bad); i_++) {                                           \
		void *B = bad[i_];                                                                 \
		if (!CHECK_ERRNO(expr, EFAULT))                                                    \
			test_note("with pointer %p", B);                                           \
	}

TEST(read_and_write)
{
	int z = REQUIRE_OK(open("/dev/zero", O_RDWR)), p[2];

	make_bad();
	test_write_file("f", "content");
	int f = REQUIRE_OK(open("f", O_RDWR));
	REQUIRE_OK(pipe(p));
	EACH_BAD(syscall(SYS_read, z, B, 16));
	EACH_BAD(syscall(SYS_pread64, f, B, 4, 0));
	EACH_BAD(syscall(SYS_write, p[1], B, 16));
	EACH_BAD(syscall(SYS_pwrite64, f, B, 16, 0));
	EACH_BAD(syscall(SYS_readv, z, B, 1));
	EACH_BAD(syscall(SYS_writev, p[1], B, 1));
	struct iovec v = {bad[1], 8};
	CHECK_ERRNO(readv(z, &v, 1), EFAULT);
	CHECK_EQ(write(p[1], "abc", 3), 3);
	EACH_BAD(syscall(SYS_read, p[0], B, 3));
	char buf[4];
	CHECK_EQ(read(p[0], buf, 4), 3); /* nothing was lost */
}

TEST(partial_write_stops_at_the_hole)
{
	char *p = test_map(2);
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), n;

	REQUIRE_OK(munmap(p + PAGE, PAGE));
	memset(p, 'x', PAGE);
	n = write(fd, p + PAGE - 100, 200);
	CHECK_EQ(n, 100);
	CHECK_EQ(lseek(fd, 0, SEEK_END), 100);
	CHECK_ERRNO(write(fd, p + PAGE, 1), EFAULT);
	CHECK_EQ(pread(fd, p + PAGE - 50, 100, 0), 50);
}

TEST(paths)
{
	struct stat sb;
	struct statfs sf;

	make_bad();
	EACH_BAD(syscall(SYS_open, B, O_RDONLY, 0));
	EACH_BAD(syscall(SYS_openat, AT_FDCWD, B, O_RDONLY, 0));
	EACH_BAD(syscall(SYS_stat, B, &sb));
	EACH_BAD(syscall(SYS_lstat, B, &sb));
	EACH_BAD(syscall(SYS_stat, "/", B));
	EACH_BAD(syscall(SYS_fstat, 1, B));
	EACH_BAD(syscall(SYS_newfstatat, AT_FDCWD, "/", B, 0));
	EACH_BAD(syscall(SYS_statx, AT_FDCWD, "/", 0, 0x7ff, B));
	EACH_BAD(syscall(SYS_statfs, "/", B));
	EACH_BAD(syscall(SYS_statfs, B, &sf));
	EACH_BAD(syscall(SYS_access, B, 0));
	EACH_BAD(syscall(SYS_chdir, B));
	EACH_BAD(syscall(SYS_mkdir, B, 0));
	EACH_BAD(syscall(SYS_unlink, B));
	EACH_BAD(syscall(SYS_rename, B, "x"));
	EACH_BAD(syscall(SYS_rename, "x", B));
	EACH_BAD(syscall(SYS_link, B, "x"));
	EACH_BAD(syscall(SYS_symlink, B, "x"));
	EACH_BAD(syscall(SYS_chmod, B, 0));
	EACH_BAD(syscall(SYS_truncate, B, 0));
	EACH_BAD(syscall(SYS_readlink, "/proc/self/exe", B, 100));
	EACH_BAD(syscall(SYS_getcwd, B, 4096));
	EACH_BAD(syscall(SYS_execve, B, NULL, NULL));
	EACH_BAD(syscall(SYS_mknod, B, S_IFREG, 0));
}

TEST(processes)
{
	int st;
	pid_t pid;

	make_bad();
	CHILD_PID (pid) {
	}
	EACH_BAD(syscall(SYS_uname, B));
	EACH_BAD(syscall(SYS_sysinfo, B));
	EACH_BAD(syscall(SYS_times, B));
	EACH_BAD(syscall(SYS_getrusage, RUSAGE_SELF, B));
	EACH_BAD(syscall(SYS_getrlimit, RLIMIT_NOFILE, B));
	EACH_BAD(syscall(SYS_setrlimit, RLIMIT_NOFILE, B));
	EACH_BAD(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, B));
	EACH_BAD(syscall(SYS_getresuid, B, B, B));
	EACH_BAD(syscall(SYS_sched_getaffinity, 0, 128, B));
	EACH_BAD(syscall(SYS_prctl, 16 /* PR_GET_NAME */, B));
	CHECK_ERRNO(syscall(SYS_futex, bad[3], 0 /* WAIT */, 0, NULL), EFAULT);
	CHECK_ERRNO(syscall(SYS_futex, KERNEL_ADDR, 0, 0, NULL), EFAULT);
	EACH_BAD(syscall(SYS_execve, test_self(), B, NULL));
	CHECK_ERRNO(syscall(SYS_wait4, pid, bad[1], 0, NULL), EFAULT);
	/* The child is reaped all the same. */
	CHECK_ERRNO(syscall(SYS_wait4, pid, &st, 0, NULL), ECHILD);
}

TEST(signals)
{
	sigset_t set;

	make_bad();
	sigemptyset(&set);
	EACH_BAD(syscall(SYS_rt_sigaction, SIGUSR1, B, NULL, 8));
	EACH_BAD(syscall(SYS_rt_sigaction, SIGUSR1, NULL, B, 8));
	EACH_BAD(syscall(SYS_rt_sigprocmask, SIG_BLOCK, B, NULL, 8));
	EACH_BAD(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, B, 8));
	EACH_BAD(syscall(SYS_rt_sigpending, B, 8));
	EACH_BAD(syscall(SYS_rt_sigsuspend, B, 8));
	EACH_BAD(syscall(SYS_rt_sigtimedwait, B, NULL, NULL, 8));
	EACH_BAD(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, B));
	EACH_BAD(syscall(SYS_sigaltstack, B, NULL));
	EACH_BAD(syscall(SYS_sigaltstack, NULL, B));
}

TEST(time_and_waiting)
{
	struct itimerval it = {0};

	make_bad();
	EACH_BAD(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, B));
	EACH_BAD(syscall(SYS_clock_getres, CLOCK_MONOTONIC, B));
	EACH_BAD(syscall(SYS_gettimeofday, B, NULL));
	EACH_BAD(syscall(SYS_time, B));
	EACH_BAD(syscall(SYS_nanosleep, B, NULL));
	EACH_BAD(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, 0, B, NULL));
	EACH_BAD(syscall(SYS_getitimer, ITIMER_REAL, B));
	EACH_BAD(syscall(SYS_setitimer, ITIMER_REAL, B, NULL));
	EACH_BAD(syscall(SYS_setitimer, ITIMER_REAL, &it, B));
	EACH_BAD(syscall(SYS_poll, B, 1, 0));
	EACH_BAD(syscall(SYS_select, 1, B, NULL, NULL, NULL));
	EACH_BAD(syscall(SYS_select, 0, NULL, NULL, NULL, B));
	EACH_BAD(syscall(SYS_pipe, B));
	EACH_BAD(syscall(SYS_pipe2, B, 0));
	EACH_BAD(syscall(SYS_getrandom, B, 16, 0));
	CHECK_EQ(open("/dev/null", O_RDONLY), 3); /* failed pipes leaked no descriptor */
}

TEST(directories_and_ioctl)
{
	int d = REQUIRE_OK(open("/", O_RDONLY | O_DIRECTORY));
	int m = open("/dev/ptmx", O_RDWR | O_NOCTTY);

	make_bad();
	EACH_BAD(syscall(SYS_getdents64, d, B, 4096));
	if (m >= 0) {
		EACH_BAD(syscall(SYS_ioctl, m, 0x5401 /* TCGETS */, B));
		EACH_BAD(syscall(SYS_ioctl, m, 0x5413 /* TIOCGWINSZ */, B));
		EACH_BAD(syscall(SYS_ioctl, m, 0x80045430 /* TIOCGPTN */, B));
	}
	test_write_file("f", "x");
	int f = REQUIRE_OK(open("f", O_RDWR));
	EACH_BAD(syscall(SYS_fcntl, f, F_GETLK, B));
	EACH_BAD(syscall(SYS_fcntl, f, F_SETLK, B));
}
