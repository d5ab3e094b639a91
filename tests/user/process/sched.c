/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/sched.c - scheduling calls: affinity, nice, policies, yield, fairness */
#include "harness.h"

#include <linux/ioprio.h>
#include <sched.h>
#include <sys/resource.h>

/* musl keeps only the raw calls. */
static long getsched(pid_t pid)
{
	return syscall(SYS_sched_getscheduler, pid);
}

TEST(affinity_get)
{
	unsigned long mask[16] = {0};
	long n = CHECK_OK(syscall(SYS_sched_getaffinity, 0, sizeof(mask), mask));

	CHECK(n > 0 && n % 8 == 0); /* bytes written */
	CHECK(mask[0] != 0 || mask[1] != 0);
	CHECK_ERRNO(syscall(SYS_sched_getaffinity, 0, 7, mask), EINVAL); /* not whole words */
	CHECK_ERRNO(syscall(SYS_sched_getaffinity, 999999, sizeof(mask), mask), ESRCH);
}

TEST(affinity_set_moves_us)
{
	cpu_set_t all, one;
	int st;

	REQUIRE_OK(sched_getaffinity(0, sizeof(all), &all));
	for (int cpu = 0; cpu < 64; cpu++) {
		if (!CPU_ISSET(cpu, &all))
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		CHECK_OK(sched_setaffinity(0, sizeof(one), &one));
		CHECK_EQ(sched_getcpu(), cpu);
		CHILD (st) {
			CHECK_EQ(sched_getcpu(), cpu); /* inherited */
			CHECK_OK(sched_getaffinity(0, sizeof(one), &one));
			CHECK_EQ(CPU_COUNT(&one), 1);
		}
		CHECK_EXITED(st, 0);
	}
	CHECK_OK(sched_setaffinity(0, sizeof(all), &all));
	CPU_ZERO(&one);
	CHECK_ERRNO(sched_setaffinity(0, sizeof(one), &one), EINVAL); /* no processor at all */
	CHECK_ERRNO(sched_setaffinity(999999, sizeof(all), &all), ESRCH);
	CHECK_ERRNO(syscall(SYS_sched_setaffinity, 0, 128, KERNEL_ADDR), EFAULT);
}

TEST(yield)
{
	for (int i = 0; i < 1000; i++)
		CHECK_EQ(sched_yield(), 0);
}

TEST(nice_values)
{
	int st;

	CHILD (st) {
		int base = getpriority(PRIO_PROCESS, 0);

		CHECK_EQ(nice(3), base + 3);
		CHECK_EQ(getpriority(PRIO_PROCESS, 0), base + 3);
		CHECK_EQ(nice(100), 19); /* clamped */
		CHECK_OK(setpriority(PRIO_PROCESS, 0, 5 + base));
		CHECK_EQ(getpriority(PRIO_PROCESS, getpid()), 5 + base);
		CHECK_EQ(getpriority(PRIO_PGRP, 0), base); /* the best of the group: our parent */
		CHECK_ERRNO(getpriority(9, 0), EINVAL);
		CHECK_ERRNO(setpriority(9, 0, 0), EINVAL);
		CHECK_ERRNO(getpriority(PRIO_PROCESS, 999999), ESRCH);
		CHECK_ERRNO(setpriority(PRIO_PROCESS, 999999, 0), ESRCH);
		char *s = strrchr(test_slurp("/proc/self/stat"), ')');
		long pri, nic;

		REQUIRE(sscanf(s + 2,
			       "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d "
			       "%*d %ld %ld",
			       &pri, &nic) == 2);
		CHECK_EQ(nic, 5 + base);
		CHECK_EQ(pri, 20 + 5 + base);
	}
	CHECK_EXITED(st, 0);
}

