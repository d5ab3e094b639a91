/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/vm_fail_test.c - every allocation of fork, mmap, mremap, faults and exec fails once
 *
 * Each case is run with the first allocation failing, then the second, until it succeeds.  A
 * failure is -ENOMEM, loses nothing, and leaves contents and counts as they were.
 */
#include "kernel/base/ktest.h"

#include <linux/mman.h>

#include "../../mm/vm/internal.h"
#include "shim/host.h"

#define BASE  0x7f0000000000UL
#define AT(i) (BASE + (uaddr_t)(i)*PAGE_SIZE)
#define RW    (PROT_READ | PROT_WRITE)
#define ANON  (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED)
#define PAGES 600UL

static const struct mm_caller any = {
	.rlim_as = ~0UL,
	.rlim_data = ~0UL,
	.rlim_stack = ~0UL,
	.rlim_memlock = ~0UL,
	.cap_ipc_lock = true,
	.cap_sys_admin = true,
	.cap_sys_rawio = true,
};

/* A private and a shared mapping with something in them, over more than one table. */
static struct mm_struct *furnished(void)
{
	struct mm_struct *mm = mm_alloc();
	char c;

	if (!mm)
		return NULL;
	arch_pick_mmap_layout(mm, 8UL << 20, false);
	EXPECT_EQ(do_mmap(mm, &any, NULL, AT(0), PAGES << PAGE_SHIFT, RW, ANON, 0), AT(0));
	EXPECT_EQ(do_mmap(mm, &any, NULL, AT(700), 4 << PAGE_SHIFT, RW,
			  MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, 0),
		  AT(700));
	for (unsigned long i = 0; i < PAGES; i += 50) {
		c = (char)(i / 50 + 1);
		EXPECT_EQ(access_remote_vm(mm, AT(i), &c, 1, FOLL_WRITE), 1);
	}
	EXPECT_EQ(access_remote_vm(mm, AT(701), "s", 1, FOLL_WRITE), 1);
	return mm;
}

static void expect_contents(struct mm_struct *mm, uaddr_t at)
{
	char c;

	for (unsigned long i = 0; i < PAGES; i += 50) {
		EXPECT_EQ(access_remote_vm(mm, at + (i << PAGE_SHIFT), &c, 1, 0), 1);
		EXPECT_EQ(c, (char)(i / 50 + 1));
	}
	vma_check_tree(mm);
}

struct counts {
	long committed, anon, tables, blocks;
	unsigned long total_vm;
	int maps;
};

static struct counts count(const struct mm_struct *mm)
{
	return (struct counts){
		atomic_long_read(&vm_committed_as),
		global_page_state(NR_ANON_MAPPED),
		global_page_state(NR_PAGETABLE),
		host_blocks(),
		mm ? mm->total_vm : 0,
		mm ? mm->map_count : 0,
	};
}

static void expect_counts(const struct counts *was, const struct mm_struct *mm)
{
	struct counts is = count(mm);

	EXPECT_EQ(is.committed, was->committed);
	EXPECT_EQ(is.anon, was->anon);
	EXPECT_EQ(is.total_vm, was->total_vm);
	EXPECT_EQ(is.maps, was->maps);
}

KTEST(vm_fail, fork)
{
	struct counts was, empty = count(NULL);
	struct mm_struct *mm = furnished(), *child;
	long n;

	ASSERT_NOT_NULL(mm);
	was = count(mm);
	for (n = 0; n < 200; n++) {
		host_fail_after(n);
		child = dup_mm(mm, &any);
		host_fail_after(-1);
		if (!IS_ERR(child))
			break;
		EXPECT_EQ(PTR_ERR(child), -ENOMEM);
		expect_counts(&was, mm);
		EXPECT_EQ(host_blocks(), was.blocks);
		expect_contents(mm, AT(0));
	}
	EXPECT_GT(n, 5);
	ASSERT_TRUE(!IS_ERR(child));
	expect_contents(child, AT(0));
	mmput(child);
	mmput(mm);
	expect_counts(&empty, NULL);
	EXPECT_EQ(host_blocks(), empty.blocks);
}

KTEST(vm_fail, move)
{
	struct mm_struct *mm = furnished();
	struct counts was;
	uaddr_t to = 0;
	long n;

	ASSERT_NOT_NULL(mm);
	was = count(mm);
	for (n = 0; n < 100; n++) {
		host_fail_after(n);
		to = do_mremap(mm, &any, AT(0), PAGES << PAGE_SHIFT, PAGES << PAGE_SHIFT,
			       MREMAP_MAYMOVE | MREMAP_FIXED, AT(5001));
		host_fail_after(-1);
		if (to == AT(5001))
			break;
		EXPECT_EQ(to, (uaddr_t)-ENOMEM);
		expect_counts(&was, mm);
		expect_contents(mm, AT(0));
	}
	EXPECT_GT(n, 1);
	expect_contents(mm, AT(5001));
	mmput(mm);
}

KTEST(vm_fail, split_and_fault)
{
	struct mm_struct *mm = furnished();
	struct counts was;
	long n, failed = 0;
	int err, code;

	ASSERT_NOT_NULL(mm);
	was = count(mm);
	for (n = 0; n < 20; n++) {
		host_fail_after(n);
		err = do_mprotect(mm, &any, AT(10), PAGE_SIZE, PROT_READ);
		host_fail_after(-1);
		if (!err)
			break;
		EXPECT_EQ(err, -ENOMEM);
		expect_counts(&was, mm);
		failed++;
	}
	EXPECT_EQ(failed, 2);
	for (n = 0; n < 20; n++) {
		host_fail_after(n);
		err = (int)mm_fault(mm, &any, AT(1), FAULT_FLAG_USER | FAULT_FLAG_WRITE, &code);
		host_fail_after(-1);
		if (!err)
			break;
		EXPECT_EQ(err, VM_FAULT_OOM);
	}
	EXPECT_EQ(n, 1);
	expect_contents(mm, AT(0));
	mmput(mm);
}

KTEST(vm_fail, shared_memory)
{
	struct mm_struct *mm = furnished();
	struct counts was;
	char c = 'x';
	uaddr_t at;
	long n;

	ASSERT_NOT_NULL(mm);
	was = count(mm);
	for (n = 0; n < 20; n++) {
		host_fail_after(n);
		at = do_mmap(mm, &any, NULL, AT(800), 4 << PAGE_SHIFT, RW,
			     MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, 0);
		host_fail_after(-1);
		if (at == AT(800))
			break;
		EXPECT_EQ(at, (uaddr_t)-ENOMEM);
		expect_counts(&was, mm);
		EXPECT_EQ(host_blocks(), was.blocks);
	}
	EXPECT_GT(n, 1);
	for (n = 0; n < 20; n++) {
		host_fail_after(n);
		at = access_remote_vm(mm, AT(803), &c, 1, FOLL_WRITE);
		host_fail_after(-1);
		if (at == 1)
			break;
	}
	EXPECT_GT(n, 1);
	mmput(mm);
}
