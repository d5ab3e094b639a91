/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/fault.c - from the address of a page fault to the handler that resolves it
 *
 * Theory
 *   mm_fault() first looks for the VMA without mmap_lock (vma_lock.c).  If that fails, the VMA
 *   is being changed, must grow, or needs its neighbours for its first anonymous page, and the
 *   fault is done again under mmap_lock for reading.  A stack grows under mmap_lock for writing.
 *
 *   A fault returns 0 when the access may be tried again, and VM_FAULT_* otherwise; a handler
 *   that lost a race returns 0 too and the access faults again.
 *
 * Not here: what fills an entry (memory.c), decoding the processor's error code (arch).
 *
 * Locks: 40 mmap_lock or 44 VMA lock, then those of memory.c.
 *
 * Sources: sigaction(2) (si_code), mmap(2) (SIGBUS, MAP_GROWSDOWN)
 */
#include "mm/vm/mm.h"

#include <asm/siginfo.h>

#include "internal.h"
#include "memory.h"

static bool access_denied(const struct vm_area_struct *vma, unsigned int flags)
{
	if (flags & FAULT_FLAG_WRITE)
		return !(vma->vm_flags & VM_WRITE);
	if (flags & FAULT_FLAG_INSTRUCTION)
		return !(vma->vm_flags & VM_EXEC);
	return !(vma->vm_flags & VM_ACCESS_FLAGS);
}

/* An entry that is there: copy-on-write, or accessed and dirty bits another CPU was faster with. */
static vm_fault_t fault_present(struct vm_fault *vmf)
{
	pte_t entry = vmf->orig_pte;

	vmf->ptl = pte_lockptr(vmf->pmd);
	spin_lock(vmf->ptl);
	if (unlikely(!pte_same(ptep_get(vmf->pte), entry))) {
		spin_unlock(vmf->ptl);
		return 0;
	}
	if (vmf->flags & (FAULT_FLAG_WRITE | FAULT_FLAG_UNSHARE)) {
		if (!pte_write(entry))
			return do_wp_page(vmf);
		entry = pte_mkdirty(entry);
	}
	entry = pte_mkyoung(entry);
	if (!pte_same(entry, vmf->orig_pte))
		set_pte(vmf->pte, entry);
	spin_unlock(vmf->ptl);
	return 0;
}

vm_fault_t handle_mm_fault(struct vm_area_struct *vma, uaddr_t addr, unsigned int flags)
{
	struct mm_struct *mm = vma->vm_mm;
	struct vm_fault vmf;
	pmd_t pmd;

	vmf.pmd = mm_pmd_find(mm, addr);
	if (unlikely(!vmf.pmd)) {
		vmf.pmd = mm_pmd_alloc(mm, addr);
		if (!vmf.pmd)
			return VM_FAULT_OOM;
	}
	vmf.vma = vma;
	vmf.flags = flags;
	vmf.real_address = addr;
	vmf.address = addr & PAGE_MASK;
	vmf.pgoff = linear_page_index(vma, vmf.address);
	vmf.page = NULL;
	vmf.cow_page = NULL;
	pmd = pmdp_get(vmf.pmd);
	if (unlikely(!pmd_write(pmd))) { /* none, or shared */
		if (pte_unshare(mm, vmf.pmd, addr))
			return VM_FAULT_OOM;
		pmd = pmdp_get(vmf.pmd);
	}
	if (likely(pmd_write(pmd))) {
		vmf.pte = pte_offset(&pmd, addr);
		vmf.orig_pte = ptep_get(vmf.pte);
	} else {
		vmf.pte = NULL;
		vmf.orig_pte = __pte(0);
	}
	if (pte_none(vmf.orig_pte))
		return vma_is_anonymous(vma) ? do_anonymous_page(&vmf) : do_fault(&vmf);
	if (unlikely(!pte_present(vmf.orig_pte)))
		return VM_FAULT_SIGBUS; /* no swap entries exist yet */
	return fault_present(&vmf);
}

static vm_fault_t fault_result(vm_fault_t ret, int *si_code)
{
	if (unlikely(ret & VM_FAULT_SIGBUS))
		*si_code = BUS_ADRERR;
	else if (unlikely(ret & VM_FAULT_SIGSEGV))
		*si_code = SEGV_ACCERR;
	return ret & (VM_FAULT_ERROR | VM_FAULT_MAJOR);
}

/* --- stacks --- */

static int stack_limits_ok(struct vm_area_struct *vma, const struct mm_caller *c, uaddr_t size,
			   unsigned long grow)
{
	struct mm_struct *mm = vma->vm_mm;

	if (!may_expand_vm(mm, c, vma->vm_flags, grow))
		return -ENOMEM;
	if (size > c->rlim_stack)
		return -ENOMEM;
	if (mlock_future_ok(mm, c, vma->vm_flags, grow << PAGE_SHIFT))
		return -ENOMEM;
	return vm_acct_memory_mm(mm, (long)grow, c->cap_sys_admin);
}

