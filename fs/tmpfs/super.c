/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/tmpfs/super.c - tmpfs: instances, inodes, limits
 *
 * Theory
 *   Names are dentries that are never dropped (fs/vfs/libfs.c); contents are shmem (mm/vm/shmem.h),
 *   which charges pages to the limit of the instance.  Each name counts as an inode against
 *   nr_inodes, because each costs a dentry.
 *
 *   The rootfs is a tmpfs without limits that is called "rootfs": the initramfs must fit or the
 *   machine cannot boot, so half of memory is no useful bound there.
 *
 * Not here: names (dir.c), contents (file.c), memfd and shared anonymous memory (memfd.c).
 *
 * Locks: sbi->shmem.lock (a leaf) for the inode count.
 * Sources: tmpfs(5), statfs(2); Linux Documentation/filesystems/tmpfs.rst
 */
#include "fs/tmpfs/tmpfs.h"

#include "internal.h"
#include "kernel/base/panic.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"
#include "options.h"

static struct kmem_cache *tmpfs_inode_cache;

/* --- inodes --- */

int tmpfs_reserve_inode(struct tmpfs_sb *sbi)
{
	int err = 0;

	if (!sbi->shmem.max_inodes)
		return 0;
	spin_lock(&sbi->shmem.lock);
	if (sbi->shmem.free_inodes)
		sbi->shmem.free_inodes--;
	else
		err = -ENOSPC;
	spin_unlock(&sbi->shmem.lock);
	return err;
}

void tmpfs_free_inode_count(struct tmpfs_sb *sbi)
{
	if (!sbi->shmem.max_inodes)
		return;
	spin_lock(&sbi->shmem.lock);
	sbi->shmem.free_inodes++;
	spin_unlock(&sbi->shmem.lock);
}

static struct inode *tmpfs_alloc_inode(struct super_block *sb)
{
	struct tmpfs_inode *ti = kmem_cache_alloc(tmpfs_inode_cache, GFP_KERNEL);

	(void)sb;
	if (!ti)
		return NULL;
	ti->seals = F_SEAL_SEAL; /* only a memfd may be sealed */
	ti->fsflags = 0;
	return &ti->vfs_inode;
}

static void tmpfs_free_inode(struct inode *inode)
{
	if (S_ISLNK(inode->i_mode))
		kfree(inode->i_link);
	kmem_cache_free(tmpfs_inode_cache, TMPFS_I(inode));
}

static void tmpfs_evict_inode(struct inode *inode)
{
	if (S_ISREG(inode->i_mode))
		shmem_evict(&inode->i_data);
	clear_inode(inode);
	tmpfs_free_inode_count(TMPFS_SB(inode->i_sb));
}

struct inode *tmpfs_new_inode(struct super_block *sb, const struct inode *dir, umode_t mode,
			      kdev_t dev, int *err)
{
	struct tmpfs_sb *sbi = TMPFS_SB(sb);
	struct inode *inode;

	*err = tmpfs_reserve_inode(sbi);
	if (*err)
		return NULL;
	inode = new_inode(sb);
	if (!inode) {
		tmpfs_free_inode_count(sbi);
		*err = -ENOMEM;
		return NULL;
	}
	inode->i_ino = get_next_ino();
	inode_init_owner(inode, dir, mode);
	switch (mode & S_IFMT) {
	case S_IFREG:
		shmem_mapping_init(&inode->i_data, inode, &sbi->shmem, false);
		inode->i_op = &tmpfs_file_inode_operations;
		inode->i_fop = &tmpfs_file_operations;
		break;
	case S_IFDIR:
		inc_nlink(inode);
		i_size_write(inode, 2 * TMPFS_DIRENT_BYTES);
		inode->i_op = &tmpfs_dir_inode_operations;
		inode->i_fop = &tmpfs_dir_operations;
		break;
	case S_IFLNK:
		inode->i_op = &tmpfs_symlink_inode_operations;
		break;
	default:
		inode->i_op = &tmpfs_special_inode_operations;
		init_special_inode(inode, inode->i_mode, dev);
	}
	return inode;
}

/* --- instances --- */

static int tmpfs_statfs(struct dentry *d, struct kstatfs *st)
{
	struct shmem_sb_info *s = &TMPFS_SB(d->d_sb)->shmem;

	st->type = TMPFS_MAGIC_NUMBER;
	st->bsize = PAGE_SIZE;
	st->namelen = NAME_MAX;
	spin_lock(&s->lock);
	if (s->max_blocks) {
		st->blocks = (long)s->max_blocks;
		st->bfree = st->bavail =
			(long)(s->max_blocks > s->used_blocks ? s->max_blocks - s->used_blocks : 0);
	}
	if (s->max_inodes) {
		st->files = (long)s->max_inodes;
		st->ffree = (long)s->free_inodes;
	}
	spin_unlock(&s->lock);
	return 0;
}

/* Limits may change while in use, but not below what is used, nor from or to "none". */
static int tmpfs_remount(struct super_block *sb, unsigned long *flags, char *data)
{
	struct shmem_sb_info *s = &TMPFS_SB(sb)->shmem;
	struct tmpfs_options o = {0};
	u64 used_inodes;
	int err = tmpfs_parse_options(data, totalram_pages(), &o);

	(void)flags;
	if (err)
		return err;
	spin_lock(&s->lock);
	used_inodes = s->max_inodes - s->free_inodes;
	if (o.has_blocks && (!o.max_blocks != !s->max_blocks || o.max_blocks < s->used_blocks))
		err = -EINVAL;
	if (o.has_inodes && (!o.max_inodes != !s->max_inodes || o.max_inodes < used_inodes))
		err = -EINVAL;
	if (!err && o.has_blocks)
		s->max_blocks = o.max_blocks;
	if (!err && o.has_inodes) {
		s->max_inodes = o.max_inodes;
		s->free_inodes = o.max_inodes ? o.max_inodes - used_inodes : 0;
	}
	spin_unlock(&s->lock);
	return err;
}

