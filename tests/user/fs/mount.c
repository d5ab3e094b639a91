/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/mount.c - mount(2) and umount(2): tmpfs, proc, bind, flags */
#include "harness.h"

#include <sys/mount.h>
#include <sys/statfs.h>

static void unmount(const char *where)
{
	CHECK_OK(umount2(where, 0));
}

static void mount_tmpfs(const char *where, unsigned long flags, const char *data)
{
	test_need_root();
	mkdir(where, 0755);
	REQUIRE_OK(mount("tmpfs", where, "tmpfs", flags, data));
}

TEST(tmpfs_covers_and_goes)
{
	struct stat a, b;
	struct statfs sf;

	test_need_root();
	REQUIRE_OK(mkdir("m", 0755));
	test_write_file("m/below", "x");
	CHECK_OK(stat("m", &a));
	mount_tmpfs("m", 0, "mode=0700");
	CHECK_OK(stat("m", &b));
	CHECK_NE(a.st_dev, b.st_dev);
	CHECK_EQ(b.st_mode & 07777, 0700);
	CHECK_ERRNO(access("m/below", F_OK), ENOENT);
	CHECK_OK(statfs("m", &sf));
	CHECK_EQ(sf.f_type, 0x01021994);
	test_write_file("m/above", "y");
	CHECK_ERRNO(rename("m/above", "above"), EXDEV);
	CHECK_ERRNO(link("m/above", "above"), EXDEV);
	CHECK_ERRNO(rmdir("m"), EBUSY);
	CHECK_OK(access("m/../m/above", F_OK));
	unmount("m");
	CHECK_OK(access("m/below", F_OK));
	CHECK_ERRNO(access("m/above", F_OK), ENOENT);
}

TEST(size_limit)
{
	char *big = test_map(64);
	int fd;

	mount_tmpfs("m", 0, "size=128k");
	fd = REQUIRE_OK(open("m/f", O_RDWR | O_CREAT, 0600));
	CHECK_EQ(write(fd, big, 64 * PAGE), 128 << 10);
	CHECK_ERRNO(write(fd, big, 1), ENOSPC);
	close(fd);
	CHECK_OK(unlink("m/f"));
	fd = CHECK_OK(open("m/g", O_RDWR | O_CREAT, 0600));
	CHECK_EQ(write(fd, big, PAGE), PAGE); /* the space came back */
	close(fd);
	unmount("m");
}

TEST(busy_and_lazy)
{
	int fd;
	char c = 0;

	mount_tmpfs("m", 0, NULL);
	test_write_file("m/f", "x");
	fd = REQUIRE_OK(open("m/f", O_RDONLY));
	CHECK_ERRNO(umount2("m", 0), EBUSY);
	CHECK_OK(umount2("m", MNT_DETACH));
	CHECK_ERRNO(access("m/f", F_OK), ENOENT);
	CHECK_EQ(read(fd, &c, 1), 1); /* still readable through the descriptor */
	close(fd);
}

