/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/slab.c - caches of equal objects
 *
 * Theory
 *   A cache carves blocks of pages (slabs) into equal slots.  Each CPU keeps a magazine, a small
 *   stack of free objects: allocating pops, freeing pushes, with interrupts off and no lock,
 * whoever's slab the object came from (so a remote free costs what a local one does).  An empty
 * magazine is refilled, a full one relieved, `batch` objects at a time under the cache's list_lock.
 *
 *   In a slab the free slots form a list through their own first word (behind the object where it
 * must survive freeing: constructor, SLAB_TYPESAFE_BY_RCU).  The link is stored XORed with a secret
 *   of the cache and its own address, so that an overwritten one is noticed instead of followed.
 *   struct page of the slab's first page holds the list head, the count in use and the cache;
 *   every page of the slab is PG_slab and points to the cache, tails through compound_head.
 *
 *   A slab with no used object is given back when there is more than one such slab.
 *
 * Not here
 *   kmalloc and its sizes: kmalloc.c.  Red zones, poison, owners: slab_debug.c.  Names,
 * /proc/slabinfo: slab_common.c.
 *
 * Locks
 *   cache_mutex (the list of caches, sleeping) -> list_lock (RANK_SLAB, irqs off) -> zone->lock
 *   is never needed: pages are taken and given back with list_lock dropped.
 */
#include "slab.h"

#include "arch/irqflags.h"
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "kernel/sync/rcu.h"
#include "lib/list.h"
#include "lib/string.h"

#define MAX_SLAB_ORDER 3
#define KEEP_EMPTY     1

/* --- free slots of a slab --- */

static unsigned long slab_secret = 0x9e3779b97f4a7c15UL;

static void **link_of(const struct kmem_cache *c, void *obj)
{
	bool outside = c->ctor || (c->flags & SLAB_TYPESAFE_BY_RCU);

	return (void **)((char *)obj + (outside ? ALIGN(c->object_size, 8) : 0));
}

static void link_set(const struct kmem_cache *c, void *obj, void *next)
{
	void **at = link_of(c, obj);

	*at = (void *)((unsigned long)next ^ slab_secret ^ (unsigned long)at);
}

static void *link_get(const struct kmem_cache *c, const struct page *slab, void *obj)
{
	void **at = link_of(c, obj);
	unsigned long next = (unsigned long)*at ^ slab_secret ^ (unsigned long)at;
	unsigned long base = (unsigned long)page_to_virt(slab);

	assertf(!next || (next - base) < PAGE_SIZE << c->order,
		"slab %s: free list of %p overwritten", c->name, obj);
	return (void *)next;
}

/* --- slabs --- */

static struct page *slab_create(struct kmem_cache *c, gfp_t gfp)
{
	struct page *slab =
		alloc_pages((gfp & ~(__GFP_ZERO | __GFP_MOVABLE)) | c->gfp | __GFP_COMP, c->order);

	if (!slab)
		return NULL;
	mod_page_state(
		slab, c->flags & SLAB_RECLAIM_ACCOUNT ? NR_SLAB_RECLAIMABLE : NR_SLAB_UNRECLAIMABLE,
		1L << c->order);
	for (unsigned int i = 0; i < 1U << c->order; i++)
		SetPageSlab(slab + i);
	slab->slab_cache = c;
	slab->inuse = 0;
	slab->objects = (u16)c->objects;
	slab->freelist = NULL;
	for (unsigned int i = c->objects; i-- > 0;) {
		void *obj = slab_slot(c, slab, i) + c->offset;

		if (c->ctor)
			c->ctor(obj);
		slab_debug_init_object(c, obj);
		link_set(c, obj, slab->freelist);
		slab->freelist = obj;
	}
	return slab;
}

static void slab_release_pages(struct kmem_cache *c, struct page *slab)
{
	mod_page_state(
		slab, c->flags & SLAB_RECLAIM_ACCOUNT ? NR_SLAB_RECLAIMABLE : NR_SLAB_UNRECLAIMABLE,
		-(1L << c->order));
	for (unsigned int i = 0; i < 1U << c->order; i++)
		ClearPageSlab(slab + i);
	slab->slab_cache = NULL;
	atomic_set(&slab->_mapcount, -1); /* was inuse and objects */
	__free_pages(slab, c->order);
}

static void slab_rcu_free(struct rcu_head *head)
{
	struct page *slab = container_of(head, struct page, rcu);

	slab_release_pages(slab->slab_cache, slab);
}

static void slab_destroy(struct kmem_cache *c, struct page *slab)
{
	if (c->flags & SLAB_TYPESAFE_BY_RCU)
		call_rcu(&slab->rcu, slab_rcu_free);
	else
		slab_release_pages(c, slab);
}

