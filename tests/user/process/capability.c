/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/capability.c - capabilities: capget, capset, and what giving up one means */
#include "harness.h"

#include <linux/capability.h>
#include <sys/prctl.h>

static struct __user_cap_data_struct data[2];

static long get(pid_t pid)
{
	struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, pid};

	return syscall(SYS_capget, &h, data);
}

static long set(void)
{
	struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};

	return syscall(SYS_capset, &h, data);
}

TEST(root_has_them_and_a_user_not)
{
	int st;

	test_need_root();
	CHECK_OK(get(0));
	CHECK(data[0].effective & (1 << CAP_CHOWN));
	CHECK(data[0].permitted & (1 << CAP_SETUID));
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_OK(get(0));
		CHECK_EQ(data[0].effective | data[0].permitted | data[1].effective |
				 data[1].permitted,
			 0);
	}
	CHECK_EXITED(st, 0);
}

TEST(effective_ones_follow_the_effective_uid)
{
	int st;

	test_need_root();
	CHILD (st) {
		CHECK_OK(setresuid(-1, 1000, 0));
		CHECK_OK(get(0));
		CHECK_EQ(data[0].effective, 0);
		CHECK_NE(data[0].permitted, 0); /* kept while an id is 0 */
		CHECK_OK(setresuid(-1, 0, -1));
		CHECK_OK(get(0));
		CHECK_NE(data[0].effective, 0);
	}
	CHECK_EXITED(st, 0);
}

TEST(keepcaps)
{
	int st;

	test_need_root();
	CHILD (st) {
		CHECK_OK(prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0));
		CHECK_EQ(prctl(PR_GET_KEEPCAPS, 0, 0, 0, 0), 1);
		CHECK_OK(setresuid(1000, 1000, 1000));
		CHECK_OK(get(0));
		CHECK_EQ(data[0].effective, 0);
		CHECK_NE(data[0].permitted, 0);
	}
	CHECK_EXITED(st, 0);
}

TEST(dropping_one)
{
	int st;

	test_need_root();
	test_write_file("f", "x");
	CHILD (st) {
		CHECK_OK(get(0));
		data[0].effective &= ~(1u << CAP_CHOWN);
		CHECK_OK(set());
		CHECK_ERRNO(chown("f", 5, 5), EPERM);
		data[0].effective |= 1u << CAP_CHOWN; /* it is still permitted */
		CHECK_OK(set());
		CHECK_OK(chown("f", 5, 5));
		data[0].effective &= ~(1u << CAP_CHOWN);
		data[0].permitted &= ~(1u << CAP_CHOWN);
		CHECK_OK(set());
		data[0].permitted |= 1u << CAP_CHOWN;
		CHECK_ERRNO(set(), EPERM); /* gone for good */
	}
	CHECK_EXITED(st, 0);
}

TEST(header_checks)
{
	struct __user_cap_header_struct h = {0x12345, 0};

	CHECK_ERRNO(syscall(SYS_capget, &h, data), EINVAL);
	CHECK_EQ(h.version, _LINUX_CAPABILITY_VERSION_3); /* told which one it speaks */
	h.version = 0;
	CHECK_OK(syscall(SYS_capget, &h, NULL)); /* the way to ask */
	CHECK_EQ(h.version, _LINUX_CAPABILITY_VERSION_3);
	h.pid = -1;
	CHECK_ERRNO(syscall(SYS_capget, &h, data), EINVAL);
	CHECK_ERRNO(get(999999), ESRCH);
	CHECK_ERRNO(syscall(SYS_capget, KERNEL_ADDR, data), EFAULT);
}

TEST(bounding_set)
{
	CHECK_EQ(prctl(PR_CAPBSET_READ, CAP_CHOWN, 0, 0, 0), 1);
	CHECK_ERRNO(prctl(PR_CAPBSET_READ, 63, 0, 0, 0), EINVAL);
}
