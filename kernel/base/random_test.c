/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/random_test.c - sanity, not proof: bits are balanced, calls differ, bounds hold */
#include "base/bits.h"
#include "kernel/base/ktest.h"
#include "kernel/base/random.h"
#include "lib/string.h"

#define SAMPLE 8192

KTEST(random, bits_are_balanced)
{
	static u64 p[SAMPLE / 8];
	unsigned long ones = 0;
	unsigned int i;

	get_random_bytes(p, SAMPLE);
	for (i = 0; i < SAMPLE / 8; i++)
		ones += hweight64(p[i]);
	/* 65536 coin flips: 6 sigma are 768. */
	EXPECT_GT(ones, SAMPLE * 4 - 768ul);
	EXPECT_LT(ones, SAMPLE * 4 + 768ul);
}

/* Byte values over 64 KiB: chi squared with 255 degrees of freedom. */
KTEST(random, bytes_are_uniform)
{
	static u32 seen[256];
	u8 chunk[256];
	u64 chi = 0;
	int i, j;

	memset(seen, 0, sizeof(seen));
	for (i = 0; i < 256; i++) {
		get_random_bytes(chunk, sizeof(chunk));
		for (j = 0; j < 256; j++)
			seen[chunk[j]]++;
	}
	for (i = 0; i < 256; i++)
		chi += (u64)((s64)seen[i] - 256) * (u64)((s64)seen[i] - 256);
	chi /= 256;
	EXPECT_GT(chi, 130u);
	EXPECT_LT(chi, 420u);
}

KTEST(random, no_two_alike)
{
	u64 v[64];
	int i, j;

	for (i = 0; i < 64; i++)
		v[i] = get_random_u64();
	for (i = 0; i < 64; i++)
		for (j = 0; j < i; j++)
			EXPECT_NE(v[i], v[j]);
}

KTEST(random, every_length_is_filled)
{
	u8 buf[140], ored[140];
	size_t n, i;
	int round;

	for (n = 0; n <= 130; n += 13) {
		memset(ored, 0, sizeof(ored));
		for (round = 0; round < 10; round++) {
			memset(buf, 0, sizeof(buf));
			get_random_bytes(buf, n);
			for (i = 0; i < sizeof(buf); i++)
				ored[i] |= buf[i];
		}
		EXPECT_NULL(memchr_inv(ored + n, 0, sizeof(ored) - n));
		for (i = 0; i < n; i++)
			EXPECT_NE(ored[i], 0);
	}
}

KTEST(random, below)
{
	u32 seen = 0, i;

	EXPECT_EQ(get_random_u32_below(0), 0u);
	EXPECT_EQ(get_random_u32_below(1), 0u);
	for (i = 0; i < 300; i++) {
		u32 v = get_random_u32_below(7);

		EXPECT_LT(v, 7u);
		seen |= 1u << v;
	}
	EXPECT_EQ(seen, 0x7fu);
}
