/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/pgtable.c - building, changing and reading page tables
 *
 * Theory
 *   A table is 512 words whatever its level; one walker serves all four.  The kernel half of every
 *   top-level table is the same few entries, made once at boot (arch/x86_64/mm/init.c) and sealed,
 *   so kernel mappings need no synchronisation between address spaces.  Tables of the kernel half
 *   are never freed.
 *
 * Not here: user page tables as fork, fault and exit use them (mm/vm).  Flushing other CPUs
 *   (tlb.c): callers batch it.
 *
 * Locks
 *   None.  A missing table is added with a compare-and-exchange, so two CPUs may walk at once;
 *   whoever maps a range of addresses owns it.
 */
#include "mm_private.h"
#include "arch/page.h"
#include "base/atomic.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "mm/phys/alloc.h"
#include "mm/phys/memblock.h"

#define LEVEL_PGD   4
#define BOOT_WINDOW (4ULL << 30) /* what the boot page tables show */

static bool kernel_pgd_sealed __ro_after_init;

static unsigned int level_shift(int level)
{
	return PAGE_SHIFT + 9 * (unsigned int)(level - 1);
}

static unsigned long *entry_at(unsigned long *table, unsigned long va, int level)
{
	return table + (va >> level_shift(level) & 511);
}

static unsigned long *table_below(unsigned long entry)
{
	return __va(entry & PTE_PFN_MASK);
}

static bool kernel_half(unsigned long va)
{
	return (long)va < 0;
}

/* Those of user mappings are counted as page tables, as on Linux. */
enum table_owner { TABLE_USER, TABLE_KERNEL };

/* A zeroed table; until arch_mem_init() is through it comes from memblock. */
static void *table_alloc(enum table_owner owner)
{
	struct page *page;
	paddr_t pa;

	if (!kernel_pgd_sealed) {
		pa = memblock_phys_alloc_range(PAGE_SIZE, PAGE_SIZE, 0, BOOT_WINDOW);
		if (!pa)
			panic("No memory below 4 GiB for the kernel's page tables");
		clear_page(__va(pa));
		return __va(pa);
	}
	page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!page)
		return NULL;
	SetPageTable(page);
	if (owner == TABLE_USER)
		mod_page_state(page, NR_PAGETABLE, 1);
	return page_to_virt(page);
}

static void table_free(void *table, enum table_owner owner)
{
	struct page *page = virt_to_page(table);

	ClearPageTable(page);
	if (owner == TABLE_USER)
		mod_page_state(page, NR_PAGETABLE, -1);
	__free_page(page);
}

/* Hangs a new table under *@e unless another CPU was faster; 0 or -ENOMEM. */
static int add_table(unsigned long *e, unsigned long va)
{
	unsigned long flags = kernel_half(va) ? _PAGE_TABLE & ~_PAGE_USER : _PAGE_TABLE;
	enum table_owner owner = kernel_half(va) ? TABLE_KERNEL : TABLE_USER;
	unsigned long none = 0;
	void *table = table_alloc(owner);

	if (!table)
		return -ENOMEM;
	if (!try_cmpxchg(e, &none, __pa(table) | flags))
		table_free(table, owner);
	return 0;
}

enum walk_how { WALK_FIND, WALK_ADD };

/*
 * The entry of @va at @level, or the large page above it that covers @va: *@found is its level.
 * NULL: a table is missing (WALK_FIND), or out of memory (WALK_ADD).
 */
static unsigned long *walk(pgd_t *pgd, unsigned long va, int level, enum walk_how how, int *found)
{
	unsigned long *e = entry_at((unsigned long *)pgd, va, LEVEL_PGD);
	int l;

	for (l = LEVEL_PGD; l > level; l--) {
		if (!(READ_ONCE(*e) & _PAGE_PRESENT)) {
			if (how == WALK_FIND)
				return NULL;
			if (l == LEVEL_PGD && kernel_half(va) && kernel_pgd_sealed)
				return NULL;
			if (add_table(e, va))
				return NULL;
		} else if (l < LEVEL_PGD && (READ_ONCE(*e) & _PAGE_PSE)) {
			break;
		}
		e = entry_at(table_below(READ_ONCE(*e)), va, l - 1);
	}
	*found = l;
	return e;
}

