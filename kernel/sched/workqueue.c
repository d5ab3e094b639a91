/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/workqueue.c - work done later in process context
 *
 * Theory
 *   One list of work and one pool of threads.  An item may sleep until another one, queued later,
 * has run, and queueing cannot make threads: so a worker that takes an item while no other is idle
 * first makes one (up to WORKERS_MAX), even if nothing is waiting yet.  Extra workers leave after a
 * while without work.  An item never runs on two workers at once: one that was queued again while
 * it runs is left in the list until its worker is done.
 *
 * Locks: pool.lock (RANK_WORKQUEUE), interrupts off; taken inside wake functions, so no wait queue
 * is woken under it.
 *
 * Sources: Linux Documentation/core-api/workqueue.rst
 */
#include "kernel/sched/workqueue.h"

#include "arch/irqflags.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/sched/wait.h"
#include "lib/list.h"
#include "mm/kmem/slab.h"

#define WORKERS_MIN  2 /* that stay: one works, one stands by */
#define WORKERS_MAX  8
#define IDLE_TIMEOUT (30 * NSEC_PER_SEC)
#define PENDING	     0 /* bit of work_struct.pending */

struct worker {
	struct list_head entry; /* in pool.workers [pool.lock] */
	struct task_struct *task;
	struct work_struct *current_work; /* [pool.lock] */
	bool idle;			  /* [pool.lock] sleeps, waiting for work */
};

/* Key: l lock */
static struct {
	spinlock_t lock;
	struct list_head work;		  /* [l] queued items, oldest first */
	struct list_head workers;	  /* [l] */
	unsigned int nr_workers, nr_idle; /* [l] */
	unsigned int next_id;		  /* [l] */
	bool creating;			  /* [l] one worker at a time makes another */
	wait_queue_head_t done;		  /* an item has finished */
} pool = {
	.lock = __SPIN_LOCK_UNLOCKED(RANK_WORKQUEUE),
	.work = LIST_HEAD_INIT(pool.work),
	.workers = LIST_HEAD_INIT(pool.workers),
	.done = __WAIT_QUEUE_HEAD_INIT(pool.done),
};

static int worker_main(void *arg);

static bool is_running(const struct work_struct *w)
{
	struct worker *k;

	list_for_each_entry (k, &pool.workers, entry)
		if (k->current_work == w)
			return true;
	return false;
}

/* The oldest item that no worker is running; taken off the list.  Lock held. */
static struct work_struct *next_work(void)
{
	struct work_struct *w;

	list_for_each_entry (w, &pool.work, entry) {
		if (is_running(w))
			continue;
		list_del_init(&w->entry);
		clear_bit(PENDING, &w->pending);
		return w;
	}
	return NULL;
}

static void wake_idle_worker(void)
{
	struct worker *k;

	list_for_each_entry (k, &pool.workers, entry) {
		if (k->idle) {
			k->idle = false;
			pool.nr_idle--;
			wake_up_process(k->task);
			return;
		}
	}
}

static int create_worker(void)
{
	struct worker *k = kzalloc(sizeof(*k), GFP_KERNEL);
	unsigned int id;

	if (!k)
		return -ENOMEM;
	spin_lock_irq(&pool.lock);
	id = pool.next_id++;
	spin_unlock_irq(&pool.lock);
	k->task = kthread_create(worker_main, k, "kworker/u:%u", id);
	if (IS_ERR(k->task)) {
		int err = (int)PTR_ERR(k->task);

		kfree(k);
		return err;
	}
	spin_lock_irq(&pool.lock);
	list_add(&k->entry, &pool.workers);
	pool.nr_workers++;
	k->idle = true; /* counts before it first runs, or the next item would make one more */
	pool.nr_idle++;
	spin_unlock_irq(&pool.lock);
	wake_up_process(k->task);
	return 0;
}

/*
 * Before an item runs: another worker stands by, or somebody is making one.  Lock held, dropped for
 * a while if a worker is made.  The new one may take an item at once and, as `creating` is still
 * set, leave it to us to make the next: so look again.  A failure means that work queued later
 * waits.
 */
__no_lock_analysis static void maybe_create_worker(void)
{
	int err = 0;

	while (!err && !pool.nr_idle && !pool.creating && pool.nr_workers < WORKERS_MAX) {
		pool.creating = true;
		spin_unlock_irq(&pool.lock);
		err = create_worker();
		spin_lock_irq(&pool.lock);
		pool.creating = false;
	}
	assert(err || pool.nr_idle || pool.creating || pool.nr_workers >= WORKERS_MAX);
}

