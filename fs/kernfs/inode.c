/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/kernfs/inode.c - nodes as inodes and directories
 *
 * Theory
 *   An inode is made when a name is looked up and goes with its dentry; it holds a reference on
 *   the node.  Mode and owner that user space sets are kept in the node.  A name is good as long
 *   as its node is in the tree; one that is not there is not remembered, as the kernel may add it
 *   at any time.
 *
 * Locks: none of its own; mode and owner change under the inode's i_rwsem.
 * Sources: Linux Documentation/filesystems/sysfs.rst
 */
#include "internal.h"

#include "fs/vfs/namei.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

struct kernfs_inode {
	struct kernfs_node *kn; /* [c] referenced */
	struct inode vfs_inode;
};

static struct kmem_cache *kernfs_inode_cache;

static struct kernfs_inode *KERNFS_I(const struct inode *inode)
{
	return container_of((struct inode *)inode, struct kernfs_inode, vfs_inode);
}

struct kernfs_node *kernfs_of(const struct inode *inode)
{
	return KERNFS_I(inode)->kn;
}

static struct inode *kernfs_alloc_inode(struct super_block *sb)
{
	struct kernfs_inode *ki = kmem_cache_alloc(kernfs_inode_cache, GFP_KERNEL);

	(void)sb;
	if (!ki)
		return NULL;
	ki->kn = NULL;
	return &ki->vfs_inode;
}

/* After the grace period: path walk looks at the node, and at a link's target, until then. */
static void kernfs_free_inode(struct inode *inode)
{
	kernfs_put(kernfs_of(inode));
	kmem_cache_free(kernfs_inode_cache, KERNFS_I(inode));
}

static const struct super_operations kernfs_sops = {
	.alloc_inode = kernfs_alloc_inode,
	.free_inode = kernfs_free_inode,
	.statfs = simple_statfs,
};

static unsigned int node_nlink(const struct kernfs_node *kn)
{
	return S_ISDIR(kn->mode) ? 2 + READ_ONCE(kn->nr_subdirs) : 1;
}

/* Consumes the caller's reference on @kn, also on failure.  NULL: no memory. */
static struct inode *make_inode(struct super_block *sb, struct kernfs_node *kn)
{
	struct inode *inode = new_inode(sb);

	if (!inode) {
		kernfs_put(kn);
		return NULL;
	}
	KERNFS_I(inode)->kn = kn;
	inode->i_ino = kn->ino;
	inode->i_mode = READ_ONCE(kn->mode);
	inode->i_uid = READ_ONCE(kn->uid);
	inode->i_gid = READ_ONCE(kn->gid);
	inode->i_size = kn->size;
	set_nlink(inode, node_nlink(kn));
	if (S_ISDIR(kn->mode)) {
		inode->i_op = &kernfs_dir_iops;
		inode->i_fop = &kernfs_dir_fops;
	} else if (S_ISLNK(kn->mode)) {
		inode->i_op = &kernfs_link_iops;
		inode->i_link = kn->priv;
	} else {
		inode->i_op = &kernfs_file_iops;
		inode->i_fop = kn->fop;
	}
	return inode;
}

static struct dentry *dir_lookup(struct inode *dir, struct dentry *d, unsigned int flags)
{
	struct kernfs_node *kn = kernfs_lookup(kernfs_of(dir), d->d_name.name, d->d_name.len);
	struct inode *inode = NULL;

	(void)flags;
	if (kn) {
		inode = make_inode(dir->i_sb, kn);
		if (!inode)
			return ERR_PTR(-ENOMEM);
	}
	d_add(d, inode);
	return NULL;
}

static int kernfs_revalidate(struct dentry *d, unsigned int flags)
{
	struct inode *inode = d_inode(d);

	(void)flags;
	return inode && !kernfs_is_removed(kernfs_of(inode));
}

static bool kernfs_delete_dentry(const struct dentry *d)
{
	return d_is_negative(d);
}

static const struct dentry_operations kernfs_dentry_ops = {
	.d_revalidate = kernfs_revalidate,
	.d_delete = kernfs_delete_dentry,
};

static int dir_iterate(struct file *f, struct dir_context *ctx)
{
	struct kernfs_node *dir = kernfs_of(file_inode(f)), *kn;
	bool more = true;

	if (!dir_emit_dots(f, ctx))
		return 0;
	while (more && (kn = kernfs_next(dir, (u64)ctx->pos))) {
		ctx->pos = (loff_t)kn->hash;
		more = dir_emit(ctx, kn->name, kn->len, kn->ino, mode_to_dtype(kn->mode));
		if (more)
			ctx->pos++;
		kernfs_put(kn);
	}
	return 0;
}

static int kernfs_setattr(struct dentry *d, struct iattr *attr)
{
	struct inode *inode = d_inode(d);
	struct kernfs_node *kn = kernfs_of(inode);
	int err = setattr_prepare(d, attr);

	if (err)
		return err;
	setattr_copy(inode, attr);
	WRITE_ONCE(kn->mode, inode->i_mode);
	WRITE_ONCE(kn->uid, inode->i_uid);
	WRITE_ONCE(kn->gid, inode->i_gid);
	return 0;
}

static int kernfs_getattr(const struct path *path, struct kstat *st, u32 mask)
{
	struct inode *inode = d_inode(path->dentry);

	(void)mask;
	set_nlink(inode, node_nlink(kernfs_of(inode)));
	generic_fillattr(inode, st);
	return 0;
}

const struct file_operations kernfs_dir_fops = {
	.llseek = generic_file_llseek,
	.iterate = dir_iterate,
};

const struct inode_operations kernfs_dir_iops = {
	.lookup = dir_lookup,
	.setattr = kernfs_setattr,
	.getattr = kernfs_getattr,
};

const struct inode_operations kernfs_file_iops = {
	.setattr = kernfs_setattr,
	.getattr = kernfs_getattr,
};

const struct inode_operations kernfs_link_iops = {
	.get_link = simple_get_link,
	.setattr = kernfs_setattr,
	.getattr = kernfs_getattr,
};

int kernfs_fill_super(struct super_block *sb, struct kernfs_node *root, unsigned long magic)
{
	struct inode *inode;

	sb->s_magic = magic;
	sb->s_blocksize = PAGE_SIZE;
	sb->s_op = &kernfs_sops;
	sb->s_d_op = &kernfs_dentry_ops;
	kernfs_get(root);
	inode = make_inode(sb, root);
	if (!inode)
		return -ENOMEM;
	sb->s_root = d_make_root(inode);
	return sb->s_root ? 0 : -ENOMEM;
}

void __init kernfs_init(void)
{
	kernfs_inode_cache = kmem_cache_create("kernfs_inode_cache", sizeof(struct kernfs_inode),
					       _Alignof(struct kernfs_inode),
					       SLAB_RECLAIM_ACCOUNT | SLAB_PANIC, NULL);
}
