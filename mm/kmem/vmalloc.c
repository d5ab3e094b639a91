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
 *   its translations.  Dead ranges are collected until LAZY_MAX_PAGES and then one flush of all
 *   CPUs' TLBs makes them reusable: no address is given out again before that.  A caller that
 *   cannot wait for other CPUs (interrupts off) only queues; the next allocation purges.  vfree()
 *   with interrupts off leaves everything to the next vmalloc() or vfree() with them on.
 *
 *   A kernel stack is such an area of THREAD_SIZE, so that an overflow hits the guard page below it
 *   (the previous area's last page).  A few stacks per CPU are kept for the next fork.
 *
 * Not here
 *   Page tables of the kernel half: arch (kernel_map_pages).  Devices: ioremap.c.
 *   /proc/vmallocinfo: vmallocinfo.c.
 *
 * Locks
 *   vmap_lock (RANK_VMALLOC, irqs off): tree, dead and deferred lists.  Stack cache: interrupts off
 *   on its CPU.
 */
#include "vmap.h"

#include "arch/irqflags.h"
#include "arch/mmu.h"
#include "arch/thread.h"
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "kernel/sync/spinlock.h"
#include "mm/kmem/kasan.h"
#include "mm/kmem/slab.h"
#include "mm/phys/mmzone.h"

#define LAZY_MAX_PAGES (MiB(32) >> PAGE_SHIFT)
#define STACKS_PER_CPU 2

static DEFINE_SPINLOCK(vmap_lock, RANK_VMALLOC);
static struct rb_root vmap_tree = RB_ROOT; /* [vmap_lock] */
static LIST_HEAD(dead_areas);		   /* [vmap_lock] */
static LIST_HEAD(deferred_areas);	   /* [vmap_lock] by vfree() in interrupts */
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

void vmap_area_kill(struct vmap_area *a)
{
	unsigned long flags;
	bool purge;

	kernel_unmap_range(a->start, vmap_area_bytes(a));
	kasan_poison_vmalloc(a->start, vmap_area_bytes(a));
	spin_lock_irqsave(&vmap_lock, flags);
	a->dead = true;
	list_add(&a->dead_list, &dead_areas);
	dead_pages += vmap_area_bytes(a) >> PAGE_SHIFT;
	mapped_pages -= vmap_area_bytes(a) >> PAGE_SHIFT;
	purge = dead_pages > LAZY_MAX_PAGES;
	spin_unlock_irqrestore(&vmap_lock, flags);
	if (purge && !irqs_disabled())
		purge_dead();
}

struct vmap_area *vmap_area_create(size_t size, enum vmap_kind kind, gfp_t gfp, const void *caller)
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
			if (kasan_populate_vmalloc(a->start, size, gfp)) {
				vmap_area_kill(a);
				return NULL;
			}
			return a;
		}
		spin_unlock_irqrestore(&vmap_lock, flags);
		purge_dead();
	}
	kmem_cache_free(area_cache, a);
	return NULL;
}

struct vmap_area *vmap_area_claim(const void *addr, enum vmap_kind kind, const char *who)
{
	struct vmap_area *a;
	unsigned long flags;

	spin_lock_irqsave(&vmap_lock, flags);
	a = find_area((unsigned long)addr);
	if (a && (a->start != (unsigned long)addr || a->dead || a->freeing || a->kind != kind))
		a = NULL;
	spin_unlock_irqrestore(&vmap_lock, flags);
	assertf(a, "%s(%p): no such area", who, addr);
	return a;
}

/* --- vmalloc --- */

static void free_page_array(struct page **pages, unsigned int n)
{
	mod_global_state(NR_VMALLOC_PAGES, -(long)n);
	for (unsigned int i = 0; i < n; i++)
		__free_page(pages[i]);
	kvfree(pages);
}

static struct page **alloc_page_array(unsigned int n, gfp_t gfp, int nid)
{
	struct page **pages = kvmalloc((size_t)n * sizeof(*pages), gfp & ~__GFP_ZERO);

	if (!pages)
		return NULL;
	mod_global_state(NR_VMALLOC_PAGES, n);
	for (unsigned int i = 0; i < n; i++) {
		pages[i] = alloc_pages_node(nid, gfp, 0);
		if (!pages[i]) {
			mod_global_state(NR_VMALLOC_PAGES, (long)i - (long)n);
			free_page_array(pages, i);
			return NULL;
		}
	}
	return pages;
}

