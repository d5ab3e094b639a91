/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/exec_stack.c - the stack of a new program, and mappings of the kernel's own pages
 *
 * Theory
 *   exec writes the argument strings into a one-page stack at the very top of the new address
 *   space (it grows as access_remote_vm() needs it), before it knows the limits and the layout of
 * the program.  setup_arg_pages() then moves it to its random place, gives it its protection, and
 *   128 KiB to start with.  Until then its flags say that it is unfinished.
 *
 * Locks: 40 mmap_lock for writing.
 *
 * Sources: execve(2), getrlimit(2) RLIMIT_STACK, personality(2) READ_IMPLIES_EXEC
 */
#include "mm/vm/mm.h"

#include <linux/personality.h>

#include "internal.h"

#define VM_STACK_FLAGS                                                                             \
	(VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | VM_STACK | VM_ACCOUNT)
#define STACK_START_BYTES (128UL << 10)

int setup_initial_stack(struct mm_struct *mm, uaddr_t *top)
{
	struct vm_area_struct *vma = vma_alloc(mm);
	int err;

	if (!vma)
		return -ENOMEM;
	vma->vm_end = STACK_TOP;
	vma->vm_start = STACK_TOP - PAGE_SIZE;
	vma->vm_flags = VM_SOFTDIRTY | VM_STACK_FLAGS | VM_STACK_INCOMPLETE_SETUP;
	vma->vm_pgoff = vma->vm_start >> PAGE_SHIFT;
	vma_set_page_prot(vma);
	err = vm_acct_memory_mm(mm, 1, true);
	if (err)
		goto free;
	err = mmap_write_lock_killable(mm);
	if (err)
		goto unacct;
	vma_link(mm, vma);
	vm_stat_account(mm, vma->vm_flags, 1);
	mmap_write_unlock(mm);
	*top = STACK_TOP - sizeof(void *);
	return 0;

unacct:
	vm_unacct_memory(1);
free:
	vma_free(vma);
	return err;
}

/* Moves the whole VMA down by @shift bytes; nothing is below it yet. */
static int shift_stack(struct vm_area_struct *vma, uaddr_t shift)
{
	struct mm_struct *mm = vma->vm_mm;
	uaddr_t old_start = vma->vm_start, old_end = vma->vm_end, start = old_start - shift,
		end = old_end - shift;
	struct mmu_gather tlb;

	if (old_start < shift + mmap_min_addr || find_vma(mm, start) != vma)
		return -ENOMEM;
	vma_start_write(vma);
	/* Covers both places while entries move, which may overlap: from below, page by page. */
	vma_set_range(vma, start, old_end, vma->vm_pgoff);
	if (move_page_tables(mm, old_start, start, old_end - old_start) != old_end - old_start)
		return -ENOMEM;
	tlb_gather_mmu(&tlb, mm, false);
	free_pgd_range(&tlb, max(end, old_start), old_end, end,
		       vma->vm_next ? vma->vm_next->vm_start : 0);
	tlb_finish_mmu(&tlb);
	vma_set_range(vma, start, end, vma->vm_pgoff);
	return 0;
}

static int finish_stack(struct mm_struct *mm, const struct mm_caller *c, struct vm_area_struct *vma,
			uaddr_t stack_top, bool exec_stack, uaddr_t *p)
{
	unsigned long vm_flags = VM_STACK_FLAGS;
	uaddr_t shift, base, size, limit;
	int err;

	stack_top = stack_top & PAGE_MASK;
	if (stack_top < mmap_min_addr || vma->vm_end - vma->vm_start >= stack_top - mmap_min_addr)
		return -ENOMEM;
	shift = vma->vm_end - stack_top;
	if (exec_stack)
		vm_flags |= VM_EXEC;
	vm_flags |= mm->def_flags;
	vma_start_write(vma);
	if (shift) {
		err = shift_stack(vma, shift);
		if (err)
			return err;
		*p -= shift;
	}
	vma->vm_flags = vm_flags | VM_SOFTDIRTY;
	vma_set_page_prot(vma);
	change_protection(vma, vma->vm_start, vma->vm_end, vma->vm_page_prot);
	mm->arg_start = *p;
	mm->start_stack = *p;

	size = vma->vm_end - vma->vm_start;
	limit = c->rlim_stack & PAGE_MASK;
	base = size + STACK_START_BYTES > limit ? vma->vm_end - limit
						: vma->vm_start - STACK_START_BYTES;
	if (limit > STACK_TOP || base > vma->vm_start)
		base = limit > STACK_TOP ? vma->vm_start - STACK_START_BYTES : vma->vm_start;
	return expand_stack_locked(vma, c, base) ? -EFAULT : 0;
}

int setup_arg_pages(struct mm_struct *mm, const struct mm_caller *c, uaddr_t stack_top,
		    bool exec_stack, uaddr_t *p)
{
	struct vm_area_struct *vma;
	int err = mmap_write_lock_killable(mm);

	if (err)
		return err;
	vma = find_vma(mm, *p);
	err = vma && vma_is_temporary_stack(vma)
		      ? finish_stack(mm, c, vma, stack_top, exec_stack, p)
		      : -EFAULT;
	mmap_write_unlock(mm);
	return err;
}

/* --- special mappings --- */

static vm_fault_t special_fault(struct vm_fault *vmf)
{
	const struct vm_special_mapping *sm = vmf->vma->vm_private_data;
	unsigned long i;

	if (sm->fault)
		return sm->fault(sm, vmf->vma, vmf);
	for (i = 0; sm->pages[i] && i < vmf->pgoff; i++)
		;
	if (!sm->pages[i])
		return VM_FAULT_SIGBUS;
	vmf->page = sm->pages[i];
	get_page(vmf->page);
	return 0;
}

static const char *special_name(struct vm_area_struct *vma)
{
	const struct vm_special_mapping *sm = vma->vm_private_data;

	return sm->name;
}

static int special_may_split(struct vm_area_struct *vma __maybe_unused, uaddr_t addr __maybe_unused)
{
	return -EINVAL;
}

static const struct vm_operations_struct special_vm_ops = {
	.fault = special_fault,
	.name = special_name,
	.may_split = special_may_split,
};

struct vm_area_struct *install_special_mapping(struct mm_struct *mm, uaddr_t addr, size_t len,
					       unsigned long vm_flags,
					       const struct vm_special_mapping *sm)
{
	struct vm_area_struct *vma;
	int err;

	len = PAGE_ALIGN(len);
	if (!PAGE_ALIGNED(addr) || len == 0 || addr > TASK_SIZE || len > TASK_SIZE - addr)
		return ERR_PTR(-EINVAL);
	vma = vma_alloc(mm);
	if (!vma)
		return ERR_PTR(-ENOMEM);
	vma->vm_start = addr;
	vma->vm_end = addr + len;
	vma->vm_flags = (vm_flags | mm->def_flags | VM_DONTEXPAND | VM_SOFTDIRTY) & ~VM_LOCKED_MASK;
	vma->vm_ops = &special_vm_ops;
	vma->vm_private_data = (void *)sm;
	vma_set_page_prot(vma);
	err = mmap_write_lock_killable(mm);
	if (!err && find_vma_intersection(mm, addr, addr + len)) {
		mmap_write_unlock(mm);
		err = -EINVAL;
	}
	if (err) {
		vma_free(vma);
		return ERR_PTR(err);
	}
	vma_link(mm, vma);
	vm_stat_account(mm, vma->vm_flags, (long)(len >> PAGE_SHIFT));
	mmap_write_unlock(mm);
	return vma;
}
