/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lib/xarray_test.c - xarray, idr and ida, fixed cases and against a model */
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/idr.h"
#include "lib/prng.h"
#include "lib/xarray.h"

enum { SLOTS = 96, ROUNDS = 6000, GFP = 0 };

/* The model: some indices, chosen to meet every height and many neighbours. */
struct model {
	unsigned long index;
	void *entry;
	bool marks[XA_MAX_MARKS];
};

static struct model model[SLOTS];
static u32 things[8];

static bool is_chosen(unsigned long index, unsigned int n)
{
	while (n--) {
		if (model[n].index == index)
			return true;
	}
	return false;
}

static void choose_indices(struct prng *rnd)
{
	unsigned int i;

	for (i = 0; i < SLOTS; i++) {
		unsigned long index = i < 2 ? 0UL - i : model[i - 1].index + 1;

		/* Both ends, then every third a neighbour of the one before. */
		while (i >= 2 && (i % 3 || is_chosen(index, i))) {
			index = prng_next(rnd) >> prng_below(rnd, 64);
			if (!is_chosen(index, i))
				break;
		}
		model[i] = (struct model){.index = index};
	}
}

/* The model's entry with the smallest index >= from (or > from). */
static struct model *model_next(unsigned long from, bool after, int mark)
{
	struct model *best = NULL;
	unsigned int i;

	for (i = 0; i < SLOTS; i++) {
		struct model *m = &model[i];

		if (!m->entry || m->index < from || (after && m->index == from))
			continue;
		if (mark >= 0 && !m->marks[mark])
			continue;
		if (!best || m->index < best->index)
			best = m;
	}
	return best;
}

static void compare_all(struct xarray *xa)
{
	unsigned int mark, i, n;
	unsigned long index;
	void *entry;

	for (i = 0; i < SLOTS; i++) {
		EXPECT_TRUE(xa_load(xa, model[i].index) == model[i].entry);
		for (mark = 0; mark < XA_MAX_MARKS; mark++)
			EXPECT_EQ(xa_get_mark(xa, model[i].index, mark),
				  model[i].entry && model[i].marks[mark]);
	}
	for (mark = 0; mark <= XA_MAX_MARKS; mark++) {
		int m = mark < XA_MAX_MARKS ? (int)mark : -1;
		struct model *want = model_next(0, false, m);

		n = 0;
		if (m >= 0)
			EXPECT_EQ(xa_marked(xa, mark), want != NULL);
		xa_for_each_range_filtered(xa, index, entry, 0, ~0UL, m < 0 ? XA_PRESENT : mark)
		{
			ASSERT_NOT_NULL(want);
			EXPECT_EQ(index, want->index);
			EXPECT_TRUE(entry == want->entry);
			want = model_next(want->index, true, m);
			n++;
		}
		EXPECT_NULL(want);
		EXPECT_LE(n, SLOTS + 0u);
	}
}

static void random_step(struct xarray *xa, struct prng *rnd)
{
	struct model *m = &model[prng_below(rnd, SLOTS)];
	xa_mark_t mark = (xa_mark_t)prng_below(rnd, XA_MAX_MARKS);
	void *entry = prng_below(rnd, 2) ? (void *)&things[prng_below(rnd, 8)]
					 : xa_mk_value(prng_next(rnd) >> 1);
	bool had = m->entry;

	switch (prng_below(rnd, 6)) {
	case 0:
	case 1:
		EXPECT_TRUE(xa_store(xa, m->index, entry, GFP) == m->entry);
		m->entry = entry;
		break;
	case 2:
		EXPECT_EQ(xa_insert(xa, m->index, entry, GFP), had ? -EBUSY : 0);
		if (!had)
			m->entry = entry;
		break;
	case 3:
		EXPECT_TRUE(xa_erase(xa, m->index) == m->entry);
		*m = (struct model){.index = m->index};
		break;
	case 4:
		xa_set_mark(xa, m->index, mark);
		m->marks[mark] = had;
		break;
	default:
		xa_clear_mark(xa, m->index, mark);
		m->marks[mark] = false;
		break;
	}
}

