/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/fair_math.h - the arithmetic of fair scheduling; pure, runs on the host
 *
 * Theory
 *   A task's virtual time runs at the speed 1024 / weight.  Each step of nice changes the weight by
 *   a factor of 1.25, so that of two tasks one step apart one gets about 10 % more than the other.
 *   Virtual times are compared by the sign of their difference, as they may wrap.
 *
 * Sources: sched(7), "The nice value"
 */
#pragma once

#include "base/types.h"

#define NICE_MIN      (-20)
#define NICE_MAX      19
#define WEIGHT_NICE_0 1024
#define WEIGHT_IDLE   3 /* SCHED_IDLE */

#define SCHED_LATENCY_NS     6000000LL /* every task runs once in about this time */
#define SCHED_MIN_GRAN_NS    750000LL  /* but at least so long */
#define SCHED_WAKEUP_GRAN_NS 1000000LL /* a waking task must be this far behind to preempt */

u32 fair_weight(int nice);

/* Virtual time that passes in @delta ns of real time. */
static inline u64 fair_vdelta(u64 delta, u32 weight)
{
	return weight == WEIGHT_NICE_0 ? delta : delta * WEIGHT_NICE_0 / weight;
}

/* Is virtual time @a before @b? */
static inline bool vtime_before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

static inline u64 vtime_max(u64 a, u64 b)
{
	return vtime_before(a, b) ? b : a;
}

static inline u64 vtime_min(u64 a, u64 b)
{
	return vtime_before(a, b) ? a : b;
}

/* Share of the period that a task of @weight gets where @nr tasks weigh @load together, ns. */
u64 fair_slice(u32 weight, u64 load, unsigned int nr);
