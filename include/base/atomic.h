/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/atomic.h - atomic integers and bit operations, with Linux's names and ordering
 *
 * Operations that return a value are fully ordered unless named _relaxed, _acquire or
 * _release; those that return nothing, atomic_read and atomic_set are relaxed.
 */
#pragma once

#include "base/types.h"

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	long counter;
} atomic_long_t;

typedef atomic_long_t atomic64_t;

#define ATOMIC_INIT(i)                                                                             \
	{                                                                                          \
		(i)                                                                                \
	}
#define ATOMIC_LONG_INIT(i)                                                                        \
	{                                                                                          \
		(i)                                                                                \
	}

#define smp_mb()		__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_rmb()		__atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb()		__atomic_thread_fence(__ATOMIC_RELEASE)
#define smp_load_acquire(p)	__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)

#define xchg(p, v) __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)
/* Returns the old value; the store happened if that equals @o. */
#define cmpxchg(p, o, n)                                                                           \
	({                                                                                         \
		__typeof__(*(p)) _cx_old = (o);                                                    \
		__atomic_compare_exchange_n((p), &_cx_old, (n), false, __ATOMIC_SEQ_CST,           \
					    __ATOMIC_SEQ_CST);                                     \
		_cx_old;                                                                           \
	})
/* Returns true and stores @n if *@p was *@op; else writes what it found to *@op. */
#define try_cmpxchg(p, op, n)                                                                      \
	__atomic_compare_exchange_n((p), (op), (n), false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

static inline int atomic_read(const atomic_t *v)
{
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);
}

static inline int atomic_read_acquire(const atomic_t *v)
{
	return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE);
}

static inline void atomic_set(atomic_t *v, int i)
{
	__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);
}

static inline void atomic_set_release(atomic_t *v, int i)
{
	__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE);
}

static inline void atomic_add(int i, atomic_t *v)
{
	__atomic_fetch_add(&v->counter, i, __ATOMIC_RELAXED);
}

