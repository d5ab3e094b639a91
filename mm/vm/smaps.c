/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/smaps.c - what one mapping takes of memory: the lines of /proc/<pid>/smaps below its first
 *
 * Theory
 *   Every present entry counts one page, by who else maps it (_mapcount) and whether anybody wrote
 *   to it.  A page's proportional share (Pss) is its size over the number of its mappings, added up
 *   with PSS_SHIFT bits behind the point.  The zero page belongs to nobody and is not counted.
 *
 * Not here: the first line (mm/vm/maps.c), walking the mappings (fs/proc/task_mem.c).
 *
 * Locks: 40 mmap_lock for reading; the lock of each page table while it is read.
 *
 * Sources: proc(5); Linux 6.1
 */
#include "mm/vm/mm.h"

#include "kernel/sched/sched.h"
#include "lib/format.h"
#include "lib/string.h"

#include "internal.h"

#define PSS_SHIFT 12

struct usage {
	struct vm_area_struct *vma;
	u64 rss, pss, pss_dirty; /* bytes; the last two << PSS_SHIFT */
	u64 shared_clean, shared_dirty, private_clean, private_dirty;
	u64 referenced, anonymous;
	u64 pss_anon, pss_file, pss_shmem, locked; /* bytes << PSS_SHIFT */
};

/* @tables: address spaces that use the page table the entry is in, which counts as one mapping. */
static void count_page(struct usage *u, const struct page *page, pte_t pte, unsigned int tables)
{
	bool dirty = pte_dirty(pte) || PageDirty(page);
	unsigned int sharers = (unsigned int)max(page_mapcount(page), 1) - 1 + tables;
	u64 share = ((u64)PAGE_SIZE << PSS_SHIFT) / sharers;

	u->rss += PAGE_SIZE;
	u->pss += share;
	if (dirty)
		u->pss_dirty += share;
	if (PageAnon(page))
		u->pss_anon += share;
	else
		*(mm_counter_of(page) == MM_SHMEMPAGES ? &u->pss_shmem : &u->pss_file) += share;
	if (u->vma->vm_flags & VM_LOCKED)
		u->locked += share;
	if (pte_young(pte) || PageReferenced(page))
		u->referenced += PAGE_SIZE;
	if (PageAnon(page))
		u->anonymous += PAGE_SIZE;
	if (sharers > 1)
		*(dirty ? &u->shared_dirty : &u->shared_clean) += PAGE_SIZE;
	else
		*(dirty ? &u->private_dirty : &u->private_clean) += PAGE_SIZE;
}

__no_lock_analysis static int count_pte_table(struct mm_struct *mm, pmd_t *pmd, uaddr_t addr,
					      uaddr_t end, void *ctx)
{
	struct usage *u = ctx;
	spinlock_t *ptl = pte_lock_any(mm, pmd);
	unsigned int tables;
	pte_t *ptep;

	if (!ptl)
		return 0;
	tables = table_sharers(ptl);
	ptep = pte_offset(pmd, addr);
	for (; addr != end; addr += PAGE_SIZE, ptep++) {
		pte_t pte = ptep_get(ptep);
		struct page *page = pte_present(pte) ? vm_normal_page(u->vma, pte) : NULL;

		if (page)
			count_page(u, page, pte, tables);
	}
	spin_unlock(ptl);
	cond_resched();
	return 0;
}

static void show_kb(const struct seq_sink *s, const char *name, u64 bytes)
{
	s->printf(s->ctx, "%-16s%8llu kB\n", name, (unsigned long long)(bytes >> 10));
}

