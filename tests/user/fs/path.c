/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/path.c - path resolution: limits, links, dots, slashes; chdir, getcwd, chroot */
#include "harness.h"

static char cwd[PATH_MAX];

TEST(name_and_path_limits)
{
	char name[PATH_MAX * 2];
	int fd;

	memset(name, 'n', 255);
	name[255] = 0;
	fd = CHECK_OK(open(name, O_CREAT | O_WRONLY, 0600));
	close(fd);
	CHECK_OK(access(name, F_OK));
	strcpy(name + 255, "n");
	CHECK_ERRNO(open(name, O_CREAT | O_WRONLY, 0600), ENAMETOOLONG);
	CHECK_ERRNO(mkdir(name, 0700), ENAMETOOLONG);
	for (int i = 0; i < PATH_MAX; i += 2)
		memcpy(name + i, "./", 3);
	CHECK_ERRNO(access(name, F_OK), ENAMETOOLONG); /* 4096 characters and the zero */
	name[PATH_MAX - 1] = 0;
	CHECK_OK(access(name, F_OK)); /* 4095 */
}

TEST(forty_links_and_no_more)
{
	char a[16], b[16];

	test_write_file("l0", "x");
	for (int i = 1; i <= 41; i++) {
		snprintf(a, sizeof(a), "l%d", i - 1);
		snprintf(b, sizeof(b), "l%d", i);
		REQUIRE_OK(symlink(a, b));
	}
	CHECK_OK(access("l40", F_OK));
	CHECK_ERRNO(access("l41", F_OK), ELOOP);
	REQUIRE_OK(symlink("loop", "loop"));
	CHECK_ERRNO(open("loop", O_RDONLY), ELOOP);
	CHECK_ERRNO(open("loop/x", O_RDONLY), ELOOP);
	CHECK_ERRNO(open("loop", O_CREAT | O_WRONLY, 0600), ELOOP);
}

TEST(dots_and_slashes)
{
	struct stat a, b;

	REQUIRE_OK(mkdir("d", 0755));
	test_write_file("d/f", "x");
	test_write_file("f", "y");
	CHECK_OK(access(".//d/.././d///f", F_OK));
	CHECK_OK(stat("/..", &a));
	CHECK_OK(stat("/", &b));
	CHECK_EQ(a.st_ino, b.st_ino);
	CHECK_OK(stat("/../../..", &a));
	CHECK_EQ(a.st_ino, b.st_ino);
	CHECK_ERRNO(access("f/.", F_OK), ENOTDIR);
	CHECK_ERRNO(access("f/..", F_OK), ENOTDIR);
	CHECK_ERRNO(access("missing/..", F_OK), ENOENT);
	CHECK_OK(access("d/", F_OK));
	CHECK_OK(access("d/.", F_OK));
	CHECK_OK(access("///", F_OK));
}

TEST(links_in_the_middle)
{
	char abs[PATH_MAX];
	struct stat sb;

	REQUIRE_OK(mkdir("d", 0755));
	REQUIRE_OK(mkdir("d/e", 0755));
	test_write_file("d/f", "in d");
	REQUIRE_OK(symlink("d/e", "rel"));
	snprintf(abs, sizeof(abs), "%s/d", test_dir());
	REQUIRE_OK(symlink(abs, "abs"));
	CHECK_OK(access("rel/../f", F_OK)); /* ".." of where it leads, not of the link */
	CHECK_OK(access("abs/f", F_OK));
	CHECK_OK(lstat("abs", &sb));
	CHECK(S_ISLNK(sb.st_mode));
	CHECK_OK(lstat("abs/", &sb)); /* a slash follows it */
	CHECK(S_ISDIR(sb.st_mode));
	REQUIRE_OK(symlink("f", "d/inner"));
	CHECK_OK(access("abs/inner", F_OK)); /* relative to its own directory */
}

