/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/contig.c - runs of frames whose number is no power of two, or more than MAX_ORDER
 *
 * Theory
 *   alloc_pages_exact() takes the next larger block and gives its tail back at once.
 * alloc_contig_pages() finds a run of free frames in the buddies of a zone and takes exactly that
 * run; it can be larger than the largest block.  Both hand out independent single pages (_refcount
 * 1 each).
 *
 * Locks
 *   zone->lock, interrupts off.
 */
#include "internal.h"

#include "base/bits.h"
#include "kernel/base/panic.h"

void *alloc_pages_exact(size_t bytes, gfp_t gfp)
{
	unsigned long n = DIV_ROUND_UP(bytes, PAGE_SIZE);
	unsigned int order = ilog2(roundup_pow_of_two(n ? n : 1));
	struct page *page;

	if (!bytes || order > MAX_ORDER)
		return NULL;
	page = alloc_pages(gfp & ~__GFP_COMP, order);
	if (!page)
		return NULL;
	for (unsigned long i = 1; i < 1UL << order; i++) {
		atomic_set(&page[i]._refcount, 1);
		if (i >= n)
			__free_page(page + i);
	}
	return page_to_virt(page);
}

void free_pages_exact(void *p, size_t bytes)
{
	if (!p)
		return;
	for (size_t off = 0; off < bytes; off += PAGE_SIZE)
		__free_page(virt_to_page((char *)p + off));
}

static struct page *zone_take_contig(struct zone *z, unsigned long n)
{
	struct page *page = NULL;
	unsigned long flags, pfn;

	spin_lock_irqsave(&z->lock, flags);
	do {
		pfn = zone_free_pages(z) > n + z->watermark[WMARK_LOW]
			      ? buddy_find_range(z->buddy, n, 1)
			      : ~0UL;
	} while (pfn == ~0UL && zone_free_pages(z) > n && zone_grow_deferred(z));
	if (pfn != ~0UL && buddy_take_range(z->buddy, pfn, n))
		page = pfn_to_page(pfn);
	spin_unlock_irqrestore(&z->lock, flags);
	return page;
}

struct page *alloc_contig_pages(unsigned long n, gfp_t gfp, int nid)
{
	struct pglist_data *node = node_data[nid >= 0 && nid < nr_nodes ? nid : 0];
	struct page *page = NULL;

	if (!n)
		return NULL;
	drain_all_pages();
	for (struct zone **zp = node->zonelist[gfp_zone(gfp)]; *zp && !page; zp++) {
		if ((gfp & __GFP_THISNODE) && (*zp)->nid != node->nid)
			continue;
		page = zone_take_contig(*zp, n);
	}
	for (unsigned long i = 0; page && i < n; i++)
		prep_new_page(page + i, 0, gfp);
	return page;
}

void free_contig_pages(struct page *page, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		__free_page(page + i);
}
