/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/memblock.h - physical memory before the page allocator; boot only, one CPU
 *
 * Two sorted sets of ranges: RAM and what is reserved in it.  Addresses and sizes in bytes.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

struct memblock_region {
	paddr_t base;
	u64 size;
	int nid;
};

struct memblock_type {
	unsigned int cnt, max;
	struct memblock_region *regions;
	const char *name;
};

extern struct memblock { struct memblock_type memory, reserved; } memblock;

void memblock_add(paddr_t base, u64 size);		/* RAM */
void memblock_remove(paddr_t base, u64 size);
void memblock_reserve(paddr_t base, u64 size);
void memblock_free(paddr_t base, u64 size);
void memblock_enforce_limit(u64 bytes);			/* mem= */
void memblock_apply_limit(void);			/* what mem= said, once RAM is known */
void memblock_set_node(paddr_t base, u64 size, int nid);
/* Physical address of a free range, reserved now; panics if there is none (boot). */
paddr_t memblock_phys_alloc(u64 size, u64 align);
paddr_t memblock_phys_alloc_range(u64 size, u64 align, paddr_t min, paddr_t max); /* 0 if none */
void *memblock_alloc(u64 size, u64 align);		/* zeroed, through the direct map */
bool memblock_is_memory(paddr_t pa);
bool memblock_is_reserved(paddr_t pa);
u64 memblock_ram_size(void);
paddr_t memblock_end(void);				/* one past the last RAM byte */
/* Next free range at or after *@i (0 to start): false at the end. */
bool memblock_next_free(u64 *i, paddr_t *start, paddr_t *end);
/* Resource tree for /proc/iomem is filled from boot_info by arch. */
