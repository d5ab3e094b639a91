/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_timex.c - adjtimex(2), clock_adjtime(2)
 *
 * Theory
 *   The rate of the clock is that of the processor's counter and cannot be changed, so what can be
 *   asked for is the state of a clock that nobody disciplines, and a step.  The numbers of that
 *   state are those of a Linux whose clock was never set by NTP.
 *
 * Locks: none; the unit of the fraction is one word.
 *
 * Sources: adjtimex(2); values compared with Linux 6.1
 */
#include "abi/linux/border.h"
#include "gen/syscalls.h"
#include "kernel/proc/cred.h"
#include "kernel/sched/time.h"
#include "lib/string.h"
#include <linux/time.h>
#include <linux/timex.h>

ABI_STRUCT(__kernel_timex, 208);
ABI_FIELD(__kernel_timex, time, 72);
ABI_FIELD(__kernel_timex, tai, 160);

#define ADJ_SINGLE   0x8000 /* old adjtime(3): ADJ_OFFSET_SINGLESHOT and _SS_READ have it */
#define ADJ_ONLYREAD 0x2000

#define PHASE_LIMIT_US	16000000 /* of the error that is known */
#define TIME_CONSTANT	2
#define PRECISION_US	1
#define TOLERANCE_SCALE 16
#define TOLERANCE_PPM	500L

static bool unit_is_ns; /* [a] STA_NANO: the last of ADJ_NANO and ADJ_MICRO */

static int check_modes(const struct __kernel_timex *tx)
{
	unsigned int modes = tx->modes;
	s64 units = modes & ADJ_NANO ? NSEC_PER_SEC : USEC_PER_SEC;

	if (modes & ADJ_SINGLE) {
		if (!(modes & ADJ_OFFSET))
			return -EINVAL;
		if (!(modes & ADJ_ONLYREAD) && !capable(CAP_SYS_TIME))
			return -EPERM;
		return modes & ADJ_ONLYREAD && !(modes & ADJ_SETOFFSET) ? 0 : -EINVAL;
	}
	if (modes && !capable(CAP_SYS_TIME))
		return -EPERM;
	if (modes & ADJ_SETOFFSET && (tx->time.tv_usec < 0 || tx->time.tv_usec >= units))
		return -EINVAL;
	return modes & ~(unsigned int)(ADJ_SETOFFSET | ADJ_NANO | ADJ_MICRO) ? -EINVAL : 0;
}

static int step(const struct __kernel_timex *tx)
{
	s64 ns = tx->modes & ADJ_NANO ? tx->time.tv_usec : tx->time.tv_usec * NSEC_PER_USEC;
	s64 sum;

	if (__builtin_mul_overflow(tx->time.tv_sec, NSEC_PER_SEC, &sum) ||
	    __builtin_add_overflow(sum, ns, &sum))
		return -EINVAL;
	return do_steptime(sum);
}

static void report(struct __kernel_timex *tx)
{
	bool nano = READ_ONCE(unit_is_ns);
	struct __kernel_timespec ts;
	unsigned int modes = tx->modes;

	memset(tx, 0, sizeof(*tx));
	ns_to_timespec(ktime_get_real(), &ts);
	tx->modes = modes;
	tx->maxerror = PHASE_LIMIT_US;
	tx->esterror = PHASE_LIMIT_US;
	tx->status = STA_UNSYNC | (nano ? STA_NANO : 0);
	tx->constant = TIME_CONSTANT;
	tx->precision = PRECISION_US;
	tx->tolerance = TOLERANCE_PPM << TOLERANCE_SCALE;
	tx->tick = USEC_PER_SEC / USER_HZ;
	tx->time.tv_sec = ts.tv_sec;
	tx->time.tv_usec = nano ? ts.tv_nsec : ts.tv_nsec / NSEC_PER_USEC;
}

static sysret_t adjust(struct __kernel_timex *tx, struct __kernel_timex __user *utx)
{
	int err = check_modes(tx);

	if (!err && tx->modes & ADJ_SETOFFSET)
		err = step(tx);
	if (err)
		return err;
	if (!(tx->modes & ADJ_SINGLE) && tx->modes & ADJ_NANO)
		WRITE_ONCE(unit_is_ns, true);
	if (!(tx->modes & ADJ_SINGLE) && tx->modes & ADJ_MICRO)
		WRITE_ONCE(unit_is_ns, false);
	report(tx);
	return copy_out(utx, tx) ? -EFAULT : TIME_ERROR;
}

sysret_t sys_adjtimex(struct __kernel_timex __user *utx)
{
	struct __kernel_timex tx;

	return copy_in(&tx, utx) ? -EFAULT : adjust(&tx, utx);
}

sysret_t sys_clock_adjtime(int clk, struct __kernel_timex __user *utx)
{
	struct __kernel_timex tx;
	ktime_t now;

	if (copy_in(&tx, utx))
		return -EFAULT;
	if (clk == CLOCK_REALTIME)
		return adjust(&tx, utx);
	return clk < 0 || !clock_read(clk, &now) ? -EOPNOTSUPP : -EINVAL;
}
