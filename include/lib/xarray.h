/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/xarray.h - sparse array of pointers indexed by unsigned long, with marks
 *
 * Theory
 *   A radix tree of 64-way nodes that is as high as its largest index needs; a
 *   single entry at index 0 needs no node at all.  An entry is a pointer that is
 *   a multiple of 4, or a small number made by xa_mk_value(); NULL means absent.
 *   Each entry has three marks; each node knows, per mark, which of its slots
 *   have a marked entry below, so marked entries are found without looking at
 *   the others.
 *
 *   Arrays initialised with XA_FLAGS_ALLOC hand out free indices: they use mark
 *   0 to know where free slots are, so users have marks 1 and 2 only.
 *
 * Memory
 *   Nodes come from one allocator registered with xa_set_alloc_ops().  Whoever
 *   stores under a spinlock gets the nodes first with xa_prealloc() and stores
 *   with xa_store_pool().  A failed operation leaves the array unchanged.
 *
 * Locks
 *   Unlike Linux's, this array has no lock inside: writers hold the caller's
 *   lock.  Readers (xa_load, xa_find*, xa_get_mark, xa_for_each*) hold it or are
 *   inside rcu_read_lock(); a reader beside a writer sees the state before or
 *   after it.  ->free must therefore wait for a grace period.
 *
 * Sources: Linux Documentation/core-api/xarray.rst
 */
#pragma once

#include "base/bits.h"
#include "base/compiler.h"
#include "base/types.h"

#define XA_CHUNK_SHIFT 6
#define XA_CHUNK_SIZE  (1u << XA_CHUNK_SHIFT)
#define XA_CHUNK_MASK  (XA_CHUNK_SIZE - 1)
#define XA_MAX_MARKS   3

typedef unsigned int xa_mark_t;
#define XA_MARK_0    0u
#define XA_MARK_1    1u
#define XA_MARK_2    2u
#define XA_PRESENT   8u /* as a filter: any entry */
#define XA_FREE_MARK XA_MARK_0

/* xa_flags: the low bits are the marks of the whole array. */
#define XA_FLAGS_MARK(mark) (1u << (mark))
#define XA_FLAGS_TRACK_FREE (1u << 8)
#define XA_FLAGS_ALLOC	    (XA_FLAGS_TRACK_FREE | XA_FLAGS_MARK(XA_FREE_MARK))

struct xa_node {
	struct rcu_head rcu;	/* for the allocator's ->free; the array never uses it */
	struct xa_node *parent; /* NULL: the root; in a pool: the next one */
	u8 shift;		/* bits of the index below this node's */
	u8 offset;		/* our slot in the parent */
	u8 count;		/* slots in use */
	void *slots[XA_CHUNK_SIZE];
	unsigned long marks[XA_MAX_MARKS];
};

struct xarray {
	unsigned int xa_flags;
	void *xa_head; /* NULL, the entry at index 0, or the root node */
};

#define XARRAY_INIT(name, flags)                                                                   \
	{                                                                                          \
		.xa_flags = (flags), .xa_head = NULL                                               \
	}
#define DEFINE_XARRAY(name)	  struct xarray name = XARRAY_INIT(name, 0)
#define DEFINE_XARRAY_ALLOC(name) struct xarray name = XARRAY_INIT(name, XA_FLAGS_ALLOC)

static inline void xa_init_flags(struct xarray *xa, unsigned int flags)
{
	xa->xa_flags = flags;
	xa->xa_head = NULL;
}

static inline void xa_init(struct xarray *xa)
{
	xa_init_flags(xa, 0);
}

static inline bool xa_empty(const struct xarray *xa)
{
	return READ_ONCE(xa->xa_head) == NULL;
}

/* xa_marked - is any entry marked? */
static inline bool xa_marked(const struct xarray *xa, xa_mark_t mark)
{
	return READ_ONCE(xa->xa_flags) & XA_FLAGS_MARK(mark);
}

/* Numbers up to LONG_MAX as entries. */
static inline void *xa_mk_value(unsigned long v)
{
	return (void *)(v << 1 | 1);
}

static inline unsigned long xa_to_value(const void *entry)
{
	return (unsigned long)entry >> 1;
}

static inline bool xa_is_value(const void *entry)
{
	return (unsigned long)entry & 1;
}

/* xa_store() and the like return an entry or an error made of -errno. */
static inline void *xa_mk_err(int err)
{
	return (void *)((unsigned long)(long)err << 2 | 2);
}

static inline bool xa_is_err(const void *entry)
{
	return ((unsigned long)entry & 3) == 2 &&
	       (unsigned long)entry >= (unsigned long)xa_mk_err(-4095);
}

