/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/ubsan_test.c - planted undefined behaviour that UBSAN must name (UBSAN=1 KTEST=1) */
#include "base/compiler.h"
#include "kernel/base/ktest.h"
#include "mm/kmem/ubsan.h"

static volatile int sink;

static int hidden(int v)
{
	__asm__ __volatile__("" : "+r"(v));
	return v;
}

KTEST(ubsan, signed_overflow)
{
	ubsan_expect_begin();
	sink = hidden(0x7fffffff) + hidden(1);
	EXPECT_EQ(ubsan_expect_end(), 1u);
	ubsan_expect_begin();
	sink = hidden(0x7fffffff) - hidden(1);
	EXPECT_EQ(ubsan_expect_end(), 0u);
}

KTEST(ubsan, shift_out_of_bounds)
{
	ubsan_expect_begin();
	sink = hidden(1) << hidden(32);
	EXPECT_EQ(ubsan_expect_end(), 1u);
}

KTEST(ubsan, index_out_of_bounds)
{
	struct {
		volatile int array[4];
		int behind;
	} s = {{1, 2, 3, 4}, 5};

	ubsan_expect_begin();
	sink = s.array[hidden(3)];
	EXPECT_EQ(ubsan_expect_end(), 0u);
	ubsan_expect_begin();
	sink = s.array[hidden(4)];
	EXPECT_EQ(ubsan_expect_end(), 1u);
}
