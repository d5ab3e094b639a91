/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/slab_model_test.c - slab.c and kmalloc.c on the host: the model, and what must panic
 */
#include "base/bits.h"
#include "kernel/base/ktest.h"
#include "lib/prng.h"
#include "lib/string.h"
#include "mm/kmem/failslab.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"
#include "shim/slab.h"
#include "slab_model.h"

struct draws {
	struct prng rnd;
	unsigned long left;
};

static bool draw(void *ctx, unsigned int limit, unsigned int *out)
{
	struct draws *d = ctx;

	*out = (unsigned int)prng_below(&d->rnd, limit);
	return d->left-- > 0;
}

static void boot_once(void)
{
	static bool done;

	if (!done)
		slab_model_boot();
	done = true;
	slab_host_cpu(0);
	slab_host_fail_pages(-1);
}

KTEST(slab_host, random_operations_agree_with_the_model)
{
	boot_once();
	for (u64 round = 0; round < 8; round++) {
		struct draws d = {PRNG_INIT(ktest_seed() + round), 60000};

		slab_model_run(draw, &d);
	}
}

static void free_it(void *p)
{
	kfree(p);
}

static void free_twice(void *p)
{
	kfree(p);
	kfree(p);
}

KTEST(slab_host, double_free_is_noticed)
{
	boot_once();
	EXPECT_TRUE(slab_host_panics(free_twice, kmalloc(40, GFP_KERNEL)));
}

/* Flushed to its slab in between: the head of the slab's free list. */
static void free_flush_free(void *p)
{
	kfree(p);
	kmem_cache_shrink_all();
	kfree(p);
	kmem_cache_shrink_all();
}

KTEST(slab_host, double_free_is_noticed_in_the_slab)
{
	void *keep, *p;

	boot_once();
	keep = kmalloc(2000, GFP_KERNEL); /* so that the slab stays */
	p = kmalloc(2000, GFP_KERNEL);
	EXPECT_TRUE(slab_host_panics(free_flush_free, p));
	EXPECT_NOT_NULL(keep);
}

KTEST(slab_host, freeing_no_object_is_noticed)
{
	struct page *page;

	boot_once();
	page = alloc_pages(GFP_KERNEL, 1);
	ASSERT_NOT_NULL(page);
	EXPECT_TRUE(slab_host_panics(free_it, (char *)page_to_virt(page) + 64));
	__free_pages(page, 1);
}

static void drain(void *ctx)
{
	struct kmem_cache *c = ctx;

	for (int i = 0; i < 200; i++)
		(void)kmem_cache_alloc(c, GFP_KERNEL);
}

/* The list of free slots is followed only where it makes sense. */
KTEST(slab_host, overwritten_free_list_is_noticed)
{
	struct kmem_cache *c;
	void *p[60];

	boot_once();
	c = kmem_cache_create("host-hard", 64, 0, 0, NULL);
	ASSERT_NOT_NULL(c);
	for (int i = 0; i < 60; i++)
		p[i] = kmem_cache_alloc(c, GFP_KERNEL);
	for (int i = 0; i < 59; i++)
		kmem_cache_free(c, p[i]);
	kmem_cache_shrink(c); /* all free slots are on the slab's list */
	for (int i = 0; i < 59; i++)
		memset(p[i], 0x41, 8);
	EXPECT_TRUE(slab_host_panics(drain, c));
}

KTEST(slab_host, objects_of_a_node_lie_there)
{
	boot_once();
	for (int i = 0; i < 300; i++) {
		void *p = kmalloc_node(200, GFP_KERNEL, i & 1);

		ASSERT_NOT_NULL(p);
		EXPECT_EQ((unsigned long)p - PAGE_OFFSET >= 2048 * PAGE_SIZE, (bool)(i & 1));
		kfree(p);
	}
}

static unsigned long countdown;

static bool fail_at_zero(size_t size, gfp_t gfp)
{
	(void)size;
	(void)gfp;
	return countdown-- == 0;
}

/* Each allocation of a cache's creation fails in turn: it is refused and nothing is left. */
KTEST(slab_host, creation_survives_every_failure)
{
	unsigned long before;
	bool made = false;

	boot_once();
	kmem_cache_shrink_all();
	before = slab_host_pages();
	for (unsigned long n = 0; n < 40 && !made; n++) {
		struct kmem_cache *c;

		countdown = n;
		failslab_hook = fail_at_zero;
		c = kmem_cache_create("host-fail", 48, 0, 0, NULL);
		failslab_hook = NULL;
		made = c && countdown < 1000; /* never came to zero */
		kmem_cache_destroy(c);
		kmem_cache_shrink_all();
		EXPECT_EQ(slab_host_pages(), before);
	}
	EXPECT_TRUE(made);
}
