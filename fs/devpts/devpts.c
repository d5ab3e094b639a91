/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/devpts/devpts.c - /dev/pts: a node for each pseudo-terminal, and ptmx
 *
 * Theory
 *   The instance is made at boot and kept mounted inside the kernel, so that a pty can be opened
 * before (or without) a mount; mounting shows the same super block.  Nodes are dentries pinned by
 * their creation.  Options gid=, uid=, mode=, ptmxmode= apply to nodes made later, as on Linux.
 *
 * Not here
 *   Pseudo-terminals themselves: drivers/tty/pty.c.
 *
 * Locks
 *   The root's i_rwsem for its entries; options under s_umount.
 */
#include "fs/devpts/devpts.h"

#include <linux/magic.h>
#include <linux/major.h>
#include "fs/vfs/fs.h"
#include "kernel/base/panic.h"
#include "kernel/proc/cred.h"
#include "lib/format.h"
#include "lib/hash.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

#define PTMX_MINOR 2

static struct {
	bool setuid, setgid;
	uid_t uid;
	gid_t gid;
	umode_t mode, ptmxmode;
} opts = {.mode = 0600, .ptmxmode = 0}; /* [s_umount] */

static struct super_block *devpts_sb; /* [c] after devpts_init */

static int parse_number(const char *s, unsigned int base, unsigned int *out)
{
	return kstrtouint(s, base, out) ? -EINVAL : 0;
}

static int parse_one(char *opt)
{
	char *eq = strchr(opt, '=');
	unsigned int n;

	if (!eq)
		return strcmp(opt, "newinstance") == 0 ? 0 : -EINVAL;
	*eq = '\0';
	if (strcmp(opt, "max") == 0)
		return parse_number(eq + 1, 10, &n);
	if (parse_number(eq + 1, strstr(opt, "mode") ? 8 : 10, &n))
		return -EINVAL;
	if (strcmp(opt, "uid") == 0) {
		opts.uid = n;
		opts.setuid = true;
	} else if (strcmp(opt, "gid") == 0) {
		opts.gid = n;
		opts.setgid = true;
	} else if (strcmp(opt, "mode") == 0) {
		opts.mode = n & 07777;
	} else if (strcmp(opt, "ptmxmode") == 0) {
		opts.ptmxmode = n & 07777;
	} else {
		return -EINVAL;
	}
	return 0;
}

static int parse_options(char *data)
{
	char *opt;

	while (data && (opt = strsep(&data, ",")) != NULL) {
		int err = *opt ? parse_one(opt) : 0;

		if (err)
			return err;
	}
	return 0;
}

static int devpts_show_options(struct super_block *sb, char *buf, size_t size)
{
	int n = 0;

	(void)sb;
	if (opts.setuid)
		n += scnprintf(buf + n, size - (size_t)n, ",uid=%u", opts.uid);
	if (opts.setgid)
		n += scnprintf(buf + n, size - (size_t)n, ",gid=%u", opts.gid);
	n += scnprintf(buf + n, size - (size_t)n, ",mode=%03o,ptmxmode=%03o", opts.mode,
		       opts.ptmxmode);
	return n;
}

static int devpts_remount(struct super_block *sb, unsigned long *flags, char *data)
{
	(void)sb;
	(void)flags;
	return parse_options(data);
}

static const struct super_operations devpts_sops = {
	.statfs = simple_statfs,
	.remount = devpts_remount,
	.show_options = devpts_show_options,
};

static int add_node(struct super_block *sb, const char *name, u64 ino, umode_t mode, kdev_t dev)
{
	struct inode *inode = new_inode(sb);
	struct dentry *d;

	if (!inode)
		return -ENOMEM;
	inode->i_ino = ino;
	inode->i_uid = opts.setuid ? opts.uid : current_fsuid();
	inode->i_gid = opts.setgid ? opts.gid : current_fsgid();
	init_special_inode(inode, S_IFCHR | mode, dev);
	d = d_alloc_name(sb->s_root, name);
	if (!d) {
		iput(inode);
		return -ENOMEM;
	}
	d_add(d, inode); /* its reference pins the name */
	return 0;
}

int devpts_pty_new(int index, kdev_t dev)
{
	struct inode *root = devpts_sb->s_root->d_inode;
	char name[16];
	int err;

	snprintf(name, sizeof(name), "%d", index);
	inode_lock(root);
	err = add_node(devpts_sb, name, (u64)index + 3, opts.mode, dev);
	inode_unlock(root);
	return err;
}

void devpts_pty_kill(int index)
{
	struct inode *root = devpts_sb->s_root->d_inode;
	struct dentry *d;
	char name[16];
	struct qstr q;

	q.len = (u32)snprintf(name, sizeof(name), "%d", index);
	q.name = name;
	q.hash = full_name_hash(devpts_sb->s_root, name, q.len);
	inode_lock(root);
	d = d_lookup(devpts_sb->s_root, &q);
	if (d) {
		drop_nlink(d->d_inode);
		d_drop(d);
		dput(d); /* ours from the look-up */
		dput(d); /* the one that pinned it */
	}
	inode_unlock(root);
}

static int devpts_fill(struct super_block *sb, void *data)
{
	struct inode *inode;

	(void)data;
	sb->s_magic = DEVPTS_SUPER_MAGIC;
	sb->s_op = &devpts_sops;
	sb->s_blocksize = 1024;
	inode = new_inode(sb);
	if (!inode)
		return -ENOMEM;
	inode->i_ino = 1;
	inode->i_mode = S_IFDIR | 0755;
	inode->i_op = &simple_dir_inode_operations;
	inode->i_fop = &simple_dir_operations;
	set_nlink(inode, 2);
	sb->s_root = d_make_root(inode);
	if (!sb->s_root)
		return -ENOMEM;
	return add_node(sb, "ptmx", 2, opts.ptmxmode, MKDEV(TTYAUX_MAJOR, PTMX_MINOR));
}

static struct super_block *devpts_mount(const struct file_system_type *t, unsigned long flags,
					const char *dev, void *data)
{
	int err = parse_options(data);

	(void)dev;
	if (err)
		return ERR_PTR(err);
	return sget_single(t, flags, devpts_fill, NULL);
}

static struct file_system_type devpts_type = {
	.name = "devpts",
	.mount = devpts_mount,
	.kill_sb = kill_litter_super,
};

void devpts_init(void)
{
	struct super_block *sb;

	register_filesystem(&devpts_type);
	sb = devpts_mount(&devpts_type, SB_KERNMOUNT, "devpts", NULL);
	if (IS_ERR(sb))
		panic("devpts: cannot make the file system: error %ld", PTR_ERR(sb));
	devpts_sb = sb;
	up_write(&sb->s_umount); /* s_active stays: never killed */
}
