/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/dcache.c - the cache of directory entries: life, look-up, memory
 *
 * Theory
 *   A dentry binds a name in a directory to an inode, or (negative) to the fact that there is
 *   none.  All hashed dentries are in one table, keyed by parent and name, whose size follows
 *   the memory of the machine.  Look-up takes no lock: it runs under RCU and reads name, parent
 *   and inode under d_seq; at the end of a walk d_get_rcu() turns the find into a reference.
 *
 *   d_count is the whole state of a dentry:
 *       > 0   in use
 *         0   unused; kept on the LRU if hashed and worth it
 *       < 0   dying: no reference can be had any more
 *   0 -> n may happen at any time by d_get_rcu(), without a lock.  0 -> dying is a compare and
 *   exchange under d_lock, so exactly one of the two wins.  Whoever kills a dentry unhashes it,
 *   parts it from its inode, its parent's list and the LRU, in that order, with one lock at a
 *   time; walkers of d_subdirs skip dying ones.
 *
 *   File systems that live in memory have no other copy of their names: they keep one more
 *   reference for each existing name (simple_* in libfs.c, d_genocide() at the end).
 *
 * Not here
 *   Renames, tree walks and invalidation: dcache_tree.c.  Paths: namei_walk.c, d_path.c.
 *
 * Locks
 *   d_lock (RANK_DENTRY) -> i_lock (RANK_INODE_SPIN) -> lru_lock (RANK_LRU) -> a hash lock
 * (RANK_LEAF)
 *
 * Sources: path_resolution(7); Linux Documentation/filesystems/path-lookup.rst
 */
#include "internal.h"

#include "lib/format.h"
#include "lib/hash.h"
#include "lib/rculist.h"
#include "lib/string.h"
#include "mm/phys/alloc.h"

#define DENTRY_DEAD   (-128)
#define NR_HASH_LOCKS 64

static struct kmem_cache *dentry_cache;
static struct hlist_head *dentry_hashtable; /* [hash lock / RCU] */
static unsigned int d_hash_mask;
static spinlock_t d_hash_locks[NR_HASH_LOCKS];

static DEFINE_SPINLOCK(lru_lock, RANK_LRU);
static LIST_HEAD(dentry_lru); /* [lru_lock] least recently unused first */
static long nr_unused;	      /* [lru_lock] */
static atomic_long_t nr_dentry;

u32 d_hash_name(const struct dentry *parent, const char *name, unsigned int len)
{
	return full_name_hash(parent, name, len);
}

static struct hlist_head *d_bucket(u32 hash)
{
	return &dentry_hashtable[hash & d_hash_mask];
}

static spinlock_t *d_bucket_lock(u32 hash)
{
	return &d_hash_locks[hash & d_hash_mask & (NR_HASH_LOCKS - 1)];
}

void __d_drop(struct dentry *d)
{
	spinlock_t *lock;

	debug_assert(spin_held(&d->d_lock));
	if (d_unhashed(d))
		return;
	lock = d_bucket_lock(d->d_name.hash);
	write_seqcount_begin(&d->d_seq);
	spin_lock(lock);
	hlist_del_init_rcu(&d->d_hash);
	spin_unlock(lock);
	write_seqcount_end(&d->d_seq);
}

void __d_rehash(struct dentry *d)
{
	spinlock_t *lock = d_bucket_lock(d->d_name.hash);

	debug_assert(spin_held(&d->d_lock) && d_unhashed(d));
	spin_lock(lock);
	hlist_add_head_rcu(&d->d_hash, d_bucket(d->d_name.hash));
	spin_unlock(lock);
}

void d_drop(struct dentry *d)
{
	spin_lock(&d->d_lock);
	__d_drop(d);
	spin_unlock(&d->d_lock);
}

void d_rehash(struct dentry *d)
{
	spin_lock(&d->d_lock);
	if (d_unhashed(d))
		__d_rehash(d);
	spin_unlock(&d->d_lock);
}

/* --- the LRU --- */

static void lru_add(struct dentry *d)
{
	spin_lock(&lru_lock);
	if (!(d->d_flags & DCACHE_LRU_LIST)) {
		d_flags_set(d, DCACHE_LRU_LIST);
		list_add_tail(&d->d_lru, &dentry_lru);
		nr_unused++;
	}
	spin_unlock(&lru_lock);
}

