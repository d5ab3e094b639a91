/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/vmalloc.h - virtually contiguous kernel memory, and device mappings
 *
 * Context: process context, may sleep (vfree: any but NMI, deferred if it cannot sleep).
 */
#pragma once

#include "arch/pgtable.h"
#include "base/compiler.h"
#include "mm/phys/gfp.h"

struct page;

void *vmalloc(size_t size) __malloc;
void *vzalloc(size_t size) __malloc;
void *vmalloc_node(size_t size, int nid) __malloc;
void *__vmalloc(size_t size, gfp_t gfp, pgprot_t prot, const void *caller) __malloc;
void vfree(const void *addr);
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot);
void vunmap(const void *addr);
bool is_vmalloc_addr(const void *p);
struct page *vmalloc_to_page(const void *addr);

enum cache_type { CACHE_WB, CACHE_UC_MINUS, CACHE_UC, CACHE_WC, CACHE_WT };
/* Device memory; NULL if it cannot be mapped, is RAM in use, or is mapped with another type.
 * ioremap: uncached unless the MTRRs say write-combining, as on Linux. */
void *ioremap(paddr_t pa, size_t size);
void *ioremap_uc(paddr_t pa, size_t size);
void *ioremap_wt(paddr_t pa, size_t size);
void *ioremap_wc(paddr_t pa, size_t size);
void *ioremap_cache(paddr_t pa, size_t size);
void iounmap(void *addr);

/* Kernel stacks: THREAD_SIZE with a guard page below, from a small per-CPU cache. */
void *alloc_thread_stack(int nid);
void free_thread_stack(void *stack);
/* Is @addr in a guard page? Then which allocation's (for the fault message). */
bool vmalloc_guard_hit(unsigned long addr);

struct seq_sink;
void vmallocinfo_show(const struct seq_sink *s);
unsigned long vmalloc_nr_pages(void);
void vmalloc_init(void);
