/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/account.c - who has how much: sizes, limits and promises of memory
 *
 * Theory
 *   Three things are counted.  The size of mappings, in mm->total_vm and its parts, against
 *   RLIMIT_AS and RLIMIT_DATA.  Resident pages, in mm->rss_stat.  Promises: private writable
 *   memory and shared anonymous memory that could be asked for at any time (Committed_AS),
 *   which overcommit_memory compares with what there is: 0 refuses only what is more than all
 *   memory at once, 1 never refuses, 2 keeps the sum under CommitLimit.
 *
 * Locks: sizes under mmap_lock for writing; the rest are atomic counters.
 *
 * Sources: Linux Documentation/mm/overcommit-accounting.rst, admin-guide/sysctl/vm.rst
 */
#include "mm/vm/mm.h"

#include "internal.h"

#define OVERCOMMIT_GUESS  0
#define OVERCOMMIT_ALWAYS 1
#define OVERCOMMIT_NEVER  2
#define KB_TO_PAGES(kb)	  ((kb) >> (PAGE_SHIFT - 10))

atomic_long_t vm_committed_as;
int sysctl_overcommit_memory = OVERCOMMIT_GUESS;
int sysctl_overcommit_ratio = 50;
unsigned long sysctl_overcommit_kbytes;
int sysctl_max_map_count = 65530;
unsigned long mmap_min_addr = 65536;
unsigned long sysctl_admin_reserve_kbytes = 8192;
unsigned long sysctl_user_reserve_kbytes = 131072;

unsigned long vm_commit_limit(void)
{
	unsigned long kb = READ_ONCE(sysctl_overcommit_kbytes);

	if (kb)
		return KB_TO_PAGES(kb);
	return totalram_pages() * (unsigned long)READ_ONCE(sysctl_overcommit_ratio) / 100;
}

static bool commit_fits(const struct mm_struct *mm, unsigned long pages, bool cap_sys_admin)
{
	unsigned long allowed, reserve;
	int mode = READ_ONCE(sysctl_overcommit_memory);

	if (mode == OVERCOMMIT_ALWAYS)
		return true;
	if (mode == OVERCOMMIT_GUESS)
		return pages <= totalram_pages();

	allowed = vm_commit_limit();
	if (!cap_sys_admin) {
		reserve = KB_TO_PAGES(READ_ONCE(sysctl_admin_reserve_kbytes));
		allowed = allowed > reserve ? allowed - reserve : 0;
	}
	if (mm) {
		reserve =
			min(mm->total_vm / 32, KB_TO_PAGES(READ_ONCE(sysctl_user_reserve_kbytes)));
		allowed = allowed > reserve ? allowed - reserve : 0;
	}
	return atomic_long_read(&vm_committed_as) < (long)allowed;
}

int vm_acct_memory_mm(const struct mm_struct *mm, long pages, bool cap_sys_admin)
{
	atomic_long_add(pages, &vm_committed_as);
	if (likely(commit_fits(mm, (unsigned long)pages, cap_sys_admin)))
		return 0;
	atomic_long_sub(pages, &vm_committed_as);
	return -ENOMEM;
}

int vm_acct_memory(long pages, bool cap_sys_admin)
{
	return vm_acct_memory_mm(NULL, pages, cap_sys_admin);
}

void vm_unacct_memory(long pages)
{
	atomic_long_sub(pages, &vm_committed_as);
}

static bool is_data_mapping(unsigned long vm_flags)
{
	return (vm_flags & (VM_WRITE | VM_SHARED | VM_STACK)) == VM_WRITE;
}

void vm_stat_account(struct mm_struct *mm, unsigned long vm_flags, long pages)
{
	mm->total_vm += (unsigned long)pages;
	if ((vm_flags & (VM_EXEC | VM_WRITE | VM_STACK)) == VM_EXEC)
		mm->exec_vm += (unsigned long)pages;
	else if (vm_flags & VM_STACK)
		mm->stack_vm += (unsigned long)pages;
	else if (is_data_mapping(vm_flags))
		mm->data_vm += (unsigned long)pages;
}

bool may_expand_vm(const struct mm_struct *mm, const struct mm_caller *c, unsigned long vm_flags,
		   unsigned long pages)
{
	if (mm->total_vm + pages > c->rlim_as >> PAGE_SHIFT)
		return false;
	if (is_data_mapping(vm_flags) && mm->data_vm + pages > c->rlim_data >> PAGE_SHIFT)
		return false;
	return true;
}

unsigned long get_mm_rss(const struct mm_struct *mm)
{
	return get_mm_counter(mm, MM_FILEPAGES) + get_mm_counter(mm, MM_ANONPAGES) +
	       get_mm_counter(mm, MM_SHMEMPAGES);
}

/* The high-water marks are brought up to date before a number falls, and when they are read. */
void update_hiwater_rss(struct mm_struct *mm)
{
	unsigned long rss = get_mm_rss(mm);

	if (READ_ONCE(mm->hiwater_rss) < rss)
		WRITE_ONCE(mm->hiwater_rss, rss);
}

void update_hiwater_vm(struct mm_struct *mm)
{
	if (mm->hiwater_vm < mm->total_vm)
		mm->hiwater_vm = mm->total_vm;
}
