/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/x86_64/mm/mm_test.c - page tables of a private address space, kernel rights, faulting copies
 */
#include "arch/current.h"
#include "arch/mmu.h"
#include "arch/page.h"
#include "arch/smp.h"
#include "arch/uaccess.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/sched/sched.h"
#include "lib/string.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/alloc.h"
#include <asm/sections.h>

#define TEST_VA 0x10000000UL
#define TEST_PA 0x40000000ULL /* never touched */

static void drop_table(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);

	ClearPageTable(page);
	mod_page_state(page, NR_PAGETABLE, -1);
	__free_page(page);
}

/* Frees the tables that pg_map() made for TEST_VA, as exit would. */
static void drop_tables(pgd_t *pgd)
{
	pgd_t *g = pgd_offset(pgd, TEST_VA);
	pud_t *u = pud_offset(g, TEST_VA);
	pmd_t *m = pmd_offset(u, TEST_VA);

	if (pmd_present(*m))
		drop_table(pmd_pfn(*m));
	drop_table(pud_pfn(*u));
	drop_table(pgd_pfn(*g));
	pgd_clear(g);
}

KTEST(pgtable, map_query_unmap)
{
	pgd_t *pgd = pgd_alloc();
	pgprot_t prot = vm_get_page_prot(1 | 2 | 8), got;
	enum pg_level level;
	paddr_t pa;

	ASSERT_NOT_NULL(pgd);
	EXPECT_EQ(pg_lookup(pgd, TEST_VA, &pa, &got, &level), -ENOENT);
	EXPECT_EQ(pg_unmap(pgd, TEST_VA, PG_LEVEL_4K), -ENOENT);
	ASSERT_EQ(pg_map(pgd, TEST_VA, TEST_PA, prot, PG_LEVEL_4K), 0);
	EXPECT_EQ(pg_map(pgd, TEST_VA, TEST_PA, prot, PG_LEVEL_4K), -EEXIST);
	EXPECT_EQ(pg_map(pgd, TEST_VA, TEST_PA, prot, PG_LEVEL_2M), -EEXIST);
	ASSERT_EQ(pg_lookup(pgd, TEST_VA + 0x123, &pa, &got, &level), 0);
	EXPECT_EQ(pa, TEST_PA + 0x123);
	EXPECT_EQ(pgprot_val(got), pgprot_val(prot));
	EXPECT_EQ((int)level, (int)PG_LEVEL_4K);
	EXPECT_EQ(pg_unmap(pgd, TEST_VA, PG_LEVEL_2M), -EINVAL);
	EXPECT_EQ(pg_unmap(pgd, TEST_VA, PG_LEVEL_4K), 0);
	EXPECT_EQ(pg_lookup(pgd, TEST_VA, &pa, &got, &level), -ENOENT);
	drop_tables(pgd);
	pgd_free(pgd);
}

KTEST(pgtable, large_pages)
{
	pgd_t *pgd = pgd_alloc();
	pgprot_t prot = vm_get_page_prot(1), got;
	enum pg_level level;
	paddr_t pa;

	ASSERT_NOT_NULL(pgd);
	ASSERT_EQ(pg_map(pgd, TEST_VA, TEST_PA, prot, PG_LEVEL_2M), 0);
	ASSERT_EQ(pg_lookup(pgd, TEST_VA + 0x12345, &pa, &got, &level), 0);
	EXPECT_EQ(pa, TEST_PA + 0x12345);
	EXPECT_EQ((int)level, (int)PG_LEVEL_2M);
	EXPECT_EQ(pgprot_val(got), pgprot_val(prot));
	EXPECT_EQ(pg_map(pgd, TEST_VA + PAGE_SIZE, TEST_PA, prot, PG_LEVEL_4K), -EEXIST);
	EXPECT_EQ(pg_unmap(pgd, TEST_VA, PG_LEVEL_4K), -EINVAL);
	EXPECT_EQ(pg_unmap(pgd, TEST_VA, PG_LEVEL_2M), 0);
	drop_tables(pgd);
	pgd_free(pgd);
}