static int tmpfs_show_options(struct super_block *sb, char *buf, size_t size)
{
	struct tmpfs_sb *sbi = TMPFS_SB(sb);
	u64 half = totalram_pages() / 2;
	int n = 0;

	buf[0] = '\0';
	if (sbi->shmem.max_blocks && sbi->shmem.max_blocks != half)
		n += scnprintf(buf + n, size - (size_t)n, ",size=%lluk",
			       sbi->shmem.max_blocks * (PAGE_SIZE / 1024));
	if (sbi->shmem.max_inodes && sbi->shmem.max_inodes != half)
		n += scnprintf(buf + n, size - (size_t)n, ",nr_inodes=%llu", sbi->shmem.max_inodes);
	if (sbi->mode != sbi->default_mode)
		n += scnprintf(buf + n, size - (size_t)n, ",mode=%03o", sbi->mode);
	if (sbi->uid)
		n += scnprintf(buf + n, size - (size_t)n, ",uid=%u", sbi->uid);
	if (sbi->gid)
		n += scnprintf(buf + n, size - (size_t)n, ",gid=%u", sbi->gid);
	return n;
}

static void tmpfs_put_super(struct super_block *sb)
{
	/* Inodes on their way through RCU no longer look at the limits. */
	kfree(sb->s_fs_info);
	sb->s_fs_info = NULL;
}

static const struct super_operations tmpfs_ops = {
	.alloc_inode = tmpfs_alloc_inode,
	.free_inode = tmpfs_free_inode,
	.evict_inode = tmpfs_evict_inode,
	.put_super = tmpfs_put_super,
	.statfs = tmpfs_statfs,
	.remount = tmpfs_remount,
	.show_options = tmpfs_show_options,
};

static int tmpfs_fill_with(struct super_block *sb, const struct tmpfs_options *o,
			   umode_t default_mode)
{
	struct tmpfs_sb *sbi = kzalloc(sizeof(*sbi), GFP_KERNEL);
	struct inode *root;
	int err;

	if (!sbi)
		return -ENOMEM;
	spin_lock_init(&sbi->shmem.lock, RANK_LEAF);
	sbi->shmem.max_blocks = o->max_blocks;
	sbi->shmem.max_inodes = sbi->shmem.free_inodes = o->max_inodes;
	sbi->mode = o->mode;
	sbi->default_mode = default_mode;
	sbi->uid = o->uid;
	sbi->gid = o->gid;
	sb->s_fs_info = sbi;
	sb->s_op = &tmpfs_ops;
	sb->s_magic = TMPFS_MAGIC_NUMBER;
	root = tmpfs_new_inode(sb, NULL, S_IFDIR | sbi->mode, 0, &err);
	if (!root)
		return err; /* put_super frees sbi */
	root->i_uid = sbi->uid;
	root->i_gid = sbi->gid;
	sb->s_root = d_make_root(root);
	return sb->s_root ? 0 : -ENOMEM;
}

static int tmpfs_fill(struct super_block *sb, void *data)
{
	u64 ram = totalram_pages();
	struct tmpfs_options o = {.max_blocks = ram / 2, .max_inodes = ram / 2, .mode = 01777};
	char *text = NULL;
	int err;

	/* On an internal mount nobody asks for a limit. */
	if (sb->s_flags & SB_KERNMOUNT)
		o.max_blocks = o.max_inodes = 0;
	if (data) {
		text = kstrdup(data, GFP_KERNEL);
		if (!text)
			return -ENOMEM;
	}
	err = tmpfs_parse_options(text, ram, &o);
	kfree(text);
	return err ? err : tmpfs_fill_with(sb, &o, 01777);
}

static int rootfs_fill(struct super_block *sb, void *data)
{
	static const struct tmpfs_options o = {.mode = 0755};

	(void)data;
	return tmpfs_fill_with(sb, &o, o.mode);
}

static struct super_block *tmpfs_mount(const struct file_system_type *t, unsigned long flags,
				       const char *dev, void *data)
{
	(void)dev;
	return sget_anon(t, flags, tmpfs_fill, data);
}

static struct super_block *rootfs_mount(const struct file_system_type *t, unsigned long flags,
					const char *dev, void *data)
{
	(void)dev;
	return sget_single(t, flags, rootfs_fill, data);
}

static struct file_system_type tmpfs_type = {
	.name = "tmpfs",
	.mount = tmpfs_mount,
	.kill_sb = kill_litter_super,
};

static struct file_system_type rootfs_type = {
	.name = "rootfs",
	.mount = rootfs_mount,
	.kill_sb = kill_litter_super,
};

void __init tmpfs_init(void)
{
	tmpfs_inode_cache = kmem_cache_create("shmem_inode_cache", sizeof(struct tmpfs_inode),
					      _Alignof(struct tmpfs_inode),
					      SLAB_RECLAIM_ACCOUNT | SLAB_PANIC, NULL);
	rootfs_fs_type = &rootfs_type;
	if (register_filesystem(&tmpfs_type))
		panic("tmpfs: cannot register");
	memfd_init();
}
