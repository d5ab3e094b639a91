/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/mremap.c - mremap(2): growing, shrinking and moving a mapping
 *
 * Theory
 *   Shrinking is unmapping the end.  Growing in place is extending the VMA if nothing is behind
 *   it.  Moving makes a second VMA of the same memory (same file, same offsets, same anon_vma),
 *   moves the entries over, and unmaps the first.  If tables for the new place cannot be
 *   had half-way, the entries go back and the new VMA goes: nothing has changed.
 *   An old size of 0 maps shared memory a second time; MREMAP_DONTUNMAP leaves the emptied
 *   first mapping.
 *
 * Locks: 40 mmap_lock for writing; 54 i_mmap_rwsem of the file while entries move, so that a
 * truncate does not look in the one place when they are in the other; 76 two tables, by address.
 *
 * Sources: mremap(2)
 */
#include "mm/vm/mm.h"

#include <linux/mman.h>

#include "kernel/sched/sched.h"

#include "internal.h"

struct remap {
	struct mm_struct *mm;
	const struct mm_caller *c;
	uaddr_t addr, new_addr;
	size_t old_len, new_len;
	unsigned long flags;
	bool populate; /* out: VM_LOCKED memory was added */
	uaddr_t populate_at;
	size_t populate_len;
};

/* --- moving entries --- */

/* One piece that has one table on either side; -ENOMEM. */
static int move_ptes(struct mm_struct *mm, uaddr_t from, uaddr_t to, size_t len) __no_lock_analysis
{
	pmd_t *old_pmd = mm_pmd_find(mm, from), *new_pmd;
	struct page *page;
	spinlock_t *a, *b;
	pte_t *src, *dst, pte;
	bool flush = false;
	size_t done;

	if (!old_pmd || pmd_none(pmdp_get(old_pmd)))
		return 0;
	new_pmd = mm_pmd_alloc(mm, to);
	if (!new_pmd || mm_pte_alloc(mm, new_pmd))
		return -ENOMEM;
	if (pte_unshare(mm, old_pmd, from) || pte_unshare(mm, new_pmd, to))
		return -ENOMEM;
	a = pte_lockptr(old_pmd);
	b = pte_lockptr(new_pmd);
	if (a != b)
		spin_lock_two(a, b);
	else
		spin_lock(a);
	src = pte_offset(old_pmd, from);
	dst = pte_offset(new_pmd, to);
	for (done = 0; done < len; done += PAGE_SIZE, src++, dst++) {
		if (pte_none(ptep_get(src)))
			continue;
		pte = ptep_get_and_clear(src);
		flush |= pte_accessible(pte);
		set_pte(dst, pte_mksoft_dirty(pte));
		page = vm_normal_page(NULL, pte);
		if (page) {
			table_count(a, mm_counter_of(page), -1);
			table_count(b, mm_counter_of(page), 1);
		}
	}
	/* Before the lock goes: nobody may write through the old address when the page has a new
	 * one. */
	if (flush)
		flush_tlb_range(mm, from, from + len);
	if (a != b)
		spin_unlock_two(a, b);
	else
		spin_unlock(a);
	return 0;
}

/* Bytes from the start that were moved; less than @len: out of memory. */
size_t move_page_tables(struct mm_struct *mm, uaddr_t from, uaddr_t to, size_t len)
{
	size_t done = 0, step;

	while (done < len) {
		step = min(PMD_SIZE - ((from + done) & ~PMD_MASK),
			   PMD_SIZE - ((to + done) & ~PMD_MASK));
		step = min(step, len - done);
		if (move_ptes(mm, from + done, to + done, step))
			break;
		done += step;
		cond_resched();
	}
	return done;
}

/* The VMA of the same memory at the new place: linked, or grown out of a neighbour; NULL: no
 * memory. */
