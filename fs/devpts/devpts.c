/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/devpts/devpts.c - /dev/pts: a node for each pseudo-terminal, and ptmx
 *
 * Theory
 *   Each mount is an instance of its own, with its own numbers, options and nodes.  A pty belongs
 *   to the instance its ptmx stands for: the one that holds the opened node, or for a ptmx on
 *   another file system (/dev/ptmx) the one mounted on `pts` beside it.
 *
 *   A node is a dentry pinned by its creation; its inode's i_private is the terminal.  Options
 *   gid=, uid=, mode=, max= apply to nodes made later, ptmxmode= to the ptmx that is there.
 *
 * Not here
 *   Pseudo-terminals themselves: drivers/tty/pty.c.
 *
 * Locks
 *   The root's i_rwsem for its entries, the numbers and the options.
 *
 * Sources: Linux Documentation/filesystems/devpts.rst, mount(8), pts(4)
 */
#include "fs/devpts/devpts.h"

#include <linux/magic.h>
#include <linux/major.h>
#include "fs/vfs/fs.h"
#include "fs/vfs/mount.h"
#include "fs/vfs/namei.h"
#include "kernel/base/panic.h"
#include "kernel/proc/cred.h"
#include "lib/format.h"
#include "lib/idr.h"
#include "lib/kstrtox.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#define PTMX_MINOR	  2
#define PTMX_INO	  2
#define FIRST_PTY_INO	  3
#define INSTANCE_MAX	  (1u << 20) /* max= of an instance that has none */
#define ALL_INSTANCES_MAX 4096	     /* ptys in the system */

struct pts_options {
	bool setuid, setgid;
	uid_t uid;
	gid_t gid;
	umode_t mode, ptmxmode;
	unsigned int max;
};

struct pts_fs {
	struct super_block *sb;	 /* [c] */
	struct pts_options opts; /* [i_rwsem of the root] */
	struct ida numbers;	 /* [i_rwsem of the root] */
	struct dentry *ptmx;	 /* [c] */
};

static atomic_t nr_ptys;

static struct pts_fs *fs_of(const struct super_block *sb)
{
	return sb->s_fs_info;
}

static bool is_devpts(const struct super_block *sb)
{
	return sb->s_magic == DEVPTS_SUPER_MAGIC;
}

/* --- options --- */

static int parse_one(char *opt, struct pts_options *o)
{
	char *eq = strchr(opt, '=');
	unsigned int n;

	if (!eq)
		return strcmp(opt, "newinstance") == 0 ? 0 : -EINVAL; /* each mount is one */
	*eq = '\0';
	if (kstrtouint(eq + 1, strstr(opt, "mode") ? 8 : 10, &n))
		return -EINVAL;
	if (strcmp(opt, "uid") == 0) {
		o->uid = n;
		o->setuid = true;
	} else if (strcmp(opt, "gid") == 0) {
		o->gid = n;
		o->setgid = true;
	} else if (strcmp(opt, "mode") == 0) {
		o->mode = n & 07777;
	} else if (strcmp(opt, "ptmxmode") == 0) {
		o->ptmxmode = n & 07777;
	} else if (strcmp(opt, "max") == 0 && n <= INSTANCE_MAX) {
		o->max = n;
	} else {
		return -EINVAL;
	}
	return 0;
}

static int parse_options(char *data, struct pts_options *o)
{
	char *opt;

	*o = (struct pts_options){.mode = 0600, .max = INSTANCE_MAX};
	while (data && (opt = strsep(&data, ",")) != NULL) {
		int err = *opt ? parse_one(opt, o) : 0;

		if (err)
			return err;
	}
	return 0;
}

static int devpts_show_options(struct super_block *sb, char *buf, size_t size)
{
	const struct pts_options *o = &fs_of(sb)->opts;
	int n = 0;

	if (o->setuid)
		n += scnprintf(buf + n, size - (size_t)n, ",uid=%u", o->uid);
	if (o->setgid)
		n += scnprintf(buf + n, size - (size_t)n, ",gid=%u", o->gid);
	n += scnprintf(buf + n, size - (size_t)n, ",mode=%03o,ptmxmode=%03o", o->mode, o->ptmxmode);
	if (o->max < INSTANCE_MAX)
		n += scnprintf(buf + n, size - (size_t)n, ",max=%u", o->max);
	return n;
}

static int devpts_remount(struct super_block *sb, unsigned long *flags, char *data)
{
	struct inode *root = sb->s_root->d_inode, *ptmx;
	struct pts_fs *fs = fs_of(sb);
	struct pts_options o;
	int err = parse_options(data, &o);

	(void)flags;
	if (err)
		return err;
	inode_lock(root);
	fs->opts = o;
	inode_unlock(root);
	ptmx = fs->ptmx->d_inode;
	inode_lock(ptmx);
	ptmx->i_mode = S_IFCHR | o.ptmxmode;
	inode_unlock(ptmx);
	return 0;
}

static const struct super_operations devpts_sops = {
	.statfs = simple_statfs,
	.remount = devpts_remount,
	.show_options = devpts_show_options,
};

