/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/init.c - the kernel's own page table, made once at boot
 *
 * Theory
 *   init_pgd is built beside the boot table and then switched to: the image with W^X, the direct
 *   map of RAM (no execution; text and read-only data not writable through it either), and the
 *   fixmap.  Large pages are used where a range allows it.  Every top-level entry that the kernel
 *   half will ever have is made here, one page each; vmalloc and vmemmap get one each (512 GiB of
 *   addresses).
 *   Of the identity map one page is left, for starting the other CPUs, until arch_late_init().
 *
 * Not here: memblock, struct pages (mm/phys).
 */
#include "mm_private.h"
#include "arch/boot.h"
#include "arch/page.h"
#include "kernel/base/panic.h"
#include "kernel/base/printk.h"
#include "mm/kmem/kasan.h"
#include "mm/phys/alloc.h"
#include "mm/phys/memblock.h"
#include "lib/string.h"
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/sections.h>
#include <asm/setup.h>

#define EARLY_MAP_SLOTS 4
#define EARLY_MAP_PAGES 16 /* per slot */

static pgd_t init_pgd_page[PTRS_PER_PGD] __aligned(PAGE_SIZE) __section(".bss..page_aligned");
static pte_t fixmap_ptes[PTRS_PER_PTE] __aligned(PAGE_SIZE) __section(".bss..page_aligned");
pgd_t *init_pgd __ro_after_init = init_pgd_page;

static unsigned int fixmap_next __ro_after_init = EARLY_MAP_SLOTS * EARLY_MAP_PAGES;

extern unsigned long boot_pdpt[], boot_pd[]; /* head.S */

static void __init must_map(unsigned long va, paddr_t pa, u64 size, pgprot_t prot,
			    enum pg_level max)
{
	int err = map_range(init_pgd, va, pa, size, prot, max);

	if (err)
		panic("Cannot map %#llx bytes at %#lx: error %d", size, va, -err);
}

static void __init map_image(const char *start, const char *end, pgprot_t prot)
{
	must_map((unsigned long)start, __pa_symbol(start),
		 PAGE_ALIGN((unsigned long)end) - (unsigned long)start, prot, PG_LEVEL_4K);
}

static void __init map_kernel_image(void)
{
	map_image(_text, _etext, PAGE_KERNEL_ROX);
	map_image(__start_rodata, __start_ro_after_init, PAGE_KERNEL_RO);
	map_image(__start_ro_after_init, __init_begin, PAGE_KERNEL);
	map_image(__init_begin, __init_data_begin, PAGE_KERNEL_ROX);
	map_image(__init_data_begin, __init_end, PAGE_KERNEL);
}

static void __init map_direct(paddr_t start, paddr_t end, pgprot_t prot, enum pg_level max)
{
	if (start < end)
		must_map((unsigned long)__va(start), start, end - start, prot, max);
}

/* All RAM; what the image holds read-only is read-only here too. */
static void __init map_direct_ram(void)
{
	enum pg_level max = boot_cpu_has(X86_FEATURE_PDPE1GB) ? PG_LEVEL_1G : PG_LEVEL_2M;
	paddr_t ro_start = __pa_symbol(_text), data = __pa_symbol(__start_ro_after_init);
	paddr_t ro_end = __pa_symbol(__end_ro_after_init);

	for (unsigned int i = 0; i < memblock.memory.cnt; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];
		paddr_t start = r->base, end = r->base + r->size;

		if (ro_start < start || ro_start >= end) {
			map_direct(start, end, PAGE_KERNEL, max);
			continue;
		}
		assertf(ro_end <= end, "RAM ends at %#llx, inside the kernel image", end);
		map_direct(start, ro_start, PAGE_KERNEL, max);
		map_direct(ro_start, data, PAGE_KERNEL_RO, PG_LEVEL_4K);
		map_direct(data, ro_end, PAGE_KERNEL, PG_LEVEL_4K);
		map_direct(ro_end, end, PAGE_KERNEL, max);
	}
}

