/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/slab.h - the insides of a cache, between the files of the slab allocator */
#pragma once

#include "arch/smp.h"
#include "base/bits.h"
#include "kernel/sync/spinlock.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"

#define MAG_MAX 64 /* most objects a CPU keeps of one cache */

/* A CPU's own free objects: a stack.  [i]: the owning CPU with interrupts off. */
struct magazine {
	unsigned int avail; /* [i] */
	unsigned int limit; /* [c] */
	unsigned int batch; /* [c] moved at once */
	unsigned int zero;  /* [c] objs[-1] is no address */
	void *objs[];	    /* [i] */
};

/* The slabs of a cache whose pages are of one node.  [l]: lock */
struct slab_node {
	spinlock_t lock;		  /*     RANK_SLAB, irq-safe */
	struct list_head partial;	  /* [l] slabs with free and used objects */
	struct list_head full;		  /* [l] slabs without a free object */
	struct list_head empty;		  /* [l] slabs without a used object */
	unsigned long nr_slabs, nr_empty; /* [l] */
	unsigned long nr_out;		  /* [l] objects out of their slabs (magazines included) */
};

/*
 * struct kmem_cache
 *
 * Lifetime: from kmem_cache_create to kmem_cache_destroy; the boot caches live for ever.
 * Key: c const after creation, i owning CPU with interrupts off, m cache_lock
 */
struct kmem_cache {
	struct magazine *mag[NR_CPUS]; /* [i] */
	unsigned int object_size;      /* [c] what the caller asked for */
	unsigned int size;	       /* [c] with padding and debug words */
	unsigned int offset;	       /* [c] of the object in its slot (red zone before it) */
	unsigned int link;	       /* [c] of the free list's word in a free object */
	unsigned int tail;	       /* [c] of the debug words behind the object */
	unsigned int kasan_meta;       /* [c] of KASAN's words behind the object */
	unsigned int align;	       /* [c] */
	unsigned int flags;	       /* [c] SLAB_* */
	unsigned int order;	       /* [c] pages of a slab, log2 */
	unsigned int objects;	       /* [c] per slab */
	gfp_t gfp;		       /* [c] added to each page request */
	unsigned long secret;	       /* [c] for links of free lists */
	void (*ctor)(void *obj);       /* [c] */
	const char *name;	       /* [c] own copy */
	struct slab_node *nodes;       /* [c] by node number; &node0 if there is one node */
	struct slab_node node0;
	struct list_head caches; /* [m] */
	unsigned int pins;	 /* [m] walkers that are at this cache */
};

extern struct list_head slab_caches; /* [cache_lock] */
void slab_caches_lock(void);
void slab_caches_unlock(void);
/* The cache after @c (NULL: the first), pinned against destruction; @c is let go of. */
struct kmem_cache *slab_next_cache(struct kmem_cache *c);

static inline bool keeps_contents(const struct kmem_cache *c)
{
	return c->ctor || (c->flags & SLAB_TYPESAFE_BY_RCU);
}

/* First byte of slot @i of @slab. */
static inline char *slab_slot(const struct kmem_cache *c, const struct page *slab, unsigned int i)
{
	return (char *)page_to_virt(slab) + (size_t)i * c->size;
}

static inline void *slab_object(const struct kmem_cache *c, const struct page *slab, unsigned int i)
{
	return slab_slot(c, slab, i) + c->offset;
}

/* The object that has @p in it, or whose debug words or padding do. */
static inline void *slab_object_near(const struct kmem_cache *c, const struct page *slab,
				     const void *p)
{
	size_t off = (size_t)((const char *)p - (const char *)page_to_virt(slab));

	return slab_object(c, slab, min((unsigned int)(off / c->size), c->objects - 1));
}

/* slab.c */
int cache_setup(struct kmem_cache *c, const char *name, unsigned int size, unsigned int align,
		unsigned int flags, void (*ctor)(void *obj));
