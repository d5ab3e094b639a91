/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/zap.c - taking translations away: entries, then TLBs, then pages, then tables
 *
 * Theory
 *   A page may be reused only when no processor can reach it any more through a stale TLB entry.
 *   struct mmu_gather collects cleared entries' pages; when it is full or done, one flush of the
 *   range comes first and the references are dropped after it.  Page tables go the same way.
 *   A dirty entry marks its page dirty only after the flush, when no processor can write any more.
 *
 *   When an address space dies (fullmm) nobody runs in it, so pages need no flush; tables
 *   do, as a processor may still walk ahead in them.
 *
 * Not here: which VMAs go and why (munmap.c, madvise.c, rmap.c).
 *
 *   A table shared since a fork goes as a whole if all of it goes; otherwise it is copied first
 *   (pt_share.c).
 *
 * Locks: callers hold mmap_lock (any) or i_mmap_rwsem, which keeps tables alive.  Entries change
 *   under 76 the table's lock.
 */
#include "mm/vm/mm.h"

#include "kernel/sched/sched.h"

#include "internal.h"

#define PAGE_DIRTY_BIT 1UL
#define TABLE_BIT      2UL

void tlb_gather_mmu(struct mmu_gather *tlb, struct mm_struct *mm, bool fullmm)
{
	tlb->mm = mm;
	tlb->start = ~0UL;
	tlb->end = 0;
	tlb->fullmm = fullmm;
	tlb->freed_tables = false;
	tlb->nr = 0;
}

static void tlb_cover(struct mmu_gather *tlb, uaddr_t start, uaddr_t end)
{
	if (start < tlb->start)
		tlb->start = start;
	if (end > tlb->end)
		tlb->end = end;
}

void tlb_flush_mmu(struct mmu_gather *tlb)
{
	struct page *page;
	unsigned int i;

	if (tlb->fullmm) {
		if (tlb->freed_tables)
			flush_tlb_tables(tlb->mm, 0, 0);
	} else if (tlb->freed_tables) {
		flush_tlb_tables(tlb->mm, tlb->start, tlb->end);
	} else if (tlb->start < tlb->end) {
		flush_tlb_range(tlb->mm, tlb->start, tlb->end);
	}
	tlb->start = ~0UL;
	tlb->end = 0;
	tlb->freed_tables = false;

	for (i = 0; i < tlb->nr; i++) {
		page = (struct page *)(tlb->pages[i] & ~(PAGE_DIRTY_BIT | TABLE_BIT));
		if (unlikely(tlb->pages[i] & TABLE_BIT)) {
			table_put(page);
			continue;
		}
		if (tlb->pages[i] & PAGE_DIRTY_BIT)
			set_page_dirty(page);
		put_page(page);
	}
	tlb->nr = 0;
}

void tlb_finish_mmu(struct mmu_gather *tlb)
{
	tlb_flush_mmu(tlb);
}

/* --- entries --- */

struct zap_ctx {
	struct mmu_gather *tlb;
	struct vm_area_struct *vma;
	const struct zap_details *d;
	long rss[NR_MM_COUNTERS];
	long anon_unmapped;
};

static void zap_page(struct zap_ctx *z, struct page *page, pte_t pte, long gone[])
{
	struct mmu_gather *tlb = z->tlb;
	bool anon = PageAnon(page);

	if (anon) {
		gone[MM_ANONPAGES]--;
		if (atomic_fetch_sub(1, &page->_mapcount) == 0)
			z->anon_unmapped++;
	} else {
		gone[PageSwapBacked(page) ? MM_SHMEMPAGES : MM_FILEPAGES]--;
		page_remove_rmap(page);
	}
	tlb->pages[tlb->nr++] =
		(unsigned long)page | (!anon && pte_dirty(pte) ? PAGE_DIRTY_BIT : 0);
}

/* Locks the table of @pmd, alone ours then, for who holds neither mmap_lock nor VMA lock; false:
 * there is none. */
static __noinline bool zap_lock_rmap(struct mm_struct *mm, pmd_t *pmd, uaddr_t addr,
				     spinlock_t **ptl) __no_lock_analysis
{
	/* A fork may make it shared as long as we do not have its lock. */
	for (;;) {
		*ptl = pte_lock_any(mm, pmd);
		if (!*ptl || !pmd_shared(pmdp_get(pmd)))
			return *ptl;
		spin_unlock(*ptl);
		(void)__pte_unshare(mm, pmd, addr, GFP_KERNEL | __GFP_NOFAIL | __GFP_MEMALLOC);
	}
}

