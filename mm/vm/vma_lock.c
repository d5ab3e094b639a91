/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/vma_lock.c - the lock of one VMA, and the memory VMAs live in
 *
 * Theory
 *   A fault needs one VMA to hold still, not the whole address space.  It finds the VMA by
 *   walking the tree without a lock, counts itself in (vm_refs) and then looks whether the VMA
 *   is still the right one; while it is counted in, nobody changes the VMA.
 *
 *   A writer holds mmap_lock for writing.  vma_start_write() turns new faults away, waits for
 *   those inside, and notes mm->mm_lock_seq in the VMA.  While the two are equal faults are
 *   refused; mmap_write_unlock() changes mm_lock_seq and thereby unlocks all at once.
 *   A fault that is refused takes mmap_lock for reading, and so waits for the writer.
 *
 *   The walk may miss a VMA while the tree is rotated, or meet one that has just been removed;
 *   the memory stays a VMA until an RCU grace period has passed, and both end in the slow way.
 *
 * Not here: the tree itself (vma.c), what a fault does (fault.c).
 *
 * Locks: 40 mmap_lock -> 44 VMA lock -> 48 page lock.  A reader of the VMA lock never takes
 *   mmap_lock.
 */
#include "mm/vm/mm.h"

#include "kernel/sched/wait.h"
#include "kernel/sync/rcu.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#include "internal.h"

DECLARE_WAIT_QUEUE_HEAD(vma_writer_wait);
static struct kmem_cache *vma_cache;

void vma_wake_writer(void)
{
	wake_up_all(&vma_writer_wait);
}

void vma_start_write(struct vm_area_struct *vma)
{
	int seq = vma->vm_mm->mm_lock_seq;

	debug_assert(rwsem_held_write(&vma->vm_mm->mmap_lock));
	if (vma->vm_lock_seq == seq)
		return;
	if (atomic_fetch_add(VMA_WRITER, &vma->vm_refs) != 0)
		wait_event(vma_writer_wait, atomic_read(&vma->vm_refs) == VMA_WRITER);
	WRITE_ONCE(vma->vm_lock_seq, seq);
	/* Orders the store before refusals end: a fault that gets in now sees the sequence. */
	atomic_fetch_sub(VMA_WRITER, &vma->vm_refs);
}

struct vm_area_struct *lock_vma_under_rcu(struct mm_struct *mm, uaddr_t addr)
{
	struct vm_area_struct *vma = NULL;
	struct rb_node *n;

	rcu_read_lock();
	n = READ_ONCE(mm->mm_rb.rb_node);
	while (n) {
		vma = rb_entry(n, struct vm_area_struct, vm_rb);
		if (addr >= READ_ONCE(vma->vm_end))
			n = READ_ONCE(n->rb_right);
		else if (addr < READ_ONCE(vma->vm_start))
			n = READ_ONCE(n->rb_left);
		else
			break;
	}
	if (!n || !vma_start_read(vma, mm)) {
		rcu_read_unlock();
		return NULL;
	}
	rcu_read_unlock();
	if (unlikely(vma->detached || addr < vma->vm_start || addr >= vma->vm_end)) {
		vma_end_read(vma);
		return NULL;
	}
	return vma;
}

struct vm_area_struct *vma_alloc(struct mm_struct *mm)
{
	struct vm_area_struct *vma = kmem_cache_zalloc(vma_cache, GFP_KERNEL);

	if (vma) {
		vma->vm_mm = mm;
		vma->vm_lock_seq = mm->mm_lock_seq - 1;
	}
	return vma;
}

struct vm_area_struct *vma_dup(const struct vm_area_struct *orig)
{
	struct vm_area_struct *vma = kmem_cache_alloc(vma_cache, GFP_KERNEL);

	if (vma) {
		memcpy(vma, orig, sizeof(*vma));
		atomic_set(&vma->vm_refs, 0);
		vma->anon_vma = NULL;
		vma->anon_cloned = false;
	}
	return vma;
}

void vma_free(struct vm_area_struct *vma)
{
	kmem_cache_free(vma_cache, vma);
}

static void vma_free_cb(struct rcu_head *head)
{
	vma_free(container_of(head, struct vm_area_struct, rcu));
}

void vma_free_rcu(struct vm_area_struct *vma)
{
	call_rcu(&vma->rcu, vma_free_cb);
}

void vma_cache_init(void)
{
	vma_cache = kmem_cache_create("vm_area_struct", sizeof(struct vm_area_struct), 8,
				      SLAB_PANIC, NULL);
}
