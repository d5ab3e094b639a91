/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_rw.c - read, write and their kin; lseek, sendfile, copy_file_range, sync
 *
 * Theory
 *   Each call finds the file, makes an iov_iter of the user's memory and goes to vfs_read() or
 *   vfs_write().  A write to a pipe nobody reads sends SIGPIPE here, and only here.
 *
 * Sources: read(2), readv(2), pread(2), preadv2(2), lseek(2), sendfile(2), copy_file_range(2),
 *   fsync(2), sync_file_range(2), pipe(7)
 */
#include "sys_file.h"

#include "kernel/ipc/pipe.h"
#include "kernel/proc/signal.h"
#include <linux/fs.h>

/* Sockets send their own SIGPIPE, as not all types do. */
static ssize_t wrote(const struct file *f, ssize_t n)
{
	if (unlikely(n == -EPIPE) && !S_ISSOCK(f->f_inode->i_mode))
		send_sig_self(SIGPIPE);
	return n;
}

/* @dir is it->dir, told apart so that the compiler knows it. */
static __always_inline ssize_t rw(struct file *f, struct iov_iter *it, enum iter_dir dir,
				  loff_t *pos)
{
	return dir == ITER_DEST ? vfs_read(f, it, pos) : wrote(f, vfs_write(f, it, pos));
}

/* Reads or writes @it at the file's own position, if it has one. */
static __always_inline ssize_t rw_at_pos(unsigned int fd, struct iov_iter *it, enum iter_dir dir)
{
	struct fd f = fdget_pos(fd);
	loff_t pos;
	ssize_t n;

	if (unlikely(!f.file))
		return -EBADF;
	if (f.file->f_mode & FMODE_STREAM) {
		n = rw(f.file, it, dir, NULL);
	} else {
		pos = f.file->f_pos;
		n = rw(f.file, it, dir, &pos);
		if (n >= 0)
			f.file->f_pos = pos;
	}
	fdput_pos(f);
	return n;
}

/* Reads or writes @it at @pos, which is not the file's. */
static ssize_t rw_at(unsigned int fd, struct iov_iter *it, loff_t pos)
{
	fmode_t need = it->dir == ITER_DEST ? FMODE_PREAD : FMODE_PWRITE;
	struct fd f;
	ssize_t n;

	if (pos < 0)
		return -EINVAL;
	f = fdget(fd);
	if (!f.file)
		return -EBADF;
	if (!(f.file->f_mode & need) || !(f.file->f_mode & FMODE_LSEEK))
		n = -ESPIPE;
	else if (it->dir == ITER_DEST)
		n = vfs_read(f.file, it, &pos);
	else
		n = wrote(f.file, vfs_write(f.file, it, &pos));
	fdput(f);
	return n;
}

/* The descriptor is judged before the buffer. */
static sysret_t bad_buffer(unsigned int fd, fmode_t need)
{
	struct fd f = fdget(fd);
	sysret_t err = f.file && (f.file->f_mode & need) ? -EFAULT : -EBADF;

	if (f.file)
		fdput(f);
	return err;
}

sysret_t sys_read(unsigned int fd, char __user *buf, size_t count)
{
	struct iov_iter to;

	if (unlikely(!access_ok(buf, count)))
		return bad_buffer(fd, FMODE_READ);
	iov_iter_ubuf(&to, ITER_DEST, buf, count);
	return rw_at_pos(fd, &to, ITER_DEST);
}

sysret_t sys_write(unsigned int fd, const char __user *buf, size_t count)
{
	struct iov_iter from;

	if (unlikely(!access_ok(buf, count)))
		return bad_buffer(fd, FMODE_WRITE);
	iov_iter_ubuf(&from, ITER_SOURCE, (char __user *)buf, count);
	return rw_at_pos(fd, &from, ITER_SOURCE);
}

