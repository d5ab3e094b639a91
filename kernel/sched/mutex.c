/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/mutex.c - mutexes
 *
 * Theory
 *   owner holds the task that has the mutex, and two flags: WAITERS, the list is not empty, so that
 *   unlocking must wake somebody; HANDOFF, the first waiter was woken once and found the mutex
 * taken again by a passer-by: the next unlock gives it to him directly, so nobody starves.
 *
 *   Before it sleeps a task spins while the owner runs: most sections are shorter than two
 *   switches.  Looking at the owner without a lock is safe: task_structs are freed after an RCU
 *   grace period, and a spinner does not sleep.
 *
 * Locks: wait_lock (RANK_WAITQ), interrupts off.
 *
 * Sources: Linux Documentation/locking/mutex-design.rst
 */
#include "kernel/sched/mutex.h"

#include "arch/irqflags.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/sched/sched.h"
#include "lib/list.h"

#define WAITERS	 1UL
#define HANDOFF	 2UL
#define FLAGS	 7UL
#define SPIN_MAX 1000

struct waiter {
	struct list_head entry; /* [wait_lock] */
	struct task_struct *task;
};

static struct task_struct *owner_of(unsigned long v)
{
	return (struct task_struct *)(v & ~FLAGS);
}

void mutex_init(struct mutex *m, enum lock_rank rank)
{
	atomic_long_set(&m->owner, 0);
	spin_lock_init(&m->wait_lock, RANK_WAITQ);
	INIT_LIST_HEAD(&m->waiters);
	m->rank = (u8)rank;
}

/* Free, or handed to us: takes it.  Flags stay. */
static bool try_take(struct mutex *m)
{
	long v = atomic_long_read(&m->owner);
	struct task_struct *owner;

	do {
		owner = owner_of((unsigned long)v);
		if (owner == current)
			return true; /* handed over */
		if (owner)
			return false;
	} while (!atomic_long_try_cmpxchg(&m->owner, &v, v | (long)(unsigned long)current));
	return true;
}

/* True if it got the mutex while spinning. */
static bool spin_on_owner(struct mutex *m)
{
	for (int i = 0; i < SPIN_MAX && !need_resched(); i++) {
		long v = atomic_long_read(&m->owner);
		struct task_struct *owner = owner_of((unsigned long)v);

		if (!owner) {
			if (!(v & HANDOFF) &&
			    atomic_long_try_cmpxchg(&m->owner, &v,
						    v | (long)(unsigned long)current))
				return true;
		} else if (!READ_ONCE(owner->on_cpu)) {
			return false;
		}
		cpu_relax();
	}
	return false;
}

static int __cold __noinline lock_slow(struct mutex *m, unsigned int state)
{
	struct waiter w = {.task = current};
	bool woken = false;
	int err = 0;

	if (spin_on_owner(m))
		return 0;
	spin_lock_irq(&m->wait_lock);
	list_add_tail(&w.entry, &m->waiters);
	atomic_long_or((long)WAITERS, &m->owner);
	for (;;) {
		set_current_state(state);
		if (try_take(m))
			break;
		if (signal_pending_state(state)) {
			err = -EINTR;
			break;
		}
		if (woken && list_is_first(&w.entry, &m->waiters))
			atomic_long_or((long)HANDOFF, &m->owner);
		/* The owner may have gone between the two: its unlock saw no HANDOFF and woke us,
		 * or did not yet. */
		if (try_take(m))
			break;
		spin_unlock_irq(&m->wait_lock);
		schedule();
		spin_lock_irq(&m->wait_lock);
		woken = true;
	}
	__set_current_state(TASK_RUNNING);
	if (list_is_first(&w.entry, &m->waiters))
		atomic_long_and(~(long)HANDOFF, &m->owner);
	list_del(&w.entry);
	if (list_empty(&m->waiters))
		atomic_long_and(~(long)WAITERS, &m->owner);
	spin_unlock_irq(&m->wait_lock);
	return err;
}

static __always_inline int lock_common(struct mutex *m, unsigned int state, int nested,
				       const void *ip)
{
	long none = 0;
	int err = 0;

	might_sleep();
	debug_assert(owner_of((unsigned long)atomic_long_read(&m->owner)) != current);
	if (unlikely(!__atomic_compare_exchange_n(&m->owner.counter, &none,
						  (long)(unsigned long)current, false,
						  __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)))
		err = lock_slow(m, state);
	if (!err)
		lock_acquired(m, m->rank, 0, nested, ip);
	return err;
}

__no_lock_analysis void mutex_lock(struct mutex *m)
{
	(void)lock_common(m, TASK_UNINTERRUPTIBLE, 0, __builtin_return_address(0));
}

__no_lock_analysis void mutex_lock_nested(struct mutex *m)
{
	(void)lock_common(m, TASK_UNINTERRUPTIBLE, 1, __builtin_return_address(0));
}

int mutex_lock_interruptible(struct mutex *m)
{
	return lock_common(m, TASK_INTERRUPTIBLE, 0, __builtin_return_address(0));
}

int mutex_lock_killable(struct mutex *m)
{
	return lock_common(m, TASK_KILLABLE, 0, __builtin_return_address(0));
}

__no_lock_analysis bool mutex_trylock(struct mutex *m)
{
	long v = atomic_long_read(&m->owner);

	do {
		if (owner_of((unsigned long)v) || (v & (long)HANDOFF))
			return false;
	} while (!atomic_long_try_cmpxchg(&m->owner, &v, v | (long)(unsigned long)current));
	lock_acquired(m, RANK_NONE, 0, 0, __builtin_return_address(0));
	return true;
}

/* Somebody waits: with HANDOFF the mutex becomes the first waiter's, else it becomes free and he is
 * woken. */
static void __cold __noinline unlock_slow(struct mutex *m)
{
	struct task_struct *next = NULL;
	unsigned long flags;
	struct waiter *w;
	long v, to;

	spin_lock_irqsave(&m->wait_lock, flags);
	w = list_first_entry_or_null(&m->waiters, struct waiter, entry);
	if (w)
		next = w->task;
	v = atomic_long_read(&m->owner);
	do
		to = (v & (long)WAITERS) |
		     (v & (long)HANDOFF && next ? (long)(unsigned long)next : 0);
	while (!atomic_long_try_cmpxchg(&m->owner, &v, to));
	/* Under wait_lock: the waiter cannot leave, and its task not end, before we let go. */
	if (next)
		wake_up_state(next, TASK_NORMAL | TASK_WAKEKILL);
	spin_unlock_irqrestore(&m->wait_lock, flags);
}

__no_lock_analysis void mutex_unlock(struct mutex *m)
{
	long me = (long)(unsigned long)current;

	debug_assert(mutex_held(m));
	lock_released(m);
	if (unlikely(!__atomic_compare_exchange_n(&m->owner.counter, &me, 0L, false,
						  __ATOMIC_RELEASE, __ATOMIC_RELAXED)))
		unlock_slow(m);
}

bool mutex_held(const struct mutex *m)
{
	return owner_of((unsigned long)atomic_long_read(&m->owner)) == current;
}
