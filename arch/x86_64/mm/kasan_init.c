/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/kasan_init.c - the shadow of KASAN=1 (Linux's place: 0xffffec0000000000)
 *
 * Theory
 *   Every function of a KASAN kernel writes the shadow of its own stack, from the first line of C
 *   on.  So head.S calls kasan_early_init(), which maps one page as the shadow of everything, by
 *   one table of each level; what functions write there means nothing.
 *
 *   init_pgd then has real shadow: of the image (before it is switched to, because the stack is in
 *   it) and of RAM, in 2 MiB pieces; the array of struct pages and the fixmap have a page of
 *   zeros.  Of the vmalloc area only the top level exists; areas get theirs when they are made
 *   (mm/kmem/kasan.c).
 *
 * Not here: what the shadow says (mm/kmem/kasan.c).  This file is not instrumented.
 */
#include "mm_private.h"
#include "arch/page.h"
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "lib/string.h"
#include "mm/kmem/kasan.h"
#include "mm/phys/memblock.h"
#include "mm/phys/page.h"
#include <asm/sections.h>

#define BOOT_WINDOW (4ULL << 30) /* what the boot page tables show */
#define EARLY_FLAGS (_PAGE_TABLE & ~_PAGE_USER)

static u8 early_page[PAGE_SIZE] __aligned(PAGE_SIZE);
static unsigned long early_pte[512] __aligned(PAGE_SIZE), early_pmd[512] __aligned(PAGE_SIZE);
static unsigned long early_pud[512] __aligned(PAGE_SIZE);

extern unsigned long boot_pgd[]; /* head.S */
void kasan_early_init(void);

static unsigned long shadow(unsigned long a)
{
	return (a >> 3) + KASAN_SHADOW_OFFSET;
}

static paddr_t image_pa(const void *p)
{
	return (unsigned long)p - __START_KERNEL_map;
}

/* Called by head.S on the boot tables. */
void __init kasan_early_init(void)
{
	for (int i = 0; i < 512; i++) {
		early_pte[i] = image_pa(early_page) | _PAGE_PRESENT | _PAGE_RW | _PAGE_NX;
		early_pmd[i] = image_pa(early_pte) | EARLY_FLAGS;
		early_pud[i] = image_pa(early_pmd) | EARLY_FLAGS;
	}
	for (unsigned long a = KASAN_SHADOW_START; a < KASAN_SHADOW_END; a += PGDIR_SIZE)
		boot_pgd[pgd_index(a)] = image_pa(early_pud) | EARLY_FLAGS;
}

static void __init must_map_shadow(unsigned long va, paddr_t pa, pgprot_t prot, enum pg_level level)
{
	if (pg_map(init_pgd, va, pa, prot, level))
		panic("kasan: cannot map the shadow at %#lx", va);
}

static bool __init is_mapped(unsigned long va)
{
	enum pg_level level;
	pgprot_t prot;
	paddr_t pa;

	return pg_lookup(init_pgd, va, &pa, &prot, &level) == 0;
}

/* Memory of its own for the shadow of [start, end), where it has none. */
static void __init map_real(unsigned long start, unsigned long end, enum pg_level max)
{
	unsigned long va = shadow(start) & PAGE_MASK, last = PAGE_ALIGN(shadow(end + 7));

	while (va < last) {
		bool large =
			max == PG_LEVEL_2M && IS_ALIGNED(va, PMD_SIZE) && last - va >= PMD_SIZE;
		u64 size = large ? PMD_SIZE : PAGE_SIZE;
		paddr_t pa;

		if (!is_mapped(va)) {
			pa = memblock_phys_alloc_range(size, size, 0,
						       max == PG_LEVEL_4K ? BOOT_WINDOW : ~0ULL);
			if (!pa)
				panic("kasan: no memory for the shadow");
			memset(__va(pa), 0, size);
			must_map_shadow(va, pa, PAGE_KERNEL, large ? PG_LEVEL_2M : PG_LEVEL_4K);
		}
		va += size;
	}
}

/* [start, end) may always be used. */
static void __init map_zero(unsigned long start, unsigned long end)
{
	unsigned long last = PAGE_ALIGN(shadow(end + 7));

	for (unsigned long va = shadow(start) & PAGE_MASK; va < last; va += PAGE_SIZE) {
		if (!is_mapped(va))
			must_map_shadow(va, image_pa(early_page), PAGE_KERNEL_RO, PG_LEVEL_4K);
	}
}

void __init kasan_map_image(void)
{
	map_real((unsigned long)_text, (unsigned long)_end, PG_LEVEL_4K);
	for (unsigned long a = KASAN_SHADOW_START; a < KASAN_SHADOW_END; a += PGDIR_SIZE)
		prepare_kernel_slot(a);
}

void __init kasan_map_ram(void)
{
	memset(early_page, 0, PAGE_SIZE);
	map_zero(FIXMAP_START, FIXMAP_START + PMD_SIZE);
	for (unsigned int i = 0; i < memblock.memory.cnt; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];
		unsigned long va = (unsigned long)__va(r->base);

		map_real(va, va + r->size, PG_LEVEL_2M);
		map_zero((unsigned long)phys_to_page(r->base),
			 (unsigned long)phys_to_page(r->base + r->size));
	}
}
