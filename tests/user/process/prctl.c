/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/prctl.c - prctl(2), personality(2), arch_prctl(2) */
#include "harness.h"

#include <asm/prctl.h>
#include <pthread.h>
#include <sys/personality.h>
#include <sys/prctl.h>

TEST(name)
{
	char name[16];

	CHECK_OK(prctl(PR_SET_NAME, "a-long-name-that-is-cut", 0, 0, 0));
	CHECK_OK(prctl(PR_GET_NAME, name, 0, 0, 0));
	CHECK_STR(name, "a-long-name-tha");
	char *c = test_slurp("/proc/self/comm");
	CHECK_STR(c, "a-long-name-tha\n");
	CHECK_ERRNO(prctl(PR_SET_NAME, KERNEL_ADDR, 0, 0, 0), EFAULT);
	CHECK_ERRNO(prctl(PR_GET_NAME, KERNEL_ADDR, 0, 0, 0), EFAULT);
}

static void *rename_thread(void *arg)
{
	prctl(PR_SET_NAME, "thread", 0, 0, 0);
	return arg;
}

TEST(name_is_per_thread)
{
	char name[16];
	pthread_t t;

	CHECK_OK(prctl(PR_SET_NAME, "main", 0, 0, 0));
	REQUIRE(pthread_create(&t, NULL, rename_thread, NULL) == 0);
	pthread_join(t, NULL);
	CHECK_OK(prctl(PR_GET_NAME, name, 0, 0, 0));
	CHECK_STR(name, "main");
}

TEST(name_passes_through_fork)
{
	char name[16];
	int st;

	CHECK_OK(prctl(PR_SET_NAME, "parent", 0, 0, 0));
	CHILD (st) {
		CHECK_OK(prctl(PR_GET_NAME, name, 0, 0, 0));
		CHECK_STR(name, "parent");
	}
	CHECK_EXITED(st, 0);
}

TEST(writing_comm)
{
	char name[16];
	int fd = REQUIRE_OK(open("/proc/self/comm", O_WRONLY));

	CHECK_EQ(write(fd, "written", 7), 7);
	CHECK_OK(prctl(PR_GET_NAME, name, 0, 0, 0));
	CHECK_STR(name, "written");
}

TEST(dumpable)
{
	CHECK_EQ(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 1);
	CHECK_OK(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
	CHECK_EQ(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	CHECK_ERRNO(prctl(PR_SET_DUMPABLE, 2, 0, 0, 0), EINVAL);
}

TEST(no_new_privs)
{
	int st;

	CHILD (st) {
		CHECK_EQ(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 0);
		CHECK_OK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
		CHECK_EQ(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
		CHECK_ERRNO(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0), EINVAL);
		CHECK_ERRNO(prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0), EINVAL);
	}
	CHECK_EXITED(st, 0);
}

TEST(unknown_option)
{
	CHECK_ERRNO(prctl(99999, 0, 0, 0, 0), EINVAL);
	CHECK_ERRNO(prctl(-1, 0, 0, 0, 0), EINVAL);
}

TEST(personality_read_and_set)
{
	int st;

	CHECK_EQ(personality(0xffffffff) & 0xff, PER_LINUX);
	CHILD (st) {
		CHECK_OK(personality(ADDR_NO_RANDOMIZE));
		CHECK_EQ(personality(0xffffffff), ADDR_NO_RANDOMIZE);
	}
	CHECK_EXITED(st, 0);
}

TEST(fs_and_gs_bases)
{
	unsigned long fs = 0, gs = 1;

	CHECK_OK(syscall(SYS_arch_prctl, ARCH_GET_FS, &fs));
	CHECK_EQ(fs, __builtin_thread_pointer());
	CHECK_OK(syscall(SYS_arch_prctl, ARCH_SET_GS, 0x12345000));
	CHECK_OK(syscall(SYS_arch_prctl, ARCH_GET_GS, &gs));
	CHECK_EQ(gs, 0x12345000);
	CHECK_ERRNO(syscall(SYS_arch_prctl, ARCH_SET_GS, KERNEL_ADDR), EPERM);
	CHECK_ERRNO(syscall(SYS_arch_prctl, ARCH_SET_FS, NONCANON), EPERM);
	CHECK_ERRNO(syscall(SYS_arch_prctl, ARCH_GET_FS, KERNEL_ADDR), EFAULT);
	CHECK_ERRNO(syscall(SYS_arch_prctl, 0x9999, 0), EINVAL);
}

TEST(gs_base_works_and_survives_switches)
{
	unsigned long *p = test_map(1), v;
	int st;

	p[1] = 0xfeedface;
	CHECK_OK(syscall(SYS_arch_prctl, ARCH_SET_GS, p));
	for (int i = 0; i < 20; i++) {
		__asm__ volatile("movq %%gs:8, %0" : "=r"(v));
		CHECK_EQ(v, 0xfeedface);
		CHILD (st) {
			__asm__ volatile("movq %%gs:8, %0" : "=r"(v));
			CHECK_EQ(v, 0xfeedface); /* inherited */
			syscall(SYS_arch_prctl, ARCH_SET_GS, 0);
		}
		CHECK_EXITED(st, 0);
	}
}
