/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/timerfd.c - timers as files
 *
 * Theory
 *   A timer counts its expirations; a read takes the count, and waits while it is 0.  A periodic
 *   timer is not rearmed by its interrupt: the read (or a look at it) moves it on by the whole
 *   intervals that have passed, so a program that does not read costs one interrupt.
 *
 *   Timers run on CLOCK_MONOTONIC.  An absolute CLOCK_REALTIME value is converted when it is set;
 *   when that clock is set, all such timers are converted again, and those with
 *   TFD_TIMER_CANCEL_ON_SET tell their readers ECANCELED.
 *
 * Locks: t->lock (irq, RANK_TTY_BUF level: below wait queues and timers) for its state;
 *   list_lock for all of them.
 * Sources: timerfd_create(2)
 */
#include "kernel/ipc/eventfd.h"

#include "fs/vfs/poll.h"
#include "fs/vfs/seq_file.h"
#include "kernel/proc/cred.h"
#include "kernel/sched/mutex.h"
#include "mm/kmem/slab.h"
#include <linux/time.h>
#include <linux/timerfd.h>

struct timerfd {
	struct hrtimer timer;
	wait_queue_head_t wq;
	spinlock_t lock;
	int clockid;		 /* [c] */
	ktime_t value, interval; /* [lock] next expiry as CLOCK_MONOTONIC; period */
	ktime_t real_value;	 /* [lock] absolute realtime timers: on their own clock */
	u64 ticks;		 /* [lock] */
	bool expired, armed;	 /* [lock] */
	bool absolute, cancel_on_set, canceled; /* [lock] */
	struct list_head link;			/* [timerfds_mutex] */
};

static DEFINE_MUTEX(timerfds_mutex, RANK_PIPE);
static LIST_HEAD(timerfds);

static bool is_realtime(const struct timerfd *t)
{
	return t->clockid == CLOCK_REALTIME || t->clockid == CLOCK_REALTIME_ALARM;
}

/* CLOCK_MONOTONIC of a time on the timer's clock. */
static ktime_t to_monotonic(const struct timerfd *t, ktime_t when)
{
	ktime_t off = 0, r;

	if (is_realtime(t))
		off = ktime_get_real() - ktime_get();
	else if (t->clockid == CLOCK_BOOTTIME || t->clockid == CLOCK_BOOTTIME_ALARM)
		off = ktime_get_boottime() - ktime_get();
	if (__builtin_sub_overflow(when, off, &r))
		return when < 0 ? 0 : KTIME_MAX;
	return r;
}

static enum hrtimer_restart timerfd_fire(struct hrtimer *h)
{
	struct timerfd *t = container_of(h, struct timerfd, timer);
	unsigned long flags;

	spin_lock_irqsave(&t->lock, flags);
	t->expired = true;
	t->ticks++;
	spin_unlock_irqrestore(&t->lock, flags);
	wake_up_poll(&t->wq, EPOLLIN);
	return HRTIMER_NORESTART;
}

/* A periodic timer that fired goes on: counts what was missed and arms the next.  lock held. */
static void timerfd_catch_up(struct timerfd *t)
{
	ktime_t now = ktime_get();
	u64 missed;

	if (!t->expired || !t->interval)
		return;
	missed = now > t->value ? (u64)(now - t->value) / (u64)t->interval : 0;
	t->ticks += missed;
	t->value = ktime_add_safe(t->value, (ktime_t)(missed + 1) * t->interval);
	t->expired = false;
	hrtimer_start(&t->timer, t->value);
}

static bool timerfd_ready(const struct timerfd *t)
{
	return READ_ONCE(t->ticks) || READ_ONCE(t->canceled);
}

static ssize_t timerfd_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct timerfd *t = f->private_data;
	unsigned long flags;
	bool canceled;
	u64 ticks;
	int err;

	(void)pos;
	if (to->count < sizeof(ticks))
		return -EINVAL;
	for (;;) {
		spin_lock_irqsave(&t->lock, flags);
		canceled = t->canceled;
		t->canceled = false;
		if (!canceled)
			timerfd_catch_up(t);
		ticks = t->ticks;
		t->ticks = 0;
		spin_unlock_irqrestore(&t->lock, flags);
		if (canceled)
			return -ECANCELED;
		if (ticks)
			break;
		if (f->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_interruptible(t->wq, timerfd_ready(t));
		if (err)
			return err;
	}
	return copy_to_iter(&ticks, sizeof(ticks), to) == sizeof(ticks) ? (ssize_t)sizeof(ticks)
									: -EFAULT;
}

