/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/internal.h - what the files of mm/vm share: VMA editing, page tables, zapping, accounting
 */
#pragma once

#include "arch/page.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/sync/refcount.h"
#include "mm/phys/alloc.h"
#include "mm/vm/filemap.h"
#include "mm/vm/mm.h"

#define STACK_GUARD_GAP (256UL << PAGE_SHIFT)

static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

static inline bool vma_is_anonymous(const struct vm_area_struct *vma)
{
	return !vma->vm_ops;
}

static inline bool is_cow_mapping(unsigned long vm_flags)
{
	return (vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
}

static inline bool vma_is_temporary_stack(const struct vm_area_struct *vma)
{
	return (vma->vm_flags & VM_GROWSDOWN) &&
	       (vma->vm_flags & VM_STACK_INCOMPLETE_SETUP) == VM_STACK_INCOMPLETE_SETUP;
}

static inline unsigned long linear_page_index(const struct vm_area_struct *vma, uaddr_t addr)
{
	return ((addr - vma->vm_start) >> PAGE_SHIFT) + vma->vm_pgoff;
}

/* --- anon_vma.c: which anonymous pages belong together --- */

/*
 * struct anon_vma - the identity of a set of VMAs whose anonymous pages may be merged into one VMA
 * @root: the first ancestor's; all VMAs that can map a page of this one are found from there
 * Lifetime: one reference per VMA and per child; the last put frees.
 */
struct anon_vma {
	refcount_t refs;
	struct anon_vma *root; /* [c] itself, or referenced */
};

int anon_vma_prepare_locked(struct vm_area_struct *vma); /* mmap_lock (any); 0 or -ENOMEM */
int anon_vma_fork(struct vm_area_struct *vma, const struct vm_area_struct *parent);
void anon_vma_share(struct vm_area_struct *dst, const struct vm_area_struct *src);
void anon_vma_drop(struct vm_area_struct *vma);
void anon_vma_init(void);

/* --- vma_lock.c --- */

#define VMA_WRITER 0x40000000

extern struct wait_queue_head vma_writer_wait;

void vma_wake_writer(void);
/* Keeps faults out of @vma until mmap_write_unlock(); mmap_lock held for writing. */
void vma_start_write(struct vm_area_struct *vma);

static inline void vma_end_read(struct vm_area_struct *vma)
{
	if (unlikely(atomic_fetch_sub(1, &vma->vm_refs) == VMA_WRITER + 1))
		vma_wake_writer();
}

/* True: fields of @vma are stable until vma_end_read(). */
static inline bool vma_start_read(struct vm_area_struct *vma, const struct mm_struct *mm)
{
	if (READ_ONCE(vma->vm_lock_seq) == READ_ONCE(mm->mm_lock_seq))
		return false;
	if (likely(atomic_fetch_add(1, &vma->vm_refs) < VMA_WRITER) &&
	    likely(READ_ONCE(vma->vm_lock_seq) != smp_load_acquire(&mm->mm_lock_seq)))
		return true;
	vma_end_read(vma);
	return false;
}

/* The VMA of @addr, read-locked, found without mmap_lock; NULL: take mmap_lock. */
struct vm_area_struct *lock_vma_under_rcu(struct mm_struct *mm, uaddr_t addr);

struct vm_area_struct *vma_alloc(struct mm_struct *mm);
struct vm_area_struct *
vma_dup(const struct vm_area_struct *vma);     /* unlinked; no references taken */
void vma_free(struct vm_area_struct *vma);     /* nobody can see it */
void vma_free_rcu(struct vm_area_struct *vma); /* a fault may be looking at it */
void vma_cache_init(void);

/* --- vma.c: mmap_lock for writing, except the look-ups --- */

static inline uaddr_t vma_start_gap(const struct vm_area_struct *vma)
{
	uaddr_t start = vma->vm_start;

	if (vma->vm_flags & VM_GROWSDOWN)
		start = start > STACK_GUARD_GAP ? start - STACK_GUARD_GAP : 0;
	return start;
}

struct vm_area_struct *vma_first(const struct mm_struct *mm);
struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, uaddr_t start, uaddr_t end);
/* First-fit from below / from above in [low, high); 0 or -ENOMEM. */
int vma_gap_bottomup(const struct mm_struct *mm, size_t len, uaddr_t low, uaddr_t high,
		     uaddr_t *addr);
int vma_gap_topdown(const struct mm_struct *mm, size_t len, uaddr_t low, uaddr_t high,
		    uaddr_t *addr);
void vma_link(struct mm_struct *mm, struct vm_area_struct *vma);   /* tree, list and file */
void vma_unlink(struct mm_struct *mm, struct vm_area_struct *vma); /* tree and list only */
void vma_set_range(struct vm_area_struct *vma, uaddr_t start, uaddr_t end, unsigned long pgoff);

