/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/late.c - the end of boot: constants become constant, boot code becomes memory
 *
 * Not in .init itself: it gives .init away.
 */
#include "mm_private.h"
#include "arch/boot.h"
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

void arch_late_init(void)
{
	acpi_power_init();
	protect_ro_after_init();
	WRITE_ONCE(init_pgd[0].pgd, 0);
	flush_tlb_kernel_range(0, PMD_SIZE);
	free_init();
}
