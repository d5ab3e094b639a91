/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/sleep.c - sleeping until a time on a clock that may be set
 *
 * Theory
 *   Timers run on the monotonic clock.  Whoever sleeps until a time of the wall clock computes how
 * far that is now, and computes anew whenever the wall clock is set: all such sleepers are on one
 * queue that settimeofday wakes.
 *
 * Locks: the queue's own.
 *
 * Sources: clock_nanosleep(2), nanosleep(2)
 */
#include "internal.h"
#include <linux/time.h>

static DECLARE_WAIT_QUEUE_HEAD(clock_set_wq);

wait_queue_head_t *clock_was_set_queue(void)
{
	return &clock_set_wq;
}

static void wake_sleepers(void)
{
	wake_up_all(&clock_set_wq);
}

ktime_t clock_remaining(int clockid, ktime_t deadline)
{
	ktime_t now;

	if (deadline == KTIME_MAX)
		return KTIME_MAX;
	if (is_cpu_clock(clockid)) {
		if (cpu_clock_read(clockid, &now))
			return 0; /* the process it belonged to is gone */
	} else if (clockid == CLOCK_REALTIME) {
		now = ktime_get_real();
	} else if (clockid == CLOCK_BOOTTIME) {
		now = ktime_get_boottime();
	} else {
		now = ktime_get();
	}
	return deadline - now;
}

int sleep_until(int clockid, ktime_t deadline)
{
	struct wait_queue_entry we;
	bool settable = clockid == CLOCK_REALTIME;
	ktime_t left;
	int err = 0;

	if (settable) {
		init_wait_entry(&we, 0);
		we.func = default_wake_function; /* stay queued when woken */
		add_wait_queue(&clock_set_wq, &we);
	}
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		left = clock_remaining(clockid, deadline);
		if (left <= 0)
			break;
		if (signal_pending(current)) {
			err = -EINTR;
			break;
		}
		/* n threads use at most n seconds of CPU in one: see itimer.c. */
		if (is_cpu_clock(clockid))
			left = max(left / max(current->signal->nr_threads, 1), NSEC_PER_MSEC);
		(void)schedule_timeout(left);
	}
	__set_current_state(TASK_RUNNING);
	if (settable)
		remove_wait_queue(&clock_set_wq, &we);
	return err;
}

void sleep_init(void)
{
	clock_was_set_register(wake_sleepers);
}
