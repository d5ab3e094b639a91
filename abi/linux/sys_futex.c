/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_futex.c - futex(2): which of its arguments means what depends on the operation
 *
 * Sources: futex(2)
 */
#include "abi/linux/border.h"
#include "gen/syscalls.h"
#include "kernel/ipc/futex.h"
#include <linux/futex.h>

sysret_t sys_futex(u32 __user *uaddr, int op, u32 val, const struct __kernel_timespec __user *utime,
		   u32 __user *uaddr2, u32 val3)
{
	int cmd = op & FUTEX_CMD_MASK, err;
	ktime_t deadline = KTIME_MAX;
	u32 val2 = 0;

	switch (cmd) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
		if (!utime)
			break;
		err = get_timespec(utime, &deadline);
		if (err)
			return err;
		/* WAIT's timeout is relative, WAIT_BITSET's absolute. */
		if (cmd == FUTEX_WAIT)
			deadline = ktime_add_safe(ktime_get(), deadline);
		break;
	case FUTEX_REQUEUE:
	case FUTEX_CMP_REQUEUE:
	case FUTEX_WAKE_OP:
		val2 = (u32)(uaddr_t)utime; /* a number in the place of the pointer */
		break;
	}
	return do_futex(uaddr, op, val, deadline, uaddr2, val2, val3);
}
