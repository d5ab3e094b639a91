/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_stat.c - stat, statx, statfs, getdents: what is there
 *
 * Sources: stat(2), statx(2), statfs(2), getdents(2), readlink(2), getcwd(2)
 */
#include "sys_file.h"

#include "kernel/base/panic.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include <asm/stat.h>
#include <asm/statfs.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/stat.h>

ABI_SIZE(struct stat, 144);
ABI_FIELD(struct stat, st_size, 48);
ABI_FIELD(struct stat, st_atime, 72);
ABI_SIZE(struct statx, 256);
ABI_FIELD(struct statx, stx_atime, 64);
ABI_SIZE(struct statfs, 120);

/* --- stat --- */

static sysret_t put_stat(const struct kstat *k, struct stat __user *u)
{
	struct stat st;

	memset(&st, 0, sizeof(st));
	st.st_dev = new_encode_dev(k->dev);
	st.st_ino = k->ino;
	st.st_nlink = k->nlink;
	st.st_mode = k->mode;
	st.st_uid = k->uid;
	st.st_gid = k->gid;
	st.st_rdev = new_encode_dev(k->rdev);
	st.st_size = k->size;
	st.st_blksize = k->blksize;
	st.st_blocks = (long)k->blocks;
	st.st_atime = (unsigned long)k->atime.sec;
	st.st_atime_nsec = k->atime.nsec;
	st.st_mtime = (unsigned long)k->mtime.sec;
	st.st_mtime_nsec = k->mtime.nsec;
	st.st_ctime = (unsigned long)k->ctime.sec;
	st.st_ctime_nsec = k->ctime.nsec;
	return copy_to_user(u, &st, sizeof(st)) ? -EFAULT : 0;
}

#define STAT_AT_FLAGS (AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH)

