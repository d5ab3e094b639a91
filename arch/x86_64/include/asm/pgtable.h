/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * asm/pgtable.h - entries of the four levels of page tables
 *
 * Bits 0-8 and 63 are the processor's.  Software bits of a present leaf: 9 special (no struct page
 * behind it), 10 userfaultfd write protection, 11 soft-dirty.  PROT_NONE pages keep their frame:
 * present is clear and bit 8 (else global) says so, and pte_present() is true for them.  A swap
 * entry or marker has bits 0 and 8 clear.
 * Locks: an entry changes under its table's lock; the processor may set accessed and dirty at any
 *   time, so an entry that is live is read-modify-written atomically (ptep_*).
 */
#pragma once

#include <asm/page.h>
#include "base/bits.h"
#include "base/compiler.h"
#include "base/types.h"

typedef struct {
	unsigned long pte;
} pte_t;
typedef struct {
	unsigned long pmd;
} pmd_t;
typedef struct {
	unsigned long pud;
} pud_t;
typedef struct {
	unsigned long pgd;
} pgd_t;
typedef struct {
	unsigned long pgprot;
} pgprot_t;
typedef struct {
	unsigned long val;
} swp_entry_t;

#define __pte(x)      ((pte_t){(x)})
#define __pmd(x)      ((pmd_t){(x)})
#define __pud(x)      ((pud_t){(x)})
#define __pgd(x)      ((pgd_t){(x)})
#define __pgprot(x)   ((pgprot_t){(x)})
#define pte_val(x)    ((x).pte)
#define pmd_val(x)    ((x).pmd)
#define pud_val(x)    ((x).pud)
#define pgd_val(x)    ((x).pgd)
#define pgprot_val(x) ((x).pgprot)

#define PTRS_PER_PTE	    512
#define PTRS_PER_PMD	    512
#define PTRS_PER_PUD	    512
#define PTRS_PER_PGD	    512
#define KERNEL_PGD_BOUNDARY 256 /* first entry of the kernel half */

#define PMD_SIZE   (1UL << PMD_SHIFT)
#define PMD_MASK   (~(PMD_SIZE - 1))
#define PUD_SIZE   (1UL << PUD_SHIFT)
#define PUD_MASK   (~(PUD_SIZE - 1))
#define PGDIR_SIZE (1UL << PGDIR_SHIFT)
#define PGDIR_MASK (~(PGDIR_SIZE - 1))

#define _PAGE_PRESENT	 BIT(0)
#define _PAGE_RW	 BIT(1)
#define _PAGE_USER	 BIT(2)
#define _PAGE_PWT	 BIT(3)
#define _PAGE_PCD	 BIT(4)
#define _PAGE_ACCESSED	 BIT(5)
#define _PAGE_DIRTY	 BIT(6)
#define _PAGE_PSE	 BIT(7) /* pmd, pud: a large page */
#define _PAGE_GLOBAL	 BIT(8)
#define _PAGE_SPECIAL	 BIT(9)
#define _PAGE_UFFD_WP	 BIT(10)
#define _PAGE_SOFT_DIRTY BIT(11)
#define _PAGE_NX	 BIT(63)
#define _PAGE_PROTNONE	 _PAGE_GLOBAL

#define MAX_PA_BITS 52

#define PTE_PFN_MASK   0x000ffffffffff000UL
#define PTE_FLAGS_MASK (~PTE_PFN_MASK)
#define _PAGE_TABLE    (_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED | _PAGE_DIRTY)
/* What pte_modify() keeps. */
#define _PAGE_CHG_MASK                                                                             \
	(PTE_PFN_MASK | _PAGE_PCD | _PAGE_PWT | _PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_SPECIAL |     \
	 _PAGE_UFFD_WP | _PAGE_SOFT_DIRTY)

#define __KPROT		     (_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_GLOBAL)
#define PAGE_KERNEL	     __pgprot(__KPROT | _PAGE_RW | _PAGE_NX)
#define PAGE_KERNEL_RO	     __pgprot(__KPROT | _PAGE_NX)
#define PAGE_KERNEL_ROX	     __pgprot(__KPROT)
/* Page attribute table as set up by arch: PWT write-combining, PCD uncached unless the MTRRs say
 * write-combining, both uncached. */
