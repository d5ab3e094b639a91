/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/vma.c - the set of mappings of one address space
 *
 * Theory
 *   An mm owns an ordered set of disjoint, page-aligned VMAs: a red-black tree by address and a
 *   list of neighbours.  Every operation works on a range [start, end) in three steps: SPLIT
 *   the VMAs that cross start or end, EDIT whole VMAs, MERGE equal neighbours.  Splitting and
 *   merging change nothing that a program can observe, but for the lines of /proc/<pid>/maps,
 *   which are Linux's: the rules below are those of Linux 6.1.
 *
 *   A node keeps the size of the largest gap in front of a VMA of its subtree, so that a free
 *   range is found in O(log n).  The 256 pages below a stack count as used.
 *
 *   What an operation may need is allocated first (struct vma_spare); then nothing can fail, and
 *   an operation that does fail has changed nothing.  The exception is mprotect(2) and its like
 *   over several VMAs, which by its manual page may stop half-way.
 *
 *   When may neighbours merge?  Flags (but VM_SOFTDIRTY), file, and offsets agree, no ->close
 *   method, and their anonymous memory has one anon_vma, or one of them has none yet (and the
 *   other's does not come from a fork).
 *
 * Not here: page tables (zap.c, memory.c), what a call checks and means (mmap.c, munmap.c, ...),
 *   the memory of a VMA and its lock (vma_lock.c).
 *
 * Locks, outermost first (ranks: include/kernel/sync/lock_rank.h)
 *   40 mm->mmap_lock         sleeps  read: look-ups; write: everything that changes the set
 *   44 VMA lock              sleeps  a fault inside one VMA; see vma_lock.c
 *   45 mapping->invalidate_lock sleeps  truncate against faults of a file
 *   48 PG_locked             sleeps  contents and identity of a page-cache page
 *   54 mapping->i_mmap_rwsem sleeps  which VMAs map a file
 *   74 mapping->xa_lock      spins   the pages of a file
 *   76 page-table lock       spins   one table (struct page), or mm->page_table_lock for upper
 * levels 78 lru lock              spins   clean page cache User memory must not be touched while
 * mmap_lock is held: the fault handler takes it.
 *
 *   What holds a VMA still:
 *     mmap_lock  VMA lock   vm_start, vm_end, vm_flags...   tree, neighbours
 *     -          -          nothing                         nothing
 *     -          read       stable                          nothing
 *     read       -          stable                          stable
 *     write      -          stable                          may change
 *     write      write      may change                      may change
 *
 * Sources: mmap(2) munmap(2) mprotect(2) mremap(2), proc(5); behaviour of Linux 6.1
 */
#include "mm/vm/mm.h"

#include "internal.h"

/* --- the tree --- */

static uaddr_t vma_gap(const struct vm_area_struct *vma)
{
	uaddr_t from = vma->vm_prev ? vma->vm_prev->vm_end : 0;
	uaddr_t to = vma_start_gap(vma);

	return to > from ? to - from : 0;
}

RB_DECLARE_CALLBACKS_MAX(static, vma_gap_callbacks, struct vm_area_struct, vm_rb, uaddr_t,
			 rb_subtree_gap, vma_gap);

static void vma_gap_update(struct vm_area_struct *vma)
{
	vma_gap_callbacks.propagate(&vma->vm_rb, NULL);
}

struct vm_area_struct *vma_first(const struct mm_struct *mm)
{
	return mm->mmap;
}

struct vm_area_struct *find_vma_prev(struct mm_struct *mm, uaddr_t addr,
				     struct vm_area_struct **pprev)
{
	struct vm_area_struct *vma, *found = NULL, *prev = NULL;
	struct rb_node *n = mm->mm_rb.rb_node;

	while (n) {
		vma = rb_entry(n, struct vm_area_struct, vm_rb);
		if (vma->vm_end > addr) {
			found = vma;
			n = n->rb_left;
		} else {
			prev = vma;
			n = n->rb_right;
		}
	}
	*pprev = prev;
	return found;
}

struct vm_area_struct *find_vma(struct mm_struct *mm, uaddr_t addr)
{
	struct vm_area_struct *vma, *found = NULL;
	struct rb_node *n = mm->mm_rb.rb_node;

	while (n) {
		vma = rb_entry(n, struct vm_area_struct, vm_rb);
		if (vma->vm_end <= addr) {
			n = n->rb_right;
			continue;
		}
		found = vma;
		if (vma->vm_start <= addr)
			break;
		n = n->rb_left;
	}
	return found;
}

struct vm_area_struct *vma_lookup(struct mm_struct *mm, uaddr_t addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	return vma && vma->vm_start <= addr ? vma : NULL;
}

struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, uaddr_t start, uaddr_t end)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	return vma && vma->vm_start < end ? vma : NULL;
}

