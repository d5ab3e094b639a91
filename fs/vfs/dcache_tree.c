/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/dcache_tree.c - dentries as a tree: renames, ancestry, dropping whole branches
 *
 * Theory
 *   d_parent and names change in d_move() and d_exchange() only, under rename_lock for writing
 *   and the d_lock and d_seq of the two dentries.  Who follows d_parent upwards without holding
 *   locks reads under RCU and retries if rename_lock moved.
 *
 *   Tree walks downwards hold one reference, on where they are; a child keeps its parent alive.
 *   They take one lock at a time and may miss names that are being added or renamed.
 *
 * Locks: rename_lock (RANK_RENAME_SEQ) -> d_lock of the two renamed -> hash lock.  The two cannot
 *   be parent and child of each other, and rename_lock admits one rename at a time.
 */
#include "internal.h"

#include "lib/rculist.h"
#include "lib/string.h"

seqlock_t rename_lock = {{0}, __SPIN_LOCK_UNLOCKED(RANK_RENAME_SEQ)};

/* --- rename --- */

/* @to's name becomes @from's too; both locked, d_seq of both odd. */
static struct external_name *d_copy_name(struct dentry *from, struct dentry *to)
{
	struct external_name *old = d_name_is_external(from) ? d_external_name(from) : NULL;

	if (d_name_is_external(to)) {
		atomic_inc(&d_external_name(to)->refs);
		from->d_name = to->d_name;
	} else {
		memcpy(from->d_iname, to->d_iname, DNAME_INLINE_LEN);
		from->d_name.name = from->d_iname;
		from->d_name.len = to->d_name.len;
		from->d_name.hash = to->d_name.hash;
	}
	return old;
}

static void d_swap_names(struct dentry *a, struct dentry *b)
{
	bool a_ext = d_name_is_external(a), b_ext = d_name_is_external(b);
	char tmp[DNAME_INLINE_LEN];

	swap(a->d_name, b->d_name);
	memcpy(tmp, a->d_iname, DNAME_INLINE_LEN);
	memcpy(a->d_iname, b->d_iname, DNAME_INLINE_LEN);
	memcpy(b->d_iname, tmp, DNAME_INLINE_LEN);
	if (!b_ext)
		a->d_name.name = a->d_iname;
	if (!a_ext)
		b->d_name.name = b->d_iname;
}

static void d_relink_child(struct dentry *d, struct dentry *old_parent, struct dentry *parent)
{
	spin_lock(&old_parent->d_lock);
	list_del_init(&d->d_child);
	spin_unlock(&old_parent->d_lock);
	spin_lock(&parent->d_lock);
	list_add(&d->d_child, &parent->d_subdirs);
	spin_unlock(&parent->d_lock);
}

static void rename_begin(struct dentry *a, struct dentry *b) __no_lock_analysis
{
	write_seqlock(&rename_lock);
	spin_lock(&a->d_lock);
	spin_lock_nested(&b->d_lock); /* rename_lock admits one such pair at a time */
	write_seqcount_begin(&a->d_seq);
	write_seqcount_begin(&b->d_seq);
}

static void rename_end(struct dentry *a, struct dentry *b) __no_lock_analysis
{
	write_seqcount_end(&b->d_seq);
	write_seqcount_end(&a->d_seq);
	spin_unlock(&b->d_lock);
	spin_unlock(&a->d_lock);
}

/* Out of the hash with d_seq already odd. */
static void d_unhash_renaming(struct dentry *d)
{
	write_seqcount_end(&d->d_seq);
	__d_drop(d);
	write_seqcount_begin(&d->d_seq);
}

void d_move(struct dentry *from, struct dentry *to)
{
	struct dentry *old_parent, *parent;
	struct external_name *old_name;

	assert(from != to && from->d_sb == to->d_sb);
	rename_begin(from, to);
	old_parent = from->d_parent;
	parent = to->d_parent;
	d_unhash_renaming(from);
	d_unhash_renaming(to);
	old_name = d_copy_name(from, to);
	from->d_parent = parent;
	__d_rehash(from);
	rename_end(from, to);
	if (old_parent != parent) {
		atomic_inc(&parent->d_count); /* > 0: @to holds one */
		d_relink_child(from, old_parent, parent);
		atomic_dec(
			&old_parent->d_count); /* > 0: the caller holds its lock and a reference */
	} else {
		/* As a new name: readers of the directory that are past it see it once more at
		 * most. */
		d_relink_child(from, parent, parent);
	}
	write_sequnlock(&rename_lock);
	if (old_name)
		external_name_put(old_name);
}

