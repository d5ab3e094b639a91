/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/mprotect.c - mprotect(2): rights, splits and merges, errors */
#include "fault.h"
#include "maps.h"

#define RW (PROT_READ | PROT_WRITE)

TEST(rights_take_effect_at_once)
{
	char *p = test_map(1);

	fault_catch();
	*p = 3;
	CHECK_OK(mprotect(p, PAGE, PROT_READ));
	CHECK_EQ(*p, 3);
	CHECK_FAULT(fault_write(p), SIGSEGV, SEGV_ACCERR, p);
	CHECK_OK(mprotect(p, PAGE, PROT_NONE));
	CHECK_FAULT(fault_read(p), SIGSEGV, SEGV_ACCERR, p);
	CHECK_OK(mprotect(p, PAGE, RW));
	CHECK_EQ(*p, 3); /* the content stayed */
	*p = 4;
}

TEST(split_and_merge)
{
	char *p = test_map(7);
	struct map_line m;

	CHECK_EQ(maps_count(p, 7 * PAGE), 1);
	CHECK_OK(mprotect(p + 2 * PAGE, 2 * PAGE, PROT_READ));
	CHECK_EQ(maps_count(p, 7 * PAGE), 3);
	REQUIRE(maps_find(p + 2 * PAGE, &m));
	CHECK_EQ(m.start, p + 2 * PAGE);
	CHECK_EQ(m.end, p + 4 * PAGE);
	CHECK_STR(m.perms, "r--p");
	CHECK_OK(mprotect(p + 3 * PAGE, 2 * PAGE, PROT_NONE));
	CHECK_EQ(maps_count(p, 7 * PAGE), 4);
	CHECK_OK(mprotect(p + 2 * PAGE, 3 * PAGE, RW));
	CHECK_EQ(maps_count(p, 7 * PAGE), 1);
}

TEST(perms_in_maps)
{
	static const struct {
		int prot;
		const char *perms;
	} want[] = {{PROT_NONE, "---p"},
		    {PROT_READ, "r--p"},
		    {RW, "rw-p"},
		    {PROT_READ | PROT_EXEC, "r-xp"},
		    {RW | PROT_EXEC, "rwxp"},
		    {PROT_WRITE, "-w-p"},
		    {PROT_EXEC, "--xp"}};
	char *p = test_map(1);
	struct map_line m;

	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		CHECK_OK(mprotect(p, PAGE, want[i].prot));
		REQUIRE(maps_find(p, &m));
		CHECK_STR(m.perms, want[i].perms);
	}
}

TEST(a_hole_gives_enomem_after_the_part_before_it)
{
	char *p = test_map(4);

	fault_catch();
	REQUIRE_OK(munmap(p + 2 * PAGE, PAGE));
	CHECK_ERRNO(mprotect(p, 4 * PAGE, PROT_READ), ENOMEM);
	CHECK_EQ(fault_write(p), SIGSEGV);	/* done before the hole */
	CHECK_EQ(fault_write(p + 3 * PAGE), 0); /* not after it */
}

TEST(errors)
{
	char *p = test_map(1);

	CHECK_ERRNO(syscall(SYS_mprotect, p + 1, PAGE, PROT_READ), EINVAL); /* musl rounds */
	CHECK_ERRNO(mprotect(p, PAGE, 0x100), EINVAL);
	CHECK_ERRNO(syscall(SYS_mprotect, p, -PAGE, PROT_READ), ENOMEM);
	CHECK_ERRNO(mprotect(KERNEL_ADDR, PAGE, PROT_READ), ENOMEM);
	CHECK_OK(mprotect(p, 0, PROT_READ)); /* nothing to do */
	*p = 1;
	CHECK_OK(munmap(p, PAGE));
	CHECK_ERRNO(mprotect(p, PAGE, PROT_READ), ENOMEM);
}

TEST(growsdown_flags_need_such_a_mapping)
{
	char *p = test_map(2);

	CHECK_ERRNO(mprotect(p, PAGE, PROT_READ | PROT_GROWSDOWN), EINVAL);
	CHECK_ERRNO(mprotect(p, PAGE, PROT_READ | PROT_GROWSDOWN | PROT_GROWSUP), EINVAL);
}

TEST(shared_read_only_file_cannot_be_made_writable)
{
	test_write_file("f", "x");
	int fd = REQUIRE_OK(open("f", O_RDONLY));
	char *p = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0));
	char *q = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0));

	CHECK_ERRNO(mprotect(p, PAGE, RW), EACCES);
	CHECK_OK(mprotect(q, PAGE, RW));
	q[0] = 'y';
}

TEST(cow_page_made_writable_again_stays_private)
{
	char *p = test_map(1);
	int st;

	*p = 1;
	CHECK_OK(mprotect(p, PAGE, PROT_READ));
	CHILD (st) {
		CHECK_OK(mprotect(p, PAGE, RW));
		*p = 2;
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(*p, 1);
	CHECK_OK(mprotect(p, PAGE, RW));
	*p = 3;
	CHECK_EQ(*p, 3);
}

TEST(zero_page_is_not_written)
{
	char *p = test_map(2), *q = test_map(2);

	CHECK_EQ(p[0] + q[0], 0); /* read faults first */
	CHECK_OK(mprotect(p, PAGE, PROT_READ));
	CHECK_OK(mprotect(p, PAGE, RW));
	p[0] = 1;
	CHECK_EQ(q[0], 0);
	CHECK_EQ(p[PAGE], 0);
}
