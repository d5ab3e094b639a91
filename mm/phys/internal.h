/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/phys/internal.h - between the files of the page allocator */
#pragma once

#include "buddy.h"
#include "kernel/base/panic.h"
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
	BUILD_BUG_ON(__GFP_MOVABLE >> 3 != MIGRATE_MOVABLE);
	BUILD_BUG_ON(__GFP_RECLAIMABLE >> 3 != MIGRATE_RECLAIMABLE);
	debug_assert((gfp >> 3 & 3) < MIGRATE_PCPTYPES);
	return (enum migratetype)(gfp >> 3 & 3);
}

void prep_new_page(struct page *page, unsigned int order, gfp_t gfp);
void prep_free_page(struct page *page, unsigned int order);
void drain_all_pages(void); /* every CPU's lists; may wait */
struct page *zone_take(struct zone *z, unsigned int order, enum migratetype mt)
	__must_hold(&z->lock);
struct page *zone_take_upto(struct zone *z, unsigned int *order, enum migratetype mt)
	__must_hold(&z->lock);

/* show_mem.c */
void warn_alloc(gfp_t gfp, unsigned int order);

/* fail_page_alloc.c: gfp bits that keep a request off the fast path */
extern gfp_t gfp_slow;
bool should_fail_alloc_page(gfp_t gfp, unsigned int order);

DECLARE_PER_CPU(struct per_cpu_pages *, local_pcp); /* of the first zone of its node's list */
/* page_stat.c */
void count_numa_event(struct zone *z, enum numa_stat_item item);

DECLARE_PER_CPU(unsigned long, vm_event_states[NR_VM_EVENTS]);

/* Must every page go through prep_new_page() and prep_free_page()? */
#if defined(CONFIG_DEBUG) || defined(CONFIG_KASAN)
#define CHECK_EVERY_PAGE true
#else
#define CHECK_EVERY_PAGE false
#endif

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
