/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/bits.h - bit numbers, masks, powers of two and alignment */
#pragma once

#include "base/types.h"

#define BITS_PER_LONG 64
#define BIT(n)	      (1UL << (n))
#define BIT_ULL(n)    (1ULL << (n))
#define GENMASK(h, l) ((~0UL >> (63 - (h))) & (~0UL << (l)))

#define ALIGN_MASK(x, m)   (((x) + (m)) & ~(m))
#define ALIGN(x, a)	   ALIGN_MASK(x, (__typeof__(x))(a)-1)
#define ALIGN_DOWN(x, a)   ((x) & ~((__typeof__(x))(a)-1))
#define IS_ALIGNED(x, a)   (((x) & ((__typeof__(x))(a)-1)) == 0)
#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))
#define round_up(x, a)	   ALIGN(x, a)
#define round_down(x, a)   ALIGN_DOWN(x, a)

#define KiB(n) ((u64)(n) << 10)
#define MiB(n) ((u64)(n) << 20)
#define GiB(n) ((u64)(n) << 30)

static inline bool is_power_of_2(u64 n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

/* Index of the lowest/highest set bit; @x is not 0. */
static inline unsigned int __ffs(u64 x)
{
	return (unsigned int)__builtin_ctzll(x);
}

static inline unsigned int __fls(u64 x)
{
	return 63 - (unsigned int)__builtin_clzll(x);
}

/* Position of the highest set bit counted from 1; 0 for 0. */
static inline unsigned int fls64(u64 x)
{
	return x ? __fls(x) + 1 : 0;
}

static inline unsigned int ilog2(u64 x)
{
	return __fls(x);
}

static inline u64 roundup_pow_of_two(u64 n)
{
	return n <= 1 ? 1 : 1ULL << fls64(n - 1);
}

static inline unsigned int hweight64(u64 x)
{
	x -= (x >> 1) & 0x5555555555555555ULL;
	x = (x & 0x3333333333333333ULL) + ((x >> 2) & 0x3333333333333333ULL);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
	return (unsigned int)((x * 0x0101010101010101ULL) >> 56);
}
