/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/pgrange.c - ranges of pages in any address space, active or not
 *
 * Theory
 *   pg_map() and its kin (pgtable.c) do one page of a top-level table; these do n of them, all or
 *   nothing: what may fail is found out, or undone, before a caller sees it.  Looking for a free
 *   range steps over whole missing tables, so it costs what is mapped, not what is asked.
 *
 *   Nothing here knows of VMAs: a process's own ranges are mm/vm's.  These are for tables that are
 *   being built, for the kernel half, and for who manages a range himself.
 *
 * Locks
 *   None: the caller owns the range.  No TLB is flushed (pg_unmap_pages() says what to do).
 */
#include "mm_private.h"
#include "arch/page.h"
#include "base/bits.h"
#include "base/err.h"
#include "base/overflow.h"
#include "mm/phys/alloc.h"

#define TASK_END 0x0000800000000000UL /* of the user half */

int pg_v2p(pgd_t *pgd, unsigned long va, paddr_t *pa)
{
	enum pg_level level;
	pgprot_t prot;

	return pg_lookup(pgd, va, pa, &prot, &level);
}

/* [va, va + n pages) as bytes; false: it wraps, crosses the middle, or is not aligned. */
static bool range_of(unsigned long va, unsigned long n, unsigned long *end)
{
	if (!PAGE_ALIGNED(va) || n == 0 || n > TASK_END >> PAGE_SHIFT)
		return false;
	*end = va + (n << PAGE_SHIFT);
	if ((long)va >= 0)
		return *end <= TASK_END;
	return va >= ~TASK_END + 1 && (*end > va || *end == 0);
}

int pg_map_pages(pgd_t *pgd, unsigned long va, struct page **pages, unsigned long n, pgprot_t prot)
{
	unsigned long end, i;
	int err = 0;

	if (!range_of(va, n, &end))
		return -EINVAL;
	for (i = 0; i < n && !err; i++)
		err = pg_map(pgd, va + (i << PAGE_SHIFT), page_to_phys(pages[i]), prot,
			     PG_LEVEL_4K);
	if (err) {
		for (i--; i-- > 0;) /* the last one failed */
			(void)pg_unmap(pgd, va + (i << PAGE_SHIFT), PG_LEVEL_4K);
	}
	return err;
}

/* 0 if every page of the range is mapped by itself. */
static int check_small(pgd_t *pgd, unsigned long va, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++) {
		enum pg_level level;
		pgprot_t prot;
		paddr_t pa;
		int err = pg_lookup(pgd, va + (i << PAGE_SHIFT), &pa, &prot, &level);

		if (err)
			return err;
		if (level != PG_LEVEL_4K)
			return -EINVAL;
	}
	return 0;
}

int pg_unmap_pages(pgd_t *pgd, unsigned long va, unsigned long n)
{
	unsigned long end;
	int err = range_of(va, n, &end) ? check_small(pgd, va, n) : -EINVAL;

	for (unsigned long i = 0; !err && i < n; i++)
		err = pg_unmap(pgd, va + (i << PAGE_SHIFT), PG_LEVEL_4K);
	return err;
}

/* Is @va mapped?  *@end is where that may first change. */
static bool span_at(pgd_t *pgd, unsigned long va, unsigned long *end)
{
	pgd_t *g = pgd_offset(pgd, va);
	pud_t *u;
	pmd_t *m;

	*end = (va & PGDIR_MASK) + PGDIR_SIZE;
	if (pgd_none(pgdp_get(g)))
		return (long)va < 0; /* the kernel half gets no more of these */
	u = pud_offset(g, va);
	*end = (va & ~(PUD_SIZE - 1)) + PUD_SIZE;
	if (pud_none(pudp_get(u)) || pud_large(pudp_get(u)))
		return !pud_none(pudp_get(u));
	m = pmd_offset(u, va);
	*end = (va & ~(PMD_SIZE - 1)) + PMD_SIZE;
	if (pmd_none(pmdp_get(m)) || pmd_large(pmdp_get(m)))
		return !pmd_none(pmdp_get(m));
	*end = va + PAGE_SIZE;
	return !pte_none(ptep_get(pte_offset(m, va)));
}

