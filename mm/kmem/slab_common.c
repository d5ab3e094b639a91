/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/slab_common.c - creating and destroying caches, shrinkers, /proc/slabinfo
 *
 * Theory
 *   All caches are on slab_caches in order of creation.  struct kmem_cache comes from a cache of
 *   its own; that first one and kmalloc's are static.  Magazines are ordinary kmalloc memory: a
 *   cache works without them (every operation then takes a node's lock), which is how the first
 *   ones come up.
 *
 * Locks
 *   cache_lock (RANK_VMALLOC): the lists.  A walker that drops it pins the cache it is at.
 */
#include "slab.h"

#include "arch/smp.h"
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "kernel/sync/rcu.h"
#include "lib/format.h"
#include "lib/list.h"
#include "lib/string.h"
#include "lib/xarray.h"
#include "mm/kmem/kasan.h"
#include "mm/kmem/kmemleak.h"

LIST_HEAD(slab_caches);
static DEFINE_SPINLOCK(cache_lock, RANK_VMALLOC);
static LIST_HEAD(shrinker_list);      /* [cache_lock]; grows only */
static struct kmem_cache cache_cache; /* of struct kmem_cache */
static bool magazines_on;	      /* [cache_lock] */

__no_lock_analysis void slab_caches_lock(void) /* held on return: the lock is this file's */
{
	spin_lock(&cache_lock);
}

__no_lock_analysis void slab_caches_unlock(void)
{
	spin_unlock(&cache_lock);
}

static void attach_magazine(struct kmem_cache *c, int cpu)
{
	void *mem;

	if (c->mag[cpu])
		return;
	mem = kmalloc(slab_magazine_size(c), GFP_NOWAIT | __GFP_NOWARN);
	if (!mem)
		return;
	kmemleak_no_scan(mem);
	slab_magazine_attach(c, cpu, mem);
}

void slab_cache_register(struct kmem_cache *c)
{
	int cpu;

	spin_lock(&cache_lock);
	list_add_tail(&c->caches, &slab_caches);
	spin_unlock(&cache_lock);
	if (!READ_ONCE(magazines_on))
		return;
	for_each_possible_cpu (cpu)
		attach_magazine(c, cpu);
}

void kmem_cache_init_cpu(int cpu)
{
	struct kmem_cache *c;

	list_for_each_entry (c, &slab_caches, caches)
		attach_magazine(c, cpu);
}

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     unsigned int flags, void (*ctor)(void *))
{
	struct kmem_cache *c = kmem_cache_zalloc(&cache_cache, GFP_KERNEL);
	char *copy = kstrdup(name, GFP_KERNEL);

	if (!c || !copy || cache_setup(c, copy, size, align, flags, ctor) != 0) {
		if (flags & SLAB_PANIC)
			panic("kmem_cache_create(%s): size %u, align %u", name, size, align);
		kfree(copy);
		kmem_cache_free(&cache_cache, c);
		return NULL;
	}
	slab_cache_register(c);
	return c;
}

struct kmem_cache *slab_next_cache(struct kmem_cache *c)
{
	struct list_head *next;
	struct kmem_cache *n = NULL;

	spin_lock(&cache_lock);
	next = c ? c->caches.next : slab_caches.next;
	if (next != &slab_caches) {
		n = list_entry(next, struct kmem_cache, caches);
		n->pins++;
	}
	if (c)
		c->pins--;
	spin_unlock(&cache_lock);
	return n;
}

/* Walkers never sleep while they are at a cache. */
static void unlist_cache(struct kmem_cache *c)
{
	spin_lock(&cache_lock);
	while (c->pins) {
		spin_unlock(&cache_lock);
		cpu_relax();
		spin_lock(&cache_lock);
	}
	list_del(&c->caches);
	spin_unlock(&cache_lock);
}

void kmem_cache_destroy(struct kmem_cache *c)
{
	if (!c)
		return;
	unlist_cache(c);
	cache_teardown(c);
	for (int cpu = 0; cpu < NR_CPUS; cpu++)
		kfree(c->mag[cpu]);
	kfree(c->name);
	kmem_cache_free(&cache_cache, c);
}

unsigned int kmem_cache_size(const struct kmem_cache *c)
{
	return c->object_size;
}

/* Nodes of every xarray.  Readers walk them under RCU, so freeing waits. */
static struct kmem_cache *xa_node_cache;

static void *xa_node_alloc(gfp_t gfp)
{
	return kmem_cache_zalloc(xa_node_cache, gfp);
}

static void xa_node_free_rcu(struct rcu_head *head)
{
	kmem_cache_free(xa_node_cache, container_of(head, struct xa_node, rcu));
}