/* Who keeps the low part of a split. */
enum split_side { SPLIT_NEW_BELOW, SPLIT_NEW_ABOVE };
/* Two spare VMAs, got before anything is changed. */
struct vma_spare {
	struct vm_area_struct *vma[2];
};
int vma_spare_get(struct vma_spare *s, struct mm_struct *mm, unsigned int n); /* 0 or -ENOMEM */
void vma_spare_put(struct vma_spare *s);
int vma_may_split(struct vm_area_struct *vma, uaddr_t addr);
/* @vma keeps one side, a VMA out of @s gets the other and is returned. */
struct vm_area_struct *vma_split(struct vm_area_struct *vma, uaddr_t addr, enum split_side side,
				 struct vma_spare *s);

/* What a range will be like, for the merge rules. */
struct vma_want {
	uaddr_t start, end;
	unsigned long vm_flags;
	unsigned long pgoff;
	struct file *file;
	struct anon_vma *anon_vma;
};
/* The range (all of it inside one VMA, or free) joins its equal neighbours: the VMA that has it
 * then, or NULL. */
struct vm_area_struct *vma_merge(struct mm_struct *mm, struct vm_area_struct *prev,
				 const struct vma_want *w);
/* The same for a free range that is being mapped: mmap(2)'s and brk(2)'s rule. */
struct vm_area_struct *vma_expand_into(struct mm_struct *mm, struct vm_area_struct *prev,
				       struct vm_area_struct *next, const struct vma_want *w);
/*
 * Carves out or merges so that one VMA has all of [start, end); the caller sets the flags.  @prev:
 * before @vma, or @vma itself if start is inside it.  -ENOMEM (too many VMAs) may leave one split
 * behind.
 */
struct vm_area_struct *vma_modify(struct vm_area_struct *vma, struct vm_area_struct *prev,
				  uaddr_t start, uaddr_t end, unsigned long vm_flags,
				  struct vma_spare *s);
void vma_set_page_prot(struct vm_area_struct *vma);
/* References of a VMA that is out of the tree: close, file, anon_vma; then freed. */
void vma_release(struct vm_area_struct *vma, bool rcu);
void vma_check_tree(const struct mm_struct *mm); /* debug: panics on a broken invariant */

/* --- rmap.c --- */
void vma_file_lock(struct vm_area_struct *vma); /* i_mmap_rwsem, if there is a mapping */
void vma_file_unlock(struct vm_area_struct *vma);
void vma_file_insert(struct vm_area_struct *vma); /* lock held */
void vma_file_remove(struct vm_area_struct *vma); /* lock held */
void vma_file_link(struct vm_area_struct *vma);
void vma_file_unlink(struct vm_area_struct *vma);
void page_add_file_rmap(struct page *page);
void page_remove_rmap(struct page *page);

/* --- account.c --- */
void vm_stat_account(struct mm_struct *mm, unsigned long vm_flags, long pages);
bool may_expand_vm(const struct mm_struct *mm, const struct mm_caller *c, unsigned long vm_flags,
		   unsigned long pages);
/* vm_acct_memory with the user reserve of mode 2. */
int vm_acct_memory_mm(const struct mm_struct *mm, long pages, bool cap_sys_admin);
static inline bool accountable_mapping(unsigned long vm_flags)
{
	return (vm_flags & (VM_NORESERVE | VM_SHARED | VM_WRITE)) == VM_WRITE;
}
static inline void add_mm_counter(struct mm_struct *mm, enum mm_counter which, long n)
{
	atomic_long_add(n, &mm->rss_stat[which]);
}
static inline enum mm_counter mm_counter_of(const struct page *page)
{
	if (PageAnon(page))
		return MM_ANONPAGES;
	return PageSwapBacked(page) ? MM_SHMEMPAGES : MM_FILEPAGES;
}
void update_hiwater_rss(struct mm_struct *mm);
void update_hiwater_vm(struct mm_struct *mm);

/* --- pgtable.c --- */
_Static_assert(sizeof(spinlock_t) <= sizeof(((struct page *)0)->lru),
	       "a page table's lock fits in struct page");
/* A debug build's lock is larger than pt_lock: it lies over the list words, which a table does not
 * use. */