static inline int atomic_fetch_add(int i, atomic_t *v)
{
	return __atomic_fetch_add(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline void atomic_sub(int i, atomic_t *v)
{
	__atomic_fetch_sub(&v->counter, i, __ATOMIC_RELAXED);
}

static inline int atomic_fetch_sub(int i, atomic_t *v)
{
	return __atomic_fetch_sub(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline void atomic_or(int i, atomic_t *v)
{
	__atomic_fetch_or(&v->counter, i, __ATOMIC_RELAXED);
}

static inline int atomic_fetch_or(int i, atomic_t *v)
{
	return __atomic_fetch_or(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline void atomic_and(int i, atomic_t *v)
{
	__atomic_fetch_and(&v->counter, i, __ATOMIC_RELAXED);
}

static inline int atomic_fetch_and(int i, atomic_t *v)
{
	return __atomic_fetch_and(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline int atomic_add_return(int i, atomic_t *v)
{
	return __atomic_add_fetch(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline int atomic_sub_return(int i, atomic_t *v)
{
	return __atomic_sub_fetch(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline void atomic_inc(atomic_t *v)
{
	atomic_add(1, v);
}

static inline void atomic_dec(atomic_t *v)
{
	atomic_sub(1, v);
}

static inline int atomic_inc_return(atomic_t *v)
{
	return atomic_add_return(1, v);
}

static inline int atomic_dec_return(atomic_t *v)
{
	return atomic_sub_return(1, v);
}

static inline bool atomic_dec_and_test(atomic_t *v)
{
	return atomic_sub_return(1, v) == 0;
}

static inline bool atomic_inc_and_test(atomic_t *v)
{
	return atomic_add_return(1, v) == 0;
}

static inline int atomic_xchg(atomic_t *v, int n)
{
	return xchg(&v->counter, n);
}

static inline int atomic_cmpxchg(atomic_t *v, int o, int n)
{
	return cmpxchg(&v->counter, o, n);
}

static inline bool atomic_try_cmpxchg(atomic_t *v, int *o, int n)
{
	return try_cmpxchg(&v->counter, o, n);
}

/* Add @i unless the value is @u; true if it was added. */
static inline bool atomic_add_unless(atomic_t *v, int i, int u)
{
	int c = atomic_read(v);

	do {
		if (c == u)
			return false;
	} while (!atomic_try_cmpxchg(v, &c, c + i));
	return true;
}

static inline bool atomic_inc_not_zero(atomic_t *v)
{
	return atomic_add_unless(v, 1, 0);
}

static inline long atomic_long_read(const atomic_long_t *v)
{
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);
}

static inline long atomic_long_read_acquire(const atomic_long_t *v)
{
	return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE);
}

static inline void atomic_long_set(atomic_long_t *v, long i)
{
	__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);
}

static inline void atomic_long_set_release(atomic_long_t *v, long i)
{
	__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE);
}

static inline void atomic_long_add(long i, atomic_long_t *v)
{
	__atomic_fetch_add(&v->counter, i, __ATOMIC_RELAXED);
}

static inline long atomic_long_fetch_add(long i, atomic_long_t *v)
{
	return __atomic_fetch_add(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline void atomic_long_sub(long i, atomic_long_t *v)
{
	__atomic_fetch_sub(&v->counter, i, __ATOMIC_RELAXED);
}

static inline long atomic_long_fetch_sub(long i, atomic_long_t *v)
{
	return __atomic_fetch_sub(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline void atomic_long_or(long i, atomic_long_t *v)
{
	__atomic_fetch_or(&v->counter, i, __ATOMIC_RELAXED);
}

static inline long atomic_long_fetch_or(long i, atomic_long_t *v)
{
	return __atomic_fetch_or(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline void atomic_long_and(long i, atomic_long_t *v)
{
	__atomic_fetch_and(&v->counter, i, __ATOMIC_RELAXED);
}

static inline long atomic_long_fetch_and(long i, atomic_long_t *v)
{
	return __atomic_fetch_and(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline long atomic_long_add_return(long i, atomic_long_t *v)
{
	return __atomic_add_fetch(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline long atomic_long_sub_return(long i, atomic_long_t *v)
{
	return __atomic_sub_fetch(&v->counter, i, __ATOMIC_SEQ_CST);
}

static inline void atomic_long_inc(atomic_long_t *v)
{
	atomic_long_add(1, v);
}

static inline void atomic_long_dec(atomic_long_t *v)
{
	atomic_long_sub(1, v);
}

static inline long atomic_long_inc_return(atomic_long_t *v)
{
	return atomic_long_add_return(1, v);
}

static inline long atomic_long_dec_return(atomic_long_t *v)
{
	return atomic_long_sub_return(1, v);
}

static inline bool atomic_long_dec_and_test(atomic_long_t *v)
{
	return atomic_long_sub_return(1, v) == 0;
}

static inline bool atomic_long_inc_and_test(atomic_long_t *v)
{
	return atomic_long_add_return(1, v) == 0;
}

static inline long atomic_long_xchg(atomic_long_t *v, long n)
{
	return xchg(&v->counter, n);
}

static inline long atomic_long_cmpxchg(atomic_long_t *v, long o, long n)
{
	return cmpxchg(&v->counter, o, n);
}

static inline bool atomic_long_try_cmpxchg(atomic_long_t *v, long *o, long n)
{
	return try_cmpxchg(&v->counter, o, n);
}

/* Add @i unless the value is @u; true if it was added. */
static inline bool atomic_long_add_unless(atomic_long_t *v, long i, long u)
{
	long c = atomic_long_read(v);

	do {
		if (c == u)
			return false;
	} while (!atomic_long_try_cmpxchg(v, &c, c + i));
	return true;
}

static inline bool atomic_long_inc_not_zero(atomic_long_t *v)
{
	return atomic_long_add_unless(v, 1, 0);
}

/* Atomic bit operations on an array of unsigned long; the test_and_ forms are fully ordered. */
static inline void set_bit(unsigned int nr, unsigned long *p)
{
	__atomic_fetch_or(p + nr / 64, 1UL << (nr % 64), __ATOMIC_RELAXED);
}

static inline void clear_bit(unsigned int nr, unsigned long *p)
{
	__atomic_fetch_and(p + nr / 64, ~(1UL << (nr % 64)), __ATOMIC_RELAXED);
}

static inline bool test_bit(unsigned int nr, const unsigned long *p)
{
	return (__atomic_load_n(p + nr / 64, __ATOMIC_RELAXED) >> (nr % 64)) & 1;
}

static inline bool test_and_set_bit(unsigned int nr, unsigned long *p)
{
	unsigned long m = 1UL << (nr % 64);

	return __atomic_fetch_or(p + nr / 64, m, __ATOMIC_SEQ_CST) & m;
}

static inline bool test_and_clear_bit(unsigned int nr, unsigned long *p)
{
	unsigned long m = 1UL << (nr % 64);

	return __atomic_fetch_and(p + nr / 64, ~m, __ATOMIC_SEQ_CST) & m;
}

/* For bits used as locks: acquire on set, release on clear. */
static inline bool test_and_set_bit_lock(unsigned int nr, unsigned long *p)
{
	unsigned long m = 1UL << (nr % 64);

	return __atomic_fetch_or(p + nr / 64, m, __ATOMIC_ACQUIRE) & m;
}

static inline void clear_bit_unlock(unsigned int nr, unsigned long *p)
{
	__atomic_fetch_and(p + nr / 64, ~(1UL << (nr % 64)), __ATOMIC_RELEASE);
}
