/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/madvise.c - madvise(2)
 *
 * Theory
 *   Some advice changes flags of the VMAs (split and merged as by mprotect), some acts on the
 *   pages.  A hole in the range is ENOMEM, but the rest is done.  Advice that needs what Pith has
 *   not (huge pages, KSM, poisoning) is EINVAL, as in a Linux built without it.
 *
 *   FREE frees at once: Linux may do so too whenever it wants to.  COLD and PAGEOUT act on clean
 *   page-cache pages; anonymous memory stays, as on a Linux without swap.
 *
 * Locks: 40 mmap_lock, for writing if flags change, else for reading.
 *
 * Sources: madvise(2)
 */
#include "mm/vm/mm.h"

#include <linux/mman.h>

#include "kernel/sched/sched.h"
#include "mm/vm/shmem.h"

#include "internal.h"

/* Flags of @vma after @advice; false: not possible for it (-EINVAL). */
static bool advise_flags(const struct vm_area_struct *vma, int advice, unsigned long *vm_flags)
{
	unsigned long f = vma->vm_flags;

	switch (advice) {
	case MADV_NORMAL:
		f &= ~(VM_RAND_READ | VM_SEQ_READ);
		break;
	case MADV_SEQUENTIAL:
		f = (f & ~VM_RAND_READ) | VM_SEQ_READ;
		break;
	case MADV_RANDOM:
		f = (f & ~VM_SEQ_READ) | VM_RAND_READ;
		break;
	case MADV_DONTFORK:
		f |= VM_DONTCOPY;
		break;
	case MADV_DOFORK:
		if (f & VM_IO)
			return false;
		f &= ~VM_DONTCOPY;
		break;
	case MADV_WIPEONFORK:
		if (vma->vm_file || (f & VM_SHARED))
			return false;
		f |= VM_WIPEONFORK;
		break;
	case MADV_KEEPONFORK:
		f &= ~VM_WIPEONFORK;
		break;
	case MADV_DONTDUMP:
		f |= VM_DONTDUMP;
		break;
	case MADV_DODUMP:
		if (f & VM_SPECIAL)
			return false;
		f &= ~VM_DONTDUMP;
		break;
	default:
		return false;
	}
	*vm_flags = f;
	return true;
}

static int advise_change(struct vm_area_struct *vma, struct vm_area_struct **prev, uaddr_t start,
			 uaddr_t end, int advice, struct vma_spare *s)
{
	unsigned long vm_flags;
	struct vm_area_struct *got;

	if (!advise_flags(vma, advice, &vm_flags))
		return -EINVAL;
	if (vm_flags == vma->vm_flags) {
		*prev = vma;
		return 0;
	}
	got = vma_modify(vma, *prev, start, end, vm_flags, s);
	if (IS_ERR(got))
		return PTR_ERR(got) == -ENOMEM ? -EAGAIN : (int)PTR_ERR(got);
	*prev = got;
	vma_start_write(got);
	got->vm_flags = vm_flags | (got->vm_flags & VM_SOFTDIRTY);
	return 0;
}

/* --- advice about pages --- */

static int advise_dontneed(struct vm_area_struct *vma, uaddr_t start, uaddr_t end, int advice)
{
	if (vma->vm_flags & (VM_LOCKED | VM_PFNMAP)) {
		if (advice != MADV_DONTNEED_LOCKED || (vma->vm_flags & VM_PFNMAP))
			return -EINVAL;
	}
	if (advice == MADV_FREE && !vma_is_anonymous(vma))
		return -EINVAL;
	if (pte_unshare_edges(vma->vm_mm, start, end, start, end))
		return -EAGAIN;
	zap_page_range(vma, start, end - start);
	return 0;
}

static int advise_remove(struct vm_area_struct *vma, uaddr_t start, uaddr_t end)
{
	if (vma->vm_flags & VM_LOCKED)
		return -EINVAL;
	if (!vma->vm_mapping || !mapping_is_shmem(vma->vm_mapping))
		return -EINVAL;
	/* Whether the file may be written counts, not whether this mapping is writable now. */
	if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) != (VM_SHARED | VM_MAYWRITE))
		return -EACCES;
	shmem_punch_hole(vma->vm_mapping, (loff_t)linear_page_index(vma, start) << PAGE_SHIFT,
			 (loff_t)(end - start));
	return 0;
}

/* Gives back page-cache pages nobody else uses. */
static int advise_pageout(struct vm_area_struct *vma, uaddr_t start, uaddr_t end)
{
	struct address_space *m = vma->vm_mapping;

	if (vma->vm_flags & (VM_LOCKED | VM_PFNMAP))
		return -EINVAL;
	if (m && !mapping_is_shmem(m)) {
		zap_page_range(vma, start, end - start);
		invalidate_mapping_pages(m, linear_page_index(vma, start),
					 linear_page_index(vma, end - 1));
	}
	return 0;
}

