/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/threads.c - one address space, many threads: faults, changes and stale translations
 */
#include "fault.h"

#include <pthread.h>

#define RW (PROT_READ | PROT_WRITE)

static char *area;
static volatile int go, stop;
static pthread_barrier_t barrier;

static void start(pthread_t *t, void *(*fn)(void *), void *arg)
{
	REQUIRE(pthread_create(t, NULL, fn, arg) == 0);
}

static void *touch_all(void *arg)
{
	long me = (long)arg;

	pthread_barrier_wait(&barrier);
	for (int i = 0; i < 512; i++)
		__atomic_add_fetch((long *)(area + i * PAGE), me + 1, __ATOMIC_SEQ_CST);
	return NULL;
}

TEST(all_fault_on_the_same_pages)
{
	pthread_t t[4];

	pthread_barrier_init(&barrier, NULL, 4);
	for (int r = 0; r < 10; r++) {
		area = test_map(512);
		for (long i = 0; i < 4; i++)
			start(&t[i], touch_all, (void *)i);
		for (int i = 0; i < 4; i++)
			pthread_join(t[i], NULL);
		for (int i = 0; i < 512; i++)
			if (*(long *)(area + i * PAGE) != 10)
				CHECK(!"a page was mapped twice");
		CHECK_OK(munmap(area, 512 * PAGE));
	}
}

/* Writes until it may not any more. */
static void on_segv(int sig)
{
	(void)sig;
	stop = 1;
	pthread_exit(NULL);
}

static void *write_until_fault(void *arg)
{
	unsigned long *p = arg;

	go = 1;
	for (;;)
		__atomic_add_fetch(p, 1, __ATOMIC_RELAXED);
	return NULL;
}

TEST(mprotect_reaches_the_other_processors)
{
	signal(SIGSEGV, on_segv);
	for (int r = 0; r < 10; r++) {
		unsigned long *p = test_map(1), before;
		pthread_t t;

		go = stop = 0;
		start(&t, write_until_fault, p);
		while (!go)
			;
		CHECK_OK(mprotect(p, PAGE, PROT_READ));
		before = __atomic_load_n(p, __ATOMIC_RELAXED);
		/* From here on nobody can write, whatever its translations say. */
		for (volatile int i = 0; i < 20000; i++)
			;
		CHECK_EQ(__atomic_load_n(p, __ATOMIC_RELAXED), before);
		pthread_join(t, NULL);
		CHECK_EQ(stop, 1);
		munmap(p, PAGE);
	}
}

TEST(munmap_reaches_the_other_processors)
{
	signal(SIGSEGV, on_segv);
	for (int r = 0; r < 10; r++) {
		unsigned long *p = test_map(1);
		pthread_t t;

		go = stop = 0;
		start(&t, write_until_fault, p);
		while (!go)
			;
		CHECK_OK(munmap(p, PAGE));
		pthread_join(t, NULL); /* it must have faulted */
		CHECK_EQ(stop, 1);
	}
}

static void *reader_of_zero_or_one(void *arg)
{
	volatile char *p = arg;
	long bad = 0;

	go = 1;
	while (!stop)
		for (int i = 0; i < 16; i++) {
			char c = p[i * PAGE];

			bad += c != 0 && c != 1;
		}
	return (void *)bad;
}

TEST_LIMIT(dontneed_under_readers, 30)
{
	pthread_t t[2];
	void *bad;

	area = test_map(16);
	go = stop = 0;
	for (int i = 0; i < 2; i++)
		start(&t[i], reader_of_zero_or_one, area);
	while (!go)
		;
	for (int r = 0; r < 50; r++) {
		for (int i = 0; i < 16; i++)
			area[i * PAGE] = 1;
		CHECK_OK(madvise(area, 16 * PAGE, MADV_DONTNEED));
		CHECK_EQ(area[5 * PAGE], 0);
	}
	stop = 1;
	for (int i = 0; i < 2; i++) {
		pthread_join(t[i], &bad);
		CHECK_EQ(bad, 0); /* no freed page ever showed through */
	}
}

