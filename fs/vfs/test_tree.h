/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/test_tree.h - a tmpfs of its own for a test: mounted on entry, gone on exit
 */
#pragma once

#include "fs/vfs/mount.h"
#include "fs/vfs/namei.h"

#define T "/ktest-vfs"

static inline int tree_begin(void)
{
	int err = do_mkdirat(AT_FDCWD, T, 0755);

	return err ? err : do_mount("ktest", T, "tmpfs", 0, NULL);
}

/* 0 says that nothing was left in use. */
static inline int tree_end(void)
{
	int err = do_umount(T, 0);

	if (err)
		do_umount(T, MNT_DETACH);
	do_rmdirat(AT_FDCWD, T);
	return err;
}

static inline int make_file(const char *name)
{
	struct file *f = filp_open(name, O_CREAT | O_EXCL | O_WRONLY, 0644);

	if (IS_ERR(f))
		return (int)PTR_ERR(f);
	return filp_close(f);
}

static inline bool exists(const char *name)
{
	struct path path;

	if (kern_path(name, 0, &path))
		return false;
	path_put(&path);
	return true;
}
