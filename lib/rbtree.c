/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/rbtree.c - red-black tree balancing, walking and augmentation
 *
 * Theory
 *   The rules: the root is black; a red node has black children; every path
 *   from a node down to a missing child passes the same number of black nodes.
 *
 *   Insertion adds a red leaf.  The only rule it can break is "red has black
 *   children", between it and its parent; recolouring moves the fault two levels
 *   up, and at most two rotations end it.
 *
 *   Removal splices out a node with at most one child.  If that node was black
 *   (and its child not red), paths through that place are one black short;
 *   recolouring moves the shortage one level up, and at most three rotations
 *   end it.
 *
 *   Both are written once for "left" and once mirrored by indexing the two child
 *   pointers through child(): side 0 is left, side 1 right.
 *
 *   Augmented values are the caller's; plain trees pass callbacks that do
 *   nothing, and since the balancing is inlined into each entry point, those
 *   calls vanish.
 *
 * Not here: order, keys, locks (see rbtree.h).
 *
 * Locks: the caller's.
 *
 * Sources: Cormen, Leiserson, Rivest, Stein, "Introduction to Algorithms", ch. 13
 */
#include "lib/rbtree.h"

#define RB_BLACK 1UL

enum side { LEFT, RIGHT };

static __always_inline bool is_black(const struct rb_node *n)
{
	return n->__rb_parent_color & RB_BLACK;
}

/* A missing child counts as black. */
static __always_inline bool is_red(const struct rb_node *n)
{
	return n && !is_black(n);
}

static __always_inline void set_black(struct rb_node *n)
{
	n->__rb_parent_color |= RB_BLACK;
}

static __always_inline void set_red(struct rb_node *n)
{
	n->__rb_parent_color &= ~RB_BLACK;
}

static __always_inline void set_parent(struct rb_node *n, struct rb_node *parent)
{
	n->__rb_parent_color = (unsigned long)parent | (n->__rb_parent_color & RB_BLACK);
}

static __always_inline void copy_color(struct rb_node *n, const struct rb_node *from)
{
	n->__rb_parent_color =
		(n->__rb_parent_color & ~RB_BLACK) | (from->__rb_parent_color & RB_BLACK);
}

static __always_inline struct rb_node *child(const struct rb_node *n, enum side side)
{
	return side == LEFT ? n->rb_left : n->rb_right;
}

static __always_inline void set_child(struct rb_node *n, enum side side, struct rb_node *c)
{
	if (side == LEFT)
		WRITE_ONCE(n->rb_left, c);
	else
		WRITE_ONCE(n->rb_right, c);
}

static __always_inline enum side side_of(const struct rb_node *n, const struct rb_node *parent)
{
	return parent->rb_left == n ? LEFT : RIGHT;
}

/* Whatever pointed to @old (a child of @parent, or the root) points to @new. */
static __always_inline void change_child(struct rb_node *old, struct rb_node *new,
					 struct rb_node *parent, struct rb_root *root)
{
	if (parent)
		set_child(parent, side_of(old, parent), new);
	else
		WRITE_ONCE(root->rb_node, new);
}

/*
 * @n sinks to @side, its child on the other side takes its place.  Only shape and augmented
 * values change; colours are set by the caller.  @n's old child is linked above it last, so a
 * lockless reader never sees a cycle.
 */
static __always_inline void rotate(struct rb_node *n, enum side side, struct rb_root *root,
				   const struct rb_augment_callbacks *augment)
{
	enum side other = side == LEFT ? RIGHT : LEFT;
	struct rb_node *up = child(n, other);
	struct rb_node *inner = child(up, side);
	struct rb_node *parent = rb_parent(n);

	set_child(n, other, inner);
	if (inner)
		set_parent(inner, n);
	set_child(up, side, n);
	set_parent(up, parent);
	change_child(n, up, parent, root);
	set_parent(n, up);
	augment->rotate(n, up);
}

static __always_inline void insert_fixup(struct rb_node *n, struct rb_root *root,
					 const struct rb_augment_callbacks *augment)
{
	struct rb_node *parent;

	while (is_red(parent = rb_parent(n))) {
		/* A red node is never the root, so there is a grandparent. */
		struct rb_node *grand = rb_parent(parent);
		enum side side = side_of(parent, grand);
		enum side other = side == LEFT ? RIGHT : LEFT;
		struct rb_node *uncle = child(grand, other);

		if (is_red(uncle)) {
			set_black(parent);
			set_black(uncle);
			set_red(grand);
			n = grand;
			continue;
		}
		if (n == child(parent, other)) {
			rotate(parent, side, root, augment);
			parent = n;
		}
		set_black(parent);
		set_red(grand);
		rotate(grand, other, root, augment);
		break;
	}
	set_black(root->rb_node);
}

/*
 * Paths through @parent's child @n (may be NULL) have one black too few.  The sibling is never
 * NULL: its paths have at least that one black more.
 */
