/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/page_alloc.c - alloc_pages() and __free_pages()
 *
 * Theory
 *   A request names, by its gfp flags, the highest zone it may come from, the kind of pages it is
 *   for (migrate type) and what may be done to satisfy it.  Zones are tried in the order of the
 *   node's zone list.  Single pages come from the CPU's own lists (pcp.h), refilled and emptied in
 *   batches; larger blocks from the zone's buddy under zone->lock.
 *
 *   Nearly every request is for one page that this CPU has in its list of the nearest zone:
 *   alloc_pages() and free_unref_page() do that themselves, and call the rest only if they cannot.
 *
 *   Watermarks: a zone gives pages down to `low`; then the slow path asks mm/vm to reclaim and goes
 *   down to `min`; __GFP_HIGH to half of that, GFP_ATOMIC to three eighths; who frees memory by
 *   allocating (reclaim, an OOM victim) to nothing.  They are checked when pages leave the buddy,
 *   not when they leave a CPU's list.  A zone also keeps lowmem_reserve pages from requests that
 *   could have used a higher zone.
 *
 *   A page on a free list has _refcount 0, _mapcount -1, no mapping and no flags but its place
 *   (zone, node) and PG_buddy.
 *
 * Not here
 *   The algorithm: buddy.c.  Set-up: page_init.c.  Ranges that are no power of two: contig.c.
 *   Counters: page_stat.c.  The warning: show_mem.c.  Reclaim and the OOM killer: mm/vm, reached
 *   through hooks.
 *
 * Locks
 *   zone->lock (RANK_ZONE), interrupts off.  Per-CPU lists: pcp.h.
 */
#include "pcp.h"

#include "arch/irqflags.h"
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "lib/string.h"
#include "mm/phys/kasan_pages.h"

unsigned long (*reclaim_hook)(gfp_t gfp, unsigned int order);
bool (*oom_hook)(gfp_t gfp, unsigned int order);
bool (*memalloc_hook)(void);
void (*kswapd_wake_hook)(struct zone *z, unsigned int order);

/* --- watermarks --- */

static bool watermark_ok(const struct zone *z, unsigned int order, unsigned long mark,
			 enum zone_type highest)
{
	unsigned long free = zone_free_pages(z), need = 1UL << order;

	return free >= need && free - need > mark + z->lowmem_reserve[highest];
}

bool zone_watermark_ok(const struct zone *z, unsigned int order, enum zone_watermarks mark)
{
	return watermark_ok(z, order, z->watermark[mark], z->type);
}

/* --- taking blocks from the buddy --- */

/* Fresh memory comes before that which another type uses a part of. */
struct page *zone_take(struct zone *z, unsigned int order, enum migratetype mt)
{
	while (z->deferred) {
		struct page *page = buddy_alloc_clean(z->buddy, order, mt);

		if (page)
			return page;
		if (!zone_grow_deferred(z))
			break;
	}
	return buddy_alloc(z->buddy, order, mt);
}

struct page *zone_take_upto(struct zone *z, unsigned int *order, enum migratetype mt)
{
	struct page *page = buddy_alloc_upto(z->buddy, order, mt);

	if (likely(page))
		return page;
	*order = 0;
	return zone_take(z, 0, mt);
}

static struct page *rmqueue_buddy(struct zone *z, unsigned int order, enum migratetype mt,
				  unsigned long mark, enum zone_type highest)
{
	struct page *page = NULL;
	unsigned long flags;

	spin_lock_irqsave(&z->lock, flags);
	if (watermark_ok(z, order, mark, highest))
		page = zone_take(z, order, mt);
	spin_unlock_irqrestore(&z->lock, flags);
	return page;
}

