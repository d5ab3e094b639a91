/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/phys/page_alloc_test.c - the page allocator as the kernel uses it */
#include "internal.h"

#include "base/bits.h"
#include "kernel/base/kbench.h"
#include "kernel/base/ktest.h"
#include "lib/prng.h"
#include "lib/string.h"

KTEST(page_alloc, one_page)
{
	struct page *page = alloc_page(GFP_KERNEL);
	char *p;

	ASSERT_NOT_NULL(page);
	EXPECT_EQ(page_ref_count(page), 1);
	EXPECT_EQ(page_mapcount(page), 0);
	p = page_to_virt(page);
	EXPECT_TRUE(virt_to_page(p) == page);
	EXPECT_TRUE(pfn_to_page(page_to_pfn(page)) == page);
	EXPECT_TRUE(phys_to_page(page_to_phys(page)) == page);
	memset(p, 0x5a, PAGE_SIZE);
	get_page(page);
	put_page(page);
	EXPECT_EQ(page_ref_count(page), 1);
	__free_page(page);
}

KTEST(page_alloc, zeroed)
{
	for (unsigned int order = 0; order <= 3; order++) {
		unsigned long addr = __get_free_pages(GFP_KERNEL, order), again;

		ASSERT_TRUE(addr != 0);
		memset((void *)addr, 0xff, PAGE_SIZE << order);
		free_pages(addr, order);
		again = __get_free_pages(GFP_KERNEL | __GFP_ZERO, order);
		ASSERT_TRUE(again != 0);
		for (unsigned long i = 0; i < PAGE_SIZE << order; i += 8)
			EXPECT_EQ(*(u64 *)(again + i), 0ULL);
		free_pages(again, order);
	}
}

KTEST(page_alloc, orders_are_aligned)
{
	for (unsigned int order = 0; order <= MAX_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY, order);

		if (!page)
			continue; /* a small machine may have no 4 MiB in one piece */
		EXPECT_TRUE(IS_ALIGNED(page_to_pfn(page), 1UL << order));
		__free_pages(page, order);
	}
	EXPECT_NULL(alloc_pages(GFP_KERNEL, MAX_ORDER + 1));
}

KTEST(page_alloc, dma_zone)
{
	struct page *page = alloc_pages(GFP_DMA | __GFP_NOWARN, 0);

	ASSERT_NOT_NULL(page);
	EXPECT_TRUE(page_to_phys(page) < MiB(16));
	EXPECT_EQ((int)page_zonenum(page), (int)ZONE_DMA);
	__free_page(page);
	page = alloc_pages(GFP_KERNEL | GFP_DMA32, 0);
	ASSERT_NOT_NULL(page);
	EXPECT_TRUE(page_to_phys(page) < GiB(4));
	__free_page(page);
}

KTEST(page_alloc, compound)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);

	ASSERT_NOT_NULL(page);
	for (int i = 0; i < 4; i++)
		EXPECT_TRUE(compound_head(page + i) == page);
	get_page(page + 3); /* a tail counts for the head */
	EXPECT_EQ(page_ref_count(page), 2);
	put_page(page + 1);
	put_page(page + 2);
}

KTEST(page_alloc, exact)
{
	unsigned long before = nr_free_pages();
	char *p = alloc_pages_exact(5 * PAGE_SIZE, GFP_KERNEL);

	ASSERT_NOT_NULL(p);
	memset(p, 1, 5 * PAGE_SIZE);
	free_pages_exact(p, 5 * PAGE_SIZE);
	drain_all_pages();
	EXPECT_TRUE(nr_free_pages() + 64 >= before);
	EXPECT_NULL(alloc_pages_exact(0, GFP_KERNEL));
	EXPECT_NULL(alloc_pages_exact(MiB(8), GFP_KERNEL));
}

KTEST(page_alloc, contiguous_of_any_count)
{
	static const unsigned long counts[] = {1, 3, 37, 129};

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct page *page = alloc_contig_pages(counts[i], GFP_KERNEL, 0);

		ASSERT_NOT_NULL(page);
		for (unsigned long k = 0; k < counts[i]; k++)
			EXPECT_EQ(page_ref_count(page + k), 1);
		memset(page_to_virt(page), 0xa5, counts[i] << PAGE_SHIFT);
		free_contig_pages(page, counts[i]);
	}
	EXPECT_NULL(alloc_contig_pages(0, GFP_KERNEL, 0));
	EXPECT_NULL(alloc_contig_pages(totalram_pages() + 1, GFP_KERNEL, 0));
}

KTEST(page_alloc, random_contents)
{
	enum { SLOTS = 64, ROUNDS = 3000 };
	struct prng r = PRNG_INIT(ktest_seed());
	static struct {
		struct page *page;
		unsigned int order;
		u64 mark;
	} slot[SLOTS];

	for (int round = 0; round < ROUNDS; round++) {
		unsigned int i = (unsigned int)prng_below(&r, SLOTS);
		u64 *p;

		if (slot[i].page) {
			p = page_to_virt(slot[i].page);
			EXPECT_EQ(p[0], slot[i].mark);
			EXPECT_EQ(p[(PAGE_SIZE << slot[i].order) / 8 - 1], ~slot[i].mark);
			__free_pages(slot[i].page, slot[i].order);
			slot[i].page = NULL;
			continue;
		}
		slot[i].order = (unsigned int)prng_below(&r, 4);
		slot[i].mark = prng_next(&r);
		slot[i].page = alloc_pages(prng_below(&r, 2) ? GFP_KERNEL : GFP_HIGHUSER_MOVABLE,
					   slot[i].order);
		ASSERT_NOT_NULL(slot[i].page);
		p = page_to_virt(slot[i].page);
		p[0] = slot[i].mark;
		p[(PAGE_SIZE << slot[i].order) / 8 - 1] = ~slot[i].mark;
	}
	for (int i = 0; i < SLOTS; i++) {
		if (slot[i].page)
			__free_pages(slot[i].page, slot[i].order);
		slot[i].page = NULL;
	}
}

KTEST(page_alloc, watermarks_rise)
{
	struct zone *z;

	for_each_zone(z)
	{
		EXPECT_LE(z->watermark[WMARK_MIN], z->watermark[WMARK_LOW]);
		EXPECT_LE(z->watermark[WMARK_LOW], z->watermark[WMARK_HIGH]);
		EXPECT_LE(z->managed, z->present);
		EXPECT_LE(z->present, z->spanned);
	}
	EXPECT_LE(nr_free_pages(), totalram_pages());
	EXPECT_LE(si_mem_available(), totalram_pages());
}

/* --- what it costs --- */

static void bench_order(unsigned long n, unsigned int order)
{
	while (n--) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		if (!page)
			return;
		__free_pages(page, order);
	}
}

KBENCH(page_alloc, order_0)
{
	bench_order(n, 0);
}

KBENCH(page_alloc, order_3)
{
	bench_order(n, 3);
}

KBENCH(page_alloc, order_9)
{
	bench_order(n, 9);
}

/* Sixteen out, sixteen back: what a batch of faults does. */
KBENCH(page_alloc, order_0_by_16)
{
	struct page *pages[16];

	for (; n >= 16; n -= 16) {
		unsigned int got = alloc_pages_bulk(GFP_KERNEL, 16, pages);

		for (unsigned int i = 0; i < got; i++)
			__free_page(pages[i]);
	}
}
