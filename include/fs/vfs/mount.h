/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/mount.h - mounted trees and mount namespaces
 *
 * Key: n namespace_sem, h mount hash lock (RANK_DENTRY) / RCU, a atomic, c const
 */
#pragma once

#include "fs/vfs/fs.h"

struct mount {
	struct hlist_node mnt_hash;    /* [h] by parent and mountpoint */
	struct mount *mnt_parent;      /* [h] itself at the root */
	struct dentry *mnt_mountpoint; /* [h] */
	struct dentry *mnt_root;       /* [c] */
	struct super_block *mnt_sb;    /* [c] */
	atomic_t mnt_count;
	int mnt_flags;				/* [n] MNT_* */
	int mnt_id;				/* [c] as mountinfo shows */
	struct list_head mnt_mounts, mnt_child; /* [n] */
	struct list_head mnt_list;		/* [n] in ns, in order of mounting */
	struct mnt_namespace *mnt_ns;
	char *mnt_devname;
	atomic_t mnt_writers;
	struct list_head mnt_instance; /* [h] in sb->s_mounts */
	struct path mnt_ex;	       /* [n] where it was, while it is being dropped */
	bool unmounted;		       /* [h] detached from its tree */
	bool internal;		       /* [c] kern_mount: in no namespace */
	struct rcu_head mnt_rcu;
};
#define MNT_NOSUID	0x01
#define MNT_NODEV	0x02
#define MNT_NOEXEC	0x04
#define MNT_NOATIME	0x08
#define MNT_NODIRATIME	0x10
#define MNT_RELATIME	0x20
#define MNT_READONLY	0x40
#define MNT_NOSYMFOLLOW 0x80

struct mnt_namespace {
	refcount_t count;
	struct mount *root;
	struct list_head list; /* [n] */
	u64 seq;	       /* changes, for poll on mounts */
	wait_queue_head_t poll;
	u64 ino;
};
struct nsproxy {
	refcount_t count;
	struct mnt_namespace *mnt_ns;
};
extern struct nsproxy init_nsproxy;
extern struct mnt_namespace *init_mnt_ns;
int copy_namespaces(u64 flags, struct task_struct *child); /* CLONE_NEWNS */
int unshare_mnt_ns(void);				   /* unshare(CLONE_NEWNS) */
void exit_task_namespaces(struct task_struct *t);
void put_mnt_ns(struct mnt_namespace *ns); /* may sleep; the last one unmounts all of it */

/* Flags of umount2(2); libc's values, in no UAPI header. */
#define MNT_FORCE	1
#define MNT_DETACH	2
#define MNT_EXPIRE	4
#define UMOUNT_NOFOLLOW 8

/* mount(2), umount2(2), pivot_root(2); strings are kernel copies, NULL where absent. */
int do_mount(const char *dev, const char *dir, const char *type, unsigned long flags, void *data);
int do_umount(const char *dir, int flags);
int do_pivot_root(const char *new_root, const char *put_old);
/* Boot: an empty tmpfs as /. */
int mount_rootfs(void);
int mnt_want_write(struct mount *m); /* 0 or -EROFS */
void mnt_drop_write(struct mount *m);
int mnt_want_write_file(struct file *f);
void mnt_drop_write_file(struct file *f);
/* Is @path the root of a mount that is attached somewhere? */
bool path_mounted(const struct path *path);
/* Follows what is mounted on *path, if anything.  References move. */
bool follow_mount(struct path *path);

/* fs_struct: cwd, root, umask of a task. */
struct fs_struct {
	refcount_t users;
	spinlock_t lock;
	seqcount_t seq;
	umode_t umask;
	bool in_exec;
	struct path root, pwd; /* [lock + seq] */
};
struct fs_struct *copy_fs_struct(struct fs_struct *old);
void exit_fs(struct task_struct *t);
void get_fs_root(struct fs_struct *fs, struct path *root);
void get_fs_pwd(struct fs_struct *fs, struct path *pwd);
void set_fs_root(struct fs_struct *fs, const struct path *path);
void set_fs_pwd(struct fs_struct *fs, const struct path *path);
int unshare_fs_struct(void);
extern struct fs_struct init_fs;

/* For /proc: calls @fn for each mount of @ns that is reachable from @root, in order; stops when it
 * returns != 0. */
int mounts_walk(struct mnt_namespace *ns, const struct path *root,
		int (*fn)(struct mount *m, void *ctx), void *ctx);