sysret_t sys_pread64(unsigned int fd, char __user *buf, size_t count, loff_t pos)
{
	struct iov_iter to;

	if (!access_ok(buf, count))
		return -EFAULT;
	iov_iter_ubuf(&to, ITER_DEST, buf, count);
	return rw_at(fd, &to, pos);
}

sysret_t sys_pwrite64(unsigned int fd, const char __user *buf, size_t count, loff_t pos)
{
	struct iov_iter from;

	if (!access_ok(buf, count))
		return -EFAULT;
	iov_iter_ubuf(&from, ITER_SOURCE, (char __user *)buf, count);
	return rw_at(fd, &from, pos);
}

static ssize_t vec_at_pos(unsigned int fd, enum iter_dir dir, const struct user_iovec __user *u,
			  unsigned long nr, bool append)
{
	struct user_vec v;
	struct iov_iter it;
	ssize_t n = get_vec(&v, dir, u, nr, &it);

	if (n)
		return n;
	it.append = append;
	n = rw_at_pos(fd, &it, it.dir);
	put_vec(&v);
	return n;
}

static ssize_t vec_at(unsigned int fd, enum iter_dir dir, const struct user_iovec __user *u,
		      unsigned long nr, loff_t pos, bool append)
{
	struct user_vec v;
	struct iov_iter it;
	ssize_t n;

	if (pos < 0)
		return -EINVAL;
	n = get_vec(&v, dir, u, nr, &it);
	if (n)
		return n;
	it.append = append;
	n = rw_at(fd, &it, pos);
	put_vec(&v);
	return n;
}

/* A descriptor that is not open wins over a bad vector, as on Linux. */
static bool fd_is_open(unsigned int fd)
{
	struct fd f = fdget(fd);

	if (!f.file)
		return false;
	fdput(f);
	return true;
}

sysret_t sys_readv(unsigned int fd, const struct user_iovec __user *vec, unsigned long nr)
{
	return fd_is_open(fd) ? vec_at_pos(fd, ITER_DEST, vec, nr, false) : -EBADF;
}

sysret_t sys_writev(unsigned int fd, const struct user_iovec __user *vec, unsigned long nr)
{
	return fd_is_open(fd) ? vec_at_pos(fd, ITER_SOURCE, vec, nr, false) : -EBADF;
}

/* On 64 bits the low half is the whole offset. */
sysret_t sys_preadv(unsigned int fd, const struct user_iovec __user *vec, unsigned long nr,
		    loff_t pos)
{
	return vec_at(fd, ITER_DEST, vec, nr, pos, false);
}

sysret_t sys_pwritev(unsigned int fd, const struct user_iovec __user *vec, unsigned long nr,
		     loff_t pos)
{
	return vec_at(fd, ITER_SOURCE, vec, nr, pos, false);
}

/* RWF_HIPRI is a hint; what is not there is refused, as by a Linux that does not know the flag. */
static int check_rwf(int flags, enum iter_dir dir)
{
	int known = RWF_HIPRI | (dir == ITER_SOURCE ? RWF_DSYNC | RWF_SYNC | RWF_APPEND : 0);

	return flags & ~known ? -EOPNOTSUPP : 0;
}

static ssize_t vec_flags(unsigned int fd, enum iter_dir dir, const struct user_iovec __user *vec,
			 unsigned long nr, loff_t pos, int flags)
{
	int err = check_rwf(flags, dir);
	bool append = flags & RWF_APPEND;
	struct fd f;
	ssize_t n;

	if (err)
		return err;
	n = pos == -1 ? vec_at_pos(fd, dir, vec, nr, append)
		      : vec_at(fd, dir, vec, nr, pos, append);
	if (n > 0 && (flags & (RWF_DSYNC | RWF_SYNC))) {
		f = fdget(fd);
		if (f.file) {
			err = vfs_fsync_range(f.file, 0, MAX_LFS_FILESIZE, !(flags & RWF_SYNC));
			fdput(f);
		}
		if (err && err != -EINVAL)
			return err;
	}
	return n;
}

