/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/wait.c - wait queues and completions
 *
 * Theory
 *   Exclusive waiters stand at the tail, so that a wake-up reaches all others first and then as
 *   many exclusive ones as it asks for.  A waiter's function says with 1 that it woke somebody,
 *   with 0 that it did not (which does not use up the count), with a negative value that the
 *   wake-up ends here.
 *
 *   A function may wake another queue (epoll does), so the locks of two queues nest; epoll keeps
 *   chains of queues free of circles.
 *
 * Locks: the queue's (RANK_WAITQ), interrupts off; run-queue locks inside.
 */
#include "kernel/sched/wait.h"

#include "arch/irqflags.h"
#include "lib/list.h"

wait_queue_head_t kmsg_waitqueue = __WAIT_QUEUE_HEAD_INIT(kmsg_waitqueue);

void init_waitqueue_head(wait_queue_head_t *wq)
{
	spin_lock_init(&wq->lock, RANK_WAITQ);
	INIT_LIST_HEAD(&wq->head);
}

void add_wait_queue(wait_queue_head_t *wq, struct wait_queue_entry *e)
{
	unsigned long flags;

	e->flags &= ~WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq->lock, flags);
	list_add(&e->entry, &wq->head);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void add_wait_queue_exclusive(wait_queue_head_t *wq, struct wait_queue_entry *e)
{
	unsigned long flags;

	e->flags |= WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq->lock, flags);
	list_add_tail(&e->entry, &wq->head);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void remove_wait_queue(wait_queue_head_t *wq, struct wait_queue_entry *e)
{
	unsigned long flags;

	spin_lock_irqsave(&wq->lock, flags);
	list_del_init(&e->entry);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void prepare_to_wait(wait_queue_head_t *wq, struct wait_queue_entry *e, unsigned int state)
{
	spin_lock_irq(&wq->lock);
	if (list_empty(&e->entry)) {
		if (e->flags & WQ_FLAG_EXCLUSIVE)
			list_add_tail(&e->entry, &wq->head);
		else
			list_add(&e->entry, &wq->head);
	}
	set_current_state(state);
	spin_unlock_irq(&wq->lock);
}

int default_wake_function(struct wait_queue_entry *e, unsigned int mode, int flags, void *key)
{
	(void)key;
	return try_to_wake_up_flags(e->private, mode, flags);
}

int autoremove_wake_function(struct wait_queue_entry *e, unsigned int mode, int flags, void *key)
{
	int woken = try_to_wake_up_flags(e->private, mode, flags);

	(void)key;
	if (woken)
		list_del_init(&e->entry);
	return woken;
}

/* Queue lock held. */
static __always_inline void wake_locked(wait_queue_head_t *wq, unsigned int mode, int nr,
					int wake_flags, void *key)
{
	struct wait_queue_entry *e, *next;

	list_for_each_entry_safe (e, next, &wq->head, entry) {
		unsigned int flags = e->flags;
		int ret = e->func(e, mode, wake_flags, key);

		if (ret < 0)
			break;
		if (ret && (flags & WQ_FLAG_EXCLUSIVE) && --nr == 0)
			break;
	}
}

void __wake_up_flags(wait_queue_head_t *wq, unsigned int mode, int nr, int wake_flags, void *key)
{
	unsigned long flags;

	local_irq_save(flags);
	spin_lock_nested(&wq->lock); /* see "A function may wake another queue" */
	wake_locked(wq, mode, nr, wake_flags, key);
	spin_unlock_irqrestore(&wq->lock, flags);
}

void wake_up_pollfree(wait_queue_head_t *wq)
{
	/* Who queues itself after this look holds the structure that the queue is in. */
	if (waitqueue_active(wq))
		__wake_up(wq, TASK_NORMAL, 0, (void *)POLLFREE_KEY);
}

/* --- completions --- */

#define DONE_ALL (UINT32_MAX / 2) /* complete_all(): never used up */

void init_completion(struct completion *c)
{
	c->done = 0;
	init_waitqueue_head(&c->wait);
}

void complete(struct completion *c)
{
	unsigned long flags;

	spin_lock_irqsave(&c->wait.lock, flags);
	if (c->done != DONE_ALL)
		c->done++;
	wake_locked(&c->wait, TASK_NORMAL | TASK_WAKEKILL, 1, 0, NULL);
	spin_unlock_irqrestore(&c->wait.lock, flags);
}

void complete_all(struct completion *c)
{
	unsigned long flags;

	spin_lock_irqsave(&c->wait.lock, flags);
	c->done = DONE_ALL;
	wake_locked(&c->wait, TASK_NORMAL | TASK_WAKEKILL, 0, 0, NULL);
	spin_unlock_irqrestore(&c->wait.lock, flags);
}

/*
 * 1: done, 0: timed out, -ERESTARTSYS.  All under the queue's lock, as a completion may lie on the
 * stack of its waiter: complete() has let go of it when the waiter can see that it is done.
 */
static int wait_common(struct completion *c, unsigned int state, ktime_t left)
{
	struct wait_queue_entry e;
	int ret = 1;

	might_sleep();
	init_wait_entry(&e, WQ_FLAG_EXCLUSIVE);
	spin_lock_irq(&c->wait.lock);
	while (!c->done) {
		if (signal_pending_state(state)) {
			ret = -ERESTARTSYS;
			break;
		}
		if (left == 0) {
			ret = 0;
			break;
		}
		if (list_empty(&e.entry))
			list_add_tail(&e.entry, &c->wait.head);
		set_current_state(state);
		spin_unlock_irq(&c->wait.lock);
		left = schedule_timeout(left);
		spin_lock_irq(&c->wait.lock);
	}
	list_del_init(&e.entry);
	if (ret == 1 && c->done != DONE_ALL)
		c->done--;
	spin_unlock_irq(&c->wait.lock);
	__set_current_state(TASK_RUNNING);
	return ret;
}

void wait_for_completion(struct completion *c)
{
	(void)wait_common(c, TASK_UNINTERRUPTIBLE, KTIME_MAX);
}

int wait_for_completion_killable(struct completion *c)
{
	int ret = wait_common(c, TASK_KILLABLE, KTIME_MAX);

	return ret < 0 ? ret : 0;
}

int wait_for_completion_timeout(struct completion *c, ktime_t ns)
{
	return wait_common(c, TASK_UNINTERRUPTIBLE, ns);
}

bool completion_done(const struct completion *c)
{
	return READ_ONCE(c->done) != 0;
}
