/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/truncate.c - taking pages out of the page cache: the file became shorter, or memory is
 * wanted
 *
 * Theory
 *   The owner has set the new size first.  Then the mappings go (private copies too, when the file
 *   became shorter: access beyond the end is SIGBUS), then the pages; a fault that came in
 *   between holds the page's lock while it maps it, so the mapping is seen when we get the lock.
 *
 * Locks: 45 mapping->invalidate_lock for writing around both steps (faults bring in no page then),
 *   48 PG_locked of each page, 54 i_mmap_rwsem.
 */
#include "mm/vm/filemap.h"

#include "kernel/sched/sched.h"
#include "lib/string.h"

#include "internal.h"

#define TRUNCATE_BATCH 16

static void drop_page(struct address_space *m, struct page *page)
{
	lock_page(page);
	if (page->mapping == m) {
		invalidate_page_maps(page);
		delete_from_page_cache(page);
	}
	unlock_page(page);
}

static void drop_range(struct address_space *m, unsigned long first, unsigned long last)
{
	struct page *pages[TRUNCATE_BATCH];
	unsigned long index = first;
	unsigned int i, n;

	while ((n = find_get_pages_range(m, &index, last, TRUNCATE_BATCH, pages)) != 0) {
		for (i = 0; i < n; i++) {
			drop_page(m, pages[i]);
			put_page(pages[i]);
		}
		cond_resched();
		if (index > last || index == 0)
			break;
	}
}

/* Zeroes [from, to) of the page at @index, if there is one. */
static void zero_part(struct address_space *m, unsigned long index, size_t from, size_t to)
{
	struct page *page;

	if (from >= to)
		return;
	page = find_lock_page(m, index);
	if (!page)
		return;
	memset((char *)page_address(page) + from, 0, to - from);
	set_page_dirty(page);
	unlock_page(page);
	put_page(page);
}

/* @end is inclusive; -1 (or any end of the last page) means to the very end. */
void truncate_inode_pages_range(struct address_space *m, loff_t start, loff_t end)
{
	unsigned long ustart = (unsigned long)start,
		      uend = (unsigned long)end + 1; /* 0: to the end */
	unsigned long first = (ustart + PAGE_SIZE - 1) >> PAGE_SHIFT;
	unsigned long stop = uend ? uend >> PAGE_SHIFT : 0; /* first page that is not whole */

	if (xa_empty(&m->i_pages))
		return;
	if (uend && ustart >> PAGE_SHIFT == uend >> PAGE_SHIFT) {
		zero_part(m, ustart >> PAGE_SHIFT, offset_in_page(ustart), offset_in_page(uend));
		return;
	}
	if (offset_in_page(ustart))
		zero_part(m, ustart >> PAGE_SHIFT, offset_in_page(ustart), PAGE_SIZE);
	if (uend && offset_in_page(uend))
		zero_part(m, uend >> PAGE_SHIFT, 0, offset_in_page(uend));
	if (!uend)
		drop_range(m, first, ~0UL);
	else if (first < stop)
		drop_range(m, first, stop - 1);
}

void truncate_pagecache(struct address_space *m, loff_t newsize)
{
	unsigned long first = ((unsigned long)newsize + PAGE_SIZE - 1) >> PAGE_SHIFT;

	down_write(&m->invalidate_lock);
	unmap_mapping_pages(m, first, 0, true);
	truncate_inode_pages_range(m, newsize, -1);
	/* A private copy may have been made of a page after the first pass and before it went. */
	unmap_mapping_pages(m, first, 0, true);
	up_write(&m->invalidate_lock);
}

unsigned long invalidate_mapping_pages(struct address_space *m, unsigned long start,
				       unsigned long end)
{
	struct page *pages[TRUNCATE_BATCH];
	unsigned long dropped = 0;
	unsigned int i, n;

	if (mapping_is_shmem(m))
		return 0;
	while (start <= end &&
	       (n = find_get_pages_range(m, &start, end, TRUNCATE_BATCH, pages)) != 0) {
		for (i = 0; i < n; i++) {
			if (trylock_page(pages[i])) {
				if (pages[i]->mapping == m && !PageDirty(pages[i]) &&
				    !page_mapcount(pages[i])) {
					delete_from_page_cache(pages[i]);
					dropped++;
				}
				unlock_page(pages[i]);
			}
			put_page(pages[i]);
		}
		cond_resched();
	}
	return dropped;
}
