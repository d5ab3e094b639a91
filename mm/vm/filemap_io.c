/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/filemap_io.c - read(2), write(2) and faults of cached files
 *
 * Theory
 *   Reading copies from up-to-date pages without locking them.  Writing asks the file system for
 *   a locked page (->write_begin), copies with faults forbidden (a fault on the page we hold
 *   locked would wait for ever; the source is touched before instead), and gives it back
 *   (->write_end), which moves the end of the file.  A fault locks the page so that it meets
 *   truncation in order; fault-around takes the pages that are there and not locked.
 *
 * Locks: callers of write hold the inode's rwsem.  45 invalidate_lock for reading while a page is
 *   brought in by a fault, 48 PG_locked, 76 table lock.
 */
#include "mm/vm/filemap.h"

#include "kernel/sched/sched.h"
#include "kernel/sync/rcu.h"

#include "filemap_internal.h"
#include "internal.h"

static unsigned long last_index_plus_one(const struct address_space *m)
{
	return ((unsigned long)mapping_size(m) + PAGE_SIZE - 1) >> PAGE_SHIFT;
}

/* A page that is not cached yet is made and read; referenced and up to date, or ERR_PTR. */
static struct page *read_in(struct address_space *m, struct file *f, unsigned long index)
{
	struct page *page;
	int err;

	if (!m->a_ops->read_page)
		return ERR_PTR(-EIO);
	for (;;) {
		page = find_get_page(m, index);
		if (!page) {
			page = alloc_page(m->gfp_mask);
			if (!page)
				return ERR_PTR(-ENOMEM);
			err = add_to_page_cache_locked(page, m, index, GFP_KERNEL);
			if (err) {
				put_page(page);
				if (err == -EEXIST)
					continue;
				return ERR_PTR(err);
			}
		} else {
			if (PageUptodate(page))
				return page;
			lock_page(page);
			if (page->mapping != m || PageUptodate(page)) {
				unlock_page(page);
				put_page(page);
				continue;
			}
		}
		err = m->a_ops->read_page(f, page); /* unlocks */
		if (!err) {
			wait_on_page_locked(page);
			if (PageUptodate(page))
				return page;
			err = -EIO;
		}
		put_page(page);
		return ERR_PTR(err);
	}
}

static struct page *get_uptodate(struct address_space *m, struct file *f, unsigned long index)
{
	struct page *page = find_get_page(m, index);

	if (likely(page && PageUptodate(page))) {
		if (!PageReferenced(page))
			lru_touch(page);
		return page;
	}
	if (page)
		put_page(page);
	return read_in(m, f, index);
}

void filemap_readahead(struct address_space *m, struct file *f, unsigned long index,
		       unsigned long n)
{
	unsigned long end = min(index + n, last_index_plus_one(m));
	struct page *page;

	for (; index < end; index++) {
		page = get_uptodate(m, f, index);
		if (IS_ERR(page))
			return;
		put_page(page);
		cond_resched();
	}
}

ssize_t filemap_read(struct address_space *m, struct file *f, loff_t *pos, struct iov_iter *to)
{
	ssize_t done = 0;
	struct page *page;
	size_t n, copied, off;
	loff_t size;

	if (*pos < 0)
		return -EINVAL;
	while (iov_iter_count(to)) {
		if (*pos >= mapping_size(m))
			break;
		page = get_uptodate(m, f, (unsigned long)*pos >> PAGE_SHIFT);
		if (IS_ERR(page))
			return done ? done : PTR_ERR(page);
		/* After the page is up to date: what lies beyond the size now was never there. */
		size = mapping_size(m);
		if (*pos >= size) {
			put_page(page);
			break;
		}
		off = offset_in_page(*pos);
		n = min(PAGE_SIZE - off, iov_iter_count(to));
		n = min_t(size_t, n, (size_t)(size - *pos));
		copied = copy_page_to_iter(page, off, n, to);
		put_page(page);
		*pos += (loff_t)copied;
		done += (ssize_t)copied;
		if (copied < n)
			return done ? done : -EFAULT;
		cond_resched();
		if (signal_pending_state(TASK_KILLABLE))
			return done ? done : -EINTR;
	}
	return done;
}

/* One page's part of a write: bytes copied or -errno. */
static ssize_t write_piece(struct address_space *m, loff_t pos, unsigned int n,
			   struct iov_iter *from)
{
	struct page *page = NULL;
	bool nofault = from->nofault;
	size_t copied;
	int ret;

	ret = m->a_ops->write_begin(m, pos, n, &page);
	if (ret)
		return ret;
	from->nofault = true;
	copied = copy_page_from_iter(page, offset_in_page(pos), n, from);
	from->nofault = nofault;
	ret = m->a_ops->write_end(m, pos, n, (unsigned int)copied, page);
	if (ret < (int)copied)
		iov_iter_revert(from, copied - (ret < 0 ? 0 : (size_t)ret));
	return ret;
}

