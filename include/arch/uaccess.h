/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/uaccess.h - touching user memory
 *
 * The only ways.  Each checks that the range lies below TASK_SIZE_MAX and survives a fault by the
 * exception table; SMAP is open only inside.  May sleep (faults are handled), so no spinlock may be
 * held, except the _nofault forms, which fail instead of sleeping (pagefault_disable()).
 *
 * copy_to_user / copy_from_user: bytes NOT copied (0: success).  copy_from_user zeroes the rest;
 * its _partial and _nofault forms leave the rest as it is.
 * clear_user: bytes not cleared.
 * strncpy_from_user: length without NUL, or @count if no NUL within, or -EFAULT.
 * strnlen_user: length including NUL, 0 on fault, > @count if none within.
 * get_user(x, ptr) / put_user(x, ptr): 0 or -EFAULT; the size is that of *ptr (1, 2, 4, 8).
 * access_ok(ptr, size): the range could be user memory.
 * futex_atomic_op_inuser and user_cmpxchg_u32: atomic on user words.
 */
#pragma once

#include "base/compiler.h"
#include "base/err.h"
#include "base/types.h"

#define TASK_SIZE_MAX 0x7ffffffff000UL /* first byte user space cannot have */

static inline bool access_ok(const void __user *ptr, size_t size)
{
	uaddr_t a = (__force uaddr_t)ptr;

	return size <= TASK_SIZE_MAX && a <= TASK_SIZE_MAX - size;
}

size_t __must_check copy_to_user(void __user *to, const void *from, size_t n);
size_t __must_check copy_from_user(void *to, const void __user *from, size_t n);
size_t __must_check copy_from_user_partial(void *to, const void __user *from, size_t n);
size_t __must_check clear_user(void __user *to, size_t n);
ssize_t __must_check strncpy_from_user(char *dst, const char __user *src, size_t count);
size_t __must_check strnlen_user(const char __user *s, size_t count);
size_t __must_check copy_to_user_nofault(void __user *to, const void *from, size_t n);
size_t __must_check copy_from_user_nofault(void *to, const void __user *from, size_t n);
/* Reads kernel memory that may not be mapped: 0 or -EFAULT. */
int copy_from_kernel_nofault(void *dst, const void *src, size_t n);

/* *@uaddr: @oldp receives what was there; stores @newv if that was @oldv.  0 or -EFAULT. */
int user_cmpxchg_u32(u32 *oldp, u32 __user *uaddr, u32 oldv, u32 newv);
/* FUTEX_WAKE_OP's operation @op (FUTEX_OP_*) with @oparg; @oldp gets the previous value. */
int futex_atomic_op_inuser(int op, u32 oparg, u32 *oldp, u32 __user *uaddr);

#include <asm/uaccess.h> /* get_user, put_user */