void cache_teardown(struct kmem_cache *c);
size_t slab_magazine_size(const struct kmem_cache *c);
void slab_magazine_attach(struct kmem_cache *c, int cpu, void *mem);
void *__kmem_cache_alloc(struct kmem_cache *c, gfp_t gfp, size_t size, const void *caller);
void __kmem_cache_free(struct kmem_cache *c, void *obj, const void *caller);
/* To its slab at once, past KASAN's quarantine. */
void slab_free_now(struct kmem_cache *c, void *obj);

/* kmalloc.c, slab_common.c */
void kmalloc_init(void);
void slab_cache_register(struct kmem_cache *c);

/* Numbers of a cache, over all nodes. */
struct slab_sums {
	unsigned long slabs, empty, out;
};
struct slab_sums slab_sum(const struct kmem_cache *c);

/* slab_debug.c: empty without CONFIG_DEBUG. */
#ifdef CONFIG_DEBUG
/* Debug words behind an object. */
struct slab_tail {
	u64 red;
	u32 alloc_stack, free_stack; /* stack depot */
	int alloc_pid, free_pid;
	char comm[16]; /* of who allocated it */
	/* kmemleak.c */
	u32 mark;	 /* last scan that reached it */
	u32 born;	 /* scan before which it was allocated */
	void *gray_next; /* reached, not searched yet */
	bool not_leak;	 /* never reported */
	bool no_scan;	 /* what it holds are no references */
};

static inline struct slab_tail *slab_tail_of(const struct kmem_cache *c, const void *obj)
{
	return (struct slab_tail *)((char *)obj + c->tail);
}

unsigned int slab_debug_layout(struct kmem_cache *c, unsigned int size);
void slab_debug_init_object(const struct kmem_cache *c, void *obj);
void slab_debug_alloc(const struct kmem_cache *c, void *obj, const void *caller);
void slab_debug_free(const struct kmem_cache *c, void *obj, const void *caller);
bool slab_debug_in_use(const struct kmem_cache *c, const void *obj);
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

/* kasan_slab.c: empty without CONFIG_KASAN. */
#ifdef CONFIG_KASAN
unsigned int kasan_layout(struct kmem_cache *c, unsigned int size);
void kasan_poison_slab(struct kmem_cache *c, struct page *slab);
void kasan_slab_ctor_begin(const struct kmem_cache *c, void *obj);
void kasan_slab_ctor_end(const struct kmem_cache *c, void *obj);
/* @size of the object's bytes are the user's. */
void kasan_slab_alloc(const struct kmem_cache *c, void *obj, size_t size);
void kasan_slab_resize(const struct kmem_cache *c, const void *obj, size_t size);
/* True: the object is kept (quarantine, or it was not to be freed). */
bool kasan_slab_free(struct kmem_cache *c, void *obj, const void *caller);
void kasan_large_alloc(const void *p, size_t size, size_t room);
#else
static inline unsigned int kasan_layout(struct kmem_cache *c, unsigned int size)
{
	(void)c;
	return size;
}
static inline void kasan_poison_slab(struct kmem_cache *c, struct page *slab)
{
	(void)c;
	(void)slab;
}
static inline void kasan_slab_ctor_begin(const struct kmem_cache *c, void *obj)
{
	(void)c;
	(void)obj;
}
static inline void kasan_slab_ctor_end(const struct kmem_cache *c, void *obj)
{
	(void)c;
	(void)obj;
}
static inline void kasan_slab_alloc(const struct kmem_cache *c, void *obj, size_t size)
{
	(void)c;
	(void)obj;
	(void)size;
}
static inline void kasan_slab_resize(const struct kmem_cache *c, const void *obj, size_t size)
{
	(void)c;
	(void)obj;
	(void)size;
}
static inline bool kasan_slab_free(struct kmem_cache *c, void *obj, const void *caller)
{
	(void)c;
	(void)obj;
	(void)caller;
	return false;
}
static inline void kasan_large_alloc(const void *p, size_t size, size_t room)
{
	(void)p;
	(void)size;
	(void)room;
}
#endif
