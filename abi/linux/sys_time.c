/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_time.c - clocks, sleeping, timers
 *
 * Theory
 *   Inside, times are nanoseconds (ktime_t); here they become the structures of the ABI and back.
 * A relative sleep that a signal interrupts is continued by restart_syscall(2) until its absolute
 * end, so that signals do not prolong it.
 *
 * Sources: the man page of each call, section 2; time(7)
 */
#include "abi/linux/border.h"
#include "gen/syscalls.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include <asm/siginfo.h>
#include <linux/time.h>
#include <linux/times.h>

ABI_STRUCT(__kernel_itimerspec, 32);
ABI_STRUCT(__kernel_old_itimerval, 32);
ABI_FIELD(__kernel_old_itimerval, it_value, 16);
ABI_STRUCT(sigevent, 64);
ABI_FIELD(sigevent, sigev_signo, 8);
ABI_FIELD(sigevent, sigev_notify, 12);
ABI_STRUCT(tms, 32);
ABI_STRUCT(timezone, 8);

/* --- reading and setting --- */

static int read_clock(int clk, ktime_t *now)
{
	return is_cpu_clock(clk) ? cpu_clock_read(clk, now) : clock_read(clk, now);
}

sysret_t sys_clock_gettime(int clk, struct __kernel_timespec __user *uts)
{
	struct __kernel_timespec ts;
	ktime_t now;
	int err = read_clock(clk, &now);

	if (err)
		return err;
	ns_to_timespec(now, &ts);
	return copy_out(uts, &ts);
}

sysret_t sys_clock_getres(int clk, struct __kernel_timespec __user *uts)
{
	struct __kernel_timespec ts;
	ktime_t now, res = 1;
	int err;

	err = is_cpu_clock(clk) ? cpu_clock_read(clk, &now) : clock_resolution(clk, &res);
	if (err || !uts)
		return err;
	ns_to_timespec(res, &ts);
	return copy_out(uts, &ts);
}

sysret_t sys_clock_settime(int clk, const struct __kernel_timespec __user *uts)
{
	ktime_t ns, now;
	int err;

	if (clk != CLOCK_REALTIME)
		return read_clock(clk, &now) ? -EINVAL : is_cpu_clock(clk) ? -EPERM : -EINVAL;
	err = get_timespec(uts, &ns);
	if (err)
		return err;
	if (!capable(CAP_SYS_TIME))
		return -EPERM;
	return do_settime(ns);
}

sysret_t sys_gettimeofday(struct __kernel_old_timeval __user *utv, struct timezone __user *utz)
{
	struct timezone tz = {.tz_minuteswest = 0};
	struct __kernel_old_timeval tv;

	if (utv) {
		ns_to_timeval(ktime_get_real(), &tv);
		if (copy_out(utv, &tv))
			return -EFAULT;
	}
	return utz ? copy_out(utz, &tz) : 0;
}

/* The kernel's time zone is UTC for good: a struct timezone is checked, and has no effect (as with
 * Linux's clock in UTC). */
sysret_t sys_settimeofday(const struct __kernel_old_timeval __user *utv,
			  const struct timezone __user *utz)
{
	struct __kernel_old_timeval tv;
	struct timezone tz;
	ktime_t ns = 0;

	if (utv) {
		if (copy_in(&tv, utv))
			return -EFAULT;
		if (timeval_to_ns(&tv, &ns))
			return -EINVAL;
	}
	if (utz && copy_in(&tz, utz))
		return -EFAULT;
	if (!capable(CAP_SYS_TIME))
		return -EPERM;
	if (utz && (tz.tz_minuteswest > 15 * 60 || tz.tz_minuteswest < -15 * 60))
		return -EINVAL;
	return utv ? do_settime(ns) : 0;
}

sysret_t sys_time(__kernel_old_time_t __user *ut)
{
	s64 now = ktime_get_real_seconds();

	if (ut && put_user((__kernel_old_time_t)now, ut))
		return -EFAULT;
	return now;
}

