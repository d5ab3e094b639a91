/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/posix_timer.c - timers that programs create: timer_create(2) and family
 *
 * Theory
 *   A timer owns one signal-queue entry, allocated with it, so that its expiry cannot fail for lack
 * of memory. While that entry is queued, further expiries only count as overruns; a periodic timer
 * is started again when its signal is taken, and the periods that passed meanwhile are counted
 * then.  So a timer never costs more than its receiver's ability to take signals.  If the signal is
 * ignored, the timer goes on by itself, at most once a millisecond.
 *
 *   An entry that is taken may belong to a timer that was changed or deleted since it was queued:
 * `seq` tells.
 *
 *   Absolute timers of the wall clock are on one list, and are armed anew when that clock is set.
 *
 * Not here: CPU-time clocks as timers (timer_create answers EINVAL for them).
 *
 * Locks, outermost first
 *   posix_timers.lock (RANK_POSIX_TIMER, irq-safe)  all timers of one process; timer functions take
 * it siglock                                         the queue entry realtime_lock (RANK_PIDMAP,
 * irq-safe)           the list of wall-clock timers
 *
 * Sources: timer_create(2), timer_settime(2), timer_getoverrun(2), timer_delete(2), sigevent(7)
 */
#include "kernel/base/panic.h"
#include "internal.h"
#include "lib/idr.h"
#include "lib/list.h"
#include "mm/kmem/slab.h"
#include <asm/siginfo.h>
#include <linux/time.h>

#define IGNORED_MIN_NS NSEC_PER_MSEC
#define OVERRUN_MAX    INT32_MAX

struct posix_timer {
	struct posix_timers *owner; /* [c] */
	struct hrtimer timer;
	int id, clockid, kind;	   /* [c] kind: SIGEV_* */
	struct sigqueue *q;	   /* [c] our entry; NULL: SIGEV_NONE */
	struct pid *target;	   /* [c] referenced */
	enum pid_type type;	   /* [c] thread or process */
	ktime_t interval;	   /* [owner->lock] */
	ktime_t real_expires;	   /* [owner->lock] absolute wall-clock time, 0: none */
	s64 overrun, overrun_last; /* [owner->lock] */
	u32 seq;		   /* [owner->lock] */
	bool armed;		   /* [owner->lock] runs, or waits for its signal to be taken */
	struct list_head realtime; /* [realtime_lock] */
};

struct posix_timers {
	spinlock_t lock;
	struct idr ids; /* [lock] */
};

/* --- absolute wall-clock timers --- */

static DEFINE_SPINLOCK(realtime_lock, RANK_PIDMAP);
static LIST_HEAD(realtime_timers); /* [realtime_lock] */
static bool registered;

static void clock_was_set(void)
{
	struct posix_timer *t;
	unsigned long flags;
	ktime_t offset = ktime_get_real() - ktime_get();

	spin_lock_irqsave(&realtime_lock, flags);
	list_for_each_entry (t, &realtime_timers, realtime)
		if (hrtimer_active(&t->timer))
			hrtimer_start(&t->timer, READ_ONCE(t->real_expires) - offset);
	spin_unlock_irqrestore(&realtime_lock, flags);
}

static void track_realtime(struct posix_timer *t, bool on)
{
	unsigned long flags;

	spin_lock_irqsave(&realtime_lock, flags);
	if (!list_empty(&t->realtime))
		list_del_init(&t->realtime);
	if (on)
		list_add(&t->realtime, &realtime_timers);
	spin_unlock_irqrestore(&realtime_lock, flags);
}

/* --- expiry --- */

/* Queues the signal; false: it is ignored.  owner->lock held. */
static bool fire(struct posix_timer *t)
{
	struct task_struct *task;
	unsigned long flags;
	bool queued = true;

	if (!t->q)
		return false;
	rcu_read_lock();
	task = pid_task(t->target, t->type);
	if (task && lock_task_sighand(task, &flags)) {
		t->seq++;
		t->q->timer_seq = t->seq;
		queued = send_sigqueue_locked(t->q, task, t->type) == 0;
		unlock_task_sighand(task, &flags);
	}
	rcu_read_unlock();
	return queued;
}

static enum hrtimer_restart posix_timer_fired(struct hrtimer *timer)
{
	struct posix_timer *t = container_of(timer, struct posix_timer, timer);
	enum hrtimer_restart again = HRTIMER_NORESTART;
	unsigned long flags;

	spin_lock_irqsave(&t->owner->lock, flags);
	if (t->real_expires && ktime_get_real() < t->real_expires) {
		timer->expires = ktime_get() + (t->real_expires - ktime_get_real());
		again = HRTIMER_RESTART; /* the wall clock was set back meanwhile */
	} else if (!fire(t)) {
		if (t->interval && t->q) {
			ktime_t now =
				ktime_get() + IGNORED_MIN_NS - min(t->interval, IGNORED_MIN_NS);

			t->overrun += (s64)hrtimer_forward(timer, now, t->interval);
			t->seq++;
			again = HRTIMER_RESTART;
		} else if (!t->interval) {
			t->armed = false;
		}
	} else if (!t->interval) {
		t->armed = false;
	}
	spin_unlock_irqrestore(&t->owner->lock, flags);
	return again;
}

