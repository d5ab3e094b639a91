/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/fail_page_alloc.c - page allocations that fail on purpose
 *
 * Theory
 *   While it is off nothing asks: alloc_pages() tests its gfp flags against gfp_slow anyway, and
 * that word keeps every request off the fast path while it is on.
 *
 * Locks: changing, for gfp_slow to be what the last change wants; the fields are words.
 * Sources: Linux Documentation/fault-injection/fault-injection.rst
 */
#include "internal.h"

#include "base/err.h"
#include "kernel/base/param.h"
#include "kernel/sync/spinlock.h"
#include "mm/phys/fail_page_alloc.h"

#define GFP_SLOW_ALWAYS (CHECK_EVERY_PAGE ? ~(gfp_t)0 : __GFP_DMA | __GFP_DMA32)

gfp_t gfp_slow = GFP_SLOW_ALWAYS;

struct fail_page_alloc fail_page_alloc = {
	.attr = FAULT_ATTR_INITIALIZER("fail_page_alloc"),
	.ignore_gfp_highmem = true,
	.ignore_gfp_reclaim = true,
	.min_order = 1,
};

static DEFINE_SPINLOCK(changing, RANK_LEAF);

bool should_fail_alloc_page(gfp_t gfp, unsigned int order)
{
	const struct fail_page_alloc *f = &fail_page_alloc;

	if (likely(!fault_armed(&f->attr)) || order < f->min_order || (gfp & __GFP_NOFAIL))
		return false;
	if (f->ignore_gfp_highmem && (gfp & __GFP_HIGHMEM))
		return false;
	if (f->ignore_gfp_reclaim && (gfp & __GFP_DIRECT_RECLAIM))
		return false;
	return should_fail(&fail_page_alloc.attr, PAGE_SIZE << order);
}

void fail_page_alloc_changed(void)
{
	unsigned long flags;

	spin_lock_irqsave(&changing, flags);
	WRITE_ONCE(gfp_slow, fault_armed(&fail_page_alloc.attr) ? ~(gfp_t)0 : GFP_SLOW_ALWAYS);
	spin_unlock_irqrestore(&changing, flags);
}

static int __init param_fail_page_alloc(char *value)
{
	int err = setup_fault_attr(&fail_page_alloc.attr, value);

	fail_page_alloc_changed();
	return err;
}
boot_param("fail_page_alloc", param_fail_page_alloc);
