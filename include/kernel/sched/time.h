/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/time.h - clocks and timers
 *
 * ktime_t is nanoseconds.  CLOCK_MONOTONIC starts at boot.  One kind of timer: per-CPU trees
 * ordered by expiry, fired in interrupt context by the one-shot local timer; there is no periodic
 * tick except on a CPU that has more than one runnable task.
 */
#pragma once

#include "arch/clock.h"
#include "base/compiler.h"
#include "base/types.h"
#include "lib/rbtree.h"

#define NSEC_PER_SEC  1000000000LL
#define NSEC_PER_USEC 1000LL
#define NSEC_PER_MSEC 1000000LL
#define USEC_PER_SEC  1000000LL
#define KTIME_MAX     ((ktime_t)0x7fffffffffffffffLL)
#define HZ	      250 /* jiffies per second (kernel) */
#define USER_HZ	      100 /* clock ticks per second in times(2) and /proc */

ktime_t ktime_get(void);      /* CLOCK_MONOTONIC */
ktime_t ktime_get_real(void); /* CLOCK_REALTIME, ns since 1970 */
ktime_t ktime_get_boottime(void);
/* The same at the last tick: cheaper, up to TICK_NSEC old.  For what is only stamped. */
extern s64 wall_offset; /* [a] CLOCK_REALTIME minus CLOCK_MONOTONIC, ns */
static inline ktime_t ktime_get_coarse(void)
{
	return READ_ONCE(vdso_data.coarse_ns);
}
static inline ktime_t ktime_get_coarse_real(void)
{
	return ktime_get_coarse() + READ_ONCE(wall_offset);
}
s64 ktime_get_real_seconds(void); /* coarse */
/* A tick, or the end of idleness: the coarse clocks show @now (ktime_get()).  Any context. */
void coarse_clock_update(ktime_t now);
extern volatile u64 jiffies; /* kept by one CPU, read by all */

static inline ktime_t ktime_add_safe(ktime_t a, ktime_t b)
{
	ktime_t r;

	return __builtin_add_overflow(a, b, &r) ? KTIME_MAX : r;
}

/* clock_settime(CLOCK_REALTIME), adjtime; -EINVAL out of range.  Wakes absolute realtime sleepers.
 */
int do_settime(ktime_t real_ns);
int do_steptime(s64 delta_ns); /* the same by how far it moves */
/* CLOCK_* of the UAPI: value or resolution; -EINVAL for unknown ids.  CPU clocks included. */
int clock_read(int clockid, ktime_t *now);
int clock_resolution(int clockid, ktime_t *res);

enum hrtimer_restart { HRTIMER_NORESTART, HRTIMER_RESTART };

struct hrtimer {
	struct rb_node node;				     /* [base lock] */
	ktime_t expires;				     /* CLOCK_MONOTONIC */
	enum hrtimer_restart (*function)(struct hrtimer *t); /* interrupt context */
	int cpu;					     /* base it is queued on */
	u8 state;					     /* queued, running */
};

void hrtimer_init(struct hrtimer *t, enum hrtimer_restart (*fn)(struct hrtimer *t));
void hrtimer_start(struct hrtimer *t,
		   ktime_t expires); /* absolute; requeues if active.  Any context */
/* 1: was queued, 0: was not, -1: its function is running now. */
int hrtimer_try_to_cancel(struct hrtimer *t);
int hrtimer_cancel(struct hrtimer *t); /* waits for a running function */
bool hrtimer_active(const struct hrtimer *t);
ktime_t hrtimer_remaining(const struct hrtimer *t);
/* Moves expires on by whole intervals until it is after @now; how many. */
u64 hrtimer_forward(struct hrtimer *t, ktime_t now, ktime_t interval);

#define TICK_NSEC (NSEC_PER_SEC / HZ)

/* CPU-time clocks (CLOCK_PROCESS_CPUTIME_ID ...): kernel/proc's, registered at boot.  0 or -EINVAL.
 */
extern int (*cpu_clock_hook)(int clockid, ktime_t *now);

void timer_interrupt(void); /* called by arch between irq_enter() and irq_exit() */
void time_init(void);
void timers_init_cpu(void);

/* Called after CLOCK_REALTIME jumps (timerfd, absolute sleeps register here at boot). */
void clock_was_set_register(void (*fn)(void));
