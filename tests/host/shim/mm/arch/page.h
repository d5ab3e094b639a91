/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/shim/mm/arch/page.h - frames without memory, for the allocator's logic on the host
 *
 * Frame numbers index an array of struct page that the test owns.  There is nothing behind them.
 */
#pragma once

#include "base/types.h"

struct page;
extern struct page *host_vmemmap;

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1UL << PAGE_SHIFT)
#define PAGE_MASK  (~(PAGE_SIZE - 1))

#define VMEMMAP_START ((unsigned long)host_vmemmap)
#define __va(pa)      ((void *)(unsigned long)(pa))
#define __pa(v)	      ((paddr_t)(unsigned long)(v))
