/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/mprotect.c - mprotect(2)
 *
 * Theory
 *   The range is done VMA by VMA.  An error in the middle (a hole, a file that may not be written)
 *   leaves the VMAs before it changed: the manual page allows that and Linux does it.
 *   The VMAs for splitting are got before the first change.
 *
 * Locks: 40 mmap_lock for writing; 44 each VMA changed; 76 tables.
 *
 * Sources: mprotect(2)
 */
#include "mm/vm/mm.h"

#include <linux/mman.h>
#include <linux/personality.h>

#include "kernel/sched/sched.h"

#include "internal.h"

struct change_ctx {
	struct vm_area_struct *vma;
	pgprot_t prot;
	bool flush; /* some entry now allows less */
};

/* Memory that a write fault would take as it is anyway. */
static bool writable_at_once(const struct vm_area_struct *vma, pte_t pte)
{
	struct page *page;

	if (!(vma->vm_flags & VM_WRITE) || (vma->vm_flags & VM_SHARED) || !pte_dirty(pte))
		return false;
	page = vm_normal_page(vma, pte);
	return page && PageAnon(page) && page_ref_count(page) == 1;
}

static bool allows_less(pte_t old, pte_t new)
{
	unsigned long lost = pte_val(old) & ~pte_val(new);

	if (!pte_accessible(old))
		return false;
	return (lost & (_PAGE_PRESENT | _PAGE_RW | _PAGE_USER)) ||
	       (pte_val(new) & ~pte_val(old) & _PAGE_NX);
}

static int change_pte_table(struct mm_struct *mm __maybe_unused, pmd_t *pmd, uaddr_t addr,
			    uaddr_t end, void *ctx)
{
	struct change_ctx *ch = ctx;
	spinlock_t *ptl = pte_lockptr(pmd);
	pte_t *ptep = pte_offset(pmd, addr), old, new;

	debug_assert(pmd_write(pmdp_get(pmd)));
	spin_lock(ptl);
	for (; addr != end; addr += PAGE_SIZE, ptep++) {
		old = ptep_get(ptep);
		if (!pte_present(old))
			continue;
		old = ptep_get_and_clear(ptep); /* the processor may set bits until now */
		new = pte_modify(old, ch->prot);
		if (!pte_write(new) && writable_at_once(ch->vma, new))
			new = pte_mkwrite(new);
		set_pte(ptep, new);
		ch->flush |= allows_less(old, new);
	}
	spin_unlock(ptl);
	cond_resched();
	return 0;
}

void change_protection(struct vm_area_struct *vma, uaddr_t start, uaddr_t end, pgprot_t prot)
{
	struct change_ctx ch = {.vma = vma, .prot = prot};

	walk_pte_tables(vma->vm_mm, start, end, change_pte_table, &ch);
	if (ch.flush)
		flush_tlb_range(vma->vm_mm, start, end);
}

int mprotect_fixup(struct vm_area_struct *vma, struct vm_area_struct **prev, uaddr_t start,
		   uaddr_t end, unsigned long vm_flags, const struct mm_caller *c,
		   struct vma_spare *s)
{
	struct mm_struct *mm = vma->vm_mm;
	unsigned long old = vma->vm_flags, pages = (end - start) >> PAGE_SHIFT;
	struct vm_area_struct *got;
	long charged = 0;
	int err;

	if (vm_flags == old) {
		*prev = vma;
		return 0;
	}
	if (vm_flags & VM_WRITE) {
		if (!may_expand_vm(mm, c, vm_flags, pages) && may_expand_vm(mm, c, old, pages))
			return -ENOMEM;
		if (!(old & (VM_ACCOUNT | VM_WRITE | VM_SHARED | VM_NORESERVE))) {
			charged = (long)pages;
			if (vm_acct_memory_mm(mm, charged, c->cap_sys_admin))
				return -ENOMEM;
			vm_flags |= VM_ACCOUNT;
		}
	}
	err = pte_unshare_range(mm, start, end);
	got = err ? ERR_PTR(err) : vma_modify(vma, *prev, start, end, vm_flags, s);
	if (IS_ERR(got)) {
		vm_unacct_memory(charged);
		return (int)PTR_ERR(got);
	}
	*prev = got;
	vma_start_write(got);
	got->vm_flags = vm_flags | (got->vm_flags & VM_SOFTDIRTY);
	vma_set_page_prot(got);
	change_protection(got, start, end, got->vm_page_prot);
	if ((old & (VM_WRITE | VM_SHARED | VM_LOCKED | VM_LOCKONFAULT)) == VM_LOCKED &&
	    (vm_flags & VM_WRITE))
		populate_range(mm, start, end, true);
	vm_stat_account(mm, old, -(long)pages);
	vm_stat_account(mm, vm_flags, (long)pages);
	return 0;
}

