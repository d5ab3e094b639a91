/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/kernel/memory_api_test.c - rows of docs/memory-api.md that no single room can show
 *
 * What a room does by itself is tested beside it; here are address spaces and page tables
 * together, ports, and the sums of /proc/meminfo against a walk over all frames.
 */
#include "kernel/base/ktest.h"

#include <linux/mman.h>
#include <linux/serial_reg.h>
#include "arch/io.h"
#include "arch/mmu.h"
#include "kernel/sched/sched.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/alloc.h"
#include "mm/phys/mmzone.h"
#include "mm/vm/mm.h"

#define HINT	     0x20000000UL
#define NPAGES	     5
#define COM1	     0x3f8
#define PCI_ADDRESS  0xcf8
#define PCI_DATA     0xcfc
#define PCI_ENABLE   0x80000000u
#define SUM_ATTEMPTS 50

KTEST(memory_api, kvmalloc_large_and_small)
{
	u8 *small = kvmalloc(100, GFP_KERNEL), *large = kvzalloc(2 * KMALLOC_MAX_SIZE, GFP_KERNEL);

	EXPECT_TRUE(small && !is_vmalloc_addr(small));
	EXPECT_TRUE(large && is_vmalloc_addr(large));
	if (large) {
		EXPECT_EQ(large[0], 0);
		EXPECT_EQ(large[2 * KMALLOC_MAX_SIZE - 1], 0);
	}
	kvfree(small);
	kvfree(large);
}

/* --- an address space that no CPU uses --- */

static const struct mm_caller any = {
	.rlim_as = ~0UL,
	.rlim_data = ~0UL,
	.rlim_stack = ~0UL,
	.rlim_memlock = ~0UL,
};

/* Every page of the area is there, each where the page table says. */
static void check_pages(struct mm_struct *mm, uaddr_t at, struct page **pages)
{
	for (int i = 0; i < NPAGES; i++) {
		enum pg_level level = PG_LEVEL_1G;
		pgprot_t prot;
		paddr_t pa = 0;

		EXPECT_EQ(pg_lookup(mm->pgd, at + (uaddr_t)i * PAGE_SIZE, &pa, &prot, &level), 0);
		EXPECT_EQ(level, PG_LEVEL_4K);
		EXPECT_EQ(pa, page_to_phys(pages[i]));
		EXPECT_EQ(pg_unmap(mm->pgd, at + (uaddr_t)i * PAGE_SIZE, PG_LEVEL_2M), -EINVAL);
	}
}

KTEST(memory_api, into_a_process_that_does_not_run)
{
	struct mm_struct *mm = mm_alloc();
	struct page *pages[NPAGES];
	char byte = 0;
	paddr_t pa;
	pgprot_t prot;
	enum pg_level level;
	uaddr_t at;
	long n;

	ASSERT_TRUE(mm != NULL);
	arch_pick_mmap_layout(mm, 8UL << 20, false);
	down_write(&mm->mmap_lock);
	at = get_unmapped_area(mm, &any, HINT, NPAGES * PAGE_SIZE, 0);
	up_write(&mm->mmap_lock);
	EXPECT_EQ(at, HINT);
	at = do_mmap(mm, &any, NULL, HINT, NPAGES * PAGE_SIZE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, 0);
	EXPECT_EQ(at, HINT);
	EXPECT_EQ(pg_lookup(mm->pgd, at, &pa, &prot, &level), -ENOENT);
	EXPECT_EQ(mm_populate(mm, at, NPAGES * PAGE_SIZE), 0);
	down_read(&mm->mmap_lock);
	n = get_user_pages(mm, at, NPAGES, FOLL_WRITE, pages);
	up_read(&mm->mmap_lock);
	EXPECT_EQ(n, NPAGES);
	if (n == NPAGES) {
		check_pages(mm, at, pages);
		memset(page_address(pages[2]), 'x', PAGE_SIZE);
		EXPECT_EQ(access_remote_vm(mm, at + 2 * PAGE_SIZE, &byte, 1, 0), 1);
		EXPECT_EQ(byte, 'x');
	}
	while (n > 0)
		put_page(pages[--n]);
	EXPECT_EQ(do_munmap(mm, at, NPAGES * PAGE_SIZE), 0);
	EXPECT_EQ(pg_lookup(mm->pgd, at, &pa, &prot, &level), -ENOENT);
	mmput(mm);
}

/* Low addresses mean nothing to the kernel's own table, as they would if it were still the boot's.
 */
