/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/idr.c - small numbers for things
 *
 * Locks: the caller's, see idr.h.
 */
#include "base/err.h"
#include "lib/idr.h"

void idr_init(struct idr *idr)
{
	xa_init_flags(&idr->xa, XA_FLAGS_ALLOC);
	idr->next = 0;
}

void idr_destroy(struct idr *idr)
{
	xa_destroy(&idr->xa);
}

/* The range [start, end) as an inclusive limit; false if it is nonsense. */
static bool make_limit(int start, int end, struct xa_limit *limit)
{
	if (start < 0)
		return false;
	limit->min = (u32)start;
	limit->max = end > 0 ? (u32)end - 1 : INT32_MAX;
	return true;
}

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	struct xa_limit limit;
	u32 id;
	int err;

	if (!make_limit(start, end, &limit))
		return -EINVAL;
	err = xa_alloc(&idr->xa, &id, ptr, limit, gfp);
	if (err)
		return err == -EBUSY ? -ENOSPC : err;
	return (int)id;
}

int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	struct xa_limit limit;
	u32 id;
	int err;

	if (!make_limit(start, end, &limit))
		return -EINVAL;
	err = xa_alloc_cyclic(&idr->xa, &id, ptr, limit, &idr->next, gfp);
	if (err < 0)
		return err == -EBUSY ? -ENOSPC : err;
	return (int)id;
}

void *idr_find(const struct idr *idr, unsigned long id)
{
	return xa_load(&idr->xa, id);
}

void *idr_remove(struct idr *idr, unsigned long id)
{
	return xa_erase(&idr->xa, id);
}

void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	void *old;

	if (!ptr)
		return ERR_PTR(-EINVAL);
	if (!xa_in_use(&idr->xa, id))
		return ERR_PTR(-ENOENT);
	/* The slot exists: no memory is needed. */
	old = xa_store(&idr->xa, id, ptr, 0);
	return xa_is_err(old) ? ERR_PTR(xa_err(old)) : old;
}

void *idr_get_next(const struct idr *idr, unsigned long *id)
{
	return xa_find(&idr->xa, id, INT32_MAX, XA_PRESENT);
}

void ida_init(struct ida *ida)
{
	xa_init_flags(&ida->xa, XA_FLAGS_ALLOC);
}

void ida_destroy(struct ida *ida)
{
	xa_destroy(&ida->xa);
}

int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp)
{
	u32 id;
	int err;

	err = xa_alloc(&ida->xa, &id, NULL, XA_LIMIT(min, min_t(u32, max, INT32_MAX)), gfp);
	if (err)
		return err == -EBUSY ? -ENOSPC : err;
	return (int)id;
}

void ida_free(struct ida *ida, unsigned int id)
{
	xa_erase(&ida->xa, id);
}
