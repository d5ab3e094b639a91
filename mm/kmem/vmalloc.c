/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/vmalloc.c - the area behind vmalloc, vmap, ioremap and kernel stacks
 *
 * Theory
 *   Every allocation is a vmap_area: a range of [VMALLOC_START, VMALLOC_END) whose last page is
 *   never mapped (the guard).  Areas are nodes of a tree by address; each subtree knows the largest
 *   hole before any of its areas, so the lowest hole that fits is found in O(log n).
 *
 *   Freeing unmaps at once but leaves the range in the tree, marked dead: other CPUs may still have
 * its translations.  Dead ranges are collected until LAZY_MAX_PAGES and then one flush of all CPUs'
 *   TLBs makes them reusable.  A caller that cannot wait for other CPUs (interrupts off) only
 *   queues; the next allocation purges.
 *
 *   A kernel stack is such an area of THREAD_SIZE, so that an overflow hits the guard page below it
 *   (the previous area's last page).  A few stacks per CPU are kept for the next fork.
 *
 * Not here
 *   Page tables of the kernel half: arch (kernel_map_pages).  What is where: /proc/vmallocinfo
 * below.
 *
 * Locks
 *   vmap_lock (RANK_VMALLOC, irqs off): tree, dead list.  Stack cache: interrupts off on its CPU.
 */
#include "mm/kmem/vmalloc.h"

#include "arch/irqflags.h"
#include "arch/mmu.h"
#include "arch/thread.h"
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "kernel/sync/spinlock.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"

#define LAZY_MAX_PAGES (MiB(32) >> PAGE_SHIFT)
#define STACKS_PER_CPU 2

enum vmap_kind { VMAP_ALLOC, VMAP_MAP, VMAP_IOREMAP };

struct vmap_area {
	unsigned long start, end;   /* [c] end includes the guard page */
	struct rb_node node;	    /* [vmap_lock] */
	unsigned long max_hole;	    /* [vmap_lock] largest hole before an area of this subtree */
	unsigned long hole;	    /* [vmap_lock] hole just before this area */
	enum vmap_kind kind;	    /* [c] */
	bool dead;		    /* [vmap_lock] unmapped, waiting for the flush */
	unsigned int nr_pages;	    /* [c] */
	struct page **pages;	    /* [c] owned if VMAP_ALLOC */
	paddr_t phys;		    /* [c] VMAP_IOREMAP */
	const void *caller;	    /* [c] */
	struct list_head dead_list; /* [vmap_lock] */
};

static DEFINE_SPINLOCK(vmap_lock, RANK_VMALLOC);
static struct rb_root vmap_tree = RB_ROOT; /* [vmap_lock] */
static LIST_HEAD(dead_areas);		   /* [vmap_lock] */
static unsigned long dead_pages;	   /* [vmap_lock] */
static unsigned long mapped_pages;	   /* [vmap_lock] for VmallocUsed */
static struct kmem_cache *area_cache;

struct stack_cache {
	unsigned int n;
	void *stack[STACKS_PER_CPU];
};
static DEFINE_PER_CPU(struct stack_cache, stack_cache);

/* --- the tree --- */

static unsigned long vmap_area_hole(struct vmap_area *a)
{
	return a->hole;
}

RB_DECLARE_CALLBACKS_MAX(static, vmap_augment, struct vmap_area, node, unsigned long, max_hole,
			 vmap_area_hole);

static struct vmap_area *area_of(struct rb_node *n)
{
	return rb_entry(n, struct vmap_area, node);
}

static unsigned long prev_end(struct vmap_area *a)
{
	struct rb_node *p = rb_prev(&a->node);

	return p ? area_of(p)->end : VMALLOC_START;
}

static void update_hole(struct vmap_area *a)
{
	a->hole = a->start - prev_end(a);
	vmap_augment_propagate(&a->node, NULL);
}

static void tree_insert(struct vmap_area *a)
{
	struct rb_node **link = &vmap_tree.rb_node, *parent = NULL, *next;

	while (*link) {
		parent = *link;
		link = a->start < area_of(parent)->start ? &parent->rb_left : &parent->rb_right;
	}
	a->hole = a->max_hole = 0;
	rb_link_node(&a->node, parent, link);
	rb_insert_augmented(&a->node, &vmap_tree, &vmap_augment);
	update_hole(a);
	next = rb_next(&a->node);
	if (next)
		update_hole(area_of(next));
}

static void tree_erase(struct vmap_area *a)
{
	struct rb_node *next = rb_next(&a->node);

	rb_erase_augmented(&a->node, &vmap_tree, &vmap_augment);
	if (next)
		update_hole(area_of(next));
}

/* Lowest address with @size free bytes; 0 if there is none. */
static unsigned long find_hole(unsigned long size)
{
	struct rb_node *n = vmap_tree.rb_node, *last;

	while (n && area_of(n)->max_hole >= size) {
		struct vmap_area *left = n->rb_left ? area_of(n->rb_left) : NULL;

		if (left && left->max_hole >= size)
			n = n->rb_left;
		else if (area_of(n)->hole >= size)
			return area_of(n)->start - area_of(n)->hole;
		else
			n = n->rb_right;
	}
	last = rb_last(&vmap_tree);
	if (last && VMALLOC_END - area_of(last)->end < size)
		return 0;
	return last ? area_of(last)->end : VMALLOC_START;
}

static struct vmap_area *find_area(unsigned long addr)
{
	struct rb_node *n = vmap_tree.rb_node;

	while (n) {
		struct vmap_area *a = area_of(n);

		if (addr < a->start)
			n = n->rb_left;
		else if (addr >= a->end)
			n = n->rb_right;
		else
			return a;
	}
	return NULL;
}

/* --- areas --- */

/* Makes the ranges of dead areas usable again.  Interrupts on: waits for the other CPUs. */
static void purge_dead(void)
{
	struct vmap_area *a, *tmp;
	unsigned long lo = ~0UL, hi = 0, flags;
	LIST_HEAD(mine);

	spin_lock_irqsave(&vmap_lock, flags);
	list_splice_init(&dead_areas, &mine);
	dead_pages = 0;
	spin_unlock_irqrestore(&vmap_lock, flags);
	if (list_empty(&mine))
		return;
	list_for_each_entry (a, &mine, dead_list) {
		lo = min(lo, a->start);
		hi = max(hi, a->end);
	}
	flush_tlb_kernel_range(lo, hi);
	list_for_each_entry_safe (a, tmp, &mine, dead_list) {
		spin_lock_irqsave(&vmap_lock, flags);
		tree_erase(a);
		spin_unlock_irqrestore(&vmap_lock, flags);
		kmem_cache_free(area_cache, a);
	}
}

/* A range of @size bytes (page-aligned) and its guard; nothing is mapped yet. */
static struct vmap_area *area_create(size_t size, enum vmap_kind kind, gfp_t gfp,
				     const void *caller)
{
	struct vmap_area *a = kmem_cache_zalloc(area_cache, gfp);
	unsigned long flags;

	if (!a)
		return NULL;
	a->kind = kind;
	a->caller = caller;
	for (int attempt = 0; attempt < 2; attempt++) {
		spin_lock_irqsave(&vmap_lock, flags);
		a->start = find_hole(size + PAGE_SIZE);
		if (a->start) {
			a->end = a->start + size + PAGE_SIZE;
			tree_insert(a);
			mapped_pages += size >> PAGE_SHIFT;
			spin_unlock_irqrestore(&vmap_lock, flags);
			return a;
		}
		spin_unlock_irqrestore(&vmap_lock, flags);
		purge_dead();
	}
	kmem_cache_free(area_cache, a);
	return NULL;
}

static size_t area_bytes(const struct vmap_area *a)
{
	return a->end - a->start - PAGE_SIZE;
}

/* Unmaps; the range comes back with the next purge. */
static void area_kill(struct vmap_area *a)
{
	unsigned long flags;
	bool purge;

	kernel_unmap_range(a->start, area_bytes(a));
	spin_lock_irqsave(&vmap_lock, flags);
	a->dead = true;
	list_add(&a->dead_list, &dead_areas);
	dead_pages += area_bytes(a) >> PAGE_SHIFT;
	mapped_pages -= area_bytes(a) >> PAGE_SHIFT;
	purge = dead_pages > LAZY_MAX_PAGES;
	spin_unlock_irqrestore(&vmap_lock, flags);
	if (purge && !irqs_disabled())
		purge_dead();
}

/* The live area that begins at @addr, claimed by the caller for freeing. */
static struct vmap_area *area_claim(const void *addr, enum vmap_kind kind, const char *who)
{
	struct vmap_area *a;
	unsigned long flags;

	spin_lock_irqsave(&vmap_lock, flags);
	a = find_area((unsigned long)addr);
	if (a && (a->start != (unsigned long)addr || a->dead || a->kind != kind))
		a = NULL;
	spin_unlock_irqrestore(&vmap_lock, flags);
	assertf(a, "%s(%p): no such area", who, addr);
	return a;
}

/* --- vmalloc --- */

static void free_page_array(struct page **pages, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		mod_page_state(pages[i], NR_VMALLOC_PAGES, -1);
		__free_page(pages[i]);
	}
	kvfree(pages);
}

