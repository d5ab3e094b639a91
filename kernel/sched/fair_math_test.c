/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/sched/fair_math_test.c - weights and virtual time */
#include "fair_math.h"
#include "kernel/base/ktest.h"

KTEST(fair_math, weights)
{
	EXPECT_EQ(fair_weight(0), (u32)WEIGHT_NICE_0);
	for (int nice = NICE_MIN; nice < NICE_MAX; nice++) {
		u32 a = fair_weight(nice), b = fair_weight(nice + 1);

		/* A quarter more per step, but for rounding. */
		EXPECT_GE(a * 100, b * 120);
		EXPECT_LE(a * 100, b * 130);
	}
	EXPECT_EQ(fair_weight(-100), fair_weight(NICE_MIN));
	EXPECT_EQ(fair_weight(100), fair_weight(NICE_MAX));
}

KTEST(fair_math, vdelta)
{
	EXPECT_EQ(fair_vdelta(1000000, WEIGHT_NICE_0), 1000000u);
	EXPECT_EQ(fair_vdelta(1000000, 2 * WEIGHT_NICE_0), 500000u);
	EXPECT_EQ(fair_vdelta(1000, WEIGHT_NICE_0 / 4), 4000u);
}

KTEST(fair_math, wraps)
{
	u64 early = ~0ULL - 5, late = 10;

	EXPECT_TRUE(vtime_before(early, late));
	EXPECT_FALSE(vtime_before(late, early));
	EXPECT_EQ(vtime_max(early, late), late);
	EXPECT_EQ(vtime_min(early, late), early);
}

KTEST(fair_math, slices_add_up)
{
	u64 load = 0, sum = 0;

	for (int nice = -5; nice < 0; nice++)
		load += fair_weight(nice);
	for (int nice = -5; nice < 0; nice++)
		sum += fair_slice(fair_weight(nice), load, 5);
	EXPECT_LE(sum, (u64)SCHED_LATENCY_NS);
	EXPECT_GE(sum, (u64)SCHED_LATENCY_NS - 5);
	/* Many tasks: the period grows, so that a turn does not become too short. */
	EXPECT_GE(fair_slice(WEIGHT_NICE_0, 100ull * WEIGHT_NICE_0, 100), (u64)SCHED_MIN_GRAN_NS);
}
