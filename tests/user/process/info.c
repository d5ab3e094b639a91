/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/info.c - uname, sysinfo, times, getrusage, getcpu, gettid and friends */
#include "harness.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/times.h>
#include <sys/utsname.h>

TEST(uname_fields)
{
	struct utsname u;
	char *s;

	REQUIRE_OK(uname(&u));
	CHECK_STR(u.sysname, "Linux");
	CHECK_STR(u.machine, "x86_64");
	CHECK_MATCH(u.release, "^[0-9]+\\.[0-9]+\\.[0-9]+");
	CHECK(u.version[0] == '#');
	s = test_slurp("/proc/sys/kernel/hostname");
	s[strcspn(s, "\n")] = 0;
	CHECK_STR(s, u.nodename);
	s = test_slurp("/proc/sys/kernel/osrelease");
	s[strcspn(s, "\n")] = 0;
	CHECK_STR(s, u.release);
	s = test_slurp("/proc/sys/kernel/version");
	s[strcspn(s, "\n")] = 0;
	CHECK_STR(s, u.version);
}

TEST(sysinfo_values)
{
	struct sysinfo a, b;
	unsigned long kb;

	REQUIRE_OK(sysinfo(&a));
	CHECK(a.mem_unit >= 1);
	CHECK(a.totalram > 0 && a.freeram <= a.totalram);
	kb = a.totalram * a.mem_unit / 1024;
	CHECK_EQ(kb, test_field("/proc/meminfo", "MemTotal"));
	CHECK(a.procs >= 2);
	REQUIRE_OK(sysinfo(&b));
	CHECK(b.uptime >= a.uptime);
	CHECK(a.uptime > 0 || test_now_ns() < 2000000000u);
}

TEST(times_advance)
{
	struct tms a, b;
	clock_t t1 = times(&a), t2;
	uint64_t until = test_now_ns() + 150000000;

	while (test_now_ns() < until)
		;
	t2 = times(&b);
	CHECK_GE(t2 - t1, 14); /* ticks of 10 ms */
	CHECK_GE(b.tms_utime + b.tms_stime, a.tms_utime + a.tms_stime);
	CHECK(times(NULL) >= t2);
}

TEST(user_time_is_counted)
{
	struct rusage a, b;
	clock_t end = clock() + CLOCKS_PER_SEC / 5;

	REQUIRE_OK(getrusage(RUSAGE_SELF, &a));
	while (clock() < end)
		for (volatile int i = 0; i < 10000; i++)
			;
	REQUIRE_OK(getrusage(RUSAGE_SELF, &b));
	long us = (b.ru_utime.tv_sec - a.ru_utime.tv_sec) * 1000000L + b.ru_utime.tv_usec -
		  a.ru_utime.tv_usec;
	CHECK_GE(us, 100000);
	CHECK_ERRNO(getrusage(42, &a), EINVAL);
	CHECK_OK(getrusage(1 /* RUSAGE_THREAD */, &a));
}

TEST(context_switches_are_counted)
{
	struct rusage a, b;
	struct timespec ms = {0, 1000000};

	REQUIRE_OK(getrusage(RUSAGE_SELF, &a));
	for (int i = 0; i < 10; i++)
		nanosleep(&ms, NULL);
	REQUIRE_OK(getrusage(RUSAGE_SELF, &b));
	CHECK_GE(b.ru_nvcsw - a.ru_nvcsw, 5); /* a timer may beat us to the switch */
}

TEST(fault_counts)
{
	struct rusage a, b;
	char *p = test_map(64);

	REQUIRE_OK(getrusage(RUSAGE_SELF, &a));
	memset(p, 1, 64 * PAGE);
	REQUIRE_OK(getrusage(RUSAGE_SELF, &b));
	CHECK_GE(b.ru_minflt - a.ru_minflt, 1); /* how many depends on fault-around */
	CHECK_GT(b.ru_maxrss, 0);
}

TEST(getcpu_is_within_the_mask)
{
	unsigned cpu = ~0u, node = ~0u;
	cpu_set_t set;

	REQUIRE_OK(sched_getaffinity(0, sizeof(set), &set));
	CHECK_OK(syscall(SYS_getcpu, &cpu, &node, NULL));
	CHECK(cpu < CPU_SETSIZE && CPU_ISSET(cpu, &set));
	CHECK(node < 1024);
	CHECK_OK(syscall(SYS_getcpu, NULL, NULL, NULL));
	CHECK_GE(sched_getcpu(), 0);
}

TEST(ids)
{
	CHECK_EQ(gettid(), getpid());
	CHECK_GT(getppid(), 0);
	CHECK_EQ(syscall(SYS_set_tid_address, test_map(1)), getpid());
	CHECK_ERRNO(syscall(SYS_tgkill, getpid(), -1, 0), EINVAL);
	CHECK_ERRNO(syscall(SYS_tgkill, 0, getpid(), 0), EINVAL);
	CHECK_ERRNO(syscall(SYS_tgkill, getpid(), 999999, 0), ESRCH);
	CHECK_ERRNO(syscall(SYS_tgkill, getppid(), getpid(), 0), ESRCH); /* not in that group */
	CHECK_OK(syscall(SYS_tgkill, getpid(), getpid(), 0));
	CHECK_ERRNO(syscall(SYS_tkill, 999999, 0), ESRCH);
	CHECK_ERRNO(syscall(SYS_tkill, 0, 0), EINVAL);
}

TEST(set_host_name)
{
	struct utsname u;
	char old[65];

	test_need_root();
	REQUIRE_OK(gethostname(old, sizeof(old)));
	CHECK_ERRNO(sethostname("x", -1), EINVAL);
	CHECK_ERRNO(sethostname("x", 65), EINVAL);
	CHECK_ERRNO(syscall(SYS_sethostname, KERNEL_ADDR, 4), EFAULT);
	CHECK_OK(sethostname("pith-test", 9));
	CHECK_OK(uname(&u));
	CHECK_STR(u.nodename, "pith-test");
	CHECK_OK(sethostname(old, strlen(old)));
}

TEST(getrandom_results)
{
	unsigned char a[64] = {0}, b[64] = {0};

	CHECK_EQ(syscall(SYS_getrandom, a, sizeof(a), 0), sizeof(a));
	CHECK_EQ(syscall(SYS_getrandom, b, sizeof(b), 1 /* NONBLOCK */), sizeof(b));
	CHECK(memcmp(a, b, sizeof(a)));
	CHECK_EQ(syscall(SYS_getrandom, a, 0, 0), 0);
	CHECK_ERRNO(syscall(SYS_getrandom, a, 8, 0x100), EINVAL);
	CHECK_ERRNO(syscall(SYS_getrandom, a, 8, 2 | 4 /* RANDOM | INSECURE */), EINVAL);
	CHECK_EQ(syscall(SYS_getrandom, test_map(300), 300 * PAGE, 0), 300 * PAGE);
}
