/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/fault_test.c - address spaces of their own, touched through access_remote_vm()
 *
 * No task runs in them; what is tested is which pages there are, who shares them, and that every
 * count is back where it was when the address space is gone.
 */
#include "kernel/base/ktest.h"

#include <asm/siginfo.h>
#include <linux/mman.h>

#include "lib/string.h"

#include "internal.h"

#define BASE		 0x10000000UL
#define ANON		 (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED)
#define RW		 (PROT_READ | PROT_WRITE)
#define AT(i)		 (BASE + (uaddr_t)(i)*PAGE_SIZE)
#define SPARE_TOP_TABLES 8
#define BYTES(n)	 ((size_t)(n)*PAGE_SIZE)

static const struct mm_caller any = {
	.rlim_as = ~0UL,
	.rlim_data = ~0UL,
	.rlim_stack = ~0UL,
	.rlim_memlock = ~0UL,
	.cap_ipc_lock = true,
	.cap_sys_admin = true,
	.cap_sys_rawio = true,
};

static struct mm_struct *new_mm(void)
{
	struct mm_struct *mm = mm_alloc();

	if (mm)
		arch_pick_mmap_layout(mm, 8UL << 20, false);
	return mm;
}

static bool map_at(struct mm_struct *mm, unsigned int i, unsigned int n, unsigned long prot,
		   unsigned long flags)
{
	return do_mmap(mm, &any, NULL, AT(i), BYTES(n), prot, flags, 0) == AT(i);
}

static bool poke(struct mm_struct *mm, uaddr_t addr, char value)
{
	return access_remote_vm(mm, addr, &value, 1, FOLL_WRITE) == 1;
}

/* The byte at @addr, or -1. */
static int peek(struct mm_struct *mm, uaddr_t addr)
{
	unsigned char value;

	return access_remote_vm(mm, addr, &value, 1, 0) == 1 ? value : -1;
}

static unsigned long anon_pages(const struct mm_struct *mm)
{
	return get_mm_counter(mm, MM_ANONPAGES);
}

/* What must not change over a test. */
struct totals {
	long committed, anon_mapped, tables, shmem;
};

static struct totals totals_now(void)
{
	return (struct totals){
		.committed = atomic_long_read(&vm_committed_as),
		.anon_mapped = global_page_state(NR_ANON_MAPPED),
		.tables = global_page_state(NR_PAGETABLE),
		.shmem = global_page_state(NR_SHMEM),
	};
}

/* Other address spaces may be alive: only what this test could leave behind counts. */
static void expect_totals(const struct totals *was)
{
	struct totals is = totals_now();

	EXPECT_EQ(is.committed, was->committed);
	EXPECT_EQ(is.anon_mapped, was->anon_mapped);
	/* The architecture keeps a few top-level tables for the next address spaces. */
	EXPECT_LE(is.tables, was->tables + SPARE_TOP_TABLES);
	EXPECT_EQ(is.shmem, was->shmem);
}

KTEST(vm_fault, demand_zero)
{
	struct totals was = totals_now();
	struct mm_struct *mm = new_mm();

	ASSERT_NOT_NULL(mm);
	EXPECT_TRUE(map_at(mm, 0, 8, RW, ANON));
	EXPECT_EQ(get_mm_rss(mm), 0);
	/* A read maps the zero page, which is not counted. */
	EXPECT_EQ(peek(mm, AT(1) + 5), 0);
	EXPECT_EQ(get_mm_rss(mm), 0);
	EXPECT_TRUE(poke(mm, AT(1) + 5, 42));
	EXPECT_TRUE(poke(mm, AT(6), 43));
	EXPECT_EQ(peek(mm, AT(1) + 5), 42);
	EXPECT_EQ(peek(mm, AT(1) + 6), 0);
	EXPECT_EQ(anon_pages(mm), 2);
	EXPECT_EQ(mm->total_vm, 8);
	EXPECT_EQ(atomic_long_read(&vm_committed_as), was.committed + 8);
	mmput(mm);
	expect_totals(&was);
}

