/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/buddy.c - the buddy algorithm: split, merge, and migrate types against fragmentation
 *
 * Theory
 *   A block of order k is 2^k frames whose first frame number is a multiple of 2^k.  The block
 *   that differs only in bit k is its buddy.  Freeing merges a block with its buddy while that
 *   is free and of the same order; allocating takes the smallest large enough block and puts the
 *   unused halves back.  Both are at most MAX_ORDER steps.
 *
 *   The first page of a free block carries PG_buddy and its order; nothing else marks free memory,
 *   so the check for a free buddy is one flag and one word, both in a frame of this range.
 *
 *   Movable, reclaimable and unmovable pages are kept in different 2 MiB pageblocks, so that the
 *   unmovable ones do not sit one in every block.  When a type has no block left it takes the
 *   largest of another type and, if that is at least half a pageblock, the pageblock with it.  A
 *   caller that has fresh memory in reserve asks for whole pageblocks only (buddy_alloc_clean()),
 *   and brings up the fresh memory rather than mixing types.
 *
 * Not here
 *   Zones, per-CPU lists, watermarks: page_alloc.c.
 *
 * Locks
 *   The caller's (zone->lock); none is taken.
 */
#include "buddy.h"

#include "base/bits.h"
#include "kernel/base/panic.h"
#include "lib/list.h"
#include "lib/string.h"

static unsigned long block_index(const struct buddy *b, unsigned long pfn)
{
	return (pfn >> PAGEBLOCK_ORDER) - (b->start_pfn >> PAGEBLOCK_ORDER);
}

size_t buddy_types_size(unsigned long start_pfn, unsigned long end_pfn)
{
	return DIV_ROUND_UP(end_pfn, PAGEBLOCK_PAGES) - (start_pfn >> PAGEBLOCK_ORDER);
}

enum migratetype buddy_block_type(const struct buddy *b, unsigned long pfn)
{
	return b->pageblock_type ? b->pageblock_type[block_index(b, pfn)] : MIGRATE_MOVABLE;
}

void buddy_set_block_type(struct buddy *b, unsigned long pfn, enum migratetype mt)
{
	if (b->pageblock_type)
		b->pageblock_type[block_index(b, pfn)] = mt;
}

void buddy_init(struct buddy *b, unsigned long start_pfn, unsigned long end_pfn, u8 *types)
{
	b->start_pfn = start_pfn;
	b->end_pfn = end_pfn;
	b->nr_free = 0;
	b->pageblock_type = types;
	for (unsigned int o = 0; o < NR_ORDERS; o++) {
		b->area[o].nr_free = 0;
		for (int mt = 0; mt < MIGRATE_TYPES; mt++)
			INIT_LIST_HEAD(&b->area[o].free_list[mt]);
	}
	if (types)
		memset(types, MIGRATE_MOVABLE, buddy_types_size(start_pfn, end_pfn));
}

static void block_add(struct buddy *b, struct page *page, unsigned int order, enum migratetype mt)
{
	page->order = order;
	SetPageBuddy(page);
	list_add(&page->lru, &b->area[order].free_list[mt]);
	b->area[order].nr_free++;
}

static void block_del(struct buddy *b, struct page *page, unsigned int order)
{
	list_del(&page->lru);
	ClearPageBuddy(page);
	b->area[order].nr_free--;
}

void buddy_free(struct buddy *b, struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);

	debug_assert(pfn >= b->start_pfn && pfn + (1UL << order) <= b->end_pfn);
	debug_assert(IS_ALIGNED(pfn, 1UL << order) && !PageBuddy(page));
	b->nr_free += 1UL << order;
	while (order < MAX_ORDER) {
		unsigned long other = pfn ^ (1UL << order);
		struct page *buddy;

		if (other < b->start_pfn || other + (1UL << order) > b->end_pfn ||
		    !pfn_valid(other))
			break;
		buddy = pfn_to_page(other);
		if (!PageBuddy(buddy) || buddy->order != order)
			break;
		block_del(b, buddy, order);
		pfn &= other;
		order++;
	}
	block_add(b, pfn_to_page(pfn), order, buddy_block_type(b, pfn));
}

/* Puts back the upper halves of a block of order @high until it is of order @low. */
static void expand(struct buddy *b, struct page *page, unsigned int low, unsigned int high,
		   enum migratetype mt)
{
	while (high > low) {
		high--;
		block_add(b, page + (1UL << high), high, mt);
	}
}

/* Of the smallest block of at least @least the front, of order *@order if it is that large. */
static struct page *alloc_smallest(struct buddy *b, unsigned int least, unsigned int *order,
				   enum migratetype mt)
{
	for (unsigned int o = least; o < NR_ORDERS; o++) {
		struct list_head *list = &b->area[o].free_list[mt];
		struct page *page;

		if (list_empty(list))
			continue;
		page = list_first_entry(list, struct page, lru);
		block_del(b, page, o);
		*order = min(*order, o);
		expand(b, page, *order, o, mt);
		return page;
	}
	return NULL;
}

/* Every free block of the pageblock(s) from @pfn moves to @mt's lists. */
static void convert_pageblocks(struct buddy *b, unsigned long pfn, unsigned int order,
			       enum migratetype mt)
{
	unsigned long first = ALIGN_DOWN(pfn, PAGEBLOCK_PAGES);
	unsigned long end = max(first + PAGEBLOCK_PAGES, pfn + (1UL << order));
	unsigned long p = max(first, b->start_pfn);

