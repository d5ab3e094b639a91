/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/xarray.c - sparse array of pointers: a radix tree with marks
 *
 * Theory
 *   The head is NULL, the entry at index 0, or the root node (told apart by its
 *   low bits).  A node of shift s covers 64 slots of 2^s indices each; leaves have
 *   shift 0.  No node is empty, and the root has something besides slot 0 (or it
 *   would be replaced by that), so the height is what the largest index needs.
 *
 *   Bit i of node->marks[m] says that something below slot i has mark m; the head
 *   has its bits in xa_flags.  Setting goes up until a bit is set already,
 *   clearing until a node keeps another.  The same two walks maintain
 *   the free mark, which is 1 where there is no entry.
 *
 *   A store first counts the nodes it needs, gets them all into a pool, and
 *   only then changes the tree: there is nothing to undo.
 *
 * Readers beside a writer
 *   A node is complete before it is published by a release store, and what is
 *   unlinked keeps its contents until it is freed after a grace period.  So a
 *   reader that entered a part which is being removed still sees an entry that
 *   was there, or NULL that was there, since it began.
 *
 * Not here: handing out indices (xa_alloc.c).
 *
 * Locks: the caller's, see xarray.h.
 *
 * Sources: Linux Documentation/core-api/xarray.rst (interface)
 */
#include "base/err.h"
#include "lib/string.h"
#include "lib/xarray.h"
#include "xarray_internal.h"

static const struct xa_alloc_ops *alloc_ops __ro_after_init;

void xa_set_alloc_ops(const struct xa_alloc_ops *ops)
{
	alloc_ops = ops;
}

static void *entry_to_user(void *entry)
{
	return entry == XA_ZERO_ENTRY ? NULL : entry;
}

/* The shift of a root that reaches @index. */
static unsigned int shift_for(unsigned long index)
{
	return index ? __fls(index) / XA_CHUNK_SHIFT * XA_CHUNK_SHIFT : 0;
}

/* The leaf's slot for @index, or NULL if there is no such leaf.  Not for an entry in the head. */
static struct xa_node *find_leaf(const struct xarray *xa, unsigned long index)
{
	void *entry = xa_deref(&xa->xa_head);
	struct xa_node *node;

	if (!xa_is_node(entry) || index > xa_node_max(xa_to_node(entry)))
		return NULL;
	for (node = xa_to_node(entry); node->shift; node = xa_to_node(entry)) {
		entry = xa_deref(&node->slots[xa_offset(node, index)]);
		if (!entry)
			return NULL;
	}
	return node;
}

void *xa_load(const struct xarray *xa, unsigned long index)
{
	void *entry = xa_deref(&xa->xa_head);
	struct xa_node *node;

	if (!xa_is_node(entry))
		return index == 0 ? entry_to_user(entry) : NULL;
	node = xa_to_node(entry);
	if (index > xa_node_max(node))
		return NULL;
	for (;;) {
		entry = xa_deref(&node->slots[xa_offset(node, index)]);
		if (!xa_is_node(entry))
			return entry_to_user(entry);
		node = xa_to_node(entry);
	}
}

/* -- marks --------------------------------------------------------------------------------- */

/* From slot @offset of @node (NULL: the head) up to the head. */
static void mark_up(struct xarray *xa, struct xa_node *node, unsigned int offset, xa_mark_t mark)
{
	for (; node; offset = node->offset, node = node->parent) {
		if (node->marks[mark] & BIT(offset))
			return;
		WRITE_ONCE(node->marks[mark], node->marks[mark] | BIT(offset));
	}
	WRITE_ONCE(xa->xa_flags, xa->xa_flags | XA_FLAGS_MARK(mark));
}

static void unmark_up(struct xarray *xa, struct xa_node *node, unsigned int offset, xa_mark_t mark)
{
	for (; node; offset = node->offset, node = node->parent) {
		WRITE_ONCE(node->marks[mark], node->marks[mark] & ~BIT(offset));
		if (node->marks[mark])
			return;
	}
	WRITE_ONCE(xa->xa_flags, xa->xa_flags & ~XA_FLAGS_MARK(mark));
}

/* Marks for a slot whose entry goes away. */
static void reset_marks(struct xarray *xa, struct xa_node *node, unsigned int offset)
{
	xa_mark_t mark;

	for (mark = 0; mark < XA_MAX_MARKS; mark++) {
		if (mark == XA_FREE_MARK && xa_tracks_free(xa))
			mark_up(xa, node, offset, mark);
		else if (xa_slot_marked(xa, node, offset, mark))
			unmark_up(xa, node, offset, mark);
	}
}

