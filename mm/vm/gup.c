/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/gup.c - user pages from inside the kernel: referenced, copied, or just made present
 *
 * Theory
 *   follow_page() looks the entry up; if it does not allow what is wanted the fault handler is
 *   asked and the look-up repeated.  FOLL_FORCE (debuggers) may read what is not readable and write
 *   private memory that is not writable: the fault then makes a private copy, which is
 *   accepted though its entry stays read-only.
 *
 * Locks: 40 mmap_lock, for reading; access_remote_vm() and mm_populate() take it.
 *
 * Sources: ptrace(2), madvise(2) MADV_POPULATE_*, mlock(2)
 */
#include "mm/vm/mm.h"

#include "kernel/sched/sched.h"
#include "lib/string.h"

#include "internal.h"

/* A private page that a forced write made: nobody else sees what is written to it. */
static bool forced_write_ok(const struct vm_area_struct *vma, struct page *page, pte_t pte,
			    unsigned int foll)
{
	return (foll & FOLL_FORCE) && is_cow_mapping(vma->vm_flags) && page && PageAnon(page) &&
	       pte_dirty(pte) && page_ref_count(page) == 1;
}

/* The page at @addr, referenced if FOLL_GET; NULL: fault it in; ERR_PTR(-EFAULT): no page can be
 * had. */
static struct page *follow_page(struct vm_area_struct *vma, uaddr_t addr,
				unsigned int foll) __no_lock_analysis
{
	struct page *page = NULL;
	spinlock_t *ptl;
	pte_t *ptep = pte_lock_find(vma->vm_mm, addr, &ptl), pte;

	if (!ptep)
		return NULL;
	pte = ptep_get(ptep);
	if (!pte_present(pte))
		goto out;
	page = vm_normal_page(vma, pte);
	if ((foll & FOLL_WRITE) &&
	    (table_shared(ptl) || (!pte_write(pte) && !forced_write_ok(vma, page, pte, foll)))) {
		page = NULL;
		goto out;
	}
	if (!page)
		page = pte_pfn(pte) == zero_pfn ? zero_page : ERR_PTR(-EFAULT);
	if ((foll & FOLL_GET) && !IS_ERR(page))
		get_page(page);
out:
	spin_unlock(ptl);
	return page;
}

static int check_access(const struct vm_area_struct *vma, unsigned int foll)
{
	if (vma->vm_flags & (VM_IO | VM_PFNMAP))
		return -EFAULT;
	if (foll & FOLL_WRITE) {
		if (!(vma->vm_flags & VM_WRITE) &&
		    !((foll & FOLL_FORCE) && is_cow_mapping(vma->vm_flags)))
			return -EFAULT;
	} else if (!(vma->vm_flags & VM_READ)) {
		if (!(foll & FOLL_FORCE) || !(vma->vm_flags & VM_MAYREAD))
			return -EFAULT;
	}
	return 0;
}

/* One page of @vma; ERR_PTR. */
static struct page *get_one_page(struct vm_area_struct *vma, uaddr_t addr, unsigned int foll)
{
	unsigned int flags = FAULT_FLAG_REMOTE | (foll & FOLL_WRITE ? FAULT_FLAG_WRITE : 0);
	struct page *page;
	vm_fault_t ret;

	for (;;) {
		page = follow_page(vma, addr, foll);
		if (page)
			return page;
		ret = handle_mm_fault(vma, addr, flags);
		if (ret & VM_FAULT_OOM)
			return ERR_PTR(-ENOMEM);
		if (ret & (VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV))
			return ERR_PTR(-EFAULT);
		if (signal_pending_state(TASK_KILLABLE))
			return ERR_PTR(-EINTR);
		cond_resched();
	}
}

long get_user_pages(struct mm_struct *mm, uaddr_t start, unsigned long n, unsigned int foll,
		    struct page **pages)
{
	struct vm_area_struct *vma = NULL;
	struct page *page;
	unsigned long i;
	int err;

	for (i = 0; i < n; i++, start += PAGE_SIZE) {
		if (!vma || start >= vma->vm_end) {
			vma = vma_lookup(mm, start);
			err = vma ? check_access(vma, foll) : -EFAULT;
			if (err)
				return i ? (long)i : err;
		}
		page = get_one_page(vma, start & PAGE_MASK, foll | FOLL_GET);
		if (IS_ERR(page))
			return i ? (long)i : PTR_ERR(page);
		pages[i] = page;
	}
	return (long)n;
}