static struct vm_area_struct *copy_vma(struct vm_area_struct *vma, unsigned long vm_flags,
				       const struct remap *r, unsigned long pgoff)
{
	struct mm_struct *mm = vma->vm_mm;
	struct vm_area_struct *prev, *new;
	struct vma_want w;

	/* Memory nobody has touched is numbered by its address; it then merges at the new one. */
	if (vma_is_anonymous(vma) && !vma->vm_file && !vma->anon_vma)
		pgoff = r->new_addr >> PAGE_SHIFT;
	w = (struct vma_want){
		.start = r->new_addr,
		.end = r->new_addr + r->new_len,
		.vm_flags = vm_flags,
		.pgoff = pgoff,
		.file = vma->vm_file,
		.anon_vma = vma->anon_vma,
	};
	find_vma_prev(mm, r->new_addr, &prev);
	/* A mapping that stays does not swallow its own copy. */
	if (!(r->flags & MREMAP_DONTUNMAP) || (vma->vm_end != w.start && vma->vm_start != w.end)) {
		new = vma_merge(mm, prev, &w);
		if (new)
			return new;
	}
	new = vma_dup(vma);
	if (!new)
		return NULL;
	new->vm_start = w.start;
	new->vm_end = w.end;
	new->vm_flags = vm_flags;
	new->vm_pgoff = pgoff;
	anon_vma_share(new, vma);
	if (new->vm_file)
		mm_file_ops->get(new->vm_file);
	if (new->vm_ops &&new->vm_ops->open)
		new->vm_ops->open(new);
	vma_link(mm, new);
	return new;
}

/* The entries of [addr, addr + old_len) go to new_addr in @new; -errno, and they are where they
 * were. */
static int move_entries(struct vm_area_struct *vma, struct vm_area_struct *new,
			const struct remap *r)
{
	size_t moved;
	int err = 0;

	vma_file_lock(vma);
	moved = move_page_tables(r->mm, r->addr, r->new_addr, r->old_len);
	if (moved < r->old_len)
		err = -ENOMEM;
	else if (new->vm_ops &&new->vm_ops->mremap)
		err = new->vm_ops->mremap(new);
	if (err)
		/* Cannot fail: the old tables are there. */
		(void)move_page_tables(r->mm, r->new_addr, r->addr, moved);
	vma_file_unlock(vma);
	return err;
}

/* What MREMAP_DONTUNMAP leaves behind is not locked: of the old VMA, the range alone. */
static int unlock_old(struct vm_area_struct **vma, const struct remap *r)
{
	uaddr_t end = r->addr + r->old_len;
	struct vm_area_struct *prev = (*vma)->vm_prev;
	struct vma_spare spare;
	int err;

	if (r->addr > (*vma)->vm_start)
		prev = *vma;
	err = vma_spare_get(&spare, r->mm,
			    (unsigned int)(r->addr > (*vma)->vm_start) + (end < (*vma)->vm_end));
	if (err)
		return err;
	err = mlock_fixup(*vma, &prev, r->addr, end, (*vma)->vm_flags & ~VM_LOCKED_MASK, &spare);
	vma_spare_put(&spare);
	*vma = prev;
	return err;
}

static uaddr_t move_vma(struct vm_area_struct *vma, struct remap *r)
{
	unsigned long vm_flags = vma->vm_flags, new_pages = r->new_len >> PAGE_SHIFT;
	unsigned long pgoff = linear_page_index(vma, r->addr);
	struct mm_struct *mm = r->mm;
	struct vm_area_struct *new;
	int err;

	/* A hole in the middle of the old VMA and the new VMA: up to three more. */
	if (mm->map_count >= READ_ONCE(sysctl_max_map_count) - 3)
		return (uaddr_t)-ENOMEM;
	if (vma->vm_start != r->addr) {
		err = vma_may_split(vma, r->addr);
		if (err)
			return (uaddr_t)err;
	}
	if (vma->vm_end != r->addr + r->old_len) {
		err = vma_may_split(vma, r->addr + r->old_len);
		if (err)
			return (uaddr_t)err;
	}
	if ((vm_flags & VM_ACCOUNT) && vm_acct_memory_mm(mm, (long)new_pages, r->c->cap_sys_admin))
		return (uaddr_t)-ENOMEM;
	if ((r->flags & MREMAP_DONTUNMAP) && (vm_flags & VM_LOCKED)) {
		err = unlock_old(&vma, r);
		if (err)
			goto unaccount;
	}
	vma_start_write(vma);
	new = copy_vma(vma, vm_flags, r, pgoff);
	err = -ENOMEM;
	if (!new)
		goto unaccount;
	/* The merge may have replaced the VMA we began with. */
	vma = vma_lookup(mm, r->addr);
	vma_start_write(vma);
	vma_start_write(new);
	vm_stat_account(mm, vm_flags, (long)new_pages);
	if (vm_flags & VM_LOCKED)
		mm->locked_vm += new_pages;
	err = move_entries(vma, new, r);
	if (err) {
		err = do_munmap_vma(mm, find_vma(mm, r->new_addr), r->new_addr,
				    r->new_addr + r->new_len, true)
			      ? -ENOMEM
			      : err;
		return (uaddr_t)err;
	}
	if (r->flags & MREMAP_DONTUNMAP) {
		/* Empty now: if nothing else is in that VMA, it is as nobody had touched it. */
		if (vma != new && vma->vm_start == r->addr && vma->vm_end == r->addr + r->old_len)
			anon_vma_drop(vma);
	} else if (r->old_len && do_munmap_vma(mm, vma, r->addr, r->addr + r->old_len, true)) {
		/* No memory to split the old one: it stays, empty. */
		pr_warn("mremap: could not unmap the old range\n");
	}
	r->populate = vm_flags & VM_LOCKED;
	r->populate_at = r->new_addr + r->old_len;
	r->populate_len = r->new_len - r->old_len;
	return r->new_addr;

unaccount:
	if (vm_flags & VM_ACCOUNT)
		vm_unacct_memory((long)new_pages);
	return (uaddr_t)err;
}