/* Lock held on entry and return. */
__no_lock_analysis static void run_work(struct worker *k, struct work_struct *w)
{
	void (*func)(struct work_struct *) = w->func;

	k->current_work = w;
	maybe_create_worker();
	spin_unlock_irq(&pool.lock);
	func(w); /* may free @w */
	cond_resched();
	spin_lock_irq(&pool.lock);
	k->current_work = NULL;
	/* Whoever still saw it running, under the lock, was in the queue before. */
	if (waitqueue_active(&pool.done)) {
		spin_unlock_irq(&pool.lock);
		wake_up_all(&pool.done);
		spin_lock_irq(&pool.lock);
	}
}

/* Lock held.  False: whoever queued work did it already. */
static bool stop_idling(struct worker *k)
{
	if (!k->idle)
		return false;
	k->idle = false;
	pool.nr_idle--;
	return true;
}

/* Lock held on entry and return.  True: was idle for long and is not needed. */
__no_lock_analysis static bool worker_sleep(struct worker *k)
{
	ktime_t left;

	k->idle = true;
	pool.nr_idle++;
	set_current_state(TASK_IDLE);
	spin_unlock_irq(&pool.lock);
	left = schedule_timeout(IDLE_TIMEOUT);
	spin_lock_irq(&pool.lock);
	if (!stop_idling(k))
		return false;
	return left == 0 && pool.nr_idle && pool.nr_workers > WORKERS_MIN && list_empty(&pool.work);
}

__no_lock_analysis static int worker_main(void *arg)
{
	struct worker *k = arg;
	struct work_struct *w;

	spin_lock_irq(&pool.lock);
	stop_idling(k);
	for (;;) {
		w = next_work();
		if (w)
			run_work(k, w);
		else if (worker_sleep(k))
			break;
	}
	list_del(&k->entry);
	pool.nr_workers--;
	spin_unlock_irq(&pool.lock);
	kfree(k);
	return 0;
}

/* --- for users --- */

void INIT_WORK(struct work_struct *w, void (*func)(struct work_struct *w))
{
	INIT_LIST_HEAD(&w->entry);
	w->func = func;
	w->pending = 0;
}

bool schedule_work(struct work_struct *w)
{
	unsigned long flags;
	bool added;

	spin_lock_irqsave(&pool.lock, flags);
	added = !test_and_set_bit(PENDING, &w->pending);
	if (added) {
		list_add_tail(&w->entry, &pool.work);
		wake_idle_worker();
	}
	spin_unlock_irqrestore(&pool.lock, flags);
	return added;
}

static enum hrtimer_restart delayed_fire(struct hrtimer *t)
{
	struct delayed_work *d = container_of(t, struct delayed_work, timer);

	schedule_work(&d->work);
	return HRTIMER_NORESTART;
}

void INIT_DELAYED_WORK(struct delayed_work *d, void (*func)(struct work_struct *w))
{
	INIT_WORK(&d->work, func);
	hrtimer_init(&d->timer, delayed_fire);
}

bool schedule_delayed_work(struct delayed_work *d, ktime_t delay)
{
	if (delay <= 0)
		return schedule_work(&d->work);
	if (test_bit(PENDING, &d->work.pending) || hrtimer_active(&d->timer))
		return false;
	hrtimer_start(&d->timer, ktime_add_safe(ktime_get(), delay));
	return true;
}

static bool is_busy(struct work_struct *w)
{
	unsigned long flags;
	bool busy;

	spin_lock_irqsave(&pool.lock, flags);
	busy = test_bit(PENDING, &w->pending) || is_running(w);
	spin_unlock_irqrestore(&pool.lock, flags);
	return busy;
}

void flush_work(struct work_struct *w)
{
	wait_event(pool.done, !is_busy(w));
}

void cancel_work_sync(struct work_struct *w)
{
	unsigned long flags;
	bool taken_off;

	spin_lock_irqsave(&pool.lock, flags);
	taken_off = test_bit(PENDING, &w->pending);
	if (taken_off) {
		list_del_init(&w->entry);
		clear_bit(PENDING, &w->pending);
	}
	spin_unlock_irqrestore(&pool.lock, flags);
	if (taken_off)
		wake_up_all(&pool.done); /* others may flush it */
	wait_event(pool.done, !is_busy(w));
}

void cancel_delayed_work_sync(struct delayed_work *d)
{
	hrtimer_cancel(&d->timer);
	cancel_work_sync(&d->work);
}

void __init workqueue_init(void)
{
	int err = create_worker();

	if (err)
		panic("workqueue: no worker thread (%d)", err);
}