sysret_t sys_preadv2(unsigned int fd, const struct user_iovec __user *vec, unsigned long nr,
		     loff_t pos, unsigned long pos_high, int flags)
{
	(void)pos_high;
	return vec_flags(fd, ITER_DEST, vec, nr, pos, flags);
}

sysret_t sys_pwritev2(unsigned int fd, const struct user_iovec __user *vec, unsigned long nr,
		      loff_t pos, unsigned long pos_high, int flags)
{
	(void)pos_high;
	return vec_flags(fd, ITER_SOURCE, vec, nr, pos, flags);
}

sysret_t sys_lseek(unsigned int fd, loff_t off, unsigned int whence)
{
	struct fd f = fdget_pos(fd);
	loff_t ret;

	if (!f.file)
		return -EBADF;
	ret = whence <= SEEK_MAX ? vfs_llseek(f.file, off, (int)whence) : -EINVAL;
	fdput_pos(f);
	return ret;
}

/* --- from file to file --- */

sysret_t sys_sendfile(int out_fd, int in_fd, loff_t __user *uoff, size_t count)
{
	struct fd in, out;
	ssize_t n = -EBADF;
	loff_t pos = 0;

	if (uoff && copy_from_user(&pos, uoff, sizeof(pos)))
		return -EFAULT;
	in = fdget((unsigned int)in_fd);
	if (!in.file)
		return -EBADF;
	out = fdget((unsigned int)out_fd);
	if (out.file) {
		if (!uoff)
			pos = in.file->f_pos;
		n = wrote(out.file, do_sendfile(out.file, in.file, &pos, count));
		if (!uoff && n > 0)
			in.file->f_pos = pos;
		fdput(out);
	}
	fdput(in);
	if (uoff && n >= 0 && copy_to_user(uoff, &pos, sizeof(pos)))
		return -EFAULT;
	return n;
}

/* Of splice(2); the UAPI headers do not have them. */
enum { SPLICE_F_MOVE = 1, SPLICE_F_NONBLOCK = 2, SPLICE_F_MORE = 4, SPLICE_F_GIFT = 8 };
#define SPLICE_FLAGS (SPLICE_F_MOVE | SPLICE_F_NONBLOCK | SPLICE_F_MORE | SPLICE_F_GIFT)

sysret_t sys_splice(int fd_in, loff_t __user *uin, int fd_out, loff_t __user *uout, size_t len,
		    unsigned int flags)
{
	loff_t ipos = 0, opos = 0;
	struct fd in, out;
	ssize_t n = -EBADF;

	if (!len)
		return 0;
	if (flags & ~(unsigned int)SPLICE_FLAGS)
		return -EINVAL;
	in = fdget((unsigned int)fd_in);
	if (!in.file)
		return -EBADF;
	out = fdget((unsigned int)fd_out);
	if (!out.file)
		goto put_in;
	/* A position for a pipe is an error that comes before a bad address. */
	n = -ESPIPE;
	if ((uin && is_pipe_file(in.file)) || (uout && is_pipe_file(out.file)))
		goto put_out;
	n = -EFAULT;
	if ((uin && copy_from_user(&ipos, uin, sizeof(ipos))) ||
	    (uout && copy_from_user(&opos, uout, sizeof(opos))))
		goto put_out;
	n = wrote(out.file, do_splice(in.file, uin ? &ipos : NULL, out.file, uout ? &opos : NULL,
				      len, flags & SPLICE_F_NONBLOCK));
	if (n >= 0 && ((uin && copy_to_user(uin, &ipos, sizeof(ipos))) ||
		       (uout && copy_to_user(uout, &opos, sizeof(opos)))))
		n = -EFAULT;
put_out:
	fdput(out);
put_in:
	fdput(in);
	return n;
}