static struct page *rmqueue(struct zone *z, unsigned int order, enum migratetype mt,
			    unsigned long mark, enum zone_type highest)
{
	struct per_cpu_pages *pcp = z->pcp[smp_processor_id()];
	struct page *page;

	if (order || !pcp_enter(pcp))
		return rmqueue_buddy(z, order, mt, mark, highest);
	page = pcp_pop(pcp, mt);
	if (!page && pcp_refill(pcp, mt, mark + z->lowmem_reserve[highest]))
		page = pcp_pop(pcp, mt);
	pcp_leave(pcp);
	return page;
}

/* How far down a request may take a zone. */
enum alloc_depth { DEPTH_LOW, DEPTH_MIN, DEPTH_HIGH, DEPTH_ATOMIC, DEPTH_ALL };

static unsigned long depth_mark(const struct zone *z, enum alloc_depth depth)
{
	switch (depth) {
	case DEPTH_LOW:
		return z->watermark[WMARK_LOW];
	case DEPTH_MIN:
		return z->watermark[WMARK_MIN];
	case DEPTH_HIGH:
		return z->watermark[WMARK_MIN] / 2;
	case DEPTH_ATOMIC:
		return z->watermark[WMARK_MIN] * 3 / 8;
	case DEPTH_ALL:
		break;
	}
	return 0;
}

/* A page was taken from @z that should have come from @preferred. */
static void count_place(struct zone *preferred, struct zone *z)
{
	bool hit = z->nid == preferred->nid;

	count_numa_event(z, hit ? NUMA_HIT : NUMA_MISS);
	if (!hit)
		count_numa_event(preferred, NUMA_FOREIGN);
	count_numa_event(z, z->nid == numa_node_id() ? NUMA_LOCAL : NUMA_OTHER);
}

static struct page *get_page_from_freelist(struct pglist_data *node, gfp_t gfp, unsigned int order,
					   enum alloc_depth depth)
{
	enum zone_type highest = gfp_zone(gfp);
	struct zone **list = node->zonelist[highest];

	for (struct zone **zp = list; *zp; zp++) {
		struct page *page;

		if ((gfp & __GFP_THISNODE) && (*zp)->nid != node->nid)
			continue;
		page = rmqueue(*zp, order, gfp_migratetype(gfp), depth_mark(*zp, depth),
			       depth == DEPTH_ALL ? (*zp)->type : highest);
		if (page) {
			count_place(*list, *zp);
			return page;
		}
	}
	return NULL;
}

/* --- when there is none --- */

static enum alloc_depth slow_depth(gfp_t gfp)
{
	if (!(gfp & __GFP_NOMEMALLOC) &&
	    ((gfp & __GFP_MEMALLOC) || (memalloc_hook && memalloc_hook())))
		return DEPTH_ALL;
	if (gfp & __GFP_ATOMIC && !(gfp & __GFP_NOMEMALLOC))
		return gfp & __GFP_HIGH ? DEPTH_ATOMIC : DEPTH_HIGH;
	return gfp & __GFP_HIGH ? DEPTH_HIGH : DEPTH_MIN;
}

/* May the allocator go on trying after reclaim found nothing? */
static bool should_retry(gfp_t gfp, unsigned int order)
{
	if (gfp & __GFP_NOFAIL) {
		if (oom_hook)
			(void)oom_hook(gfp, order); /* sleeps, if there is something to wait for */
		return true;
	}
	if (order > PAGE_ALLOC_COSTLY_ORDER || (gfp & (__GFP_NORETRY | __GFP_RETRY_MAYFAIL)))
		return false;
	/* killing frees no particular zone or node */
	if (!(gfp & __GFP_FS) || (gfp & (__GFP_THISNODE | __GFP_DMA | __GFP_DMA32)))
		return false;
	return oom_hook && oom_hook(gfp, order);
}

/* After something was freed: has the request been tried often enough all the same? */
static bool give_up_reclaim(gfp_t gfp, unsigned int order, unsigned int rounds)
{
	if (gfp & __GFP_NORETRY)
		return true;
	return order > PAGE_ALLOC_COSTLY_ORDER && rounds >= 16;
}