TEST(policies)
{
	struct sched_param sp = {0};

	CHECK_EQ(getsched(0), SCHED_OTHER);
	CHECK_ERRNO(getsched(-1), EINVAL);
	CHECK_ERRNO(getsched(999999), ESRCH);
	CHECK_OK(syscall(SYS_sched_getparam, 0, &sp));
	CHECK_EQ(sp.sched_priority, 0);
	CHECK_EQ(sched_get_priority_max(SCHED_FIFO), 99);
	CHECK_EQ(sched_get_priority_min(SCHED_FIFO), 1);
	CHECK_EQ(sched_get_priority_max(SCHED_OTHER), 0);
	CHECK_ERRNO(sched_get_priority_max(77), EINVAL);
	sp.sched_priority = 1;
	CHECK_ERRNO(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &sp), EINVAL);
	CHECK_ERRNO(syscall(SYS_sched_setscheduler, 0, 77, &sp), EINVAL);
}

TEST(spinning_does_not_starve_others)
{
	pid_t spin[4];
	struct timespec ms = {0, 5000000};
	uint64_t start = test_now_ns();

	for (int i = 0; i < 4; i++) {
		CHILD_PID (spin[i]) {
			for (;;)
				__asm__ volatile("pause");
		}
	}
	for (int i = 0; i < 10; i++)
		nanosleep(&ms, NULL);
	CHECK_LT(test_now_ns() - start, 8000000000u * test_scale());
	for (int i = 0; i < 4; i++)
		kill(spin[i], SIGKILL);
	for (int i = 0; i < 4; i++)
		CHECK_KILLED(test_wait(spin[i]), SIGKILL);
}

TEST_LIMIT(equal_work_gets_an_equal_share, 30)
{
	volatile unsigned long *count = REQUIRE_OK(
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	struct timespec run = {1, 0};
	cpu_set_t one, all;
	pid_t pid[3];
	int cpu = sched_getcpu();

	REQUIRE_OK(sched_getaffinity(0, sizeof(all), &all));
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	for (int i = 0; i < 3; i++) {
		CHILD_PID (pid[i]) {
			REQUIRE_OK(sched_setaffinity(0, sizeof(one), &one));
			for (;;)
				count[i * 64]++;
		}
	}
	nanosleep(&run, NULL);
	for (int i = 0; i < 3; i++)
		kill(pid[i], SIGKILL);
	for (int i = 0; i < 3; i++)
		test_wait(pid[i]);
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			CHECK_GE(count[i * 64] * 6, count[k * 64]); /* within a factor of six */
}

static long ioprio_set(int which, int who, int ioprio)
{
	return syscall(SYS_ioprio_set, which, who, ioprio);
}

static long ioprio_get(int which, int who)
{
	return syscall(SYS_ioprio_get, which, who);
}

TEST(io_priority)
{
	const int be3 = IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 3);
	int st;

	CHECK_OK(ioprio_set(IOPRIO_WHO_PROCESS, 0, be3));
	CHECK_EQ(ioprio_get(IOPRIO_WHO_PROCESS, 0), be3);
	CHILD (st)
		CHECK_EQ(ioprio_get(IOPRIO_WHO_PROCESS, getpid()), be3); /* inherited */
	CHECK_EXITED(st, 0);
	CHECK_OK(ioprio_set(IOPRIO_WHO_PGRP, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0)));
	CHECK_EQ(ioprio_get(IOPRIO_WHO_PGRP, 0), IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0));
	CHECK_ERRNO(ioprio_set(IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_NONE, 1)),
		    EINVAL);
	CHECK_ERRNO(ioprio_set(IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(5, 0)), EINVAL);
	CHECK_ERRNO(ioprio_set(9, 0, be3), EINVAL);
	CHECK_ERRNO(ioprio_get(0, 0), EINVAL);
	CHECK_ERRNO(ioprio_get(IOPRIO_WHO_PROCESS, 999999), ESRCH);
	CHECK_ERRNO(ioprio_set(IOPRIO_WHO_PROCESS, 999999, be3), ESRCH);
}
