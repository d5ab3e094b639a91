/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/pgrange_test.c - the virtual mapping functions, in a space that is not active and
 * in the kernel's own (rows "virtual functions" of docs/memory-api.md)
 */
#include "arch/mmu.h"
#include "arch/page.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/string.h"
#include "mm/phys/alloc.h"

#define BASE  0x40000000UL
#define USER  vm_get_page_prot(1 | 2 | 8)
#define PAGES 5

static void *kernel_view(pgd_t *pgd, unsigned long va)
{
	paddr_t pa;

	return pg_v2p(pgd, va, &pa) ? NULL : __va(pa);
}

/* Across a table's border, so that two tables are made. */
KTEST(pgrange, map_n_pages_into_an_inactive_space)
{
	unsigned long va = BASE + PMD_SIZE - 2 * PAGE_SIZE;
	pgd_t *pgd = pgd_alloc();
	struct page *pages[PAGES];
	paddr_t pa;

	ASSERT_NOT_NULL(pgd);
	for (int i = 0; i < PAGES; i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		ASSERT_NOT_NULL(pages[i]);
	}
	ASSERT_EQ(pg_map_pages(pgd, va, pages, PAGES, USER), 0);
	for (unsigned long i = 0; i < PAGES; i++) {
		EXPECT_EQ(pg_v2p(pgd, va + i * PAGE_SIZE + 17, &pa), 0);
		EXPECT_EQ(pa, page_to_phys(pages[i]) + 17);
	}
	EXPECT_EQ(pg_v2p(init_pgd, va, &pa), -ENOENT); /* it is that space's alone */
	/* the fourth of these is taken: nothing of it happens */
	EXPECT_EQ(pg_map_pages(pgd, va - 3 * PAGE_SIZE, pages, PAGES, USER), -EEXIST);
	EXPECT_EQ(pg_v2p(pgd, va - PAGE_SIZE, &pa), -ENOENT);
	EXPECT_EQ(pg_map_pages(pgd, va + 1, pages, 1, USER), -EINVAL);
	EXPECT_EQ(pg_map_pages(pgd, va, pages, 0, USER), -EINVAL);
	EXPECT_EQ(pg_unmap_pages(pgd, va, PAGES + 1), -ENOENT);
	EXPECT_EQ(pg_v2p(pgd, va, &pa), 0);
	EXPECT_EQ(pg_unmap_pages(pgd, va, PAGES), 0);
	EXPECT_EQ(pg_v2p(pgd, va, &pa), -ENOENT);
	for (int i = 0; i < PAGES; i++)
		__free_page(pages[i]);
	pg_free_tables(pgd);
	pgd_free(pgd);
}

KTEST(pgrange, unmap_refuses_the_wrong_size)
{
	pgd_t *pgd = pgd_alloc();

	ASSERT_NOT_NULL(pgd);
	ASSERT_EQ(pg_map(pgd, BASE, 0x40000000, USER, PG_LEVEL_2M), 0);
	EXPECT_EQ(pg_unmap_pages(pgd, BASE, 1), -EINVAL);
	EXPECT_EQ(pg_free_range(pgd, BASE, 512), -EINVAL);
	EXPECT_EQ(pg_unmap(pgd, BASE, PG_LEVEL_4K), -EINVAL);
	EXPECT_EQ(pg_unmap(pgd, BASE, PG_LEVEL_2M), 0);
	pg_free_tables(pgd);
	pgd_free(pgd);
}

KTEST(pgrange, find_a_free_range_between_two_addresses)
{
	pgd_t *pgd = pgd_alloc();

	ASSERT_NOT_NULL(pgd);
	EXPECT_EQ(pg_find_free(pgd, BASE, BASE + 16 * PAGE_SIZE, 16), BASE);
	EXPECT_EQ(pg_find_free(pgd, BASE, BASE + 16 * PAGE_SIZE, 17), 0UL);
	EXPECT_EQ(pg_find_free(pgd, BASE + 1, BASE + PAGE_SIZE, 1), 0UL);
	EXPECT_EQ(pg_find_free(pgd, BASE, BASE + (1UL << 30), 0), 0UL);
	EXPECT_EQ(pg_find_free(pgd, BASE, BASE + (1UL << 30), ~0UL), 0UL);
	ASSERT_EQ(pg_map(pgd, BASE + 2 * PAGE_SIZE, 0x1000, USER, PG_LEVEL_4K), 0);
	EXPECT_EQ(pg_find_free(pgd, BASE, BASE + 16 * PAGE_SIZE, 2), BASE);
	EXPECT_EQ(pg_find_free(pgd, BASE, BASE + 16 * PAGE_SIZE, 3), BASE + 3 * PAGE_SIZE);
	ASSERT_EQ(pg_map(pgd, BASE + PMD_SIZE, 0x40000000, USER, PG_LEVEL_2M), 0);
	EXPECT_EQ(pg_find_free(pgd, BASE, BASE + 4 * PMD_SIZE, 600), BASE + 2 * PMD_SIZE);
	EXPECT_EQ(pg_unmap(pgd, BASE + 2 * PAGE_SIZE, PG_LEVEL_4K), 0);
	EXPECT_EQ(pg_unmap(pgd, BASE + PMD_SIZE, PG_LEVEL_2M), 0);
	pg_free_tables(pgd);
	pgd_free(pgd);
}

