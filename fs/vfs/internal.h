/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/internal.h - what the files of fs/vfs share among themselves
 */
#pragma once

#include "fs/vfs/fs.h"
#include "fs/vfs/mount.h"
#include "kernel/base/panic.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/rcu.h"
#include "mm/kmem/slab.h"

/* dcache.c: changes of d_flags are atomic, because the LRU lock and d_lock both guard some. */
static inline void d_flags_set(struct dentry *d, unsigned int bits)
{
	__atomic_fetch_or(&d->d_flags, bits, __ATOMIC_RELAXED);
}
static inline void d_flags_clear(struct dentry *d, unsigned int bits)
{
	__atomic_fetch_and(&d->d_flags, ~bits, __ATOMIC_RELAXED);
}

/* A name longer than DNAME_INLINE_LEN - 1; readers under RCU. */
struct external_name {
	atomic_t refs;
	struct rcu_head rcu;
	char name[];
};
static inline bool d_name_is_external(const struct dentry *d)
{
	return d->d_name.name != d->d_iname;
}
static inline struct external_name *d_external_name(const struct dentry *d)
{
	return (struct external_name *)((char *)(uintptr_t)d->d_name.name -
					offsetof(struct external_name, name));
}
void external_name_put(struct external_name *n);

/* Held for writing by d_move; readers (d_path, is_subdir) retry. */
extern seqlock_t rename_lock;
/* In the hash or out of it; d_lock held. */
void __d_drop(struct dentry *d);
void __d_rehash(struct dentry *d);
/* A reference if @d is not dying; under RCU or a lock that keeps it. */
bool dget_live(struct dentry *d);
/* dput that never keeps the dentry in the cache. */
void dput_uncached(struct dentry *d);
unsigned long dcache_shrink_lru(struct super_block *sb, unsigned long nr);
void dcache_init(void);

/* inode.c */
void inode_init(void);
void inode_fix_rank(struct inode *inode);

/* file_table.c */
void files_init(void);
struct file *alloc_empty_file(int flags, const struct cred *cred); /* ERR_PTR */
void free_empty_file(struct file *f);				   /* never opened */
void file_bind(struct file *f, const struct path *path, const struct file_operations *fop);

/* open.c: finishes @f (from alloc_empty_file) on @path, which it takes over on success. */
int do_dentry_open(struct file *f, const struct path *path,
		   int (*open)(struct inode *, struct file *));
/* MAY_* that O_* flags ask for. */
int open_acc_mode(int flags);
int do_truncate(struct dentry *d, loff_t len, unsigned int time_attrs, struct file *f);

/* namespace.c */
extern seqlock_t mount_lock; /* hash and tree of mounts; readers are path walks */
extern struct rw_semaphore namespace_sem;
/* Under RCU: the mount on top of (@m, @d), or NULL; validate with mount_lock. */
struct mount *lookup_mnt_rcu(struct mount *m, struct dentry *d);
/* Under RCU: a reference to @m if mount_lock is still at @seq. */
bool legitimize_mnt(struct mount *m, unsigned int seq);
/* From the root of a mount to what it covers; references move.  False at the top. */
bool follow_up(struct path *path);
bool is_local_mountpoint(struct dentry *d);
bool path_noexec(const struct path *path);
/* Opens a place inside the mount tree may be changed from: current's namespace. */
bool check_mnt(const struct mount *m);
void mnt_init(void);
void detach_mounts_of(struct dentry *d);

/* fs_struct.c */
void fs_struct_init(void);
void chroot_fs_refs(const struct path *from, const struct path *to);

/* d_path.c: for getcwd(2) */
char *cwd_text(const struct path *pwd, const struct path *root, char *buf, int len);

/* super.c */
void super_init(void);

/* locks.c */
void locks_remove_posix(struct file *f, void *owner);
void locks_remove_file(struct file *f);
void locks_free_context(struct inode *inode);

/* anon_inodes.c, select.c, namei.c ... */
void anon_inode_init(void);

static inline bool sb_rdonly(const struct super_block *sb)
{
	return READ_ONCE(sb->s_flags) & SB_RDONLY;
}
