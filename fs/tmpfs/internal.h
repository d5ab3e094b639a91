/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/tmpfs/internal.h - one instance, one inode
 */
#pragma once

#include "fs/vfs/fs.h"
#include "mm/vm/shmem.h"

struct tmpfs_sb {
	struct shmem_sb_info shmem; /* limits; its lock guards the inode count */
	umode_t mode,
		default_mode; /* [c] of the root, as mounted; options show it if they differ */
	uid_t uid;
	gid_t gid;
};

struct tmpfs_inode {
	unsigned int seals;   /* [inode->i_rwsem] F_SEAL_* */
	unsigned int fsflags; /* [inode->i_rwsem] FS_*_FL of chattr(1) */
	struct inode vfs_inode;
};

#define TMPFS_MAGIC_NUMBER 0x01021994
/* What a name adds to the size of its directory, as Linux shows it. */
#define TMPFS_DIRENT_BYTES 20

static inline struct tmpfs_inode *TMPFS_I(struct inode *inode)
{
	return container_of(inode, struct tmpfs_inode, vfs_inode);
}
static inline struct tmpfs_sb *TMPFS_SB(struct super_block *sb)
{
	return sb->s_fs_info;
}

/* NULL with *@err: -ENOSPC or -ENOMEM. */
struct inode *tmpfs_new_inode(struct super_block *sb, const struct inode *dir, umode_t mode,
			      kdev_t dev, int *err);
/* One name more or less counts as an inode: -ENOSPC. */
int tmpfs_reserve_inode(struct tmpfs_sb *sbi);
void tmpfs_free_inode_count(struct tmpfs_sb *sbi);

extern const struct file_operations tmpfs_file_operations, tmpfs_dir_operations;
long tmpfs_ioctl(struct file *f, unsigned int cmd, uaddr_t arg); /* attr_flags.c */
extern const struct inode_operations tmpfs_file_inode_operations, tmpfs_dir_inode_operations,
	tmpfs_special_inode_operations, tmpfs_symlink_inode_operations;
int tmpfs_setattr(struct dentry *d, struct iattr *attr);
int tmpfs_getattr(const struct path *path, struct kstat *st, u32 mask);
void memfd_init(void);
