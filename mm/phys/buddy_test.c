/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/buddy_test.c - the buddy algorithm against a plain map of frames, on the host
 *
 * The model is one byte per frame: whose allocation it belongs to, 0 for free.  After every
 * operation the free blocks must cover exactly the model's free frames, be aligned, not
 * overlap, and no two free buddies of one order may lie side by side unmerged.
 */
#include "buddy.h"

#include "base/bits.h"
#include "kernel/base/ktest.h"
#include "lib/list.h"
#include "lib/prng.h"
#include "lib/string.h"

enum { BASE = 300, FRAMES = 5000, LIVE = 400, ROUNDS = 4000 };

static struct page pages[BASE + FRAMES + 1024];
struct page *host_vmemmap = pages;
static u8 model[BASE + FRAMES], cover[BASE + FRAMES];
static u8 types[16];
static struct buddy b;

static struct {
	unsigned long pfn, n;
} live[LIVE];

bool pfn_valid(unsigned long pfn)
{
	return pfn >= BASE && pfn < BASE + FRAMES;
}

static void start(void)
{
	memset(pages, 0, sizeof(pages));
	memset(model, 0, sizeof(model));
	memset(live, 0, sizeof(live));
	ASSERT_TRUE(buddy_types_size(BASE, BASE + FRAMES) <= sizeof(types));
	buddy_init(&b, BASE, BASE + FRAMES, types);
	for (unsigned long pfn = BASE; pfn < BASE + FRAMES; pfn++)
		buddy_free(&b, pfn_to_page(pfn), 0);
}

static void check_block(unsigned long pfn, unsigned int order)
{
	unsigned long other = pfn ^ (1UL << order);

	EXPECT_TRUE(IS_ALIGNED(pfn, 1UL << order));
	EXPECT_TRUE(pfn >= BASE && pfn + (1UL << order) <= BASE + FRAMES);
	EXPECT_TRUE(PageBuddy(pfn_to_page(pfn)));
	EXPECT_EQ(pfn_to_page(pfn)->order, (unsigned long)order);
	for (unsigned long i = 0; i < 1UL << order; i++) {
		EXPECT_EQ(model[pfn + i], (u8)0);
		EXPECT_EQ(cover[pfn + i], (u8)0);
		cover[pfn + i] = 1;
	}
	if (order < MAX_ORDER && pfn_valid(other) && other + (1UL << order) <= BASE + FRAMES)
		EXPECT_FALSE(PageBuddy(pfn_to_page(other)) && pfn_to_page(other)->order == order);
}

static void check(void)
{
	unsigned long nr_free = 0, model_free = 0;

	memset(cover, 0, sizeof(cover));
	for (unsigned int o = 0; o < NR_ORDERS; o++) {
		unsigned long blocks = 0;

		for (int mt = 0; mt < MIGRATE_TYPES; mt++) {
			struct page *page;

			list_for_each_entry (page, &b.area[o].free_list[mt], lru) {
				check_block(page_to_pfn(page), o);
				blocks++;
			}
		}
		EXPECT_EQ(blocks, b.area[o].nr_free);
		nr_free += blocks << o;
	}
	for (unsigned long pfn = BASE; pfn < BASE + FRAMES; pfn++) {
		model_free += model[pfn] == 0;
		EXPECT_EQ(cover[pfn] != 0, model[pfn] == 0);
	}
	EXPECT_EQ(nr_free, model_free);
	EXPECT_EQ(b.nr_free, model_free);
}

static void model_take(unsigned int slot, unsigned long pfn, unsigned long n)
{
	live[slot].pfn = pfn;
	live[slot].n = n;
	for (unsigned long i = 0; i < n; i++) {
		EXPECT_EQ(model[pfn + i], (u8)0);
		model[pfn + i] = 1;
	}
}

static void model_release(unsigned int slot)
{
	for (unsigned long i = 0; i < live[slot].n; i++) {
		buddy_free(&b, pfn_to_page(live[slot].pfn + i), 0);
		model[live[slot].pfn + i] = 0;
	}
	live[slot].n = 0;
}

static bool type_has(enum migratetype mt, unsigned int order)
{
	for (unsigned int o = order; o < NR_ORDERS; o++) {
		if (!list_empty(&b.area[o].free_list[mt]))
			return true;
	}
	return false;
}

static bool any_has(unsigned int order)
{
	for (int mt = 0; mt < MIGRATE_TYPES; mt++) {
		if (type_has((enum migratetype)mt, order))
			return true;
	}
	return false;
}

/* One of the three ways to ask; NULL only where the header says so. */
static struct page *take_block(struct prng *r, unsigned int *order, enum migratetype mt)
{
	bool own = type_has(mt, *order), some = type_has(mt, 0), any = any_has(*order);
	bool whole = any_has(max_t(unsigned int, *order, PAGEBLOCK_ORDER));
	unsigned int asked = *order;
	struct page *page;

