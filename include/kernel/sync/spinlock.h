/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/spinlock.h - ticket spinlocks with rank and owner checks in debug builds
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
 * A waiter draws a ticket and spins until it is served: first come, first served.
 *
 * Debug builds check, and panic naming the locks: rank, taking a lock twice, unlocking another
 * CPU's, taking one both in interrupt context and with interrupts on, sleeping while holding one.
 */
typedef struct __lock_type("spinlock") spinlock
{
	u16 next;  /* [a] ticket to draw */
	u16 owner; /* [a] ticket being served; written by the holder */
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
		0, 0                                                                               \
	}
#endif
#define DEFINE_SPINLOCK(name, rank) spinlock_t name = __SPIN_LOCK_UNLOCKED(rank)

bool spin_is_locked(const spinlock_t *lock);
void __spin_lock_slow(spinlock_t *lock, u16 ticket);

/* The bare lock: no checks.  For the scheduler's hand-over and the functions below. */
static __always_inline void __ticket_lock(spinlock_t *lock)
{
	u16 ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_SEQ_CST);

	if (unlikely(__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != ticket))
		__spin_lock_slow(lock, ticket);
}

static __always_inline void __ticket_unlock(spinlock_t *lock)
{
	/* Only the holder writes it, so that this need not be atomic as a whole. */
	__atomic_store_n(&lock->owner, (u16)(lock->owner + 1), __ATOMIC_RELEASE);
}

static __always_inline bool __ticket_trylock(spinlock_t *lock)
{
	u32 *both = (u32 *)(void *)lock, old = __atomic_load_n(both, __ATOMIC_RELAXED);

	return (u16)old == (u16)(old >> 16) &&
	       __atomic_compare_exchange_n(both, &old, (old & 0xffff0000u) | (u16)(old + 1), false,
					   __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
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
	lock->next = lock->owner = 0;
}

static inline void spin_lock(spinlock_t *lock) __acquires(lock) __no_lock_analysis
{
	__ticket_lock(lock);
}

static inline void spin_lock_nested(spinlock_t *lock) __acquires(lock) __no_lock_analysis
{
	__ticket_lock(lock);
}

static inline bool spin_trylock(spinlock_t *lock) __try_acquires(true, lock) __no_lock_analysis
{
	return __ticket_trylock(lock);
}

static inline void spin_unlock(spinlock_t *lock) __releases(lock) __no_lock_analysis
{
	__ticket_unlock(lock);
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