/* --- access to another address space --- */

/* exec writes argument strings below what its temporary stack has so far; nobody else uses that mm
 * yet. */
static struct vm_area_struct *grow_temporary_stack(struct mm_struct *mm, uaddr_t addr)
{
	struct vm_area_struct *vma;

	mmap_read_unlock(mm);
	mmap_write_lock(mm);
	vma = find_vma(mm, addr);
	if (vma && vma->vm_start > addr &&
	    (!vma_is_temporary_stack(vma) || expand_stack_locked(vma, NULL, addr)))
		vma = NULL;
	mmap_write_downgrade(mm);
	return vma;
}

/* The VMA of @addr, or NULL; mmap_lock for reading, which may be dropped. */
static struct vm_area_struct *remote_vma(struct mm_struct *mm, uaddr_t addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	if (!vma || vma->vm_start <= addr)
		return vma;
	return vma_is_temporary_stack(vma) ? grow_temporary_stack(mm, addr) : NULL;
}

size_t access_remote_vm(struct mm_struct *mm, uaddr_t addr, void *buf, size_t len,
			unsigned int foll)
{
	struct vm_area_struct *vma;
	struct page *page;
	size_t done = 0, n;
	char *kaddr;

	if (mmap_read_lock_killable(mm))
		return 0;
	while (done < len) {
		vma = remote_vma(mm, addr);
		if (!vma || check_access(vma, foll))
			break;
		page = get_one_page(vma, addr & PAGE_MASK, foll | FOLL_GET);
		if (IS_ERR(page))
			break;
		n = min(len - done, PAGE_SIZE - offset_in_page(addr));
		kaddr = (char *)page_address(page) + offset_in_page(addr);
		if (foll & FOLL_WRITE) {
			memcpy(kaddr, (char *)buf + done, n);
			if (!PageAnon(page))
				set_page_dirty(page);
		} else {
			memcpy((char *)buf + done, kaddr, n);
		}
		put_page(page);
		addr += n;
		done += n;
	}
	mmap_read_unlock(mm);
	return done;
}

/* --- populate --- */

static int populate_vma(struct vm_area_struct *vma, uaddr_t start, uaddr_t end, unsigned int foll)
{
	struct page *page;

	for (; start < end; start += PAGE_SIZE) {
		page = get_one_page(vma, start, foll);
		if (IS_ERR(page))
			return (int)PTR_ERR(page);
		cond_resched();
	}
	return 0;
}

int populate_range(struct mm_struct *mm, uaddr_t start, uaddr_t end, bool write)
{
	struct vm_area_struct *vma = find_vma_intersection(mm, start, end);
	int err = 0;

	for (; vma && vma->vm_start < end && !err; vma = vma->vm_next)
		err = populate_vma(vma, max(start, vma->vm_start), min(end, vma->vm_end),
				   write ? FOLL_WRITE : 0);
	return err;
}

int populate_advised(struct vm_area_struct *vma, uaddr_t start, uaddr_t end, bool write)
{
	unsigned int foll = write ? FOLL_WRITE : 0;

	if ((vma->vm_flags & (VM_IO | VM_PFNMAP)) || check_access(vma, foll))
		return -EINVAL;
	return populate_vma(vma, start, end, foll);
}

int mm_populate(struct mm_struct *mm, uaddr_t start, size_t len)
{
	uaddr_t end = start + len, to;
	struct vm_area_struct *vma;
	unsigned int foll;
	int err = 0;

	mmap_read_lock(mm);
	for (; start < end && !err; start = to) {
		vma = find_vma_intersection(mm, start, end);
		if (!vma)
			break;
		start = max(start, vma->vm_start);
		to = min(end, vma->vm_end);
		if (vma->vm_flags & (VM_IO | VM_PFNMAP | VM_LOCKONFAULT))
			continue;
		/* Private writable memory is copied now, as a later write would have to. */
		foll = (vma->vm_flags & (VM_WRITE | VM_SHARED)) == VM_WRITE ? FOLL_WRITE : 0;
		if (vma->vm_flags & VM_ACCESS_FLAGS)
			foll |= FOLL_FORCE;
		err = check_access(vma, foll);
		if (!err)
			err = populate_vma(vma, start, to, foll);
		if (err == -EFAULT && !(vma->vm_flags & VM_LOCKED))
			err = 0;
	}
	mmap_read_unlock(mm);
	return err;
}
