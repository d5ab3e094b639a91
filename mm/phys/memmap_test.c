/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/phys/memmap_test.c - struct pages that are made when their frames are wanted */
#include "internal.h"

#include "base/bits.h"
#include "kernel/base/ktest.h"
#include "lib/list.h"

#define DMA_ALL (GFP_DMA | __GFP_MEMALLOC | __GFP_NOWARN | __GFP_THISNODE)

/* Zone DMA is small, and hardly used where there is another one. */
static struct zone *dma_zone(void)
{
	struct zone *z = &node_data[0]->zones[ZONE_DMA];

	return z->managed && node_data[0]->zones[ZONE_DMA32].managed ? z : NULL;
}

static unsigned long zone_sum(struct zone *z)
{
	drain_all_pages();
	return zone_free_pages(z) + (unsigned long)zone_page_state(z, NR_MEMMAP);
}

KTEST(memmap, grows_to_the_last_frame)
{
	struct zone *z = dma_zone();
	unsigned long before, n = 0;
	struct page *page, *next;
	LIST_HEAD(taken);

	if (!z)
		return;
	before = zone_sum(z);
	for (int order = MAX_ORDER; order >= 0; order--) {
		while ((page = alloc_pages_node(0, DMA_ALL, (unsigned int)order))) {
			EXPECT_TRUE(page_zone(page) == z && pfn_valid(page_to_pfn(page)));
			EXPECT_FALSE(pfn_is_deferred(page_to_pfn(page)));
			page->private = (unsigned long)order;
			list_add(&page->lru, &taken);
			n += 1UL << order;
		}
	}
	EXPECT_EQ(z->deferred, 0UL);
	EXPECT_LE(n, before);
	list_for_each_entry_safe (page, next, &taken, lru)
		__free_pages(page, (unsigned int)page->private);
	EXPECT_EQ(zone_sum(z), before);
}

KTEST(memmap, what_has_a_page)
{
	struct zone *z;

	for_each_zone(z)
	{
		unsigned long deferred = 0, n[NR_ORDERS] = {0}, flags, blocks = 0;

		spin_lock_irqsave(&z->lock, flags);
		zone_count_deferred(z, n);
		deferred = z->deferred;
		spin_unlock_irqrestore(&z->lock, flags);
		for (unsigned int o = 0; o < NR_ORDERS; o++)
			blocks += n[o] << o;
		EXPECT_EQ(blocks, deferred);
	}
	EXPECT_FALSE(pfn_valid(~0UL >> PAGE_SHIFT));
	EXPECT_NULL(pfn_to_online_page(~0UL >> PAGE_SHIFT));
	EXPECT_TRUE(pfn_valid(page_to_pfn(virt_to_page(__va(__pa_symbol(&node_data))))));
}
