/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/refcount.c - reference counts that saturate
 *
 * A count that went wrong stays at a value so far from zero that no sequence of further
 * mistakes frees the object: a leak instead of a use after free.
 */
#include "kernel/sync/refcount.h"

#include "kernel/base/panic.h"

#define SATURATED (INT32_MIN / 2)

static void __cold saturate(refcount_t *r, const char *what)
{
	atomic_set(&r->refs, SATURATED);
	printk_ratelimited(KERN_ERR "refcount_t: %s; leaking memory at %pS\n", what,
			   __builtin_return_address(0));
	(void)WARN_ON(true);
}

void refcount_inc(refcount_t *r)
{
	int old = atomic_fetch_add(1, &r->refs);

	if (unlikely(old == 0))
		saturate(r, "addition on 0; use-after-free");
	else if (unlikely(old < 0 || old + 1 < 0))
		saturate(r, "saturated");
}

bool refcount_inc_not_zero(refcount_t *r)
{
	int old = atomic_read(&r->refs);

	do {
		if (old == 0)
			return false;
	} while (!atomic_try_cmpxchg(&r->refs, &old, old + 1));
	if (unlikely(old < 0 || old + 1 < 0))
		saturate(r, "saturated");
	return true;
}

bool refcount_dec_and_test(refcount_t *r)
{
	int old = atomic_fetch_sub(1, &r->refs);

	if (old == 1)
		return true;
	if (unlikely(old <= 0))
		saturate(r, "underflow; use-after-free");
	return false;
}
