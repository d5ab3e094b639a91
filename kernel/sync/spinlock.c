/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/spinlock.c - the slow half of spinlocks, pairs of locks, seqlock writers
 *
 * Not here: the fast path (spinlock.h), the checks of debug builds (lock_debug.c).
 */
#include "kernel/sync/spinlock.h"

#include "kernel/base/panic.h"
#include "kernel/sync/seqlock.h"

void __spin_lock_slow(spinlock_t *lock, u16 ticket)
{
	do
		cpu_relax();
	while (__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != ticket);
}

bool spin_is_locked(const spinlock_t *lock)
{
	return READ_ONCE(lock->next) != READ_ONCE(lock->owner);
}

void spin_lock_two(spinlock_t *a, spinlock_t *b)
{
	assert(a != b);
	if (a > b)
		swap(a, b);
	spin_lock(a);
	spin_lock_nested(b); /* the order is that of the addresses */
}

void spin_unlock_two(spinlock_t *a, spinlock_t *b)
{
	spin_unlock(a);
	spin_unlock(b);
}

void write_seqlock(seqlock_t *sl)
{
	spin_lock(&sl->lock);
	write_seqcount_begin(&sl->seqcount);
}

void write_sequnlock(seqlock_t *sl)
{
	write_seqcount_end(&sl->seqcount);
	spin_unlock(&sl->lock);
}

unsigned long write_seqlock_irqsave(seqlock_t *sl)
{
	unsigned long flags;

	local_irq_save(flags);
	write_seqlock(sl);
	return flags;
}

void write_sequnlock_irqrestore(seqlock_t *sl, unsigned long flags)
{
	write_sequnlock(sl);
	local_irq_restore(flags);
}
