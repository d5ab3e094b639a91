/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lib/string_test.c - memory blocks at every offset and length, strings, numbers, hashes */
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/format.h"
#include "lib/hash.h"
#include "lib/kstrtox.h"
#include "lib/math64.h"
#include "lib/prng.h"
#include "lib/string.h"

enum { AREA = 512, LEN_MAX = 200 };

static u8 area[AREA], expected[AREA];

static void fill_both(void)
{
	unsigned int i;

	for (i = 0; i < AREA; i++)
		area[i] = expected[i] = (u8)(i * 7 + i / 3);
}

static bool same(void)
{
	unsigned int i;

	for (i = 0; i < AREA; i++) {
		if (area[i] != expected[i])
			return false;
	}
	return true;
}

KTEST(string, memset_everywhere)
{
	unsigned int at, len, i;

	for (at = 0; at < 9; at++) {
		for (len = 0; len < LEN_MAX; len++) {
			fill_both();
			for (i = 0; i < len; i++)
				expected[at + i] = 0xa5;
			ASSERT_TRUE(memset(area + at, 0x3a5, len) == area + at);
			ASSERT_TRUE(same());
		}
	}
}

KTEST(string, memcpy_everywhere)
{
	unsigned int from, len, i;

	for (from = 0; from < 9; from++) {
		for (len = 0; len < LEN_MAX; len++) {
			fill_both();
			for (i = 0; i < len; i++)
				expected[250 + from + i] = expected[from + i];
			ASSERT_TRUE(memcpy(area + 250 + from, area + from, len) ==
				    area + 250 + from);
			ASSERT_TRUE(same());
		}
	}
}

KTEST(string, memmove_overlapping)
{
	static u8 copy[AREA];
	unsigned int from, to, len, i;

	for (from = 100; from < 103; from++) {
		for (to = 20; to < 190; to += 3) {
			for (len = 0; len < LEN_MAX; len += len < 40 ? 1 : 13) {
				fill_both();
				for (i = 0; i < AREA; i++)
					copy[i] = expected[i];
				for (i = 0; i < len; i++)
					expected[to + i] = copy[from + i];
				memmove(area + to, area + from, len);
				ASSERT_TRUE(same());
			}
		}
	}
}

KTEST(string, memcmp_memchr)
{
	unsigned int len, at;

	fill_both();
	for (len = 1; len < 70; len++) {
		for (at = 0; at < len; at++) {
			u8 old = area[3 + at];

			EXPECT_EQ(memcmp(area + 3, expected + 3, len), 0);
			area[3 + at] = (u8)(old + 1);
			EXPECT_EQ(memcmp(area + 3, expected + 3, len) > 0, (u8)(old + 1) > old);
			EXPECT_EQ(memcmp(expected + 3, area + 3, len) > 0, (u8)(old + 1) < old);
			area[3 + at] = old;
		}
	}
	memset(area, 5, AREA);
	for (len = 0; len < 70; len++) {
		EXPECT_NULL(memchr_inv(area + 1, 5, len));
		EXPECT_NULL(memchr(area + 1, 6, len));
		area[1 + len] = 6;
		EXPECT_TRUE(memchr_inv(area + 1, 5, AREA - 1) == area + 1 + len);
		EXPECT_TRUE(memchr(area + 1, 6, AREA - 1) == area + 1 + len);
		area[1 + len] = 5;
	}
	EXPECT_LT(memcmp("\x01", "\xff", 1), 0);
}

