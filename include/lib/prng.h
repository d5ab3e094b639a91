/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/prng.h - repeatable pseudo-random numbers, for tests and simulations
 *
 * NOT for anything a user must not guess.
 *
 * Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (SplitMix64)
 */
#pragma once

#include "base/types.h"

struct prng {
	u64 state;
};

#define PRNG_INIT(seed)                                                                            \
	{                                                                                          \
		.state = (seed)                                                                    \
	}

static inline u64 prng_next(struct prng *r)
{
	u64 z = r->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/* prng_below - 0 to @n - 1; @n is not 0 */
static inline u64 prng_below(struct prng *r, u64 n)
{
	return prng_next(r) % n;
}
