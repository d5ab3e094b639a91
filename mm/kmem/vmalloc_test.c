/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/vmalloc_test.c - vmalloc, vmap, kernel stacks; the resource trees */
#include "mm/kmem/vmalloc.h"

#include "arch/page.h"
#include "arch/thread.h"
#include "arch/uaccess.h"
#include "base/bits.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/string.h"
#include "mm/kmem/resource.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"

KTEST(vmalloc, contents_and_guard)
{
	size_t size = 5 * PAGE_SIZE + 100;
	char *p = vmalloc(size);
	u8 byte;

	ASSERT_NOT_NULL(p);
	EXPECT_TRUE(is_vmalloc_addr(p));
	memset(p, 0x3c, size);
	EXPECT_EQ(p[size - 1], (char)0x3c);
	EXPECT_TRUE(vmalloc_guard_hit((unsigned long)p + 6 * PAGE_SIZE));
	EXPECT_NE(copy_from_kernel_nofault(&byte, p + 6 * PAGE_SIZE, 1), 0);
	EXPECT_NOT_NULL(vmalloc_to_page(p + PAGE_SIZE));
	vfree(p);
	EXPECT_NE(copy_from_kernel_nofault(&byte, p, 1), 0);
}

KTEST(vmalloc, zeroed)
{
	u64 *p = vzalloc(64 << 10);

	ASSERT_NOT_NULL(p);
	for (size_t i = 0; i < (64 << 10) / 8; i++)
		EXPECT_EQ(p[i], 0ULL);
	vfree(p);
}

KTEST(vmalloc, many_areas)
{
	enum { N = 60 };
	static void *p[N];

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < N; i++) {
			p[i] = vmalloc((size_t)(1 + (i * 7) % 5) * PAGE_SIZE);
			ASSERT_NOT_NULL(p[i]);
			*(int *)p[i] = i;
		}
		for (int i = 0; i < N; i += 2)
			vfree(p[i]);
		for (int i = 1; i < N; i += 2) {
			EXPECT_EQ(*(int *)p[i], i);
			vfree(p[i]);
		}
	}
	EXPECT_NULL(vmalloc(0));
	EXPECT_NULL(vmalloc(SIZE_MAX));
	EXPECT_NULL(vmalloc((totalram_pages() + 1) << PAGE_SHIFT));
}

KTEST(vmalloc, vmap_shows_the_pages)
{
	struct page *pages[3];
	char *p;

	for (int i = 0; i < 3; i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		ASSERT_NOT_NULL(pages[i]);
		*(int *)page_to_virt(pages[i]) = i + 40;
	}
	p = vmap(pages, 3, 0, PAGE_KERNEL);
	ASSERT_NOT_NULL(p);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(*(int *)(p + i * PAGE_SIZE), i + 40);
	vunmap(p);
	for (int i = 0; i < 3; i++)
		__free_page(pages[i]);
}

KTEST(vmalloc, ram_is_no_device)
{
	struct page *page = alloc_page(GFP_KERNEL);

	ASSERT_NOT_NULL(page);
	EXPECT_NULL(ioremap(page_to_phys(page), PAGE_SIZE));
	EXPECT_NULL(ioremap(~0ULL - 10, 100));
	__free_page(page);
}

KTEST(vmalloc, thread_stacks_have_a_guard)
{
	char *stack = alloc_thread_stack(-1);
	u8 byte;

	ASSERT_NOT_NULL(stack);
	memset(stack, 0, THREAD_SIZE);
	EXPECT_NE(copy_from_kernel_nofault(&byte, stack - 1, 1), 0);
	free_thread_stack(stack);
}

KTEST(resource, tree)
{
	struct resource bus = {.start = 0x9000, .end = 0x90ff, .name = "ktest bus"};
	struct resource *a, *b;

	ASSERT_EQ(request_resource(&ioport_resource, &bus), 0);
	EXPECT_EQ(request_resource(&ioport_resource, &bus), -EBUSY);
	a = request_region(0x9000, 8, "ktest a");
	ASSERT_NOT_NULL(a);
	EXPECT_TRUE(a->parent == &bus);
	EXPECT_NULL(request_region(0x9004, 8, "overlaps"));
	EXPECT_NULL(request_region(0x90fc, 8, "half outside"));
	b = request_region(0x9008, 8, "ktest b");
	ASSERT_NOT_NULL(b);
	EXPECT_EQ(release_resource(&bus), -EINVAL); /* has children */
	release_region(0x9000, 8);
	release_region(0x9008, 8);
	EXPECT_EQ(release_resource(&bus), 0);
	EXPECT_NULL(request_region(0x9000, 0, "empty"));
}
