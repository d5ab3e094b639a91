/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lib/bitmap_test.c - bitmaps against arrays of bool */
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/bitmap.h"
#include "lib/prng.h"

enum { BITS_MAX = 300, ROUNDS = 400 };

static bool model_a[BITS_MAX], model_b[BITS_MAX];
static DECLARE_BITMAP(a, BITS_MAX);
static DECLARE_BITMAP(b, BITS_MAX);
static DECLARE_BITMAP(c, BITS_MAX);

static unsigned long model_next(const bool *m, bool want, unsigned long n, unsigned long from)
{
	while (from < n && m[from] != want)
		from++;
	return min(from, n);
}

/* Ranges set and cleared at random; what is behind the end is left as rubbish. */
static void draw(struct prng *rnd, unsigned long *map, bool *model, unsigned long n)
{
	unsigned int i;

	for (i = 0; i < BITS_MAX; i++) {
		model[i] = i >= n;
		(model[i] ? __set_bit : __clear_bit)(i, map);
	}
	for (i = 0; i < 12; i++) {
		unsigned long start = prng_below(rnd, n), len = prng_below(rnd, n - start + 1);
		bool set = prng_below(rnd, 2);
		unsigned long k;

		if (set)
			bitmap_set(map, start, len);
		else
			bitmap_clear(map, start, len);
		for (k = start; k < start + len; k++)
			model[k] = set;
	}
}

static void check_zero_area(unsigned long n, unsigned long from, unsigned long len,
			    unsigned long align)
{
	unsigned long got = bitmap_find_next_zero_area(a, n, from, len, align - 1);
	unsigned long at, k;

	for (at = ALIGN(from, align); at + len <= n; at += align) {
		for (k = 0; k < len && !model_a[at + k]; k++)
			;
		if (k == len)
			break;
	}
	if (at + len <= n)
		EXPECT_EQ(got, at);
	else
		EXPECT_GT(got + len, n);
}

static void check_searches(struct prng *rnd, unsigned long n)
{
	unsigned long from = prng_below(rnd, n + 1), k, weight = 0, last = n, both = n, only = n;

	EXPECT_EQ(find_first_bit(a, n), model_next(model_a, true, n, 0));
	EXPECT_EQ(find_first_zero_bit(a, n), model_next(model_a, false, n, 0));
	EXPECT_EQ(find_next_bit(a, n, from), model_next(model_a, true, n, from));
	EXPECT_EQ(find_next_zero_bit(a, n, from), model_next(model_a, false, n, from));
	for (k = 0; k < n; k++) {
		weight += model_a[k];
		if (model_a[k])
			last = k;
		if (k >= from && both == n && model_a[k] && model_b[k])
			both = k;
		if (k >= from && only == n && model_a[k] && !model_b[k])
			only = k;
	}
	EXPECT_EQ(bitmap_weight(a, n), weight);
	EXPECT_EQ(find_last_bit(a, n), last);
	EXPECT_EQ(find_next_and_bit(a, b, n, from), both);
	EXPECT_EQ(find_next_andnot_bit(a, b, n, from), only);
	EXPECT_EQ(bitmap_empty(a, n), weight == 0);
	EXPECT_EQ(bitmap_full(a, n), weight == n);
	check_zero_area(n, from, 1 + prng_below(rnd, n), 1UL << prng_below(rnd, 5));
}

KTEST(bitmap, random_against_model)
{
	struct prng rnd = PRNG_INIT(ktest_seed());
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		unsigned long n = 1 + prng_below(&rnd, BITS_MAX), k;
		bool same = true, any = false, all = true;

		draw(&rnd, a, model_a, n);
		draw(&rnd, b, model_b, n);
		check_searches(&rnd, n);
		for (k = 0; k < n; k++) {
			EXPECT_EQ(__test_bit(k, a), model_a[k]);
			same &= model_a[k] == model_b[k];
			any |= model_a[k] && model_b[k];
			all &= !model_a[k] || model_b[k];
		}
		EXPECT_EQ(bitmap_equal(a, b, n), same);
		EXPECT_TRUE(bitmap_equal(a, a, n));
		EXPECT_EQ(bitmap_intersects(a, b, n), any);
		EXPECT_EQ(bitmap_subset(a, b, n), all);
		EXPECT_EQ(bitmap_and(c, a, b, n), any);
		EXPECT_EQ(bitmap_andnot(c, a, b, n), !all);
		bitmap_xor(c, a, b, n);
		EXPECT_EQ(bitmap_empty(c, n), same);
		bitmap_complement(c, a, n);
		EXPECT_FALSE(bitmap_intersects(a, c, n));
		bitmap_or(c, a, c, n);
		EXPECT_TRUE(bitmap_full(c, n));
	}
}

KTEST(bitmap, lists)
{
	struct prng rnd = PRNG_INIT(ktest_seed());
	static char text[2048];
	unsigned int i;

	for (i = 0; i < 100; i++) {
		unsigned long n = 1 + prng_below(&rnd, BITS_MAX);

		draw(&rnd, a, model_a, n);
		EXPECT_LT(bitmap_print_list(text, sizeof(text), a, n), (int)sizeof(text));
		EXPECT_EQ(bitmap_parselist(text, b, n), 0);
		EXPECT_TRUE(bitmap_equal(a, b, n));
	}
	EXPECT_EQ(bitmap_parselist("0-3, 8,10-11\n", a, 12), 0);
	EXPECT_EQ(bitmap_print_list(text, 5, a, 12), 11);
	EXPECT_STREQ(text, "0-3,");
	EXPECT_EQ(bitmap_parselist("3-1", a, 12), -EINVAL);
	EXPECT_EQ(bitmap_parselist("1-", a, 12), -EINVAL);
	EXPECT_EQ(bitmap_parselist("x", a, 12), -EINVAL);
	EXPECT_EQ(bitmap_parselist("1 2", a, 12), -EINVAL);
	EXPECT_EQ(bitmap_parselist("12", a, 12), -ERANGE);
}