/* Finds the slot of an entry, in the head (node NULL) or in a leaf; false: no entry. */
static bool locate(const struct xarray *xa, unsigned long index, struct xa_node **node,
		   unsigned int *offset)
{
	void *head = xa_deref(&xa->xa_head);

	*node = NULL;
	*offset = 0;
	if (!xa_is_node(head))
		return head && index == 0;
	*node = find_leaf(xa, index);
	if (!*node)
		return false;
	*offset = xa_offset(*node, index);
	return xa_deref(&(*node)->slots[*offset]);
}

bool xa_in_use(const struct xarray *xa, unsigned long index)
{
	struct xa_node *node;
	unsigned int offset;

	return locate(xa, index, &node, &offset);
}

bool xa_get_mark(const struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct xa_node *node;
	unsigned int offset;

	return locate(xa, index, &node, &offset) && xa_slot_marked(xa, node, offset, mark);
}

void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct xa_node *node;
	unsigned int offset;

	if (locate(xa, index, &node, &offset))
		mark_up(xa, node, offset, mark);
}

void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct xa_node *node;
	unsigned int offset;

	if (locate(xa, index, &node, &offset) && xa_slot_marked(xa, node, offset, mark))
		unmark_up(xa, node, offset, mark);
}

/* -- nodes --------------------------------------------------------------------------------- */

static unsigned int nodes_needed(const struct xarray *xa, unsigned long index)
{
	void *entry = xa_deref(&xa->xa_head);
	unsigned int depth = shift_for(index) / XA_CHUNK_SHIFT;
	struct xa_node *node;

	if (!xa_is_node(entry)) {
		if (index == 0)
			return 0;
		/* An entry in the head needs a path of its own below the new root. */
		return 1 + (entry ? 2 * depth : depth);
	}
	node = xa_to_node(entry);
	if (index > xa_node_max(node))
		return depth - node->shift / XA_CHUNK_SHIFT + depth;
	while (node->shift) {
		entry = xa_deref(&node->slots[xa_offset(node, index)]);
		if (!entry)
			return node->shift / XA_CHUNK_SHIFT;
		node = xa_to_node(entry);
	}
	return 0;
}

int xa_prealloc(struct xa_pool *pool, const struct xarray *xa, unsigned long index, gfp_t gfp)
{
	unsigned int need = nodes_needed(xa, index);

	while (pool->count < need) {
		struct xa_node *node = alloc_ops ? alloc_ops->alloc(gfp) : NULL;

		if (!node)
			return -ENOMEM;
		node->parent = pool->nodes;
		pool->nodes = node;
		pool->count++;
	}
	return 0;
}

void xa_pool_release(struct xa_pool *pool)
{
	while (pool->nodes) {
		struct xa_node *node = pool->nodes;

		pool->nodes = node->parent;
		alloc_ops->free(node);
	}
	pool->count = 0;
}

/* An empty node out of the pool, not yet published. */
static struct xa_node *new_node(const struct xarray *xa, struct xa_pool *pool,
				struct xa_node *parent, unsigned int offset, unsigned int shift)
{
	struct xa_node *node = pool->nodes;

	pool->nodes = node->parent;
	pool->count--;
	memset(node, 0, sizeof(*node));
	node->parent = parent;
	node->offset = (u8)offset;
	node->shift = (u8)shift;
	if (xa_tracks_free(xa))
		node->marks[XA_FREE_MARK] = ~0UL;
	return node;
}

/* Puts a new root above what the head holds. */
static void grow(struct xarray *xa, struct xa_pool *pool)
{
	void *head = xa->xa_head;
	unsigned int shift = xa_is_node(head) ? xa_to_node(head)->shift + XA_CHUNK_SHIFT : 0;
	struct xa_node *root = new_node(xa, pool, NULL, 0, shift);
	xa_mark_t mark;

	root->slots[0] = head;
	root->count = 1;
	for (mark = 0; mark < XA_MAX_MARKS; mark++) {
		root->marks[mark] &= ~1UL;
		if (xa_marked(xa, mark))
			root->marks[mark] |= 1;
	}
	if (xa_is_node(head))
		xa_to_node(head)->parent = root;
	if (xa_tracks_free(xa))
		xa->xa_flags |= XA_FLAGS_MARK(XA_FREE_MARK);
	xa_publish(&xa->xa_head, xa_mk_node(root));
}

