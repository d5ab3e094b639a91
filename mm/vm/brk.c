/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/brk.c - brk(2), and anonymous memory at a fixed place for exec
 *
 * Theory
 *   The heap is anonymous memory between start_brk and brk.  It grows by letting the VMA that
 *   ends at the old break grow, or with a new one.  A call that cannot do what it is asked for
 *   returns the old break and changes nothing.
 *
 * Locks: 40 mmap_lock for writing.
 *
 * Sources: brk(2), getrlimit(2) RLIMIT_DATA
 */
#include "mm/vm/mm.h"

#include <linux/personality.h>

#include "internal.h"

static int brk_flags(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t len,
		     unsigned long vm_flags)
{
	unsigned long pages = len >> PAGE_SHIFT;
	struct vm_area_struct *prev, *vma;
	struct vma_want w;

	vm_flags |= VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | VM_ACCOUNT |
		    mm->def_flags;
	if (c->personality & READ_IMPLIES_EXEC)
		vm_flags |= VM_EXEC;
	if (mlock_future_ok(mm, c, vm_flags, len))
		return -EAGAIN;
	if (!may_expand_vm(mm, c, vm_flags, pages) ||
	    mm->map_count > READ_ONCE(sysctl_max_map_count))
		return -ENOMEM;
	if (vm_acct_memory_mm(mm, (long)pages, c->cap_sys_admin))
		return -ENOMEM;

	find_vma_prev(mm, addr, &prev);
	w = (struct vma_want){.start = addr,
			      .end = addr + len,
			      .vm_flags = vm_flags,
			      .pgoff = addr >> PAGE_SHIFT};
	vma = vma_expand_into(mm, prev, NULL, &w);
	if (!vma) {
		vma = vma_alloc(mm);
		if (!vma) {
			vm_unacct_memory((long)pages);
			return -ENOMEM;
		}
		vma->vm_start = addr;
		vma->vm_end = addr + len;
		vma->vm_flags = vm_flags;
		vma->vm_pgoff = w.pgoff;
		vma_set_page_prot(vma);
		vma_link(mm, vma);
	}
	vma->vm_flags |= VM_SOFTDIRTY;
	vm_stat_account(mm, vm_flags, (long)pages);
	if (vm_flags & VM_LOCKED)
		mm->locked_vm += pages;
	return 0;
}

/* True: the break is where it is wanted now. */
static bool brk_to(struct mm_struct *mm, const struct mm_caller *c, uaddr_t brk)
{
	uaddr_t new = PAGE_ALIGN(brk), old = PAGE_ALIGN(mm->brk);
	struct vm_area_struct *next, *prev;

	if (brk < mm->start_brk || new < brk)
		return false;
	if (c->rlim_data != ~0UL &&
	    brk - mm->start_brk + (mm->end_data - mm->start_data) > c->rlim_data)
		return false;
	if (new < old) {
		if (do_munmap_locked(mm, new, old - new))
			return false;
	} else if (new > old) {
		if (new > TASK_SIZE)
			return false;
		next = find_vma_prev(mm, old, &prev);
		if (next && new + PAGE_SIZE > vma_start_gap(next))
			return false;
		if (brk_flags(mm, c, old, new - old, 0))
			return false;
	}
	mm->brk = brk;
	return true;
}

uaddr_t do_brk(struct mm_struct *mm, const struct mm_caller *c, uaddr_t brk)
{
	uaddr_t old, now;
	bool populate;

	if (mmap_write_lock_killable(mm))
		return (uaddr_t)-EINTR;
	old = mm->brk;
	(void)brk_to(mm, c, brk); /* the caller sees by the result whether it moved */
	now = mm->brk;
	populate = PAGE_ALIGN(now) > PAGE_ALIGN(old) && (mm->def_flags & VM_LOCKED);
	mmap_write_unlock(mm);
	if (populate)
		(void)mm_populate(mm, PAGE_ALIGN(old), PAGE_ALIGN(now) - PAGE_ALIGN(old));
	return now;
}

int vm_brk_flags(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t len,
		 unsigned long vm_flags)
{
	bool populate;
	int err;

	len = PAGE_ALIGN(len);
	if (len == 0)
		return 0;
	if (vm_flags & ~VM_EXEC)
		return -EINVAL;
	if (!PAGE_ALIGNED(addr) || addr > TASK_SIZE || len > TASK_SIZE - addr)
		return -EINVAL;
	err = mmap_write_lock_killable(mm);
	if (err)
		return err;
	err = do_munmap_locked(mm, addr, len);
	if (!err)
		err = brk_flags(mm, c, addr, len, vm_flags);
	populate = !err && (mm->def_flags & VM_LOCKED);
	mmap_write_unlock(mm);
	if (populate)
		(void)mm_populate(mm, addr, len);
	return err;
}