/* lru_lock held */
static void lru_del_locked(struct dentry *d)
{
	d_flags_clear(d, DCACHE_LRU_LIST | DCACHE_REFERENCED);
	list_del_init(&d->d_lru);
	nr_unused--;
}

static void lru_del(struct dentry *d)
{
	if (!(READ_ONCE(d->d_flags) & DCACHE_LRU_LIST))
		return;
	spin_lock(&lru_lock);
	if (d->d_flags & DCACHE_LRU_LIST)
		lru_del_locked(d);
	spin_unlock(&lru_lock);
}

/* --- making --- */

static struct external_name *external_name_alloc(const struct qstr *name)
{
	struct external_name *n = kmalloc(struct_size(n, name, name->len + 1UL), GFP_KERNEL);

	if (!n)
		return NULL;
	atomic_set(&n->refs, 1);
	memcpy(n->name, name->name, name->len);
	n->name[name->len] = '\0';
	return n;
}

void external_name_put(struct external_name *n)
{
	if (atomic_dec_and_test(&n->refs))
		kfree_rcu(n, rcu);
}

static struct dentry *dentry_alloc(struct super_block *sb, const struct qstr *name)
{
	struct dentry *d = kmem_cache_alloc(dentry_cache, GFP_KERNEL);
	struct external_name *ext;

	if (!d)
		return NULL;
	memset(d, 0, offsetof(struct dentry, d_iname));
	if (name->len < DNAME_INLINE_LEN) {
		memcpy(d->d_iname, name->name, name->len);
		d->d_iname[name->len] = '\0';
		d->d_name.name = d->d_iname;
	} else {
		ext = external_name_alloc(name);
		if (!ext) {
			kmem_cache_free(dentry_cache, d);
			return NULL;
		}
		d->d_name.name = ext->name;
	}
	d->d_name.len = name->len;
	d->d_name.hash = name->hash;
	d->d_parent = d;
	d->d_sb = sb;
	d->d_op = sb ? sb->s_d_op : NULL;
	if (d->d_op)
		d->d_flags = (d->d_op->d_revalidate ? DCACHE_OP_REVALIDATE : 0) |
			     (d->d_op->d_delete ? DCACHE_OP_DELETE : 0);
	atomic_set(&d->d_count, 1);
	spin_lock_init(&d->d_lock, RANK_DENTRY);
	INIT_LIST_HEAD(&d->d_lru);
	INIT_LIST_HEAD(&d->d_child);
	INIT_LIST_HEAD(&d->d_subdirs);
	atomic_long_inc(&nr_dentry);
	return d;
}

struct dentry *d_alloc(struct dentry *parent, const struct qstr *name)
{
	struct dentry *d = dentry_alloc(parent->d_sb, name);

	if (!d)
		return NULL;
	d->d_parent = dget(parent);
	spin_lock(&parent->d_lock);
	list_add(&d->d_child, &parent->d_subdirs);
	spin_unlock(&parent->d_lock);
	return d;
}

struct dentry *d_alloc_name(struct dentry *parent, const char *name)
{
	struct qstr q = {.name = name, .len = (u32)strlen(name)};

	q.hash = d_hash_name(parent, q.name, q.len);
	return d_alloc(parent, &q);
}

struct dentry *d_alloc_cursor(struct dentry *parent)
{
	static const struct qstr name = {.name = "", .len = 0};
	struct dentry *d = d_alloc(parent, &name);

	if (d)
		d_flags_set(d, DCACHE_CURSOR | DCACHE_DONTCACHE);
	return d;
}

struct dentry *d_alloc_pseudo(struct super_block *sb, const struct qstr *name)
{
	struct dentry *d = dentry_alloc(sb, name);

	if (d)
		d_flags_set(d, DCACHE_DISCONNECTED | DCACHE_DONTCACHE);
	return d;
}

struct dentry *d_make_root(struct inode *inode)
{
	static const struct qstr name = {.name = "/", .len = 1};
	struct dentry *d;

	if (!inode)
		return NULL;
	d = dentry_alloc(inode->i_sb, &name);
	if (!d) {
		iput(inode);
		return NULL;
	}
	d_instantiate(d, inode);
	return d;
}