TEST(getcwd_results)
{
	char b[PATH_MAX];
	long n = syscall(SYS_getcwd, b, sizeof(b));

	CHECK_EQ(n, strlen(test_dir()) + 1); /* the length with the zero */
	CHECK_STR(b, test_dir());
	CHECK_ERRNO(syscall(SYS_getcwd, b, 2), ERANGE);
	CHECK_ERRNO(syscall(SYS_getcwd, b, 0), ERANGE);
	CHECK_OK(chdir("/"));
	CHECK_EQ(syscall(SYS_getcwd, b, sizeof(b)), 2);
	CHECK_STR(b, "/");
}

TEST(chdir_and_fchdir)
{
	int d, f;

	REQUIRE_OK(mkdir("d", 0755));
	test_write_file("f", "x");
	d = REQUIRE_OK(open("d", O_RDONLY));
	f = REQUIRE_OK(open("f", O_RDONLY));
	CHECK_OK(chdir("d"));
	CHECK_OK(access("../f", F_OK));
	CHECK_OK(chdir(".."));
	CHECK_OK(fchdir(d));
	CHECK(getcwd(cwd, sizeof(cwd)) != NULL);
	CHECK_MATCH(cwd, "/d$");
	CHECK_ERRNO(fchdir(f), ENOTDIR);
	CHECK_ERRNO(fchdir(999), EBADF);
	CHECK_ERRNO(chdir("../f"), ENOTDIR);
	CHECK_ERRNO(chdir("missing"), ENOENT);
	REQUIRE_OK(rename("../d", "../moved"));
	CHECK(getcwd(cwd, sizeof(cwd)) != NULL);
	CHECK_MATCH(cwd, "/moved$"); /* the name follows */
}

TEST(deep_directories)
{
	char b[PATH_MAX];

	for (int i = 0; i < 60; i++) {
		REQUIRE_OK(mkdir("a-directory-with-a-rather-long-name-in-it-to-make-a-long-path",
				 0755));
		REQUIRE_OK(chdir("a-directory-with-a-rather-long-name-in-it-to-make-a-long-path"));
	}
	CHECK(getcwd(b, sizeof(b)) != NULL);
	CHECK_GT(strlen(b), 60 * 61);
	for (int i = 0; i < 60; i++)
		REQUIRE_OK(chdir(".."));
	CHECK(getcwd(b, sizeof(b)) != NULL);
	CHECK_STR(b, test_dir());
}

TEST(chroot_confines)
{
	int st;

	test_need_root();
	REQUIRE_OK(mkdir("jail", 0755));
	test_write_file("jail/inside", "x");
	test_write_file("outside", "x");
	CHILD (st) {
		char b[PATH_MAX], **argv = test_reexec_argv("none", NULL);

		CHECK_OK(chroot("jail"));
		CHECK_OK(chdir("/"));
		CHECK_OK(access("/inside", F_OK));
		CHECK_OK(access("/../../inside", F_OK));
		CHECK_ERRNO(access("/outside", F_OK), ENOENT);
		CHECK_ERRNO(access("../outside", F_OK), ENOENT);
		CHECK(getcwd(b, sizeof(b)) != NULL);
		CHECK_STR(b, "/");
		CHECK_ERRNO(execv(argv[0], argv), ENOENT);
		CHECK_OK(symlink("/inside", "l"));
		CHECK_OK(access("l", F_OK)); /* absolute links start at the new root */
	}
	CHECK_EXITED(st, 0);
	CHECK_ERRNO(chroot("outside"), ENOTDIR);
	CHECK_ERRNO(chroot("missing"), ENOENT);
}

TEST(names_are_bytes)
{
	static const char *const names[] = {"with space", "\xff\xfe", "a\nb", "-",
					    "...",	  "\\",	      "*"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		test_write_file(names[i], "x");
		CHECK_OK(access(names[i], F_OK));
	}
	CHECK_ERRNO(access("With Space", F_OK), ENOENT); /* case counts */
}
