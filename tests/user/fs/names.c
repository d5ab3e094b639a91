/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/names.c - mkdir, rmdir, link, symlink, readlink, unlink, mknod: results and errors
 */
#include "harness.h"

#include <sys/sysmacros.h>

TEST(mkdir_results)
{
	struct stat sb;

	umask(022);
	CHECK_OK(mkdir("d", 0777));
	CHECK_OK(stat("d", &sb));
	CHECK_EQ(sb.st_mode, S_IFDIR | 0755);
	CHECK_ERRNO(mkdir("d", 0777), EEXIST);
	CHECK_ERRNO(mkdir("d/", 0777), EEXIST);
	CHECK_ERRNO(mkdir("x/y", 0777), ENOENT);
	CHECK_OK(mkdir("e/", 0777)); /* a slash at the end is fine here */
	CHECK_OK(mkdir("s", 01777));
	CHECK_OK(stat("s", &sb));
	CHECK_EQ(sb.st_mode & 07777, 01755);
	test_write_file("f", "x");
	CHECK_ERRNO(mkdir("f", 0777), EEXIST);
	CHECK_ERRNO(mkdir("f/d", 0777), ENOTDIR);
	CHECK_ERRNO(mkdir("", 0777), ENOENT);
	CHECK_ERRNO(mkdir("/", 0777), EEXIST);
	CHECK_ERRNO(mkdir(".", 0777), EEXIST);
	CHECK_OK(symlink("nowhere", "l"));
	CHECK_ERRNO(mkdir("l", 0777), EEXIST); /* not followed */
}

TEST(rmdir_results)
{
	REQUIRE_OK(mkdir("d", 0755));
	REQUIRE_OK(mkdir("d/e", 0755));
	test_write_file("f", "x");
	REQUIRE_OK(symlink("d", "l"));
	CHECK_ERRNO(rmdir("d"), ENOTEMPTY);
	CHECK_ERRNO(rmdir("f"), ENOTDIR);
	CHECK_ERRNO(rmdir("l"), ENOTDIR);
	CHECK_ERRNO(rmdir("missing"), ENOENT);
	CHECK_ERRNO(rmdir("d/e/."), EINVAL);
	CHECK_ERRNO(rmdir("d/e/.."), ENOTEMPTY);
	CHECK_ERRNO(rmdir("/"), EBUSY);
	CHECK_OK(rmdir("d/e/"));
	CHECK_OK(rmdir("d"));
	CHECK_ERRNO(rmdir("d"), ENOENT);
}

TEST(hard_links)
{
	struct stat a, b;

	test_write_file("f", "x");
	REQUIRE_OK(mkdir("d", 0755));
	CHECK_OK(link("f", "g"));
	CHECK_OK(stat("f", &a));
	CHECK_OK(stat("g", &b));
	CHECK_EQ(a.st_ino, b.st_ino);
	CHECK_EQ(a.st_nlink, 2);
	CHECK_ERRNO(link("f", "g"), EEXIST);
	CHECK_ERRNO(link("missing", "h"), ENOENT);
	CHECK_ERRNO(link("f", "x/h"), ENOENT);
	CHECK_ERRNO(link("d", "e"), EPERM); /* directories have one name */
	CHECK_ERRNO(link("f", "f/h"), ENOTDIR);
	CHECK_OK(unlink("f"));
	CHECK_OK(stat("g", &b));
	CHECK_EQ(b.st_nlink, 1);
	CHECK_OK(symlink("g", "l"));
	CHECK_OK(link("l", "l2")); /* the link itself */
	CHECK_OK(lstat("l2", &b));
	CHECK(S_ISLNK(b.st_mode));
	CHECK_OK(linkat(AT_FDCWD, "l", AT_FDCWD, "g2", AT_SYMLINK_FOLLOW));
	CHECK_OK(lstat("g2", &b));
	CHECK(S_ISREG(b.st_mode));
	CHECK_ERRNO(linkat(AT_FDCWD, "g", AT_FDCWD, "h", 0x1), EINVAL);
}

