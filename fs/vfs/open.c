/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/open.c - open(2)
 *
 * Theory
 *   An open is a path walk whose last step is special: with O_CREAT it may make the name.  A name
 *   that is cached is opened without a lock, O_CREAT or not; otherwise the directory is locked,
 *   the name looked up again there, and created if it has to be.  Then do_open() checks what is
 *   there against the flags, binds the file to it and truncates.
 *
 *   O_PATH files are bound to a path and nothing more: no ->open, no access.
 *
 * Locks: the directory's i_rwsem while a name is made; the file's while it is truncated.
 * Sources: open(2), openat2(2), path_resolution(7), execve(2) ETXTBSY
 */
#include "walk.h"

#include "lib/string.h"
#include <linux/openat2.h>

struct open_how_k {
	int flags;	     /* O_* */
	umode_t mode;	     /* with S_IFREG */
	int acc_mode;	     /* MAY_* */
	unsigned int intent; /* LOOKUP_OPEN, LOOKUP_CREATE for the last component */
	unsigned int lookup; /* LOOKUP_* of the whole walk */
};

/* --- flags --- */

#define O_PATH_FLAGS  (O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC)
#define O_TMPFILE_BIT (O_TMPFILE & ~O_DIRECTORY) /* __O_TMPFILE */

int open_acc_mode(int flags)
{
	static const u8 modes[4] = {MAY_READ, MAY_WRITE, MAY_READ | MAY_WRITE,
				    MAY_READ | MAY_WRITE};
	int acc = modes[flags & O_ACCMODE];

	if (flags & O_TRUNC)
		acc |= MAY_WRITE;
	if (flags & __FMODE_EXEC)
		acc = MAY_EXEC;
	if (flags & O_APPEND)
		acc |= MAY_APPEND;
	return acc;
}

static int build_how(int flags, umode_t mode, unsigned int resolve, struct open_how_k *how)
{
	static const struct {
		u64 resolve;
		unsigned int lookup;
	} map[] = {
		{RESOLVE_NO_XDEV, LOOKUP_NO_XDEV},
		{RESOLVE_NO_MAGICLINKS, LOOKUP_NO_MAGICLINKS},
		{RESOLVE_NO_SYMLINKS, LOOKUP_NO_SYMLINKS | LOOKUP_NO_MAGICLINKS},
		{RESOLVE_BENEATH, LOOKUP_BENEATH},
		{RESOLVE_IN_ROOT, LOOKUP_IN_ROOT},
		{RESOLVE_CACHED, LOOKUP_CACHED},
	};
	size_t i;

	how->mode = flags & (O_CREAT | O_TMPFILE_BIT) ? (mode & 07777) | S_IFREG : 0;
	if (flags & O_TMPFILE_BIT) {
		if (!(flags & O_DIRECTORY) || (flags & O_CREAT))
			return -EINVAL;
		if (!(open_acc_mode(flags) & MAY_WRITE))
			return -EINVAL;
	}
	if (flags & O_PATH)
		flags &= O_PATH_FLAGS;
	how->acc_mode = flags & O_PATH ? 0 : open_acc_mode(flags);
	how->intent = flags & O_PATH ? 0 : LOOKUP_OPEN;
	if (flags & O_CREAT)
		how->intent |= LOOKUP_CREATE;
	how->lookup = flags & O_DIRECTORY ? LOOKUP_DIRECTORY : 0;
	if (!(flags & O_NOFOLLOW) && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL))
		how->lookup |= LOOKUP_FOLLOW;
	for (i = 0; i < ARRAY_SIZE(map); i++)
		if (resolve & map[i].resolve)
			how->lookup |= map[i].lookup;
	if ((how->lookup & LOOKUP_CACHED) && (flags & (O_TRUNC | O_CREAT | O_TMPFILE_BIT)))
		return -EAGAIN;
	how->flags = flags & ~O_CLOEXEC;	/* the descriptor's, not the file's */
	return 0;
}

/* --- the file --- */

static int take_write_access(struct file *f)
{
	struct inode *inode = f->f_inode;
	int err = get_write_access(inode);

	if (err)
		return err;
	err = mnt_want_write(f->f_path.mnt);
	if (err) {
		put_write_access(inode);
		return err;
	}
	f->f_mode |= FMODE_WRITER;
	return 0;
}

