/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/attr.c - who may do what to an inode, and changes of mode, owner, size and times
 *
 * Theory
 *   inode_permission() answers for one inode; who walks a path asks it for each directory.  The
 *   identity is current's fsuid, fsgid, groups and effective capabilities.
 *
 *   Every change of attributes is an iattr that passes notify_change(): permission by
 *   setattr_prepare(), then the file system's ->setattr or simple_setattr().
 *
 * Locks: notify_change() wants i_rwsem for writing; the stores are under i_lock.
 * Sources: path_resolution(7), chmod(2), chown(2), utimensat(2), capabilities(7)
 */
#include "internal.h"

#include <linux/capability.h>

bool inode_owner_or_capable(const struct inode *inode)
{
	return current_fsuid() == inode->i_uid || capable(CAP_FOWNER);
}

int generic_permission(struct inode *inode, int mask)
{
	const struct cred *cred = current_cred();
	umode_t mode = READ_ONCE(inode->i_mode);
	umode_t bits = mode;

	mask &= MAY_READ | MAY_WRITE | MAY_EXEC;
	if (cred->fsuid == inode->i_uid)
		bits >>= 6;
	else if (((mode >> 3) ^ mode) & 7 && in_group_p(cred, inode->i_gid))
		bits >>= 3; /* asked only where the group's bits differ from the others' */
	if (((umode_t)mask & ~bits & 7) == 0)
		return 0;
	if (S_ISDIR(mode)) {
		if (!(mask & MAY_WRITE) && capable(CAP_DAC_READ_SEARCH))
			return 0;
		return capable(CAP_DAC_OVERRIDE) ? 0 : -EACCES;
	}
	if (mask == MAY_READ && capable(CAP_DAC_READ_SEARCH))
		return 0;
	/* Even root executes only what somebody may execute. */
	if ((!(mask & MAY_EXEC) || (mode & 0111)) && capable(CAP_DAC_OVERRIDE))
		return 0;
	return -EACCES;
}

int inode_permission(struct inode *inode, int mask)
{
	const umode_t mode = READ_ONCE(inode->i_mode);

	if (mask & MAY_WRITE) {
		if (sb_rdonly(inode->i_sb) && (S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode)))
			return -EROFS;
		if (inode->i_flags & S_IMMUTABLE)
			return -EPERM;
	}
	if (inode->i_op->permission)
		return inode->i_op->permission(inode, mask);
	return generic_permission(inode, mask);
}

/* --- may this change be made? --- */

static bool chown_ok(const struct inode *inode, uid_t uid)
{
	return (current_fsuid() == inode->i_uid && uid == inode->i_uid) || capable(CAP_CHOWN);
}

static bool chgrp_ok(const struct inode *inode, gid_t gid)
{
	if (current_fsuid() == inode->i_uid &&
	    (in_group_p(current_cred(), gid) || gid == inode->i_gid))
		return true;
	return capable(CAP_CHOWN);
}

int setattr_prepare(struct dentry *d, struct iattr *attr)
{
	struct inode *inode = d->d_inode;
	unsigned int valid = attr->ia_valid;
	gid_t gid;
	int err;

	if (valid & ATTR_SIZE) {
		err = inode_newsize_ok(inode, attr->ia_size);
		if (err)
			return err;
	}
	if (valid & ATTR_FORCE)
		return 0;
	if ((valid & ATTR_UID) && !chown_ok(inode, attr->ia_uid))
		return -EPERM;
	if ((valid & ATTR_GID) && !chgrp_ok(inode, attr->ia_gid))
		return -EPERM;
	if (valid & ATTR_MODE) {
		if (!inode_owner_or_capable(inode))
			return -EPERM;
		gid = valid & ATTR_GID ? attr->ia_gid : inode->i_gid;
		if (!in_group_p(current_cred(), gid) && !capable(CAP_FSETID))
			attr->ia_mode &= ~(umode_t)S_ISGID;
	}
	if ((valid & (ATTR_MTIME_SET | ATTR_ATIME_SET | ATTR_TIMES_SET)) &&
	    !inode_owner_or_capable(inode))
		return -EPERM;
	return 0;
}

int inode_newsize_ok(const struct inode *inode, loff_t size)
{
	if (size < 0)
		return -EINVAL;
	if (size > i_size_read(inode)) {
		if ((u64)size > rlimit(RLIMIT_FSIZE)) {
			send_sig_self(SIGXFSZ);
			return -EFBIG;
		}
		if (size > inode->i_sb->s_maxbytes)
			return -EFBIG;
	}
	return 0;
}

