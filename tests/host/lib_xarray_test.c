/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/lib_xarray_test.c - xarray when there is no memory, and no leak
 *
 * Only on the host: the kernel's node allocator cannot be made to fail for one test.
 */
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/prng.h"
#include "lib/xarray.h"

#include "shim/host.h"

KTEST(xarray_memory, failure_changes_nothing)
{
	struct prng rnd = PRNG_INIT(ktest_seed());
	long before = host_blocks();
	unsigned int i, failed = 0;
	DEFINE_XARRAY(xa);

	for (i = 0; i < 3000; i++) {
		unsigned long index = prng_next(&rnd) >> prng_below(&rnd, 64);
		long blocks = host_blocks();
		void *old = xa_load(&xa, index);
		void *got;

		host_fail_after((long)prng_below(&rnd, 12));
		got = xa_store(&xa, index, xa_mk_value(i), 0);
		host_fail_after(-1);
		if (xa_is_err(got)) {
			failed++;
			EXPECT_EQ(xa_err(got), -ENOMEM);
			EXPECT_TRUE(xa_load(&xa, index) == old);
			EXPECT_EQ(host_blocks(), blocks);
		} else {
			EXPECT_TRUE(got == old);
			EXPECT_TRUE(xa_load(&xa, index) == xa_mk_value(i));
		}
		if (i % 5 == 0)
			xa_erase(&xa, index);
	}
	EXPECT_GT(failed, 0u);
	xa_destroy(&xa);
	EXPECT_EQ(host_blocks(), before);
}

KTEST(xarray_memory, erase_gives_everything_back)
{
	static unsigned long index[500];
	struct prng rnd = PRNG_INIT(ktest_seed());
	long before = host_blocks();
	unsigned int i;
	DEFINE_XARRAY(xa);

	for (i = 0; i < ARRAY_SIZE(index); i++) {
		index[i] = prng_next(&rnd) >> prng_below(&rnd, 64);
		EXPECT_EQ(xa_err(xa_store(&xa, index[i], xa_mk_value(1), 0)), 0);
	}
	EXPECT_GT(host_blocks(), before);
	for (i = 0; i < ARRAY_SIZE(index); i++)
		xa_erase(&xa, index[i]);
	EXPECT_EQ(host_blocks(), before);
	EXPECT_TRUE(xa_empty(&xa));
}

KTEST(xarray_memory, alloc_fails_cleanly)
{
	struct xarray xa = XARRAY_INIT(xa, XA_FLAGS_ALLOC);
	long before = host_blocks();
	u32 id = 77;

	EXPECT_EQ(xa_alloc(&xa, &id, NULL, XA_LIMIT(0, 9), 0), 0);
	EXPECT_EQ(id, 0u);
	host_fail_after(0);
	id = 77;
	EXPECT_EQ(xa_alloc(&xa, &id, NULL, XA_LIMIT(0, 9), 0), -ENOMEM);
	host_fail_after(-1);
	EXPECT_EQ(id, 77u);
	EXPECT_EQ(xa_alloc(&xa, &id, NULL, XA_LIMIT(0, 9), 0), 0);
	EXPECT_EQ(id, 1u);
	xa_destroy(&xa);
	EXPECT_EQ(host_blocks(), before);
}