static struct page **alloc_page_array(unsigned int n, gfp_t gfp, int nid)
{
	struct page **pages = kvmalloc((size_t)n * sizeof(*pages), gfp & ~__GFP_ZERO);

	if (!pages)
		return NULL;
	for (unsigned int i = 0; i < n; i++) {
		pages[i] = alloc_pages_node(nid, gfp, 0);
		if (!pages[i]) {
			free_page_array(pages, i);
			return NULL;
		}
		mod_page_state(pages[i], NR_VMALLOC_PAGES, 1);
	}
	return pages;
}

static void *vmalloc_range(size_t size, gfp_t gfp, pgprot_t prot, int nid, const void *caller)
{
	unsigned int n = (unsigned int)(PAGE_ALIGN(size) >> PAGE_SHIFT);
	struct vmap_area *a;

	if (!size || size > PAGE_ALIGN(size) || n > totalram_pages())
		return NULL;
	a = area_create((size_t)n << PAGE_SHIFT, VMAP_ALLOC, gfp & ~(__GFP_ZERO | __GFP_HIGHMEM),
			caller);
	if (!a)
		return NULL;
	a->pages = alloc_page_array(n, gfp, nid);
	if (!a->pages)
		goto kill_area;
	if (kernel_map_pages(a->start, a->pages, n, prot) != 0)
		goto free_pages;
	WRITE_ONCE(a->nr_pages, n);
	return (void *)a->start;

free_pages:
	free_page_array(a->pages, n);
kill_area:
	area_kill(a);
	return NULL;
}