/* Moves up to @want objects from the slabs into @out: how many.  list_lock held. */
static unsigned int slabs_take(struct kmem_cache *c, void **out, unsigned int want)
{
	unsigned int n = 0;

	assert(spin_held(&c->list_lock));
	while (n < want) {
		struct page *slab;

		if (!list_empty(&c->partial)) {
			slab = list_first_entry(&c->partial, struct page, slab_list);
		} else if (!list_empty(&c->empty)) {
			slab = list_first_entry(&c->empty, struct page, slab_list);
			list_move(&slab->slab_list, &c->partial);
			c->nr_empty--;
		} else {
			break;
		}
		while (n < want && slab->freelist) {
			void *obj = slab->freelist;

			slab->freelist = link_get(c, slab, obj);
			slab->inuse++;
			out[n++] = obj;
		}
		if (!slab->freelist)
			list_move(&slab->slab_list, &c->full);
	}
	c->nr_out += n;
	return n;
}

/* Puts @n objects back into their slabs; slabs to give up are collected on @dead. */
static void slabs_return(struct kmem_cache *c, void **objs, unsigned int n, struct list_head *dead)
{
	assert(spin_held(&c->list_lock));
	for (unsigned int i = 0; i < n; i++) {
		struct page *slab = compound_head(virt_to_page(objs[i]));

		if (!slab->freelist)
			list_move(&slab->slab_list, &c->partial);
		link_set(c, objs[i], slab->freelist);
		slab->freelist = objs[i];
		if (--slab->inuse)
			continue;
		if (c->nr_empty >= KEEP_EMPTY) {
			list_move(&slab->slab_list, dead);
			c->nr_slabs--;
		} else {
			list_move(&slab->slab_list, &c->empty);
			c->nr_empty++;
		}
	}
	c->nr_out -= n;
}

static void slabs_destroy_list(struct kmem_cache *c, struct list_head *dead)
{
	struct page *slab, *tmp;

	list_for_each_entry_safe (slab, tmp, dead, slab_list) {
		list_del(&slab->slab_list);
		slab_destroy(c, slab);
	}
}

/* --- magazines --- */

/* Interrupts off on entry and exit; may enable them in between if @gfp may sleep. */
static void *refill_and_alloc(struct kmem_cache *c, gfp_t gfp, unsigned long irqflags)
{
	struct magazine *mag = c->mag[smp_processor_id()];
	void *one;

	for (;;) {
		struct page *slab;
		unsigned int n;

		spin_lock(&c->list_lock);
		n = mag ? slabs_take(c, mag->objs, mag->batch) : slabs_take(c, &one, 1);
		spin_unlock(&c->list_lock);
		if (n && !mag)
			return one;
		if (n) {
			mag->avail = n - 1;
			return mag->objs[n - 1];
		}
		local_irq_restore(irqflags);
		slab = slab_create(c, gfp);
		local_irq_disable();
		if (!slab)
			return NULL;
		mag = c->mag[smp_processor_id()]; /* we may have slept and moved */
		spin_lock(&c->list_lock);
		list_add(&slab->slab_list, &c->empty);
		c->nr_empty++;
		c->nr_slabs++;
		spin_unlock(&c->list_lock);
		if (mag && mag->avail)
			return mag->objs[--mag->avail];
	}
}

static __always_inline void *slab_alloc(struct kmem_cache *c, gfp_t gfp, const void *caller)
{
	struct magazine *mag;
	unsigned long flags;
	void *obj;

	local_irq_save(flags);
	mag = c->mag[smp_processor_id()];
	if (likely(mag && mag->avail))
		obj = mag->objs[--mag->avail];
	else
		obj = refill_and_alloc(c, gfp, flags);
	local_irq_restore(flags);
	if (unlikely(!obj))
		return NULL;
	slab_debug_alloc(c, obj, caller);
	if (unlikely(gfp & __GFP_ZERO))
		memset(obj, 0, c->object_size);
	return obj;
}

static void __noinline relieve_and_free(struct kmem_cache *c, struct magazine *mag, void *obj)
{
	LIST_HEAD(dead);

	spin_lock(&c->list_lock);
	if (mag) {
		slabs_return(c, mag->objs, mag->batch, &dead); /* the coldest */
		mag->avail -= mag->batch;
		memmove(mag->objs, mag->objs + mag->batch, mag->avail * sizeof(void *));
		mag->objs[mag->avail++] = obj;
	} else {
		slabs_return(c, &obj, 1, &dead);
	}
	spin_unlock(&c->list_lock);
	slabs_destroy_list(c, &dead);
}

static __always_inline void slab_free(struct kmem_cache *c, void *obj, const void *caller)
{
	struct magazine *mag;
	unsigned long flags;

	slab_debug_free(c, obj, caller);
	local_irq_save(flags);
	mag = c->mag[smp_processor_id()];
	if (likely(mag && mag->avail < mag->limit))
		mag->objs[mag->avail++] = obj;
	else
		relieve_and_free(c, mag, obj);
	local_irq_restore(flags);
}

void *kmem_cache_alloc(struct kmem_cache *c, gfp_t gfp)
{
	return slab_alloc(c, gfp, __builtin_return_address(0));
}

