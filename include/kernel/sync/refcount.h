/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/refcount.h - reference counts that saturate instead of wrapping
 *
 * Going below zero or up from zero is a kernel bug and warns; the count then stays saturated.
 */
#pragma once

#include "base/atomic.h"
#include "base/types.h"

typedef struct {
	atomic_t refs;
} refcount_t;

#define REFCOUNT_INIT(n)                                                                           \
	{                                                                                          \
		ATOMIC_INIT(n)                                                                     \
	}

static inline void refcount_set(refcount_t *r, int n)
{
	atomic_set(&r->refs, n);
}

static inline int refcount_read(const refcount_t *r)
{
	return atomic_read(&r->refs);
}

void refcount_inc(refcount_t *r);
bool refcount_inc_not_zero(refcount_t *r);
bool refcount_dec_and_test(refcount_t *r); /* acquire ordering when true */
