/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/mmap_file.c - file mappings and read/write see the same pages; SIGBUS beyond the
 * end */
#include "fault.h"
#include "maps.h"

#define RW (PROT_READ | PROT_WRITE)

static int make_file(size_t len)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT | O_TRUNC, 0600));

	REQUIRE_OK(ftruncate(fd, len));
	return fd;
}

TEST(shared_writes_are_read_back)
{
	int fd = make_file(2 * PAGE);
	char *p = REQUIRE_OK(mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0));
	char buf[8] = "";

	memcpy(p + PAGE - 2, "abcd", 4); /* across the page border */
	CHECK_EQ(pread(fd, buf, 4, PAGE - 2), 4);
	CHECK_MEM(buf, "abcd", 4);
}

TEST(writes_are_seen_through_the_mapping)
{
	int fd = make_file(2 * PAGE);
	char *p = REQUIRE_OK(mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0));
	char *q = REQUIRE_OK(mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0));

	CHECK_EQ(p[100], 0);
	CHECK_EQ(pwrite(fd, "xyz", 3, 100), 3);
	CHECK_MEM(p + 100, "xyz", 3);
	CHECK_MEM(q + 100, "xyz", 3); /* no copy was made yet: Linux shows it */
}

TEST(two_shared_mappings_are_one)
{
	int fd = make_file(PAGE);
	char *p = REQUIRE_OK(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0));
	char *q = REQUIRE_OK(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0));
	int st;

	p[10] = 1;
	CHECK_EQ(q[10], 1);
	CHILD (st) {
		q[11] = 2;
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(p[11], 2);
}

TEST(private_writes_stay_private)
{
	int fd = make_file(PAGE);
	char *p = REQUIRE_OK(mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0));
	char *q = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0));
	char c = 9;

	p[0] = 1;
	CHECK_EQ(q[0], 0);
	CHECK_EQ(pread(fd, &c, 1, 0), 1);
	CHECK_EQ(c, 0);
	CHECK_EQ(pwrite(fd, "\2", 1, 0), 1);
	CHECK_EQ(q[0], 2);
	CHECK_EQ(p[0], 1); /* its copy is its own */
}

TEST(offset_maps_the_right_page)
{
	int fd = make_file(4 * PAGE);

	CHECK_EQ(pwrite(fd, "third", 5, 2 * PAGE), 5);
	char *p = REQUIRE_OK(mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 2 * PAGE));
	struct map_line m;
	struct stat sb;

	CHECK_MEM(p, "third", 5);
	REQUIRE(maps_find(p, &m));
	REQUIRE_OK(fstat(fd, &sb));
	CHECK_EQ(m.offset, 2 * PAGE);
	CHECK_EQ(m.inode, sb.st_ino);
	CHECK_STR(m.perms, "r--s");
	CHECK_MATCH(m.name, "/f$");
}

TEST(beyond_the_end_is_sigbus)
{
	int fd = make_file(PAGE + 100);
	char *p = REQUIRE_OK(mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0));

	fault_catch();
	CHECK_EQ(fault_read(p + PAGE + 200), 0); /* same page as the last byte: zero */
	CHECK_EQ(p[PAGE + 200], 0);
	CHECK_FAULT(fault_read(p + 2 * PAGE + 3), SIGBUS, BUS_ADRERR, p + 2 * PAGE + 3);
	CHECK_FAULT(fault_write(p + 3 * PAGE), SIGBUS, BUS_ADRERR, p + 3 * PAGE);
	REQUIRE_OK(ftruncate(fd, 4 * PAGE)); /* growing makes them good */
	CHECK_EQ(fault_write(p + 3 * PAGE), 0);
}

TEST(truncation_takes_pages_away)
{
	int fd = make_file(3 * PAGE);
	char *p = REQUIRE_OK(mmap(NULL, 3 * PAGE, RW, MAP_SHARED, fd, 0));
	char *q = REQUIRE_OK(mmap(NULL, 3 * PAGE, RW, MAP_PRIVATE, fd, 0));

	fault_catch();
	memset(p, 1, 3 * PAGE);
	q[2 * PAGE] = 7; /* a private copy goes as well */
	REQUIRE_OK(ftruncate(fd, PAGE + 10));
	CHECK_EQ(fault_read(p + 2 * PAGE), SIGBUS);
	CHECK_EQ(fault_read(q + 2 * PAGE), SIGBUS);
	CHECK_EQ(p[PAGE + 9], 1);
	CHECK_EQ(p[PAGE + 10], 0); /* the tail of the last page is cleared */
	REQUIRE_OK(ftruncate(fd, 3 * PAGE));
	CHECK_EQ(p[2 * PAGE], 0);
	CHECK_EQ(p[PAGE + 10], 0);
}

TEST(writes_past_the_end_in_the_last_page_are_not_in_the_file)
{
	int fd = make_file(10);
	char *p = REQUIRE_OK(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0));
	struct stat sb;
	char buf[32];

	p[20] = 'x';
	REQUIRE_OK(fstat(fd, &sb));
	CHECK_EQ(sb.st_size, 10);
	CHECK_EQ(pread(fd, buf, sizeof(buf), 0), 10);
}

TEST(read_into_and_write_from_a_mapping_of_the_same_file)
{
	int fd = make_file(2 * PAGE);
	char *p = REQUIRE_OK(mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0));

	memcpy(p, "same", 4);
	CHECK_EQ(pwrite(fd, p, 4, PAGE), 4);
	CHECK_MEM(p + PAGE, "same", 4);
	CHECK_EQ(pread(fd, p + 100, 4, PAGE), 4);
	CHECK_MEM(p + 100, "same", 4);
	CHECK_EQ(pwrite(fd, p, PAGE, 8), PAGE); /* overlapping, must not hang */
}

TEST(holes_read_as_zero)
{
	int fd = make_file(0);

	CHECK_EQ(pwrite(fd, "end", 3, 64 * PAGE), 3);
	char *p = REQUIRE_OK(mmap(NULL, 65 * PAGE, RW, MAP_SHARED, fd, 0));
	for (int i = 0; i < 64; i++)
		CHECK_EQ(p[i * PAGE], 0);
	CHECK_MEM(p + 64 * PAGE, "end", 3);
	p[33 * PAGE] = 'h';
	char c = 0;
	CHECK_EQ(pread(fd, &c, 1, 33 * PAGE), 1);
	CHECK_EQ(c, 'h');
}

TEST(syscall_into_a_page_beyond_the_end_is_efault)
{
	int fd = make_file(PAGE);
	char *p = REQUIRE_OK(mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0));
	int z = REQUIRE_OK(open("/dev/zero", O_RDONLY));

	CHECK_ERRNO(read(z, p + PAGE, 16), EFAULT);
	CHECK_EQ(read(z, p + PAGE - 8, 8), 8);
}