KTEST(pgtable, new_table_has_the_kernel_half_only)
{
	pgd_t *pgd = pgd_alloc();

	ASSERT_NOT_NULL(pgd);
	for (int i = 0; i < PTRS_PER_PGD; i++)
		EXPECT_EQ(pgd_val(pgd[i]), i < KERNEL_PGD_BOUNDARY ? 0UL : pgd_val(init_pgd[i]));
	pgd_free(pgd);
}

KTEST(pgtable, swap_entries)
{
	for (unsigned int type = 0; type < 32; type += 31) {
		for (int bit = 0; bit < SWP_OFFSET_BITS; bit++) {
			unsigned long off = 1UL << bit;
			pte_t p = swp_entry_to_pte(swp_entry(type, off));
			swp_entry_t e = pte_to_swp_entry(p);

			EXPECT_TRUE(is_swap_pte(p));
			EXPECT_FALSE(pte_val(p) & _PAGE_PRESENT);
			EXPECT_EQ(swp_type(e), type);
			EXPECT_EQ(swp_offset(e), off);
		}
	}
}

static unsigned long rights_of(const void *p)
{
	enum pg_level level;
	pgprot_t prot;
	paddr_t pa;

	return pg_lookup(init_pgd, (unsigned long)p, &pa, &prot, &level) ? 0 : pgprot_val(prot);
}

/* Write or execute, never both, by any address; and nothing of it for user mode. */
KTEST(pgtable, write_xor_execute)
{
	static int data;
	const void *text = _text, *rodata = __start_rodata;

	EXPECT_EQ(rights_of(text) & (_PAGE_RW | _PAGE_NX), 0UL);
	EXPECT_EQ(rights_of(__va(__pa_symbol(text))) & (_PAGE_RW | _PAGE_NX), _PAGE_NX);
	EXPECT_EQ(rights_of(rodata) & (_PAGE_RW | _PAGE_NX), _PAGE_NX);
	EXPECT_EQ(rights_of(__va(__pa_symbol(rodata))) & (_PAGE_RW | _PAGE_NX), _PAGE_NX);
	EXPECT_EQ(rights_of(&data) & (_PAGE_RW | _PAGE_NX), _PAGE_RW | _PAGE_NX);
	EXPECT_EQ(rights_of(__va(__pa_symbol(&data))) & (_PAGE_RW | _PAGE_NX), _PAGE_RW | _PAGE_NX);
	EXPECT_EQ((rights_of(text) | rights_of(&data)) & _PAGE_USER, 0UL);
	EXPECT_EQ(rights_of(NULL), 0UL);
}

/* A kernel thread has no user memory: every access faults and is survived. */
KTEST(uaccess, faults_are_counted)
{
	char __user *u = (char __user *)TEST_VA;
	u32 __user *w = (u32 __user *)TEST_VA;
	char buf[40];
	u32 v = 5;

	memset(buf, 'x', sizeof(buf));
	EXPECT_EQ(copy_from_user_nofault(buf, u, sizeof(buf)), sizeof(buf));
	EXPECT_EQ(buf[0], 'x');
	EXPECT_EQ(buf[39], 'x');
	pagefault_disable();
	EXPECT_EQ(copy_from_user(buf, u, sizeof(buf)), sizeof(buf));
	pagefault_enable();
	EXPECT_EQ(buf[0], 0);
	EXPECT_EQ(buf[39], 0);
	EXPECT_EQ(copy_to_user_nofault(u, buf, 33), (size_t)33);
	EXPECT_EQ(copy_to_user_nofault(u, buf, 0), (size_t)0);
	if (current->mm)
		return;
	EXPECT_EQ(get_user(v, w), -EFAULT);
	EXPECT_EQ(v, 0u);
	EXPECT_EQ(put_user(1, w), -EFAULT);
	EXPECT_EQ(clear_user(u, 100), (size_t)100);
	EXPECT_EQ(strncpy_from_user(buf, u, sizeof(buf)), (ssize_t)-EFAULT);
	EXPECT_EQ(strnlen_user(u, 10), (size_t)0);
	EXPECT_EQ(user_cmpxchg_u32(&v, w, 0, 1), -EFAULT);
}

