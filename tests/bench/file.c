/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/bench/file.c - calls on names and on cached files of a tmpfs */
#include "bench.h"

#define PATH "/tmp/one/two/file" /* four components */

static int fd;
static char page[PAGE];

static void make_file(void)
{
	mkdir("/tmp/one", 0755);
	mkdir("/tmp/one/two", 0755);
	fd = (int)must(open(PATH, O_RDWR | O_CREAT | O_TRUNC, 0600), "open");
	memset(page, 'x', sizeof(page));
	must(write(fd, page, PAGE), "write");
}

static uint64_t run_open_close(unsigned long n)
{
	uint64_t t = ticks();

	while (n--)
		syscall(SYS_close, must(syscall(SYS_open, PATH, O_RDONLY), "open"));
	return ticks() - t;
}

static uint64_t run_stat(unsigned long n)
{
	struct stat st;
	uint64_t t = ticks();

	while (n--)
		must(syscall(SYS_stat, PATH, &st), "stat");
	return ticks() - t;
}

/* pread and pwrite: the offset stays, no lseek between. */
static uint64_t run_read(unsigned long n)
{
	uint64_t t = ticks();

	while (n--)
		if (syscall(SYS_pread64, fd, page, PAGE, 0) != (long)PAGE)
			fail("pread");
	return ticks() - t;
}

static uint64_t run_write(unsigned long n)
{
	uint64_t t = ticks();

	while (n--)
		if (syscall(SYS_pwrite64, fd, page, PAGE, 0) != (long)PAGE)
			fail("pwrite");
	return ticks() - t;
}

static uint64_t run_create_unlink(unsigned long n)
{
	uint64_t t = ticks();

	while (n--) {
		syscall(SYS_close,
			must(syscall(SYS_open, "/tmp/new", O_RDWR | O_CREAT | O_EXCL, 0600),
			     "create"));
		must(syscall(SYS_unlink, "/tmp/new"), "unlink");
	}
	return ticks() - t;
}

/* Open, read whole, close. */
static uint64_t run_proc_stat(unsigned long n)
{
	uint64_t t = ticks();

	while (n--) {
		int stat_fd = (int)must(syscall(SYS_open, "/proc/self/stat", O_RDONLY),
					"open /proc/self/stat");

		if (syscall(SYS_read, stat_fd, page, PAGE) <= 0)
			fail("read /proc/self/stat");
		syscall(SYS_close, stat_fd);
	}
	return ticks() - t;
}

const struct row file_rows[] = {
	{"open_close", 2000, run_open_close, make_file},
	{"stat", 2000, run_stat, make_file},
	{"read_4k", 2000, run_read, make_file},
	{"write_4k", 2000, run_write, make_file},
	{"create_unlink", 500, run_create_unlink, NULL},
	{"proc_self_stat", 500, run_proc_stat, NULL},
	{0},
};
