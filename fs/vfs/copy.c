/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/copy.c - bytes from file to file without user space: sendfile, copy_file_range
 *
 * Theory
 *   Both go through one page of kernel memory, round by round, with the ordinary read and write of
 *   the two files.  What a short write leaves over is given back to the source by its position;
 *   that is why the source must be seekable (sendfile's rule too).
 *
 * Locks: none held; each read and write takes its own.
 * Sources: sendfile(2), copy_file_range(2)
 */
#include "internal.h"

#include "base/overflow.h"
#include "mm/phys/alloc.h"

#define COPY_ORDER 2
#define COPY_BYTES ((size_t)PAGE_SIZE << COPY_ORDER)

/* Bytes copied, or -errno if there are none.  Positions move by what was written. */
static ssize_t copy_rounds(struct file *in, loff_t *ipos, struct file *out, loff_t *opos, size_t n)
{
	unsigned long buf = __get_free_pages(GFP_KERNEL, COPY_ORDER);
	ssize_t got = 0, put = 0, done = 0;

	if (!buf)
		return -ENOMEM;
	while (n) {
		loff_t pos = *ipos;

		got = kernel_read(in, (void *)buf, min(n, COPY_BYTES), &pos);
		if (got <= 0)
			break;
		put = kernel_write(out, (void *)buf, (size_t)got, opos);
		if (put <= 0)
			break;
		*ipos += put;
		done += put;
		n -= (size_t)put;
		if (put < got)
			break;
		if (signal_pending(current))
			break;
		cond_resched();
	}
	free_pages(buf, COPY_ORDER);
	if (done)
		return done;
	return got < 0 ? got : put;
}

ssize_t do_sendfile(struct file *out, struct file *in, loff_t *ipos, size_t n) __no_lock_analysis
{
	bool stream = !(out->f_mode & FMODE_LSEEK);
	loff_t opos;
	ssize_t ret;

	if (!(in->f_mode & FMODE_READ) || !(out->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!in->f_op->read_iter || !(in->f_mode & FMODE_PREAD))
		return in->f_op->read_iter ? -ESPIPE : -EINVAL;
	if (S_ISDIR(in->f_inode->i_mode) || !out->f_op->write_iter)
		return -EINVAL;
	if (out->f_flags & O_APPEND)
		return -EINVAL;
	if (*ipos < 0)
		return -EINVAL;
	n = min(n, MAX_RW_COUNT);
	if (!n)
		return 0;
	if (!stream)
		mutex_lock(&out->f_pos_lock);
	opos = out->f_pos;
	ret = copy_rounds(in, ipos, out, stream ? NULL : &opos, n);
	if (!stream) {
		out->f_pos = opos;
		mutex_unlock(&out->f_pos_lock);
	}
	return ret;
}

ssize_t vfs_copy_file_range(struct file *in, loff_t *ipos, struct file *out, loff_t *opos, size_t n)
{
	struct inode *iin = in->f_inode, *iout = out->f_inode;
	loff_t size, end;

	if (!(in->f_mode & FMODE_READ) || !(out->f_mode & FMODE_WRITE) || (out->f_flags & O_APPEND))
		return -EBADF;
	if (S_ISDIR(iin->i_mode) || S_ISDIR(iout->i_mode))
		return -EISDIR;
	if (!S_ISREG(iin->i_mode) || !S_ISREG(iout->i_mode))
		return -EINVAL;
	if (in->f_path.mnt->mnt_sb != out->f_path.mnt->mnt_sb)
		return -EXDEV;
	if (iout->i_flags & S_IMMUTABLE)
		return -EPERM;
	if (*ipos < 0 || *opos < 0)
		return -EINVAL;
	n = min(n, MAX_RW_COUNT);
	if (check_add_overflow(*ipos, (loff_t)n, &end) ||
	    check_add_overflow(*opos, (loff_t)n, &end))
		return -EOVERFLOW;
	size = i_size_read(iin);
	if (*ipos >= size)
		return 0;
	n = min_t(size_t, n, (size_t)(size - *ipos));
	if (iin == iout && *opos + (loff_t)n > *ipos && *opos < *ipos + (loff_t)n)
		return -EINVAL; /* the ranges overlap */
	if (!n)
		return 0;
	return copy_rounds(in, ipos, out, opos, n);
}
