/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/fcntl.c - fcntl: duplication, flags; dup, dup2, dup3 */
#include "harness.h"

TEST(dup_shares_offset_and_status_not_cloexec)
{
	int a = REQUIRE_OK(open("f", O_RDWR | O_CREAT | O_CLOEXEC, 0600)), b = REQUIRE_OK(dup(a));

	CHECK_EQ(write(a, "abc", 3), 3);
	CHECK_EQ(lseek(b, 0, SEEK_CUR), 3);
	CHECK_EQ(fcntl(b, F_GETFD), 0);
	CHECK_OK(fcntl(a, F_SETFL, O_NONBLOCK));
	CHECK(fcntl(b, F_GETFL) & O_NONBLOCK);
	CHECK_OK(fcntl(b, F_SETFD, FD_CLOEXEC));
	CHECK_OK(fcntl(a, F_SETFD, 0));
	CHECK_EQ(fcntl(b, F_GETFD), FD_CLOEXEC);
	CHECK_ERRNO(dup(999), EBADF);
}

TEST(dup2_results)
{
	int a = REQUIRE_OK(open("/dev/null", O_RDWR)), b = REQUIRE_OK(open("/dev/zero", O_RDWR));
	char c = 1;

	CHECK_EQ(dup2(a, b), b); /* closes b first */
	CHECK_EQ(read(b, &c, 1), 0);
	CHECK_EQ(dup2(a, a), a);
	CHECK_ERRNO(dup2(999, b), EBADF);
	CHECK_EQ(fcntl(b, F_GETFD), 0);
	CHECK_ERRNO(dup2(a, -1), EBADF);
	CHECK_EQ(dup2(a, 50), 50);
	CHECK_ERRNO(dup2(a, 1 << 30), EBADF);
}

TEST(dup3_results)
{
	int a = REQUIRE_OK(open("/dev/null", O_RDWR));

	CHECK_EQ(dup3(a, 60, O_CLOEXEC), 60);
	CHECK_EQ(fcntl(60, F_GETFD), FD_CLOEXEC);
	CHECK_ERRNO(dup3(a, a, 0), EINVAL);
	CHECK_ERRNO(syscall(SYS_dup3, a, 61, O_NONBLOCK), EINVAL);
	CHECK_ERRNO(dup3(999, 61, 0), EBADF);
}

TEST(dupfd)
{
	int a = REQUIRE_OK(open("/dev/null", O_RDWR));

	CHECK_EQ(fcntl(a, F_DUPFD, 70), 70);
	CHECK_EQ(fcntl(a, F_DUPFD, 70), 71);
	CHECK_EQ(fcntl(a, F_DUPFD_CLOEXEC, 80), 80);
	CHECK_EQ(fcntl(80, F_GETFD), FD_CLOEXEC);
	CHECK_ERRNO(fcntl(a, F_DUPFD, -1), EINVAL);
	CHECK_ERRNO(fcntl(999, F_DUPFD, 0), EBADF);
}

TEST(setfl_changes_only_some)
{
	int a = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));

	CHECK_OK(fcntl(a, F_SETFL, O_APPEND | O_NONBLOCK | O_RDONLY | O_TRUNC));
	int fl = fcntl(a, F_GETFL);
	CHECK_EQ(fl & O_ACCMODE, O_RDWR);
	CHECK(fl & O_APPEND);
	CHECK(fl & O_NONBLOCK);
	CHECK_OK(fcntl(a, F_SETFL, 0));
	CHECK_EQ(fcntl(a, F_GETFL) & (O_APPEND | O_NONBLOCK), 0);
	CHECK_EQ(write(a, "abc", 3), 3);
	CHECK_EQ(pwrite(a, "X", 1, 0), 1); /* not appending any more */
	CHECK_EQ(lseek(a, 0, SEEK_END), 3);
}

TEST(bad_command)
{
	CHECK_ERRNO(fcntl(0, 9999), EINVAL);
	CHECK_ERRNO(fcntl(999, F_GETFD), EBADF);
	CHECK_ERRNO(fcntl(-1, F_GETFL), EBADF);
}

TEST(a_closed_duplicate_leaves_the_other)
{
	int p[2], d;
	char c;

	REQUIRE_OK(pipe(p));
	d = REQUIRE_OK(dup(p[1]));
	close(p[1]);
	CHECK_EQ(write(d, "x", 1), 1);
	CHECK_EQ(read(p[0], &c, 1), 1);
	close(d);
	CHECK_EQ(read(p[0], &c, 1), 0);
}

TEST(pipe_size)
{
	int p[2];

	REQUIRE_OK(pipe(p));
	CHECK_EQ(fcntl(p[0], F_GETPIPE_SZ), 65536);
	CHECK_EQ(fcntl(p[1], F_SETPIPE_SZ, 5000), 8192); /* rounded up to a power of two pages */
	CHECK_EQ(fcntl(p[0], F_GETPIPE_SZ), 8192);
	CHECK_EQ(fcntl(p[1], F_SETPIPE_SZ, 1), 4096);
	CHECK_EQ(write(p[1], test_map(1), 4096), 4096);
	CHECK_EQ(fcntl(p[1], F_SETPIPE_SZ, 65536), 65536);
	char *big = test_map(16);
	CHECK_EQ(write(p[1], big, 40000), 40000);
	CHECK_ERRNO(fcntl(p[1], F_SETPIPE_SZ, 4096), EBUSY);
}
