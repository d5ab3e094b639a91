/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_fcntl.c - fcntl, flock, ioctl, pipe
 *
 * Sources: fcntl(2), flock(2), ioctl(2), ioctl_list(2), pipe(2)
 */
#include "sys_file.h"

#include "fs/tmpfs/tmpfs.h"
#include "fs/vfs/locks.h"
#include "kernel/ipc/pipe.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/signal.h"
#include <asm/ioctls.h>
#include <linux/fs.h>

ABI_SIZE(struct flock, 32);
ABI_FIELD(struct flock, l_start, 8);
ABI_SIZE(struct f_owner_ex, 8);

/* --- record locks --- */

static int get_flock(struct lock_request *req, const struct flock __user *u, struct file *f,
		     bool ofd)
{
	struct flock fl;

	if (copy_from_user(&fl, u, sizeof(fl)))
		return -EFAULT;
	if (ofd && fl.l_pid)
		return -EINVAL;
	*req = (struct lock_request){.type = fl.l_type, .ofd = ofd};
	return lock_request_range(req, f, fl.l_whence, fl.l_start, fl.l_len);
}

static int fcntl_lock(unsigned int fd, struct file *f, unsigned int cmd, struct flock __user *u)
{
	bool ofd = cmd == F_OFD_SETLK || cmd == F_OFD_SETLKW;
	struct lock_request req;
	struct fd now;
	int err = get_flock(&req, u, f, ofd);

	if (err)
		return err;
	err = vfs_setlk(f, &req, cmd == F_SETLKW || cmd == F_OFD_SETLKW);
	if (err || ofd || req.type == F_UNLCK)
		return err;
	/* Another thread may have closed it meanwhile: then its close did not see this lock. */
	now = fdget_raw(fd);
	if (now.file != f) {
		req.type = F_UNLCK;
		vfs_setlk(f, &req, false);
		err = -EBADF;
	}
	if (now.file)
		fdput(now);
	return err;
}

static int fcntl_getlk(struct file *f, unsigned int cmd, struct flock __user *u)
{
	struct lock_request req;
	struct flock fl;
	int err = get_flock(&req, u, f, cmd == F_OFD_GETLK);

	if (err)
		return err;
	if (req.type != F_RDLCK && req.type != F_WRLCK)
		return -EINVAL;
	err = vfs_getlk(f, &req);
	if (err)
		return err;
	if (copy_from_user(&fl, u, sizeof(fl)))
		return -EFAULT;
	fl.l_type = (short)req.type;
	if (req.type != F_UNLCK) {
		fl.l_whence = SEEK_SET;
		fl.l_start = req.start;
		fl.l_len = req.end == MAX_LFS_FILESIZE ? 0 : req.end - req.start + 1;
		fl.l_pid = req.pid;
	}
	return copy_to_user(u, &fl, sizeof(fl)) ? -EFAULT : 0;
}

/* --- flags and owners --- */

#define SETFL_MASK (O_APPEND | O_NONBLOCK | FASYNC | O_DIRECT | O_NOATIME)

static int set_file_flags(unsigned int fd, struct file *f, unsigned int arg)
{
	unsigned int changed = f->f_flags ^ arg;
	int err = 0;

	if ((f->f_inode->i_flags & S_APPEND) && (changed & O_APPEND))
		return -EPERM;
	if ((arg & O_NOATIME) && !(f->f_flags & O_NOATIME) && !inode_owner_or_capable(f->f_inode))
		return -EPERM;
	/* Packets in pipes, nothing else: there is no direct I/O. */
	if ((changed & arg & O_DIRECT) && !is_pipe_file(f))
		return -EINVAL;
	if ((changed & FASYNC) && f->f_op->fasync) {
		err = f->f_op->fasync((int)fd, f, (arg & FASYNC) != 0);
		if (err < 0)
			return err;
	}
	spin_lock(&f->f_lock);
	f->f_flags = (arg & SETFL_MASK) | (f->f_flags & ~(unsigned int)SETFL_MASK);
	spin_unlock(&f->f_lock);
	return 0;
}

static int set_owner(struct file *f, int who, int type)
{
	struct pid *pid = NULL;

	if (who) {
		pid = find_get_pid(who);
		if (!pid)
			return -ESRCH;
	}
	f_setown(f, pid, type);
	if (pid)
		put_pid(pid);
	return 0;
}

