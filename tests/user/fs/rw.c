/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/rw.c - read, write and their positioned and vectored forms, lseek */
#include "harness.h"

#include <sys/mman.h>
#include <sys/uio.h>

static int make(const char *content)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT | O_TRUNC, 0600));

	CHECK_EQ(write(fd, content, strlen(content)), strlen(content));
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

TEST(read_results)
{
	int fd = make("hello");
	char b[16] = "";

	CHECK_EQ(read(fd, b, 2), 2);
	CHECK_EQ(read(fd, b + 2, 14), 3); /* short: what there is */
	CHECK_MEM(b, "hello", 5);
	CHECK_EQ(read(fd, b, 16), 0);
	CHECK_EQ(read(fd, b, 0), 0);
	CHECK_EQ(read(fd, NULL, 0), 0);
	CHECK_EQ(write(fd, NULL, 0), 0);
	CHECK_ERRNO(read(999, b, 1), EBADF);
	CHECK_ERRNO(write(-1, b, 1), EBADF);
}

TEST(positioned_leaves_the_offset)
{
	int fd = make("0123456789");
	char b[4];

	CHECK_EQ(pread(fd, b, 4, 3), 4);
	CHECK_MEM(b, "3456", 4);
	CHECK_EQ(pwrite(fd, "ab", 2, 8), 2);
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 0);
	CHECK_EQ(pread(fd, b, 4, 8), 2);
	CHECK_MEM(b, "ab", 2);
	CHECK_EQ(pread(fd, b, 4, 100), 0);
	CHECK_ERRNO(pread(fd, b, 4, -1), EINVAL);
	CHECK_ERRNO(pwrite(fd, b, 4, -1), EINVAL);
	int p[2];
	REQUIRE_OK(pipe(p));
	CHECK_ERRNO(pread(p[0], b, 1, 0), ESPIPE);
	CHECK_ERRNO(pwrite(p[1], b, 1, 0), ESPIPE);
}

TEST(seek)
{
	int fd = make("0123456789"), p[2];

	CHECK_EQ(lseek(fd, 4, SEEK_SET), 4);
	CHECK_EQ(lseek(fd, 2, SEEK_CUR), 6);
	CHECK_EQ(lseek(fd, -3, SEEK_END), 7);
	CHECK_EQ(lseek(fd, 100, SEEK_END), 110);
	CHECK_ERRNO(lseek(fd, -1, SEEK_SET), EINVAL);
	CHECK_ERRNO(lseek(fd, -11, SEEK_END), EINVAL);
	CHECK_ERRNO(lseek(fd, 0, 77), EINVAL);
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 110); /* failures moved nothing */
	CHECK_ERRNO(lseek(999, 0, SEEK_SET), EBADF);
	REQUIRE_OK(pipe(p));
	CHECK_ERRNO(lseek(p[0], 0, SEEK_CUR), ESPIPE);
	CHECK_EQ(lseek(fd, 1L << 40, SEEK_SET), 1L << 40);
}

TEST(a_write_beyond_the_end_leaves_a_hole)
{
	int fd = make("abc");
	char b[20];

	CHECK_EQ(pwrite(fd, "z", 1, 10), 1);
	memset(b, 0xff, sizeof(b));
	CHECK_EQ(pread(fd, b, 20, 0), 11);
	CHECK_MEM(b, "abc\0\0\0\0\0\0\0z", 11);
}

TEST(vectored)
{
	int fd = make("");
	char a[3], b[4], c[10];
	struct iovec w[3] = {{(void *)"one", 3}, {(void *)"", 0}, {(void *)"three", 5}};
	struct iovec r[3] = {{a, 3}, {b, 4}, {c, 10}};

	CHECK_EQ(writev(fd, w, 3), 8);
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	CHECK_EQ(readv(fd, r, 3), 8);
	CHECK_MEM(a, "one", 3);
	CHECK_MEM(b, "thre", 4);
	CHECK_EQ(c[0], 'e');
	CHECK_EQ(preadv(fd, r, 1, 3), 3);
	CHECK_MEM(a, "thr", 3);
	CHECK_EQ(pwritev(fd, w, 1, 5), 3);
	CHECK_EQ(pread(fd, c, 10, 0), 8);
	CHECK_MEM(c, "onethone", 8);
	CHECK_EQ(readv(fd, r, 0), 0);
	CHECK_ERRNO(syscall(SYS_readv, fd, r, -1), EINVAL);
	CHECK_ERRNO(syscall(SYS_readv, fd, r, 1025), EINVAL);
	r[0].iov_len = (size_t)-1;
	CHECK_ERRNO(syscall(SYS_readv, fd, r, 1), EINVAL);
	CHECK_ERRNO(preadv(fd, w, 1, -1), EINVAL);
}