int pg_map(pgd_t *pgd, unsigned long va, paddr_t pa, pgprot_t prot, enum pg_level level)
{
	unsigned long want = pa | pgprot_val(prot), none = 0, *e;
	int found;

	debug_assert(IS_ALIGNED(va | pa, 1UL << level_shift(level)));
	e = walk(pgd, va, level, WALK_ADD, &found);
	if (!e)
		return -ENOMEM;
	if (found != (int)level)
		return -EEXIST;
	if (level > PG_LEVEL_4K)
		want |= _PAGE_PSE;
	return try_cmpxchg(e, &none, want) ? 0 : -EEXIST;
}

int pg_unmap(pgd_t *pgd, unsigned long va, enum pg_level level)
{
	unsigned long *e;
	int found;

	e = walk(pgd, va, level, WALK_FIND, &found);
	if (!e || *e == 0)
		return -ENOENT;
	if (found != (int)level || (level > PG_LEVEL_4K && !(*e & _PAGE_PSE)))
		return -EINVAL;
	WRITE_ONCE(*e, 0);
	return 0;
}

int pg_lookup(pgd_t *pgd, unsigned long va, paddr_t *pa, pgprot_t *prot, enum pg_level *level)
{
	unsigned long *e, v;
	int found;

	e = walk(pgd, va, PG_LEVEL_4K, WALK_FIND, &found);
	v = e ? READ_ONCE(*e) : 0;
	if (!(v & _PAGE_PRESENT))
		return -ENOENT;
	*pa = (v & PTE_PFN_MASK & ~((1UL << level_shift(found)) - 1)) |
	      (va & ((1UL << level_shift(found)) - 1));
	*prot = __pgprot(v & PTE_FLAGS_MASK & ~(found > PG_LEVEL_4K ? _PAGE_PSE : 0));
	*level = (enum pg_level)found;
	return 0;
}

static enum pg_level best_level(unsigned long va, paddr_t pa, u64 left, enum pg_level max)
{
	enum pg_level level = max;

	while (level > PG_LEVEL_4K &&
	       (!IS_ALIGNED(va | pa, 1UL << level_shift(level)) || left >> level_shift(level) == 0))
		level--;
	return level;
}

int map_range(pgd_t *pgd, unsigned long va, paddr_t pa, u64 size, pgprot_t prot, enum pg_level max)
{
	while (size) {
		enum pg_level level = best_level(va, pa, size, max);
		u64 step = 1ULL << level_shift(level);
		int err = pg_map(pgd, va, pa, prot, level);

		if (err)
			return err;
		va += step;
		pa += step;
		size -= step;
	}
	return 0;
}

void kernel_unmap_range(unsigned long va, size_t bytes)
{
	unsigned long end = va + bytes, a = va, *e;
	int found;

	while (a < end) {
		e = walk(init_pgd, a, PG_LEVEL_4K, WALK_FIND, &found);
		if (!e) {
			a = ALIGN_DOWN(a, PMD_SIZE) + PMD_SIZE;
			continue;
		}
		assert(found == PG_LEVEL_4K);
		do {
			WRITE_ONCE(*e++, 0);
			a += PAGE_SIZE;
		} while (a < end && !IS_ALIGNED(a, PMD_SIZE));
	}
	flush_tlb_kernel_local(va, end);
}

/* A failed mapping: nobody used it, but a processor may have looked ahead. */
static void undo_kernel_map(unsigned long va, size_t bytes)
{
	kernel_unmap_range(va, bytes);
	flush_tlb_kernel_range(va, va + bytes);
}

int kernel_map_range(unsigned long va, paddr_t pa, size_t bytes, pgprot_t prot)
{
	int err = map_range(init_pgd, va, pa, bytes, prot, PG_LEVEL_4K);

	if (err)
		undo_kernel_map(va, bytes);
	return err;
}

