/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/net.c - /proc/<pid>/net: sockets
 *
 * Theory
 *   There is one network name space, so the directory is the same for every process; /proc/net
 *   leads to one's own.
 *
 * Sources: proc(5); formats compared with Linux 6.1
 */
#include "internal.h"

#include "kernel/base/panic.h"
#include "net/unix.h"

static struct proc_dir_entry net_root = {
	.subdir = {NULL},
	.parent = &proc_root,
	.mode = S_IFDIR | 0555,
	.nlink = 2,
};

static struct dentry *net_lookup(struct inode *dir, struct dentry *d, unsigned int flags)
{
	struct proc_dir_entry *e = pde_find(&net_root, d->d_name.name, d->d_name.len);
	struct inode *inode;

	(void)flags;
	if (!e)
		return ERR_PTR(-ENOENT);
	inode = proc_get_inode(dir->i_sb, e);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	d_add(d, inode);
	return NULL;
}

static int net_iterate(struct file *f, struct dir_context *ctx)
{
	if (dir_emit_dots(f, ctx))
		pde_readdir(&net_root, ctx);
	return 0;
}

const struct inode_operations proc_net_dir_iops = {
	.lookup = net_lookup,
	.getattr = proc_pid_getattr,
	.setattr = proc_pid_setattr,
};
const struct file_operations proc_net_dir_fops = {.llseek = generic_file_llseek,
						  .iterate = net_iterate};

static int net_unix_show(struct seq_file *m, void *v)
{
	(void)v;
	unix_show(m);
	return 0;
}

void __init proc_net_init(void)
{
	if (!proc_symlink("net", NULL, "self/net") ||
	    !proc_create_single("unix", 0, &net_root, net_unix_show))
		panic("proc: no memory for net");
}
