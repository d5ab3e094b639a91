/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/sched/wait_test.c - wait queues, completions, timers, time, deferred work */
#include "arch/smp.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/sched/workqueue.h"
#include "lib/prng.h"
#include "mm/kmem/slab.h"
#include <linux/time.h>

#include "test_crew.h"

static struct crew crew;
static DECLARE_WAIT_QUEUE_HEAD(queue);
static atomic_t turn, awake, flag;

/* --- wait queues --- */

/* A ball goes round; a lost wake-up hangs the crew. */
static void pass_ball(struct crew_member *m)
{
	int size = m->crew->size;

	for (int i = 0; i < 100; i++) {
		wait_event(queue, atomic_read(&turn) % size == m->number);
		atomic_inc(&turn);
		wake_up_all(&queue);
	}
}

KTEST(wait, no_wakeup_is_lost)
{
	atomic_set(&turn, 0);
	crew_run(&crew, 4, pass_ball, NULL);
	EXPECT_EQ(atomic_read(&turn), 400);
}

static void wait_exclusively(struct crew_member *m)
{
	(void)m;
	(void)!wait_event_interruptible_exclusive(queue, atomic_read(&flag) > 0 &&
								 atomic_add_unless(&flag, -1, 0));
	atomic_inc(&awake);
}

KTEST(wait, exclusive_waiters_wake_one_by_one)
{
	int i;

	atomic_set(&flag, 0);
	atomic_set(&awake, 0);
	crew_start(&crew, 4, wait_exclusively, NULL);
	msleep(20);
	for (i = 1; i <= 4; i++) {
		atomic_inc(&flag);
		wake_up(&queue);
		for (int t = 0; t < 100 && atomic_read(&awake) < i; t++)
			msleep(2);
		EXPECT_EQ(atomic_read(&awake), i);
	}
	crew_wait(&crew);
}

KTEST(wait, timeouts)
{
	ktime_t start = ktime_get();

	EXPECT_EQ(wait_event_timeout(queue, false, 5 * NSEC_PER_MSEC), 0);
	EXPECT_GE(ktime_get() - start, 5 * NSEC_PER_MSEC);
	EXPECT_EQ(wait_event_timeout(queue, true, 5 * NSEC_PER_MSEC), 1);
	EXPECT_EQ(wait_event_interruptible(queue, true), 0);
}

static struct completion comp;

static void complete_it(struct crew_member *m)
{
	(void)m;
	complete(&comp);
}

KTEST(completion, counts)
{
	init_completion(&comp);
	EXPECT_EQ(wait_for_completion_timeout(&comp, NSEC_PER_MSEC), 0);
	crew_start(&crew, 3, complete_it, NULL);
	for (int i = 0; i < 3; i++)
		wait_for_completion(&comp);
	crew_wait(&crew);
	EXPECT_FALSE(completion_done(&comp));
	complete_all(&comp);
	wait_for_completion(&comp);
	wait_for_completion(&comp);
	EXPECT_TRUE(completion_done(&comp));
}

/* --- timers --- */

struct shot {
	struct hrtimer timer;
	ktime_t due, fired;
	int times;
	int again; /* restarts left */
};

static enum hrtimer_restart shot_fire(struct hrtimer *t)
{
	struct shot *s = container_of(t, struct shot, timer);

	s->fired = ktime_get();
	s->times++;
	if (s->again-- <= 0)
		return HRTIMER_NORESTART;
	hrtimer_forward(t, s->fired, NSEC_PER_MSEC);
	return HRTIMER_RESTART;
}

#define SHOTS 32

