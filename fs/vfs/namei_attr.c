/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/namei_attr.c - calls on the attributes of a path or file: chmod, chown, utimes, truncate,
 * access, readlink; and where a process is: chdir, chroot, getcwd
 *
 * Theory
 *   Each finds the inode, asks the mount for write access, and passes an iattr to notify_change()
 *   with the inode locked.
 *
 * Locks: the inode's i_rwsem for writing.
 * Sources: chmod(2), chown(2), utimensat(2), truncate(2), fallocate(2), access(2), readlink(2),
 *   chdir(2), chroot(2), getcwd(2)
 */
#include "walk.h"

#include "base/overflow.h"
#include "fs/vfs/fdtable.h"
#include "lib/string.h"
#include <linux/falloc.h>

/* --- mode and owner --- */

static int chmod_path(const struct path *path, umode_t mode)
{
	struct inode *inode = path->dentry->d_inode;
	struct iattr attr = {.ia_valid = ATTR_MODE};
	int err = mnt_want_write(path->mnt);

	if (err)
		return err;
	inode_lock(inode);
	attr.ia_mode = (mode & 07777) | (inode->i_mode & ~(umode_t)07777);
	err = notify_change(path->dentry, &attr);
	inode_unlock(inode);
	mnt_drop_write(path->mnt);
	return err;
}

