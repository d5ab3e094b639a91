/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/mm_struct.c - the life of an address space: made, shared, left, freed
 *
 * Theory
 *   mm_users counts those who run in it or look at its contents; when the last one leaves, all
 *   mappings go (exit_mmap, in munmap.c).  mm_count counts holders of the struct and its
 *   top-level table: all users together, and each processor that still has it loaded.
 *
 * Not here: fork's copy (fork.c).
 *
 * Locks: mmlist_lock (leaf) for the list of all.
 */
#include "mm/vm/mm.h"

#include "kernel/sched/sched.h"
#include "lib/list.h"
#include "mm/kmem/slab.h"

#include "internal.h"

const struct mm_file_ops *mm_file_ops;
struct mm_struct init_mm;

static struct kmem_cache *mm_cache;
static LIST_HEAD(mmlist);
static DEFINE_SPINLOCK(mmlist_lock, RANK_LEAF);

static void mm_setup(struct mm_struct *mm)
{
	mm->mm_rb = RB_ROOT;
	mm->mm_lock_seq = 1;
	atomic_set(&mm->mm_users, 1);
	atomic_set(&mm->mm_count, 1);
	init_rwsem(&mm->mmap_lock, RANK_MMAP);
	spin_lock_init(&mm->page_table_lock, RANK_PTL);
	spin_lock_init(&mm->arg_lock, RANK_LEAF);
	mm->task_size = TASK_SIZE;
	mm_context_init(&mm->context);
}

struct mm_struct *mm_alloc(void)
{
	struct mm_struct *mm = kmem_cache_zalloc(mm_cache, GFP_KERNEL);

	if (!mm)
		return NULL;
	mm_setup(mm);
	mm->pgd = pgd_alloc();
	if (!mm->pgd) {
		kmem_cache_free(mm_cache, mm);
		return NULL;
	}
	spin_lock(&mmlist_lock);
	list_add_tail(&mm->mmlist, &mmlist);
	spin_unlock(&mmlist_lock);
	return mm;
}

int set_mm_exe_file(struct mm_struct *mm, struct file *f)
{
	struct file *old;
	int err;

	err = f ? mm_file_ops->deny_write(f) : 0;
	if (err)
		return err;
	if (f)
		mm_file_ops->get(f);
	spin_lock(&mm->arg_lock);
	old = mm->exe_file;
	mm->exe_file = f;
	spin_unlock(&mm->arg_lock);
	if (old) {
		mm_file_ops->allow_write(old);
		mm_file_ops->put(old);
	}
	return 0;
}

struct file *get_mm_exe_file(struct mm_struct *mm)
{
	struct file *f;

	spin_lock(&mm->arg_lock);
	f = mm->exe_file;
	if (f)
		mm_file_ops->get(f);
	spin_unlock(&mm->arg_lock);
	return f;
}

void mmput(struct mm_struct *mm)
{
	might_sleep();
	if (!atomic_dec_and_test(&mm->mm_users))
		return;
	exit_mmap(mm);
	spin_lock(&mmlist_lock);
	list_del(&mm->mmlist);
	spin_unlock(&mmlist_lock);
	/* It may deny writing no longer, and nothing that can fail happens without a file. */
	(void)set_mm_exe_file(mm, NULL);
	mmdrop(mm);
}

void mmdrop(struct mm_struct *mm)
{
	if (!atomic_dec_and_test(&mm->mm_count))
		return;
	assert(mm != &init_mm);
	pgd_free(mm->pgd);
	kmem_cache_free(mm_cache, mm);
}

int for_each_mm(int (*fn)(struct mm_struct *mm, void *ctx), void *ctx)
{
	struct mm_struct *mm, *held = NULL;
	int ret = 0;

	spin_lock(&mmlist_lock);
	list_for_each_entry (mm, &mmlist, mmlist) {
		if (!mmget_not_zero(mm))
			continue;
		spin_unlock(&mmlist_lock);
		/* @held kept our place in the list until @mm was got. */
		if (held)
			mmput(held);
		held = mm;
		ret = fn(mm, ctx);
		spin_lock(&mmlist_lock);
		if (ret)
			break;
	}
	spin_unlock(&mmlist_lock);
	if (held)
		mmput(held);
	return ret;
}

void mm_init(void)
{
	struct page *page;

	if (mm_cache)
		return;
	mm_cache = KMEM_CACHE(mm_struct, SLAB_PANIC | SLAB_HWCACHE_ALIGN);
	vma_cache_init();
	anon_vma_init();
	mm_setup(&init_mm);
	atomic_set(&init_mm.mm_users, 2); /* never torn down */
	init_mm.pgd = init_pgd;
	INIT_LIST_HEAD(&init_mm.mmlist);
	page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!page)
		panic("mm: no memory for the zero page");
	zero_page = page;
	zero_pfn = page_to_pfn(page);
}

bool is_zero_pfn(unsigned long pfn)
{
	return pfn == zero_pfn;
}

void vm_init(void)
{
	mm_init();
	filemap_init();
	vmscan_init();
	oom_init();
}
