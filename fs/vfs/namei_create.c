/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/namei_create.c - names that appear and disappear: mkdir, mknod, symlink, link, unlink,
 * rmdir
 *
 * Theory
 *   Each call finds the parent, asks the mount for write access, locks the directory, looks the
 *   last component up again under that lock, and hands both to a vfs_ function, which checks
 *   permission and calls the file system.  Errors come in Linux's order: a name that exists wins
 * over a file system that is read-only.
 *
 * Locks: the parent's i_rwsem (RANK_INODE_PARENT), then the victim's.
 * Sources: mkdir(2), mknod(2), symlink(2), link(2), unlink(2), rmdir(2), path_resolution(7)
 */
#include "walk.h"

#include "lib/string.h"

/* --- may it be done? --- */

/* In a sticky directory only the owner of file or directory removes. */
static bool check_sticky(const struct inode *dir, const struct inode *inode)
{
	if (!(dir->i_mode & S_ISVTX))
		return false;
	if (current_fsuid() == inode->i_uid || current_fsuid() == dir->i_uid)
		return false;
	return !capable(CAP_FOWNER);
}

int may_delete(struct inode *dir, const struct dentry *victim, bool isdir)
{
	struct inode *inode = victim->d_inode;
	int err;

	if (!inode)
		return -ENOENT;
	err = inode_permission(dir, MAY_WRITE | MAY_EXEC);
	if (err)
		return err;
	if (dir->i_flags & S_APPEND)
		return -EPERM;
	if (check_sticky(dir, inode) || (inode->i_flags & (S_APPEND | S_IMMUTABLE)))
		return -EPERM;
	if (isdir) {
		if (!S_ISDIR(inode->i_mode))
			return -ENOTDIR;
		if (IS_ROOT(victim))
			return -EBUSY;
	} else if (S_ISDIR(inode->i_mode)) {
		return -EISDIR;
	}
	return dir->i_flags & S_DEAD ? -ENOENT : 0;
}

int may_create(struct inode *dir, const struct dentry *child)
{
	if (child->d_inode)
		return -EEXIST;
	if (dir->i_flags & S_DEAD)
		return -ENOENT;
	return inode_permission(dir, MAY_WRITE | MAY_EXEC);
}

/* --- on a locked directory --- */

int vfs_create(struct inode *dir, struct dentry *d, umode_t mode, bool excl)
{
	int err = may_create(dir, d);

	if (err)
		return err;
	if (!dir->i_op->create)
		return -EACCES;
	return dir->i_op->create(dir, d, (mode & 07777) | S_IFREG, excl);
}

int vfs_mkdir(struct inode *dir, struct dentry *d, umode_t mode)
{
	int err = may_create(dir, d);

	if (err)
		return err;
	if (!dir->i_op->mkdir)
		return -EPERM;
	return dir->i_op->mkdir(dir, d, mode & (0777 | S_ISVTX));
}

int vfs_mknod(struct inode *dir, struct dentry *d, umode_t mode, kdev_t dev)
{
	int err = may_create(dir, d);

	if (err)
		return err;
	/* 0/0 is a whiteout: anybody may make one. */
	if ((S_ISCHR(mode) || S_ISBLK(mode)) && !(S_ISCHR(mode) && dev == 0) && !capable(CAP_MKNOD))
		return -EPERM;
	if (!dir->i_op->mknod)
		return -EPERM;
	return dir->i_op->mknod(dir, d, mode, dev);
}

int vfs_symlink(struct inode *dir, struct dentry *d, const char *target)
{
	int err = may_create(dir, d);

	if (err)
		return err;
	if (!dir->i_op->symlink)
		return -EPERM;
	return dir->i_op->symlink(dir, d, target);
}

int vfs_link(struct dentry *old, struct inode *dir, struct dentry *d)
{
	struct inode *inode = old->d_inode;
	int err;

	if (!inode)
		return -ENOENT;
	err = may_create(dir, d);
	if (err)
		return err;
	if (dir->i_sb != inode->i_sb)
		return -EXDEV;
	if (inode->i_flags & (S_APPEND | S_IMMUTABLE))
		return -EPERM;
	if (!dir->i_op->link || S_ISDIR(inode->i_mode))
		return -EPERM;
	inode_lock(inode);
	/* Without a name left it may not come back. */
	if (inode->i_nlink == 0 && !(inode->i_flags & S_LINKABLE))
		err = -ENOENT;
	else
		err = dir->i_op->link(old, dir, d);
	if (!err)
		inode->i_flags &= ~S_LINKABLE;
	inode_unlock(inode);
	return err;
}

