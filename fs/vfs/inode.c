/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/inode.c - life of inodes, their time stamps and write access
 *
 * Theory
 *   An inode lives while somebody refers to it: a dentry, an open file, a walk.  There is no
 *   table of inodes: every file system here finds them through dentries, so the last iput()
 *   evicts.  The memory goes after a grace period, because path walk reads i_mode, i_op and
 *   i_link of a dentry's inode without a reference.
 *
 *   i_writecount counts descriptors open for writing; a running program makes it negative, and
 *   each side refuses the other with ETXTBSY.
 *
 * Not here: permissions and attribute changes (attr.c).
 *
 * Locks: i_lock for times and aliases; sb->s_inode_lock for the list of a super block.
 * Sources: inode(7), open(2) ETXTBSY, mount(8) relatime
 */
#include "internal.h"

#include "base/bits.h"
#include "lib/string.h"

static struct kmem_cache *inode_cache;
static atomic_long_t nr_inodes;

struct timespec64 current_time(void)
{
	ktime_t now = ktime_get_coarse_real();

	return (struct timespec64){.sec = now / NSEC_PER_SEC, .nsec = (u32)(now % NSEC_PER_SEC)};
}

u64 get_next_ino(void)
{
	static atomic_long_t last;

	return (u64)atomic_long_inc_return(&last);
}

long nr_inodes_in_use(void)
{
	return atomic_long_read(&nr_inodes);
}

static const struct address_space_operations empty_aops;
static const struct inode_operations empty_iops;
static const struct file_operations empty_fops;

static void inode_setup(struct inode *inode, struct super_block *sb)
{
	memset(inode, 0, offsetof(struct inode, i_data));
	inode->i_sb = sb;
	inode->i_op = &empty_iops;
	inode->i_fop = &empty_fops;
	inode->i_nlink = 1;
	atomic_set(&inode->i_count, 1);
	init_rwsem(&inode->i_rwsem, RANK_INODE);
	spin_lock_init(&inode->i_lock, RANK_INODE_SPIN);
	INIT_LIST_HEAD(&inode->i_sb_list);
	address_space_init(&inode->i_data, inode, &empty_aops);
	inode->i_mapping = &inode->i_data;
	inode->i_atime = inode->i_mtime = inode->i_ctime = inode->i_btime = current_time();
}

struct inode *new_inode(struct super_block *sb)
{
	struct inode *inode;

	if (sb->s_op->alloc_inode)
		inode = sb->s_op->alloc_inode(sb);
	else
		inode = kmem_cache_alloc(inode_cache, GFP_KERNEL);
	if (!inode)
		return NULL;
	inode_setup(inode, sb);
	spin_lock(&sb->s_inode_lock);
	list_add(&inode->i_sb_list, &sb->s_inodes);
	spin_unlock(&sb->s_inode_lock);
	atomic_long_inc(&nr_inodes);
	return inode;
}

void inode_fix_rank(struct inode *inode)
{
	if (S_ISDIR(inode->i_mode))
		inode->i_rwsem.rank = RANK_INODE_PARENT;
}

void inode_init_owner(struct inode *inode, const struct inode *dir, umode_t mode)
{
	inode->i_uid = current_fsuid();
	if (dir && (dir->i_mode & S_ISGID)) {
		inode->i_gid = dir->i_gid;
		if (S_ISDIR(mode))
			mode |= S_ISGID;
		else if ((mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) &&
			 !in_group_p(current_cred(), dir->i_gid) && !capable(CAP_FSETID))
			mode &= ~(umode_t)S_ISGID;
	} else {
		inode->i_gid = current_fsgid();
	}
	inode->i_mode = mode;
	inode_fix_rank(inode);
}

static int no_open(struct inode *inode, struct file *f)
{
	(void)inode;
	(void)f;
	return -ENXIO;
}

static const struct file_operations no_open_fops = {.open = no_open};

void init_special_inode(struct inode *inode, umode_t mode, kdev_t rdev)
{
	inode->i_mode = mode;
	if (S_ISCHR(mode)) {
		inode->i_fop = &def_chr_fops;
		inode->i_rdev = rdev;
	} else if (S_ISBLK(mode)) {
		inode->i_fop = &def_blk_fops;
		inode->i_rdev = rdev;
	} else if (S_ISFIFO(mode)) {
		inode->i_fop = &pipefifo_fops;
	} else {
		inode->i_fop = &no_open_fops; /* sockets are reached by connect(2) */
	}
}

void ihold(struct inode *inode)
{
	assert(atomic_read(&inode->i_count) > 0);
	atomic_inc(&inode->i_count);
}

void clear_inode(struct inode *inode)
{
	assert(inode->i_data.nrpages == 0);
	assert(hlist_empty(&inode->i_dentry));
}

static void inode_free_rcu(struct rcu_head *head)
{
	struct inode *inode = container_of(head, struct inode, i_rcu);

	if (inode->i_sb->s_op->free_inode)
		inode->i_sb->s_op->free_inode(inode);
	else
		kmem_cache_free(inode_cache, inode);
}