static int fcntl_setown(struct file *f, int who)
{
	if (who == INT32_MIN)
		return -EINVAL;
	return who < 0 ? set_owner(f, -who, F_OWNER_PGRP) : set_owner(f, who, F_OWNER_PID);
}

static long fcntl_getown(struct file *f)
{
	long who;

	spin_lock(&f->f_lock);
	who = pid_nr(f->f_owner.pid);
	if (f->f_owner.type == F_OWNER_PGRP)
		who = -who;
	spin_unlock(&f->f_lock);
	return who;
}

static int fcntl_setown_ex(struct file *f, const struct f_owner_ex __user *u)
{
	struct f_owner_ex own;

	if (copy_from_user(&own, u, sizeof(own)))
		return -EFAULT;
	if (own.type != F_OWNER_TID && own.type != F_OWNER_PID && own.type != F_OWNER_PGRP)
		return -EINVAL;
	return set_owner(f, own.pid, own.type);
}

static int fcntl_getown_ex(struct file *f, struct f_owner_ex __user *u)
{
	struct f_owner_ex own;

	spin_lock(&f->f_lock);
	own.type = f->f_owner.type;
	own.pid = pid_nr(f->f_owner.pid);
	spin_unlock(&f->f_lock);
	return copy_to_user(u, &own, sizeof(own)) ? -EFAULT : 0;
}

static long fcntl_owner(struct file *f, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case F_GETOWN:
		return fcntl_getown(f);
	case F_SETOWN:
		return fcntl_setown(f, (int)arg);
	case F_GETOWN_EX:
		return fcntl_getown_ex(f, (struct f_owner_ex __user *)arg);
	case F_SETOWN_EX:
		return fcntl_setown_ex(f, (const struct f_owner_ex __user *)arg);
	case F_GETSIG:
		return f->f_owner.signum;
	case F_SETSIG:
		if (arg > _NSIG)
			return -EINVAL;
		f->f_owner.signum = (int)arg;
		return 0;
	}
	return -EINVAL;
}

/* What an O_PATH descriptor can do too. */
static bool cmd_for_o_path(unsigned int cmd)
{
	return cmd == F_DUPFD || cmd == F_DUPFD_CLOEXEC || cmd == F_GETFD || cmd == F_SETFD ||
	       cmd == F_GETFL;
}

static long do_fcntl(unsigned int fd, struct file *f, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case F_DUPFD:
		return f_dupfd((unsigned int)min_t(unsigned long, arg, UINT32_MAX), f, 0);
	case F_DUPFD_CLOEXEC:
		return f_dupfd((unsigned int)min_t(unsigned long, arg, UINT32_MAX), f, O_CLOEXEC);
	case F_GETFD:
		return get_close_on_exec(fd) ? FD_CLOEXEC : 0;
	case F_SETFD:
		set_close_on_exec(fd, arg & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return (long)f->f_flags;
	case F_SETFL:
		return set_file_flags(fd, f, (unsigned int)arg);
	case F_GETLK:
	case F_OFD_GETLK:
		return fcntl_getlk(f, cmd, (struct flock __user *)arg);
	case F_SETLK:
	case F_SETLKW:
	case F_OFD_SETLK:
	case F_OFD_SETLKW:
		return fcntl_lock(fd, f, cmd, (struct flock __user *)arg);
	case F_SETPIPE_SZ:
	case F_GETPIPE_SZ:
		return pipe_fcntl(f, cmd, arg);
	case F_ADD_SEALS:
	case F_GET_SEALS:
		return memfd_fcntl(f, cmd, arg);
	default:
		return fcntl_owner(f, cmd, arg);
	}
}

sysret_t sys_fcntl(unsigned int fd, unsigned int cmd, unsigned long arg)
{
	struct fd f = fdget_raw(fd);
	long ret;

	if (!f.file)
		return -EBADF;
	if (unlikely(f.file->f_mode & FMODE_PATH) && !cmd_for_o_path(cmd))
		ret = -EBADF;
	else
		ret = do_fcntl(fd, f.file, cmd, arg);
	fdput(f);
	return ret;
}