static inline spinlock_t *ptlock_ptr(struct page *table)
{
	return sizeof(spinlock_t) <= sizeof(table->pt_lock) ? (spinlock_t *)&table->pt_lock
							    : (spinlock_t *)&table->lru;
}
static inline struct page *ptlock_table(spinlock_t *ptl)
{
	return sizeof(spinlock_t) <= sizeof(u64)
		       ? container_of((u64 *)ptl, struct page, pt_lock)
		       : container_of((struct list_head *)ptl, struct page, lru);
}
/* Of a table that is this address space's alone; else see pte_lock_any(). */
static inline spinlock_t *pte_lockptr(pmd_t *pmd)
{
	return ptlock_ptr(pfn_to_page(pmd_pfn(*pmd)));
}
/* @n entries more or less for pages of that kind in the table of @ptl, which is held. */
static inline void table_count(spinlock_t *ptl, enum mm_counter which, long n)
{
	u16 *count = &ptlock_table(ptl)->pt_rss[which];

	*count = (u16)(*count + n);
}
extern struct page
	*zero_page; /* one page of zeros, mapped on read faults; never counted or freed */
extern unsigned long zero_pfn;
pmd_t *mm_pmd_alloc(struct mm_struct *mm, uaddr_t addr); /* upper tables made; NULL: no memory */
/* NULL: nothing mapped there. */
static inline pmd_t *mm_pmd_find(struct mm_struct *mm, uaddr_t addr)
{
	pgd_t *pgd = pgd_offset(mm->pgd, addr);
	pud_t *pud;

	if (pgd_none(pgdp_get(pgd)))
		return NULL;
	pud = pud_offset(pgd, addr);
	if (pud_none(pudp_get(pud)))
		return NULL;
	return pmd_offset(pud, addr);
}
int mm_pte_alloc(struct mm_struct *mm, pmd_t *pmd); /* 0 or -ENOMEM */
/* Entry of @addr, to be read only, its table locked; NULL: there is no table. */
pte_t *pte_lock_find(struct mm_struct *mm, uaddr_t addr, spinlock_t **ptl);
/* The page a present entry maps, or NULL for the zero page and for frames without one. */
static inline struct page *vm_normal_page(const struct vm_area_struct *vma __maybe_unused,
					  pte_t pte)
{
	return unlikely(pte_special(pte)) ? NULL : pfn_to_page(pte_pfn(pte));
}
/* Calls @fn for every existing page table under [start, end): the piece it covers.  fn != 0 stops.
 */
int walk_pte_tables(struct mm_struct *mm, uaddr_t start, uaddr_t end,
		    int (*fn)(struct mm_struct *mm, pmd_t *pmd, uaddr_t start, uaddr_t end,
			      void *ctx),
		    void *ctx);

/* --- pt_share.c: tables that several address spaces use after fork --- */
_Static_assert(NR_MM_COUNTERS <= 4, "page->pt_rss has a place for each");
extern unsigned int pt_share_min; /* anonymous pages a table must have to be shared */
static inline struct page *pmd_table(pmd_t pmd)
{
	return pfn_to_page(pmd_pfn(pmd));
}
static inline bool pmd_shared(pmd_t pmd)
{
	return !pmd_none(pmd) && !pmd_write(pmd);
}
/* Address spaces that use the table of @ptl, which is held. */
static inline unsigned int table_sharers(spinlock_t *ptl)
{
	return (unsigned int)max(atomic_long_read(&ptlock_table(ptl)->pt_share), 1L);
}
/* May an entry of the table of @ptl (held), writable or not, be reached by others, too? */
static inline bool table_shared(spinlock_t *ptl)
{
	return table_sharers(ptl) > 1;
}
/* Did it ever fork with large tables, or come from such a fork?  Then the edges of what goes away
 * need care. */
static inline bool mm_shares_tables(const struct mm_struct *mm)
{
	return unlikely(test_bit(MMF_PT_SHARED, &mm->flags));
}
struct page *pte_table_new(gfp_t gfp);
void pte_table_retire(struct page *table);
void upper_table_retire(struct page *table); /* the same of a table above the last level */
/* @dst points to the table of @src, too.  True: @src was writable (flush its TLB).  Parent's
 * mmap_lock for writing and all its VMA locks held. */
bool pte_table_share(struct mm_struct *mm, pmd_t *dst, struct mm_struct *src_mm, pmd_t *src);
int __pte_unshare(struct mm_struct *mm, pmd_t *pmd, uaddr_t addr, gfp_t gfp);
/*
 * Before an entry below @pmd is changed: the table is this address space's alone afterwards, or
 * @pmd is none.  0 or -ENOMEM.  Stays so while mmap_lock or a VMA lock is held.
 */
static inline int pte_unshare(struct mm_struct *mm, pmd_t *pmd, uaddr_t addr)
{
	return likely(!pmd_shared(pmdp_get(pmd))) ? 0 : __pte_unshare(mm, pmd, addr, GFP_KERNEL);
}
int pte_unshare_range(struct mm_struct *mm, uaddr_t start, uaddr_t end); /* 0 or -ENOMEM */
/* The same for the tables of [start, end) that reach out of [floor, ceiling): the others can be
 * given up as a whole. */