/* d_lock held */
static void __d_instantiate(struct dentry *d, struct inode *inode)
{
	assert(!d->d_inode);
	write_seqcount_begin(&d->d_seq);
	spin_lock(&inode->i_lock);
	hlist_add_head(&d->d_alias, &inode->i_dentry);
	spin_unlock(&inode->i_lock);
	smp_store_release(&d->d_inode, inode);
	write_seqcount_end(&d->d_seq);
}

void d_instantiate(struct dentry *d, struct inode *inode)
{
	inode_fix_rank(inode);
	spin_lock(&d->d_lock);
	__d_instantiate(d, inode);
	spin_unlock(&d->d_lock);
}

void d_add(struct dentry *d, struct inode *inode)
{
	if (inode)
		inode_fix_rank(inode);
	spin_lock(&d->d_lock);
	if (inode)
		__d_instantiate(d, inode);
	if (d_unhashed(d))
		__d_rehash(d);
	spin_unlock(&d->d_lock);
}

void d_tmpfile(struct dentry *d, struct inode *inode)
{
	drop_nlink(inode);
	spin_lock(&d->d_lock);
	assert(!d_name_is_external(d) && d_unhashed(d));
	d->d_name.len = (u32)snprintf(d->d_iname, DNAME_INLINE_LEN, "#%llu",
				      (unsigned long long)inode->i_ino);
	spin_unlock(&d->d_lock);
	d_instantiate(d, inode);
}

struct dentry *d_splice_alias(struct inode *inode, struct dentry *d)
{
	struct dentry *alias = NULL, *a;

	if (IS_ERR(inode))
		return ERR_CAST(inode);
	if (inode && S_ISDIR(inode->i_mode)) {
		spin_lock(&inode->i_lock);
		hlist_for_each_entry (a, &inode->i_dentry, d_alias) {
			if (!d_unhashed(a) && a->d_parent == d->d_parent && dget_live(a)) {
				alias = a;
				break;
			}
		}
		spin_unlock(&inode->i_lock);
	}
	if (alias) {
		iput(inode);
		return alias;
	}
	d_add(d, inode);
	return NULL;
}

/* --- references --- */

bool dget_live(struct dentry *d)
{
	int c = atomic_read(&d->d_count);

	do {
		if (c < 0)
			return false;
	} while (!atomic_try_cmpxchg(&d->d_count, &c, c + 1));
	return true;
}

struct dentry *dget(struct dentry *d)
{
	if (d) {
		debug_assert(atomic_read(&d->d_count) > 0);
		atomic_inc(&d->d_count);
	}
	return d;
}

static void dentry_free_rcu(struct rcu_head *head)
{
	kmem_cache_free(dentry_cache, container_of(head, struct dentry, d_rcu));
}

/* d_lock and RCU read side held, d_count is DENTRY_DEAD; releases both.  Return: its parent, whose
 * reference the caller drops. */
static struct dentry *dentry_kill(struct dentry *d) __no_lock_analysis
{
	struct inode *inode = d->d_inode;
	struct dentry *parent = IS_ROOT(d) ? NULL : d->d_parent;

	__d_drop(d);
	if (inode) {
		write_seqcount_begin(&d->d_seq);
		spin_lock(&inode->i_lock);
		hlist_del_init(&d->d_alias);
		spin_unlock(&inode->i_lock);
		d->d_inode = NULL;
		write_seqcount_end(&d->d_seq);
	}
	spin_unlock(&d->d_lock);
	rcu_read_unlock(); /* nobody else frees a dying dentry */

	lru_del(d);
	if (parent) {
		spin_lock(&parent->d_lock);
		list_del_init(&d->d_child);
		spin_unlock(&parent->d_lock);
	}
	if (d->d_op && d->d_op->d_release)
		d->d_op->d_release(d);
	iput(inode);
	if (d_name_is_external(d))
		external_name_put(d_external_name(d));
	atomic_long_dec(&nr_dentry);
	call_rcu(&d->d_rcu, dentry_free_rcu);
	return parent;
}

static bool dentry_worth_keeping(const struct dentry *d)
{
	unsigned int flags = READ_ONCE(d->d_flags);

	if (d_unhashed(d) || (flags & DCACHE_DONTCACHE))
		return false;
	return !(flags & DCACHE_OP_DELETE) || !d->d_op->d_delete(d);
}

enum dput_fast { DPUT_DONE, DPUT_SLOW, DPUT_DROPPED };