int vfs_unlink(struct inode *dir, struct dentry *d)
{
	struct inode *inode = d->d_inode;
	int err = may_delete(dir, d, false);

	if (err)
		return err;
	if (!dir->i_op->unlink)
		return -EPERM;
	ihold(inode); /* d_delete() parts the dentry from it */
	inode_lock(inode);
	err = d_mounted(d) ? -EBUSY : dir->i_op->unlink(dir, d);
	if (!err)
		d_flags_set(d, DCACHE_CANT_MOUNT);
	inode_unlock(inode);
	if (!err)
		d_delete(d);
	iput(inode);
	return err;
}

int vfs_rmdir(struct inode *dir, struct dentry *d)
{
	struct inode *inode = d->d_inode;
	int err = may_delete(dir, d, true);

	if (err)
		return err;
	if (!dir->i_op->rmdir)
		return -EPERM;
	ihold(inode);
	inode_lock_nested(inode); /* parent before child */
	err = d_mounted(d) ? -EBUSY : dir->i_op->rmdir(dir, d);
	if (!err) {
		d_flags_set(d, DCACHE_CANT_MOUNT);
		inode->i_flags |= S_DEAD;
		shrink_dcache_parent(d); /* negative names below */
	}
	inode_unlock(inode);
	if (!err)
		d_delete(d);
	iput(inode);
	return err;
}

/* --- finding the place --- */

struct dentry *lookup_one(struct dentry *base, const char *name, unsigned int len)
{
	struct qstr q = {.name = name, .len = len, .hash = d_hash_name(base, name, len)};
	int err;

