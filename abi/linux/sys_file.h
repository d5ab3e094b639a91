/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_file.h - what the file calls share at the border: names and vectors copied in
 */
#pragma once

#include "arch/uaccess.h"
#include "base/err.h"
#include "fs/vfs/fdtable.h"
#include "fs/vfs/fs.h"
#include "fs/vfs/namei.h"
#include "gen/syscalls.h"
#include "kernel/base/uio.h"
#include "kernel/sched/time.h"
#include <linux/time_types.h>

#define ABI_SIZE(type, bytes)	    _Static_assert(sizeof(type) == (bytes), #type " size")
#define ABI_FIELD(type, field, off) _Static_assert(offsetof(type, field) == (off), #type "." #field)

/* A path from user space.  Most are short and stay on the stack. */
#define USER_NAME_INLINE 128
struct user_name {
	const char *s;
	char *heap; /* NULL: s is buf */
	char buf[USER_NAME_INLINE];
};
/* 0, -EFAULT, -ENAMETOOLONG, -ENOMEM.  An empty name is the callee's to judge. */
int get_name(struct user_name *n, const char __user *u);
void put_name(struct user_name *n);

/* iovec arrays: copied once, checked, the total cut to MAX_RW_COUNT. */
#define UIO_FAST 8
struct user_vec {
	struct user_iovec *iov;
	struct user_iovec fast[UIO_FAST];
};
/* 0, -EINVAL, -EFAULT, -ENOMEM. */
int get_vec(struct user_vec *v, enum iter_dir dir, const struct user_iovec __user *u,
	    unsigned long nr, struct iov_iter *it);
/* Of another address space: lengths are checked only. */
int get_remote_vec(struct user_vec *v, const struct user_iovec __user *u, unsigned long nr);
void put_vec(struct user_vec *v);

/* Absolute monotonic deadline of a relative timespec; -EINVAL if it is none.  NULL: KTIME_MAX. */
int get_deadline(const struct __kernel_timespec __user *u, ktime_t *deadline);
ktime_t deadline_after(ktime_t rel);