KTEST(hrtimer, fire_in_time_and_order)
{
	static struct shot shots[SHOTS];
	struct prng rnd = PRNG_INIT(ktest_seed());
	ktime_t now = ktime_get();
	int i;

	for (i = 0; i < SHOTS; i++) {
		shots[i] = (struct shot){.due = now + NSEC_PER_MSEC +
						(ktime_t)prng_below(&rnd, 20 * NSEC_PER_MSEC)};
		hrtimer_init(&shots[i].timer, shot_fire);
		hrtimer_start(&shots[i].timer, shots[i].due);
	}
	msleep(40);
	for (i = 0; i < SHOTS; i++) {
		EXPECT_EQ(shots[i].times, 1);
		EXPECT_GE(shots[i].fired, shots[i].due);
		EXPECT_FALSE(hrtimer_active(&shots[i].timer));
		for (int j = 0; j < i; j++)
			if (shots[j].due < shots[i].due)
				EXPECT_LE(shots[j].fired, shots[i].fired);
	}
}

KTEST(hrtimer, cancel_and_restart)
{
	struct shot s = {.times = 0};

	hrtimer_init(&s.timer, shot_fire);
	EXPECT_EQ(hrtimer_try_to_cancel(&s.timer), 0);
	hrtimer_start(&s.timer, ktime_get() + 5 * NSEC_PER_MSEC);
	EXPECT_TRUE(hrtimer_active(&s.timer));
	EXPECT_GT(hrtimer_remaining(&s.timer), 0);
	EXPECT_EQ(hrtimer_cancel(&s.timer), 1);
	msleep(10);
	EXPECT_EQ(s.times, 0);
	/* Started again before it fires: only the new time counts. */
	hrtimer_start(&s.timer, ktime_get() + NSEC_PER_SEC);
	hrtimer_start(&s.timer, ktime_get() + NSEC_PER_MSEC);
	msleep(10);
	EXPECT_EQ(s.times, 1);
	/* The past fires at once. */
	hrtimer_start(&s.timer, 0);
	msleep(2);
	EXPECT_EQ(s.times, 2);
	hrtimer_cancel(&s.timer);
}

KTEST(hrtimer, periodic)
{
	struct shot s = {.again = 9};

	hrtimer_init(&s.timer, shot_fire);
	hrtimer_start(&s.timer, ktime_get() + NSEC_PER_MSEC);
	for (int i = 0; i < 100 && READ_ONCE(s.times) < 10; i++)
		msleep(2);
	EXPECT_EQ(s.times, 10);
	EXPECT_EQ(hrtimer_cancel(&s.timer), 0);
}

KTEST(hrtimer, forward)
{
	struct hrtimer t = {.expires = 100};

	EXPECT_EQ(hrtimer_forward(&t, 99, 10), 0u);
	EXPECT_EQ(hrtimer_forward(&t, 100, 10), 1u);
	EXPECT_EQ(t.expires, 110);
	EXPECT_EQ(hrtimer_forward(&t, 175, 10), 7u);
	EXPECT_EQ(t.expires, 180);
	t.expires = KTIME_MAX - 5;
	EXPECT_EQ(hrtimer_forward(&t, KTIME_MAX - 1, 100), 1u);
	EXPECT_EQ(t.expires, KTIME_MAX);
}

/* One timer, started and cancelled from all CPUs under a lock, as a process's itimer is. */
static struct shot contested;
static DEFINE_SPINLOCK(contested_lock, RANK_LEAF - 50);

static void fight_for_timer(struct crew_member *m)
{
	struct prng rnd = PRNG_INIT(ktest_seed() + (u64)m->number);
	unsigned long flags;

	for (int i = 0; i < 500; i++) {
		spin_lock_irqsave(&contested_lock, flags);
		if (prng_below(&rnd, 4))
			hrtimer_start(&contested.timer,
				      ktime_get() + (ktime_t)prng_below(&rnd, 200 * NSEC_PER_USEC));
		else
			(void)hrtimer_try_to_cancel(&contested.timer);
		spin_unlock_irqrestore(&contested_lock, flags);
		if (i % 16 == 0)
			msleep(1); /* long enough for it to fire */
	}
}

KTEST(hrtimer, contested)
{
	contested = (struct shot){.times = 0};
	hrtimer_init(&contested.timer, shot_fire);
	crew_run(&crew, 4, fight_for_timer, NULL);
	hrtimer_cancel(&contested.timer);
	EXPECT_FALSE(hrtimer_active(&contested.timer));
	EXPECT_GT(contested.times, 0);
}

