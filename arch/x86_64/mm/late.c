/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/late.c - the end of boot: constants become constant, boot code becomes memory
 *
 * Not in .init itself: it gives .init away.
 */
#include "mm_private.h"
#include "arch/boot.h"
#include "arch/mmu.h"
#include "arch/page.h"
#include "drivers/acpi/acpi.h"
#include "kernel/base/printk.h"
#include "mm/phys/alloc.h"
#include <asm/sections.h>
#include <asm/setup.h>

static void protect_ro_after_init(void)
{
	unsigned long start = (unsigned long)__start_ro_after_init;
	unsigned long end = (unsigned long)__end_ro_after_init;

	set_kernel_prot(start, end, PAGE_KERNEL_RO);
	set_kernel_prot((unsigned long)__va(__pa_symbol(start)),
			(unsigned long)__va(__pa_symbol(end)), PAGE_KERNEL_RO);
}

/* The memory was never executable through the direct map, which is what is left of it. */
static void free_init(void)
{
	unsigned long start = (unsigned long)__init_begin, end = (unsigned long)__init_end;
	paddr_t boot_start = (paddr_t)__boot_start, boot_end = (paddr_t)__boot_end;

	kernel_unmap_range(start, end - start);
	flush_tlb_kernel_range(start, end);
	free_reserved_area(__pa_symbol(start), __pa_symbol(end));
	free_reserved_area(boot_start, boot_end);
	pr_info("Freeing unused kernel image memory: %luK\n",
		(end - start + (unsigned long)(boot_end - boot_start)) >> 10);
}

/* Nothing is mapped from @va, which is not, up to here. */
static unsigned long hole_end(unsigned long va)
{
	pgd_t *pgd = pgd_offset(init_pgd, va);
	pud_t *pud;

	if (pgd_none(*pgd))
		return (va & ~(PGDIR_SIZE - 1)) + PGDIR_SIZE;
	pud = pud_offset(pgd, va);
	if (pud_none(*pud))
		return (va & ~(PUD_SIZE - 1)) + PUD_SIZE;
	if (pmd_none(*pmd_offset(pud, va)))
		return (va & ~(PMD_SIZE - 1)) + PMD_SIZE;
	return va + PAGE_SIZE;
}

void direct_map_sizes(unsigned long kb[NR_PG_LEVELS])
{
	static const unsigned long size[NR_PG_LEVELS] = {0, PAGE_SIZE, PMD_SIZE, PUD_SIZE};
	unsigned long va = PAGE_OFFSET, end = PAGE_OFFSET + (max_pfn() << PAGE_SHIFT);
	unsigned long n[NR_PG_LEVELS] = {0};

	while (va < end) {
		enum pg_level level;
		pgprot_t prot;
		paddr_t pa;

		if (pg_lookup(init_pgd, va, &pa, &prot, &level)) {
			va = hole_end(va);
			continue;
		}
		n[level]++;
		va = (va & ~(size[level] - 1)) + size[level];
	}
	for (int i = PG_LEVEL_4K; i < NR_PG_LEVELS; i++)
		kb[i] = n[i] * (size[i] >> 10);
}

void arch_late_init(void)
{
	acpi_power_init();
	protect_ro_after_init();
	WRITE_ONCE(init_pgd[0].pgd, 0);
	flush_tlb_kernel_range(0, PMD_SIZE);
	free_init();
}