static void area_free(struct vmap_area *a)
{
	struct page **pages = a->pages;
	unsigned int n = a->nr_pages;

	vmap_area_kill(a);
	free_page_array(pages, n);
}

/* What interrupts have freed.  Process context. */
static void free_deferred(void)
{
	struct vmap_area *a, *tmp;
	unsigned long flags;
	LIST_HEAD(mine);

	if (likely(list_empty(&deferred_areas)))
		return;
	spin_lock_irqsave(&vmap_lock, flags);
	list_splice_init(&deferred_areas, &mine);
	spin_unlock_irqrestore(&vmap_lock, flags);
	list_for_each_entry_safe (a, tmp, &mine, dead_list)
		area_free(a);
}

static void *vmalloc_range(size_t size, gfp_t gfp, pgprot_t prot, int nid, const void *caller)
{
	unsigned int n = (unsigned int)(PAGE_ALIGN(size) >> PAGE_SHIFT);
	struct vmap_area *a;

	if (!size || size > PAGE_ALIGN(size) || PAGE_ALIGN(size) >> PAGE_SHIFT > totalram_pages())
		return NULL;
	free_deferred();
	a = vmap_area_create((size_t)n << PAGE_SHIFT, VMAP_ALLOC,
			     gfp & ~(__GFP_ZERO | __GFP_HIGHMEM), caller);
	if (!a)
		return NULL;
	a->pages = alloc_page_array(n, gfp, nid);
	if (!a->pages)
		goto kill_area;
	if (kernel_map_pages(a->start, a->pages, n, prot) != 0)
		goto free_pages;
	WRITE_ONCE(a->nr_pages, n);
	kasan_poison_vmalloc(a->start, vmap_area_bytes(a));
	kasan_unpoison((void *)a->start, size);
	return (void *)a->start;

free_pages:
	free_page_array(a->pages, n);
kill_area:
	vmap_area_kill(a);
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
	unsigned long flags;

	if (!addr)
		return;
	a = vmap_area_claim(addr, VMAP_ALLOC, "vfree");
	if (!irqs_disabled()) {
		area_free(a);
		free_deferred();
		return;
	}
	spin_lock_irqsave(&vmap_lock, flags);
	a->freeing = true;
	list_add_tail(&a->dead_list, &deferred_areas);
	spin_unlock_irqrestore(&vmap_lock, flags);
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	struct vmap_area *a;

	(void)flags;
	if (!count || count > totalram_pages())
		return NULL;
	a = vmap_area_create((size_t)count << PAGE_SHIFT, VMAP_MAP, GFP_KERNEL,
			     __builtin_return_address(0));
	if (!a)
		return NULL;
	a->nr_pages = count;
	if (kernel_map_pages(a->start, pages, count, prot) != 0) {
		vmap_area_kill(a);
		return NULL;
	}
	return (void *)a->start;
}

void vunmap(const void *addr)
{
	if (addr)
		vmap_area_kill(vmap_area_claim(addr, VMAP_MAP, "vunmap"));
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
	if (stack) /* whoever ran on it may not have returned from all its functions */
		kasan_unpoison(stack, THREAD_SIZE);
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

/* --- for those who look --- */

unsigned long vmalloc_nr_pages(void)
{
	return READ_ONCE(mapped_pages);
}

static void count_nodes(const struct vmap_area *a, unsigned int *node_pages)
{
	for (int nid = 0; nid < nr_nodes; nid++)
		node_pages[nid] = 0;
	if (a->kind != VMAP_ALLOC || a->dead || a->freeing)
		return;
	for (unsigned int i = 0; i < a->nr_pages; i++)
		node_pages[page_to_nid(a->pages[i])]++;
}

bool vmap_next_area(unsigned long addr, struct vmap_area *out, unsigned int *node_pages)
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
	if (best) {
		*out = *best;
		count_nodes(best, node_pages);
	}
	spin_unlock_irqrestore(&vmap_lock, flags);
	return best;
}

void vmalloc_init(void)
{
	area_cache = KMEM_CACHE(vmap_area, SLAB_PANIC);
}