static void xa_node_free(struct xa_node *node)
{
	call_rcu(&node->rcu, xa_node_free_rcu);
}

static const struct xa_alloc_ops xa_node_ops = {.alloc = xa_node_alloc, .free = xa_node_free};

void kmem_cache_init(void)
{
	if (cache_setup(&cache_cache, "kmem_cache", sizeof(struct kmem_cache), 8, 0, NULL))
		panic("slab: cannot set up the cache of caches");
	slab_cache_register(&cache_cache);
	kmalloc_init();
	xa_node_cache = KMEM_CACHE(xa_node, SLAB_PANIC | SLAB_RECLAIM_ACCOUNT);
	xa_set_alloc_ops(&xa_node_ops);
}

/* kmalloc works: magazines for the caches there are, on this CPU. */
void kmem_cache_init_late(void)
{
	WRITE_ONCE(magazines_on, true);
	kmem_cache_init_cpu(smp_processor_id());
}

/* --- giving memory back --- */

void register_shrinker(struct shrinker *s)
{
	spin_lock(&cache_lock);
	list_add_tail(&s->list, &shrinker_list);
	spin_unlock(&cache_lock);
}

unsigned long shrink_slab(unsigned long nr)
{
	unsigned long freed = 0;
	struct kmem_cache *c = NULL;
	struct shrinker *s;

	/* shrinkers stay, so their list may be walked without the lock */
	list_for_each_entry (s, &shrinker_list, list) {
		unsigned long have = s->count_objects(s);

		if (have)
			freed += s->scan_objects(s, min(nr, have));
	}
	kasan_quarantine_drain(NULL);
	while ((c = slab_next_cache(c))) {
		if (slab_sum(c).empty)
			kmem_cache_shrink(c);
	}
	return freed;
}

void kmem_cache_shrink_all(void)
{
	struct kmem_cache *c = NULL;

	while ((c = slab_next_cache(c)))
		kmem_cache_shrink(c);
}

/* --- /proc/slabinfo, version 2.1 --- */

static unsigned long objects_in_magazines(const struct kmem_cache *c)
{
	unsigned long n = 0;

	for (int cpu = 0; cpu < NR_CPUS; cpu++) {
		struct magazine *mag = smp_load_acquire(&c->mag[cpu]);

		if (mag)
			n += READ_ONCE(mag->avail);
	}
	return n;
}

void slabinfo_show(const struct seq_sink *s)
{
	struct kmem_cache *c;

	s->printf(s->ctx,
		  "slabinfo - version: 2.1\n"
		  "# name            <active_objs> <num_objs> <objsize> <objperslab> "
		  "<pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata "
		  "<active_slabs> <num_slabs> <sharedavail>\n");
	spin_lock(&cache_lock);
	list_for_each_entry (c, &slab_caches, caches) {
		unsigned long idle = objects_in_magazines(c);
		struct slab_sums sum = slab_sum(c);

		s->printf(s->ctx,
			  "%-17s %6lu %6lu %6u %4u %4d : tunables %4u %4u %4u : slabdata %6lu %6lu "
			  "%6u\n",
			  c->name, sum.out > idle ? sum.out - idle : 0, sum.slabs * c->objects,
			  c->size, c->objects, 1 << c->order, 0, 0, 0,
			  sum.slabs - min(sum.slabs, sum.empty), sum.slabs, 0);
	}
	spin_unlock(&cache_lock);
}

/* --- small helpers over kmalloc --- */

void *kmemdup(const void *p, size_t n, gfp_t gfp)
{
	void *copy = kmalloc(n, gfp);

	return copy ? memcpy(copy, p, n) : NULL;
}

char *kstrdup(const char *s, gfp_t gfp)
{
	return s ? kmemdup(s, strlen(s) + 1, gfp) : NULL;
}

char *kstrndup(const char *s, size_t max, gfp_t gfp)
{
	size_t n = strnlen(s, max);
	char *copy = kmalloc(n + 1, gfp);

	if (copy) {
		memcpy(copy, s, n);
		copy[n] = '\0';
	}
	return copy;
}

char *kasprintf(gfp_t gfp, const char *fmt, ...)
{
	__builtin_va_list ap;
	char *buf;
	int n;

	__builtin_va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	__builtin_va_end(ap);
	buf = kmalloc((size_t)n + 1, gfp);
	if (!buf)
		return NULL;
	__builtin_va_start(ap, fmt);
	vsnprintf(buf, (size_t)n + 1, fmt, ap);
	__builtin_va_end(ap);
	return buf;
}