#define PAGE_KERNEL_NOCACHE  __pgprot(__KPROT | _PAGE_RW | _PAGE_NX | _PAGE_PCD | _PAGE_PWT)
#define PAGE_KERNEL_UC_MINUS __pgprot(__KPROT | _PAGE_RW | _PAGE_NX | _PAGE_PCD)
/* bit 7 of a 4 KiB entry is PAT: the upper half of the table, whose last is write-through */
#define PAGE_KERNEL_WT	     __pgprot(__KPROT | _PAGE_RW | _PAGE_NX | _PAGE_PSE | _PAGE_PCD | _PAGE_PWT)
#define PAGE_KERNEL_WC	     __pgprot(__KPROT | _PAGE_RW | _PAGE_NX | _PAGE_PWT)

/* Protection of a user mapping from its VM_READ, VM_WRITE, VM_EXEC, VM_SHARED (bits 0-3);
 * a private writable one is read-only until copied. */
pgprot_t vm_get_page_prot(unsigned long vm_flags);

/* --- pte --- */

static inline pte_t pfn_pte(unsigned long pfn, pgprot_t prot)
{
	return __pte((pfn << PAGE_SHIFT) | pgprot_val(prot));
}

#define mk_pte(pfn, prot) pfn_pte(pfn, prot)

static inline unsigned long pte_pfn(pte_t p)
{
	return (pte_val(p) & PTE_PFN_MASK) >> PAGE_SHIFT;
}

static inline unsigned long pte_flags(pte_t p)
{
	return pte_val(p) & PTE_FLAGS_MASK;
}

static inline bool pte_none(pte_t p)
{
	return pte_val(p) == 0;
}

static inline bool pte_present(pte_t p)
{
	return pte_val(p) & (_PAGE_PRESENT | _PAGE_PROTNONE);
}

/* Could a TLB hold it?  PROT_NONE entries cannot be in one. */
static inline bool pte_accessible(pte_t p)
{
	return pte_val(p) & _PAGE_PRESENT;
}

static inline bool pte_same(pte_t a, pte_t b)
{
	return pte_val(a) == pte_val(b);
}

#define __PTE_TEST(name, bit)                                                                      \
	static inline bool pte_##name(pte_t p)                                                     \
	{                                                                                          \
		return pte_val(p) & (bit);                                                         \
	}
#define __PTE_SET(name, bits)                                                                      \
	static inline pte_t pte_##name(pte_t p)                                                    \
	{                                                                                          \
		return __pte(pte_val(p) | (bits));                                                 \
	}
#define __PTE_CLEAR(name, bits)                                                                    \
	static inline pte_t pte_##name(pte_t p)                                                    \
	{                                                                                          \
		return __pte(pte_val(p) & ~(bits));                                                \
	}
__PTE_TEST(write, _PAGE_RW)
__PTE_TEST(dirty, _PAGE_DIRTY)
__PTE_TEST(young, _PAGE_ACCESSED)
__PTE_TEST(special, _PAGE_SPECIAL)
__PTE_TEST(uffd_wp, _PAGE_UFFD_WP)
__PTE_TEST(soft_dirty, _PAGE_SOFT_DIRTY)
__PTE_TEST(user, _PAGE_USER)
__PTE_SET(mkwrite, _PAGE_RW)
__PTE_SET(mkdirty, _PAGE_DIRTY | _PAGE_SOFT_DIRTY)
__PTE_SET(mkyoung, _PAGE_ACCESSED)
__PTE_SET(mkspecial, _PAGE_SPECIAL)
__PTE_SET(mkuffd_wp, _PAGE_UFFD_WP)
__PTE_SET(mksoft_dirty, _PAGE_SOFT_DIRTY)
__PTE_CLEAR(wrprotect, _PAGE_RW)
__PTE_CLEAR(mkclean, _PAGE_DIRTY)
__PTE_CLEAR(mkold, _PAGE_ACCESSED)
__PTE_CLEAR(clear_uffd_wp, _PAGE_UFFD_WP)
__PTE_CLEAR(clear_soft_dirty, _PAGE_SOFT_DIRTY)
#undef __PTE_TEST
#undef __PTE_SET
#undef __PTE_CLEAR