/* --- clocks --- */

KTEST(time, monotonic_on_all_cpus)
{
	ktime_t last = ktime_get();

	for (int i = 0; i < 50; i++) {
		ktime_t now;

		if (set_cpus_allowed(current, 1ULL << crew_cpu(i)))
			break;
		now = ktime_get();
		EXPECT_GE(now, last);
		last = now;
	}
	EXPECT_EQ(set_cpus_allowed(current, ~0ULL), 0);
}

KTEST(time, settime_moves_only_realtime)
{
	ktime_t mono = ktime_get(), real = ktime_get_real(), res, now;

	EXPECT_GT(real, 0);
	EXPECT_EQ(do_settime(real + 3600 * NSEC_PER_SEC), 0);
	EXPECT_GE(ktime_get_real() - real, 3600 * NSEC_PER_SEC);
	EXPECT_LT(ktime_get() - mono, 60 * NSEC_PER_SEC);
	EXPECT_EQ(do_settime(ktime_get_real() - 3600 * NSEC_PER_SEC), 0);
	real = ktime_get_real() - ktime_get();
	EXPECT_EQ(do_steptime(5 * NSEC_PER_SEC), 0);
	EXPECT_GT(ktime_get_real() - ktime_get() - real, 4 * NSEC_PER_SEC);
	EXPECT_EQ(do_steptime(-5 * NSEC_PER_SEC), 0);
	EXPECT_EQ(do_steptime(KTIME_MAX), -EINVAL);
	EXPECT_EQ(do_steptime(-KTIME_MAX), -EINVAL);
	EXPECT_EQ(do_settime(-1), -EINVAL);
	EXPECT_EQ(do_settime(KTIME_MAX), -EINVAL);
	EXPECT_EQ(clock_read(12345, &now), -EINVAL);
	EXPECT_EQ(clock_resolution(CLOCK_MONOTONIC_COARSE, &res), 0);
	EXPECT_EQ(res, (ktime_t)TICK_NSEC);
}

KTEST(time, sleeps_last)
{
	ktime_t start = ktime_get();

	msleep(20);
	EXPECT_GE(ktime_get() - start, 20 * NSEC_PER_MSEC);
	set_current_state(TASK_INTERRUPTIBLE);
	EXPECT_EQ(schedule_timeout(0), 0);
	EXPECT_EQ(current->state, (unsigned int)TASK_RUNNING);
}

KTEST(time, jiffies_follow)
{
	u64 start = jiffies;

	msleep(50);
	EXPECT_GE(jiffies - start, 50ull * HZ / 1000 - 2);
}

/* --- deferred work --- */

static atomic_t worked;
static struct work_struct items[64];

static void do_work(struct work_struct *w)
{
	(void)w;
	atomic_inc(&worked);
}

KTEST(workqueue, every_item_runs_once)
{
	int i;

	atomic_set(&worked, 0);
	for (i = 0; i < 64; i++) {
		INIT_WORK(&items[i], do_work);
		EXPECT_TRUE(schedule_work(&items[i]));
	}
	for (i = 0; i < 64; i++)
		flush_work(&items[i]);
	EXPECT_EQ(atomic_read(&worked), 64);
}

static struct completion blocker;
static atomic_t blocked;

static void block(struct work_struct *w)
{
	(void)w;
	atomic_inc(&blocked);
	wait_for_completion(&blocker);
}

/*
 * Items that sleep do not hold up others: more workers come, also when the one that was just made
 * takes an item before its maker has seen that it is there.
 */
#define SLEEPERS 6 /* of WORKERS_MAX, 8 */

KTEST(workqueue, sleepers_do_not_block)
{
	static struct work_struct sleepers[SLEEPERS], last;
	ktime_t end = ktime_get() + 20 * NSEC_PER_SEC;
	int i;

	init_completion(&blocker);
	atomic_set(&worked, 0);
	for (i = 0; i < SLEEPERS; i++) {
		INIT_WORK(&sleepers[i], block);
		schedule_work(&sleepers[i]);
	}
	INIT_WORK(&last, do_work);
	schedule_work(&last);
	while (!atomic_read(&worked) && ktime_get() < end)
		msleep(1);
	EXPECT_EQ(atomic_read(&worked), 1);
	complete_all(&blocker);
	flush_work(&last);
	for (i = 0; i < SLEEPERS; i++)
		flush_work(&sleepers[i]);
}

