/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/shmem.h - memory that is a file: tmpfs contents, shared anonymous mappings, memfd
 *
 * A page exists only where it was written or faulted; a hole reads as zeros.  The size and times
 * belong to the owner (an inode, or a kernel-internal object for MAP_SHARED|MAP_ANONYMOUS).
 */
#pragma once

#include "base/types.h"
#include "mm/vm/filemap.h"

/* Limits and accounting of one instance (a tmpfs mount). */
struct shmem_sb_info {
	spinlock_t lock;	     /* RANK_LEAF */
	u64 max_blocks, used_blocks; /* pages; max 0: no limit */
	u64 max_inodes, free_inodes;
};

/* Makes @m (of inode @host) shmem: shmem_aops, limits of @sbi (NULL: none).  @preaccounted: see
 * AS_PREACCOUNTED. */
void shmem_mapping_init(struct address_space *m, struct inode *host, struct shmem_sb_info *sbi,
			bool preaccounted);
/* The inode goes away: drops every page and gives back what was accounted.  Calls truncate itself.
 */
void shmem_evict(struct address_space *m);

/* Size is read and grown through mm_file_ops->size and ->size_set (which also stamps nothing). */
extern const struct address_space_operations shmem_aops;
extern const struct vm_operations_struct shmem_vm_ops;

/* Page @index: found or made.  0 and *page locked and referenced; -ENOSPC, -ENOMEM, -EFBIG. */
enum sgp_type { SGP_READ, SGP_CACHE, SGP_WRITE, SGP_FALLOC };
int shmem_get_page(struct address_space *m, unsigned long index, struct page **page,
		   enum sgp_type sgp);
ssize_t shmem_read_iter(struct address_space *m, loff_t *pos, struct iov_iter *to);
/* Puts an existing page of memory (initramfs contents, zero-copy) at @index; consumes the reference
 * on success. */
int shmem_add_page(struct address_space *m, unsigned long index, struct page *page);
/* Pages for [off, off + len): 0, -ENOSPC, -ENOMEM, -EINTR; what was added by a failed call is
 * removed.  The size is the caller's. */
int shmem_fallocate(struct address_space *m, loff_t off, loff_t len);
/* FALLOC_FL_PUNCH_HOLE: zeroes the range and frees whole pages, in mappings too. */
void shmem_punch_hole(struct address_space *m, loff_t off, loff_t len);
void shmem_truncate_range(struct address_space *m, loff_t start,
			  loff_t end); /* end inclusive, -1: all */
loff_t shmem_seek_data_hole(struct address_space *m, loff_t off, loff_t size, bool hole);
/* Shared anonymous memory of @size bytes as a file; created by what fs/vfs registers. */
struct file *shmem_file_setup(const char *name, loff_t size, unsigned long vm_flags);
int shmem_zero_setup(struct vm_area_struct *vma);
