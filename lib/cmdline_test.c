/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lib/cmdline_test.c - kernel command lines */
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/cmdline.h"
#include "lib/format.h"
#include "lib/seq_buf.h"

/* Every word as [key] or [key:value], those for init after a slash. */
static void check(const char *line, const char *want)
{
	struct cmdline_iter it = CMDLINE_ITER(line);
	struct cmdline_arg arg;
	struct seq_buf s;
	char text[128];

	seq_buf_init(&s, text, sizeof(text));
	while (cmdline_next(&it, &arg)) {
		seq_buf_printf(&s, "%s[%.*s", arg.for_init ? "/" : "", (int)arg.key_len, arg.key);
		if (arg.value)
			seq_buf_printf(&s, ":%.*s", (int)arg.value_len, arg.value);
		seq_buf_puts(&s, "]");
	}
	EXPECT_STREQ(text, want);
	/* At the end it stays at the end. */
	EXPECT_FALSE(cmdline_next(&it, &arg));
}

KTEST(cmdline, words)
{
	check("", "");
	check(" \t\n ", "");
	check("quiet", "[quiet]");
	check(" a=1  b= c\n", "[a:1][b:][c]");
	check("k=v=w", "[k:v=w]");
	check("=x", "[=x]");
	check("=", "[=]");
}

KTEST(cmdline, quotes)
{
	check("a=\"b c\" d", "[a:b c][d]");
	check("\"a=b c\" d", "[a:b c][d]");
	check("\"two words\"", "[two words]");
	check("a=\"never ends b=c", "[a:never ends b=c]");
	check("\"", "[]");
	check("\"\"", "[]");
	check("x=\"\"", "[x:]");
	check("x=\"", "[x:]");
	check("a\"b c\"d=1", "[a\"b c\"d:1]");
}

KTEST(cmdline, for_init)
{
	check("a -- b c=d -- e", "[a]/[b]/[c:d]/[--]/[e]");
	check("--", "");
	check("--a", "[--a]");
	check("a --", "[a]");
	EXPECT_FALSE(cmdline_has("a -- b", "b"));
	EXPECT_TRUE(cmdline_has("a -- b", "a"));
}

KTEST(cmdline, find)
{
	struct cmdline_arg arg;
	char buf[6];

	EXPECT_TRUE(cmdline_find("mem=1 log-level=7 mem=22", "log_level", &arg));
	EXPECT_EQ(arg.value_len, 1u);
	EXPECT_EQ(cmdline_copy_value("mem=1 mem=22", "mem", buf, sizeof(buf)), 2);
	EXPECT_STREQ(buf, "22");
	EXPECT_EQ(cmdline_copy_value("mem=1", "me", buf, sizeof(buf)), -ENOENT);
	EXPECT_EQ(cmdline_copy_value("mem=1", "memx", buf, sizeof(buf)), -ENOENT);
	EXPECT_EQ(cmdline_copy_value("mem", "mem", buf, sizeof(buf)), -ENOENT);
	EXPECT_EQ(cmdline_copy_value("mem=", "mem", buf, sizeof(buf)), 0);
	EXPECT_EQ(cmdline_copy_value("init=/bin/sh", "init", buf, sizeof(buf)), -E2BIG);
	EXPECT_STREQ(buf, "/bin/");
	EXPECT_FALSE(cmdline_find("a=\"x mem=1\"", "mem", &arg));
}
