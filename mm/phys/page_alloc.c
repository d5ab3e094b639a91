/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/page_alloc.c - alloc_pages() and __free_pages()
 *
 * Theory
 *   A request names, by its gfp flags, the highest zone it may come from, the kind of pages it is
 *   for (migrate type) and what may be done to satisfy it.  Zones are tried in the order of the
 * node's zone list.  Single pages come from the CPU's own lists, refilled and emptied in batches;
 * larger blocks from the zone's buddy under zone->lock.
 *
 *   Watermarks: a zone gives pages down to `low`; then the slow path asks mm/vm to reclaim and goes
 *   down to `min`; GFP_ATOMIC to half of that; who frees memory by allocating (reclaim, an
 *   OOM victim) to nothing.  They are checked when pages leave the buddy, not when they leave a
 * CPU's list. A zone also keeps lowmem_reserve pages from requests that could have used a higher
 * zone.
 *
 *   A page on a free list has _refcount 0, _mapcount -1, no mapping and no flags but its place
 *   (zone, node) and PG_buddy.
 *
 * Not here
 *   The algorithm: buddy.c.  Set-up: page_init.c.  Ranges that are no power of two: contig.c.
 * Counters: page_stat.c.  Reclaim and the OOM killer: mm/vm, reached through hooks.
 *
 * Locks
 *   zone->lock (RANK_ZONE), interrupts off.  Per-CPU lists: interrupts off on their CPU.
 */
#include "internal.h"

#include "arch/irqflags.h"
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "lib/list.h"
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
static struct page *zone_take(struct zone *z, unsigned int order, enum migratetype mt)
	__must_hold(&z->lock)
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

static struct page *zone_take_upto(struct zone *z, unsigned int *order, enum migratetype mt)
	__must_hold(&z->lock)
{
	struct page *page = buddy_alloc_upto(z->buddy, order, mt);

	if (likely(page))
		return page;
	*order = 0;
	return zone_take(z, 0, mt);
}

static unsigned int pcp_refill(struct zone *z, struct per_cpu_pages *pcp, enum migratetype mt,
			       unsigned long mark, enum zone_type highest)
{
	unsigned long left, free, keep = mark + z->lowmem_reserve[highest];
	unsigned int got = 0;

	spin_lock(&z->lock);
	free = zone_free_pages(z);
	left = free > keep + 1 ? min_t(unsigned long, free - keep - 1, pcp->batch) : 0;
	while (left) {
		unsigned int order = __fls(left);
		struct page *page = zone_take_upto(z, &order, mt);

		if (!page)
			break;
		for (unsigned int i = 0; i < 1U << order; i++)
			list_add_tail(&page[i].lru, &pcp->lists[mt]);
		got += 1U << order;
		left -= 1UL << order;
	}
	spin_unlock(&z->lock);
	pcp->count += got;
	return got;
}

static inline struct page *pcp_pop(struct per_cpu_pages *pcp, enum migratetype mt)
{
	struct list_head *list = &pcp->lists[mt];
	struct page *page;

	if (unlikely(list_empty(list)))
		return NULL;
	page = list_first_entry(list, struct page, lru);
	list_del(&page->lru);
	pcp->count--;
	return page;
}

static struct page *rmqueue(struct zone *z, unsigned int order, enum migratetype mt,
			    unsigned long mark, enum zone_type highest)
{
	struct per_cpu_pages *pcp;
	struct page *page = NULL;
	unsigned long flags;

	local_irq_save(flags);
	if (order == 0) {
		pcp = z->pcp[smp_processor_id()];
		page = pcp_pop(pcp, mt);
		if (!page && pcp_refill(z, pcp, mt, mark, highest))
			page = pcp_pop(pcp, mt);
	} else {
		spin_lock(&z->lock);
		if (watermark_ok(z, order, mark, highest))
			page = zone_take(z, order, mt);
		spin_unlock(&z->lock);
	}
	local_irq_restore(flags);
	return page;
}

/* How far down a request may take a zone. */
enum alloc_depth { DEPTH_LOW, DEPTH_MIN, DEPTH_HARDER, DEPTH_ALL };

static unsigned long depth_mark(const struct zone *z, enum alloc_depth depth)
{
	switch (depth) {
	case DEPTH_LOW:
		return z->watermark[WMARK_LOW];
	case DEPTH_MIN:
		return z->watermark[WMARK_MIN];
	case DEPTH_HARDER:
		return z->watermark[WMARK_MIN] / 2;
	case DEPTH_ALL:
		break;
	}
	return 0;
}

static struct page *get_page_from_freelist(struct pglist_data *node, gfp_t gfp, unsigned int order,
					   enum alloc_depth depth)
{
	enum zone_type highest = gfp_zone(gfp);

	for (struct zone **zp = node->zonelist[highest]; *zp; zp++) {
		struct page *page;

		if ((gfp & __GFP_THISNODE) && (*zp)->nid != node->nid)
			continue;
		page = rmqueue(*zp, order, gfp_migratetype(gfp), depth_mark(*zp, depth),
			       depth == DEPTH_ALL ? (*zp)->type : highest);
		if (page)
			return page;
	}
	return NULL;
}

static void warn_alloc(gfp_t gfp, unsigned int order)
{
	if (gfp & __GFP_NOWARN)
		return;
	printk_ratelimited(KERN_WARNING "page allocation failure: order:%u, gfp:%#x, %lu kB free\n",
			   order, gfp, nr_free_pages() << (PAGE_SHIFT - 10));
}

