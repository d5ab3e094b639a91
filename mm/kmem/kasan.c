/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/kasan.c - the address sanitizer: what the compiler calls, and the shadow
 *
 * Theory
 *   KASAN=1 compiles the kernel with -fsanitize=kernel-address: before each load and store the
 *   compiler calls one of the __asan_ functions below, which look the address up in the shadow
 *   and report what may not be touched.  Locals that have their address taken get red zones that
 *   the functions themselves write; globals get theirs from __asan_register_globals(), called by
 *   constructors that kasan_init() runs.  memcpy, memmove and memset check their whole ranges;
 *   lib/string.c provides them as __memcpy etc. here.
 *
 * Not here
 *   Where the shadow lies: arch/x86_64/mm/kasan_init.c.  Objects of slabs and the quarantine:
 *   kasan_slab.c.  How a report reads: kasan_report.c.  None of these files is instrumented, nor
 *   is the slab allocator itself.
 *
 * Locks: none; shadow belongs to the owner of the memory.
 *
 * Sources: the ABI of gcc's and clang's AddressSanitizer; Linux Documentation/dev-tools/kasan.rst
 */
#include "kasan_private.h"

#include "arch/mmu.h"
#include "arch/thread.h"
#include "base/bits.h"
#include "base/err.h"
#include "base/kasan_checks.h"
#include "kernel/base/panic.h"
#include "lib/string.h"
#include "mm/phys/alloc.h"
#include "mm/phys/kasan_pages.h"

#define MAX_GLOBAL_SETS 1024

#define CALLER ((unsigned long)__builtin_return_address(0))

static bool kasan_ready;

/* --- the shadow --- */

static __always_inline bool byte_is_bad(unsigned long a)
{
	s8 s = (s8)*kasan_shadow(a);

	return unlikely(s) && (s < 0 || (s8)(a & 7) >= s);
}

unsigned long kasan_first_bad(unsigned long a, size_t n)
{
	unsigned long end = a + n;

	while (a < end) {
		s8 s = (s8)*kasan_shadow(a);

		if (s && byte_is_bad(a))
			return a;
		if (s && end > (a & ~7UL) + (unsigned long)s)
			return (a & ~7UL) + (unsigned long)s;
		a = (a & ~7UL) + 8;
	}
	return 0;
}

/* Sizes up to 16: the last byte's granule says all if the first is in it as well. */
static __always_inline bool small_is_bad(unsigned long a, size_t n)
{
	if (unlikely(!kasan_has_shadow(a)))
		return true;
	if (n == 1)
		return byte_is_bad(a);
	if (likely(n <= 8 && (a & 7) <= 8 - n))
		return byte_is_bad(a + n - 1);
	return kasan_first_bad(a, n) != 0;
}

static __always_inline bool check(unsigned long a, size_t n, bool is_write, unsigned long ip)
{
	if (unlikely(!READ_ONCE(kasan_ready)))
		return true;
	if (likely(!small_is_bad(a, n)))
		return true;
	kasan_report(a, n, is_write, ip);
	return false;
}

static __always_inline bool check_range(unsigned long a, size_t n, bool is_write, unsigned long ip)
{
	if (unlikely(!READ_ONCE(kasan_ready) || n == 0))
		return true;
	if (likely(kasan_has_shadow(a) && a + n >= a && !kasan_first_bad(a, n)))
		return true;
	kasan_report(a, n, is_write, ip);
	return false;
}

void kasan_poison(const void *p, size_t n, enum kasan_shadow why)
{
	unsigned long a = (unsigned long)p;

	if (READ_ONCE(kasan_ready))
		memset(kasan_shadow(a), (int)why, DIV_ROUND_UP(n, KASAN_GRANULE));
}

void kasan_unpoison(const void *p, size_t n)
{
	unsigned long a = (unsigned long)p;

	if (!READ_ONCE(kasan_ready))
		return;
	memset(kasan_shadow(a), 0, n / KASAN_GRANULE);
	if (n % KASAN_GRANULE)
		*kasan_shadow(a + n) = n % KASAN_GRANULE;
}

void kasan_alloc_pages(struct page *page, unsigned int order)
{
	kasan_unpoison(page_to_virt(page), PAGE_SIZE << order);
}

void kasan_free_pages(struct page *page, unsigned int order)
{
	kasan_poison(page_to_virt(page), PAGE_SIZE << order, KASAN_PAGE_FREE);
}

/* --- the vmalloc area: shadow pages are added as areas first reach them, and stay --- */