static unsigned int stat_lookup(int flags)
{
	return (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
	       (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
}

static int stat_fd(unsigned int fd, struct kstat *k, u32 mask)
{
	struct fd f = fdget_raw(fd);
	int err;

	if (!f.file)
		return -EBADF;
	err = vfs_getattr(&f.file->f_path, k, mask);
	fdput(f);
	return err;
}

static int stat_at(int dfd, const char __user *uname, int flags, struct kstat *k, u32 mask)
{
	struct user_name name;
	struct path path;
	int err = get_name(&name, uname);

	if (err)
		return err;
	if (!*name.s && (flags & AT_EMPTY_PATH) && dfd >= 0) {
		err = stat_fd((unsigned int)dfd, k, mask); /* fstat by its newer name */
	} else {
		err = user_path_at(dfd, name.s, stat_lookup(flags), &path);
		if (!err) {
			err = vfs_getattr(&path, k, mask);
			path_put(&path);
		}
	}
	put_name(&name);
	return err;
}

sysret_t sys_newfstatat(int dfd, const char __user *name, struct stat __user *u, int flags)
{
	struct kstat k;
	int err;

	if (flags & ~STAT_AT_FLAGS)
		return -EINVAL;
	err = stat_at(dfd, name, flags, &k, STATX_BASIC_STATS);
	return err ? err : put_stat(&k, u);
}

sysret_t sys_stat(const char __user *name, struct stat __user *u)
{
	return sys_newfstatat(AT_FDCWD, name, u, 0);
}

sysret_t sys_lstat(const char __user *name, struct stat __user *u)
{
	return sys_newfstatat(AT_FDCWD, name, u, AT_SYMLINK_NOFOLLOW);
}

sysret_t sys_fstat(unsigned int fd, struct stat __user *u)
{
	struct kstat k;
	int err = stat_fd(fd, &k, STATX_BASIC_STATS);

	return err ? err : put_stat(&k, u);
}

static struct statx_timestamp statx_time(const struct timespec64 *t)
{
	return (struct statx_timestamp){.tv_sec = t->sec, .tv_nsec = t->nsec};
}

sysret_t sys_statx(int dfd, const char __user *name, unsigned int flags, unsigned int mask,
		   struct statx __user *u)
{
	struct statx sx;
	struct kstat k;
	int err;

	if (mask & STATX__RESERVED)
		return -EINVAL;
	if (flags & ~(unsigned int)(STAT_AT_FLAGS | AT_STATX_SYNC_TYPE))
		return -EINVAL;
	if ((flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE)
		return -EINVAL;
	err = stat_at(dfd, name, (int)flags, &k, mask);
	if (err)
		return err;
	memset(&sx, 0, sizeof(sx));
	sx.stx_mask = k.result_mask;
	sx.stx_blksize = k.blksize;
	sx.stx_attributes = k.attributes;
	sx.stx_attributes_mask = k.attributes_mask;
	sx.stx_nlink = k.nlink;
	sx.stx_uid = k.uid;
	sx.stx_gid = k.gid;
	sx.stx_mode = (__u16)k.mode;
	sx.stx_ino = k.ino;
	sx.stx_size = (__u64)k.size;
	sx.stx_blocks = k.blocks;
	sx.stx_atime = statx_time(&k.atime);
	sx.stx_btime = statx_time(&k.btime);
	sx.stx_ctime = statx_time(&k.ctime);
	sx.stx_mtime = statx_time(&k.mtime);
	sx.stx_rdev_major = MAJOR(k.rdev);
	sx.stx_rdev_minor = MINOR(k.rdev);
	sx.stx_dev_major = MAJOR(k.dev);
	sx.stx_dev_minor = MINOR(k.dev);
	sx.stx_mnt_id = k.mnt_id;
	return copy_to_user(u, &sx, sizeof(sx)) ? -EFAULT : 0;
}

/* --- statfs --- */

static sysret_t put_statfs(const struct path *path, struct statfs __user *u)
{
	struct kstatfs k;
	struct statfs st;
	int err = vfs_statfs(path, &k);

	if (err)
		return err;
	memset(&st, 0, sizeof(st));
	st.f_type = k.type;
	st.f_bsize = k.bsize;
	st.f_blocks = k.blocks;
	st.f_bfree = k.bfree;
	st.f_bavail = k.bavail;
	st.f_files = k.files;
	st.f_ffree = k.ffree;
	st.f_fsid.val[0] = (int)k.fsid;
	st.f_fsid.val[1] = (int)(k.fsid >> 32);
	st.f_namelen = k.namelen;
	st.f_frsize = k.frsize;
	st.f_flags = k.flags;
	return copy_to_user(u, &st, sizeof(st)) ? -EFAULT : 0;
}

sysret_t sys_statfs(const char __user *uname, struct statfs __user *u)
{
	struct user_name name;
	struct path path;
	sysret_t err = get_name(&name, uname);

	if (err)
		return err;
	err = user_path_at(AT_FDCWD, name.s, LOOKUP_FOLLOW, &path);
	put_name(&name);
	if (err)
		return err;
	err = put_statfs(&path, u);
	path_put(&path);
	return err;
}

sysret_t sys_fstatfs(unsigned int fd, struct statfs __user *u)
{
	struct fd f = fdget_raw(fd);
	sysret_t err;

	if (!f.file)
		return -EBADF;
	err = put_statfs(&f.file->f_path, u);
	fdput(f);
	return err;
}

/* --- getdents --- */

struct linux_dirent {
	unsigned long d_ino;
	unsigned long d_off;
	unsigned short d_reclen;
	char d_name[]; /* NUL, and d_type in the last byte of the record */
};

struct linux_dirent64 {
	u64 d_ino;
	s64 d_off;
	unsigned short d_reclen;
	unsigned char d_type;
	char d_name[];
};
ABI_FIELD(struct linux_dirent, d_name, 18);
ABI_FIELD(struct linux_dirent64, d_name, 19);

#define RECORD_ALIGN 8

/* Entries are laid out in kernel memory and copied out once a buffer is full: user memory may
 * fault, and the directory is locked meanwhile. */
struct dents {
	struct dir_context ctx;
	char *buf;
	size_t size, used;
	char *last; /* record whose d_off is the next entry's position */
	bool wide;  /* getdents64 */
	int error;
};

static bool add_dirent(struct dir_context *ctx, const char *name, int len, loff_t off, u64 ino,
		       unsigned int type)
{
	struct dents *d = container_of(ctx, struct dents, ctx);
	size_t head = d->wide ? offsetof(struct linux_dirent64, d_name)
			      : offsetof(struct linux_dirent, d_name);
	size_t rec = ALIGN(head + (size_t)len + 1 + (d->wide ? 0 : 1), (size_t)RECORD_ALIGN);
	char *p = d->buf + d->used;

	if (rec > d->size - d->used) {
		d->error = -EINVAL; /* counts only if not one fits */
		return false;
	}
	__builtin_memset(p + rec - RECORD_ALIGN, 0, RECORD_ALIGN); /* what the name does not fill */
	if (d->wide) {
		struct linux_dirent64 *e = (struct linux_dirent64 *)p;

		e->d_ino = ino;
		e->d_reclen = (unsigned short)rec;
		e->d_type = (unsigned char)type;
		memcpy(e->d_name, name, (size_t)len);
	} else {
		struct linux_dirent *e = (struct linux_dirent *)p;

		e->d_ino = ino;
		e->d_reclen = (unsigned short)rec;
		memcpy(e->d_name, name, (size_t)len);
		p[rec - 1] = (char)type;
	}
	if (d->last)
		((struct linux_dirent64 *)d->last)->d_off = off;
	d->last = p;
	d->used += rec;
	return true;
}

#define DENTS_BUF_MAX 32768u

static sysret_t do_getdents(unsigned int fd, char __user *u, unsigned int count, bool wide)
{
	struct dents d = {.ctx.actor = add_dirent, .wide = wide};
	struct fd f = fdget_pos(fd);
	sysret_t ret;
	loff_t was;

	BUILD_BUG_ON(offsetof(struct linux_dirent, d_off) !=
		     offsetof(struct linux_dirent64, d_off));
	if (!f.file)
		return -EBADF;
	ret = -ENOTDIR;
	if (!f.file->f_op->iterate)
		goto put;
	d.size = min(count, DENTS_BUF_MAX);
	ret = -ENOMEM;
	d.buf = kvmalloc(d.size ? d.size : 1, GFP_KERNEL);
	if (!d.buf)
		goto put;
	was = f.file->f_pos;
	ret = iterate_dir(f.file, &d.ctx);
	if (d.used) {
		((struct linux_dirent64 *)d.last)->d_off = d.ctx.pos;
		ret = (sysret_t)d.used;
		if (copy_to_user(u, d.buf, d.used)) {
			vfs_llseek(f.file, was, SEEK_SET); /* nothing was read */
			ret = -EFAULT;
		}
	} else if (!ret) {
		ret = d.error;
	}
	kvfree(d.buf);
put:
	fdput_pos(f);
	return ret;
}

sysret_t sys_getdents(unsigned int fd, struct linux_dirent __user *u, unsigned int count)
{
	return do_getdents(fd, (char __user *)u, count, false);
}

sysret_t sys_getdents64(unsigned int fd, struct linux_dirent64 __user *u, unsigned int count)
{
	return do_getdents(fd, (char __user *)u, count, true);
}

/* --- text --- */

sysret_t sys_readlinkat(int dfd, const char __user *uname, char __user *u, int size)
{
	struct user_name name;
	sysret_t n;
	char *buf;

	if (size <= 0)
		return -EINVAL;
	n = get_name(&name, uname);
	if (n)
		return n;
	size = min(size, PATH_MAX);
	buf = kmalloc((size_t)size, GFP_KERNEL);
	n = buf ? do_readlinkat(dfd, name.s, buf, (size_t)size) : -ENOMEM;
	if (n > 0 && copy_to_user(u, buf, (size_t)n))
		n = -EFAULT;
	kfree(buf);
	put_name(&name);
	return n;
}

sysret_t sys_readlink(const char __user *name, char __user *u, int size)
{
	return sys_readlinkat(AT_FDCWD, name, u, size);
}

sysret_t sys_getcwd(char __user *u, unsigned long size)
{
	char *buf = kmalloc(PATH_MAX, GFP_KERNEL);
	sysret_t n;

	if (!buf)
		return -ENOMEM;
	n = do_getcwd(buf, PATH_MAX);
	if (n == -ERANGE)
		n = -ENAMETOOLONG;
	if (n > 0 && (unsigned long)n > size)
		n = -ERANGE;
	if (n > 0 && copy_to_user(u, buf, (size_t)n))
		n = -EFAULT;
	kfree(buf);
	return n;
}
