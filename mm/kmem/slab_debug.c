/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/slab_debug.c - red zones, poison and owners; debug builds only
 *
 * Theory
 *   A slot is: 8 bytes of red zone, the object rounded up to 8, and struct slab_tail: a red zone
 *   again and the call chains that allocated and freed it last.  Red zones say whether the object
 *   is in use; so a second free, a free of something that is no object or of another cache, and
 *   writes past either end are found when it is freed or allocated.  Free objects are filled with
 *   0x6b (0xa5 last), except where their contents must survive; the first word holds the free
 *   list's link and is not checked.  Fresh ones hold 0x5a.
 *
 *   A pointer read from a freed object is 0x6b6b6b6b6b6b6b6b, which is no address: using it traps,
 *   and the fault's registers show why.
 */
#include "slab.h"

#include "base/bits.h"
#include "kernel/base/panic.h"
#include "lib/string.h"
#include "mm/kmem/stackdepot.h"

#define RED_ACTIVE   0xcccccccccccccccaULL
#define RED_INACTIVE 0xbbbbbbbbbbbbbbbaULL
#define POISON_FREE  0x6b
#define POISON_END   0xa5
#define POISON_FRESH 0x5a

extern u32 kmemleak_scans; /* kmemleak.c */

unsigned int slab_debug_layout(struct kmem_cache *c, unsigned int size)
{
	c->offset = max(8U, c->align);
	c->tail = size;
	return c->offset + size + (unsigned int)sizeof(struct slab_tail);
}

static u64 *red_before(const void *obj)
{
	return (u64 *)obj - 1;
}

static void set_red(const struct kmem_cache *c, void *obj, u64 value)
{
	*red_before(obj) = value;
	slab_tail_of(c, obj)->red = value;
}

bool slab_debug_in_use(const struct kmem_cache *c, const void *obj)
{
	return *red_before(obj) == RED_ACTIVE && slab_tail_of(c, obj)->red == RED_ACTIVE;
}

static void fill_free(const struct kmem_cache *c, void *obj)
{
	if (keeps_contents(c))
		return;
	memset(obj, POISON_FREE, c->object_size - 1);
	((u8 *)obj)[c->object_size - 1] = POISON_END;
}

static void __cold slab_bug(const struct kmem_cache *c, void *obj, const char *what,
			    const void *where)
{
	struct slab_tail *t = slab_tail_of(c, obj);

	pr_emerg("BUG %s: %s: object %p (%u bytes), at %pS; red zones %#llx %#llx\n", c->name, what,
		 obj, c->object_size, where, *red_before(obj), t->red);
	if (t->alloc_stack) {
		pr_emerg("Allocated by %.16s/%d:\n", t->comm, t->alloc_pid);
		stack_depot_print(t->alloc_stack);
	}
	if (t->free_stack) {
		pr_emerg("Last freed by pid %d:\n", t->free_pid);
		stack_depot_print(t->free_stack);
	}
	panic("slab %s: %s: object %p", c->name, what, obj);
}

void slab_debug_init_object(const struct kmem_cache *c, void *obj)
{
	memset(slab_tail_of(c, obj), 0, sizeof(struct slab_tail));
	set_red(c, obj, RED_INACTIVE);
	fill_free(c, obj);
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
	struct panic_task who = {.comm = "swapper"};
	struct slab_tail *t = slab_tail_of(c, obj);
	size_t n;

	if (*red_before(obj) != RED_INACTIVE || t->red != RED_INACTIVE)
		slab_bug(c, obj, "red zone of a free object overwritten", caller);
	check_poison(c, obj, caller);
	if (panic_task_hook)
		panic_task_hook(&who);
	t->alloc_stack = stack_depot_save_here(1);
	t->alloc_pid = who.pid;
	n = strnlen(who.comm, sizeof(t->comm) - 1);
	memcpy(t->comm, who.comm, n); /* not strscpy(), in which KASAN sees a red zone */
	t->comm[n] = '\0';
	t->mark = 0;
	t->born = READ_ONCE(kmemleak_scans);
	t->not_leak = t->no_scan = false;
	if (!keeps_contents(c))
		memset(obj, POISON_FRESH, c->object_size);
	set_red(c, obj, RED_ACTIVE);
}

void slab_debug_free(const struct kmem_cache *c, void *obj, const void *caller)
{
	struct page *slab = compound_head(virt_to_page(obj));
	struct panic_task who = {.pid = 0};

	assertf(PageSlab(slab) && slab->slab_cache == c, "slab %s: %p freed to the wrong cache",
		c->name, obj);
	assertf(slab_object_near(c, slab, obj) == obj,
		"slab %s: %p freed, which is inside an object", c->name, obj);
	if (*red_before(obj) == RED_INACTIVE && slab_tail_of(c, obj)->red == RED_INACTIVE)
		slab_bug(c, obj, "freed twice", caller);
	if (!slab_debug_in_use(c, obj))
		slab_bug(c, obj, "written past its end or before its start", caller);
	set_red(c, obj, RED_INACTIVE);
	if (panic_task_hook)
		panic_task_hook(&who);
	slab_tail_of(c, obj)->free_stack = stack_depot_save_here(1);
	slab_tail_of(c, obj)->free_pid = who.pid;
	fill_free(c, obj);
}
