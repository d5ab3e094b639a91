/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/madvise.c - madvise(2): DONTNEED, errors; mincore(2), msync(2), mlock(2) */
#include "fault.h"
#include "maps.h"

#include <sys/resource.h>

#define RW (PROT_READ | PROT_WRITE)

TEST(dontneed_zeroes_private_memory)
{
	char *p = test_map(4);

	memset(p, 1, 4 * PAGE);
	CHECK_OK(madvise(p + PAGE, 2 * PAGE, MADV_DONTNEED));
	CHECK_EQ(p[0], 1);
	CHECK_EQ(p[PAGE], 0);
	CHECK_EQ(p[3 * PAGE - 1], 0);
	CHECK_EQ(p[3 * PAGE], 1);
	p[PAGE] = 2;
	CHECK_EQ(p[PAGE], 2);
}

TEST(dontneed_keeps_shared_content)
{
	char *p = REQUIRE_OK(mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0));

	p[0] = 1;
	CHECK_OK(madvise(p, PAGE, MADV_DONTNEED));
	CHECK_EQ(p[0], 1);
}

TEST(dontneed_brings_back_the_file)
{
	test_write_file("f", "file");
	int fd = REQUIRE_OK(open("f", O_RDONLY));
	char *p = REQUIRE_OK(mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0));

	memcpy(p, "mine", 4);
	CHECK_OK(madvise(p, PAGE, MADV_DONTNEED));
	CHECK_MEM(p, "file", 4);
}

TEST(dontneed_after_fork_touches_only_one_side)
{
	char *p = test_map(1);
	int st;

	p[0] = 1;
	CHILD (st) {
		CHECK_OK(madvise(p, PAGE, MADV_DONTNEED));
		CHECK_EQ(p[0], 0);
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(p[0], 1);
}

TEST(errors)
{
	char *p = test_map(3);

	CHECK_ERRNO(madvise(p + 1, PAGE, MADV_DONTNEED), EINVAL);
	CHECK_ERRNO(madvise(p, PAGE, 9999), EINVAL);
	CHECK_ERRNO(madvise(p, -PAGE, MADV_DONTNEED), EINVAL);
	CHECK_OK(madvise(p, 0, MADV_DONTNEED));
	memset(p, 1, 3 * PAGE);
	CHECK_OK(munmap(p + PAGE, PAGE));
	CHECK_ERRNO(madvise(p, 3 * PAGE, MADV_DONTNEED), ENOMEM);
	CHECK_EQ(p[0], 0); /* both sides of the hole were done all the same */
	CHECK_EQ(p[2 * PAGE], 0);
}

TEST(mincore_reports_residency)
{
	char *p = test_map(4);
	unsigned char v[4];

	p[PAGE] = 1;
	REQUIRE_OK(mincore(p, 4 * PAGE, v));
	CHECK_EQ(v[1] & 1, 1);
	CHECK_OK(madvise(p, 4 * PAGE, MADV_DONTNEED));
	REQUIRE_OK(mincore(p, 4 * PAGE, v));
	CHECK_EQ((v[0] | v[1] | v[2] | v[3]) & 1, 0);
}

TEST(mincore_errors)
{
	char *p = test_map(2);
	unsigned char v[4];

	CHECK_ERRNO(mincore(p + 1, PAGE, v), EINVAL);
	CHECK_ERRNO(mincore(p, PAGE, KERNEL_ADDR), EFAULT);
	CHECK_OK(mincore(p, 0, v));
	CHECK_OK(munmap(p + PAGE, PAGE));
	CHECK_ERRNO(mincore(p, 2 * PAGE, v), ENOMEM);
}

TEST(msync_results_and_errors)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));

	REQUIRE_OK(ftruncate(fd, 2 * PAGE));
	char *p = REQUIRE_OK(mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0));
	p[0] = 1;
	CHECK_OK(msync(p, 2 * PAGE, MS_SYNC));
	CHECK_OK(msync(p, PAGE, MS_ASYNC));
	CHECK_OK(msync(p, PAGE, MS_SYNC | MS_INVALIDATE));
	CHECK_OK(msync(p, 0, MS_SYNC));
	CHECK_ERRNO(msync(p + 1, PAGE, MS_SYNC), EINVAL);
	CHECK_ERRNO(msync(p, PAGE, MS_SYNC | MS_ASYNC), EINVAL);
	CHECK_ERRNO(msync(p, PAGE, 0x80), EINVAL);
	CHECK_OK(munmap(p + PAGE, PAGE));
	CHECK_ERRNO(msync(p, 2 * PAGE, MS_SYNC), ENOMEM);
}

TEST(mlock_makes_resident_and_counts)
{
	char *p = test_map(4);
	unsigned char v[4];
	long before = test_field("/proc/self/status", "VmLck");

	REQUIRE_OK(mlock(p, 2 * PAGE));
	REQUIRE_OK(mincore(p, 4 * PAGE, v));
	CHECK_EQ(v[0] & v[1] & 1, 1);
	CHECK_EQ(test_field("/proc/self/status", "VmLck"), before + 8);
	CHECK_OK(munlock(p, 2 * PAGE));
	CHECK_EQ(test_field("/proc/self/status", "VmLck"), before);
	CHECK_EQ(maps_count(p, 4 * PAGE), 1);
}

TEST(mlock_errors)
{
	char *p = test_map(3);
	struct rlimit rl = {PAGE, PAGE};
	int st;

	CHECK_OK(munmap(p + PAGE, PAGE));
	CHECK_ERRNO(mlock(p, 3 * PAGE), ENOMEM);
	CHECK_ERRNO(munlock(p + PAGE, PAGE), ENOMEM);
	CHECK_ERRNO(mlock(p, -PAGE), EINVAL);
	CHECK_ERRNO(mlockall(0), EINVAL);
	CHECK_ERRNO(mlockall(0x100), EINVAL);
	CHILD (st) {
		CHECK_OK(setrlimit(RLIMIT_MEMLOCK, &rl));
		test_become(1000, 1000);
		char *q = test_map(4);
		CHECK_OK(mlock(q, PAGE));
		CHECK_ERRNO(mlock(q, 4 * PAGE), ENOMEM);
	}
	CHECK_EXITED(st, 0);
	CHILD (st) {
		rl.rlim_cur = rl.rlim_max = 0;
		CHECK_OK(setrlimit(RLIMIT_MEMLOCK, &rl));
		test_become(1000, 1000);
		CHECK_ERRNO(mlock(test_map(1), PAGE), EPERM);
	}
	CHECK_EXITED(st, 0);
}

TEST(locked_memory_refuses_dontneed)
{
	char *p = test_map(1);

	p[0] = 1;
	REQUIRE_OK(mlock(p, PAGE));
	CHECK_ERRNO(madvise(p, PAGE, MADV_DONTNEED), EINVAL);
	CHECK_EQ(p[0], 1);
}