/* How many VMAs [start, end) may have to be split off at its ends. */
static unsigned int splits_needed(struct mm_struct *mm, const struct vm_area_struct *first,
				  uaddr_t start, uaddr_t end)
{
	const struct vm_area_struct *last = end <= first->vm_end ? first : find_vma(mm, end - 1);

	return (start > first->vm_start) + (last && last->vm_start < end && end < last->vm_end);
}

static int protect_range(struct vm_area_struct *vma, struct vm_area_struct *prev,
			 const struct mm_caller *c, uaddr_t start, uaddr_t end, unsigned long prot,
			 struct vma_spare *s)
{
	unsigned long want = 0, vm_flags;
	bool rier = (prot & PROT_READ) && (c->personality & READ_IMPLIES_EXEC);
	uaddr_t to;
	int err;

	want |= prot & PROT_READ ? VM_READ : 0;
	want |= prot & PROT_WRITE ? VM_WRITE : 0;
	want |= prot & PROT_EXEC ? VM_EXEC : 0;
	for (;;) {
		vm_flags = (vma->vm_flags & ~VM_ACCESS_FLAGS) | want;
		if (rier && (vma->vm_flags & VM_MAYEXEC))
			vm_flags |= VM_EXEC;
		/* VM_MAY* are VM_* shifted by 4. */
		if ((vm_flags & ~(vm_flags >> 4)) & VM_ACCESS_FLAGS)
			return -EACCES;
		to = min(vma->vm_end, end);
		err = mprotect_fixup(vma, &prev, start, to, vm_flags, c, s);
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

static int mprotect_locked(struct mm_struct *mm, const struct mm_caller *c, uaddr_t start,
			   uaddr_t end, unsigned long prot, bool growsdown)
{
	struct vm_area_struct *prev, *vma = find_vma_prev(mm, start, &prev);
	struct vma_spare spare;
	int err;

	if (!vma)
		return -ENOMEM;
	if (growsdown) {
		if (vma->vm_start >= end)
			return -ENOMEM;
		start = vma->vm_start;
		if (!(vma->vm_flags & VM_GROWSDOWN))
			return -EINVAL;
	} else if (vma->vm_start > start) {
		return -ENOMEM;
	}
	err = vma_spare_get(&spare, mm, splits_needed(mm, vma, start, end));
	if (err)
		return err;
	if (start > vma->vm_start)
		prev = vma;
	err = protect_range(vma, prev, c, start, end, prot, &spare);
	vma_spare_put(&spare);
	return err;
}

int do_mprotect(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t len,
		unsigned long prot)
{
	unsigned long grows = prot & (PROT_GROWSDOWN | PROT_GROWSUP);
	int err;

	prot &= ~(unsigned long)(PROT_GROWSDOWN | PROT_GROWSUP);
	if (grows == (PROT_GROWSDOWN | PROT_GROWSUP))
		return -EINVAL;
	if (!PAGE_ALIGNED(addr))
		return -EINVAL;
	if (len == 0)
		return 0;
	len = PAGE_ALIGN(len);
	if (addr + len <= addr)
		return -ENOMEM;
	if (prot & ~(unsigned long)(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM))
		return -EINVAL;
	err = mmap_write_lock_killable(mm);
	if (err)
		return err;
	/* Nothing grows upwards on this architecture. */
	if (grows & PROT_GROWSUP)
		err = vma_lookup(mm, addr) ? -EINVAL : -ENOMEM;
	else
		err = mprotect_locked(mm, c, addr, addr + len, prot, grows & PROT_GROWSDOWN);
	mmap_write_unlock(mm);
	return err;
}
