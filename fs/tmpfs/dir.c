/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/tmpfs/dir.c - names of tmpfs
 *
 * Theory
 *   A name is a dentry with one reference of its own, taken when it is made and put when it is
 *   removed (libfs.c).  A directory's size counts 20 bytes for each name, as Linux shows it.
 *
 * Locks: the caller holds the directories' i_rwsem for writing.
 * Sources: mkdir(2), mknod(2), link(2), symlink(2), unlink(2), rename(2), open(2) O_TMPFILE
 */
#include "internal.h"

#include "fs/vfs/namei.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

static void dir_grew(struct inode *dir, loff_t by)
{
	i_size_write(dir, dir->i_size + by);
	inode_touch_mctime(dir);
}

static int tmpfs_mknod(struct inode *dir, struct dentry *d, umode_t mode, kdev_t dev)
{
	int err;
	struct inode *inode = tmpfs_new_inode(dir->i_sb, dir, mode, dev, &err);

	if (!inode)
		return err;
	dget(d); /* the name's own reference */
	d_instantiate(d, inode);
	dir_grew(dir, TMPFS_DIRENT_BYTES);
	return 0;
}

static int tmpfs_create(struct inode *dir, struct dentry *d, umode_t mode, bool excl)
{
	(void)excl;
	return tmpfs_mknod(dir, d, mode | S_IFREG, 0);
}

static int tmpfs_mkdir(struct inode *dir, struct dentry *d, umode_t mode)
{
	int err = tmpfs_mknod(dir, d, mode | S_IFDIR, 0);

	if (!err)
		inc_nlink(dir);
	return err;
}

static int tmpfs_symlink(struct inode *dir, struct dentry *d, const char *target)
{
	size_t len = strlen(target);
	struct inode *inode;
	char *text;
	int err;

	if (len >= PAGE_SIZE)
		return -ENAMETOOLONG;
	text = kmemdup(target, len + 1, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	inode = tmpfs_new_inode(dir->i_sb, dir, S_IFLNK | 0777, 0, &err);
	if (!inode) {
		kfree(text);
		return err;
	}
	inode->i_link = text;
	i_size_write(inode, (loff_t)len);
	dget(d);
	d_instantiate(d, inode);
	dir_grew(dir, TMPFS_DIRENT_BYTES);
	return 0;
}

static int tmpfs_link(struct dentry *old, struct inode *dir, struct dentry *d)
{
	struct inode *inode = old->d_inode;
	int err;

	/* The inode's own count covers its first name. */
	if (inode->i_nlink) {
		err = tmpfs_reserve_inode(TMPFS_SB(dir->i_sb));
		if (err)
			return err;
	}
	simple_link(old, dir, d);
	dir_grew(dir, TMPFS_DIRENT_BYTES);
	return 0;
}

static int tmpfs_unlink(struct inode *dir, struct dentry *d)
{
	if (d->d_inode->i_nlink > 1 && !S_ISDIR(d->d_inode->i_mode))
		tmpfs_free_inode_count(TMPFS_SB(dir->i_sb));
	dir_grew(dir, -TMPFS_DIRENT_BYTES);
	return simple_unlink(dir, d);
}

static int tmpfs_rmdir(struct inode *dir, struct dentry *d)
{
	if (!simple_empty(d))
		return -ENOTEMPTY;
	drop_nlink(d->d_inode);
	drop_nlink(dir);
	return tmpfs_unlink(dir, d);
}

static int tmpfs_rename(struct inode *odir, struct dentry *od, struct inode *ndir,
			struct dentry *nd, unsigned int flags)
{
	bool is_dir = S_ISDIR(od->d_inode->i_mode);

	if (flags & ~(unsigned int)(RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	if (flags & RENAME_EXCHANGE)
		return simple_rename_exchange(odir, od, ndir, nd);
	if (d_is_positive(nd)) {
		if (is_dir && !simple_empty(nd))
			return -ENOTEMPTY;
		if (is_dir) {
			drop_nlink(nd->d_inode);
			drop_nlink(odir);
		}
		tmpfs_unlink(ndir, nd);
	} else if (is_dir) {
		drop_nlink(odir);
		inc_nlink(ndir);
	}
	dir_grew(odir, -TMPFS_DIRENT_BYTES);
	dir_grew(ndir, TMPFS_DIRENT_BYTES);
	inode_touch_ctime(od->d_inode);
	return 0;
}

static int tmpfs_tmpfile(struct inode *dir, struct dentry *d, umode_t mode)
{
	int err;
	struct inode *inode = tmpfs_new_inode(dir->i_sb, dir, mode | S_IFREG, 0, &err);

	if (!inode)
		return err;
	d_tmpfile(d, inode);
	return 0;
}

const struct inode_operations tmpfs_dir_inode_operations = {
	.lookup = simple_lookup,
	.create = tmpfs_create,
	.link = tmpfs_link,
	.unlink = tmpfs_unlink,
	.symlink = tmpfs_symlink,
	.mkdir = tmpfs_mkdir,
	.rmdir = tmpfs_rmdir,
	.mknod = tmpfs_mknod,
	.rename = tmpfs_rename,
	.tmpfile = tmpfs_tmpfile,
	.setattr = tmpfs_setattr,
	.getattr = tmpfs_getattr,
};

const struct inode_operations tmpfs_special_inode_operations = {
	.setattr = tmpfs_setattr,
	.getattr = tmpfs_getattr,
};

const struct inode_operations tmpfs_symlink_inode_operations = {
	.get_link = simple_get_link,
	.setattr = tmpfs_setattr,
	.getattr = tmpfs_getattr,
};
