/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/slab_test.c - caches and kmalloc */
#include "slab.h"

#include "base/bits.h"
#include "kernel/base/ktest.h"
#include "lib/prng.h"
#include "lib/string.h"

KTEST(slab, alloc_free)
{
	struct kmem_cache *c = kmem_cache_create("ktest-100", 100, 0, 0, NULL);
	static void *p[200];

	ASSERT_NOT_NULL(c);
	EXPECT_EQ(kmem_cache_size(c), 100u);
	for (int i = 0; i < 200; i++) {
		p[i] = kmem_cache_alloc(c, GFP_KERNEL);
		ASSERT_NOT_NULL(p[i]);
		EXPECT_TRUE(IS_ALIGNED((unsigned long)p[i], 8));
		memset(p[i], i, 100);
	}
	for (int i = 0; i < 200; i++) {
		for (int k = 0; k < 100; k++)
			EXPECT_EQ(((u8 *)p[i])[k], (u8)i);
		kmem_cache_free(c, p[i]);
	}
	EXPECT_EQ(kmem_cache_shrink(c), 0);
	EXPECT_EQ(c->nr_slabs, 0UL);
	kmem_cache_destroy(c);
}

static void ctor(void *obj)
{
	*(u64 *)obj = 0x1122334455667788ULL;
}

KTEST(slab, constructor_and_alignment)
{
	struct kmem_cache *c = kmem_cache_create("ktest-ctor", 72, 64, 0, ctor);
	u64 *p;

	ASSERT_NOT_NULL(c);
	for (int i = 0; i < 50; i++) {
		p = kmem_cache_alloc(c, GFP_KERNEL);
		ASSERT_NOT_NULL(p);
		EXPECT_TRUE(IS_ALIGNED((unsigned long)p, 64));
		EXPECT_EQ(*p, 0x1122334455667788ULL);
		kmem_cache_free(c, p);
	}
	kmem_cache_destroy(c);
}

KTEST(slab, bulk)
{
	struct kmem_cache *c = kmem_cache_create("ktest-bulk", 256, 0, SLAB_HWCACHE_ALIGN, NULL);
	void *p[70];

	ASSERT_NOT_NULL(c);
	EXPECT_EQ(kmem_cache_alloc_bulk(c, GFP_KERNEL, 70, p), 70);
	for (int i = 0; i < 70; i++)
		EXPECT_TRUE(IS_ALIGNED((unsigned long)p[i], 64));
	kmem_cache_free_bulk(c, 70, p);
	kmem_cache_destroy(c);
}

KTEST(slab, bad_requests)
{
	EXPECT_NULL(kmem_cache_create("ktest-0", 0, 0, 0, NULL));
	EXPECT_NULL(kmem_cache_create("ktest-align", 16, 3, 0, NULL));
	EXPECT_NULL(kmem_cache_create("ktest-big", 1u << 20, 0, 0, NULL));
}

KTEST(kmalloc, every_size)
{
	for (size_t size = 1; size <= 9000; size += size < 300 ? 1 : 97) {
		u8 *p = kmalloc(size, GFP_KERNEL);

		ASSERT_NOT_NULL(p);
		EXPECT_GE(ksize(p), size);
		EXPECT_TRUE(IS_ALIGNED((unsigned long)p, 8));
		if (is_power_of_2(size) && size >= 8)
			EXPECT_TRUE(IS_ALIGNED((unsigned long)p, size));
		memset(p, 0xee, size);
		kfree(p);
	}
}

KTEST(kmalloc, zeroed_and_large)
{
	static const size_t sizes[] = {24, 4096, 20000, 300000};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		u8 *p = kmalloc(sizes[i], GFP_KERNEL);

		ASSERT_NOT_NULL(p);
		memset(p, 0xff, sizes[i]);
		kfree(p);
		p = kzalloc(sizes[i], GFP_KERNEL);
		ASSERT_NOT_NULL(p);
		for (size_t k = 0; k < sizes[i]; k++)
			EXPECT_EQ(p[k], (u8)0);
		kfree(p);
	}
	EXPECT_NULL(kmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL));
	EXPECT_NULL(kmalloc_array(SIZE_MAX / 4, 8, GFP_KERNEL));
	EXPECT_NULL(kcalloc(1UL << 33, 1UL << 33, GFP_KERNEL));
}

KTEST(kmalloc, realloc_keeps_contents)
{
	char *p = kstrdup("frames and pages", GFP_KERNEL), *q;

	ASSERT_NOT_NULL(p);
	q = krealloc(p, 500, GFP_KERNEL);
	ASSERT_NOT_NULL(q);
	EXPECT_STREQ(q, "frames and pages");
	EXPECT_NULL(krealloc(q, 0, GFP_KERNEL));
	kfree(NULL);
	kfree_sensitive(NULL);
	p = kmalloc(64, GFP_KERNEL);
	ASSERT_NOT_NULL(p);
	kfree_sensitive(p);
}

KTEST(kmalloc, random_contents)
{
	enum { SLOTS = 200, ROUNDS = 8000 };
	struct prng r = PRNG_INIT(ktest_seed());
	static struct {
		u8 *p;
		size_t size;
		u8 mark;
	} slot[SLOTS];

	for (int round = 0; round < ROUNDS; round++) {
		unsigned int i = (unsigned int)prng_below(&r, SLOTS);

		if (slot[i].p) {
			EXPECT_EQ(slot[i].p[0], slot[i].mark);
			EXPECT_EQ(slot[i].p[slot[i].size - 1], slot[i].mark);
			kfree(slot[i].p);
			slot[i].p = NULL;
			continue;
		}
		slot[i].size = 1 + prng_below(&r, prng_below(&r, 8) ? 512 : 12000);
		slot[i].mark = (u8)prng_next(&r);
		slot[i].p = kmalloc(slot[i].size, GFP_KERNEL);
		ASSERT_NOT_NULL(slot[i].p);
		memset(slot[i].p, slot[i].mark, slot[i].size);
	}
	for (int i = 0; i < SLOTS; i++) {
		kfree(slot[i].p);
		slot[i].p = NULL;
	}
}
