/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/pgd.c - top-level tables of processes
 *
 * Theory
 *   A new table is empty below and has init_pgd's few entries above.  exit clears every user entry
 *   it freed a table from, so a table that comes back is as good as new: each CPU keeps a few of
 *   them, and a fork or exec costs neither a page allocation nor clearing a page.  Kept ones are
 *   not counted as page tables.
 *
 * Locks: the stash is per CPU, interrupts off.
 */
#include "arch/irqflags.h"
#include "arch/mmu.h"
#include "arch/page.h"
#include "kernel/base/panic.h"
#include "mm/phys/alloc.h"
#include "mm_private.h"

#define STASH_MAX 3

struct pgd_stash {
	unsigned int n;
	pgd_t *pgd[STASH_MAX];
};

static DEFINE_PER_CPU(struct pgd_stash, pgd_stash);

static pgd_t *stash_take(void)
{
	struct pgd_stash *s;
	unsigned long flags;
	pgd_t *pgd = NULL;

	local_irq_save(flags);
	s = this_cpu_ptr(&pgd_stash);
	if (s->n)
		pgd = s->pgd[--s->n];
	local_irq_restore(flags);
	return pgd;
}

static bool stash_put(pgd_t *pgd)
{
	struct pgd_stash *s;
	unsigned long flags;
	bool kept = false;

	local_irq_save(flags);
	s = this_cpu_ptr(&pgd_stash);
	if (s->n < STASH_MAX) {
		s->pgd[s->n++] = pgd;
		kept = true;
	}
	local_irq_restore(flags);
	return kept;
}

pgd_t *pgd_alloc(void)
{
	pgd_t *pgd = stash_take();
	struct page *page;

	if (!pgd) {
		page = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!page)
			return NULL;
		SetPageTable(page);
		pgd = page_to_virt(page);
		copy_kernel_pgd(pgd);
	}
	mod_page_state(virt_to_page(pgd), NR_PAGETABLE, 1);
	return pgd;
}

void pgd_free(pgd_t *pgd)
{
	struct page *page = virt_to_page(pgd);

	for (unsigned int i = 0; i < KERNEL_PGD_BOUNDARY; i++)
		debug_assert(pgd_none(pgd[i]));
	mod_page_state(page, NR_PAGETABLE, -1);
	if (stash_put(pgd))
		return;
	ClearPageTable(page);
	__free_page(page);
}
