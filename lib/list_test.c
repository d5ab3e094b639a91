/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lib/list_test.c - list, hlist, llist, sort, list_sort */
#include "kernel/base/ktest.h"
#include "lib/list.h"
#include "lib/llist.h"
#include "lib/prng.h"
#include "lib/rculist.h"
#include "lib/sort.h"
#include "lib/string.h"

enum { ITEMS = 300 };

struct item {
	struct list_head link;
	struct hlist_node hash;
	struct llist_node lock_free;
	u32 key;
	u32 order;
};

static struct item items[ITEMS];

/* The keys of the list as digits, forwards; checks that backwards is the same. */
static u64 digits(struct list_head *head)
{
	u64 forward = 0, backward = 0, place = 1;
	struct item *item;

	list_for_each_entry (item, head, link)
		forward = forward * 10 + item->key;
	list_for_each_entry_reverse(item, head, link)
	{
		backward += item->key * place;
		place *= 10;
	}
	EXPECT_EQ(forward, backward);
	return forward;
}

static void make_list(struct list_head *head, u32 first, u32 last)
{
	INIT_LIST_HEAD(head);
	for (; first <= last; first++) {
		items[first].key = first;
		list_add_tail(&items[first].link, head);
	}
}

KTEST(list, basics)
{
	struct list_head a, b;
	struct item *item, *next;

	make_list(&a, 1, 5);
	make_list(&b, 6, 8);
	EXPECT_EQ(digits(&a), 12345u);
	list_move(&items[4].link, &a);
	EXPECT_EQ(digits(&a), 41235u);
	list_move_tail(&items[1].link, &b);
	EXPECT_EQ(digits(&a), 4235u);
	EXPECT_EQ(digits(&b), 6781u);
	list_splice_init(&b, &a);
	EXPECT_EQ(digits(&a), 67814235u);
	EXPECT_TRUE(list_empty(&b));
	list_cut_position(&b, &a, &items[1].link);
	EXPECT_EQ(digits(&b), 6781u);
	EXPECT_EQ(digits(&a), 4235u);
	list_rotate_left(&a);
	EXPECT_EQ(digits(&a), 2354u);
	list_rotate_to_front(&items[5].link, &a);
	EXPECT_EQ(digits(&a), 5423u);
	list_splice_tail_init(&b, &a);
	EXPECT_EQ(digits(&a), 54236781u);
	list_bulk_move_tail(&a, &items[4].link, &items[3].link);
	EXPECT_EQ(digits(&a), 56781423u);
	list_swap(&items[5].link, &items[3].link);
	EXPECT_EQ(digits(&a), 36781425u);
	list_swap(&items[7].link, &items[8].link);
	EXPECT_EQ(digits(&a), 36871425u);
	list_for_each_entry_safe (item, next, &a, link) {
		if (item->key % 2)
			list_del_init(&item->link);
	}
	EXPECT_EQ(digits(&a), 6842u);
	EXPECT_TRUE(list_empty(&items[3].link));
	EXPECT_EQ(list_count_nodes(&a), 4u);
	list_replace(&items[8].link, &items[9].link);
	items[9].key = 9;
	EXPECT_EQ(digits(&a), 6942u);
	EXPECT_TRUE(list_first_entry_or_null(&a, struct item, link) == &items[6]);
	EXPECT_NULL(list_first_entry_or_null(&b, struct item, link));
	EXPECT_TRUE(list_is_last(&items[2].link, &a) && list_is_first(&items[6].link, &a));
}

KTEST(list, rcu)
{
	LIST_HEAD(head);
	struct item *item;
	u32 n = 0;

	make_list(&head, 1, 3);
	list_add_rcu(&items[4].link, &head);
	items[4].key = 4;
	list_for_each_entry_rcu(item, &head, link)
	{
		if (item->key == 1)
			list_del_rcu(&item->link); /* a reader on it still goes on */
		n = n * 10 + item->key;
	}
	EXPECT_EQ(n, 4123u);
	EXPECT_EQ(digits(&head), 423u);
	items[5].key = 5;
	list_replace_rcu(&items[2].link, &items[5].link);
	EXPECT_EQ(digits(&head), 453u);
}

