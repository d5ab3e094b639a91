/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/mmap.c - mmap(2): from arguments to a VMA
 *
 * Theory
 *   do_mmap_locked() checks in Linux's order, since which of two errors is reported can be seen.
 *   map_region() then charges and allocates what the new mapping needs, clears the range
 *   (MAP_FIXED), and either lets an equal neighbour grow or links a new VMA.  Only a file's
 *   own ->mmap can fail after the range was cleared; then the range is left free, as on Linux.
 *
 * Not here: which address (layout.c), descriptors and MAP_HUGETLB (abi/linux/sys_mm.c).
 *
 * Locks: 40 mmap_lock for writing.
 *
 * Sources: mmap(2), personality(2) READ_IMPLIES_EXEC
 */
#include "mm/vm/mm.h"

#include <linux/mman.h>
#include <linux/personality.h>

#include "mm/vm/shmem.h"

#include "internal.h"

/* What MAP_SHARED_VALIDATE accepts: the flags that MAP_SHARED ever had. */
#define LEGACY_MAP_MASK                                                                            \
	(MAP_SHARED | MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS | MAP_DENYWRITE | MAP_EXECUTABLE |   \
	 MAP_UNINITIALIZED | MAP_GROWSDOWN | MAP_LOCKED | MAP_NORESERVE | MAP_POPULATE |           \
	 MAP_NONBLOCK | MAP_STACK | MAP_HUGETLB | MAP_32BIT | MAP_HUGE_2MB | MAP_HUGE_1GB)

static unsigned long prot_to_vm(unsigned long prot)
{
	unsigned long vm_flags = 0;

	if (prot & PROT_READ)
		vm_flags |= VM_READ;
	if (prot & PROT_WRITE)
		vm_flags |= VM_WRITE;
	if (prot & PROT_EXEC)
		vm_flags |= VM_EXEC;
	return vm_flags;
}

static unsigned long map_to_vm(unsigned long flags)
{
	unsigned long vm_flags = 0;

	if (flags & MAP_GROWSDOWN)
		vm_flags |= VM_GROWSDOWN;
	if (flags & MAP_LOCKED)
		vm_flags |= VM_LOCKED;
	return vm_flags;
}

/* 0 or the error for mapping @f; adds to and takes from *vm_flags. */
static int check_file(struct file *f, unsigned long prot, unsigned long flags, size_t len,
		      unsigned long pgoff, unsigned long *vm_flags)
{
	unsigned int fmode = mm_file_ops->fmode(f);

	if (pgoff + (len >> PAGE_SHIFT) > (unsigned long)(INT64_MAX >> PAGE_SHIFT) + 1)
		return -EOVERFLOW;
	switch (flags & MAP_TYPE) {
	case MAP_SHARED:
		flags &= LEGACY_MAP_MASK;
		fallthrough;
	case MAP_SHARED_VALIDATE:
		if (flags & ~(unsigned long)LEGACY_MAP_MASK)
			return -EOPNOTSUPP;
		if ((prot & PROT_WRITE) && !(fmode & MM_FMODE_WRITE))
			return -EACCES;
		*vm_flags |= VM_SHARED | VM_MAYSHARE;
		if (!(fmode & MM_FMODE_WRITE))
			*vm_flags &= ~(VM_MAYWRITE | VM_SHARED);
		fallthrough;
	case MAP_PRIVATE:
		if (!(fmode & MM_FMODE_READ))
			return -EACCES;
		if (mm_file_ops->noexec(f)) {
			if (*vm_flags & VM_EXEC)
				return -EPERM;
			*vm_flags &= ~VM_MAYEXEC;
		}
		if (mm_file_ops->can_mmap && !mm_file_ops->can_mmap(f))
			return -ENODEV;
		if (*vm_flags & VM_GROWSDOWN)
			return -EINVAL;
		return 0;
	default:
		return -EINVAL;
	}
}

static int check_anonymous(unsigned long flags, uaddr_t addr, unsigned long *pgoff,
			   unsigned long *vm_flags)
{
	switch (flags & MAP_TYPE) {
	case MAP_SHARED:
		if (*vm_flags & VM_GROWSDOWN)
			return -EINVAL;
		*pgoff = 0;
		*vm_flags |= VM_SHARED | VM_MAYSHARE;
		return 0;
	case MAP_PRIVATE:
		*pgoff = addr >> PAGE_SHIFT;
		return 0;
	default:
		return -EINVAL;
	}
}

/* Pages of [start, end) that are mapped, and how many of them are charged. */
static unsigned long count_mapped(struct mm_struct *mm, uaddr_t start, uaddr_t end,
				  unsigned long *charged)
{
	struct vm_area_struct *vma = find_vma_intersection(mm, start, end);
	unsigned long pages = 0, n;

	*charged = 0;
	for (; vma && vma->vm_start < end; vma = vma->vm_next) {
		n = (min(end, vma->vm_end) - max(start, vma->vm_start)) >> PAGE_SHIFT;
		pages += n;
		if (vma->vm_flags & VM_ACCOUNT)
			*charged += n;
	}
	return pages;
}

