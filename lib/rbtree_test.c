/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/rbtree_test.c - random operations against a sorted array; rules and augmented values
 * checked after each
 */
#include "kernel/base/ktest.h"
#include "lib/prng.h"
#include "lib/rbtree.h"
#include "lib/string.h"

enum { NODES = 200, ROUNDS = 3000 };

struct item {
	struct rb_node rb;
	u32 key;
	u32 value;
	u32 max_value; /* over the subtree */
	bool in_tree;
};

static u32 item_value(const struct item *item)
{
	return item->value;
}

RB_DECLARE_CALLBACKS_MAX(static, max_callbacks, struct item, rb, u32, max_value, item_value);

static struct item items[NODES];

static bool item_less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct item, rb)->key < rb_entry(b, const struct item, rb)->key;
}

static int item_cmp(const void *key, const struct rb_node *n)
{
	u32 k = *(const u32 *)key, other = rb_entry(n, const struct item, rb)->key;

	return k < other ? -1 : k > other;
}

static bool is_red(const struct rb_node *n)
{
	return n && !(n->__rb_parent_color & 1);
}

/*
 * Checks every node in order, without recursion: parent pointers, no red node with a red child,
 * and that all ways from a missing child up to the root pass the same number of black nodes.
 */
static unsigned int check_tree(const struct rb_root *root, bool augmented)
{
	unsigned int n = 0, black_height = 0;
	struct rb_node *rb, *up, *last = NULL;

	EXPECT_FALSE(is_red(root->rb_node));
	rb_for_each (rb, root) {
		struct item *item = rb_entry(rb, struct item, rb);
		u32 best = item->value;

		n++;
		EXPECT_TRUE(item->in_tree);
		if (last)
			EXPECT_LE(rb_entry(last, struct item, rb)->key, item->key);
		EXPECT_TRUE(rb_prev(rb) == last);
		last = rb;
		if (rb->rb_left) {
			EXPECT_TRUE(rb_parent(rb->rb_left) == rb);
			best = max(best, rb_entry(rb->rb_left, struct item, rb)->max_value);
		}
		if (rb->rb_right) {
			EXPECT_TRUE(rb_parent(rb->rb_right) == rb);
			best = max(best, rb_entry(rb->rb_right, struct item, rb)->max_value);
		}
		if (augmented)
			EXPECT_EQ(item->max_value, best);
		if (is_red(rb))
			EXPECT_FALSE(is_red(rb->rb_left) || is_red(rb->rb_right));
		if (!rb->rb_left || !rb->rb_right) {
			unsigned int blacks = 0;

			for (up = rb; up; up = rb_parent(up))
				blacks += !is_red(up);
			if (!black_height)
				black_height = blacks;
			EXPECT_EQ(blacks, black_height);
		}
	}
	EXPECT_TRUE(rb_last(root) == last);
	return n;
}

static void insert_augmented(struct item *item, struct rb_root *root)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	while (*link) {
		struct item *at = rb_entry(*link, struct item, rb);

		parent = *link;
		at->max_value = max(at->max_value, item->value);
		link = item->key < at->key ? &parent->rb_left : &parent->rb_right;
	}
	item->max_value = item->value;
	rb_link_node(&item->rb, parent, link);
	rb_insert_augmented(&item->rb, root, &max_callbacks);
}

static void random_rounds(bool augmented, u32 keys)
{
	struct prng rnd = PRNG_INIT(ktest_seed());
	struct rb_root root = RB_ROOT;
	unsigned int in = 0, i;

	memset(items, 0, sizeof(items));
	for (i = 0; i < ROUNDS; i++) {
		struct item *item = &items[prng_below(&rnd, NODES)];

		if (item->in_tree) {
			if (augmented)
				rb_erase_augmented(&item->rb, &root, &max_callbacks);
			else
				rb_erase(&item->rb, &root);
			in--;
		} else {
			item->key = (u32)prng_below(&rnd, keys);
			item->value = (u32)prng_below(&rnd, 1000);
			if (augmented)
				insert_augmented(item, &root);
			else
				rb_add(&item->rb, &root, item_less);
			in++;
		}
		item->in_tree = !item->in_tree;
		if (i % 8 == 0 || in < 8)
			EXPECT_EQ(check_tree(&root, augmented), in);
	}
}

KTEST(rbtree, random_distinct)
{
	random_rounds(false, 1u << 30);
}

KTEST(rbtree, random_equal_keys)
{
	random_rounds(false, 7);
}

KTEST(rbtree, random_augmented)
{
	random_rounds(true, 1u << 30);
}

KTEST(rbtree, random_augmented_equal_keys)
{
	random_rounds(true, 5);
}

KTEST(rbtree, find)
{
	struct rb_root root = RB_ROOT;
	u32 i, key;

	for (i = 0; i < NODES; i++) {
		items[i] = (struct item){.key = i / 2 * 2, .in_tree = true};
		rb_add(&items[i].rb, &root, item_less);
	}
	for (key = 0; key < NODES; key++) {
		struct rb_node *found = rb_find(&key, &root, item_cmp);
		struct rb_node *first = rb_find_first(&key, &root, item_cmp);

		EXPECT_EQ(found != NULL, key % 2 == 0);
		/* Of two equal nodes the one added first comes first. */
		EXPECT_TRUE(first == (key % 2 ? NULL : &items[key].rb));
	}
	EXPECT_NULL(rb_prev(rb_first(&root)));
	EXPECT_NULL(rb_next(rb_last(&root)));
}

KTEST(rbtree, replace_and_cached)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	static struct item other;
	u32 i;

	for (i = 0; i < NODES; i++) {
		items[i] = (struct item){.key = NODES - i, .in_tree = true};
		EXPECT_TRUE(rb_add_cached(&items[i].rb, &root, item_less) == &items[i].rb);
	}
	other = (struct item){.key = 1, .in_tree = true};
	rb_replace_node_cached(&items[NODES - 1].rb, &other.rb, &root);
	EXPECT_TRUE(rb_first_cached(&root) == &other.rb);
	EXPECT_EQ(check_tree(&root.rb_root, false), NODES + 0u);
	EXPECT_TRUE(rb_erase_cached(&other.rb, &root) == &items[NODES - 2].rb);
	for (i = NODES - 1; i-- > 0;) {
		EXPECT_TRUE(rb_first_cached(&root) == &items[i].rb);
		rb_erase_cached(&items[i].rb, &root);
	}
	EXPECT_TRUE(RB_EMPTY_ROOT(&root.rb_root));
	EXPECT_NULL(rb_first_cached(&root));
}

KTEST(rbtree, postorder_children_first)
{
	struct rb_root root = RB_ROOT;
	struct item *item, *next;
	u32 i, n = 0;

	for (i = 0; i < NODES; i++) {
		items[i] = (struct item){.key = (i * 37) % NODES, .in_tree = true};
		rb_add(&items[i].rb, &root, item_less);
	}
	rbtree_postorder_for_each_entry_safe(item, next, &root, rb)
	{
		struct rb_node *left = item->rb.rb_left, *right = item->rb.rb_right;

		EXPECT_FALSE(left && rb_entry(left, struct item, rb)->in_tree);
		EXPECT_FALSE(right && rb_entry(right, struct item, rb)->in_tree);
		item->in_tree = false;
		n++;
	}
	EXPECT_EQ(n, NODES + 0u);
}
