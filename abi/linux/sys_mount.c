/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_mount.c - mount, umount2, pivot_root; extended attributes, which no file system has
 *
 * Sources: mount(2), umount(2), pivot_root(2), xattr(7), getxattr(2), setxattr(2), listxattr(2)
 */
#include "sys_file.h"

#include "fs/vfs/mount.h"
#include "kernel/proc/cred.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include <linux/limits.h>
#include <linux/xattr.h>

/* NULL stays NULL; at most a page. */
static int get_optional_string(const char __user *u, char **out)
{
	ssize_t n;
	char *s;

	*out = NULL;
	if (!u)
		return 0;
	s = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	n = strncpy_from_user(s, u, PATH_MAX);
	if (n < 0 || n >= PATH_MAX) {
		kfree(s);
		return n < 0 ? (int)n : -EINVAL;
	}
	*out = s;
	return 0;
}

/* The data page: as much of 4 KiB as can be read, always terminated. */
static int get_mount_data(const void __user *u, char **out)
{
	size_t left;
	char *s;

	*out = NULL;
	if (!u)
		return 0;
	s = kzalloc(PAGE_SIZE, GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	left = copy_from_user(s, u, PAGE_SIZE);
	if (left == PAGE_SIZE) {
		kfree(s);
		return -EFAULT;
	}
	s[PAGE_SIZE - 1] = '\0';
	*out = s;
	return 0;
}

sysret_t sys_mount(const char __user *udev, const char __user *udir, const char __user *utype,
		   unsigned long flags, const void __user *udata)
{
	char *dev = NULL, *type = NULL, *data = NULL;
	struct user_name dir;
	int err;

	err = get_optional_string(utype, &type);
	if (!err)
		err = get_optional_string(udev, &dev);
	if (!err)
		err = get_mount_data(udata, &data);
	if (!err)
		err = get_name(&dir, udir);
	if (!err) {
		err = do_mount(dev, dir.s, type, flags, data);
		put_name(&dir);
	}
	kfree(data);
	kfree(dev);
	kfree(type);
	return err;
}

sysret_t sys_umount2(const char __user *udir, int flags)
{
	struct user_name dir;
	int err = get_name(&dir, udir);

	if (err)
		return err;
	err = do_umount(dir.s, flags);
	put_name(&dir);
	return err;
}

sysret_t sys_pivot_root(const char __user *unew, const char __user *uold)
{
	struct user_name new, old;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = get_name(&new, unew);
	if (err)
		return err;
	err = get_name(&old, uold);
	if (!err) {
		err = do_pivot_root(new.s, old.s);
		put_name(&old);
	}
	put_name(&new);
	return err;
}

/* --- extended attributes: every file system is without, and says so --- */

static int check_xattr_name(const char __user *uname)
{
	char name[XATTR_NAME_MAX + 1];
	ssize_t n = strncpy_from_user(name, uname, sizeof(name));

	if (n < 0)
		return (int)n;
	if (n == 0 || n == (ssize_t)sizeof(name))
		return -ERANGE;
	return strchr(name, '.') ? 0 : -EOPNOTSUPP;
}

static int find_path(const char __user *upath, unsigned int lookup, struct path *path)
{
	struct user_name name;
	int err = get_name(&name, upath);

	if (err)
		return err;
	err = user_path_at(AT_FDCWD, name.s, lookup, path);
	put_name(&name);
	return err;
}

enum xattr_op { XATTR_OP_GET, XATTR_OP_SET, XATTR_OP_LIST, XATTR_OP_REMOVE };

static sysret_t xattr_op(const struct path *path, enum xattr_op op)
{
	int err;

	if (op == XATTR_OP_LIST)
		return 0; /* an empty list */
	if (op == XATTR_OP_SET || op == XATTR_OP_REMOVE) {
		err = mnt_want_write(path->mnt);
		if (err)
			return err;
		mnt_drop_write(path->mnt);
	}
	return -EOPNOTSUPP;
}

static sysret_t path_xattr(const char __user *upath, const char __user *uname, unsigned int lookup,
			   enum xattr_op op)
{
	struct path path;
	sysret_t ret;
	int err = op == XATTR_OP_SET ? check_xattr_name(uname) : 0;

	if (err && err != -EOPNOTSUPP)
		return err;
	ret = find_path(upath, lookup, &path);
	if (ret)
		return ret;
	if (op == XATTR_OP_GET || op == XATTR_OP_REMOVE)
		err = check_xattr_name(uname);
	ret = err ? err : xattr_op(&path, op);
	path_put(&path);
	return ret;
}

static sysret_t fd_xattr(int fd, const char __user *uname, enum xattr_op op)
{
	struct fd f = fdget((unsigned int)fd);
	sysret_t ret;

	if (!f.file)
		return -EBADF;
	ret = op == XATTR_OP_LIST ? 0 : check_xattr_name(uname);
	if (!ret)
		ret = xattr_op(&f.file->f_path, op);
	fdput(f);
	return ret;
}

static int check_set(size_t size, int flags)
{
	if (flags & ~(XATTR_CREATE | XATTR_REPLACE))
		return -EINVAL;
	return size > XATTR_SIZE_MAX ? -E2BIG : 0;
}

sysret_t sys_setxattr(const char __user *path, const char __user *name, const void __user *value,
		      size_t size, int flags)
{
	int err = check_set(size, flags);

	(void)value;
	return err ? err : path_xattr(path, name, LOOKUP_FOLLOW, XATTR_OP_SET);
}

sysret_t sys_lsetxattr(const char __user *path, const char __user *name, const void __user *value,
		       size_t size, int flags)
{
	int err = check_set(size, flags);

	(void)value;
	return err ? err : path_xattr(path, name, 0, XATTR_OP_SET);
}

sysret_t sys_fsetxattr(int fd, const char __user *name, const void __user *value, size_t size,
		       int flags)
{
	int err = check_set(size, flags);

	(void)value;
	return err ? err : fd_xattr(fd, name, XATTR_OP_SET);
}

sysret_t sys_getxattr(const char __user *path, const char __user *name, void __user *value,
		      size_t size)
{
	(void)value;
	(void)size;
	return path_xattr(path, name, LOOKUP_FOLLOW, XATTR_OP_GET);
}

sysret_t sys_lgetxattr(const char __user *path, const char __user *name, void __user *value,
		       size_t size)
{
	(void)value;
	(void)size;
	return path_xattr(path, name, 0, XATTR_OP_GET);
}

sysret_t sys_fgetxattr(int fd, const char __user *name, void __user *value, size_t size)
{
	(void)value;
	(void)size;
	return fd_xattr(fd, name, XATTR_OP_GET);
}

sysret_t sys_listxattr(const char __user *path, char __user *list, size_t size)
{
	(void)list;
	(void)size;
	return path_xattr(path, NULL, LOOKUP_FOLLOW, XATTR_OP_LIST);
}

sysret_t sys_llistxattr(const char __user *path, char __user *list, size_t size)
{
	(void)list;
	(void)size;
	return path_xattr(path, NULL, 0, XATTR_OP_LIST);
}

sysret_t sys_flistxattr(int fd, char __user *list, size_t size)
{
	(void)list;
	(void)size;
	return fd_xattr(fd, NULL, XATTR_OP_LIST);
}

sysret_t sys_removexattr(const char __user *path, const char __user *name)
{
	return path_xattr(path, name, LOOKUP_FOLLOW, XATTR_OP_REMOVE);
}

sysret_t sys_lremovexattr(const char __user *path, const char __user *name)
{
	return path_xattr(path, name, 0, XATTR_OP_REMOVE);
}

sysret_t sys_fremovexattr(int fd, const char __user *name)
{
	return fd_xattr(fd, name, XATTR_OP_REMOVE);
}