/* @vma takes the file and calls its ->mmap. */
static int attach_file(struct vm_area_struct *vma, struct file *f)
{
	struct address_space *m = mm_file_ops->mapping(f);
	int err;

	if ((vma->vm_flags & VM_SHARED) && m && atomic_read(&m->i_mmap_writable) < 0)
		return -EPERM;
	mm_file_ops->get(f);
	vma->vm_file = f;
	vma->vm_mapping = m;
	err = mm_file_ops->mmap(f, vma);
	if (err) {
		mm_file_ops->put(f);
		vma->vm_file = NULL;
	}
	return err;
}

static int attach_memory(struct vm_area_struct *vma, struct file *f)
{
	if (f)
		return attach_file(vma, f);
	if (vma->vm_flags & VM_SHARED)
		return shmem_zero_setup(vma);
	return 0;
}

static void finish_vma(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long pages)
{
	if (vma->vm_flags & VM_LOCKED) {
		if (vma->vm_flags & VM_SPECIAL)
			vma->vm_flags &= ~VM_LOCKED_MASK;
		else
			mm->locked_vm += pages;
	}
	vma->vm_flags |= VM_SOFTDIRTY;
	vma_set_page_prot(vma);
}

static uaddr_t map_new(struct mm_struct *mm, struct vm_area_struct *vma, struct file *f)
{
	unsigned long pages = vma_pages(vma);
	int err = attach_memory(vma, f);

	if (err) {
		/* A driver may have filled entries before it failed. */
		zap_page_range(vma, vma->vm_start, vma->vm_end - vma->vm_start);
		if (vma->vm_flags & VM_ACCOUNT)
			vm_unacct_memory((long)pages);
		vma_free(vma);
		return (uaddr_t)err;
	}
	finish_vma(mm, vma, pages);
	vma_link(mm, vma);
	vm_stat_account(mm, vma->vm_flags, (long)pages);
	return vma->vm_start;
}

static uaddr_t map_region(struct mm_struct *mm, const struct mm_caller *c, struct file *f,
			  uaddr_t addr, size_t len, unsigned long vm_flags, unsigned long pgoff)
{
	struct vma_want w = {.start = addr, .end = addr + len, .pgoff = pgoff, .file = f};
	unsigned long pages = len >> PAGE_SHIFT, old, old_charged;
	struct vm_area_struct *vma, *prev, *next;
	long charge = 0;
	int err;

	old = count_mapped(mm, addr, addr + len, &old_charged);
	if (!may_expand_vm(mm, c, vm_flags, pages) && !may_expand_vm(mm, c, vm_flags, pages - old))
		return (uaddr_t)-ENOMEM;
	vma = vma_alloc(mm);
	if (!vma)
		return (uaddr_t)-ENOMEM;
	if (accountable_mapping(vm_flags)) {
		/* What the range holds now is given back by unmapping it. */
		charge = (long)(pages - old_charged);
		if (charge > 0 && vm_acct_memory_mm(mm, charge, c->cap_sys_admin)) {
			vma_free(vma);
			return (uaddr_t)-ENOMEM;
		}
		vm_flags |= VM_ACCOUNT;
	}
	err = old ? do_munmap_locked(mm, addr, len) : 0;
	if (err) {
		if (charge > 0)
			vm_unacct_memory(charge);
		vma_free(vma);
		return (uaddr_t)err;
	}
	if (vm_flags & VM_ACCOUNT)
		vm_unacct_memory(max(charge, 0L) - (long)pages);

	w.vm_flags = vm_flags;
	next = find_vma_prev(mm, addr, &prev);
	if ((f || !(vm_flags & VM_SHARED)) && vma_expand_into(mm, prev, next, &w)) {
		vma_free(vma);
		if (vm_flags & VM_LOCKED)
			mm->locked_vm += pages;
		vm_stat_account(mm, vm_flags, (long)pages);
		return addr;
	}
	vma->vm_start = addr;
	vma->vm_end = addr + len;
	vma->vm_flags = vm_flags;
	vma->vm_pgoff = pgoff;
	vma->vm_page_prot = vm_get_page_prot(vm_flags);
	return map_new(mm, vma, f);
}

