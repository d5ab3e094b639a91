/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * asm/page.h - 4 KiB pages and the fixed windows of the kernel half (Linux's own 4-level map)
 *
 * Usable from assembly.
 */
#pragma once

#define PAGE_SHIFT  12
#define PMD_SHIFT   21
#define PUD_SHIFT   30
#define PGDIR_SHIFT 39

#ifdef __ASSEMBLY__
#define _UL_(x) x
#else
#define _UL_(x) x##UL
#endif

#define PAGE_SIZE (_UL_(1) << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))

#define PAGE_OFFSET	    _UL_(0xffff888000000000) /* direct map of RAM */
#define VMALLOC_START	    _UL_(0xffffc90000000000)
#define VMALLOC_END	    _UL_(0xffffe90000000000) /* one past the end: 32 TiB */
#define VMEMMAP_START	    _UL_(0xffffea0000000000) /* struct page by frame number */
#define __START_KERNEL_map  _UL_(0xffffffff80000000) /* physical 0, seen by the image */
#define KASAN_SHADOW_OFFSET _UL_(0xdffffc0000000000) /* shadow of a: (a >> 3) + this */
#define KASAN_SHADOW_START  _UL_(0xffffec0000000000) /* KASAN=1: of the kernel half, 16 TiB */
#define KASAN_SHADOW_END    _UL_(0xfffffc0000000000)
#define FIXMAP_START	    _UL_(0xffffffffbfe00000) /* boot-time device and table windows */
#define KERNEL_LOAD_PA	    _UL_(0x100000)

#ifndef __ASSEMBLY__

#include "base/types.h"

#define PAGE_ALIGN(x)	  (((x) + PAGE_SIZE - 1) & PAGE_MASK)
#define PAGE_ALIGNED(x)	  (((unsigned long)(x) & ~PAGE_MASK) == 0)
#define offset_in_page(p) ((unsigned long)(p) & ~PAGE_MASK)
#define PFN_UP(x)	  (((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x)	  ((x) >> PAGE_SHIFT)
#define PFN_PHYS(x)	  ((paddr_t)(x) << PAGE_SHIFT)

#ifdef CONFIG_DEBUG
/* Panics when @v is not in the direct map (or not in the image). */
paddr_t __pa_checked(unsigned long v);
paddr_t __pa_symbol_checked(unsigned long v);
#define __pa(x)	       __pa_checked((unsigned long)(x))
#define __pa_symbol(x) __pa_symbol_checked((unsigned long)(x))
#else
#define __pa(x)	       ((paddr_t)((unsigned long)(x)-PAGE_OFFSET))
#define __pa_symbol(x) ((paddr_t)((unsigned long)(x)-__START_KERNEL_map))
#endif
#define __va(pa) ((void *)((unsigned long)(pa) + PAGE_OFFSET))

/* Is @p an address of the direct map that has RAM behind it? */
bool virt_addr_valid(const void *p);

/* Both want page-aligned addresses. */
void clear_page(void *page);
void copy_page(void *to, const void *from);

#endif
