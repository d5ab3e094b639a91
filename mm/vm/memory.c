/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/memory.c - filling page-table entries: demand zero, file pages, copy-on-write
 *
 * Theory
 *   Private memory that was only read maps the one zero page, which is never counted nor freed;
 *   the first write brings a page of its own.  A page of a file is mapped where it lies in the page
 *   cache; a private mapping gets a copy at the first write.  A write to a read-only entry of
 *   an anonymous page takes the page as it is if nobody else refers to it, else a copy.
 *
 *   Nothing that can sleep or fail happens under the table's lock: pages are got first, then the
 *   lock is taken, and the entry is looked at again.
 *
 *   Making an entry where there was none needs no TLB flush.  Replacing one does.
 *
 * Not here: finding the VMA (fault.c), the page cache (filemap.c, shmem.c).
 *
 * Locks: VMA stable (mmap_lock or VMA lock); 48 page lock of a file page while it is mapped, so
 *   that truncation sees the entry or the fault sees the truncation; 76 the table's lock.
 */
#include "memory.h"

#include "internal.h"

static __always_inline int pte_table_ready(struct vm_fault *vmf)
{
	if (likely(vmf->pte))
		return 0;
	if (mm_pte_alloc(vmf->vma->vm_mm, vmf->pmd))
		return -ENOMEM;
	vmf->pte = pte_offset(vmf->pmd, vmf->address);
	return 0;
}

static __always_inline void fault_lock(struct vm_fault *vmf) __acquires(vmf->ptl) __no_lock_analysis
{
	vmf->ptl = pte_lockptr(vmf->pmd);
	spin_lock(vmf->ptl);
}

static pte_t maybe_mkwrite(pte_t pte, const struct vm_area_struct *vma)
{
	return likely(vma->vm_flags & VM_WRITE) ? pte_mkwrite(pte) : pte;
}

/* The VMA gets its anon_vma here; that needs its neighbours, hence mmap_lock. */
static __always_inline vm_fault_t fault_anon_prepare(struct vm_fault *vmf)
{
	if (likely(vmf->vma->anon_vma))
		return 0;
	if (vmf->flags & FAULT_FLAG_VMA_LOCK)
		return VM_FAULT_RETRY;
	return anon_vma_prepare_locked(vmf->vma) ? VM_FAULT_OOM : 0;
}

/* A fresh page becomes anonymous memory at vmf->address; nobody else can see it, so plain stores
 * do. */
static __always_inline void page_set_new_anon(struct page *page, const struct vm_fault *vmf)
{
	page->flags |= BIT(PG_uptodate) | BIT(PG_swapbacked);
	page->mapping =
		(struct address_space *)((unsigned long)vmf->vma->anon_vma | PAGE_MAPPING_ANON);
	page->index = vmf->pgoff;
	atomic_set(&page->_mapcount, 0);
	mod_global_state(NR_ANON_MAPPED, 1);
}

static vm_fault_t map_zero_page(struct vm_fault *vmf)
{
	pte_t entry = pte_mkspecial(pfn_pte(zero_pfn, vmf->vma->vm_page_prot));

	fault_lock(vmf);
	if (pte_none(ptep_get(vmf->pte)))
		set_pte(vmf->pte, entry);
	spin_unlock(vmf->ptl);
	return 0;
}

vm_fault_t do_anonymous_page(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct page *page;
	vm_fault_t ret;
	pte_t entry;

	if (unlikely(pte_table_ready(vmf)))
		return VM_FAULT_OOM;
	if (!(vmf->flags & FAULT_FLAG_WRITE))
		return map_zero_page(vmf);

	ret = fault_anon_prepare(vmf);
	if (unlikely(ret))
		return ret;
	page = alloc_page(GFP_HIGHUSER_MOVABLE | __GFP_ZERO);
	if (unlikely(!page))
		return VM_FAULT_OOM;
	entry = maybe_mkwrite(pte_mkdirty(pfn_pte(page_to_pfn(page), vma->vm_page_prot)), vma);

	fault_lock(vmf);
	if (unlikely(!pte_none(ptep_get(vmf->pte)))) {
		spin_unlock(vmf->ptl);
		put_page(page);
		return 0;
	}
	page_set_new_anon(page, vmf);
	set_pte(vmf->pte, entry);
	table_count(vmf->ptl, MM_ANONPAGES, 1);
	add_mm_counter(vma->vm_mm, MM_ANONPAGES, 1);
	spin_unlock(vmf->ptl);
	return 0;
}

