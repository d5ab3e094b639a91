/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/kasan_test.c - planted bugs, each of which KASAN must name (KASAN=1 KTEST=1)
 *
 * The bugs are real: a pass means that the access was seen before it was made.
 */
#include "base/bits.h"
#include "kernel/base/ktest.h"
#include "lib/string.h"
#include "mm/kmem/kasan.h"
#include "mm/kmem/slab.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/alloc.h"

/* A pointer of which the compiler knows nothing. */
#define HIDE(p)                                                                                    \
	({                                                                                         \
		__typeof__(p) _h = (p);                                                            \
		__asm__ __volatile__("" : "+r"(_h));                                               \
		_h;                                                                                \
	})

static void expect(struct kasan_report r, const char *kind, const volatile void *addr, size_t size,
		   bool is_write)
{
	EXPECT_EQ(r.count, 1u);
	if (!r.count)
		return;
	EXPECT_STREQ(r.kind, kind);
	EXPECT_EQ((unsigned long)r.addr, (unsigned long)addr);
	EXPECT_EQ(r.size, size);
	EXPECT_EQ(r.is_write, is_write);
}

KTEST(kasan, use_after_free)
{
	volatile char *p = HIDE((char *)kmalloc(64, GFP_KERNEL));

	ASSERT_NOT_NULL(p);
	p[8] = 1;
	kfree((void *)p);
	kasan_expect_begin();
	p[8] = 2;
	expect(kasan_expect_end(), "use-after-free", p + 8, 1, true);
}

KTEST(kasan, slab_out_of_bounds)
{
	volatile u8 *p = HIDE((u8 *)kmalloc(123, GFP_KERNEL));

	ASSERT_NOT_NULL(p);
	p[122] = 1; /* the last one is ours */
	kasan_expect_begin();
	p[123] = 1;
	expect(kasan_expect_end(), "slab-out-of-bounds", p + 123, 1, true);
	kasan_expect_begin();
	(void)*(volatile u64 *)(p + 120);
	expect(kasan_expect_end(), "slab-out-of-bounds", p + 120, 8, false);
	kasan_expect_begin();
	(void)p[-1];
	expect(kasan_expect_end(), "slab-out-of-bounds", p - 1, 1, false);
	kfree((void *)p);
}

KTEST(kasan, krealloc_moves_the_border)
{
	volatile u8 *p = HIDE((u8 *)kmalloc(30, GFP_KERNEL)), *q;

	ASSERT_NOT_NULL(p);
	q = HIDE((u8 *)krealloc((void *)p, 20, GFP_KERNEL));
	EXPECT_TRUE(p == q);
	kasan_expect_begin();
	q[20] = 1;
	expect(kasan_expect_end(), "slab-out-of-bounds", q + 20, 1, true);
	EXPECT_EQ(ksize((void *)q), 32u);
	q[31] = 1; /* who asks for the size may use it */
	kfree((void *)q);
}

KTEST(kasan, large_kmalloc)
{
	volatile u8 *p = HIDE((u8 *)kmalloc(20000, GFP_KERNEL));

	ASSERT_NOT_NULL(p);
	p[19999] = 1;
	kasan_expect_begin();
	p[20000] = 1;
	expect(kasan_expect_end(), "slab-out-of-bounds", p + 20000, 1, true);
	kfree((void *)p);
}

KTEST(kasan, double_and_invalid_free)
{
	char *p = HIDE((char *)kmalloc(96, GFP_KERNEL));
	struct kasan_report r;

	ASSERT_NOT_NULL(p);
	kasan_expect_begin();
	kfree(p + 8);
	expect(kasan_expect_end(), "invalid-free", p + 8, 0, true);
	kfree(p);
	kasan_expect_begin();
	kfree(HIDE(p));
	r = kasan_expect_end();
	expect(r, "double-free", p, 0, true);
}

static int some_global[5];

KTEST(kasan, global_out_of_bounds)
{
	volatile int *p = HIDE(&some_global[0]);

	p[4] = 1;
	kasan_expect_begin();
	p[5] = 1;
	expect(kasan_expect_end(), "global-out-of-bounds", p + 5, 4, true);
}

KTEST(kasan, stack_out_of_bounds)
{
	char local[13];
	volatile char *p = HIDE(&local[0]);

	p[12] = 1;
	kasan_expect_begin();
	p[13] = 1;
	expect(kasan_expect_end(), "stack-out-of-bounds", p + 13, 1, true);
}

KTEST(kasan, page_use_after_free)
{
	struct page *page = alloc_page(GFP_KERNEL);
	volatile u32 *p;

	ASSERT_NOT_NULL(page);
	p = HIDE((u32 *)page_to_virt(page));
	p[3] = 1;
	__free_page(page);
	kasan_expect_begin();
	(void)p[3];
	expect(kasan_expect_end(), "use-after-free", p + 3, 4, false);
}

KTEST(kasan, vmalloc_out_of_bounds)
{
	volatile u8 *p = HIDE((u8 *)vmalloc(2 * PAGE_SIZE - 100));

	ASSERT_NOT_NULL(p);
	p[2 * PAGE_SIZE - 101] = 1;
	kasan_expect_begin();
	p[2 * PAGE_SIZE - 100] = 1; /* in the page, so it does not fault */
	expect(kasan_expect_end(), "vmalloc-out-of-bounds", p + 2 * PAGE_SIZE - 100, 1, true);
	vfree((void *)p);
}

KTEST(kasan, memory_functions)
{
	u8 *p = HIDE((u8 *)kmalloc(40, GFP_KERNEL));
	char from[64];

	ASSERT_NOT_NULL(p);
	memset(from, 1, sizeof(from));
	memcpy(p, from, 40);
	kasan_expect_begin();
	memset(p, 0, HIDE(48UL));
	expect(kasan_expect_end(), "slab-out-of-bounds", p, 48, true);
	kasan_expect_begin();
	memcpy(from, p, HIDE(41UL));
	expect(kasan_expect_end(), "slab-out-of-bounds", p, 41, false);
	kfree(p);
}
