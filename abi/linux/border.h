/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/border.h - crossing the border: layouts that user space sees, and copies that know
 * their type
 *
 * copy_in(kp, up) and copy_out(up, kp) take the size from the kernel object and refuse a user
 * pointer of another type at compile time.  0 or -EFAULT.
 */
#pragma once

#include "arch/page.h"
#include "arch/uaccess.h"
#include "base/bits.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/types.h"
#include "kernel/sched/time.h"
#include <linux/time_types.h>

/* A structure of the ABI has the size and the offsets that Linux gives it. */
#define ABI_STRUCT(tag, bytes) _Static_assert(sizeof(struct tag) == (bytes), #tag ": size")
#define ABI_FIELD(tag, field, bytes)                                                               \
	_Static_assert(offsetof(struct tag, field) == (bytes), #tag "." #field)

#define copy_out(up, kp)                                                                           \
	({                                                                                         \
		_Static_assert(sizeof(*(kp)) == sizeof(*(up)), "copy_out: another type");          \
		copy_to_user((up), (kp), sizeof(*(kp))) ? -EFAULT : 0;                             \
	})
#define copy_in(kp, up)                                                                            \
	({                                                                                         \
		_Static_assert(sizeof(*(kp)) == sizeof(*(up)), "copy_in: another type");           \
		copy_from_user((kp), (up), sizeof(*(kp))) ? -EFAULT : 0;                           \
	})

ABI_STRUCT(__kernel_timespec, 16);
ABI_FIELD(__kernel_timespec, tv_nsec, 8);
ABI_STRUCT(__kernel_old_timeval, 16);
ABI_FIELD(__kernel_old_timeval, tv_usec, 8);

/* Nanoseconds from what a user gave; a time too far away becomes KTIME_MAX.  -EINVAL: negative, or
 * a fraction of a second or more. */
static inline int timespec_to_ns(const struct __kernel_timespec *ts, ktime_t *ns)
{
	if (ts->tv_sec < 0 || ts->tv_nsec < 0 || ts->tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	if (ts->tv_sec >= KTIME_MAX / NSEC_PER_SEC)
		*ns = KTIME_MAX;
	else
		*ns = ts->tv_sec * NSEC_PER_SEC + ts->tv_nsec;
	return 0;
}

static inline void ns_to_timespec(ktime_t ns, struct __kernel_timespec *ts)
{
	ts->tv_sec = ns / NSEC_PER_SEC;
	ts->tv_nsec = ns % NSEC_PER_SEC;
}

static inline int timeval_to_ns(const struct __kernel_old_timeval *tv, ktime_t *ns)
{
	if (tv->tv_sec < 0 || tv->tv_usec < 0 || tv->tv_usec >= USEC_PER_SEC)
		return -EINVAL;
	if (tv->tv_sec >= KTIME_MAX / NSEC_PER_SEC)
		*ns = KTIME_MAX;
	else
		*ns = tv->tv_sec * NSEC_PER_SEC + tv->tv_usec * NSEC_PER_USEC;
	return 0;
}

static inline void ns_to_timeval(ktime_t ns, struct __kernel_old_timeval *tv)
{
	tv->tv_sec = ns / NSEC_PER_SEC;
	tv->tv_usec = ns % NSEC_PER_SEC / NSEC_PER_USEC;
}

/* A timespec from user space: 0, -EFAULT, -EINVAL. */
static inline int get_timespec(const struct __kernel_timespec __user *uts, ktime_t *ns)
{
	struct __kernel_timespec ts;

	if (copy_in(&ts, uts))
		return -EFAULT;
	return timespec_to_ns(&ts, ns);
}

struct kernel_siginfo;
struct ksignal;
struct linux_binprm;
struct mm_struct;
struct pt_regs;
struct siginfo;

/* siginfo_t as user space has it: 128 bytes; the rest of it is zeros. */
int siginfo_to_user(struct siginfo __user *to, const struct kernel_siginfo *from); /* 0, -EFAULT */
int siginfo_from_user(struct kernel_siginfo *to, const struct siginfo __user *from);

/* sigframe.c, exec_stack.c: what abi_linux_init() registers. */
void deliver_signals(struct pt_regs *regs);
size_t sigframe_size_max(void); /* AT_MINSIGSTKSZ: the least an alternate stack must hold */
int create_stack(struct linux_binprm *bprm, uaddr_t *sp);
