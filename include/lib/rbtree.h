/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/rbtree.h - red-black trees, Linux's interface
 *
 * Theory
 *   The tree knows shape and colour only; order and keys are the user's, who
 *   walks down, links the new node with rb_link_node() and has it balanced by
 *   rb_insert_color().  Height is at most 2 log2(n + 1).  A node's colour is
 *   kept in the low bit of its parent pointer.
 *
 *   An augmented tree keeps in each node a value computed from its subtree
 *   (for VMAs and free ranges: the largest gap below).  The callbacks keep it
 *   right through rotations; see struct rb_augment_callbacks.
 *
 *   rb_root_cached remembers the leftmost node, for users who ask for the
 *   minimum all the time (timers, run queues).
 *
 * Locks: the caller's.  Stores to child pointers are single stores, and no
 *   rotation ever makes a cycle visible, so a lockless reader terminates; but
 *   it may miss nodes, and must check a sequence counter before it trusts a
 *   negative answer.
 *
 * Sources: Linux Documentation/core-api/rbtree.rst
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

struct rb_node {
	unsigned long __rb_parent_color; /* parent | 1 if black; self: on no tree */
	struct rb_node *rb_right;
	struct rb_node *rb_left;
} __aligned(sizeof(long));

struct rb_root {
	struct rb_node *rb_node;
};

struct rb_root_cached {
	struct rb_root rb_root;
	struct rb_node *rb_leftmost;
};

#define RB_ROOT	       ((struct rb_root){NULL})
#define RB_ROOT_CACHED ((struct rb_root_cached){{NULL}, NULL})

#define rb_entry(ptr, type, member) container_of(ptr, type, member)
#define rb_entry_safe(ptr, type, member)                                                           \
	({                                                                                         \
		struct rb_node *__rbp = (ptr);                                                     \
		__rbp ? rb_entry(__rbp, type, member) : NULL;                                      \
	})

#define rb_parent(n)	    ((struct rb_node *)((n)->__rb_parent_color & ~3UL))
#define RB_EMPTY_ROOT(root) (READ_ONCE((root)->rb_node) == NULL)
/* RB_EMPTY_NODE - true after RB_CLEAR_NODE(): known to be on no tree */
#define RB_EMPTY_NODE(n)    ((n)->__rb_parent_color == (unsigned long)(n))
#define RB_CLEAR_NODE(n)    ((n)->__rb_parent_color = (unsigned long)(n))

/* Balance after rb_link_node(); remove a node that is in the tree. */
void rb_insert_color(struct rb_node *node, struct rb_root *root);
void rb_erase(struct rb_node *node, struct rb_root *root);

/* In-order neighbours and ends; NULL if there is none. */
struct rb_node *rb_next(const struct rb_node *node);
struct rb_node *rb_prev(const struct rb_node *node);
struct rb_node *rb_first(const struct rb_root *root);
struct rb_node *rb_last(const struct rb_root *root);

/* Children before their parent: for tearing a tree down without rebalancing. */
struct rb_node *rb_first_postorder(const struct rb_root *root);
struct rb_node *rb_next_postorder(const struct rb_node *node);

/* @new takes the place of @victim; the caller says that their order is the same. */
void rb_replace_node(struct rb_node *victim, struct rb_node *new, struct rb_root *root);

/* Hangs @node below @parent at @*link, red and childless. */
static inline void rb_link_node(struct rb_node *node, struct rb_node *parent, struct rb_node **link)
{
	node->__rb_parent_color = (unsigned long)parent;
	node->rb_left = NULL;
	node->rb_right = NULL;
	__atomic_store_n(link, node, __ATOMIC_RELEASE);
}

/**
 * struct rb_augment_callbacks - keep a per-subtree value right
 * @propagate: recompute from @node up to, not including, @stop (NULL: the root);
 *             may end early at a node whose value does not change
 * @copy:      @new takes over @old's place and subtree: give it @old's value
 * @rotate:    @new is now the parent of @old, with @old's former subtree: give it
 *             @old's value, then recompute @old's
 */
struct rb_augment_callbacks {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	void (*copy)(struct rb_node *old, struct rb_node *new);
	void (*rotate)(struct rb_node *old, struct rb_node *new);
};

/*
 * Before rb_insert_augmented() the caller has updated the values on the path from the root
 * to the new node (or calls ->propagate on its parent first).
 */
void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			 const struct rb_augment_callbacks *augment);
void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment);

static inline void rb_insert_color_cached(struct rb_node *node, struct rb_root_cached *root,
					  bool leftmost)
{
	if (leftmost)
		root->rb_leftmost = node;
	rb_insert_color(node, &root->rb_root);
}

/* Returns the new leftmost node if that changed, else NULL. */
static inline struct rb_node *rb_erase_cached(struct rb_node *node, struct rb_root_cached *root)
{
	struct rb_node *leftmost = NULL;

	if (root->rb_root.rb_node == node && !node->rb_left && !node->rb_right) { /* the only one */
		WRITE_ONCE(root->rb_root.rb_node, NULL);
		root->rb_leftmost = NULL;
		return NULL;
	}
	/*
	 * The leftmost node has no left child, so at its right there is at most one node, a red
	 * one: that is the next, or else its parent.
	 */
	if (root->rb_leftmost == node)
		leftmost = root->rb_leftmost = node->rb_right ? node->rb_right : rb_parent(node);
	rb_erase(node, &root->rb_root);
	return leftmost;
}

static inline void rb_replace_node_cached(struct rb_node *victim, struct rb_node *new,
					  struct rb_root_cached *root)
{
	if (root->rb_leftmost == victim)
		root->rb_leftmost = new;
	rb_replace_node(victim, new, &root->rb_root);
}

