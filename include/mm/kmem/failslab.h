/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/failslab.h - where slab allocations can be made to fail
 *
 * The hook decides; who sets it (fault injection, a test) filters by task, counts and draws lots.
 * __GFP_NOFAIL is never asked about.  Context of the hook: any.
 */
#pragma once

#include "base/compiler.h"
#include "mm/phys/gfp.h"

extern bool (*failslab_hook)(size_t size, gfp_t gfp);

static inline bool should_failslab(size_t size, gfp_t gfp)
{
	bool (*hook)(size_t size, gfp_t gfp) = READ_ONCE(failslab_hook);

	return unlikely(hook) && !(gfp & __GFP_NOFAIL) && hook(size, gfp);
}
