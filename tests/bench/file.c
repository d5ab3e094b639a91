/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/bench/file.c - calls on names and on cached files of a tmpfs */
#include "bench.h"

#define PATH "/tmp/one/two/file" /* four components */
#define DEEP "/tmp/one/two/three/four/five/six/file"
#define MANY "/tmp/many"

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

static void make_deep_file(void)
{
	static const char path[] = DEEP;
	char part[sizeof(path)];

	for (size_t i = 1; i < sizeof(path) - 1; i++)
		if (path[i] == '/') {
			memcpy(part, path, i);
			part[i] = '\0';
			mkdir(part, 0755);
		}
	close((int)must(open(DEEP, O_RDWR | O_CREAT, 0600), "open"));
}

static uint64_t run_stat_8(unsigned long n)
{
	struct stat st;
	uint64_t t = ticks();

	while (n--)
		must(syscall(SYS_stat, DEEP, &st), "stat");
	return ticks() - t;
}

static void make_many(void)
{
	char name[64];

	mkdir(MANY, 0755);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), MANY "/name%d", i);
		close((int)must(open(name, O_RDWR | O_CREAT, 0600), "open"));
	}
	fd = (int)must(open(MANY, O_RDONLY | O_DIRECTORY), "open");
}

static uint64_t run_getdents(unsigned long n)
{
	static char buf[65536];
	uint64_t t = ticks();

	while (n--) {
		must(lseek(fd, 0, SEEK_SET), "lseek");
		while (must(syscall(SYS_getdents64, fd, buf, sizeof(buf)), "getdents64"))
			;
	}
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
	{"stat_8", 2000, run_stat_8, make_deep_file},
	{"getdents", 20, run_getdents, make_many},
	{"read_4k", 2000, run_read, make_file},
	{"write_4k", 2000, run_write, make_file},
	{"create_unlink", 500, run_create_unlink, NULL},
	{"proc_self_stat", 500, run_proc_stat, NULL},
	{0},
};
