/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/uio.c - iov_iter: moving bytes between the kernel and the other end of a read or
 * write
 *
 * Theory
 *   One loop, iterate(), walks over the segments and hands each contiguous piece to a step that
 *   copies it and says how much of it could NOT be copied.  The cursor advances over what was.
 *
 * Not here: copy_page_to_iter() and its kin, which know struct page (kernel/sched/uio_page.c).
 *
 * Sources: readv(2); the meaning of Linux's lib/iov_iter interfaces
 */
#include "kernel/base/uio.h"

#include "arch/page.h"
#include "arch/uaccess.h"
#include "lib/string.h"

void iov_iter_init(struct iov_iter *i, enum iter_dir dir, const struct user_iovec *iov,
		   unsigned int nr, size_t count)
{
	*i = (struct iov_iter){
		.type = ITER_IOVEC, .dir = dir, .count = count, .nr_segs = nr, .iov = iov};
}

void iov_iter_kvec(struct iov_iter *i, enum iter_dir dir, const struct kvec *vec, unsigned int nr,
		   size_t count)
{
	*i = (struct iov_iter){
		.type = ITER_KVEC, .dir = dir, .count = count, .nr_segs = nr, .kvec = vec};
}

_Static_assert(sizeof(struct kvec) == sizeof(struct user_iovec) &&
		       offsetof(struct kvec, iov_len) == offsetof(struct user_iovec, iov_len),
	       "lengths of both kinds of segments are read through kvec");

/* iov and kvec are one union member for all that looks only at lengths. */
static size_t seg_len(const struct iov_iter *i)
{
	return i->kvec->iov_len;
}

void iov_iter_advance(struct iov_iter *i, size_t n)
{
	n = min(n, i->count);
	i->count -= n;
	i->offset += n;
	if (i->type == ITER_UBUF)
		return;
	while (i->nr_segs && i->offset >= seg_len(i)) {
		i->offset -= seg_len(i);
		i->kvec++;
		i->nr_segs--;
	}
}

void iov_iter_revert(struct iov_iter *i, size_t n)
{
	i->count += n;
	if (i->type != ITER_UBUF) {
		while (n > i->offset) {
			n -= i->offset;
			i->kvec--;
			i->nr_segs++;
			i->offset = seg_len(i);
		}
	}
	i->offset -= n;
}

/* --- the loop --- */

/* Copies between @n bytes of kernel memory and one piece; bytes NOT copied.  One of @user, @kernel
 * is set. */
typedef size_t (*iter_step_t)(void *mem, void __user *user, void *kernel, size_t n, bool nofault);

static size_t do_piece(struct iov_iter *i, u8 *mem, size_t n, iter_step_t step)
{
	switch (i->type) {
	case ITER_UBUF:
		return step(mem, (u8 __user *)i->ubuf + i->offset, NULL, n, i->nofault);
	case ITER_IOVEC:
		return step(mem, (u8 __user *)i->iov->iov_base + i->offset, NULL, n, i->nofault);
	default:
		return step(mem, NULL, (u8 *)i->kvec->iov_base + i->offset, n, i->nofault);
	}
}

static size_t iterate(struct iov_iter *i, void *mem, size_t n, iter_step_t step)
{
	size_t done = 0;

	n = min(n, i->count);
	while (done < n) {
		size_t part = n - done, missed;

		if (i->type != ITER_UBUF)
			part = min(part, seg_len(i) - i->offset);
		missed = part ? do_piece(i, mem ? (u8 *)mem + done : NULL, part, step) : 0;
		iov_iter_advance(i, part - missed); /* and over an empty segment */
		done += part - missed;
		if (missed)
			break;
	}
	return done;
}

static size_t step_to(void *mem, void __user *user, void *kernel, size_t n, bool nofault)
{
	if (kernel) {
		memcpy(kernel, mem, n);
		return 0;
	}
	return nofault ? copy_to_user_nofault(user, mem, n) : copy_to_user(user, mem, n);
}

static size_t step_from(void *mem, void __user *user, void *kernel, size_t n, bool nofault)
{
	if (kernel) {
		memcpy(mem, kernel, n);
		return 0;
	}
	return nofault ? copy_from_user_nofault(mem, user, n)
		       : copy_from_user_partial(mem, user, n);
}

static size_t step_zero(void *mem, void __user *user, void *kernel, size_t n, bool nofault)
{
	static const u8 zeros[256];
	size_t done, part;

	(void)mem;
	if (kernel) {
		memset(kernel, 0, n);
		return 0;
	}
	if (!nofault)
		return clear_user(user, n);
	for (done = 0; done < n; done += part) {
		size_t missed;

		part = min(n - done, sizeof(zeros));
		missed = copy_to_user_nofault((u8 __user *)user + done, zeros, part);
		if (missed)
			return n - done - part + missed;
	}
	return 0;
}

/* One user buffer, as read(2) and write(2) have it: most of all calls. */
static __always_inline size_t copy_ubuf(struct iov_iter *i, void *mem, size_t n, iter_step_t step)
{
	n = min(n, i->count);
	n -= step(mem, (u8 __user *)i->ubuf + i->offset, NULL, n, i->nofault);
	i->offset += n;
	i->count -= n;
	return n;
}

size_t copy_to_iter(const void *from, size_t n, struct iov_iter *i)
{
	if (likely(i->type == ITER_UBUF))
		return copy_ubuf(i, (void *)from, n, step_to);
	return iterate(i, (void *)from, n, step_to);
}

size_t copy_from_iter(void *to, size_t n, struct iov_iter *i)
{
	if (likely(i->type == ITER_UBUF))
		return copy_ubuf(i, to, n, step_from);
	return iterate(i, to, n, step_from);
}

size_t iov_iter_zero(size_t n, struct iov_iter *i)
{
	return iterate(i, NULL, n, step_zero);
}

/* --- touching ahead --- */

static int touch_readable(const u8 __user *p)
{
	u8 c;
	int err = get_user(c, p);

	(void)c;
	return err;
}

/* A write that changes nothing; atomic, as another thread may be writing there too. */
static int touch_writeable(u8 __user *p)
{
	u32 __user *word = (u32 __user *)((uaddr_t)p & ~3UL);
	u32 old;

	return user_cmpxchg_u32(&old, word, 0, 0);
}

/* Bytes of the @n at @p that cannot be reached. */
static size_t fault_in(u8 __user *p, size_t n, bool writing)
{
	size_t done = 0;

	if (!access_ok(p, n))
		return n;
	while (done < n) {
		if (writing ? touch_writeable(p + done) : touch_readable(p + done))
			return n - done;
		done += PAGE_SIZE - offset_in_page(p + done);
	}
	return 0;
}

static size_t fault_in_iter(const struct iov_iter *i, size_t n, bool writing)
{
	struct iov_iter it = *i;

	n = min(n, it.count);
	if (it.type == ITER_KVEC)
		return 0;
	while (n) {
		size_t part = n, missed;
		u8 __user *p;

		if (it.type == ITER_IOVEC)
			part = min(part, seg_len(&it) - it.offset);
		p = (u8 __user *)(it.type == ITER_UBUF ? it.ubuf : it.iov->iov_base) + it.offset;
		missed = fault_in(p, part, writing);
		if (missed)
			return n - part + missed;
		n -= part;
		iov_iter_advance(&it, part);
	}
	return 0;
}

size_t fault_in_iov_iter_readable(const struct iov_iter *i, size_t n)
{
	return fault_in_iter(i, n, false);
}

size_t fault_in_iov_iter_writeable(const struct iov_iter *i, size_t n)
{
	return fault_in_iter(i, n, true);
}