int expand_stack_locked(struct vm_area_struct *vma, const struct mm_caller *c, uaddr_t addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct vm_area_struct *prev = vma->vm_prev;
	unsigned long grow;
	int err;

	addr &= PAGE_MASK;
	if (!(vma->vm_flags & VM_GROWSDOWN))
		return -EFAULT;
	if (addr < mmap_min_addr)
		return -EPERM;
	if (addr >= vma->vm_start)
		return 0;
	/* A guard gap to what is below, unless that is a stack itself or cannot be touched. */
	if (prev && !(prev->vm_flags & VM_GROWSDOWN) && (prev->vm_flags & VM_ACCESS_FLAGS) &&
	    addr - prev->vm_end < STACK_GUARD_GAP)
		return -ENOMEM;
	if (prev && addr < prev->vm_end)
		return -ENOMEM;
	grow = (vma->vm_start - addr) >> PAGE_SHIFT;
	if (grow > vma->vm_pgoff)
		return -ENOMEM;
	if (c) {
		err = stack_limits_ok(vma, c, vma->vm_end - addr, grow);
		if (err)
			return err;
	} else {
		err = vm_acct_memory_mm(mm, (long)grow, true);
		if (err)
			return err;
	}
	if (anon_vma_prepare_locked(vma)) {
		vm_unacct_memory((long)grow);
		return -ENOMEM;
	}
	vma_start_write(vma);
	vma_set_range(vma, addr, vma->vm_end, vma->vm_pgoff - grow);
	if (vma->vm_flags & VM_LOCKED)
		mm->locked_vm += grow;
	vm_stat_account(mm, vma->vm_flags, (long)grow);
	return 0;
}

/* Like find_vma() for @addr, after growing a stack down to it; mmap_lock is held for reading before
 * and after. */
static struct vm_area_struct *find_grown_vma(struct mm_struct *mm, const struct mm_caller *c,
					     uaddr_t addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	if (!vma || vma->vm_start <= addr)
		return vma;
	if (!(vma->vm_flags & VM_GROWSDOWN))
		return NULL;
	mmap_read_unlock(mm);
	mmap_write_lock(mm);
	vma = find_vma(mm, addr);
	if (vma && vma->vm_start > addr && expand_stack_locked(vma, c, addr) != 0)
		vma = NULL;
	mmap_write_downgrade(mm);
	return vma;
}

/* --- the entry --- */

vm_fault_t mm_fault_slow(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr,
			 unsigned int flags, int *si_code)
{
	struct vm_area_struct *vma;
	vm_fault_t ret;

	if (unlikely(addr >= TASK_SIZE)) {
		*si_code = SEGV_MAPERR;
		return VM_FAULT_SIGSEGV;
	}
	do {
		mmap_read_lock(mm);
		vma = find_grown_vma(mm, c, addr);
		if (!vma) {
			mmap_read_unlock(mm);
			*si_code = SEGV_MAPERR;
			return VM_FAULT_SIGSEGV;
		}
		if (access_denied(vma, flags))
			ret = VM_FAULT_SIGSEGV;
		else
			ret = handle_mm_fault(vma, addr, flags);
		mmap_read_unlock(mm);
	} while (ret & VM_FAULT_RETRY);
	return fault_result(ret, si_code);
}

vm_fault_t mm_fault_fast(struct mm_struct *mm, uaddr_t addr, unsigned int flags)
{
	struct vm_area_struct *vma;
	vm_fault_t ret = VM_FAULT_RETRY;

	count_vm_event(PGFAULT, 1);
	vma = lock_vma_under_rcu(mm, addr);
	if (unlikely(!vma))
		return VM_FAULT_RETRY;
	if (likely(!access_denied(vma, flags)))
		ret = handle_mm_fault(vma, addr, flags | FAULT_FLAG_VMA_LOCK);
	vma_end_read(vma);
	/* Errors are found again, and told apart, by the slow way. */
	if (unlikely(ret & (VM_FAULT_ERROR | VM_FAULT_RETRY)))
		return VM_FAULT_RETRY;
	return ret & VM_FAULT_MAJOR;
}

vm_fault_t mm_fault(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr,
		    unsigned int flags, int *si_code)
{
	vm_fault_t ret = mm_fault_fast(mm, addr, flags);

	return likely(!(ret & VM_FAULT_RETRY)) ? ret : mm_fault_slow(mm, c, addr, flags, si_code);
}