KTEST(vm_fault, unmap_gives_back)
{
	struct totals was = totals_now();
	struct mm_struct *mm = new_mm();
	unsigned int i;

	ASSERT_NOT_NULL(mm);
	/* More than one table and more than one gather. */
	EXPECT_TRUE(map_at(mm, 0, 700, RW, ANON));
	for (i = 0; i < 700; i += 3)
		EXPECT_TRUE(poke(mm, AT(i), (char)i));
	EXPECT_EQ(anon_pages(mm), 234);
	EXPECT_EQ(do_madvise(mm, &any, AT(0), BYTES(300), MADV_DONTNEED), 0);
	EXPECT_EQ(anon_pages(mm), 134);
	EXPECT_EQ(peek(mm, AT(3)), 0);
	EXPECT_EQ(peek(mm, AT(303)), (303 & 255));
	EXPECT_EQ(do_munmap(mm, AT(0), BYTES(700)), 0);
	EXPECT_EQ(anon_pages(mm), 0);
	EXPECT_EQ(mm->total_vm, 0);
	EXPECT_EQ(atomic_long_read(&mm->pgtables_bytes), 0);
	EXPECT_EQ(peek(mm, AT(303)), -1);
	mmput(mm);
	expect_totals(&was);
}

KTEST(vm_fault, fork_copies_on_write)
{
	struct totals was = totals_now();
	struct mm_struct *parent = new_mm(), *child;

	ASSERT_NOT_NULL(parent);
	EXPECT_TRUE(map_at(parent, 0, 4, RW, ANON));
	EXPECT_TRUE(poke(parent, AT(0), 1));
	EXPECT_TRUE(poke(parent, AT(1), 2));
	child = dup_mm(parent, &any);
	ASSERT_TRUE(!IS_ERR(child));
	EXPECT_EQ(anon_pages(child), 2);
	/* Shared: mapped twice, counted once. */
	EXPECT_EQ(global_page_state(NR_ANON_MAPPED), was.anon_mapped + 2);
	EXPECT_TRUE(poke(child, AT(0), 11));
	EXPECT_TRUE(poke(parent, AT(1), 12));
	EXPECT_EQ(peek(parent, AT(0)), 1);
	EXPECT_EQ(peek(child, AT(0)), 11);
	EXPECT_EQ(peek(parent, AT(1)), 12);
	EXPECT_EQ(peek(child, AT(1)), 2);
	EXPECT_EQ(global_page_state(NR_ANON_MAPPED), was.anon_mapped + 4);
	mmput(parent);
	/* Alone now: the page is taken as it is. */
	EXPECT_TRUE(poke(child, AT(1), 22));
	EXPECT_EQ(peek(child, AT(1)), 22);
	EXPECT_EQ(global_page_state(NR_ANON_MAPPED), was.anon_mapped + 2);
	mmput(child);
	expect_totals(&was);
}

KTEST(vm_fault, fork_flags)
{
	struct totals was = totals_now();
	struct mm_struct *parent = new_mm(), *child;

	ASSERT_NOT_NULL(parent);
	EXPECT_TRUE(map_at(parent, 0, 3, RW, ANON));
	EXPECT_TRUE(poke(parent, AT(0), 1) && poke(parent, AT(1), 2) && poke(parent, AT(2), 3));
	EXPECT_EQ(do_madvise(parent, &any, AT(0), PAGE_SIZE, MADV_DONTFORK), 0);
	EXPECT_EQ(do_madvise(parent, &any, AT(1), PAGE_SIZE, MADV_WIPEONFORK), 0);
	EXPECT_EQ(parent->map_count, 3);
	child = dup_mm(parent, &any);
	ASSERT_TRUE(!IS_ERR(child));
	EXPECT_EQ(peek(child, AT(0)), -1);
	EXPECT_EQ(peek(child, AT(1)), 0);
	EXPECT_EQ(peek(child, AT(2)), 3);
	EXPECT_EQ(child->total_vm, 2);
	mmput(child);
	EXPECT_EQ(peek(parent, AT(1)), 2);
	mmput(parent);
	expect_totals(&was);
}