/* Two letters per flag, in the order of the bits. */
static void show_flags(const struct seq_sink *s, unsigned long flags)
{
	static const struct {
		unsigned long flag;
		char name[3];
	} names[] = {
		{VM_READ, "rd"},       {VM_WRITE, "wr"},       {VM_EXEC, "ex"},
		{VM_SHARED, "sh"},     {VM_MAYREAD, "mr"},     {VM_MAYWRITE, "mw"},
		{VM_MAYEXEC, "me"},    {VM_MAYSHARE, "ms"},    {VM_GROWSDOWN, "gd"},
		{VM_PFNMAP, "pf"},     {VM_LOCKED, "lo"},      {VM_IO, "io"},
		{VM_SEQ_READ, "sr"},   {VM_RAND_READ, "rr"},   {VM_DONTCOPY, "dc"},
		{VM_DONTEXPAND, "de"}, {VM_LOCKONFAULT, "lf"}, {VM_ACCOUNT, "ac"},
		{VM_NORESERVE, "nr"},  {VM_SYNC, "sf"},	       {VM_WIPEONFORK, "wf"},
		{VM_DONTDUMP, "dd"},   {VM_SOFTDIRTY, "sd"},   {VM_MIXEDMAP, "mm"},
	};

	s->printf(s->ctx, "VmFlags: ");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].flag)
			s->printf(s->ctx, "%s ", names[i].name);
	s->printf(s->ctx, "\n");
}

enum usage_of { ONE_VMA, WHOLE_MM };

static void show_usage(const struct seq_sink *s, const struct usage *u, enum usage_of what)
{
	show_kb(s, "Rss:", u->rss);
	show_kb(s, "Pss:", u->pss >> PSS_SHIFT);
	show_kb(s, "Pss_Dirty:", u->pss_dirty >> PSS_SHIFT);
	if (what == WHOLE_MM) {
		show_kb(s, "Pss_Anon:", u->pss_anon >> PSS_SHIFT);
		show_kb(s, "Pss_File:", u->pss_file >> PSS_SHIFT);
		show_kb(s, "Pss_Shmem:", u->pss_shmem >> PSS_SHIFT);
	}
	show_kb(s, "Shared_Clean:", u->shared_clean);
	show_kb(s, "Shared_Dirty:", u->shared_dirty);
	show_kb(s, "Private_Clean:", u->private_clean);
	show_kb(s, "Private_Dirty:", u->private_dirty);
	show_kb(s, "Referenced:", u->referenced);
	show_kb(s, "Anonymous:", u->anonymous);
	show_kb(s, "LazyFree:", 0); /* MADV_FREE frees at once; no huge pages, no swap */
	show_kb(s, "AnonHugePages:", 0);
	show_kb(s, "ShmemPmdMapped:", 0);
	show_kb(s, "FilePmdMapped:", 0);
	show_kb(s, "Shared_Hugetlb:", 0);
	show_kb(s, "Private_Hugetlb:", 0);
	show_kb(s, "Swap:", 0);
	show_kb(s, "SwapPss:", 0);
	show_kb(s, "Locked:", u->locked >> PSS_SHIFT);
}

void show_smap_vma(const struct seq_sink *s, struct vm_area_struct *vma)
{
	struct usage u = {.vma = vma};

	walk_pte_tables(vma->vm_mm, vma->vm_start, vma->vm_end, count_pte_table, &u);
	show_kb(s, "Size:", vma->vm_end - vma->vm_start);
	show_kb(s, "KernelPageSize:", PAGE_SIZE);
	show_kb(s, "MMUPageSize:", PAGE_SIZE);
	show_usage(s, &u, ONE_VMA);
	s->printf(s->ctx, "THPeligible:    %d\n", 0);
	show_flags(s, vma->vm_flags);
}

void show_smaps_rollup(const struct seq_sink *s, struct mm_struct *mm)
{
	uaddr_t start = mm->mmap ? mm->mmap->vm_start : 0, end = 0;
	struct usage u = {0};
	char range[64];

	for (u.vma = mm->mmap; u.vma; u.vma = u.vma->vm_next) {
		walk_pte_tables(mm, u.vma->vm_start, u.vma->vm_end, count_pte_table, &u);
		end = u.vma->vm_end;
	}
	/* The name in the column of maps. */
	scnprintf(range, sizeof(range), "%08lx-%08lx ---p 00000000 00:00 0 ", start, end);
	s->printf(s->ctx, "%-73s[rollup]\n", range);
	show_usage(s, &u, WHOLE_MM);
}
