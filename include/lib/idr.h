/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/idr.h - small numbers for things: idr maps them to pointers, ida only hands them out
 *
 * Both are arrays with XA_FLAGS_ALLOC (lib/xarray.h); the numbers go from 0 to INT_MAX.
 *
 * Locks: the caller's; idr_find(), idr_get_next() and iteration also under RCU.
 * Sources: Linux Documentation/core-api/idr.rst
 */
#pragma once

#include "lib/xarray.h"

struct idr {
	struct xarray xa;
	u32 next; /* where idr_alloc_cyclic() goes on */
};

#define IDR_INIT(name)                                                                             \
	{                                                                                          \
		.xa = XARRAY_INIT(name, XA_FLAGS_ALLOC), .next = 0                                 \
	}
#define DEFINE_IDR(name) struct idr name = IDR_INIT(name)

void idr_init(struct idr *idr);
/* idr_destroy - free the memory; the pointers are the caller's */
void idr_destroy(struct idr *idr);

/**
 * idr_alloc - give @ptr the lowest free number from @start up, below @end
 * @ptr: may be NULL: the number is taken, but is found only after idr_replace()
 * @end: 0 or less: no limit but INT_MAX
 *
 * Return: the number, -ENOMEM, -ENOSPC, or -EINVAL (@start < 0, or @ptr not 4-byte aligned)
 */
int __must_check idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
/* idr_alloc_cyclic - as above, but goes on after the last number given */
int __must_check idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);

void *idr_find(const struct idr *idr, unsigned long id);
/* idr_remove - Return: what was there */
void *idr_remove(struct idr *idr, unsigned long id);
/* idr_replace - new pointer for a number in use; Return: the old, or ERR_PTR(-ENOENT) */
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);
/* idr_get_next - the first pointer at or after *@id, which becomes its number; or NULL */
void *idr_get_next(const struct idr *idr, unsigned long *id);

static inline bool idr_is_empty(const struct idr *idr)
{
	return xa_empty(&idr->xa);
}

/* @id: unsigned long */
#define idr_for_each_entry(idr, entry, id) xa_for_each(&(idr)->xa, id, entry)

struct ida {
	struct xarray xa;
};

#define IDA_INIT(name)                                                                             \
	{                                                                                          \
		.xa = XARRAY_INIT(name, XA_FLAGS_ALLOC)                                            \
	}
#define DEFINE_IDA(name) struct ida name = IDA_INIT(name)

void ida_init(struct ida *ida);
void ida_destroy(struct ida *ida);
/* ida_alloc_range - Return: the lowest free number in [min, max], -ENOMEM or -ENOSPC */
int __must_check ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp);
void ida_free(struct ida *ida, unsigned int id);

static inline int __must_check ida_alloc(struct ida *ida, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, INT32_MAX, gfp);
}

static inline int __must_check ida_alloc_min(struct ida *ida, unsigned int min, gfp_t gfp)
{
	return ida_alloc_range(ida, min, INT32_MAX, gfp);
}
