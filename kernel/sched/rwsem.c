/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/rwsem.c - reader-writer semaphores
 *
 * Theory
 *   count: bit 0 a writer has it, bit 1 somebody waits, from bit 8 on the number of readers.  With
 * a waiter, everybody else queues behind it: first come, first served, so writers do not starve.
 *   Who releases last hands the semaphore to the first in the queue: to one writer, or to all
 * readers up to the next writer.  A waiter that finds its task pointer cleared owns it.
 *
 *   Before it queues a task spins for a moment while a writer runs.
 *
 * Locks: wait_lock (RANK_WAITQ), interrupts off; all hand-over happens under it.
 *
 * Sources: Linux Documentation/locking/ (the interface)
 */
#include "arch/irqflags.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/sched/mutex.h"
#include "kernel/sched/sched.h"
#include "lib/list.h"

#define WRITER	 1L
#define WAITERS	 2L
#define READER	 256L
#define SPIN_MAX 500

enum kind { READ, WRITE };

struct waiter {
	struct list_head entry;	  /* [wait_lock] */
	struct task_struct *task; /* [a] NULL: it has the semaphore; written under wait_lock */
	enum kind kind;
};

void init_rwsem(struct rw_semaphore *s, enum lock_rank rank)
{
	atomic_long_set(&s->count, 0);
	s->owner = NULL;
	spin_lock_init(&s->wait_lock, RANK_WAITQ);
	INIT_LIST_HEAD(&s->waiters);
	s->rank = (u8)rank;
}

static bool try_read(struct rw_semaphore *s)
{
	long c = atomic_long_read(&s->count);

	do {
		if (c & (WRITER | WAITERS))
			return false;
	} while (!atomic_long_try_cmpxchg(&s->count, &c, c + READER));
	return true;
}

static bool try_write(struct rw_semaphore *s)
{
	long none = 0;

	if (!atomic_long_try_cmpxchg(&s->count, &none, WRITER))
		return false;
	WRITE_ONCE(s->owner, current);
	return true;
}

/* --- hand-over; wait_lock held --- */

static void grant(struct rw_semaphore *s, struct waiter *w)
{
	struct task_struct *task = w->task;

	list_del(&w->entry);
	if (w->kind == WRITE)
		s->owner = task;
	/* From here on @w may be gone, and so may @task: it cannot sleep through this. */
	get_task_struct(task);
	smp_store_release(&w->task, NULL);
	wake_up_state(task, TASK_NORMAL | TASK_WAKEKILL);
	put_task_struct(task);
}

/* Gives the semaphore to whoever is next, if it is free for him. */
static void hand_over(struct rw_semaphore *s)
{
	struct waiter *w = list_first_entry_or_null(&s->waiters, struct waiter, entry);
	long c;

	if (!w) {
		atomic_long_and(~WAITERS, &s->count);
		return;
	}
	if (w->kind == WRITE) {
		/* Readers may still be leaving; nobody new comes while WAITERS is set. */
		c = WAITERS;
		if (atomic_long_try_cmpxchg(&s->count, &c, WAITERS | WRITER))
			grant(s, w);
	} else if (!(atomic_long_read(&s->count) & WRITER)) {
		while (w && w->kind == READ) {
			atomic_long_add(READER, &s->count);
			grant(s, w);
			w = list_first_entry_or_null(&s->waiters, struct waiter, entry);
		}
	}
	if (list_empty(&s->waiters))
		atomic_long_and(~WAITERS, &s->count);
}

static void __cold __noinline wake_next(struct rw_semaphore *s)
{
	unsigned long flags;

	spin_lock_irqsave(&s->wait_lock, flags);
	hand_over(s);
	spin_unlock_irqrestore(&s->wait_lock, flags);
}

/* --- waiting --- */

static bool spin_for(struct rw_semaphore *s, enum kind kind)
{
	for (int i = 0; i < SPIN_MAX && !need_resched(); i++) {
		long c = atomic_long_read(&s->count);
		struct task_struct *owner = READ_ONCE(s->owner);

		if (c & WAITERS)
			return false;
		if (kind == READ ? try_read(s) : try_write(s))
			return true;
		/* The owner cannot be freed while we do not sleep (RCU). */
		if (!(c & WRITER) || !owner || !READ_ONCE(owner->on_cpu))
			return false;
		cpu_relax();
	}
	return false;
}