static int advise_cold(struct vm_area_struct *vma)
{
	/* Ageing: unmapped page cache is first in line for reclaim already. */
	return vma->vm_flags & (VM_LOCKED | VM_PFNMAP) ? -EINVAL : 0;
}

/* Reads the pages of a file in; anonymous and tmpfs memory is there or need not be. */
static int advise_willneed(struct vm_area_struct *vma, uaddr_t start, uaddr_t end)
{
	if (!vma->vm_file)
		return -EBADF;
	if (vma->vm_mapping && !mapping_is_shmem(vma->vm_mapping))
		filemap_readahead(vma->vm_mapping, vma->vm_file, linear_page_index(vma, start),
				  (end - start) >> PAGE_SHIFT);
	return 0;
}

static int advise_pages(struct vm_area_struct *vma, uaddr_t start, uaddr_t end, int advice)
{
	switch (advice) {
	case MADV_DONTNEED:
	case MADV_DONTNEED_LOCKED:
	case MADV_FREE:
		return advise_dontneed(vma, start, end, advice);
	case MADV_REMOVE:
		return advise_remove(vma, start, end);
	case MADV_WILLNEED:
		return advise_willneed(vma, start, end);
	case MADV_COLD:
		return advise_cold(vma);
	case MADV_PAGEOUT:
		return advise_pageout(vma, start, end);
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		return populate_advised(vma, start, end, advice == MADV_POPULATE_WRITE);
	default:
		return -EINVAL;
	}
}

/* --- the range --- */

enum advice_kind { ADVICE_UNKNOWN, ADVICE_FLAGS, ADVICE_PAGES };

static enum advice_kind advice_kind(int advice)
{
	switch (advice) {
	case MADV_NORMAL:
	case MADV_SEQUENTIAL:
	case MADV_RANDOM:
	case MADV_DONTFORK:
	case MADV_DOFORK:
	case MADV_WIPEONFORK:
	case MADV_KEEPONFORK:
	case MADV_DONTDUMP:
	case MADV_DODUMP:
		return ADVICE_FLAGS;
	case MADV_DONTNEED:
	case MADV_DONTNEED_LOCKED:
	case MADV_FREE:
	case MADV_REMOVE:
	case MADV_WILLNEED:
	case MADV_COLD:
	case MADV_PAGEOUT:
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		return ADVICE_PAGES;
	default:
		return ADVICE_UNKNOWN;
	}
}

/* Calls @fn's piece for each VMA; -ENOMEM in the end if there was a hole, as madvise(2) says. */
static int advise_range(struct mm_struct *mm, uaddr_t start, uaddr_t end, int advice,
			enum advice_kind kind)
{
	struct vm_area_struct *prev, *vma = find_vma_prev(mm, start, &prev), *next;
	struct vma_spare spare;
	int unmapped = 0, err = 0;
	uaddr_t to;

	if (vma && start > vma->vm_start)
		prev = vma;
	while (!err && start < end) {
		if (!vma || vma->vm_start >= end)
			return -ENOMEM;
		if (start < vma->vm_start) {
			unmapped = -ENOMEM;
			start = vma->vm_start;
		}
		to = min(vma->vm_end, end);
		if (kind == ADVICE_PAGES) {
			next = vma->vm_next;
			err = advise_pages(vma, start, to, advice);
			start = to;
			vma = next;
			continue;
		}
		err = vma_spare_get(&spare, mm,
				    (unsigned int)(start > vma->vm_start) + (to < vma->vm_end));
		if (err)
			return -EAGAIN;
		err = advise_change(vma, &prev, start, to, advice, &spare);
		vma_spare_put(&spare);
		if (!err) {
			start = max(to, prev->vm_end);
			vma = prev->vm_next;
		}
	}
	return err ? err : unmapped;
}

int do_madvise(struct mm_struct *mm, const struct mm_caller *c __maybe_unused, uaddr_t addr,
	       size_t len, int advice)
{
	enum advice_kind kind = advice_kind(advice);
	size_t bytes = PAGE_ALIGN(len);
	int err;

	if (kind == ADVICE_UNKNOWN || !PAGE_ALIGNED(addr))
		return -EINVAL;
	if (len && !bytes)
		return -EINVAL;
	if (addr + bytes < addr)
		return -EINVAL;
	if (bytes == 0)
		return 0;
	if (kind == ADVICE_FLAGS) {
		err = mmap_write_lock_killable(mm);
		if (err)
			return err;
		err = advise_range(mm, addr, addr + bytes, advice, kind);
		mmap_write_unlock(mm);
		return err;
	}
	mmap_read_lock(mm);
	err = advise_range(mm, addr, addr + bytes, advice, kind);
	mmap_read_unlock(mm);
	return err;
}
