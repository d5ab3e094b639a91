/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/dcache.h - names: the cache of directory entries
 *
 * Lifetime: d_count; 0 means unused but cached, negative means dying.  A path walk under RCU may
 *   take an unused dentry into use again (from 0 up), never a dying one; the step from 0 to dying
 *   is made under d_lock.  Memory is freed after a grace period.
 * Key: c const, a atomic, d d_lock, q d_lock + d_seq (readers: d_seq or RCU), p parent's d_lock,
 *   h hash lock / RCU, i inode->i_lock, u LRU lock
 */
#pragma once

#include "base/atomic.h"
#include "base/types.h"
#include "kernel/sync/seqlock.h"
#include "kernel/sync/spinlock.h"

struct dentry;
struct inode;
struct mount;
struct super_block;

struct qstr {
	const char *name;
	u32 len;
	u32 hash;
};

#define DNAME_INLINE_LEN 40

struct dentry {
	/* read by path walk */
	unsigned int d_flags;	  /* [d] DCACHE_* */
	seqcount_t d_seq;	  /* [d] name, parent, inode, hashing change */
	struct hlist_node d_hash; /* [h] */
	struct dentry *d_parent;  /* [q] itself at a root */
	struct qstr d_name;	  /* [q] */
	struct inode *d_inode;	  /* [q] NULL: negative */
	/* references */
	atomic_t d_count;		      /* [a] */
	spinlock_t d_lock;		      /* RANK_DENTRY */
	const struct dentry_operations *d_op; /* [c] */
	struct super_block *d_sb;	      /* [c] */
	void *d_fsdata;			      /* [c] the file system's */
	struct list_head d_lru;		      /* [u] unused ones */
	struct list_head d_child;	      /* [p] */
	struct list_head d_subdirs;	      /* [d] newest first */
	union {
		struct hlist_node d_alias; /* [i] */
		struct rcu_head d_rcu;	   /* dying */
	};
	char d_iname[DNAME_INLINE_LEN]; /* [q] short names */
};

#define DCACHE_MOUNTED	     0x0001u /* something is mounted here, in some namespace */
#define DCACHE_DONTCACHE     0x0004u /* freed at the last put (proc) */
#define DCACHE_LRU_LIST	     0x0008u
#define DCACHE_REFERENCED    0x0010u /* used again since it was put on the LRU */
#define DCACHE_CURSOR	     0x0020u /* a reader's place in d_subdirs, not a name */
#define DCACHE_OP_REVALIDATE 0x0040u
#define DCACHE_OP_DELETE     0x0080u
#define DCACHE_DISCONNECTED  0x0100u /* pseudo file: pipe, anonymous inode */
#define DCACHE_CANT_MOUNT    0x0200u /* removed: nothing may be mounted here any more */

struct dentry_operations {
	/* 1 valid, 0 drop, -errno.  Must not sleep: also called in RCU walk. */
	int (*d_revalidate)(struct dentry *d, unsigned int flags);
	bool (*d_delete)(const struct dentry *d); /* true: do not cache */
	void (*d_release)(struct dentry *d);
	char *(*d_dname)(struct dentry *d, char *buf, int len); /* "pipe:[12]" at the end of buf */
};

struct path {
	struct mount *mnt;
	struct dentry *dentry;
};

/* Making.  d_alloc: one reference for the caller, and it holds one on @parent.  NULL: no memory. */
struct dentry *d_alloc(struct dentry *parent, const struct qstr *name);
struct dentry *d_alloc_name(struct dentry *parent, const char *name);
struct dentry *d_alloc_cursor(struct dentry *parent);
struct dentry *d_alloc_pseudo(struct super_block *sb, const struct qstr *name);
struct dentry *d_make_root(struct inode *inode); /* consumes the inode, also on failure */
/* Gives a negative dentry its inode (whose reference is consumed); _add also hashes it. */
void d_instantiate(struct dentry *d, struct inode *inode);
void d_add(struct dentry *d, struct inode *inode);
void d_tmpfile(struct dentry *d, struct inode *inode); /* nameless: nlink 0, "#123" */
/* For ->lookup: uses @d, or returns an existing alias of a directory inode. */
struct dentry *d_splice_alias(struct inode *inode, struct dentry *d);