/* --- copy-on-write --- */

/* The page of vmf is ours alone: writable from now on.  Table locked; unlocks. */
static vm_fault_t wp_reuse(struct vm_fault *vmf) __releases(vmf->ptl)
{
	pte_t entry = pte_mkyoung(vmf->orig_pte);

	if (vmf->flags & FAULT_FLAG_WRITE)
		entry = maybe_mkwrite(pte_mkdirty(entry), vmf->vma);
	set_pte(vmf->pte, entry);
	spin_unlock(vmf->ptl);
	return 0;
}

/*
 * Two threads may run with the old entry: gone everywhere before the new one can be written.  Table
 * locked on entry and return.  An empty entry reads as the zero page does, so nobody need wait for
 * the lock while other CPUs are told; what somebody has mapped meanwhile stays (false), but for the
 * zero page once more: readers that are faster than we do not get a second chance.
 */
static bool wp_clear(struct vm_fault *vmf, bool is_zero_page) __no_lock_analysis
{
	struct mm_struct *mm = vmf->vma->vm_mm;
	pte_t pte;

	pte_clear(vmf->pte);
	if (is_zero_page) {
		spin_unlock(vmf->ptl);
		flush_tlb_page(mm, vmf->address);
		fault_lock(vmf);
		pte = ptep_get(vmf->pte);
		if (likely(pte_none(pte)))
			return true;
		if (!pte_present(pte) || pte_pfn(pte) != zero_pfn)
			return false;
		pte_clear(vmf->pte);
	}
	flush_tlb_page(mm, vmf->address);
	return true;
}

/* The new page takes the place of what orig_pte maps (@old, NULL: the zero page). */
static vm_fault_t wp_install(struct vm_fault *vmf, struct page *old, struct page *new)
{
	struct mm_struct *mm = vmf->vma->vm_mm;
	pte_t entry = pte_mkdirty(pfn_pte(page_to_pfn(new), vmf->vma->vm_page_prot));

	fault_lock(vmf);
	if (unlikely(!pte_same(ptep_get(vmf->pte), vmf->orig_pte))) {
		spin_unlock(vmf->ptl);
		put_page(new);
		return 0;
	}
	if (unlikely(!wp_clear(vmf, old == NULL))) {
		spin_unlock(vmf->ptl);
		put_page(new);
		return 0;
	}
	page_set_new_anon(new, vmf);
	set_pte(vmf->pte, maybe_mkwrite(entry, vmf->vma));
	if (!old || !PageAnon(old)) {
		if (old) {
			add_mm_counter(mm, mm_counter_of(old), -1);
			table_count(vmf->ptl, mm_counter_of(old), -1);
		}
		add_mm_counter(mm, MM_ANONPAGES, 1);
		table_count(vmf->ptl, MM_ANONPAGES, 1);
	}
	if (old)
		page_remove_rmap(old);
	spin_unlock(vmf->ptl);
	if (old)
		put_page(old); /* the entry's reference */
	return 0;
}

static vm_fault_t wp_copy(struct vm_fault *vmf, struct page *old)
{
	struct page *new;
	vm_fault_t ret = fault_anon_prepare(vmf);

	if (likely(!ret)) {
		new = alloc_page(GFP_HIGHUSER_MOVABLE | (old ? 0 : __GFP_ZERO));
		if (likely(new)) {
			if (old)
				copy_page(page_address(new), page_address(old));
			ret = wp_install(vmf, old, new);
		} else {
			ret = VM_FAULT_OOM;
		}
	}
	if (old)
		put_page(old);
	return ret;
}

