/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/memblock.c - physical memory before there is a page allocator
 *
 * Theory
 *   Two sets of ranges, each a sorted array without overlaps: `memory` is the RAM the firmware
 *   reported, `reserved` what is taken in it (the image, the initramfs, early allocations).  Free is
 *   memory minus reserved.  Adding merges with neighbours of the same node; removing splits.
 *   Early allocations come from the top of the lowest range that fits above the image, so that
 *   the low 16 MiB stay free for DMA where there is more.
 *
 *   The arrays are static: firmware maps have tens of entries (boot_info keeps 256 at most) and
 *   early allocations merge.  Running out is a boot failure with a message.
 *
 * Not here
 *   The page allocator that takes over what is free: page_alloc.c.
 *
 * Locks
 *   None: one CPU, interrupts off, boot only.
 */
#include "mm/phys/memblock.h"

#include "arch/page.h"
#include "base/bits.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/base/param.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

#define MEMBLOCK_REGIONS 320

static struct memblock_region memory_regions[MEMBLOCK_REGIONS] __initdata;
static struct memblock_region reserved_regions[MEMBLOCK_REGIONS] __initdata;

struct memblock memblock = {
	.memory = { .max = MEMBLOCK_REGIONS, .regions = memory_regions, .name = "memory" },
	.reserved = { .max = MEMBLOCK_REGIONS, .regions = reserved_regions, .name = "reserved" },
};

static u64 region_end(const struct memblock_region *r)
{
	return r->base + r->size;
}

static void __init region_insert(struct memblock_type *t, unsigned int at, paddr_t base, u64 size,
				 int nid)
{
	assertf(t->cnt < t->max, "memblock: more than %u %s ranges", t->max, t->name);
	memmove(&t->regions[at + 1], &t->regions[at], (t->cnt - at) * sizeof(t->regions[0]));
	t->regions[at] = (struct memblock_region){ .base = base, .size = size, .nid = nid };
	t->cnt++;
}

static void __init region_delete(struct memblock_type *t, unsigned int at)
{
	memmove(&t->regions[at], &t->regions[at + 1],
		(t->cnt - at - 1) * sizeof(t->regions[0]));
	t->cnt--;
}

/* Joins @at with its neighbours where they touch and share a node. */
static void __init region_merge_around(struct memblock_type *t, unsigned int at)
{
	struct memblock_region *r = t->regions;

	if (at + 1 < t->cnt && region_end(&r[at]) == r[at + 1].base && r[at].nid == r[at + 1].nid) {
		r[at].size += r[at + 1].size;
		region_delete(t, at + 1);
	}
	if (at > 0 && region_end(&r[at - 1]) == r[at].base && r[at - 1].nid == r[at].nid) {
		r[at - 1].size += r[at].size;
		region_delete(t, at);
	}
}

/* Takes [base, base + size) out of the set, splitting what crosses it. */
static void __init type_remove(struct memblock_type *t, paddr_t base, u64 size)
{
	paddr_t end = base + size;
	unsigned int i = 0;

	while (i < t->cnt) {
		struct memblock_region *r = &t->regions[i];
		paddr_t rend = region_end(r);

		if (rend <= base) {
			i++;
			continue;
		}
		if (r->base >= end)
			return;
		if (r->base < base && rend > end) {
			r->size = base - r->base;
			region_insert(t, i + 1, end, rend - end, r->nid);
			return;
		}
		if (r->base < base) {
			r->size = base - r->base;
			i++;
		} else if (rend > end) {
			r->size = rend - end;
			r->base = end;
			return;
		} else {
			region_delete(t, i);
		}
	}
}

static void __init type_add(struct memblock_type *t, paddr_t base, u64 size, int nid)
{
	unsigned int i = 0;

	if (!size)
		return;
	assertf(base + size > base, "memblock: range %#llx + %#llx wraps", (u64)base, size);
	type_remove(t, base, size);
	while (i < t->cnt && t->regions[i].base < base)
		i++;
	region_insert(t, i, base, size, nid);
	region_merge_around(t, i);
}

void __init memblock_add(paddr_t base, u64 size)
{
	type_add(&memblock.memory, base, size, 0);
}

void __init memblock_remove(paddr_t base, u64 size)
{
	type_remove(&memblock.memory, base, size);
}

void __init memblock_reserve(paddr_t base, u64 size)
{
	type_add(&memblock.reserved, base, size, 0);
}

void __init memblock_free(paddr_t base, u64 size)
{
	type_remove(&memblock.reserved, base, size);
}

