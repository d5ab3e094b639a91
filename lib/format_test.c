/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lib/format_test.c - vsnprintf, seq_buf; what ISO C says is compared with libc on the host */
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/format.h"
#include "lib/seq_buf.h"
#include "lib/string.h"

static char buf[128];
static const char *volatile no_text; /* NULL, but the compiler must not know */

/*
 * Checks text and returned length.  Not __printf(): the compiler would find fault with arguments
 * that do not fit their type, which are tested here.
 */
static void check(const char *want, const char *fmt, ...)
{
	va_list args;
	int n;

	memset(buf, '#', sizeof(buf));
	va_start(args, fmt);
	n = vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	EXPECT_STREQ(buf, want);
	EXPECT_EQ((size_t)n, strlen(want));
}

KTEST(format, iso)
{
	check("-5|  -5|-5  |-005|+5| 5", "%d|%4d|%-4d|%04d|%+d|% d", -5, -5, -5, -5, 5, 5);
	check("ff|FF|0xff|0XFF|377|0377", "%x|%X|%#x|%#X|%o|%#o", 255, 255, 255, 255, 255, 255);
	check("-9223372036854775808 18446744073709551615", "%lld %llu", (s64)INT64_MIN, ~0ULL);
	check("-128 255 -1 65535", "%hhd %hhu %hd %hu", 128, 255, 65535, 65535);
	check("00042|   00042|", "%.5d|%8.5d|%.0d", 42, 42, 0);
	check("abc|  abc|abc  |ab|", "%s|%5s|%-5s|%.2s|%.0s", "abc", "abc", "abc", "abc", "abc");
	check("x|  x|%", "%c|%*c|%%", 'x', 3, 'x');
	check("7   |7", "%*d|%.*d", -4, 7, -1, 7);
	check("1 2 3", "%zu %td %lu", (size_t)1, (ptrdiff_t)2, 3UL);
	check("(null)", "%s", no_text);
}

KTEST(format, cut)
{
	static char small[4] = "???";

	EXPECT_EQ(snprintf(small, 4, "%s", "abcdef"), 6);
	EXPECT_STREQ(small, "abc");
	EXPECT_EQ(scnprintf(small, 4, "%d", 123456), 3);
	EXPECT_STREQ(small, "123");
	EXPECT_EQ(scnprintf(small, 4, "%d", 12), 2);
	EXPECT_EQ(snprintf(NULL, 0, "%0300d", 1), 300);
	EXPECT_EQ(snprintf(small, 1, "x"), 1);
	EXPECT_STREQ(small, "");
	EXPECT_EQ(scnprintf(small, 0, "x"), 0);
}

KTEST(format, linux_extensions)
{
	static const u8 bytes[] = {0, 0x1f, 0xff};

	check("0000000000001234", "%px", (void *)0x1234);
	check("0000000000000000", "%p", NULL);
	check("-ENOMEM -EHWPOISON", "%pe %pe", ERR_PTR(-ENOMEM), ERR_PTR(-EHWPOISON));
	check("00 1f ff|00:1f:ff|00-1f|001fff", "%*ph|%*phC|%*phD|%*phN", 3, bytes, 3, bytes, 2,
	      bytes, 3, bytes);
	EXPECT_STREQ(errname(-ENOENT), "ENOENT");
	EXPECT_STREQ(errname(ERESTARTSYS), "ERESTARTSYS");
	EXPECT_NULL(errname(0));
	EXPECT_NULL(errname(4000));
	EXPECT_NULL(errname(INT32_MIN));
}

KTEST(format, seq_buf)
{
	struct seq_buf s;
	char text[10];

	seq_buf_init(&s, text, sizeof(text));
	EXPECT_EQ(seq_buf_printf(&s, "%d,", 12), 0);
	EXPECT_EQ(seq_buf_escape(&s, "a b", " "), 0);
	EXPECT_STREQ(seq_buf_str(&s), "12,a\\040b");
	EXPECT_EQ(seq_buf_used(&s), 9u);
	EXPECT_FALSE(seq_buf_has_overflowed(&s));
	EXPECT_EQ(seq_buf_putc(&s, 'x'), -E2BIG);
	EXPECT_TRUE(seq_buf_has_overflowed(&s));
	EXPECT_STREQ(seq_buf_str(&s), "12,a\\040b");
	EXPECT_EQ(seq_buf_puts(&s, ""), -E2BIG);
	EXPECT_EQ(seq_buf_used(&s), 9u);
}
