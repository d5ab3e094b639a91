/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/kasan_slab.c - objects of slabs under KASAN: red zones, who had them, the quarantine
 *
 * Theory
 *   Behind each object lie 16 bytes that say by which call chains it was allocated and freed; they
 *   and what else is not the object's are poisoned.  A freed object does not go back to its slab:
 *   it stays poisoned in the quarantine, a queue linked through the objects' first words, until
 *   newer ones push it out (1/32 of RAM), its cache is shrunk, or memory is short.  Objects of
 *   SLAB_TYPESAFE_BY_RCU caches may be looked at after they were freed, so they are left alone.
 *
 * Locks
 *   quarantine_lock (RANK_LEAF, irqs off): the queue.  Objects are given back with it dropped.
 */
#include "kasan_private.h"
#include "slab.h"

#include "kernel/base/panic.h"
#include "lib/string.h"
#include "mm/kmem/stackdepot.h"

#define MIN_REDZONE	 16U
#define QUARANTINE_SHARE 32 /* of RAM */
#define DRAIN_BATCH	 16

struct kasan_meta {
	u32 alloc_stack, free_stack;
	int alloc_pid, free_pid;
};

/* Lies in the first word of an object in the quarantine. */
struct queued {
	struct queued *next;
};

static DEFINE_SPINLOCK(quarantine_lock, RANK_LEAF);
static struct queued *oldest, **newest = &oldest; /* [quarantine_lock] */
static size_t quarantine_bytes;			  /* [quarantine_lock] */

unsigned int kasan_layout(struct kmem_cache *c, unsigned int size)
{
	BUILD_BUG_ON(sizeof(struct kasan_meta) < MIN_REDZONE);
	c->kasan_meta = size - c->offset;
	return size + (unsigned int)sizeof(struct kasan_meta);
}

static struct kasan_meta *meta_of(const struct kmem_cache *c, const void *obj)
{
	return (struct kasan_meta *)((char *)obj + c->kasan_meta);
}

static int running_pid(void)
{
	struct panic_task t = {.pid = 0};

	if (panic_task_hook)
		panic_task_hook(&t);
	return t.pid;
}

void kasan_poison_slab(struct kmem_cache *c, struct page *slab)
{
	kasan_poison(page_to_virt(slab), PAGE_SIZE << c->order, KASAN_SLAB_REDZONE);
	for (unsigned int i = 0; i < c->objects; i++)
		memset(meta_of(c, slab_object(c, slab, i)), 0, sizeof(struct kasan_meta));
}

void kasan_slab_ctor_begin(const struct kmem_cache *c, void *obj)
{
	kasan_unpoison(obj, c->object_size);
}

void kasan_slab_ctor_end(const struct kmem_cache *c, void *obj)
{
	kasan_poison(obj, c->object_size, KASAN_SLAB_REDZONE);
}

void kasan_slab_resize(const struct kmem_cache *c, const void *obj, size_t size)
{
	kasan_poison(obj, c->object_size, KASAN_SLAB_REDZONE);
	kasan_unpoison(obj, min(size, (size_t)c->object_size));
}

void kasan_slab_alloc(const struct kmem_cache *c, void *obj, size_t size)
{
	struct kasan_meta *m = meta_of(c, obj);

	m->alloc_stack = stack_depot_save_here(1);
	m->alloc_pid = running_pid();
	kasan_slab_resize(c, obj, size);
}

/* --- the quarantine --- */

static size_t quarantine_max(void)
{
	return totalram_pages() / QUARANTINE_SHARE << PAGE_SHIFT;
}

static struct kmem_cache *cache_of(const void *obj)
{
	return compound_head(virt_to_page(obj))->slab_cache;
}

static void enqueue(struct kmem_cache *c, void *obj)
{
	struct queued *q = obj;
	unsigned long flags;

	q->next = NULL;
	spin_lock_irqsave(&quarantine_lock, flags);
	*newest = q;
	newest = &q->next;
	quarantine_bytes += c->size;
	spin_unlock_irqrestore(&quarantine_lock, flags);
}

