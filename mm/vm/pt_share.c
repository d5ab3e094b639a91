/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/pt_share.c - lowest-level page tables that several address spaces use after fork
 *
 * Theory
 *   fork does not copy a table that has many anonymous pages: parent and child point to the same
 *   one, and both pmd entries lose their write permission.  The processor then refuses every
 *   write beneath, whatever the table's own entries say.  The first of them that must change an
 *   entry, for whatever reason, gets a table of its own (__pte_unshare): a copy, or, when nobody
 *   else is left, the same one with the pmd writable again.  A child that execs or exits without
 *   touching anything has cost one step per 2 MiB, and its parent takes no fault per page
 *   afterwards either.
 *
 *   States of a pmd entry: none; writable - the table is this address space's alone; not writable -
 *   pt_share others point to the table, too, or did.  Only fork makes a table shared, and it holds
 *   the mmap_lock and every VMA lock of the parent: to whoever holds one of them a writable pmd
 *   stays as it is.  Whoever holds neither (truncation, by i_mmap_rwsem) looks under
 *   mm->page_table_lock.
 *
 *   What is in a table does not change while it is shared, but for accessed bits and the loss of
 *   write permission in __pte_unshare().
 *
 *   Counts.  A present entry of a table holds one reference to its page and one _mapcount, however
 *   many address spaces point to the table.  So a page whose only entry is in a shared table has
 *   mapcount 1 though several processes map it: who asks how private a page is multiplies by
 *   pt_share.  The decision to reuse a page at a write fault is taken in a table that is not
 *   shared, so there a reference count of 1 means alone, as ever.  A writable entry of an anonymous
 *   page exists in one table only: unsharing takes the permission away on both sides.
 *   pt_rss[] of a table counts its pages by kind: a child's resident set grows by it, and shrinks
 *   by it when the table goes as a whole (table_drop).  VmPTE counts a shared table in each;
 *   nr_page_table_pages once.
 *
 *   TLBs.  fork flushes the parent's once all pmds are write-protected; there is no stale writable
 *   translation after it.  A pmd that changes to another table is flushed before the share is given
 *   up, because a processor may keep the pmd in its paging-structure caches, and the old table may
 *   be freed when the share is gone.  One page is enough: an INVLPG drops those caches
 *   altogether, and the old leaf entries say less, never more, than the new ones.
 *
 *   Small tables are copied: a process with few pages would copy them right after fork anyway, and
 *   one fault more.
 *
 * Not here: which tables fork visits (fork.c), taking entries away (zap.c).
 *
 * Locks: 76 mm->page_table_lock around a pmd that may be shared, then, nested, the table's lock.
 *
 * Sources: Zhao, Gong, Fonseca: On-demand-fork (EuroSys 2021); Intel SDM 3A 4.10
 */
#include "mm/vm/mm.h"

#include "lib/string.h"

#include "internal.h"

unsigned int pt_share_min = 64;

static unsigned long shares(const struct page *table)
{
	return (unsigned long)atomic_long_read(&table->pt_share);
}

struct page *pte_table_new(gfp_t gfp)
{
	struct page *table = alloc_page(gfp | __GFP_ZERO | __GFP_ACCOUNT);

	if (!table)
		return NULL;
	mod_page_state(table, NR_PAGETABLE, 1);
	table->flags |= BIT(PG_table);
	memset(table->pt_rss, 0, sizeof(table->pt_rss));
	spin_lock_init(ptlock_ptr(table), RANK_PTL);
	atomic_long_set(&table->pt_share, 1);
	return table;
}

/* Its frame is no table any more; the page itself is freed by the caller. */
void pte_table_retire(struct page *table)
{
	debug_assert(!table->mapping); /* pt_rss[]: no page is left in it */
	mod_page_state(table, NR_PAGETABLE, -1);
	table->flags &= ~BIT(PG_table);
	table->compound_head = 0; /* a debug build's lock was here */
}

/* --- fork --- */

bool pte_table_share(struct mm_struct *mm, pmd_t *dst, struct mm_struct *src_mm, pmd_t *src)
{
	struct page *table;
	bool protect;
	pmd_t e;
	int i;

	spin_lock(&src_mm->page_table_lock);
	e = pmdp_get(src);
	table = pmd_table(e);
	spin_lock_nested(ptlock_ptr(table)); /* inside page_table_lock, as everywhere */
	atomic_long_inc(&table->pt_share);
	protect = pmd_write(e);
	set_pmd(dst, pmd_wrprotect(e));
	if (protect)
		set_pmd(src, pmd_wrprotect(e));
	for (i = 0; i < NR_MM_COUNTERS; i++)
		if (table->pt_rss[i])
			add_mm_counter(mm, i, table->pt_rss[i]);
	spin_unlock(ptlock_ptr(table));
	spin_unlock(&src_mm->page_table_lock);
	atomic_long_add(PAGE_SIZE, &mm->pgtables_bytes);
	return protect;
}

/* --- to have a table alone --- */

static pte_t unshare_entry(pte_t *src, pte_t pte)
{
	struct page *page = vm_normal_page(NULL, pte);

	if (!page)
		return pte;
	atomic_inc(&page->_refcount);
	atomic_inc(&page->_mapcount);
	if (!PageAnon(page))
		return pte_mkclean(pte); /* the old table keeps what has to be told */
	if (pte_write(pte)) {
		ptep_set_wrprotect(src);
		pte = pte_wrprotect(pte);
	}
	return pte;
}

/* @pmd gets a copy of @table in @copy; both locks held. */
static void unshare_copy(struct mm_struct *mm, pmd_t *pmd, uaddr_t addr, struct page *table,
			 struct page *copy)
{
	pte_t *src = page_to_virt(table), *dst = page_to_virt(copy), pte;
	int i;