ssize_t generic_perform_write(struct address_space *m, loff_t *pos, struct iov_iter *from)
{
	ssize_t done = 0, ret = 0;
	unsigned int n;

	while (iov_iter_count(from)) {
		n = (unsigned int)min(PAGE_SIZE - offset_in_page(*pos), iov_iter_count(from));
		if (fault_in_iov_iter_readable(from, n) == n) {
			ret = -EFAULT;
			break;
		}
		if (signal_pending_state(TASK_KILLABLE)) {
			ret = -EINTR;
			break;
		}
		ret = write_piece(m, *pos, n, from);
		if (ret < 0)
			break;
		/* 0: the source went away between touching and copying it; touch it again. */
		*pos += ret;
		done += ret;
		cond_resched();
	}
	return done ? done : ret;
}

/* --- faults --- */

unsigned int filemap_fault(struct vm_fault *vmf)
{
	struct address_space *m = vmf->vma->vm_mapping;
	struct page *page;
	vm_fault_t ret = 0;

	for (;;) {
		if (unlikely(vmf->pgoff >= last_index_plus_one(m)))
			return VM_FAULT_SIGBUS;
		page = find_get_page(m, vmf->pgoff);
		if (!page || !PageUptodate(page)) {
			if (page)
				put_page(page);
			ret = VM_FAULT_MAJOR;
			count_vm_event(PGMAJFAULT, 1);
			down_read(&m->invalidate_lock);
			page = read_in(m, vmf->vma->vm_file, vmf->pgoff);
			up_read(&m->invalidate_lock);
			if (IS_ERR(page))
				return PTR_ERR(page) == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
		}
		lock_page(page);
		if (unlikely(page->mapping != m)) {
			unlock_page(page);
			put_page(page);
			continue;
		}
		if (unlikely(vmf->pgoff >= last_index_plus_one(m))) {
			unlock_page(page);
			put_page(page);
			return VM_FAULT_SIGBUS;
		}
		vmf->page = page;
		return ret | VM_FAULT_LOCKED;
	}
}

/* May @page, found without a lock, be mapped at @index now?  Then it is locked and referenced. */
static bool claim_for_map(struct address_space *m, struct page *page, unsigned long index)
{
	if (PageLocked(page) || !PageUptodate(page) || !get_page_unless_zero(page))
		return false;
	if (likely(trylock_page(page))) {
		if (likely(page->mapping == m && page->index == index && PageUptodate(page)))
			return true;
		unlock_page(page);
	}
	put_page(page);
	return false;
}

unsigned int filemap_map_pages(struct vm_fault *vmf, unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = vmf->vma;
	struct address_space *m = vma->vm_mapping;
	unsigned long index, limit = last_index_plus_one(m);
	enum mm_counter which = mapping_is_shmem(m) ? MM_SHMEMPAGES : MM_FILEPAGES;
	pte_t *base = vmf->pte - (vmf->pgoff - start), *pte;
	vm_fault_t ret = 0;
	struct page *page;
	void *entry;
	long mapped = 0;

	if (limit == 0 || start >= limit)
		return 0;
	end = min(end, limit - 1);
	rcu_read_lock();
	vmf->ptl = pte_lockptr(vmf->pmd);
	spin_lock(vmf->ptl);
	xa_for_each_range(&m->i_pages, index, entry, start, end)
	{
		page = entry;
		pte = base + (index - start);
		if (!pte_none(ptep_get(pte)) || !claim_for_map(m, page, index))
			continue;
		/* The size under the table's lock: a truncation that missed this entry has shown
		 * its new size. */
		if (likely(index < last_index_plus_one(m))) {
			page_add_file_rmap(page);
			set_pte(pte, pfn_pte(page_to_pfn(page), vma->vm_page_prot));
			mapped++;
			if (index == vmf->pgoff)
				ret = VM_FAULT_NOPAGE;
			unlock_page(page);
		} else {
			unlock_page(page);
			put_page(page);
		}
	}
	if (mapped) {
		add_mm_counter(vma->vm_mm, which, mapped);
		table_count(vmf->ptl, which, mapped);
	}
	spin_unlock(vmf->ptl);
	rcu_read_unlock();
	return ret;
}

/* Locks the page and tells the cache that it is written; page locked on return. */
static vm_fault_t filemap_page_mkwrite(struct vm_fault *vmf)
{
	struct address_space *m = vmf->vma->vm_mapping;

	lock_page(vmf->page);
	if (vmf->page->mapping != m || vmf->page->index >= last_index_plus_one(m)) {
		unlock_page(vmf->page);
		return VM_FAULT_NOPAGE;
	}
	return VM_FAULT_LOCKED;
}

const struct vm_operations_struct generic_file_vm_ops = {
	.fault = filemap_fault,
	.map_pages = filemap_map_pages,
	.page_mkwrite = filemap_page_mkwrite,
};
