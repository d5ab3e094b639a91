/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/x86_64/boot/mem_map_test.c - maps as firmware really gives them; kernel and host */
#include "mem_map.h"
#include "kernel/base/ktest.h"

static struct boot_mem out[64];
static u64 edge[128];

static unsigned int clean(const struct boot_mem *in, unsigned int n)
{
	return mem_map_sanitise(in, n, out, ARRAY_SIZE(out), edge);
}

KTEST(mem_map, qboot_unsorted_with_trailing_zero)
{
	static const struct boot_mem in[] = {
		{0x100000, 0x7f00000, 1}, {0, 0x9fc00, 1}, {0xd0000, 0x30000, 4},
		{0x9fc00, 0x400, 2},	  {0, 0, 0},
	};

	ASSERT_EQ(clean(in, ARRAY_SIZE(in)), 4u);
	EXPECT_EQ(out[0].base, 0ULL);
	EXPECT_EQ(out[0].size, 0x9f000ULL); /* the page shared with the reserved part is lost */
	EXPECT_EQ((int)out[0].type, (int)BOOT_MEM_RAM);
	EXPECT_EQ((int)out[1].type, (int)BOOT_MEM_RESERVED);
	EXPECT_EQ((int)out[2].type, (int)BOOT_MEM_NVS);
	EXPECT_EQ(out[3].base, 0x100000ULL);
}

KTEST(mem_map, reserved_cuts_ram)
{
	static const struct boot_mem in[] = {{0, 0x10000, 1}, {0x4000, 0x2000, 2}};

	ASSERT_EQ(clean(in, 2), 3u);
	EXPECT_EQ(out[0].size, 0x4000ULL);
	EXPECT_EQ((int)out[1].type, (int)BOOT_MEM_RESERVED);
	EXPECT_EQ(out[2].base, 0x6000ULL);
	EXPECT_EQ(out[2].size, 0xa000ULL);
}

KTEST(mem_map, fragments_merge_before_rounding)
{
	static const struct boot_mem in[] = {{0x1800, 0x1000, 1}, {0x800, 0x1000, 1}};

	ASSERT_EQ(clean(in, 2), 1u);
	EXPECT_EQ(out[0].base, 0x1000ULL);
	EXPECT_EQ(out[0].size, 0x1000ULL);
}

KTEST(mem_map, unknown_type_and_wrap)
{
	static const struct boot_mem in[] = {
		{0x1000, 0x1000, 0x14},
		{0x100000000ULL, ~0ULL, 1},
		{1ULL << 60, 0x1000, 1},
	};

	ASSERT_EQ(clean(in, 3), 2u);
	EXPECT_EQ((int)out[0].type, (int)BOOT_MEM_RESERVED);
	EXPECT_EQ(out[1].base + out[1].size, 1ULL << 52);
}

KTEST(mem_map, nothing_usable)
{
	static const struct boot_mem in[] = {{0x1001, 0xffe, 1}, {0x5000, 0, 1}};

	EXPECT_EQ(clean(in, 2), 0u);
	EXPECT_EQ(clean(in, 0), 0u);
}

KTEST(mem_map, too_many_for_the_table)
{
	static struct boot_mem in[64];

	for (unsigned int i = 0; i < 64; i++)
		in[i] = (struct boot_mem){(63 - i) * 0x2000ULL, 0x1000, 1};
	ASSERT_EQ(mem_map_sanitise(in, 64, out, 4, edge), 4u);
	EXPECT_EQ(out[3].base, 0x6000ULL);
}
