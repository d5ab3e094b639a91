/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/devtmpfs/devtmpfs.c - the device nodes the drivers know of
 *
 * Theory
 *   One tmpfs instance, kept alive by an internal mount; `mount -t devtmpfs` shows the same one
 *   wherever it is mounted.  Drivers may ask for nodes before it exists: requests made before
 *   devtmpfs_init() wait in a list.  Names may have directories ("input/mice"), which are made on
 *   the way.  Nodes are owned by root, with the mode the driver asked for; user space may change
 *   or remove them.
 *
 *   As on Linux without CONFIG_DEVTMPFS_MOUNT nobody but user space mounts it.
 *
 * Locks: early_lock for the list; then the directories' i_rwsem, one at a time.
 * Sources: Linux drivers/base/Kconfig (DEVTMPFS), mknod(2)
 */
#include "fs/devtmpfs/devtmpfs.h"

#include "fs/vfs/mount.h"
#include "fs/vfs/namei.h"
#include "kernel/base/panic.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

struct early_node {
	struct early_node *next;
	umode_t mode;
	kdev_t dev;
	char name[];
};

static DEFINE_SPINLOCK(early_lock, RANK_LEAF);
static struct early_node *early_nodes; /* [early_lock] newest first */
static struct mount *dev_mnt;	       /* set once, release/acquire */

/* The child @name of @dir, made as a directory if it is not there; @dir's reference moves. */
static int enter_dir(struct dentry **dir, const char *name, unsigned int len)
{
	struct inode *inode = (*dir)->d_inode;
	struct dentry *d;
	int err = 0;

	inode_lock(inode);
	d = lookup_one(*dir, name, len);
	if (IS_ERR(d))
		err = (int)PTR_ERR(d);
	else if (d_is_negative(d))
		err = vfs_mkdir(inode, d, 0755);
	else if (!S_ISDIR(d->d_inode->i_mode))
		err = -ENOTDIR;
	inode_unlock(inode);
	if (err) {
		if (!IS_ERR(d))
			dput(d);
		return err;
	}
	dput(*dir);
	*dir = d;
	return 0;
}

/* The directory @name is in (referenced) and its last component. */
static int find_parent(const char *name, struct dentry **dir, const char **last)
{
	const char *slash;
	int err;

	*dir = dget(dev_mnt->mnt_root);
	while ((slash = strchr(name, '/'))) {
		err = enter_dir(dir, name, (unsigned int)(slash - name));
		if (err) {
			dput(*dir);
			return err;
		}
		name = slash + 1;
	}
	*last = name;
	return 0;
}

static int make_node(const char *name, umode_t mode, kdev_t dev)
{
	struct dentry *dir, *d;
	struct iattr attr = {.ia_valid = ATTR_MODE | ATTR_UID | ATTR_GID | ATTR_FORCE,
			     .ia_mode = mode};
	const char *last;
	int err = find_parent(name, &dir, &last);

	if (err)
		return err;
	inode_lock(dir->d_inode);
	d = lookup_one(dir, last, (unsigned int)strlen(last));
	if (IS_ERR(d)) {
		err = (int)PTR_ERR(d);
		goto unlock;
	}
	err = vfs_mknod(dir->d_inode, d, mode, dev);
	if (!err) {
		inode_lock(d->d_inode);
		err = notify_change(d, &attr); /* whoever plugged it in: it is root's */
		inode_unlock(d->d_inode);
	}
	dput(d);
unlock:
	inode_unlock(dir->d_inode);
	dput(dir);
	return err;
}

int devtmpfs_create_node(const char *name, umode_t mode, kdev_t dev)
{
	size_t len = strlen(name) + 1;
	struct early_node *n;

	if (smp_load_acquire(&dev_mnt))
		return make_node(name, mode, dev);
	n = kmalloc(sizeof(*n) + len, GFP_KERNEL);
	if (!n)
		return -ENOMEM;
	n->mode = mode;
	n->dev = dev;
	memcpy(n->name, name, len);
	spin_lock(&early_lock);
	n->next = early_nodes;
	early_nodes = n;
	spin_unlock(&early_lock);
	return 0;
}

int devtmpfs_delete_node(const char *name)
{
	struct dentry *dir, *d;
	const char *last;
	int err;

	if (!smp_load_acquire(&dev_mnt))
		return -ENOENT;
	err = find_parent(name, &dir, &last);
	if (err)
		return err;
	inode_lock(dir->d_inode);
	d = lookup_one(dir, last, (unsigned int)strlen(last));
	if (IS_ERR(d)) {
		err = (int)PTR_ERR(d);
	} else {
		err = vfs_unlink(dir->d_inode, d);
		dput(d);
	}
	inode_unlock(dir->d_inode);
	dput(dir);
	return err;
}

/* --- the type: every mount shows the one instance --- */

static struct super_block *devtmpfs_mount(const struct file_system_type *t, unsigned long flags,
					  const char *dev, void *data)
{
	struct super_block *sb = dev_mnt->mnt_sb;

	(void)t;
	(void)flags;
	(void)dev;
	(void)data;
	atomic_inc(&sb->s_active);
	down_write(&sb->s_umount);
	return sb;
}

static struct file_system_type devtmpfs_type = {
	.name = "devtmpfs",
	.mount = devtmpfs_mount,
	.kill_sb = kill_litter_super,
};

static struct super_block *instance_mount(const struct file_system_type *t, unsigned long flags,
					  const char *dev, void *data)
{
	struct file_system_type *tmpfs = get_fs_type("tmpfs");
	char mode[] = "mode=0755";

	(void)t;
	(void)data;
	assert(tmpfs);
	return tmpfs->mount(&devtmpfs_type, flags & ~SB_KERNMOUNT, dev, mode);
}

static struct file_system_type instance_type = {
	.name = "devtmpfs",
	.mount = instance_mount,
	.kill_sb = kill_litter_super,
};

void __init devtmpfs_init(void)
{
	struct mount *m = kern_mount(&instance_type);
	struct early_node *n, *next, *list = NULL;
	int err;

	if (IS_ERR(m))
		panic("devtmpfs: error %ld", PTR_ERR(m));
	smp_store_release(&dev_mnt, m);
	if (register_filesystem(&devtmpfs_type))
		panic("devtmpfs: cannot register");
	spin_lock(&early_lock);
	for (n = early_nodes; n; n = next) { /* oldest first */
		next = n->next;
		n->next = list;
		list = n;
	}
	early_nodes = NULL;
	spin_unlock(&early_lock);
	for (n = list; n; n = next) {
		next = n->next;
		err = make_node(n->name, n->mode, n->dev);
		if (err)
			pr_err("devtmpfs: cannot make %s: error %d\n", n->name, err);
		kfree(n);
	}
}
