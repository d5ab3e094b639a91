/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/futex.h - fast user-space locking
 */
#pragma once

#include "base/types.h"
#include "kernel/sched/time.h"

struct task_struct;

/* futex(2) without its decoding: @deadline absolute on @clockid (KTIME_MAX: none). */
long do_futex(u32 __user *uaddr, int op, u32 val, ktime_t deadline, u32 __user *uaddr2, u32 val2, u32 val3);
/* At exit: clears *clear_child_tid and wakes, walks the robust list. */
void futex_exit(struct task_struct *t);
void mm_release(struct task_struct *t);
void futex_init(void);