void *__vmalloc(size_t size, gfp_t gfp, pgprot_t prot, const void *caller)
{
	return vmalloc_range(size, gfp, prot, -1, caller);
}

void *vmalloc(size_t size)
{
	return vmalloc_range(size, GFP_KERNEL, PAGE_KERNEL, -1, __builtin_return_address(0));
}

void *vzalloc(size_t size)
{
	return vmalloc_range(size, GFP_KERNEL | __GFP_ZERO, PAGE_KERNEL, -1,
			     __builtin_return_address(0));
}

void *vmalloc_node(size_t size, int nid)
{
	return vmalloc_range(size, GFP_KERNEL, PAGE_KERNEL, nid, __builtin_return_address(0));
}

void vfree(const void *addr)
{
	struct vmap_area *a;
	struct page **pages;
	unsigned int n;

	if (!addr)
		return;
	a = area_claim(addr, VMAP_ALLOC, "vfree");
	pages = a->pages;
	n = a->nr_pages;
	area_kill(a);
	free_page_array(pages, n);
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	struct vmap_area *a;

	(void)flags;
	if (!count || count > totalram_pages())
		return NULL;
	a = area_create((size_t)count << PAGE_SHIFT, VMAP_MAP, GFP_KERNEL,
			__builtin_return_address(0));
	if (!a)
		return NULL;
	a->nr_pages = count;
	if (kernel_map_pages(a->start, pages, count, prot) != 0) {
		area_kill(a);
		return NULL;
	}
	return (void *)a->start;
}

void vunmap(const void *addr)
{
	if (addr)
		area_kill(area_claim(addr, VMAP_MAP, "vunmap"));
}

bool is_vmalloc_addr(const void *p)
{
	return (unsigned long)p >= VMALLOC_START && (unsigned long)p < VMALLOC_END;
}

struct page *vmalloc_to_page(const void *addr)
{
	enum pg_level level;
	pgprot_t prot;
	paddr_t pa;

	if (pg_lookup(init_pgd, (unsigned long)addr, &pa, &prot, &level) != 0)
		return NULL;
	return pfn_valid(pa >> PAGE_SHIFT) ? phys_to_page(pa) : NULL;
}

/* --- devices --- */

static bool is_ram(paddr_t start, paddr_t end)
{
	for (paddr_t pa = start; pa < end; pa += PAGE_SIZE) {
		unsigned long pfn = pa >> PAGE_SHIFT;

		if (pfn_is_deferred(pfn) || (pfn_valid(pfn) && !PageReserved(pfn_to_page(pfn))))
			return true;
	}
	return false;
}