int do_dentry_open(struct file *f, const struct path *path,
		   int (*open)(struct inode *, struct file *))
{
	static const struct file_operations path_fops;
	struct inode *inode = path->dentry->d_inode;
	int err;

	if (unlikely(f->f_flags & O_PATH)) {
		f->f_mode = FMODE_PATH | FMODE_OPENED;
		file_bind(f, path, &path_fops);
		return 0;
	}
	file_bind(f, path, inode->i_fop);
	if ((f->f_mode & FMODE_WRITE) &&
	    (S_ISREG(inode->i_mode) || S_ISDIR(inode->i_mode) || S_ISLNK(inode->i_mode))) {
		err = take_write_access(f);
		if (err)
			goto unbind;
	}
	if (S_ISREG(inode->i_mode) || S_ISDIR(inode->i_mode))
		f->f_mode |= FMODE_ATOMIC_POS;
	f->f_mode |= FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	if (!open)
		open = f->f_op->open;
	if (open) {
		err = open(inode, f);
		if (err)
			goto drop_write;
	}
	if (!f->f_op->llseek || f->f_op->llseek == no_llseek)
		f->f_mode &= ~FMODE_LSEEK;
	f->f_mode |= FMODE_OPENED;
	f->f_flags &= ~(unsigned int)(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC);
	return 0;

drop_write:
	if (f->f_mode & FMODE_WRITER) {
		f->f_mode &= ~FMODE_WRITER;
		put_write_access(inode);
		mnt_drop_write(path->mnt);
	}
unbind:
	f->f_path = (struct path){0};
	f->f_inode = NULL;
	return err;
}

struct file *dentry_open(const struct path *path, int flags, const struct cred *cred)
{
	struct file *f = alloc_empty_file(flags, cred);
	int err;

	if (IS_ERR(f))
		return f;
	err = do_dentry_open(f, path, NULL);
	if (err) {
		free_empty_file(f);
		return ERR_PTR(err);
	}
	path_get(path);
	return f;
}

/* --- truncation --- */

