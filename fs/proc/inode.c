/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/inode.c - inodes of proc: memory and identity
 *
 * Theory
 *   An inode is made when a name is looked up and goes with its dentry.  It holds a struct pid,
 *   never a task: a look at /proc does not keep dead processes in memory.
 *
 * Locks: none; the fields of struct proc_inode are const.
 */
#include "internal.h"

#include "mm/kmem/slab.h"

static struct kmem_cache *proc_inode_cache;

struct inode *proc_alloc_inode(struct super_block *sb)
{
	struct proc_inode *pi = kmem_cache_alloc(proc_inode_cache, GFP_KERNEL);

	(void)sb;
	if (!pi)
		return NULL;
	pi->pid = NULL;
	pi->entry = NULL;
	pi->fd = 0;
	pi->is_fd = false;
	pi->pde = NULL;
	return &pi->vfs_inode;
}

void proc_free_inode(struct inode *inode)
{
	kmem_cache_free(proc_inode_cache, PROC_I(inode));
}

/* The pointer stays: path walk may look through it until the grace period ends. */
void proc_evict_inode(struct inode *inode)
{
	clear_inode(inode);
	put_pid(PROC_I(inode)->pid);
}

struct inode *proc_get_inode(struct super_block *sb, struct proc_dir_entry *pde)
{
	struct inode *inode = new_inode(sb);

	if (!inode)
		return NULL;
	PROC_I(inode)->pde = pde;
	inode->i_ino = pde->ino;
	inode->i_mode = READ_ONCE(pde->mode);
	inode->i_uid = READ_ONCE(pde->uid);
	inode->i_gid = READ_ONCE(pde->gid);
	inode->i_size = pde->size;
	inode->i_op = pde->iop;
	if (pde->fop)
		inode->i_fop = pde->fop;
	if (S_ISLNK(pde->mode) && pde->data)
		inode->i_link = pde->data;
	set_nlink(inode, READ_ONCE(pde->nlink));
	return inode;
}

void __init proc_inode_cache_init(void)
{
	proc_inode_cache = kmem_cache_create("proc_inode_cache", sizeof(struct proc_inode),
					     _Alignof(struct proc_inode),
					     SLAB_RECLAIM_ACCOUNT | SLAB_PANIC, NULL);
}
