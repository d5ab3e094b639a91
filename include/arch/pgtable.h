/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/pgtable.h - page-table entries and tables
 *
 * Types pte_t pmd_t pud_t p4d-less pgd_t are one-word structs; Linux's names: pte_present,
 * pte_none, pte_write, pte_dirty, pte_young, pte_pfn, pte_flags, mk_pte(pfn, prot), pte_mkwrite,
 * pte_wrprotect, pte_mkdirty, pte_mkclean, pte_mkyoung, pte_mkold, pte_modify, set_pte,
 * pte_clear; pmd_large etc.; pgd_offset(pgd, addr), pud_offset, pmd_offset, pte_offset; PTRS_PER_*,
 * P*D_SHIFT/SIZE/MASK; vm_get_page_prot(vm_flags).  A not-present pte that is not none holds a
 * swap entry or marker (bits 9..62 free for mm).
 *
 * Table pages carry a spinlock and a share count in struct page (pt_lock, pt_share).
 */
#pragma once

#include "base/types.h"
#include <asm/pgtable.h>
