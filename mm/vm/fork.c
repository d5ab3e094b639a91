/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/fork.c - the child's address space: VMAs copied, private pages shared until written
 *
 * Theory
 *   Each VMA is copied but those marked DONTCOPY.  Entries of private memory are copied read-only
 *   on both sides; what can be found again in the page cache (file mappings without a private
 *   page) is left to be faulted in.  copy_pte_table() is the one place that copies a lowest-level
 *   table; sharing whole tables (pt_share) would replace just that.
 *
 * Locks: 40 both mmap_locks for writing, the parent's first; 44 each VMA of the parent, so that no
 *   fault changes an entry we have passed; 76 two table locks, the child's outside.
 *
 * Sources: fork(2), madvise(2) (DONTFORK, WIPEONFORK), mlock(2) (not inherited)
 */
#include "mm/vm/mm.h"

#include "kernel/sched/sched.h"
#include "lib/string.h"

#include "internal.h"

/* --- page tables --- */

struct copy_ctx {
	struct vm_area_struct *dst, *src;
	bool cow;
	bool protected_some; /* entries of the parent became read-only */
	long rss[NR_MM_COUNTERS];
};

static void copy_one_pte(struct copy_ctx *cp, pte_t *dst, pte_t *src, pte_t pte)
{
	struct page *page = vm_normal_page(cp->src, pte);

	if (cp->cow && pte_write(pte)) {
		ptep_set_wrprotect(src);
		pte = pte_wrprotect(pte);
		cp->protected_some = true;
	}
	if (cp->src->vm_flags & VM_SHARED)
		pte = pte_mkclean(pte);
	if (page) {
		atomic_inc(&page->_refcount);
		atomic_inc(&page->_mapcount);
		cp->rss[mm_counter_of(page)]++;
		pte = pte_mkold(pte);
	}
	set_pte(dst, pte);
}

static int copy_pte_table(struct mm_struct *src_mm __maybe_unused, pmd_t *src_pmd, uaddr_t addr,
			  uaddr_t end, void *ctx)
{
	struct copy_ctx *cp = ctx;
	struct mm_struct *mm = cp->dst->vm_mm;
	pmd_t *dst_pmd = mm_pmd_alloc(mm, addr);
	spinlock_t *dst_ptl, *src_ptl;
	pte_t *dst, *src, pte;

	if (!dst_pmd || mm_pte_alloc(mm, dst_pmd))
		return -ENOMEM;
	dst = pte_offset(dst_pmd, addr);
	src = pte_offset(src_pmd, addr);
	dst_ptl = pte_lockptr(dst_pmd);
	src_ptl = pte_lockptr(src_pmd);
	spin_lock(dst_ptl);
	spin_lock_nested(src_ptl); /* the child's table is known to nobody who holds another */
	for (; addr != end; addr += PAGE_SIZE, dst++, src++) {
		pte = ptep_get(src);
		if (pte_present(pte))
			copy_one_pte(cp, dst, src, pte);
	}
	spin_unlock(src_ptl);
	spin_unlock(dst_ptl);
	cond_resched();
	return 0;
}

/* Entries that a fault could not make again the same way. */
static bool needs_copy(const struct vm_area_struct *vma)
{
	return vma->anon_vma || (vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP));
}

/* 1: entries of @src became read-only (flush its TLB), 0, or -ENOMEM */
int copy_page_range(struct vm_area_struct *dst, struct vm_area_struct *src)
{
	struct copy_ctx cp = {.dst = dst, .src = src, .cow = is_cow_mapping(src->vm_flags)};
	int i, err;

	if (!needs_copy(src))
		return 0;
	err = walk_pte_tables(src->vm_mm, src->vm_start, src->vm_end, copy_pte_table, &cp);
	for (i = 0; i < NR_MM_COUNTERS; i++)
		if (cp.rss[i])
			add_mm_counter(dst->vm_mm, i, cp.rss[i]);
	/* A failure, too, leaves read-only entries behind that TLBs do not know. */
	if (err && cp.protected_some)
		flush_tlb_mm(src->vm_mm);
	return err ? err : cp.protected_some;
}