void iput(struct inode *inode)
{
	struct super_block *sb;

	if (!inode || !atomic_dec_and_test(&inode->i_count))
		return;
	sb = inode->i_sb;
	spin_lock(&sb->s_inode_lock);
	list_del(&inode->i_sb_list);
	spin_unlock(&sb->s_inode_lock);
	if (sb->s_op->evict_inode) {
		sb->s_op->evict_inode(inode);
	} else {
		truncate_inode_pages_range(&inode->i_data, 0, -1);
		clear_inode(inode);
	}
	locks_free_context(inode);
	atomic_long_dec(&nr_inodes);
	call_rcu(&inode->i_rcu, inode_free_rcu);
}

/* --- time stamps --- */

void inode_touch_ctime(struct inode *inode)
{
	struct timespec64 now = current_time();

	spin_lock(&inode->i_lock);
	inode->i_ctime = now;
	spin_unlock(&inode->i_lock);
}

/*
 * Is @t the present?  Mostly it is, where a file is used more than once in a tick: so without a
 * division.  (It would be taken for the present 2^55 seconds later as well.)
 */
static bool is_now(const struct timespec64 *t)
{
	return (u64)t->sec * NSEC_PER_SEC + t->nsec == (u64)ktime_get_coarse_real();
}

static __noinline void set_mctime(struct inode *inode)
{
	struct timespec64 now = current_time();

	spin_lock(&inode->i_lock);
	inode->i_mtime = inode->i_ctime = now;
	spin_unlock(&inode->i_lock);
}

void inode_touch_mctime(struct inode *inode)
{
	if (!is_now(&inode->i_mtime) || !is_now(&inode->i_ctime))
		set_mctime(inode);
}

#define RELATIME_MAX_AGE (24 * 60 * 60)

/* relatime: only if it tells something new, or once a day. */
static bool atime_needs_update(const struct path *path, const struct inode *inode)
{
	int mnt_flags = READ_ONCE(path->mnt->mnt_flags);

	if ((inode->i_flags & S_NOATIME) || (mnt_flags & (MNT_NOATIME | MNT_READONLY)) ||
	    sb_rdonly(inode->i_sb))
		return false;
	if ((mnt_flags & MNT_NODIRATIME) && S_ISDIR(inode->i_mode))
		return false;
	if (!(mnt_flags & MNT_RELATIME))
		return true;
	return timespec64_compare(&inode->i_mtime, &inode->i_atime) >= 0 ||
	       timespec64_compare(&inode->i_ctime, &inode->i_atime) >= 0 ||
	       ktime_get_real_seconds() - inode->i_atime.sec >= RELATIME_MAX_AGE;
}

static __noinline void set_atime(struct inode *inode)
{
	struct timespec64 now = current_time();

	spin_lock(&inode->i_lock);
	inode->i_atime = now;
	spin_unlock(&inode->i_lock);
}

void touch_atime(const struct path *path)
{
	struct inode *inode = path->dentry->d_inode;

	if (!is_now(&inode->i_atime) && atime_needs_update(path, inode))
		set_atime(inode);
}

void file_accessed(struct file *f)
{
	if (!(f->f_flags & O_NOATIME))
		touch_atime(&f->f_path);
}

int file_update_time(struct file *f)
{
	struct inode *inode = file_inode(f);

	if (!(inode->i_flags & S_NOCMTIME))
		inode_touch_mctime(inode);
	return 0;
}

/* --- writers against execution --- */

int get_write_access(struct inode *inode)
{
	int c = atomic_read(&inode->i_writecount);

	do {
		if (c < 0)
			return -ETXTBSY;
	} while (!atomic_try_cmpxchg(&inode->i_writecount, &c, c + 1));
	return 0;
}

void put_write_access(struct inode *inode)
{
	atomic_dec(&inode->i_writecount);
}

int deny_write_access(struct file *f)
{
	atomic_t *count = &file_inode(f)->i_writecount;
	int c = atomic_read(count);

	do {
		if (c > 0)
			return -ETXTBSY;
	} while (!atomic_try_cmpxchg(count, &c, c - 1));
	return 0;
}

void allow_write_access(struct file *f)
{
	if (f)
		atomic_inc(&file_inode(f)->i_writecount);
}

/* --- two locks of one rank --- */

void lock_two_nondirectories(struct inode *a, struct inode *b)
{
	if (a > b)
		swap(a, b);
	if (a && !S_ISDIR(a->i_mode))
		inode_lock(a);
	if (b && !S_ISDIR(b->i_mode) && b != a)
		inode_lock_nested(b);
}

void unlock_two_nondirectories(struct inode *a, struct inode *b)
{
	if (a && !S_ISDIR(a->i_mode))
		inode_unlock(a);
	if (b && !S_ISDIR(b->i_mode) && b != a)
		inode_unlock(b);
}

void __init inode_init(void)
{
	inode_cache = kmem_cache_create("inode_cache", sizeof(struct inode), _Alignof(struct inode),
					SLAB_RECLAIM_ACCOUNT | SLAB_PANIC, NULL);
}
