/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/compiler.h - attributes and small language helpers, the same on gcc and clang
 *
 * Lock annotations are clang's thread-safety attributes (checked by `make check`); gcc sees
 * nothing.  A lock or an opaque object is the capability: __must_hold(*mm).
 */
#pragma once

#define likely(x)	  __builtin_expect(!!(x), 1)
#define unlikely(x)	  __builtin_expect(!!(x), 0)
#define __must_check	  __attribute__((warn_unused_result))
#define __printf(f, a)	  __attribute__((format(printf, f, a)))
#define __packed	  __attribute__((packed))
#define __aligned(n)	  __attribute__((aligned(n)))
#define __section(s)	  __attribute__((section(s)))
#define __used		  __attribute__((used))
#define __maybe_unused	  __attribute__((unused))
#define __noreturn	  __attribute__((noreturn))
#define __weak		  __attribute__((weak))
#define __cold		  __attribute__((cold))
#define __noinline	  __attribute__((noinline))
#undef __always_inline	/* <linux/stddef.h> has a weaker one */
#define __always_inline	  inline __attribute__((always_inline))
#define __malloc	  __attribute__((malloc))
#define __pure_fn	  __attribute__((pure))
#define fallthrough	  __attribute__((fallthrough))
#define __cacheline_aligned __attribute__((aligned(64)))

/* For the first line of the log. */
#ifdef __clang__
#define COMPILER_NAME "clang " __clang_version__
#else
#define COMPILER_NAME "gcc " __VERSION__
#endif

#ifdef PITH_HOST
#define __init
#define __initdata
#define __ro_after_init
#else
/* Freed when boot is done; never called or read afterwards. */
#define __init	   __section(".init.text") __cold
#define __initdata __section(".init.data")
/* Written during boot only; the pages are read-only afterwards. */
#define __ro_after_init __section(".data..ro_after_init")
#endif

#if defined(__clang__) && !defined(PITH_HOST)
#define __user		    __attribute__((noderef, address_space(1)))
#define __lock_type(n)	    __attribute__((capability(n)))
#define __acquires(l)	    __attribute__((acquire_capability(l)))
#define __try_acquires(v, l) __attribute__((try_acquire_capability(v, l)))
#define __releases(l)	    __attribute__((release_capability(l)))
#define __must_hold(l)	    __attribute__((requires_capability(l)))
#define __must_not_hold(l)  __attribute__((locks_excluded(l)))
#define __no_lock_analysis  __attribute__((no_thread_safety_analysis))
#else
#define __user
#define __lock_type(n)
#define __acquires(l)
#define __try_acquires(v, l)
#define __releases(l)
#define __must_hold(l)
#define __must_not_hold(l)
#define __no_lock_analysis
#endif
#define __force

#define READ_ONCE(x)	 (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
/* Compiler barrier: no memory access moves across it. */
#define barrier()	 __asm__ __volatile__("" ::: "memory")

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define __stringify_1(x) #x
#define __stringify(x)	 __stringify_1(x)
#define __concat_1(a, b) a##b
#define __concat(a, b)	 __concat_1(a, b)
#define __unique(prefix) __concat(prefix, __COUNTER__)

#define container_of(ptr, type, member) \
	((type *)((char *)(__typeof__(((type *)0)->member) *){(ptr)} - offsetof(type, member)))

#define __min_of(a, b, ua, ub) ({ __typeof__(a) ua = (a); __typeof__(b) ub = (b); \
				  (void)(&ua == &ub); ua < ub ? ua : ub; })
#define __max_of(a, b, ua, ub) ({ __typeof__(a) ua = (a); __typeof__(b) ub = (b); \
				  (void)(&ua == &ub); ua > ub ? ua : ub; })
/* Both arguments are of one type; each is evaluated once. */
#define min(a, b) __min_of(a, b, __unique(_mina), __unique(_minb))
#define max(a, b) __max_of(a, b, __unique(_maxa), __unique(_maxb))
#define min_t(t, a, b) __min_of((t)(a), (t)(b), __unique(_mina), __unique(_minb))
#define max_t(t, a, b) __max_of((t)(a), (t)(b), __unique(_maxa), __unique(_maxb))
#define clamp_t(t, v, lo, hi) min_t(t, max_t(t, v, lo), hi)
#define swap(a, b) do { __typeof__(a) _swap = (a); (a) = (b); (b) = _swap; } while (0)