TEST(symbolic_links)
{
	char b[64], big[PATH_MAX + 2];

	CHECK_OK(symlink("some/where", "l"));
	memset(b, 'X', sizeof(b));
	CHECK_EQ(readlink("l", b, sizeof(b)), 10);
	CHECK_MEM(b, "some/whereX", 11); /* no terminator is written */
	CHECK_EQ(readlink("l", b, 4), 4);
	CHECK_ERRNO(syscall(SYS_readlink, "l", b, 0), EINVAL);
	CHECK_ERRNO(syscall(SYS_readlink, "l", b, -1), EINVAL);
	CHECK_ERRNO(symlink("x", "l"), EEXIST);
	CHECK_ERRNO(symlink("", "m"), ENOENT);
	CHECK_ERRNO(symlink("x", "no/m"), ENOENT);
	test_write_file("f", "x");
	CHECK_ERRNO(readlink("f", b, sizeof(b)), EINVAL);
	CHECK_ERRNO(readlink("missing", b, sizeof(b)), ENOENT);
	CHECK_ERRNO(readlink(".", b, sizeof(b)), EINVAL);
	memset(big, 'a', sizeof(big));
	big[PATH_MAX] = 0;
	CHECK_ERRNO(symlink(big, "m"), ENAMETOOLONG);
	big[PATH_MAX - 1] = 0;
	CHECK_OK(symlink(big, "m"));
	CHECK_EQ(readlink("m", big, sizeof(big)), PATH_MAX - 1);
}

TEST(unlink_results)
{
	REQUIRE_OK(mkdir("d", 0755));
	test_write_file("f", "x");
	CHECK_ERRNO(unlink("d"), EISDIR);
	CHECK_ERRNO(unlink("missing"), ENOENT);
	CHECK_ERRNO(unlink("f/"), ENOTDIR);
	CHECK_ERRNO(unlink("f/x"), ENOTDIR);
	CHECK_ERRNO(unlink(""), ENOENT);
	CHECK_ERRNO(unlinkat(AT_FDCWD, "f", AT_REMOVEDIR), ENOTDIR);
	CHECK_ERRNO(unlinkat(AT_FDCWD, "d", 0), EISDIR);
	CHECK_ERRNO(unlinkat(AT_FDCWD, "f", 0x1), EINVAL);
	CHECK_OK(unlinkat(AT_FDCWD, "d", AT_REMOVEDIR));
	CHECK_OK(symlink("f", "l"));
	CHECK_OK(unlink("l"));
	CHECK_OK(access("f", F_OK)); /* the target stays */
	CHECK_OK(unlink("f"));
}

TEST(an_open_file_lives_on)
{
	struct stat sb;
	char b[8] = "";
	int fd;

	test_write_file("f", "still here");
	fd = REQUIRE_OK(open("f", O_RDWR));
	CHECK_OK(unlink("f"));
	CHECK_ERRNO(open("f", O_RDONLY), ENOENT);
	CHECK_OK(fstat(fd, &sb));
	CHECK_EQ(sb.st_nlink, 0);
	CHECK_EQ(read(fd, b, 5), 5);
	CHECK_MEM(b, "still", 5);
	CHECK_EQ(pwrite(fd, "more", 4, 100), 4);
	char link[64], to[PATH_MAX];
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, to, sizeof(to) - 1);
	REQUIRE(n > 0);
	to[n] = 0;
	CHECK_MATCH(to, "/f \\(deleted\\)$");
}

TEST(working_in_a_removed_directory)
{
	char b[64];

	REQUIRE_OK(mkdir("d", 0755));
	REQUIRE_OK(chdir("d"));
	CHECK_OK(rmdir("../d"));
	CHECK_ERRNO(syscall(SYS_getcwd, b, sizeof(b)), ENOENT);
	CHECK_ERRNO(open("f", O_CREAT | O_WRONLY, 0600), ENOENT);
	CHECK_ERRNO(mkdir("x", 0700), ENOENT);
	CHECK_OK(access(".", F_OK));
	CHECK_OK(chdir(".."));
}

TEST(nodes)
{
	struct stat sb;

	CHECK_OK(mknod("f", S_IFREG | 0640, 0));
	CHECK_OK(stat("f", &sb));
	CHECK_EQ(sb.st_mode, S_IFREG | 0640);
	CHECK_OK(mknod("g", 0600, 0)); /* no type: a regular file */
	CHECK_ERRNO(mknod("f", S_IFREG | 0640, 0), EEXIST);
	CHECK_ERRNO(mknod("d", S_IFDIR | 0755, 0), EPERM);
	CHECK_ERRNO(mknod("x", S_IFMT, 0), EINVAL);
	CHECK_ERRNO(mknod("no/x", S_IFIFO, 0), ENOENT);
	test_need_root();
	CHECK_OK(mknod("null", S_IFCHR | 0666, makedev(1, 3)));
	CHECK_OK(stat("null", &sb));
	CHECK_EQ(sb.st_rdev, makedev(1, 3));
	int fd = open("null", O_RDWR);
	if (fd < 0 && errno == EACCES)
		SKIP("scratch file system is mounted nodev");
	CHECK_EQ(write(fd, "x", 1), 1);
	CHECK_OK(mknod("nodriver", S_IFCHR | 0666, makedev(250, 250)));
	CHECK_ERRNO(open("nodriver", O_RDWR), ENXIO);
}