int kernel_map_pages(unsigned long va, struct page **pages, unsigned int n, pgprot_t prot)
{
	unsigned long a = va, *e = NULL;
	int found;

	for (unsigned int i = 0; i < n; i++, a += PAGE_SIZE) {
		if (!e || IS_ALIGNED(a, PMD_SIZE))
			e = walk(init_pgd, a, PG_LEVEL_4K, WALK_ADD, &found);
		if (!e) {
			undo_kernel_map(va, a - va);
			return -ENOMEM;
		}
		assert(found == PG_LEVEL_4K && *e == 0);
		WRITE_ONCE(*e++, page_to_phys(pages[i]) | pgprot_val(prot));
	}
	return 0;
}

void set_kernel_prot(unsigned long start, unsigned long end, pgprot_t prot)
{
	for (unsigned long a = start; a < end; a += PAGE_SIZE) {
		int found;
		unsigned long *e = walk(init_pgd, a, PG_LEVEL_4K, WALK_FIND, &found);

		assert(e && found == PG_LEVEL_4K && (*e & _PAGE_PRESENT));
		WRITE_ONCE(*e, (*e & PTE_PFN_MASK) | pgprot_val(prot));
	}
	flush_tlb_kernel_range(start, end);
}

void __init prepare_kernel_slot(unsigned long va)
{
	unsigned long *e = entry_at((unsigned long *)init_pgd, va, LEVEL_PGD);

	if (*e == 0)
		(void)add_table(e, va); /* boot: panics instead of failing */
}

/* Which entries of the kernel half exist: some five, with KASAN and its shadow some forty. */
static u16 kernel_slots[64] __ro_after_init;
static unsigned int nr_kernel_slots __ro_after_init;

void __init seal_kernel_pgd(void)
{
	for (u16 i = KERNEL_PGD_BOUNDARY; i < PTRS_PER_PGD; i++) {
		if (pgd_none(init_pgd[i]))
			continue;
		if (nr_kernel_slots == ARRAY_SIZE(kernel_slots))
			panic("more RAM than the kernel's top-level table is made for");
		kernel_slots[nr_kernel_slots++] = i;
	}
	kernel_pgd_sealed = true;
}

void copy_kernel_pgd(pgd_t *pgd)
{
	for (unsigned int i = 0; i < nr_kernel_slots; i++)
		pgd[kernel_slots[i]] = init_pgd[kernel_slots[i]];
}

/* By VM_READ, VM_WRITE, VM_EXEC, VM_SHARED (bits 0 to 3).  Writing implies reading here. */
#define P_NONE (_PAGE_PROTNONE | _PAGE_ACCESSED)
#define P_R    (_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED | _PAGE_NX)
#define P_X    (_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED)
#define P_W    (P_R | _PAGE_RW)
#define P_WX   (P_X | _PAGE_RW)
static const unsigned long protection_map[16] = {
	/* private: not writable before it is copied */
	P_NONE,
	P_R,
	P_R,
	P_R,
	P_X,
	P_X,
	P_X,
	P_X,
	/* shared */
	P_NONE,
	P_R,
	P_W,
	P_W,
	P_X,
	P_X,
	P_WX,
	P_WX,
};

pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	return __pgprot(protection_map[vm_flags & 15]);
}

bool virt_addr_valid(const void *p)
{
	unsigned long a = (unsigned long)p;
	enum pg_level level;
	pgprot_t prot;
	paddr_t pa;

	return a >= PAGE_OFFSET && a < VMALLOC_START &&
	       pfn_valid((a - PAGE_OFFSET) >> PAGE_SHIFT) &&
	       pg_lookup(init_pgd, a, &pa, &prot, &level) == 0;
}

#ifdef CONFIG_DEBUG
paddr_t __pa_checked(unsigned long v)
{
	assertf(v >= PAGE_OFFSET && v < VMALLOC_START, "__pa(%#lx): not in the direct map", v);
	return v - PAGE_OFFSET;
}

paddr_t __pa_symbol_checked(unsigned long v)
{
	assertf(v >= __START_KERNEL_map && v < FIXMAP_START, "__pa_symbol(%#lx): not in the image",
		v);
	return v - __START_KERNEL_map;
}
#endif
