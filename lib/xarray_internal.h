/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/xarray_internal.h - what xarray.c and xa_alloc.c share: entries, nodes, indices
 *
 * The low bits of an entry: x1 a value, 00 a pointer, 10 one of ours: a node, or a small number
 * below a page that no node has as its address.
 */
#pragma once

#include "lib/xarray.h"

/* Takes a place, loads as NULL. */
#define XA_ZERO_ENTRY	((void *)(257UL << 2 | 2))
#define XA_INTERNAL_MAX 4096UL

static inline bool xa_is_node(const void *entry)
{
	return ((unsigned long)entry & 3) == 2 && (unsigned long)entry > XA_INTERNAL_MAX;
}

static inline struct xa_node *xa_to_node(const void *entry)
{
	return (struct xa_node *)((unsigned long)entry - 2);
}

static inline void *xa_mk_node(const struct xa_node *node)
{
	return (void *)((unsigned long)node | 2);
}

/* Pairs with xa_publish(): what the pointer leads to is complete. */
static inline void *xa_deref(void *const *slot)
{
	return __atomic_load_n(slot, __ATOMIC_ACQUIRE);
}

static inline void xa_publish(void **slot, void *entry)
{
	__atomic_store_n(slot, entry, __ATOMIC_RELEASE);
}

static inline unsigned int xa_offset(const struct xa_node *node, unsigned long index)
{
	return (index >> node->shift) & XA_CHUNK_MASK;
}

/* The bits of an index that are decided in @node and below. */
static inline unsigned long xa_node_span(const struct xa_node *node)
{
	unsigned int bits = node->shift + XA_CHUNK_SHIFT;

	return bits >= BITS_PER_LONG ? ~0UL : (1UL << bits) - 1;
}

/* The largest index a root node reaches. */
static inline unsigned long xa_node_max(const struct xa_node *root)
{
	return xa_node_span(root);
}

static inline bool xa_tracks_free(const struct xarray *xa)
{
	return xa->xa_flags & XA_FLAGS_TRACK_FREE;
}

/* @node NULL: the head */
static inline bool xa_slot_marked(const struct xarray *xa, const struct xa_node *node,
				  unsigned int offset, xa_mark_t mark)
{
	return node ? READ_ONCE(node->marks[mark]) & BIT(offset) : xa_marked(xa, mark);
}

/* xa_store_raw - as xa_store_pool(), but internal entries may go in and come out */
void *xa_store_raw(struct xarray *xa, unsigned long index, void *entry, struct xa_pool *pool);
