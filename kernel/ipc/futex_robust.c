/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/futex_robust.c - the locks a dead thread held
 *
 * Theory
 *   A thread tells the kernel, once, where it keeps the list of robust mutexes it holds.  When it
 * dies, each of their words that still names it gets FUTEX_OWNER_DIED, and one waiter is woken to
 * clean up.  The list is in user memory and may be anything: it is walked at most 2,048 steps and
 * any fault ends it.
 *
 * Locks: none; user memory is changed by compare-and-exchange.
 *
 * Sources: get_robust_list(2), Linux Documentation/locking/robust-futex-ABI.rst
 */
#include "arch/uaccess.h"
#include "kernel/ipc/futex.h"
#include "kernel/sched/sched.h"
#include <linux/futex.h>

#define IS_PI 1UL /* lowest bit of a list pointer: a priority-inheritance mutex */

static int fetch_pointer(uaddr_t *out, uaddr_t at)
{
	return get_user(*out, (uaddr_t __user *)at);
}

/* Marks one lock word if @t is its owner; a fault is an error. */
static int handle_death(u32 __user *word, struct task_struct *t, bool pending_op)
{
	u32 value, seen;

	if ((__force uaddr_t)word % sizeof(u32))
		return -EINVAL;
	if (get_user(value, word))
		return -EFAULT;
	for (;;) {
		/* Died between unlocking (word 0) and waking: the wake-up must not be lost. */
		if (pending_op && !value) {
			(void)do_futex(word, FUTEX_WAKE, 1, KTIME_MAX, NULL, 0, 0);
			return 0;
		}
		if ((value & FUTEX_TID_MASK) != (u32)t->pid)
			return 0;
		if (user_cmpxchg_u32(&seen, word, value,
				     (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED))
			return -EFAULT;
		if (seen == value)
			break;
		value = seen;
		cond_resched();
	}
	if (value & FUTEX_WAITERS)
		(void)do_futex(word, FUTEX_WAKE, 1, KTIME_MAX, NULL, 0, 0);
	return 0;
}

static void walk_list(struct task_struct *t)
{
	uaddr_t head = (__force uaddr_t)t->robust_list, entry, next, pending, at;
	unsigned long offset;
	int limit = ROBUST_LIST_LIMIT, err;

	if (fetch_pointer(&entry, head + offsetof(struct robust_list_head, list.next)) ||
	    get_user(offset, (unsigned long __user *)(head + offsetof(struct robust_list_head,
								      futex_offset))) ||
	    fetch_pointer(&pending, head + offsetof(struct robust_list_head, list_op_pending)))
		return;
	while ((entry & ~IS_PI) != head && limit--) {
		/* The next one is fetched first: the lock may be freed once it is marked. */
		at = entry & ~IS_PI;
		err = fetch_pointer(&next, at);
		if (at != (pending & ~IS_PI) && !(entry & IS_PI) &&
		    handle_death((u32 __user *)(at + offset), t, false))
			return;
		if (err)
			return;
		entry = next;
		cond_resched();
	}
	if (pending & ~IS_PI)
		(void)handle_death((u32 __user *)((pending & ~IS_PI) + offset), t, true);
}

void futex_exit(struct task_struct *t)
{
	if (!t->robust_list)
		return;
	if (t->mm)
		walk_list(t);
	t->robust_list = NULL;
}
