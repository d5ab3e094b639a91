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

typedef struct __lock_type("spinlock") spinlock {
	u16 next;	/* [a] ticket to draw */
	u16 owner;	/* [a] ticket being served */
#ifdef CONFIG_DEBUG
	u8 rank;
	s16 cpu;	/* holder, -1: none */
	const void *ip; /* where it was taken */
#endif
} spinlock_t;

#ifdef CONFIG_DEBUG
#define __SPIN_LOCK_UNLOCKED(r) { .rank = (r), .cpu = -1 }
#else
#define __SPIN_LOCK_UNLOCKED(r) { 0 }
#endif
#define DEFINE_SPINLOCK(name, rank) spinlock_t name = __SPIN_LOCK_UNLOCKED(rank)

void spin_lock_init(spinlock_t *lock, enum lock_rank rank);
void spin_lock(spinlock_t *lock) __acquires(lock);
void spin_lock_nested(spinlock_t *lock) __acquires(lock); /* second of an equal rank */
bool spin_trylock(spinlock_t *lock) __try_acquires(true, lock);
void spin_unlock(spinlock_t *lock) __releases(lock);
bool spin_is_locked(const spinlock_t *lock);
/* For assertions: exact in debug builds, "is locked by someone" otherwise. */
bool spin_held(const spinlock_t *lock);

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

#define spin_lock_irqsave(lock, flags)   \
	do {                             \
		local_irq_save(flags);   \
		spin_lock(lock);         \
	} while (0)
#define spin_unlock_irqrestore(lock, flags) \
	do {                                \
		spin_unlock(lock);          \
		local_irq_restore(flags);   \
	} while (0)

/* Two locks of one rank, ordered by address. */
void spin_lock_two(spinlock_t *a, spinlock_t *b) __no_lock_analysis;
void spin_unlock_two(spinlock_t *a, spinlock_t *b) __no_lock_analysis;