void kmem_cache_free(struct kmem_cache *c, void *p)
{
	if (!p)
		return;
	debug_assert(compound_head(virt_to_page(p))->slab_cache == c);
	slab_free(c, p, __builtin_return_address(0));
}

int kmem_cache_alloc_bulk(struct kmem_cache *c, gfp_t gfp, size_t n, void **p)
{
	for (size_t i = 0; i < n; i++) {
		p[i] = slab_alloc(c, gfp, __builtin_return_address(0));
		if (!p[i]) {
			kmem_cache_free_bulk(c, i, p);
			return 0;
		}
	}
	return (int)n;
}

void kmem_cache_free_bulk(struct kmem_cache *c, size_t n, void **p)
{
	for (size_t i = 0; i < n; i++)
		slab_free(c, p[i], __builtin_return_address(0));
}

/* Empties this CPU's magazine into the slabs. */
static void flush_magazine(void *arg)
{
	struct kmem_cache *c = arg;
	struct magazine *mag;
	unsigned long flags;
	LIST_HEAD(dead);

	local_irq_save(flags);
	mag = c->mag[smp_processor_id()];
	if (mag && mag->avail) {
		spin_lock(&c->list_lock);
		slabs_return(c, mag->objs, mag->avail, &dead);
		mag->avail = 0;
		spin_unlock(&c->list_lock);
	}
	local_irq_restore(flags);
	slabs_destroy_list(c, &dead);
}

int kmem_cache_shrink(struct kmem_cache *c)
{
	unsigned long flags, left;
	LIST_HEAD(dead);

	flush_magazine(c);
	if (num_online_cpus() > 1 && !irqs_disabled())
		smp_call_function_mask(cpu_online_mask, flush_magazine, c);
	spin_lock_irqsave(&c->list_lock, flags);
	list_splice_init(&c->empty, &dead);
	c->nr_slabs -= c->nr_empty;
	c->nr_empty = 0;
	left = c->nr_slabs;
	spin_unlock_irqrestore(&c->list_lock, flags);
	slabs_destroy_list(c, &dead);
	return left ? 1 : 0;
}

/* --- life of a cache --- */

/* The smallest order that wastes at most an eighth of the slab, and holds a few objects. */
static void choose_order(struct kmem_cache *c)
{
	for (c->order = 0; c->order < MAX_SLAB_ORDER; c->order++) {
		size_t bytes = PAGE_SIZE << c->order;

		if (bytes / c->size >= 4 && bytes % c->size <= bytes / 8)
			break;
		if (bytes / c->size >= 8)
			break;
	}
	c->objects = (unsigned int)((PAGE_SIZE << c->order) / c->size);
}

static unsigned int magazine_limit(unsigned int size)
{
	if (size > 2048)
		return 4;
	if (size > 512)
		return 8;
	return size > 128 ? 16 : 32;
}

void slab_magazine_attach(struct kmem_cache *c, int cpu, void *mem)
{
	struct magazine *mag = mem;

	mag->avail = 0;
	mag->limit = magazine_limit(c->size);
	mag->batch = mag->limit / 2;
	smp_store_release(&c->mag[cpu], mag);
}

size_t slab_magazine_size(const struct kmem_cache *c)
{
	return sizeof(struct magazine) + magazine_limit(c->size) * sizeof(void *);
}

int cache_setup(struct kmem_cache *c, const char *name, unsigned int size, unsigned int align,
		unsigned int flags, void (*ctor)(void *obj))
{
	if (!size || size > PAGE_SIZE << MAX_SLAB_ORDER || (align && !is_power_of_2(align)))
		return -1;
	if (flags & SLAB_HWCACHE_ALIGN)
		align = max(align, size > 32 ? 64U : (unsigned int)roundup_pow_of_two(size));
	c->align = max(align, 8U);
	c->object_size = size;
	c->flags = flags;
	c->ctor = ctor;
	c->name = name;
	c->gfp = flags & SLAB_RECLAIM_ACCOUNT ? __GFP_RECLAIMABLE : 0;
	size = ALIGN(size, 8);
	if (ctor || (flags & SLAB_TYPESAFE_BY_RCU))
		size += sizeof(void *);
	size = slab_debug_layout(c, size);
	c->size = ALIGN(max(size, 8U), c->align);
	choose_order(c);
	spin_lock_init(&c->list_lock, RANK_SLAB);
	INIT_LIST_HEAD(&c->partial);
	INIT_LIST_HEAD(&c->full);
	INIT_LIST_HEAD(&c->empty);
	return c->objects ? 0 : -1;
}

void cache_teardown(struct kmem_cache *c)
{
	if (c->flags & SLAB_TYPESAFE_BY_RCU)
		rcu_barrier();
	if (kmem_cache_shrink(c))
		pr_err("slab %s: destroyed with %lu objects in use\n", c->name, c->nr_out);
}
