/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/itimer.c - interval timers of a process: real, virtual, profiling; and RLIMIT_CPU
 *
 * Theory
 *   ITIMER_REAL is a timer of the monotonic clock.  A periodic one is started again when its
 * SIGALRM is taken, not when it fires, so that a tiny interval cannot keep a CPU in its timer
 * interrupt.
 *
 *   ITIMER_VIRTUAL, ITIMER_PROF and RLIMIT_CPU run on CPU time.  Nothing is added to the
 * scheduler's tick for them: a process with n threads cannot use more than n seconds of CPU in a
 * second, so after "what is left, divided by n" it is early enough to look again.  One timer per
 * process, armed only while one of the three is set, does that; a process that sleeps is looked at
 * rarely, one that computes about a millisecond before and after its time.
 *
 * Locks: siglock (irq-safe).  A running timer function waits for siglock, so hrtimer_cancel() is
 * never called with it held.
 *
 * Sources: setitimer(2), getitimer(2), setrlimit(2)
 */
#include "internal.h"
#include "lib/list.h"
#include <linux/time.h>

#define CPU_CHECK_MIN_NS NSEC_PER_MSEC

/* Any thread of the group that is still in it; the timers are cancelled before the last one goes.
 */
static struct task_struct *any_thread(struct signal_struct *sig)
{
	return list_first_entry_or_null(&sig->thread_head, struct task_struct, thread_node);
}

static void signal_group(struct signal_struct *sig, int signo)
{
	struct task_struct *t;

	rcu_read_lock();
	t = any_thread(sig);
	if (t)
		(void)send_sig_info(signo, NULL, t, PIDTYPE_TGID);
	rcu_read_unlock();
}

/* --- ITIMER_REAL --- */

static enum hrtimer_restart real_timer_fired(struct hrtimer *timer)
{
	signal_group(container_of(timer, struct signal_struct, real_timer), SIGALRM);
	return HRTIMER_NORESTART;
}

void itimer_real_rearm(struct signal_struct *sig)
{
	if (!sig->it_real_incr || hrtimer_active(&sig->real_timer))
		return;
	hrtimer_forward(&sig->real_timer, ktime_get(), sig->it_real_incr);
	hrtimer_start(&sig->real_timer, sig->real_timer.expires);
}

/* siglock held. */
static void read_real(struct signal_struct *sig, struct itimer_ns *out)
{
	out->interval = sig->it_real_incr;
	out->value = 0;
	if (hrtimer_active(&sig->real_timer)) {
		out->value = hrtimer_remaining(&sig->real_timer);
		if (out->value <= 0)
			out->value = NSEC_PER_USEC; /* about to fire: not "disarmed" */
	}
}

static void set_real(const struct itimer_ns *in, struct itimer_ns *old)
{
	struct signal_struct *sig = current->signal;
	struct sighand_struct *sh = current->sighand;

	for (;;) {
		spin_lock_irq(&sh->siglock);
		if (old)
			read_real(sig, old);
		if (hrtimer_try_to_cancel(&sig->real_timer) >= 0)
			break;
		spin_unlock_irq(&sh->siglock); /* its function runs and wants the lock */
		cpu_relax();
	}
	sig->it_real_incr = in->value ? in->interval : 0;
	if (in->value)
		hrtimer_start(&sig->real_timer, ktime_add_safe(ktime_get(), in->value));
	spin_unlock_irq(&sh->siglock);
}

/* --- CPU time --- */

/* 0: nothing is set.  siglock held. */
static ktime_t cpu_time_left(struct signal_struct *sig, u64 ut, u64 st)
{
	unsigned long limit = READ_ONCE(sig->rlim[RLIMIT_CPU].rlim_cur);
	ktime_t left = KTIME_MAX;

	if (sig->it[0].expires)
		left = min(left, sig->it[0].expires - (ktime_t)ut);
	if (sig->it[1].expires)
		left = min(left, sig->it[1].expires - (ktime_t)(ut + st));
	if (limit != RLIM_INFINITY && limit < (unsigned long)(KTIME_MAX / NSEC_PER_SEC))
		left = min(left, (ktime_t)limit * NSEC_PER_SEC - (ktime_t)(ut + st));
	if (left == KTIME_MAX)
		return 0;
	return max(left, (ktime_t)1);
}

static ktime_t next_check(struct signal_struct *sig, ktime_t left)
{
	return ktime_get() + max(left / max(sig->nr_threads, 1), CPU_CHECK_MIN_NS);
}

static void expire_itimer(struct task_struct *t, struct cpu_itimer *it, u64 now, int signo)
{
	if (!it->expires || (u64)it->expires > now)
		return;
	if (it->incr)
		it->expires += it->incr * (1 + ((ktime_t)now - it->expires) / it->incr);
	else
		it->expires = 0;
	(void)send_signal_locked(signo, NULL, t, PIDTYPE_TGID, true);
}

