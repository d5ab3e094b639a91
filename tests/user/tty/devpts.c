/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/tty/devpts.c - devpts: every mount is an instance; options; whose ptmx is meant */
#include "tty.h"

#include <sys/mount.h>
#include <sys/sysmacros.h>

/* A directory mounted with devpts and @options. */
static void make_instance(const char *dir, const char *options)
{
	REQUIRE_OK(mkdir(dir, 0755));
	REQUIRE_OK(mount("devpts", dir, "devpts", 0, options));
}

static int number_of(int master)
{
	int n = -1, unlock = 0;

	CHECK_OK(ioctl(master, TIOCGPTN, &n));
	CHECK_OK(ioctl(master, TIOCSPTLCK, &unlock));
	return n;
}

TEST(each_mount_counts_for_itself)
{
	struct stat sb;

	test_need_root();
	make_instance("a", "ptmxmode=666");
	make_instance("b", "ptmxmode=666,mode=640,gid=7");
	int a0 = REQUIRE_OK(open("a/ptmx", O_RDWR | O_NOCTTY));
	int a1 = REQUIRE_OK(open("a/ptmx", O_RDWR | O_NOCTTY));
	int b0 = REQUIRE_OK(open("b/ptmx", O_RDWR | O_NOCTTY));

	CHECK_EQ(number_of(a0), 0);
	CHECK_EQ(number_of(a1), 1);
	CHECK_EQ(number_of(b0), 0);
	CHECK_ERRNO(stat("b/1", &sb), ENOENT);
	CHECK_OK(stat("b/0", &sb));
	CHECK_EQ(sb.st_mode & 07777, 0640);
	CHECK_EQ(sb.st_gid, 7);
	CHECK_EQ(sb.st_rdev, makedev(136, 0));

	/* The two of the same number are different terminals. */
	int sa = REQUIRE_OK(open("a/0", O_RDWR | O_NOCTTY)),
	    sb0 = REQUIRE_OK(open("b/0", O_RDWR | O_NOCTTY));
	char c[8] = "";

	CHECK_EQ(write(a0, "A\n", 2), 2);
	CHECK_EQ(write(b0, "B\n", 2), 2);
	CHECK_EQ(read(sa, c, 8), 2);
	CHECK_EQ(c[0], 'A');
	CHECK_EQ(read(sb0, c, 8), 2);
	CHECK_EQ(c[0], 'B');
	close(sa);
	close(sb0);
	close(a0);
	CHECK_ERRNO(stat("a/0", &sb), ENOENT);
	a0 = REQUIRE_OK(open("a/ptmx", O_RDWR | O_NOCTTY));
	CHECK_EQ(number_of(a0), 0); /* the lowest free one */
	close(a0);
	close(a1);
	close(b0);
	CHECK_OK(umount("a"));
	CHECK_OK(umount("b"));
}

TEST(max_and_bad_options)
{
	test_need_root();
	make_instance("a", "max=2");
	int x = REQUIRE_OK(open("a/ptmx", O_RDWR | O_NOCTTY)),
	    y = REQUIRE_OK(open("a/ptmx", O_RDWR | O_NOCTTY));

	CHECK_ERRNO(open("a/ptmx", O_RDWR | O_NOCTTY), ENOSPC);
	close(x);
	x = CHECK_OK(open("a/ptmx", O_RDWR | O_NOCTTY));
	close(x);
	close(y);
	CHECK_OK(umount("a"));
	CHECK_ERRNO(mount("devpts", "a", "devpts", 0, "max=1048577"), EINVAL);
	CHECK_ERRNO(mount("devpts", "a", "devpts", 0, "nonsense"), EINVAL);
	CHECK_ERRNO(mount("devpts", "a", "devpts", 0, "mode=9"), EINVAL);
}

/* A ptmx on another file system stands for the instance on `pts` beside it. */
TEST(ptmx_finds_pts_beside_it)
{
	struct stat st;

	test_need_root();
	REQUIRE_OK(mkdir("d", 0755));
	REQUIRE_OK(mount("tmpfs", "d", "tmpfs", 0, NULL));
	REQUIRE_OK(mknod("d/ptmx", S_IFCHR | 0666, makedev(5, 2)));
	CHECK_ERRNO(open("d/ptmx", O_RDWR | O_NOCTTY), ENOENT);
	REQUIRE_OK(mkdir("d/pts", 0755));
	CHECK_ERRNO(open("d/ptmx", O_RDWR | O_NOCTTY), ENODEV);
	REQUIRE_OK(mount("devpts", "d/pts", "devpts", 0, ""));
	int m = REQUIRE_OK(open("d/ptmx", O_RDWR | O_NOCTTY));

	CHECK_EQ(number_of(m), 0);
	CHECK_OK(stat("d/pts/0", &st));

	/* The slave is opened through its instance, without any name for it. */
	int s = CHECK_OK(ioctl(m, TIOCGPTPEER, O_RDWR | O_NOCTTY));

	CHECK_EQ(isatty(s), 1);
	close(s);

	/* A node of the same number elsewhere is not the terminal. */
	REQUIRE_OK(mknod("d/zero", S_IFCHR | 0666, makedev(136, 0)));
	CHECK_ERRNO(open("d/zero", O_RDWR | O_NOCTTY), EIO);

	/* The instance lives as long as its terminals, mounted or not. */
	CHECK_OK(umount2("d/pts", MNT_DETACH));
	CHECK_ERRNO(open("d/ptmx", O_RDWR | O_NOCTTY), ENODEV);
	CHECK_ERRNO(ioctl(m, TIOCGPTPEER, O_RDWR | O_NOCTTY), ENODEV);
	CHECK_EQ(number_of(m), 0);
	close(m);
	CHECK_OK(umount("d"));
}

TEST(remount_changes_ptmx)
{
	struct stat st;

	test_need_root();
	make_instance("a", "");
	CHECK_OK(stat("a/ptmx", &st));
	CHECK_EQ(st.st_mode, S_IFCHR);
	CHECK_EQ(st.st_ino, 2);
	CHECK_OK(mount(NULL, "a", NULL, MS_REMOUNT, "ptmxmode=622,mode=611"));
	CHECK_OK(stat("a/ptmx", &st));
	CHECK_EQ(st.st_mode, S_IFCHR | 0622);
	int m = REQUIRE_OK(open("a/ptmx", O_RDWR | O_NOCTTY));

	CHECK_OK(stat("a/0", &st));
	CHECK_EQ(st.st_mode, S_IFCHR | 0611);
	CHECK_EQ(st.st_ino, 3);
	close(m);
	CHECK_OK(umount("a"));
}
