/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/uio.h - iov_iter: the cursor over the other end of a read or write
 *
 * File systems, pipes and ttys move data only through it and never see a user pointer.
 * A direction is from the iterator's view: ITER_SOURCE is read from (write(2)), ITER_DEST is
 * written to (read(2)).  Advancing is exact: after a partial copy count says what is left.
 * Context: may sleep for user iterators.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

struct page;

struct kvec {
	void *iov_base;
	size_t iov_len;
};

struct user_iovec { /* layout of struct iovec; asserted at the border */
	void __user *iov_base;
	size_t iov_len;
};

enum iter_dir { ITER_DEST, ITER_SOURCE };
enum iter_type { ITER_UBUF, ITER_IOVEC, ITER_KVEC };

struct iov_iter {
	u8 type;	      /* enum iter_type */
	u8 dir;		      /* enum iter_dir */
	bool nofault;	      /* copies fail instead of faulting pages in */
	bool append;	      /* RWF_APPEND: a write goes to the end of the file */
	unsigned int nr_segs; /* segments left */
	size_t offset;	      /* in the first segment */
	size_t count;	      /* bytes left in all */
	union {
		void __user *ubuf;	      /* offset counts from here for ITER_UBUF */
		const struct user_iovec *iov; /* the current segment */
		const struct kvec *kvec;
	};
};

static inline void iov_iter_ubuf(struct iov_iter *i, enum iter_dir dir, void __user *buf, size_t n)
{
	*i = (struct iov_iter){
		.type = ITER_UBUF, .dir = dir, .count = n, .nr_segs = 1, .ubuf = buf};
}

void iov_iter_init(struct iov_iter *i, enum iter_dir dir, const struct user_iovec *iov,
		   unsigned int nr, size_t count);
void iov_iter_kvec(struct iov_iter *i, enum iter_dir dir, const struct kvec *vec, unsigned int nr,
		   size_t count);

static inline size_t iov_iter_count(const struct iov_iter *i)
{
	return i->count;
}

void iov_iter_advance(struct iov_iter *i, size_t n);
void iov_iter_revert(struct iov_iter *i, size_t n);
static inline void iov_iter_truncate(struct iov_iter *i, size_t count)
{
	if (i->count > count)
		i->count = count;
}

/* Bytes copied (and advanced over); less than @n means a fault or the end. */
size_t copy_to_iter(const void *from, size_t n, struct iov_iter *i);
size_t copy_from_iter(void *to, size_t n, struct iov_iter *i);
size_t iov_iter_zero(size_t n, struct iov_iter *i);
size_t copy_page_to_iter(struct page *page, size_t off, size_t n, struct iov_iter *i);
size_t copy_page_from_iter(struct page *page, size_t off, size_t n, struct iov_iter *i);
/* Touches the first @n bytes so that a _nofault copy is likely to work: bytes NOT reachable. */
size_t fault_in_iov_iter_readable(const struct iov_iter *i, size_t n);
size_t fault_in_iov_iter_writeable(const struct iov_iter *i, size_t n);
