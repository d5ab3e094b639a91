/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/ipc/futex_test.c - what futex(2) refuses; sleeping and waking are tested from user space
 */
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/ipc/futex.h"
#include <linux/futex.h>

#define WORD ((u32 __user *)0x10000) /* tests run without user memory: nothing is mapped there */

static long call(u32 __user *word, int op, u32 val3)
{
	return do_futex(word, op | FUTEX_PRIVATE_FLAG, 0, KTIME_MAX, WORD, 0, val3);
}

KTEST(futex, bad_addresses)
{
	EXPECT_EQ(call((u32 __user *)0x10001, FUTEX_WAKE, 0), -EINVAL);
	EXPECT_EQ(call((u32 __user *)0xffff800000000000UL, FUTEX_WAKE, 0), -EFAULT);
	EXPECT_EQ(call(WORD, FUTEX_WAIT, 0), -EFAULT);
}

KTEST(futex, nobody_waits)
{
	EXPECT_EQ(call(WORD, FUTEX_WAKE, 0), 0);
	EXPECT_EQ(call(WORD, FUTEX_WAKE_BITSET, 1), 0);
	EXPECT_EQ(call(WORD, FUTEX_REQUEUE, 0), 0);
}

KTEST(futex, bad_operations)
{
	EXPECT_EQ(call(WORD, FUTEX_WAKE_BITSET, 0), -EINVAL);
	EXPECT_EQ(call(WORD, FUTEX_WAIT_BITSET, 0), -EINVAL);
	EXPECT_EQ(call(WORD, FUTEX_LOCK_PI, 0), -ENOSYS);
	EXPECT_EQ(call(WORD, FUTEX_FD, 0), -ENOSYS);
	EXPECT_EQ(call(WORD, 77, 0), -ENOSYS);
	EXPECT_EQ(call(WORD, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 0), -ENOSYS);
	/* Operation 6 of WAKE_OP does not exist. */
	EXPECT_EQ(call(WORD, FUTEX_WAKE_OP, 6u << 28), -ENOSYS);
	/* Nor does comparison 9. */
	EXPECT_EQ(call(WORD, FUTEX_WAKE_OP, 9u << 24), -ENOSYS);
}