KTEST(vm_fault, shared_memory_is_shared)
{
	struct totals was = totals_now();
	struct mm_struct *parent = new_mm(), *child;

	ASSERT_NOT_NULL(parent);
	ASSERT_TRUE(map_at(parent, 0, 4, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED));
	EXPECT_EQ(atomic_long_read(&vm_committed_as), was.committed + 4);
	EXPECT_TRUE(poke(parent, AT(0), 1));
	child = dup_mm(parent, &any);
	ASSERT_TRUE(!IS_ERR(child));
	EXPECT_TRUE(poke(child, AT(0), 7));
	EXPECT_TRUE(poke(child, AT(3), 8));
	EXPECT_EQ(peek(parent, AT(0)), 7);
	EXPECT_EQ(peek(parent, AT(3)), 8);
	EXPECT_EQ(get_mm_counter(parent, MM_SHMEMPAGES), 2);
	mmput(parent);
	mmput(child);
	expect_totals(&was);
}

KTEST(vm_fault, protection_and_codes)
{
	struct totals was = totals_now();
	struct mm_struct *mm = new_mm();
	int code = 0;

	ASSERT_NOT_NULL(mm);
	EXPECT_TRUE(map_at(mm, 0, 4, RW, ANON));
	EXPECT_TRUE(poke(mm, AT(2), 5));
	EXPECT_EQ(do_mprotect(mm, &any, AT(1), BYTES(2), PROT_READ), 0);
	EXPECT_EQ(mm->map_count, 3);
	EXPECT_FALSE(poke(mm, AT(2), 6));
	EXPECT_EQ(peek(mm, AT(2)), 5);
	EXPECT_EQ(mm_fault(mm, &any, AT(2), FAULT_FLAG_USER | FAULT_FLAG_WRITE, &code),
		  VM_FAULT_SIGSEGV);
	EXPECT_EQ(code, SEGV_ACCERR);
	EXPECT_EQ(mm_fault(mm, &any, AT(9), FAULT_FLAG_USER, &code), VM_FAULT_SIGSEGV);
	EXPECT_EQ(code, SEGV_MAPERR);
	EXPECT_EQ(mm_fault(mm, &any, ~0UL, FAULT_FLAG_USER, &code), VM_FAULT_SIGSEGV);
	EXPECT_EQ(code, SEGV_MAPERR);
	/* A debugger writes a private copy. */
	EXPECT_EQ(access_remote_vm(mm, AT(2), "x", 1, FOLL_WRITE | FOLL_FORCE), 1);
	EXPECT_EQ(peek(mm, AT(2)), 'x');
	EXPECT_EQ(do_mprotect(mm, &any, AT(0), BYTES(4), PROT_NONE), 0);
	EXPECT_EQ(mm->map_count, 1);
	EXPECT_EQ(peek(mm, AT(2)), -1);
	EXPECT_EQ(do_mprotect(mm, &any, AT(0), BYTES(4), RW), 0);
	EXPECT_EQ(peek(mm, AT(2)), 'x');
	EXPECT_TRUE(poke(mm, AT(2), 1));
	mmput(mm);
	expect_totals(&was);
}

KTEST(vm_fault, remap_moves_contents)
{
	struct totals was = totals_now();
	struct mm_struct *mm = new_mm();
	unsigned int i;
	uaddr_t to;

	ASSERT_NOT_NULL(mm);
	EXPECT_TRUE(map_at(mm, 0, 600, RW, ANON));
	for (i = 0; i < 600; i += 7)
		EXPECT_TRUE(poke(mm, AT(i), (char)(i + 1)));
	to = do_mremap(mm, &any, AT(0), BYTES(600), BYTES(800), MREMAP_MAYMOVE | MREMAP_FIXED,
		       AT(2003));
	EXPECT_EQ(to, AT(2003));
	for (i = 0; i < 600; i += 7)
		EXPECT_EQ(peek(mm, AT(2003 + i)), ((i + 1) & 255));
	EXPECT_EQ(peek(mm, AT(0)), -1);
	EXPECT_EQ(peek(mm, AT(2003 + 799)), 0);
	EXPECT_EQ(mm->total_vm, 800);
	mmput(mm);
	expect_totals(&was);
}

