/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/shim/vm.c - what mm/vm's pure logic needs of the rest of the kernel, on the host
 *
 * Locks are counters that are checked, memory comes from host_alloc() (and can be made to fail),
 * page tables do not exist: nothing is ever mapped.
 */
#include "kernel/sync/rcu.h"
#include "mm/kmem/slab.h"
#include "mm/vm/shmem.h"

#include "../../../mm/vm/internal.h"
#include "shim/host.h"

const struct mm_file_ops *mm_file_ops;
struct page *zero_page;
unsigned long zero_pfn;

void panic(const char *fmt, ...)
{
	__builtin_va_list ap;

	__builtin_va_start(ap, fmt);
	host_vprint(fmt, ap);
	__builtin_va_end(ap);
	host_print("\n");
	host_abort();
}

int printk(const char *fmt, ...)
{
	(void)fmt;
	return 0;
}

/* --- locks --- */

void spin_lock_init(spinlock_t *lock, enum lock_rank rank)
{
	(void)rank;
	lock->next = 0;
}

void spin_lock(spinlock_t *lock)
{
	if (lock->next++)
		panic("spin_lock: held");
}

void spin_unlock(spinlock_t *lock)
{
	if (--lock->next)
		panic("spin_unlock: not held");
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

void up_write(struct rw_semaphore *s)
{
	if (atomic_long_xchg(&s->count, 0) != -1)
		panic("up_write: not held");
}

void down_read(struct rw_semaphore *s)
{
	atomic_long_inc(&s->count);
}

void up_read(struct rw_semaphore *s)
{
	atomic_long_dec(&s->count);
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

unsigned long totalram_pages(void)
{
	return 1UL << 20;
}

void mod_global_state(enum zone_stat_item item, long delta)
{
	(void)item, (void)delta;
}

/* --- the lock and memory of a VMA (vma_lock.c has both, with RCU and wait queues) --- */

static struct kmem_cache vma_cache = { sizeof(struct vm_area_struct) };

void vma_start_write(struct vm_area_struct *vma)
{
	if (!rwsem_held_write(&vma->vm_mm->mmap_lock))
		panic("vma_start_write: mmap_lock is not held for writing");
	vma->vm_lock_seq = vma->vm_mm->mm_lock_seq;
}

struct vm_area_struct *vma_alloc(struct mm_struct *mm)
{
	struct vm_area_struct *vma = kmem_cache_alloc(&vma_cache, 0);

	if (vma)
		vma->vm_mm = mm;
	return vma;
}

struct vm_area_struct *vma_dup(const struct vm_area_struct *orig)
{
	struct vm_area_struct *vma = vma_alloc(orig->vm_mm);

	if (vma) {
		*vma = *orig;
		vma->anon_vma = NULL;
	}
	return vma;
}

void vma_free(struct vm_area_struct *vma)
{
	host_free(vma);
}

void vma_free_rcu(struct vm_area_struct *vma)
{
	host_free(vma);
}

/* --- page tables: none --- */

pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	return __pgprot(vm_flags & 15);
}

pmd_t *mm_pmd_find(struct mm_struct *mm, uaddr_t addr)
{
	(void)mm, (void)addr;
	return NULL;
}

pmd_t *mm_pmd_alloc(struct mm_struct *mm, uaddr_t addr)
{
	return mm_pmd_find(mm, addr);
}

int mm_pte_alloc(struct mm_struct *mm, pmd_t *pmd)
{
	(void)mm, (void)pmd;
	return -ENOMEM;
}

struct page *vm_normal_page(const struct vm_area_struct *vma, pte_t pte)
{
	(void)vma, (void)pte;
	return NULL;
}

int walk_pte_tables(struct mm_struct *mm, uaddr_t start, uaddr_t end,
		    int (*fn)(struct mm_struct *mm, pmd_t *pmd, uaddr_t start, uaddr_t end,
			      void *ctx),
		    void *ctx)
{
	(void)mm, (void)start, (void)end, (void)fn, (void)ctx;
	return 0;
}

void tlb_gather_mmu(struct mmu_gather *tlb, struct mm_struct *mm, bool fullmm)
{
	tlb->mm = mm;
	tlb->fullmm = fullmm;
}

void tlb_finish_mmu(struct mmu_gather *tlb)
{
	(void)tlb;
}

void unmap_page_range(struct mmu_gather *tlb, struct vm_area_struct *vma, uaddr_t start,
		      uaddr_t end, const struct zap_details *d)
{
	(void)tlb, (void)d;
	if (start < vma->vm_start || end > vma->vm_end || start >= end)
		panic("unmap_page_range: not inside the VMA");
}

void free_pgd_range(struct mmu_gather *tlb, uaddr_t start, uaddr_t end, uaddr_t floor,
		    uaddr_t ceiling)
{
	(void)tlb;
	if (start < floor || (ceiling && end > ceiling) || start >= end)
		panic("free_pgd_range: %lx-%lx in %lx-%lx", start, end, floor, ceiling);
}

void zap_page_range(struct vm_area_struct *vma, uaddr_t start, size_t len)
{
	(void)vma, (void)start, (void)len;
}

void flush_tlb_range(struct mm_struct *mm, uaddr_t start, uaddr_t end)
{
	(void)mm, (void)start, (void)end;
}

int mm_populate(struct mm_struct *mm, uaddr_t start, size_t len)
{
	(void)mm, (void)start, (void)len;
	return 0;
}

int populate_range(struct mm_struct *mm, uaddr_t start, uaddr_t end, bool write)
{
	(void)mm, (void)start, (void)end, (void)write;
	return 0;
}

/* --- others --- */

u64 get_random_u64(void)
{
	return 0;
}

u32 get_random_u32_below(u32 ceil)
{
	(void)ceil;
	return 0;
}

int shmem_zero_setup(struct vm_area_struct *vma)
{
	(void)vma;
	return -ENODEV;
}
