/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/kmalloc.c - kernel memory by size
 *
 * Theory
 *   Sizes up to 8 KiB are rounded up to one of thirteen caches (powers of two, and 96 and 192,
 * which many structures just fit); larger ones take a compound block of pages, up to 4 MiB. kfree()
 *   finds which it was from struct page.  What is lost inside an object is below a half, below a
 *   third for 65..96 and 129..192 bytes; a large block loses below a half too, which vmalloc (a
 *   page at most) and alloc_pages_exact() do not.
 *
 * Not here
 *   How a cache works: slab.c.
 */
#include "slab.h"

#include "base/bits.h"
#include "kernel/base/panic.h"
#include "kernel/sync/rcu.h"
#include "lib/string.h"
#include "mm/kmem/failslab.h"
#include "mm/kmem/kasan.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/mmzone.h"

#define KMALLOC_MAX_CACHE 8192

static const struct {
	const char *name;
	unsigned int size;
} kmalloc_sizes[] = {
	{"kmalloc-8", 8},     {"kmalloc-16", 16},   {"kmalloc-32", 32},	  {"kmalloc-64", 64},
	{"kmalloc-96", 96},   {"kmalloc-128", 128}, {"kmalloc-192", 192}, {"kmalloc-256", 256},
	{"kmalloc-512", 512}, {"kmalloc-1k", 1024}, {"kmalloc-2k", 2048}, {"kmalloc-4k", 4096},
	{"kmalloc-8k", 8192},
};

static struct kmem_cache kmalloc_caches[ARRAY_SIZE(kmalloc_sizes)];
/* Index of the cache for (size - 1) / 8, up to 192 bytes. */
static u8 small_index[24];

void kmalloc_init(void)
{
	unsigned int k = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(kmalloc_sizes); i++) {
		unsigned int size = kmalloc_sizes[i].size;

		if (cache_setup(&kmalloc_caches[i], kmalloc_sizes[i].name, size,
				is_power_of_2(size) ? size : 8, 0, NULL))
			panic("slab: cannot set up %s", kmalloc_sizes[i].name);
		slab_cache_register(&kmalloc_caches[i]);
		while (k < ARRAY_SIZE(small_index) && (k + 1) * 8 <= size)
			small_index[k++] = (u8)i;
	}
}

static inline struct kmem_cache *kmalloc_cache(size_t size)
{
	if (likely(size <= 192))
		return &kmalloc_caches[small_index[(size - 1) / 8]];
	return &kmalloc_caches[__fls(size - 1)]; /* 193..256 -> 7, 257..512 -> 8, ... */
}

static void *kmalloc_large(size_t size, gfp_t gfp, int nid)
{
	unsigned int order = (unsigned int)ilog2(roundup_pow_of_two(DIV_ROUND_UP(size, PAGE_SIZE)));
	struct page *page;

	if (size > KMALLOC_MAX_SIZE || should_failslab(size, gfp))
		return NULL;
	page = alloc_pages_node(nid, gfp | __GFP_COMP, order);
	if (!page)
		return NULL;
	mod_page_state(page, NR_SLAB_UNRECLAIMABLE, 1L << order);
	kasan_large_alloc(page_to_virt(page), size, PAGE_SIZE << order);
	return page_to_virt(page);
}

void *kmalloc_node(size_t size, gfp_t gfp, int nid)
{
	if (unlikely(size == 0))
		return NULL;
	if (unlikely(size > KMALLOC_MAX_CACHE))
		return kmalloc_large(size, gfp, nid);
	if (nid >= 0 && nr_nodes > 1)
		return kmem_cache_alloc_node(kmalloc_cache(size), gfp, nid);
	return __kmem_cache_alloc(kmalloc_cache(size), gfp, size, __builtin_return_address(0));
}

void *kmalloc(size_t size, gfp_t gfp)
{
	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE)) /* 0 too */
		return size ? kmalloc_large(size, gfp, -1) : NULL;
	return __kmem_cache_alloc(kmalloc_cache(size), gfp, size, __builtin_return_address(0));
}

static unsigned int large_order(const struct page *page)
{
	return PageHead(page) ? (unsigned int)page->order : 0;
}

void kfree(const void *p)
{
	struct page *page;

	if (!p)
		return;
	page = compound_head(virt_to_page(p));
	if (likely(PageSlab(page))) {
		__kmem_cache_free(page->slab_cache, (void *)p, __builtin_return_address(0));
		return;
	}
	assertf(page_to_virt(page) == p && !PageReserved(page) && page_ref_count(page) > 0,
		"kfree of %p, which is no object", p);
	mod_page_state(page, NR_SLAB_UNRECLAIMABLE, -(1L << large_order(page)));
	__free_pages(page, large_order(page));
}

/* Bytes behind @p, whoever may use them. */
static size_t room_of(const void *p)
{
	const struct page *page = compound_head(virt_to_page(p));

	return PageSlab(page) ? page->slab_cache->object_size : PAGE_SIZE << large_order(page);
}

/* From now on @size of the bytes at @p are in use. */
static void resize_in_place(const void *p, size_t size)
{
	const struct page *page = compound_head(virt_to_page(p));

	if (PageSlab(page))
		kasan_slab_resize(page->slab_cache, p, size);
	else
		kasan_large_alloc(p, size, room_of(p));
}

size_t ksize(const void *p)
{
	size_t room = p ? room_of(p) : 0;

	if (p) /* who asks may use it all */
		resize_in_place(p, room);
	return room;
}

void *krealloc(const void *p, size_t size, gfp_t gfp)
{
	size_t have = p ? room_of(p) : 0;
	void *new;

	if (!size) {
		kfree(p);
		return NULL;
	}
	if (p && have >= size) {
		resize_in_place(p, size);
		return (void *)p;
	}
	new = kmalloc(size, gfp);
	if (new &&p) {
		memcpy(new, p, have);
		kfree(p);
	}
	return new;
}

void kfree_sensitive(const void *p)
{
	if (!p)
		return;
	memset((void *)p, 0, room_of(p));
	barrier(); /* the stores are wanted though nobody reads them */
	kfree(p);
}

/* The member is somewhere inside the object: its slot tells where the object begins. */
static void kfree_rcu_member(struct rcu_head *head)
{
	struct page *page = compound_head(virt_to_page(head));
	const struct kmem_cache *c = page->slab_cache;

	kfree(PageSlab(page) ? slab_object_near(c, page, head) : page_to_virt(page));
}

void kfree_rcu_cb(struct rcu_head *head, size_t offset)
{
	(void)offset;
	call_rcu(head, kfree_rcu_member);
}

void *kvmalloc(size_t size, gfp_t gfp)
{
	void *p = NULL;

	if (size <= KMALLOC_MAX_CACHE)
		return kmalloc(size, gfp);
	if (size <= KMALLOC_MAX_SIZE)
		p = kmalloc(size, gfp | __GFP_NORETRY | __GFP_NOWARN);
	if (p || !gfpflags_allow_blocking(gfp))
		return p;
	return gfp & __GFP_ZERO ? vzalloc(size) : vmalloc(size);
}

void kvfree(const void *p)
{
	if (is_vmalloc_addr(p))
		vfree(p);
	else
		kfree(p);
}
