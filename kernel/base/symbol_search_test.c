/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/symbol_search_test.c - searching symbol tables */
#include "kernel/base/ktest.h"

#include "kallsyms.h"

KTEST(symbol_search, borders)
{
	static const u32 offsets[] = {16, 32, 33, 100};
	const struct symbol_table t = {.num = ARRAY_SIZE(offsets), .offsets = offsets};
	const struct symbol_table empty = {.num = 0, .offsets = offsets};

	EXPECT_EQ(symbol_search(&t, 0), -1);
	EXPECT_EQ(symbol_search(&t, 15), -1);
	EXPECT_EQ(symbol_search(&t, 16), 0);
	EXPECT_EQ(symbol_search(&t, 31), 0);
	EXPECT_EQ(symbol_search(&t, 32), 1);
	EXPECT_EQ(symbol_search(&t, 33), 2);
	EXPECT_EQ(symbol_search(&t, 99), 2);
	EXPECT_EQ(symbol_search(&t, ~0u), 3);
	EXPECT_EQ(symbol_search(&empty, 5), -1);
}
