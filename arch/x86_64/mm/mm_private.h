/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/x86_64/mm/mm_private.h - between the files of this folder */
#pragma once

#include "arch/mmu.h"
#include "base/types.h"

/* Maps [va, va + size) to @pa in @pgd with the largest pages that fit up to @max; 0, -ENOMEM,
 * -EEXIST.  No flush: only what was not mapped. */
int map_range(pgd_t *pgd, unsigned long va, paddr_t pa, u64 size, pgprot_t prot, enum pg_level max);

/* Gives the pages of [start, end) that are mapped by 4 KiB entries other rights, all CPUs. */
void set_kernel_prot(unsigned long start, unsigned long end, pgprot_t prot);

/* From now on no entry of the kernel half's top level is ever added or removed. */
void seal_kernel_pgd(void);
/* Makes sure that the top-level entry of @va exists. */
void prepare_kernel_slot(unsigned long va);
/* The kernel half of init_pgd into a new table. */
void copy_kernel_pgd(pgd_t *pgd);

/* Kernel addresses, this CPU only. */
void flush_tlb_kernel_local(unsigned long start, unsigned long end);

#ifdef CONFIG_KASAN
void kasan_map_image(void); /* before init_pgd is switched to */
void kasan_map_ram(void);   /* after */
#else
static inline void kasan_map_image(void)
{
}
static inline void kasan_map_ram(void)
{
}
#endif
