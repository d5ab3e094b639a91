/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/slab.h - kernel objects: caches and kmalloc
 *
 * Context: as the gfp flags say.  Freed memory may be used by nobody; debug builds poison it.
 * kmalloc: naturally aligned for powers of two, 8 otherwise; up to KMALLOC_MAX_SIZE.
 */
#pragma once

#include "base/compiler.h"
#include "base/overflow.h"
#include "mm/phys/gfp.h"

struct kmem_cache;

#define SLAB_HWCACHE_ALIGN    0x00002000u
#define SLAB_PANIC	      0x00040000u
#define SLAB_TYPESAFE_BY_RCU  0x00080000u
#define SLAB_RECLAIM_ACCOUNT  0x00020000u
#define SLAB_POISON	      0x00000800u
#define SLAB_RED_ZONE	      0x00000400u
#define SLAB_STORE_USER	      0x00010000u
#define KMALLOC_MAX_SIZE      (4UL << 20)
#define ARCH_KMALLOC_MINALIGN 8

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     unsigned int flags, void (*ctor)(void *));
void kmem_cache_destroy(struct kmem_cache *c);
void *kmem_cache_alloc(struct kmem_cache *c, gfp_t gfp) __malloc;
static inline void *kmem_cache_zalloc(struct kmem_cache *c, gfp_t gfp)
{
	return kmem_cache_alloc(c, gfp | __GFP_ZERO);
}
void *kmem_cache_alloc_node(struct kmem_cache *c, gfp_t gfp, int nid) __malloc;
/* All @n or none: @n or 0. */
int kmem_cache_alloc_bulk(struct kmem_cache *c, gfp_t gfp, size_t n, void **p);
void kmem_cache_free(struct kmem_cache *c, void *p);
void kmem_cache_free_bulk(struct kmem_cache *c, size_t n, void **p);
/* 0: no slab is left.  Empties the magazines of all CPUs; not in interrupts. */
int kmem_cache_shrink(struct kmem_cache *c);
void kmem_cache_shrink_all(void); /* drop_caches, the last resort of reclaim */
unsigned int kmem_cache_size(const struct kmem_cache *c);
#define KMEM_CACHE(type, flags)                                                                    \
	kmem_cache_create(#type, sizeof(struct type), _Alignof(struct type), flags, NULL)

void *kmalloc(size_t size, gfp_t gfp) __malloc;
void *kmalloc_node(size_t size, gfp_t gfp, int nid) __malloc;
static inline void *kzalloc(size_t size, gfp_t gfp)
{
	return kmalloc(size, gfp | __GFP_ZERO);
}
static inline void *kmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	return kmalloc(size_mul(n, size), gfp);
}
static inline void *kcalloc(size_t n, size_t size, gfp_t gfp)
{
	return kmalloc(size_mul(n, size), gfp | __GFP_ZERO);
}
void *krealloc(const void *p, size_t size, gfp_t gfp);
void kfree(const void *p); /* NULL is fine */
void kfree_sensitive(const void *p);
#define kzfree(p) kfree_sensitive(p)
size_t ksize(const void *p);
char *kstrdup(const char *s, gfp_t gfp);
char *kstrndup(const char *s, size_t max, gfp_t gfp);
void *kmemdup(const void *p, size_t n, gfp_t gfp);
char *kasprintf(gfp_t gfp, const char *fmt, ...) __printf(2, 3);
/* After a grace period; the member is a struct rcu_head. */
void kfree_rcu_cb(struct rcu_head *head, size_t offset);
#define kfree_rcu(p, member) kfree_rcu_cb(&(p)->member, offsetof(__typeof__(*(p)), member))

/* kmalloc, or vmalloc if that is too large; kvfree frees either. */
void *kvmalloc(size_t size, gfp_t gfp) __malloc;
static inline void *kvzalloc(size_t size, gfp_t gfp)
{
	return kvmalloc(size, gfp | __GFP_ZERO);
}
void kvfree(const void *p);

struct seq_sink;
void slabinfo_show(const struct seq_sink *s);
void kmem_cache_init(void); /* boot: after page_alloc_init */
void kmem_cache_init_late(void);
void kmem_cache_init_cpu(int cpu); /* magazines of a CPU that will start */

/* Shrinkers: caches that can give memory back when asked. */
struct shrinker {
	unsigned long (*count_objects)(struct shrinker *s);
	unsigned long (*scan_objects)(struct shrinker *s, unsigned long nr); /* freed */
	struct list_head list;
};
void register_shrinker(struct shrinker *s);
unsigned long shrink_slab(unsigned long nr);