void d_exchange(struct dentry *a, struct dentry *b)
{
	struct dentry *pa, *pb;
	u32 hash;

	assert(a != b && a->d_sb == b->d_sb);
	rename_begin(a, b);
	pa = a->d_parent;
	pb = b->d_parent;
	d_unhash_renaming(a);
	d_unhash_renaming(b);
	hash = a->d_name.hash;
	d_swap_names(a, b);
	assert(b->d_name.hash == hash);
	a->d_parent = pb;
	b->d_parent = pa; /* each keeps the reference the other had */
	__d_rehash(a);
	__d_rehash(b);
	rename_end(a, b);
	if (pa != pb) {
		d_relink_child(a, pa, pb);
		d_relink_child(b, pb, pa);
	}
	write_sequnlock(&rename_lock);
}

/* --- ancestry --- */

bool is_subdir(struct dentry *d, struct dentry *ancestor)
{
	struct dentry *p;
	unsigned int seq;
	bool found;

	if (d == ancestor)
		return true;
	do {
		seq = read_seqbegin(&rename_lock);
		found = false;
		rcu_read_lock();
		for (p = d; !IS_ROOT(p); p = READ_ONCE(p->d_parent)) {
			if (READ_ONCE(p->d_parent) == ancestor) {
				found = true;
				break;
			}
		}
		rcu_read_unlock();
	} while (read_seqretry(&rename_lock, seq));
	return found;
}

/* s_vfs_rename_mutex held: directories do not move. */
struct dentry *d_ancestor(struct dentry *p1, struct dentry *p2)
{
	struct dentry *p;

	for (p = p2; !IS_ROOT(p); p = p->d_parent)
		if (p->d_parent == p1)
			return p;
	return NULL;
}

/* --- walking down --- */

/* The first living name after @prev (NULL: the first at all), referenced. */
static struct dentry *next_child(struct dentry *parent, struct dentry *prev)
{
	struct list_head *pos;
	struct dentry *d, *found = NULL;

	spin_lock(&parent->d_lock);
	pos = &parent->d_subdirs;
	if (prev && prev->d_parent == parent && !list_empty(&prev->d_child))
		pos = &prev->d_child;
	for (pos = pos->next; pos != &parent->d_subdirs; pos = pos->next) {
		d = list_entry(pos, struct dentry, d_child);
		if (!(d->d_flags & DCACHE_CURSOR) && dget_live(d)) {
			found = d;
			break;
		}
	}
	spin_unlock(&parent->d_lock);
	return found;
}

/*
 * Calls @enter for everything below @root, parents before children, and drops each dentry that
 * is unused when the walk leaves it.
 */
static void d_walk_and_prune(struct dentry *root, void (*enter)(struct dentry *d))
{
	struct dentry *this = dget(root), *prev = NULL, *child, *parent;

	for (;;) {
		child = next_child(this, prev);
		if (prev)
			dput_uncached(prev);
		prev = NULL;
		if (child) {
			enter(child);
			dput(this); /* its child keeps it */
			this = child;
			continue;
		}
		if (this == root || IS_ROOT(this))
			break;
		parent = dget_parent(this);
		prev = this;
		this = parent;
		cond_resched();
	}
	dput(this);
}

static void prune_enter(struct dentry *d)
{
	(void)d;
}

void shrink_dcache_parent(struct dentry *parent)
{
	d_walk_and_prune(parent, prune_enter);
}

/* Existing names of a file system in memory hold one reference to themselves. */
static void genocide_enter(struct dentry *d)
{
	if (d_unhashed(d) || d_is_negative(d))
		return;
	d_drop(d);
	dput(d);
}

void d_genocide(struct dentry *root)
{
	d_walk_and_prune(root, genocide_enter);
}

static void invalidate_enter(struct dentry *d)
{
	if (d_mounted(d))
		detach_mounts_of(d);
	d_drop(d);
}

void d_invalidate(struct dentry *d)
{
	if (d_unhashed(d))
		return;
	if (d_mounted(d))
		detach_mounts_of(d);
	d_drop(d);
	if (d->d_inode && S_ISDIR(d->d_inode->i_mode))
		d_walk_and_prune(d, invalidate_enter);
}

void shrink_dcache_sb(struct super_block *sb)
{
	while (dcache_shrink_lru(sb, ~0UL))
		cond_resched();
}