uaddr_t do_mmap_locked(struct mm_struct *mm, const struct mm_caller *c, struct file *f,
		       uaddr_t addr, size_t len, unsigned long prot, unsigned long flags,
		       unsigned long pgoff, bool *populate)
{
	unsigned long vm_flags;
	int err;

	*populate = false;
	if (len == 0)
		return (uaddr_t)-EINVAL;
	if ((prot & PROT_READ) && (c->personality & READ_IMPLIES_EXEC) &&
	    !(f && mm_file_ops->noexec(f)))
		prot |= PROT_EXEC;
	if (flags & MAP_FIXED_NOREPLACE)
		flags |= MAP_FIXED;
	if (!(flags & MAP_FIXED)) {
		addr &= PAGE_MASK;
		if (addr && addr < mmap_min_addr)
			addr = PAGE_ALIGN(mmap_min_addr);
	}
	len = PAGE_ALIGN(len);
	if (len == 0)
		return (uaddr_t)-ENOMEM;
	if (pgoff + (len >> PAGE_SHIFT) < pgoff)
		return (uaddr_t)-EOVERFLOW;
	if (mm->map_count > READ_ONCE(sysctl_max_map_count))
		return (uaddr_t)-ENOMEM;
	addr = get_unmapped_area(mm, c, addr, len, flags);
	if (IS_ERR((void *)addr))
		return addr;
	if ((flags & MAP_FIXED_NOREPLACE) && find_vma_intersection(mm, addr, addr + len))
		return (uaddr_t)-EEXIST;

	vm_flags = prot_to_vm(prot) | map_to_vm(flags) | mm->def_flags | VM_MAYREAD | VM_MAYWRITE |
		   VM_MAYEXEC;
	if ((flags & MAP_LOCKED) && !c->cap_ipc_lock && c->rlim_memlock == 0)
		return (uaddr_t)-EPERM;
	if (mlock_future_ok(mm, c, vm_flags, len))
		return (uaddr_t)-EAGAIN;
	err = f ? check_file(f, prot, flags, len, pgoff, &vm_flags)
		: check_anonymous(flags, addr, &pgoff, &vm_flags);
	if (err)
		return (uaddr_t)err;
	if ((flags & MAP_NORESERVE) && READ_ONCE(sysctl_overcommit_memory) != 2)
		vm_flags |= VM_NORESERVE;

	addr = map_region(mm, c, f, addr, len, vm_flags, pgoff);
	if (!IS_ERR((void *)addr))
		*populate = (vm_flags & VM_LOCKED) ||
			    (flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE;
	return addr;
}

uaddr_t do_mmap(struct mm_struct *mm, const struct mm_caller *c, struct file *f, uaddr_t addr,
		size_t len, unsigned long prot, unsigned long flags, unsigned long pgoff)
{
	bool populate;
	int err = mmap_write_lock_killable(mm);

	if (err)
		return (uaddr_t)-EINTR;
	addr = do_mmap_locked(mm, c, f, addr, len, prot, flags, pgoff, &populate);
	mmap_write_unlock(mm);
	if (populate)
		(void)mm_populate(mm, addr, len); /* best effort, as mmap(2) says */
	return addr;
}

/* The VMAs of [addr, end) are pieces of one shared mapping of a file: the first, or NULL. */
static struct vm_area_struct *one_shared_mapping(struct mm_struct *mm, uaddr_t addr, uaddr_t end)
{
	struct vm_area_struct *first = vma_lookup(mm, addr), *vma = first, *next;

	if (!vma || !(vma->vm_flags & VM_SHARED))
		return NULL;
	for (; vma->vm_end < end; vma = next) {
		next = vma->vm_next;
		if (!next || next->vm_start != vma->vm_end || next->vm_file != first->vm_file ||
		    next->vm_flags != first->vm_flags)
			return NULL;
	}
	return first;
}

int do_remap_file_pages(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t len,
			unsigned long prot, unsigned long pgoff, unsigned long flags)
{
	struct vm_area_struct *vma;
	uaddr_t at = (uaddr_t)-EINVAL;
	bool populate = false;
	int err;

	addr &= PAGE_MASK;
	len &= PAGE_MASK;
	if (prot || addr + len <= addr || pgoff + (len >> PAGE_SHIFT) < pgoff)
		return -EINVAL;
	err = mmap_write_lock_killable(mm);
	if (err)
		return err;
	vma = one_shared_mapping(mm, addr, addr + len);
	if (vma && vma->vm_file) {
		struct file *f = vma->vm_file;

		prot |= vma->vm_flags & VM_READ ? PROT_READ : 0;
		prot |= vma->vm_flags & VM_WRITE ? PROT_WRITE : 0;
		prot |= vma->vm_flags & VM_EXEC ? PROT_EXEC : 0;
		flags &= MAP_NONBLOCK;
		flags |= MAP_SHARED | MAP_FIXED | MAP_POPULATE;
		if (vma->vm_flags & VM_LOCKED)
			flags |= MAP_LOCKED;
		mm_file_ops->get(f);
		at = do_mmap_locked(mm, c, f, addr, len, prot, flags, pgoff, &populate);
		mm_file_ops->put(f);
	}
	mmap_write_unlock(mm);
	if (IS_ERR((void *)at))
		return (int)(long)at;
	if (populate)
		(void)mm_populate(mm, at, len);
	return 0;
}
