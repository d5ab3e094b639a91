/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/sched/fair_math.c - weights and shares (theory: fair_math.h) */
#include "fair_math.h"

#include "base/compiler.h"

/* 1024 / 1.25^nice, rounded. */
static const u32 weights[NICE_MAX - NICE_MIN + 1] = {
	/* -20 */ 88818, 71054, 56843, 45475, 36380,
	/* -15 */ 29104, 23283, 18626, 14901, 11921,
	/* -10 */ 9537,	 7629,	6104,  4883,  3906,
	/*  -5 */ 3125,	 2500,	2000,  1600,  1280,
	/*   0 */ 1024,	 819,	655,   524,   419,
	/*   5 */ 336,	 268,	215,   172,   137,
	/*  10 */ 110,	 88,	70,    56,    45,
	/*  15 */ 36,	 29,	23,    18,    15,
};

u32 fair_weight(int nice)
{
	return weights[clamp_t(int, nice, NICE_MIN, NICE_MAX) - NICE_MIN];
}

u64 fair_slice(u32 weight, u64 load, unsigned int nr)
{
	u64 period = SCHED_LATENCY_NS;

	if (nr > SCHED_LATENCY_NS / SCHED_MIN_GRAN_NS)
		period = nr * SCHED_MIN_GRAN_NS;
	return load ? period * weight / load : period;
}