int do_truncate(struct dentry *d, loff_t len, unsigned int time_attrs, struct file *f)
{
	struct inode *inode = d->d_inode;
	struct iattr attr = {.ia_valid = ATTR_SIZE | time_attrs, .ia_size = len};
	int err;

	if (len < 0)
		return -EINVAL;
	if (f) {
		attr.ia_file = f;
		attr.ia_valid |= ATTR_FILE;
	}
	inode_lock(inode);
	if (!capable(CAP_FSETID)) {
		if (inode->i_mode & S_ISUID)
			attr.ia_valid |= ATTR_KILL_SUID;
		if ((inode->i_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
			attr.ia_valid |= ATTR_KILL_SGID;
	}
	err = inode_newsize_ok(inode, len);
	if (!err)
		err = notify_change(d, &attr);
	inode_unlock(inode);
	return err;
}

static int truncate_opened(struct file *f)
{
	struct inode *inode = f->f_inode;
	int err = get_write_access(inode);

	if (err)
		return err;
	err = do_truncate(f->f_path.dentry, 0, ATTR_MTIME | ATTR_CTIME | ATTR_OPEN, f);
	put_write_access(inode);
	return err;
}

/* --- the last component --- */

/* Directory locked.  The name, looked up or made; *@created says which. */
static struct dentry *lookup_open(struct nameidata *nd, const struct open_how_k *how, int rofs,
				  bool *created)
{
	struct inode *dir = nd->path.dentry->d_inode;
	struct dentry *d = lookup_locked(&nd->last, nd->path.dentry, nd->flags);
	int err;

	if (IS_ERR(d) || d_is_positive(d))
		return d;
	err = -ENOENT;
	if (!(how->flags & O_CREAT))
		goto put;
	err = may_create(dir, d);
	if (!err)
		err = rofs;
	if (!err && !dir->i_op->create)
		err = -EACCES;
	if (!err)
		err = dir->i_op->create(dir, d, how->mode & ~current->fs->umask,
					how->flags & O_EXCL);
	if (err)
		goto put;
	*created = true;
	return d;
put:
	dput(d);
	return ERR_PTR(err);
}

static struct dentry *lookup_open_slow(struct nameidata *nd, const struct open_how_k *how,
				       bool *created)
{
	struct inode *dir = nd->path.dentry->d_inode;
	struct mount *mnt = nd->path.mnt;
	struct dentry *d;
	int rofs = -EROFS;

	if (nd->flags & LOOKUP_CACHED)
		return ERR_PTR(-EAGAIN);
	if (how->flags & O_CREAT)
		rofs = mnt_want_write(mnt);
	inode_lock(dir);
	d = lookup_open(nd, how, rofs, created);
	inode_unlock(dir);
	if (!rofs)
		mnt_drop_write(mnt);
	return d;
}

/* The next text to walk, NULL: nd->path is it, or ERR_PTR. */
static const char *open_last(struct nameidata *nd, const struct open_how_k *how, bool *created)
{
	struct inode *inode = NULL;
	unsigned int seq = 0;
	struct dentry *d;

	nd->flags |= how->intent;
	if (nd->last_type != LAST_NORM) {
		if (nd->depth)
			put_link(nd);
		return handle_dots(nd);
	}
	if (has_trailing_slash(&nd->last)) {
		if (how->flags & O_CREAT)
			return ERR_PTR(-EISDIR);
		nd->flags |= LOOKUP_FOLLOW | LOOKUP_DIRECTORY;
	}
	d = lookup_fast(nd, &inode, &seq);
	if (IS_ERR(d))
		return ERR_CAST(d);
	/* A name that is not there may have to be made, under the lock. */
	if (d && !inode && (how->flags & O_CREAT)) {
		if (nd->flags & LOOKUP_RCU) {
			if (try_to_unlazy(nd))
				return ERR_PTR(-ECHILD);
		} else {
			dput(d);
		}
		d = NULL;
	}
	if (!d) {
		d = lookup_open_slow(nd, how, created);
		if (IS_ERR(d))
			return ERR_CAST(d);
		inode = d->d_inode;
	}
	if (nd->depth)
		put_link(nd);
	return step_into(nd, WALK_TRAILING, d, inode, seq);
}

/* Is what we found what the flags want?  *@flags may lose O_TRUNC. */
static int may_open(const struct path *path, int acc_mode, int *flags)
{
	struct inode *inode = path->dentry->d_inode;
	int err;

	switch (inode->i_mode & S_IFMT) {
	case S_IFLNK:
		return -ELOOP;
	case S_IFDIR:
		if (acc_mode & MAY_WRITE)
			return -EISDIR;
		if (acc_mode & MAY_EXEC)
			return -EACCES;
		break;
	case S_IFBLK:
	case S_IFCHR:
		if (path->mnt->mnt_flags & MNT_NODEV)
			return -EACCES;
		fallthrough;
	case S_IFIFO:
	case S_IFSOCK:
		if (acc_mode & MAY_EXEC)
			return -EACCES;
		*flags &= ~O_TRUNC;
		break;
	default:
		if ((acc_mode & MAY_EXEC) && path_noexec(path))
			return -EACCES;
	}
	err = inode_permission(inode, MAY_OPEN | acc_mode);
	if (err)
		return err;
	if (inode->i_flags & S_APPEND) {
		if ((*flags & O_ACCMODE) != O_RDONLY && !(*flags & O_APPEND))
			return -EPERM;
		if (*flags & O_TRUNC)
			return -EPERM;
	}
	if ((*flags & O_NOATIME) && !inode_owner_or_capable(inode))
		return -EPERM;
	return 0;
}

/* nd->path is the place.  On success the file has its references. */
static int do_open(struct nameidata *nd, struct file *f, const struct open_how_k *how, bool created)
{
	int flags = how->flags, acc_mode = how->acc_mode, err;
	struct mount *writing = NULL;
	umode_t mode;

	err = complete_walk(nd);
	if (err)
		return err;
	mode = nd->inode->i_mode;
	if (flags & O_CREAT) {
		if ((flags & O_EXCL) && !created)
			return -EEXIST;
		if (S_ISDIR(mode))
			return -EISDIR;
	}
	if ((nd->flags & LOOKUP_DIRECTORY) && !S_ISDIR(mode))
		return -ENOTDIR;
	if (created) {
		flags &= ~O_TRUNC;
		acc_mode = 0; /* the mode counts from the next open on */
	} else if (S_ISREG(mode) && (flags & O_TRUNC)) {
		err = mnt_want_write(nd->path.mnt);
		if (err)
			return err;
		writing = nd->path.mnt;
	}
	err = may_open(&nd->path, acc_mode, &flags);
	if (!err)
		err = do_dentry_open(f, &nd->path, NULL);
	if (!err) {
		nd->path = (struct path){0}; /* the file's now */
		if (writing)
			err = truncate_opened(f);
	}
	if (writing)
		mnt_drop_write(writing);
	return err;
}

static int do_o_path(struct nameidata *nd, struct file *f)
{
	struct path path;
	int err = path_lookupat(nd, &path);

	if (err)
		return err;
	err = do_dentry_open(f, &path, NULL);
	if (err)
		path_put(&path);
	return err;
}

static int do_tmpfile(struct nameidata *nd, struct file *f, const struct open_how_k *how)
{
	static const struct qstr slash = {.name = "/", .len = 1};
	struct inode *dir;
	struct path path;
	struct dentry *d;
	int err;

	nd->flags |= LOOKUP_DIRECTORY;
	err = path_lookupat(nd, &path);
	if (err)
		return err;
	err = mnt_want_write(path.mnt);
	if (err)
		goto put_path;
	dir = path.dentry->d_inode;
	err = inode_permission(dir, MAY_WRITE | MAY_EXEC);
	if (!err && !dir->i_op->tmpfile)
		err = -EOPNOTSUPP;
	if (err)
		goto drop_write;
	err = -ENOMEM;
	d = d_alloc(path.dentry, &slash);
	if (!d)
		goto drop_write;
	inode_lock(dir);
	err = dir->i_op->tmpfile(dir, d, how->mode & ~current->fs->umask);
	inode_unlock(dir);
	if (!err) {
		dput(path.dentry);
		path.dentry = d;
		if (!(how->flags & O_EXCL))
			d->d_inode->i_flags |= S_LINKABLE;
		err = do_dentry_open(f, &path, NULL);
		mnt_drop_write(path.mnt);
		if (err)
			path_put(&path);
		return err;
	}
	dput(d);
drop_write:
	mnt_drop_write(path.mnt);
put_path:
	path_put(&path);
	return err;
}

static int open_walk(struct nameidata *nd, struct file *f, const struct open_how_k *how)
{
	bool created = false;
	const char *s;
	int err;

	if (how->flags & O_TMPFILE_BIT)
		return do_tmpfile(nd, f, how);
	if (how->flags & O_PATH)
		return do_o_path(nd, f);
	s = path_init(nd);
	do {
		err = IS_ERR(s) ? (int)PTR_ERR(s) : link_path_walk(s, nd);
		if (err)
			goto out;
		s = open_last(nd, how, &created);
		if (IS_ERR(s)) {
			err = (int)PTR_ERR(s);
			goto out;
		}
	} while (s);
	err = do_open(nd, f, how, created);
out:
	terminate_walk(nd);
	return err;
}

static struct file *open_how_file(int dfd, const char *name, const struct open_how_k *how)
{
	struct file *f = alloc_empty_file(how->flags, current_cred());
	struct nameidata nd;
	int err = -ENOENT;

	if (IS_ERR(f))
		return f;
	if (*name || (how->lookup & LOOKUP_EMPTY)) {
		nd_begin(&nd, dfd, name, how->lookup | LOOKUP_RCU);
		err = open_walk(&nd, f, how);
		if (unlikely(err == -ECHILD)) {
			nd_begin(&nd, dfd, name, how->lookup);
			err = open_walk(&nd, f, how);
		}
	}
	if (!err)
		return f;
	if (f->f_mode & FMODE_OPENED)
		fput(f);
	else
		free_empty_file(f);
	return ERR_PTR(err);
}

struct file *file_open_at(int dfd, const char *kpath, int flags, umode_t mode, unsigned int resolve)
{
	struct open_how_k how;
	int err = build_how(flags, mode, resolve, &how);

	return err ? ERR_PTR(err) : open_how_file(dfd, kpath, &how);
}

struct file *filp_open(const char *path, int flags, umode_t mode)
{
	return file_open_at(AT_FDCWD, path, flags | O_LARGEFILE, mode, 0);
}

struct file *open_exec(int dfd, const char *kpath, int at_flags)
{
	struct open_how_k how = {
		.flags = O_LARGEFILE | O_RDONLY | __FMODE_EXEC,
		.acc_mode = MAY_EXEC,
		.intent = LOOKUP_OPEN,
		.lookup = LOOKUP_FOLLOW,
	};
	struct file *f;
	int err;

	if (at_flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW))
		return ERR_PTR(-EINVAL);
	if (at_flags & AT_SYMLINK_NOFOLLOW)
		how.lookup &= ~LOOKUP_FOLLOW;
	if (at_flags & AT_EMPTY_PATH)
		how.lookup |= LOOKUP_EMPTY;
	f = open_how_file(dfd, kpath, &how);
	if (IS_ERR(f))
		return f;
	err = -EACCES;
	if (!S_ISREG(f->f_inode->i_mode) || path_noexec(&f->f_path))
		goto put;
	err = deny_write_access(f);
	if (err)
		goto put;
	return f;
put:
	fput(f);
	return ERR_PTR(err);
}

void put_exec(struct file *f)
{
	allow_write_access(f);
	fput(f);
}

int filp_close(struct file *f)
{
	int err = 0;

	if (f->f_op->flush)
		err = f->f_op->flush(f);
	if (!(f->f_mode & FMODE_PATH))
		locks_remove_posix(f, current->files);
	fput(f);
	return err;
}

int filp_flush_close(struct file *f)
{
	return filp_close(f);
}
