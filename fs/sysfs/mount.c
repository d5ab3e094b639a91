/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/sysfs/mount.c - the sysfs file system type, and the directories that are always there
 *
 * Not here: kobjects (kobject.c), their files (file.c), devices, nodes and CPUs (drivers/base).
 *
 * Locks: none.
 * Sources: sysfs(5), Linux Documentation/ABI/stable/sysfs-kernel-notes and its neighbours
 */
#include "internal.h"

#include <linux/magic.h>
#include "kernel/base/panic.h"

struct kobject *kernel_kobj, *mm_kobj;

static int sysfs_fill(struct super_block *sb, void *data)
{
	(void)data;
	return kernfs_fill_super(sb, sysfs_root_kn, SYSFS_MAGIC);
}

/* As on Linux no option is known, and none is refused. */
static struct super_block *sysfs_mount(const struct file_system_type *t, unsigned long flags,
				       const char *dev, void *data)
{
	(void)dev;
	(void)data;
	return sget_single(t, flags, sysfs_fill, NULL);
}

static struct file_system_type sysfs_type = {
	.name = "sysfs",
	.mount = sysfs_mount,
	.kill_sb = kill_anon_super,
};

void __init sysfs_init(void)
{
	kernfs_init();
	sysfs_root_kn = kernfs_create_root(0555, NULL);
	if (IS_ERR(sysfs_root_kn))
		panic("sysfs: no memory");
	kernel_kobj = kobject_create_and_add("kernel", NULL);
	if (!kernel_kobj)
		panic("sysfs: no memory for kernel");
	mm_kobj = kobject_create_and_add("mm", kernel_kobj);
	if (!mm_kobj || sysfs_create_mount_point(kernel_kobj, "debug"))
		panic("sysfs: no memory for the directories of kernel");
	if (register_filesystem(&sysfs_type))
		panic("sysfs: cannot register the file system");
}
