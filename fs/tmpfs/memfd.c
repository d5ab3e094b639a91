/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/tmpfs/memfd.c - memory as a file without a place: memfd_create, shared anonymous mappings
 *
 * Theory
 *   Both are unlinked files of an internal tmpfs mount.  They show as "/memfd:name (deleted)" and
 *   "/dev/zero (deleted)" in /proc/<pid>/maps, as on Linux.
 *
 * Locks: i_rwsem for the seals.
 * Sources: memfd_create(2), fcntl(2) F_ADD_SEALS
 */
#include "fs/tmpfs/tmpfs.h"

#include "fs/vfs/file_mm.h"
#include "fs/vfs/mount.h"
#include "internal.h"
#include "kernel/base/panic.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/vm/mm.h"
#include <linux/memfd.h>

static struct mount *shm_mnt __ro_after_init;

static char *shm_dname(struct dentry *d, char *buf, int len)
{
	static const char deleted[] = " (deleted)";
	int n = (int)d->d_name.len + 1 + (int)sizeof(deleted);
	char *p = buf + len - n;

	if (n > len)
		return ERR_PTR(-ENAMETOOLONG);
	p[0] = '/';
	memcpy(p + 1, d->d_name.name, d->d_name.len);
	memcpy(p + 1 + d->d_name.len, deleted, sizeof(deleted));
	return p;
}

static const struct dentry_operations shm_dops = {.d_dname = shm_dname};

static struct file *shm_file(const char *name, loff_t size, unsigned long vm_flags)
{
	struct inode *inode;
	struct file *f;
	int err;

	inode = tmpfs_new_inode(shm_mnt->mnt_sb, NULL, S_IFREG | 0777, 0, &err);
	if (!inode)
		return ERR_PTR(err);
	shmem_mapping_init(&inode->i_data, inode, NULL, !(vm_flags & VM_NORESERVE));
	i_size_write(inode, size);
	set_nlink(inode, 0);
	f = alloc_file_pseudo(inode, shm_mnt, name, O_RDWR, &tmpfs_file_operations);
	if (IS_ERR(f)) {
		/* What the whole size was charged for is given back by who charged it. */
		shmem_mapping_init(&inode->i_data, inode, NULL, false);
		iput(inode);
	}
	return f;
}

struct file *memfd_create_file(const char *name, unsigned int flags)
{
	char full[NAME_MAX + 1];
	struct tmpfs_inode *ti;
	struct file *f;

	if (flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING))
		return ERR_PTR(-EINVAL); /* no huge pages: as a Linux without hugetlbfs */
	snprintf(full, sizeof(full), "memfd:%s", name);
	f = shm_file(full, 0, VM_NORESERVE);
	if (IS_ERR(f))
		return f;
	f->f_flags |= O_LARGEFILE;
	ti = TMPFS_I(f->f_inode);
	if (flags & MFD_ALLOW_SEALING)
		ti->seals &= ~(unsigned int)F_SEAL_SEAL;
	return f;
}

#define ALL_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)

static long add_seals(struct file *f, unsigned int seals)
{
	struct inode *inode = f->f_inode;
	struct tmpfs_inode *ti = TMPFS_I(inode);
	long err = 0;
	int writable = 0;

	if (!(f->f_mode & FMODE_WRITE))
		return -EPERM;
	if (seals & ~(unsigned int)ALL_SEALS)
		return -EINVAL;
	inode_lock(inode);
	if (ti->seals & F_SEAL_SEAL) {
		err = -EPERM;
	} else if ((seals & F_SEAL_WRITE) && !(ti->seals & F_SEAL_WRITE)) {
		/* From 0 to "denied": no shared writable mapping exists, and none can be made. */
		if (!atomic_try_cmpxchg(&inode->i_mapping->i_mmap_writable, &writable, -1))
			err = -EBUSY;
	}
	if (!err)
		ti->seals |= seals;
	inode_unlock(inode);
	return err;
}

long memfd_fcntl(struct file *f, unsigned int cmd, unsigned long arg)
{
	if (f->f_op != &tmpfs_file_operations)
		return -EINVAL;
	if (cmd == F_GET_SEALS)
		return (long)TMPFS_I(f->f_inode)->seals;
	if (arg > UINT32_MAX)
		return -EINVAL;
	return add_seals(f, (unsigned int)arg);
}

void __init memfd_init(void)
{
	struct file_system_type *t = get_fs_type("tmpfs");

	assert(t);
	shm_mnt = kern_mount(t);
	if (IS_ERR(shm_mnt))
		panic("tmpfs: internal mount: error %ld", PTR_ERR(shm_mnt));
	shm_mnt->mnt_sb->s_d_op = &shm_dops;
	vfs_register_shmem(shm_file);
}
