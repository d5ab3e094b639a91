/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/xa_alloc.c - arrays that hand out free indices
 *
 * Theory
 *   In an array with XA_FLAGS_ALLOC, mark 0 of a slot says that an index below it
 *   is free.  A slot without a child is free all through.  So the lowest free
 *   index is found like a marked entry, one node per level.
 *
 * Locks: the caller's, see xarray.h.
 */
#include "base/err.h"
#include "lib/xarray.h"
#include "xarray_internal.h"

/* The lowest free index from @start on, where the array is searched only as far as it reaches. */
static unsigned long find_free(const struct xarray *xa, unsigned long start)
{
	unsigned long index = start;

	for (;;) {
		void *entry = xa->xa_head;
		struct xa_node *node;

		if (!xa_is_node(entry))
			return entry && index == 0 ? 1 : index;
		node = xa_to_node(entry);
		if (index > xa_node_max(node))
			return index;
		for (;;) {
			unsigned int from = xa_offset(node, index);
			unsigned long marks = node->marks[XA_FREE_MARK] & (~0UL << from);

			if (!marks)
				break;
			if (__ffs(marks) != from)
				index = (index & ~xa_node_span(node)) |
					((unsigned long)__ffs(marks) << node->shift);
			entry = node->slots[__ffs(marks)];
			if (!entry)
				return index;
			node = xa_to_node(entry);
		}
		/* Full from here to the end of this node: look behind it, from the top. */
		index = (index | xa_node_span(node)) + 1;
	}
}

int xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp)
{
	struct xa_pool pool = XA_POOL_INIT;
	unsigned long index;
	int err;

	if (((unsigned long)entry & 3) == 2)
		return -EINVAL;
	index = find_free(xa, limit.min);
	if (index > limit.max)
		return -EBUSY;
	err = xa_prealloc(&pool, xa, index, gfp);
	if (!err)
		err = xa_err(xa_store_raw(xa, index, entry ? entry : XA_ZERO_ENTRY, &pool));
	xa_pool_release(&pool);
	if (!err)
		*id = (u32)index;
	return err;
}

int xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 *next,
		    gfp_t gfp)
{
	u32 min = limit.min;
	bool wrapped = *next < min || *next > limit.max;
	int err = -EBUSY;

	if (!wrapped) {
		limit.min = *next;
		err = xa_alloc(xa, id, entry, limit, gfp);
		if (err == -EBUSY && *next > min)
			wrapped = true;
	}
	if (wrapped) {
		limit.min = min;
		err = xa_alloc(xa, id, entry, limit, gfp);
	}
	if (err)
		return err;
	*next = *id == limit.max ? min : *id + 1;
	return wrapped;
}
