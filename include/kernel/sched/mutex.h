/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/mutex.h - sleeping locks: mutex and reader-writer semaphore
 *
 * Owners are recorded; debug builds check ranks and that the owner unlocks.  A waiting writer
 * stops new readers of an rwsem (no starvation); up to a few hundred cycles are spent spinning
 * while the owner runs.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"
#include "kernel/sync/lock_rank.h"
#include "kernel/sync/spinlock.h"

struct task_struct;

struct __lock_type("mutex") mutex
{
	atomic_long_t owner; /* [a] task pointer; bit 0: has waiters */
	spinlock_t wait_lock;
	struct list_head waiters; /* [wait_lock] */
	u8 rank;
};

struct __lock_type("rwsem") rw_semaphore
{
	atomic_long_t count;	   /* [a] readers, or writer bit; waiter bit */
	struct task_struct *owner; /* writer, for assertions and spinning */
	spinlock_t wait_lock;
	struct list_head waiters; /* [wait_lock] in order of arrival */
	u8 rank;
};

#define __MUTEX_INIT(n, r)                                                                         \
	{                                                                                          \
		.wait_lock = __SPIN_LOCK_UNLOCKED(RANK_WAITQ),                                     \
		.waiters = {&(n).waiters, &(n).waiters}, .rank = (r)                               \
	}
#define DEFINE_MUTEX(n, r) struct mutex n = __MUTEX_INIT(n, r)
#define __RWSEM_INIT(n, r)                                                                         \
	{                                                                                          \
		.wait_lock = __SPIN_LOCK_UNLOCKED(RANK_WAITQ),                                     \
		.waiters = {&(n).waiters, &(n).waiters}, .rank = (r)                               \
	}
#define DECLARE_RWSEM(n, r) struct rw_semaphore n = __RWSEM_INIT(n, r)

void mutex_init(struct mutex *m, enum lock_rank rank);
void mutex_lock(struct mutex *m) __acquires(m);
void mutex_lock_nested(struct mutex *m) __acquires(m); /* second of an equal rank: say why */
int __must_check mutex_lock_interruptible(struct mutex *m) __no_lock_analysis; /* 0, -EINTR */
int __must_check mutex_lock_killable(struct mutex *m) __no_lock_analysis;
bool mutex_trylock(struct mutex *m) __try_acquires(true, m);
void mutex_unlock(struct mutex *m) __releases(m);
bool mutex_held(const struct mutex *m); /* by the running task */

void init_rwsem(struct rw_semaphore *s, enum lock_rank rank);
void down_read(struct rw_semaphore *s) __no_lock_analysis;
void down_read_nested(struct rw_semaphore *s) __no_lock_analysis;
int __must_check down_read_killable(struct rw_semaphore *s) __no_lock_analysis;
bool down_read_trylock(struct rw_semaphore *s) __no_lock_analysis;
void up_read(struct rw_semaphore *s) __no_lock_analysis;
void down_write(struct rw_semaphore *s) __no_lock_analysis;
void down_write_nested(struct rw_semaphore *s) __no_lock_analysis;
int __must_check down_write_killable(struct rw_semaphore *s) __no_lock_analysis;
bool down_write_trylock(struct rw_semaphore *s) __no_lock_analysis;
void up_write(struct rw_semaphore *s) __no_lock_analysis;
void downgrade_write(struct rw_semaphore *s) __no_lock_analysis;
bool rwsem_is_locked(const struct rw_semaphore *s);
bool rwsem_held_write(const struct rw_semaphore *s); /* by the running task */
bool rwsem_is_contended(const struct rw_semaphore *s);
