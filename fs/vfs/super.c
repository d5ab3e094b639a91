/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/super.c - instances of file systems, and the list of types
 *
 * Theory
 *   A type's ->mount returns a super block with one active reference, which becomes the mount's.
 *   sget_anon() makes a new instance each time (tmpfs), sget_single() one for all mounts of the
 *   type (proc), sget_pseudo() one that only the kernel mounts (pipefs).  The last
 * deactivate_super() calls the type's ->kill_sb, which ends in kill_anon_super() or
 * kill_litter_super().
 *
 * Locks: sb_lock (a leaf) for the list and for finding a single instance alive; s_umount
 *   (RANK_SB) while an instance is being filled, remounted, synced or killed.
 * Sources: mount(2), statfs(2), sync(2), filesystems(5)
 */
#include "internal.h"

#include "lib/string.h"

static DEFINE_SPINLOCK(sb_lock, RANK_LEAF);
static LIST_HEAD(super_blocks); /* [sb_lock] */
static DEFINE_SPINLOCK(anon_dev_lock, RANK_LEAF);
static unsigned long anon_devs[1024 / 64] = {1}; /* [anon_dev_lock] minors of major 0; 0 is taken */

/* --- types --- */

static DEFINE_SPINLOCK(register_lock, RANK_LEAF);
struct file_system_type *rootfs_fs_type __ro_after_init;
struct file_system_type *file_systems; /* [register_lock] grows only */

struct file_system_type *get_fs_type(const char *name)
{
	struct file_system_type *t;

	for (t = smp_load_acquire(&file_systems); t; t = smp_load_acquire(&t->next))
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

int register_filesystem(struct file_system_type *t)
{
	struct file_system_type **p;
	int err = 0;

	spin_lock(&register_lock);
	for (p = &file_systems; *p && !err; p = &(*p)->next)
		if (strcmp((*p)->name, t->name) == 0)
			err = -EBUSY;
	if (!err) {
		t->next = NULL;
		smp_store_release(p, t);
	}
	spin_unlock(&register_lock);
	return err;
}

/* --- instances --- */

static int get_anon_bdev(kdev_t *dev)
{
	unsigned long nr = 0;
	int err = -EMFILE;

	spin_lock(&anon_dev_lock);
	for (nr = 0; nr < sizeof(anon_devs) * 8; nr++) {
		if (!(anon_devs[nr / 64] >> (nr % 64) & 1)) {
			anon_devs[nr / 64] |= 1UL << (nr % 64);
			*dev = MKDEV(0, (kdev_t)nr);
			err = 0;
			break;
		}
	}
	spin_unlock(&anon_dev_lock);
	return err;
}

static void free_anon_bdev(kdev_t dev)
{
	spin_lock(&anon_dev_lock);
	anon_devs[MINOR(dev) / 64] &= ~(1UL << (MINOR(dev) % 64));
	spin_unlock(&anon_dev_lock);
}

static struct super_block *alloc_super(const struct file_system_type *t, unsigned long flags)
{
	static const struct super_operations no_ops;
	struct super_block *sb = kzalloc(sizeof(*sb), GFP_KERNEL);
	int err;

	if (!sb)
		return ERR_PTR(-ENOMEM);
	err = get_anon_bdev(&sb->s_dev);
	if (err) {
		kfree(sb);
		return ERR_PTR(err);
	}
	sb->s_flags = flags;
	sb->s_blocksize = PAGE_SIZE;
	sb->s_maxbytes = MAX_LFS_FILESIZE;
	sb->s_type = t;
	sb->s_op = &no_ops;
	sb->s_time_gran = 1;
	strscpy(sb->s_id, t->name, sizeof(sb->s_id));
	init_rwsem(&sb->s_umount, RANK_SB);
	mutex_init(&sb->s_vfs_rename_mutex, RANK_RENAME);
	spin_lock_init(&sb->s_inode_lock, RANK_LEAF);
	INIT_LIST_HEAD(&sb->s_inodes);
	INIT_LIST_HEAD(&sb->s_mounts);
	atomic_set(&sb->s_active, 1);
	return sb;
}

static struct super_block *fill_new(struct super_block *sb,
				    int (*fill)(struct super_block *sb, void *data), void *data)
{
	int err;

	down_write(&sb->s_umount);
	err = fill(sb, data);
	if (err) {
		deactivate_locked_super(sb);
		return ERR_PTR(err);
	}
	assert(sb->s_root);
	sb->s_flags |= SB_ACTIVE;
	return sb;
}

struct super_block *sget_anon(const struct file_system_type *t, unsigned long flags,
			      int (*fill)(struct super_block *sb, void *data), void *data)
{
	struct super_block *sb = alloc_super(t, flags);

	if (IS_ERR(sb))
		return sb;
	spin_lock(&sb_lock);
	list_add_tail(&sb->s_list, &super_blocks);
	spin_unlock(&sb_lock);
	return fill_new(sb, fill, data);
}

struct pseudo {
	unsigned long magic;
	const struct dentry_operations *dops;
};

static int pseudo_fill(struct super_block *sb, void *data)
{
	const struct pseudo *p = data;
	struct inode *root;

	sb->s_magic = p->magic;
	sb->s_d_op = p->dops;
	root = new_inode(sb);
	if (!root)
		return -ENOMEM;
	root->i_ino = get_next_ino();
	root->i_mode = S_IFDIR | 0600;
	sb->s_root = d_make_root(root);
	return sb->s_root ? 0 : -ENOMEM;
}

struct super_block *sget_pseudo(const struct file_system_type *t, unsigned long flags,
				unsigned long magic, const struct dentry_operations *dops)
{
	struct pseudo p = {magic, dops};

	if (!(flags & SB_KERNMOUNT))
		return ERR_PTR(-EINVAL);
	return sget_anon(t, flags, pseudo_fill, &p);
}

/* The living instance of @t, with one more active reference and s_umount held. */
static struct super_block *grab_single(const struct file_system_type *t)
{
	struct super_block *sb, *found = NULL;

