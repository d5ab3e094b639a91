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

/* Publishes time-keeping for the vDSO; called by kernel/sched/time.c under its seqlock. */
struct vdso_time {
	u64 cycle_last, mult, shift;
	s64 mono_ns, wall_to_mono_ns, boot_to_mono_ns;
};
void arch_vdso_update(const struct vdso_time *t);