/* --- nodes --- */

/* A node of the locked root, whose name is pinned by the returned reference; ERR_PTR. */
static struct dentry *add_node(struct pts_fs *fs, const char *name, u64 ino, umode_t mode,
			       kdev_t dev, void *priv)
{
	struct inode *inode = new_inode(fs->sb);
	struct dentry *d;

	if (!inode)
		return ERR_PTR(-ENOMEM);
	inode->i_ino = ino;
	inode->i_uid = fs->opts.setuid ? fs->opts.uid : current_fsuid();
	inode->i_gid = fs->opts.setgid ? fs->opts.gid : current_fsgid();
	inode->i_private = priv;
	init_special_inode(inode, S_IFCHR | mode, dev);
	d = d_alloc_name(fs->sb->s_root, name);
	if (!d) {
		iput(inode);
		return ERR_PTR(-ENOMEM);
	}
	d_add(d, inode);
	return d;
}

struct dentry *devpts_pty_new(struct super_block *sb, int index, void *priv)
{
	struct inode *root = sb->s_root->d_inode;
	struct pts_fs *fs = fs_of(sb);
	struct dentry *d;
	char name[16];

	snprintf(name, sizeof(name), "%d", index);
	inode_lock(root);
	d = add_node(fs, name, (u64)index + FIRST_PTY_INO, fs->opts.mode,
		     MKDEV(UNIX98_PTY_SLAVE_MAJOR, (unsigned int)index), priv);
	inode_unlock(root);
	return d;
}

void *devpts_get_priv(const struct dentry *d)
{
	return is_devpts(d->d_sb) ? READ_ONCE(d->d_inode->i_private) : NULL;
}

void devpts_pty_kill(struct dentry *d)
{
	struct inode *root = d->d_sb->s_root->d_inode;

	inode_lock(root);
	WRITE_ONCE(d->d_inode->i_private, NULL);
	drop_nlink(d->d_inode);
	d_drop(d);
	inode_unlock(root);
	dput(d);
}

/* --- numbers --- */

int devpts_new_index(struct super_block *sb)
{
	struct inode *root = sb->s_root->d_inode;
	struct pts_fs *fs = fs_of(sb);
	int index = -ENOSPC;

	if (!atomic_add_unless(&nr_ptys, 1, ALL_INSTANCES_MAX))
		return -ENOSPC;
	inode_lock(root);
	if (fs->opts.max)
		index = ida_alloc_range(&fs->numbers, 0, fs->opts.max - 1, GFP_KERNEL);
	inode_unlock(root);
	if (index < 0)
		atomic_dec(&nr_ptys);
	return index;
}

void devpts_kill_index(struct super_block *sb, int index)
{
	struct inode *root = sb->s_root->d_inode;

	inode_lock(root);
	ida_free(&fs_of(sb)->numbers, (unsigned int)index);
	inode_unlock(root);
	atomic_dec(&nr_ptys);
}

/* --- instances --- */

int devpts_mount_of(const struct path *ptmx, struct path *root)
{
	int err = 0;

	*root = *ptmx;
	path_get(root);
	if (!is_devpts(ptmx->dentry->d_sb))
		err = path_pts(root);
	if (!err && !is_devpts(root->mnt->mnt_sb))
		err = -ENODEV;
	if (err)
		path_put(root);
	return err;
}

static int devpts_fill(struct super_block *sb, void *data)
{
	struct pts_fs *fs = kzalloc(sizeof(*fs), GFP_KERNEL);
	struct inode *inode;

	sb->s_magic = DEVPTS_SUPER_MAGIC;
	sb->s_op = &devpts_sops;
	sb->s_blocksize = 1024;
	sb->s_fs_info = fs;
	if (!fs)
		return -ENOMEM;
	fs->sb = sb;
	fs->opts = *(const struct pts_options *)data;
	ida_init(&fs->numbers);
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
	fs->ptmx = add_node(fs, "ptmx", PTMX_INO, fs->opts.ptmxmode,
			    MKDEV(TTYAUX_MAJOR, PTMX_MINOR), NULL);
	return IS_ERR(fs->ptmx) ? (int)PTR_ERR(fs->ptmx) : 0;
}

static struct super_block *devpts_mount(const struct file_system_type *t, unsigned long flags,
					const char *dev, void *data)
{
	struct pts_options o;
	int err = parse_options(data, &o);

	(void)dev;
	return err ? ERR_PTR(err) : sget_anon(t, flags, devpts_fill, &o);
}

static void devpts_kill_sb(struct super_block *sb)
{
	struct pts_fs *fs = fs_of(sb);

	kill_litter_super(sb);
	if (fs)
		ida_destroy(&fs->numbers);
	kfree(fs);
}

static struct file_system_type devpts_type = {
	.name = "devpts",
	.mount = devpts_mount,
	.kill_sb = devpts_kill_sb,
};

void devpts_init(void)
{
	if (register_filesystem(&devpts_type))
		panic("devpts: cannot register the file system");
}