/* A write through a shared mapping: the file may want to know. */
static vm_fault_t wp_shared(struct vm_fault *vmf, struct page *page) __releases(vmf->ptl)
{
	const struct vm_operations_struct *ops = vmf->vma->vm_ops;
	vm_fault_t ret;

	if (!page || !ops || !ops->page_mkwrite) {
		if (page)
			get_page(page);
		wp_reuse(vmf);
		if (page) {
			set_page_dirty(page);
			put_page(page);
		}
		return 0;
	}
	get_page(page);
	spin_unlock(vmf->ptl);
	vmf->page = page;
	ret = ops->page_mkwrite(vmf); /* locks the page */
	if (ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)) {
		put_page(page);
		return ret & ~VM_FAULT_NOPAGE;
	}
	fault_lock(vmf);
	if (pte_same(ptep_get(vmf->pte), vmf->orig_pte))
		wp_reuse(vmf);
	else
		spin_unlock(vmf->ptl);
	set_page_dirty(page);
	unlock_page(page);
	put_page(page);
	return 0;
}

vm_fault_t do_wp_page(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct page *page = vm_normal_page(vma, vmf->orig_pte);

	if (vma->vm_flags & VM_SHARED)
		return wp_shared(vmf, page);
	if (page && PageAnon(page) && page_ref_count(page) == 1) {
		page->mapping =
			(struct address_space *)((unsigned long)vma->anon_vma | PAGE_MAPPING_ANON);
		return wp_reuse(vmf);
	}
	if (!page && pte_pfn(vmf->orig_pte) != zero_pfn) {
		/* A frame without struct page in a private mapping: nothing can be copied. */
		spin_unlock(vmf->ptl);
		return VM_FAULT_SIGBUS;
	}
	if (page)
		get_page(page);
	spin_unlock(vmf->ptl);
	return wp_copy(vmf, page);
}

/* --- files --- */

/* vmf->page from the file: referenced and locked. */
static vm_fault_t fault_get_page(struct vm_fault *vmf)
{
	vm_fault_t ret = vmf->vma->vm_ops->fault(vmf);

	if (unlikely(ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)))
		return ret;
	if (unlikely(!(ret & VM_FAULT_LOCKED)))
		lock_page(vmf->page);
	return ret | VM_FAULT_LOCKED;
}

/* Maps vmf->page, whose reference becomes the entry's; false if another fault was faster. */
static bool fault_map_page(struct vm_fault *vmf, bool writable)
{
	struct vm_area_struct *vma = vmf->vma;
	pte_t entry = pfn_pte(page_to_pfn(vmf->page), vma->vm_page_prot);
	bool done = false;

	if (writable)
		entry = maybe_mkwrite(pte_mkdirty(entry), vma);
	fault_lock(vmf);
	if (likely(pte_none(ptep_get(vmf->pte)))) {
		page_add_file_rmap(vmf->page);
		add_mm_counter(vma->vm_mm, mm_counter_of(vmf->page), 1);
		table_count(vmf->ptl, mm_counter_of(vmf->page), 1);
		set_pte(vmf->pte, entry);
		done = true;
	}
	spin_unlock(vmf->ptl);
	return done;
}

#define FAULT_AROUND_BYTES 65536UL

static vm_fault_t fault_around(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	uaddr_t start = max(vmf->address & ~(FAULT_AROUND_BYTES - 1), vma->vm_start);
	uaddr_t end =
		min((vmf->address & ~(FAULT_AROUND_BYTES - 1)) + FAULT_AROUND_BYTES, vma->vm_end);

	/* 64 KiB pieces never cross a table. */
	return vma->vm_ops->map_pages(vmf, linear_page_index(vma, start),
				      linear_page_index(vma, end - 1));
}

static vm_fault_t do_read_fault(struct vm_fault *vmf)
{
	vm_fault_t ret;
	bool mapped;

	if (vmf->vma->vm_ops->map_pages) {
		ret = fault_around(vmf);
		if (ret)
			return ret & ~VM_FAULT_NOPAGE;
	}
	ret = fault_get_page(vmf);
	if (unlikely(!(ret & VM_FAULT_LOCKED)))
		return ret & ~VM_FAULT_NOPAGE;
	mapped = fault_map_page(vmf, false);
	unlock_page(vmf->page);
	if (!mapped)
		put_page(vmf->page);
	return ret & VM_FAULT_MAJOR;
}

