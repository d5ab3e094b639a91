/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/buddy.h - the buddy algorithm by itself
 *
 * A struct buddy is a range of frames and the free blocks in it, by order and migrate type.  It
 * knows nothing of zones, CPUs, gfp flags or reclaim, takes no lock (the caller's zone lock
 * protects it) and compiles on the host, where it is tested against a model.
 */
#pragma once

#include "mm/phys/alloc.h"
#include "mm/phys/page.h"

#define NR_ORDERS	(MAX_ORDER + 1)
#define PAGEBLOCK_ORDER 9 /* 2 MiB: the grain of migrate types */
#define PAGEBLOCK_PAGES (1UL << PAGEBLOCK_ORDER)

enum migratetype { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_TYPES };

struct free_area {
	struct list_head free_list[MIGRATE_TYPES];
	unsigned long nr_free; /* blocks of this order */
};

struct buddy {
	unsigned long start_pfn, end_pfn; /* what may be merged: [start, end) */
	unsigned long nr_free;		  /* pages */
	struct free_area area[NR_ORDERS];
	u8 *pageblock_type; /* one per 2 MiB from start_pfn rounded down; NULL: all movable */
};

void buddy_init(struct buddy *b, unsigned long start_pfn, unsigned long end_pfn, u8 *types);
/* Bytes of pageblock_type that a range needs. */
size_t buddy_types_size(unsigned long start_pfn, unsigned long end_pfn);
enum migratetype buddy_block_type(const struct buddy *b, unsigned long pfn);
void buddy_set_block_type(struct buddy *b, unsigned long pfn, enum migratetype mt);

/* A free block of exactly 1 << order pages, split from the smallest that fits; other types' blocks
 * are taken (largest first, and the whole pageblock converted) when @mt has none.  NULL: none. */
struct page *buddy_alloc(struct buddy *b, unsigned int order, enum migratetype mt);
/* The same, but another type gives nothing less than a pageblock. */
struct page *buddy_alloc_clean(struct buddy *b, unsigned int order, enum migratetype mt);
/* At most 1 << *@order pages: the front of the smallest free block of @mt, which is where as many
 * single pages taken one by one would come from.  *@order is what it is then; NULL if @mt has
 * none. */
struct page *buddy_alloc_upto(struct buddy *b, unsigned int *order, enum migratetype mt);
/* Returns a block and merges it with its buddies as far as they are free. */
void buddy_free(struct buddy *b, struct page *page, unsigned int order);
/* Takes the free range [pfn, pfn + n) out, splitting blocks at its edges: all of it or nothing. */
bool buddy_take_range(struct buddy *b, unsigned long pfn, unsigned long n);
/* First pfn >= @from, aligned to @align pages, of @n consecutive free pages; ~0UL if none. */
unsigned long buddy_find_range(const struct buddy *b, unsigned long n, unsigned long align);
