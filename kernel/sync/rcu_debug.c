/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/rcu_debug.c - debug builds count read sections, to catch sleeping inside one
 *
 * Per CPU and not per task: a task cannot change its CPU in a read section, and an interrupt leaves
 * the count as it found it.
 */
#include "arch/irqflags.h"
#include "arch/percpu.h"
#include "kernel/base/panic.h"
#include "kernel/sync/rcu.h"

static DEFINE_PER_CPU(int, rcu_depth);

void rcu_read_lock(void)
{
	this_cpu_inc(rcu_depth);
}

void rcu_read_unlock(void)
{
	this_cpu_dec(rcu_depth);
	assertf(this_cpu_read(rcu_depth) >= 0, "rcu_read_unlock() without rcu_read_lock()");
}

bool rcu_read_lock_held(void)
{
	return this_cpu_read(rcu_depth) > 0;
}
