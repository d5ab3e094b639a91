/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/mount.c - one mount: life, where it hangs, crossing it, write access
 *
 * Theory
 *   A mount shows the tree of a super block below mnt_root at a place (mnt_parent,
 *   mnt_mountpoint) of another mount.  Crossing downwards is a look-up of that pair in a hash;
 *   the dentry's DCACHE_MOUNTED says whether it is worth the try.  Path walk does both under RCU
 *   and validates with mount_lock, whose sequence moves with every change of the tree.
 *
 *   mnt_count: one for being attached, one from each child mount, open file, cwd, walk.  A mount
 *   that is detached lives on until the last of them goes.
 *
 *   Writers announce themselves in mnt_writers before they look at the read-only flags; who sets
 *   such a flag sets it first and looks at the writers then.  One of the two notices.
 *
 * Not here: mount(2) and the shape of the tree (namespace.c).
 *
 * Locks: mount_lock (RANK_DENTRY): hash, mnt_parent, mnt_mountpoint, sb->s_mounts.
 * Sources: mount_namespaces(7), mount(2); Linux Documentation/filesystems/path-lookup.rst
 */
#include "mount_tree.h"

#include "lib/format.h"
#include "lib/hash.h"
#include "lib/idr.h"
#include "lib/rculist.h"
#include "lib/string.h"

#define MNT_HASH_BITS 6

seqlock_t mount_lock = {{0}, __SPIN_LOCK_UNLOCKED(RANK_DENTRY)};
static struct hlist_head mount_hashtable[1 << MNT_HASH_BITS]; /* [mount_lock / RCU] */
static struct kmem_cache *mnt_cache;
static DEFINE_IDA(mnt_ids);
static DEFINE_MUTEX(mnt_id_mutex, RANK_MOUNT_ID); /* held over an allocation */

static struct hlist_head *mnt_bucket(const struct mount *m, const struct dentry *d)
{
	return &mount_hashtable[hash_64((uintptr_t)m / 64 + (uintptr_t)d / 8, MNT_HASH_BITS)];
}

/* --- life --- */

struct mount *alloc_mount(struct super_block *sb, struct dentry *root, const char *devname,
			  int flags)
{
	struct mount *m = kmem_cache_zalloc(mnt_cache, GFP_KERNEL);
	int id;

	if (!m)
		return NULL;
	m->mnt_devname = kstrdup(devname ? devname : "none", GFP_KERNEL);
	mutex_lock(&mnt_id_mutex);
	id = ida_alloc_range(&mnt_ids, 1, INT32_MAX, GFP_KERNEL);
	mutex_unlock(&mnt_id_mutex);
	if (!m->mnt_devname || id < 0) {
		kfree(m->mnt_devname);
		kmem_cache_free(mnt_cache, m);
		return NULL;
	}
	m->mnt_id = id;
	m->mnt_flags = flags;
	m->mnt_sb = sb;
	m->mnt_root = dget(root);
	m->mnt_mountpoint = m->mnt_root;
	m->mnt_parent = m;
	atomic_set(&m->mnt_count, 1);
	INIT_LIST_HEAD(&m->mnt_mounts);
	INIT_LIST_HEAD(&m->mnt_child);
	INIT_LIST_HEAD(&m->mnt_list);
	write_seqlock(&mount_lock);
	list_add_tail(&m->mnt_instance, &sb->s_mounts);
	write_sequnlock(&mount_lock);
	return m;
}

static void mount_free_rcu(struct rcu_head *head)
{
	struct mount *m = container_of(head, struct mount, mnt_rcu);

	kfree(m->mnt_devname);
	kmem_cache_free(mnt_cache, m);
}

void mntget(struct mount *m)
{
	if (m)
		atomic_inc(&m->mnt_count);
}

void mntput(struct mount *m)
{
	struct super_block *sb;

	if (!m || !atomic_dec_and_test(&m->mnt_count))
		return;
	assert(list_empty(&m->mnt_mounts) && atomic_read(&m->mnt_writers) == 0);
	sb = m->mnt_sb;
	write_seqlock(&mount_lock);
	list_del(&m->mnt_instance);
	write_sequnlock(&mount_lock);
	mutex_lock(&mnt_id_mutex);
	ida_free(&mnt_ids, (unsigned int)m->mnt_id);
	mutex_unlock(&mnt_id_mutex);
	dput(m->mnt_root);
	call_rcu(&m->mnt_rcu, mount_free_rcu);
	deactivate_super(sb);
}

struct mount *kern_mount(struct file_system_type *t)
{
	struct super_block *sb = t->mount(t, SB_KERNMOUNT, t->name, NULL);
	struct mount *m;

	if (IS_ERR(sb))
		return ERR_CAST(sb);
	up_write(&sb->s_umount);
	m = alloc_mount(sb, sb->s_root, t->name, 0);
	if (!m) {
		deactivate_super(sb);
		return ERR_PTR(-ENOMEM);
	}
	m->internal = true;
	return m;
}

/* --- the hash --- */

