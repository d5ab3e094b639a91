/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/stat.c - what stat(2) and statx(2) tell, as the kernel keeps it
 *
 * Locks: i_lock for a consistent set of times and owner.
 * Sources: stat(2), statx(2), inode(7)
 */
#include "internal.h"

#include "lib/string.h"

void generic_fillattr(struct inode *inode, struct kstat *st)
{
	st->result_mask = STATX_BASIC_STATS;
	st->dev = inode->i_sb->s_dev;
	st->ino = inode->i_ino;
	st->nlink = inode->i_nlink;
	st->rdev = inode->i_rdev;
	st->size = i_size_read(inode);
	st->blksize = (u32)inode->i_sb->s_blocksize;
	spin_lock(&inode->i_lock);
	st->mode = inode->i_mode;
	st->uid = inode->i_uid;
	st->gid = inode->i_gid;
	st->blocks = inode->i_blocks;
	st->atime = inode->i_atime;
	st->mtime = inode->i_mtime;
	st->ctime = inode->i_ctime;
	st->btime = inode->i_btime;
	spin_unlock(&inode->i_lock);
	if (inode->i_flags & S_IMMUTABLE)
		st->attributes |= STATX_ATTR_IMMUTABLE;
	if (inode->i_flags & S_APPEND)
		st->attributes |= STATX_ATTR_APPEND;
	st->attributes_mask |= STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND;
}

int vfs_getattr(const struct path *path, struct kstat *st, u32 mask)
{
	struct inode *inode = path->dentry->d_inode;
	int err = 0;

	memset(st, 0, sizeof(*st));
	if (inode->i_op->getattr)
		err = inode->i_op->getattr(path, st, mask);
	else
		generic_fillattr(inode, st);
	if (err)
		return err;
	st->mnt_id = (u64)path->mnt->mnt_id;
	st->result_mask |= STATX_MNT_ID;
	if (path_mounted(path))
		st->attributes |= STATX_ATTR_MOUNT_ROOT;
	st->attributes_mask |= STATX_ATTR_MOUNT_ROOT;
	return 0;
}