KTEST(string, strings)
{
	char buf[8], text[] = "  a,b;,c \n";
	char *p;

	EXPECT_EQ(strlen("four"), 4u);
	EXPECT_EQ(strnlen("four", 2), 2u);
	EXPECT_LT(strcmp("a", "\xff"), 0);
	EXPECT_EQ(strncmp("abc", "abd", 2), 0);
	EXPECT_EQ(strcasecmp("HeLLo", "hEllO"), 0);
	EXPECT_GT(strncasecmp("abZ", "abc", 3), 0);
	EXPECT_STREQ(strchr("abcb", 'b'), "bcb");
	EXPECT_STREQ(strrchr("abcb", 'b'), "b");
	EXPECT_NULL(strchr("abc", 'x'));
	EXPECT_STREQ(strchr("abc", 0), "");
	EXPECT_STREQ(strstr("aabaabaaa", "aabaaa"), "aabaaa");
	EXPECT_STREQ(strstr("abc", ""), "abc");
	EXPECT_NULL(strnstr("abc", "c", 2));
	EXPECT_EQ(strspn("aab", "a"), 2u);
	EXPECT_EQ(strcspn("aab", "xb"), 2u);
	EXPECT_EQ(strscpy(buf, "1234567", sizeof(buf)), 7);
	EXPECT_EQ(strscpy(buf, "12345678", sizeof(buf)), -E2BIG);
	EXPECT_STREQ(buf, "1234567");
	EXPECT_EQ(strscpy_pad(buf, "x", sizeof(buf)), 1);
	EXPECT_NULL(memchr_inv(buf + 1, 0, 7));
	EXPECT_STREQ(kbasename("/a/b"), "b");
	EXPECT_STREQ(kbasename("b"), "b");
	EXPECT_TRUE(sysfs_streq("on\n", "on") && sysfs_streq("on", "on\n"));
	EXPECT_FALSE(sysfs_streq("on\n\n", "on"));

	p = strim(text);
	EXPECT_STREQ(strsep(&p, ",;"), "a");
	EXPECT_STREQ(strsep(&p, ",;"), "b");
	EXPECT_STREQ(strsep(&p, ",;"), "");
	EXPECT_STREQ(strsep(&p, ",;"), "c");
	EXPECT_NULL(p);
	EXPECT_NULL(strsep(&p, ",;"));
}

KTEST(string, kstrto)
{
	unsigned long long u = 1;
	long long s = 1;
	int i = 1;
	u8 b = 1;
	bool t;

	EXPECT_EQ(kstrtoull("18446744073709551615\n", 10, &u), 0);
	EXPECT_EQ(u, ~0ULL);
	EXPECT_EQ(kstrtoull("18446744073709551616", 10, &u), -ERANGE);
	EXPECT_EQ(kstrtoull("-1", 10, &u), -EINVAL);
	EXPECT_EQ(kstrtoull("", 10, &u), -EINVAL);
	EXPECT_EQ(kstrtoull("0x", 0, &u), -EINVAL);
	EXPECT_EQ(kstrtoull("12 ", 0, &u), -EINVAL);
	EXPECT_EQ(kstrtoull("1\n\n", 0, &u), -EINVAL);
	EXPECT_EQ(u, ~0ULL);
	EXPECT_EQ(kstrtoull("0xfF", 0, &u), 0);
	EXPECT_EQ(u, 255u);
	EXPECT_EQ(kstrtoull("0777", 0, &u), 0);
	EXPECT_EQ(u, 511u);
	EXPECT_EQ(kstrtoll("-9223372036854775808", 10, &s), 0);
	EXPECT_EQ(s, INT64_MIN);
	EXPECT_EQ(kstrtoll("9223372036854775808", 10, &s), -ERANGE);
	EXPECT_EQ(kstrtoint("-2147483649", 0, &i), -ERANGE);
	EXPECT_EQ(kstrtoint("-2147483648", 0, &i), 0);
	EXPECT_EQ(i, INT32_MIN);
	EXPECT_EQ(kstrtou8("256", 0, &b), -ERANGE);
	EXPECT_EQ(b, 1);
	EXPECT_TRUE(kstrtobool("on", &t) == 0 && t);
	EXPECT_TRUE(kstrtobool("N", &t) == 0 && !t);
	EXPECT_EQ(kstrtobool("maybe", &t), -EINVAL);
}

