/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/copy.c - sendfile, copy_file_range, splice, statfs, sync */
#include "harness.h"

#include <sys/sendfile.h>
#include <sys/statfs.h>

TEST(sendfile_results)
{
	int in, out = REQUIRE_OK(open("out", O_RDWR | O_CREAT, 0600)), p[2];
	off_t off = 2;
	char b[16];

	test_write_file("in", "0123456789");
	in = REQUIRE_OK(open("in", O_RDONLY));
	CHECK_EQ(sendfile(out, in, &off, 4), 4);
	CHECK_EQ(off, 6);
	CHECK_EQ(lseek(in, 0, SEEK_CUR), 0); /* with an offset the file's own stays */
	CHECK_EQ(sendfile(out, in, NULL, 3), 3);
	CHECK_EQ(lseek(in, 0, SEEK_CUR), 3);
	CHECK_EQ(sendfile(out, in, NULL, 100), 7);
	CHECK_EQ(sendfile(out, in, NULL, 100), 0);
	CHECK_STR(test_slurp("out"), "23450123456789");
	REQUIRE_OK(pipe(p));
	off = 0;
	CHECK_EQ(sendfile(p[1], in, &off, 10), 10);
	CHECK_EQ(read(p[0], b, 16), 10);
	CHECK_ERRNO(sendfile(out, 999, NULL, 1), EBADF);
	CHECK_ERRNO(sendfile(in, in, NULL, 1), EBADF); /* not open for writing */
	off = -1;
	CHECK_ERRNO(sendfile(out, in, &off, 1), EINVAL);
	CHECK_ERRNO(sendfile(out, in, KERNEL_ADDR, 1), EFAULT);
}

TEST(copy_file_range_results)
{
	int in, out = REQUIRE_OK(open("out", O_RDWR | O_CREAT, 0600));
	off_t a = 3, b = 5;

	test_write_file("in", "0123456789");
	in = REQUIRE_OK(open("in", O_RDONLY));
	CHECK_EQ(syscall(SYS_copy_file_range, in, &a, out, &b, 4, 0), 4);
	CHECK_EQ(a, 7);
	CHECK_EQ(b, 9);
	CHECK_EQ(syscall(SYS_copy_file_range, in, NULL, out, NULL, 100, 0), 10);
	CHECK_EQ(syscall(SYS_copy_file_range, in, NULL, out, NULL, 100, 0), 0);
	CHECK_ERRNO(syscall(SYS_copy_file_range, in, NULL, out, NULL, 1, 1), EINVAL);
	CHECK_ERRNO(syscall(SYS_copy_file_range, in, NULL, 999, NULL, 1, 0), EBADF);
	CHECK_ERRNO(syscall(SYS_copy_file_range, in, NULL, in, NULL, 1, 0), EBADF);
	int d = REQUIRE_OK(open(".", O_RDONLY));
	CHECK_ERRNO(syscall(SYS_copy_file_range, d, NULL, out, NULL, 1, 0), EISDIR);
}

TEST(splice_between_file_and_pipe)
{
	int in, out = REQUIRE_OK(open("out", O_RDWR | O_CREAT, 0600)), p[2];

	test_write_file("in", "through a pipe");
	in = REQUIRE_OK(open("in", O_RDONLY));
	REQUIRE_OK(pipe(p));
	CHECK_EQ(splice(in, NULL, p[1], NULL, 100, 0), 14);
	CHECK_EQ(splice(p[0], NULL, out, NULL, 100, 0), 14);
	CHECK_STR(test_slurp("out"), "through a pipe");
	CHECK_ERRNO(splice(in, NULL, out, NULL, 1, 0), EINVAL); /* one must be a pipe */
	CHECK_EQ(splice(in, NULL, p[1], NULL, 100, 0), 0);
}

TEST(statfs_fields)
{
	struct statfs a, b;
	int fd = REQUIRE_OK(open(".", O_RDONLY));

	CHECK_OK(statfs(".", &a));
	CHECK_OK(fstatfs(fd, &b));
	CHECK_EQ(a.f_type, b.f_type);
	CHECK_EQ(a.f_bsize, 4096);
	CHECK_EQ(a.f_namelen, 255);
	CHECK(a.f_bfree <= a.f_blocks);
	CHECK(a.f_bavail <= a.f_bfree);
	CHECK_OK(statfs("/proc", &a));
	CHECK_EQ(a.f_type, 0x9fa0);
	CHECK_OK(statfs("/dev/pts", &a));
	CHECK_EQ(a.f_type, 0x1cd1);
	CHECK_ERRNO(statfs("missing", &a), ENOENT);
	CHECK_ERRNO(fstatfs(999, &a), EBADF);
}

TEST(sync_family)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), p[2];

	CHECK_EQ(write(fd, "x", 1), 1);
	CHECK_OK(fsync(fd));
	CHECK_OK(fdatasync(fd));
	CHECK_OK(syncfs(fd));
	CHECK_ERRNO(fsync(999), EBADF);
	CHECK_ERRNO(syncfs(999), EBADF);
	REQUIRE_OK(pipe(p));
	CHECK_ERRNO(fsync(p[0]), EINVAL);
	CHECK_OK(fsync(REQUIRE_OK(open(".", O_RDONLY))));
}

TEST(readahead_and_advice)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), p[2];

	CHECK_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL), 0);
	CHECK_EQ(posix_fadvise(fd, 0, 0, 99), EINVAL);
	CHECK_EQ(posix_fadvise(999, 0, 0, 0), EBADF);
	REQUIRE_OK(pipe(p));
	CHECK_EQ(posix_fadvise(p[0], 0, 0, 0), ESPIPE);
}
