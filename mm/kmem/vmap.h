/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/vmap.h - ranges of the vmalloc area, between vmalloc.c, ioremap.c and vmallocinfo.c */
#pragma once

#include "arch/page.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/gfp.h"

enum vmap_kind { VMAP_ALLOC, VMAP_MAP, VMAP_IOREMAP };

/*
 * Lifetime: made by vmap_area_create(); vmap_area_kill() unmaps it, and a later purge frees it.
 * Key: c const once its maker has returned the address, v vmap_lock
 */
struct vmap_area {
	unsigned long start, end;      /* [c] end includes the guard page */
	struct rb_node node;	       /* [v] */
	unsigned long max_hole;	       /* [v] largest hole before an area of this subtree */
	unsigned long hole;	       /* [v] hole just before this area */
	enum vmap_kind kind;	       /* [c] */
	enum cache_type cache;	       /* [c] VMAP_IOREMAP */
	bool dead;		       /* [v] unmapped, waiting for the flush */
	bool freeing;		       /* [v] vfree() came from an interrupt: done later */
	unsigned int nr_pages;	       /* [c] */
	struct page **pages;	       /* [c] owned if VMAP_ALLOC */
	paddr_t phys;		       /* [c] VMAP_IOREMAP */
	const void *caller;	       /* [c] */
	struct list_head dead_list;    /* [v] of dead areas, or of those to be freed */
	struct list_head ioremap_list; /* [ioremap_lock] */
};

/* A range of @bytes (page-aligned) and its guard; nothing is mapped yet.  May sleep as @gfp says.
 */
struct vmap_area *vmap_area_create(size_t bytes, enum vmap_kind kind, gfp_t gfp,
				   const void *caller);
/* Unmaps; the range comes back with the next purge. */
void vmap_area_kill(struct vmap_area *a);
/* The live area that begins at @addr; panics if there is none of that kind. */
struct vmap_area *vmap_area_claim(const void *addr, enum vmap_kind kind, const char *who);
/* The first area at or after @addr, copied, and how many pages of each node it has: false at the
 * end. */
bool vmap_next_area(unsigned long addr, struct vmap_area *out, unsigned int *node_pages);

static inline size_t vmap_area_bytes(const struct vmap_area *a)
{
	return a->end - a->start - PAGE_SIZE;
}