void __init memblock_set_node(paddr_t base, u64 size, int nid)
{
	struct memblock_type *t = &memblock.memory;
	paddr_t end = base + size;

	for (unsigned int i = 0; i < t->cnt; i++) {
		paddr_t lo = max(t->regions[i].base, base);
		paddr_t hi = min((paddr_t)region_end(&t->regions[i]), end);

		if (lo < hi && t->regions[i].nid != nid) {
			type_add(t, lo, hi - lo, nid);
			i = 0; /* the array moved; ranges already of this node are skipped */
		}
	}
}

/* mem=: keeps the lowest @bytes of RAM and forgets the rest. */
void __init memblock_enforce_limit(u64 bytes)
{
	u64 seen = 0;

	for (unsigned int i = 0; i < memblock.memory.cnt; i++) {
		struct memblock_region *r = &memblock.memory.regions[i];

		if (seen + r->size > bytes) {
			paddr_t cut = r->base + (bytes - seen);

			type_remove(&memblock.memory, cut, ~0ULL - cut);
			return;
		}
		seen += r->size;
	}
}

static u64 memory_limit __initdata; /* mem=, bytes; 0: none */

static int __init param_mem(char *value)
{
	char *rest;
	u64 bytes;

	if (!value)
		return -EINVAL;
	bytes = memparse(value, &rest);
	if (!bytes || *rest) {
		pr_warn("mem=%s: not a size, ignored\n", value);
		return -EINVAL;
	}
	memory_limit = bytes;
	return 0;
}
early_param("mem", param_mem);

void __init memblock_apply_limit(void)
{
	if (memory_limit)
		memblock_enforce_limit(memory_limit);
}

/* One step of the walk over memory minus reserved: *i packs both positions. */
bool __init memblock_next_free(u64 *i, paddr_t *start, paddr_t *end)
{
	unsigned int m = (unsigned int)*i, r = (unsigned int)(*i >> 32);
	const struct memblock_type *mem = &memblock.memory, *res = &memblock.reserved;

	for (; m < mem->cnt; m++) {
		paddr_t mstart = mem->regions[m].base, mend = region_end(&mem->regions[m]);

		/* gap r lies before reserved[r]; there is one more gap than ranges */
		for (; r <= res->cnt; r++) {
			paddr_t gstart = r ? region_end(&res->regions[r - 1]) : 0;
			paddr_t gend = r < res->cnt ? res->regions[r].base : ~0ULL;

			if (gstart >= mend)
				break;
			if (gend <= mstart || max(gstart, mstart) >= min(gend, mend))
				continue;
			*start = max(gstart, mstart);
			*end = min(gend, mend);
			if (mend <= gend)
				m++;
			else
				r++;
			*i = (u64)r << 32 | m;
			return true;
		}
	}
	return false;
}

paddr_t __init memblock_phys_alloc_range(u64 size, u64 align, paddr_t lo, paddr_t hi)
{
	paddr_t start, end, found = 0;
	u64 i = 0;

	while (memblock_next_free(&i, &start, &end)) {
		start = max(start, max(lo, (paddr_t)PAGE_SIZE));
		end = min(end, hi);
		if (start >= end || end - start < size)
			continue;
		found = ALIGN_DOWN(end - size, align);
		if (found >= start) {
			memblock_reserve(found, size);
			return found;
		}
	}
	return 0;
}

paddr_t __init memblock_phys_alloc(u64 size, u64 align)
{
	paddr_t dma = MiB(16), pa;

	pa = memblock_phys_alloc_range(size, align, dma, ~0ULL);
	if (!pa)
		pa = memblock_phys_alloc_range(size, align, 0, dma);
	if (!pa)
		panic("memblock: %llu KiB wanted, not available: too little memory (-m)",
		      (u64)size >> 10);
	return pa;
}

void *__init memblock_alloc(u64 size, u64 align)
{
	void *p = __va(memblock_phys_alloc(size, align));

	memset(p, 0, size);
	return p;
}

static bool __init type_contains(const struct memblock_type *t, paddr_t pa)
{
	for (unsigned int i = 0; i < t->cnt; i++) {
		if (pa >= t->regions[i].base && pa < region_end(&t->regions[i]))
			return true;
	}
	return false;
}

bool __init memblock_is_memory(paddr_t pa)
{
	return type_contains(&memblock.memory, pa);
}

bool __init memblock_is_reserved(paddr_t pa)
{
	return type_contains(&memblock.reserved, pa);
}

u64 __init memblock_ram_size(void)
{
	u64 sum = 0;

	for (unsigned int i = 0; i < memblock.memory.cnt; i++)
		sum += memblock.memory.regions[i].size;
	return sum;
}

paddr_t __init memblock_end(void)
{
	const struct memblock_type *t = &memblock.memory;

	return t->cnt ? region_end(&t->regions[t->cnt - 1]) : 0;
}