/* --- VMAs --- */

static struct vm_area_struct *dup_vma(struct mm_struct *mm, struct vm_area_struct *old,
				      const struct mm_caller *c)
{
	long pages = (long)vma_pages(old);
	struct vm_area_struct *vma;

	if ((old->vm_flags & VM_ACCOUNT) && vm_acct_memory_mm(mm, pages, c->cap_sys_admin))
		return NULL;
	vma = vma_dup(old);
	if (!vma)
		goto unacct;
	vma->vm_mm = mm;
	vma->vm_flags &= ~VM_LOCKED_MASK;
	if (!(old->vm_flags & VM_WIPEONFORK) && anon_vma_fork(vma, old))
		goto free;
	if (vma->vm_file)
		mm_file_ops->get(vma->vm_file);
	vma_link(mm, vma);
	vma->vm_lock_seq = mm->mm_lock_seq - 1; /* nobody runs here yet */
	if (vma->vm_ops && vma->vm_ops->open)
		vma->vm_ops->open(vma);
	return vma;

free:
	vma_free(vma);
unacct:
	if (old->vm_flags & VM_ACCOUNT)
		vm_unacct_memory(pages);
	return NULL;
}

static void dup_fields(struct mm_struct *mm, const struct mm_struct *old)
{
	mm->mmap_base = old->mmap_base;
	mm->task_size = old->task_size;
	mm->start_code = old->start_code;
	mm->end_code = old->end_code;
	mm->start_data = old->start_data;
	mm->end_data = old->end_data;
	mm->start_brk = old->start_brk;
	mm->brk = old->brk;
	mm->start_stack = old->start_stack;
	mm->arg_start = old->arg_start;
	mm->arg_end = old->arg_end;
	mm->env_start = old->env_start;
	mm->env_end = old->env_end;
	mm->vdso = old->vdso;
	mm->context.vdso = old->context.vdso;
	mm->user = old->user;
	mm->flags = old->flags & ~(BIT(MMF_OOM_VICTIM) | BIT(MMF_OOM_SKIP) | BIT(MMF_UNSTABLE));
	memcpy(mm->saved_auxv, old->saved_auxv, sizeof(mm->saved_auxv));
}

static int dup_mmap(struct mm_struct *mm, struct mm_struct *old, const struct mm_caller *c)
{
	struct vm_area_struct *vma, *copy;
	bool flush = false;
	int ret = 0;

	for (vma = old->mmap; vma && ret >= 0; vma = vma->vm_next) {
		if (vma->vm_flags & VM_DONTCOPY)
			continue;
		vma_start_write(vma);
		copy = dup_vma(mm, vma, c);
		if (!copy) {
			ret = -ENOMEM;
			break;
		}
		vm_stat_account(mm, copy->vm_flags, (long)vma_pages(copy));
		if (!(vma->vm_flags & VM_WIPEONFORK))
			ret = copy_page_range(copy, vma);
		flush |= ret > 0;
	}
	if (flush)
		flush_tlb_mm(old);
	return ret < 0 ? ret : 0;
}

struct mm_struct *dup_mm(struct mm_struct *old, const struct mm_caller *c)
{
	struct mm_struct *mm = mm_alloc();
	struct file *exe;
	int err;

	if (!mm)
		return ERR_PTR(-ENOMEM);
	err = mmap_write_lock_killable(old);
	if (err)
		goto put;
	dup_fields(mm, old);
	exe = get_mm_exe_file(old);
	if (exe) {
		err = set_mm_exe_file(mm, exe);
		mm_file_ops->put(exe);
	}
	if (!err) {
		down_write_nested(&mm->mmap_lock); /* the child's: nobody else knows it */
		err = dup_mmap(mm, old, c);
		mm->hiwater_rss = get_mm_rss(mm);
		mm->hiwater_vm = mm->total_vm;
		mmap_write_unlock(mm);
	}
	mmap_write_unlock(old);
	if (!err)
		return mm;
put:
	mmput(mm);
	return ERR_PTR(err);
}