sysret_t sys_times(struct tms __user *utms)
{
	const u64 tick = (u64)NSEC_PER_SEC / USER_HZ;
	struct tms t;
	u64 ut, st;

	if (utms) {
		thread_group_cputime(current, &ut, &st);
		t.tms_utime = (__kernel_clock_t)(ut / tick);
		t.tms_stime = (__kernel_clock_t)(st / tick);
		spin_lock_irq(&current->sighand->siglock);
		t.tms_cutime = (__kernel_clock_t)(current->signal->cutime / tick);
		t.tms_cstime = (__kernel_clock_t)(current->signal->cstime / tick);
		spin_unlock_irq(&current->sighand->siglock);
		if (copy_out(utms, &t))
			return -EFAULT;
	}
	return (sysret_t)((u64)ktime_get() / tick);
}

/* --- sleeping --- */

static sysret_t sleep_restart(struct restart_block *rb);

/* The rest of an interrupted relative sleep. */
static sysret_t sleep_interrupted(int clk, ktime_t deadline, uaddr_t rmtp)
{
	struct restart_block *rb = current->restart;
	struct __kernel_timespec left;
	ktime_t ns = clock_remaining(clk, deadline);

	if (rmtp) {
		ns_to_timespec(max(ns, (ktime_t)0), &left);
		if (copy_out((struct __kernel_timespec __user *)rmtp, &left))
			return -EFAULT;
	}
	rb->fn = sleep_restart;
	rb->nanosleep.clockid = clk;
	rb->nanosleep.deadline = deadline;
	rb->nanosleep.rmtp = rmtp;
	return -ERESTART_RESTARTBLOCK;
}

static sysret_t sleep_restart(struct restart_block *rb)
{
	int clk = rb->nanosleep.clockid;
	ktime_t deadline = rb->nanosleep.deadline;

	rb->fn = do_no_restart_syscall;
	if (!sleep_until(clk, deadline))
		return 0;
	return sleep_interrupted(clk, deadline, rb->nanosleep.rmtp);
}

static sysret_t sleep_relative(int clk, ktime_t ns, struct __kernel_timespec __user *urem)
{
	/* A relative sleep is not moved by setting the wall clock. */
	int base = clk == CLOCK_REALTIME ? CLOCK_MONOTONIC : clk;
	ktime_t now, deadline;

	if (read_clock(base, &now))
		return -EINVAL;
	deadline = ktime_add_safe(now, ns);
	if (!sleep_until(base, deadline))
		return 0;
	return sleep_interrupted(base, deadline, (uaddr_t)urem);
}

sysret_t sys_nanosleep(const struct __kernel_timespec __user *ureq,
		       struct __kernel_timespec __user *urem)
{
	ktime_t ns;
	int err = get_timespec(ureq, &ns);

	return err ? err : sleep_relative(CLOCK_MONOTONIC, ns, urem);
}

static bool can_sleep_on(int clk)
{
	ktime_t now;

	if (clk == CLOCK_THREAD_CPUTIME_ID) /* it stands still while we sleep */
		return false;
	return clk == CLOCK_REALTIME || clk == CLOCK_MONOTONIC || clk == CLOCK_BOOTTIME ||
	       (is_cpu_clock(clk) && !cpu_clock_read(clk, &now));
}

sysret_t sys_clock_nanosleep(int clk, int flags, const struct __kernel_timespec __user *ureq,
			     struct __kernel_timespec __user *urem)
{
	ktime_t ns, now;
	int err;

	if (!can_sleep_on(clk))
		return clock_read(clk, &now) || clk == CLOCK_THREAD_CPUTIME_ID ? -EINVAL
									       : -EOPNOTSUPP;
	err = get_timespec(ureq, &ns);
	if (err)
		return err;
	if (!(flags & TIMER_ABSTIME))
		return sleep_relative(clk, ns, urem);
	return sleep_until(clk, ns) ? -ERESTARTNOHAND : 0;
}

sysret_t sys_restart_syscall(void)
{
	struct restart_block *rb = current->restart;

	return rb->fn(rb);
}

/* --- interval timers --- */

static void itimer_to_user(const struct itimer_ns *from, struct __kernel_old_itimerval *to)
{
	ns_to_timeval(from->interval, &to->it_interval);
	ns_to_timeval(from->value, &to->it_value);
}

