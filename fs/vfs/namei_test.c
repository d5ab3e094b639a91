/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fs/vfs/namei_test.c - paths, names, renames and mounts on a private tmpfs */
#include "kernel/base/ktest.h"
#include "internal.h"
#include "lib/format.h"
#include "lib/string.h"
#include "test_tree.h"

KTEST(namei, make_and_remove)
{
	ASSERT_EQ(tree_begin(), 0);
	EXPECT_EQ(make_file(T "/a"), 0);
	EXPECT_EQ(make_file(T "/a"), -EEXIST);
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/a", 0755), -EEXIST);
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/d/", 0755), 0);
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/no/d", 0755), -ENOENT);
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/a/d", 0755), -ENOTDIR);
	EXPECT_EQ(make_file(T "/d/x"), 0);
	EXPECT_EQ(do_rmdirat(AT_FDCWD, T "/d"), -ENOTEMPTY);
	EXPECT_EQ(do_rmdirat(AT_FDCWD, T "/a"), -ENOTDIR);
	EXPECT_EQ(do_unlinkat(AT_FDCWD, T "/d"), -EISDIR);
	EXPECT_EQ(do_unlinkat(AT_FDCWD, T "/a/"), -ENOTDIR);
	EXPECT_EQ(do_unlinkat(AT_FDCWD, T "/d/x"), 0);
	EXPECT_EQ(do_unlinkat(AT_FDCWD, T "/d/x"), -ENOENT);
	EXPECT_EQ(do_rmdirat(AT_FDCWD, T "/d/."), -EINVAL);
	EXPECT_EQ(do_rmdirat(AT_FDCWD, T "/d/.."), -ENOTEMPTY);
	EXPECT_EQ(do_rmdirat(AT_FDCWD, T "/d"), 0);
	EXPECT_EQ(do_unlinkat(AT_FDCWD, T "/a"), 0);
	EXPECT_FALSE(exists(T "/a"));
	EXPECT_EQ(tree_end(), 0);
}

KTEST(namei, lookups_of_absent_names_are_remembered)
{
	ASSERT_EQ(tree_begin(), 0);
	EXPECT_FALSE(exists(T "/later"));
	EXPECT_FALSE(exists(T "/later"));
	EXPECT_EQ(make_file(T "/later"), 0);
	EXPECT_TRUE(exists(T "/later"));
	EXPECT_EQ(do_unlinkat(AT_FDCWD, T "/later"), 0);
	EXPECT_FALSE(exists(T "/later"));
	EXPECT_EQ(make_file(T "/later"), 0);
	EXPECT_EQ(tree_end(), 0);
}

KTEST(namei, names_have_a_limit)
{
	char path[sizeof(T) + NAME_MAX + 2];

	ASSERT_EQ(tree_begin(), 0);
	memset(path, 'n', sizeof(path));
	memcpy(path, T "/", sizeof(T));
	path[sizeof(path) - 1] = '\0';
	EXPECT_EQ(make_file(path), -ENAMETOOLONG);
	path[sizeof(path) - 2] = '\0';
	EXPECT_EQ(make_file(path), 0); /* NAME_MAX exactly: an external name */
	EXPECT_EQ(do_renameat2(AT_FDCWD, path, AT_FDCWD, T "/short", 0), 0);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/short", AT_FDCWD, path, 0), 0);
	EXPECT_TRUE(exists(path));
	EXPECT_EQ(tree_end(), 0);
}

KTEST(namei, symlinks)
{
	char from[32], to[32];
	struct path path;
	int i;

	ASSERT_EQ(tree_begin(), 0);
	EXPECT_EQ(make_file(T "/file"), 0);
	EXPECT_EQ(do_symlinkat("file", AT_FDCWD, T "/l0"), 0);
	for (i = 1; i <= 40; i++) {
		snprintf(to, sizeof(to), "l%d", i - 1);
		snprintf(from, sizeof(from), T "/l%d", i);
		EXPECT_EQ(do_symlinkat(to, AT_FDCWD, from), 0);
	}
	EXPECT_EQ(kern_path(T "/l39", LOOKUP_FOLLOW, &path), 0); /* 40 of them */
	path_put(&path);
	EXPECT_EQ(kern_path(T "/l40", LOOKUP_FOLLOW, &path), -ELOOP);
	EXPECT_EQ(kern_path(T "/l40", 0, &path), 0);
	EXPECT_TRUE(S_ISLNK(path.dentry->d_inode->i_mode));
	path_put(&path);
	EXPECT_EQ(do_symlinkat("self", AT_FDCWD, T "/self"), 0);
	EXPECT_EQ(kern_path(T "/self/x", 0, &path), -ELOOP);
	EXPECT_EQ(kern_path(T "/l0/", 0, &path), -ENOTDIR);
	/* Through directories, relative and absolute, nested. */
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/d", 0755), 0);
	EXPECT_EQ(do_symlinkat(T "/d", AT_FDCWD, T "/abs"), 0);
	EXPECT_EQ(do_symlinkat("abs/../abs", AT_FDCWD, T "/rel"), 0);
	EXPECT_EQ(make_file(T "/rel/new"), 0);
	EXPECT_TRUE(exists(T "/d/new"));
	/* A dangling link creates what it names, unless O_EXCL or O_NOFOLLOW. */
	EXPECT_EQ(do_symlinkat("d/made", AT_FDCWD, T "/dangling"), 0);
	EXPECT_EQ(make_file(T "/dangling"), -EEXIST);
	EXPECT_EQ(PTR_ERR(filp_open(T "/dangling", O_RDWR | O_NOFOLLOW | O_CREAT, 0600)), -ELOOP);
	EXPECT_EQ(filp_close(filp_open(T "/dangling", O_RDWR | O_CREAT, 0600)), 0);
	EXPECT_TRUE(exists(T "/d/made"));
	EXPECT_EQ(tree_end(), 0);
}

