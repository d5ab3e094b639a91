/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/pagemap.c - one word per page of an address space, as /proc/<pid>/pagemap gives it
 *
 * Not here: who may read it and see frame numbers (fs/proc/task_pages.c).
 *
 * Locks: 40 mmap_lock for reading; the lock of each page table while it is read.
 *
 * Sources: proc(5), Linux Documentation/admin-guide/mm/pagemap.rst
 */
#include "mm/vm/mm.h"

#include "kernel/sched/sched.h"

#include "internal.h"

#define PM_SOFT_DIRTY BIT(55)
#define PM_EXCLUSIVE  BIT(56)
#define PM_FILE	      BIT(61)
#define PM_PRESENT    BIT(63)

struct pagemap {
	struct vm_area_struct *vma;
	uaddr_t addr; /* of entry[0] */
	u64 *entry;
	bool frames;
};

static u64 page_entry(const struct pagemap *pm, pte_t pte, unsigned int tables)
{
	struct page *page = vm_normal_page(pm->vma, pte);
	u64 e = PM_PRESENT | (pte_soft_dirty(pte) ? PM_SOFT_DIRTY : 0);

	if (pm->frames)
		e |= pte_pfn(pte);
	if (page && !PageAnon(page))
		e |= PM_FILE;
	if (page && page_mapcount(page) == 1 && tables == 1)
		e |= PM_EXCLUSIVE;
	return e;
}

__no_lock_analysis static int fill_from_table(struct mm_struct *mm, pmd_t *pmd, uaddr_t addr,
					      uaddr_t end, void *ctx)
{
	struct pagemap *pm = ctx;
	spinlock_t *ptl = pte_lock_any(mm, pmd);
	unsigned int tables;
	pte_t *ptep;

	if (!ptl)
		return 0;
	tables = table_sharers(ptl);
	ptep = pte_offset(pmd, addr);
	for (; addr != end; addr += PAGE_SIZE, ptep++)
		if (pte_present(ptep_get(ptep)))
			pm->entry[(addr - pm->addr) >> PAGE_SHIFT] |=
				page_entry(pm, ptep_get(ptep), tables);
	spin_unlock(ptl);
	return 0;
}

int pagemap_fill(struct mm_struct *mm, uaddr_t addr, unsigned int n, u64 *entry, bool frames)
{
	struct pagemap pm = {.addr = addr, .entry = entry, .frames = frames};
	uaddr_t end = addr + ((uaddr_t)n << PAGE_SHIFT), from, to;
	struct vm_area_struct *vma;
	unsigned int i;

	for (i = 0; i < n; i++)
		entry[i] = 0;
	if (mmap_read_lock_killable(mm))
		return -EINTR;
	for (vma = find_vma(mm, addr); vma && vma->vm_start < end; vma = vma->vm_next) {
		from = max(addr, vma->vm_start);
		to = min(end, vma->vm_end);
		pm.vma = vma;
		walk_pte_tables(mm, from, to, fill_from_table, &pm);
		/* What was mapped since clear_refs is new as a whole. */
		if (vma->vm_flags & VM_SOFTDIRTY)
			for (; from < to; from += PAGE_SIZE)
				entry[(from - addr) >> PAGE_SHIFT] |= PM_SOFT_DIRTY;
	}
	mmap_read_unlock(mm);
	return 0;
}