KTEST(xarray, random_against_model)
{
	struct prng rnd = PRNG_INIT(ktest_seed());
	DEFINE_XARRAY(xa);
	unsigned int i;

	choose_indices(&rnd);
	for (i = 0; i < ROUNDS; i++) {
		random_step(&xa, &rnd);
		if (i % 64 == 0)
			compare_all(&xa);
	}
	/* Emptied one by one, it has no node left. */
	for (i = 0; i < SLOTS; i++) {
		EXPECT_TRUE(xa_erase(&xa, model[i].index) == model[i].entry);
		model[i].entry = NULL;
		if (i % 16 == 0)
			compare_all(&xa);
	}
	EXPECT_TRUE(xa_empty(&xa));
	EXPECT_EQ(xa.xa_flags, 0u);
}

KTEST(xarray, destroy_sparse)
{
	DEFINE_XARRAY(xa);
	unsigned int bit;

	for (bit = 0; bit < 64; bit++)
		EXPECT_NULL(xa_store(&xa, 1UL << bit, xa_mk_value(bit), GFP));
	for (bit = 0; bit < 64; bit++)
		EXPECT_TRUE(xa_load(&xa, 1UL << bit) == xa_mk_value(bit));
	xa_destroy(&xa);
	EXPECT_TRUE(xa_empty(&xa));
	EXPECT_NULL(xa_load(&xa, 1));
}

KTEST(xarray, head_entry_needs_no_node)
{
	struct xa_pool none = XA_POOL_INIT;
	DEFINE_XARRAY(xa);

	EXPECT_NULL(xa_store_pool(&xa, 0, &things[0], &none));
	xa_set_mark(&xa, 0, XA_MARK_1);
	EXPECT_TRUE(xa_get_mark(&xa, 0, XA_MARK_1));
	EXPECT_EQ(xa_err(xa_store_pool(&xa, 1, &things[1], &none)), -EAGAIN);
	EXPECT_NULL(xa_load(&xa, 1));
	EXPECT_NULL(xa_store(&xa, 70, &things[1], GFP));
	EXPECT_TRUE(xa_get_mark(&xa, 0, XA_MARK_1));
	EXPECT_FALSE(xa_get_mark(&xa, 70, XA_MARK_1));
	EXPECT_TRUE(xa_erase(&xa, 70) == &things[1]);
	/* Shrunk back into the head, mark kept. */
	EXPECT_TRUE(xa.xa_head == &things[0]);
	EXPECT_TRUE(xa_get_mark(&xa, 0, XA_MARK_1));
	EXPECT_TRUE(xa_erase(&xa, 0) == &things[0]);
	EXPECT_FALSE(xa_marked(&xa, XA_MARK_1));
}

KTEST(xarray, pool_is_exact)
{
	struct prng rnd = PRNG_INIT(ktest_seed());
	unsigned int i;
	DEFINE_XARRAY(xa);

	choose_indices(&rnd);
	for (i = 0; i < SLOTS; i++) {
		struct xa_pool pool = XA_POOL_INIT;

		ASSERT_EQ(xa_prealloc(&pool, &xa, model[i].index, GFP), 0);
		EXPECT_NULL(xa_store_pool(&xa, model[i].index, &things[i % 8], &pool));
		/* No more was asked for than was needed. */
		EXPECT_EQ(pool.count, 0u);
		EXPECT_NULL(pool.nodes);
	}
	xa_destroy(&xa);
}

KTEST(xarray, refuses_internal_entries)
{
	DEFINE_XARRAY(xa);

	EXPECT_EQ(xa_err(xa_store(&xa, 3, (void *)0x1002, GFP)), -EINVAL);
	EXPECT_EQ(xa_insert(&xa, 3, NULL, GFP), -EINVAL);
	EXPECT_TRUE(xa_empty(&xa));
	EXPECT_EQ(xa_err(xa_mk_err(-ENOMEM)), -ENOMEM);
	EXPECT_EQ(xa_err(&things[0]), 0);
	EXPECT_EQ(xa_err(xa_mk_value(~0UL >> 1)), 0);
}