/* The signal of timer info->timer.tid was taken: count what was missed, start the next period. */
void posix_timer_rearm(u32 seq, struct kernel_siginfo *info)
{
	struct posix_timers *all = current->signal->posix_timers;
	struct posix_timer *t;
	unsigned long flags;
	s64 sum;

	if (!all)
		return;
	spin_lock_irqsave(&all->lock, flags);
	t = idr_find(&all->ids, (unsigned long)info->timer.tid);
	if (t && t->seq == seq) {
		if (t->interval && t->armed && !hrtimer_active(&t->timer)) {
			/* One of the periods that passed is the signal itself. */
			t->overrun += (s64)hrtimer_forward(&t->timer, ktime_get(), t->interval) - 1;
			if (t->real_expires)
				t->real_expires = t->timer.expires + ktime_get_real() - ktime_get();
			hrtimer_start(&t->timer, t->timer.expires);
		}
		t->overrun_last = t->overrun;
		t->overrun = 0;
		t->seq++;
		sum = info->timer.overrun + t->overrun_last;
		info->timer.overrun = (int)min(sum, (s64)OVERRUN_MAX);
	}
	spin_unlock_irqrestore(&all->lock, flags);
}

/* --- creation --- */

static struct posix_timers *get_timers(void)
{
	struct signal_struct *sig = current->signal;
	struct posix_timers *all = READ_ONCE(sig->posix_timers);

	if (all)
		return all;
	all = kzalloc(sizeof(*all), GFP_KERNEL);
	if (!all)
		return NULL;
	spin_lock_init(&all->lock, RANK_POSIX_TIMER);
	idr_init(&all->ids);
	spin_lock_irq(&current->sighand->siglock);
	if (!sig->posix_timers) {
		sig->posix_timers = all;
		all = NULL;
	}
	spin_unlock_irq(&current->sighand->siglock);
	kfree(all); /* another thread was faster */
	return sig->posix_timers;
}

/* Who gets the signal, referenced; NULL: not a thread of ours. */
static struct pid *find_target(const struct timer_notify *n, enum pid_type *type)
{
	struct task_struct *t;
	struct pid *pid = NULL;

	*type = PIDTYPE_TGID;
	if (!(n->kind & SIGEV_THREAD_ID))
		return get_pid(current->signal->pids[PIDTYPE_TGID]);
	*type = PIDTYPE_PID;
	rcu_read_lock();
	t = find_task_by_vpid(n->tid);
	if (t && same_thread_group(t, current))
		pid = get_pid(task_pid(t));
	rcu_read_unlock();
	return pid;
}

static bool notify_is_valid(const struct timer_notify *n)
{
	if (n->kind == SIGEV_NONE)
		return true;
	if (n->kind != SIGEV_SIGNAL && n->kind != SIGEV_THREAD &&
	    n->kind != (SIGEV_SIGNAL | SIGEV_THREAD_ID))
		return false;
	return n->signo > 0 && valid_signal(n->signo);
}

static void timer_free(struct posix_timer *t)
{
	if (t->q) {
		t->q->timer = NULL;
		sigqueue_free(t->q);
	}
	put_pid(t->target);
	kfree(t);
}

/* The entry, filled but for the id. */
static int attach_entry(struct posix_timer *t, const struct timer_notify *n)
{
	if (n->kind == SIGEV_NONE)
		return 0;
	t->q = sigqueue_alloc(current, GFP_KERNEL, false);
	if (!t->q)
		return -EAGAIN;
	t->q->timer = t;
	t->q->info = (struct kernel_siginfo){.si_signo = n->signo, .si_code = SI_TIMER};
	t->q->info.timer.value = n->value;
	return 0;
}

static void register_once(void)
{
	if (!__atomic_test_and_set(&registered, __ATOMIC_RELAXED))
		clock_was_set_register(clock_was_set);
}

int do_timer_create(int clockid, const struct timer_notify *n, int *id)
{
	struct posix_timers *all;
	struct posix_timer *t;
	int err, nr;

	if (clockid != CLOCK_REALTIME && clockid != CLOCK_MONOTONIC && clockid != CLOCK_BOOTTIME)
		return -EINVAL;
	if (!notify_is_valid(n))
		return -EINVAL;
	all = get_timers();
	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!all || !t) {
		kfree(t);
		return -EAGAIN;
	}
	t->owner = all;
	t->clockid = clockid;
	t->kind = n->kind;
	INIT_LIST_HEAD(&t->realtime);
	hrtimer_init(&t->timer, posix_timer_fired);
	err = -EINVAL;
	t->target = find_target(n, &t->type);
	if (!t->target)
		goto free;
	err = attach_entry(t, n);
	if (err)
		goto free;
	register_once();

	spin_lock_irq(&all->lock);
	nr = idr_alloc_cyclic(&all->ids, t, 0, 0, GFP_ATOMIC);
	if (nr >= 0) {
		t->id = nr;
		if (t->q) {
			t->q->info.timer.tid = nr;
			if (n->value_is_id)
				t->q->info.timer.value = (unsigned long)nr;
		}
	}
	spin_unlock_irq(&all->lock);
	err = -EAGAIN;
	if (nr < 0)
		goto free;
	*id = nr;
	return 0;
