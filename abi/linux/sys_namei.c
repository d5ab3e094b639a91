/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_namei.c - calls that take names: make, remove, rename, and change attributes
 *
 * Sources: mkdir(2), rmdir(2), unlink(2), link(2), symlink(2), rename(2), mknod(2), chmod(2),
 * chown(2), utime(2), utimensat(2), truncate(2), access(2), chdir(2), chroot(2), umask(2)
 */
#include "sys_file.h"

#include "fs/vfs/mount.h"
#include "kernel/sched/sched.h"
#include <linux/utime.h>

ABI_SIZE(struct utimbuf, 16);
ABI_SIZE(struct __kernel_timespec, 16);

/* Runs @call with the kernel copy of @uname in `name.s`. */
#define WITH_NAME(uname, call)                                                                     \
	({                                                                                         \
		struct user_name name;                                                             \
		int _err = get_name(&name, uname);                                                 \
		if (!_err) {                                                                       \
			_err = (call);                                                             \
			put_name(&name);                                                           \
		}                                                                                  \
		_err;                                                                              \
	})

/* Two names: `old.s` and `new.s`. */
#define WITH_NAMES(uold, unew, call)                                                               \
	({                                                                                         \
		struct user_name old, new;                                                         \
		int _err = get_name(&old, uold);                                                   \
		if (!_err) {                                                                       \
			_err = get_name(&new, unew);                                               \
			if (!_err) {                                                               \
				_err = (call);                                                     \
				put_name(&new);                                                    \
			}                                                                          \
			put_name(&old);                                                            \
		}                                                                                  \
		_err;                                                                              \
	})

sysret_t sys_mkdirat(int dfd, const char __user *uname, umode_t mode)
{
	return WITH_NAME(uname, do_mkdirat(dfd, name.s, mode));
}

sysret_t sys_mkdir(const char __user *uname, umode_t mode)
{
	return sys_mkdirat(AT_FDCWD, uname, mode);
}

sysret_t sys_mknodat(int dfd, const char __user *uname, umode_t mode, unsigned int dev)
{
	return WITH_NAME(uname, do_mknodat(dfd, name.s, mode & 0177777, new_decode_dev(dev)));
}

sysret_t sys_mknod(const char __user *uname, umode_t mode, unsigned int dev)
{
	return sys_mknodat(AT_FDCWD, uname, mode, dev);
}

sysret_t sys_rmdir(const char __user *uname)
{
	return WITH_NAME(uname, do_rmdirat(AT_FDCWD, name.s));
}

sysret_t sys_unlink(const char __user *uname)
{
	return WITH_NAME(uname, do_unlinkat(AT_FDCWD, name.s));
}

sysret_t sys_unlinkat(int dfd, const char __user *uname, int flags)
{
	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	return WITH_NAME(uname, flags ? do_rmdirat(dfd, name.s) : do_unlinkat(dfd, name.s));
}

sysret_t sys_symlinkat(const char __user *utarget, int dfd, const char __user *uname)
{
	return WITH_NAMES(utarget, uname, do_symlinkat(old.s, dfd, new.s));
}

sysret_t sys_symlink(const char __user *utarget, const char __user *uname)
{
	return sys_symlinkat(utarget, AT_FDCWD, uname);
}

sysret_t sys_linkat(int odfd, const char __user *uold, int ndfd, const char __user *unew, int flags)
{
	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	return WITH_NAMES(uold, unew, do_linkat(odfd, old.s, ndfd, new.s, flags));
}

sysret_t sys_link(const char __user *uold, const char __user *unew)
{
	return sys_linkat(AT_FDCWD, uold, AT_FDCWD, unew, 0);
}

sysret_t sys_renameat2(int odfd, const char __user *uold, int ndfd, const char __user *unew,
		       unsigned int flags)
{
	return WITH_NAMES(uold, unew, do_renameat2(odfd, old.s, ndfd, new.s, flags));
}

sysret_t sys_renameat(int odfd, const char __user *uold, int ndfd, const char __user *unew)
{
	return sys_renameat2(odfd, uold, ndfd, unew, 0);
}

sysret_t sys_rename(const char __user *uold, const char __user *unew)
{
	return sys_renameat2(AT_FDCWD, uold, AT_FDCWD, unew, 0);
}

/* --- mode and owner --- */

sysret_t sys_fchmodat(int dfd, const char __user *uname, umode_t mode)
{
	return WITH_NAME(uname, do_fchmodat(dfd, name.s, mode, LOOKUP_FOLLOW));
}

sysret_t sys_chmod(const char __user *uname, umode_t mode)
{
	return sys_fchmodat(AT_FDCWD, uname, mode);
}

sysret_t sys_fchmod(unsigned int fd, umode_t mode)
{
	struct fd f = fdget(fd);
	int err;

	if (!f.file)
		return -EBADF;
	err = do_fchmod(f.file, mode);
	fdput(f);
	return err;
}

sysret_t sys_fchownat(int dfd, const char __user *uname, uid_t uid, gid_t gid, int flags)
{
	unsigned int lookup = flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (flags & AT_EMPTY_PATH)
		lookup |= LOOKUP_EMPTY;
	return WITH_NAME(uname, do_fchownat(dfd, name.s, uid, gid, lookup));
}

sysret_t sys_chown(const char __user *uname, uid_t uid, gid_t gid)
{
	return sys_fchownat(AT_FDCWD, uname, uid, gid, 0);
}

