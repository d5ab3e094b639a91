/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/cow.c - copy-on-write after fork, in every direction */
#include "harness.h"

TEST(child_and_parent_do_not_see_each_other)
{
	int *p = test_map(8);
	struct sync a, b;
	pid_t pid;

	sync_init(&a);
	sync_init(&b);
	for (int i = 0; i < 8; i++)
		p[i * PAGE / 4] = i;
	CHILD_PID (pid) {
		sync_wait(&a); /* the parent has written */
		for (int i = 0; i < 8; i++)
			CHECK_EQ(p[i * PAGE / 4], i);
		for (int i = 0; i < 8; i++)
			p[i * PAGE / 4] = 200 + i;
		sync_post(&b);
	}
	for (int i = 0; i < 8; i++)
		p[i * PAGE / 4] = 100 + i;
	sync_post(&a);
	sync_wait(&b);
	for (int i = 0; i < 8; i++)
		CHECK_EQ(p[i * PAGE / 4], 100 + i);
	CHECK_EXITED(test_wait(pid), 0);
}

static void nest(volatile int *p, int depth)
{
	int st;

	CHECK_EQ(*p, depth);
	if (depth == 6)
		return;
	CHILD (st) {
		*p = depth + 1;
		nest(p, depth + 1);
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(*p, depth);
}

TEST(six_generations)
{
	volatile int *p = test_map(1);

	*p = 0;
	nest(p, 0);
}

TEST(never_touched_pages_are_zero_on_both_sides)
{
	char *p = test_map(4);
	int st;

	CHILD (st) {
		CHECK_EQ(p[0], 0);
		p[0] = 1;
		p[PAGE] = 1;
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(p[0], 0);
	CHECK_EQ(p[PAGE], 0);
	CHILD (st) {
		CHECK_EQ(p[0], 0);
	}
	CHECK_EXITED(st, 0);
}

TEST(the_kernel_breaks_copy_on_write_too)
{
	char *p = test_map(1);
	int st, z = REQUIRE_OK(open("/dev/zero", O_RDONLY));

	memset(p, 7, PAGE);
	CHILD (st) {
		CHECK_EQ(read(z, p, 64), 64); /* written by copy_to_user */
		CHECK_EQ(p[0], 0);
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(p[0], 7);
}

TEST(stack_and_data_are_copied)
{
	static int data = 1;
	volatile int local = 2;
	int st;

	CHILD (st) {
		data = 10;
		local = 20;
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(data, 1);
	CHECK_EQ(local, 2);
}

TEST(many_children_each_write_their_own)
{
	int *p = test_map(64);
	pid_t pid[16];

	for (int i = 0; i < 64; i++)
		p[i * PAGE / 4] = -1;
	for (int k = 0; k < 16; k++) {
		CHILD_PID (pid[k]) {
			for (int r = 0; r < 20; r++)
				for (int i = 0; i < 64; i++)
					p[i * PAGE / 4] = k * 1000 + r;
			for (int i = 0; i < 64; i++)
				CHECK_EQ(p[i * PAGE / 4], k * 1000 + 19);
		}
	}
	for (int k = 0; k < 16; k++)
		CHECK_EXITED(test_wait(pid[k]), 0);
	for (int i = 0; i < 64; i++)
		CHECK_EQ(p[i * PAGE / 4], -1);
}

TEST(exit_of_the_child_gives_the_page_back)
{
	char *p = test_map(256);
	int st;

	for (int r = 0; r < 20; r++) {
		memset(p, r, 256 * PAGE);
		CHILD (st) {
			memset(p, 99, 256 * PAGE);
		}
		CHECK_EXITED(st, 0);
		CHECK_EQ(p[255 * PAGE], r);
	}
}