/* Past the soft limit: SIGXCPU, and once more each second; past the hard one: SIGKILL. */
static void check_rlimit_cpu(struct task_struct *t, u64 used)
{
	struct rlimit *lim = &t->signal->rlim[RLIMIT_CPU];
	unsigned long seconds = (unsigned long)(used / (u64)NSEC_PER_SEC);

	if (lim->rlim_cur == RLIM_INFINITY)
		return;
	if (seconds >= lim->rlim_max) {
		(void)send_signal_locked(SIGKILL, NULL, t, PIDTYPE_TGID, true);
	} else if (seconds >= lim->rlim_cur) {
		(void)send_signal_locked(SIGXCPU, NULL, t, PIDTYPE_TGID, true);
		WRITE_ONCE(lim->rlim_cur, seconds + 1);
	}
}

static enum hrtimer_restart cpu_timer_fired(struct hrtimer *timer)
{
	struct signal_struct *sig = container_of(timer, struct signal_struct, cpu_timer);
	enum hrtimer_restart again = HRTIMER_NORESTART;
	struct task_struct *t;
	unsigned long flags;
	ktime_t left;
	u64 ut, st;

	rcu_read_lock();
	t = any_thread(sig);
	if (t && lock_task_sighand(t, &flags)) {
		thread_group_cputime_locked(t, &ut, &st);
		expire_itimer(t, &sig->it[0], ut, SIGVTALRM);
		expire_itimer(t, &sig->it[1], ut + st, SIGPROF);
		check_rlimit_cpu(t, ut + st);
		left = cpu_time_left(sig, ut, st);
		if (left && !(sig->flags & SIGNAL_GROUP_EXIT)) {
			timer->expires = next_check(sig, left);
			again = HRTIMER_RESTART;
		}
		unlock_task_sighand(t, &flags);
	}
	rcu_read_unlock();
	return again;
}

void cpu_timers_rearm(struct signal_struct *sig)
{
	struct task_struct *t;
	unsigned long flags;
	ktime_t left;
	u64 ut, st;

	rcu_read_lock();
	t = any_thread(sig);
	if (t && lock_task_sighand(t, &flags)) {
		thread_group_cputime_locked(t, &ut, &st);
		left = cpu_time_left(sig, ut, st);
		if (left)
			hrtimer_start(&sig->cpu_timer, next_check(sig, left));
		unlock_task_sighand(t, &flags);
	}
	rcu_read_unlock();
}

void cpu_timers_start(struct signal_struct *sig)
{
	if (unlikely(sig->rlim[RLIMIT_CPU].rlim_cur != RLIM_INFINITY))
		hrtimer_start(&sig->cpu_timer, ktime_get() + CPU_CHECK_MIN_NS);
}

/* siglock held. */
static void read_cpu_itimer(int which, struct itimer_ns *out)
{
	struct cpu_itimer *it = &current->signal->it[which - 1];
	u64 ut, st;
	ktime_t now;

	out->interval = it->incr;
	out->value = 0;
	if (!it->expires)
		return;
	thread_group_cputime_locked(current, &ut, &st);
	now = (ktime_t)(which == ITIMER_VIRTUAL ? ut : ut + st);
	out->value = max(it->expires - now, (ktime_t)NSEC_PER_USEC);
}

static void set_cpu_itimer(int which, const struct itimer_ns *in, struct itimer_ns *old)
{
	struct cpu_itimer *it = &current->signal->it[which - 1];
	ktime_t now;
	u64 ut, st;

	spin_lock_irq(&current->sighand->siglock);
	if (old)
		read_cpu_itimer(which, old);
	thread_group_cputime_locked(current, &ut, &st);
	now = (ktime_t)(which == ITIMER_VIRTUAL ? ut : ut + st);
	it->expires = in->value ? ktime_add_safe(now, in->value) : 0;
	it->incr = in->value ? in->interval : 0;
	spin_unlock_irq(&current->sighand->siglock);
	if (in->value)
		cpu_timers_rearm(current->signal);
}

/* --- the calls --- */

void do_getitimer(int which, struct itimer_ns *out)
{
	spin_lock_irq(&current->sighand->siglock);
	if (which == ITIMER_REAL)
		read_real(current->signal, out);
	else
		read_cpu_itimer(which, out);
	spin_unlock_irq(&current->sighand->siglock);
}

void do_setitimer(int which, const struct itimer_ns *in, struct itimer_ns *old)
{
	if (which == ITIMER_REAL)
		set_real(in, old);
	else
		set_cpu_itimer(which, in, old);
}

void itimers_init(struct signal_struct *sig)
{
	hrtimer_init(&sig->real_timer, real_timer_fired);
	hrtimer_init(&sig->cpu_timer, cpu_timer_fired);
}

void itimers_cancel(struct signal_struct *sig)
{
	hrtimer_cancel(&sig->real_timer);
	hrtimer_cancel(&sig->cpu_timer);
}
