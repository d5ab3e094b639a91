/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/read_write.c - reading, writing, seeking, syncing
 *
 * Theory
 *   Everything that moves bytes comes through vfs_read() and vfs_write() with an iov_iter and a
 *   position; whose position that is (the file's, under f_pos_lock, or pread's own) is the
 *   caller's affair.  They check mode and range once, so that file systems need not.
 *
 *   Cached files: reads take no lock; writes hold the inode's i_rwsem, so that O_APPEND and the
 *   size are one step.
 *
 * Locks: f_pos_lock (the caller) -> i_rwsem.
 * Sources: read(2), write(2), lseek(2), pread(2), fsync(2), getrlimit(2) RLIMIT_FSIZE
 */
#include "internal.h"

#include "base/overflow.h"
#include "mm/vm/mm.h"
#include <linux/fs.h>

/* Negative positions and ranges that wrap are refused here, for all. */
static int verify_area(const loff_t *pos, size_t count)
{
	loff_t end;

	if (!pos)
		return 0;
	if (*pos < 0)
		return -EINVAL;
	return check_add_overflow(*pos, (loff_t)count, &end) ? -EOVERFLOW : 0;
}

ssize_t vfs_read(struct file *f, struct iov_iter *to, loff_t *pos)
{
	int err;

	if (unlikely(!(f->f_mode & FMODE_READ)))
		return -EBADF;
	iov_iter_truncate(to, MAX_RW_COUNT);
	if (unlikely(!f->f_op->read_iter))
		return f->f_op->iterate ? -EISDIR : -EINVAL;
	err = verify_area(pos, to->count);
	if (unlikely(err))
		return err == -EOVERFLOW && *pos >= 0 ? -EINVAL : err;
	return f->f_op->read_iter(f, pos, to);
}

ssize_t vfs_write(struct file *f, struct iov_iter *from, loff_t *pos)
{
	int err;

	if (unlikely(!(f->f_mode & FMODE_WRITE)))
		return -EBADF;
	iov_iter_truncate(from, MAX_RW_COUNT);
	if (unlikely(!f->f_op->write_iter))
		return -EINVAL;
	err = verify_area(pos, from->count);
	if (unlikely(err))
		return err == -EOVERFLOW && *pos >= 0 ? -EINVAL : err;
	return f->f_op->write_iter(f, pos, from);
}

ssize_t kernel_read(struct file *f, void *buf, size_t n, loff_t *pos)
{
	struct kvec vec = {.iov_base = buf, .iov_len = n};
	struct iov_iter to;

	iov_iter_kvec(&to, ITER_DEST, &vec, 1, n);
	return vfs_read(f, &to, pos);
}

ssize_t kernel_write(struct file *f, const void *buf, size_t n, loff_t *pos)
{
	struct kvec vec = {.iov_base = (void *)(uintptr_t)buf, .iov_len = n};
	struct iov_iter from;

	iov_iter_kvec(&from, ITER_SOURCE, &vec, 1, n);
	return vfs_write(f, &from, pos);
}

/* --- cached files --- */

ssize_t generic_write_checks(struct file *f, loff_t *pos, struct iov_iter *from)
{
	struct inode *inode = f->f_inode;
	unsigned long limit = rlimit(RLIMIT_FSIZE);
	loff_t max = inode->i_sb->s_maxbytes;

	if (!from->count)
		return 0;
	if ((f->f_flags & O_APPEND) || from->append)
		*pos = i_size_read(inode);
	if ((u64)*pos >= limit) {
		send_sig_self(SIGXFSZ);
		return -EFBIG;
	}
	if (limit < (u64)max)
		max = (loff_t)limit;
	if (*pos >= max)
		return -EFBIG;
	if ((u64)from->count > (u64)(max - *pos))
		iov_iter_truncate(from, (size_t)(max - *pos));
	return (ssize_t)from->count;
}

ssize_t generic_file_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	ssize_t n = filemap_read(f->f_mapping, f, pos, to);

	file_accessed(f);
	return n;
}

