/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/pcp.h - the lists of single pages that each CPU has: the part that is inlined
 *
 * Whoever is at the lists says so in @busy; the kernel is not preempted, so that is enough against
 * everybody but an interrupt, which sees it and does without.  Neither a lock nor cli.
 */
#pragma once

#include "internal.h"

/* False: this code interrupts somebody who is at the lists. */
static __always_inline bool pcp_enter(struct per_cpu_pages *pcp)
{
	if (unlikely(pcp->busy))
		return false;
	pcp->busy = true;
	barrier();
	return true;
}

static __always_inline void pcp_leave(struct per_cpu_pages *pcp)
{
	barrier();
	pcp->busy = false;
}

static __always_inline struct page *pcp_pop(struct per_cpu_pages *pcp, enum migratetype mt)
{
	struct page *page = pcp->lists[mt];

	if (likely(page)) {
		pcp->lists[mt] = page->next_free;
		pcp->room++;
	}
	return page;
}

/* log2 of the bytes of memmap that describe a pageblock */
#define PAGEBLOCK_MEMMAP_SHIFT (PAGEBLOCK_ORDER + 6)

/* The types of the zone's pageblocks, to be indexed by struct page: (address >> 15). */
static inline const u8 *pcp_block_types(const struct buddy *b)
{
	unsigned long first = (unsigned long)pfn_to_page(ALIGN_DOWN(b->start_pfn, PAGEBLOCK_PAGES));

	BUILD_BUG_ON(sizeof(struct page) != 1 << 6);
	BUILD_BUG_ON(!IS_ALIGNED(VMEMMAP_START, 1UL << PAGEBLOCK_MEMMAP_SHIFT));
	return b->pageblock_type - (first >> PAGEBLOCK_MEMMAP_SHIFT);
}

/* By the type of its pageblock, whatever it was allocated for.  True: there are too many now. */
static __always_inline bool pcp_push(struct per_cpu_pages *pcp, struct page *page)
{
	unsigned int mt = pcp->block_type[(unsigned long)page >> PAGEBLOCK_MEMMAP_SHIFT];

	page->next_free = pcp->lists[mt];
	pcp->lists[mt] = page;
	return --pcp->room < 0;
}

/* pcp.c.  Between pcp_enter() and pcp_leave(); how many pages it got. */
unsigned int pcp_refill(struct per_cpu_pages *pcp, enum migratetype mt, unsigned long keep);
void pcp_flush(struct per_cpu_pages *pcp, unsigned int n); /* @n pages go to the zone */
