/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/mlock.c - mlock(2) and its family
 *
 * Theory
 *   VM_LOCKED marks VMAs whose pages reclaim leaves alone; mm->locked_vm counts them against
 *   RLIMIT_MEMLOCK.  Locking faults the pages in, unless VM_LOCKONFAULT says to wait for the
 *   first touch.  mlockall(MCL_FUTURE) puts the flags into mm->def_flags, for what is mapped later.
 *
 * Locks: 40 mmap_lock for writing, and for reading while pages are brought in.
 *
 * Sources: mlock(2), getrlimit(2)
 */
#include "mm/vm/mm.h"

#include <linux/mman.h>

#include "internal.h"

/* 0: @bytes more of memory with @vm_flags may be mapped; -EAGAIN: they would be locked, and are too
 * many. */
int mlock_future_ok(const struct mm_struct *mm, const struct mm_caller *c, unsigned long vm_flags,
		    size_t bytes)
{
	if (!(vm_flags & VM_LOCKED) || c->cap_ipc_lock)
		return 0;
	return mm->locked_vm + (bytes >> PAGE_SHIFT) > c->rlim_memlock >> PAGE_SHIFT ? -EAGAIN : 0;
}

int mlock_fixup(struct vm_area_struct *vma, struct vm_area_struct **prev, uaddr_t start,
		uaddr_t end, unsigned long vm_flags, struct vma_spare *s)
{
	unsigned long old = vma->vm_flags;
	struct vm_area_struct *got;
	long pages = (long)((end - start) >> PAGE_SHIFT);

	if (vm_flags == old || (old & VM_SPECIAL)) {
		*prev = vma;
		return 0;
	}
	got = vma_modify(vma, *prev, start, end, vm_flags, s);
	if (IS_ERR(got))
		return (int)PTR_ERR(got);
	*prev = got;
	if (!(vm_flags & VM_LOCKED))
		pages = -pages;
	else if (old & VM_LOCKED)
		pages = 0;
	got->vm_mm->locked_vm += (unsigned long)pages;
	vma_start_write(got);
	got->vm_flags = vm_flags | (got->vm_flags & VM_SOFTDIRTY);
	return 0;
}

/* VM_LOCKED and VM_LOCKONFAULT of every VMA in the range become @set. */
static int apply_lock(struct mm_struct *mm, uaddr_t start, uaddr_t end, unsigned long set)
{
	struct vm_area_struct *prev, *vma = find_vma_prev(mm, start, &prev);
	struct vma_spare spare;
	uaddr_t to;
	int err;

	if (!vma || vma->vm_start > start)
		return -ENOMEM;
	if (start > vma->vm_start)
		prev = vma;
	for (;;) {
		to = min(vma->vm_end, end);
		err = vma_spare_get(&spare, mm,
				    (unsigned int)(start > vma->vm_start) + (to < vma->vm_end));
		if (err)
			return err;
		err = mlock_fixup(vma, &prev, start, to, (vma->vm_flags & ~VM_LOCKED_MASK) | set,
				  &spare);
		vma_spare_put(&spare);
		if (err)
			return err;
		start = max(to, prev->vm_end);
		if (start >= end)
			return 0;
		vma = prev->vm_next;
		if (!vma || vma->vm_start != start)
			return -ENOMEM;
	}
}

static unsigned long already_locked(struct mm_struct *mm, uaddr_t start, uaddr_t end)
{
	struct vm_area_struct *vma = find_vma_intersection(mm, start, end);
	unsigned long pages = 0;

	for (; vma && vma->vm_start < end; vma = vma->vm_next)
		if (vma->vm_flags & VM_LOCKED)
			pages += (min(end, vma->vm_end) - max(start, vma->vm_start)) >> PAGE_SHIFT;
	return pages;
}

int do_mlock(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t len,
	     unsigned long vm_flags)
{
	unsigned long limit = c->rlim_memlock >> PAGE_SHIFT, locked;
	int err;

	if (!c->cap_ipc_lock && c->rlim_memlock == 0)
		return -EPERM;
	len = PAGE_ALIGN(len + offset_in_page(addr));
	addr &= PAGE_MASK;
	if (addr + len < addr)
		return -EINVAL;
	if (len == 0)
		return 0;
	err = mmap_write_lock_killable(mm);
	if (err)
		return err;
	locked = (len >> PAGE_SHIFT) + mm->locked_vm;
	if (locked > limit && !c->cap_ipc_lock)
		locked -= already_locked(mm, addr, addr + len);
	err = locked <= limit || c->cap_ipc_lock
		      ? apply_lock(mm, addr, addr + len, VM_LOCKED | vm_flags)
		      : -ENOMEM;
	mmap_write_unlock(mm);
	if (err)
		return err;
	err = mm_populate(mm, addr, len);
	/* mlock(2): memory that cannot be had is ENOMEM, lack of it in the system EAGAIN. */
	if (err == -EFAULT)
		return -ENOMEM;
	return err == -ENOMEM ? -EAGAIN : err;
}

int do_munlock(struct mm_struct *mm, uaddr_t addr, size_t len)
{
	int err;

	len = PAGE_ALIGN(len + offset_in_page(addr));
	addr &= PAGE_MASK;
	if (addr + len < addr)
		return -EINVAL;
	if (len == 0)
		return 0;
	err = mmap_write_lock_killable(mm);
	if (err)
		return err;
	err = apply_lock(mm, addr, addr + len, 0);
	mmap_write_unlock(mm);
	return err;
}

static void apply_lock_all(struct mm_struct *mm, unsigned long set)
{
	struct vm_area_struct *prev = NULL, *vma = mm->mmap;

	while (vma) {
		/* Whole VMAs need no split; one that cannot be had is left as it is. */
		if (mlock_fixup(vma, &prev, vma->vm_start, vma->vm_end,
				(vma->vm_flags & ~VM_LOCKED_MASK) | set, NULL))
			prev = vma;
		vma = prev->vm_next;
	}
}

int do_mlockall(struct mm_struct *mm, const struct mm_caller *c, int flags)
{
	unsigned long set = VM_LOCKED;
	int err;

	if (!flags || (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) || flags == MCL_ONFAULT)
		return -EINVAL;
	if (!c->cap_ipc_lock && c->rlim_memlock == 0)
		return -EPERM;
	if (flags & MCL_ONFAULT)
		set |= VM_LOCKONFAULT;
	err = mmap_write_lock_killable(mm);
	if (err)
		return err;
	if ((flags & MCL_CURRENT) && mm->total_vm > c->rlim_memlock >> PAGE_SHIFT &&
	    !c->cap_ipc_lock) {
		mmap_write_unlock(mm);
		return -ENOMEM;
	}
	mm->def_flags &= ~VM_LOCKED_MASK;
	if (flags & MCL_FUTURE)
		mm->def_flags |= set;
	if (flags & MCL_CURRENT)
		apply_lock_all(mm, set);
	mmap_write_unlock(mm);
	if (flags & MCL_CURRENT)
		(void)mm_populate(mm, 0, TASK_SIZE); /* errors are ignored, as on Linux */
	return 0;
}

int do_munlockall(struct mm_struct *mm)
{
	int err = mmap_write_lock_killable(mm);

	if (err)
		return err;
	mm->def_flags &= ~VM_LOCKED_MASK;
	apply_lock_all(mm, 0);
	mmap_write_unlock(mm);
	return 0;
}
