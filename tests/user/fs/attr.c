/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/attr.c - chmod, chown, utimensat, truncate, fallocate */
#include "harness.h"

#include <linux/falloc.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

static mode_t mode_of(const char *p)
{
	struct stat sb;

	REQUIRE_OK(stat(p, &sb));
	return sb.st_mode & 07777;
}

TEST(chmod_results)
{
	int fd;

	test_write_file("f", "x");
	CHECK_OK(chmod("f", 0421));
	CHECK_EQ(mode_of("f"), 0421);
	CHECK_OK(chmod("f", 0100000 | 07777)); /* only the low bits count */
	CHECK_EQ(mode_of("f"), 07777);
	fd = REQUIRE_OK(open("f", O_RDONLY));
	CHECK_OK(fchmod(fd, 0600));
	CHECK_EQ(mode_of("f"), 0600);
	REQUIRE_OK(symlink("f", "l"));
	CHECK_OK(chmod("l", 0640)); /* followed */
	CHECK_EQ(mode_of("f"), 0640);
	CHECK_OK(syscall(SYS_fchmodat, AT_FDCWD, "f", 0604));
	CHECK_EQ(mode_of("f"), 0604);
	CHECK_ERRNO(chmod("missing", 0600), ENOENT);
	CHECK_ERRNO(chmod("f/x", 0600), ENOTDIR);
	CHECK_ERRNO(fchmod(999, 0600), EBADF);
}

TEST(chown_results)
{
	struct stat sb;
	int fd;

	test_need_root();
	test_write_file("f", "x");
	CHECK_OK(chown("f", 100, 200));
	CHECK_OK(stat("f", &sb));
	CHECK_EQ(sb.st_uid, 100);
	CHECK_EQ(sb.st_gid, 200);
	CHECK_OK(chown("f", -1, 300)); /* -1 leaves one alone */
	CHECK_OK(chown("f", 101, -1));
	CHECK_OK(stat("f", &sb));
	CHECK_EQ(sb.st_uid, 101);
	CHECK_EQ(sb.st_gid, 300);
	fd = REQUIRE_OK(open("f", O_RDONLY));
	CHECK_OK(fchown(fd, 5, 6));
	REQUIRE_OK(symlink("f", "l"));
	CHECK_OK(lchown("l", 7, 8));
	CHECK_OK(lstat("l", &sb));
	CHECK_EQ(sb.st_uid, 7);
	CHECK_OK(stat("l", &sb));
	CHECK_EQ(sb.st_uid, 5);
	CHECK_OK(fchownat(fd, "", 9, 9, AT_EMPTY_PATH));
	CHECK_ERRNO(fchownat(fd, "", 9, 9, 0), ENOENT);
	CHECK_ERRNO(fchownat(AT_FDCWD, "f", 9, 9, 0x1), EINVAL);
	CHECK_ERRNO(chown("missing", 1, 1), ENOENT);
	CHECK_ERRNO(fchown(999, 1, 1), EBADF);
}

TEST(chown_clears_set_id_bits)
{
	test_need_root();
	test_write_file("f", "x");
	REQUIRE_OK(chmod("f", 06755));
	CHECK_OK(chown("f", 1000, 1000));
	CHECK_EQ(mode_of("f"), 0755); /* root's chown too, for an executable */
	REQUIRE_OK(chmod("f", 02644));
	CHECK_OK(chown("f", 1000, 1000));
	CHECK_EQ(mode_of("f"), 02644); /* mandatory locking's mark is not set-gid */
}

TEST(writing_clears_set_id_bits)
{
	int st;

	test_need_root();
	test_write_file("f", "x");
	REQUIRE_OK(chmod("f", 06777));
	CHILD (st) {
		test_become(1000, 1000);
		int fd = REQUIRE_OK(open("f", O_WRONLY));

		CHECK_EQ(write(fd, "y", 1), 1);
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(mode_of("f"), 0777);
}

TEST(owner_rules)
{
	int st;

	test_need_root();
	test_write_file("mine", "x");
	test_write_file("roots", "x");
	REQUIRE_OK(chown("mine", 1000, 1000));
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_OK(chmod("mine", 0644));
		CHECK_ERRNO(chmod("roots", 0666), EPERM);
		CHECK_OK(chown("mine", 1000, 1000)); /* no change is allowed */
		CHECK_OK(chown("mine", -1, 1000));
		CHECK_ERRNO(chown("mine", 1001, -1), EPERM);
		CHECK_ERRNO(chown("mine", -1, 4242), EPERM); /* not one of our groups */
		CHECK_OK(chmod("mine", 02755));
		CHECK_EQ(mode_of("mine"), 02755); /* our own group: stays */
	}
	CHECK_EXITED(st, 0);
	REQUIRE_OK(chown("mine", 1000, 4242));
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_OK(chmod("mine", 02755));
		CHECK_EQ(mode_of("mine"), 0755); /* a foreign group: set-gid is dropped */
	}
	CHECK_EXITED(st, 0);
}

