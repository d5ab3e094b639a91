/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/namei_rename.c - rename
 *
 * Theory
 *   A rename locks both directories.  Two renames across directories could each make the other's
 *   target an ancestor of itself; so such renames of one file system are serialised by
 *   s_vfs_rename_mutex, and of two related directories the ancestor is locked first.
 *
 *   Then both last components are looked up again, loops are refused, and vfs_rename() checks
 *   permissions and locks the victims that are not directories.
 *
 * Locks: s_vfs_rename_mutex (RANK_RENAME) -> directories (ancestor first, else by address)
 *   -> files (by address).
 * Sources: rename(2); Linux Documentation/filesystems/directory-locking.rst
 */
#include "walk.h"

struct dentry *lock_rename(struct dentry *a, struct dentry *b) __no_lock_analysis
{
	struct dentry *trap;

	if (a == b) {
		inode_lock(a->d_inode);
		return NULL;
	}
	mutex_lock(&a->d_sb->s_vfs_rename_mutex);
	trap = d_ancestor(b, a); /* b above a: b first */
	if (trap) {
		inode_lock(b->d_inode);
		inode_lock_nested(a->d_inode);
		return trap;
	}
	trap = d_ancestor(a, b);
	if (trap || a < b) {
		inode_lock(a->d_inode);
		inode_lock_nested(b->d_inode);
	} else {
		inode_lock(b->d_inode);
		inode_lock_nested(a->d_inode);
	}
	return trap;
}

void unlock_rename(struct dentry *a, struct dentry *b) __no_lock_analysis
{
	inode_unlock(a->d_inode);
	if (a != b) {
		inode_unlock(b->d_inode);
		mutex_unlock(&a->d_sb->s_vfs_rename_mutex);
	}
}

static int rename_permission(struct inode *odir, struct dentry *od, struct inode *ndir,
			     struct dentry *nd, unsigned int flags)
{
	struct inode *source = od->d_inode, *target = nd->d_inode;
	bool is_dir = S_ISDIR(source->i_mode);
	int err = may_delete(odir, od, is_dir);

	if (err)
		return err;
	if (!target)
		err = may_create(ndir, nd);
	else if (flags & RENAME_EXCHANGE)
		err = may_delete(ndir, nd, S_ISDIR(target->i_mode));
	else
		err = may_delete(ndir, nd, is_dir);
	if (err)
		return err;
	if (!odir->i_op->rename)
		return -EPERM;
	/* A directory that changes its parent has its ".." rewritten. */
	if (odir == ndir)
		return 0;
	if (is_dir)
		err = inode_permission(source, MAY_WRITE);
	if (!err && (flags & RENAME_EXCHANGE) && S_ISDIR(target->i_mode))
		err = inode_permission(target, MAY_WRITE);
	return err;
}

int vfs_rename(struct inode *odir, struct dentry *od, struct inode *ndir, struct dentry *nd,
	       unsigned int flags)
{
	struct inode *source = od->d_inode, *target = nd->d_inode;
	bool exchange = flags & RENAME_EXCHANGE;
	int err;

	if (source == target)
		return 0; /* two names of one file: nothing happens */
	err = rename_permission(odir, od, ndir, nd, flags);
	if (err)
		return err;
	if (target)
		ihold(target);
	lock_two_nondirectories(source, target);
	if (target && !exchange && S_ISDIR(target->i_mode))
		inode_lock_nested(target); /* below its parent, which is locked */
	err = -EBUSY;
	if (d_mounted(od) || d_mounted(nd))
		goto out;
	err = odir->i_op->rename(odir, od, ndir, nd, flags);
	if (err)
		goto out;
	if (!exchange && target) {
		if (S_ISDIR(target->i_mode)) {
			shrink_dcache_parent(nd);
			target->i_flags |= S_DEAD;
		}
		d_flags_set(nd, DCACHE_CANT_MOUNT);
	}
	if (exchange)
		d_exchange(od, nd);
	else
		d_move(od, nd);
out:
	if (target && !exchange && S_ISDIR(target->i_mode))
		inode_unlock(target);
	unlock_two_nondirectories(source, target);
	iput(target);
	return err;
}

/* What the names themselves forbid, once both are looked up. */
static int rename_names(struct dentry *od, const struct qstr *olast, struct dentry *nd,
			const struct qstr *nlast, struct dentry *trap, unsigned int flags)
{
	if (d_is_negative(od))
		return -ENOENT;
	if ((flags & RENAME_NOREPLACE) && d_is_positive(nd))
		return -EEXIST;
	if (flags & RENAME_EXCHANGE) {
		if (d_is_negative(nd))
			return -ENOENT;
		if (!S_ISDIR(nd->d_inode->i_mode) && has_trailing_slash(nlast))
			return -ENOTDIR;
	}
	if (!S_ISDIR(od->d_inode->i_mode)) {
		if (has_trailing_slash(olast))
			return -ENOTDIR;
		if (!(flags & RENAME_EXCHANGE) && has_trailing_slash(nlast))
			return -ENOTDIR;
	}
	if (od == trap)
		return -EINVAL; /* into itself */
	if (nd == trap)
		return flags & RENAME_EXCHANGE ? -EINVAL : -ENOTEMPTY;
	return 0;
}

static int rename_locked(struct path *oparent, const struct qstr *olast, struct path *nparent,
			 const struct qstr *nlast, unsigned int flags)
{
	struct dentry *trap = lock_rename(nparent->dentry, oparent->dentry);
	struct dentry *od, *nd;
	int err;

	od = lookup_locked(olast, oparent->dentry, 0);
	if (IS_ERR(od)) {
		err = (int)PTR_ERR(od);
		goto unlock;
	}
	nd = lookup_locked(nlast, nparent->dentry, LOOKUP_CREATE);
	if (IS_ERR(nd)) {
		err = (int)PTR_ERR(nd);
		goto put_old;
	}
	err = rename_names(od, olast, nd, nlast, trap, flags);
	if (!err)
		err = vfs_rename(oparent->dentry->d_inode, od, nparent->dentry->d_inode, nd, flags);
	dput(nd);
put_old:
	dput(od);
unlock:
	unlock_rename(nparent->dentry, oparent->dentry);
	return err;
}

int do_renameat2(int odfd, const char *oname, int ndfd, const char *nname, unsigned int flags)
{
	struct path oparent, nparent;
	enum last_type otype, ntype;
	struct qstr olast, nlast;
	int err;

	if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT))
		return -EINVAL;
	if ((flags & (RENAME_NOREPLACE | RENAME_WHITEOUT)) && (flags & RENAME_EXCHANGE))
		return -EINVAL;
	err = filename_parentat(odfd, oname, &oparent, &olast, &otype);
	if (err)
		return err;
	err = filename_parentat(ndfd, nname, &nparent, &nlast, &ntype);
	if (err)
		goto put_old;
	err = -EXDEV;
	if (oparent.mnt != nparent.mnt)
		goto put_new;
	err = -EBUSY;
	if (otype != LAST_NORM)
		goto put_new;
	if (flags & RENAME_NOREPLACE)
		err = -EEXIST;
	if (ntype != LAST_NORM)
		goto put_new;
	err = mnt_want_write(oparent.mnt);
	if (err)
		goto put_new;
	err = rename_locked(&oparent, &olast, &nparent, &nlast, flags);
	mnt_drop_write(oparent.mnt);
put_new:
	path_put(&nparent);
put_old:
	path_put(&oparent);
	return err;
}