	spin_lock(&sb_lock);
	list_for_each_entry (sb, &super_blocks, s_list) {
		if (sb->s_type == t && atomic_inc_not_zero(&sb->s_active)) {
			found = sb;
			break;
		}
	}
	spin_unlock(&sb_lock);
	if (found)
		down_write(&found->s_umount);
	return found;
}

struct super_block *sget_single(const struct file_system_type *t, unsigned long flags,
				int (*fill)(struct super_block *sb, void *data), void *data)
{
	static DEFINE_MUTEX(single_mutex, RANK_NAMESPACE);
	struct super_block *sb;

	mutex_lock(&single_mutex);
	sb = grab_single(t);
	if (!sb)
		sb = sget_anon(t, flags, fill, data);
	mutex_unlock(&single_mutex);
	if (!IS_ERR(sb) && !sb->s_root) { /* found one whose fill failed */
		deactivate_locked_super(sb);
		return ERR_PTR(-EBUSY);
	}
	return sb;
}

void deactivate_locked_super(struct super_block *sb)
{
	if (!atomic_dec_and_test(&sb->s_active)) {
		up_write(&sb->s_umount);
		return;
	}
	spin_lock(&sb_lock);
	list_del(&sb->s_list);
	spin_unlock(&sb_lock);
	sb->s_type->kill_sb(sb);
	up_write(&sb->s_umount);
	free_anon_bdev(sb->s_dev);
	rcu_barrier(); /* inodes on their way out still look at s_op */
	kfree(sb);
}

void deactivate_super(struct super_block *sb)
{
	if (atomic_add_unless(&sb->s_active, -1, 1))
		return;
	down_write(&sb->s_umount);
	deactivate_locked_super(sb);
}

void kill_anon_super(struct super_block *sb)
{
	struct dentry *root = sb->s_root;

	if (root) {
		sb->s_flags &= ~SB_ACTIVE;
		shrink_dcache_parent(root);
		sb->s_root = NULL;
		dput(root);
		shrink_dcache_sb(sb);
	}
	if (!list_empty(&sb->s_inodes))
		pr_err("VFS: busy inodes after unmount of %s\n", sb->s_type->name);
	if (sb->s_op->put_super)
		sb->s_op->put_super(sb);
}

void kill_litter_super(struct super_block *sb)
{
	if (sb->s_root)
		d_genocide(sb->s_root);
	kill_anon_super(sb);
}

/* --- sync, statfs --- */

int sync_filesystem(struct super_block *sb)
{
	if (sb_rdonly(sb) || !sb->s_op->sync_fs)
		return 0;
	return sb->s_op->sync_fs(sb);
}

void sync_filesystems(void)
{
	struct super_block *sb, *prev = NULL;

	spin_lock(&sb_lock);
	list_for_each_entry (sb, &super_blocks, s_list) {
		if (!sb->s_op->sync_fs || !atomic_inc_not_zero(&sb->s_active))
			continue;
		spin_unlock(&sb_lock);
		if (prev)
			deactivate_super(prev);
		down_read(&sb->s_umount);
		if (sb->s_root)
			sync_filesystem(sb);
		up_read(&sb->s_umount);
		prev = sb; /* its place in the list stays while we refer to it */
		spin_lock(&sb_lock);
	}
	spin_unlock(&sb_lock);
	if (prev)
		deactivate_super(prev);
}

static long statfs_flags(const struct path *path)
{
	static const struct {
		int mnt;
		long st;
	} map[] = {
		{MNT_READONLY, 0x0001}, {MNT_NOSUID, 0x0002},	   {MNT_NODEV, 0x0004},
		{MNT_NOEXEC, 0x0008},	{MNT_NOATIME, 0x0400},	   {MNT_NODIRATIME, 0x0800},
		{MNT_RELATIME, 0x1000}, {MNT_NOSYMFOLLOW, 0x2000},
	};
	int flags = READ_ONCE(path->mnt->mnt_flags);
	long st = 0x0020; /* ST_VALID */
	size_t i;

	for (i = 0; i < ARRAY_SIZE(map); i++)
		if (flags & map[i].mnt)
			st |= map[i].st;
	if (sb_rdonly(path->dentry->d_sb))
		st |= 0x0001;
	if (path->dentry->d_sb->s_flags & SB_SYNCHRONOUS)
		st |= 0x0010;
	return st;
}

int vfs_statfs(const struct path *path, struct kstatfs *st)
{
	struct super_block *sb = path->dentry->d_sb;
	int err;

	memset(st, 0, sizeof(*st));
	st->fsid = new_encode_dev(sb->s_dev);
	err = sb->s_op->statfs ? sb->s_op->statfs(path->dentry, st)
			       : simple_statfs(path->dentry, st);
	if (err)
		return err;
	if (!st->frsize)
		st->frsize = st->bsize;
	st->flags = statfs_flags(path);
	return 0;
}