static int64_t ns(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

TEST(utimens)
{
	struct timespec ts[2] = {{100, 1}, {200, 999999999}}, now;
	struct stat sb;
	int fd;

	test_write_file("f", "x");
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	CHECK_OK(utimensat(AT_FDCWD, "f", ts, 0));
	CHECK_OK(stat("f", &sb));
	CHECK_EQ(ns(sb.st_atim), ns(ts[0]));
	CHECK_EQ(ns(sb.st_mtim), ns(ts[1]));
	CHECK_GE(ns(sb.st_ctim), ns(now));
	ts[0].tv_nsec = UTIME_OMIT;
	ts[1].tv_nsec = UTIME_NOW;
	CHECK_OK(utimensat(AT_FDCWD, "f", ts, 0));
	CHECK_OK(stat("f", &sb));
	CHECK_EQ(sb.st_atim.tv_sec, 100);
	CHECK_GE(ns(sb.st_mtim), ns(now));
	ts[1].tv_nsec = UTIME_OMIT;
	CHECK_OK(utimensat(AT_FDCWD, "missing", ts, 0)); /* nothing to do: not even looked up */
	CHECK_OK(utimensat(AT_FDCWD, "f", NULL, 0));
	CHECK_OK(stat("f", &sb));
	CHECK_GE(ns(sb.st_atim), ns(now));
	fd = REQUIRE_OK(open("f", O_RDONLY));
	ts[0] = (struct timespec){1, 0}, ts[1] = (struct timespec){2, 0};
	CHECK_OK(futimens(fd, ts));
	CHECK_OK(fstat(fd, &sb));
	CHECK_EQ(sb.st_mtim.tv_sec, 2);
	REQUIRE_OK(symlink("f", "l"));
	ts[1].tv_sec = 77;
	CHECK_OK(utimensat(AT_FDCWD, "l", ts, AT_SYMLINK_NOFOLLOW));
	CHECK_OK(lstat("l", &sb));
	CHECK_EQ(sb.st_mtim.tv_sec, 77);
	CHECK_OK(stat("l", &sb));
	CHECK_EQ(sb.st_mtim.tv_sec, 2);
	ts[0].tv_nsec = 1000000000;
	CHECK_ERRNO(utimensat(AT_FDCWD, "f", ts, 0), EINVAL);
	CHECK_ERRNO(utimensat(AT_FDCWD, "missing", NULL, 0), ENOENT);
	CHECK_ERRNO(utimensat(AT_FDCWD, "f", NULL, 0x1), EINVAL);
}

TEST(utimens_permission)
{
	struct timespec ts[2] = {{1, 0}, {2, 0}};
	int st;

	test_need_root();
	test_write_file("open", "x");
	test_write_file("closed", "x");
	REQUIRE_OK(chmod("open", 0666));
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_OK(utimensat(AT_FDCWD, "open", NULL, 0)); /* who may write may touch */
		CHECK_ERRNO(utimensat(AT_FDCWD, "open", ts, 0), EPERM);
		CHECK_ERRNO(utimensat(AT_FDCWD, "closed", NULL, 0), EACCES);
	}
	CHECK_EXITED(st, 0);
}

TEST(truncate_results)
{
	struct stat sb;
	char b[16];
	int fd, r, p[2];

	test_write_file("f", "0123456789");
	CHECK_OK(truncate("f", 4));
	CHECK_OK(stat("f", &sb));
	CHECK_EQ(sb.st_size, 4);
	fd = REQUIRE_OK(open("f", O_RDWR));
	CHECK_OK(ftruncate(fd, 8));
	CHECK_EQ(read(fd, b, 16), 8);
	CHECK_MEM(b, "0123\0\0\0\0", 8);
	CHECK_ERRNO(truncate("f", -1), EINVAL);
	CHECK_ERRNO(ftruncate(fd, -1), EINVAL);
	CHECK_ERRNO(truncate("missing", 0), ENOENT);
	CHECK_ERRNO(truncate(".", 0), EISDIR);
	r = REQUIRE_OK(open("f", O_RDONLY));
	CHECK_ERRNO(ftruncate(r, 0), EINVAL); /* not open for writing */
	CHECK_ERRNO(ftruncate(999, 0), EBADF);
	REQUIRE_OK(pipe(p));
	CHECK_ERRNO(ftruncate(p[1], 0), EINVAL);
	REQUIRE_OK(mkfifo("p", 0600));
	CHECK_ERRNO(truncate("p", 0), EINVAL);
}

