/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/getdents.c - reading directories: entries, types, positions, changes meanwhile */
#include "harness.h"

#include <dirent.h>

struct linux_dirent64 {
	uint64_t ino;
	int64_t off;
	unsigned short reclen;
	unsigned char type;
	char name[];
};

static void fill(int n)
{
	char name[64];

	REQUIRE_OK(mkdir("d", 0755));
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "d/file-%04d", i);
		close(REQUIRE_OK(open(name, O_CREAT | O_WRONLY, 0600)));
	}
}

static int count_entries(const char *path)
{
	DIR *d = opendir(path);
	int n = 0;

	REQUIRE(d != NULL);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

TEST(empty_directory_has_two)
{
	DIR *d;
	struct dirent *e;
	int dot = 0, dotdot = 0, n = 0;
	struct stat sb;

	REQUIRE_OK(mkdir("d", 0755));
	REQUIRE((d = opendir("d")) != NULL);
	while ((e = readdir(d))) {
		n++;
		dot |= !strcmp(e->d_name, ".");
		dotdot |= !strcmp(e->d_name, "..");
		CHECK_EQ(e->d_type, DT_DIR);
		if (!strcmp(e->d_name, ".")) {
			CHECK_OK(stat("d", &sb));
			CHECK_EQ(e->d_ino, sb.st_ino);
		}
	}
	CHECK_EQ(n, 2);
	CHECK(dot && dotdot);
}

TEST(types_and_inodes)
{
	DIR *d;
	struct dirent *e;
	struct stat sb;

	test_write_file("f", "x");
	REQUIRE_OK(mkdir("dir", 0755));
	REQUIRE_OK(symlink("f", "link"));
	REQUIRE_OK(mkfifo("pipe", 0600));
	REQUIRE((d = opendir(".")) != NULL);
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		CHECK_OK(lstat(e->d_name, &sb));
		CHECK_EQ(e->d_ino, sb.st_ino);
		CHECK_EQ(e->d_type, (sb.st_mode & S_IFMT) >> 12);
	}
}

TEST(raw_records)
{
	char buf[4096];
	int fd, n, seen = 0;

	fill(20);
	fd = REQUIRE_OK(open("d", O_RDONLY | O_DIRECTORY));
	while ((n = (int)syscall(SYS_getdents64, fd, buf, sizeof(buf))) > 0)
		for (int at = 0; at < n;) {
			struct linux_dirent64 *e = (void *)(buf + at);

			CHECK_EQ(e->reclen % 8, 0);
			CHECK_GE(e->reclen, 19 + strlen(e->name) + 1);
			CHECK(e->ino != 0);
			at += e->reclen;
			seen++;
		}
	CHECK_EQ(n, 0);
	CHECK_EQ(seen, 22);
	CHECK_EQ(syscall(SYS_getdents64, fd, buf, sizeof(buf)), 0); /* stays at the end */
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	CHECK_GT(syscall(SYS_getdents64, fd, buf, sizeof(buf)), 0);
}

TEST(small_buffers)
{
	char buf[64];
	int fd, seen = 0, n;

	fill(10);
	fd = REQUIRE_OK(open("d", O_RDONLY | O_DIRECTORY));
	CHECK_ERRNO(syscall(SYS_getdents64, fd, buf, 10), EINVAL); /* not even one fits */
	CHECK_ERRNO(syscall(SYS_getdents64, fd, buf, 0), EINVAL);
	while ((n = (int)syscall(SYS_getdents64, fd, buf, sizeof(buf))) > 0)
		for (int at = 0; at < n; at += ((struct linux_dirent64 *)(buf + at))->reclen)
			seen++;
	CHECK_EQ(seen, 12);
}

TEST(a_thousand_entries_each_once)
{
	static char seen[1000];
	DIR *d;
	struct dirent *e;

	fill(1000);
	REQUIRE((d = opendir("d")) != NULL);
	while ((e = readdir(d)))
		if (e->d_name[0] == 'f')
			seen[atoi(e->d_name + 5)]++;
	for (int i = 0; i < 1000; i++)
		CHECK_EQ(seen[i], 1);
}

TEST(removal_while_reading)
{
	DIR *d;
	struct dirent *e;
	char name[300];
	int removed = 0;

	fill(500);
	REQUIRE((d = opendir("d")) != NULL);
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "d/%s", e->d_name);
		CHECK_OK(unlink(name));
		removed++;
	}
	CHECK_EQ(removed, 500); /* rm -r depends on it */
	CHECK_EQ(count_entries("d"), 2);
	CHECK_OK(rmdir("d"));
}

TEST(others_come_and_go_meanwhile)
{
	static char seen[300];
	DIR *d;
	struct dirent *e;
	int k = 0;

	fill(300);
	REQUIRE((d = opendir("d")) != NULL);
	while ((e = readdir(d))) {
		char name[64];

		if (!strncmp(e->d_name, "file", 4))
			seen[atoi(e->d_name + 5)]++;
		if (k >= 100)
			continue;
		snprintf(name, sizeof(name), "d/new-%d", k);
		close(REQUIRE_OK(open(name, O_CREAT | O_WRONLY, 0600)));
		snprintf(name, sizeof(name), "d/file-%04d", 200 + k); /* removed: may show or not */
		unlink(name);
		k++;
	}
	for (int i = 0; i < 200; i++) /* what stayed all the time is seen exactly once */
		CHECK_EQ(seen[i], 1);
}

TEST(telldir_and_seekdir)
{
	DIR *d;
	struct dirent *e;
	char after[64] = "";
	long pos = 0;
	int n = 0;

	fill(50);
	REQUIRE((d = opendir("d")) != NULL);
	while ((e = readdir(d))) {
		n++;
		if (n == 20)
			pos = telldir(d);
		if (n == 21)
			snprintf(after, sizeof(after), "%.60s", e->d_name);
	}
	CHECK_EQ(n, 52);
	seekdir(d, pos);
	REQUIRE((e = readdir(d)) != NULL);
	CHECK_STR(e->d_name, after);
	rewinddir(d);
	for (n = 0; readdir(d); n++)
		;
	CHECK_EQ(n, 52);
}

TEST(rewind_sees_new_entries)
{
	DIR *d;
	int n;

	fill(3);
	REQUIRE((d = opendir("d")) != NULL);
	while (readdir(d))
		;
	test_write_file("d/new", "x");
	rewinddir(d);
	for (n = 0; readdir(d); n++)
		;
	CHECK_EQ(n, 6);
}

TEST(errors)
{
	char buf[4096];
	int fd;

	test_write_file("f", "x");
	fd = REQUIRE_OK(open("f", O_RDONLY));
	CHECK_ERRNO(syscall(SYS_getdents64, fd, buf, sizeof(buf)), ENOTDIR);
	CHECK_ERRNO(syscall(SYS_getdents64, 999, buf, sizeof(buf)), EBADF);
	REQUIRE_OK(mkdir("gone", 0755));
	fd = REQUIRE_OK(open("gone", O_RDONLY));
	REQUIRE_OK(rmdir("gone"));
	CHECK_ERRNO(syscall(SYS_getdents64, fd, buf, sizeof(buf)), ENOENT);
}