	if (!len || memchr(name, '/', len) ||
	    (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.'))))
		return ERR_PTR(-EACCES);
	err = inode_permission(base->d_inode, MAY_EXEC);
	if (err)
		return ERR_PTR(err);
	return lookup_locked(&q, base, 0);
}

struct dentry *kern_path_create(int dfd, const char *name, struct path *parent, unsigned int flags)
{
	enum last_type type;
	struct qstr last;
	struct dentry *d;
	int err, rofs;

	err = filename_parentat(dfd, name, parent, &last, &type);
	if (err)
		return ERR_PTR(err);
	if (type != LAST_NORM) {
		path_put(parent);
		return ERR_PTR(-EEXIST);
	}
	rofs = mnt_want_write(parent->mnt);
	inode_lock(parent->dentry->d_inode);
	d = lookup_locked(&last, parent->dentry, LOOKUP_CREATE);
	if (IS_ERR(d)) {
		err = (int)PTR_ERR(d);
		goto unlock;
	}
	if (d_is_positive(d))
		err = -EEXIST;
	else if (has_trailing_slash(&last) && !(flags & LOOKUP_DIRECTORY))
		err = -ENOENT;
	else
		err = rofs;
	if (!err)
		return d;
	dput(d);
unlock:
	inode_unlock(parent->dentry->d_inode);
	if (!rofs)
		mnt_drop_write(parent->mnt);
	path_put(parent);
	return ERR_PTR(err);
}

void done_path_create(struct path *parent, struct dentry *d)
{
	dput(d);
	inode_unlock(parent->dentry->d_inode);
	mnt_drop_write(parent->mnt);
	path_put(parent);
}

/* --- the calls --- */

int do_mkdirat(int dfd, const char *name, umode_t mode)
{
	struct path parent;
	struct dentry *d = kern_path_create(dfd, name, &parent, LOOKUP_DIRECTORY);
	int err;

	if (IS_ERR(d))
		return (int)PTR_ERR(d);
	err = vfs_mkdir(parent.dentry->d_inode, d, mode & ~current->fs->umask);
	done_path_create(&parent, d);
	return err;
}

int do_mknodat(int dfd, const char *name, umode_t mode, kdev_t dev)
{
	struct path parent;
	struct dentry *d;
	int err;

	switch (mode & S_IFMT) {
	case 0:
		mode |= S_IFREG;
		break;
	case S_IFREG:
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		break;
	case S_IFDIR:
		return -EPERM;
	default:
		return -EINVAL;
	}
	d = kern_path_create(dfd, name, &parent, 0);
	if (IS_ERR(d))
		return (int)PTR_ERR(d);
	mode &= ~current->fs->umask;
	if (S_ISREG(mode))
		err = vfs_create(parent.dentry->d_inode, d, mode, true);
	else
		err = vfs_mknod(parent.dentry->d_inode, d, mode & (S_IFMT | 07777),
				S_ISCHR(mode) || S_ISBLK(mode) ? dev : 0);
	done_path_create(&parent, d);
	return err;
}

int do_symlinkat(const char *target, int dfd, const char *name)
{
	struct path parent;
	struct dentry *d;
	int err;

	if (!*target)
		return -ENOENT;
	d = kern_path_create(dfd, name, &parent, 0);
	if (IS_ERR(d))
		return (int)PTR_ERR(d);
	err = vfs_symlink(parent.dentry->d_inode, d, target);
	done_path_create(&parent, d);
	return err;
}

int do_linkat(int odfd, const char *oname, int ndfd, const char *nname, int flags)
{
	unsigned int how = 0;
	struct path old, parent;
	struct dentry *d;
	int err;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (flags & AT_EMPTY_PATH) {
		if (!*oname && !capable(CAP_DAC_READ_SEARCH))
			return -ENOENT;
		how |= LOOKUP_EMPTY;
	}
	if (flags & AT_SYMLINK_FOLLOW)
		how |= LOOKUP_FOLLOW;
	err = filename_lookup(odfd, oname, how, &old);
	if (err)
		return err;
	d = kern_path_create(ndfd, nname, &parent, 0);
	if (IS_ERR(d)) {
		err = (int)PTR_ERR(d);
		goto put_old;
	}
	err = -EXDEV;
	if (old.mnt == parent.mnt)
		err = vfs_link(old.dentry, parent.dentry->d_inode, d);
	done_path_create(&parent, d);
put_old:
	path_put(&old);
	return err;
}

static int unlink_last_error(enum last_type type, bool dir)
{
	switch (type) {
	case LAST_DOTDOT:
		return dir ? -ENOTEMPTY : -EISDIR;
	case LAST_DOT:
		return dir ? -EINVAL : -EISDIR;
	default:
		return dir ? -EBUSY : -EISDIR; /* "/" */
	}
}

/* Unlinks @d, found as @last in the locked @parent; @victim is then the inode for the caller to
 * put. */
static int unlink_locked(struct inode *parent, struct dentry *d, const struct qstr *last,
			 struct inode **victim)
{
	struct inode *inode = d->d_inode;

	if (!inode)
		return -ENOENT;
	if (has_trailing_slash(last))
		return S_ISDIR(inode->i_mode) ? -EISDIR : -ENOTDIR;
	ihold(inode);
	*victim = inode;
	return vfs_unlink(parent, d);
}

static int remove_at(int dfd, const char *name, bool dir)
{
	struct inode *victim = NULL; /* its pages are dropped after the directory is unlocked */
	struct path parent;
	enum last_type type;
	struct qstr last;
	struct dentry *d;
	int err;

	err = filename_parentat(dfd, name, &parent, &last, &type);
	if (err)
		return err;
	err = unlink_last_error(type, dir);
	if (type != LAST_NORM)
		goto put_parent;
	err = mnt_want_write(parent.mnt);
	if (err)
		goto put_parent;
	inode_lock(parent.dentry->d_inode);
	d = lookup_locked(&last, parent.dentry, 0);
	if (IS_ERR(d)) {
		err = (int)PTR_ERR(d);
	} else {
		err = dir ? vfs_rmdir(parent.dentry->d_inode, d)
			  : unlink_locked(parent.dentry->d_inode, d, &last, &victim);
		dput(d);
	}
	inode_unlock(parent.dentry->d_inode);
	iput(victim);
	mnt_drop_write(parent.mnt);
put_parent:
	path_put(&parent);
	return err;
}

int do_rmdirat(int dfd, const char *name)
{
	return remove_at(dfd, name, true);
}

int do_unlinkat(int dfd, const char *name)
{
	return remove_at(dfd, name, false);
}
