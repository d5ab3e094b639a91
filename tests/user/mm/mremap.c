/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/mremap.c - mremap(2): shrink, grow in place, move, FIXED, errors */
#include "fault.h"
#include "maps.h"

#define RW (PROT_READ | PROT_WRITE)

TEST(shrink_in_place)
{
	char *p = test_map(4);

	fault_catch();
	memset(p, 1, 4 * PAGE);
	CHECK_EQ(mremap(p, 4 * PAGE, 2 * PAGE, 0), p);
	CHECK_EQ(p[2 * PAGE - 1], 1);
	CHECK_EQ(fault_read(p + 2 * PAGE), SIGSEGV);
}

TEST(grow_in_place_where_there_is_room)
{
	char *p = test_map(8);

	p[0] = 1;
	CHECK_OK(munmap(p + 2 * PAGE, 6 * PAGE));
	CHECK_EQ(mremap(p, 2 * PAGE, 4 * PAGE, 0), p);
	CHECK_EQ(p[0], 1);
	CHECK_EQ(p[3 * PAGE], 0);
	p[4 * PAGE - 1] = 2;
	CHECK_EQ(maps_count(p, 4 * PAGE), 1);
}

TEST(no_room_and_not_maymove_is_enomem)
{
	char *p = test_map(4);

	CHECK_OK(mprotect(p + 2 * PAGE, 2 * PAGE, PROT_READ));
	CHECK_ERRNO(mremap(p, 2 * PAGE, 3 * PAGE, 0), ENOMEM);
}

TEST(maymove_moves_the_pages)
{
	char *p = test_map(4), *q;

	fault_catch();
	memset(p, 5, 2 * PAGE);
	CHECK_OK(mprotect(p + 2 * PAGE, 2 * PAGE, PROT_READ));
	q = REQUIRE_OK(mremap(p, 2 * PAGE, 16 * PAGE, MREMAP_MAYMOVE));
	CHECK_NE(q, p);
	CHECK_EQ(q[0], 5);
	CHECK_EQ(q[2 * PAGE - 1], 5);
	CHECK_EQ(q[2 * PAGE], 0);
	CHECK_FAULT(fault_read(p), SIGSEGV, SEGV_MAPERR, p);
}

TEST(fixed_moves_to_the_address_and_unmaps_what_was_there)
{
	char *p = test_map(2), *q = test_map(4);

	fault_catch();
	p[0] = 1;
	q[PAGE] = 7;
	q[3 * PAGE] = 8;
	CHECK_EQ(mremap(p, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q + PAGE), q + PAGE);
	CHECK_EQ(q[PAGE], 1);
	CHECK_EQ(q[3 * PAGE], 8);
	CHECK_EQ(fault_read(p), SIGSEGV);
}

TEST(dontunmap_leaves_an_empty_mapping)
{
	char *p = test_map(2), *q;

	p[0] = 1;
	q = REQUIRE_OK(mremap(p, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP));
	CHECK_NE(q, p);
	CHECK_EQ(q[0], 1);
	CHECK_EQ(p[0], 0);
	CHECK_ERRNO(mremap(p, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP), EINVAL);
}

TEST(middle_of_a_mapping)
{
	char *p = test_map(5), *q;

	for (int i = 0; i < 5; i++)
		p[i * PAGE] = i + 1;
	q = REQUIRE_OK(mremap(p + PAGE, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE));
	CHECK_EQ(q[0], 2);
	CHECK_EQ(q[PAGE], 3);
	CHECK_EQ(q[2 * PAGE], 0);
	CHECK_EQ(p[0], 1);
	CHECK_EQ(p[3 * PAGE], 4);
	CHECK_EQ(maps_count(p + PAGE, 2 * PAGE), 0);
}

TEST(errors)
{
	char *p = test_map(4);

	CHECK_ERRNO(mremap(p + 1, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EINVAL);
	CHECK_ERRNO(mremap(p, PAGE, 0, MREMAP_MAYMOVE), EINVAL);
	CHECK_ERRNO(mremap(p, PAGE, 2 * PAGE, 0x80), EINVAL);
	CHECK_ERRNO(mremap(p, PAGE, PAGE, MREMAP_FIXED, p + 2 * PAGE), EINVAL);
	CHECK_ERRNO(mremap(p, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p + PAGE), EINVAL);
	CHECK_ERRNO(mremap(p, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p + 2 * PAGE + 8), EINVAL);
	CHECK_EQ(mremap(p, PAGE, 1UL << 47, MREMAP_MAYMOVE), -1); /* ENOMEM, newer: EINVAL */
	CHECK_OK(munmap(p + 2 * PAGE, 2 * PAGE));
	CHECK_ERRNO(mremap(p + 2 * PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT);
	CHECK_ERRNO(mremap(p, 3 * PAGE, 4 * PAGE, MREMAP_MAYMOVE), EFAULT); /* a hole inside */
	CHECK_ERRNO(mremap(p, 0, PAGE, MREMAP_MAYMOVE), EINVAL); /* private: old size 0 */
}

TEST(old_size_zero_duplicates_a_shared_mapping)
{
	char *p = REQUIRE_OK(mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0)), *q;

	p[0] = 1;
	q = REQUIRE_OK(mremap(p, 0, PAGE, MREMAP_MAYMOVE));
	CHECK_NE(q, p);
	CHECK_EQ(q[0], 1);
	q[1] = 2;
	CHECK_EQ(p[1], 2);
}

TEST(file_mapping_moves_with_its_offset)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));
	struct map_line m;

	REQUIRE_OK(ftruncate(fd, 8 * PAGE));
	CHECK_EQ(pwrite(fd, "four", 4, 4 * PAGE), 4);
	char *p = REQUIRE_OK(mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 3 * PAGE));
	char *q = REQUIRE_OK(mremap(p, 2 * PAGE, 5 * PAGE, MREMAP_MAYMOVE));

	CHECK_MEM(q + PAGE, "four", 4);
	REQUIRE(maps_find(q, &m));
	CHECK_EQ(m.offset, 3 * PAGE);
	q[4 * PAGE] = 'x';
	char c = 0;
	CHECK_EQ(pread(fd, &c, 1, 7 * PAGE), 1);
	CHECK_EQ(c, 'x');
}

TEST(move_keeps_copy_on_write)
{
	char *p = test_map(2), *q;
	int st;

	p[0] = 1;
	CHILD (st) {
		q = REQUIRE_OK(mremap(p, 2 * PAGE, 64 * PAGE, MREMAP_MAYMOVE));
		CHECK_EQ(q[0], 1);
		q[0] = 2;
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(p[0], 1);
}