ssize_t generic_file_write_iter(struct file *f, loff_t *pos, struct iov_iter *from)
{
	struct inode *inode = f->f_inode;
	ssize_t n;

	inode_lock(inode);
	n = generic_write_checks(f, pos, from);
	if (n > 0) {
		int err = file_remove_privs(f);

		if (!err)
			err = file_update_time(f);
		n = err ? err : generic_perform_write(f->f_mapping, pos, from);
	}
	inode_unlock(inode);
	if (n > 0 && (f->f_flags & O_DSYNC)) {
		int err = vfs_fsync_range(f, *pos - n, *pos - 1, !(f->f_flags & O_SYNC & ~O_DSYNC));

		if (err)
			n = err;
	}
	return n;
}

int generic_file_mmap(struct file *f, struct vm_area_struct *vma)
{
	vma->vm_ops = &generic_file_vm_ops;
	file_accessed(f);
	return 0;
}

/* --- positions --- */

loff_t vfs_setpos(struct file *f, loff_t off, loff_t max)
{
	if (off < 0 || off > max)
		return -EINVAL;
	if (off != f->f_pos)
		f->f_pos = off;
	return off;
}

loff_t generic_file_llseek_size(struct file *f, loff_t off, int whence, loff_t max, loff_t eof)
{
	loff_t base = 0;

	switch (whence) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		if (off == 0)
			return f->f_pos;
		base = f->f_pos;
		break;
	case SEEK_END:
		base = eof;
		break;
	case SEEK_DATA: /* all of it is data, with a hole at the end */
		return off < 0 || off >= eof ? -ENXIO : vfs_setpos(f, off, max);
	case SEEK_HOLE:
		return off < 0 || off >= eof ? -ENXIO : vfs_setpos(f, eof, max);
	default:
		return -EINVAL;
	}
	if (check_add_overflow(base, off, &off))
		return off < 0 ? -EOVERFLOW : -EINVAL;
	return vfs_setpos(f, off, max);
}

loff_t generic_file_llseek(struct file *f, loff_t off, int whence)
{
	struct inode *inode = f->f_mapping->host;

	return generic_file_llseek_size(f, off, whence, inode->i_sb->s_maxbytes,
					i_size_read(inode));
}

loff_t noop_llseek(struct file *f, loff_t off, int whence)
{
	(void)off;
	(void)whence;
	return f->f_pos;
}

loff_t no_llseek(struct file *f, loff_t off, int whence)
{
	(void)f;
	(void)off;
	(void)whence;
	return -ESPIPE;
}

loff_t vfs_llseek(struct file *f, loff_t off, int whence)
{
	if (!(f->f_mode & FMODE_LSEEK))
		return -ESPIPE;
	return f->f_op->llseek(f, off, whence);
}

int nonseekable_open(struct inode *inode, struct file *f)
{
	(void)inode;
	f->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE);
	return 0;
}

int stream_open(struct inode *inode, struct file *f)
{
	(void)inode;
	f->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE | FMODE_ATOMIC_POS);
	f->f_mode |= FMODE_STREAM;
	return 0;
}

/* --- sync, ioctl --- */

int noop_fsync(struct file *f, loff_t start, loff_t end, int datasync)
{
	(void)f;
	(void)start;
	(void)end;
	(void)datasync;
	return 0;
}

int vfs_fsync_range(struct file *f, loff_t start, loff_t end, int datasync)
{
	if (!f->f_op->fsync)
		return -EINVAL;
	return f->f_op->fsync(f, start, end, datasync);
}

long vfs_ioctl(struct file *f, unsigned int cmd, uaddr_t arg)
{
	long ret = -ENOTTY;

	if (f->f_op->ioctl) {
		ret = f->f_op->ioctl(f, cmd, arg);
		if (ret == -ENOIOCTLCMD)
			ret = -ENOTTY;
	}
	return ret;
}