static void *map_and_unmap(void *arg)
{
	unsigned x = (unsigned)(long)arg * 2654435761u + 1;

	for (int r = 0; r < 50; r++) {
		size_t n = (x = x * 1664525 + 1013904223) % 31 + 1;
		char *p = test_map(n);

		for (size_t i = 0; i < n; i++) {
			if (p[i * PAGE])
				CHECK(!"not zero");
			p[i * PAGE] = (char)x;
		}
		for (size_t i = 0; i < n; i++)
			if (p[i * PAGE] != (char)x)
				CHECK(!"somebody else wrote here");
		if (n > 2)
			CHECK_OK(mprotect(p + PAGE, PAGE, PROT_READ));
		CHECK_OK(munmap(p, n * PAGE));
	}
	return NULL;
}

TEST_LIMIT(concurrent_maps_do_not_meet, 30)
{
	pthread_t t[6];

	for (long i = 0; i < 6; i++)
		start(&t[i], map_and_unmap, (void *)i);
	for (int i = 0; i < 6; i++)
		pthread_join(t[i], NULL);
}

static void *keep_writing(void *arg)
{
	unsigned long *p = arg, n = 0;

	go = 1;
	while (!stop)
		for (int i = 0; i < 32; i++)
			p[i * PAGE / 8] = ++n;
	return NULL;
}

TEST(fork_while_another_thread_writes)
{
	unsigned long *p = test_map(32);
	pthread_t t;
	int st;

	go = stop = 0;
	start(&t, keep_writing, p);
	while (!go)
		;
	for (int r = 0; r < 30; r++) {
		CHILD (st) {
			unsigned long was[32];

			for (int i = 0; i < 32; i++)
				was[i] = p[i * PAGE / 8];
			for (volatile int k = 0; k < 20000; k++)
				;
			for (int i = 0; i < 32; i++) /* frozen: the writer is not in here */
				CHECK_EQ(p[i * PAGE / 8], was[i]);
		}
		CHECK_EXITED(st, 0);
	}
	stop = 1;
	pthread_join(t, NULL);
}

/* While it sleeps its CPU is idle and keeps what it knew of the address space. */
#define LAZY_ROUNDS 200

static int to_sleeper[2], from_sleeper[2];

static void stay_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu % (int)sysconf(_SC_NPROCESSORS_ONLN), &set);
	CHECK_OK(sched_setaffinity(0, sizeof(set), &set));
}

static void *read_when_woken(void *arg)
{
	volatile char *p = arg;
	long bad = 0;
	char c;

	stay_on(1);
	while (read(to_sleeper[0], &c, 1) == 1) {
		bad += p[0] != c;
		bad += p[PAGE] != c;
		if (write(from_sleeper[1], &c, 1) != 1)
			break;
	}
	return (void *)bad;
}

TEST_LIMIT(sleeper_sees_what_changed, 30)
{
	char *p = test_map(2), *q, c;
	pthread_t t;
	void *bad;

	CHECK_OK(pipe(to_sleeper));
	CHECK_OK(pipe(from_sleeper));
	start(&t, read_when_woken, p);
	stay_on(0);
	for (int r = 1; r <= LAZY_ROUNDS; r++) {
		c = (char)r;
		q = test_map(1); /* another page takes the place of the first one */
		*q = c;
		CHECK_EQ(mremap(q, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p), p);
		CHECK_OK(madvise(p + PAGE, PAGE, MADV_DONTNEED)); /* and of the second one */
		p[PAGE] = c;
		if (r % 3 == 0)
			usleep(500); /* idle for longer */
		CHECK_EQ(write(to_sleeper[1], &c, 1), 1);
		CHECK_EQ(read(from_sleeper[0], &c, 1), 1);
	}
	close(to_sleeper[1]);
	pthread_join(t, &bad);
	CHECK_EQ(bad, 0);
}

static void *brk_user(void *arg)
{
	for (int i = 0; i < 200; i++) {
		void *p = malloc(100000);

		memset(p, 1, 100000);
		free(p);
	}
	return arg;
}

TEST(allocators_in_parallel)
{
	pthread_t t[4];

	for (int i = 0; i < 4; i++)
		start(&t[i], brk_user, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
}