/* Depth of the recursion: the height of the tree, 2 log2(n). */
static bool gap_lowest(struct rb_node *n, size_t len, uaddr_t low, uaddr_t high, uaddr_t *addr)
{
	struct vm_area_struct *vma;
	uaddr_t from, to;

	for (; n; n = n->rb_right) {
		vma = rb_entry(n, struct vm_area_struct, vm_rb);
		if (vma->rb_subtree_gap < len)
			return false;
		from = vma->vm_prev ? vma->vm_prev->vm_end : 0;
		if (from > low && gap_lowest(n->rb_left, len, low, high, addr))
			return true;
		if (from >= high)
			return false;
		to = min(vma_start_gap(vma), high);
		from = max(from, low);
		if (to > from && to - from >= len) {
			*addr = from;
			return true;
		}
	}
	return false;
}

static bool gap_highest(struct rb_node *n, size_t len, uaddr_t low, uaddr_t high, uaddr_t *addr)
{
	struct vm_area_struct *vma;
	uaddr_t from, to;

	for (; n; n = n->rb_left) {
		vma = rb_entry(n, struct vm_area_struct, vm_rb);
		if (vma->rb_subtree_gap < len)
			return false;
		if (vma->vm_end < high && gap_highest(n->rb_right, len, low, high, addr))
			return true;
		to = vma_start_gap(vma);
		from = vma->vm_prev ? vma->vm_prev->vm_end : 0;
		if (min(to, high) > max(from, low) && min(to, high) - max(from, low) >= len) {
			*addr = min(to, high) - len;
			return true;
		}
		if (from <= low)
			return false;
	}
	return false;
}

static uaddr_t last_end(const struct mm_struct *mm)
{
	struct rb_node *n = rb_last(&mm->mm_rb);

	return n ? rb_entry(n, struct vm_area_struct, vm_rb)->vm_end : 0;
}

int vma_gap_bottomup(const struct mm_struct *mm, size_t len, uaddr_t low, uaddr_t high,
		     uaddr_t *addr)
{
	uaddr_t from;

	if (gap_lowest(mm->mm_rb.rb_node, len, low, high, addr))
		return 0;
	from = max(last_end(mm), low);
	if (from >= high || high - from < len)
		return -ENOMEM;
	*addr = from;
	return 0;
}

int vma_gap_topdown(const struct mm_struct *mm, size_t len, uaddr_t low, uaddr_t high,
		    uaddr_t *addr)
{
	uaddr_t from = max(last_end(mm), low);

	if (from < high && high - from >= len) {
		*addr = high - len;
		return 0;
	}
	return gap_highest(mm->mm_rb.rb_node, len, low, high, addr) ? 0 : -ENOMEM;
}

static void vma_insert(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct rb_node **link = &mm->mm_rb.rb_node, *parent = NULL;
	struct vm_area_struct *at, *prev = NULL, *next = NULL;

	while (*link) {
		parent = *link;
		at = rb_entry(parent, struct vm_area_struct, vm_rb);
		if (vma->vm_start < at->vm_start) {
			next = at;
			link = &parent->rb_left;
		} else {
			prev = at;
			link = &parent->rb_right;
		}
	}
	debug_assert(!prev || prev->vm_end <= vma->vm_start);
	debug_assert(!next || vma->vm_end <= next->vm_start);
	vma->vm_prev = prev;
	vma->vm_next = next;
	if (prev)
		prev->vm_next = vma;
	else
		mm->mmap = vma;
	if (next) {
		next->vm_prev = vma;
		vma_gap_update(next);
	}
	vma->detached = false;
	vma->rb_subtree_gap = 0;
	rb_link_node(&vma->vm_rb, parent, link);
	vma_gap_update(vma);
	rb_insert_augmented(&vma->vm_rb, &mm->mm_rb, &vma_gap_callbacks);
	mm->map_count++;
}

void vma_link(struct mm_struct *mm, struct vm_area_struct *vma)
{
	/* Faults wait until whoever links it lets go of mmap_lock. */
	vma->vm_lock_seq = mm->mm_lock_seq;
	vma_file_lock(vma);
	vma_insert(mm, vma);
	vma_file_insert(vma);
	vma_file_unlock(vma);
}

