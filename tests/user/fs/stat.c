/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/stat.c - stat, lstat, fstat, newfstatat, statx: every field */
#include "harness.h"

#include <linux/stat.h>
#include <sys/sysmacros.h>

static long do_statx(int dfd, const char *path, int flags, unsigned mask, struct statx *sx)
{
	return syscall(SYS_statx, dfd, path, flags, mask, sx);
}

TEST(regular_file)
{
	struct stat a, b, dir;
	int fd;

	test_write_file("f", "0123456789");
	REQUIRE_OK(chmod("f", 0604));
	CHECK_OK(stat("f", &a));
	CHECK_EQ(a.st_mode, S_IFREG | 0604);
	CHECK_EQ(a.st_size, 10);
	CHECK_EQ(a.st_nlink, 1);
	CHECK_EQ(a.st_uid, geteuid());
	CHECK_EQ(a.st_gid, getegid());
	CHECK_GT(a.st_ino, 0);
	CHECK_EQ(a.st_rdev, 0);
	CHECK_EQ(a.st_blksize, 4096);
	CHECK_GE(a.st_blocks, 0);
	CHECK_OK(stat(".", &dir));
	CHECK_EQ(a.st_dev, dir.st_dev);
	fd = REQUIRE_OK(open("f", O_RDONLY));
	CHECK_OK(fstat(fd, &b));
	CHECK_MEM(&a, &b, sizeof(a));
	CHECK_OK(fstatat(AT_FDCWD, "f", &b, 0));
	CHECK_MEM(&a, &b, sizeof(a));
	CHECK_OK(fstatat(fd, "", &b, AT_EMPTY_PATH));
	CHECK_EQ(a.st_ino, b.st_ino);
}

TEST(blocks_count_512_bytes)
{
	struct stat sb;
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));
	char *p = test_map(16);

	memset(p, 1, 16 * PAGE);
	CHECK_EQ(write(fd, p, 16 * PAGE), 16 * PAGE);
	CHECK_OK(fsync(fd));
	CHECK_OK(fstat(fd, &sb));
	CHECK_EQ(sb.st_blocks, 16 * PAGE / 512);
	REQUIRE_OK(ftruncate(fd, 0));
	CHECK_OK(fstat(fd, &sb));
	CHECK_EQ(sb.st_blocks, 0);
}

TEST(types)
{
	struct stat sb;
	int p[2];

	REQUIRE_OK(mkdir("d", 0711));
	REQUIRE_OK(symlink("target-of-20-chars..", "l"));
	REQUIRE_OK(mkfifo("p", 0622));
	CHECK_OK(stat("d", &sb));
	CHECK_EQ(sb.st_mode, S_IFDIR | 0711);
	CHECK_EQ(sb.st_nlink, 2);
	CHECK_OK(lstat("l", &sb));
	CHECK_EQ(sb.st_mode, S_IFLNK | 0777);
	CHECK_EQ(sb.st_size, 20);
	CHECK_ERRNO(stat("l", &sb), ENOENT);
	CHECK_OK(stat("p", &sb));
	CHECK(S_ISFIFO(sb.st_mode));
	CHECK_OK(stat("/dev/null", &sb));
	CHECK(S_ISCHR(sb.st_mode));
	CHECK_EQ(sb.st_rdev, makedev(1, 3));
	REQUIRE_OK(pipe(p));
	CHECK_OK(fstat(p[0], &sb));
	CHECK_EQ(sb.st_mode, S_IFIFO | 0600);
}

TEST(link_counts_of_directories)
{
	struct stat sb;

	REQUIRE_OK(mkdir("d", 0755));
	REQUIRE_OK(mkdir("d/a", 0755));
	REQUIRE_OK(mkdir("d/b", 0755));
	CHECK_OK(stat("d", &sb));
	CHECK_EQ(sb.st_nlink, 4);
	REQUIRE_OK(rmdir("d/a"));
	CHECK_OK(stat("d", &sb));
	CHECK_EQ(sb.st_nlink, 3);
}

static int64_t ns(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* File systems take their time from the coarse clock: let it move. */
static void tick(void)
{
	struct timespec a, b, ms = {0, 1000000};

	clock_gettime(CLOCK_REALTIME_COARSE, &a);
	do {
		nanosleep(&ms, NULL);
		clock_gettime(CLOCK_REALTIME_COARSE, &b);
	} while (ns(b) == ns(a));
}

TEST(times_change_when_they_should)
{
	struct stat a, b;
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));

	CHECK_OK(fstat(fd, &a));
	tick();
	CHECK_EQ(write(fd, "x", 1), 1);
	CHECK_OK(fstat(fd, &b));
	CHECK_GT(ns(b.st_mtim), ns(a.st_mtim));
	CHECK_GT(ns(b.st_ctim), ns(a.st_ctim));
	a = b;
	tick();
	CHECK_OK(fchmod(fd, 0644));
	CHECK_OK(fstat(fd, &b));
	CHECK_EQ(ns(b.st_mtim), ns(a.st_mtim));
	CHECK_GT(ns(b.st_ctim), ns(a.st_ctim));
	a = b;
	tick();
	CHECK_OK(link("f", "g"));
	CHECK_OK(fstat(fd, &b));
	CHECK_GT(ns(b.st_ctim), ns(a.st_ctim));
	CHECK_EQ(b.st_nlink, 2);
	a = b;
	tick();
	CHECK_OK(rename("g", "h"));
	CHECK_OK(unlink("h"));
	CHECK_OK(fstat(fd, &b));
	CHECK_GT(ns(b.st_ctim), ns(a.st_ctim));
	CHECK_EQ(b.st_nlink, 1);
}