static void *ioremap_prot(paddr_t pa, size_t size, pgprot_t prot, const void *caller)
{
	paddr_t first = ALIGN_DOWN(pa, PAGE_SIZE), end = PAGE_ALIGN(pa + size);
	struct vmap_area *a;

	if (!size || pa + size < pa || is_ram(first, end))
		return NULL;
	a = area_create(end - first, VMAP_IOREMAP, GFP_KERNEL, caller);
	if (!a)
		return NULL;
	a->phys = first;
	if (kernel_map_range(a->start, first, end - first, prot) != 0) {
		area_kill(a);
		return NULL;
	}
	return (void *)(a->start + (pa - first));
}

void *ioremap(paddr_t pa, size_t size)
{
	return ioremap_prot(pa, size, PAGE_KERNEL_NOCACHE, __builtin_return_address(0));
}

void *ioremap_wc(paddr_t pa, size_t size)
{
	return ioremap_prot(pa, size, PAGE_KERNEL_WC, __builtin_return_address(0));
}

void *ioremap_cache(paddr_t pa, size_t size)
{
	return ioremap_prot(pa, size, PAGE_KERNEL, __builtin_return_address(0));
}

void iounmap(void *addr)
{
	if (addr)
		area_kill(area_claim((void *)((unsigned long)addr & PAGE_MASK), VMAP_IOREMAP,
				     "iounmap"));
}

/* --- kernel stacks --- */

void *alloc_thread_stack(int nid)
{
	struct stack_cache *sc;
	unsigned long flags;
	void *stack = NULL;

	local_irq_save(flags);
	sc = this_cpu_ptr(&stack_cache);
	if (sc->n)
		stack = sc->stack[--sc->n];
	local_irq_restore(flags);
	if (!stack)
		stack = vmalloc_range(THREAD_SIZE, GFP_KERNEL, PAGE_KERNEL, nid,
				      __builtin_return_address(0));
	if (stack)
		mod_global_state(NR_KERNEL_STACK_KB, THREAD_SIZE / 1024);
	return stack;
}

void free_thread_stack(void *stack)
{
	struct stack_cache *sc;
	unsigned long flags;

	if (!stack)
		return;
	mod_global_state(NR_KERNEL_STACK_KB, -(long)(THREAD_SIZE / 1024));
	local_irq_save(flags);
	sc = this_cpu_ptr(&stack_cache);
	if (sc->n < STACKS_PER_CPU) {
		sc->stack[sc->n++] = stack;
		stack = NULL;
	}
	local_irq_restore(flags);
	vfree(stack);
}

bool vmalloc_guard_hit(unsigned long addr)
{
	struct vmap_area *a;
	unsigned long flags;
	bool hit;

	if (!is_vmalloc_addr((void *)addr))
		return false;
	spin_lock_irqsave(&vmap_lock, flags);
	a = find_area(addr);
	hit = a && addr >= a->end - PAGE_SIZE;
	spin_unlock_irqrestore(&vmap_lock, flags);
	return hit;
}

/* --- /proc/vmallocinfo --- */

unsigned long vmalloc_nr_pages(void)
{
	return READ_ONCE(mapped_pages);
}

/* The first area at or after @addr, copied: false at the end. */
static bool next_area(unsigned long addr, struct vmap_area *out)
{
	struct rb_node *n;
	struct vmap_area *best = NULL;
	unsigned long flags;

	spin_lock_irqsave(&vmap_lock, flags);
	n = vmap_tree.rb_node;
	while (n) {
		if (area_of(n)->start >= addr) {
			best = area_of(n);
			n = n->rb_left;
		} else {
			n = n->rb_right;
		}
	}
	if (best)
		*out = *best;
	spin_unlock_irqrestore(&vmap_lock, flags);
	return best;
}

void vmallocinfo_show(const struct seq_sink *s)
{
	static const char *const kinds[] = {"vmalloc", "vmap", "ioremap"};
	struct vmap_area a;
	unsigned long at = 0;

	while (next_area(at, &a)) {
		at = a.end;
		s->printf(s->ctx, "0x%016lx-0x%016lx %7lu", a.start, a.end, a.end - a.start);
		if (a.dead) {
			s->printf(s->ctx, " unpurged vm_area\n");
			continue;
		}
		s->printf(s->ctx, " %pS", a.caller);
		if (a.nr_pages)
			s->printf(s->ctx, " pages=%u", a.nr_pages);
		if (a.phys)
			s->printf(s->ctx, " phys=0x%016llx", (u64)a.phys);
		s->printf(s->ctx, " %s\n", kinds[a.kind]);
	}
}

void vmalloc_init(void)
{
	area_cache = KMEM_CACHE(vmap_area, SLAB_PANIC);
}