void vma_unlink(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct vm_area_struct *prev = vma->vm_prev, *next = vma->vm_next;

	vma_start_write(vma);
	rb_erase_augmented(&vma->vm_rb, &mm->mm_rb, &vma_gap_callbacks);
	if (prev)
		prev->vm_next = next;
	else
		mm->mmap = next;
	if (next) {
		next->vm_prev = prev;
		vma_gap_update(next);
	}
	vma->detached = true;
	mm->map_count--;
}

void vma_set_range(struct vm_area_struct *vma, uaddr_t start, uaddr_t end, unsigned long pgoff)
{
	WRITE_ONCE(vma->vm_start, start);
	WRITE_ONCE(vma->vm_end, end);
	vma->vm_pgoff = pgoff;
	vma_gap_update(vma);
	if (vma->vm_next)
		vma_gap_update(vma->vm_next);
}

void vma_set_page_prot(struct vm_area_struct *vma)
{
	unsigned long vm_flags = vma->vm_flags;

	/* A file that wants to hear of the first write to a page gets it by a fault. */
	if (vma->vm_ops && vma->vm_ops->page_mkwrite)
		vm_flags &= ~VM_SHARED;
	vma->vm_page_prot = vm_get_page_prot(vm_flags);
}

/* --- splitting --- */

int vma_spare_get(struct vma_spare *s, struct mm_struct *mm, unsigned int n)
{
	unsigned int i;

	s->vma[0] = s->vma[1] = NULL;
	for (i = 0; i < n; i++) {
		s->vma[i] = vma_alloc(mm);
		if (!s->vma[i]) {
			vma_spare_put(s);
			return -ENOMEM;
		}
	}
	return 0;
}

void vma_spare_put(struct vma_spare *s)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(s->vma); i++) {
		if (s->vma[i])
			vma_free(s->vma[i]);
		s->vma[i] = NULL;
	}
}

int vma_may_split(struct vm_area_struct *vma, uaddr_t addr)
{
	if (vma->vm_ops && vma->vm_ops->may_split)
		return vma->vm_ops->may_split(vma, addr);
	return 0;
}

static int split_allowed(struct vm_area_struct *vma, uaddr_t addr)
{
	if (vma->vm_mm->map_count >= READ_ONCE(sysctl_max_map_count))
		return -ENOMEM;
	return vma_may_split(vma, addr);
}

static void vma_copy_identity(struct vm_area_struct *dst, struct vm_area_struct *src)
{
	dst->vm_mm = src->vm_mm;
	dst->vm_flags = src->vm_flags;
	dst->vm_page_prot = src->vm_page_prot;
	dst->vm_ops = src->vm_ops;
	dst->vm_file = src->vm_file;
	dst->vm_mapping = src->vm_mapping;
	dst->vm_private_data = src->vm_private_data;
	dst->vm_lock_seq = src->vm_lock_seq;
	if (dst->vm_file)
		mm_file_ops->get(dst->vm_file);
	anon_vma_share(dst, src);
}

struct vm_area_struct *vma_split(struct vm_area_struct *vma, uaddr_t addr, enum split_side side,
				 struct vma_spare *s)
{
	unsigned int i = s->vma[0] ? 0 : 1;
	struct vm_area_struct *new = s->vma[i];
	unsigned long pgoff = linear_page_index(vma, addr);

	debug_assert(addr > vma->vm_start && addr < vma->vm_end && PAGE_ALIGNED(addr));
	assert(new);
	s->vma[i] = NULL;
	vma_start_write(vma);
	vma_copy_identity(new, vma);

	vma_file_lock(vma);
	vma_file_remove(vma);
	if (side == SPLIT_NEW_BELOW) {
		new->vm_start = vma->vm_start;
		new->vm_end = addr;
		new->vm_pgoff = vma->vm_pgoff;
		vma_set_range(vma, addr, vma->vm_end, pgoff);
	} else {
		new->vm_start = addr;
		new->vm_end = vma->vm_end;
		new->vm_pgoff = pgoff;
		vma_set_range(vma, vma->vm_start, addr, vma->vm_pgoff);
	}
	vma_insert(vma->vm_mm, new);
	vma_file_insert(vma);
	vma_file_insert(new);
	vma_file_unlock(vma);
	if (new->vm_ops &&new->vm_ops->open)
		new->vm_ops->open(new);
	return new;
}

/* --- merging --- */

static bool same_kind(const struct vm_area_struct *vma, const struct vma_want *w)
{
	return !((vma->vm_flags ^ w->vm_flags) & ~VM_SOFTDIRTY) && vma->vm_file == w->file &&
	       !(vma->vm_ops && vma->vm_ops->close);
}