TEST(fallocate_results)
{
	struct stat sb;
	char b[4];
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), p[2];

	CHECK_OK(fallocate(fd, 0, 0, 10000));
	CHECK_OK(fstat(fd, &sb));
	CHECK_EQ(sb.st_size, 10000);
	CHECK_GE(sb.st_blocks, 3 * 8);
	CHECK_OK(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 50000));
	CHECK_OK(fstat(fd, &sb));
	CHECK_EQ(sb.st_size, 10000);
	CHECK_EQ(pwrite(fd, "abcd", 4, 4096), 4);
	CHECK_OK(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4096, 4096));
	CHECK_EQ(pread(fd, b, 4, 4096), 4);
	CHECK_MEM(b, "\0\0\0\0", 4);
	CHECK_ERRNO(fallocate(fd, 0, -1, 10), EINVAL);
	CHECK_ERRNO(fallocate(fd, 0, 0, 0), EINVAL);
	CHECK_ERRNO(fallocate(fd, FALLOC_FL_PUNCH_HOLE, 0, 4096), EOPNOTSUPP);
	CHECK_ERRNO(fallocate(fd, 0x4000, 0, 4096), EOPNOTSUPP);
	CHECK_ERRNO(fallocate(999, 0, 0, 1), EBADF);
	CHECK_ERRNO(fallocate(open("f", O_RDONLY), 0, 0, 1), EBADF);
	REQUIRE_OK(pipe(p));
	CHECK_ERRNO(fallocate(p[1], 0, 0, 1), ESPIPE);
	CHECK_ERRNO(fallocate(fd, 0, LONG_MAX - 10, 100), EFBIG);
}

TEST(inode_flags)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), flags = -1, st;

	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) && (errno == ENOTTY || errno == EOPNOTSUPP))
		SKIP("no flags on this file system");
	flags &= ~FS_NODUMP_FL;
	CHECK_EQ(flags & (FS_IMMUTABLE_FL | FS_APPEND_FL), 0);
	flags |= FS_NODUMP_FL;
	CHECK_OK(ioctl(fd, FS_IOC_SETFLAGS, &flags));
	flags = 0;
	CHECK_OK(ioctl(fd, FS_IOC_GETFLAGS, &flags));
	CHECK(flags & FS_NODUMP_FL);
	CHECK_ERRNO(ioctl(fd, FS_IOC_GETFLAGS, KERNEL_ADDR), EFAULT);
	CHECK_ERRNO(ioctl(fd, FS_IOC_SETFLAGS, KERNEL_ADDR), EFAULT);
	if (getuid())
		SKIP("immutable and append-only are root's");
	flags |= FS_APPEND_FL;
	if (ioctl(fd, FS_IOC_SETFLAGS, &flags))
		SKIP("no CAP_LINUX_IMMUTABLE");
	CHECK_ERRNO(open("f", O_WRONLY), EPERM);
	CHECK_ERRNO(unlink("f"), EPERM);
	CHECK_OK(open("f", O_WRONLY | O_APPEND));
	CHILD (st) {
		REQUIRE_OK(setuid(65534));
		flags &= ~FS_APPEND_FL;
		CHECK_ERRNO(ioctl(fd, FS_IOC_SETFLAGS, &flags), EPERM);
	}
	CHECK_EXITED(st, 0);
	flags = (flags & ~FS_APPEND_FL) | FS_IMMUTABLE_FL;
	CHECK_OK(ioctl(fd, FS_IOC_SETFLAGS, &flags));
	CHECK_ERRNO(chmod("f", 0644), EPERM);
	CHECK_ERRNO(rename("f", "g"), EPERM);
	CHECK_ERRNO(link("f", "g"), EPERM);
	CHECK_ERRNO(open("f", O_WRONLY), EPERM);
	flags &= ~FS_IMMUTABLE_FL;
	CHECK_OK(ioctl(fd, FS_IOC_SETFLAGS, &flags));
	CHECK_OK(unlink("f"));
}
