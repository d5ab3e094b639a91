/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/timekeeping.c - the clocks
 *
 * Theory
 *   CLOCK_MONOTONIC is the processor's clock, from boot.  CLOCK_REALTIME is that plus one offset,
 *   read once from the battery-backed clock and changed by clock_settime(): a single word, so that
 *   readers need no lock.  There is no suspend and no leap second: BOOTTIME is MONOTONIC, TAI is
 *   REALTIME.
 *
 *   The COARSE clocks, time(2) and the stamps of files give the time of the last tick, a word that
 *   every CPU's tick moves on.  A CPU that leaves idleness starts its tick and moves it as
 *   well, so it is never older than a tick while anything runs.
 *
 * Locks: settime_lock serialises writers.
 *
 * Sources: clock_gettime(2), time(7)
 */
#include "arch/clock.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/sched/time.h"
#include "kernel/sync/spinlock.h"
#include <linux/time.h>

#define WAS_SET_MAX	    4
/* As Linux: no later than 2232, so that sums of times do not overflow. */
#define TIME_SETTOD_SEC_MAX (9223372036LL - 30LL * 365 * 24 * 3600)

volatile u64 jiffies;
int (*cpu_clock_hook)(int clockid, ktime_t *now);

static DEFINE_SPINLOCK(settime_lock, RANK_LEAF);
s64 wall_offset;			   /* [a] written under settime_lock */
static void (*was_set[WAS_SET_MAX])(void); /* const after boot */

ktime_t ktime_get(void)
{
	return arch_clock_ns();
}

ktime_t ktime_get_real(void)
{
	return arch_clock_ns() + READ_ONCE(wall_offset);
}

ktime_t ktime_get_boottime(void)
{
	return arch_clock_ns();
}

s64 ktime_get_real_seconds(void)
{
	return ktime_get_coarse_real() / NSEC_PER_SEC;
}

void coarse_clock_update(ktime_t now)
{
	s64 old = ktime_get_coarse();

	while (old < now && !__atomic_compare_exchange_n(&vdso_data.coarse_ns, &old, now, false,
							 __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
}

static void publish(void)
{
	/* CLOCK_MONOTONIC is the clock itself: mono_ns 0 */
	struct vdso_time v = {.wall_to_mono_ns = wall_offset};

	arch_vdso_update(&v);
}

/* CLOCK_REALTIME becomes CLOCK_MONOTONIC plus @offset.  Negative: before boot would be before 1970
 * for files of this boot. */
static int set_offset(s64 offset, ktime_t now) __must_hold(&settime_lock)
{
	if (offset < 0 || (offset + now) / NSEC_PER_SEC >= TIME_SETTOD_SEC_MAX)
		return -EINVAL;
	coarse_clock_update(now);
	WRITE_ONCE(wall_offset, offset);
	publish();
	return 0;
}

static void tell_set(void)
{
	for (int i = 0; i < WAS_SET_MAX && was_set[i]; i++)
		was_set[i]();
}

int do_settime(ktime_t real_ns)
{
	unsigned long flags;
	ktime_t now;
	int err;

	if (real_ns < 0 || real_ns / NSEC_PER_SEC >= TIME_SETTOD_SEC_MAX)
		return -EINVAL;
	spin_lock_irqsave(&settime_lock, flags);
	now = arch_clock_ns();
	err = set_offset(real_ns - now, now);
	spin_unlock_irqrestore(&settime_lock, flags);
	if (!err)
		tell_set();
	return err;
}

int do_steptime(s64 delta_ns)
{
	unsigned long flags;
	s64 offset;
	int err = -EINVAL;

	spin_lock_irqsave(&settime_lock, flags);
	if (!__builtin_add_overflow(wall_offset, delta_ns, &offset) &&
	    offset / NSEC_PER_SEC < TIME_SETTOD_SEC_MAX)
		err = set_offset(offset, arch_clock_ns());
	spin_unlock_irqrestore(&settime_lock, flags);
	if (!err)
		tell_set();
	return err;
}

void clock_was_set_register(void (*fn)(void))
{
	int i = 0;

	while (i < WAS_SET_MAX && was_set[i])
		i++;
	assert(i < WAS_SET_MAX);
	was_set[i] = fn;
}

int clock_read(int clockid, ktime_t *now)
{
	switch (clockid) {
	case CLOCK_REALTIME:
	case CLOCK_TAI:
		*now = ktime_get_real();
		return 0;
	case CLOCK_REALTIME_COARSE:
		*now = ktime_get_coarse_real();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_BOOTTIME:
		*now = ktime_get();
		return 0;
	case CLOCK_MONOTONIC_COARSE:
		*now = ktime_get_coarse();
		return 0;
	default:
		return cpu_clock_hook ? cpu_clock_hook(clockid, now) : -EINVAL;
	}
}

int clock_resolution(int clockid, ktime_t *res)
{
	ktime_t now;

	switch (clockid) {
	case CLOCK_REALTIME_COARSE:
	case CLOCK_MONOTONIC_COARSE:
		*res = TICK_NSEC;
		return 0;
	default:
		*res = 1;
		return clock_read(clockid, &now);
	}
}

void __init time_init(void)
{
	wall_offset = arch_rtc_read() * NSEC_PER_SEC - arch_clock_ns();
	jiffies = (u64)arch_clock_ns() / TICK_NSEC;
	coarse_clock_update(arch_clock_ns());
	publish();
}
