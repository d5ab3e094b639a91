/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/clock.h - the processor's clock and its one-shot timer
 */
#pragma once

#include "base/types.h"

/* Nanoseconds since boot, monotonic on all CPUs; any context; cheap. */
ktime_t arch_clock_ns(void);
/* Resolution of the above in ns, and the name /proc and the log give ("tsc", "pit"). */
extern const char *arch_clock_name;
extern u64 tsc_khz;

/* Arms this CPU's timer interrupt at @when (arch_clock_ns time; the past fires at once);
 * KTIME_MAX disarms.  Interrupts off.  Fires timer_interrupt(). */
void arch_timer_program(ktime_t when);

/* Wall clock from the battery-backed clock, seconds since 1970, UTC; boot only. */
s64 arch_rtc_read(void);

/* Busy wait. */
void ndelay(u64 ns);
void udelay(u64 us);

/*
 * Time-keeping for the vDSO.  CLOCK_MONOTONIC is
 *	((tsc - cycle_last) * mult >> VDSO_SHIFT) + mono_ns	(128-bit product)
 * The caller gives the three sums; arch fills in the counter's side.
 */
#define VDSO_SHIFT 32
struct vdso_time {
	u64 cycle_last, mult;
	s64 mono_ns;	     /* CLOCK_MONOTONIC minus arch_clock_ns(): 0 unless adjusted */
	s64 wall_to_mono_ns; /* CLOCK_REALTIME minus CLOCK_MONOTONIC */
	s64 boot_to_mono_ns; /* CLOCK_BOOTTIME minus CLOCK_MONOTONIC */
};

#define VDSO_CLOCKS 8 /* by number: CLOCK_REALTIME to CLOCK_BOOTTIME */

/* What user mode maps read-only: alone on its page.  Readers retry while @seq is odd or changes. */
struct vdso_data {
	u32 seq;
	u32 clocks;    /* bit n: clock n is read from the counter; none if that cannot be trusted */
	s64 coarse_ns; /* [a] arch_clock_ns() at the last tick; outside @seq */
	struct vdso_time t;
	s64 start_ns[VDSO_CLOCKS]; /* of each of @clocks where cycle_last is: a sum of @t */
};
extern struct vdso_data vdso_data;

/* Publishes; called by kernel/sched/time.c under its seqlock. */
void arch_vdso_update(const struct vdso_time *t);
