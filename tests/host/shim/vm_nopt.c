/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/shim/vm_nopt.c - mm/vm without page tables: nothing is ever mapped
 */
#include "kernel/sync/rcu.h"
#include "mm/kmem/slab.h"
#include "mm/vm/shmem.h"

#include "../../../mm/vm/internal.h"
#include "shim/host.h"

const struct mm_file_ops *mm_file_ops;
struct page *zero_page;
unsigned long zero_pfn;

pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	return __pgprot(vm_flags & 15);
}

void mod_global_state(enum zone_stat_item item, long delta)
{
	(void)item, (void)delta;
}

/* --- the lock and memory of a VMA (vma_lock.c has both, with RCU and wait queues) --- */

void vma_start_write(struct vm_area_struct *vma)
{
	if (!rwsem_held_write(&vma->vm_mm->mmap_lock))
		panic("vma_start_write: mmap_lock is not held for writing");
	vma->vm_lock_seq = vma->vm_mm->mm_lock_seq;
}

struct vm_area_struct *vma_alloc(struct mm_struct *mm)
{
	struct vm_area_struct *vma = host_alloc(sizeof(*vma));

	if (vma)
		vma->vm_mm = mm;
	return vma;
}

struct vm_area_struct *vma_dup(const struct vm_area_struct *orig)
{
	struct vm_area_struct *vma = vma_alloc(orig->vm_mm);

	if (vma) {
		*vma = *orig;
		vma->anon_vma = NULL;
	}
	return vma;
}

void vma_free(struct vm_area_struct *vma)
{
	host_free(vma);
}

void vma_free_rcu(struct vm_area_struct *vma)
{
	host_free(vma);
}

/* --- page tables: none --- */

pmd_t *mm_pmd_alloc(struct mm_struct *mm, uaddr_t addr)
{
	(void)mm, (void)addr;
	return NULL;
}

int mm_pte_alloc(struct mm_struct *mm, pmd_t *pmd)
{
	(void)mm, (void)pmd;
	return -ENOMEM;
}

int walk_pte_tables(struct mm_struct *mm, uaddr_t start, uaddr_t end,
		    int (*fn)(struct mm_struct *mm, pmd_t *pmd, uaddr_t start, uaddr_t end,
			      void *ctx),
		    void *ctx)
{
	(void)mm, (void)start, (void)end, (void)fn, (void)ctx;
	return 0;
}

int __pte_unshare(struct mm_struct *mm, pmd_t *pmd, uaddr_t addr, gfp_t gfp)
{
	(void)mm, (void)pmd, (void)addr, (void)gfp;
	return 0;
}

int pte_unshare_range(struct mm_struct *mm, uaddr_t start, uaddr_t end)
{
	(void)mm;
	if (start >= end)
		panic("pte_unshare_range: %lx-%lx", start, end);
	return 0;
}

int pte_unshare_edges(struct mm_struct *mm, uaddr_t start, uaddr_t end, uaddr_t floor,
		      uaddr_t ceiling)
{
	(void)mm;
	if (start < floor || end > ceiling || start >= end)
		panic("pte_unshare_edges: %lx-%lx in %lx-%lx", start, end, floor, ceiling);
	return 0;
}

void drop_shared_tables(struct mmu_gather *tlb, uaddr_t start, uaddr_t end, uaddr_t floor,
			uaddr_t ceiling)
{
	(void)tlb;
	if (floor >= ceiling || start >= end)
		panic("drop_shared_tables: %lx-%lx in %lx-%lx", start, end, floor, ceiling);
}

void tlb_gather_mmu(struct mmu_gather *tlb, struct mm_struct *mm, bool fullmm)
{
	tlb->mm = mm;
	tlb->fullmm = fullmm;
}

void tlb_finish_mmu(struct mmu_gather *tlb)
{
	(void)tlb;
}

void unmap_page_range(struct mmu_gather *tlb, struct vm_area_struct *vma, uaddr_t start,
		      uaddr_t end, const struct zap_details *d)
{
	(void)tlb, (void)d;
	if (start < vma->vm_start || end > vma->vm_end || start >= end)
		panic("unmap_page_range: not inside the VMA");
}

void free_pgd_range(struct mmu_gather *tlb, uaddr_t start, uaddr_t end, uaddr_t floor,
		    uaddr_t ceiling)
{
	(void)tlb;
	if (start < floor || (ceiling && end > ceiling) || start >= end)
		panic("free_pgd_range: %lx-%lx in %lx-%lx", start, end, floor, ceiling);
}

void zap_page_range(struct vm_area_struct *vma, uaddr_t start, size_t len)
{
	(void)vma, (void)start, (void)len;
}

void flush_tlb_range(struct mm_struct *mm, uaddr_t start, uaddr_t end)
{
	(void)mm, (void)start, (void)end;
}

int mm_populate(struct mm_struct *mm, uaddr_t start, size_t len)
{
	(void)mm, (void)start, (void)len;
	return 0;
}

int populate_range(struct mm_struct *mm, uaddr_t start, uaddr_t end, bool write)
{
	(void)mm, (void)start, (void)end, (void)write;
	return 0;
}

int shmem_zero_setup(struct vm_area_struct *vma)
{
	(void)vma;
	return -ENODEV;
}
