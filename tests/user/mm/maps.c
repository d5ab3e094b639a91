/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/maps.c - /proc/self/maps after each operation; address space layout varies */
#include "maps.h"

#define RW (PROT_READ | PROT_WRITE)

TEST(lines_are_sorted_and_disjoint)
{
	char *p = maps_read();
	struct map_line m;
	unsigned long last = 0;
	int n = 0;

	while ((p = maps_next(p, &m))) {
		CHECK(m.start >= last);
		CHECK(m.start < m.end);
		CHECK_EQ(m.start % PAGE, 0);
		CHECK_EQ(m.end % PAGE, 0);
		last = m.end;
		n++;
	}
	CHECK_GE(n, 5);
}

TEST(exact_format)
{
	char *all = maps_read(), *line = strtok(all, "\n");

	for (; line; line = strtok(NULL, "\n")) {
		CHECK_MATCH(line, "^[0-9a-f]{8,16}-[0-9a-f]{8,16} [r-][w-][x-][ps] [0-9a-f]{8,16} "
				  "[0-9a-f]{2,}:[0-9a-f]{2,} [0-9]+( +[^ ].*|[ ]?)$");
		/* A name starts in column 73, as on every Linux. */
		char *name = strpbrk(line, "/[");
		if (name)
			CHECK_EQ(name - line, 73);
	}
}

TEST(the_usual_lines_are_there)
{
	struct map_line m;

	CHECK(maps_find_name("[stack]", &m));
	REQUIRE(maps_find_name("[vdso]", &m));
	CHECK_STR(m.perms, "r-xp");
	REQUIRE(maps_find((void *)(uintptr_t)maps_find, &m));
	CHECK_STR(m.perms, "r-xp");
	CHECK_STR(m.name, test_self());
}

TEST(neighbours_merge)
{
	char *p = test_map(3);

	REQUIRE_OK(munmap(p, 3 * PAGE));
	for (int i = 0; i < 3; i++)
		REQUIRE_OK(mmap(p + i * PAGE, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
				0));
	CHECK_EQ(maps_count(p, 3 * PAGE), 1);
}

TEST(touched_neighbours_from_fork_do_not_matter)
{
	char *p = test_map(3);

	memset(p, 1, 3 * PAGE);
	REQUIRE_OK(mprotect(p + PAGE, PAGE, PROT_READ));
	REQUIRE_OK(mprotect(p + PAGE, PAGE, RW));
	CHECK_EQ(maps_count(p, 3 * PAGE), 1);
}

TEST(file_mappings_merge_only_when_contiguous)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));
	char *p = test_map(4);

	REQUIRE_OK(ftruncate(fd, 4 * PAGE));
	REQUIRE_OK(mmap(p, PAGE, RW, MAP_SHARED | MAP_FIXED, fd, 0));
	REQUIRE_OK(mmap(p + PAGE, PAGE, RW, MAP_SHARED | MAP_FIXED, fd, PAGE));
	REQUIRE_OK(mmap(p + 2 * PAGE, PAGE, RW, MAP_SHARED | MAP_FIXED, fd, 0));
	REQUIRE_OK(mmap(p + 3 * PAGE, PAGE, RW, MAP_PRIVATE | MAP_FIXED, fd, PAGE));
	CHECK_EQ(maps_count(p, 2 * PAGE), 1);
	CHECK_EQ(maps_count(p, 4 * PAGE), 3);
}

TEST(splitting_a_file_mapping_adjusts_the_offset)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));
	struct map_line m;

	REQUIRE_OK(ftruncate(fd, 8 * PAGE));
	char *p = REQUIRE_OK(mmap(NULL, 6 * PAGE, RW, MAP_SHARED, fd, PAGE));
	REQUIRE_OK(munmap(p + 2 * PAGE, PAGE));
	REQUIRE(maps_find(p, &m));
	CHECK_EQ(m.offset, PAGE);
	REQUIRE(maps_find(p + 3 * PAGE, &m));
	CHECK_EQ(m.offset, 4 * PAGE);
	CHECK_EQ(m.end, p + 6 * PAGE);
}

TEST(shared_anonymous_is_named_dev_zero)
{
	char *p = REQUIRE_OK(mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	struct map_line m;

	REQUIRE(maps_find(p, &m));
	CHECK_STR(m.perms, "rw-s");
	CHECK_STR(m.name, "/dev/zero (deleted)");
}

TEST(odd_names_are_escaped)
{
	test_write_file("a\nb", "x");
	int fd = REQUIRE_OK(open("a\nb", O_RDONLY));
	char *p = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0));
	struct map_line m;

	REQUIRE(maps_find(p, &m));
	CHECK_MATCH(m.name, "/a\\\\012b$");
}

REEXEC(where)
{
	struct map_line stack;
	unsigned long a[3];
	char *b = (char *)syscall(SYS_brk, 0);

	if (!maps_find_name("[stack]", &stack))
		return 1;
	a[0] = stack.end;
	a[1] = (unsigned long)test_map(1);
	a[2] = (unsigned long)b;
	return write(1, a, sizeof(a)) == sizeof(a) ? 0 : 1;
}

TEST(layout_varies_from_run_to_run)
{
	enum { RUNS = 6 };
	unsigned long a[RUNS][3];
	int p[2], st, differ[3] = {0, 0, 0};

	REQUIRE_OK(pipe(p));
	for (int r = 0; r < RUNS; r++) {
		CHILD (st) {
			dup2(p[1], 1);
			execv(test_self(), test_reexec_argv("where", NULL));
		}
		CHECK_EXITED(st, 0);
		REQUIRE(read(p[0], a[r], sizeof(a[r])) == sizeof(a[r]));
		for (int i = 0; i < 3; i++)
			differ[i] |= r && a[r][i] != a[0][i];
	}
	CHECK(differ[0]); /* stack */
	CHECK(differ[1]); /* mmap base */
	CHECK(differ[2]); /* break */
}
