/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/open.c - open(2) and openat(2): flags and errors */
#include "harness.h"

TEST(creat_excl_trunc)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT | O_EXCL, 0640));
	struct stat sb;

	CHECK_EQ(write(fd, "hello", 5), 5);
	CHECK_OK(fstat(fd, &sb));
	CHECK_EQ(sb.st_mode, S_IFREG | 0640);
	CHECK_EQ(sb.st_nlink, 1);
	CHECK_ERRNO(open("f", O_RDWR | O_CREAT | O_EXCL, 0640), EEXIST);
	CHECK_OK(open("f", O_RDWR | O_CREAT, 0777)); /* the mode of an old file stays */
	CHECK_OK(stat("f", &sb));
	CHECK_EQ(sb.st_mode & 07777, 0640);
	CHECK_EQ(sb.st_size, 5);
	CHECK_OK(open("f", O_WRONLY | O_TRUNC));
	CHECK_OK(stat("f", &sb));
	CHECK_EQ(sb.st_size, 0);
	CHECK_ERRNO(open("missing", O_RDWR), ENOENT);
	CHECK_OK(symlink("nowhere", "l"));
	CHECK_ERRNO(open("l", O_CREAT | O_EXCL | O_RDWR, 0600), EEXIST);
	CHECK_OK(open("l", O_CREAT | O_RDWR, 0600)); /* creates what it points to */
	CHECK_OK(access("nowhere", F_OK));
}

TEST(umask_applies)
{
	struct stat sb;

	umask(027);
	CHECK_OK(open("f", O_RDWR | O_CREAT, 0777));
	CHECK_OK(stat("f", &sb));
	CHECK_EQ(sb.st_mode & 07777, 0750);
}

TEST(access_modes)
{
	char c = 0;
	int fd;

	test_write_file("f", "abc");
	fd = REQUIRE_OK(open("f", O_RDONLY));
	CHECK_ERRNO(write(fd, "x", 1), EBADF);
	CHECK_EQ(read(fd, &c, 1), 1);
	fd = REQUIRE_OK(open("f", O_WRONLY));
	CHECK_ERRNO(read(fd, &c, 1), EBADF);
	CHECK_EQ(fcntl(fd, F_GETFL) & O_ACCMODE, O_WRONLY);
	CHECK_OK(open("f", O_RDONLY | O_CREAT | O_TRUNC, 0600)); /* truncates all the same */
	struct stat sb;
	CHECK_OK(stat("f", &sb));
	CHECK_EQ(sb.st_size, 0);
}

TEST(append)
{
	int a = REQUIRE_OK(open("f", O_RDWR | O_CREAT | O_APPEND, 0600));
	int b = REQUIRE_OK(open("f", O_WRONLY));

	CHECK_EQ(write(a, "12", 2), 2);
	CHECK_EQ(lseek(a, 0, SEEK_SET), 0);
	CHECK_EQ(write(a, "34", 2), 2);
	CHECK_EQ(lseek(a, 0, SEEK_CUR), 4);
	CHECK_EQ(pwrite(b, "XXXXXXXX", 8, 0), 8);
	CHECK_EQ(write(a, "end", 3), 3);
	CHECK_EQ(lseek(a, 0, SEEK_END), 11);
	CHECK_EQ(pwrite(a, "!", 1, 0), 1); /* Linux appends whatever the offset */
	CHECK_EQ(lseek(a, 0, SEEK_END), 12);
}

TEST(append_is_atomic)
{
	pid_t pid[4];
	char *s;

	close(REQUIRE_OK(open("log", O_WRONLY | O_CREAT, 0600)));
	for (int k = 0; k < 4; k++) {
		CHILD_PID (pid[k]) {
			int fd = REQUIRE_OK(open("log", O_WRONLY | O_APPEND));
			char line[17];

			memset(line, 'a' + k, 15);
			line[15] = '\n';
			for (int i = 0; i < 200; i++)
				CHECK_EQ(write(fd, line, 16), 16);
		}
	}
	for (int k = 0; k < 4; k++)
		CHECK_EXITED(test_wait(pid[k]), 0);
	s = test_slurp("log");
	CHECK_EQ(strlen(s), 4 * 200 * 16);
	for (char *p = s; *p; p += 16)
		for (int i = 1; i < 15; i++)
			if (p[i] != p[0])
				CHECK(!"lines are mixed");
}

TEST(directory_and_nofollow)
{
	REQUIRE_OK(mkdir("d", 0755));
	test_write_file("f", "x");
	REQUIRE_OK(symlink("f", "lf"));
	REQUIRE_OK(symlink("d", "ld"));
	CHECK_OK(open("d", O_RDONLY | O_DIRECTORY));
	CHECK_OK(open("ld", O_RDONLY | O_DIRECTORY));
	CHECK_ERRNO(open("f", O_RDONLY | O_DIRECTORY), ENOTDIR);
	CHECK_ERRNO(open("d", O_RDWR), EISDIR);
	CHECK_ERRNO(open("d", O_WRONLY), EISDIR);
	CHECK_ERRNO(open("d", O_RDONLY | O_CREAT, 0600), EISDIR);
	CHECK_ERRNO(open("lf", O_RDONLY | O_NOFOLLOW), ELOOP);
	CHECK_ERRNO(open("ld", O_RDONLY | O_NOFOLLOW | O_DIRECTORY), ENOTDIR);
	CHECK_OK(open("ld/../lf", O_RDONLY));
	CHECK_ERRNO(open("f/x", O_RDONLY), ENOTDIR);
	CHECK_ERRNO(open("f/", O_RDONLY), ENOTDIR);
	CHECK_ERRNO(open("new/", O_RDWR | O_CREAT, 0600), EISDIR);
	CHECK_ERRNO(open("", O_RDONLY), ENOENT);
}

