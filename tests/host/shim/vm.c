/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/shim/vm.c - what mm/vm's pure logic needs of the rest of the kernel, on the host
 *
 * Locks are counters that are checked, memory comes from host_alloc() (and can be made to fail).
 * Without page tables: vm_nopt.c; with real ones over pretended RAM: vm_ram.c.
 */
#include "kernel/sync/rcu.h"
#include "mm/kmem/slab.h"
#include "mm/vm/shmem.h"

#include "../../../mm/vm/internal.h"
#include "shim/host.h"

int printk(const char *fmt, ...)
{
	(void)fmt;
	return 0;
}

/* --- locks --- */

/* One thread: a lock that is held stays so. */
void __spin_lock_slow(spinlock_t *lock)
{
	panic("spin_lock %p: it is held", (void *)lock);
}

void spin_lock_two(spinlock_t *a, spinlock_t *b)
{
	spin_lock(a);
	spin_lock(b);
}

void spin_unlock_two(spinlock_t *a, spinlock_t *b)
{
	spin_unlock(b);
	spin_unlock(a);
}

void init_rwsem(struct rw_semaphore *s, enum lock_rank rank)
{
	atomic_long_set(&s->count, 0);
	s->rank = (u8)rank;
}

void down_write(struct rw_semaphore *s)
{
	if (atomic_long_xchg(&s->count, -1))
		panic("down_write: held");
}

int down_write_killable(struct rw_semaphore *s)
{
	down_write(s);
	return 0;
}

void down_write_nested(struct rw_semaphore *s)
{
	down_write(s);
}

void downgrade_write(struct rw_semaphore *s)
{
	if (atomic_long_xchg(&s->count, 1) != -1)
		panic("downgrade_write: not held");
}

void up_write(struct rw_semaphore *s)
{
	if (atomic_long_xchg(&s->count, 0) != -1)
		panic("up_write: not held");
}

void down_read(struct rw_semaphore *s)
{
	if (atomic_long_inc_return(&s->count) <= 0)
		panic("down_read: held for writing");
}

int down_read_killable(struct rw_semaphore *s)
{
	down_read(s);
	return 0;
}

void up_read(struct rw_semaphore *s)
{
	if (atomic_long_dec_return(&s->count) < 0)
		panic("up_read: not held");
}

bool rwsem_held_write(const struct rw_semaphore *s)
{
	return atomic_long_read(&s->count) == -1;
}

void refcount_inc(refcount_t *r)
{
	atomic_inc(&r->refs);
}

bool refcount_dec_and_test(refcount_t *r)
{
	return atomic_dec_and_test(&r->refs);
}

/* --- memory --- */

struct kmem_cache {
	unsigned int size;
};

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     unsigned int flags, void (*ctor)(void *))
{
	static struct kmem_cache caches[4];
	static unsigned int used;
	struct kmem_cache *c = &caches[used++];

	(void)name, (void)align, (void)flags, (void)ctor;
	c->size = size;
	return c;
}

void *kmem_cache_alloc(struct kmem_cache *c, gfp_t gfp)
{
	(void)gfp;
	return host_alloc(c->size);
}

void kmem_cache_free(struct kmem_cache *c, void *p)
{
	(void)c;
	host_free(p);
}

/* --- others --- */

unsigned long totalram_pages(void)
{
	return 1UL << 20;
}

u64 get_random_u64(void)
{
	return 0;
}

u32 get_random_u32_below(u32 ceil)
{
	(void)ceil;
	return 0;
}