static void __init map_fixmap(void)
{
	pgprot_t prot;
	paddr_t pa;
	enum pg_level level;

	/* A first mapping makes the tables above; its PTE table is then replaced by ours. */
	must_map(FIXMAP_START, 0, PAGE_SIZE, PAGE_KERNEL_RO, PG_LEVEL_4K);
	if (pg_lookup(init_pgd, FIXMAP_START, &pa, &prot, &level))
		panic("fixmap: not mapped");
	pmd_populate(pmd_offset(pud_offset(pgd_offset(init_pgd, FIXMAP_START), FIXMAP_START),
				FIXMAP_START),
		     __pa_symbol(fixmap_ptes));
}

/* One page at its physical address, executable, for the start of other CPUs.  Made of the boot
 * tables, which nobody uses any more; gone with arch_late_init().  Page 0 stays unmapped. */
void __init map_identity_page(paddr_t pa)
{
	unsigned long *ptes = boot_pd + PTRS_PER_PMD;

	assert(pa < PMD_SIZE);
	memset(boot_pdpt, 0, PAGE_SIZE);
	memset(boot_pd, 0, 2 * PAGE_SIZE);
	ptes[pte_index(pa)] = pa | _PAGE_PRESENT | _PAGE_RW;
	boot_pd[0] = __pa_symbol(ptes) | (_PAGE_TABLE & ~_PAGE_USER);
	boot_pdpt[0] = __pa_symbol(boot_pd) | (_PAGE_TABLE & ~_PAGE_USER);
	init_pgd[0] = __pgd(__pa_symbol(boot_pdpt) | (_PAGE_TABLE & ~_PAGE_USER));
}

void __init arch_mem_init(void)
{
	rescue_initrd();
	map_kernel_image();
	map_direct_ram();
	map_fixmap();
	prepare_kernel_slot(VMALLOC_START);
	prepare_kernel_slot(VMEMMAP_START);
	kasan_map_image();
	write_cr3(__pa_symbol(init_pgd_page));
	kasan_map_ram();
	kasan_init();
	discover_hardware();
	seal_kernel_pgd();
}

static void set_fixmap(unsigned int index, paddr_t pa, pgprot_t prot)
{
	set_pte(&fixmap_ptes[index], pfn_pte(pa >> PAGE_SHIFT, prot));
	invlpg(FIXMAP_START + index * PAGE_SIZE);
}

void *__init fixmap_io(paddr_t pa, size_t size)
{
	unsigned int n = (unsigned int)PFN_UP(offset_in_page(pa) + size), first = fixmap_next;

	if (n > PTRS_PER_PTE - first)
		panic("fixmap: no window left for %zu bytes at %#llx", size, pa);
	for (unsigned int i = 0; i < n; i++)
		set_fixmap(first + i, (pa & PAGE_MASK) + i * PAGE_SIZE, PAGE_KERNEL_NOCACHE);
	fixmap_next += n;
	return (void *)(FIXMAP_START + first * PAGE_SIZE + offset_in_page(pa));
}

void *__init early_map(unsigned int slot, paddr_t pa, size_t size)
{
	unsigned int first = slot * EARLY_MAP_PAGES;

	assert(slot < EARLY_MAP_SLOTS);
	if (size > EARLY_MAP_PAGES * PAGE_SIZE - offset_in_page(pa))
		return NULL;
	for (unsigned int i = 0; i < PFN_UP(offset_in_page(pa) + size); i++)
		set_fixmap(first + i, (pa & PAGE_MASK) + i * PAGE_SIZE, PAGE_KERNEL_RO);
	return (void *)(FIXMAP_START + first * PAGE_SIZE + offset_in_page(pa));
}

void __init early_unmap(unsigned int slot)
{
	for (unsigned int i = slot * EARLY_MAP_PAGES; i < (slot + 1) * EARLY_MAP_PAGES; i++) {
		pte_clear(&fixmap_ptes[i]);
		invlpg(FIXMAP_START + i * PAGE_SIZE);
	}
}
