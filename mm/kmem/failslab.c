/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/failslab.c - slab allocations that fail on purpose: Linux's failslab
 *
 * Theory
 *   While no slab allocation can fail there is no hook, and allocation pays for one test.
 *
 * Locks: changing, for the hook to be what the last change wants; the fields are words.
 * Sources: Linux Documentation/fault-injection/fault-injection.rst
 */
#include "mm/kmem/failslab.h"

#include "kernel/base/param.h"
#include "kernel/sync/spinlock.h"

struct failslab failslab = {
	.attr = FAULT_ATTR_INITIALIZER("failslab"),
	.ignore_gfp_reclaim = true,
};

static DEFINE_SPINLOCK(changing, RANK_LEAF);

static bool fail_this(size_t size, gfp_t gfp)
{
	if (failslab.ignore_gfp_reclaim && (gfp & __GFP_DIRECT_RECLAIM))
		return false;
	return should_fail(&failslab.attr, size);
}

void failslab_changed(void)
{
	unsigned long flags;

	spin_lock_irqsave(&changing, flags);
	WRITE_ONCE(failslab_hook, fault_armed(&failslab.attr) ? fail_this : NULL);
	spin_unlock_irqrestore(&changing, flags);
}

static int __init param_failslab(char *value)
{
	int err = setup_fault_attr(&failslab.attr, value);

	failslab_changed();
	return err;
}
boot_param("failslab", param_failslab);
