/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/anon_vma.c - which anonymous memory belongs together
 *
 * Theory
 *   The first anonymous page of a VMA gives it an anon_vma; every anonymous page names the
 *   anon_vma it was made under (page->mapping, with bit 0) and its linear index in it.  VMAs
 *   that were one before a split share an anon_vma, so they can become one again; fork gives
 *   each of the child's VMAs a new one under the same root.  These are the rules by which
 *   Linux decides which neighbours merge, and /proc/<pid>/maps shows them.
 *
 *   All pages that a page's VMAs can be found for share a root; reclaim of anonymous memory
 *   hangs its interval tree of VMAs there.
 *
 * Locks: vma->anon_vma is set under mmap_lock (read or write) and mm->page_table_lock, and is
 *   stable under mmap_lock for writing or the VMA lock.
 */
#include "mm/kmem/slab.h"

#include "internal.h"

static struct kmem_cache *anon_vma_cache;

static struct anon_vma *anon_vma_alloc(struct anon_vma *root)
{
	struct anon_vma *av = kmem_cache_alloc(anon_vma_cache, GFP_KERNEL);

	if (!av)
		return NULL;
	refcount_set(&av->refs, 1);
	av->root = root ? root : av;
	if (root)
		refcount_inc(&root->refs);
	return av;
}

static void anon_vma_put(struct anon_vma *av)
{
	struct anon_vma *root;

	while (av && refcount_dec_and_test(&av->refs)) {
		root = av->root;
		kmem_cache_free(anon_vma_cache, av);
		av = root != av ? root : NULL;
	}
}

/* Could @a and @b, neighbours, become one VMA if only their protection agreed? */
static bool anon_vma_compatible(const struct vm_area_struct *a, const struct vm_area_struct *b)
{
	return a->vm_end == b->vm_start && a->vm_file == b->vm_file &&
	       !((a->vm_flags ^ b->vm_flags) & ~(VM_ACCESS_FLAGS | VM_SOFTDIRTY)) &&
	       b->vm_pgoff == a->vm_pgoff + ((b->vm_start - a->vm_start) >> PAGE_SHIFT);
}

static struct anon_vma *anon_vma_of_neighbour(const struct vm_area_struct *vma)
{
	const struct vm_area_struct *next = vma->vm_next, *prev = vma->vm_prev;
	struct anon_vma *av;

	if (next && anon_vma_compatible(vma, next)) {
		av = READ_ONCE(next->anon_vma);
		if (av && !next->anon_cloned)
			return av;
	}
	if (prev && anon_vma_compatible(prev, vma)) {
		av = READ_ONCE(prev->anon_vma);
		if (av && !prev->anon_cloned)
			return av;
	}
	return NULL;
}

int anon_vma_prepare_locked(struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->vm_mm;
	struct anon_vma *av, *spare = NULL;

	if (vma->anon_vma)
		return 0;
	av = anon_vma_of_neighbour(vma);
	if (av) {
		refcount_inc(&av->refs);
	} else {
		av = anon_vma_alloc(NULL);
		if (!av)
			return -ENOMEM;
	}
	spin_lock(&mm->page_table_lock);
	if (!vma->anon_vma)
		smp_store_release(&vma->anon_vma, av);
	else
		spare = av;
	spin_unlock(&mm->page_table_lock);
	anon_vma_put(spare);
	return 0;
}

int anon_vma_fork(struct vm_area_struct *vma, const struct vm_area_struct *parent)
{
	if (!parent->anon_vma)
		return 0;
	vma->anon_vma = anon_vma_alloc(parent->anon_vma->root);
	if (!vma->anon_vma)
		return -ENOMEM;
	vma->anon_cloned = true;
	return 0;
}

void anon_vma_share(struct vm_area_struct *dst, const struct vm_area_struct *src)
{
	if (!src->anon_vma)
		return;
	refcount_inc(&src->anon_vma->refs);
	dst->anon_vma = src->anon_vma;
	dst->anon_cloned = src->anon_cloned;
}

void anon_vma_drop(struct vm_area_struct *vma)
{
	anon_vma_put(vma->anon_vma);
	vma->anon_vma = NULL;
}

void anon_vma_init(void)
{
	anon_vma_cache =
		kmem_cache_create("anon_vma", sizeof(struct anon_vma), 8, SLAB_PANIC, NULL);
}