/* --- checks --- */

/* The VMA that [addr, addr + old_len) lies in, and may become new_len long; ERR_PTR. */
static struct vm_area_struct *vma_to_resize(const struct remap *r)
{
	struct vm_area_struct *vma = vma_lookup(r->mm, r->addr);
	unsigned long pgoff, grow;

	if (!vma)
		return ERR_PTR(-EFAULT);
	/* A second mapping of private memory would be a copy. */
	if (!r->old_len && !(vma->vm_flags & (VM_SHARED | VM_MAYSHARE)))
		return ERR_PTR(-EINVAL);
	if ((r->flags & MREMAP_DONTUNMAP) && (vma->vm_flags & (VM_DONTEXPAND | VM_PFNMAP)))
		return ERR_PTR(-EINVAL);
	if (r->old_len > vma->vm_end - r->addr)
		return ERR_PTR(-EFAULT);
	if (r->new_len == r->old_len)
		return vma;
	pgoff = linear_page_index(vma, r->addr);
	if (pgoff + (r->new_len >> PAGE_SHIFT) < pgoff)
		return ERR_PTR(-EINVAL);
	if (vma->vm_flags & (VM_DONTEXPAND | VM_PFNMAP))
		return ERR_PTR(-EFAULT);
	grow = r->new_len - r->old_len;
	if (mlock_future_ok(r->mm, r->c, vma->vm_flags, grow))
		return ERR_PTR(-EAGAIN);
	if (!may_expand_vm(r->mm, r->c, vma->vm_flags, grow >> PAGE_SHIFT))
		return ERR_PTR(-ENOMEM);
	return vma;
}

/* What get_unmapped_area() must know of the kind of mapping. */
static unsigned long area_flags(const struct vm_area_struct *vma)
{
	return vma->vm_flags & VM_MAYSHARE ? MAP_SHARED : MAP_PRIVATE;
}

static uaddr_t remap_to(struct remap *r)
{
	struct mm_struct *mm = r->mm;
	struct vm_area_struct *vma;
	unsigned long map_flags;
	uaddr_t where;
	int err;

	if (!PAGE_ALIGNED(r->new_addr))
		return (uaddr_t)-EINVAL;
	if (r->new_len > TASK_SIZE || r->new_addr > TASK_SIZE - r->new_len)
		return (uaddr_t)-EINVAL;
	if (r->addr + r->old_len > r->new_addr && r->new_addr + r->new_len > r->addr)
		return (uaddr_t)-EINVAL;
	if (mm->map_count + 2 >= READ_ONCE(sysctl_max_map_count) - 3)
		return (uaddr_t)-ENOMEM;
	if (r->flags & MREMAP_FIXED) {
		err = do_munmap_locked(mm, r->new_addr, r->new_len);
		if (err)
			return (uaddr_t)err;
	}
	if (r->old_len > r->new_len) {
		err = do_munmap_locked(mm, r->addr + r->new_len, r->old_len - r->new_len);
		if (err)
			return (uaddr_t)err;
		r->old_len = r->new_len;
	}
	vma = vma_to_resize(r);
	if (IS_ERR(vma))
		return (uaddr_t)PTR_ERR(vma);
	if ((r->flags & MREMAP_DONTUNMAP) &&
	    !may_expand_vm(mm, r->c, vma->vm_flags, r->old_len >> PAGE_SHIFT))
		return (uaddr_t)-ENOMEM;
	map_flags = area_flags(vma) | (r->flags & MREMAP_FIXED ? MAP_FIXED : 0);
	where = get_unmapped_area(mm, r->c, r->new_addr, r->new_len, map_flags);
	if (IS_ERR((void *)where))
		return where;
	r->new_addr = where;
	return move_vma(vma, r);
}

