/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/sleep.h - sleeping on a clock, and what continues a sleep that a signal broke
 *
 * Nothing of processes is in here: kernel/ipc, which lies below, may use it.
 */
#pragma once

#include "base/types.h"
#include "kernel/sched/time.h"

struct wait_queue_head;

/*
 * Sleeps until @deadline, absolute of CLOCK_REALTIME, MONOTONIC or BOOTTIME; a change of the wall
 * clock is noticed. Return: 0, or -EINTR if a signal came first.
 */
int sleep_until(int clockid, ktime_t deadline);
/* What is left until @deadline on @clockid, as CLOCK_MONOTONIC nanoseconds; <= 0: it has passed. */
ktime_t clock_remaining(int clockid, ktime_t deadline);
/* Wakes absolute sleepers when the wall clock is set; for those who sleep by other means. */
struct wait_queue_head *clock_was_set_queue(void);

/* A system call that restart_syscall(2) continues: allocated with the task, valid until the next
 * call. */
struct restart_block {
	long (*fn)(struct restart_block *rb);
	union {
		struct {
			int clockid;
			ktime_t deadline; /* absolute, of @clockid */
			uaddr_t rmtp;	  /* struct timespec *, or 0 */
		} nanosleep;
		struct {
			uaddr_t addr;
			u32 val, bitset;
			int op;
			ktime_t deadline; /* absolute, of the clock @op says */
		} futex;
	};
};
long do_no_restart_syscall(struct restart_block *rb); /* -EINTR */