static int get_off(loff_t *pos, const loff_t __user *u, const struct file *f)
{
	*pos = f->f_pos;
	return u && copy_from_user(pos, u, sizeof(*pos)) ? -EFAULT : 0;
}

static int put_off(loff_t pos, loff_t __user *u, struct file *f)
{
	if (!u) {
		f->f_pos = pos;
		return 0;
	}
	return copy_to_user(u, &pos, sizeof(pos)) ? -EFAULT : 0;
}

sysret_t sys_copy_file_range(int in_fd, loff_t __user *uin, int out_fd, loff_t __user *uout,
			     size_t len, unsigned int flags)
{
	struct fd in = fdget((unsigned int)in_fd), out;
	ssize_t n = -EBADF;
	loff_t ipos, opos;

	if (!in.file)
		return -EBADF;
	out = fdget((unsigned int)out_fd);
	if (!out.file)
		goto put_in;
	n = -EFAULT;
	if (get_off(&ipos, uin, in.file) || get_off(&opos, uout, out.file))
		goto put_out;
	n = flags ? -EINVAL : vfs_copy_file_range(in.file, &ipos, out.file, &opos, len);
	if (n > 0 && (put_off(ipos, uin, in.file) || put_off(opos, uout, out.file)))
		n = -EFAULT;
put_out:
	fdput(out);
put_in:
	fdput(in);
	return n;
}

sysret_t sys_tee(int fd_in, int fd_out, size_t len, unsigned int flags)
{
	struct fd in, out;
	ssize_t n = -EBADF;

	if (flags & ~(unsigned int)SPLICE_FLAGS)
		return -EINVAL;
	if (!len)
		return 0;
	in = fdget((unsigned int)fd_in);
	if (!in.file)
		return -EBADF;
	out = fdget((unsigned int)fd_out);
	if (out.file) {
		n = wrote(out.file, do_tee(in.file, out.file, len, flags & SPLICE_F_NONBLOCK));
		fdput(out);
	}
	fdput(in);
	return n;
}

/* --- sync --- */

static sysret_t do_fsync(unsigned int fd, int datasync)
{
	struct fd f = fdget(fd);
	int err;

	if (!f.file)
		return -EBADF;
	err = vfs_fsync_range(f.file, 0, MAX_LFS_FILESIZE, datasync);
	fdput(f);
	return err;
}

sysret_t sys_fsync(unsigned int fd)
{
	return do_fsync(fd, 0);
}

sysret_t sys_fdatasync(unsigned int fd)
{
	return do_fsync(fd, 1);
}

sysret_t sys_sync(void)
{
	sync_filesystems();
	return 0;
}

sysret_t sys_syncfs(int fd)
{
	struct fd f = fdget((unsigned int)fd);
	struct super_block *sb;
	int err;

	if (!f.file)
		return -EBADF;
	sb = f.file->f_path.dentry->d_sb;
	down_read(&sb->s_umount);
	err = sync_filesystem(sb);
	up_read(&sb->s_umount);
	fdput(f);
	return err;
}

#define SYNC_RANGE_FLAGS                                                                           \
	(SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER)

sysret_t sys_sync_file_range(int fd, loff_t off, loff_t len, unsigned int flags)
{
	struct fd f;
	umode_t mode;
	loff_t end;
	int err = 0;

	f = fdget((unsigned int)fd);
	if (!f.file)
		return -EBADF;
	mode = f.file->f_inode->i_mode;
	if ((flags & ~(unsigned int)SYNC_RANGE_FLAGS) || off < 0 || len < 0 ||
	    __builtin_add_overflow(off, len, &end))
		err = -EINVAL;
	else if (!S_ISREG(mode) && !S_ISBLK(mode) && !S_ISDIR(mode) && !S_ISLNK(mode))
		err = -ESPIPE;
	else if (flags)
		err = filemap_write_and_wait_range(f.file->f_mapping, off,
						   len ? end - 1 : MAX_LFS_FILESIZE);
	fdput(f);
	return err;
}