unsigned long pg_find_free(pgd_t *pgd, unsigned long lo, unsigned long hi, unsigned long n)
{
	unsigned long va = PAGE_ALIGN(lo), start = va, end, bytes;

	if (va < lo || check_mul_overflow(n, PAGE_SIZE, &bytes) || !bytes)
		return 0;
	hi &= PAGE_MASK;
	while (va < hi) {
		bool mapped = span_at(pgd, va, &end);

		if (end <= va || end > hi)
			end = hi;
		va = end;
		if (mapped)
			start = va;
		else if (va - start >= bytes)
			return start;
	}
	return 0;
}

/* Fresh zeroed pages at [va, va + n pages); 0, -ENOMEM, -EEXIST. */
static int populate(pgd_t *pgd, unsigned long va, unsigned long n, pgprot_t prot)
{
	for (unsigned long i = 0; i < n; i++) {
		struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
		int err = -ENOMEM;

		if (page)
			err = pg_map(pgd, va + (i << PAGE_SHIFT), page_to_phys(page), prot,
				     PG_LEVEL_4K);
		if (!err)
			continue;
		if (page)
			__free_page(page);
		if (i)
			(void)pg_free_range(pgd, va, i);
		return err;
	}
	return 0;
}

unsigned long pg_alloc_range(pgd_t *pgd, unsigned long lo, unsigned long hi, unsigned long n,
			     pgprot_t prot)
{
	unsigned long va = pg_find_free(pgd, lo, hi, n);

	return va && populate(pgd, va, n, prot) == 0 ? va : 0;
}

int pg_free_range(pgd_t *pgd, unsigned long va, unsigned long n)
{
	unsigned long end;
	int err = range_of(va, n, &end) ? check_small(pgd, va, n) : -EINVAL;

	for (unsigned long i = 0; !err && i < n; i++) {
		paddr_t pa;

		err = pg_v2p(pgd, va + (i << PAGE_SHIFT), &pa);
		if (!err)
			err = pg_unmap(pgd, va + (i << PAGE_SHIFT), PG_LEVEL_4K);
		if (!err)
			__free_page(phys_to_page(pa));
	}
	return err;
}

unsigned long uvmalloc(pgd_t *pgd, unsigned long old, unsigned long new, pgprot_t prot)
{
	unsigned long from = PAGE_ALIGN(old), to = PAGE_ALIGN(new);

	if (new < old || to > TASK_END || to < new)
		return 0;
	if (from < to && populate(pgd, from, (to - from) >> PAGE_SHIFT, prot) != 0)
		return 0;
	return new;
}

/* --- tables that hold nothing any more --- */

static bool table_is_empty(const unsigned long *t)
{
	for (int i = 0; i < 512; i++)
		if (t[i])
			return false;
	return true;
}

static void drop_table(unsigned long *t)
{
	struct page *page = virt_to_page(t);

	ClearPageTable(page);
	mod_page_state(page, NR_PAGETABLE, -1);
	__free_page(page);
}

/* The tables below the 512 entries of @t, which is @levels above the last. */
static void prune(unsigned long *t, unsigned int first, unsigned int last, int levels)
{
	for (unsigned int i = first; i < last; i++) {
		unsigned long *below;

		if (!(t[i] & _PAGE_PRESENT) || (t[i] & _PAGE_PSE))
			continue;
		below = __va(t[i] & PTE_PFN_MASK);
		if (levels > 1)
			prune(below, 0, 512, levels - 1);
		if (table_is_empty(below)) {
			t[i] = 0;
			drop_table(below);
		}
	}
}

void pg_free_tables(pgd_t *pgd)
{
	prune((unsigned long *)pgd, 0, KERNEL_PGD_BOUNDARY, 3);
}
