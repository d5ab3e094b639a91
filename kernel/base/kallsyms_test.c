/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/kallsyms_test.c - the kernel's own table of symbols */
#include "kernel/base/ktest.h"
#include "kernel/base/panic.h"
#include "lib/format.h"
#include "lib/string.h"

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