KTEST(vm_fault, stack_grows_to_its_limit)
{
	struct mm_caller c = any;
	struct totals was = totals_now();
	struct mm_struct *mm = new_mm();
	uaddr_t top, p;
	int code = 0;

	ASSERT_NOT_NULL(mm);
	c.rlim_stack = 1UL << 20;
	EXPECT_EQ(setup_initial_stack(mm, &top), 0);
	p = top - 5 * PAGE_SIZE;
	/* Strings of exec: the stack grows as they come. */
	EXPECT_TRUE(poke(mm, top - 8, 1) && poke(mm, p, 2));
	EXPECT_EQ(setup_arg_pages(mm, &c, STACK_TOP - (64UL << 20), false, &p), 0);
	EXPECT_EQ(p, top - 5 * PAGE_SIZE - (64UL << 20));
	EXPECT_EQ(peek(mm, p), 2);
	EXPECT_EQ(peek(mm, p + 5 * PAGE_SIZE - 8), 1);
	EXPECT_EQ(mm_fault(mm, &c, p - (512UL << 10), FAULT_FLAG_USER | FAULT_FLAG_WRITE, &code),
		  0);
	EXPECT_EQ(peek(mm, p - (512UL << 10)), 0);
	EXPECT_EQ(mm_fault(mm, &c, p - (2UL << 20), FAULT_FLAG_USER | FAULT_FLAG_WRITE, &code),
		  VM_FAULT_SIGSEGV);
	EXPECT_EQ(code, SEGV_MAPERR);
	EXPECT_EQ(mm->stack_vm, mm->total_vm);
	mmput(mm);
	expect_totals(&was);
}

KTEST(vm_fault, locked_memory_is_present_and_counted)
{
	struct totals was = totals_now();
	struct mm_caller c = any;
	struct mm_struct *mm = new_mm();

	ASSERT_NOT_NULL(mm);
	c.cap_ipc_lock = false;
	c.rlim_memlock = BYTES(4);
	EXPECT_TRUE(map_at(mm, 0, 8, RW, ANON));
	/* Memory that was touched before the split can be one VMA again. */
	EXPECT_TRUE(poke(mm, AT(7), 1));
	EXPECT_EQ(do_mlock(mm, &c, AT(0), BYTES(5), 0), -ENOMEM);
	EXPECT_EQ(do_mlock(mm, &c, AT(0), BYTES(4), 0), 0);
	EXPECT_EQ(mm->locked_vm, 4);
	EXPECT_EQ(anon_pages(mm), 5);
	EXPECT_EQ(mm->map_count, 2);
	EXPECT_EQ(do_madvise(mm, &c, AT(0), PAGE_SIZE, MADV_DONTNEED), -EINVAL);
	EXPECT_EQ(do_munlock(mm, AT(0), BYTES(8)), 0);
	EXPECT_EQ(mm->locked_vm, 0);
	EXPECT_EQ(mm->map_count, 1);
	mmput(mm);
	expect_totals(&was);
}

KTEST(vm_fault, break_moves)
{
	struct totals was = totals_now();
	struct mm_struct *mm = new_mm();

	ASSERT_NOT_NULL(mm);
	mm->start_brk = mm->brk = AT(0);
	EXPECT_EQ(do_brk(mm, &any, 0), AT(0));
	EXPECT_EQ(do_brk(mm, &any, AT(3) + 1), AT(3) + 1);
	EXPECT_EQ(mm->total_vm, 4);
	EXPECT_TRUE(poke(mm, AT(3), 9));
	EXPECT_EQ(do_brk(mm, &any, AT(6)), AT(6));
	EXPECT_EQ(mm->map_count, 1);
	EXPECT_EQ(do_brk(mm, &any, AT(2)), AT(2));
	EXPECT_EQ(anon_pages(mm), 0);
	EXPECT_EQ(do_brk(mm, &any, AT(0) - 1), AT(2));
	mmput(mm);
	expect_totals(&was);
}