free:
	timer_free(t);
	return err;
}

/* --- use --- */

/* The timer, with all->lock held (interrupts off); NULL: no such id, lock not held. */
static struct posix_timer *lock_timer(int id) __no_lock_analysis
{
	struct posix_timers *all = current->signal->posix_timers;
	struct posix_timer *t;

	if (!all || id < 0)
		return NULL;
	spin_lock_irq(&all->lock);
	t = idr_find(&all->ids, (unsigned long)id);
	if (!t)
		spin_unlock_irq(&all->lock);
	return t;
}

/* Locks timer @id and stops it, waiting for its function if that runs. */
static struct posix_timer *
lock_and_stop_timer(int id, void (*look)(struct posix_timer *, struct itimer_ns *),
		    struct itimer_ns *old) __no_lock_analysis
{
	struct posix_timer *t;

	for (;;) {
		t = lock_timer(id);
		if (!t)
			return NULL;
		if (look && old)
			look(t, old);
		if (hrtimer_try_to_cancel(&t->timer) >= 0)
			return t;
		spin_unlock_irq(&t->owner->lock);
		cpu_relax();
	}
}

/* Lock held. */
static void read_timer(struct posix_timer *t, struct itimer_ns *out)
{
	ktime_t now = ktime_get();

	out->interval = t->interval;
	out->value = 0;
	if (!t->armed)
		return;
	/* It waits for its signal to be taken, or nobody is told: bring it up to date. */
	if (t->interval && (!hrtimer_active(&t->timer) || !t->q))
		t->overrun += (s64)hrtimer_forward(&t->timer, now, t->interval);
	out->value = t->timer.expires - now;
	if (out->value <= 0)
		out->value = t->q ? 1 : 0; /* about to fire is not "disarmed" */
}

int do_timer_gettime(int id, struct itimer_ns *out) __no_lock_analysis
{
	struct posix_timer *t = lock_timer(id);

	if (!t)
		return -EINVAL;
	read_timer(t, out);
	spin_unlock_irq(&t->owner->lock);
	return 0;
}

int do_timer_getoverrun(int id) __no_lock_analysis
{
	struct posix_timer *t = lock_timer(id);
	int n;

	if (!t)
		return -EINVAL;
	n = (int)min(t->overrun_last, (s64)OVERRUN_MAX);
	spin_unlock_irq(&t->owner->lock);
	return n;
}

int do_timer_settime(int id, bool absolute, const struct itimer_ns *in,
		     struct itimer_ns *old) __no_lock_analysis
{
	struct posix_timer *t = lock_and_stop_timer(id, read_timer, old);
	ktime_t expires;

	if (!t)
		return -EINVAL;
	t->seq++; /* a signal that is still queued is not of this setting */
	t->overrun = t->overrun_last = 0;
	t->interval = in->interval;
	t->real_expires = absolute && t->clockid == CLOCK_REALTIME ? in->value : 0;
	t->armed = in->value != 0;
	track_realtime(t, t->armed && t->real_expires);
	if (t->armed) {
		if (absolute)
			expires =
				ktime_add_safe(ktime_get(), clock_remaining(t->clockid, in->value));
		else
			expires = ktime_add_safe(ktime_get(), in->value);
		hrtimer_start(&t->timer, max(expires, (ktime_t)0));
	}
	spin_unlock_irq(&t->owner->lock);
	return 0;
}

/* Out of the table and not queued any more; owner->lock was dropped by us. */
static void timer_destroy(struct posix_timer *t)
{
	struct sigqueue *q = t->q;
	struct sighand_struct *sh = current->sighand;

	track_realtime(t, false);
	if (q) {
		spin_lock_irq(&sh->siglock);
		q->timer = NULL; /* if it is queued, whoever takes it frees it */
		if (!list_empty(&q->list))
			t->q = NULL;
		spin_unlock_irq(&sh->siglock);
	}
	timer_free(t);
}

int do_timer_delete(int id) __no_lock_analysis
{
	struct posix_timer *t = lock_and_stop_timer(id, NULL, NULL);

	if (!t)
		return -EINVAL;
	idr_remove(&t->owner->ids, (unsigned long)id);
	spin_unlock_irq(&t->owner->lock);
	timer_destroy(t);
	return 0;
}

/* The process execs or ends: one thread is left. */
void exit_itimers(struct signal_struct *sig)
{
	struct posix_timers *all = sig->posix_timers;
	unsigned long id = 0;

	if (!all)
		return;
	while (idr_get_next(&all->ids, &id))
		(void)do_timer_delete((int)id);
	spin_lock_irq(&current->sighand->siglock);
	sig->posix_timers = NULL;
	spin_unlock_irq(&current->sighand->siglock);
	idr_destroy(&all->ids);
	kfree(all);
}
