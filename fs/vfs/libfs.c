/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/libfs.c - file systems whose directories are the dentry cache itself
 *
 * Theory
 *   Each name that exists has one more reference on its dentry (made by the file system when it
 *   creates the name), so it never leaves the cache; a look-up that misses is an answer: there is
 *   no such name.  Reading a directory walks d_subdirs, newest first, with a cursor: a dentry of
 *   its own in that list that marks where the reader is, whatever is added or removed around it.
 *
 * Locks: d_lock of the directory for d_subdirs; names change under its i_rwsem.
 * Sources: getdents(2), rename(2)
 */
#include "internal.h"

#include "fs/vfs/namei.h"
#include "lib/string.h"

struct dentry *simple_lookup(struct inode *dir, struct dentry *d, unsigned int flags)
{
	(void)dir;
	(void)flags;
	if (d->d_name.len > NAME_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	d_add(d, NULL); /* remembered as absent */
	return NULL;
}

/* --- reading directories --- */

int dcache_dir_open(struct inode *inode, struct file *f)
{
	(void)inode;
	f->private_data = d_alloc_cursor(f->f_path.dentry);
	return f->private_data ? 0 : -ENOMEM;
}

int dcache_dir_close(struct inode *inode, struct file *f)
{
	(void)inode;
	dput(f->private_data);
	return 0;
}

static bool is_entry(const struct dentry *d)
{
	return !(d->d_flags & DCACHE_CURSOR) && d_is_positive(d) && !d_unhashed(d);
}

/* The @skip-th existing name after the child @at (or from the start, @at NULL), referenced. */
static struct dentry *scan_entries(struct dentry *dir, struct dentry *at, loff_t skip)
{
	struct list_head *pos;
	struct dentry *d;

	spin_lock(&dir->d_lock);
	pos = at ? &at->d_child : &dir->d_subdirs;
	for (pos = pos->next; pos != &dir->d_subdirs; pos = pos->next) {
		d = list_entry(pos, struct dentry, d_child);
		if (is_entry(d) && skip-- == 0 && dget_live(d)) {
			spin_unlock(&dir->d_lock);
			return d;
		}
	}
	spin_unlock(&dir->d_lock);
	return NULL;
}

/* @cursor goes right behind @d, or to the end. */
static void move_cursor(struct dentry *dir, struct dentry *cursor, struct dentry *d)
{
	spin_lock(&dir->d_lock);
	if (!d)
		list_move_tail(&cursor->d_child, &dir->d_subdirs);
	else if (d->d_parent == dir && !list_empty(&d->d_child))
		list_move(&cursor->d_child, &d->d_child);
	spin_unlock(&dir->d_lock);
}

static void cursor_to_start(struct dentry *dir, struct dentry *cursor)
{
	spin_lock(&dir->d_lock);
	list_move(&cursor->d_child, &dir->d_subdirs);
	spin_unlock(&dir->d_lock);
}

loff_t dcache_dir_lseek(struct file *f, loff_t off, int whence)
{
	struct dentry *dir = f->f_path.dentry, *cursor = f->private_data, *d;

	if (whence == SEEK_CUR)
		off += f->f_pos;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (off < 0)
		return -EINVAL;
	if (off == f->f_pos)
		return off;
	inode_lock_shared(dir->d_inode);
	if (off > 2) {
		d = scan_entries(dir, NULL, off - 3);
		move_cursor(dir, cursor, d);
		dput(d);
	} else {
		cursor_to_start(dir, cursor);
	}
	f->f_pos = off;
	inode_unlock_shared(dir->d_inode);
	return off;
}

/* The directory's i_rwsem, held by iterate_dir(), keeps its entries where they are: from one to
 * the next, and the cursor moves once at the end. */
int dcache_readdir(struct file *f, struct dir_context *ctx)
{
	struct dentry *dir = f->f_path.dentry, *cursor = f->private_data, *at = cursor, *d;

	if (!dir_emit_dots(f, ctx))
		return 0;
	if (ctx->pos == 2)
		cursor_to_start(dir, cursor);
	while ((d = scan_entries(dir, at, 0))) {
		if (!dir_emit(ctx, d->d_name.name, (int)d->d_name.len, d->d_inode->i_ino,
			      mode_to_dtype(d->d_inode->i_mode))) {
			dput(d);
			break;
		}
		ctx->pos++;
		if (at != cursor)
			dput(at);
		at = d;
	}
	if (at != cursor) {
		move_cursor(dir, cursor, at);
		dput(at);
	}
	return 0;
}

ssize_t dcache_dir_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	(void)f;
	(void)pos;
	(void)to;
	return -EISDIR;
}