/* --- the change --- */

void setattr_copy(struct inode *inode, const struct iattr *attr)
{
	unsigned int valid = attr->ia_valid;

	spin_lock(&inode->i_lock);
	if (valid & ATTR_UID)
		inode->i_uid = attr->ia_uid;
	if (valid & ATTR_GID)
		inode->i_gid = attr->ia_gid;
	if (valid & ATTR_ATIME)
		inode->i_atime = attr->ia_atime;
	if (valid & ATTR_MTIME)
		inode->i_mtime = attr->ia_mtime;
	if (valid & ATTR_CTIME)
		inode->i_ctime = attr->ia_ctime;
	if (valid & ATTR_MODE)
		WRITE_ONCE(inode->i_mode, attr->ia_mode);
	spin_unlock(&inode->i_lock);
}

int simple_setattr(struct dentry *d, struct iattr *attr)
{
	struct inode *inode = d->d_inode;
	int err;

	err = setattr_prepare(d, attr);
	if (err)
		return err;
	if (attr->ia_valid & ATTR_SIZE) {
		i_size_write(inode, attr->ia_size);
		truncate_pagecache(inode->i_mapping, attr->ia_size);
	}
	setattr_copy(inode, attr);
	return 0;
}

/* Set-id bits go when the owner changes or somebody unprivileged writes. */
static void kill_suid_sgid(const struct inode *inode, struct iattr *attr)
{
	umode_t mode = attr->ia_valid & ATTR_MODE ? attr->ia_mode : inode->i_mode;

	if (attr->ia_valid & ATTR_KILL_SUID)
		mode &= ~(umode_t)S_ISUID;
	if ((attr->ia_valid & ATTR_KILL_SGID) && (mode & S_IXGRP))
		mode &= ~(umode_t)S_ISGID;
	attr->ia_valid &= ~(ATTR_KILL_SUID | ATTR_KILL_SGID);
	if (mode != inode->i_mode) {
		attr->ia_mode = mode;
		attr->ia_valid |= ATTR_MODE;
	}
}

int notify_change(struct dentry *d, struct iattr *attr)
{
	struct inode *inode = d->d_inode;
	struct timespec64 now = current_time();
	bool forced = attr->ia_valid & ATTR_FORCE;
	int err;

	assert(rwsem_is_locked(&inode->i_rwsem));
	if (attr->ia_valid & (ATTR_MODE | ATTR_UID | ATTR_GID | ATTR_TIMES_SET)) {
		if (inode->i_flags & (S_IMMUTABLE | S_APPEND))
			return -EPERM;
	}
	/* utimes(NULL): the owner, or who may write. */
	if ((attr->ia_valid & ATTR_TOUCH) && !inode_owner_or_capable(inode)) {
		err = inode_permission(inode, MAY_WRITE);
		if (err)
			return err;
	}
	if ((attr->ia_valid & ATTR_MODE) && S_ISLNK(inode->i_mode))
		return -EOPNOTSUPP;
	attr->ia_ctime = now;
	attr->ia_valid |= ATTR_CTIME;
	if (!(attr->ia_valid & ATTR_ATIME_SET))
		attr->ia_atime = now;
	if (!(attr->ia_valid & ATTR_MTIME_SET))
		attr->ia_mtime = now;
	if (attr->ia_valid & (ATTR_KILL_SUID | ATTR_KILL_SGID)) {
		/* The caller's own change is still checked: only the mode bits are forced. */
		if (!forced) {
			err = setattr_prepare(d, attr);
			if (err)
				return err;
		}
		kill_suid_sgid(inode, attr);
		attr->ia_valid |= ATTR_FORCE;
	}
	if (inode->i_op->setattr)
		return inode->i_op->setattr(d, attr);
	return simple_setattr(d, attr);
}

int file_remove_privs(struct file *f)
{
	struct inode *inode = file_inode(f);
	struct iattr attr = {.ia_valid = ATTR_FORCE};

	if (!(inode->i_mode & (S_ISUID | S_ISGID)) || !S_ISREG(inode->i_mode))
		return 0;
	if (inode->i_mode & S_ISUID)
		attr.ia_valid |= ATTR_KILL_SUID;
	if ((inode->i_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
		attr.ia_valid |= ATTR_KILL_SGID;
	if (!(attr.ia_valid & (ATTR_KILL_SUID | ATTR_KILL_SGID)) || capable(CAP_FSETID))
		return 0;
	return notify_change(f->f_path.dentry, &attr);
}