KTEST(string, memparse)
{
	char *end;

	EXPECT_EQ(memparse("64M", &end), 64ULL << 20);
	EXPECT_STREQ(end, "");
	EXPECT_EQ(memparse("1g@4k", &end), 1ULL << 30);
	EXPECT_STREQ(end, "@4k");
	EXPECT_EQ(memparse("0x10k", &end), 16384u);
	EXPECT_EQ(memparse("16E", &end), UINT64_MAX);
	EXPECT_EQ(memparse("15E", &end), 15ULL << 60);
	EXPECT_EQ(memparse("nonsense", &end), 0u);
	EXPECT_STREQ(end, "nonsense");
	EXPECT_EQ(memparse("K", &end), 0u);
	EXPECT_STREQ(end, "K");
	EXPECT_EQ(simple_strtol("-12x", &end, 10), -12L);
	EXPECT_STREQ(end, "x");
}

/* The reference vectors of the SipHash paper: key 00..0f, input 00, 01, 02, ... */
KTEST(string, siphash_vectors)
{
	static const siphash_key_t key = {{0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL}};
	u8 input[16];
	unsigned int i;
	u64 a, b;

	for (i = 0; i < sizeof(input); i++)
		input[i] = (u8)i;
	EXPECT_EQ(siphash(input, 0, &key), 0x726fdb47dd0e0e31ULL);
	EXPECT_EQ(siphash(input, 1, &key), 0x74f839c593dc67fdULL);
	EXPECT_EQ(siphash(input, 15, &key), 0xa129ca6149be45e5ULL);
	__builtin_memcpy(&a, input, 8);
	__builtin_memcpy(&b, input + 8, 8);
	EXPECT_EQ(siphash_2u64(a, b, &key), siphash(input, 16, &key));
}

/* Every byte and the length count, whatever the length; names like those of a directory spread. */
KTEST(string, name_hash)
{
	static u8 used[4096];
	char name[40] = {0}, other[40];
	unsigned int len, i, most = 0;

	EXPECT_NE(full_name_hash(NULL, "ab", 2), full_name_hash(NULL, "ba", 2));
	EXPECT_NE(full_name_hash(NULL, "ab", 2), full_name_hash(name, "ab", 2));
	EXPECT_NE(hash_2u64(1, 2), hash_2u64(2, 1));
	for (len = 1; len < sizeof(name); len++) {
		u32 h = full_name_hash(NULL, name, len);

		EXPECT_NE(h, full_name_hash(NULL, name, len - 1));
		for (i = 0; i < len; i++) {
			memcpy(other, name, sizeof(name));
			other[i] ^= 1;
			EXPECT_NE(full_name_hash(NULL, other, len), h);
		}
	}
	memset(used, 0, sizeof(used));
	for (i = 0; i < sizeof(used); i++) {
		int n = snprintf(name, sizeof(name), "file%u", i);

		u8 *bucket = &used[full_name_hash(NULL, name, (unsigned int)n) % sizeof(used)];

		if (++*bucket > most)
			most = *bucket;
	}
	EXPECT_LE(most, 12u); /* 6 or 7 are to be expected */
}

KTEST(string, math64)
{
	struct prng rnd = PRNG_INIT(ktest_seed());
	unsigned int i;

	EXPECT_EQ(mul_u64_u64_shr(~0ULL, ~0ULL, 64), ~0ULL - 1);
	EXPECT_EQ(mul_u64_u64_div_u64(~0ULL, 3, 2), UINT64_MAX);
	EXPECT_EQ(mul_u64_u64_div_u64(5, 5, 0), UINT64_MAX);
	for (i = 0; i < 2000; i++) {
		u64 c = prng_next(&rnd) >> prng_below(&rnd, 63) | 1;
		u64 q = prng_next(&rnd), r = prng_below(&rnd, c);
		unsigned __int128 product = (unsigned __int128)q * c + r;
		u64 low = (u64)product;

		/* a * 1 has no high half; a * b with b = c is exact. */
		EXPECT_EQ(mul_u64_u64_div_u64(q, c, c), q);
		EXPECT_EQ(mul_u64_u64_div_u64(low, 1, c), low / c);
		EXPECT_EQ(mul_u64_u64_div_u64(q, r, c), mul_u64_u64_div_u64(r, q, c));
	}
}
