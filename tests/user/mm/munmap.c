/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/munmap.c - munmap(2): holes, splits, errors */
#include "fault.h"
#include "maps.h"

TEST(unmapped_memory_faults)
{
	char *p = test_map(1);

	fault_catch();
	*p = 1;
	CHECK_OK(munmap(p, PAGE));
	CHECK_FAULT(fault_read(p), SIGSEGV, SEGV_MAPERR, p);
	CHECK_FAULT(fault_write(p + 7), SIGSEGV, SEGV_MAPERR, p + 7);
}

TEST(middle_splits_in_two)
{
	char *p = test_map(5);
	struct map_line m;

	fault_catch();
	memset(p, 1, 5 * PAGE);
	CHECK_OK(munmap(p + 2 * PAGE, PAGE));
	CHECK_EQ(fault_read(p + 2 * PAGE), SIGSEGV);
	CHECK_EQ(p[2 * PAGE - 1], 1);
	CHECK_EQ(p[3 * PAGE], 1);
	REQUIRE(maps_find(p + PAGE, &m));
	CHECK_EQ(m.end, p + 2 * PAGE);
	REQUIRE(maps_find(p + 3 * PAGE, &m));
	CHECK_EQ(m.start, p + 3 * PAGE);
}

TEST(head_and_tail)
{
	char *p = test_map(6);

	REQUIRE_OK(mprotect(p, PAGE, PROT_NONE)); /* keep the neighbours apart */
	REQUIRE_OK(mprotect(p + 5 * PAGE, PAGE, PROT_NONE));
	memset(p + PAGE, 2, 4 * PAGE);
	CHECK_OK(munmap(p + PAGE, PAGE));
	CHECK_OK(munmap(p + 4 * PAGE, PAGE));
	CHECK_EQ(p[2 * PAGE], 2);
	CHECK_EQ(p[4 * PAGE - 1], 2);
	CHECK_EQ(maps_count(p + PAGE, 4 * PAGE), 1);
}

TEST(a_hole_is_not_an_error)
{
	char *p = test_map(5);

	CHECK_OK(munmap(p + PAGE, PAGE));
	CHECK_OK(munmap(p + 3 * PAGE, PAGE));
	CHECK_OK(munmap(p, 5 * PAGE));
	CHECK_OK(munmap(p, 5 * PAGE)); /* nothing there at all */
	CHECK_EQ(maps_count(p, 5 * PAGE), 0);
}

TEST(length_is_rounded_up)
{
	char *p = test_map(3);

	p[PAGE] = p[2 * PAGE] = 1;
	CHECK_OK(munmap(p, PAGE + 1));
	CHECK_EQ(maps_count(p, 2 * PAGE), 0);
	CHECK_EQ(p[2 * PAGE], 1);
}

TEST(errors)
{
	char *p = test_map(1);

	CHECK_ERRNO(munmap(p + 1, PAGE), EINVAL);
	CHECK_ERRNO(munmap(p, 0), EINVAL);
	CHECK_ERRNO(munmap(KERNEL_ADDR, PAGE), EINVAL);
	CHECK_ERRNO(munmap(p, -1UL), EINVAL);
	CHECK_ERRNO(munmap(p, -PAGE), EINVAL);
	CHECK_ERRNO(munmap((void *)-PAGE, PAGE), EINVAL);
	if (!test_has_5_levels())
		CHECK_ERRNO(munmap((void *)0x7ffffffff000UL, PAGE), EINVAL);
	*p = 1;
}

TEST(remapped_memory_is_fresh)
{
	for (int i = 0; i < 50; i++) {
		char *p = test_map(16);

		for (int k = 0; k < 16; k++) {
			CHECK_EQ(p[k * PAGE + i], 0);
			memset(p + k * PAGE, 0xff, PAGE);
		}
		CHECK_OK(munmap(p, 16 * PAGE));
	}
}

TEST(other_process_keeps_its_pages)
{
	char *p = test_map(2);
	int st;

	p[0] = 11;
	CHILD (st) {
		CHECK_OK(munmap(p, 2 * PAGE));
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(p[0], 11);
}