static inline bool pte_exec(pte_t p)
{
	return !(pte_val(p) & _PAGE_NX);
}

/* Same frame and state, other protection. */
static inline pte_t pte_modify(pte_t p, pgprot_t prot)
{
	return __pte((pte_val(p) & _PAGE_CHG_MASK) | (pgprot_val(prot) & ~_PAGE_CHG_MASK));
}

static inline pte_t ptep_get(const pte_t *ptep)
{
	return __pte(READ_ONCE(ptep->pte));
}

static inline void set_pte(pte_t *ptep, pte_t pte)
{
	WRITE_ONCE(ptep->pte, pte_val(pte));
}

static inline void pte_clear(pte_t *ptep)
{
	WRITE_ONCE(ptep->pte, 0);
}

/* Clears a live entry without losing a dirty bit set meanwhile. */
static inline pte_t ptep_get_and_clear(pte_t *ptep)
{
	return __pte(__atomic_exchange_n(&ptep->pte, 0, __ATOMIC_SEQ_CST));
}

static inline void ptep_set_wrprotect(pte_t *ptep)
{
	__atomic_fetch_and(&ptep->pte, ~_PAGE_RW, __ATOMIC_RELAXED);
}

static inline bool ptep_test_and_clear_young(pte_t *ptep)
{
	return __atomic_fetch_and(&ptep->pte, ~_PAGE_ACCESSED, __ATOMIC_RELAXED) & _PAGE_ACCESSED;
}

/* --- upper levels: a table below (frame of it), or a large page --- */

