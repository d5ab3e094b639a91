/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/kasan_pages.h - what the page allocator tells KASAN (make KASAN=1)
 *
 * Provided by mm/kmem/kasan.c.  Context: any.
 */
#pragma once

struct page;

#ifdef CONFIG_KASAN
void kasan_alloc_pages(struct page *page, unsigned int order); /* may be used */
void kasan_free_pages(struct page *page, unsigned int order);  /* may not */
#else
static inline void kasan_alloc_pages(struct page *page, unsigned int order)
{
	(void)page;
	(void)order;
}
static inline void kasan_free_pages(struct page *page, unsigned int order)
{
	(void)page;
	(void)order;
}
#endif
