/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/slab.c - caches of equal objects
 *
 * Theory
 *   A cache carves blocks of pages (slabs) into equal slots.  Each CPU keeps a magazine, a small
 *   stack of free objects: allocating pops, freeing pushes, with interrupts off and no lock,
 *   whoever's slab the object came from (so a remote free costs what a local one does).  An empty
 *   magazine is refilled, a full one relieved, `batch` objects at a time under the lock of a node.
 *
 *   Slabs are listed by the node their pages are of.  A magazine is refilled from its CPU's node;
 *   what it gives back goes to the node of each object.
 *
 *   In a slab the free slots form a list through their own first word (behind the object where it
 *   must survive freeing: constructor, SLAB_TYPESAFE_BY_RCU).  The link is stored XORed with a
 *   secret of the cache and its own address, so that an overwritten one is noticed instead of
 *   followed.  An object that is freed twice in a row is noticed too, at the magazine and at the
 *   slab.  struct page of the slab's first page holds the list head, the count in use and the
 *   cache; every page of the slab is PG_slab, tails through compound_head.
 *
 *   A slab with no used object is given back when its node has more than one such slab.
 *
 *   Cost per object: nothing beside its slot (rounded up to 8 bytes or the alignment; 8 more with a
 *   constructor or SLAB_TYPESAFE_BY_RCU), its share of struct page (64 bytes for each 4 KiB) and of
 *   the rest of a slab that holds no whole object, at most an eighth.
 *
 * Not here
 *   kmalloc and its sizes: kmalloc.c.  Red zones, poison, owners: slab_debug.c.  Shadow and
 *   quarantine: kasan_slab.c.  Layout of a slab: slab_setup.c.  Names, /proc/slabinfo:
 * slab_common.c.
 *
 * Locks
 *   cache_lock (the list of caches) -> slab_node.lock (RANK_SLAB, irqs off).  zone->lock is never
 *   needed inside: pages are taken and given back with it dropped.
 */
#include "slab.h"

#include "arch/irqflags.h"
#include "kernel/base/panic.h"
#include "kernel/sync/rcu.h"
#include "lib/list.h"
#include "lib/string.h"
#include "mm/kmem/failslab.h"
#include "mm/kmem/kasan.h"
#include "mm/phys/mmzone.h"

#define KEEP_EMPTY 1

bool (*failslab_hook)(size_t size, gfp_t gfp);

/* --- free slots of a slab --- */

static void **link_of(const struct kmem_cache *c, void *obj)
{
	return (void **)((char *)obj + c->link);
}

static void link_set(const struct kmem_cache *c, void *obj, void *next)
{
	void **at = link_of(c, obj);

	*at = (void *)((unsigned long)next ^ c->secret ^ (unsigned long)at);
}

static void *link_get(const struct kmem_cache *c, const struct page *slab, void *obj)
{
	void **at = link_of(c, obj);
	unsigned long next = (unsigned long)*at ^ c->secret ^ (unsigned long)at;
	unsigned long base = (unsigned long)page_to_virt(slab);

	assertf(!next || (next - base) < PAGE_SIZE << c->order,
		"slab %s: free list of %p overwritten", c->name, obj);
	return (void *)next;
}

/* --- slabs --- */

static struct slab_node *node_of(const struct kmem_cache *c, const struct page *slab)
{
	return nr_nodes == 1 ? c->nodes : &c->nodes[page_to_nid(slab)];
}

static enum zone_stat_item stat_of(const struct kmem_cache *c)
{
	return c->flags & SLAB_RECLAIM_ACCOUNT ? NR_SLAB_RECLAIMABLE : NR_SLAB_UNRECLAIMABLE;
}

static void init_slot(struct kmem_cache *c, void *obj)
{
	kasan_slab_ctor_begin(c, obj);
	if (c->ctor)
		c->ctor(obj);
	slab_debug_init_object(c, obj);
	kasan_slab_ctor_end(c, obj);
}

static struct page *slab_create(struct kmem_cache *c, gfp_t gfp, int nid)
{
	struct page *slab = alloc_pages_node(
		nid, (gfp & ~(__GFP_ZERO | __GFP_MOVABLE)) | c->gfp | __GFP_COMP, c->order);