static struct page *alloc_slowpath(struct pglist_data *node, gfp_t gfp, unsigned int order)
{
	unsigned int rounds = 0;
	enum alloc_depth depth;
	struct page *page;

	for (;;) {
		depth = slow_depth(gfp); /* the OOM killer may have chosen us meanwhile */
		if (kswapd_wake_hook && (gfp & __GFP_KSWAPD_RECLAIM))
			kswapd_wake_hook(node->zonelist[gfp_zone(gfp)][0], order);
		page = get_page_from_freelist(node, gfp, order, depth);
		if (page)
			return page;
		if (!gfpflags_allow_blocking(gfp) || !reclaim_hook ||
		    (depth == DEPTH_ALL && !(gfp & __GFP_NOFAIL)))
			break;
		count_vm_event(ALLOCSTALL, 1);
		if (reclaim_hook(gfp, order) && !give_up_reclaim(gfp, order, ++rounds))
			continue;
		drain_all_pages();
		page = get_page_from_freelist(node, gfp, order, depth);
		if (page)
			return page;
		if (!should_retry(gfp, order))
			break;
	}
	warn_alloc(gfp, order);
	return NULL;
}

/* --- a fresh page --- */

static void prep_compound(struct page *page, unsigned int order)
{
	SetPageHead(page);
	page->order = order;
	for (unsigned long i = 1; i < 1UL << order; i++)
		WRITE_ONCE(page[i].compound_head, (unsigned long)page | 1);
}

static __always_inline void prep_page(struct page *page, unsigned int order)
{
	debug_assert(page_ref_count(page) == 0 && page_mapcount(page) == 0 && !page->mapping);
	page->private = 0;
	atomic_set(&page->_refcount, 1);
	kasan_alloc_pages(page, order);
}

static __noinline struct page *clear_new_page(struct page *page)
{
	clear_page(page_to_virt(page));
	return page;
}

void prep_new_page(struct page *page, unsigned int order, gfp_t gfp)
{
	prep_page(page, order);
	if (gfp & __GFP_ZERO) {
		for (unsigned long i = 0; i < 1UL << order; i++)
			clear_page(page_to_virt(page + i));
	}
	if (order && (gfp & __GFP_COMP))
		prep_compound(page, order);
}

static __noinline struct page *alloc_from(struct pglist_data *node, gfp_t gfp, unsigned int order)
{
	struct page *page;

	if (unlikely(order > MAX_ORDER))
		return NULL;
	if (unlikely(should_fail_alloc_page(gfp, order)))
		return NULL;
	page = get_page_from_freelist(node, gfp, order, DEPTH_LOW);
	if (unlikely(!page)) {
		page = alloc_slowpath(node, gfp, order);
		if (!page)
			return NULL;
	}
	count_vm_event(PGALLOC_DMA + page_zonenum(page), 1UL << order);
	prep_new_page(page, order, gfp);
	return page;
}

static __noinline struct page *alloc_here(gfp_t gfp, unsigned int order)
{
	return alloc_from(this_cpu_read(numa_node_data), gfp, order);
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	struct per_cpu_pages *pcp;
	struct page *page;

	if (unlikely(order || gfp & gfp_slow))
		return alloc_here(gfp, order);
	pcp = this_cpu_read(local_pcp);
	if (unlikely(!pcp_enter(pcp)))
		return alloc_here(gfp, order);
	page = pcp_pop(pcp, gfp_migratetype(gfp));
	pcp->allocated += page != NULL;
	pcp_leave(pcp);
	if (unlikely(!page))
		return alloc_here(gfp, order);
	prep_page(page, 0);
	if (gfp & __GFP_ZERO)
		return clear_new_page(page);
	return page;
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	if (nid < 0 || nid >= nr_nodes)
		return alloc_pages(gfp, order);
	return alloc_from(node_data[nid], gfp, order);
}

unsigned int alloc_pages_bulk(gfp_t gfp, unsigned int n, struct page **pages)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		pages[i] = alloc_pages(gfp, 0);
		if (!pages[i])
			break;
	}
	return i;
}

