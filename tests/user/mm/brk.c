/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/brk.c - brk(2): grow, shrink, limits, the [heap] line */
#include "maps.h"

#include <sys/resource.h>

static char *sbrk_raw(void *to)
{
	return (char *)syscall(SYS_brk, to);
}

static char *page_up(char *p)
{
	return (char *)(((uintptr_t)p + PAGE - 1) & -PAGE);
}

TEST(brk_zero_returns_the_current_break)
{
	char *b = sbrk_raw(0);

	CHECK(b != NULL);
	CHECK_EQ(sbrk_raw(0), b);
}

TEST(grow_gives_zeroed_memory)
{
	char *b = sbrk_raw(0);

	REQUIRE(sbrk_raw(b + 4 * PAGE) == b + 4 * PAGE);
	for (size_t i = 0; i < 4 * PAGE; i += 512)
		CHECK_EQ(b[i], 0);
	memset(b, 0x5a, 4 * PAGE);
	CHECK_EQ(b[4 * PAGE - 1], 0x5a);
}

TEST(shrink_and_grow_again_is_zero)
{
	char *b = page_up(sbrk_raw(0));

	REQUIRE(sbrk_raw(b + 2 * PAGE) == b + 2 * PAGE);
	memset(b, 1, 2 * PAGE);
	CHECK_EQ(sbrk_raw(b), b);
	REQUIRE(sbrk_raw(b + 2 * PAGE) == b + 2 * PAGE);
	CHECK_EQ(b[0], 0);
	CHECK_EQ(b[2 * PAGE - 1], 0);
}

TEST(break_need_not_be_page_aligned)
{
	char *b = page_up(sbrk_raw(0));

	CHECK_EQ(sbrk_raw(b + 100), b + 100);
	CHECK_EQ(sbrk_raw(0), b + 100);
	b[99] = 1;
	b[PAGE - 1] = 1; /* the whole page is there */
	CHECK_EQ(sbrk_raw(b + 10), b + 10);
	CHECK_EQ(b[99], 1);
}

TEST(failure_returns_the_old_break)
{
	char *b = sbrk_raw(0);

	CHECK_EQ(sbrk_raw((void *)1), b);		 /* below the start */
	CHECK_EQ(sbrk_raw(KERNEL_ADDR), b);		 /* above user space */
	CHECK_EQ(sbrk_raw((void *)0x7ffffffff000UL), b); /* would cross everything */
	CHECK_EQ(sbrk_raw((void *)-1UL), b);
	CHECK_EQ(sbrk_raw(0), b);
}

TEST(break_does_not_run_into_a_mapping)
{
	char *b = page_up(sbrk_raw(0));

	REQUIRE(sbrk_raw(b) == b);
	REQUIRE_OK(mmap(b + 4 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
			0));
	CHECK_EQ(sbrk_raw(b + 8 * PAGE), b);
	CHECK_EQ(sbrk_raw(b + 2 * PAGE), b + 2 * PAGE);
}

TEST(rlimit_data_bounds_the_break)
{
	char *b = sbrk_raw(0);
	struct rlimit rl;

	REQUIRE_OK(getrlimit(RLIMIT_DATA, &rl));
	rl.rlim_cur = 64 * 1024;
	REQUIRE_OK(setrlimit(RLIMIT_DATA, &rl));
	CHECK_EQ(sbrk_raw(b + (64UL << 20)), b);
}

TEST(heap_line_in_maps)
{
	char *b = page_up(sbrk_raw(0));
	struct map_line m;

	REQUIRE(sbrk_raw(b + 3 * PAGE) == b + 3 * PAGE);
	REQUIRE(maps_find(b, &m));
	CHECK_STR(m.name, "[heap]");
	CHECK_STR(m.perms, "rw-p");
	CHECK_EQ(m.end, b + 3 * PAGE);
	CHECK_EQ(m.inode, 0);
}

TEST(child_has_its_own_break)
{
	char *b = page_up(sbrk_raw(0));
	int st;

	REQUIRE(sbrk_raw(b + PAGE) == b + PAGE);
	CHILD (st) {
		CHECK_EQ(sbrk_raw(0), b + PAGE);
		CHECK_EQ(sbrk_raw(b + 10 * PAGE), b + 10 * PAGE);
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(sbrk_raw(0), b + PAGE);
}