#define rb_first_cached(root) ((root)->rb_leftmost)

/* rb_add - insert in the order of @less; equal nodes go after those already there */
static inline void rb_add(struct rb_node *node, struct rb_root *root,
			  bool (*less)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &root->rb_node;
	struct rb_node *parent = NULL;

	while (*link) {
		parent = *link;
		link = less(node, parent) ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(node, parent, link);
	rb_insert_color(node, root);
}

/* rb_add_cached - as rb_add(); Return: @node if it became the leftmost, else NULL */
static inline struct rb_node *rb_add_cached(struct rb_node *node, struct rb_root_cached *root,
					    bool (*less)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &root->rb_root.rb_node;
	struct rb_node *parent = NULL;
	bool leftmost = true;

	while (*link) {
		parent = *link;
		if (less(node, parent)) {
			link = &parent->rb_left;
		} else {
			link = &parent->rb_right;
			leftmost = false;
		}
	}
	rb_link_node(node, parent, link);
	rb_insert_color_cached(node, root, leftmost);
	return leftmost ? node : NULL;
}

/* rb_find_add - insert unless an equal node exists; Return: that node, or NULL if inserted */
static inline struct rb_node *rb_find_add(struct rb_node *node, struct rb_root *root,
					  int (*cmp)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &root->rb_node;
	struct rb_node *parent = NULL;

	while (*link) {
		int c;

		parent = *link;
		c = cmp(node, parent);
		if (c == 0)
			return parent;
		link = c < 0 ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(node, parent, link);
	rb_insert_color(node, root);
	return NULL;
}

/* rb_find - any node that compares equal to @key, or NULL */
static inline struct rb_node *rb_find(const void *key, const struct rb_root *root,
				      int (*cmp)(const void *key, const struct rb_node *))
{
	struct rb_node *node = root->rb_node;

	while (node) {
		int c = cmp(key, node);

		if (c == 0)
			return node;
		node = c < 0 ? node->rb_left : node->rb_right;
	}
	return NULL;
}

/* rb_find_first - the first in order of those that compare equal to @key, or NULL */
static inline struct rb_node *rb_find_first(const void *key, const struct rb_root *root,
					    int (*cmp)(const void *key, const struct rb_node *))
{
	struct rb_node *node = root->rb_node;
	struct rb_node *match = NULL;

	while (node) {
		int c = cmp(key, node);

		if (c <= 0) {
			if (c == 0)
				match = node;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return match;
}

#define rb_for_each(pos, root) for (pos = rb_first(root); pos; pos = rb_next(pos))

/* @n has the type of @pos: the body may free @pos, but not rebalance the tree. */
#define rbtree_postorder_for_each_entry_safe(pos, n, root, field)                                  \
	for (pos = rb_entry_safe(rb_first_postorder(root), __typeof__(*pos), field);               \
	     pos && ({                                                                             \
		     n = rb_entry_safe(rb_next_postorder(&pos->field), __typeof__(*pos), field);   \
		     1;                                                                            \
	     });                                                                                   \
	     pos = n)

/*
 * RB_DECLARE_CALLBACKS - define @name from a function that recomputes one node
 * @compute: bool fn(struct type *node, bool exit): recompute node->@augmented from the node
 *           and its children; if @exit and the value is unchanged, return true
 */
#define RB_DECLARE_CALLBACKS(static_, name, type, field, augmented, compute)                       \
	static inline void name##_propagate(struct rb_node *rb, struct rb_node *stop)              \
	{                                                                                          \
		while (rb != stop) {                                                               \
			type *node = rb_entry(rb, type, field);                                    \
			if (compute(node, true))                                                   \
				break;                                                             \
			rb = rb_parent(&node->field);                                              \
		}                                                                                  \
	}                                                                                          \
	static inline void name##_copy(struct rb_node *rb_old, struct rb_node *rb_new)             \
	{                                                                                          \
		rb_entry(rb_new, type, field)->augmented =                                         \
			rb_entry(rb_old, type, field)->augmented;                                  \
	}                                                                                          \
	static void name##_rotate(struct rb_node *rb_old, struct rb_node *rb_new)                  \
	{                                                                                          \
		name##_copy(rb_old, rb_new);                                                       \
		compute(rb_entry(rb_old, type, field), false);                                     \
	}                                                                                          \
	static_ const struct rb_augment_callbacks name = {                                         \
		.propagate = name##_propagate,                                                     \
		.copy = name##_copy,                                                               \
		.rotate = name##_rotate,                                                           \
	}

/*
 * RB_DECLARE_CALLBACKS_MAX - the value is the maximum over the subtree
 * @own: function that gives the node's own contribution
 */
#define RB_DECLARE_CALLBACKS_MAX(static_, name, type, field, vtype, augmented, own)                \
	static inline bool name##_compute_max(type *node, bool exit)                               \
	{                                                                                          \
		vtype best = own(node);                                                            \
		type *child;                                                                       \
		if (node->field.rb_left) {                                                         \
			child = rb_entry(node->field.rb_left, type, field);                        \
			if (child->augmented > best)                                               \
				best = child->augmented;                                           \
		}                                                                                  \
		if (node->field.rb_right) {                                                        \
			child = rb_entry(node->field.rb_right, type, field);                       \
			if (child->augmented > best)                                               \
				best = child->augmented;                                           \
		}                                                                                  \
		if (exit && node->augmented == best)                                               \
			return true;                                                               \
		node->augmented = best;                                                            \
		return false;                                                                      \
	}                                                                                          \
	RB_DECLARE_CALLBACKS(static_, name, type, field, augmented, name##_compute_max)