int pte_unshare_edges(struct mm_struct *mm, uaddr_t start, uaddr_t end, uaddr_t floor,
		      uaddr_t ceiling);
/* The table of @pmd, shared or not, locked; NULL: none.  For who holds neither mmap_lock nor a VMA
 * lock, or reads only. */
spinlock_t *pte_lock_any(struct mm_struct *mm, pmd_t *pmd);
/* Takes a shared table out of @pmd; NULL: it is not shared (any more), and @pmd is writable.  After
 * a TLB flush: table_put(). */
struct page *table_drop(struct mm_struct *mm, pmd_t *pmd);
void table_put(struct page *table);

/* --- zap.c --- */
#define GATHER_PAGES 56
/*
 * struct mmu_gather - entries that were cleared and pages that may be freed once no TLB has them
 * Pages are kept as pointers; bit 0: the entry was dirty and the page must be marked so; bit 1: a
 * share of a page table.
 */
struct mmu_gather {
	struct mm_struct *mm;
	uaddr_t start, end; /* what to flush; start >= end: nothing */
	bool fullmm;	    /* exit: nobody runs in it any more */
	bool freed_tables;
	unsigned int nr;
	unsigned long pages[GATHER_PAGES];
};
void tlb_gather_mmu(struct mmu_gather *tlb, struct mm_struct *mm, bool fullmm);

void tlb_flush_mmu(struct mmu_gather *tlb);
void tlb_finish_mmu(struct mmu_gather *tlb);
struct zap_details {
	const struct address_space *only; /* only pages of that file; NULL: everything */
	bool rmap;			  /* neither mmap_lock nor VMA lock is held */
	bool noalloc;			  /* leaves out what would need memory to unmap */
};
void unmap_page_range(struct mmu_gather *tlb, struct vm_area_struct *vma, uaddr_t start,
		      uaddr_t end, const struct zap_details *d);
/* Gives shared tables up that have something of [start, end) and nothing outside [floor, ceiling).
 */
void drop_shared_tables(struct mmu_gather *tlb, uaddr_t start, uaddr_t end, uaddr_t floor,
			uaddr_t ceiling);
/* Frees page tables of [start, end) that serve nothing outside [floor, ceiling); ceiling 0: the
 * top. */
void free_pgd_range(struct mmu_gather *tlb, uaddr_t start, uaddr_t end, uaddr_t floor,
		    uaddr_t ceiling);

/* --- munmap.c --- */
int do_munmap_locked(struct mm_struct *mm, uaddr_t addr, size_t len);
int do_munmap_vma(struct mm_struct *mm, struct vm_area_struct *first, uaddr_t start, uaddr_t end,
		  bool count_ok);
void exit_mmap(struct mm_struct *mm);

/* --- others --- */
int mprotect_fixup(struct vm_area_struct *vma, struct vm_area_struct **prev, uaddr_t start,
		   uaddr_t end, unsigned long vm_flags, const struct mm_caller *c,
		   struct vma_spare *s);
/* Bytes from the start whose entries were moved to @to; less than @len: out of memory. */
size_t move_page_tables(struct mm_struct *mm, uaddr_t from, uaddr_t to, size_t len);
void change_protection(struct vm_area_struct *vma, uaddr_t start, uaddr_t end, pgprot_t prot);
int mlock_future_ok(const struct mm_struct *mm, const struct mm_caller *c, unsigned long vm_flags,
		    size_t bytes);
/* [start, end) of @vma gets @vm_flags, which differ in VM_LOCKED_MASK; *prev is the VMA it then is.
 */
int mlock_fixup(struct vm_area_struct *vma, struct vm_area_struct **prev, uaddr_t start,
		uaddr_t end, unsigned long vm_flags, struct vma_spare *s);
/* Faults pages of one or more VMAs in, mmap_lock held for reading or writing: 0 or -errno. */
int populate_range(struct mm_struct *mm, uaddr_t start, uaddr_t end, bool write);
/* MADV_POPULATE_*: 0, -ENOMEM (a hole), -EINVAL (not allowed), -EFAULT (beyond EOF), -EINTR. */
int populate_advised(struct vm_area_struct *vma, uaddr_t start, uaddr_t end, bool write);
/* Reads pages of a file that are not cached; best effort. */
void filemap_readahead(struct address_space *m, struct file *f, unsigned long index,
		       unsigned long n);
void invalidate_page_maps(struct page *page);
void lru_add_file(struct page *page);
void lru_del_file(struct page *page);
void lru_touch(struct page *page);
void filemap_init(void);
void vmscan_init(void);
void oom_init(void);