/* As many entries of one table as the gather takes; where it stopped. */
static uaddr_t zap_pte_batch(struct zap_ctx *z, pmd_t *pmd, uaddr_t addr,
			     uaddr_t end) __no_lock_analysis
{
	struct mmu_gather *tlb = z->tlb;
	long gone[NR_MM_COUNTERS] = {0};
	uaddr_t first = end, last = addr;
	struct page *page;
	spinlock_t *ptl;
	pte_t *ptep, pte;
	int i;

	if (likely(!z->d || !z->d->rmap)) {
		ptl = pte_lockptr(pmd);
		spin_lock(ptl);
	} else if (!zap_lock_rmap(tlb->mm, pmd, addr, &ptl)) {
		return end;
	}
	ptep = pte_offset(pmd, addr);
	for (; addr != end && tlb->nr < GATHER_PAGES; ptep++, addr += PAGE_SIZE) {
		pte = ptep_get(ptep);
		if (pte_none(pte))
			continue;
		page = pte_present(pte) ? vm_normal_page(z->vma, pte) : NULL;
		if (z->d && z->d->only && (!page || READ_ONCE(page->mapping) != z->d->only))
			continue;
		if (tlb->fullmm)
			pte_clear(ptep);
		else
			pte = ptep_get_and_clear(ptep);
		if (pte_accessible(pte)) {
			if (addr < first)
				first = addr;
			last = addr + PAGE_SIZE;
		}
		if (page)
			zap_page(z, page, pte, gone);
	}
	for (i = 0; i < NR_MM_COUNTERS; i++) {
		if (gone[i]) {
			table_count(ptl, i, gone[i]);
			z->rss[i] += gone[i];
		}
	}
	spin_unlock(ptl);
	if (first < last)
		tlb_cover(tlb, first, last);
	return addr;
}

/* A shared table goes as a whole: one step, whatever is in it.  True: it is gone. */
static bool zap_shared(struct mmu_gather *tlb, pmd_t *pmd, uaddr_t addr)
{
	struct page *table = table_drop(tlb->mm, pmd);

	if (!table)
		return false;
	if (tlb->nr == GATHER_PAGES)
		tlb_flush_mmu(tlb);
	tlb->freed_tables = true;
	tlb_cover(tlb, addr & PMD_MASK, (addr & PMD_MASK) + PMD_SIZE);
	tlb->pages[tlb->nr++] = (unsigned long)table | TABLE_BIT;
	return true;
}

/* True: there is nothing (more) to do in this table; false: it is ours alone. */
static bool zap_whole_or_unshare(struct zap_ctx *z, pmd_t *pmd, uaddr_t addr, uaddr_t end)
{
	struct mmu_gather *tlb = z->tlb;

	if (tlb->fullmm || (end - addr == PMD_SIZE && !(z->d && (z->d->only || z->d->rmap)))) {
		if (zap_shared(tlb, pmd, addr))
			return true;
	} else if (z->d && z->d->noalloc) {
		return pmd_shared(pmdp_get(pmd));
	} else {
		/* munmap and madvise have done it before, where they could still fail. */
		(void)__pte_unshare(tlb->mm, pmd, addr, GFP_KERNEL | __GFP_NOFAIL | __GFP_MEMALLOC);
	}
	return pmd_none(pmdp_get(pmd));
}

static int zap_pte_table(struct mm_struct *mm __maybe_unused, pmd_t *pmd, uaddr_t addr, uaddr_t end,
			 void *ctx)
{
	struct zap_ctx *z = ctx;

	if (unlikely(!pmd_write(pmdp_get(pmd))) && zap_whole_or_unshare(z, pmd, addr, end))
		return 0;
	for (;;) {
		addr = zap_pte_batch(z, pmd, addr, end);
		if (z->tlb->nr == GATHER_PAGES)
			tlb_flush_mmu(z->tlb);
		if (addr == end)
			break;
	}
	cond_resched();
	return 0;
}

void unmap_page_range(struct mmu_gather *tlb, struct vm_area_struct *vma, uaddr_t start,
		      uaddr_t end, const struct zap_details *d)
{
	struct zap_ctx z = {.tlb = tlb, .vma = vma, .d = d};
	int i;

	walk_pte_tables(tlb->mm, start, end, zap_pte_table, &z);
	for (i = 0; i < NR_MM_COUNTERS; i++)
		if (z.rss[i])
			add_mm_counter(tlb->mm, i, z.rss[i]);
	if (z.anon_unmapped)
		mod_global_state(NR_ANON_MAPPED, -z.anon_unmapped);
}

void zap_page_range(struct vm_area_struct *vma, uaddr_t start, size_t len)
{
	struct mmu_gather tlb;

	update_hiwater_rss(vma->vm_mm);
	tlb_gather_mmu(&tlb, vma->vm_mm, false);
	unmap_page_range(&tlb, vma, start, start + len, NULL);
	tlb_finish_mmu(&tlb);
}