/* Room behind the VMA for @delta more bytes? */
static bool expandable(const struct vm_area_struct *vma, size_t delta)
{
	uaddr_t end = vma->vm_end + delta;

	if (end < vma->vm_end || end > TASK_SIZE)
		return false;
	return !vma->vm_next || end <= vma_start_gap(vma->vm_next);
}

/* Grows @vma where it is; the address, or 0: it cannot, or -errno. */
static uaddr_t grow_in_place(struct vm_area_struct *vma, struct remap *r)
{
	size_t delta = r->new_len - r->old_len;
	long pages = (long)(delta >> PAGE_SHIFT);
	struct vma_want w = {
		.start = vma->vm_end,
		.end = vma->vm_end + delta,
		.vm_flags = vma->vm_flags,
		.pgoff = vma->vm_pgoff + vma_pages(vma),
		.file = vma->vm_file,
		.anon_vma = vma->anon_vma,
	};

	if (r->old_len != vma->vm_end - r->addr || !expandable(vma, delta))
		return 0;
	if ((vma->vm_flags & VM_ACCOUNT) && vm_acct_memory_mm(r->mm, pages, r->c->cap_sys_admin))
		return (uaddr_t)-ENOMEM;
	r->populate_at = vma->vm_end;
	r->populate_len = delta;
	r->populate = vma->vm_flags & VM_LOCKED;
	if (!vma_merge(r->mm, vma, &w)) {
		vma_start_write(vma);
		vma_file_lock(vma);
		vma_file_remove(vma);
		vma_set_range(vma, vma->vm_start, w.end, vma->vm_pgoff);
		vma_file_insert(vma);
		vma_file_unlock(vma);
	}
	vm_stat_account(r->mm, w.vm_flags, pages);
	if (w.vm_flags & VM_LOCKED)
		r->mm->locked_vm += (unsigned long)pages;
	return r->addr;
}

static uaddr_t mremap_locked(struct remap *r)
{
	struct vm_area_struct *vma = vma_lookup(r->mm, r->addr);
	uaddr_t ret;
	int err;

	if (!vma)
		return (uaddr_t)-EFAULT;
	if (r->flags & (MREMAP_FIXED | MREMAP_DONTUNMAP))
		return remap_to(r);
	if (r->old_len >= r->new_len) {
		if (r->old_len == r->new_len)
			return r->addr;
		err = do_munmap_locked(r->mm, r->addr + r->new_len, r->old_len - r->new_len);
		return err ? (uaddr_t)err : r->addr;
	}
	vma = vma_to_resize(r);
	if (IS_ERR(vma))
		return (uaddr_t)PTR_ERR(vma);
	ret = grow_in_place(vma, r);
	if (ret)
		return ret;
	if (!(r->flags & MREMAP_MAYMOVE))
		return (uaddr_t)-ENOMEM;
	ret = get_unmapped_area(r->mm, r->c, 0, r->new_len, area_flags(vma));
	if (IS_ERR((void *)ret))
		return ret;
	r->new_addr = ret;
	return move_vma(vma, r);
}

uaddr_t do_mremap(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t old_len,
		  size_t new_len, unsigned long flags, uaddr_t new_addr)
{
	struct remap r = {.mm = mm, .c = c, .addr = addr, .new_addr = new_addr, .flags = flags};
	uaddr_t ret;

	if (flags & ~(unsigned long)(MREMAP_FIXED | MREMAP_MAYMOVE | MREMAP_DONTUNMAP))
		return (uaddr_t)-EINVAL;
	if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) && !(flags & MREMAP_MAYMOVE))
		return (uaddr_t)-EINVAL;
	if ((flags & MREMAP_DONTUNMAP) && old_len != new_len)
		return (uaddr_t)-EINVAL;
	if (!PAGE_ALIGNED(addr))
		return (uaddr_t)-EINVAL;
	r.old_len = PAGE_ALIGN(old_len);
	r.new_len = PAGE_ALIGN(new_len);
	if (r.new_len == 0)
		return (uaddr_t)-EINVAL;
	/* Without FIXED the new address is only a hint for DONTUNMAP, and otherwise not looked at.
	 */
	if (mmap_write_lock_killable(mm))
		return (uaddr_t)-EINTR;
	ret = mremap_locked(&r);
	mmap_write_unlock(mm);
	if (!IS_ERR((void *)ret) && r.populate && r.populate_len)
		(void)mm_populate(mm, r.populate_at, r.populate_len);
	return ret;
}