	end = min(end, b->end_pfn);
	for (unsigned long q = first; q < end; q += PAGEBLOCK_PAGES)
		buddy_set_block_type(b, max(q, b->start_pfn), mt);
	while (p < end) {
		struct page *page = pfn_to_page(p);

		if (!pfn_valid(p) || !PageBuddy(page)) {
			p++;
			continue;
		}
		list_move(&page->lru, &b->area[page->order].free_list[mt]);
		p += 1UL << page->order;
	}
}

/* A block of order @order for @mt out of the free block @page of another type. */
static struct page *steal(struct buddy *b, struct page *page, unsigned int order,
			  enum migratetype mt)
{
	unsigned int have = (unsigned int)page->order;
	unsigned int keep = max_t(unsigned int, order, PAGEBLOCK_ORDER);

	if (have > keep) { /* no more than one pageblock of it changes type, if that is enough */
		block_del(b, page, have);
		expand(b, page, keep, have, buddy_block_type(b, page_to_pfn(page)));
		block_add(b, page, keep, mt);
		have = keep;
	}
	if (have >= PAGEBLOCK_ORDER - 1)
		convert_pageblocks(b, page_to_pfn(page), have, mt);
	block_del(b, page, have);
	expand(b, page, order, have, buddy_block_type(b, page_to_pfn(page)));
	return page;
}

/* From another type, of whose blocks only those of at least @least are taken: the largest. */
static struct page *alloc_fallback(struct buddy *b, unsigned int order, unsigned int least,
				   enum migratetype mt)
{
	static const u8 others[MIGRATE_TYPES][MIGRATE_TYPES - 1] = {
		[MIGRATE_UNMOVABLE] = {MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE},
		[MIGRATE_MOVABLE] = {MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE},
		[MIGRATE_RECLAIMABLE] = {MIGRATE_UNMOVABLE, MIGRATE_MOVABLE},
	};

	for (int o = MAX_ORDER; o >= (int)max(order, least); o--) {
		for (int i = 0; i < MIGRATE_TYPES - 1; i++) {
			struct list_head *list = &b->area[o].free_list[others[mt][i]];

			if (!list_empty(list))
				return steal(b, list_first_entry(list, struct page, lru), order,
					     mt);
		}
	}
	return NULL;
}

static struct page *alloc_block(struct buddy *b, unsigned int order, unsigned int least,
				enum migratetype mt)
{
	struct page *page;

	if (b->nr_free < 1UL << order)
		return NULL;
	page = alloc_smallest(b, order, &order, mt);
	if (!page)
		page = alloc_fallback(b, order, least, mt);
	if (page)
		b->nr_free -= 1UL << order;
	return page;
}

struct page *buddy_alloc(struct buddy *b, unsigned int order, enum migratetype mt)
{
	return alloc_block(b, order, 0, mt);
}

struct page *buddy_alloc_clean(struct buddy *b, unsigned int order, enum migratetype mt)
{
	return alloc_block(b, order, PAGEBLOCK_ORDER, mt);
}

struct page *buddy_alloc_upto(struct buddy *b, unsigned int *order, enum migratetype mt)
{
	struct page *page = alloc_smallest(b, 0, order, mt);

	if (page)
		b->nr_free -= 1UL << *order;
	return page;
}

/* The free block that contains @pfn: its first page, or NULL. */
static struct page *block_containing(const struct buddy *b, unsigned long pfn)
{
	for (unsigned int o = 0; o < NR_ORDERS; o++) {
		unsigned long head = ALIGN_DOWN(pfn, 1UL << o);
		struct page *page = pfn_to_page(head);

		if (head < b->start_pfn)
			break;
		if (pfn_valid(head) && PageBuddy(page) && head + (1UL << page->order) > pfn)
			return page;
	}
	return NULL;
}

/* Puts [pfn, end) back as the fewest aligned blocks. */
static void add_range(struct buddy *b, unsigned long pfn, unsigned long end)
{
	while (pfn < end) {
		unsigned int o = pfn ? min_t(unsigned int, __ffs(pfn), MAX_ORDER) : MAX_ORDER;

		while (pfn + (1UL << o) > end)
			o--;
		block_add(b, pfn_to_page(pfn), o, buddy_block_type(b, pfn));
		pfn += 1UL << o;
	}
}

bool buddy_take_range(struct buddy *b, unsigned long pfn, unsigned long n)
{
	unsigned long end = pfn + n, p;

	if (pfn < b->start_pfn || end > b->end_pfn)
		return false;
	for (p = pfn; p < end;) {
		struct page *head = block_containing(b, p);

		if (!head)
			return false;
		p = page_to_pfn(head) + (1UL << head->order);
	}
	for (p = pfn; p < end;) {
		struct page *head = block_containing(b, p);
		unsigned long bstart = page_to_pfn(head), bend = bstart + (1UL << head->order);

		block_del(b, head, (unsigned int)head->order);
		if (bstart < pfn)
			add_range(b, bstart, pfn);
		if (bend > end)
			add_range(b, end, bend);
		p = bend;
	}
	b->nr_free -= n;
	return true;
}

unsigned long buddy_find_range(const struct buddy *b, unsigned long n, unsigned long align)
{
	unsigned long start = ALIGN(b->start_pfn, align), p = start;

	while (start + n <= b->end_pfn) {
		struct page *head = pfn_valid(p) ? block_containing(b, p) : NULL;

		if (!head) {
			start = p = ALIGN(p + 1, align);
			continue;
		}
		p = page_to_pfn(head) + (1UL << head->order);
		if (p >= start + n)
			return start;
		if (p >= b->end_pfn)
			break;
	}
	return ~0UL;
}
