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
bool rcu_read_lock_held(void);
#else
static inline void rcu_read_lock(void)
{
	barrier();
}

static inline void rcu_read_unlock(void)
{
	barrier();
}

/* Unknown: for assertions that only debug builds can check. */
static inline bool rcu_read_lock_held(void)
{
	return true;
}
#endif

#define rcu_dereference(p)	 __atomic_load_n(&(p), __ATOMIC_CONSUME)
#define rcu_assign_pointer(p, v) __atomic_store_n(&(p), (v), __ATOMIC_RELEASE)

/*
 * call_rcu - calls @func(@head) after a grace period, in process context of a kernel thread
 * Context: any but NMI.  Callbacks of one CPU run in the order they were queued; they may sleep for
 * a short time (all others wait).
 */
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
/* Waits for a grace period; may sleep (does not while there is one CPU). */
void synchronize_rcu(void);
/* Waits until every callback queued so far has run; may sleep. */
void rcu_barrier(void);

/*
 * Hooks.  rcu_note_quiescent: the scheduler, on every pass.  rcu_idle_enter/exit: the idle loop,
 * and interrupts that come out of it; interrupts off.  rcu_note_quiescent also: an interrupt that
 * is about to return to user mode.
 */
extern u64 rcu_waiting; /* [a] CPUs that the current grace period waits for */
void __rcu_note_quiescent(void);

static inline void rcu_note_quiescent(void)
{
	if (unlikely(READ_ONCE(rcu_waiting)))
		__rcu_note_quiescent();
}

void rcu_idle_enter(void);
bool rcu_idle_exit(void); /* was idle */

/* For the thread that drives grace periods (kernel/sched/rcu_thread.c). */
struct rcu_batch {
	struct rcu_head *head, **tail;
	unsigned long count;
};
bool rcu_cpu_has_callbacks(void);	      /* of this CPU, not taken yet */
void rcu_take_callbacks(struct rcu_batch *b); /* all CPUs' */
/* Begins a grace period; true if it is over at once. */
bool rcu_gp_start(void);
bool rcu_gp_done(void);
extern void (*rcu_gp_done_hook)(void); /* the last CPU reported; any context, locks may be held */
extern void (*rcu_work_hook)(void);    /* callbacks were queued on an empty list; likewise */

/* From the tick: callbacks are waiting on this CPU. */
void rcu_thread_wake(void);

void rcu_init_cpu(int cpu);
/* Starts the thread; callbacks queued before wait for it.  Boot, once kernel threads exist. */
void rcu_init(void);
