/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/pgtable.c - making, finding and walking the page tables of user space
 *
 * Theory
 *   A lowest-level table has its own lock in its struct page (ptlock_ptr), so faults in different
 *   2 MiB ranges do not meet.  Upper levels are filled in under mm->page_table_lock; a table once
 *   linked stays until the last VMA in its span goes, so who holds mmap_lock or a VMA lock walks
 *   down without locks.  The exception are tables shared since a fork (pt_share.c).
 *
 * Not here: freeing (zap.c), the entries' format (asm/pgtable.h).
 *
 * Locks: 76 page_table_lock, and inside it table locks.
 */
#include "mm/vm/mm.h"

#include "internal.h"

struct page *zero_page;
unsigned long zero_pfn;

static struct page *table_alloc(void)
{
	struct page *table = alloc_page(GFP_KERNEL | __GFP_ZERO | __GFP_ACCOUNT);

	if (table) {
		mod_page_state(table, NR_PAGETABLE, 1);
		table->flags |= BIT(PG_table);
	}
	return table;
}

void upper_table_retire(struct page *table)
{
	mod_page_state(table, NR_PAGETABLE, -1);
	table->flags &= ~BIT(PG_table);
}

static void table_discard(struct page *table)
{
	upper_table_retire(table);
	__free_page(table);
}

static pud_t *pud_alloc(struct mm_struct *mm, pgd_t *pgd, uaddr_t addr)
{
	struct page *table;

	if (unlikely(pgd_none(pgdp_get(pgd)))) {
		table = table_alloc();
		if (!table)
			return NULL;
		spin_lock(&mm->page_table_lock);
		if (pgd_none(pgdp_get(pgd))) {
			pgd_populate(pgd, page_to_phys(table));
			atomic_long_add(PAGE_SIZE, &mm->pgtables_bytes);
			table = NULL;
		}
		spin_unlock(&mm->page_table_lock);
		if (table)
			table_discard(table);
	}
	return pud_offset(pgd, addr);
}

static pmd_t *pmd_alloc(struct mm_struct *mm, pud_t *pud, uaddr_t addr)
{
	struct page *table;

	if (unlikely(pud_none(pudp_get(pud)))) {
		table = table_alloc();
		if (!table)
			return NULL;
		spin_lock(&mm->page_table_lock);
		if (pud_none(pudp_get(pud))) {
			pud_populate(pud, page_to_phys(table));
			atomic_long_add(PAGE_SIZE, &mm->pgtables_bytes);
			table = NULL;
		}
		spin_unlock(&mm->page_table_lock);
		if (table)
			table_discard(table);
	}
	return pmd_offset(pud, addr);
}

pmd_t *mm_pmd_alloc(struct mm_struct *mm, uaddr_t addr)
{
	pud_t *pud = pud_alloc(mm, pgd_offset(mm->pgd, addr), addr);

	return pud ? pmd_alloc(mm, pud, addr) : NULL;
}

int mm_pte_alloc(struct mm_struct *mm, pmd_t *pmd)
{
	struct page *table;

	if (!pmd_none(pmdp_get(pmd)))
		return 0;
	table = pte_table_new(GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	spin_lock(&mm->page_table_lock);
	if (pmd_none(pmdp_get(pmd))) {
		pmd_populate(pmd, page_to_phys(table));
		atomic_long_add(PAGE_SIZE, &mm->pgtables_bytes);
		table = NULL;
	}
	spin_unlock(&mm->page_table_lock);
	if (table) {
		pte_table_retire(table);
		__free_page(table);
	}
	return 0;
}

pte_t *pte_lock_find(struct mm_struct *mm, uaddr_t addr, spinlock_t **ptl) __no_lock_analysis
{
	pmd_t *pmd = mm_pmd_find(mm, addr);

	if (!pmd)
		return NULL;
	*ptl = pte_lock_any(mm, pmd);
	return *ptl ? (pte_t *)page_to_virt(ptlock_table(*ptl)) + pte_index(addr) : NULL;
}

typedef int (*pte_table_fn)(struct mm_struct *mm, pmd_t *pmd, uaddr_t start, uaddr_t end,
			    void *ctx);

static int walk_pmds(struct mm_struct *mm, pud_t *pud, uaddr_t addr, uaddr_t end, pte_table_fn fn,
		     void *ctx)
{
	pmd_t *pmd = pmd_offset(pud, addr);
	uaddr_t next;
	int ret;

	for (; addr != end; pmd++, addr = next) {
		next = pmd_addr_end(addr, end);
		if (pmd_none(pmdp_get(pmd)))
			continue;
		ret = fn(mm, pmd, addr, next, ctx);
		if (ret)
			return ret;
	}
	return 0;
}

static int walk_one_table(struct mm_struct *mm, uaddr_t addr, uaddr_t end, pte_table_fn fn,
			  void *ctx)
{
	pmd_t *pmd = mm_pmd_find(mm, addr);

	return pmd && !pmd_none(pmdp_get(pmd)) ? fn(mm, pmd, addr, end, ctx) : 0;
}

int walk_pte_tables(struct mm_struct *mm, uaddr_t addr, uaddr_t end, pte_table_fn fn, void *ctx)
{
	pgd_t *pgd;
	uaddr_t pgd_end, next;
	pud_t *pud;
	int ret;

	if (((addr ^ (end - 1)) & PMD_MASK) == 0 && addr < end) /* most areas */
		return walk_one_table(mm, addr, end, fn, ctx);
	pgd = pgd_offset(mm->pgd, addr);

	for (; addr < end; pgd++, addr = pgd_end) {
		pgd_end = pgd_addr_end(addr, end);
		if (pgd_none(pgdp_get(pgd)))
			continue;
		pud = pud_offset(pgd, addr);
		for (; addr != pgd_end; pud++, addr = next) {
			next = pud_addr_end(addr, pgd_end);
			if (pud_none(pudp_get(pud)))
				continue;
			ret = walk_pmds(mm, pud, addr, next, fn, ctx);
			if (ret)
				return ret;
		}
	}
	return 0;
}
