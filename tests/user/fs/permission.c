/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/permission.c - who may do what: modes, groups, sticky and set-gid directories,
 * access(2) */
#include "harness.h"

#include <grp.h>

TEST(classes_are_exclusive)
{
	int st;

	test_need_root();
	test_write_file("f", "x");
	REQUIRE_OK(chown("f", 1000, 2000));
	REQUIRE_OK(chmod("f", 0074)); /* owner nothing, group all, others read */
	CHILD (st) {
		test_become(1000, 2000);
		CHECK_ERRNO(open("f", O_RDONLY), EACCES); /* the owner's bits, and only they */
	}
	CHECK_EXITED(st, 0);
	CHILD (st) {
		test_become(1001, 2000);
		CHECK_OK(open("f", O_RDWR));
	}
	CHECK_EXITED(st, 0);
	CHILD (st) {
		gid_t g[] = {5, 2000};

		CHECK_OK(setgroups(2, g)); /* a supplementary group counts */
		CHECK_OK(setresgid(1, 1, 1));
		CHECK_OK(setresuid(1001, 1001, 1001));
		CHECK_OK(open("f", O_RDWR));
	}
	CHECK_EXITED(st, 0);
	CHILD (st) {
		test_become(1001, 1001);
		CHECK_OK(open("f", O_RDONLY));
		CHECK_ERRNO(open("f", O_WRONLY), EACCES);
	}
	CHECK_EXITED(st, 0);
	CHECK_OK(open("f", O_RDWR)); /* root */
}

TEST(directories)
{
	struct stat sb;
	int st;

	test_need_root();
	REQUIRE_OK(mkdir("nox", 0644));
	REQUIRE_OK(mkdir("nor", 0711));
	REQUIRE_OK(mkdir("now", 0755));
	REQUIRE_OK(chmod("nox", 0744));
	test_write_file("nox/f", "x");
	test_write_file("nor/f", "x");
	test_write_file("now/f", "x");
	REQUIRE_OK(chmod("now/f", 0666));
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_ERRNO(stat("nox/f", &sb), EACCES);
		CHECK_OK(open("nox", O_RDONLY));
		CHECK_ERRNO(chdir("nox"), EACCES);
		CHECK_ERRNO(open("nor", O_RDONLY), EACCES);
		CHECK_OK(stat("nor/f", &sb));
		CHECK_ERRNO(open("now/new", O_CREAT | O_WRONLY, 0600), EACCES);
		CHECK_OK(open("now/f", O_CREAT | O_WRONLY, 0600)); /* exists */
		CHECK_ERRNO(unlink("now/f"), EACCES);
		CHECK_ERRNO(mkdir("now/d", 0700), EACCES);
		CHECK_ERRNO(rename("now/f", "now/g"), EACCES);
		CHECK_ERRNO(link("now/f", "now/g"), EACCES);
		CHECK_ERRNO(symlink("x", "now/g"), EACCES);
		CHECK_ERRNO(rmdir("now"), EACCES);
	}
	CHECK_EXITED(st, 0);
}

TEST(sticky_directory)
{
	int st;

	test_need_root();
	REQUIRE_OK(mkdir("t", 0777));
	REQUIRE_OK(chmod("t", 01777));
	test_write_file("t/roots", "x");
	test_write_file("t/mine", "x");
	REQUIRE_OK(chmod("t/roots", 0666));
	REQUIRE_OK(chown("t/mine", 1000, 1000));
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_ERRNO(unlink("t/roots"), EPERM);
		CHECK_ERRNO(rename("t/roots", "t/x"), EPERM);
		CHECK_ERRNO(rename("t/mine", "t/roots"), EPERM); /* may not replace it either */
		CHECK_OK(rename("t/mine", "t/other"));
		CHECK_OK(unlink("t/other"));
	}
	CHECK_EXITED(st, 0);
	REQUIRE_OK(chown("t", 1000, 1000));
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_OK(unlink("t/roots")); /* the directory's owner may */
	}
	CHECK_EXITED(st, 0);
}

TEST(set_gid_directory)
{
	struct stat sb;

	test_need_root();
	REQUIRE_OK(mkdir("d", 0755));
	REQUIRE_OK(chown("d", 0, 4000));
	REQUIRE_OK(chmod("d", 02775));
	test_write_file("d/f", "x");
	CHECK_OK(stat("d/f", &sb));
	CHECK_EQ(sb.st_gid, 4000);
	CHECK_OK(mkdir("d/sub", 0755));
	CHECK_OK(stat("d/sub", &sb));
	CHECK_EQ(sb.st_gid, 4000);
	CHECK_EQ(sb.st_mode & 07777, 02755); /* handed down */
}

TEST(access_uses_the_real_ids)
{
	int st;

	test_need_root();
	test_write_file("f", "x");
	REQUIRE_OK(chmod("f", 0600));
	CHILD (st) {
		CHECK_OK(setresuid(1000, 0, 0));
		CHECK_ERRNO(access("f", R_OK), EACCES);
		CHECK_ERRNO(faccessat(AT_FDCWD, "f", R_OK, 0), EACCES);
		CHECK_OK(syscall(439 /* faccessat2 */, AT_FDCWD, "f", R_OK, AT_EACCESS));
		CHECK_OK(open("f", O_RDONLY));
	}
	CHECK_EXITED(st, 0);
}

TEST(access_results)
{
	test_write_file("f", "x");
	REQUIRE_OK(chmod("f", 0644));
	CHECK_OK(access("f", F_OK));
	CHECK_OK(access("f", R_OK | W_OK));
	CHECK_ERRNO(access("f", X_OK), EACCES); /* for root too: no x bit at all */
	CHECK_ERRNO(access("f", 8), EINVAL);
	CHECK_ERRNO(access("missing", F_OK), ENOENT);
	CHECK_ERRNO(access("f/x", F_OK), ENOTDIR);
	REQUIRE_OK(chmod("f", 0001));
	if (geteuid() == 0)
		CHECK_OK(access("f", R_OK | W_OK | X_OK));
	CHECK_ERRNO(faccessat(999, "f", F_OK, 0), EBADF);
	CHECK_ERRNO(syscall(439, AT_FDCWD, "f", F_OK, 0x1), EINVAL);
	REQUIRE_OK(symlink("gone", "l"));
	CHECK_ERRNO(access("l", F_OK), ENOENT);
	CHECK_OK(syscall(439, AT_FDCWD, "l", F_OK, AT_SYMLINK_NOFOLLOW));
}

TEST(descriptors_keep_their_right)
{
	int st;

	test_need_root();
	test_write_file("f", "secret");
	CHILD (st) {
		char b[8];
		int fd = REQUIRE_OK(open("f", O_RDWR));

		REQUIRE_OK(chmod("f", 0));
		test_become(1000, 1000);
		CHECK_EQ(read(fd, b, 6), 6);
		CHECK_EQ(write(fd, "x", 1), 1);
		CHECK_ERRNO(open("f", O_RDONLY), EACCES);
	}
	CHECK_EXITED(st, 0);
}
