/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/futex.h - fast user-space locking
 */
#pragma once

#include "base/types.h"
#include "kernel/sched/time.h"

struct task_struct;

/*
 * futex(2) without its decoding.  @deadline is absolute, KTIME_MAX: none; of CLOCK_REALTIME if @op
 * has FUTEX_CLOCK_REALTIME, else of CLOCK_MONOTONIC.  Sleeps in user memory's name: process
 * context, no lock held.
 */
long do_futex(u32 __user *uaddr, int op, u32 val, ktime_t deadline, u32 __user *uaddr2, u32 val2,
	      u32 val3);
/* The task leaves its address space (exec, exit): marks the robust futexes it holds and forgets the
 * list. */
void futex_exit(struct task_struct *t);
void futex_init(void);
