/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/kasan_private.h - between kasan.c, kasan_slab.c and kasan_report.c */
#pragma once

#include "arch/page.h"
#include "mm/kmem/kasan.h"

#define KASAN_GRANULE 8UL

/* The compiler's record of a global variable. */
struct kasan_global {
	const void *beg;
	size_t size, size_with_redzone;
	const char *name, *module;
	unsigned long has_dynamic_init;
	struct {
		const char *file;
		int line, column;
	} * location;
	unsigned long odr_indicator;
};

static inline u8 *kasan_shadow(unsigned long a)
{
	return (u8 *)((a >> 3) + KASAN_SHADOW_OFFSET);
}

/* Does the kernel half, and so shadow, begin below @a? */
static inline bool kasan_has_shadow(unsigned long a)
{
	return a >= PAGE_OFFSET;
}

/* First byte of [a, a + n) that may not be used; 0 if all may. */
unsigned long kasan_first_bad(unsigned long a, size_t n);
void kasan_report(unsigned long addr, size_t size, bool is_write, unsigned long ip);
void kasan_report_invalid_free(const void *p, unsigned long ip, const char *what);
/* The global variable that @a is in or near; NULL. */
const struct kasan_global *kasan_find_global(unsigned long a);
/* What is known of the slab object that @a is in or near. */
void kasan_describe_object(unsigned long a);
