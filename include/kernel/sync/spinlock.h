/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/spinlock.h - spinlocks, with rank and owner checks in debug builds
 *
 * A lock taken in interrupt context is always taken with interrupts off (_irqsave or _irq).
 * spin_lock() does not need to disable preemption: the kernel is not preempted.
 */
#pragma once

#include "arch/irqflags.h"
#include "base/atomic.h"
#include "base/compiler.h"
#include "base/types.h"
#include "kernel/sync/lock_rank.h"

/*
 * A free lock is taken with one instruction.  Who finds it held draws a ticket and waits for it;
 * the waiter whose turn it is sets `pending`, which keeps newcomers away, and takes the lock next:
 * first come, first served.  In a virtual machine (spin_unfair) a waiter whose CPU does not run
 * would hold up all behind it, so there everybody tries until it is free.
 *
 * Debug builds check, and panic naming the locks: rank, taking a lock twice, unlocking another
 * CPU's, taking one both in interrupt context and with interrupts on, sleeping while holding one.
 */
typedef struct __lock_type("spinlock") spinlock
{
	union {
		struct {
			u8 locked;  /* [a] */
			u8 pending; /* [a] written by the waiter whose turn it is */
		};
		u16 word; /* both: SPIN_FREE, SPIN_HELD, or not to be had */
	};
	u8 next; /* [a] ticket to draw */
	u8 turn; /* [a] ticket whose turn to wait for `locked` it is */
#ifdef CONFIG_DEBUG
	u8 rank;
	u8 usage;	/* [a] how it was taken so far: lock_debug.c */
	s16 cpu;	/* holder, -1: none */
	const void *ip; /* where it was taken */
#endif
}
__aligned(4) spinlock_t;

#ifdef CONFIG_DEBUG
#define __SPIN_LOCK_UNLOCKED(r)                                                                    \
	{                                                                                          \
		.rank = (r), .cpu = -1                                                             \
	}
#else
#define __SPIN_LOCK_UNLOCKED(r)                                                                    \
	{                                                                                          \
		.word = SPIN_FREE                                                                  \
	}
#endif
#define DEFINE_SPINLOCK(name, rank) spinlock_t name = __SPIN_LOCK_UNLOCKED(rank)

#define SPIN_FREE 0
#define SPIN_HELD 1

extern bool spin_unfair; /* the CPUs are a hypervisor's threads; may change at any time */
static inline bool spin_is_locked(const spinlock_t *lock)
{
	return READ_ONCE(lock->locked);
}
void __spin_lock_slow(spinlock_t *lock);

/* The bare lock: no checks.  For the scheduler's hand-over and the functions below. */
static __always_inline bool __raw_spin_trylock(spinlock_t *lock)
{
	u16 old = SPIN_FREE;

	return __atomic_compare_exchange_n(&lock->word, &old, SPIN_HELD, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_RELAXED);
}

static __always_inline void __raw_spin_lock(spinlock_t *lock)
{
	if (unlikely(!__raw_spin_trylock(lock)))
		__spin_lock_slow(lock);
}

static __always_inline void __raw_spin_unlock(spinlock_t *lock)
{
	__atomic_store_n(&lock->locked, 0, __ATOMIC_RELEASE);
}

#ifdef CONFIG_DEBUG
void spin_lock_init(spinlock_t *lock, enum lock_rank rank);
void spin_lock(spinlock_t *lock) __acquires(lock);
void spin_lock_nested(spinlock_t *lock) __acquires(lock); /* second of an equal rank: say why */
bool spin_trylock(spinlock_t *lock) __try_acquires(true, lock);
void spin_unlock(spinlock_t *lock) __releases(lock);
/* For assertions: exact in debug builds, "is locked by someone" otherwise. */
bool spin_held(const spinlock_t *lock);
#else
static inline void spin_lock_init(spinlock_t *lock, enum lock_rank rank)
{
	(void)rank;
	*lock = (spinlock_t)__SPIN_LOCK_UNLOCKED(0);
}

static inline void spin_lock(spinlock_t *lock) __acquires(lock) __no_lock_analysis
{
	__raw_spin_lock(lock);
}

static inline void spin_lock_nested(spinlock_t *lock) __acquires(lock) __no_lock_analysis
{
	__raw_spin_lock(lock);
}

static inline bool spin_trylock(spinlock_t *lock) __try_acquires(true, lock) __no_lock_analysis
{
	return __raw_spin_trylock(lock);
}

static inline void spin_unlock(spinlock_t *lock) __releases(lock) __no_lock_analysis
{
	__raw_spin_unlock(lock);
}

static inline bool spin_held(const spinlock_t *lock)
{
	return spin_is_locked(lock);
}
#endif

static inline void spin_lock_irq(spinlock_t *lock) __acquires(lock) __no_lock_analysis
{
	local_irq_disable();
	spin_lock(lock);
}

static inline void spin_unlock_irq(spinlock_t *lock) __releases(lock) __no_lock_analysis
{
	spin_unlock(lock);
	local_irq_enable();
}

#define spin_lock_irqsave(lock, flags)                                                             \
	do {                                                                                       \
		local_irq_save(flags);                                                             \
		spin_lock(lock);                                                                   \
	} while (0)
#define spin_unlock_irqrestore(lock, flags)                                                        \
	do {                                                                                       \
		spin_unlock(lock);                                                                 \
		local_irq_restore(flags);                                                          \
	} while (0)

/* Two locks of one rank, ordered by address. */
void spin_lock_two(spinlock_t *a, spinlock_t *b) __no_lock_analysis;
void spin_unlock_two(spinlock_t *a, spinlock_t *b) __no_lock_analysis;