static int __cold __noinline wait_for(struct rw_semaphore *s, enum kind kind, unsigned int state)
{
	struct waiter w = {.task = current, .kind = kind};
	int err = 0;

	if (spin_for(s, kind))
		return 0;
	spin_lock_irq(&s->wait_lock);
	list_add_tail(&w.entry, &s->waiters);
	atomic_long_fetch_or(WAITERS, &s->count);
	hand_over(s); /* it may have become free before WAITERS was set */
	for (;;) {
		set_current_state(state);
		if (!smp_load_acquire(&w.task))
			break;
		if (signal_pending_state(state)) {
			err = -EINTR;
			break;
		}
		spin_unlock_irq(&s->wait_lock);
		schedule();
		spin_lock_irq(&s->wait_lock);
	}
	__set_current_state(TASK_RUNNING);
	if (err) {
		list_del(&w.entry);
		hand_over(s); /* who waited behind us may be able to go */
	}
	spin_unlock_irq(&s->wait_lock);
	return err;
}

static __always_inline int read_common(struct rw_semaphore *s, unsigned int state, int nested,
				       const void *ip)
{
	int err = 0;

	might_sleep();
	if (unlikely(!try_read(s)))
		err = wait_for(s, READ, state);
	if (!err)
		lock_acquired(s, s->rank, 0, nested, ip);
	return err;
}

static __always_inline int write_common(struct rw_semaphore *s, unsigned int state, int nested,
					const void *ip)
{
	int err = 0;

	might_sleep();
	debug_assert(!rwsem_held_write(s));
	if (unlikely(!try_write(s)))
		err = wait_for(s, WRITE, state);
	if (!err)
		lock_acquired(s, s->rank, 0, nested, ip);
	return err;
}

void down_read(struct rw_semaphore *s)
{
	(void)read_common(s, TASK_UNINTERRUPTIBLE, 0, __builtin_return_address(0));
}

void down_read_nested(struct rw_semaphore *s)
{
	(void)read_common(s, TASK_UNINTERRUPTIBLE, 1, __builtin_return_address(0));
}

int down_read_killable(struct rw_semaphore *s)
{
	return read_common(s, TASK_KILLABLE, 0, __builtin_return_address(0));
}

bool down_read_trylock(struct rw_semaphore *s)
{
	if (!try_read(s))
		return false;
	lock_acquired(s, RANK_NONE, 0, 0, __builtin_return_address(0));
	return true;
}

void down_write(struct rw_semaphore *s)
{
	(void)write_common(s, TASK_UNINTERRUPTIBLE, 0, __builtin_return_address(0));
}

void down_write_nested(struct rw_semaphore *s)
{
	(void)write_common(s, TASK_UNINTERRUPTIBLE, 1, __builtin_return_address(0));
}

int down_write_killable(struct rw_semaphore *s)
{
	return write_common(s, TASK_KILLABLE, 0, __builtin_return_address(0));
}

bool down_write_trylock(struct rw_semaphore *s)
{
	if (!try_write(s))
		return false;
	lock_acquired(s, RANK_NONE, 0, 0, __builtin_return_address(0));
	return true;
}

/* --- releasing --- */

void up_read(struct rw_semaphore *s)
{
	long c;

	lock_released(s);
	c = atomic_long_sub_return(READER, &s->count);
	debug_assert(c >= 0);
	if (unlikely(c == WAITERS))
		wake_next(s);
}

void up_write(struct rw_semaphore *s)
{
	debug_assert(rwsem_held_write(s));
	lock_released(s);
	WRITE_ONCE(s->owner, NULL);
	if (unlikely(atomic_long_sub_return(WRITER, &s->count) & WAITERS))
		wake_next(s);
}

void downgrade_write(struct rw_semaphore *s)
{
	debug_assert(rwsem_held_write(s));
	WRITE_ONCE(s->owner, NULL);
	if (atomic_long_add_return(READER - WRITER, &s->count) & WAITERS)
		wake_next(s);
}

bool rwsem_is_locked(const struct rw_semaphore *s)
{
	return (atomic_long_read(&s->count) & ~WAITERS) != 0;
}

bool rwsem_held_write(const struct rw_semaphore *s)
{
	return READ_ONCE(s->owner) == current && (atomic_long_read(&s->count) & WRITER);
}

bool rwsem_is_contended(const struct rw_semaphore *s)
{
	return atomic_long_read(&s->count) & WAITERS;
}