/* Nor do they if nothing else was waiting when they began. */
KTEST(workqueue, sleeper_waits_for_later_work)
{
	static struct work_struct sleeper, last;
	ktime_t end = ktime_get() + 5 * NSEC_PER_SEC;

	init_completion(&blocker);
	atomic_set(&worked, 0);
	atomic_set(&blocked, 0);
	INIT_WORK(&sleeper, block);
	INIT_WORK(&last, do_work);
	schedule_work(&sleeper);
	while (!atomic_read(&blocked) && ktime_get() < end)
		msleep(1);
	schedule_work(&last);
	while (!atomic_read(&worked) && ktime_get() < end)
		msleep(1);
	EXPECT_EQ(atomic_read(&worked), 1);
	complete_all(&blocker);
	flush_work(&sleeper);
	flush_work(&last);
}

static int queue_work_on_wake(struct wait_queue_entry *e, unsigned int mode, int flags, void *key)
{
	(void)mode;
	(void)flags;
	(void)key;
	return schedule_work(e->private);
}

/* What an epoll in another one does: under the lock of the wait queue. */
KTEST(workqueue, queued_by_a_wake_function)
{
	static DECLARE_WAIT_QUEUE_HEAD(wq);
	struct wait_queue_entry e = {.private = &items[0], .func = queue_work_on_wake};

	INIT_WORK(&items[0], do_work);
	atomic_set(&worked, 0);
	add_wait_queue(&wq, &e);
	wake_up_all(&wq);
	flush_work(&items[0]);
	EXPECT_EQ(atomic_read(&worked), 1);
	remove_wait_queue(&wq, &e);
}

static struct work_struct held;

static void flush_held(struct crew_member *m)
{
	(void)m;
	flush_work(&held);
}

/* Whoever waits for an item that is then cancelled has nothing to wait for. */
KTEST(workqueue, cancel_ends_a_flush)
{
	static struct work_struct sleepers[8]; /* all workers */
	int i;

	init_completion(&blocker);
	atomic_set(&worked, 0);
	for (i = 0; i < 8; i++) {
		INIT_WORK(&sleepers[i], block);
		schedule_work(&sleepers[i]);
	}
	INIT_WORK(&held, do_work);
	schedule_work(&held);
	crew_start(&crew, 1, flush_held, NULL);
	msleep(20); /* it sleeps by now */
	cancel_work_sync(&held);
	crew_wait(&crew); /* panics if it hangs: no item ends meanwhile */
	EXPECT_EQ(atomic_read(&worked), 0);
	complete_all(&blocker);
	for (i = 0; i < 8; i++)
		flush_work(&sleepers[i]);
}

KTEST(workqueue, delayed_and_cancelled)
{
	static struct delayed_work d;
	ktime_t start = ktime_get();

	atomic_set(&worked, 0);
	INIT_DELAYED_WORK(&d, do_work);
	EXPECT_TRUE(schedule_delayed_work(&d, 10 * NSEC_PER_MSEC));
	EXPECT_FALSE(schedule_delayed_work(&d, 10 * NSEC_PER_MSEC));
	while (!atomic_read(&worked) && ktime_get() - start < 10 * NSEC_PER_SEC)
		msleep(2);
	EXPECT_EQ(atomic_read(&worked), 1);
	EXPECT_GE(ktime_get() - start, 10 * NSEC_PER_MSEC);
	EXPECT_TRUE(schedule_delayed_work(&d, 3600 * NSEC_PER_SEC));
	cancel_delayed_work_sync(&d);
	EXPECT_FALSE(hrtimer_active(&d.timer));
	EXPECT_EQ(atomic_read(&worked), 1);
}