sysret_t sys_getitimer(int which, struct __kernel_old_itimerval __user *uval)
{
	struct __kernel_old_itimerval val;
	struct itimer_ns it;

	if (which != ITIMER_REAL && which != ITIMER_VIRTUAL && which != ITIMER_PROF)
		return -EINVAL;
	do_getitimer(which, &it);
	itimer_to_user(&it, &val);
	return copy_out(uval, &val);
}

/* @uval NULL: Linux disarms the timer (with a warning in its log). */
sysret_t sys_setitimer(int which, struct __kernel_old_itimerval __user *uval,
		       struct __kernel_old_itimerval __user *uold)
{
	struct __kernel_old_itimerval val;
	struct itimer_ns it = {0, 0}, old;

	if (uval) {
		if (copy_in(&val, uval))
			return -EFAULT;
		if (timeval_to_ns(&val.it_value, &it.value) ||
		    timeval_to_ns(&val.it_interval, &it.interval))
			return -EINVAL;
	}
	if (which != ITIMER_REAL && which != ITIMER_VIRTUAL && which != ITIMER_PROF)
		return -EINVAL;
	do_setitimer(which, &it, &old);
	if (!uold)
		return 0;
	itimer_to_user(&old, &val);
	return copy_out(uold, &val);
}

sysret_t sys_alarm(unsigned int seconds)
{
	struct itimer_ns it = {.value = (ktime_t)seconds * NSEC_PER_SEC}, old;
	ktime_t left;

	do_setitimer(ITIMER_REAL, &it, &old);
	/* Rounded to the nearest second, but an alarm that is due is never 0. */
	left = old.value / NSEC_PER_SEC;
	if ((!left && old.value) || old.value % NSEC_PER_SEC >= NSEC_PER_SEC / 2)
		left++;
	return left;
}

/* --- POSIX timers --- */

sysret_t sys_timer_create(int clk, struct sigevent __user *uev, int __user *uid)
{
	struct timer_notify n = {.kind = SIGEV_SIGNAL, .signo = SIGALRM, .value_is_id = true};
	struct sigevent ev;
	int err, id;

	if (uev) {
		if (copy_in(&ev, uev))
			return -EFAULT;
		n.kind = ev.sigev_notify;
		n.signo = ev.sigev_signo;
		n.tid = ev._sigev_un._tid;
		n.value = (unsigned long)ev.sigev_value.sival_ptr;
		n.value_is_id = false;
	}
	err = do_timer_create(clk, &n, &id);
	if (err)
		return err;
	if (put_user(id, uid)) {
		(void)do_timer_delete(id);
		return -EFAULT;
	}
	return 0;
}

static void itimerspec_to_user(const struct itimer_ns *from, struct __kernel_itimerspec *to)
{
	ns_to_timespec(from->interval, &to->it_interval);
	ns_to_timespec(from->value, &to->it_value);
}

sysret_t sys_timer_settime(int id, int flags, const struct __kernel_itimerspec __user *unew,
			   struct __kernel_itimerspec __user *uold)
{
	struct __kernel_itimerspec its;
	struct itimer_ns it, old;
	int err;

	if (!unew)
		return -EINVAL;
	if (copy_in(&its, unew))
		return -EFAULT;
	if (timespec_to_ns(&its.it_value, &it.value) ||
	    timespec_to_ns(&its.it_interval, &it.interval))
		return -EINVAL;
	err = do_timer_settime(id, flags & TIMER_ABSTIME, &it, uold ? &old : NULL);
	if (err || !uold)
		return err;
	itimerspec_to_user(&old, &its);
	return copy_out(uold, &its);
}

sysret_t sys_timer_gettime(int id, struct __kernel_itimerspec __user *uval)
{
	struct __kernel_itimerspec its;
	struct itimer_ns it;
	int err = do_timer_gettime(id, &it);

	if (err)
		return err;
	itimerspec_to_user(&it, &its);
	return copy_out(uval, &its);
}

sysret_t sys_timer_getoverrun(int id)
{
	return do_timer_getoverrun(id);
}

sysret_t sys_timer_delete(int id)
{
	return do_timer_delete(id);
}
