/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/slab_debug.c - red zones, poison and owners; debug builds only
 *
 * Theory
 *   A slot is: 8 bytes of red zone, the object rounded up to 8, 8 bytes of red zone, two owners
 * (who allocated it, who freed it).  Red zones say whether the object is in use; so a second free,
 * a free of something that is no object, and writes past either end are found when it is freed or
 *   allocated.  Free objects are filled with 0x6b (0xa5 last), except where their contents must
 * survive; the first word holds the free list's link and is not checked.
 */
#include "slab.h"

#include "base/bits.h"
#include "kernel/base/panic.h"
#include "lib/string.h"

#define RED_ACTIVE   0xcccccccccccccccaULL
#define RED_INACTIVE 0xbbbbbbbbbbbbbbbaULL
#define POISON_FREE  0x6b
#define POISON_END   0xa5
#define POISON_FRESH 0x5a

struct slab_tail {
	u64 red;
	const void *alloc_ip, *free_ip;
};

unsigned int slab_debug_layout(struct kmem_cache *c, unsigned int size)
{
	c->offset = max(8U, c->align);
	return c->offset + size + (unsigned int)sizeof(struct slab_tail);
}

static u64 *red_before(void *obj)
{
	return (u64 *)obj - 1;
}

static struct slab_tail *tail_of(const struct kmem_cache *c, void *obj)
{
	bool link = c->ctor || (c->flags & SLAB_TYPESAFE_BY_RCU);

	return (struct slab_tail *)((char *)obj + ALIGN(c->object_size, 8) + (link ? 8 : 0));
}

static bool keeps_contents(const struct kmem_cache *c)
{
	return c->ctor || (c->flags & SLAB_TYPESAFE_BY_RCU);
}

static void set_red(const struct kmem_cache *c, void *obj, u64 value)
{
	*red_before(obj) = value;
	tail_of(c, obj)->red = value;
}

static void slab_bug(const struct kmem_cache *c, void *obj, const char *what, const void *where)
{
	struct slab_tail *t = tail_of(c, obj);

	panic("slab %s: %s: object %p (%u bytes), at %pS; allocated by %pS, last freed by %pS; "
	      "red zones %#llx %#llx",
	      c->name, what, obj, c->object_size, where, t->alloc_ip, t->free_ip, *red_before(obj),
	      t->red);
}

void slab_debug_init_object(const struct kmem_cache *c, void *obj)
{
	struct slab_tail *t = tail_of(c, obj);

	set_red(c, obj, RED_INACTIVE);
	t->alloc_ip = NULL;
	t->free_ip = NULL;
	if (!keeps_contents(c)) {
		memset(obj, POISON_FREE, c->object_size - 1);
		((u8 *)obj)[c->object_size - 1] = POISON_END;
	}
}

static void check_poison(const struct kmem_cache *c, void *obj, const void *caller)
{
	const u8 *p = obj;

	if (keeps_contents(c) || c->object_size <= 8)
		return;
	for (unsigned int i = 8; i < c->object_size - 1; i++) {
		if (p[i] != POISON_FREE)
			slab_bug(c, obj, "written after free", caller);
	}
	if (p[c->object_size - 1] != POISON_END)
		slab_bug(c, obj, "written after free", caller);
}

void slab_debug_alloc(const struct kmem_cache *c, void *obj, const void *caller)
{
	if (*red_before(obj) != RED_INACTIVE || tail_of(c, obj)->red != RED_INACTIVE)
		slab_bug(c, obj, "red zone of a free object overwritten", caller);
	check_poison(c, obj, caller);
	set_red(c, obj, RED_ACTIVE);
	tail_of(c, obj)->alloc_ip = caller;
	if (!keeps_contents(c))
		memset(obj, POISON_FRESH, c->object_size);
}

void slab_debug_free(const struct kmem_cache *c, void *obj, const void *caller)
{
	struct page *slab = compound_head(virt_to_page(obj));
	size_t off = (size_t)((char *)obj - (char *)page_to_virt(slab));

	assertf(PageSlab(slab) && slab->slab_cache == c, "slab %s: %p freed to the wrong cache",
		c->name, obj);
	assertf(off >= c->offset && (off - c->offset) % c->size == 0,
		"slab %s: %p freed, which is inside an object", c->name, obj);
	if (*red_before(obj) == RED_INACTIVE && tail_of(c, obj)->red == RED_INACTIVE)
		slab_bug(c, obj, "freed twice", caller);
	if (*red_before(obj) != RED_ACTIVE || tail_of(c, obj)->red != RED_ACTIVE)
		slab_bug(c, obj, "written past its end or before its start", caller);
	set_red(c, obj, RED_INACTIVE);
	tail_of(c, obj)->free_ip = caller;
	if (!keeps_contents(c)) {
		memset(obj, POISON_FREE, c->object_size - 1);
		((u8 *)obj)[c->object_size - 1] = POISON_END;
	}
}
