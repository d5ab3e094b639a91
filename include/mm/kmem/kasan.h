/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/kasan.h - what the allocators tell KASAN (make KASAN=1); nothing happens otherwise
 *
 * Theory
 *   One byte of shadow for 8 bytes of memory: 0 all may be used, 1..7 only the first so many,
 *   others none, and why.  The compiler asks before each access.  mm/kmem/kasan.c.
 *
 * Context: any.
 */
#pragma once

#include "base/types.h"
#include "mm/phys/gfp.h"

struct kmem_cache;
struct page;

enum kasan_shadow {
	KASAN_PAGE_FREE = 0xff,
	KASAN_PAGE_REDZONE = 0xfe,
	KASAN_SLAB_REDZONE = 0xfc,
	KASAN_SLAB_FREE = 0xfb,
	KASAN_GLOBAL_REDZONE = 0xf9,
	KASAN_VMALLOC_INVALID = 0xf8,
	KASAN_STACK_LEFT = 0xf1,
	KASAN_STACK_MID = 0xf2,
	KASAN_STACK_RIGHT = 0xf3,
	KASAN_USE_AFTER_SCOPE = 0xf8,
	KASAN_ALLOCA_LEFT = 0xca,
	KASAN_ALLOCA_RIGHT = 0xcb,
};

/* What the last report said; for tests. */
struct kasan_report {
	unsigned int count; /* since kasan_expect_begin() */
	const char *kind;   /* "use-after-free" ... of the last one */
	const void *addr;
	size_t size;
	bool is_write;
};

#ifdef CONFIG_KASAN
/* [p, p + n): @p aligned to 8; the last byte of shadow is exact. */
void kasan_poison(const void *p, size_t n, enum kasan_shadow why);
void kasan_unpoison(const void *p, size_t n);
/* Shadow for [va, va + n) of the vmalloc area, which can be used until kasan_poison_vmalloc().
 * 0 or -ENOMEM; may sleep as @gfp says. */
int kasan_populate_vmalloc(unsigned long va, size_t n, gfp_t gfp);
void kasan_poison_vmalloc(unsigned long va, size_t n);
void kasan_init(void); /* boot: shadow is there, checks begin */
/* Gives back what was freed and is kept to catch late uses: of @c, or all of it. */
void kasan_quarantine_drain(struct kmem_cache *c);
/* Reports of bugs nobody planted, since boot. */
unsigned int kasan_reports(void);
/* Around a planted bug: its report is kept for the test and not counted. */
void kasan_expect_begin(void);
struct kasan_report kasan_expect_end(void);
#else
static inline void kasan_unpoison(const void *p, size_t n)
{
	(void)p;
	(void)n;
}
static inline int kasan_populate_vmalloc(unsigned long va, size_t n, gfp_t gfp)
{
	(void)va;
	(void)n;
	(void)gfp;
	return 0;
}
static inline void kasan_poison_vmalloc(unsigned long va, size_t n)
{
	(void)va;
	(void)n;
}
static inline void kasan_init(void)
{
}
static inline void kasan_quarantine_drain(struct kmem_cache *c)
{
	(void)c;
}
static inline unsigned int kasan_reports(void)
{
	return 0;
}
#endif
