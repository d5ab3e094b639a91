/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/rcu.h - read-copy-update
 *
 * The kernel is not preempted, so a reader is any code that does not sleep; rcu_read_lock() costs
 * nothing and in debug builds counts, so that sleeping inside is caught.  Quiescent states: context
 * switch, idle, return to user mode.  A CPU that is idle or in user mode for long is passed over.
 */
#pragma once

#include "base/atomic.h"
#include "base/compiler.h"
#include "base/types.h"

#ifdef CONFIG_DEBUG
void rcu_read_lock(void);
void rcu_read_unlock(void);
#else
static inline void rcu_read_lock(void)
{
	barrier();
}

static inline void rcu_read_unlock(void)
{
	barrier();
}
#endif
bool rcu_read_lock_held(void);

#define rcu_dereference(p)	 __atomic_load_n(&(p), __ATOMIC_CONSUME)
#define rcu_assign_pointer(p, v) __atomic_store_n(&(p), (v), __ATOMIC_RELEASE)

/* Calls @func(@head) after a grace period, in process context of a kernel thread.  Any context. */
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
/* Waits for a grace period; may sleep. */
void synchronize_rcu(void);
/* Waits until every callback queued so far has run; may sleep. */
void rcu_barrier(void);

/* Hooks: the scheduler at a context switch and in idle, entry code on return to user mode,
 * the timer tick. */
void rcu_note_quiescent(void);
void rcu_tick(bool user_or_idle);
void rcu_init(void);