	for (i = 0; i < PTRS_PER_PTE; i++) {
		pte = ptep_get(&src[i]);
		if (!pte_none(pte))
			set_pte(&dst[i], pte_present(pte) ? unshare_entry(&src[i], pte) : pte);
	}
	memcpy(copy->pt_rss, table->pt_rss, sizeof(copy->pt_rss));
	pmd_populate(pmd, page_to_phys(copy));
	flush_tlb_tables(mm, addr, addr + 1); /* others may free the old one from now on */
	atomic_long_dec(&table->pt_share);
}

/* True: @pmd is none or its table is this address space's alone now.  @copy is taken if needed. */
static bool try_unshare(struct mm_struct *mm, pmd_t *pmd, uaddr_t addr, struct page **copy)
{
	struct page *table;
	bool done = true;
	pmd_t e;

	spin_lock(&mm->page_table_lock);
	e = pmdp_get(pmd);
	if (pmd_shared(e)) {
		table = pmd_table(e);
		spin_lock_nested(ptlock_ptr(table));
		if (shares(table) == 1) {
			set_pmd(pmd, pmd_mkwrite(e));
		} else if (*copy) {
			unshare_copy(mm, pmd, addr, table, *copy);
			*copy = NULL;
		} else {
			done = false;
		}
		spin_unlock(ptlock_ptr(table));
	}
	spin_unlock(&mm->page_table_lock);
	return done;
}

int __pte_unshare(struct mm_struct *mm, pmd_t *pmd, uaddr_t addr, gfp_t gfp)
{
	struct page *copy = NULL;

	if (try_unshare(mm, pmd, addr, &copy))
		return 0;
	copy = pte_table_new(gfp);
	if (!copy)
		return -ENOMEM;
	(void)try_unshare(mm, pmd, addr, &copy);
	if (copy) { /* nobody else is left, or another thread was faster */
		pte_table_retire(copy);
		__free_page(copy);
	}
	return 0;
}

static int unshare_one(struct mm_struct *mm, pmd_t *pmd, uaddr_t addr, uaddr_t end __maybe_unused,
		       void *ctx __maybe_unused)
{
	return pte_unshare(mm, pmd, addr);
}

int pte_unshare_range(struct mm_struct *mm, uaddr_t start, uaddr_t end)
{
	if (!mm_shares_tables(mm))
		return 0;
	return walk_pte_tables(mm, start, end, unshare_one, NULL);
}

int pte_unshare_edges(struct mm_struct *mm, uaddr_t start, uaddr_t end, uaddr_t floor,
		      uaddr_t ceiling)
{
	uaddr_t first = start & PMD_MASK, last = (end - 1) & PMD_MASK;
	int err = 0;

	if (!mm_shares_tables(mm))
		return 0;
	if (first < floor || first + PMD_SIZE > ceiling)
		err = walk_pte_tables(mm, start, min(end, first + PMD_SIZE), unshare_one, NULL);
	if (!err && last != first && last + PMD_SIZE > ceiling)
		err = walk_pte_tables(mm, last, end, unshare_one, NULL);
	return err;
}

spinlock_t *pte_lock_any(struct mm_struct *mm, pmd_t *pmd) __no_lock_analysis
{
	spinlock_t *ptl = NULL;
	pmd_t e;

	spin_lock(&mm->page_table_lock);
	e = pmdp_get(pmd);
	if (!pmd_none(e)) {
		ptl = ptlock_ptr(pmd_table(e));
		spin_lock_nested(ptl);
	}
	spin_unlock(&mm->page_table_lock);
	return ptl;
}

/* --- to give a shared table up --- */

struct page *table_drop(struct mm_struct *mm, pmd_t *pmd)
{
	struct page *table = NULL;
	pmd_t e;
	int i;

	spin_lock(&mm->page_table_lock);
	e = pmdp_get(pmd);
	if (!pmd_shared(e))
		goto out;
	table = pmd_table(e);
	spin_lock_nested(ptlock_ptr(table));
	if (shares(table) > 1) {
		pmd_clear(pmd);
		for (i = 0; i < NR_MM_COUNTERS; i++)
			if (table->pt_rss[i])
				add_mm_counter(mm, i, -(long)table->pt_rss[i]);
		atomic_long_sub(PAGE_SIZE, &mm->pgtables_bytes);
		spin_unlock(ptlock_ptr(table));
	} else {
		set_pmd(pmd, pmd_mkwrite(e));
		spin_unlock(ptlock_ptr(table));
		table = NULL;
	}
out:
	spin_unlock(&mm->page_table_lock);
	return table;
}

/* The last of those who gave it up at the same time finds the pages still in it. */
static void table_free(struct page *table)
{
	pte_t *pte = page_to_virt(table);
	struct page *page;
	int i;

	/* Whoever gave it up before us may not have left the lock yet. */
	spin_lock(ptlock_ptr(table));
	spin_unlock(ptlock_ptr(table));
	for (i = 0; i < PTRS_PER_PTE; i++) {
		page = pte_present(pte[i]) ? vm_normal_page(NULL, pte[i]) : NULL;
		if (!page)
			continue;
		if (!PageAnon(page) && pte_dirty(pte[i]))
			set_page_dirty(page);
		page_remove_rmap(page);
		put_page(page);
	}
	memset(table->pt_rss, 0, sizeof(table->pt_rss));
	pte_table_retire(table);
	__free_page(table);
}

void table_put(struct page *table)
{
	if (atomic_long_dec_and_test(&table->pt_share))
		table_free(table);
}
