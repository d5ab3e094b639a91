/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_open.c - open, close, dup, and descriptors that come from nowhere
 *
 * Theory
 *   open(2) and openat(2) ignore flags they do not know, openat2(2) refuses them; after that they
 *   are one.
 *
 * Sources: open(2), openat2(2), close(2), close_range(2), dup(2), memfd_create(2)
 */
#include "sys_file.h"

#include "fs/tmpfs/tmpfs.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include <linux/memfd.h>
#include <linux/openat2.h>

#define VALID_OPEN_FLAGS                                                                           \
	(O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND | O_NONBLOCK | O_SYNC |      \
	 O_DSYNC | FASYNC | O_DIRECT | O_LARGEFILE | O_DIRECTORY | O_NOFOLLOW | O_NOATIME |        \
	 O_CLOEXEC | O_PATH | O_TMPFILE)
#define VALID_RESOLVE                                                                              \
	(RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH |         \
	 RESOLVE_IN_ROOT | RESOLVE_CACHED)

ABI_SIZE(struct open_how, 24);

static sysret_t open_fd(int dfd, const char __user *uname, int flags, umode_t mode,
			unsigned int resolve)
{
	struct user_name name;
	struct file *f;
	int fd, err = get_name(&name, uname);

	if (err)
		return err;
	fd = get_unused_fd_flags((unsigned int)flags);
	if (fd < 0)
		goto put;
	f = file_open_at(dfd, name.s, flags, mode, resolve);
	if (IS_ERR(f)) {
		put_unused_fd((unsigned int)fd);
		fd = (int)PTR_ERR(f);
	} else {
		fd_install((unsigned int)fd, f);
	}
put:
	put_name(&name);
	return fd;
}

sysret_t sys_openat(int dfd, const char __user *name, int flags, umode_t mode)
{
	flags &= VALID_OPEN_FLAGS;
	return open_fd(dfd, name, flags | O_LARGEFILE, mode & 07777, 0);
}

sysret_t sys_open(const char __user *name, int flags, umode_t mode)
{
	return sys_openat(AT_FDCWD, name, flags, mode);
}

sysret_t sys_creat(const char __user *name, umode_t mode)
{
	return sys_openat(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* A newer, longer struct is fine if what we do not know is zero. */
static int get_open_how(struct open_how *how, const struct open_how __user *u, size_t size)
{
	const char __user *tail = (const char __user *)u + sizeof(*how);
	size_t n, rest;
	char buf[64];

	if (size < sizeof(*how))
		return -EINVAL;
	if (size > 4096)
		return -E2BIG;
	if (copy_from_user(how, u, sizeof(*how)))
		return -EFAULT;
	for (rest = size - sizeof(*how); rest; rest -= n, tail += n) {
		n = min(rest, sizeof(buf));
		if (copy_from_user(buf, tail, n))
			return -EFAULT;
		if (memchr_inv(buf, 0, n))
			return -E2BIG;
	}
	return 0;
}

sysret_t sys_openat2(int dfd, const char __user *name, struct open_how __user *uhow, size_t size)
{
	const int tmpfile_bit = O_TMPFILE & ~O_DIRECTORY;
	struct open_how how;
	int err = get_open_how(&how, uhow, size);

	if (err)
		return err;
	if (how.flags & ~(u64)VALID_OPEN_FLAGS)
		return -EINVAL;
	if (how.resolve & ~(u64)VALID_RESOLVE)
		return -EINVAL;
	if ((how.resolve & RESOLVE_BENEATH) && (how.resolve & RESOLVE_IN_ROOT))
		return -EINVAL;
	if (how.flags & (u64)(O_CREAT | tmpfile_bit)) {
		if (how.mode & ~07777ull)
			return -EINVAL;
	} else if (how.mode) {
		return -EINVAL;
	}
	if ((how.flags & O_PATH) &&
	    (how.flags & ~(u64)(O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC)))
		return -EINVAL;
	return open_fd(dfd, name, (int)how.flags, (umode_t)how.mode, (unsigned int)how.resolve);
}

/* A signal must not make close(2) run again: the descriptor is gone. */
sysret_t sys_close(unsigned int fd)
{
	int err = close_fd(fd);

	if (unlikely(err == -ERESTARTSYS || err == -ERESTARTNOINTR || err == -ERESTARTNOHAND ||
		     err == -ERESTART_RESTARTBLOCK))
		err = -EINTR;
	return err;
}

sysret_t sys_close_range(unsigned int first, unsigned int last, unsigned int flags)
{
	return close_fd_range(first, last, flags);
}

sysret_t sys_dup(unsigned int fd)
{
	return do_dup(fd);
}

sysret_t sys_dup2(unsigned int oldfd, unsigned int newfd)
{
	struct fd f;

	if (oldfd != newfd)
		return do_dup3(oldfd, newfd, 0);
	f = fdget_raw(oldfd);
	if (!f.file)
		return -EBADF;
	fdput(f);
	return (sysret_t)newfd;
}

sysret_t sys_dup3(unsigned int oldfd, unsigned int newfd, int flags)
{
	return do_dup3(oldfd, newfd, flags);
}

#define MFD_NAME_MAX 249 /* NAME_MAX less "memfd:" */

sysret_t sys_memfd_create(const char __user *uname, unsigned int flags)
{
	char *name;
	struct file *f;
	ssize_t len;
	int fd;

	if (flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING))
		return -EINVAL;
	name = kmalloc(MFD_NAME_MAX + 1, GFP_KERNEL);
	if (!name)
		return -ENOMEM;
	len = strncpy_from_user(name, uname, MFD_NAME_MAX + 1);
	fd = len < 0 ? (int)len : len > MFD_NAME_MAX ? -EINVAL : 0;
	if (fd)
		goto free;
	fd = get_unused_fd_flags(flags & MFD_CLOEXEC ? O_CLOEXEC : 0);
	if (fd < 0)
		goto free;
	f = memfd_create_file(name, flags);
	if (IS_ERR(f)) {
		put_unused_fd((unsigned int)fd);
		fd = (int)PTR_ERR(f);
	} else {
		fd_install((unsigned int)fd, f);
	}
free:
	kfree(name);
	return fd;
}
