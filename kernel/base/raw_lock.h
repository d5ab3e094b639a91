/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/raw_lock.h - a word that spins, for the folder that lies below kernel/sync
 *
 * Unchecked and unfair; for a few instructions with interrupts off, and nothing is taken inside.
 */
#pragma once

#include "arch/irqflags.h"
#include "base/atomic.h"

struct raw_lock {
	atomic_t held;
};

static inline unsigned long raw_lock_irqsave(struct raw_lock *l)
{
	unsigned long flags;

	local_irq_save(flags);
	while (atomic_xchg(&l->held, 1))
		cpu_relax();
	return flags;
}

static inline void raw_unlock_irqrestore(struct raw_lock *l, unsigned long flags)
{
	atomic_set_release(&l->held, 0);
	local_irq_restore(flags);
}