KTEST(namei, open_flags)
{
	struct file *f;
	char c = 'x';
	loff_t pos = 0;

	ASSERT_EQ(tree_begin(), 0);
	EXPECT_EQ(PTR_ERR(filp_open(T "/f", O_RDWR, 0)), -ENOENT);
	EXPECT_EQ(PTR_ERR(filp_open(T "/f/", O_RDWR | O_CREAT, 0644)), -EISDIR);
	EXPECT_EQ(PTR_ERR(filp_open(T, O_RDWR, 0)), -EISDIR);
	f = filp_open(T "/f", O_RDWR | O_CREAT, 0644);
	ASSERT_TRUE(!IS_ERR(f));
	EXPECT_EQ(kernel_write(f, &c, 1, &pos), 1);
	filp_close(f);
	EXPECT_EQ(PTR_ERR(filp_open(T "/f", O_RDONLY | O_DIRECTORY, 0)), -ENOTDIR);
	f = filp_open(T "/f", O_WRONLY | O_TRUNC, 0);
	ASSERT_TRUE(!IS_ERR(f));
	EXPECT_EQ(i_size_read(f->f_inode), 0);
	filp_close(f);
	f = filp_open(T "/f", O_PATH, 0);
	ASSERT_TRUE(!IS_ERR(f));
	EXPECT_EQ(kernel_read(f, &c, 1, &pos), -EBADF);
	filp_close(f);
	/* Without a name, and given one. */
	f = filp_open(T, O_TMPFILE | O_RDWR, 0600);
	ASSERT_TRUE(!IS_ERR(f));
	EXPECT_EQ(f->f_inode->i_nlink, 0);
	filp_close(f);
	EXPECT_EQ(tree_end(), 0);
}

KTEST(namei, rename)
{
	ASSERT_EQ(tree_begin(), 0);
	EXPECT_EQ(make_file(T "/a"), 0);
	EXPECT_EQ(make_file(T "/b"), 0);
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/d", 0755), 0);
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/d/e", 0755), 0);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/a", AT_FDCWD, T "/b", RENAME_NOREPLACE), -EEXIST);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/a", AT_FDCWD, T "/none", RENAME_EXCHANGE), -ENOENT);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/a", AT_FDCWD, T "/d", 0), -EISDIR);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/d", AT_FDCWD, T "/a", 0), -ENOTDIR);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/d", AT_FDCWD, T "/d/e/f", 0), -EINVAL);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/d/e", AT_FDCWD, T "/d", 0), -ENOTEMPTY);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/a", AT_FDCWD, "/ktest-elsewhere", 0), -EXDEV);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/a", AT_FDCWD, T "/d/e", RENAME_EXCHANGE), 0);
	EXPECT_EQ(do_rmdirat(AT_FDCWD, T "/a"), 0);
	EXPECT_EQ(do_unlinkat(AT_FDCWD, T "/d/e"), 0);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/b", AT_FDCWD, T "/d/b", 0), 0);
	EXPECT_FALSE(exists(T "/b"));
	EXPECT_TRUE(exists(T "/d/../d/b"));
	EXPECT_EQ(tree_end(), 0);
}

KTEST(namei, links_count)
{
	struct path path;

	ASSERT_EQ(tree_begin(), 0);
	EXPECT_EQ(make_file(T "/a"), 0);
	EXPECT_EQ(do_linkat(AT_FDCWD, T "/a", AT_FDCWD, T "/b", 0), 0);
	EXPECT_EQ(do_linkat(AT_FDCWD, T "/a", AT_FDCWD, T "/b", 0), -EEXIST);
	EXPECT_EQ(do_linkat(AT_FDCWD, T, AT_FDCWD, T "/dir", 0), -EPERM);
	EXPECT_EQ(kern_path(T "/b", 0, &path), 0);
	EXPECT_EQ(path.dentry->d_inode->i_nlink, 2);
	EXPECT_EQ(do_unlinkat(AT_FDCWD, T "/a"), 0);
	EXPECT_EQ(path.dentry->d_inode->i_nlink, 1);
	path_put(&path);
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/d", 0755), 0);
	EXPECT_EQ(kern_path(T, 0, &path), 0);
	EXPECT_EQ(path.dentry->d_inode->i_nlink, 3);
	path_put(&path);
	EXPECT_EQ(tree_end(), 0);
}

