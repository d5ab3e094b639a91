/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/tmpfs/attr_flags.c - chattr(1) and lsattr(1) on tmpfs: FS_IOC_GETFLAGS and FS_IOC_SETFLAGS
 *
 * Theory
 *   Four flags mean something to a file in memory: immutable, append-only, no access times, and
 *   nodump, which only dump(8) looks at.  The first three are also i_flags, where the vfs obeys
 * them.
 *
 * Not here: what the flags forbid (fs/vfs, S_IMMUTABLE and its kin).
 *
 * Locks: i_rwsem for writing over a change.
 * Sources: ioctl_iflags(2), chattr(1)
 */
#include "internal.h"

#include "arch/uaccess.h"
#include "fs/vfs/mount.h"
#include "kernel/proc/cred.h"
#include <linux/fs.h>

#define FLAGS_KNOWN	 (FS_IMMUTABLE_FL | FS_APPEND_FL | FS_NODUMP_FL | FS_NOATIME_FL)
#define FLAGS_PRIVILEGED (FS_IMMUTABLE_FL | FS_APPEND_FL)

static int set_flags(struct inode *inode, unsigned int flags)
{
	struct tmpfs_inode *ti = TMPFS_I(inode);
	unsigned int i_flags = inode->i_flags & ~(S_IMMUTABLE | S_APPEND | S_NOATIME);

	if (!inode_owner_or_capable(inode))
		return -EPERM;
	if (((flags ^ ti->fsflags) & FLAGS_PRIVILEGED) && !capable(CAP_LINUX_IMMUTABLE))
		return -EPERM;
	if (flags & ~FLAGS_KNOWN)
		return -EOPNOTSUPP;
	ti->fsflags = flags;
	if (flags & FS_IMMUTABLE_FL)
		i_flags |= S_IMMUTABLE;
	if (flags & FS_APPEND_FL)
		i_flags |= S_APPEND;
	if (flags & FS_NOATIME_FL)
		i_flags |= S_NOATIME;
	inode->i_flags = i_flags;
	inode->i_ctime = current_time();
	return 0;
}

static long ioctl_setflags(struct file *f, unsigned int __user *arg)
{
	unsigned int flags;
	int err;

	if (get_user(flags, arg))
		return -EFAULT;
	err = mnt_want_write_file(f);
	if (err)
		return err;
	inode_lock(f->f_inode);
	err = set_flags(f->f_inode, flags);
	inode_unlock(f->f_inode);
	mnt_drop_write_file(f);
	return err;
}

long tmpfs_ioctl(struct file *f, unsigned int cmd, uaddr_t arg)
{
	unsigned int __user *uflags = (unsigned int __user *)arg;

	switch (cmd) {
	case FS_IOC_GETFLAGS:
		return put_user(TMPFS_I(f->f_inode)->fsflags, uflags);
	case FS_IOC_SETFLAGS:
		return ioctl_setflags(f, uflags);
	default:
		return -ENOTTY;
	}
}

const struct file_operations tmpfs_dir_operations = {
	.open = dcache_dir_open,
	.release = dcache_dir_close,
	.llseek = dcache_dir_lseek,
	.read_iter = dcache_dir_read,
	.iterate = dcache_readdir,
	.fsync = noop_fsync,
	.ioctl = tmpfs_ioctl,
};