void mnt_hash_add(struct mount *m)
{
	hlist_add_head_rcu(&m->mnt_hash, mnt_bucket(m->mnt_parent, m->mnt_mountpoint));
}

void mnt_hash_del(struct mount *m)
{
	hlist_del_init_rcu(&m->mnt_hash);
}

struct mount *lookup_mnt_rcu(struct mount *parent, struct dentry *d)
{
	struct mount *m;

	hlist_for_each_entry_rcu(m, mnt_bucket(parent, d),
				 mnt_hash) if (READ_ONCE(m->mnt_parent) == parent &&
					       READ_ONCE(m->mnt_mountpoint) == d) return m;
	return NULL;
}

/* Some mount on @d, of any parent.  mount_lock held. */
struct mount *any_mount_on(struct dentry *d)
{
	struct mount *m;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mount_hashtable); i++)
		hlist_for_each_entry (m, &mount_hashtable[i], mnt_hash)
			if (m->mnt_mountpoint == d)
				return m;
	return NULL;
}

bool legitimize_mnt(struct mount *m, unsigned int seq)
{
	if (!atomic_inc_not_zero(&m->mnt_count))
		return false;
	smp_mb(); /* umount changes the sequence, then looks at the count */
	if (!read_seqretry(&mount_lock, seq))
		return true;
	rcu_read_unlock();
	mntput(m);
	rcu_read_lock();
	return false;
}

static struct mount *lookup_mnt(const struct path *path)
{
	struct mount *m;
	unsigned int seq;

	rcu_read_lock();
	do {
		seq = read_seqbegin(&mount_lock);
		m = lookup_mnt_rcu(path->mnt, path->dentry);
	} while (m && !legitimize_mnt(m, seq));
	rcu_read_unlock();
	return m;
}

bool follow_mount(struct path *path)
{
	bool moved = false;
	struct mount *m;

	while (d_mounted(path->dentry) && (m = lookup_mnt(path))) {
		dput(path->dentry);
		mntput(path->mnt);
		path->mnt = m;
		path->dentry = dget(m->mnt_root);
		moved = true;
	}
	return moved;
}

bool follow_up(struct path *path)
{
	struct mount *m = path->mnt, *parent;
	struct dentry *mountpoint;
	unsigned int seq;

	rcu_read_lock();
	for (;;) {
		seq = read_seqbegin(&mount_lock);
		parent = READ_ONCE(m->mnt_parent);
		mountpoint = READ_ONCE(m->mnt_mountpoint);
		if (parent == m) {
			rcu_read_unlock();
			return false;
		}
		if (!legitimize_mnt(parent, seq))
			continue;
		/* Alive: its mount is attached, at this sequence. */
		if (dget_live(mountpoint))
			break;
		rcu_read_unlock();
		mntput(parent);
		rcu_read_lock();
	}
	rcu_read_unlock();
	path_put(path);
	path->mnt = parent;
	path->dentry = mountpoint;
	return true;
}

bool path_mounted(const struct path *path)
{
	return path->dentry == path->mnt->mnt_root;
}

/* --- write access --- */

int mnt_want_write(struct mount *m)
{
	atomic_inc_return(&m->mnt_writers); /* a full barrier: see above */
	if (likely(!(READ_ONCE(m->mnt_flags) & MNT_READONLY) && !sb_rdonly(m->mnt_sb)))
		return 0;
	atomic_dec(&m->mnt_writers);
	return -EROFS;
}

void mnt_drop_write(struct mount *m)
{
	atomic_dec(&m->mnt_writers);
}

int mnt_want_write_file(struct file *f)
{
	return mnt_want_write(f->f_path.mnt);
}

void mnt_drop_write_file(struct file *f)
{
	mnt_drop_write(f->f_path.mnt);
}

int mnt_make_readonly(struct mount *m)
{
	int flags = m->mnt_flags;

	if (flags & MNT_READONLY)
		return 0;
	WRITE_ONCE(m->mnt_flags, flags | MNT_READONLY);
	smp_mb();
	if (atomic_read(&m->mnt_writers) == 0)
		return 0;
	WRITE_ONCE(m->mnt_flags, flags);
	return -EBUSY;
}

int sb_make_readonly(struct super_block *sb)
{
	struct mount *m;
	int err = 0;

	if (sb_rdonly(sb))
		return 0;
	write_seqlock(&mount_lock);
	WRITE_ONCE(sb->s_flags, sb->s_flags | SB_RDONLY);
	smp_mb();
	list_for_each_entry (m, &sb->s_mounts, mnt_instance)
		if (atomic_read(&m->mnt_writers))
			err = -EBUSY;
	if (err)
		WRITE_ONCE(sb->s_flags, sb->s_flags & ~SB_RDONLY);
	write_sequnlock(&mount_lock);
	return err;
}

bool path_noexec(const struct path *path)
{
	return READ_ONCE(path->mnt->mnt_flags) & MNT_NOEXEC;
}

void __init mnt_init(void)
{
	mnt_cache = kmem_cache_create("mnt_cache", sizeof(struct mount), 64, SLAB_PANIC, NULL);
}
