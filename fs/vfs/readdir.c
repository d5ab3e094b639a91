/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/readdir.c - reading directories
 *
 * Theory
 *   The file system's ->iterate calls ctx->actor for each name until that says it is full; the
 *   border's actor lays the entries out for getdents.  The directory is locked for reading, the
 *   file's position by its f_pos_lock.
 *
 * Locks: f_pos_lock (the caller) -> i_rwsem for reading.
 * Sources: getdents(2), readdir(3)
 */
#include "internal.h"

int iterate_dir(struct file *f, struct dir_context *ctx)
{
	struct inode *inode = f->f_inode;
	int err;

	if (!f->f_op->iterate)
		return -ENOTDIR;
	err = down_read_killable(&inode->i_rwsem);
	if (err)
		return err;
	err = -ENOENT;
	if (!(inode->i_flags & S_DEAD)) {
		ctx->pos = f->f_pos;
		err = f->f_op->iterate(f, ctx);
		f->f_pos = ctx->pos;
		file_accessed(f);
	}
	inode_unlock_shared(inode);
	return err;
}

bool dir_emit_dots(struct file *f, struct dir_context *ctx)
{
	struct dentry *d = f->f_path.dentry, *parent;
	u64 ino;

	if (ctx->pos == 0) {
		if (!dir_emit(ctx, ".", 1, d->d_inode->i_ino, DT_DIR))
			return false;
		ctx->pos = 1;
	}
	if (ctx->pos == 1) {
		parent = dget_parent(d);
		ino = parent->d_inode->i_ino;
		dput(parent);
		if (!dir_emit(ctx, "..", 2, ino, DT_DIR))
			return false;
		ctx->pos = 2;
	}
	return true;
}