static __always_inline void erase_fixup(struct rb_node *n, struct rb_node *parent,
					struct rb_root *root,
					const struct rb_augment_callbacks *augment)
{
	while (parent && !is_red(n)) {
		enum side side = side_of(n, parent);
		enum side other = side == LEFT ? RIGHT : LEFT;
		struct rb_node *sibling = child(parent, other);

		if (is_red(sibling)) {
			set_black(sibling);
			set_red(parent);
			rotate(parent, side, root, augment);
			sibling = child(parent, other);
		}
		if (!is_red(child(sibling, side)) && !is_red(child(sibling, other))) {
			set_red(sibling);
			n = parent;
			parent = rb_parent(n);
			continue;
		}
		if (!is_red(child(sibling, other))) {
			set_black(child(sibling, side));
			set_red(sibling);
			rotate(sibling, other, root, augment);
			sibling = child(parent, other);
		}
		copy_color(sibling, parent);
		set_black(parent);
		set_black(child(sibling, other));
		rotate(parent, side, root, augment);
		return;
	}
	if (n)
		set_black(n);
}

/*
 * @node has two children: its successor (the leftmost of its right subtree) takes its place,
 * colour and augmented value.  What is then missing is the successor at its old place.
 * Out: the child and parent of that place.  Return: true if a black node went missing there.
 */
static __always_inline bool replace_by_successor(struct rb_node *node, struct rb_root *root,
						 const struct rb_augment_callbacks *augment,
						 struct rb_node **orphan, struct rb_node **place)
{
	struct rb_node *succ = node->rb_right;
	struct rb_node *parent;
	bool was_black;

	while (succ->rb_left)
		succ = succ->rb_left;
	was_black = is_black(succ);
	*orphan = succ->rb_right;
	parent = rb_parent(succ);

	if (parent == node) {
		parent = succ;
	} else {
		WRITE_ONCE(parent->rb_left, succ->rb_right);
		if (succ->rb_right)
			set_parent(succ->rb_right, parent);
		WRITE_ONCE(succ->rb_right, node->rb_right);
		set_parent(node->rb_right, succ);
	}
	WRITE_ONCE(succ->rb_left, node->rb_left);
	set_parent(node->rb_left, succ);
	change_child(node, succ, rb_parent(node), root);
	succ->__rb_parent_color = node->__rb_parent_color;

	augment->copy(node, succ);
	/* First the path below succ, then succ and all above it. */
	if (parent != succ)
		augment->propagate(parent, succ);
	augment->propagate(succ, NULL);
	*place = parent;
	return was_black;
}

static __always_inline void erase(struct rb_node *node, struct rb_root *root,
				  const struct rb_augment_callbacks *augment)
{
	struct rb_node *orphan, *parent;
	bool was_black;

	if (node->rb_left && node->rb_right) {
		was_black = replace_by_successor(node, root, augment, &orphan, &parent);
	} else {
		orphan = node->rb_left ? node->rb_left : node->rb_right;
		parent = rb_parent(node);
		was_black = is_black(node);
		if (orphan)
			set_parent(orphan, parent);
		change_child(node, orphan, parent, root);
		augment->propagate(parent, NULL);
	}
	if (was_black)
		erase_fixup(orphan, parent, root, augment);
}

static void no_propagate(struct rb_node *node __maybe_unused, struct rb_node *stop __maybe_unused)
{
}

static void no_copy(struct rb_node *old __maybe_unused, struct rb_node *new __maybe_unused)
{
}

static const struct rb_augment_callbacks no_augment = {
	.propagate = no_propagate,
	.copy = no_copy,
	.rotate = no_copy,
};

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	insert_fixup(node, root, &no_augment);
}

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	erase(node, root, &no_augment);
}

void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			 const struct rb_augment_callbacks *augment)
{
	insert_fixup(node, root, augment);
}

void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment)
{
	erase(node, root, augment);
}

void rb_replace_node(struct rb_node *victim, struct rb_node *new, struct rb_root *root)
{
	struct rb_node *parent = rb_parent(victim);

	*new = *victim;
	if (victim->rb_left)
		set_parent(victim->rb_left, new);
	if (victim->rb_right)
		set_parent(victim->rb_right, new);
	/* The new node is complete before a reader can reach it. */
	__atomic_thread_fence(__ATOMIC_RELEASE);
	change_child(victim, new, parent, root);
}

static struct rb_node *outermost(struct rb_node *n, enum side side)
{
	while (n && child(n, side))
		n = child(n, side);
	return n;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	return outermost(root->rb_node, LEFT);
}

struct rb_node *rb_last(const struct rb_root *root)
{
	return outermost(root->rb_node, RIGHT);
}

/* The neighbour towards @side: down into that subtree, or up to where we came from the other. */
static struct rb_node *neighbour(const struct rb_node *n, enum side side)
{
	struct rb_node *parent;

	if (RB_EMPTY_NODE(n))
		return NULL;
	if (child(n, side))
		return outermost(child(n, side), side == LEFT ? RIGHT : LEFT);
	while ((parent = rb_parent(n)) && child(parent, side) == n)
		n = parent;
	return parent;
}

struct rb_node *rb_next(const struct rb_node *node)
{
	return neighbour(node, RIGHT);
}

struct rb_node *rb_prev(const struct rb_node *node)
{
	return neighbour(node, LEFT);
}

/* The first leaf reached by going left where possible, right where not. */
static struct rb_node *first_leaf(struct rb_node *n)
{
	while (n && (n->rb_left || n->rb_right))
		n = n->rb_left ? n->rb_left : n->rb_right;
	return n;
}

struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return first_leaf(root->rb_node);
}

struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent = rb_parent(node);

	if (parent && parent->rb_left == node && parent->rb_right)
		return first_leaf(parent->rb_right);
	return parent;
}
