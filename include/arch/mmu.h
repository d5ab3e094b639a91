/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/mmu.h - address spaces as the processor sees them, and the TLB
 *
 * struct mm_context is embedded in mm_struct: PCID generation, CPUs that may cache entries.
 */
#pragma once

#include "arch/pgtable.h"
#include "arch/smp.h"
#include "base/types.h"
#include <asm/mmu.h>

struct mm_struct;
struct page;

/* A top-level table with the kernel half filled in.  NULL if out of memory. */
pgd_t *pgd_alloc(void);
/* The user half must be empty (every entry cleared, not only the tables freed): tables are kept for
 * the next pgd_alloc().  No CPU may have it loaded. */
void pgd_free(pgd_t *pgd);

/* Makes @next the active address space of this CPU; lazy for kernel threads (next == NULL).
 * Interrupts off. */
void switch_mm(struct mm_struct *prev, struct mm_struct *next);

/* Before @mm's table is freed: a CPU that runs a kernel thread on it lets go of it. */
void leave_mm(struct mm_struct *mm);

/* Invalidate user translations on every CPU that may use them, and wait.
 * Context: interrupts on.  Spinlocks may be held if their holders never wait for us with
 * interrupts off (page-table locks are such).
 * flush_tlb_tables: before tables of the range are freed (0, 0: of everything). */
void flush_tlb_mm(struct mm_struct *mm);
void flush_tlb_tables(struct mm_struct *mm, uaddr_t start, uaddr_t end);
void flush_tlb_range(struct mm_struct *mm, uaddr_t start, uaddr_t end);
void flush_tlb_page(struct mm_struct *mm, uaddr_t addr);
/* Kernel range, all CPUs. */
void flush_tlb_kernel_range(unsigned long start, unsigned long end);

/**
 * Virtual mapping functions of the kernel half and of any table, active or not.
 * kernel_map_pages: maps @n pages of @size-byte frames (4 KiB); -ENOMEM leaves nothing mapped.
 * pg_map: one page of @level size (PG_LEVEL_4K, 2M, 1G) at @va in @pgd; -EEXIST if taken.
 * pg_unmap: refuses (-EINVAL) when the mapped size is not @level; no TLB flush (caller batches).
 * pg_lookup: physical address, flags and level of @va; -ENOENT if not mapped.
 */
enum pg_level { PG_LEVEL_4K = 1, PG_LEVEL_2M = 2, PG_LEVEL_1G = 3, NR_PG_LEVELS };
int pg_map(pgd_t *pgd, unsigned long va, paddr_t pa, pgprot_t prot, enum pg_level level);
int pg_unmap(pgd_t *pgd, unsigned long va, enum pg_level level);
int pg_lookup(pgd_t *pgd, unsigned long va, paddr_t *pa, pgprot_t *prot, enum pg_level *level);
/**
 * Ranges of 4 KiB pages in any table, active or not; the caller owns the range.  All or nothing.
 * pg_v2p: physical address of @va; -ENOENT.
 * pg_map_pages: @n pages from @va on; -EINVAL (range), -EEXIST, -ENOMEM.
 * pg_unmap_pages: -ENOENT, -EINVAL (a large page is in it); before the pages are used again the
 *   caller flushes the TLB of who may have the table loaded.
 * pg_find_free: lowest @n pages in [lo, hi) where nothing is mapped; 0: none.
 * pg_alloc_range: finds such and maps fresh zeroed pages; 0: no room, no memory.
 * pg_free_range: unmaps and frees what pg_alloc_range or uvmalloc mapped; as pg_unmap_pages.
 * uvmalloc: memory of a user half that grows from @old to @new bytes: @new, or 0.
 * pg_free_tables: the user half's tables that hold nothing; nobody may have @pgd loaded.
 */
int pg_v2p(pgd_t *pgd, unsigned long va, paddr_t *pa);
int pg_map_pages(pgd_t *pgd, unsigned long va, struct page **pages, unsigned long n, pgprot_t prot);
int pg_unmap_pages(pgd_t *pgd, unsigned long va, unsigned long n);
unsigned long pg_find_free(pgd_t *pgd, unsigned long lo, unsigned long hi, unsigned long n);
unsigned long pg_alloc_range(pgd_t *pgd, unsigned long lo, unsigned long hi, unsigned long n,
			     pgprot_t prot);
int pg_free_range(pgd_t *pgd, unsigned long va, unsigned long n);
unsigned long uvmalloc(pgd_t *pgd, unsigned long old, unsigned long new, pgprot_t prot);
void pg_free_tables(pgd_t *pgd);

int kernel_map_range(unsigned long va, paddr_t pa, size_t bytes, pgprot_t prot);
int kernel_map_pages(unsigned long va, struct page **pages, unsigned int n, pgprot_t prot);
/* Flushes this CPU only: before the addresses are used again, flush_tlb_kernel_range().  Any
 * context. */
void kernel_unmap_range(unsigned long va, size_t bytes);

/* How much of the window on all RAM is mapped by pages of each size, in KiB. */
void direct_map_sizes(unsigned long kb[NR_PG_LEVELS]);

extern pgd_t *init_pgd; /* the kernel's own table */

/* One piece of vmemmap, of 4 KiB or 2 MiB, which is not mapped; tables are made of frames from
 * @take. Context: any; the caller sees to it that there is one at a time. */
void vmemmap_map(unsigned long va, paddr_t pa, enum pg_level level, paddr_t (*take)(void *arg),
		 void *arg);
