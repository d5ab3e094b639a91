/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/mmap_fixed.c - MAP_FIXED replaces, MAP_FIXED_NOREPLACE refuses */
#include "fault.h"
#include "maps.h"

#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

TEST(fixed_replaces_exactly_its_range)
{
	char *p = test_map(5);

	memset(p, 1, 5 * PAGE);
	CHECK_EQ(mmap(p + 2 * PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0), p + 2 * PAGE);
	CHECK_EQ(p[2 * PAGE - 1], 1);
	CHECK_EQ(p[2 * PAGE], 0);
	CHECK_EQ(p[3 * PAGE - 1], 0);
	CHECK_EQ(p[3 * PAGE], 1);
}

TEST(fixed_with_another_protection_splits)
{
	char *p = test_map(5);

	CHECK_EQ(maps_count(p, 5 * PAGE), 1);
	REQUIRE_OK(mmap(p + PAGE, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0));
	CHECK_EQ(maps_count(p, 5 * PAGE), 3);
	REQUIRE_OK(mmap(p + PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0));
	CHECK_EQ(maps_count(p, 5 * PAGE), 1); /* merged again */
}

TEST(fixed_over_several_mappings)
{
	char *p = test_map(6);

	for (int i = 0; i < 6; i += 2)
		REQUIRE_OK(mprotect(p + i * PAGE, PAGE, PROT_READ));
	CHECK_EQ(maps_count(p, 6 * PAGE), 6);
	REQUIRE_OK(mmap(p + PAGE / 2 * 2, 4 * PAGE, RW, ANON | MAP_FIXED, -1, 0));
	memset(p + PAGE, 3, 3 * PAGE);
	CHECK_EQ(maps_count(p + PAGE, 3 * PAGE), 1);
}

TEST(noreplace_refuses_any_overlap)
{
	char *p = test_map(4);
	int flags = ANON | MAP_FIXED_NOREPLACE;

	REQUIRE_OK(munmap(p, PAGE));
	p[PAGE] = 9;
	CHECK_ERRNO(mmap(p + PAGE, PAGE, RW, flags, -1, 0), EEXIST);
	CHECK_ERRNO(mmap(p, 2 * PAGE, RW, flags, -1, 0), EEXIST);
	CHECK_ERRNO(mmap(p + 3 * PAGE, 2 * PAGE, RW, flags, -1, 0), EEXIST);
	CHECK_EQ(p[PAGE], 9);
	CHECK_EQ(mmap(p, PAGE, RW, flags, -1, 0), p);
}

TEST(noreplace_checks_alignment)
{
	CHECK_ERRNO(mmap((void *)0x10000010, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0), EINVAL);
}

TEST(fixed_file_over_anonymous)
{
	char *p = test_map(3);

	test_write_file("f", "from the file");
	int fd = REQUIRE_OK(open("f", O_RDONLY));
	memset(p, 'a', 3 * PAGE);
	CHECK_EQ(mmap(p + PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0), p + PAGE);
	CHECK_MEM(p + PAGE, "from the file", 13);
	CHECK_EQ(p[PAGE + 13], 0); /* the rest of the last page is zero */
	CHECK_EQ(p[PAGE - 1], 'a');
	CHECK_EQ(p[2 * PAGE], 'a');
}

TEST(a_failed_fixed_map_of_a_bad_descriptor_keeps_the_old)
{
	char *p = test_map(1);

	*p = 5;
	CHECK_ERRNO(mmap(p, PAGE, RW, MAP_PRIVATE | MAP_FIXED, 9999, 0), EBADF);
	CHECK_EQ(*p, 5);
	CHECK_ERRNO(mmap(p, 0, RW, ANON | MAP_FIXED, -1, 0), EINVAL);
	CHECK_EQ(*p, 5);
}
