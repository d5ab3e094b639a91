/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fs/proc/sysctl_test.c - numbers and names of /proc/sys: what is taken and what is refused */
#include "sysctl_text.h"

#include <asm/errno.h>
#include "kernel/base/ktest.h"
#include "lib/string.h"

#define ANY_LO (-2147483647L - 1)
#define ANY_HI 2147483647L

static int one(const char *s, long *v)
{
	return sysctl_parse_longs(s, v, 1, ANY_LO, ANY_HI);
}

KTEST(sysctl, numbers)
{
	long v = 0;

	EXPECT_EQ(one("5", &v), 1);
	EXPECT_EQ(v, 5);
	EXPECT_EQ(one(" \t-7\n", &v), 1);
	EXPECT_EQ(v, -7);
	EXPECT_EQ(one("0x1f\n", &v), 1);
	EXPECT_EQ(v, 31);
	EXPECT_EQ(one("017", &v), 1);
	EXPECT_EQ(v, 15);
	EXPECT_EQ(one("2147483647", &v), 1);
	EXPECT_EQ(one("-2147483648", &v), 1);
	EXPECT_EQ(v, ANY_LO);
}

KTEST(sysctl, refused)
{
	static const char *const bad[] = {
		"",
		" \n",
		"x",
		"-",
		"--1",
		"- 1",
		"+1",
		"5x",
		"5,6",
		"0x",
		"1.5",
		"2147483648",
		"-2147483649",
		"99999999999999999999",
		"00000000000000000000000000000000000001x",
	};
	long v = 42;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(one(bad[i], &v), -EINVAL);
}

KTEST(sysctl, several)
{
	long v[4] = {0};

	EXPECT_EQ(sysctl_parse_longs("7 4\t1 7\n", v, 4, 0, 10), 4);
	EXPECT_EQ(v[0], 7);
	EXPECT_EQ(v[3], 7);
	EXPECT_EQ(sysctl_parse_longs("3", v, 4, 0, 10), 1);
	EXPECT_EQ(v[0], 3);
	EXPECT_EQ(sysctl_parse_longs("1 2 3 4 5", v, 4, 0, 10), 4);
	EXPECT_EQ(sysctl_parse_longs("1 2 x", v, 4, 0, 10), -EINVAL);
	EXPECT_EQ(sysctl_parse_longs("1 11", v, 4, 0, 10), -EINVAL);
}

KTEST(sysctl, unsigned_words)
{
	unsigned long v = 3;

	EXPECT_EQ(sysctl_parse_ulong("18446744073709551615", &v, 0, ~0UL), 0);
	EXPECT_EQ(v, ~0UL);
	EXPECT_EQ(sysctl_parse_ulong("18446744073709551616", &v, 0, ~0UL), -EINVAL);
	EXPECT_EQ(sysctl_parse_ulong("-1", &v, 0, ~0UL), -EINVAL);
	EXPECT_EQ(sysctl_parse_ulong("9", &v, 10, 20), -EINVAL);
	EXPECT_EQ(sysctl_parse_ulong("21", &v, 10, 20), -EINVAL);
	EXPECT_EQ(v, ~0UL);
}

KTEST(sysctl, strings)
{
	char s[] = "name\nrest", t[] = "whole";

	EXPECT_EQ(sysctl_trim_string(s), 4);
	EXPECT_STREQ(s, "name");
	EXPECT_EQ(sysctl_trim_string(t), 5);
	EXPECT_STREQ(t, "whole");
}

KTEST(sysctl, uuid)
{
	static const u8 id[16] = {0, 1, 2, 3, 4, 5, 0x46, 7, 0x88, 9, 10, 11, 12, 13, 14, 0xff};
	char text[UUID_TEXT_SIZE];

	uuid_text(text, id);
	EXPECT_STREQ(text, "00010203-0405-4607-8809-0a0b0c0d0eff");
}