	if (!slab)
		return NULL;
	mod_page_state(slab, stat_of(c), 1L << c->order);
	for (unsigned int i = 0; i < 1U << c->order; i++)
		SetPageSlab(slab + i);
	slab->slab_cache = c;
	slab->inuse = 0;
	slab->objects = (u16)c->objects;
	slab->freelist = NULL;
	kasan_poison_slab(c, slab);
	for (unsigned int i = c->objects; i-- > 0;) {
		void *obj = slab_object(c, slab, i);

		init_slot(c, obj);
		link_set(c, obj, slab->freelist);
		slab->freelist = obj;
	}
	return slab;
}

static void slab_release_pages(struct kmem_cache *c, struct page *slab)
{
	mod_page_state(slab, stat_of(c), -(1L << c->order));
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

static void slab_add(struct kmem_cache *c, struct page *slab)
{
	struct slab_node *n = node_of(c, slab);
	unsigned long flags;

	spin_lock_irqsave(&n->lock, flags);
	list_add(&slab->slab_list, &n->empty);
	n->nr_empty++;
	n->nr_slabs++;
	spin_unlock_irqrestore(&n->lock, flags);
}

/* Moves up to @want objects from the slabs of @n into @out: how many. */
static unsigned int slabs_take(struct kmem_cache *c, struct slab_node *n, void **out,
			       unsigned int want) __must_hold(&n->lock)
{
	unsigned int got = 0;

	while (got < want) {
		struct page *slab;

		if (!list_empty(&n->partial)) {
			slab = list_first_entry(&n->partial, struct page, slab_list);
		} else if (!list_empty(&n->empty)) {
			slab = list_first_entry(&n->empty, struct page, slab_list);
			list_move(&slab->slab_list, &n->partial);
			n->nr_empty--;
		} else {
			break;
		}
		while (got < want && slab->freelist) {
			void *obj = slab->freelist;

			slab->freelist = link_get(c, slab, obj);
			slab->inuse++;
			out[got++] = obj;
		}
		if (!slab->freelist)
			list_move(&slab->slab_list, &n->full);
	}
	n->nr_out += got;
	return got;
}

/* Puts one object back; a slab to give up goes to @dead. */
static void slab_put(struct kmem_cache *c, struct slab_node *n, struct page *slab, void *obj,
		     struct list_head *dead) __must_hold(&n->lock)
{
	assertf(slab->freelist != obj && slab->inuse, "slab %s: %p freed twice", c->name, obj);
	if (!slab->freelist)
		list_move(&slab->slab_list, &n->partial);
	link_set(c, obj, slab->freelist);
	slab->freelist = obj;
	n->nr_out--;
	if (--slab->inuse)
		return;
	if (n->nr_empty >= KEEP_EMPTY) {
		list_move(&slab->slab_list, dead);
		n->nr_slabs--;
	} else {
		list_move(&slab->slab_list, &n->empty);
		n->nr_empty++;
	}
}

/* Puts @count objects back into their slabs, each under its node's lock.  Interrupts off. */
__no_lock_analysis /* which lock is held changes with the object */
	static void
	slabs_return(struct kmem_cache *c, void **objs, unsigned int count, struct list_head *dead)
{
	struct slab_node *held = NULL;

	for (unsigned int i = 0; i < count; i++) {
		struct page *slab = compound_head(virt_to_page(objs[i]));
		struct slab_node *n = node_of(c, slab);

		if (n != held) {
			if (held)
				spin_unlock(&held->lock);
			spin_lock(&n->lock);
			held = n;
		}
		slab_put(c, n, slab, objs[i], dead);
	}
	if (held)
		spin_unlock(&held->lock);
}

static void slabs_destroy_list(struct kmem_cache *c, struct list_head *dead)
{
	struct page *slab, *tmp;

	list_for_each_entry_safe (slab, tmp, dead, slab_list) {
		list_del(&slab->slab_list);
		slab_destroy(c, slab);
	}
}

static unsigned int node_take(struct kmem_cache *c, int nid, void **out, unsigned int want)
{
	struct slab_node *n = &c->nodes[nid];
	unsigned long flags;
	unsigned int got;

	spin_lock_irqsave(&n->lock, flags);
	got = slabs_take(c, n, out, want);
	spin_unlock_irqrestore(&n->lock, flags);
	return got;
}

/* --- magazines --- */

/* The slabs of this CPU's node had nothing, and there are no new pages: whoever has some. */
static void *take_anywhere(struct kmem_cache *c)
{
	void *obj = NULL;

	for (int nid = 0; nid < nr_nodes && !obj; nid++)
		(void)node_take(c, nid, &obj, 1);
	return obj;
}

/* Interrupts off on entry and exit; may enable them in between if @gfp may sleep. */
static void *__noinline refill_and_alloc(struct kmem_cache *c, gfp_t gfp, unsigned long irqflags)
{
	for (;;) {
		struct magazine *mag = c->mag[smp_processor_id()];
		struct page *slab;
		void *one;

		if (mag && mag->avail) /* we slept, and another filled it */
			return mag->objs[--mag->avail];
		if (mag) {
			mag->avail = node_take(c, numa_node_id(), mag->objs, mag->batch);
			if (mag->avail)
				return mag->objs[--mag->avail];
		} else if (node_take(c, numa_node_id(), &one, 1)) {
			return one;
		}
		local_irq_restore(irqflags);
		slab = slab_create(c, gfp, -1);
		if (slab)
			slab_add(c, slab);
		local_irq_disable();
		if (!slab)
			return take_anywhere(c);
		if (nr_nodes > 1 && page_to_nid(slab) != numa_node_id()) {
			one = take_anywhere(c); /* the fallback gave another node's pages */
			if (one)
				return one;
		}
	}
}

/* What a fresh object goes through before it is the caller's. */
static __always_inline void *prep_object(struct kmem_cache *c, void *obj, gfp_t gfp, size_t size,
					 const void *caller)
{
	slab_debug_alloc(c, obj, caller);
	kasan_slab_alloc(c, obj, size);
	if (unlikely(gfp & __GFP_ZERO))
		memset(obj, 0, c->object_size);
	return obj;
}

static __always_inline void *slab_alloc(struct kmem_cache *c, gfp_t gfp, size_t size,
					const void *caller)
{
	struct magazine *mag;
	unsigned long flags;
	void *obj;

	if (unlikely(should_failslab(size, gfp)))
		return NULL;
	local_irq_save(flags);
	mag = c->mag[smp_processor_id()];
	if (likely(mag && mag->avail))
		obj = mag->objs[--mag->avail];
	else
		obj = refill_and_alloc(c, gfp, flags);
	local_irq_restore(flags);
	if (unlikely(!obj))
		return NULL;
	return prep_object(c, obj, gfp, size, caller);
}

static void __noinline relieve_and_free(struct kmem_cache *c, struct magazine *mag, void *obj)
{
	LIST_HEAD(dead);

	if (mag) {
		slabs_return(c, mag->objs, mag->batch, &dead); /* the coldest */
		mag->avail -= mag->batch;
		memmove(mag->objs, mag->objs + mag->batch, mag->avail * sizeof(void *));
		mag->objs[mag->avail++] = obj;
	} else {
		slabs_return(c, &obj, 1, &dead);
	}
	slabs_destroy_list(c, &dead);
}

static void __noinline __cold double_free(const struct kmem_cache *c, const void *obj)
{
	panic("slab %s: %p freed twice", c->name, obj);
}

static __always_inline void magazine_push(struct kmem_cache *c, void *obj)
{
	struct magazine *mag;
	unsigned long flags;

	local_irq_save(flags);
	mag = c->mag[smp_processor_id()];
	if (likely(mag && mag->avail < mag->limit)) {
		if (unlikely(mag->objs[(long)mag->avail - 1] == obj))
			double_free(c, obj);
		mag->objs[mag->avail++] = obj;
	} else {
		relieve_and_free(c, mag, obj);
	}
	local_irq_restore(flags);
}

static __always_inline void slab_free(struct kmem_cache *c, void *obj, const void *caller)
{
	if (kasan_slab_free(c, obj, caller))
		return;
	slab_debug_free(c, obj, caller);
	magazine_push(c, obj);
}

void slab_free_now(struct kmem_cache *c, void *obj)
{
	slab_debug_free(c, obj, NULL);
	magazine_push(c, obj);
}

void *__kmem_cache_alloc(struct kmem_cache *c, gfp_t gfp, size_t size, const void *caller)
{
	return slab_alloc(c, gfp, size, caller);
}

void __kmem_cache_free(struct kmem_cache *c, void *obj, const void *caller)
{
	slab_free(c, obj, caller);
}

void *kmem_cache_alloc(struct kmem_cache *c, gfp_t gfp)
{
	return slab_alloc(c, gfp, c->object_size, __builtin_return_address(0));
}

/* An object of that node's memory if it has any; past the magazines, which are of mixed nodes. */
void *kmem_cache_alloc_node(struct kmem_cache *c, gfp_t gfp, int nid)
{
	struct page *slab;
	void *obj;

	if (nr_nodes == 1 || nid < 0 || nid >= nr_nodes)
		return slab_alloc(c, gfp, c->object_size, __builtin_return_address(0));
	if (unlikely(should_failslab(c->object_size, gfp)))
		return NULL;
	while (!node_take(c, nid, &obj, 1)) {
		slab = slab_create(c, gfp, nid);
		if (slab)
			slab_add(c, slab);
		if (slab && page_to_nid(slab) == nid)
			continue;
		if (gfp & __GFP_THISNODE)
			return NULL;
		return slab_alloc(c, gfp, c->object_size, __builtin_return_address(0));
	}
	return prep_object(c, obj, gfp, c->object_size, __builtin_return_address(0));
}

void kmem_cache_free(struct kmem_cache *c, void *p)
{
	if (!p)
		return;
	debug_assert(compound_head(virt_to_page(p))->slab_cache == c);
	slab_free(c, p, __builtin_return_address(0));
}

/* What this CPU has, up to @n: how many. */
static size_t take_from_magazine(struct kmem_cache *c, size_t n, void **p)
{
	struct magazine *mag;
	unsigned long flags;

	local_irq_save(flags);
	mag = c->mag[smp_processor_id()];
	n = mag ? min(n, (size_t)mag->avail) : 0;
	for (size_t i = 0; i < n; i++)
		p[i] = mag->objs[--mag->avail];
	local_irq_restore(flags);
	return n;
}

int kmem_cache_alloc_bulk(struct kmem_cache *c, gfp_t gfp, size_t n, void **p)
{
	const void *caller = __builtin_return_address(0);
	size_t have;

	if (unlikely(should_failslab(n * c->object_size, gfp)))
		return 0;
	have = take_from_magazine(c, n, p);
	for (size_t i = 0; i < n; i++) {
		p[i] = i < have ? prep_object(c, p[i], gfp, c->object_size, caller)
				: slab_alloc(c, gfp, c->object_size, caller);
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
		slabs_return(c, mag->objs, mag->avail, &dead);
		mag->avail = 0;
	}
	local_irq_restore(flags);
	slabs_destroy_list(c, &dead);
}

int kmem_cache_shrink(struct kmem_cache *c)
{
	unsigned long flags, left = 0;
	LIST_HEAD(dead);

	kasan_quarantine_drain(c);
	flush_magazine(c);
	if (num_online_cpus() > 1 && !irqs_disabled())
		smp_call_function_mask(cpu_online_mask, flush_magazine, c);
	for (int nid = 0; nid < nr_nodes; nid++) {
		struct slab_node *n = &c->nodes[nid];

		spin_lock_irqsave(&n->lock, flags);
		list_splice_init(&n->empty, &dead);
		n->nr_slabs -= n->nr_empty;
		n->nr_empty = 0;
		left += n->nr_slabs;
		spin_unlock_irqrestore(&n->lock, flags);
	}
	slabs_destroy_list(c, &dead);
	return left ? 1 : 0;
}

struct slab_sums slab_sum(const struct kmem_cache *c)
{
	struct slab_sums s = {0};

	for (int nid = 0; nid < nr_nodes; nid++) {
		s.slabs += READ_ONCE(c->nodes[nid].nr_slabs);
		s.empty += READ_ONCE(c->nodes[nid].nr_empty);
		s.out += READ_ONCE(c->nodes[nid].nr_out);
	}
	return s;
}
