/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/root.c - the proc file system: mounting it, and its top directory
 *
 * Theory
 *   There is one instance for all mounts.  The top directory has two halves: the entries of the
 *   tree (generic.c), then a directory per process (base.c), found by number.
 *
 * Not here: what is in the files.
 *
 * Sources: proc(5), mount(8) ("Mount options for proc")
 */
#include "internal.h"

#include <linux/magic.h>
#include "kernel/base/panic.h"
#include "kernel/sync/rcu.h"

#define PROC_BLOCK_SIZE 1024

static struct dentry *root_lookup(struct inode *dir, struct dentry *d, unsigned int flags)
{
	struct dentry *res = pde_lookup(dir, d, flags);

	return res == ERR_PTR(-ENOENT) ? proc_pid_lookup(dir, d) : res;
}

static int root_iterate(struct file *f, struct dir_context *ctx)
{
	if (ctx->pos < FIRST_PROCESS_ENTRY) {
		if (!dir_emit_dots(f, ctx) || !pde_readdir(&proc_root, ctx))
			return 0;
		ctx->pos = FIRST_PROCESS_ENTRY;
	}
	proc_pid_readdir(ctx);
	return 0;
}

static unsigned int nr_processes(void)
{
	struct task_struct *p;
	unsigned int n = 0;

	rcu_read_lock();
	for_each_process(p)
	{
		n++;
	}
	rcu_read_unlock();
	return n;
}

static int root_getattr(const struct path *path, struct kstat *st, u32 mask)
{
	pde_getattr(path, st, mask);
	st->nlink += nr_processes();
	return 0;
}

static const struct inode_operations root_iops = {
	.lookup = root_lookup,
	.getattr = root_getattr,
	.setattr = pde_setattr,
};

static const struct file_operations root_fops = {
	.llseek = generic_file_llseek,
	.iterate = root_iterate,
};

struct proc_dir_entry proc_root = {
	.subdir = {NULL},
	.parent = &proc_root,
	.iop = &root_iops,
	.fop = &root_fops,
	.mode = S_IFDIR | 0555,
	.nlink = 2,
	.ino = PROC_ROOT_INO,
};

static const struct super_operations proc_sops = {
	.alloc_inode = proc_alloc_inode,
	.free_inode = proc_free_inode,
	.evict_inode = proc_evict_inode,
	.statfs = simple_statfs,
};

static int proc_fill(struct super_block *sb, void *data)
{
	struct inode *inode;

	(void)data;
	sb->s_magic = PROC_SUPER_MAGIC;
	sb->s_blocksize = PROC_BLOCK_SIZE;
	sb->s_op = &proc_sops;
	sb->s_d_op = &proc_dentry_ops;
	inode = proc_get_inode(sb, &proc_root);
	if (!inode)
		return -ENOMEM;
	sb->s_root = d_make_root(inode);
	return sb->s_root ? 0 : -ENOMEM;
}

/* hidepid=, gid= and subset= are not implemented: like any unknown option they fail. */
static struct super_block *proc_mount(const struct file_system_type *t, unsigned long flags,
				      const char *dev, void *data)
{
	(void)dev;
	if (data && *(const char *)data)
		return ERR_PTR(-EINVAL);
	return sget_single(t, flags, proc_fill, NULL);
}

static struct file_system_type proc_type = {
	.name = "proc",
	.mount = proc_mount,
	.kill_sb = kill_anon_super,
};

void __init proc_init(void)
{
	int err;

	proc_inode_cache_init();
	proc_self_init();
	proc_net_init();
	proc_system_init();
	proc_stat_init();
	proc_memory_init();
	proc_sysvipc_init();
	proc_page_init();
	proc_kmsg_init();
	proc_sys_init();
	proc_sysctl_tables_init();
	err = register_filesystem(&proc_type);
	if (err)
		panic("proc: cannot register the file system: error %d", err);
}
