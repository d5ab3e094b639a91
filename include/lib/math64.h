/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lib/math64.h - 64-bit arithmetic whose intermediate results need 128 bits */
#pragma once

#include "base/types.h"

/* mul_u64_u64_shr - (a * b) >> shift, shift < 128; modulo 2^64 */
static inline u64 mul_u64_u64_shr(u64 a, u64 b, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * b) >> shift);
}

static inline u64 mul_u64_u32_shr(u64 a, u32 b, unsigned int shift)
{
	return mul_u64_u64_shr(a, b, shift);
}

/*
 * mul_u64_u64_div_u64 - a * b / c, rounded down; U64_MAX if that does not fit or c is 0
 *
 * Bit by bit, because the compiler's 128-bit division is a library call: not for hot paths
 * (those use a multiplier found once, and mul_u64_u64_shr).
 */
static inline u64 mul_u64_u64_div_u64(u64 a, u64 b, u64 c)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	u64 rest = (u64)(product >> 64), low = (u64)product;
	int i;

	if (rest >= c)
		return UINT64_MAX;
	if (rest == 0)
		return low / c;
	for (i = 0; i < 64; i++) {
		bool carry = rest >> 63;

		rest = rest << 1 | low >> 63;
		low <<= 1;
		if (carry || rest >= c) {
			rest -= c;
			low |= 1;
		}
	}
	return low;
}

static inline u64 div64_u64(u64 a, u64 b)
{
	return a / b;
}

static inline u64 div_u64_rem(u64 a, u32 b, u32 *rem)
{
	*rem = (u32)(a % b);
	return a / b;
}