/* Kernel addresses are refused by value, not by fault. */
KTEST(uaccess, kernel_addresses_refused)
{
	char buf[8] = "";
	void __user *kernel = (void __user *)(uaddr_t)buf;

	EXPECT_EQ(copy_from_user(buf, kernel, 8), (size_t)8);
	EXPECT_EQ(copy_to_user(kernel, buf, 8), (size_t)8);
	EXPECT_FALSE(access_ok((void __user *)TASK_SIZE_MAX, 1));
	EXPECT_FALSE(access_ok((void __user *)(TASK_SIZE_MAX - 4), 8));
	EXPECT_FALSE(access_ok((void __user *)8, SIZE_MAX));
	EXPECT_EQ(strncpy_from_user(buf, kernel, 8), (ssize_t)-EFAULT);
	EXPECT_EQ(put_user((u64)1, (u64 __user *)kernel), -EFAULT);
}

KTEST(uaccess, kernel_nofault)
{
	u64 v = 0, want = 0x123456789abcdef0ULL;

	EXPECT_EQ(copy_from_kernel_nofault(&v, &want, 8), 0);
	EXPECT_EQ(v, want);
	EXPECT_EQ(copy_from_kernel_nofault(&v, (void *)VMALLOC_END, 8), -EFAULT);
	EXPECT_EQ(copy_from_kernel_nofault(&v, (void *)0xdead000000000000UL, 8), -EFAULT);
	EXPECT_EQ(copy_from_kernel_nofault(&v, NULL, 8), -EFAULT);
}

struct remap_test {
	const volatile u32 *window;
	u32 want;
	atomic_t wrong;
};

static void look(void *arg)
{
	struct remap_test *t = arg;

	if (*t->window != t->want)
		atomic_inc(&t->wrong);
}

/* After a flush no CPU sees the page that was there before. */
KTEST(tlb, kernel_range_on_all_cpus)
{
	struct page *page[2] = {alloc_page(GFP_KERNEL), alloc_page(GFP_KERNEL)};
	struct remap_test t = {.wrong = ATOMIC_INIT(0)};
	unsigned long va;

	ASSERT_TRUE(page[0] && page[1]);
	t.window = vmap(&page[0], 1, 0, PAGE_KERNEL);
	ASSERT_NOT_NULL(t.window);
	va = (unsigned long)t.window;
	for (u32 i = 0; i < 20; i++) {
		*(u32 *)page_to_virt(page[i & 1]) = i;
		kernel_unmap_range(va, PAGE_SIZE);
		flush_tlb_kernel_range(va, va + PAGE_SIZE);
		ASSERT_EQ(kernel_map_pages(va, &page[i & 1], 1, PAGE_KERNEL), 0);
		t.want = i;
		smp_call_function_mask(~0ULL, look, &t);
		look(&t);
	}
	EXPECT_EQ(atomic_read(&t.wrong), 0);
	vunmap((const void *)va);
	__free_page(page[0]);
	__free_page(page[1]);
}

KTEST(pages, clear_and_copy)
{
	u64 *a = (u64 *)__get_free_page(GFP_KERNEL), *b = (u64 *)__get_free_page(GFP_KERNEL);
	struct xmm {
		u64 low, high;
	} old[2], seen[2], mine[2] = {{1, 2}, {3, 4}};
	unsigned int bad = 0;

	ASSERT_TRUE(a && b);
	for (unsigned int i = 0; i < 512; i++) {
		a[i] = i * 0x0101010101ULL;
		b[i] = ~0ULL;
	}
	__asm__ __volatile__(
		"movups %%xmm0, %0; movups %%xmm1, %1; movups %2, %%xmm0; movups %3, %%xmm1"
		: "=m"(old[0]), "=m"(old[1])
		: "m"(mine[0]), "m"(mine[1]));
	copy_page(b, a);
	for (unsigned int i = 0; i < 512; i++)
		bad += b[i] != i * 0x0101010101ULL;
	clear_page(b);
	__asm__ __volatile__(
		"movups %%xmm0, %0; movups %%xmm1, %1; movups %2, %%xmm0; movups %3, %%xmm1"
		: "=m"(seen[0]), "=m"(seen[1])
		: "m"(old[0]), "m"(old[1]));
	EXPECT_EQ(memcmp(seen, mine, sizeof(mine)), 0); /* they may be a program's */
	for (unsigned int i = 0; i < 512; i++)
		bad += b[i] != 0;
	EXPECT_EQ(bad, 0u);
	free_page((unsigned long)a);
	free_page((unsigned long)b);
}
