/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/fs.h - the whole face of the VFS to file systems and drivers
 *
 * inode.h, dcache.h, file.h, super.h hold the four objects; here is what serves all of them.
 * Path walk is lock-free (RCU) on a cache hit; it takes references only at the end.
 */
#pragma once

#include "fs/vfs/dcache.h"
#include "fs/vfs/file.h"
#include "fs/vfs/inode.h"
#include "fs/vfs/super.h"
#include "kernel/sched/time.h"
#include "kernel/sched/wait.h"
#include "kernel/sync/refcount.h"
#include "kernel/sync/seqlock.h"
#include "lib/list.h"

/* Device nodes: drivers register ranges of a major.  0, -EBUSY or -ENOMEM.  Boot or process
 * context. */
int register_chrdev_region(unsigned int major, unsigned int minor, unsigned int count,
			   const char *name, const struct file_operations *fop);
struct seq_file;
void chrdev_show(struct seq_file *m); /* "Character devices:" part of /proc/devices */
extern const struct file_operations def_chr_fops, def_blk_fops, pipefifo_fops;
extern const struct inode_operations simple_symlink_inode_operations; /* target in i_link */

/* What devtmpfs does: nodes of /dev; may be called before it is mounted.  "tty0", "pts/ptmx". */
int devtmpfs_create_node(const char *name, umode_t mode, kdev_t dev); /* 0 or -errno */
int devtmpfs_delete_node(const char *name);

/* libfs: directories that live in the dentry cache. */
extern const struct file_operations simple_dir_operations;
extern const struct inode_operations simple_dir_inode_operations;
struct dentry *simple_lookup(struct inode *dir, struct dentry *d, unsigned int flags);
int simple_link(struct dentry *old, struct inode *dir, struct dentry *d);
int simple_unlink(struct inode *dir, struct dentry *d);
int simple_rmdir(struct inode *dir, struct dentry *d);
int simple_rename(struct inode *odir, struct dentry *od, struct inode *ndir, struct dentry *nd,
		  unsigned int flags);
int simple_rename_exchange(struct inode *odir, struct dentry *od, struct inode *ndir,
			   struct dentry *nd);
bool simple_empty(struct dentry *d);
int simple_statfs(struct dentry *d, struct kstatfs *st);
int simple_getattr(const struct path *path, struct kstat *st, u32 mask);
ssize_t simple_read_from_buffer(struct iov_iter *to, loff_t *pos, const void *from,
				size_t available);
int dcache_dir_open(struct inode *inode, struct file *f);
int dcache_dir_close(struct inode *inode, struct file *f);
loff_t dcache_dir_lseek(struct file *f, loff_t off, int whence);
int dcache_readdir(struct file *f, struct dir_context *ctx);
ssize_t dcache_dir_read(struct file *f, loff_t *pos, struct iov_iter *to); /* -EISDIR */
/* "." and ".." of a directory that is being read; false: full. */
bool dir_emit_dots(struct file *f, struct dir_context *ctx);
static inline bool dir_emit(struct dir_context *ctx, const char *name, int len, u64 ino,
			    unsigned int type)
{
	return ctx->actor(ctx, name, len, ctx->pos, ino, type);
}
/* DT_* of a mode. */
#define DT_DIR 4
static inline unsigned int mode_to_dtype(umode_t mode)
{
	return (mode >> 12) & 15;
}

void vfs_init(void); /* caches, pseudo file systems, rootfs mounted as / */