	switch (prng_below(r, 3)) {
	case 0:
		page = buddy_alloc(&b, *order, mt);
		EXPECT_EQ(page != NULL, any);
		return page;
	case 1:
		page = buddy_alloc_clean(&b, *order, mt);
		EXPECT_EQ(page != NULL, own || whole);
		return page;
	default:
		page = buddy_alloc_upto(&b, order, mt);
		EXPECT_EQ(page != NULL, some);
		EXPECT_TRUE(*order <= asked);
		return page;
	}
}

static void try_block(struct prng *r, unsigned int slot)
{
	unsigned int order = prng_below(r, 4) ? prng_below(r, 4) : prng_below(r, NR_ORDERS);
	struct page *page = take_block(r, &order, (enum migratetype)prng_below(r, MIGRATE_TYPES));

	if (!page)
		return;
	EXPECT_FALSE(PageBuddy(page));
	EXPECT_TRUE(IS_ALIGNED(page_to_pfn(page), 1UL << order));
	model_take(slot, page_to_pfn(page), 1UL << order);
}

static void try_range(struct prng *r, unsigned int slot)
{
	unsigned long n = 1 + prng_below(r, 60), pfn;

	if (prng_below(r, 2)) {
		pfn = buddy_find_range(&b, n, 1);
		if (pfn == ~0UL)
			return;
		EXPECT_TRUE(buddy_take_range(&b, pfn, n));
	} else {
		bool free = true;

		pfn = BASE + prng_below(r, FRAMES - 60);
		for (unsigned long i = 0; i < n; i++)
			free &= model[pfn + i] == 0;
		EXPECT_EQ(buddy_take_range(&b, pfn, n), free);
		if (!free)
			return;
	}
	model_take(slot, pfn, n);
}

KTEST(buddy, random_against_model)
{
	struct prng r = PRNG_INIT(ktest_seed());

	start();
	for (int round = 0; round < ROUNDS; round++) {
		unsigned int slot = prng_below(&r, LIVE);

		if (live[slot].n)
			model_release(slot);
		else if (prng_below(&r, 4))
			try_block(&r, slot);
		else
			try_range(&r, slot);
		if (round % 16 == 0)
			check();
	}
	for (unsigned int slot = 0; slot < LIVE; slot++)
		model_release(slot);
	check();
	EXPECT_EQ(b.nr_free, (unsigned long)FRAMES);
}

KTEST(buddy, all_merge_back)
{
	struct page *one[64];

	start();
	for (int i = 0; i < 64; i++) {
		one[i] = buddy_alloc(&b, 0, MIGRATE_MOVABLE);
		ASSERT_NOT_NULL(one[i]);
	}
	for (int i = 0; i < 64; i += 2)
		buddy_free(&b, one[i], 0);
	for (int i = 1; i < 64; i += 2)
		buddy_free(&b, one[i], 0);
	/* frames 1024..5119 hold four whole blocks of the largest order, less the ragged end */
	EXPECT_EQ(b.area[MAX_ORDER].nr_free, 4UL);
	EXPECT_EQ(b.nr_free, (unsigned long)FRAMES);
}

/* A small request takes one pageblock of a larger block of another type, not all of it. */
KTEST(buddy, one_pageblock_changes_type)
{
	struct page *page;

	start();
	EXPECT_EQ(b.area[MAX_ORDER].nr_free, 4UL);
	page = buddy_alloc_clean(&b, 0, MIGRATE_UNMOVABLE);
	ASSERT_NOT_NULL(page);
	EXPECT_EQ(b.area[MAX_ORDER].nr_free, 3UL);
	for (unsigned long pfn = 1024; pfn < 5120; pfn += PAGEBLOCK_PAGES) {
		bool in = page_to_pfn(page) / PAGEBLOCK_PAGES == pfn / PAGEBLOCK_PAGES;

		EXPECT_EQ((int)buddy_block_type(&b, pfn), in ? MIGRATE_UNMOVABLE : MIGRATE_MOVABLE);
	}
	model[page_to_pfn(page)] = 1;
	check();
	buddy_free(&b, page, 0);
}

KTEST(buddy, nothing_left)
{
	unsigned long n = 0;

	start();
	while (buddy_alloc(&b, 0, MIGRATE_UNMOVABLE))
		n++;
	EXPECT_EQ(n, (unsigned long)FRAMES);
	EXPECT_EQ(b.nr_free, 0UL);
	EXPECT_NULL(buddy_alloc(&b, 3, MIGRATE_MOVABLE));
	EXPECT_EQ(buddy_find_range(&b, 1, 1), ~0UL);
}
