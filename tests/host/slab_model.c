/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/slab_model.c - random operations on caches and kmalloc, against a model of live
 * objects
 *
 * Theory
 *   The model knows each live object: address, size, the byte it is filled with.  An object that
 *   is handed out must overlap no other (a map of the arena's 8-byte words says), must be aligned,
 *   zeroed or constructed as promised, and must still hold its bytes when it is freed, by whichever
 *   CPU.  At the end all is freed, the caches are shrunk, and the pages in use must be those of
 *   before.
 */
#include "slab_model.h"

#include "base/bits.h"
#include "kernel/base/panic.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"
#include "shim/slab.h"

enum { LIVE = 512, CACHES = 4, ARENA_WORDS = 4096 * 4096 / 8, BULK = 20 };

struct live {
	u8 *p;
	size_t size;
	u8 mark;
	int cache; /* -1: kmalloc */
};

static struct live live[LIVE];
static u8 taken[ARENA_WORDS / 8];
static struct kmem_cache *cache[CACHES];
static const unsigned int cache_size[CACHES] = {24, 100, 700, 64};
static u8 next_mark;

static void ctor(void *obj)
{
	memset(obj, 0xc7, 64);
}

void slab_model_boot(void)
{
	slab_host_init();
	kmem_cache_init();
	kmem_cache_init_late();
	for (int cpu = 1; cpu < SLAB_HOST_CPUS; cpu++)
		kmem_cache_init_cpu(cpu);
}

/* Marks the words of an object, all of which must be @was. */
static void flip_words(const struct live *l, bool was)
{
	unsigned long w = ((unsigned long)l->p - PAGE_OFFSET) / 8;

	for (size_t i = 0; i < DIV_ROUND_UP(l->size, 8); i++, w++) {
		if ((taken[w / 8] >> (w % 8) & 1) != was)
			panic("object %p of %zu bytes overlaps another", (void *)l->p, l->size);
		taken[w / 8] ^= (u8)(1u << (w % 8));
	}
}

static void check_bytes(const u8 *p, size_t n, u8 want, const char *what)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != want)
			panic("%s: byte %zu of %p is %02x, not %02x", what, i, (const void *)p,
			      p[i], want);
}

static void adopt(struct live *l, void *p, size_t size, int c, bool zeroed)
{
	*l = (struct live){p, size, ++next_mark, c};
	if ((unsigned long)p % 8)
		panic("%p is not aligned", p);
	flip_words(l, false);
	if (zeroed)
		check_bytes(p, size, 0, "zeroed");
	if (c == 3) {
		check_bytes(p, size, 0xc7, "constructed");
		return; /* and so it must be when it is freed */
	}
	memset(p, l->mark, size);
}

static void check_live(const struct live *l)
{
	check_bytes(l->p, l->size, l->cache == 3 ? 0xc7 : l->mark, "contents");
	flip_words(l, true);
}

static void give_back(struct live *l)
{
	check_live(l);
	if (l->cache < 0)
		kfree(l->p);
	else
		kmem_cache_free(cache[l->cache], l->p);
	l->p = NULL;
}

static void take(struct live *l, unsigned int what, unsigned int size)
{
	gfp_t gfp = GFP_KERNEL | (what & 8 && what % 5 != 4 ? __GFP_ZERO : 0);
	int c = (int)(what % 5) - 1;
	void *p;

	if (c >= 0) {
		size = cache_size[c];
		p = what & 16 ? kmem_cache_alloc_node(cache[c], gfp, what >> 5 & 1)
			      : kmem_cache_alloc(cache[c], gfp);
	} else {
		size = size % 4 ? size % 600 + 1 : size % 20000 + 1;
		p = kmalloc_node(size, gfp, what & 16 ? (int)(what >> 5 & 1) : -1);
		if (p && is_power_of_2(size) && size >= 8 && (unsigned long)p % size)
			panic("kmalloc(%u) is not aligned to its size", size);
	}
	if (p)
		adopt(l, p, size, c, gfp & __GFP_ZERO);
}

static void grow(struct live *l, unsigned int size)
{
	size_t have = l->size;
	u8 mark = l->mark;
	u8 *p;

	if (l->cache >= 0)
		return;
	check_live(l);
	p = krealloc(l->p, size + 1, GFP_KERNEL);
	if (!p) {
		flip_words(l, false); /* the old one is still there */
		return;
	}
	check_bytes(p, min(have, (size_t)size + 1), mark, "krealloc");
	adopt(l, p, size + 1, -1, false);
}

static void bulk(int c)
{
	void *p[BULK];

	if (kmem_cache_alloc_bulk(cache[c], GFP_KERNEL, BULK, p) != BULK)
		return;
	for (int i = 0; i < BULK; i++)
		for (int k = 0; k < i; k++)
			if (p[i] == p[k])
				panic("bulk: %p twice", p[i]);
	kmem_cache_free_bulk(cache[c], BULK, p);
}

static void step(unsigned int op, unsigned int a, unsigned int b)
{
	struct live *l = &live[a % LIVE];

	slab_host_cpu((int)(b % SLAB_HOST_CPUS));
	if (op < 10)
		l->p ? give_back(l) : take(l, b, a);
	else if (op == 10 && l->p)
		grow(l, b % 3000);
	else if (op == 11)
		bulk((int)(a % CACHES));
	else if (op == 12)
		(void)kmem_cache_shrink(cache[a % CACHES]);
	else if (op == 13)
		slab_host_grace();
	else if (op == 14)
		slab_host_fail_pages(b % 4 ? -1 : (long)(a % 8));
}

static void make_caches(void)
{
	slab_host_fail_pages(-1);
	slab_host_cpu(0);
	cache[0] = kmem_cache_create("model-24", 24, 0, 0, NULL);
	cache[1] = kmem_cache_create("model-100", 100, 32, SLAB_RECLAIM_ACCOUNT, NULL);
	cache[2] = kmem_cache_create("model-700", 700, 0, SLAB_HWCACHE_ALIGN, NULL);
	cache[3] = kmem_cache_create("model-ctor", 64, 0, SLAB_TYPESAFE_BY_RCU, ctor);
	for (int i = 0; i < CACHES; i++)
		assert(cache[i]);
}

void slab_model_run(slab_draw_fn draw, void *ctx)
{
	unsigned long before;
	unsigned int op, a, b;

	kmem_cache_shrink_all();
	before = slab_host_pages();
	make_caches();
	while (draw(ctx, 16, &op) && draw(ctx, 65536, &a) && draw(ctx, 65536, &b))
		step(op, a, b);
	slab_host_fail_pages(-1);
	for (int i = 0; i < LIVE; i++)
		if (live[i].p)
			give_back(&live[i]);
	for (int i = 0; i < CACHES; i++)
		kmem_cache_destroy(cache[i]);
	slab_host_grace();
	kmem_cache_shrink_all();
	if (slab_host_pages() != before)
		panic("%lu pages in use, %lu before", slab_host_pages(), before);
}
