/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/timeout.c - sleeping for a time
 *
 * Sources: Linux Documentation/timers/timers-howto.rst (the meaning of the names)
 */
#include "kernel/base/random.h"
#include "kernel/base/panic.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/wait.h"

#define JITTER_SAMPLES 64

struct sleeper {
	struct hrtimer timer;
	struct task_struct *task;
};

static enum hrtimer_restart sleeper_wake(struct hrtimer *t)
{
	wake_up_process(container_of(t, struct sleeper, timer)->task);
	return HRTIMER_NORESTART;
}

ktime_t schedule_timeout(ktime_t ns)
{
	struct sleeper s = {.task = current};
	ktime_t end, left;

	if (ns == KTIME_MAX) {
		schedule();
		return KTIME_MAX;
	}
	if (ns <= 0) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	end = ktime_add_safe(ktime_get(), ns);
	hrtimer_init(&s.timer, sleeper_wake);
	hrtimer_start(&s.timer, end);
	schedule();
	hrtimer_cancel(&s.timer);
	left = end - ktime_get();
	return left > 0 ? left : 0;
}

void msleep(unsigned int ms)
{
	ktime_t left = (ktime_t)ms * NSEC_PER_MSEC;

	while (left) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		left = schedule_timeout(left);
	}
}

/*
 * Without a generator in the processor randomness has to be earned: by the time that memory
 * accesses and sleeps take.  Each sleep counts for a bit even on a clock that shows no jitter, as
 * otherwise a machine without any would wait for ever; Linux does the same.
 */
int wait_for_random_bytes(void)
{
	while (!random_ready()) {
		if (signal_pending_state(TASK_INTERRUPTIBLE))
			return -ERESTARTSYS;
		random_collect_jitter(JITTER_SAMPLES);
		credit_random_entropy(1);
		set_current_state(TASK_INTERRUPTIBLE);
		schedule_timeout(NSEC_PER_MSEC);
	}
	return 0;
}