static int add_shadow_page(unsigned long va, gfp_t gfp)
{
	struct page *page;
	enum pg_level level;
	pgprot_t prot;
	paddr_t pa;
	int err;

	if (pg_lookup(init_pgd, va, &pa, &prot, &level) == 0)
		return 0;
	page = alloc_page(gfp);
	if (!page)
		return -ENOMEM;
	memset(page_to_virt(page), KASAN_VMALLOC_INVALID, PAGE_SIZE);
	err = pg_map(init_pgd, va, page_to_phys(page), PAGE_KERNEL, PG_LEVEL_4K);
	if (err)
		__free_page(page);
	return err == -EEXIST ? 0 : err; /* another CPU's area shares it */
}

int kasan_populate_vmalloc(unsigned long va, size_t n, gfp_t gfp)
{
	unsigned long last = (unsigned long)kasan_shadow(va + n - 1);

	for (unsigned long s = (unsigned long)kasan_shadow(va) & PAGE_MASK; s <= last;
	     s += PAGE_SIZE) {
		int err = add_shadow_page(s, gfp);

		if (err)
			return err;
	}
	kasan_unpoison((void *)va, n);
	return 0;
}

void kasan_poison_vmalloc(unsigned long va, size_t n)
{
	unsigned long s = (unsigned long)kasan_shadow(va),
		      end = (unsigned long)kasan_shadow(va + n);
	enum pg_level level;
	pgprot_t prot;
	paddr_t pa;

	while (s < end) {
		unsigned long stop = min((s & PAGE_MASK) + PAGE_SIZE, end);

		/* an area whose maker found no memory for its shadow has holes */
		if (pg_lookup(init_pgd, s, &pa, &prot, &level) == 0)
			memset((void *)s, KASAN_VMALLOC_INVALID, stop - s);
		s = stop;
	}
}

/* --- globals --- */

static struct {
	const struct kasan_global *globals;
	size_t n;
} global_sets[MAX_GLOBAL_SETS];
static unsigned int nr_global_sets; /* written at boot only */

void __asan_register_globals(const struct kasan_global *g, size_t n);
void __asan_unregister_globals(const struct kasan_global *g, size_t n);

void __asan_register_globals(const struct kasan_global *g, size_t n)
{
	if (nr_global_sets < MAX_GLOBAL_SETS) {
		global_sets[nr_global_sets].globals = g;
		global_sets[nr_global_sets++].n = n;
	}
	for (size_t i = 0; i < n; i++) {
		const char *end = (const char *)g[i].beg + ALIGN(g[i].size, KASAN_GRANULE);

		kasan_poison(end, g[i].size_with_redzone - ALIGN(g[i].size, KASAN_GRANULE),
			     KASAN_GLOBAL_REDZONE);
		kasan_unpoison(g[i].beg, g[i].size);
	}
}

void __asan_unregister_globals(const struct kasan_global *g, size_t n)
{
	(void)g; /* the image is never unloaded */
	(void)n;
}

const struct kasan_global *kasan_find_global(unsigned long a)
{
	for (unsigned int s = 0; s < nr_global_sets; s++) {
		for (size_t i = 0; i < global_sets[s].n; i++) {
			const struct kasan_global *g = &global_sets[s].globals[i];

			if (a - (unsigned long)g->beg < g->size_with_redzone)
				return g;
		}
	}
	return NULL;
}

extern void (*const __ctors_start[])(void), (*const __ctors_end[])(void);

void __init kasan_init(void)
{
	kasan_ready = true;
	for (void (*const *fn)(void) = __ctors_start; fn < __ctors_end; fn++)
		(*fn)();
	pr_info("kasan: KernelAddressSanitizer initialized\n");
}

/* --- what the compiler calls --- */

#define DEFINE_ASAN(n)                                                                             \
	void __asan_load##n##_noabort(unsigned long a);                                            \
	void __asan_load##n##_noabort(unsigned long a)                                             \
	{                                                                                          \
		check(a, n, false, CALLER);                                                        \
	}                                                                                          \
	void __asan_store##n##_noabort(unsigned long a);                                           \
	void __asan_store##n##_noabort(unsigned long a)                                            \
	{                                                                                          \
		check(a, n, true, CALLER);                                                         \
	}
DEFINE_ASAN(1)
DEFINE_ASAN(2)
DEFINE_ASAN(4)
DEFINE_ASAN(8)
DEFINE_ASAN(16)