TEST(directory_times)
{
	struct stat a, b;

	REQUIRE_OK(mkdir("d", 0755));
	CHECK_OK(stat("d", &a));
	tick();
	test_write_file("d/f", "x");
	CHECK_OK(stat("d", &b));
	CHECK_GT(ns(b.st_mtim), ns(a.st_mtim));
	a = b;
	tick();
	test_write_file("d/f", "longer"); /* the content is not the directory's business */
	CHECK_OK(stat("d", &b));
	CHECK_EQ(ns(b.st_mtim), ns(a.st_mtim));
	CHECK_OK(unlink("d/f"));
	CHECK_OK(stat("d", &b));
	CHECK_GT(ns(b.st_mtim), ns(a.st_mtim));
}

TEST(statx_agrees_with_stat)
{
	struct statx x;
	struct stat s;

	test_write_file("f", "content");
	memset(&x, 0xff, sizeof(x));
	CHECK_OK(do_statx(AT_FDCWD, "f", 0, STATX_BASIC_STATS, &x));
	CHECK_OK(stat("f", &s));
	CHECK_EQ(x.stx_mask & STATX_BASIC_STATS, STATX_BASIC_STATS);
	CHECK_EQ(x.stx_mode, s.st_mode);
	CHECK_EQ(x.stx_ino, s.st_ino);
	CHECK_EQ(x.stx_size, s.st_size);
	CHECK_EQ(x.stx_nlink, s.st_nlink);
	CHECK_EQ(x.stx_uid, s.st_uid);
	CHECK_EQ(x.stx_gid, s.st_gid);
	CHECK_EQ(x.stx_blocks, s.st_blocks);
	CHECK_EQ(x.stx_blksize, s.st_blksize);
	CHECK_EQ(x.stx_mtime.tv_sec, s.st_mtim.tv_sec);
	CHECK_EQ(x.stx_mtime.tv_nsec, s.st_mtim.tv_nsec);
	CHECK_EQ(makedev(x.stx_dev_major, x.stx_dev_minor), s.st_dev);
	CHECK_OK(do_statx(AT_FDCWD, "/dev/null", 0, STATX_BASIC_STATS, &x));
	CHECK_EQ(x.stx_rdev_major, 1);
	CHECK_EQ(x.stx_rdev_minor, 3);
}

TEST(statx_flags_and_errors)
{
	struct statx x;
	int fd;

	test_write_file("f", "x");
	REQUIRE_OK(symlink("f", "l"));
	CHECK_OK(do_statx(AT_FDCWD, "l", AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &x));
	CHECK(S_ISLNK(x.stx_mode));
	fd = REQUIRE_OK(open("f", O_RDONLY));
	CHECK_OK(do_statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &x));
	CHECK_OK(do_statx(fd, "", AT_EMPTY_PATH | AT_STATX_FORCE_SYNC, STATX_SIZE, &x));
	CHECK_ERRNO(do_statx(AT_FDCWD, "f", 0x1, STATX_BASIC_STATS, &x), EINVAL);
	CHECK_ERRNO(do_statx(AT_FDCWD, "f", 0, 0x80000000u, &x), EINVAL);
	CHECK_ERRNO(do_statx(AT_FDCWD, "f", AT_STATX_FORCE_SYNC | AT_STATX_DONT_SYNC, 0, &x),
		    EINVAL);
	CHECK_ERRNO(do_statx(AT_FDCWD, "", 0, 0, &x), ENOENT);
	CHECK_ERRNO(do_statx(-1, "f", 0, 0, &x), EBADF);
}

TEST(errors)
{
	struct stat sb;

	test_write_file("f", "x");
	CHECK_ERRNO(stat("missing", &sb), ENOENT);
	CHECK_ERRNO(stat("f/x", &sb), ENOTDIR);
	CHECK_ERRNO(stat("", &sb), ENOENT);
	CHECK_ERRNO(fstat(999, &sb), EBADF);
	CHECK_ERRNO(fstatat(AT_FDCWD, "f", &sb, 0x1), EINVAL);
	CHECK_ERRNO(fstatat(999, "f", &sb, 0), EBADF);
}