KTEST(memory_api, no_identity_map)
{
	paddr_t pa;
	pgprot_t prot;
	enum pg_level level;

	for (unsigned long va = 0; va < 4UL << 30; va += 2UL << 20)
		ASSERT_EQ(pg_lookup(init_pgd, va, &pa, &prot, &level), -ENOENT);
	EXPECT_EQ(pg_lookup(init_pgd, (unsigned long)__va(0x100000), &pa, &prot, &level), 0);
	EXPECT_EQ(pa, 0x100000);
}

/* The scratch register of the serial port, and PCI's address register on machines with PCI. */
KTEST(memory_api, ports)
{
	u8 scratch = inb(COM1 + UART_SCR);
	u32 address;

	outb(0x5a, COM1 + UART_SCR);
	EXPECT_EQ(inb(COM1 + UART_SCR), 0x5a);
	outb(scratch, COM1 + UART_SCR);

	address = inl(PCI_ADDRESS);
	if (address == ~0u)
		return;
	outl(PCI_ENABLE, PCI_ADDRESS); /* bus 0, device 0: the host bridge's numbers */
	EXPECT_EQ(inl(PCI_ADDRESS), PCI_ENABLE);
	EXPECT_EQ(inw(PCI_DATA), inl(PCI_DATA) & 0xffff);
	outl(address, PCI_ADDRESS);
}

/* --- meminfo --- */

/* Frames by what they are. */
struct frames {
	unsigned long managed, buddy, slab, tables, anon, file;
	unsigned long rest; /* allocated, and nothing above; or in the list of a CPU */
};

/* Reserved ones were never the allocator's, or have become struct pages (nr_memmap). */
static void count_frame(struct frames *n, const struct page *page)
{
	const struct page *head;

	if (PageReserved(page))
		return;
	n->managed++;
	if (PageTable(page)) { /* its lock lies where the head would be */
		n->tables++;
		return;
	}
	head = compound_head(page);
	if (PageSlab(head) || PageHead(head)) /* the latter: a large kmalloc() */
		n->slab++;
	else if (page_ref_count(page) == 0)
		*(is_free_buddy_page(page) || pfn_is_deferred(page_to_pfn(page)) ? &n->buddy
										 : &n->rest) += 1;
	else if (PageAnon(page))
		n->anon++;
	else if (page->mapping)
		n->file++;
	else
		n->rest++;
}

static struct frames walk_frames(void)
{
	struct frames n = {0};

	for (unsigned long pfn = 0; pfn < max_pfn(); pfn++) {
		const struct page *page = pfn_to_online_page(pfn);

		if (page) {
			count_frame(&n, page);
		} else if (pfn_is_deferred(pfn)) {
			n.managed++;
			n.buddy++;
		}
	}
	return n;
}

static struct frames counted_frames(void)
{
	struct frames n = {
		.managed = totalram_pages(),
		.slab = (unsigned long)(global_page_state(NR_SLAB_RECLAIMABLE) +
					global_page_state(NR_SLAB_UNRECLAIMABLE)),
		.tables = (unsigned long)global_page_state(NR_PAGETABLE),
		.anon = (unsigned long)global_page_state(NR_ANON_MAPPED),
		.file = (unsigned long)global_page_state(NR_FILE_PAGES),
	};
	struct zone *z;

	for_each_zone(z) n.buddy += zone_free_pages(z);
	n.rest = n.managed - n.buddy - n.slab - n.tables - n.anon - n.file -
		 (unsigned long)global_page_state(NR_MEMMAP);
	return n;
}

/* Others go on allocating meanwhile: until nothing moved during one walk. */
KTEST(memory_api, meminfo_adds_up)
{
	struct frames before, after, walked;
	unsigned long memmap, in_lists;
	int tries = 0;

	do {
		before = counted_frames();
		walked = walk_frames();
		after = counted_frames();
		cond_resched();
	} while (memcmp(&before, &after, sizeof(before)) && ++tries < SUM_ATTEMPTS);
	memmap = (unsigned long)global_page_state(NR_MEMMAP);
	in_lists = nr_free_pages() - after.buddy;
	EXPECT_EQ(walked.managed + memmap, after.managed);
	EXPECT_EQ(walked.buddy, after.buddy);
	EXPECT_EQ(walked.slab, after.slab);
	EXPECT_EQ(walked.anon, after.anon);
	EXPECT_EQ(walked.file, after.file);
	/* The kernel's own tables are not in PageTables. */
	EXPECT_GE(walked.tables, after.tables);
	EXPECT_EQ(walked.tables + walked.rest, after.tables + after.rest);
	EXPECT_GE(walked.rest, vmalloc_nr_pages() + in_lists);
}