KTEST(xarray, extract)
{
	static void *got[10];
	unsigned long i;
	DEFINE_XARRAY(xa);

	for (i = 0; i < 200; i += 2)
		EXPECT_NULL(xa_store(&xa, i, xa_mk_value(i), GFP));
	xa_set_mark(&xa, 150, XA_MARK_2);
	xa_set_mark(&xa, 10, XA_MARK_2);
	EXPECT_EQ(xa_extract(&xa, got, 101, 113, 10, XA_PRESENT), 6u);
	EXPECT_TRUE(got[0] == xa_mk_value(102) && got[5] == xa_mk_value(112));
	EXPECT_EQ(xa_extract(&xa, got, 0, ~0UL, 10, XA_PRESENT), 10u);
	EXPECT_EQ(xa_extract(&xa, got, 11, ~0UL, 10, XA_MARK_2), 1u);
	EXPECT_TRUE(got[0] == xa_mk_value(150));
	xa_destroy(&xa);
}

KTEST(idr, lowest_free)
{
	DEFINE_IDR(idr);
	unsigned long id;
	u32 *thing;
	int i, n = 0;

	for (i = 0; i < 5000; i++)
		ASSERT_EQ(idr_alloc(&idr, &things[i % 8], 0, 0, GFP), i);
	EXPECT_TRUE(idr_find(&idr, 4097) == &things[1]);
	EXPECT_TRUE(idr_remove(&idr, 4097) == &things[1]);
	EXPECT_TRUE(idr_remove(&idr, 64) == &things[0]);
	EXPECT_EQ(idr_alloc(&idr, &things[2], 0, 0, GFP), 64);
	EXPECT_EQ(idr_alloc(&idr, &things[3], 0, 0, GFP), 4097);
	EXPECT_EQ(idr_alloc(&idr, &things[3], 0, 5000, GFP), -ENOSPC);
	EXPECT_EQ(idr_alloc(&idr, &things[3], -1, 0, GFP), -EINVAL);
	EXPECT_EQ(idr_alloc(&idr, &things[3], 100000, 0, GFP), 100000);
	EXPECT_EQ(idr_alloc(&idr, &things[3], 0, 0, GFP), 5000);
	idr_for_each_entry(&idr, thing, id) n++;
	EXPECT_EQ(n, 5002);
	idr_destroy(&idr);
	EXPECT_TRUE(idr_is_empty(&idr));
	EXPECT_EQ(idr_alloc(&idr, &things[0], 0, 0, GFP), 0);
	idr_destroy(&idr);
}

KTEST(idr, cyclic_and_reserve)
{
	DEFINE_IDR(idr);
	int i;

	for (i = 0; i < 300; i++) {
		ASSERT_EQ(idr_alloc_cyclic(&idr, NULL, 2, 302, GFP), i + 2);
		if (i % 3)
			idr_remove(&idr, (unsigned long)i + 2);
	}
	EXPECT_NULL(idr_find(&idr, 2));
	EXPECT_EQ(idr_alloc_cyclic(&idr, &things[0], 2, 302, GFP), 3);
	EXPECT_EQ(idr_alloc_cyclic(&idr, &things[0], 2, 302, GFP), 4);
	EXPECT_EQ(idr_alloc_cyclic(&idr, &things[0], 2, 302, GFP), 6);
	EXPECT_NULL(idr_replace(&idr, &things[1], 2));
	EXPECT_TRUE(idr_find(&idr, 2) == &things[1]);
	EXPECT_EQ(PTR_ERR(idr_replace(&idr, &things[1], 301)), -ENOENT);
	idr_destroy(&idr);
}

KTEST(idr, ida_random)
{
	static bool used[700];
	struct prng rnd = PRNG_INIT(ktest_seed());
	DEFINE_IDA(ida);
	unsigned int i, lowest;

	for (i = 0; i < ARRAY_SIZE(used); i++)
		used[i] = false;
	for (i = 0; i < 4000; i++) {
		unsigned int n = (unsigned int)prng_below(&rnd, 600);

		if (used[n]) {
			ida_free(&ida, n);
			used[n] = false;
			continue;
		}
		for (lowest = n; used[lowest]; lowest++)
			;
		ASSERT_EQ(ida_alloc_min(&ida, n, GFP), (int)lowest);
		used[lowest] = true;
	}
	ida_destroy(&ida);
}