/* xa_err - the -errno in a return value, 0 if it is none */
static inline int xa_err(const void *entry)
{
	return xa_is_err(entry) ? (int)((long)entry >> 2) : 0;
}

/* The allocator of nodes: ->alloc returns memory of sizeof(struct xa_node), or NULL. */
struct xa_alloc_ops {
	void *(*alloc)(gfp_t gfp);
	void (*free)(struct xa_node *node); /* after a grace period */
};

/* xa_set_alloc_ops - once, before the first store; @ops stays in use */
void xa_set_alloc_ops(const struct xa_alloc_ops *ops);

/* xa_load - the entry at @index, or NULL.  Locks: the array's, or RCU */
void *xa_load(const struct xarray *xa, unsigned long index);

/* xa_in_use - is there an entry at @index, be it one reserved with NULL? */
bool xa_in_use(const struct xarray *xa, unsigned long index);

/**
 * xa_store - put @entry at @index; NULL erases
 *
 * An entry that replaces another keeps its marks; a new one has none.
 * Locks:  the array's, exclusive
 * Return: the former entry or NULL; xa_err() of it is -ENOMEM if no node could be had, -EINVAL
 *         if @entry is no valid entry
 */
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);

/* xa_insert - store unless there is an entry; Return: 0, -EBUSY, -ENOMEM, -EINVAL */
int __must_check xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);

/* xa_erase - remove and return the entry, with its marks.  Never fails, never allocates */
void *xa_erase(struct xarray *xa, unsigned long index);

/* xa_destroy - free all nodes; the entries are the caller's.  The array is empty then */
void xa_destroy(struct xarray *xa);

/* Nodes gathered before a lock is taken.  Owner: one thread. */
struct xa_pool {
	struct xa_node *nodes;
	unsigned int count;
};

#define XA_POOL_INIT                                                                               \
	{                                                                                          \
		NULL, 0                                                                            \
	}

/**
 * xa_prealloc - make sure that @pool has the nodes a store at @index needs now
 *
 * Locks:  the array's, or RCU
 * Return: 0, or -ENOMEM (what was gathered stays in the pool)
 */
int __must_check xa_prealloc(struct xa_pool *pool, const struct xarray *xa, unsigned long index,
			     gfp_t gfp);
/* xa_store_pool - as xa_store(), nodes from @pool only; -EAGAIN: too few, prealloc again */
void *xa_store_pool(struct xarray *xa, unsigned long index, void *entry, struct xa_pool *pool);
/* xa_pool_release - free what was not used */
void xa_pool_release(struct xa_pool *pool);

/* Marks.  Setting one needs an entry; without it nothing happens. */
bool xa_get_mark(const struct xarray *xa, unsigned long index, xa_mark_t mark);
void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);

/**
 * xa_find - the first entry at or after *@index, up to @max
 * @filter: a mark, or XA_PRESENT
 *
 * Return: the entry, and its index in *@index; or NULL, *@index unchanged
 */
void *xa_find(const struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
/* xa_find_after - as above, after *@index */
void *xa_find_after(const struct xarray *xa, unsigned long *index, unsigned long max,
		    xa_mark_t filter);
/* xa_extract - up to @n entries from @start to @max into @dst; Return: how many */
unsigned int xa_extract(const struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter);

#define xa_for_each_range_filtered(xa, index, entry, start, last, filter)                          \
	for (index = (start), entry = xa_find(xa, &index, last, filter); entry;                    \
	     entry = xa_find_after(xa, &index, last, filter))

/* The body may erase the entry it stands on, and store at others. */
#define xa_for_each_range(xa, index, entry, start, last)                                           \
	xa_for_each_range_filtered(xa, index, entry, start, last, XA_PRESENT)
#define xa_for_each_start(xa, index, entry, start) xa_for_each_range(xa, index, entry, start, ~0UL)
#define xa_for_each(xa, index, entry)		   xa_for_each_start(xa, index, entry, 0)
#define xa_for_each_marked(xa, index, entry, mark)                                                 \
	xa_for_each_range_filtered(xa, index, entry, 0, ~0UL, mark)

struct xa_limit {
	u32 max;
	u32 min;
};

#define XA_LIMIT(min_, max_) ((struct xa_limit){.min = (min_), .max = (max_)})

/**
 * xa_alloc - store @entry at the lowest free index within @limit
 * @entry: NULL reserves the index: it loads as NULL, but is not free
 *
 * The array has XA_FLAGS_ALLOC.
 * Return: 0 and the index in *@id; -EBUSY: none is free; -ENOMEM
 */
int __must_check xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
			  gfp_t gfp);
/* xa_alloc_cyclic - as above, from *@next on, then from the start; Return: 1 if it wrapped */
int __must_check xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
				 u32 *next, gfp_t gfp);
