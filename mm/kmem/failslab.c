/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/failslab.c - slab allocations that fail on purpose: Linux's failslab
 *
 * Theory
 *   While failslab.attr.probability is 0 there is no hook, and allocation pays for one test.
 *
 * Locks: none; the fields are words.
 * Sources: Linux Documentation/fault-injection/fault-injection.rst
 */
#include "mm/kmem/failslab.h"

#include "kernel/base/param.h"

struct failslab failslab = {
	.attr = FAULT_ATTR_INITIALIZER("failslab"),
	.ignore_gfp_reclaim = true,
};

static bool fail_this(size_t size, gfp_t gfp)
{
	if (failslab.ignore_gfp_reclaim && (gfp & __GFP_DIRECT_RECLAIM))
		return false;
	return should_fail(&failslab.attr, size);
}

void failslab_changed(void)
{
	WRITE_ONCE(failslab_hook, failslab.attr.probability ? fail_this : NULL);
}

static int __init param_failslab(char *value)
{
	int err = setup_fault_attr(&failslab.attr, value);

	failslab_changed();
	return err;
}
boot_param("failslab", param_failslab);
