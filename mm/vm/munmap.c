/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/munmap.c - munmap(2), and the end of a whole address space
 *
 * Theory
 *   VMAs that cross the ends are split with memory got beforehand; the ones inside leave the
 *   tree; then, with nobody able to fault there, entries go, the files forget the VMAs, the
 *   tables go, and at last the VMAs.
 *
 * Locks: 40 mmap_lock for writing; the end of an address space needs none: nobody is in it.
 *
 * Sources: munmap(2)
 */
#include "mm/vm/mm.h"

#include "kernel/sched/sched.h"

#include "internal.h"

/* Frees the tables of @vma and those after it that are chained by vm_next, up to @last. */
static void free_tables(struct mmu_gather *tlb, struct vm_area_struct *vma, uaddr_t floor,
			uaddr_t ceiling)
{
	struct vm_area_struct *end, *next;

	for (; vma; vma = next) {
		end = vma;
		/* Close neighbours are taken together. */
		for (next = end->vm_next; next && next->vm_start <= end->vm_end + PMD_SIZE;
		     next = end->vm_next)
			end = next;
		free_pgd_range(tlb, vma->vm_start, end->vm_end, floor,
			       next ? next->vm_start : ceiling);
	}
}

static void unmap_region(struct mm_struct *mm, struct vm_area_struct *first, uaddr_t start,
			 uaddr_t end, uaddr_t floor, uaddr_t ceiling)
{
	struct vm_area_struct *vma;
	struct mmu_gather tlb;

	update_hiwater_rss(mm);
	tlb_gather_mmu(&tlb, mm, false);
	for (vma = first; vma; vma = vma->vm_next)
		unmap_page_range(&tlb, vma, max(vma->vm_start, start), min(vma->vm_end, end), NULL);
	for (vma = first; vma; vma = vma->vm_next)
		vma_file_unlink(vma);
	free_tables(&tlb, first, floor, ceiling);
	tlb_finish_mmu(&tlb);
}

static void release_list(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct *next;
	long pages;

	update_hiwater_vm(mm);
	for (; vma; vma = next) {
		next = vma->vm_next;
		pages = (long)vma_pages(vma);
		if (vma->vm_flags & VM_LOCKED)
			mm->locked_vm -= (unsigned long)pages;
		if (vma->vm_flags & VM_ACCOUNT)
			vm_unacct_memory(pages);
		vm_stat_account(mm, vma->vm_flags, -pages);
		vma_release(vma, true);
	}
}

/* All VMAs of [start, end), whole ones, out of the tree and chained by vm_next. */
static struct vm_area_struct *detach_range(struct mm_struct *mm, struct vm_area_struct *first,
					   uaddr_t end)
{
	struct vm_area_struct *vma = first, *next, *tail = NULL;

	while (vma && vma->vm_start < end) {
		next = vma->vm_next;
		vma_unlink(mm, vma);
		if (tail)
			tail->vm_next = vma;
		tail = vma;
		vma = next;
	}
	tail->vm_next = NULL;
	return first;
}

int do_munmap_vma(struct mm_struct *mm, struct vm_area_struct *first, uaddr_t start, uaddr_t end,
		  bool count_ok)
{
	struct vm_area_struct *last = end < first->vm_end ? first : find_vma(mm, end - 1), *prev,
			      *next;
	bool split_start = start > first->vm_start;
	bool split_end = last && last->vm_start < end && end < last->vm_end;
	struct vma_spare spare;
	int err;

	/* A hole in one VMA makes two of it; otherwise the count does not grow for long. */
	if (split_start && split_end && first == last && !count_ok &&
	    mm->map_count >= sysctl_max_map_count)
		return -ENOMEM;
	err = split_start ? vma_may_split(first, start) : 0;
	if (!err && split_end)
		err = vma_may_split(last, end);
	if (!err)
		err = vma_spare_get(&spare, mm, (unsigned int)split_start + split_end);
	if (err)
		return err;

	if (split_start) {
		/* The upper part is the one that goes. */
		next = vma_split(first, start, SPLIT_NEW_ABOVE, &spare);
		if (first == last)
			last = next;
		first = next;
	}
	if (split_end)
		vma_split(last, end, SPLIT_NEW_ABOVE, &spare);
	prev = first->vm_prev;
	first = detach_range(mm, first, end);
	next = prev ? prev->vm_next : mm->mmap;
	unmap_region(mm, first, start, end, prev ? prev->vm_end : 0, next ? next->vm_start : 0);
	release_list(mm, first);
	return 0;
}

int do_munmap_locked(struct mm_struct *mm, uaddr_t addr, size_t len)
{
	struct vm_area_struct *vma;

	if (!PAGE_ALIGNED(addr) || addr > TASK_SIZE || len > TASK_SIZE - addr)
		return -EINVAL;
	len = PAGE_ALIGN(len);
	if (len == 0)
		return -EINVAL;
	vma = find_vma_intersection(mm, addr, addr + len);
	if (!vma)
		return 0;
	return do_munmap_vma(mm, vma, addr, addr + len, false);
}

int do_munmap(struct mm_struct *mm, uaddr_t addr, size_t len)
{
	int err = mmap_write_lock_killable(mm);

	if (err)
		return err;
	err = do_munmap_locked(mm, addr, len);
	mmap_write_unlock(mm);
	return err;
}

void exit_mmap(struct mm_struct *mm)
{
	struct vm_area_struct *first = mm->mmap, *vma, *next;
	struct mmu_gather tlb;
	long accounted = 0;

	if (!first)
		goto out;
	tlb_gather_mmu(&tlb, mm, true);
	for (vma = first; vma; vma = vma->vm_next)
		unmap_page_range(&tlb, vma, vma->vm_start, vma->vm_end, NULL);
	for (vma = first; vma; vma = vma->vm_next)
		vma_file_unlink(vma);
	free_tables(&tlb, first, 0, 0);
	tlb_finish_mmu(&tlb);

	mm->mm_rb = RB_ROOT;
	mm->mmap = NULL;
	for (vma = first; vma; vma = next) {
		next = vma->vm_next;
		if (vma->vm_flags & VM_ACCOUNT)
			accounted += (long)vma_pages(vma);
		vma_release(vma, false);
		cond_resched();
	}
	vm_unacct_memory(accounted);
	debug_assert(get_mm_rss(mm) == 0);
	debug_assert(atomic_long_read(&mm->pgtables_bytes) == 0);
out:
	/* Who waits for the memory of an OOM victim has it now. */
	set_bit(MMF_OOM_SKIP, &mm->flags);
}