/* The two common ends without a lock: others still use it; or it goes back to an LRU it is on. */
static enum dput_fast dput_fast(struct dentry *d)
{
	const unsigned int special = DCACHE_LRU_LIST | DCACHE_DONTCACHE | DCACHE_OP_DELETE;
	int c = atomic_read(&d->d_count);

	for (;;) {
		assert(c > 0);
		if (c > 1) {
			if (atomic_try_cmpxchg(&d->d_count, &c, c - 1))
				return DPUT_DONE;
			continue;
		}
		if ((READ_ONCE(d->d_flags) & special) != DCACHE_LRU_LIST || d_unhashed(d))
			return DPUT_SLOW;
		if (!(READ_ONCE(d->d_flags) & DCACHE_REFERENCED))
			d_flags_set(d, DCACHE_REFERENCED);
		/* It may be unhashed between the test and here: then nobody else would free it. */
		if (atomic_try_cmpxchg(&d->d_count, &c, 0))
			return d_unhashed(d) ? DPUT_DROPPED : DPUT_DONE;
	}
}

/* Return: the parent to put next, or NULL.  @dropped: the caller's reference is gone already. */
static struct dentry *dput_slow(struct dentry *d, bool dropped, bool keep) __no_lock_analysis
{
	spin_lock(&d->d_lock);
	if (!dropped && atomic_dec_return(&d->d_count) > 0)
		goto out;
	if (keep && dentry_worth_keeping(d)) {
		lru_add(d);
		goto out;
	}
	/* Fails if a walk found it meanwhile: that walk's dput() comes here again. */
	if (atomic_cmpxchg(&d->d_count, 0, DENTRY_DEAD) == 0)
		return dentry_kill(d);
out:
	spin_unlock(&d->d_lock);
	rcu_read_unlock();
	return NULL;
}

void dput(struct dentry *d)
{
	enum dput_fast how;

	while (d) {
		rcu_read_lock(); /* keeps the memory once the reference is gone */
		how = dput_fast(d);
		if (how == DPUT_DONE) {
			rcu_read_unlock();
			return;
		}
		d = dput_slow(d, how == DPUT_DROPPED, true);
	}
}

void dput_uncached(struct dentry *d)
{
	rcu_read_lock();
	dput(dput_slow(d, false, false));
}

struct dentry *dget_parent(struct dentry *d)
{
	struct dentry *p;

	rcu_read_lock();
	do {
		p = READ_ONCE(d->d_parent);
	} while (!dget_live(p));
	/* A rename may have moved @d meanwhile; then the caller gets the older answer. */
	rcu_read_unlock();
	return p;
}

/* --- look-up --- */

struct dentry *d_lookup_rcu(const struct dentry *parent, const struct qstr *name, unsigned int *seq)
{
	struct dentry *d;
	const char *text;
	unsigned int s;
	u32 len;

	hlist_for_each_entry_rcu(d, d_bucket(name->hash), d_hash)
	{
		if (READ_ONCE(d->d_name.hash) != name->hash)
			continue;
		s = read_seqcount_begin(&d->d_seq);
		if (READ_ONCE(d->d_parent) != parent || d_unhashed(d))
			continue;
		text = READ_ONCE(d->d_name.name);
		len = READ_ONCE(d->d_name.len);
		/* Text and length belong together only if nothing moved. */
		if (len != name->len || read_seqcount_retry(&d->d_seq, s))
			continue;
		if (memcmp(text, name->name, len) != 0)
			continue;
		*seq = s;
		return d;
	}
	return NULL;
}

bool d_get_rcu(struct dentry *d, unsigned int seq)
{
	if (!dget_live(d))
		return false;
	if (!read_seqcount_retry(&d->d_seq, seq))
		return true;
	rcu_read_unlock(); /* the put may sleep; the caller starts again anyway */
	dput(d);
	rcu_read_lock();
	return false;
}

struct dentry *d_lookup(const struct dentry *parent, const struct qstr *name)
{
	unsigned int rename_seq, seq;
	struct dentry *d;

	for (;;) {
		rename_seq = read_seqbegin(&rename_lock);
		rcu_read_lock();
		d = d_lookup_rcu(parent, name, &seq);
		if (d && !d_get_rcu(d, seq)) {
			rcu_read_unlock();
			continue;
		}
		rcu_read_unlock();
		/* A rename can take the chain away under a walker: a miss must be certain. */
		if (d || !read_seqretry(&rename_lock, rename_seq))
			return d;
	}
}