KTEST(pgrange, allocate_into_a_range_and_free_it)
{
	long tables = global_page_state(NR_PAGETABLE);
	pgd_t *pgd = pgd_alloc();
	unsigned long a, b;
	char *p;

	ASSERT_NOT_NULL(pgd);
	a = pg_alloc_range(pgd, BASE, BASE + 64 * PAGE_SIZE, 10, USER);
	b = pg_alloc_range(pgd, BASE, BASE + 64 * PAGE_SIZE, 10, USER);
	EXPECT_EQ(a, BASE);
	EXPECT_EQ(b, BASE + 10 * PAGE_SIZE);
	p = kernel_view(pgd, b + 9 * PAGE_SIZE);
	ASSERT_NOT_NULL(p);
	EXPECT_EQ(p[100], 0);
	strscpy(p, "there", 8);
	EXPECT_STREQ((char *)kernel_view(pgd, b + 9 * PAGE_SIZE), "there");
	EXPECT_EQ(pg_alloc_range(pgd, BASE, BASE + 64 * PAGE_SIZE, 50, USER), 0UL);
	EXPECT_EQ(pg_free_range(pgd, a, 10), 0);
	EXPECT_EQ(pg_free_range(pgd, a, 10), -ENOENT);
	EXPECT_EQ(pg_alloc_range(pgd, BASE, BASE + 64 * PAGE_SIZE, 10, USER), a);
	EXPECT_EQ(pg_free_range(pgd, a, 20), 0);
	pg_free_tables(pgd);
	pgd_free(pgd);
	EXPECT_EQ(global_page_state(NR_PAGETABLE), tables);
}

KTEST(pgrange, uvmalloc_grows_a_user_half)
{
	pgd_t *pgd = pgd_alloc();

	ASSERT_NOT_NULL(pgd);
	EXPECT_EQ(uvmalloc(pgd, BASE, BASE + 100, USER), BASE + 100);
	EXPECT_EQ(uvmalloc(pgd, BASE + 100, BASE + PAGE_SIZE, USER), BASE + PAGE_SIZE);
	EXPECT_EQ(uvmalloc(pgd, BASE + PAGE_SIZE, BASE + 3 * PAGE_SIZE + 1, USER),
		  BASE + 3 * PAGE_SIZE + 1);
	EXPECT_NOT_NULL(kernel_view(pgd, BASE + 3 * PAGE_SIZE));
	EXPECT_NULL(kernel_view(pgd, BASE + 4 * PAGE_SIZE));
	EXPECT_EQ(uvmalloc(pgd, BASE + PAGE_SIZE, BASE, USER), 0UL);
	EXPECT_EQ(uvmalloc(pgd, BASE + PAGE_SIZE, BASE + 2 * PAGE_SIZE, USER), 0UL); /* taken */
	EXPECT_EQ(uvmalloc(pgd, 0, 1UL << 48, USER), 0UL);
	EXPECT_EQ(pg_free_range(pgd, BASE, 4), 0);
	pg_free_tables(pgd);
	pgd_free(pgd);
}

/* The kernel half is one for all: what is mapped in it is seen from every space. */
KTEST(pgrange, kernel_half_is_shared)
{
	struct page *page = alloc_page(GFP_KERNEL);
	pgd_t *pgd = pgd_alloc();
	unsigned long va;
	paddr_t pa;

	ASSERT_NOT_NULL(page);
	ASSERT_NOT_NULL(pgd);
	va = pg_find_free(init_pgd, VMALLOC_START + (256UL << 30), VMALLOC_START + (257UL << 30), 1);
	ASSERT_NE(va, 0UL);
	ASSERT_EQ(pg_map_pages(init_pgd, va, &page, 1, PAGE_KERNEL), 0);
	EXPECT_EQ(pg_v2p(pgd, va, &pa), 0);
	EXPECT_EQ(pa, page_to_phys(page));
	EXPECT_EQ(pg_unmap_pages(init_pgd, va, 1), 0);
	EXPECT_EQ(pg_v2p(pgd, va, &pa), -ENOENT);
	flush_tlb_kernel_range(va, va + PAGE_SIZE);
	__free_page(page);
	pgd_free(pgd);
}