void __asan_loadN_noabort(unsigned long a, size_t n);
void __asan_storeN_noabort(unsigned long a, size_t n);
void __asan_handle_no_return(void);
void __asan_alloca_poison(unsigned long a, size_t n);
void __asan_allocas_unpoison(unsigned long top, unsigned long bottom);
void __asan_poison_stack_memory(const void *p, size_t n);
void __asan_unpoison_stack_memory(const void *p, size_t n);

void __asan_loadN_noabort(unsigned long a, size_t n)
{
	check_range(a, n, false, CALLER);
}

void __asan_storeN_noabort(unsigned long a, size_t n)
{
	check_range(a, n, true, CALLER);
}

/* The frames above are left without their ends: nobody will take their red zones away. */
void __asan_handle_no_return(void)
{
	unsigned long sp = (unsigned long)__builtin_frame_address(0) & ~7UL;

	kasan_unpoison((void *)sp, PAGE_ALIGN(sp + 1) - sp);
}

void __asan_alloca_poison(unsigned long a, size_t n)
{
	size_t whole = n & ~(KASAN_GRANULE - 1);

	kasan_unpoison((void *)(a + whole), n - whole);
	kasan_poison((void *)(a - 32), 32, KASAN_ALLOCA_LEFT);
	kasan_poison((void *)(a + ALIGN(n, KASAN_GRANULE)), ALIGN(n, 32UL) + 32 - ALIGN(n, 8UL),
		     KASAN_ALLOCA_RIGHT);
}

void __asan_allocas_unpoison(unsigned long top, unsigned long bottom)
{
	if (top && top <= bottom)
		kasan_unpoison((void *)top, bottom - top);
}

void __asan_poison_stack_memory(const void *p, size_t n)
{
	kasan_poison(p, ALIGN(n, KASAN_GRANULE), KASAN_USE_AFTER_SCOPE);
}

void __asan_unpoison_stack_memory(const void *p, size_t n)
{
	kasan_unpoison(p, n);
}

#define DEFINE_SET_SHADOW(hex)                                                                     \
	void __asan_set_shadow_##hex(void *shadow, size_t n);                                      \
	void __asan_set_shadow_##hex(void *shadow, size_t n)                                       \
	{                                                                                          \
		memset(shadow, 0x##hex, n);                                                        \
	}
DEFINE_SET_SHADOW(00)
DEFINE_SET_SHADOW(f1)
DEFINE_SET_SHADOW(f2)
DEFINE_SET_SHADOW(f3)
DEFINE_SET_SHADOW(f5)
DEFINE_SET_SHADOW(f8)

/* --- memory functions, and memory that only assembly touches --- */

bool __kasan_check_read(const volatile void *p, size_t n)
{
	return check_range((unsigned long)p, n, false, CALLER);
}

bool __kasan_check_write(const volatile void *p, size_t n)
{
	return check_range((unsigned long)p, n, true, CALLER);
}

#undef memcpy
#undef memmove
#undef memset
void *memcpy(void *restrict d, const void *restrict s, size_t n);
void *memmove(void *d, const void *s, size_t n);
void *memset(void *d, int c, size_t n);
void *__asan_memcpy(void *d, const void *s, size_t n);
void *__asan_memmove(void *d, const void *s, size_t n);
void *__asan_memset(void *d, int c, size_t n);

void *memcpy(void *restrict d, const void *restrict s, size_t n)
{
	check_range((unsigned long)s, n, false, CALLER);
	check_range((unsigned long)d, n, true, CALLER);
	return __memcpy(d, s, n);
}

void *memmove(void *d, const void *s, size_t n)
{
	check_range((unsigned long)s, n, false, CALLER);
	check_range((unsigned long)d, n, true, CALLER);
	return __memmove(d, s, n);
}

void *memset(void *d, int c, size_t n)
{
	check_range((unsigned long)d, n, true, CALLER);
	return __memset(d, c, n);
}

/* clang's names for the same. */
void *__asan_memcpy(void *d, const void *s, size_t n)
{
	check_range((unsigned long)s, n, false, CALLER);
	check_range((unsigned long)d, n, true, CALLER);
	return __memcpy(d, s, n);
}

void *__asan_memmove(void *d, const void *s, size_t n)
{
	check_range((unsigned long)s, n, false, CALLER);
	check_range((unsigned long)d, n, true, CALLER);
	return __memmove(d, s, n);
}

void *__asan_memset(void *d, int c, size_t n)
{
	check_range((unsigned long)d, n, true, CALLER);
	return __memset(d, c, n);
}
