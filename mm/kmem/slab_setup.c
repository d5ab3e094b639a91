/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/slab_setup.c - how a cache lays out its slabs, and its end
 *
 * Theory
 *   A slot is, in this order: red zone (DEBUG=1), the object, the word of the free list if it must
 *   not lie in the object, the debug words (DEBUG=1), KASAN's words, padding to the alignment.  A
 *   slab is the smallest power of two pages that wastes at most an eighth of itself.
 *
 * Locks: none; nobody else knows the cache yet, or any more.
 */
#include "slab.h"

#include "arch/random.h"
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "kernel/sync/rcu.h"
#include "lib/list.h"
#include "mm/phys/mmzone.h"

#define MAX_SLAB_ORDER 3

/* The smallest order that wastes at most an eighth of the slab, and holds a few objects: two if
 * they are pages, of which there are few at a time. */
static void choose_order(struct kmem_cache *c)
{
	size_t few = c->size >= PAGE_SIZE ? 2 : 4;

	for (c->order = 0; c->order < MAX_SLAB_ORDER; c->order++) {
		size_t bytes = PAGE_SIZE << c->order;

		if (bytes / c->size >= few && bytes % c->size <= bytes / 8)
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
	mag->busy = 0;
	smp_store_release(&c->mag[cpu], mag);
}

size_t slab_magazine_size(const struct kmem_cache *c)
{
	return sizeof(struct magazine) + magazine_limit(c->size) * sizeof(void *);
}

static void init_node(struct slab_node *n)
{
	spin_lock_init(&n->lock, RANK_SLAB);
	INIT_LIST_HEAD(&n->partial);
	INIT_LIST_HEAD(&n->full);
	INIT_LIST_HEAD(&n->empty);
}

static size_t nodes_size(void)
{
	return (size_t)nr_nodes * sizeof(struct slab_node);
}

/* One node's lists lie in the cache itself. */
static int init_nodes(struct kmem_cache *c)
{
	c->nodes = &c->node0;
	init_node(&c->node0);
	if (nr_nodes == 1)
		return 0;
	c->nodes = alloc_pages_exact(nodes_size(), GFP_KERNEL | __GFP_ZERO);
	if (!c->nodes)
		return -1;
	for (int nid = 0; nid < nr_nodes; nid++)
		init_node(&c->nodes[nid]);
	return 0;
}

static unsigned long fresh_secret(const struct kmem_cache *c)
{
	u64 v;

	if (!arch_random_seed(&v))
		v = (arch_cycles() ^ (unsigned long)c) * 0x9e3779b97f4a7c15ULL;
	return v;
}

int cache_setup(struct kmem_cache *c, const char *name, unsigned int size, unsigned int align,
		unsigned int flags, void (*ctor)(void *obj))
{
	if (!size || size > PAGE_SIZE << MAX_SLAB_ORDER || align > PAGE_SIZE << MAX_SLAB_ORDER ||
	    (align && !is_power_of_2(align)))
		return -1;
	if (flags & SLAB_HWCACHE_ALIGN)
		align = max(align, size > 32 ? 64U : (unsigned int)roundup_pow_of_two(size));
	c->align = max(align, 8U);
	c->object_size = size;
	c->flags = flags;
	c->ctor = ctor;
	c->name = name;
	c->secret = fresh_secret(c);
	for (int cpu = 0; cpu < NR_CPUS; cpu++)
		c->mag[cpu] = &no_magazine;
	c->gfp = flags & SLAB_RECLAIM_ACCOUNT ? __GFP_RECLAIMABLE : 0;
	c->link = keeps_contents(c) ? ALIGN(size, 8) : 0;
	size = ALIGN(size, 8) + (c->link ? (unsigned int)sizeof(void *) : 0);
	size = kasan_layout(c, slab_debug_layout(c, size));
	c->size = ALIGN(max(size, 8U), c->align);
	choose_order(c);
	return c->objects ? init_nodes(c) : -1;
}

void cache_teardown(struct kmem_cache *c)
{
	if (c->flags & SLAB_TYPESAFE_BY_RCU)
		rcu_barrier();
	if (kmem_cache_shrink(c))
		pr_err("slab %s: destroyed with %lu objects in use\n", c->name, slab_sum(c).out);
	if (c->flags & SLAB_TYPESAFE_BY_RCU)
		rcu_barrier(); /* slabs on their way back look at the cache */
	if (c->nodes != &c->node0)
		free_pages_exact(c->nodes, nodes_size());
}