const struct file_operations simple_dir_operations = {
	.open = dcache_dir_open,
	.release = dcache_dir_close,
	.llseek = dcache_dir_lseek,
	.read_iter = dcache_dir_read,
	.iterate = dcache_readdir,
	.fsync = noop_fsync,
};

const struct inode_operations simple_dir_inode_operations = {
	.lookup = simple_lookup,
};

const char *simple_get_link(struct dentry *d, struct inode *inode, struct delayed_call *done)
{
	(void)d;
	(void)done;
	return inode->i_link;
}

const struct inode_operations simple_symlink_inode_operations = {
	.get_link = simple_get_link,
};

/* --- changing directories --- */

bool simple_empty(struct dentry *d)
{
	struct dentry *child;
	bool empty = true;

	spin_lock(&d->d_lock);
	list_for_each_entry (child, &d->d_subdirs, d_child) {
		if (is_entry(child)) {
			empty = false;
			break;
		}
	}
	spin_unlock(&d->d_lock);
	return empty;
}

int simple_link(struct dentry *old, struct inode *dir, struct dentry *d)
{
	struct inode *inode = old->d_inode;

	inode_touch_mctime(dir);
	inode_touch_ctime(inode);
	inc_nlink(inode);
	ihold(inode);
	dget(d);
	d_instantiate(d, inode);
	return 0;
}

int simple_unlink(struct inode *dir, struct dentry *d)
{
	inode_touch_mctime(dir);
	inode_touch_ctime(d->d_inode);
	drop_nlink(d->d_inode);
	dput(d);
	return 0;
}

int simple_rmdir(struct inode *dir, struct dentry *d)
{
	if (!simple_empty(d))
		return -ENOTEMPTY;
	drop_nlink(d->d_inode);
	simple_unlink(dir, d);
	drop_nlink(dir);
	return 0;
}

int simple_rename_exchange(struct inode *odir, struct dentry *od, struct inode *ndir,
			   struct dentry *nd)
{
	bool o_dir = S_ISDIR(od->d_inode->i_mode), n_dir = S_ISDIR(nd->d_inode->i_mode);

	if (odir != ndir && o_dir != n_dir) {
		if (o_dir) {
			drop_nlink(odir);
			inc_nlink(ndir);
		} else {
			drop_nlink(ndir);
			inc_nlink(odir);
		}
	}
	inode_touch_mctime(odir);
	inode_touch_mctime(ndir);
	inode_touch_ctime(od->d_inode);
	inode_touch_ctime(nd->d_inode);
	return 0;
}

int simple_rename(struct inode *odir, struct dentry *od, struct inode *ndir, struct dentry *nd,
		  unsigned int flags)
{
	bool is_dir = S_ISDIR(od->d_inode->i_mode);

	if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	if (flags & RENAME_EXCHANGE)
		return simple_rename_exchange(odir, od, ndir, nd);
	if (is_dir && d_is_positive(nd) && !simple_empty(nd))
		return -ENOTEMPTY;
	if (d_is_positive(nd)) {
		simple_unlink(ndir, nd);
		if (is_dir) {
			drop_nlink(nd->d_inode);
			drop_nlink(odir);
		}
	} else if (is_dir) {
		drop_nlink(odir);
		inc_nlink(ndir);
	}
	inode_touch_mctime(odir);
	inode_touch_mctime(ndir);
	inode_touch_ctime(od->d_inode);
	return 0;
}

/* --- small things --- */

int simple_statfs(struct dentry *d, struct kstatfs *st)
{
	st->type = (long)d->d_sb->s_magic;
	st->bsize = (long)d->d_sb->s_blocksize;
	st->namelen = NAME_MAX;
	return 0;
}

int simple_getattr(const struct path *path, struct kstat *st, u32 mask)
{
	struct inode *inode = path->dentry->d_inode;

	(void)mask;
	generic_fillattr(inode, st);
	st->blocks = (u64)inode->i_mapping->nrpages * (PAGE_SIZE / 512);
	return 0;
}

ssize_t simple_read_from_buffer(struct iov_iter *to, loff_t *pos, const void *from,
				size_t available)
{
	size_t n;

	if (*pos < 0)
		return -EINVAL;
	if ((u64)*pos >= available || !to->count)
		return 0;
	n = copy_to_iter((const char *)from + *pos, min(to->count, available - (size_t)*pos), to);
	*pos += (loff_t)n;
	return n ? (ssize_t)n : -EFAULT;
}