KTEST(list, hlist)
{
	HLIST_HEAD(head);
	HLIST_HEAD(other);
	struct hlist_node *n;
	struct item *item;
	u32 i, sum = 0;

	for (i = 1; i < 6; i++) {
		items[i].key = i;
		hlist_add_head(&items[i].hash, &head);
	}
	hlist_add_before(&items[6].hash, &items[5].hash);
	hlist_add_behind(&items[7].hash, &items[1].hash);
	items[6].key = 6;
	items[7].key = 7;
	hlist_for_each_entry (item, &head, hash)
		sum = sum * 10 + item->key;
	EXPECT_EQ(sum, 6543217u);
	hlist_for_each_entry_safe(item, n, &head, hash)
	{
		if (item->key % 2)
			hlist_del_init(&item->hash);
	}
	EXPECT_TRUE(hlist_unhashed(&items[5].hash));
	hlist_move_list(&head, &other);
	EXPECT_TRUE(hlist_empty(&head));
	sum = 0;
	hlist_for_each_entry_rcu(item, &other, hash) sum = sum * 10 + item->key;
	EXPECT_EQ(sum, 642u);
	hlist_del_rcu(&items[6].hash);
	EXPECT_TRUE(other.first == &items[4].hash);
}

KTEST(list, llist)
{
	LLIST_HEAD(head);
	struct item *item;
	u32 i, sum = 0;

	for (i = 1; i < 6; i++) {
		items[i].key = i;
		EXPECT_EQ(llist_add(&items[i].lock_free, &head), i == 1);
	}
	EXPECT_TRUE(llist_del_first(&head) == &items[5].lock_free);
	llist_for_each_entry(item, llist_reverse_order(llist_del_all(&head)), lock_free) sum =
		sum * 10 + item->key;
	EXPECT_EQ(sum, 1234u);
	EXPECT_TRUE(llist_empty(&head));
	EXPECT_NULL(llist_del_first(&head));
}

static int cmp_items(void *priv, const struct list_head *a, const struct list_head *b)
{
	u32 x = list_entry(a, const struct item, link)->key;
	u32 y = list_entry(b, const struct item, link)->key;

	(*(u32 *)priv)++;
	return x < y ? -1 : x > y;
}

KTEST(sort, list_is_stable)
{
	struct prng rnd = PRNG_INIT(ktest_seed());
	struct item *item, *last;
	u32 n, i, compared = 0;
	LIST_HEAD(head);

	for (n = 0; n < ITEMS; n += 1 + n / 5) {
		INIT_LIST_HEAD(&head);
		for (i = 0; i < n; i++) {
			items[i].key = (u32)prng_below(&rnd, 1 + n / 3);
			items[i].order = i;
			list_add_tail(&items[i].link, &head);
		}
		list_sort(&compared, &head, cmp_items);
		EXPECT_EQ(list_count_nodes(&head), n + 0ul);
		last = NULL;
		list_for_each_entry (item, &head, link) {
			EXPECT_TRUE(item->link.next->prev == &item->link);
			if (last)
				EXPECT_TRUE(last->key < item->key ||
					    (last->key == item->key && last->order < item->order));
			last = item;
		}
	}
}

struct record {
	u8 key;
	u8 rest[12]; /* an odd size: swapped in words and bytes */
};

static int cmp_records(const void *a, const void *b)
{
	return ((const struct record *)a)->key - ((const struct record *)b)->key;
}

KTEST(sort, heap_and_bsearch)
{
	static struct record records[ITEMS];
	struct prng rnd = PRNG_INIT(ktest_seed());
	static u16 count[256];
	unsigned int n, i;

	for (n = 0; n < ITEMS; n += 1 + n / 7) {
		memset(count, 0, sizeof(count));
		for (i = 0; i < n; i++) {
			records[i].key = (u8)prng_below(&rnd, 1 + n / 2);
			memset(records[i].rest, records[i].key, sizeof(records[i].rest));
			count[records[i].key]++;
		}
		sort(records, n, sizeof(records[0]), cmp_records);
		for (i = 0; i < n; i++) {
			EXPECT_TRUE(i == 0 || records[i - 1].key <= records[i].key);
			EXPECT_NULL(memchr_inv(records[i].rest, records[i].key, 12));
			count[records[i].key]--;
		}
		EXPECT_NULL(memchr_inv(count, 0, sizeof(count)));
		for (i = 0; i < 256; i++) {
			struct record key = {.key = (u8)i};
			struct record *r = bsearch(&key, records, n, sizeof(key), cmp_records);
			unsigned int k;

			for (k = 0; k < n && records[k].key != i; k++)
				;
			EXPECT_EQ(r != NULL, k < n);
			EXPECT_TRUE(!r || r->key == i);
		}
	}
}
