/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/super.h - file system types and their instances
 *
 * Lifetime: s_active counts mounts (and whoever keeps it alive); the last deactivate_super() calls
 *   ->kill_sb and frees it.
 * Key: c const after mount, a atomic, m s_umount, s s_inode_lock, b sb_lock
 */
#pragma once

#include "fs/vfs/dcache.h"
#include "fs/vfs/inode.h"
#include <linux/mount.h>

#define SB_RDONLY      MS_RDONLY
#define SB_SYNCHRONOUS MS_SYNCHRONOUS
#define SB_KERNMOUNT   (1ul << 22)
#define SB_ACTIVE      (1ul << 30)
/* Flags of mount(2) that belong to the super block, not to the mount. */
#define MS_SB_MASK     (MS_RDONLY | MS_SYNCHRONOUS | MS_MANDLOCK | MS_DIRSYNC | MS_SILENT | MS_LAZYTIME)

struct kstatfs {
	long type, bsize, blocks, bfree, bavail, files, ffree, namelen, frsize, flags;
	u64 fsid;
};

struct super_operations {
	/* NULL: plain struct inode */
	struct inode *(*alloc_inode)(struct super_block *sb);
	void (*free_inode)(struct inode *inode); /* after a grace period */
	/* Last reference gone.  NULL: pages are dropped.  Must end with clear_inode(). */
	void (*evict_inode)(struct inode *inode);
	void (*put_super)(struct super_block *sb);
	int (*statfs)(struct dentry *d, struct kstatfs *st);
	int (*remount)(struct super_block *sb, unsigned long *flags, char *data);
	int (*show_options)(struct super_block *sb, char *buf, size_t size); /* ",size=64k" */
	int (*sync_fs)(struct super_block *sb);
};

struct super_block {
	struct list_head s_list;		/* [b] */
	kdev_t s_dev;				/* [c] anonymous: major 0 */
	unsigned long s_flags;			/* [m] SB_* */
	unsigned long s_magic, s_blocksize;	/* [c] */
	loff_t s_maxbytes;			/* [c] */
	const struct file_system_type *s_type;	/* [c] */
	const struct super_operations *s_op;	/* [c] */
	const struct dentry_operations *s_d_op; /* [c] default for its dentries */
	struct dentry *s_root;			/* [c] */
	struct rw_semaphore s_umount;		/* RANK_SB */
	struct mutex s_vfs_rename_mutex;	/* RANK_RENAME: renames across directories */
	spinlock_t s_inode_lock;		/* RANK_LEAF */
	struct list_head s_inodes;		/* [s] */
	struct list_head s_mounts;		/* [mount_lock] */
	atomic_t s_active;
	u32 s_time_gran; /* [c] ns */
	char s_id[32];
	void *s_fs_info; /* [c] the file system's */
};

#define FS_REQUIRES_DEV 1

struct file_system_type {
	const char *name;
	int fs_flags; /* FS_REQUIRES_DEV */
	/* A new or shared super block with s_root set and one s_active reference for the caller,
	 * s_umount held for writing; ERR_PTR. */
	struct super_block *(*mount)(const struct file_system_type *t, unsigned long flags,
				     const char *dev, void *data);
	void (*kill_sb)(struct super_block *sb);
	struct file_system_type *next; /* [register lock]; grows only */
};

int register_filesystem(struct file_system_type *t);	/* 0 or -EBUSY */
struct file_system_type *get_fs_type(const char *name); /* or NULL */
extern struct file_system_type *file_systems;
/* What mount_rootfs() mounts; not a type user space can name.  Set by fs/tmpfs at boot. */
extern struct file_system_type *rootfs_fs_type;

/* For ->mount: a fresh instance each time / one for all.  @fill sets s_root. */
struct super_block *sget_anon(const struct file_system_type *t, unsigned long flags,
			      int (*fill)(struct super_block *sb, void *data), void *data);
struct super_block *sget_single(const struct file_system_type *t, unsigned long flags,
				int (*fill)(struct super_block *sb, void *data), void *data);
/* For ->mount of a type whose files are reached by descriptors only (pipes, sockets): a super block
 * with an empty root, whose names @dops prints.  -EINVAL to anyone but kern_mount(). */
struct super_block *sget_pseudo(const struct file_system_type *t, unsigned long flags,
				unsigned long magic, const struct dentry_operations *dops);
void kill_anon_super(struct super_block *sb);
void kill_litter_super(struct super_block *sb);	      /* names pinned by d_make/dget */
void deactivate_super(struct super_block *sb);	      /* may sleep */
void deactivate_locked_super(struct super_block *sb); /* s_umount held for writing */
/* A mount nobody sees: for pipes, anonymous inodes, shared memory. */
struct mount *kern_mount(struct file_system_type *t); /* ERR_PTR */
int sync_filesystem(struct super_block *sb);
void sync_filesystems(void);
int vfs_statfs(const struct path *path, struct kstatfs *st);
