/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/bench/memory.c - page faults, mmap, brk */
#include "bench.h"

static uint64_t touch(char *p, unsigned long npages)
{
	uint64_t t = ticks();

	for (unsigned long i = 0; i < npages; i++)
		*(volatile char *)(p + i * PAGE) = 1;
	return ticks() - t;
}

/* The first write to each page, upwards; the mapping is made and removed outside the time. */
static uint64_t run_fault_anon(unsigned long n)
{
	char *p = map_pages(n, MAP_PRIVATE, 1);
	uint64_t t = touch(p, n);

	munmap(p, n * PAGE);
	return t;
}

/* The same as a program without advice gets it: huge pages where the kernel gives them. */
static uint64_t run_fault_default(unsigned long n)
{
	char *p = map_pages(n, MAP_PRIVATE, 0);
	uint64_t t = touch(p, n);

	munmap(p, n * PAGE);
	return t;
}

/* Giving back a page that was touched. */
static uint64_t run_unmap_anon(unsigned long n)
{
	char *p = map_pages(n, MAP_PRIVATE, 1);
	uint64_t t;

	touch(p, n);
	t = ticks();
	munmap(p, n * PAGE);
	return ticks() - t;
}

/* The child's first write to each page it shares with its parent. */
static uint64_t run_fault_cow(unsigned long n)
{
	char *p = map_pages(n, MAP_PRIVATE, 1);
	uint64_t *shared = (uint64_t *)map_pages(1, MAP_SHARED, 1), t;
	pid_t pid;

	touch(p, n);
	pid = (pid_t)must(syscall(SYS_fork), "fork");
	if (pid == 0) {
		*shared = touch(p, n);
		syscall(SYS_exit_group, 0);
	}
	must(waitpid(pid, NULL, 0), "wait");
	t = *shared;
	munmap(shared, PAGE);
	munmap(p, n * PAGE);
	return t;
}

#define FILE_PAGES 2048ul
static int file_fd;

static void make_file(void)
{
	char page[PAGE];

	memset(page, 'x', sizeof(page));
	file_fd = (int)must(open("/tmp/map", O_RDWR | O_CREAT | O_TRUNC, 0600), "open");
	for (unsigned long i = 0; i < FILE_PAGES; i++)
		must(write(file_fd, page, PAGE), "write");
}

/* The first read of each page of a private mapping of a cached file. */
static uint64_t run_fault_file(unsigned long n)
{
	char *p = mmap(NULL, n * PAGE, PROT_READ, MAP_PRIVATE, file_fd, 0);
	uint64_t t;

	if (p == MAP_FAILED)
		fail("mmap");
	t = ticks();
	for (unsigned long i = 0; i < n; i++)
		(void)*(volatile char *)(p + i * PAGE);
	t = ticks() - t;
	munmap(p, n * PAGE);
	return t;
}

static uint64_t run_mmap_munmap(unsigned long n)
{
	uint64_t t = ticks();

	while (n--) {
		void *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			       0);

		if (p == MAP_FAILED || munmap(p, 65536) < 0)
			fail("mmap or munmap");
	}
	return ticks() - t;
}

/* 16 touched pages made read-only and writable again: two calls. */
static uint64_t run_mprotect(unsigned long n)
{
	char *p = map_pages(16, MAP_PRIVATE, 1);
	uint64_t t;

	memset(p, 1, 16 * PAGE);
	t = ticks();
	while (n--) {
		must(mprotect(p, 16 * PAGE, PROT_READ), "mprotect");
		must(mprotect(p, 16 * PAGE, PROT_READ | PROT_WRITE), "mprotect");
	}
	t = ticks() - t;
	munmap(p, 16 * PAGE);
	return t;
}

/* Up by 64 KiB and down again, untouched: two calls. */
static uint64_t run_brk(unsigned long n)
{
	long base = syscall(SYS_brk, 0);
	uint64_t t = ticks();

	while (n--) {
		if (syscall(SYS_brk, base + 65536) != base + 65536 ||
		    syscall(SYS_brk, base) != base)
			fail("brk");
	}
	return ticks() - t;
}

const struct row memory_rows[] = {
	{"fault_anon", 512, run_fault_anon, NULL},
	{"fault_default", 1024, run_fault_default, NULL},
	{"fault_cow", 512, run_fault_cow, NULL},
	{"fault_file", FILE_PAGES / 4, run_fault_file, make_file},
	{"unmap_anon", 512, run_unmap_anon, NULL},
	{"mmap_munmap", 1000, run_mmap_munmap, NULL},
	{"mprotect", 1000, run_mprotect, NULL},
	{"brk", 1000, run_brk, NULL},
	{0},
};
