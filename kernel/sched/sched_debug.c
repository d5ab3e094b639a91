/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/sched_debug.c - debug builds: whose locks are checked, and where sleeping is wrong
 */
#include "internal.h"
#include "kernel/base/panic.h"
#include "kernel/sched/irq.h"
#include "kernel/sync/rcu.h"

static DEFINE_PER_CPU(struct held_lock, irq_held[MAX_HELD_LOCKS]);
static DEFINE_PER_CPU(unsigned char, irq_nr_held);

/* An interrupt has its own: the locks of what it interrupted do not order its. */
static struct held_locks sched_held_locks(void)
{
	if (in_interrupt())
		return (struct held_locks){this_cpu_ptr(&irq_nr_held), *this_cpu_ptr(&irq_held)};
	return (struct held_locks){&current->nr_held, current->held};
}

void might_sleep(void)
{
	if (oops_in_progress)
		return;
	assertf(!in_interrupt(), "sleeping in an interrupt");
	assertf(!rcu_read_lock_held() || is_idle_task(current), "sleeping in an RCU read section");
	assert_no_spinlock("sleeping");
}

void __init sched_debug_init(void)
{
	held_locks_hook = sched_held_locks;
	lock_in_interrupt = in_interrupt;
}
