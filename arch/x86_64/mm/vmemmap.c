/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/vmemmap.c - mapping the array of struct pages, piece by piece
 *
 * Theory
 *   mm/phys decides which piece is wanted and what frames it and the tables above it are made of.
 *   An entry that was not present is in no TLB, so nothing is flushed.
 *
 * Not here: what is in the pages (mm/phys/memmap.c).
 *
 * Locks: the caller's, one for all of vmemmap.
 */
#include "arch/mmu.h"
#include "arch/page.h"
#include "kernel/base/panic.h"
#include "lib/string.h"

#define TABLE_FLAGS (_PAGE_TABLE & ~_PAGE_USER)

/* A table under the entry @e, if there is none; returns it. */
static unsigned long *table_under(unsigned long *e, paddr_t (*take)(void *arg), void *arg)
{
	paddr_t pa;

	if (!(READ_ONCE(*e) & _PAGE_PRESENT)) {
		pa = take(arg);
		clear_page(__va(pa));
		WRITE_ONCE(*e, pa | TABLE_FLAGS);
	}
	assert(!(READ_ONCE(*e) & _PAGE_PSE));
	return __va(READ_ONCE(*e) & PTE_PFN_MASK);
}

void vmemmap_map(unsigned long va, paddr_t pa, enum pg_level level, paddr_t (*take)(void *arg),
		 void *arg)
{
	pgd_t *pgd = pgd_offset(init_pgd, va);
	unsigned long *table = __va(pgd_val(*pgd) & PTE_PFN_MASK), *e; /* made by arch_mem_init() */

	table = table_under(table + pud_index(va), take, arg);
	e = table + pmd_index(va);
	if (level == PG_LEVEL_4K)
		e = table_under(e, take, arg) + pte_index(va);
	assert(READ_ONCE(*e) == 0);
	WRITE_ONCE(*e, pa | pgprot_val(PAGE_KERNEL) | (level > PG_LEVEL_4K ? _PAGE_PSE : 0));
}
