/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/device.c - the memory devices, /dev/tty, /dev/kmsg */
#include "harness.h"

#include <sys/sysmacros.h>

static int dev(const char *path, unsigned major, unsigned minor, int flags)
{
	struct stat sb;

	REQUIRE_OK(stat(path, &sb));
	CHECK(S_ISCHR(sb.st_mode));
	CHECK_EQ(sb.st_rdev, makedev(major, minor));
	return REQUIRE_OK(open(path, flags));
}

TEST(null)
{
	int fd = dev("/dev/null", 1, 3, O_RDWR);
	char b[16];

	CHECK_EQ(read(fd, b, 16), 0);
	CHECK_EQ(write(fd, b, 16), 16);
	CHECK_EQ(lseek(fd, 100, SEEK_SET), 0);
}

TEST(zero)
{
	int fd = dev("/dev/zero", 1, 5, O_RDWR);
	char *b = test_map(40), *m;

	memset(b, 1, 40 * PAGE);
	CHECK_EQ(read(fd, b, 40 * PAGE), 40 * PAGE);
	for (size_t i = 0; i < 40 * PAGE; i += 777)
		CHECK_EQ(b[i], 0);
	CHECK_EQ(write(fd, b, 100), 100);
	m = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
	CHECK_EQ(m[5], 0);
	m[5] = 1;
	m = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	int st;
	CHILD (st) {
		m[0] = 7;
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(m[0], 7); /* like shared anonymous memory */
}

TEST(full)
{
	int fd = dev("/dev/full", 1, 7, O_RDWR);
	char b[8] = "xxxxxxx";

	CHECK_EQ(read(fd, b, 8), 8);
	CHECK_EQ(b[0], 0);
	CHECK_ERRNO(write(fd, b, 1), ENOSPC);
}

TEST(random_devices)
{
	int r = dev("/dev/random", 1, 8, O_RDONLY), u = dev("/dev/urandom", 1, 9, O_RDWR);
	unsigned char a[256], b[256];
	int counts[256] = {0};

	CHECK_EQ(read(r, a, 256), 256);
	CHECK_EQ(read(u, b, 256), 256);
	CHECK(memcmp(a, b, 256));
	for (int i = 0; i < 256; i++)
		counts[a[i]]++;
	for (int i = 0; i < 256; i++)
		CHECK_LT(counts[i], 30);
	CHECK_EQ(write(u, "seed", 4), 4);
}

TEST(kmsg)
{
	int w, r;
	char b[8192];
	ssize_t n;
	int found = 0;

	test_need_root();
	w = REQUIRE_OK(open("/dev/kmsg", O_WRONLY));
	r = REQUIRE_OK(open("/dev/kmsg", O_RDONLY | O_NONBLOCK));
	CHECK_GE(lseek(r, 0, SEEK_END), 0);
	CHECK_EQ(write(w, "<13>user-test marker 4711\n", 26), 26);
	while (!found && (n = read(r, b, sizeof(b) - 1)) > 0) {
		b[n] = 0;
		found = strstr(b, "user-test marker 4711") != NULL;
		if (found)
			CHECK_MATCH(b, "^13,[0-9]+,[0-9]+,[^;]*;user-test marker 4711$");
	}
	CHECK(found);
	CHECK_EQ(lseek(r, 0, SEEK_SET), 0);
	CHECK_ERRNO(read(r, b, 1), EINVAL); /* a record must fit */
}

TEST(devtmpfs_names)
{
	static const char *const names[] = {"null", "zero",    "full", "random", "urandom",
					    "tty",  "console", "ptmx", "kmsg"};
	char path[32];
	struct stat sb;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "/dev/%s", names[i]);
		if (CHECK_OK(stat(path, &sb)) == 0)
			CHECK(S_ISCHR(sb.st_mode));
	}
}
