/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/user/mm/fork_big.c - fork of much touched memory: nothing that one side does shows on the
 * other
 *
 * A kernel may let parent and child use the same page tables until one of them changes something.
 * So everything that changes an entry is tried on either side, in memory that fills whole tables,
 * parts of them, and tables that several mappings are in.
 */
#include "harness.h"

#include <pthread.h>

#define MIB   (1UL << 20)
#define TABLE (2 * MIB)
#define PAGES (3 * TABLE / PAGE)

/* Three tables' worth that begins at one. */
static char *map_tables(void)
{
	char *p = mmap(NULL, 4 * TABLE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
		       0);
	char *at = (char *)(((uintptr_t)p + TABLE - 1) & ~(TABLE - 1));

	REQUIRE(p != MAP_FAILED);
	munmap(p, (size_t)(at - p));
	REQUIRE(mmap(at, 3 * TABLE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		     -1, 0) == at);
	return at;
}

static unsigned int stamp(unsigned long i, unsigned int who)
{
	return (unsigned int)(i * 2654435761u) ^ who;
}

static void fill(char *p, unsigned long from, unsigned long to, unsigned int who)
{
	for (unsigned long i = from; i < to; i++)
		*(volatile unsigned int *)(p + i * PAGE) = stamp(i, who);
}

static int holds(const char *p, unsigned long from, unsigned long to, unsigned int who)
{
	for (unsigned long i = from; i < to; i++)
		if (*(const volatile unsigned int *)(p + i * PAGE) != stamp(i, who))
			return 0;
	return 1;
}

/* Runs @change in the child and then in the parent; the other side must not notice. */
static void on_either_side(void (*change)(char *p))
{
	for (int in_parent = 0; in_parent < 2; in_parent++) {
		char *p = map_tables();
		struct sync a, b;
		pid_t pid;

		fill(p, 0, PAGES, 1);
		sync_init(&a);
		sync_init(&b);
		CHILD_PID (pid) {
			if (in_parent) {
				sync_wait(&a);
				CHECK(holds(p, 0, PAGES, 1));
				fill(p, 0, PAGES, 2);
				CHECK(holds(p, 0, PAGES, 2));
			} else {
				change(p);
			}
			sync_post(&b);
		}
		if (in_parent) {
			change(p);
			sync_post(&a);
			sync_wait(&b);
		} else {
			sync_wait(&b);
			CHECK(holds(p, 0, PAGES, 1));
			fill(p, 0, PAGES, 3);
			CHECK(holds(p, 0, PAGES, 3));
		}
		CHECK_EXITED(test_wait(pid), 0);
		munmap(p, 3 * TABLE);
	}
}

static void write_all(char *p)
{
	fill(p, 0, PAGES, 7);
	CHECK(holds(p, 0, PAGES, 7));
}

static void write_some(char *p)
{
	fill(p, 5, 6, 7);
	fill(p, 700, 710, 7);
	CHECK(holds(p, 0, 5, 1) && holds(p, 5, 6, 7) && holds(p, 6, 700, 1) &&
	      holds(p, 710, PAGES, 1));
}

TEST(writes)
{
	on_either_side(write_all);
	on_either_side(write_some);
}

static void unmap_part(char *p)
{
	CHECK_OK(munmap(p + 100 * PAGE, 50 * PAGE));
	CHECK(holds(p, 0, 100, 1) && holds(p, 150, PAGES, 1));
	CHECK_OK(munmap(p + TABLE - 20 * PAGE, TABLE));
	CHECK(holds(p, 150, TABLE / PAGE - 20, 1) && holds(p, TABLE / PAGE * 2 - 20, PAGES, 1));
}