static enum alloc_depth slow_depth(gfp_t gfp)
{
	if (!(gfp & __GFP_NOMEMALLOC) &&
	    ((gfp & __GFP_MEMALLOC) || (memalloc_hook && memalloc_hook())))
		return DEPTH_ALL;
	return gfp & __GFP_HIGH ? DEPTH_HARDER : DEPTH_MIN;
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
	if (!(gfp & __GFP_FS) || (gfp & __GFP_THISNODE))
		return false;
	return oom_hook && oom_hook(gfp, order);
}

static struct page *alloc_slowpath(struct pglist_data *node, gfp_t gfp, unsigned int order)
{
	unsigned int fruitless = 0;
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
		if (reclaim_hook(gfp, order)) {
			if (++fruitless < 16 || order <= PAGE_ALLOC_COSTLY_ORDER)
				continue;
		}
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

static __always_inline void prep_page(struct page *page, gfp_t gfp)
{
	page->private = 0;
	atomic_set(&page->_refcount, 1);
	kasan_alloc_pages(page, 0);
	if (gfp & __GFP_ZERO)
		clear_page(page_to_virt(page));
}

void prep_new_page(struct page *page, unsigned int order, gfp_t gfp)
{
	debug_assert(page_ref_count(page) == 0 && page_mapcount(page) == 0 && !page->mapping);
	prep_page(page, gfp);
	kasan_alloc_pages(page, order);
	if (gfp & __GFP_ZERO) {
		for (unsigned long i = 1; i < 1UL << order; i++)
			clear_page(page_to_virt(page + i));
	}
	if (order && (gfp & __GFP_COMP))
		prep_compound(page, order);
}

static struct page *alloc_from(struct pglist_data *node, gfp_t gfp, unsigned int order)
{
	struct page *page;

	if (unlikely(order > MAX_ORDER))
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

/* One page off this CPU's list for the best zone: what nearly every request is; NULL: go the whole
 * way. */
static __always_inline struct page *alloc_from_pcp(gfp_t gfp)
{
	enum migratetype mt = gfp_migratetype(gfp);
	struct zone *z = this_cpu_read(numa_node_data)->zonelist[gfp_zone(gfp)][0];
	struct page *page;
	unsigned long flags;

	if (unlikely(!z))
		return NULL;
	local_irq_save(flags);
	page = pcp_pop(z->pcp[smp_processor_id()], mt);
	local_irq_restore(flags);
	if (unlikely(!page))
		return NULL;
	this_cpu_add(vm_event_states[PGALLOC_DMA + z->type], 1);
	debug_assert(page_ref_count(page) == 0 && page_mapcount(page) == 0 && !page->mapping);
	prep_page(page, gfp);
	return page;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	struct page *page;

	if (likely(order == 0)) {
		page = alloc_from_pcp(gfp);
		if (likely(page))
			return page;
	}
	return alloc_from(this_cpu_read(numa_node_data), gfp, order);
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

static void pcp_free_batch(struct zone *z, struct per_cpu_pages *pcp, unsigned int n)
{
	int mt = 0;

	spin_lock(&z->lock);
	for (; n && pcp->count; n--) {
		struct page *page;

		while (list_empty(&pcp->lists[mt]))
			mt = (mt + 1) % PCP_TYPES;
		page = list_last_entry(&pcp->lists[mt], struct page, lru);
		list_del(&page->lru);
		pcp->count--;
		buddy_free(z->buddy, page, 0);
		mt = (mt + 1) % PCP_TYPES;
	}
	spin_unlock(&z->lock);
}

void zone_drain_pcp(struct zone *z)
{
	struct per_cpu_pages *pcp;
	unsigned long flags;

	local_irq_save(flags);
	pcp = z->pcp[smp_processor_id()];
	pcp_free_batch(z, pcp, pcp->count);
	local_irq_restore(flags);
}

static void drain_this_cpu(void *arg)
{
	struct zone *z;

	(void)arg;
	for_each_zone(z) zone_drain_pcp(z);
}

void drain_all_pages(void)
{
	drain_this_cpu(NULL);
	if (num_online_cpus() > 1 && !irqs_disabled())
		smp_call_function_mask(cpu_online_mask, drain_this_cpu, NULL);
}

/* What must be true of a page that nobody uses any more, and makes it so for its next owner. */
static void prep_free_page(struct page *page, unsigned int order)
{
	debug_assert(page_ref_count(page) == 0 && page_mapcount(page) == 0);
	debug_assert(!PageBuddy(page) && !PageLRU(page) && !PageLocked(page) && !PageSlab(page));
	if (PageHead(page)) {
		for (unsigned long i = 1; i < 1UL << order; i++) {
			page[i].compound_head = 0;
			page[i].mapping = NULL;
		}
	}
	page->flags &= ~(BIT(NR_PAGEFLAGS) - 1);
	page->mapping = NULL;
	poison_pages(page, order);
	kasan_free_pages(page, order);
}

void free_unref_page(struct page *page, unsigned int order)
{
	struct zone *z = page_zone(page);
	struct per_cpu_pages *pcp;
	unsigned long flags;

	prep_free_page(page, order);
	count_vm_event(PGFREE, 1UL << order);
	local_irq_save(flags);
	if (likely(order == 0)) {
		pcp = z->pcp[smp_processor_id()];
		list_add(&page->lru, &pcp->lists[buddy_block_type(z->buddy, page_to_pfn(page))]);
		if (unlikely(++pcp->count > pcp->high))
			pcp_free_batch(z, pcp, pcp->batch);
	} else {
		spin_lock(&z->lock);
		buddy_free(z->buddy, page, order);
		spin_unlock(&z->lock);
	}
	local_irq_restore(flags);
}

void __free_pages(struct page *page, unsigned int order)
{
	if (atomic_dec_and_test(&page->_refcount))
		free_unref_page(page, order);
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
