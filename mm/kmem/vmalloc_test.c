/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/vmalloc_test.c - vmalloc, vmap, kernel stacks; the resource trees */
#include "mm/kmem/vmalloc.h"

#include "arch/io.h"
#include "arch/irqflags.h"
#include "arch/mmu.h"
#include "arch/page.h"
#include "arch/thread.h"
#include "arch/uaccess.h"
#include "base/bits.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/string.h"
#include "mm/kmem/failslab.h"
#include "mm/kmem/resource.h"
#include "mm/kmem/slab.h"
#include "mm/phys/mmzone.h"

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

/* Freed with interrupts off: gone for who looks, and really gone with the next vmalloc(). */
KTEST(vmalloc, free_from_interrupt_context)
{
	long before = global_page_state(NR_VMALLOC_PAGES);
	void *p = vmalloc(20 * PAGE_SIZE), *q;
	unsigned long flags;

	ASSERT_NOT_NULL(p);
	local_irq_save(flags);
	vfree(p);
	local_irq_restore(flags);
	q = vmalloc(PAGE_SIZE);
	ASSERT_NOT_NULL(q);
	EXPECT_NE(p, q); /* its addresses wait for a flush of all TLBs */
	vfree(q);
	EXPECT_EQ(global_page_state(NR_VMALLOC_PAGES), before);
}

KTEST(vmalloc, node)
{
	for (int nid = 0; nid < nr_nodes; nid++) {
		char *p = vmalloc_node(3 * PAGE_SIZE, nid);

		ASSERT_NOT_NULL(p);
		EXPECT_EQ(page_to_nid(vmalloc_to_page(p + PAGE_SIZE)), nid);
		vfree(p);
	}
}

/* Every allocation inside vmalloc() fails in turn: NULL, and nothing is left of it. */
static unsigned long countdown;

static bool fail_at_zero(size_t size, gfp_t gfp)
{
	(void)size;
	(void)gfp;
	return countdown-- == 0;
}

KTEST(vmalloc, survives_every_failure)
{
	long pages = global_page_state(NR_VMALLOC_PAGES);
	unsigned long used = vmalloc_nr_pages();
	void *p = NULL;

	for (unsigned long n = 0; n < 10 && !p; n++) {
		countdown = n;
		failslab_hook = fail_at_zero;
		p = vmalloc(3000 * PAGE_SIZE); /* the array of pages is large, too */
		failslab_hook = NULL;
		if (!p) {
			EXPECT_EQ(global_page_state(NR_VMALLOC_PAGES), pages);
			EXPECT_EQ(vmalloc_nr_pages(), used);
		}
	}
	EXPECT_NOT_NULL(p);
	vfree(p);
	EXPECT_EQ(vmalloc_nr_pages(), used);
}

static unsigned long cache_bits(const void *p)
{
	enum pg_level level;
	pgprot_t prot;
	paddr_t pa;

	if (pg_lookup(init_pgd, (unsigned long)p, &pa, &prot, &level))
		return ~0UL;
	return pgprot_val(prot) & (_PAGE_PWT | _PAGE_PCD | _PAGE_PSE /* PAT */);
}

#define NOWHERE 0xfd00000000ULL /* reserved, and nothing is touched */

KTEST(ioremap, cache_types)
{
	void *p = ioremap(NOWHERE, PAGE_SIZE), *q = ioremap_wc(NOWHERE + PAGE_SIZE, 100);
	void *r = ioremap_wt(NOWHERE + 2 * PAGE_SIZE, 1), *s = ioremap_uc(NOWHERE + 0x3010, 8);

	EXPECT_EQ(cache_bits(p), _PAGE_PCD);
	EXPECT_EQ(cache_bits(q), _PAGE_PWT);
	EXPECT_EQ(cache_bits(r), _PAGE_PSE | _PAGE_PCD | _PAGE_PWT);
	EXPECT_EQ(cache_bits(s), _PAGE_PCD | _PAGE_PWT);
	EXPECT_EQ(offset_in_page(s), 0x10UL);
	iounmap(p);
	iounmap(q);
	iounmap(r);
	iounmap(s);
}

KTEST(ioremap, conflicting_types_are_refused)
{
	void *p = ioremap_wc(NOWHERE, 4 * PAGE_SIZE), *q;

	ASSERT_NOT_NULL(p);
	EXPECT_NULL(ioremap(NOWHERE + 3 * PAGE_SIZE, 8));
	EXPECT_NULL(ioremap_cache(NOWHERE - PAGE_SIZE, 2 * PAGE_SIZE));
	q = ioremap_wc(NOWHERE + PAGE_SIZE, 8); /* the same type: once more */
	EXPECT_NOT_NULL(q);
	iounmap(q);
	iounmap(p);
	q = ioremap(NOWHERE + 3 * PAGE_SIZE, 8);
	EXPECT_NOT_NULL(q);
	iounmap(q);
	EXPECT_NULL(ioremap(1ULL << 52, 8)); /* no processor has such an address */
}

KTEST(resource, ports_and_memory)
{
	struct resource *r = request_region(0x9100, 4, "ktest ports");
	struct resource *m = request_mem_region(0xd0000000, 0x1000, "ktest registers");

	ASSERT_NOT_NULL(r);
	ASSERT_NOT_NULL(m);
	EXPECT_NULL(request_region(0x9103, 1, "busy"));
	EXPECT_NULL(request_mem_region(0xd0000ff0, 0x20, "busy"));
	EXPECT_EQ(inb(0x9100), (u8)0xff); /* nobody answers there */
	release_region(0x9101, 2);	  /* that is not what was asked for: it stays */
	EXPECT_NULL(request_region(0x9101, 1, "busy"));
	release_region(0x9100, 4);
	release_mem_region(0xd0000000, 0x1000);
	r = request_region(0x9103, 1, "free again");
	EXPECT_NOT_NULL(r);
	release_region(0x9103, 1);
	EXPECT_NULL(request_region(0x10000, 1, "no such port"));
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