sysret_t sys_flock(unsigned int fd, unsigned int op)
{
	unsigned int kind = op & ~(unsigned int)LOCK_NB;
	struct fd f;
	int err;

	if (kind != LOCK_SH && kind != LOCK_EX && kind != LOCK_UN)
		return -EINVAL;
	f = fdget(fd);
	if (!f.file)
		return -EBADF;
	/* Some access is needed, either kind will do. */
	if (kind != LOCK_UN && !(f.file->f_mode & (FMODE_READ | FMODE_WRITE)))
		err = -EBADF;
	else
		err = vfs_flock(f.file,
				kind == LOCK_SH	  ? F_RDLCK
				: kind == LOCK_EX ? F_WRLCK
						  : F_UNLCK,
				!(op & LOCK_NB));
	fdput(f);
	return err;
}

/* --- ioctl: what every file knows, then the file's own --- */

static int ioctl_fionbio(struct file *f, uaddr_t arg)
{
	int on;

	if (get_user(on, (int __user *)arg))
		return -EFAULT;
	spin_lock(&f->f_lock);
	if (on)
		f->f_flags |= O_NONBLOCK;
	else
		f->f_flags &= ~(unsigned int)O_NONBLOCK;
	spin_unlock(&f->f_lock);
	return 0;
}

static int ioctl_fioasync(unsigned int fd, struct file *f, uaddr_t arg)
{
	int on;

	if (get_user(on, (int __user *)arg))
		return -EFAULT;
	if (!on == !(f->f_flags & FASYNC))
		return 0;
	if (!f->f_op->fasync)
		return -ENOTTY;
	return min(f->f_op->fasync((int)fd, f, on != 0), 0);
}

static int ioctl_fionread(struct file *f, uaddr_t arg)
{
	loff_t left = i_size_read(f->f_inode) - f->f_pos;

	return put_user((int)left, (int __user *)arg);
}

static int ioctl_fioqsize(struct file *f, uaddr_t arg)
{
	loff_t size = i_size_read(f->f_inode);

	if (!S_ISREG(f->f_inode->i_mode) && !S_ISDIR(f->f_inode->i_mode) &&
	    !S_ISLNK(f->f_inode->i_mode))
		return -ENOTTY;
	return copy_to_user((void __user *)arg, &size, sizeof(size)) ? -EFAULT : 0;
}

static long do_ioctl(unsigned int fd, struct file *f, unsigned int cmd, uaddr_t arg)
{
	switch (cmd) {
	case FIOCLEX:
		set_close_on_exec(fd, 1);
		return 0;
	case FIONCLEX:
		set_close_on_exec(fd, 0);
		return 0;
	case FIONBIO:
		return ioctl_fionbio(f, arg);
	case FIOASYNC:
		return ioctl_fioasync(fd, f, arg);
	case FIOQSIZE:
		return ioctl_fioqsize(f, arg);
	case FIFREEZE: /* no file system here has anything to hold back */
		return capable(CAP_SYS_ADMIN) ? -EOPNOTSUPP : -EPERM;
	case FITHAW:
		return capable(CAP_SYS_ADMIN) ? -EINVAL : -EPERM;
	case FIGETBSZ:
		return put_user((int)f->f_inode->i_sb->s_blocksize, (int __user *)arg);
	case FIONREAD:
		if (S_ISREG(f->f_inode->i_mode))
			return ioctl_fionread(f, arg);
		break;
	}
	return vfs_ioctl(f, cmd, arg);
}

sysret_t sys_ioctl(unsigned int fd, unsigned int cmd, unsigned long arg)
{
	struct fd f = fdget(fd);
	long ret;

	if (!f.file)
		return -EBADF;
	ret = do_ioctl(fd, f.file, cmd, arg);
	fdput(f);
	return ret;
}

/* --- pipe --- */

sysret_t sys_pipe2(int __user *ufds, int flags)
{
	struct file *files[2];
	int fds[2], err = do_pipe2(files, flags);

	if (err)
		return err;
	fds[0] = err = get_unused_fd_flags((unsigned int)flags);
	if (err < 0)
		goto put_files;
	fds[1] = err = get_unused_fd_flags((unsigned int)flags);
	if (err < 0)
		goto put_fd0;
	err = -EFAULT;
	if (copy_to_user(ufds, fds, sizeof(fds)))
		goto put_fd1;
	fd_install((unsigned int)fds[0], files[0]);
	fd_install((unsigned int)fds[1], files[1]);
	return 0;

put_fd1:
	put_unused_fd((unsigned int)fds[1]);
put_fd0:
	put_unused_fd((unsigned int)fds[0]);
put_files:
	fput(files[0]);
	fput(files[1]);
	return err;
}

sysret_t sys_pipe(int __user *ufds)
{
	return sys_pipe2(ufds, 0);
}