struct dentry *dget(struct dentry *d); /* NULL is fine */
void dput(struct dentry *d);	       /* NULL is fine; may sleep */
struct dentry *dget_parent(struct dentry *d);
/* Referenced, or NULL.  @name->hash must be d_hash_name()'s. */
struct dentry *d_lookup(const struct dentry *parent, const struct qstr *name);
/* The same without a reference: under RCU; valid while d_seq stays *@seq. */
struct dentry *d_lookup_rcu(const struct dentry *parent, const struct qstr *name,
			    unsigned int *seq);
/* Under RCU: a reference if @d is still what it was at @seq. */
bool d_get_rcu(struct dentry *d, unsigned int seq);
u32 d_hash_name(const struct dentry *parent, const char *name, unsigned int len);

void d_drop(struct dentry *d); /* out of the hash: never found again */
void d_rehash(struct dentry *d);
void d_delete(struct dentry *d);		     /* after unlink: negative, or dropped */
void d_move(struct dentry *from, struct dentry *to); /* rename; both parents locked */
void d_exchange(struct dentry *a, struct dentry *b);
void d_invalidate(struct dentry *d);  /* drops it and all below; unmounts there */
void d_genocide(struct dentry *root); /* drops the pinning reference of each entry */
void shrink_dcache_sb(struct super_block *sb);
void shrink_dcache_parent(struct dentry *parent); /* frees all unused below */
void d_set_mounted(struct dentry *d);
void d_clear_mounted(struct dentry *d);

static inline bool d_is_negative(const struct dentry *d)
{
	return !READ_ONCE(d->d_inode);
}
static inline bool d_is_positive(const struct dentry *d)
{
	return !d_is_negative(d);
}
static inline struct inode *d_inode(const struct dentry *d)
{
	return READ_ONCE(d->d_inode);
}
static inline bool d_unhashed(const struct dentry *d)
{
	return !READ_ONCE(d->d_hash.pprev);
}
static inline bool d_mounted(const struct dentry *d)
{
	return READ_ONCE(d->d_flags) & DCACHE_MOUNTED;
}
static inline bool IS_ROOT(const struct dentry *d)
{
	return d == d->d_parent;
}
/* Removed while still in use (never true for a root). */
static inline bool d_unlinked(const struct dentry *d)
{
	return d_unhashed(d) && !IS_ROOT(d);
}
bool is_subdir(struct dentry *d, struct dentry *ancestor);	 /* or the same */
struct dentry *d_ancestor(struct dentry *p1, struct dentry *p2); /* child of p1 on the way to p2 */

/* Path as text at the end of @buf, as current sees it: "(unreachable)", " (deleted)";
 * ERR_PTR(-ENAMETOOLONG). */
char *d_path(const struct path *path, char *buf, int len);
/* As seen from @root; NULL if it is not below it. */
char *path_from_root(const struct path *path, const struct path *root, char *buf, int len);
char *dentry_path_raw(struct dentry *d, char *buf, int len);
char *dynamic_dname(char *buf, int len, const char *fmt, ...) __printf(3, 4);

void mntget(struct mount *m);
void mntput(struct mount *m); /* may sleep */
static inline void path_get(const struct path *p)
{
	mntget(p->mnt);
	dget(p->dentry);
}
static inline void path_put(const struct path *p)
{
	dput(p->dentry);
	mntput(p->mnt);
}
static inline bool path_equal(const struct path *a, const struct path *b)
{
	return a->mnt == b->mnt && a->dentry == b->dentry;
}

struct dentry_stat {
	long nr_dentry, nr_unused, nr_negative;
};
void dentry_stat_read(struct dentry_stat *st); /* /proc/sys/fs/dentry-state */