KTEST(namei, mounts)
{
	struct path path, below;

	ASSERT_EQ(tree_begin(), 0);
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/m", 0755), 0);
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/n", 0755), 0);
	EXPECT_EQ(do_mount("x", T "/m", "tmpfs", 0, NULL), 0);
	EXPECT_EQ(do_mount("x", T "/m", "no such type", 0, NULL), -ENODEV);
	EXPECT_EQ(make_file(T "/m/in"), 0);
	EXPECT_EQ(do_rmdirat(AT_FDCWD, T "/m"), -EBUSY);
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/m/in", AT_FDCWD, T "/in", 0), -EXDEV);
	/* ".." leaves the mount by its mountpoint. */
	EXPECT_EQ(kern_path(T "/m/..", 0, &path), 0);
	EXPECT_EQ(kern_path(T, 0, &below), 0);
	EXPECT_TRUE(path_equal(&path, &below));
	path_put(&path);
	path_put(&below);
	EXPECT_EQ(do_mount(T "/m", T "/n", NULL, MS_BIND, NULL), 0);
	EXPECT_TRUE(exists(T "/n/in"));
	EXPECT_EQ(do_mount(NULL, T "/n", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), 0);
	EXPECT_EQ(make_file(T "/n/more"), -EROFS);
	EXPECT_EQ(make_file(T "/m/more"), 0);
	EXPECT_EQ(do_umount(T "/n", 0), 0);
	EXPECT_EQ(do_mount(T "/m", T "/n", NULL, MS_MOVE, NULL), 0);
	EXPECT_FALSE(exists(T "/m/in"));
	EXPECT_EQ(kern_path(T "/n/in", 0, &path), 0);
	EXPECT_EQ(do_umount(T "/n", 0), -EBUSY);
	EXPECT_EQ(do_umount(T "/n", MNT_DETACH), 0);
	EXPECT_EQ(do_umount(T "/n", 0), -EINVAL);
	EXPECT_TRUE(d_is_positive(path.dentry));
	path_put(&path);
	EXPECT_EQ(tree_end(), 0);
}

KTEST(namei, d_path_tells_where)
{
	char buf[128];
	struct path path;

	ASSERT_EQ(tree_begin(), 0);
	EXPECT_EQ(do_mkdirat(AT_FDCWD, T "/d", 0755), 0);
	EXPECT_EQ(make_file(T "/d/f"), 0);
	EXPECT_EQ(kern_path(T "/d/f", 0, &path), 0);
	EXPECT_STREQ(d_path(&path, buf, sizeof(buf)), T "/d/f");
	EXPECT_EQ(do_renameat2(AT_FDCWD, T "/d", AT_FDCWD, T "/moved", 0), 0);
	EXPECT_STREQ(d_path(&path, buf, sizeof(buf)), T "/moved/f");
	EXPECT_EQ(PTR_ERR(d_path(&path, buf, 8)), -ENAMETOOLONG);
	EXPECT_EQ(do_unlinkat(AT_FDCWD, T "/moved/f"), 0);
	EXPECT_STREQ(d_path(&path, buf, sizeof(buf)), T "/moved/f (deleted)");
	path_put(&path);
	EXPECT_EQ(kern_path("/", 0, &path), 0);
	EXPECT_STREQ(d_path(&path, buf, sizeof(buf)), "/");
	path_put(&path);
	EXPECT_EQ(tree_end(), 0);
}

struct counter {
	struct dir_context ctx;
	int names;
};

static bool count_name(struct dir_context *ctx, const char *name, int len, loff_t off, u64 ino,
		       unsigned int type)
{
	(void)name;
	(void)len;
	(void)off;
	(void)ino;
	(void)type;
	container_of(ctx, struct counter, ctx)->names++;
	return true;
}

/* Many names: the table's chains, directory reading, and giving unused dentries back. */
KTEST(dcache, many_names)
{
	struct counter c = {.ctx.actor = count_name};
	struct dentry_stat before, after;
	struct file *f;
	char name[32];
	int i;

	ASSERT_EQ(tree_begin(), 0);
	for (i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), T "/file%d", i);
		ASSERT_EQ(make_file(name), 0);
	}
	for (i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), T "/none%d", i);
		ASSERT_TRUE(!exists(name));
	}
	f = filp_open(T, O_RDONLY | O_DIRECTORY, 0);
	ASSERT_TRUE(!IS_ERR(f));
	EXPECT_EQ(iterate_dir(f, &c.ctx), 0);
	EXPECT_EQ(c.names, 302); /* with "." and "..", without the absent */
	filp_close(f);
	dentry_stat_read(&before);
	EXPECT_GE(before.nr_unused, 300);
	dcache_shrink_lru(NULL, ~0UL);
	dcache_shrink_lru(NULL, ~0UL); /* those that were used again go on the second turn */
	dentry_stat_read(&after);
	EXPECT_LE(after.nr_dentry, before.nr_dentry - 300);
	for (i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), T "/file%d", i);
		EXPECT_TRUE(exists(name));
	}
	EXPECT_EQ(tree_end(), 0);
}
