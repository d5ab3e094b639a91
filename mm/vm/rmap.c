/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/rmap.c - from a page of a file back to what maps it
 *
 * Theory
 *   address_space.i_mmap holds every VMA of a file in an interval tree by page offset, so that
 *   truncation and reclaim find the mappings of a page in O(log n + found).  _mapcount of a page
 *   counts its page-table entries; the first and the last move the Mapped counters.
 *
 *   The order of teardown: unmap (entries go), unlink from here, free the tables.  A walker that
 *   holds i_mmap_rwsem therefore never meets a table that is being freed.
 *
 * Not here: anonymous pages (anon_vma.c).
 *
 * Locks: 54 mapping->i_mmap_rwsem, then 76 page-table locks.
 */
#include "mm/vm/filemap.h"

#include "internal.h"

static unsigned long vma_last_index(const struct vm_area_struct *vma)
{
	return vma->vm_pgoff + vma_pages(vma) - 1;
}

RB_DECLARE_CALLBACKS_MAX(static, i_mmap_callbacks, struct vm_area_struct, shared_rb, unsigned long,
			 shared_subtree_last, vma_last_index);

void vma_file_lock(struct vm_area_struct *vma)
{
	if (vma->vm_mapping)
		down_write(&vma->vm_mapping->i_mmap_rwsem);
}

void vma_file_unlock(struct vm_area_struct *vma)
{
	if (vma->vm_mapping)
		up_write(&vma->vm_mapping->i_mmap_rwsem);
}

void vma_file_insert(struct vm_area_struct *vma)
{
	struct address_space *m = vma->vm_mapping;
	struct rb_node **link, *parent = NULL;
	struct vm_area_struct *at;
	unsigned long last;

	if (!m)
		return;
	if (vma->vm_flags & VM_SHARED)
		atomic_inc(&m->i_mmap_writable);
	last = vma_last_index(vma);
	link = &m->i_mmap.rb_node;
	while (*link) {
		parent = *link;
		at = rb_entry(parent, struct vm_area_struct, shared_rb);
		if (at->shared_subtree_last < last)
			at->shared_subtree_last = last;
		link = vma->vm_pgoff < at->vm_pgoff ? &parent->rb_left : &parent->rb_right;
	}
	vma->shared_subtree_last = last;
	rb_link_node(&vma->shared_rb, parent, link);
	rb_insert_augmented(&vma->shared_rb, &m->i_mmap, &i_mmap_callbacks);
}

void vma_file_remove(struct vm_area_struct *vma)
{
	struct address_space *m = vma->vm_mapping;

	if (!m)
		return;
	if (vma->vm_flags & VM_SHARED)
		atomic_dec(&m->i_mmap_writable);
	rb_erase_augmented(&vma->shared_rb, &m->i_mmap, &i_mmap_callbacks);
}

void vma_file_link(struct vm_area_struct *vma)
{
	vma_file_lock(vma);
	vma_file_insert(vma);
	vma_file_unlock(vma);
}

void vma_file_unlink(struct vm_area_struct *vma)
{
	vma_file_lock(vma);
	vma_file_remove(vma);
	vma_file_unlock(vma);
}

/* --- walking --- */

/* Apart, so that the gather is not in the recursion's frames. */
static __noinline void unmap_in_vma(struct vm_area_struct *vma, unsigned long first,
				    unsigned long last, const struct zap_details *d)
{
	unsigned long from = max(first, vma->vm_pgoff) - vma->vm_pgoff;
	unsigned long to = min(last, vma_last_index(vma)) - vma->vm_pgoff + 1;
	struct mmu_gather tlb;

	tlb_gather_mmu(&tlb, vma->vm_mm, false);
	unmap_page_range(&tlb, vma, vma->vm_start + (from << PAGE_SHIFT),
			 vma->vm_start + (to << PAGE_SHIFT), d);
	tlb_finish_mmu(&tlb);
}

/* Zaps [first, last] in every VMA below @n that overlaps it.  Recursion: the tree's height. */
static void unmap_subtree(struct rb_node *n, unsigned long first, unsigned long last,
			  const struct zap_details *d)
{
	struct vm_area_struct *vma;

	for (; n; n = n->rb_right) {
		vma = rb_entry(n, struct vm_area_struct, shared_rb);
		if (vma->shared_subtree_last < first)
			return;
		unmap_subtree(n->rb_left, first, last, d);
		if (vma->vm_pgoff > last)
			return;
		if (vma_last_index(vma) >= first)
			unmap_in_vma(vma, first, last, d);
	}
}

void unmap_mapping_pages(struct address_space *mapping, unsigned long first, unsigned long n,
			 bool even_cows)
{
	struct zap_details d = {.only = even_cows ? NULL : mapping, .rmap = true};
	unsigned long last = n ? first + n - 1 : ~0UL;

	if (last < first)
		last = ~0UL;
	if (RB_EMPTY_ROOT(&mapping->i_mmap))
		return;
	down_read(&mapping->i_mmap_rwsem);
	unmap_subtree(mapping->i_mmap.rb_node, first, last, &d);
	up_read(&mapping->i_mmap_rwsem);
}

/* A locked page of a mapping: no entry maps it afterwards (a fault would need its lock). */
void invalidate_page_maps(struct page *page)
{
	if (page_mapcount(page))
		unmap_mapping_pages(page->mapping, page->index, 1, false);
}

/* --- counts --- */

void page_add_file_rmap(struct page *page)
{
	if (atomic_fetch_add(1, &page->_mapcount) == -1)
		mod_global_state(NR_FILE_MAPPED, 1);
}

void page_remove_rmap(struct page *page)
{
	if (atomic_fetch_sub(1, &page->_mapcount) == 0)
		mod_global_state(PageAnon(page) ? NR_ANON_MAPPED : NR_FILE_MAPPED, -1);
}
