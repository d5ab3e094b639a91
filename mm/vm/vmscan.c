/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/vmscan.c - giving memory back: clean page cache and the caches of others
 *
 * Theory
 *   Pages of files on disk (not tmpfs: there the page is the only copy) stand in one list in order
 *   of arrival.  Reclaim takes them from the old end; one that was used since gets a second
 *   round.  A clean page that only the cache and its mappings refer to is unmapped and dropped.
 *   Shrinkers (dentries, inodes) are asked in proportion.
 *
 *   The allocator calls reclaim_hook from its slow path, in the context of whoever needs memory.
 *   Everything here only trylocks, so it can be called with any lock held that may be held over
 *   an allocation.
 *
 * Not here: anonymous memory (there is no swap yet), the last resort (oom.c).
 *
 * Locks: 78 lru_lock: the list, PG_lru.  48 PG_locked by trylock only.
 */
#include "mm/vm/filemap.h"

#include "kernel/sched/sched.h"
#include "kernel/sched/wait.h"
#include "lib/list.h"
#include "mm/kmem/slab.h"

#include "internal.h"

#define SCAN_BATCH 32UL

static DEFINE_SPINLOCK(lru_lock, RANK_LRU);
static LIST_HEAD(lru_file);
static unsigned long lru_pages; /* [lru_lock] */

void lru_add_file(struct page *page)
{
	spin_lock(&lru_lock);
	list_add(&page->lru, &lru_file);
	SetPageLRU(page);
	lru_pages++;
	spin_unlock(&lru_lock);
	mod_page_state(page, NR_INACTIVE_FILE, 1);
}

void lru_del_file(struct page *page)
{
	bool was = false;

	spin_lock(&lru_lock);
	if (TestClearPageLRU(page)) {
		list_del(&page->lru);
		lru_pages--;
		was = true;
	}
	spin_unlock(&lru_lock);
	if (was)
		mod_page_state(page, NR_INACTIVE_FILE, -1);
}

void lru_touch(struct page *page)
{
	if (PageLRU(page))
		SetPageReferenced(page);
}

/* The oldest page, moved to the young end and referenced; NULL: none. */
static struct page *lru_next(void)
{
	struct page *page = NULL;

	spin_lock(&lru_lock);
	if (!list_empty(&lru_file)) {
		page = list_last_entry(&lru_file, struct page, lru);
		list_move(&page->lru, &lru_file);
		if (!get_page_unless_zero(page))
			page = NULL;
	}
	spin_unlock(&lru_lock);
	return page;
}

/*
 * A page of ours and the cache's only.  Somebody who looked it up before may still take a
 * reference: he sees that it left the cache, or uses a page that is clean and as good as the file.
 */
static bool drop_if_unused(struct page *page)
{
	bool dropped = false;

	if (!trylock_page(page))
		return false;
	/* i_mmap_rwsem may be held by whoever allocates: only unmapped pages are dropped from
	 * there. */
	if (page->mapping && !PageDirty(page) && !PageWriteback(page) && !page_mapcount(page) &&
	    page_ref_count(page) == 2) {
		delete_from_page_cache(page);
		dropped = true;
	}
	unlock_page(page);
	return dropped;
}

static unsigned long shrink_lru(unsigned long scan)
{
	unsigned long freed = 0;
	struct page *page;

	for (scan = min(scan, READ_ONCE(lru_pages)); scan; scan--) {
		page = lru_next();
		if (!page)
			continue;
		count_vm_event(PGSCAN_DIRECT, 1);
		if (!(PageReferenced(page) && TestClearPageReferenced(page)) &&
		    drop_if_unused(page))
			freed++;
		put_page(page);
	}
	count_vm_event(PGSTEAL_DIRECT, freed);
	return freed;
}

/* Harder and harder: an eighth of the list, a half, all of it twice (second chances included). */
static unsigned long vm_reclaim(gfp_t gfp __maybe_unused, unsigned int order)
{
	unsigned long want = max(SCAN_BATCH, 1UL << order), freed = 0, all;
	int shift;

	for (shift = 3; shift >= -1 && freed < want; shift -= 2) {
		all = READ_ONCE(lru_pages);
		freed += shrink_lru(max(shift >= 0 ? all >> shift : all * 2, want));
		freed += shrink_slab(want);
	}
	return freed;
}

unsigned long drop_pagecache(void)
{
	unsigned long dropped = 0, left = READ_ONCE(lru_pages);
	struct page *page;

	for (; left; left--) {
		page = lru_next();
		if (!page)
			continue;
		if (drop_if_unused(page))
			dropped++;
		put_page(page);
		cond_resched();
	}
	count_vm_event(DROP_PAGECACHE, 1);
	return dropped;
}

void vmscan_init(void)
{
	reclaim_hook = vm_reclaim;
}