TEST(reading_a_directory)
{
	int fd = REQUIRE_OK(open(".", O_RDONLY));
	char c;

	CHECK_ERRNO(read(fd, &c, 1), EISDIR);
	CHECK_ERRNO(write(fd, &c, 1), EBADF);
}

TEST(flags_of_descriptor)
{
	int fd = REQUIRE_OK(open("/dev/null", O_RDWR | O_CLOEXEC | O_NONBLOCK));
	int fl = fcntl(fd, F_GETFL);

	CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	CHECK(fl & O_NONBLOCK);
	CHECK_EQ(fl & (O_CREAT | O_CLOEXEC), 0); /* not file status flags */
	CHECK_EQ(fcntl(REQUIRE_OK(open("/dev/null", O_RDWR)), F_GETFD), 0);
}

TEST(path_only)
{
	struct stat sb;
	char c;
	int fd, d;

	test_write_file("f", "abc");
	REQUIRE_OK(symlink("f", "l"));
	fd = REQUIRE_OK(open("f", O_PATH));
	CHECK_ERRNO(read(fd, &c, 1), EBADF);
	CHECK_ERRNO(write(fd, &c, 1), EBADF);
	CHECK_ERRNO(syscall(SYS_fchmod, fd, 0600), EBADF);
	CHECK_ERRNO(lseek(fd, 0, SEEK_SET), EBADF);
	CHECK_ERRNO(ftruncate(fd, 0), EBADF);
	CHECK_OK(fstat(fd, &sb));
	CHECK_EQ(sb.st_size, 3);
	CHECK_EQ(fcntl(fd, F_GETFL), O_PATH);
	fd = REQUIRE_OK(open("l", O_PATH | O_NOFOLLOW));
	CHECK_OK(fstat(fd, &sb));
	CHECK(S_ISLNK(sb.st_mode));
	CHECK_EQ(readlinkat(fd, "", &c, 1), 1);
	d = REQUIRE_OK(open(".", O_PATH));
	CHECK_OK(openat(d, "f", O_RDONLY));
	CHECK_OK(fchdir(d));
}

TEST(openat_relative)
{
	int d, f;

	REQUIRE_OK(mkdir("d", 0755));
	test_write_file("d/x", "x");
	d = REQUIRE_OK(open("d", O_RDONLY));
	f = REQUIRE_OK(open("d/x", O_RDONLY));
	CHECK_OK(openat(d, "x", O_RDONLY));
	CHECK_OK(openat(d, "../d/x", O_RDONLY));
	CHECK_OK(openat(-1, "/", O_RDONLY)); /* absolute: the descriptor is not looked at */
	CHECK_ERRNO(openat(-1, "x", O_RDONLY), EBADF);
	CHECK_ERRNO(openat(f, "x", O_RDONLY), ENOTDIR);
	CHECK_ERRNO(openat(d, "y", O_RDONLY), ENOENT);
	CHECK_OK(unlink("d/x"));
	CHECK_OK(rmdir("d"));
	CHECK_ERRNO(openat(d, "new", O_RDWR | O_CREAT, 0600), ENOENT); /* it is dead */
}

TEST(lowest_descriptor_is_used)
{
	int a = REQUIRE_OK(open("/dev/null", O_RDONLY)), b = REQUIRE_OK(dup(a)),
	    c = REQUIRE_OK(dup(a));

	CHECK_EQ(b, a + 1);
	close(a);
	close(b);
	CHECK_EQ(open("/dev/null", O_RDONLY), a);
	CHECK_EQ(open("/dev/null", O_RDONLY), b);
	CHECK_EQ(open("/dev/null", O_RDONLY), c + 1);
	CHECK_ERRNO(close(9999), EBADF);
	CHECK_ERRNO(close(-1), EBADF);
}

TEST(unnamed_temporary_file)
{
	int fd = open(".", O_TMPFILE | O_RDWR, 0600);
	struct stat sb;

	REQUIRE_OK(fd);
	CHECK_OK(fstat(fd, &sb));
	CHECK_EQ(sb.st_nlink, 0);
	CHECK_EQ(write(fd, "abc", 3), 3);
	char p[64];
	snprintf(p, sizeof(p), "/proc/self/fd/%d", fd);
	CHECK_OK(linkat(AT_FDCWD, p, AT_FDCWD, "named", AT_SYMLINK_FOLLOW));
	CHECK_OK(stat("named", &sb));
	CHECK_EQ(sb.st_size, 3);
	CHECK_ERRNO(open(".", O_TMPFILE | O_RDONLY, 0600), EINVAL);
}

TEST(close_range_call)
{
	int a = REQUIRE_OK(open("/dev/null", O_RDONLY)), b = REQUIRE_OK(dup(a)),
	    c = REQUIRE_OK(dup(a));

	CHECK_OK(syscall(SYS_close_range, a, b, 0));
	CHECK_ERRNO(fcntl(a, F_GETFD), EBADF);
	CHECK_ERRNO(fcntl(b, F_GETFD), EBADF);
	CHECK_OK(fcntl(c, F_GETFD));
	CHECK_OK(syscall(SYS_close_range, c, ~0u, 4 /* CLOEXEC */));
	CHECK_EQ(fcntl(c, F_GETFD), FD_CLOEXEC);
	CHECK_ERRNO(syscall(SYS_close_range, 5, 4, 0), EINVAL);
}