/*
 * May memory of @a become part of a VMA that has @b?  @vma is the one that would grow: if its
 * anon_vma is inherited it does not take in memory that could have one of its own, and a VMA
 * without any does not take in memory that has one, as on Linux.
 */
static bool anon_vma_mergeable(const struct anon_vma *a, const struct anon_vma *b,
			       const struct vm_area_struct *vma)
{
	if ((!a || !b) && (!vma || (vma->anon_vma && !vma->anon_cloned)))
		return true;
	return a == b;
}

static bool can_merge_after(const struct vm_area_struct *vma, const struct vma_want *w,
			    const struct anon_vma *av)
{
	return vma->vm_end == w->start && same_kind(vma, w) &&
	       anon_vma_mergeable(av, vma->anon_vma, vma) &&
	       vma->vm_pgoff + vma_pages(vma) == w->pgoff;
}

static bool can_merge_before(const struct vm_area_struct *vma, const struct vma_want *w,
			     const struct anon_vma *av)
{
	return vma->vm_start == w->end && same_kind(vma, w) &&
	       anon_vma_mergeable(av, vma->anon_vma, vma) &&
	       vma->vm_pgoff == w->pgoff + ((w->end - w->start) >> PAGE_SHIFT);
}

/* One VMA grows; a neighbour shrinks, or up to two vanish. */
struct vma_change {
	struct vm_area_struct *vma;
	uaddr_t start, end;
	unsigned long pgoff;
	struct vm_area_struct *shrink;
	uaddr_t shrink_start, shrink_end;
	struct vm_area_struct *remove[2];
};

static void change_inherit_anon(struct vma_change *ch)
{
	struct vm_area_struct *from[3] = {ch->remove[0], ch->remove[1], ch->shrink};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(from) && !ch->vma->anon_vma; i++)
		if (from[i])
			anon_vma_share(ch->vma, from[i]);
}

/*
 * The mapping stays locked throughout: a truncate must find every page, whichever VMA it is in.
 */
static void vma_change_apply(struct vma_change *ch)
{
	struct vm_area_struct *vma = ch->vma, *shrink = ch->shrink;
	unsigned int i;

	vma_start_write(vma);
	if (shrink)
		vma_start_write(shrink);
	change_inherit_anon(ch);

	vma_file_lock(vma);
	vma_file_remove(vma);
	for (i = 0; i < ARRAY_SIZE(ch->remove); i++) {
		if (!ch->remove[i])
			continue;
		vma_unlink(vma->vm_mm, ch->remove[i]);
		vma_file_remove(ch->remove[i]);
	}
	if (shrink) {
		vma_file_remove(shrink);
		vma_set_range(shrink, ch->shrink_start, ch->shrink_end,
			      linear_page_index(shrink, ch->shrink_start));
		vma_file_insert(shrink);
	}
	vma_set_range(vma, ch->start, ch->end, ch->pgoff);
	vma_file_insert(vma);
	vma_file_unlock(vma);

	for (i = 0; i < ARRAY_SIZE(ch->remove); i++)
		if (ch->remove[i])
			vma_release(ch->remove[i], true);
}

/* prev grows over the range, and over next too if that fits. */
static void merge_into_prev(struct vm_area_struct *prev, struct vm_area_struct *area,
			    struct vm_area_struct *next, const struct vma_want *w)
{
	struct vma_change ch = {
		.vma = prev, .start = prev->vm_start, .end = w->end, .pgoff = prev->vm_pgoff};

	if (area && area->vm_start < w->end) {
		if (area->vm_end <= w->end) {
			ch.remove[0] = area;
		} else {
			ch.shrink = area;
			ch.shrink_start = w->end;
			ch.shrink_end = area->vm_end;
		}
	}
	if (next) {
		ch.remove[1] = next;
		ch.end = next->vm_end;
	}
	vma_change_apply(&ch);
}

/* next grows down over the range, which is the end of prev, a whole VMA, or free. */
static void merge_into_next(struct vm_area_struct *prev, struct vm_area_struct *area,
			    struct vm_area_struct *next, const struct vma_want *w)
{
	struct vma_change ch = {.vma = next,
				.start = w->start,
				.end = next->vm_end,
				.pgoff = next->vm_pgoff - ((w->end - w->start) >> PAGE_SHIFT)};