/* --- after unlink --- */

void d_delete(struct dentry *d)
{
	struct inode *inode;

	spin_lock(&d->d_lock);
	inode = d->d_inode;
	write_seqcount_begin(&d->d_seq);
	smp_mb(); /* either a walk sees the new d_seq, or we see its reference */
	if (atomic_read(&d->d_count) == 1 && inode && !d_unhashed(d)) {
		spin_lock(&inode->i_lock);
		hlist_del_init(&d->d_alias);
		spin_unlock(&inode->i_lock);
		d->d_inode = NULL;
		write_seqcount_end(&d->d_seq);
		d_flags_clear(d, DCACHE_CANT_MOUNT);
		spin_unlock(&d->d_lock);
		iput(inode);
		return;
	}
	write_seqcount_end(&d->d_seq);
	__d_drop(d);
	spin_unlock(&d->d_lock);
}

/* --- giving memory back --- */

/*
 * Frees up to @nr unused dentries (of @sb only, if given) and what becomes unused by that.
 * Return: how many were looked at and freed.
 */
unsigned long dcache_shrink_lru(struct super_block *sb, unsigned long nr)
{
	unsigned long freed = 0, looked = 0, limit;
	struct dentry *d, *n, *victim;

	spin_lock(&lru_lock);
	limit = (unsigned long)nr_unused;
	spin_unlock(&lru_lock);
	while (freed < nr && looked <= limit) {
		victim = NULL;
		rcu_read_lock();
		spin_lock(&lru_lock);
		list_for_each_entry_safe (d, n, &dentry_lru, d_lru) {
			looked++;
			if (sb && d->d_sb != sb)
				continue;
			if (atomic_read(&d->d_count) != 0) {
				lru_del_locked(d);
				continue;
			}
			if (!sb && (d->d_flags & DCACHE_REFERENCED)) {
				d_flags_clear(d, DCACHE_REFERENCED);
				list_move_tail(&d->d_lru, &dentry_lru);
				if (looked > limit)
					break;
				continue;
			}
			lru_del_locked(d);
			victim = d;
			break;
		}
		spin_unlock(&lru_lock);
		if (!victim) {
			rcu_read_unlock();
			break;
		}
		dput(dput_slow(victim, true, false));
		freed++;
		cond_resched();
	}
	return freed;
}

static unsigned long dentry_shrink_count(struct shrinker *s)
{
	(void)s;
	return (unsigned long)READ_ONCE(nr_unused);
}

static unsigned long dentry_shrink_scan(struct shrinker *s, unsigned long nr)
{
	(void)s;
	return dcache_shrink_lru(NULL, nr);
}

static struct shrinker dentry_shrinker = {
	.count_objects = dentry_shrink_count,
	.scan_objects = dentry_shrink_scan,
};

void dentry_stat_read(struct dentry_stat *st)
{
	struct dentry *d;

	st->nr_dentry = atomic_long_read(&nr_dentry);
	st->nr_negative = 0;
	spin_lock(&lru_lock);
	st->nr_unused = nr_unused;
	list_for_each_entry (d, &dentry_lru, d_lru)
		st->nr_negative += d_is_negative(d);
	spin_unlock(&lru_lock);
}

/* One bucket for every 32 pages of RAM: 64 KiB of table in 1 GiB. */
void __init dcache_init(void)
{
	u64 want = roundup_pow_of_two(totalram_pages() / 32);
	unsigned int i;

	want = clamp_t(u64, want, 64, 1u << 17);
	dentry_hashtable = kvzalloc(want * sizeof(*dentry_hashtable), GFP_KERNEL);
	if (!dentry_hashtable)
		panic("vfs: no memory for the dentry hash table (%llu buckets)",
		      (unsigned long long)want);
	d_hash_mask = (unsigned int)want - 1;
	for (i = 0; i < NR_HASH_LOCKS; i++)
		spin_lock_init(&d_hash_locks[i], RANK_LEAF);
	dentry_cache = kmem_cache_create("dentry", sizeof(struct dentry), _Alignof(struct dentry),
					 SLAB_RECLAIM_ACCOUNT | SLAB_PANIC, NULL);
	register_shrinker(&dentry_shrinker);
}