static void unmap_table(char *p)
{
	CHECK_OK(munmap(p + TABLE, TABLE));
	CHECK(holds(p, 0, TABLE / PAGE, 1) && holds(p, 2 * TABLE / PAGE, PAGES, 1));
	CHECK(mmap(p + TABLE, TABLE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p + TABLE);
	CHECK_EQ(p[TABLE], 0);
}

static void unmap_all(char *p)
{
	CHECK_OK(munmap(p, 3 * TABLE));
}

TEST(munmaps)
{
	on_either_side(unmap_part);
	on_either_side(unmap_table);
	on_either_side(unmap_all);
}

static void forget(char *p)
{
	CHECK_OK(madvise(p + PAGE, 30 * PAGE, MADV_DONTNEED));
	CHECK(holds(p, 0, 1, 1) && holds(p, 31, PAGES, 1));
	CHECK_EQ(p[5 * PAGE], 0);
	CHECK_OK(madvise(p + TABLE, TABLE, MADV_DONTNEED));
	CHECK_EQ(p[TABLE], 0);
	CHECK(holds(p, 2 * TABLE / PAGE, PAGES, 1));
}

static void protect(char *p)
{
	CHECK_OK(mprotect(p + TABLE / 2, TABLE, PROT_READ));
	CHECK(holds(p, 0, PAGES, 1));
	CHECK_OK(mprotect(p + TABLE / 2, TABLE, PROT_READ | PROT_WRITE));
	fill(p, 0, PAGES, 8);
	CHECK(holds(p, 0, PAGES, 8));
}

static void move(char *p)
{
	char *q = mremap(p + 10 * PAGE, 600 * PAGE, 700 * PAGE, MREMAP_MAYMOVE);

	REQUIRE(q != MAP_FAILED);
	for (unsigned long i = 0; i < 600; i++)
		if (*(unsigned int *)(q + i * PAGE) != stamp(i + 10, 1))
			CHECK_EQ(i, -1);
	CHECK_EQ(q[650 * PAGE], 0);
	*(unsigned int *)q = 0;
	CHECK(holds(p, 0, 10, 1));
}

TEST(other_calls)
{
	on_either_side(forget);
	on_either_side(protect);
	on_either_side(move);
}

static void kernel_writes(char *p)
{
	int fd = REQUIRE_OK(open("/dev/zero", O_RDONLY));

	CHECK_EQ(read(fd, p + 3 * PAGE, 2 * PAGE), 2 * PAGE);
	CHECK_EQ(*(unsigned int *)(p + 3 * PAGE), 0);
	CHECK(holds(p, 0, 3, 1) && holds(p, 5, PAGES, 1));
	close(fd);
}

static void lock_it(char *p)
{
	if (mlock(p + 8 * PAGE, 8 * PAGE) == 0)
		CHECK_OK(munlock(p, 64 * PAGE));
	CHECK(holds(p, 0, PAGES, 1));
}

TEST(the_kernel_on_their_behalf)
{
	on_either_side(kernel_writes);
	on_either_side(lock_it);
}

static void generation(char *p, unsigned int depth)
{
	int st;

	CHECK(holds(p, 0, PAGES, depth - 1));
	if (depth == 6)
		return;
	fill(p, 0, PAGES, depth);
	CHILD (st) {
		generation(p, depth + 1);
	}
	CHECK_EXITED(st, 0);
	CHECK(holds(p, 0, PAGES, depth));
}

TEST_LIMIT(six_generations, 30)
{
	char *p = map_tables();

	fill(p, 0, PAGES, 0);
	generation(p, 1);
}

/* Shared and private memory, and what is not inherited, in one table. */
TEST(neighbours_of_every_kind)
{
	for (int kind = 0; kind < 4; kind++) {
		char *p = map_tables(), *at = p + 300 * PAGE;
		int st;

		fill(p, 0, PAGES, 1);
		if (kind < 2)
			REQUIRE(mmap(at, 8 * PAGE, PROT_READ | PROT_WRITE,
				     MAP_FIXED | MAP_ANONYMOUS | (kind ? MAP_SHARED : MAP_PRIVATE),
				     -1, 0) == at);
		at[0] = 5;
		if (kind >= 2)
			CHECK_OK(
				madvise(at, 8 * PAGE, kind == 2 ? MADV_WIPEONFORK : MADV_DONTFORK));
		CHILD (st) {
			unsigned char in;

			CHECK(holds(p, 0, 300, 1) && holds(p, 308, PAGES, 1));
			CHECK_EQ(mincore(at, PAGE, &in), kind == 3 ? -1 : 0);
			if (kind != 3)
				CHECK_EQ(at[0], kind == 2 ? 0 : 5);
			if (kind != 3)
				at[0] = 6;
			fill(p, 308, 312, 2);
		}
		CHECK_EXITED(st, 0);
		CHECK_EQ(at[0], kind == 1 ? 6 : 5);
		CHECK(holds(p, 0, 300, 1) && holds(p, 308, PAGES, 1));
		munmap(p, 3 * TABLE);
	}
}

/* A file that shrinks while its pages are in tables of two processes. */
TEST(truncation_reaches_both)
{
	char *p = map_tables(), *at = p + 400 * PAGE;
	int fd = REQUIRE_OK(open("file", O_RDWR | O_CREAT, 0600)), st;
	struct sync a, b;
	pid_t pid;

	sync_init(&a);
	sync_init(&b);
	CHECK_OK(ftruncate(fd, 16 * PAGE));
	fill(p, 0, PAGES, 1);
	REQUIRE(mmap(at, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == at);
	fill(at, 0, 16, 4);
	test_no_core();
	CHILD_PID (pid) {
		CHECK(holds(at, 0, 16, 4));
		sync_post(&a);
		sync_wait(&b);
		CHECK(holds(at, 0, 2, 4) && holds(p, 0, 400, 1));
		CHILD (st) {
			(void)*(volatile char *)(at + 3 * PAGE);
		}
		CHECK_KILLED(st, SIGBUS);
	}
	sync_wait(&a);
	CHECK_OK(ftruncate(fd, 2 * PAGE));
	CHILD (st) {
		(void)*(volatile char *)(at + 3 * PAGE);
	}
	CHECK_KILLED(st, SIGBUS);
	CHECK(holds(at, 0, 2, 4) && holds(p, 0, 400, 1));
	sync_post(&b);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(resident_memory_is_counted_on_both_sides)
{
	char *p = map_tables();
	long before, st;
	int status;

	fill(p, 0, PAGES, 1);
	before = test_field("/proc/self/status", "RssAnon");
	CHILD (status) {
		st = test_field("/proc/self/status", "RssAnon");
		CHECK_GE(st, before - 64);
		CHECK_LE(st, before + 64);
		munmap(p, TABLE);
		CHECK_LE(test_field("/proc/self/status", "RssAnon"),
			 st - (long)(TABLE / 1024) + 64);
		fill(p, TABLE / PAGE, PAGES, 2);
		CHECK_LE(test_field("/proc/self/status", "RssAnon"),
			 st - (long)(TABLE / 1024) + 128);
	}
	CHECK_EXITED(status, 0);
	CHECK_GE(test_field("/proc/self/status", "RssAnon"), before - 64);
	munmap(p, 3 * TABLE);
	CHECK_LE(test_field("/proc/self/status", "RssAnon"),
		 before - (long)(3 * TABLE / 1024) + 64);
}

/* --- threads --- */

static char *arena;
static int stop;

static void *writer(void *arg)
{
	unsigned long from = (unsigned long)arg * 100;

	for (unsigned int round = 0; !__atomic_load_n(&stop, __ATOMIC_RELAXED); round++) {
		fill(arena, from, from + 100, round);
		CHECK(holds(arena, from, from + 100, round));
	}
	return NULL;
}

/* Pages 400 to 600 come and go: across the border of two tables. */
static void *mapper(void *arg)
{
	char *at = arena + 400 * PAGE;

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		fill(arena, 400, 600, 9);
		CHECK_OK(mprotect(at + 20 * PAGE, 100 * PAGE, PROT_READ));
		CHECK(holds(arena, 400, 600, 9));
		CHECK_OK(munmap(at + 20 * PAGE, 150 * PAGE));
		CHECK(mmap(at + 20 * PAGE, 150 * PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at + 20 * PAGE);
		CHECK_OK(madvise(at, 10 * PAGE, MADV_DONTNEED));
		CHECK_EQ(*at, 0);
	}
	return arg;
}

TEST_LIMIT(threads_while_forking, 60)
{
	pthread_t t[4];
	int st;

	arena = map_tables();
	fill(arena, 0, PAGES, 1);
	for (unsigned long i = 0; i < 3; i++)
		REQUIRE(!pthread_create(&t[i], NULL, writer, (void *)i));
	REQUIRE(!pthread_create(&t[3], NULL, mapper, NULL));
	for (int round = 0; round < 40; round++) {
		fill(arena, 700, PAGES, (unsigned int)round);
		CHILD (st) {
			CHECK(holds(arena, 700, PAGES, (unsigned int)round));
			fill(arena, 0, 300, 77);
			fill(arena, 700, 720, 78);
			CHECK(holds(arena, 0, 300, 77));
			if (round & 1)
				CHECK_OK(munmap(arena + 50 * PAGE, 800 * PAGE));
		}
		CHECK_EXITED(st, 0);
		CHECK(holds(arena, 700, PAGES, (unsigned int)round));
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
}

/* Many children of one parent give the same tables up at the same time. */
TEST_LIMIT(many_children_at_once, 60)
{
	long before = test_field("/proc/meminfo", "MemFree");
	char *p = map_tables();

	fill(p, 0, PAGES, 1);
	for (int round = 0; round < 5; round++) {
		pid_t pid[12];

		for (unsigned int i = 0; i < ARRAY_LEN(pid); i++)
			CHILD_PID (pid[i]) {
				CHECK(holds(p, 0, PAGES, 1));
				if (i % 3 == 0)
					fill(p, i * 64, i * 64 + 8, i);
				else if (i % 3 == 1)
					munmap(p + TABLE / 2, TABLE * 2);
			}
		for (unsigned int i = 0; i < ARRAY_LEN(pid); i++)
			CHECK_EXITED(test_wait(pid[i]), 0);
		CHECK(holds(p, 0, PAGES, 1));
	}
	munmap(p, 3 * TABLE);
	for (int i = 0; i < 40 && test_field("/proc/meminfo", "MemFree") < before - 4096; i++)
		usleep(50000);
	CHECK_GE(test_field("/proc/meminfo", "MemFree"), before - 4096);
}