	if (prev && w->start < prev->vm_end) {
		ch.shrink = prev;
		ch.shrink_start = prev->vm_start;
		ch.shrink_end = w->start;
	} else if (area && area != next && area->vm_start < w->end) {
		ch.remove[0] = area;
	}
	vma_change_apply(&ch);
}

struct vm_area_struct *vma_merge(struct mm_struct *mm, struct vm_area_struct *prev,
				 const struct vma_want *w)
{
	struct vm_area_struct *area = prev ? prev->vm_next : mm->mmap;
	struct vm_area_struct *next = area;
	bool next_fits;

	if (w->vm_flags & VM_SPECIAL)
		return NULL;
	if (area && area->vm_end == w->end)
		next = area->vm_next;
	next_fits = next && can_merge_before(next, w, w->anon_vma);

	if (prev && can_merge_after(prev, w, w->anon_vma)) {
		if (!next_fits || !anon_vma_mergeable(prev->anon_vma, next->anon_vma, NULL))
			next = NULL;
		merge_into_prev(prev, area, next, w);
		return prev;
	}
	if (next_fits) {
		merge_into_next(prev, area, next, w);
		return next;
	}
	return NULL;
}

struct vm_area_struct *vma_expand_into(struct mm_struct *mm __maybe_unused,
				       struct vm_area_struct *prev, struct vm_area_struct *next,
				       const struct vma_want *w)
{
	bool next_fits, prev_fits;

	if (w->vm_flags & VM_SPECIAL)
		return NULL;
	next_fits = next && can_merge_before(next, w, NULL);
	prev_fits = prev && can_merge_after(prev, w, next_fits ? next->anon_vma : NULL);
	if (prev_fits) {
		merge_into_prev(prev, NULL, next_fits ? next : NULL, w);
		return prev;
	}
	if (next_fits) {
		merge_into_next(NULL, NULL, next, w);
		return next;
	}
	return NULL;
}

struct vm_area_struct *vma_modify(struct vm_area_struct *vma, struct vm_area_struct *prev,
				  uaddr_t start, uaddr_t end, unsigned long vm_flags,
				  struct vma_spare *s)
{
	struct vma_want w = {
		.start = start,
		.end = end,
		.vm_flags = vm_flags,
		.file = vma->vm_file,
		.pgoff = linear_page_index(vma, start),
		.anon_vma = vma->anon_vma,
	};
	struct vm_area_struct *merged = vma_merge(vma->vm_mm, prev, &w);
	int err;

	if (merged)
		return merged;
	if (start != vma->vm_start) {
		err = split_allowed(vma, start);
		if (err)
			return ERR_PTR(err);
		vma_split(vma, start, SPLIT_NEW_BELOW, s);
	}
	if (end != vma->vm_end) {
		err = split_allowed(vma, end);
		if (err)
			return ERR_PTR(err);
		vma_split(vma, end, SPLIT_NEW_ABOVE, s);
	}
	return vma;
}

void vma_release(struct vm_area_struct *vma, bool rcu)
{
	if (vma->vm_ops && vma->vm_ops->close)
		vma->vm_ops->close(vma);
	if (vma->vm_file)
		mm_file_ops->put(vma->vm_file);
	anon_vma_drop(vma);
	if (rcu)
		vma_free_rcu(vma);
	else
		vma_free(vma);
}

/* --- checking --- */

static uaddr_t check_subtree(struct rb_node *n, int *count)
{
	const struct vm_area_struct *vma = rb_entry(n, struct vm_area_struct, vm_rb);
	uaddr_t gap;

	gap = vma_gap(vma);
	(*count)++;
	if (n->rb_left)
		gap = max(gap, check_subtree(n->rb_left, count));
	if (n->rb_right)
		gap = max(gap, check_subtree(n->rb_right, count));
	assert(gap == vma->rb_subtree_gap);
	return gap;
}

void vma_check_tree(const struct mm_struct *mm)
{
	const struct vm_area_struct *vma, *prev = NULL;
	int in_tree = 0, in_list = 0;

	if (mm->mm_rb.rb_node)
		check_subtree(mm->mm_rb.rb_node, &in_tree);
	for (vma = mm->mmap; vma; prev = vma, vma = vma->vm_next) {
		assert(vma->vm_prev == prev && !vma->detached && vma->vm_mm == mm);
		assert(vma->vm_start < vma->vm_end && PAGE_ALIGNED(vma->vm_start | vma->vm_end));
		assert(!prev || prev->vm_end <= vma->vm_start);
		in_list++;
	}
	assert(in_tree == in_list && in_list == mm->map_count);
}