/* The leaf for @index, made if need be.  The head holds a node that may be too small, or NULL. */
static struct xa_node *make_leaf(struct xarray *xa, unsigned long index, struct xa_pool *pool)
{
	struct xa_node *node;

	if (!xa->xa_head) {
		node = new_node(xa, pool, NULL, 0, shift_for(index));
		xa_publish(&xa->xa_head, xa_mk_node(node));
	}
	while (!xa_is_node(xa->xa_head) || index > xa_node_max(xa_to_node(xa->xa_head)))
		grow(xa, pool);

	node = xa_to_node(xa->xa_head);
	while (node->shift) {
		unsigned int offset = xa_offset(node, index);

		if (!node->slots[offset]) {
			struct xa_node *child =
				new_node(xa, pool, node, offset, node->shift - XA_CHUNK_SHIFT);

			node->count++;
			xa_publish(&node->slots[offset], xa_mk_node(child));
		}
		node = xa_to_node(node->slots[offset]);
	}
	return node;
}

/* The root goes while slot 0 is all it has. */
static void shrink(struct xarray *xa)
{
	while (xa_is_node(xa->xa_head)) {
		struct xa_node *root = xa_to_node(xa->xa_head);
		void *below = root->slots[0];
		xa_mark_t mark;

		if (root->count != 1 || !below)
			break;
		for (mark = 0; mark < XA_MAX_MARKS; mark++) {
			xa->xa_flags &= ~XA_FLAGS_MARK(mark);
			if (root->marks[mark] & 1)
				xa->xa_flags |= XA_FLAGS_MARK(mark);
		}
		if (xa_is_node(below))
			xa_to_node(below)->parent = NULL;
		xa_publish(&xa->xa_head, below);
		alloc_ops->free(root);
	}
}

/* @node lost an entry: it goes if that was its last, and so on upwards. */
static void prune(struct xarray *xa, struct xa_node *node)
{
	while (node && node->count == 0) {
		struct xa_node *parent = node->parent;

		if (parent) {
			xa_publish(&parent->slots[node->offset], NULL);
			parent->count--;
		} else {
			xa_publish(&xa->xa_head, NULL);
		}
		alloc_ops->free(node);
		node = parent;
	}
	shrink(xa);
}

/* -- storing ------------------------------------------------------------------------------- */

/* Removes and returns the raw entry. */
static void *remove_entry(struct xarray *xa, unsigned long index)
{
	struct xa_node *node;
	unsigned int offset;
	void *old;

	if (!locate(xa, index, &node, &offset))
		return NULL;
	reset_marks(xa, node, offset);
	if (!node) {
		old = xa->xa_head;
		xa_publish(&xa->xa_head, NULL);
		return old;
	}
	old = node->slots[offset];
	xa_publish(&node->slots[offset], NULL);
	node->count--;
	prune(xa, node);
	return old;
}

void *xa_store_raw(struct xarray *xa, unsigned long index, void *entry, struct xa_pool *pool)
{
	struct xa_node *node = NULL;
	unsigned int offset = 0;
	void **slot = &xa->xa_head;
	void *old;

	if (nodes_needed(xa, index) > pool->count)
		return xa_mk_err(-EAGAIN);
	if (index || xa_is_node(xa->xa_head)) {
		node = make_leaf(xa, index, pool);
		offset = xa_offset(node, index);
		slot = &node->slots[offset];
	}
	old = *slot;
	if (!old && node)
		node->count++;
	if (!old && xa_tracks_free(xa))
		unmark_up(xa, node, offset, XA_FREE_MARK);
	xa_publish(slot, entry);
	return old;
}

void *xa_store_pool(struct xarray *xa, unsigned long index, void *entry, struct xa_pool *pool)
{
	void *old;

	if (!entry)
		return xa_erase(xa, index);
	if (((unsigned long)entry & 3) == 2)
		return xa_mk_err(-EINVAL);
	old = xa_store_raw(xa, index, entry, pool);
	return entry_to_user(old);
}

void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	struct xa_pool pool = XA_POOL_INIT;
	void *old;

	if (entry && xa_prealloc(&pool, xa, index, gfp))
		old = xa_mk_err(-ENOMEM);
	else
		old = xa_store_pool(xa, index, entry, &pool);
	xa_pool_release(&pool);
	return old;
}

int xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	struct xa_node *node;
	unsigned int offset;

	if (!entry)
		return -EINVAL;
	if (locate(xa, index, &node, &offset))
		return -EBUSY;
	return xa_err(xa_store(xa, index, entry, gfp));
}

void *xa_erase(struct xarray *xa, unsigned long index)
{
	return entry_to_user(remove_entry(xa, index));
}

void xa_destroy(struct xarray *xa)
{
	void *head = xa->xa_head;
	struct xa_node *node;

	xa->xa_flags &= ~(XA_FLAGS_MARK(XA_MAX_MARKS) - 1);
	if (xa_tracks_free(xa))
		xa->xa_flags |= XA_FLAGS_MARK(XA_FREE_MARK);
	xa_publish(&xa->xa_head, NULL);
	if (!xa_is_node(head))
		return;

	/* Depth first; marks[0], not needed any more, remembers how far each node is. */
	node = xa_to_node(head);
	node->marks[0] = 0;
	while (node) {
		struct xa_node *parent = node->parent;
		void *entry = NULL;

		while (node->shift && node->marks[0] < XA_CHUNK_SIZE && !xa_is_node(entry))
			entry = node->slots[node->marks[0]++];
		if (xa_is_node(entry)) {
			node = xa_to_node(entry);
			node->marks[0] = 0;
			continue;
		}
		alloc_ops->free(node);
		node = parent;
	}
}

/* -- searching ----------------------------------------------------------------------------- */

/* The first slot at or after @offset that passes; XA_CHUNK_SIZE: none. */
static unsigned int next_slot(const struct xa_node *node, unsigned int offset, xa_mark_t filter)
{
	if (filter != XA_PRESENT) {
		unsigned long marks = READ_ONCE(node->marks[filter]) & (~0UL << offset);

		return marks ? __ffs(marks) : XA_CHUNK_SIZE;
	}
	while (offset < XA_CHUNK_SIZE && !READ_ONCE(node->slots[offset]))
		offset++;
	return offset;
}

/*
 * One way down from the root towards *@index.  Return: an entry at *@index; or NULL with *@index
 * moved forward to where to look next, or *@done set.
 */
static void *descend(const struct xa_node *node, unsigned long *index, xa_mark_t filter, bool *done)
{
	for (;;) {
		unsigned int from = xa_offset(node, *index);
		unsigned int offset = next_slot(node, from, filter);
		unsigned long below = (1UL << node->shift) - 1;
		void *entry;

		if (offset == XA_CHUNK_SIZE) {
			*index = (*index | xa_node_span(node)) + 1;
			*done = *index == 0;
			return NULL;
		}
		if (offset != from)
			*index = (*index & ~xa_node_span(node)) |
				 ((unsigned long)offset << node->shift);
		entry = xa_deref(&node->slots[offset]);
		if (xa_is_node(entry)) {
			node = xa_to_node(entry);
			continue;
		}
		if (entry && entry != XA_ZERO_ENTRY)
			return entry;
		*index = (*index | below) + 1;
		*done = *index == 0;
		return NULL;
	}
}

void *xa_find(const struct xarray *xa, unsigned long *indexp, unsigned long max, xa_mark_t filter)
{
	unsigned long index = *indexp;
	bool done = false;

	while (!done && index <= max) {
		void *entry = xa_deref(&xa->xa_head);

		if (!xa_is_node(entry)) {
			if (index || (filter != XA_PRESENT && !xa_marked(xa, filter)))
				return NULL;
			return entry_to_user(entry);
		}
		if (index > xa_node_max(xa_to_node(entry)))
			return NULL;
		entry = descend(xa_to_node(entry), &index, filter, &done);
		if (entry) {
			if (index > max)
				return NULL;
			*indexp = index;
			return entry;
		}
	}
	return NULL;
}

void *xa_find_after(const struct xarray *xa, unsigned long *indexp, unsigned long max,
		    xa_mark_t filter)
{
	unsigned long index = *indexp + 1;
	void *entry;

	if (index == 0)
		return NULL;
	entry = xa_find(xa, &index, max, filter);
	if (entry)
		*indexp = index;
	return entry;
}

unsigned int xa_extract(const struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter)
{
	unsigned long index;
	unsigned int i = 0;
	void *entry;

	if (n == 0)
		return 0;
	xa_for_each_range_filtered(xa, index, entry, start, max, filter)
	{
		dst[i++] = entry;
		if (i == n)
			break;
	}
	return i;
}
