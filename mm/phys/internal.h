/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/phys/internal.h - between the files of the page allocator */
#pragma once

#include "buddy.h"
#include "lib/string.h"
#include "mm/phys/mmzone.h"

/* memmap.c */
bool zone_grow_deferred(struct zone *z) __must_hold(&z->lock); /* false: everything is online */
/* Adds to n[] the blocks of each order that the zone's deferred frames make. */
void zone_count_deferred(const struct zone *z, unsigned long n[NR_ORDERS]) __must_hold(&z->lock);
/* Boot, in this order: all free ranges, all reserved ones, all free ranges again. */
void memmap_init(void);
void memmap_defer(struct zone *z, unsigned long start, unsigned long end);
void memmap_reserve(struct zone *z, unsigned long start, unsigned long end);
void memmap_free_edges(struct zone *z, unsigned long start, unsigned long end);

/* page_alloc.c */
static inline enum zone_type gfp_zone(gfp_t gfp)
{
	if (unlikely(gfp & (__GFP_DMA | __GFP_DMA32)))
		return gfp & __GFP_DMA ? ZONE_DMA : ZONE_DMA32;
	return ZONE_NORMAL;
}

static inline enum migratetype gfp_migratetype(gfp_t gfp)
{
	if (gfp & __GFP_MOVABLE)
		return MIGRATE_MOVABLE;
	return gfp & __GFP_RECLAIMABLE ? MIGRATE_RECLAIMABLE : MIGRATE_UNMOVABLE;
}

void prep_new_page(struct page *page, unsigned int order, gfp_t gfp);
void zone_drain_pcp(struct zone *z); /* this CPU's lists back to the buddy */
void drain_all_pages(void);	     /* every CPU's; may wait */

DECLARE_PER_CPU(unsigned long, vm_event_states[NR_VM_EVENTS]);

/* Free pages of a debug build hold a pattern, so that a late read is seen. */
#ifdef CONFIG_DEBUG
static inline void poison_pages(struct page *page, unsigned int order)
{
	memset(page_to_virt(page), 0xaa, PAGE_SIZE << order);
}
#else
static inline void poison_pages(struct page *page, unsigned int order)
{
	(void)page;
	(void)order;
}
#endif

unsigned long zone_pcp_pages(const struct zone *z); /* on the lists of all CPUs */
