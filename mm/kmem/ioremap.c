/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/ioremap.c - device memory in the kernel's address space
 *
 * Theory
 *   A mapping is an area of the vmalloc range whose pages say by three bits (PWT, PCD, PAT) which
 *   entry of the page attribute table holds for them: write-back, write-combining, uncached,
 *   write-through.  Two mappings of one physical page with different types are undefined on x86, so
 *   the second is refused; the direct map has RAM only, and RAM in use is refused altogether.
 *
 * Locks
 *   ioremap_lock (RANK_LEAF): the list of mappings.  A mapping is on it before it is made.
 *
 * Sources: Intel SDM 3A 11.12 (PAT), 11.12.4 (aliasing); Linux Documentation/x86/pat.rst
 */
#include "arch/mmu.h"
#include "base/bits.h"
#include "kernel/sync/spinlock.h"
#include "lib/list.h"
#include "mm/phys/alloc.h"
#include "vmap.h"

static DEFINE_SPINLOCK(ioremap_lock, RANK_LEAF);
static LIST_HEAD(mappings); /* [ioremap_lock] a dozen */

static bool is_ram(paddr_t start, paddr_t end)
{
	for (paddr_t pa = start; pa < end; pa += PAGE_SIZE) {
		unsigned long pfn = pa >> PAGE_SHIFT;

		if (pfn_is_deferred(pfn) || (pfn_valid(pfn) && !PageReserved(pfn_to_page(pfn))))
			return true;
	}
	return false;
}

static pgprot_t prot_of(enum cache_type t)
{
	switch (t) {
	case CACHE_UC_MINUS:
		return PAGE_KERNEL_UC_MINUS;
	case CACHE_UC:
		return PAGE_KERNEL_NOCACHE;
	case CACHE_WC:
		return PAGE_KERNEL_WC;
	case CACHE_WT:
		return PAGE_KERNEL_WT;
	case CACHE_WB:
		break;
	}
	return PAGE_KERNEL;
}

/* False: a part is mapped with another type. */
static bool mapping_add(struct vmap_area *a)
{
	paddr_t end = a->phys + vmap_area_bytes(a);
	struct vmap_area *m;
	bool ok = true;

	spin_lock(&ioremap_lock);
	list_for_each_entry (m, &mappings, ioremap_list) {
		if (m->phys < end && a->phys < m->phys + vmap_area_bytes(m) && m->cache != a->cache)
			ok = false;
	}
	if (ok)
		list_add(&a->ioremap_list, &mappings);
	spin_unlock(&ioremap_lock);
	return ok;
}

static void mapping_del(struct vmap_area *a)
{
	spin_lock(&ioremap_lock);
	list_del(&a->ioremap_list);
	spin_unlock(&ioremap_lock);
}

static void *ioremap_type(paddr_t pa, size_t size, enum cache_type type, const void *caller)
{
	paddr_t first = ALIGN_DOWN(pa, PAGE_SIZE), end = PAGE_ALIGN(pa + size);
	struct vmap_area *a;

	if (!size || pa + size < pa || end < pa || end >> MAX_PA_BITS || is_ram(first, end))
		return NULL;
	a = vmap_area_create(end - first, VMAP_IOREMAP, GFP_KERNEL, caller);
	if (!a)
		return NULL;
	a->phys = first;
	a->cache = type;
	if (!mapping_add(a))
		goto kill_area;
	if (kernel_map_range(a->start, first, end - first, prot_of(type)) != 0)
		goto del_mapping;
	return (void *)(a->start + (pa - first));

del_mapping:
	mapping_del(a);
kill_area:
	vmap_area_kill(a);
	return NULL;
}

void *ioremap(paddr_t pa, size_t size)
{
	return ioremap_type(pa, size, CACHE_UC_MINUS, __builtin_return_address(0));
}

void *ioremap_uc(paddr_t pa, size_t size)
{
	return ioremap_type(pa, size, CACHE_UC, __builtin_return_address(0));
}

void *ioremap_wc(paddr_t pa, size_t size)
{
	return ioremap_type(pa, size, CACHE_WC, __builtin_return_address(0));
}

void *ioremap_wt(paddr_t pa, size_t size)
{
	return ioremap_type(pa, size, CACHE_WT, __builtin_return_address(0));
}

void *ioremap_cache(paddr_t pa, size_t size)
{
	return ioremap_type(pa, size, CACHE_WB, __builtin_return_address(0));
}

void iounmap(void *addr)
{
	struct vmap_area *a;

	if (!addr)
		return;
	a = vmap_area_claim((void *)((unsigned long)addr & PAGE_MASK), VMAP_IOREMAP, "iounmap");
	mapping_del(a);
	vmap_area_kill(a);
}
