/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/mmap_anon.c - anonymous mappings: content, placement, hints, sharing */
#include "fault.h"
#include "maps.h"

#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

TEST(private_is_zeroed_and_page_aligned)
{
	unsigned char *p = REQUIRE_OK(mmap(NULL, 3 * PAGE + 1, RW, ANON, -1, 0));

	CHECK_EQ((uintptr_t)p % PAGE, 0);
	for (size_t i = 0; i < 4 * PAGE; i++)
		if (p[i])
			CHECK_EQ(p[i], 0);
	memset(p, 7, 4 * PAGE); /* the length is rounded up */
	CHECK_OK(munmap(p, 3 * PAGE + 1));
}

TEST(mappings_do_not_overlap)
{
	char *p[64];

	for (size_t i = 0; i < ARRAY_LEN(p); i++) {
		p[i] = REQUIRE_OK(mmap(NULL, (i % 5 + 1) * PAGE, RW, ANON, -1, 0));
		memset(p[i], (int)i, (i % 5 + 1) * PAGE);
	}
	for (size_t i = 0; i < ARRAY_LEN(p); i++) {
		CHECK_EQ(p[i][0], i);
		CHECK_EQ(p[i][(i % 5 + 1) * PAGE - 1], i);
	}
}

TEST(a_free_hint_is_taken_and_rounded_down)
{
	char *p = REQUIRE_OK(mmap(NULL, 8 * PAGE, RW, ANON, -1, 0));

	CHECK_OK(munmap(p, 8 * PAGE));
	CHECK_EQ(mmap(p + 2 * PAGE, PAGE, RW, ANON, -1, 0), p + 2 * PAGE);
	CHECK_EQ(mmap(p + 4 * PAGE + 123, PAGE, RW, ANON, -1, 0), p + 4 * PAGE);
}

TEST(a_used_hint_is_not_taken)
{
	char *p = REQUIRE_OK(mmap(NULL, 2 * PAGE, RW, ANON, -1, 0));
	char *q;

	*p = 42;
	q = REQUIRE_OK(mmap(p, PAGE, RW, ANON, -1, 0));
	CHECK_NE(p, q);
	CHECK_EQ(*p, 42);
}

TEST(an_impossible_hint_is_ignored)
{
	CHECK_OK(mmap(KERNEL_ADDR, PAGE, RW, ANON, -1, 0));
	CHECK_OK(mmap((void *)-PAGE, PAGE, RW, ANON, -1, 0));
}

TEST(memory_is_given_top_down)
{
	char *p = REQUIRE_OK(mmap(NULL, 64 * PAGE, RW, ANON, -1, 0));
	char *q = REQUIRE_OK(mmap(NULL, 64 * PAGE, RW, ANON, -1, 0));

	CHECK_LT(q, p);
}

TEST(shared_is_seen_by_the_child)
{
	int *p = REQUIRE_OK(mmap(NULL, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	int st;

	p[0] = 1;
	CHILD (st) {
		CHECK_EQ(p[0], 1);
		p[0] = 2;
		p[PAGE / 4] = 3; /* a page first touched by the child */
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(p[0], 2);
	CHECK_EQ(p[PAGE / 4], 3);
}

TEST(prot_none_faults_and_can_be_opened)
{
	char *p = REQUIRE_OK(mmap(NULL, PAGE, PROT_NONE, ANON, -1, 0));

	fault_catch();
	CHECK_FAULT(fault_read(p + 5), SIGSEGV, SEGV_ACCERR, p + 5);
	CHECK_FAULT(fault_write(p + 6), SIGSEGV, SEGV_ACCERR, p + 6);
	CHECK_OK(mprotect(p, PAGE, RW));
	CHECK_EQ(fault_write(p), 0);
}

TEST(read_only_and_no_exec)
{
	char *p = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ, ANON, -1, 0));
	char *q = REQUIRE_OK(mmap(NULL, PAGE, RW, ANON, -1, 0));

	fault_catch();
	CHECK_EQ(fault_read(p), 0);
	CHECK_FAULT(fault_write(p + 9), SIGSEGV, SEGV_ACCERR, p + 9);
	*q = (char)0xc3; /* ret */
	CHECK_FAULT(fault_call(q), SIGSEGV, SEGV_ACCERR, q);
	CHECK_OK(mprotect(q, PAGE, PROT_READ | PROT_EXEC));
	CHECK_EQ(fault_call(q), 0);
}

TEST(write_implies_read)
{
	char *p = REQUIRE_OK(mmap(NULL, PAGE, PROT_WRITE, ANON, -1, 0));

	fault_catch();
	CHECK_EQ(fault_write(p), 0);
	CHECK_EQ(fault_read(p), 0); /* x86 has no write-only pages */
}

TEST(a_large_reservation_costs_nothing)
{
	size_t len = 16UL << 30;
	char *p = REQUIRE_OK(mmap(NULL, len, PROT_NONE, ANON | MAP_NORESERVE, -1, 0));

	CHECK_EQ(maps_count(p, len), 1);
	CHECK_OK(mprotect(p + (1UL << 30), PAGE, RW));
	p[1UL << 30] = 1;
	CHECK_OK(munmap(p, len));
}

TEST(populate_and_stack_flags_are_accepted)
{
	char *p = REQUIRE_OK(mmap(NULL, 16 * PAGE, RW, ANON | MAP_POPULATE, -1, 0));
	unsigned char vec[16];

	REQUIRE_OK(mincore(p, 16 * PAGE, vec));
	for (int i = 0; i < 16; i++)
		CHECK_EQ(vec[i] & 1, 1);
	CHECK_OK(mmap(NULL, PAGE, RW, ANON | MAP_STACK | MAP_NORESERVE, -1, 0));
}

TEST(ten_thousand_mappings)
{
	size_t n = 10000;
	char *p = REQUIRE_OK(mmap(NULL, 2 * n * PAGE, PROT_NONE, ANON, -1, 0));

	for (size_t i = 0; i < n; i++)
		REQUIRE_OK(mprotect(p + 2 * i * PAGE, PAGE, PROT_READ));
	CHECK_EQ(maps_count(p, 2 * n * PAGE), 2 * n);
	CHECK_OK(munmap(p, 2 * n * PAGE));
	CHECK_EQ(maps_count(p, 2 * n * PAGE), 0);
}
