/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/rename.c - rename(2) and renameat2(2) */
#include "harness.h"

#define NOREPLACE 1
#define EXCHANGE  2
#define WHITEOUT  4

static long renameat2(const char *a, const char *b, unsigned flags)
{
	return syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, flags);
}

static ino_t ino(const char *p)
{
	struct stat sb;

	REQUIRE_OK(lstat(p, &sb));
	return sb.st_ino;
}

TEST(moves_and_replaces)
{
	ino_t i;

	test_write_file("a", "A");
	test_write_file("b", "B");
	i = ino("a");
	CHECK_OK(rename("a", "c"));
	CHECK_EQ(ino("c"), i);
	CHECK_ERRNO(access("a", F_OK), ENOENT);
	CHECK_OK(rename("c", "b")); /* over an old file */
	CHECK_EQ(ino("b"), i);
	CHECK_STR(test_slurp("b"), "A");
}

TEST(the_replaced_file_stays_open)
{
	char c = 0;
	int fd;

	test_write_file("a", "A");
	test_write_file("b", "B");
	fd = REQUIRE_OK(open("b", O_RDONLY));
	CHECK_OK(rename("a", "b"));
	CHECK_EQ(read(fd, &c, 1), 1);
	CHECK_EQ(c, 'B');
}

TEST(onto_itself_and_its_links)
{
	test_write_file("a", "A");
	CHECK_OK(rename("a", "a"));
	CHECK_OK(link("a", "b"));
	CHECK_OK(rename("a", "b")); /* same file: does nothing at all */
	CHECK_OK(access("a", F_OK));
	CHECK_OK(access("b", F_OK));
}

TEST(directories)
{
	struct stat sb;

	REQUIRE_OK(mkdir("d", 0755));
	REQUIRE_OK(mkdir("d/sub", 0755));
	REQUIRE_OK(mkdir("e", 0755));
	REQUIRE_OK(mkdir("full", 0755));
	test_write_file("full/x", "x");
	test_write_file("f", "x");
	CHECK_ERRNO(rename("d", "d/sub/inside"), EINVAL);
	CHECK_ERRNO(rename("d", "d/sub"), EINVAL);
	CHECK_ERRNO(rename("d", "full"), ENOTEMPTY);
	CHECK_ERRNO(rename("d", "f"), ENOTDIR);
	CHECK_ERRNO(rename("f", "d"), EISDIR);
	CHECK_ERRNO(rename("d/sub", "d"), ENOTEMPTY);
	CHECK_OK(rename("d", "e")); /* an empty one is replaced */
	CHECK_OK(access("e/sub", F_OK));
	CHECK_OK(rename("e/sub", "sub")); /* up: its ".." changes */
	CHECK_OK(stat("e", &sb));
	CHECK_EQ(sb.st_nlink, 2);
	CHECK_EQ(ino("sub/.."), ino("."));
	CHECK_OK(rename("sub/", "sub2/"));
	CHECK_ERRNO(rename("f", "g/"), ENOTDIR);
}

TEST(errors)
{
	test_write_file("f", "x");
	REQUIRE_OK(mkdir("d", 0755));
	CHECK_ERRNO(rename("missing", "x"), ENOENT);
	CHECK_ERRNO(rename("f", "no/x"), ENOENT);
	CHECK_ERRNO(rename("f", ""), ENOENT);
	CHECK_ERRNO(rename("", "f"), ENOENT);
	CHECK_ERRNO(rename("f/x", "y"), ENOTDIR);
	CHECK_ERRNO(rename("f", "/proc/x"), EXDEV);
	CHECK_ERRNO(rename("d/.", "x"), EBUSY);
	CHECK_ERRNO(rename("f", "d/.."), EBUSY);
	CHECK(rename("/", "x") == -1 && (errno == EBUSY || errno == EXDEV));
	CHECK_OK(access("f", F_OK));
}

TEST(noreplace)
{
	test_write_file("a", "A");
	test_write_file("b", "B");
	CHECK_ERRNO(renameat2("a", "b", NOREPLACE), EEXIST);
	CHECK_STR(test_slurp("b"), "B");
	CHECK_OK(renameat2("a", "c", NOREPLACE));
	CHECK_STR(test_slurp("c"), "A");
	CHECK_OK(renameat2("c", "b", 0));
}

TEST(exchange)
{
	test_write_file("a", "A");
	REQUIRE_OK(mkdir("d", 0755));
	CHECK_OK(renameat2("a", "d", EXCHANGE));
	CHECK_STR(test_slurp("d"), "A");
	CHECK_OK(rmdir("a"));
	CHECK_ERRNO(renameat2("d", "missing", EXCHANGE), ENOENT);
	CHECK_ERRNO(renameat2("d", "x", NOREPLACE | EXCHANGE), EINVAL);
	CHECK_ERRNO(renameat2("d", "x", 0x80), EINVAL);
	REQUIRE_OK(mkdir("p", 0755));
	REQUIRE_OK(mkdir("p/q", 0755));
	CHECK_ERRNO(renameat2("p", "p/q", EXCHANGE), EINVAL);
}

TEST(symlinks_are_not_followed)
{
	struct stat sb;

	test_write_file("f", "x");
	REQUIRE_OK(symlink("f", "l"));
	CHECK_OK(rename("l", "m"));
	CHECK_OK(lstat("m", &sb));
	CHECK(S_ISLNK(sb.st_mode));
	test_write_file("g", "y");
	CHECK_OK(rename("g", "m")); /* replaces the link, not its target */
	CHECK_STR(test_slurp("f"), "x");
}

TEST(racing_renames_keep_one_file)
{
	pid_t pid[2];

	test_write_file("x", "1");
	for (int k = 0; k < 2; k++) {
		CHILD_PID (pid[k]) {
			for (int i = 0; i < 500; i++)
				if (rename(k ? "x" : "y", k ? "y" : "x") && errno != ENOENT)
					CHECK(!"unexpected error");
		}
	}
	CHECK_EXITED(test_wait(pid[0]), 0);
	CHECK_EXITED(test_wait(pid[1]), 0);
	CHECK_EQ((access("x", F_OK) == 0) + (access("y", F_OK) == 0), 1);
}