TEST(read_only_nodev_noexec_nosuid)
{
	int st;

	mount_tmpfs("m", MS_NOEXEC, NULL);
	test_write_file("m/s", "#!/bin/sh\n");
	REQUIRE_OK(chmod("m/s", 0755));
	CHILD (st) {
		CHECK_ERRNO(execl("m/s", "s", (char *)NULL), EACCES);
	}
	CHECK_EXITED(st, 0);
	CHECK_OK(mount(NULL, "m", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	CHECK_ERRNO(open("m/new", O_CREAT | O_WRONLY, 0600), EROFS);
	CHECK_ERRNO(open("m/s", O_WRONLY), EROFS);
	CHECK_ERRNO(unlink("m/s"), EROFS);
	CHECK_ERRNO(mkdir("m/d", 0700), EROFS);
	CHECK_ERRNO(chmod("m/s", 0600), EROFS);
	CHECK_ERRNO(access("m/s", W_OK), EROFS);
	CHECK_OK(umount2("m", MNT_DETACH));
	mount_tmpfs("m", MS_NODEV, NULL);
	REQUIRE_OK(mknod("m/null", S_IFCHR | 0666, 0x103));
	CHECK_ERRNO(open("m/null", O_RDWR), EACCES);
	unmount("m");
}

TEST(bind_mounts)
{
	struct stat a, b;

	test_need_root();
	REQUIRE_OK(mkdir("src", 0755));
	REQUIRE_OK(mkdir("dst", 0755));
	test_write_file("src/f", "x");
	test_write_file("file", "y");
	test_write_file("onfile", "z");
	REQUIRE_OK(mount("src", "dst", NULL, MS_BIND, NULL));
	CHECK_OK(stat("src/f", &a));
	CHECK_OK(stat("dst/f", &b));
	CHECK_EQ(a.st_ino, b.st_ino);
	CHECK_EQ(a.st_dev, b.st_dev);
	test_write_file("dst/g", "new");
	CHECK_STR(test_slurp("src/g"), "new");
	CHECK_ERRNO(rename("dst/g", "src/h"), EXDEV); /* another mount, though the same disk */
	unmount("dst");
	REQUIRE_OK(mount("file", "onfile", NULL, MS_BIND, NULL)); /* files too */
	CHECK_STR(test_slurp("onfile"), "y");
	unmount("onfile");
	CHECK_STR(test_slurp("onfile"), "z");
}

TEST(seen_in_proc)
{
	char re[PATH_MAX + 64];

	mount_tmpfs("m", MS_NOSUID | MS_NODEV, NULL);
	snprintf(re, sizeof(re), "^tmpfs %s/m tmpfs rw,nosuid,nodev,relatime", test_dir());
	CHECK_MATCH(test_slurp("/proc/self/mounts"), re);
	snprintf(re, sizeof(re),
		 "^[0-9]+ [0-9]+ [0-9]+:[0-9]+ / %s/m rw,nosuid,nodev,relatime [^-]*- tmpfs tmpfs "
		 "rw",
		 test_dir());
	CHECK_MATCH(test_slurp("/proc/self/mountinfo"), re);
	unmount("m");
	snprintf(re, sizeof(re), "%s/m ", test_dir());
	CHECK(!strstr(test_slurp("/proc/self/mounts"), re));
}

TEST(proc_elsewhere)
{
	char to[32] = "";

	test_need_root();
	REQUIRE_OK(mkdir("p", 0755));
	REQUIRE_OK(mount("proc", "p", "proc", 0, NULL));
	CHECK_GT(readlink("p/self", to, 31), 0);
	CHECK_EQ(atoi(to), getpid());
	unmount("p");
}

/* Elsewhere / may well be unmounted, or made read-only. */
static int in_rootfs(void)
{
	char *s = test_slurp("/proc/self/mountinfo");
	int id, parent;

	return sscanf(s, "%d %d", &id, &parent) == 2 && strstr(s, " / / ") &&
	       strstr(s, " - rootfs ") && id == parent;
}

TEST(errors)
{
	test_need_root();
	REQUIRE_OK(mkdir("m", 0755));
	test_write_file("f", "x");
	CHECK_ERRNO(mount("x", "m", "nosuchfs", 0, NULL), ENODEV);
	CHECK_ERRNO(mount("x", "m", "pipefs", 0, NULL), EINVAL); /* the kernel's own */
	CHECK_ERRNO(mount("x", "missing", "tmpfs", 0, NULL), ENOENT);
	CHECK_ERRNO(mount("x", "f", "tmpfs", 0, NULL), ENOTDIR);
	CHECK_ERRNO(mount("missing", "m", NULL, MS_BIND, NULL), ENOENT);
	CHECK_ERRNO(mount("tmpfs", "m", "tmpfs", 0, "nosuchoption=1"), EINVAL);
	CHECK_ERRNO(mount(NULL, "m", NULL, MS_REMOUNT, NULL), EINVAL); /* not a mount point */
	CHECK_ERRNO(umount2("m", 0), EINVAL);
	CHECK_ERRNO(umount2("missing", 0), ENOENT);
	CHECK_ERRNO(umount2("m", 0x1000), EINVAL);
	if (in_rootfs()) {
		CHECK_ERRNO(umount2("/", 0), EINVAL);
		CHECK_ERRNO(umount2("/", MNT_DETACH), EINVAL);
	}
	CHECK_ERRNO(mount("x", "m", KERNEL_ADDR, 0, NULL), EFAULT);
}
