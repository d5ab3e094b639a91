/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/slab.h - the insides of a cache, between slab.c, slab_debug.c and slab_common.c */
#pragma once

#include "arch/smp.h"
#include "kernel/sync/spinlock.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"

#define MAG_MAX 64 /* most objects a CPU keeps of one cache */

/* A CPU's own free objects: a stack.  [i]: the owning CPU with interrupts off. */
struct magazine {
	unsigned int avail; /* [i] */
	unsigned int limit; /* [c] */
	unsigned int batch; /* [c] moved at once */
	void *objs[];	    /* [i] */
};

/*
 * struct kmem_cache
 *
 * Lifetime: from kmem_cache_create to kmem_cache_destroy; the boot caches live for ever.
 * Key: c const after creation, l list_lock, i owning CPU with interrupts off, m cache_mutex
 */
struct kmem_cache {
	struct magazine *mag[NR_CPUS];	  /* [i] */
	unsigned int object_size;	  /* [c] what the caller asked for */
	unsigned int size;		  /* [c] with padding and debug words */
	unsigned int offset;		  /* [c] of the object in its slot (red zone before it) */
	unsigned int align;		  /* [c] */
	unsigned int flags;		  /* [c] SLAB_* */
	unsigned int order;		  /* [c] pages of a slab, log2 */
	unsigned int objects;		  /* [c] per slab */
	gfp_t gfp;			  /* [c] added to each page request */
	void (*ctor)(void *obj);	  /* [c] */
	const char *name;		  /* [c] own copy */
	spinlock_t list_lock;		  /*     RANK_SLAB, irq-safe */
	struct list_head partial;	  /* [l] slabs with free and used objects */
	struct list_head full;		  /* [l] slabs without a free object */
	struct list_head empty;		  /* [l] slabs without a used object */
	unsigned long nr_slabs, nr_empty; /* [l] */
	unsigned long nr_out;		  /* [l] objects handed out of slabs (magazines included) */
	struct list_head caches;	  /* [m] */
};

extern struct list_head slab_caches; /* [cache_mutex] */
void slab_caches_lock(void);
void slab_caches_unlock(void);

/* First byte of slot @i of @slab. */
static inline char *slab_slot(const struct kmem_cache *c, const struct page *slab, unsigned int i)
{
	return (char *)page_to_virt(slab) + (size_t)i * c->size;
}

/* slab.c */
int cache_setup(struct kmem_cache *c, const char *name, unsigned int size, unsigned int align,
		unsigned int flags, void (*ctor)(void *obj));
void cache_teardown(struct kmem_cache *c);
size_t slab_magazine_size(const struct kmem_cache *c);
void slab_magazine_attach(struct kmem_cache *c, int cpu, void *mem);

/* kmalloc.c, slab_common.c */
void kmalloc_init(void);
void slab_cache_register(struct kmem_cache *c);

/* slab_debug.c: empty without CONFIG_DEBUG. */
#ifdef CONFIG_DEBUG
unsigned int slab_debug_layout(struct kmem_cache *c, unsigned int size);
void slab_debug_init_object(const struct kmem_cache *c, void *obj);
void slab_debug_alloc(const struct kmem_cache *c, void *obj, const void *caller);
void slab_debug_free(const struct kmem_cache *c, void *obj, const void *caller);
#else
static inline unsigned int slab_debug_layout(struct kmem_cache *c, unsigned int size)
{
	(void)c;
	return size;
}
static inline void slab_debug_init_object(const struct kmem_cache *c, void *obj)
{
	(void)c;
	(void)obj;
}
static inline void slab_debug_alloc(const struct kmem_cache *c, void *obj, const void *caller)
{
	(void)c;
	(void)obj;
	(void)caller;
}
static inline void slab_debug_free(const struct kmem_cache *c, void *obj, const void *caller)
{
	(void)c;
	(void)obj;
	(void)caller;
}
#endif
