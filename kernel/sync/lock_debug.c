/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/lock_debug.c - what debug builds check at every lock: a small lockdep
 *
 * Theory
 *   Each context has a stack of the locks it holds.  A lock that is taken must have a higher rank
 *   than all held ones (RANK_NONE is not compared), so that no two contexts can wait for each
 *   other.  Taking a second lock of an equal rank needs the _nested form.
 *
 *   A spinlock remembers whether it was ever taken in interrupt context and whether it was ever
 *   taken with interrupts on.  Both together can deadlock one CPU with itself: the second kind
 *   panics, whether or not it would have this time.
 *
 * Locks: a stack belongs to its context.
 *
 * Sources: Linux Documentation/locking/lockdep-design.rst (the idea)
 */
#include "arch/irqflags.h"
#include "arch/smp.h"
#include "kernel/base/panic.h"
#include "kernel/sync/lock_rank.h"
#include "kernel/sync/rcu.h"
#include "kernel/sync/spinlock.h"

#define USED_IN_IRQ  1
#define USED_IRQS_ON 2
#define MAX_RANK     255

/* CPU 0 before the scheduler has registered its own. */
static struct held_lock boot_held[MAX_HELD_LOCKS];
static unsigned char boot_nr;

struct held_locks (*held_locks_hook)(void);
bool (*lock_in_interrupt)(void);

static struct held_locks held_now(void)
{
	if (held_locks_hook)
		return held_locks_hook();
	return (struct held_locks){&boot_nr, boot_held};
}

/* The newest of the highest rank, or NULL. */
static const struct held_lock *highest(const struct held_locks *h)
{
	const struct held_lock *best = NULL;

	for (int i = 0; i < *h->nr; i++)
		if (!best || h->lock[i].rank >= best->rank)
			best = &h->lock[i];
	return best;
}

static void check_order(const struct held_locks *h, const void *lock, enum lock_rank rank,
			int nested, const void *ip)
{
	const struct held_lock *top = highest(h);

	if (!top || rank == RANK_NONE || top->rank == RANK_NONE)
		return;
	if (top->rank < (int)rank || (nested && top->rank == (int)rank))
		return;
	panic("lock order: %px (rank %d) taken at %pS while holding %px (rank %d) taken at %pS",
	      lock, rank, ip, top->lock, top->rank, top->ip);
}

void lock_acquired(const void *lock, enum lock_rank rank, int spins, int nested, const void *ip)
{
	struct held_locks h = held_now();

	if (!h.nr || oops_in_progress)
		return;
	check_order(&h, lock, rank, nested, ip);
	assertf(*h.nr < MAX_HELD_LOCKS, "%d locks held, the last taken at %pS", *h.nr, ip);
	h.lock[(*h.nr)++] = (struct held_lock){lock, ip, (unsigned char)rank, spins != 0};
}

void lock_released(const void *lock)
{
	struct held_locks h = held_now();
	int i;

	if (!h.nr || oops_in_progress)
		return;
	for (i = *h.nr - 1; i >= 0 && h.lock[i].lock != lock; i--)
		;
	assertf(i >= 0, "unlocking %px, which is not held here", lock);
	for (; i + 1 < *h.nr; i++)
		h.lock[i] = h.lock[i + 1];
	(*h.nr)--;
}

int lock_is_held(const void *lock)
{
	struct held_locks h = held_now();

	if (!h.nr || oops_in_progress)
		return 1;
	for (int i = 0; i < *h.nr; i++)
		if (h.lock[i].lock == lock)
			return 1;
	return 0;
}

void assert_no_spinlock(const char *what)
{
	struct held_locks h = held_now();

	if (!h.nr || oops_in_progress)
		return;
	for (int i = 0; i < *h.nr; i++)
		assertf(!h.lock[i].spins, "%s while holding spinlock %px (rank %d) taken at %pS",
			what, h.lock[i].lock, h.lock[i].rank, h.lock[i].ip);
}

/* --- spinlocks --- */

static void check_usage(spinlock_t *lock, const void *ip)
{
	u8 use = 0;

	if (lock_in_interrupt && lock_in_interrupt())
		use = USED_IN_IRQ;
	else if (!irqs_disabled())
		use = USED_IRQS_ON;
	if (!use || (lock->usage & use))
		return;
	use |= __atomic_fetch_or(&lock->usage, use, __ATOMIC_RELAXED);
	assertf(use != (USED_IN_IRQ | USED_IRQS_ON),
		"lock %px (rank %d) is taken in interrupts and, at %pS or before, with interrupts "
		"on",
		lock, lock->rank, ip);
}

static void took(spinlock_t *lock, int nested, const void *ip)
{
	lock_acquired(lock, lock->rank, 1, nested, ip);
	lock->cpu = (s16)smp_processor_id();
	lock->ip = ip;
}

static void take(spinlock_t *lock, int nested, const void *ip)
{
	if (oops_in_progress)
		return;
	assertf(!(spin_is_locked(lock) && READ_ONCE(lock->cpu) == smp_processor_id() &&
		  lock_is_held(lock)),
		"spinlock %px (rank %d) taken again at %pS, first at %pS", lock, lock->rank, ip,
		lock->ip);
	check_usage(lock, ip);
	__raw_spin_lock(lock);
	took(lock, nested, ip);
}

void spin_lock_init(spinlock_t *lock, enum lock_rank rank)
{
	*lock = (spinlock_t)__SPIN_LOCK_UNLOCKED((u8)rank);
}

bool spin_held(const spinlock_t *lock)
{
	return lock_is_held(lock);
}

__no_lock_analysis void spin_lock(spinlock_t *lock)
{
	take(lock, 0, __builtin_return_address(0));
}

__no_lock_analysis void spin_lock_nested(spinlock_t *lock)
{
	take(lock, 1, __builtin_return_address(0));
}

__no_lock_analysis bool spin_trylock(spinlock_t *lock)
{
	if (oops_in_progress || !__raw_spin_trylock(lock))
		return oops_in_progress;
	/* It cannot deadlock, whatever its rank: kept, but not compared. */
	lock_acquired(lock, RANK_NONE, 1, 0, __builtin_return_address(0));
	lock->cpu = (s16)smp_processor_id();
	lock->ip = __builtin_return_address(0);
	return true;
}

__no_lock_analysis void spin_unlock(spinlock_t *lock)
{
	if (oops_in_progress)
		return;
	assertf(spin_is_locked(lock), "spinlock %px (rank %d) is not locked", lock, lock->rank);
	assertf(lock->cpu == smp_processor_id(), "spinlock %px (rank %d) belongs to CPU %d", lock,
		lock->rank, lock->cpu);
	lock->cpu = -1;
	lock_released(lock);
	__raw_spin_unlock(lock);
}
