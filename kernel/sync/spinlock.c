/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/spinlock.c - the slow half of spinlocks, pairs of locks, seqlock writers
 *
 * Not here: the fast path (spinlock.h), the checks of debug builds (lock_debug.c).
 */
#include "kernel/sync/spinlock.h"

#include "arch/smp.h"
#include "kernel/base/panic.h"
#include "kernel/sync/seqlock.h"

_Static_assert(NR_CPUS <= 256, "tickets of waiters are bytes");

bool spin_unfair;

void __spin_lock_slow(spinlock_t *lock)
{
	u8 ticket;

	if (spin_unfair) {
		do
			cpu_relax();
		while (READ_ONCE(lock->word) != SPIN_FREE || !__raw_spin_trylock(lock));
		return;
	}
	ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);
	while (__atomic_load_n(&lock->turn, __ATOMIC_ACQUIRE) != ticket)
		cpu_relax();
	(void)__atomic_exchange_n(&lock->pending, 1, __ATOMIC_SEQ_CST); /* seen before we look */
	while (__atomic_load_n(&lock->locked, __ATOMIC_ACQUIRE))
		cpu_relax();
	/* Nobody else takes it while `pending` is set, so that this need not compare. */
	__atomic_store_n(&lock->word, SPIN_HELD, __ATOMIC_SEQ_CST);
	__atomic_store_n(&lock->turn, (u8)(ticket + 1), __ATOMIC_RELEASE);
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