TEST(second_generation_vectored)
{
	int fd = make("abcdef");
	char a[3];
	struct iovec r = {a, 3};

	CHECK_EQ(syscall(SYS_preadv2, fd, &r, 1, 2, 0, 0), 3);
	CHECK_MEM(a, "cde", 3);
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 0);
	CHECK_EQ(syscall(SYS_preadv2, fd, &r, 1, -1L, -1L, 0), 3); /* -1: the file's offset */
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 3);
	CHECK_ERRNO(syscall(SYS_preadv2, fd, &r, 1, 0, 0, 0x4000), EOPNOTSUPP);
	CHECK_EQ(syscall(SYS_pwritev2, fd, &r, 1, 0, 0, 0x10 /* APPEND */), 3);
	CHECK_EQ(lseek(fd, 0, SEEK_END), 9);
}

TEST(large_transfers)
{
	size_t len = 3 << 20;
	unsigned char *p = malloc(len), *q = malloc(len);
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));

	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)(i * 2654435761u >> 13);
	CHECK_EQ(write(fd, p, len), len);
	CHECK_EQ(pread(fd, q, len, 0), len);
	CHECK_MEM(p, q, len);
	CHECK_EQ(pread(fd, q, 5000, 123457), 5000);
	CHECK_MEM(p + 123457, q, 5000);
}

TEST(maximum_count_is_cut)
{
	int z = REQUIRE_OK(open("/dev/null", O_WRONLY));
	char *p = REQUIRE_OK(mmap(NULL, 4UL << 30, PROT_READ,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));

	CHECK_EQ(write(z, p, 3UL << 30), 0x7ffff000);
}

TEST(holes_and_data)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));
	off_t at = 1 << 20;

	CHECK_EQ(pwrite(fd, "data", 4, at), 4);
	CHECK_EQ(lseek(fd, 0, SEEK_DATA), at);
	CHECK_EQ(lseek(fd, 0, SEEK_HOLE), 0);
	CHECK_EQ(lseek(fd, at, SEEK_HOLE), at + 4); /* the end is always a hole */
	CHECK_EQ(lseek(fd, at + 2, SEEK_DATA), at + 2);
	CHECK_ERRNO(lseek(fd, at + 4, SEEK_DATA), ENXIO);
	CHECK_ERRNO(lseek(fd, at + 4, SEEK_HOLE), ENXIO);
	CHECK_ERRNO(lseek(fd, -1, SEEK_DATA), ENXIO);
	REQUIRE_OK(ftruncate(fd, 4 << 20));
	CHECK_EQ(lseek(fd, at, SEEK_HOLE), at + 4096);
	CHECK_ERRNO(lseek(fd, at + 4096, SEEK_DATA), ENXIO);
}

TEST(file_offset_is_shared_by_threads_of_writers)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));
	pid_t pid[4];

	for (int k = 0; k < 4; k++) {
		CHILD_PID (pid[k]) {
			for (int i = 0; i < 250; i++)
				CHECK_EQ(write(fd, "0123456789", 10), 10);
		}
	}
	for (int k = 0; k < 4; k++)
		CHECK_EXITED(test_wait(pid[k]), 0);
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 10000); /* no write was lost or overlapped */
}

/* A source that ends in the middle: what could not be read of it changes nothing in the file. */
TEST(write_of_a_partly_mapped_buffer)
{
	long page = sysconf(_SC_PAGESIZE);
	char *buf = mmap(NULL, 2 * (size_t)page, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char old[300], now[300];
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT | O_TRUNC, 0600));
	ssize_t n;

	CHECK(buf != MAP_FAILED);
	memset(old, 'a', sizeof(old));
	memset(buf, 'b', (size_t)page);
	CHECK_OK(munmap(buf + page, (size_t)page));
	CHECK_EQ(write(fd, old, sizeof(old)), (ssize_t)sizeof(old));
	for (ssize_t there = 1; there <= 100; there += 11) {
		CHECK_EQ(pwrite(fd, old, sizeof(old), 0), (ssize_t)sizeof(old));
		n = pwrite(fd, buf + page - there, 200, 0);
		CHECK_GE(n, 1);
		CHECK_LE(n, there);
		CHECK_EQ(pread(fd, now, sizeof(now), 0), (ssize_t)sizeof(now));
		for (size_t i = 0; i < sizeof(now); i++)
			if (now[i] != (i < (size_t)n ? 'b' : 'a'))
				test_fail(__FILE__, __LINE__, "byte %zu after a write of %zd", i,
					  n);
	}
	close(fd);
	munmap(buf, (size_t)page);
}