#define __UPPER(level)                                                                             \
	static inline bool level##_none(level##_t e)                                               \
	{                                                                                          \
		return level##_val(e) == 0;                                                        \
	}                                                                                          \
	static inline bool level##_present(level##_t e)                                            \
	{                                                                                          \
		return level##_val(e) & (_PAGE_PRESENT | _PAGE_PROTNONE);                          \
	}                                                                                          \
	static inline bool level##_write(level##_t e)                                              \
	{                                                                                          \
		return level##_val(e) & _PAGE_RW;                                                  \
	}                                                                                          \
	static inline unsigned long level##_pfn(level##_t e)                                       \
	{                                                                                          \
		return (level##_val(e) & PTE_PFN_MASK) >> PAGE_SHIFT;                              \
	}                                                                                          \
	static inline unsigned long level##_flags(level##_t e)                                     \
	{                                                                                          \
		return level##_val(e) & PTE_FLAGS_MASK;                                            \
	}                                                                                          \
	static inline level##_t level##p_get(const level##_t *p)                                   \
	{                                                                                          \
		return __##level(READ_ONCE(p->level));                                             \
	}                                                                                          \
	static inline void set_##level(level##_t *p, level##_t e)                                  \
	{                                                                                          \
		/* release: the table below is seen initialised by lock-free walkers */            \
		__atomic_store_n(&p->level, level##_val(e), __ATOMIC_RELEASE);                     \
	}                                                                                          \
	static inline void level##_clear(level##_t *p)                                             \
	{                                                                                          \
		WRITE_ONCE(p->level, 0);                                                           \
	}                                                                                          \
	/* Links the table with physical address @pa; rights are those of the leaves. */           \
	static inline void level##_populate(level##_t *p, paddr_t pa)                              \
	{                                                                                          \
		set_##level(p, __##level(pa | _PAGE_TABLE));                                       \
	}
__UPPER(pmd)
__UPPER(pud)
__UPPER(pgd)
#undef __UPPER

static inline bool pmd_large(pmd_t e)
{
	return (pmd_val(e) & (_PAGE_PSE | _PAGE_PRESENT)) == (_PAGE_PSE | _PAGE_PRESENT);
}

static inline bool pud_large(pud_t e)
{
	return (pud_val(e) & (_PAGE_PSE | _PAGE_PRESENT)) == (_PAGE_PSE | _PAGE_PRESENT);
}

static inline pmd_t pmd_wrprotect(pmd_t e)
{
	return __pmd(pmd_val(e) & ~_PAGE_RW);
}

static inline pmd_t pmd_mkwrite(pmd_t e)
{
	return __pmd(pmd_val(e) | _PAGE_RW);
}

static inline pmd_t pfn_pmd(unsigned long pfn, pgprot_t prot)
{
	return __pmd((pfn << PAGE_SHIFT) | pgprot_val(prot) | _PAGE_PSE);
}

static inline pmd_t pmdp_get_and_clear(pmd_t *p)
{
	return __pmd(__atomic_exchange_n(&p->pmd, 0, __ATOMIC_SEQ_CST));
}

/* --- walking --- */

#define pgd_index(a) (((a) >> PGDIR_SHIFT) & (PTRS_PER_PGD - 1))
#define pud_index(a) (((a) >> PUD_SHIFT) & (PTRS_PER_PUD - 1))
#define pmd_index(a) (((a) >> PMD_SHIFT) & (PTRS_PER_PMD - 1))
#define pte_index(a) (((a) >> PAGE_SHIFT) & (PTRS_PER_PTE - 1))

static inline pgd_t *pgd_offset(pgd_t *pgd, unsigned long addr)
{
	return pgd + pgd_index(addr);
}

/* Each wants an entry that is present and not large. */
static inline pud_t *pud_offset(const pgd_t *pgd, unsigned long addr)
{
	return (pud_t *)__va(READ_ONCE(pgd->pgd) & PTE_PFN_MASK) + pud_index(addr);
}

static inline pmd_t *pmd_offset(const pud_t *pud, unsigned long addr)
{
	return (pmd_t *)__va(READ_ONCE(pud->pud) & PTE_PFN_MASK) + pmd_index(addr);
}

static inline pte_t *pte_offset(const pmd_t *pmd, unsigned long addr)
{
	return (pte_t *)__va(READ_ONCE(pmd->pmd) & PTE_PFN_MASK) + pte_index(addr);
}

/* End of the part of [addr, end) that one entry of a level covers; right at the top of memory too.
 */
#define __ADDR_END(addr, end, size)                                                                \
	({                                                                                         \
		unsigned long _ae = ((addr) + (size)) & ~((size)-1);                               \
		_ae - 1 < (end)-1 ? _ae : (end);                                                   \
	})
#define pgd_addr_end(addr, end) __ADDR_END(addr, end, PGDIR_SIZE)
#define pud_addr_end(addr, end) __ADDR_END(addr, end, PUD_SIZE)
#define pmd_addr_end(addr, end) __ADDR_END(addr, end, PMD_SIZE)

/* --- swap entries: type in bits 9-13, offset inverted in 14-62 so that the frame it looks like
 * does not exist --- */

#define MAX_SWAPFILES_SHIFT 5
#define SWP_OFFSET_BITS	    49

static inline swp_entry_t swp_entry(unsigned int type, unsigned long offset)
{
	return (swp_entry_t){((unsigned long)type << SWP_OFFSET_BITS) | offset};
}

static inline unsigned int swp_type(swp_entry_t e)
{
	return (unsigned int)(e.val >> SWP_OFFSET_BITS);
}

static inline unsigned long swp_offset(swp_entry_t e)
{
	return e.val & (BIT(SWP_OFFSET_BITS) - 1);
}

static inline pte_t swp_entry_to_pte(swp_entry_t e)
{
	return __pte((unsigned long)swp_type(e) << 9 | (~swp_offset(e) & (BIT(SWP_OFFSET_BITS) - 1))
							       << 14);
}

static inline swp_entry_t pte_to_swp_entry(pte_t p)
{
	return swp_entry((unsigned int)(pte_val(p) >> 9) & 31,
			 ~(pte_val(p) >> 14) & (BIT(SWP_OFFSET_BITS) - 1));
}

static inline bool is_swap_pte(pte_t p)
{
	return !pte_none(p) && !pte_present(p);
}
