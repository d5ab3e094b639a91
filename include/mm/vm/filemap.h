/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/filemap.h - the page cache: one copy of each page of a file, for read, write and every
 * mapping
 *
 * Locks: mapping->xa_lock (RANK_MAPPING) for changes of the tree; look-ups are lock-free (RCU +
 * reference). A page's contents change under lock_page() (RANK_PAGE); its place in the mapping is
 * stable while locked.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"
#include "kernel/base/uio.h"
#include "kernel/sched/mutex.h"
#include "lib/rbtree.h"
#include "lib/xarray.h"
#include "mm/phys/gfp.h"
#include "mm/phys/page.h"

struct address_space;
struct file;
struct inode;
struct vm_area_struct;
struct vm_fault;

struct address_space_operations {
	int (*read_page)(struct file *f, struct page *page); /* fills a locked page, unlocks it */
	int (*writepage)(struct page *page);		     /* NULL: memory only */
	bool (*dirty_page)(struct address_space *m, struct page *page); /* NULL: default */
	/* 0 and a locked, referenced, up-to-date page to write @len bytes at @pos into */
	int (*write_begin)(struct address_space *m, loff_t pos, unsigned int len,
			   struct page **page);
	int (*write_end)(struct address_space *m, loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page);
	/* The size of the file, bytes, read without locks; NULL: mm_file_ops->size(host). */
	loff_t (*size)(const struct address_space *m);
	void (*freepage)(struct address_space *m,
			 struct page *page); /* has left the cache; locked */
};

struct address_space {
	struct inode *host;    /* [c] owner, opaque here */
	struct xarray i_pages; /* [xa_lock] index -> struct page */
	spinlock_t xa_lock;
	unsigned long nrpages;		  /* [xa_lock] */
	atomic_t i_mmap_writable;	  /* VM_SHARED+MAYWRITE mappings; < 0: denied */
	struct rb_root i_mmap;		  /* [i_mmap_rwsem] VMAs by offset: interval tree, rmap.c */
	struct rw_semaphore i_mmap_rwsem; /* RANK_I_MMAP */
	struct rw_semaphore invalidate_lock;	      /* truncate against faults; RANK_VMA + 1 */
	const struct address_space_operations *a_ops; /* [c] */
	unsigned long flags;			      /* [a] AS_* */
	gfp_t gfp_mask;
	void *private_data;
};
#define AS_EIO		0
#define AS_UNEVICTABLE	3
#define AS_SHMEM	8 /* pages are the only copy: never dropped, counted as Shmem */
#define AS_PREACCOUNTED 9 /* shmem: its whole size was charged to Committed_AS at creation */

void address_space_init(struct address_space *m, struct inode *host,
			const struct address_space_operations *ops);

void lock_page(struct page *page);
bool trylock_page(struct page *page);
int lock_page_killable(struct page *page);
void unlock_page(struct page *page);
void wait_on_page_locked(struct page *page);

loff_t mapping_size(const struct address_space *m);
static inline bool mapping_is_shmem(const struct address_space *m)
{
	return test_bit(AS_SHMEM, &m->flags);
}

/* Referenced page or NULL; _lock_: locked too, and still in the mapping. */
struct page *find_get_page(struct address_space *m, unsigned long index);
struct page *find_lock_page(struct address_space *m, unsigned long index);
/* Up to @n present pages from @*index on, referenced; moves *index past the last. */
unsigned int find_get_pages_range(struct address_space *m, unsigned long *index, unsigned long end,
				  unsigned int n, struct page **pages);
int add_to_page_cache_locked(struct page *page, struct address_space *m, unsigned long index,
			     gfp_t gfp);	/* 0, -EEXIST, -ENOMEM */
void delete_from_page_cache(struct page *page); /* locked */
bool set_page_dirty(struct page *page);
bool clear_page_dirty_for_io(struct page *page); /* locked */

/* For f_op->read_iter / write_iter / mmap of cached files. */
ssize_t filemap_read(struct address_space *m, struct file *f, loff_t *pos, struct iov_iter *to);
ssize_t generic_perform_write(struct address_space *m, loff_t *pos, struct iov_iter *from);
unsigned int filemap_fault(struct vm_fault *vmf);
unsigned int filemap_map_pages(struct vm_fault *vmf, unsigned long start, unsigned long end);
extern const struct vm_operations_struct generic_file_vm_ops;
int filemap_write_and_wait_range(struct address_space *m, loff_t start, loff_t end);

/* Drops pages wholly inside [start, end], zeroes partial edges; the size was changed first. */
void truncate_inode_pages_range(struct address_space *m, loff_t start, loff_t end);
/* Size went down to @newsize: mappings and pages beyond it. */
void truncate_pagecache(struct address_space *m, loff_t newsize);
unsigned long invalidate_mapping_pages(struct address_space *m, unsigned long start,
				       unsigned long end);
