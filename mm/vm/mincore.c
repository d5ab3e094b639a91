/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/mincore.c - mincore(2) and msync(2): asking about pages, and writing them back
 *
 * Locks: 40 mmap_lock for reading.
 *
 * Sources: mincore(2), msync(2)
 */
#include "mm/vm/mm.h"

#include <linux/mman.h>

#include "internal.h"

/* Is the page of the file at @pgoff in the page cache? */
static bool cached(const struct vm_area_struct *vma, unsigned long pgoff)
{
	struct page *page;
	bool up_to_date;

	if (vma_is_anonymous(vma) || !vma->vm_mapping)
		return false;
	page = find_get_page(vma->vm_mapping, pgoff);
	if (!page)
		return false;
	up_to_date = PageUptodate(page);
	put_page(page);
	return up_to_date;
}

/*
 * Like Linux, a private mapping of a file tells about the page cache; whoever could neither write
 * the file nor owns it learns nothing there, but the border does not pass that on yet.
 */
static void mincore_vma(struct vm_area_struct *vma, uaddr_t addr, uaddr_t end,
			unsigned char *vec) __no_lock_analysis
{
	spinlock_t *ptl;
	pte_t *pte;
	bool in;

	for (; addr != end; addr += PAGE_SIZE) {
		pte = pte_lock_find(vma->vm_mm, addr, &ptl);
		in = pte && !pte_none(ptep_get(pte));
		if (pte)
			spin_unlock(ptl);
		*vec++ = in || cached(vma, linear_page_index(vma, addr));
	}
}

int do_mincore(struct mm_struct *mm, uaddr_t addr, unsigned long npages, unsigned char *vec)
{
	uaddr_t end = addr + (npages << PAGE_SHIFT), to;
	struct vm_area_struct *vma;
	int err = 0;

	mmap_read_lock(mm);
	while (addr < end) {
		vma = vma_lookup(mm, addr);
		if (!vma) {
			err = -ENOMEM;
			break;
		}
		to = min(end, vma->vm_end);
		mincore_vma(vma, addr, to, vec);
		vec += (to - addr) >> PAGE_SHIFT;
		addr = to;
	}
	mmap_read_unlock(mm);
	return err;
}

/* One VMA of msync(MS_SYNC); mmap_lock is dropped while the file is written. */
static int sync_vma(struct mm_struct *mm, struct vm_area_struct *vma, uaddr_t start, uaddr_t end)
{
	loff_t from = (loff_t)linear_page_index(vma, start) << PAGE_SHIFT;
	struct address_space *m = vma->vm_mapping;
	struct file *f = vma->vm_file;
	int err;

	mm_file_ops->get(f);
	mmap_read_unlock(mm);
	err = filemap_write_and_wait_range(m, from, from + (loff_t)(end - start) - 1);
	mm_file_ops->put(f);
	mmap_read_lock(mm);
	return err;
}

int do_msync(struct mm_struct *mm, uaddr_t addr, size_t len, int flags)
{
	struct vm_area_struct *vma;
	int unmapped = 0, err = 0;
	uaddr_t end, to;

	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC))
		return -EINVAL;
	if (!PAGE_ALIGNED(addr))
		return -EINVAL;
	if ((flags & MS_ASYNC) && (flags & MS_SYNC))
		return -EINVAL;
	len = PAGE_ALIGN(len);
	end = addr + len;
	if (end < addr)
		return -ENOMEM;
	if (end == addr)
		return 0;
	mmap_read_lock(mm);
	while (!err && addr < end) {
		vma = find_vma(mm, addr);
		if (!vma || vma->vm_start >= end) {
			unmapped = -ENOMEM;
			break;
		}
		if (vma->vm_start > addr) {
			unmapped = -ENOMEM;
			if (flags == MS_ASYNC)
				break;
			addr = vma->vm_start;
		}
		to = min(end, vma->vm_end);
		if ((flags & MS_INVALIDATE) && (vma->vm_flags & VM_LOCKED))
			err = -EBUSY;
		else if ((flags & MS_SYNC) && vma->vm_file && vma->vm_mapping &&
			 (vma->vm_flags & VM_SHARED))
			err = sync_vma(mm, vma, addr, to);
		addr = to;
	}
	mmap_read_unlock(mm);
	return err ? err : unmapped;
}