sysret_t sys_lchown(const char __user *uname, uid_t uid, gid_t gid)
{
	return sys_fchownat(AT_FDCWD, uname, uid, gid, AT_SYMLINK_NOFOLLOW);
}

sysret_t sys_fchown(unsigned int fd, uid_t uid, gid_t gid)
{
	struct fd f = fdget(fd);
	int err;

	if (!f.file)
		return -EBADF;
	err = do_fchown(f.file, uid, gid);
	fdput(f);
	return err;
}

/* --- times --- */

static sysret_t utimens(int dfd, const char __user *uname, const struct timespec64 *times,
			int flags)
{
	if (!uname)
		return do_utimensat(dfd, NULL, times, flags);
	return WITH_NAME(uname, do_utimensat(dfd, name.s, times, flags));
}

sysret_t sys_utimensat(int dfd, const char __user *uname,
		       const struct __kernel_timespec __user *utimes, int flags)
{
	struct __kernel_timespec ts[2];
	struct timespec64 times[2];
	int i;

	if (!utimes)
		return utimens(dfd, uname, NULL, flags);
	if (copy_from_user(ts, utimes, sizeof(ts)))
		return -EFAULT;
	for (i = 0; i < 2; i++) {
		if ((u64)ts[i].tv_nsec > UINT32_MAX)
			return -EINVAL;
		times[i] = (struct timespec64){.sec = ts[i].tv_sec, .nsec = (u32)ts[i].tv_nsec};
	}
	return utimens(dfd, uname, times, flags);
}

struct abi_timeval {
	s64 tv_sec, tv_usec;
};
ABI_SIZE(struct abi_timeval, 16);

sysret_t sys_futimesat(int dfd, const char __user *uname, const struct abi_timeval __user *utimes)
{
	struct abi_timeval tv[2];
	struct timespec64 times[2];
	int i;

	if (!utimes)
		return utimens(dfd, uname, NULL, 0);
	if (copy_from_user(tv, utimes, sizeof(tv)))
		return -EFAULT;
	for (i = 0; i < 2; i++) {
		if (tv[i].tv_usec < 0 || tv[i].tv_usec >= USEC_PER_SEC)
			return -EINVAL;
		times[i].sec = tv[i].tv_sec;
		times[i].nsec = (u32)tv[i].tv_usec * 1000;
	}
	return utimens(dfd, uname, times, 0);
}

sysret_t sys_utimes(const char __user *uname, const struct abi_timeval __user *utimes)
{
	return sys_futimesat(AT_FDCWD, uname, utimes);
}

sysret_t sys_utime(const char __user *uname, const struct utimbuf __user *utimes)
{
	struct timespec64 times[2] = {{0}, {0}};
	struct utimbuf ub;

	if (!utimes)
		return utimens(AT_FDCWD, uname, NULL, 0);
	if (copy_from_user(&ub, utimes, sizeof(ub)))
		return -EFAULT;
	times[0].sec = ub.actime;
	times[1].sec = ub.modtime;
	return utimens(AT_FDCWD, uname, times, 0);
}

/* --- size --- */

sysret_t sys_truncate(const char __user *uname, loff_t len)
{
	return WITH_NAME(uname, do_truncate_path(name.s, len));
}

sysret_t sys_ftruncate(unsigned int fd, loff_t len)
{
	struct fd f;
	int err;

	if (len < 0)
		return -EINVAL;
	f = fdget(fd);
	if (!f.file)
		return -EBADF;
	err = do_ftruncate(f.file, len);
	fdput(f);
	return err;
}

sysret_t sys_fallocate(int fd, int mode, loff_t off, loff_t len)
{
	struct fd f = fdget((unsigned int)fd);
	int err;

	if (!f.file)
		return -EBADF;
	err = do_fallocate(f.file, mode, off, len);
	fdput(f);
	return err;
}

#define FADV_LAST 5 /* POSIX_FADV_NOREUSE */

/* Everything cached is the only copy, so there is nothing an advice could change. */
sysret_t sys_fadvise64(int fd, loff_t off, loff_t len, int advice)
{
	struct fd f = fdget((unsigned int)fd);
	int err = 0;

	(void)off;
	if (!f.file)
		return -EBADF;
	if (S_ISFIFO(f.file->f_inode->i_mode))
		err = -ESPIPE;
	else if (len < 0 || advice < 0 || advice > FADV_LAST)
		err = -EINVAL;
	fdput(f);
	return err;
}

/* --- access, places --- */

sysret_t sys_faccessat2(int dfd, const char __user *uname, int mode, int flags)
{
	return WITH_NAME(uname, do_faccessat(dfd, name.s, mode, flags));
}

sysret_t sys_faccessat(int dfd, const char __user *uname, int mode)
{
	return sys_faccessat2(dfd, uname, mode, 0);
}

sysret_t sys_access(const char __user *uname, int mode)
{
	return sys_faccessat2(AT_FDCWD, uname, mode, 0);
}

sysret_t sys_chdir(const char __user *uname)
{
	return WITH_NAME(uname, do_chdir(name.s));
}

sysret_t sys_fchdir(unsigned int fd)
{
	struct fd f = fdget_raw(fd);
	int err;

	if (!f.file)
		return -EBADF;
	err = do_fchdir(f.file);
	fdput(f);
	return err;
}

sysret_t sys_chroot(const char __user *uname)
{
	return WITH_NAME(uname, do_chroot(name.s));
}

sysret_t sys_umask(int mask)
{
	return (sysret_t)xchg(&current->fs->umask, (umode_t)mask & 0777);
}
