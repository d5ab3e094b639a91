/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/page.h - struct page: one per page frame of RAM
 *
 * Lifetime: a frame is free (in the buddy or a per-CPU list, _refcount 0) or allocated
 *   (_refcount >= 1).  get_page/put_page count users; the last put frees it.
 * Key: a atomic, z zone lock while free, o the owner while allocated, m mapping's xarray lock,
 *   u LRU lock
 * The unions say what the owner stores; 64 bytes, one cache line.
 */
#pragma once

#include "arch/page.h"
#include "base/atomic.h"
#include "base/compiler.h"
#include "base/types.h"

struct address_space;
struct kmem_cache;
struct mm_struct;

enum pageflags {
	PG_locked, /* sleeping bit lock: lock_page() */
	PG_referenced,
	PG_uptodate, /* contents valid */
	PG_dirty,
	PG_lru, /* on an LRU list */
	PG_active,
	PG_waiters, /* somebody sleeps for PG_locked or PG_writeback */
	PG_slab,
	PG_reserved, /* not the allocator's: image, holes, firmware */
	PG_private,
	PG_writeback,
	PG_head,       /* first page of a compound page */
	PG_swapbacked, /* anonymous or shmem */
	PG_unevictable,
	PG_mlocked,
	PG_buddy, /* free, first of a block of page->order */
	PG_table, /* a page table */
	PG_anonexclusive,
	NR_PAGEFLAGS,
	/* bits 48..: zone (2) and node (6) of the frame: page_zonenum(), page_to_nid() */
	PG_ZONE_SHIFT = 48,
	PG_NODE_SHIFT = 50,
};

struct page {
	unsigned long flags; /* [a] */
	union {
		struct list_head lru;	    /* [z] free lists, [u] LRU, [o] owner's list */
		struct list_head slab_list; /* [cache list_lock] first page of a slab */
		struct rcu_head rcu;
		struct page *next_free;	     /* [i] on a list of a CPU */
		unsigned long compound_head; /* tail: head | 1 (first word of lru) */
	};
	union {
		struct address_space *mapping; /* [m] page cache; anon: anon_vma | 1 */
		struct kmem_cache *slab_cache;
		u16 pt_rss[4]; /* [table lock] PG_table: pages in it by enum mm_counter */
	};
	union {
		unsigned long index;	/* [m] page offset in mapping; anon: linear index */
		void *freelist;		/* [cache list_lock] first free object of a slab */
		atomic_long_t pt_share; /* PG_table: address spaces that point here */
	};
	union {
		unsigned long private; /* [o] swap entry, owner's datum */
		unsigned long order;   /* [z] free block; [o] compound head */
		u64 pt_lock;	       /* PG_table: a spinlock_t if it fits; see ptlock_ptr() */
	};
	union {
		atomic_t _mapcount; /* [a] -1: mapped nowhere */
		struct {
			u16 inuse, objects; /* [cache list_lock] of a slab */
		};
	};
	atomic_t _refcount; /* [a] */
	u64 owner;	    /* debug: who allocated it */
};

_Static_assert(sizeof(struct page) == 64, "struct page is one cache line");

/* vmemmap: an array indexed by frame number, backed only where there is RAM. */
#define vmemmap ((struct page *)VMEMMAP_START)

static inline struct page *pfn_to_page(unsigned long pfn)
{
	return vmemmap + pfn;
}

static inline unsigned long page_to_pfn(const struct page *page)
{
	return (unsigned long)(page - vmemmap);
}

/* Is there a struct page for @pfn?  Not for holes, and not for RAM that nobody has wanted yet. */
bool pfn_valid(unsigned long pfn);
/* Is @pfn RAM that nobody has wanted yet?  (It may be wanted the next moment.)  What struct pages
 * will be made of has struct pages itself, but the buddy does not know it. */
bool pfn_is_deferred(unsigned long pfn);

/* For who walks frames: NULL where there is none. */
static inline struct page *pfn_to_online_page(unsigned long pfn)
{
	return pfn_valid(pfn) ? pfn_to_page(pfn) : NULL;
}

/* One more than the last frame of RAM. */
unsigned long max_pfn(void);

static inline paddr_t page_to_phys(const struct page *page)
{
	return (paddr_t)page_to_pfn(page) << PAGE_SHIFT;
}

static inline struct page *phys_to_page(paddr_t pa)
{
	return pfn_to_page(pa >> PAGE_SHIFT);
}

static inline void *page_to_virt(const struct page *page)
{
	return __va(page_to_phys(page));
}

#define page_address(page) page_to_virt(page)

static inline struct page *virt_to_page(const void *p)
{
	return phys_to_page(__pa(p));
}

#define PAGEFLAG(uname, bit)                                                                       \
	static inline bool Page##uname(const struct page *p)                                       \
	{                                                                                          \
		return test_bit(bit, &p->flags);                                                   \
	}                                                                                          \
	static inline void SetPage##uname(struct page *p)                                          \
	{                                                                                          \
		set_bit(bit, &p->flags);                                                           \
	}                                                                                          \
	static inline void ClearPage##uname(struct page *p)                                        \
	{                                                                                          \
		clear_bit(bit, &p->flags);                                                         \
	}                                                                                          \
	static inline bool TestSetPage##uname(struct page *p)                                      \
	{                                                                                          \
		return test_and_set_bit(bit, &p->flags);                                           \
	}                                                                                          \
	static inline bool TestClearPage##uname(struct page *p)                                    \
	{                                                                                          \
		return test_and_clear_bit(bit, &p->flags);                                         \
	}
PAGEFLAG(Locked, PG_locked)
PAGEFLAG(Referenced, PG_referenced)
PAGEFLAG(Uptodate, PG_uptodate)
PAGEFLAG(Dirty, PG_dirty)
PAGEFLAG(LRU, PG_lru)
PAGEFLAG(Active, PG_active)
PAGEFLAG(Waiters, PG_waiters)
PAGEFLAG(Slab, PG_slab)
PAGEFLAG(Reserved, PG_reserved)
PAGEFLAG(Private, PG_private)
PAGEFLAG(Writeback, PG_writeback)
PAGEFLAG(Head, PG_head)
PAGEFLAG(SwapBacked, PG_swapbacked)
PAGEFLAG(Unevictable, PG_unevictable)
PAGEFLAG(Mlocked, PG_mlocked)
PAGEFLAG(Buddy, PG_buddy)
PAGEFLAG(Table, PG_table)
PAGEFLAG(AnonExclusive, PG_anonexclusive)
#undef PAGEFLAG

static inline struct page *compound_head(const struct page *page)
{
	unsigned long h = READ_ONCE(page->compound_head);

	return h & 1 ? (struct page *)(h - 1) : (struct page *)page;
}

static inline int page_ref_count(const struct page *page)
{
	return atomic_read(&page->_refcount);
}

static inline int page_mapcount(const struct page *page)
{
	return atomic_read(&page->_mapcount) + 1;
}

void get_page(struct page *page);
bool get_page_unless_zero(struct page *page);
void put_page(struct page *page); /* the last one frees; any context */

#define PAGE_MAPPING_ANON 1UL
static inline bool PageAnon(const struct page *page)
{
	return (unsigned long)READ_ONCE(page->mapping) & PAGE_MAPPING_ANON;
}
