/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/slab_test.c - caches and kmalloc */
#include "slab.h"

#include "arch/irqflags.h"
#include "arch/random.h"
#include "base/bits.h"
#include "kernel/base/ktest.h"
#include "kernel/base/printk.h"
#include "kernel/sync/rcu.h"
#include "lib/format.h"
#include "lib/prng.h"
#include "lib/string.h"
#include "mm/kmem/failslab.h"
#include "mm/kmem/kasan.h"
#include "mm/kmem/kmemleak.h"
#include "mm/phys/mmzone.h"

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
	EXPECT_EQ(slab_sum(c).slabs, 0UL);
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

/* --- rows of docs/memory-api.md --- */

KTEST(slab, shrink_gives_pages_back)
{
	struct kmem_cache *c = kmem_cache_create("ktest-shrink", 512, 0, 0, NULL);
	enum { N = 256 };
	static void *p[N];

	ASSERT_NOT_NULL(c);
	ASSERT_EQ(kmem_cache_alloc_bulk(c, GFP_KERNEL, N, p), N);
	EXPECT_GE(slab_sum(c).slabs * c->objects, (unsigned long)N);
	EXPECT_EQ(kmem_cache_shrink(c), 1);
	for (int i = 0; i < N; i++)
		memset(p[i], i, 512);
	kmem_cache_free_bulk(c, N, p);
	EXPECT_EQ(kmem_cache_shrink(c), 0);
	EXPECT_EQ(slab_sum(c).slabs, 0UL);
	EXPECT_EQ(slab_sum(c).out, 0UL);
	kmem_cache_destroy(c);
}

/* Bulk is all or nothing. */
static unsigned long allowed;

static bool fail_after_allowed(size_t size, gfp_t gfp)
{
	(void)size;
	return !(gfp & __GFP_DIRECT_RECLAIM) ? false : allowed == 0 || allowed-- == 0;
}

KTEST(slab, bulk_failure_frees_all)
{
	struct kmem_cache *c = kmem_cache_create("ktest-bulkfail", 3000, 0, 0, NULL);
	void *p[30];

	ASSERT_NOT_NULL(c);
	allowed = 20;
	failslab_hook = fail_after_allowed;
	EXPECT_EQ(kmem_cache_alloc_bulk(c, GFP_KERNEL, 30, p), 0);
	failslab_hook = NULL;
	kmem_cache_shrink(c);
	EXPECT_EQ(slab_sum(c).out, 0UL);
	kmem_cache_destroy(c);
}

KTEST(kmalloc, failure_is_injected_and_survived)
{
	char *p = kmalloc(100, GFP_KERNEL), *q;

	ASSERT_NOT_NULL(p);
	strscpy(p, "kept", 5);
	allowed = 0;
	failslab_hook = fail_after_allowed;
	EXPECT_NULL(kmalloc(10, GFP_KERNEL));
	EXPECT_NULL(kzalloc(5000, GFP_KERNEL));
	EXPECT_NULL(kmalloc(100000, GFP_KERNEL));
	EXPECT_NULL(kmem_cache_create("ktest-none", 10, 0, 0, NULL));
	EXPECT_NULL(krealloc(p, 1000, GFP_KERNEL));
	q = kmalloc(10, GFP_KERNEL | __GFP_NOFAIL);
	failslab_hook = NULL;
	EXPECT_NOT_NULL(q);
	EXPECT_STREQ(p, "kept"); /* what could not grow is still there */
	kfree(q);
	kfree(p);
}

KTEST(slab, typesafe_by_rcu_stays_an_object)
{
	struct kmem_cache *c = kmem_cache_create("ktest-rcu", 128, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	volatile u64 *p;

	ASSERT_NOT_NULL(c);
	rcu_read_lock();
	p = kmem_cache_alloc(c, GFP_NOWAIT);
	if (p) {
		*p = 0x7e57;
		kmem_cache_free(c, (void *)p);
		EXPECT_EQ(*p, 0x7e57ULL); /* not poisoned, not linked through, not given back */
	}
	rcu_read_unlock();
	kmem_cache_destroy(c);
	EXPECT_TRUE(p != NULL);
}

KTEST(slab, hwcache_align)
{
	static const unsigned int sizes[] = {8, 24, 33, 65, 200};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *c =
			kmem_cache_create("ktest-hw", sizes[i], 0, SLAB_HWCACHE_ALIGN, NULL);
		void *p, *q;

		ASSERT_NOT_NULL(c);
		p = kmem_cache_alloc(c, GFP_KERNEL);
		q = kmem_cache_alloc(c, GFP_KERNEL);
		/* no object lies in two lines that could lie in one */
		EXPECT_EQ((unsigned long)p / 64, ((unsigned long)p + min(sizes[i], 64U) - 1) / 64);
		EXPECT_EQ((unsigned long)q / 64, ((unsigned long)q + min(sizes[i], 64U) - 1) / 64);
		kmem_cache_free(c, p);
		kmem_cache_free(c, q);
		kmem_cache_destroy(c);
	}
}