/* Takes up to DRAIN_BATCH objects of @c (NULL: of any) off the queue while more than @keep bytes
 * are in it. */
static unsigned int dequeue(struct kmem_cache *c, size_t keep, void **out)
{
	struct queued **link = &oldest;
	unsigned long flags;
	unsigned int n = 0;

	spin_lock_irqsave(&quarantine_lock, flags);
	while (*link && n < DRAIN_BATCH && quarantine_bytes > keep) {
		struct queued *q = *link;

		if (c && cache_of(q) != c) {
			link = &q->next;
			continue;
		}
		*link = q->next;
		if (newest == &q->next)
			newest = link;
		quarantine_bytes -= cache_of(q)->size;
		out[n++] = q;
	}
	spin_unlock_irqrestore(&quarantine_lock, flags);
	return n;
}

static void release_objects(void **objs, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct kmem_cache *c = cache_of(objs[i]);

		slab_free_now(c, objs[i]);
	}
}

void kasan_quarantine_drain(struct kmem_cache *c)
{
	void *objs[DRAIN_BATCH];
	unsigned int n;

	do {
		n = dequeue(c, 0, objs);
		release_objects(objs, n);
	} while (n);
}

/* --- freeing --- */

static bool is_object(const struct kmem_cache *c, const void *obj)
{
	const struct page *slab = compound_head(virt_to_page(obj));

	return PageSlab(slab) && slab->slab_cache == c && slab_object_near(c, slab, obj) == obj;
}

bool kasan_slab_free(struct kmem_cache *c, void *obj, const void *caller)
{
	void *objs[DRAIN_BATCH];
	struct kasan_meta *m;

	if (!is_object(c, obj)) {
		kasan_report_invalid_free(obj, (unsigned long)caller, "invalid-free");
		return true;
	}
	if (kasan_first_bad((unsigned long)obj, 1)) {
		kasan_report_invalid_free(obj, (unsigned long)caller, "double-free");
		return true;
	}
	m = meta_of(c, obj);
	m->free_stack = stack_depot_save_here(1);
	m->free_pid = running_pid();
	if (c->flags & SLAB_TYPESAFE_BY_RCU)
		return false;
	kasan_poison(obj, c->object_size, KASAN_SLAB_FREE);
	if (c->ctor)
		return false; /* its contents must survive: no link in it */
	enqueue(c, obj);
	release_objects(objs, dequeue(NULL, quarantine_max(), objs));
	return true;
}

void kasan_large_alloc(const void *p, size_t size, size_t room)
{
	kasan_poison(p, room, KASAN_PAGE_REDZONE);
	kasan_unpoison(p, size);
}

/* --- for reports --- */

static const char *side_of(const struct kmem_cache *c, const void *obj, unsigned long a,
			   unsigned long *distance)
{
	unsigned long start = (unsigned long)obj, end = start + c->object_size;

	*distance = a < start ? start - a : a >= end ? a - end : a - start;
	return a < start ? "to the left" : a >= end ? "to the right" : "inside";
}

void kasan_describe_object(unsigned long a)
{
	const struct page *slab = compound_head(virt_to_page((void *)a));
	const struct kmem_cache *c = slab->slab_cache;
	const void *obj = slab_object_near(c, slab, (void *)a);
	const struct kasan_meta *m = meta_of(c, obj);
	unsigned long distance;
	const char *side = side_of(c, obj, a, &distance);

	if (m->alloc_stack) {
		pr_err("Allocated by task %d:\n", m->alloc_pid);
		stack_depot_print(m->alloc_stack);
		pr_err("\n");
	}
	if (m->free_stack) {
		pr_err("Freed by task %d:\n", m->free_pid);
		stack_depot_print(m->free_stack);
		pr_err("\n");
	}
	pr_err("The buggy address belongs to the object at %016lx\n"
	       " which belongs to the cache %s of size %u\n",
	       (unsigned long)obj, c->name, c->object_size);
	pr_err("The buggy address is located %lu bytes %s of\n"
	       " %u-byte region [%016lx, %016lx)\n\n",
	       distance, side, c->object_size, (unsigned long)obj,
	       (unsigned long)obj + c->object_size);
}
