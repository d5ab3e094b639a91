/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/kallsyms_test.c - searching symbol tables; the kernel's own table */
#include "kernel/base/ktest.h"
#include "lib/string.h"

#include "kallsyms.h"

KTEST(kallsyms, search)
{
	static const u32 offsets[] = { 16, 32, 33, 100 };
	const struct symbol_table t = { .num = ARRAY_SIZE(offsets), .offsets = offsets };
	const struct symbol_table empty = { .num = 0, .offsets = offsets };

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

#ifndef PITH_HOST

#include "kernel/base/panic.h"
#include "lib/format.h"

KTEST(kallsyms, own_functions)
{
	unsigned long offset = 1, size = 0, addr = (unsigned long)kallsyms_lookup;
	const char *name = kallsyms_lookup(addr, &offset, &size);
	char text[64];

	ASSERT_NOT_NULL(name);
	EXPECT_STREQ(name, "kallsyms_lookup");
	EXPECT_EQ(offset, 0u);
	EXPECT_GT(size, 16u);
	snprintf(text, sizeof(text), "%pS", (void *)(addr + 4));
	EXPECT_TRUE(strstarts(text, "kallsyms_lookup+0x4/0x"));
	EXPECT_NULL(kallsyms_lookup(0, &offset, &size));
	EXPECT_NULL(kallsyms_lookup(~0UL, &offset, &size));
	EXPECT_NULL(kallsyms_lookup((unsigned long)text, &offset, &size));
}

#endif