KTEST(kmalloc, node)
{
	for (int nid = 0; nid < nr_nodes; nid++) {
		void *p = kmalloc_node(300, GFP_KERNEL, nid),
		     *q = kmalloc_node(9000, GFP_KERNEL, nid);

		ASSERT_NOT_NULL(p);
		ASSERT_NOT_NULL(q);
		EXPECT_EQ(page_to_nid(virt_to_page(p)), nid);
		EXPECT_EQ(page_to_nid(virt_to_page(q)), nid);
		kfree(p);
		kfree(q);
	}
}

KTEST(kmalloc, in_interrupt_context)
{
	unsigned long flags;
	void *p;

	local_irq_save(flags);
	p = kmalloc(64, GFP_ATOMIC);
	EXPECT_NOT_NULL(p);
	EXPECT_TRUE(irqs_disabled());
	kfree(p);
	local_irq_restore(flags);
}

KTEST(kmalloc, up_to_4_mib)
{
	u8 *p = kmalloc(KMALLOC_MAX_SIZE, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);

	if (p) { /* a fragmented machine may have none */
		EXPECT_EQ(ksize(p), KMALLOC_MAX_SIZE);
		p[0] = p[KMALLOC_MAX_SIZE - 1] = 1;
		kfree_sensitive(p);
	}
	EXPECT_NULL(kmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL));
	EXPECT_NULL(kmalloc(SIZE_MAX, GFP_KERNEL));
}

/* Under -icount shift=0 a cycle of the TSC is an instruction; else the numbers are only said. */
KTEST(slab, cost_of_a_pair)
{
	enum { N = 10000 };
	u64 start, loop, pair;
	void *p[4];

	for (int i = 0; i < 4; i++)
		p[i] = kmalloc(64, GFP_KERNEL);
	for (int i = 0; i < 4; i++)
		kfree(p[i]);
	start = arch_cycles();
	for (int i = 0; i < N; i++)
		barrier();
	loop = arch_cycles() - start;
	start = arch_cycles();
	for (int i = 0; i < N; i++)
		kfree(kmalloc(64, GFP_KERNEL));
	pair = arch_cycles() - start;
	EXPECT_GE(pair, loop);
	pr_info("kmalloc+kfree of 64 bytes: %llu cycles\n", (pair - loop) / N);
}

#ifdef CONFIG_DEBUG
/* Words that others left in the unused part of their stacks may hide some leaks from a scan, as on
 * Linux, not all of them. */
#define PLANTED	  16
#define MUST_FIND 4

/* Keeps addresses where a scan does not know them. */
static unsigned long hidden[PLANTED];

static void __noinline plant_leak(size_t size, int i)
{
	char *p = kmalloc(size, GFP_KERNEL);

	if (p)
		strscpy(p, "planted", size);
	hidden[i] = ~(unsigned long)p;
}

static bool saw_plant;

static void find_plant(void *ctx, const char *fmt, ...)
{
	char line[200];
	__builtin_va_list ap;

	(void)ctx;
	__builtin_va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	__builtin_va_end(ap);
	if (strstr(line, "plant_leak") || strstr(line, "kmemleak_finds_a_planted_leak"))
		saw_plant = true;
}

/* What functions that have returned left below us. */
static void __noinline wipe_stack(int deeper)
{
	volatile char junk[900];

	for (size_t i = 0; i < sizeof(junk); i++)
		junk[i] = 0;
	if (deeper)
		wipe_stack(deeper - 1);
	junk[0] = 1; /* so that this is no tail call */
}

KTEST(slab, kmemleak_finds_a_planted_leak)
{
	const struct seq_sink sink = {.printf = find_plant};
	unsigned int before, found;

	wipe_stack(6);
	ASSERT_EQ(kmemleak_scan(), 0);
	before = kmemleak_count();
	for (int i = 0; i < PLANTED; i++)
		plant_leak(1000, i);
	wipe_stack(6);
	ASSERT_EQ(kmemleak_scan(), 0);
	found = kmemleak_count();
	EXPECT_GE(found, before + MUST_FIND);
	EXPECT_LE(found, before + PLANTED);
	saw_plant = false;
	kmemleak_show(&sink);
	EXPECT_TRUE(saw_plant);
	EXPECT_EQ(kmemleak_write("nonsense"), -22);
	for (int i = 0; i < PLANTED; i++)
		kfree((void *)~hidden[i]);
	EXPECT_EQ(kmemleak_count(), before);
}
#endif