static int chown_path(const struct path *path, uid_t uid, gid_t gid)
{
	struct inode *inode = path->dentry->d_inode;
	struct iattr attr = {.ia_valid = 0, .ia_uid = uid, .ia_gid = gid};
	int err = mnt_want_write(path->mnt);

	if (err)
		return err;
	if (uid != (uid_t)-1)
		attr.ia_valid |= ATTR_UID;
	if (gid != (gid_t)-1)
		attr.ia_valid |= ATTR_GID;
	inode_lock(inode);
	if (!S_ISDIR(inode->i_mode)) {
		if (inode->i_mode & S_ISUID)
			attr.ia_valid |= ATTR_KILL_SUID;
		if ((inode->i_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
			attr.ia_valid |= ATTR_KILL_SGID;
	}
	err = notify_change(path->dentry, &attr);
	inode_unlock(inode);
	mnt_drop_write(path->mnt);
	return err;
}

int do_fchmodat(int dfd, const char *name, umode_t mode, unsigned int lookup)
{
	struct path path;
	int err = filename_lookup(dfd, name, lookup, &path);

	if (err)
		return err;
	err = chmod_path(&path, mode);
	path_put(&path);
	return err;
}

int do_fchownat(int dfd, const char *name, uid_t uid, gid_t gid, unsigned int lookup)
{
	struct path path;
	int err = filename_lookup(dfd, name, lookup, &path);

	if (err)
		return err;
	err = chown_path(&path, uid, gid);
	path_put(&path);
	return err;
}

int do_fchmod(struct file *f, umode_t mode)
{
	return chmod_path(&f->f_path, mode);
}

int do_fchown(struct file *f, uid_t uid, gid_t gid)
{
	return chown_path(&f->f_path, uid, gid);
}

/* --- times --- */

static bool time_valid(const struct timespec64 *t)
{
	return t->nsec == UTIME_OMIT || t->nsec == UTIME_NOW || t->nsec < NSEC_PER_SEC;
}

static void time_attr(struct iattr *attr, const struct timespec64 *t, unsigned int omit,
		      unsigned int set, struct timespec64 *out)
{
	if (t->nsec == UTIME_OMIT) {
		attr->ia_valid &= ~omit;
	} else if (t->nsec != UTIME_NOW) {
		*out = *t;
		attr->ia_valid |= set;
	}
}

static int utimes_path(const struct path *path, const struct timespec64 *times)
{
	struct inode *inode = path->dentry->d_inode;
	struct iattr attr = {.ia_valid = ATTR_CTIME | ATTR_MTIME | ATTR_ATIME};
	int err;

	if (times && (!time_valid(&times[0]) || !time_valid(&times[1])))
		return -EINVAL;
	if (times && times[0].nsec == UTIME_NOW && times[1].nsec == UTIME_NOW)
		times = NULL;
	err = mnt_want_write(path->mnt);
	if (err)
		return err;
	if (times) {
		time_attr(&attr, &times[0], ATTR_ATIME, ATTR_ATIME_SET, &attr.ia_atime);
		time_attr(&attr, &times[1], ATTR_MTIME, ATTR_MTIME_SET, &attr.ia_mtime);
		attr.ia_valid |= ATTR_TIMES_SET;
	} else {
		attr.ia_valid |= ATTR_TOUCH;
	}
	inode_lock(inode);
	err = notify_change(path->dentry, &attr);
	inode_unlock(inode);
	mnt_drop_write(path->mnt);
	return err;
}

int do_utimensat(int dfd, const char *name, const struct timespec64 *times, int flags)
{
	unsigned int lookup = LOOKUP_FOLLOW;
	struct path path;
	struct fd f;
	int err;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	/* Nothing to do, nothing to check. */
	if (times && times[0].nsec == UTIME_OMIT && times[1].nsec == UTIME_OMIT)
		return 0;
	if (!name && dfd != AT_FDCWD) {
		if (flags)
			return -EINVAL;
		f = fdget((unsigned int)dfd);
		if (!f.file)
			return -EBADF;
		err = utimes_path(&f.file->f_path, times);
		fdput(f);
		return err;
	}
	if (!name)
		return -EFAULT;
	if (flags & AT_SYMLINK_NOFOLLOW)
		lookup &= ~LOOKUP_FOLLOW;
	if (flags & AT_EMPTY_PATH)
		lookup |= LOOKUP_EMPTY;
	err = filename_lookup(dfd, name, lookup, &path);
	if (err)
		return err;
	err = utimes_path(&path, times);
	path_put(&path);
	return err;
}

/* --- size --- */

static int truncate_checks(const struct path *path)
{
	struct inode *inode = path->dentry->d_inode;
	int err;

	if (S_ISDIR(inode->i_mode))
		return -EISDIR;
	if (!S_ISREG(inode->i_mode))
		return -EINVAL;
	err = inode_permission(inode, MAY_WRITE);
	if (err)
		return err;
	return inode->i_flags & S_APPEND ? -EPERM : 0;
}

int do_truncate_path(const char *name, loff_t len)
{
	struct path path;
	int err;

	if (len < 0)
		return -EINVAL;
	err = filename_lookup(AT_FDCWD, name, LOOKUP_FOLLOW, &path);
	if (err)
		return err;
	err = truncate_checks(&path);
	if (!err)
		err = mnt_want_write(path.mnt);
	if (err)
		goto put_path;
	err = get_write_access(path.dentry->d_inode);
	if (!err) {
		err = do_truncate(path.dentry, len, 0, NULL);
		put_write_access(path.dentry->d_inode);
	}
	mnt_drop_write(path.mnt);
put_path:
	path_put(&path);
	return err;
}

int do_ftruncate(struct file *f, loff_t len)
{
	if (len < 0)
		return -EINVAL;
	if (!S_ISREG(f->f_inode->i_mode) || !(f->f_mode & FMODE_WRITE))
		return -EINVAL;
	if (f->f_inode->i_flags & S_APPEND)
		return -EPERM;
	return do_truncate(f->f_path.dentry, len, ATTR_MTIME | ATTR_CTIME, f);
}

int do_fallocate(struct file *f, int mode, loff_t off, loff_t len)
{
	struct inode *inode = f->f_inode;
	loff_t end;

	if (off < 0 || len <= 0)
		return -EINVAL;
	if (mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE | FALLOC_FL_COLLAPSE_RANGE |
		     FALLOC_FL_ZERO_RANGE | FALLOC_FL_INSERT_RANGE | FALLOC_FL_UNSHARE_RANGE))
		return -EOPNOTSUPP;
	if ((mode & FALLOC_FL_PUNCH_HOLE) && (mode & FALLOC_FL_ZERO_RANGE))
		return -EOPNOTSUPP;
	if ((mode & FALLOC_FL_PUNCH_HOLE) && !(mode & FALLOC_FL_KEEP_SIZE))
		return -EOPNOTSUPP;
	if (!(f->f_mode & FMODE_WRITE))
		return -EBADF;
	if ((mode & ~FALLOC_FL_KEEP_SIZE) && (inode->i_flags & S_APPEND))
		return -EPERM;
	if (inode->i_flags & S_IMMUTABLE)
		return -EPERM;
	if (S_ISFIFO(inode->i_mode))
		return -ESPIPE;
	if (S_ISDIR(inode->i_mode))
		return -EISDIR;
	if (!S_ISREG(inode->i_mode))
		return -ENODEV;
	if (check_add_overflow(off, len, &end) || end > inode->i_sb->s_maxbytes)
		return -EFBIG;
	if (!f->f_op->fallocate)
		return -EOPNOTSUPP;
	return (int)f->f_op->fallocate(f, mode, off, len);
}

/* --- access --- */

/* The real ids decide, and root's power only if the real user is root. */
static const struct cred *access_creds(struct cred **own)
{
	struct cred *c = prepare_creds();

	*own = c;
	if (!c)
		return NULL;
	c->fsuid = c->uid;
	c->fsgid = c->gid;
	if (c->uid)
		c->cap_effective = 0;
	else
		c->cap_effective = c->cap_permitted;
	return c;
}

static int access_path(const struct path *path, int mode)
{
	struct inode *inode = path->dentry->d_inode;
	int err;

	if ((mode & MAY_EXEC) && S_ISREG(inode->i_mode) && path_noexec(path))
		return -EACCES;
	err = inode_permission(inode, mode);
	if (err || !(mode & MAY_WRITE))
		return err;
	if (S_ISCHR(inode->i_mode) || S_ISBLK(inode->i_mode) || S_ISFIFO(inode->i_mode) ||
	    S_ISSOCK(inode->i_mode))
		return 0;
	return path->mnt->mnt_flags & MNT_READONLY ? -EROFS : 0;
}

int do_faccessat(int dfd, const char *name, int mode, int flags)
{
	unsigned int lookup = flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW;
	const struct cred *saved = NULL;
	struct cred *own = NULL;
	struct path path;
	int err;

	if (mode & ~(MAY_READ | MAY_WRITE | MAY_EXEC))
		return -EINVAL;
	if (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (flags & AT_EMPTY_PATH)
		lookup |= LOOKUP_EMPTY;
	/* Only where real and effective identity differ does it take other credentials. */
	if (!(flags & AT_EACCESS) &&
	    (current_fsuid() != current_uid() || current_fsgid() != current_cred()->gid ||
	     (current_uid() == 0 &&
	      current_cred()->cap_effective != current_cred()->cap_permitted) ||
	     (current_uid() != 0 && current_cred()->cap_effective))) {
		if (!access_creds(&own))
			return -ENOMEM;
		saved = current->cred;
		rcu_assign_pointer(current->cred, own);
	}
	err = filename_lookup(dfd, name, lookup, &path);
	if (!err) {
		err = access_path(&path, mode);
		path_put(&path);
	}
	if (saved) {
		rcu_assign_pointer(current->cred, saved);
		abort_creds(own);
	}
	return err;
}

/* --- readlink --- */

int vfs_readlink(struct dentry *d, char *buf, size_t size)
{
	struct inode *inode = d->d_inode;
	struct delayed_call done = {0};
	const char *text;
	size_t n;

	if (inode->i_op->readlink)
		return inode->i_op->readlink(d, buf, size);
	text = inode->i_link;
	if (!text) {
		if (!inode->i_op->get_link)
			return -EINVAL;
		text = inode->i_op->get_link(d, inode, &done);
		if (IS_ERR(text))
			return (int)PTR_ERR(text);
	}
	n = min(strlen(text), size);
	memcpy(buf, text, n);
	if (done.fn)
		done.fn(done.arg);
	return (int)n;
}

int do_readlinkat(int dfd, const char *name, char *buf, size_t size)
{
	struct path path;
	int err = filename_lookup(dfd, name, LOOKUP_EMPTY, &path);

	if (err)
		return err;
	if (S_ISLNK(path.dentry->d_inode->i_mode)) {
		touch_atime(&path);
		err = vfs_readlink(path.dentry, buf, size);
	} else {
		err = *name ? -EINVAL : -ENOENT;
	}
	path_put(&path);
	return err;
}

/* --- where a process is --- */

static int chdir_permission(const struct path *path)
{
	return inode_permission(path->dentry->d_inode, MAY_EXEC | MAY_CHDIR);
}

int do_chdir(const char *name)
{
	struct path path;
	int err = filename_lookup(AT_FDCWD, name, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &path);

	if (err)
		return err;
	err = chdir_permission(&path);
	if (!err)
		set_fs_pwd(current->fs, &path);
	path_put(&path);
	return err;
}

int do_fchdir(struct file *f)
{
	int err;

	if (!S_ISDIR(f->f_inode->i_mode))
		return -ENOTDIR;
	err = chdir_permission(&f->f_path);
	if (!err)
		set_fs_pwd(current->fs, &f->f_path);
	return err;
}

int do_chroot(const char *name)
{
	struct path path;
	int err = filename_lookup(AT_FDCWD, name, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &path);

	if (err)
		return err;
	err = chdir_permission(&path);
	if (!err && !capable(CAP_SYS_CHROOT))
		err = -EPERM;
	if (!err)
		set_fs_root(current->fs, &path);
	path_put(&path);
	return err;
}

int do_getcwd(char *buf, size_t size)
{
	struct path root, pwd;
	char *text;
	int len;

	get_fs_root(current->fs, &root);
	get_fs_pwd(current->fs, &pwd);
	text = cwd_text(&pwd, &root, buf, (int)size);
	path_put(&pwd);
	path_put(&root);
	if (IS_ERR(text))
		return (int)PTR_ERR(text);
	len = (int)(buf + size - text);
	memmove(buf, text, (size_t)len);
	return len;
}