static unsigned int timerfd_poll(struct file *f, struct poll_table *pt)
{
	struct timerfd *t = f->private_data;

	poll_wait(f, &t->wq, pt);
	return timerfd_ready(t) ? EPOLLIN : 0;
}

static int timerfd_release(struct inode *inode, struct file *f)
{
	struct timerfd *t = f->private_data;

	(void)inode;
	mutex_lock(&timerfds_mutex);
	list_del(&t->link);
	mutex_unlock(&timerfds_mutex);
	hrtimer_cancel(&t->timer);
	kfree(t);
	return 0;
}

static const struct file_operations timerfd_fops = {
	.llseek = noop_llseek,
	.read_iter = timerfd_read,
	.poll = timerfd_poll,
	.release = timerfd_release,
};

struct file *timerfd_file(int clockid, int flags)
{
	struct timerfd *t;
	struct file *f;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return ERR_PTR(-EINVAL);
	switch (clockid) {
	case CLOCK_REALTIME:
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
		break;
	case CLOCK_REALTIME_ALARM:
	case CLOCK_BOOTTIME_ALARM:
		if (!capable(CAP_WAKE_ALARM))
			return ERR_PTR(-EPERM);
		break;
	default:
		return ERR_PTR(-EINVAL);
	}
	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return ERR_PTR(-ENOMEM);
	hrtimer_init(&t->timer, timerfd_fire);
	init_waitqueue_head(&t->wq);
	spin_lock_init(&t->lock, RANK_TTY_BUF);
	t->clockid = clockid;
	f = anon_inode_getfile("[timerfd]", &timerfd_fops, t, O_RDWR | (flags & O_NONBLOCK));
	if (IS_ERR(f)) {
		kfree(t);
		return f;
	}
	mutex_lock(&timerfds_mutex);
	list_add(&t->link, &timerfds);
	mutex_unlock(&timerfds_mutex);
	return f;
}

/* What is left, and the period.  lock held. */
static void timerfd_left(struct timerfd *t, struct timerfd_spec *cur)
{
	timerfd_catch_up(t);
	cur->interval = t->interval;
	cur->value = 0;
	if (t->armed && !t->expired) {
		cur->value = t->value - ktime_get();
		if (cur->value <= 0)
			cur->value = 1; /* about to fire: not disarmed */
	}
}

int timerfd_get(struct file *f, struct timerfd_spec *cur)
{
	struct timerfd *t = f->private_data;
	unsigned long flags;

	if (f->f_op != &timerfd_fops)
		return -EINVAL;
	spin_lock_irqsave(&t->lock, flags);
	timerfd_left(t, cur);
	spin_unlock_irqrestore(&t->lock, flags);
	return 0;
}

int timerfd_set(struct file *f, int flags, const struct timerfd_spec *new, struct timerfd_spec *old)
{
	struct timerfd *t = f->private_data;
	unsigned long irq;

	if (f->f_op != &timerfd_fops || (flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)))
		return -EINVAL;
	hrtimer_cancel(&t->timer);
	spin_lock_irqsave(&t->lock, irq);
	timerfd_left(t, old);
	hrtimer_try_to_cancel(&t->timer); /* the look may have armed it */
	t->ticks = 0;
	t->expired = t->canceled = false;
	t->armed = new->value != 0;
	t->interval = t->armed ? new->interval : 0;
	t->absolute = flags & TFD_TIMER_ABSTIME;
	t->cancel_on_set = is_realtime(t) && t->absolute && (flags & TFD_TIMER_CANCEL_ON_SET);
	t->real_value = new->value;
	if (t->armed) {
		t->value = t->absolute ? to_monotonic(t, new->value)
				       : ktime_add_safe(ktime_get(), new->value);
		hrtimer_start(&t->timer, t->value);
	}
	spin_unlock_irqrestore(&t->lock, irq);
	return 0;
}

/* CLOCK_REALTIME was set. */
static void timerfd_clock_was_set(void)
{
	struct timerfd *t;
	unsigned long flags;
	bool wake;

	mutex_lock(&timerfds_mutex);
	list_for_each_entry (t, &timerfds, link) {
		spin_lock_irqsave(&t->lock, flags);
		wake = t->cancel_on_set;
		t->canceled = t->canceled || wake;
		if (is_realtime(t) && t->absolute && t->armed && !t->expired && !t->interval) {
			t->value = to_monotonic(t, t->real_value);
			hrtimer_start(&t->timer, t->value);
		}
		spin_unlock_irqrestore(&t->lock, flags);
		if (wake)
			wake_up_poll(&t->wq, EPOLLIN);
	}
	mutex_unlock(&timerfds_mutex);
}

void __init timerfd_init(void)
{
	clock_was_set_register(timerfd_clock_was_set);
}
