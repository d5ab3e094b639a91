/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/fail.c - tasks that ask for their allocations to fail
 *
 * Theory
 *   A task with fail-nth set is counted, so that allocation looks at tasks only while there is one.
 *   It is counted until nth is set to 0 or it is freed, not until the failure: whoever tests does
 *   it again and again.
 *
 * Locks: none here; failslab and fail_page_alloc have theirs.
 * Sources: Linux Documentation/fault-injection/fault-injection.rst
 */
#include "internal.h"

#include "kernel/base/fault_inject.h"
#include "kernel/sched/irq.h"
#include "mm/kmem/failslab.h"
#include "mm/phys/fail_page_alloc.h"

void task_set_fail_nth(struct task_struct *t, unsigned int n)
{
	bool arm = n != 0;

	WRITE_ONCE(t->fault.nth, n);
	if (xchg(&t->fault.armed, arm) == arm)
		return;
	atomic_add(arm ? 1 : -1, &fault_tasks_armed);
	failslab_changed();
	fail_page_alloc_changed();
}

static struct fault_task *this_task(void)
{
	return in_interrupt() ? NULL : &current->fault;
}

void task_fault_init(void)
{
	fault_task_hook = this_task;
}
