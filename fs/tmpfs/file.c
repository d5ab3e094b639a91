/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/tmpfs/file.c - contents of tmpfs files, which are shmem, and their seals
 *
 * Locks: i_rwsem for writing over writes, truncation, fallocate and sealing.
 * Sources: memfd_create(2), fcntl(2) F_ADD_SEALS, fallocate(2), lseek(2) SEEK_DATA
 */
#include "internal.h"

#include "lib/string.h"
#include "mm/vm/mm.h"
#include <linux/falloc.h>

#define SEALS_WRITE (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)

static ssize_t tmpfs_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	ssize_t n = shmem_read_iter(f->f_mapping, pos, to);

	file_accessed(f);
	return n;
}

/* generic_file_write_iter() with the seals looked at under the same lock. */
static ssize_t tmpfs_write_iter(struct file *f, loff_t *pos, struct iov_iter *from)
{
	struct inode *inode = f->f_inode;
	unsigned int seals;
	ssize_t n;

	inode_lock(inode);
	n = generic_write_checks(f, pos, from);
	if (n <= 0)
		goto out;
	seals = TMPFS_I(inode)->seals;
	if (seals & SEALS_WRITE) {
		n = -EPERM;
		goto out;
	}
	if ((seals & F_SEAL_GROW) && *pos + n > i_size_read(inode)) {
		if (*pos >= i_size_read(inode)) {
			n = -EPERM;
			goto out;
		}
		iov_iter_truncate(from, (size_t)(i_size_read(inode) - *pos));
	}
	n = file_remove_privs(f);
	if (!n) {
		file_update_time(f);
		n = generic_perform_write(f->f_mapping, pos, from);
	}
out:
	inode_unlock(inode);
	return n;
}

static int tmpfs_mmap(struct file *f, struct vm_area_struct *vma)
{
	unsigned int seals = TMPFS_I(f->f_inode)->seals;

	if ((seals & SEALS_WRITE) && (vma->vm_flags & VM_SHARED)) {
		if (vma->vm_flags & VM_WRITE)
			return -EPERM;
		vma->vm_flags &= ~VM_MAYWRITE;
	}
	vma->vm_ops = &shmem_vm_ops;
	file_accessed(f);
	return 0;
}

static loff_t tmpfs_llseek(struct file *f, loff_t off, int whence)
{
	struct inode *inode = f->f_inode;
	loff_t size;

	if (whence != SEEK_DATA && whence != SEEK_HOLE)
		return generic_file_llseek(f, off, whence);
	inode_lock_shared(inode);
	size = i_size_read(inode);
	off = off < 0 || off >= size
		      ? -ENXIO
		      : shmem_seek_data_hole(f->f_mapping, off, size, whence == SEEK_HOLE);
	inode_unlock_shared(inode);
	return off < 0 ? off : vfs_setpos(f, off, inode->i_sb->s_maxbytes);
}

static long tmpfs_fallocate(struct file *f, int mode, loff_t off, loff_t len)
{
	struct inode *inode = f->f_inode;
	unsigned int seals;
	long err = 0;

	if (mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE))
		return -EOPNOTSUPP;
	inode_lock(inode);
	seals = TMPFS_I(inode)->seals;
	if (mode & FALLOC_FL_PUNCH_HOLE) {
		if (seals & SEALS_WRITE)
			err = -EPERM;
		else
			shmem_punch_hole(f->f_mapping, off, len);
		goto out;
	}
	if (!(mode & FALLOC_FL_KEEP_SIZE)) {
		err = inode_newsize_ok(inode, off + len);
		if (err)
			goto out;
	}
	if ((seals & F_SEAL_GROW) && off + len > inode->i_size) {
		err = -EPERM;
		goto out;
	}
	err = shmem_fallocate(f->f_mapping, off, len);
	if (!err && !(mode & FALLOC_FL_KEEP_SIZE) && off + len > inode->i_size)
		i_size_write(inode, off + len);
out:
	if (!err)
		inode_touch_mctime(inode);
	inode_unlock(inode);
	return err;
}

int tmpfs_setattr(struct dentry *d, struct iattr *attr)
{
	struct inode *inode = d->d_inode;
	unsigned int seals = TMPFS_I(inode)->seals;
	int err = setattr_prepare(d, attr);
	loff_t old;

	if (err)
		return err;
	if ((attr->ia_valid & ATTR_SIZE) && S_ISREG(inode->i_mode)) {
		old = inode->i_size;
		if ((attr->ia_size < old && (seals & F_SEAL_SHRINK)) ||
		    (attr->ia_size > old && (seals & F_SEAL_GROW)))
			return -EPERM;
		i_size_write(inode, attr->ia_size);
		if (attr->ia_size < old)
			truncate_pagecache(inode->i_mapping, attr->ia_size);
		inode_touch_mctime(inode);
	}
	setattr_copy(inode, attr);
	return 0;
}

int tmpfs_getattr(const struct path *path, struct kstat *st, u32 mask)
{
	(void)mask;
	simple_getattr(path, st, mask);
	st->result_mask |= STATX_BTIME;
	return 0;
}

const struct file_operations tmpfs_file_operations = {
	.llseek = tmpfs_llseek,
	.read_iter = tmpfs_read_iter,
	.write_iter = tmpfs_write_iter,
	.mmap = tmpfs_mmap,
	.fsync = noop_fsync,
	.fallocate = tmpfs_fallocate,
	.ioctl = tmpfs_ioctl,
};

const struct inode_operations tmpfs_file_inode_operations = {
	.setattr = tmpfs_setattr,
	.getattr = tmpfs_getattr,
};
