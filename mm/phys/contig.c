/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/contig.c - runs of frames whose number is no power of two, or more than MAX_ORDER
 *
 * Theory
 *   alloc_pages_exact() takes the next larger block and gives its tail back at once.
 *   alloc_contig_pages() finds a run of free frames in the buddies of a zone and takes exactly that
 *   run; it can be larger than the largest block.  If there is none it asks for fresh memory, then
 *   for clean page cache to be dropped.  Both hand out independent single pages (_refcount 1 each).
 *
 * Not here
 *   Moving pages that are in use out of the way.
 *
 * Locks
 *   zone->lock, interrupts off.
 */
#include "internal.h"

#include "base/bits.h"
#include "kernel/base/panic.h"

#define CONTIG_TRIES 4 /* rounds of reclaim */

void split_page(struct page *page, unsigned int order)
{
	debug_assert(!PageHead(page));
	for (unsigned long i = 1; i < 1UL << order; i++)
		atomic_set(&page[i]._refcount, 1);
}

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
	split_page(page, order);
	for (unsigned long i = max(n, 1UL); i < 1UL << order; i++)
		__free_page(page + i);
	return page_to_virt(page);
}

void free_pages_exact(void *p, size_t bytes)
{
	if (!p)
		return;
	for (size_t off = 0; off < bytes; off += PAGE_SIZE)
		__free_page(virt_to_page((char *)p + off));
}

static struct page *take_free_run(struct zone *z, unsigned long n) __must_hold(&z->lock)
{
	unsigned long pfn;

	if (zone_free_pages(z) <= n + z->watermark[WMARK_LOW])
		return NULL;
	pfn = buddy_find_range(z->buddy, n, 1);
	if (pfn == ~0UL || !buddy_take_range(z->buddy, pfn, n))
		return NULL;
	return pfn_to_page(pfn);
}

/* Brings up as much fresh memory as could hold the run, one step per taking of the lock; false:
 * there is none. */
static bool grow_for_run(struct zone *z, unsigned long n)
{
	unsigned long steps = (n >> MAX_ORDER) + 2, flags;
	bool grown = false;

	for (; steps; steps--) {
		spin_lock_irqsave(&z->lock, flags);
		if (zone_free_pages(z) <= n || !zone_grow_deferred(z))
			steps = 1;
		else
			grown = true;
		spin_unlock_irqrestore(&z->lock, flags);
	}
	return grown;
}

static struct page *zone_take_contig(struct zone *z, unsigned long n)
{
	struct page *page;
	unsigned long flags;

	do {
		spin_lock_irqsave(&z->lock, flags);
		page = take_free_run(z, n);
		spin_unlock_irqrestore(&z->lock, flags);
	} while (!page && grow_for_run(z, n));
	return page;
}

static struct page *try_contig(struct pglist_data *node, unsigned long n, gfp_t gfp)
{
	for (struct zone **zp = node->zonelist[gfp_zone(gfp)]; *zp; zp++) {
		struct page *page;

		if ((gfp & __GFP_THISNODE) && (*zp)->nid != node->nid)
			continue;
		page = zone_take_contig(*zp, n);
		if (page)
			return page;
	}
	return NULL;
}

struct page *alloc_contig_pages(unsigned long n, gfp_t gfp, int nid)
{
	struct pglist_data *node = node_data[nid >= 0 && nid < nr_nodes ? nid : 0];
	struct page *page;

	if (!n || n > totalram_pages())
		return NULL;
	drain_all_pages();
	page = try_contig(node, n, gfp);
	for (int i = 0; !page && i < CONTIG_TRIES && gfpflags_allow_blocking(gfp); i++) {
		if (!reclaim_hook || !reclaim_hook(gfp, MAX_ORDER))
			break;
		drain_all_pages();
		page = try_contig(node, n, gfp);
	}
	for (unsigned long i = 0; page && i < n; i++) {
		count_vm_event(PGALLOC_DMA + page_zonenum(page), 1);
		prep_new_page(page + i, 0, gfp);
	}
	return page;
}

struct page *alloc_pages_range(unsigned long least, unsigned long most, gfp_t gfp, int nid,
			       unsigned long *got)
{
	struct page *page = NULL;
	unsigned long n = most;

	if (!least || least > most)
		return NULL;
	while (!page && n > least) {
		page = alloc_contig_pages(n, (gfp & ~__GFP_DIRECT_RECLAIM) | __GFP_NOWARN, nid);
		if (!page)
			n = max(least, n / 2);
	}
	if (!page)
		page = alloc_contig_pages(n, gfp, nid);
	*got = page ? n : 0;
	return page;
}

struct page *alloc_pages_zone(int nid, enum zone_type t, gfp_t gfp, unsigned int order)
{
	struct zone *z = &node_data[nid]->zones[t];
	struct page *page = NULL;
	unsigned long flags;

	if (!z->managed || order > MAX_ORDER)
		return NULL;
	spin_lock_irqsave(&z->lock, flags);
	if (zone_watermark_ok(z, order, WMARK_LOW))
		page = zone_take(z, order, gfp_migratetype(gfp));
	spin_unlock_irqrestore(&z->lock, flags);
	if (!page)
		return NULL;
	count_vm_event(PGALLOC_DMA + t, 1UL << order);
	prep_new_page(page, order, gfp);
	return page;
}

void free_contig_pages(struct page *page, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		__free_page(page + i);
}