/* --- freeing --- */

static __always_inline void check_free_page(const struct page *page)
{
	debug_assert(page_ref_count(page) == 0 && page_mapcount(page) == 0);
	debug_assert(!PageBuddy(page) && !PageLRU(page) && !PageLocked(page) && !PageSlab(page));
	(void)page;
}

/* What must be true of a page that nobody uses any more, and makes it so for its next owner. */
void prep_free_page(struct page *page, unsigned int order)
{
	check_free_page(page);
	if (PageHead(page)) {
		for (unsigned long i = 1; i < 1UL << order; i++) {
			page[i].compound_head = 0;
			page[i].mapping = NULL;
		}
	}
	page->flags &= ~(BIT(NR_PAGEFLAGS) - 1);
	page->mapping = NULL;
	kasan_alloc_pages(page, order); /* whatever of it the last owner had not */
	poison_pages(page, order);
	kasan_free_pages(page, order);
}

static __noinline void free_to_zone(struct page *page, unsigned int order)
{
	struct zone *z = page_zone(page);
	struct per_cpu_pages *pcp = z->pcp[smp_processor_id()];
	unsigned long flags;

	prep_free_page(page, order);
	count_vm_event(PGFREE, 1UL << order);
	if (!order && pcp_enter(pcp)) {
		if (pcp_push(pcp, page))
			pcp_flush(pcp, pcp->batch);
		pcp_leave(pcp);
		return;
	}
	spin_lock_irqsave(&z->lock, flags);
	buddy_free(z->buddy, page, order);
	spin_unlock_irqrestore(&z->lock, flags);
}

static __noinline void flush_and_leave(struct per_cpu_pages *pcp)
{
	pcp_flush(pcp, pcp->batch);
	pcp_leave(pcp);
}

static __always_inline void free_one(struct page *page)
{
	struct per_cpu_pages *pcp = this_cpu_read(local_pcp);

	if (unlikely(pcp->place != page->flags >> PG_ZONE_SHIFT || CHECK_EVERY_PAGE) ||
	    unlikely(!pcp_enter(pcp))) {
		free_to_zone(page, 0);
		return;
	}
	page->flags &= ~(BIT(NR_PAGEFLAGS) - 1);
	page->mapping = NULL;
	pcp->freed++;
	if (unlikely(pcp_push(pcp, page)))
		flush_and_leave(pcp);
	else
		pcp_leave(pcp);
}

void free_unref_page(struct page *page, unsigned int order)
{
	if (likely(order == 0))
		free_one(page);
	else
		free_to_zone(page, order);
}

/* If somebody still holds the first page of a block that is not compound, the others go now, and it
 * with its last reference. */
static __noinline void free_block(struct page *page, unsigned int order)
{
	bool head = PageHead(page);

	if (atomic_dec_and_test(&page->_refcount)) {
		free_to_zone(page, order);
		return;
	}
	while (!head && order-- > 0)
		free_unref_page(page + (1UL << order), order);
}

void __free_pages(struct page *page, unsigned int order)
{
	if (unlikely(order)) {
		free_block(page, order);
		return;
	}
	if (atomic_dec_and_test(&page->_refcount))
		free_one(page);
}

void get_page(struct page *page)
{
	page = compound_head(page);
	debug_assert(page_ref_count(page) > 0);
	atomic_inc(&page->_refcount);
}

bool get_page_unless_zero(struct page *page)
{
	return atomic_inc_not_zero(&page->_refcount);
}

void put_page(struct page *page)
{
	page = compound_head(page);
	if (atomic_dec_and_test(&page->_refcount))
		free_unref_page(page, PageHead(page) ? (unsigned int)page->order : 0);
}

/* --- by address --- */

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	return page ? (unsigned long)page_to_virt(page) : 0;
}

unsigned long get_zeroed_page(gfp_t gfp)
{
	return __get_free_pages(gfp | __GFP_ZERO, 0);
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page((void *)addr), order);
}
