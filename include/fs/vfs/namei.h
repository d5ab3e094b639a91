/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/namei.h - from names to paths, and the operations on names
 *
 * Paths are kernel strings (the border has copied them in: 1..PATH_MAX-1 bytes).  @dfd AT_FDCWD or
 * a descriptor of current.  All return 0 or the man page's -errno.
 */
#pragma once

#include "fs/vfs/fs.h"

#define LOOKUP_FOLLOW	     0x0001u
#define LOOKUP_DIRECTORY     0x0002u
#define LOOKUP_EMPTY	     0x0004u /* "" means dfd itself */
#define LOOKUP_NO_SYMLINKS   0x0010u
#define LOOKUP_NO_MAGICLINKS 0x0020u
#define LOOKUP_NO_XDEV	     0x0040u
#define LOOKUP_BENEATH	     0x0080u
#define LOOKUP_IN_ROOT	     0x0100u
#define LOOKUP_PARENT	     0x0200u
#define LOOKUP_RCU	     0x0800u /* inside the walk */
#define LOOKUP_DOWN	     0x1000u /* start at what is mounted on dfd */
#define LOOKUP_CACHED	     0x2000u /* -EAGAIN rather than ask the file system */
#define LOOKUP_OPEN	     0x4000u
#define LOOKUP_CREATE	     0x8000u
#define LOOKUP_REVAL	     0x0400u

/* tv_nsec of utimensat(2); libc's values, in no UAPI header. */
#define UTIME_NOW  0x3fffffffu
#define UTIME_OMIT 0x3ffffffeu

int user_path_at(int dfd, const char *name, unsigned int flags, struct path *out); /* referenced */
int kern_path(const char *name, unsigned int flags, struct path *out);
/* @path, a ptmx: becomes what is mounted on `pts` beside it.  -ENOENT: no such name (@path stays).
 */
int path_pts(struct path *path);
/* The parent, locked, and a dentry (maybe negative) for the last component; done_path_create()
 * undoes. */
struct dentry *kern_path_create(int dfd, const char *name, struct path *parent,
				unsigned int flags); /* ERR_PTR */
void done_path_create(struct path *parent, struct dentry *d);
struct dentry *lookup_one(struct dentry *base, const char *name,
			  unsigned int len); /* base locked */

int do_mkdirat(int dfd, const char *name, umode_t mode);
int do_mknodat(int dfd, const char *name, umode_t mode, kdev_t dev);
int do_symlinkat(const char *target, int dfd, const char *name);
int do_linkat(int odfd, const char *oname, int ndfd, const char *nname, int flags);
int do_unlinkat(int dfd, const char *name);
int do_rmdirat(int dfd, const char *name);
int do_renameat2(int odfd, const char *oname, int ndfd, const char *nname, unsigned int flags);
int do_readlinkat(int dfd, const char *name, char *buf, size_t size); /* bytes */
int do_fchmodat(int dfd, const char *name, umode_t mode, unsigned int lookup);
int do_fchownat(int dfd, const char *name, uid_t uid, gid_t gid, unsigned int lookup);
int do_faccessat(int dfd, const char *name, int mode, int flags);
int do_truncate_path(const char *name, loff_t len);
int do_ftruncate(struct file *f, loff_t len);
int do_fallocate(struct file *f, int mode, loff_t off, loff_t len);
/* times[2] with nsec UTIME_NOW / UTIME_OMIT; NULL: now.  name NULL: dfd itself. */
int do_utimensat(int dfd, const char *name, const struct timespec64 *times, int flags);
int do_fchmod(struct file *f, umode_t mode);
int do_fchown(struct file *f, uid_t uid, gid_t gid);
int do_chdir(const char *name);
int do_fchdir(struct file *f);
int do_chroot(const char *name);
/* Length with NUL, or -ERANGE, -ENOENT. */
int do_getcwd(char *buf, size_t size);
int vfs_mkdir(struct inode *dir, struct dentry *d, umode_t mode);
int vfs_create(struct inode *dir, struct dentry *d, umode_t mode, bool excl);
int vfs_mknod(struct inode *dir, struct dentry *d, umode_t mode, kdev_t dev);
int vfs_symlink(struct inode *dir, struct dentry *d, const char *target);
int vfs_link(struct dentry *old, struct inode *dir, struct dentry *d);
int vfs_unlink(struct inode *dir, struct dentry *d);
int vfs_rmdir(struct inode *dir, struct dentry *d);
int vfs_rename(struct inode *odir, struct dentry *od, struct inode *ndir, struct dentry *nd,
	       unsigned int flags);
int vfs_readlink(struct dentry *d, char *buf, size_t size); /* bytes, cut at @size */
/* The target of a symlink that sits in the page cache or in i_link, for ->get_link. */
const char *simple_get_link(struct dentry *d, struct inode *inode, struct delayed_call *done);
/* Locks for a rename between two directories; ERR_PTR(-EXDEV) never: the ancestor that must not be
 * moved, or NULL. */
struct dentry *lock_rename(struct dentry *a, struct dentry *b);
void unlock_rename(struct dentry *a, struct dentry *b);
