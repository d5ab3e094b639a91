/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/mmap_args.c - mmap(2): every documented error, and flags */
#include "maps.h"

#include <sys/resource.h>

#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static long mmap_raw(void *a, size_t len, int prot, int flags, int fd, unsigned long off)
{
	return syscall(SYS_mmap, a, len, prot, flags, fd, off);
}

TEST(length)
{
	CHECK_ERRNO(mmap_raw(NULL, 0, RW, ANON, -1, 0), EINVAL);
	CHECK_ERRNO(mmap_raw(NULL, -1UL, RW, ANON, -1, 0), ENOMEM);
	CHECK_ERRNO(mmap_raw(NULL, -PAGE, RW, ANON, -1, 0), ENOMEM);
	CHECK_ERRNO(mmap_raw(NULL, 1UL << 47, RW, ANON, -1, 0), ENOMEM);
	CHECK_ERRNO(mmap_raw(NULL, 1UL << 62, RW, ANON, -1, 0), ENOMEM);
}

TEST(offset)
{
	CHECK_ERRNO(mmap_raw(NULL, PAGE, RW, ANON, -1, 1), EINVAL);
	test_write_file("f", "x");
	int fd = REQUIRE_OK(open("f", O_RDWR));
	CHECK_ERRNO(mmap_raw(NULL, PAGE, RW, MAP_SHARED, fd, 100), EINVAL);
	CHECK_ERRNO(mmap_raw(NULL, 2 * PAGE, RW, MAP_SHARED, fd, -PAGE), EOVERFLOW);
}

TEST(type)
{
	CHECK_ERRNO(mmap_raw(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL);
	CHECK_ERRNO(mmap_raw(NULL, PAGE, RW, MAP_ANONYMOUS | 0xf, -1, 0), EINVAL);
	/* MAP_SHARED_VALIDATE is for files: anonymous ones refuse it. */
	CHECK_ERRNO(mmap_raw(NULL, PAGE, RW, MAP_ANONYMOUS | MAP_SHARED_VALIDATE, -1, 0), EINVAL);
}

TEST(shared_validate)
{
	test_write_file("f", "x");
	int fd = REQUIRE_OK(open("f", O_RDWR));

	CHECK_OK(mmap_raw(NULL, PAGE, RW, MAP_SHARED_VALIDATE, fd, 0));
	CHECK_ERRNO(mmap_raw(NULL, PAGE, RW, MAP_SHARED_VALIDATE | (1 << 21), fd, 0), EOPNOTSUPP);
	CHECK_OK(mmap_raw(NULL, PAGE, RW, MAP_SHARED | (1 << 21), fd, 0)); /* ignored there */
}

TEST(descriptor)
{
	CHECK_ERRNO(mmap_raw(NULL, PAGE, RW, MAP_PRIVATE, -1, 0), EBADF);
	CHECK_ERRNO(mmap_raw(NULL, PAGE, RW, MAP_PRIVATE, 9999, 0), EBADF);
	CHECK_OK(mmap_raw(NULL, PAGE, RW, ANON, 9999, 0)); /* ignored for anonymous */
}

TEST(access_mode)
{
	test_write_file("f", "x");
	int r = REQUIRE_OK(open("f", O_RDONLY)), w = REQUIRE_OK(open("f", O_WRONLY));

	CHECK_ERRNO(mmap_raw(NULL, PAGE, PROT_READ, MAP_PRIVATE, w, 0), EACCES);
	CHECK_ERRNO(mmap_raw(NULL, PAGE, PROT_WRITE, MAP_SHARED, w, 0), EACCES);
	CHECK_ERRNO(mmap_raw(NULL, PAGE, RW, MAP_SHARED, r, 0), EACCES);
	CHECK_OK(mmap_raw(NULL, PAGE, RW, MAP_PRIVATE, r, 0));
	CHECK_OK(mmap_raw(NULL, PAGE, PROT_READ, MAP_SHARED, r, 0));
}

TEST(not_mappable)
{
	int p[2], d = REQUIRE_OK(open("/", O_RDONLY | O_DIRECTORY));

	REQUIRE_OK(pipe(p));
	CHECK_ERRNO(mmap_raw(NULL, PAGE, PROT_READ, MAP_PRIVATE, p[0], 0), ENODEV);
	CHECK_ERRNO(mmap_raw(NULL, PAGE, PROT_READ, MAP_PRIVATE, d, 0), ENODEV);
	int fd = REQUIRE_OK(open("/proc/self/status", O_RDONLY));
	CHECK(mmap_raw(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0) == -1);
}

TEST(path_descriptor)
{
	test_write_file("f", "x");
	int fd = REQUIRE_OK(open("f", O_PATH));

	CHECK_ERRNO(mmap_raw(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0), EBADF);
}

TEST(fixed)
{
	CHECK_ERRNO(mmap_raw((void *)0x10000001, PAGE, RW, ANON | MAP_FIXED, -1, 0), EINVAL);
	CHECK_ERRNO(mmap_raw(KERNEL_ADDR, PAGE, RW, ANON | MAP_FIXED, -1, 0), ENOMEM);
	if (!test_has_5_levels())
		CHECK_ERRNO(mmap_raw((void *)0x7ffffffff000UL, PAGE, RW, ANON | MAP_FIXED, -1, 0),
			    ENOMEM);
	CHECK_ERRNO(mmap_raw((void *)-PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0), ENOMEM);
}

TEST(below_mmap_min_addr)
{
	int st;

	CHILD (st) {
		test_become(1000, 1000);
		CHECK_ERRNO(mmap_raw(NULL, PAGE, RW, ANON | MAP_FIXED, -1, 0), EPERM);
	}
	CHECK_EXITED(st, 0);
}

TEST(address_space_limit)
{
	struct rlimit rl = {64UL << 20, 64UL << 20};

	REQUIRE_OK(setrlimit(RLIMIT_AS, &rl));
	CHECK_ERRNO(mmap_raw(NULL, 128UL << 20, RW, ANON, -1, 0), ENOMEM);
	CHECK_ERRNO(mmap_raw(NULL, 128UL << 20, PROT_NONE, ANON, -1, 0), ENOMEM);
	CHECK_OK(mmap_raw(NULL, 1UL << 20, RW, ANON, -1, 0));
}

TEST(mapping_survives_close_and_unlink)
{
	test_write_file("f", "hello");
	int fd = REQUIRE_OK(open("f", O_RDWR));
	char *p = REQUIRE_OK(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0));
	struct map_line m;

	close(fd);
	CHECK_MEM(p, "hello", 5);
	unlink("f");
	CHECK_MEM(p, "hello", 5);
	p[0] = 'j';
	CHECK_MEM(p, "jello", 5);
	REQUIRE(maps_find(p, &m));
	CHECK_MATCH(m.name, "/f \\(deleted\\)$");
	CHECK_STR(m.perms, "rw-s");
}