static vm_fault_t do_cow_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct page *new;
	vm_fault_t ret = fault_anon_prepare(vmf);
	pte_t entry;

	if (ret)
		return ret;
	new = alloc_page(GFP_HIGHUSER_MOVABLE);
	if (!new)
		return VM_FAULT_OOM;
	vmf->cow_page = new;
	ret = fault_get_page(vmf);
	if (unlikely(!(ret & VM_FAULT_LOCKED))) {
		put_page(new);
		return ret & ~VM_FAULT_NOPAGE;
	}
	copy_page(page_address(new), page_address(vmf->page));
	entry = maybe_mkwrite(pte_mkdirty(pfn_pte(page_to_pfn(new), vma->vm_page_prot)), vma);
	fault_lock(vmf);
	if (pte_none(ptep_get(vmf->pte))) {
		page_set_new_anon(new, vmf);
		add_mm_counter(vma->vm_mm, MM_ANONPAGES, 1);
		table_count(vmf->ptl, MM_ANONPAGES, 1);
		set_pte(vmf->pte, entry);
		new = NULL;
	}
	spin_unlock(vmf->ptl);
	unlock_page(vmf->page);
	put_page(vmf->page);
	if (new)
		put_page(new);
	return ret & VM_FAULT_MAJOR;
}

static vm_fault_t do_shared_fault(struct vm_fault *vmf)
{
	const struct vm_operations_struct *ops = vmf->vma->vm_ops;
	vm_fault_t ret = fault_get_page(vmf), tmp;
	bool mapped;

	if (unlikely(!(ret & VM_FAULT_LOCKED)))
		return ret & ~VM_FAULT_NOPAGE;
	if (ops->page_mkwrite) {
		unlock_page(vmf->page);
		tmp = ops->page_mkwrite(vmf);
		if (tmp & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)) {
			put_page(vmf->page);
			return tmp & ~VM_FAULT_NOPAGE;
		}
	}
	mapped = fault_map_page(vmf, true);
	set_page_dirty(vmf->page);
	unlock_page(vmf->page);
	if (!mapped)
		put_page(vmf->page);
	return ret & VM_FAULT_MAJOR;
}

vm_fault_t do_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;

	if (unlikely(!vma->vm_ops->fault))
		return VM_FAULT_SIGBUS;
	if (unlikely(pte_table_ready(vmf)))
		return VM_FAULT_OOM;
	if (!(vmf->flags & FAULT_FLAG_WRITE))
		return do_read_fault(vmf);
	if (!(vma->vm_flags & VM_SHARED))
		return do_cow_fault(vmf);
	return do_shared_fault(vmf);
}

/* --- device memory --- */

int remap_pfn_range(struct vm_area_struct *vma, uaddr_t addr, unsigned long pfn, size_t len,
		    pgprot_t prot)
{
	struct mm_struct *mm = vma->vm_mm;
	uaddr_t end = addr + PAGE_ALIGN(len);
	spinlock_t *ptl;
	pmd_t *pmd;
	pte_t *pte;

	assert(PAGE_ALIGNED(addr) && addr >= vma->vm_start && end <= vma->vm_end);
	if (is_cow_mapping(vma->vm_flags) && (addr != vma->vm_start || end != vma->vm_end))
		return -EINVAL;
	vma->vm_flags |= VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP;
	for (; addr != end; addr += PAGE_SIZE, pfn++) {
		pmd = mm_pmd_alloc(mm, addr);
		if (!pmd || mm_pte_alloc(mm, pmd) || pte_unshare(mm, pmd, addr))
			return -ENOMEM;
		ptl = pte_lockptr(pmd);
		spin_lock(ptl);
		pte = pte_offset(pmd, addr);
		debug_assert(pte_none(ptep_get(pte)));
		set_pte(pte, pte_mkspecial(pfn_pte(pfn, prot)));
		spin_unlock(ptl);
	}
	return 0;
}
