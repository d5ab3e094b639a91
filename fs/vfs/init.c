/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/init.c - the VFS at boot, and what the memory manager knows of files
 *
 * Theory
 *   mm/vm lies below fs/vfs and sees a struct file only through mm_file_ops, given to it here.
 *
 * Sources: DESIGN: upward calls only through an ops table
 */
#include "internal.h"

#include "fs/vfs/fdtable.h"
#include "fs/vfs/file_mm.h"
#include "mm/vm/mm.h"

static void file_get(struct file *f)
{
	get_file(f);
}

static struct address_space *file_mapping(struct file *f)
{
	return f->f_mapping;
}

static unsigned int file_mode(struct file *f)
{
	BUILD_BUG_ON(FMODE_READ != MM_FMODE_READ || FMODE_WRITE != MM_FMODE_WRITE);
	return f->f_mode & (FMODE_READ | FMODE_WRITE);
}

static int file_mmap(struct file *f, struct vm_area_struct *vma)
{
	return f->f_op->mmap ? f->f_op->mmap(f, vma) : -ENODEV;
}

static bool file_noexec(struct file *f)
{
	return path_noexec(&f->f_path);
}

static loff_t host_size(const struct inode *inode)
{
	return i_size_read(inode);
}

static void host_size_set(struct inode *inode, loff_t size)
{
	i_size_write(inode, size);
}

static struct mm_file_ops vfs_mm_file_ops __ro_after_init = {
	.get = file_get,
	.put = fput,
	.mapping = file_mapping,
	.fmode = file_mode,
	.mmap = file_mmap,
	.noexec = file_noexec,
	.deny_write = deny_write_access,
	.allow_write = allow_write_access,
	.size = host_size,
	.size_set = host_size_set,
};

void __init vfs_register_shmem(struct file *(*setup)(const char *name, loff_t size,
						     unsigned long vm_flags))
{
	vfs_mm_file_ops.shmem_file = setup;
}

void __init vfs_init(void)
{
	dcache_init();
	inode_init();
	files_init();
	fdtable_init();
	fs_struct_init();
	mnt_init();
	anon_inode_init();
	mm_file_ops = &vfs_mm_file_ops;
}