static int drop_one(struct mm_struct *mm __maybe_unused, pmd_t *pmd, uaddr_t addr,
		    uaddr_t end __maybe_unused, void *ctx)
{
	if (pmd_shared(pmdp_get(pmd)))
		(void)zap_shared(ctx, pmd, addr);
	return 0;
}

void drop_shared_tables(struct mmu_gather *tlb, uaddr_t start, uaddr_t end, uaddr_t floor,
			uaddr_t ceiling)
{
	uaddr_t lo = max(start & PMD_MASK, (floor + PMD_SIZE - 1) & PMD_MASK);
	uaddr_t hi = min((end + PMD_SIZE - 1) & PMD_MASK, ceiling & PMD_MASK);

	if (lo < hi)
		walk_pte_tables(tlb->mm, lo, hi, drop_one, tlb);
}

/* --- tables --- */

static void table_gather(struct mmu_gather *tlb, struct page *table, uaddr_t addr,
			 unsigned long span)
{
	atomic_long_sub(PAGE_SIZE, &tlb->mm->pgtables_bytes);
	if (tlb->nr == GATHER_PAGES)
		tlb_flush_mmu(tlb);
	tlb->freed_tables = true;
	tlb_cover(tlb, addr, addr + span);
	tlb->pages[tlb->nr++] = (unsigned long)table;
}

/* The part of [start, end), widened to whole tables of @span bytes, whose tables serve nothing
 * else. */
static bool freeable_span(uaddr_t start, uaddr_t end, uaddr_t floor, uaddr_t ceiling,
			  unsigned long span, uaddr_t *lo, uaddr_t *hi)
{
	*lo = start & ~(span - 1);
	if (*lo < floor)
		*lo += span;
	*hi = (end + span - 1) & ~(span - 1);
	if (*hi > ceiling)
		*hi -= span;
	return *lo < *hi;
}

static int free_pte_table(struct mm_struct *mm __maybe_unused, pmd_t *pmd, uaddr_t addr,
			  uaddr_t end __maybe_unused, void *ctx)
{
	struct page *table;

	if (unlikely(pmd_shared(pmdp_get(pmd))) && zap_shared(ctx, pmd, addr))
		return 0;
	table = pmd_table(pmdp_get(pmd));
	pmd_clear(pmd);
	pte_table_retire(table);
	table_gather(ctx, table, addr & PMD_MASK, PMD_SIZE);
	return 0;
}

static void free_pmd_tables(struct mmu_gather *tlb, uaddr_t lo, uaddr_t hi)
{
	uaddr_t addr, next;
	pgd_t *pgd;
	pud_t *pud;

	for (addr = lo; addr < hi; addr = next) {
		pgd = pgd_offset(tlb->mm->pgd, addr);
		next = pgd_addr_end(addr, hi);
		if (pgd_none(pgdp_get(pgd)))
			continue;
		for (pud = pud_offset(pgd, addr); addr != next; pud++, addr += PUD_SIZE) {
			struct page *table;

			if (pud_none(pudp_get(pud)))
				continue;
			table = pfn_to_page(pud_pfn(pudp_get(pud)));
			pud_clear(pud);
			upper_table_retire(table);
			table_gather(tlb, table, addr, PUD_SIZE);
		}
	}
}

static void free_pud_tables(struct mmu_gather *tlb, uaddr_t lo, uaddr_t hi)
{
	struct page *table;
	uaddr_t addr;
	pgd_t *pgd;

	for (addr = lo; addr < hi; addr += PGDIR_SIZE) {
		pgd = pgd_offset(tlb->mm->pgd, addr);
		if (pgd_none(pgdp_get(pgd)))
			continue;
		table = pfn_to_page(pgd_pfn(pgdp_get(pgd)));
		pgd_clear(pgd);
		upper_table_retire(table);
		table_gather(tlb, table, addr, PGDIR_SIZE);
	}
}

void free_pgd_range(struct mmu_gather *tlb, uaddr_t start, uaddr_t end, uaddr_t floor,
		    uaddr_t ceiling)
{
	uaddr_t lo, hi;

	if (!ceiling)
		ceiling = (uaddr_t)KERNEL_PGD_BOUNDARY << PGDIR_SHIFT;
	if (!freeable_span(start, end, floor, ceiling, PMD_SIZE, &lo, &hi))
		return;
	walk_pte_tables(tlb->mm, lo, hi, free_pte_table, tlb);
	if (!freeable_span(start, end, floor, ceiling, PUD_SIZE, &lo, &hi))
		return;
	free_pmd_tables(tlb, lo, hi);
	if (!freeable_span(start, end, floor, ceiling, PGDIR_SIZE, &lo, &hi))
		return;
	free_pud_tables(tlb, lo, hi);
}
