/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/shmem.c - memory that is a file: the contents of tmpfs, shared anonymous memory
 *
 * Theory
 *   The page cache is the only copy.  A page comes into being when it is written, faulted or
 *   allocated (fallocate), full of zeros; where there is none, read(2) gives zeros.  Each page is
 *   charged to the file system's limit and to Committed_AS; a shared anonymous mapping instead
 *   charges its whole size when it is made (AS_PREACCOUNTED).
 *
 *   A fault makes a page under invalidate_lock (for reading) after it has looked at the size, so
 *   none appears behind a truncation that has passed.  write(2) and fallocate(2) hold the inode's
 *   rwsem, as truncation does.
 *
 * Not here: names and inodes (fs/tmpfs).
 *
 * Locks: inode rwsem -> 45 invalidate_lock -> 48 PG_locked -> leaf: sbi->lock.
 *
 * Sources: tmpfs(5), fallocate(2), lseek(2) SEEK_DATA, Linux Documentation/filesystems/tmpfs.rst
 */
#include "mm/vm/shmem.h"

#include "kernel/sched/sched.h"
#include "kernel/sync/rcu.h"
#include "lib/string.h"

#include "filemap_internal.h"
#include "internal.h"

#define SHMEM_MAX_INDEX ((unsigned long)INT64_MAX >> PAGE_SHIFT)

static struct shmem_sb_info *shmem_sbi(const struct address_space *m)
{
	return m->private_data;
}

static bool preaccounted(const struct address_space *m)
{
	return test_bit(AS_PREACCOUNTED, &m->flags);
}

/* --- limits --- */

static int charge_page(struct address_space *m)
{
	struct shmem_sb_info *sbi = shmem_sbi(m);
	bool fits = true;

	if (!preaccounted(m) && vm_acct_memory(1, true))
		return -ENOSPC;
	if (!sbi)
		return 0;
	spin_lock(&sbi->lock);
	if (sbi->max_blocks && sbi->used_blocks >= sbi->max_blocks)
		fits = false;
	else
		sbi->used_blocks++;
	spin_unlock(&sbi->lock);
	if (!fits && !preaccounted(m))
		vm_unacct_memory(1);
	return fits ? 0 : -ENOSPC;
}

static void uncharge_pages(struct address_space *m, unsigned long n)
{
	struct shmem_sb_info *sbi = shmem_sbi(m);

	if (!preaccounted(m))
		vm_unacct_memory((long)n);
	if (!sbi)
		return;
	spin_lock(&sbi->lock);
	sbi->used_blocks -= n;
	spin_unlock(&sbi->lock);
}

/* --- pages --- */

/* A charged page of zeros at @index: locked and referenced; -EEXIST: somebody was faster. */
static int make_page(struct address_space *m, unsigned long index, struct page **out)
{
	struct page *page;
	int err = charge_page(m);

	if (err)
		return err;
	page = alloc_page(m->gfp_mask | __GFP_ZERO);
	if (!page) {
		uncharge_pages(m, 1);
		return -ENOMEM;
	}
	page->flags |= BIT(PG_swapbacked) | BIT(PG_uptodate);
	err = add_to_page_cache_locked(page, m, index, GFP_KERNEL);
	if (err) {
		put_page(page);
		uncharge_pages(m, 1);
		return err;
	}
	*out = page;
	return 0;
}

int shmem_get_page(struct address_space *m, unsigned long index, struct page **out,
		   enum sgp_type sgp)
{
	int err;

	if (index > SHMEM_MAX_INDEX)
		return -EFBIG;
	for (;;) {
		*out = find_lock_page(m, index);
		if (*out || sgp == SGP_READ)
			return 0;
		err = make_page(m, index, out);
		if (!err && sgp == SGP_FALLOC) {
			spin_lock(&m->xa_lock);
			xa_set_mark(&m->i_pages, index, PAGECACHE_TAG_FALLOC);
			spin_unlock(&m->xa_lock);
		}
		if (err != -EEXIST)
			return err;
	}
}

int shmem_add_page(struct address_space *m, unsigned long index, struct page *page)
{
	int err = charge_page(m);

	if (err)
		return err;
	page->flags |= BIT(PG_swapbacked) | BIT(PG_uptodate) | BIT(PG_dirty);
	err = add_to_page_cache_locked(page, m, index, GFP_KERNEL);
	if (err) {
		page->flags &= ~(BIT(PG_swapbacked) | BIT(PG_uptodate) | BIT(PG_dirty));
		uncharge_pages(m, 1);
		return err;
	}
	unlock_page(page);
	put_page(page); /* the caller's: the cache has its own */
	return 0;
}

static void shmem_freepage(struct address_space *m, struct page *page __maybe_unused)
{
	uncharge_pages(m, 1);
}

/* --- read and write --- */

ssize_t shmem_read_iter(struct address_space *m, loff_t *pos, struct iov_iter *to)
{
	size_t n, copied, off;
	struct page *page;
	ssize_t done = 0;
	loff_t size;

	if (*pos < 0)
		return -EINVAL;
	while (iov_iter_count(to)) {
		size = mapping_size(m);
		if (*pos >= size)
			break;
		off = offset_in_page(*pos);
		n = min(PAGE_SIZE - off, iov_iter_count(to));
		n = min_t(size_t, n, (size_t)(size - *pos));
		page = find_get_page(m, (unsigned long)*pos >> PAGE_SHIFT);
		if (page) {
			copied = copy_page_to_iter(page, off, n, to);
			put_page(page);
		} else {
			copied = iov_iter_zero(n, to);
		}
		*pos += (loff_t)copied;
		done += (ssize_t)copied;
		if (copied < n)
			return done ? done : -EFAULT;
		cond_resched();
	}
	return done;
}

static int shmem_write_begin(struct address_space *m, loff_t pos, unsigned int len __maybe_unused,
			     struct page **page)
{
	return shmem_get_page(m, (unsigned long)pos >> PAGE_SHIFT, page, SGP_WRITE);
}

static int shmem_write_end(struct address_space *m, loff_t pos, unsigned int len __maybe_unused,
			   unsigned int copied, struct page *page)
{
	if (copied && pos + copied > mapping_size(m))
		mm_file_ops->size_set(m->host, pos + copied);
	set_page_dirty(page);
	unlock_page(page);
	put_page(page);
	return (int)copied;
}

/* --- truncation --- */

void shmem_truncate_range(struct address_space *m, loff_t start, loff_t end)
{
	down_write(&m->invalidate_lock);
	truncate_inode_pages_range(m, start, end);
	up_write(&m->invalidate_lock);
}

void shmem_punch_hole(struct address_space *m, loff_t off, loff_t len)
{
	unsigned long first = ((unsigned long)off + PAGE_SIZE - 1) >> PAGE_SHIFT;
	unsigned long stop = (unsigned long)(off + len) >> PAGE_SHIFT;

	if (len <= 0)
		return;
	down_write(&m->invalidate_lock);
	if (first < stop)
		unmap_mapping_pages(m, first, stop - first, false);
	truncate_inode_pages_range(m, off, off + len - 1);
	up_write(&m->invalidate_lock);
}

/* Removes what an fallocate that failed has made, unless it was used meanwhile. */
static void undo_fallocate(struct address_space *m, unsigned long first, unsigned long last,
			   bool keep)
{
	unsigned long index;
	struct page *page;

	for (index = first;; index++) {
		spin_lock(&m->xa_lock);
		page = xa_find(&m->i_pages, &index, last, PAGECACHE_TAG_FALLOC);
		if (page) {
			xa_clear_mark(&m->i_pages, index, PAGECACHE_TAG_FALLOC);
			get_page(page);
		}
		spin_unlock(&m->xa_lock);
		if (!page)
			return;
		if (!keep) {
			lock_page(page);
			if (page->mapping == m && !page_mapcount(page) && !PageDirty(page))
				delete_from_page_cache(page);
			unlock_page(page);
		}
		put_page(page);
		cond_resched();
	}
}

int shmem_fallocate(struct address_space *m, loff_t off, loff_t len)
{
	unsigned long first = (unsigned long)off >> PAGE_SHIFT, index;
	unsigned long last = ((unsigned long)(off + len) - 1) >> PAGE_SHIFT;
	struct shmem_sb_info *sbi = shmem_sbi(m);
	struct page *page;
	int err = 0;

	/* More than there will ever be: no need to try. */
	if (sbi && sbi->max_blocks && last - first + 1 > sbi->max_blocks)
		return -ENOSPC;
	for (index = first; index <= last && !err; index++) {
		if (signal_pending_state(TASK_INTERRUPTIBLE)) {
			err = -EINTR;
			break;
		}
		err = shmem_get_page(m, index, &page, SGP_FALLOC);
		if (!err) {
			unlock_page(page);
			put_page(page);
		}
		cond_resched();
	}
	undo_fallocate(m, first, last, err == 0);
	return err;
}

loff_t shmem_seek_data_hole(struct address_space *m, loff_t off, loff_t size, bool hole)
{
	unsigned long index, first = (unsigned long)off >> PAGE_SHIFT;
	unsigned long last = ((unsigned long)size - 1) >> PAGE_SHIFT;
	void *page;

	if (off < 0 || off >= size)
		return -ENXIO;
	rcu_read_lock();
	index = first;
	if (hole) {
		while (index <= last && xa_load(&m->i_pages, index))
			index++;
	} else {
		page = xa_find(&m->i_pages, &index, last, XA_PRESENT);
		if (!page)
			index = last + 1;
	}
	rcu_read_unlock();
	if (index > last)
		return hole ? size : -ENXIO;
	return index == first ? off : (loff_t)(index << PAGE_SHIFT);
}

/* --- faults --- */

static vm_fault_t shmem_fault(struct vm_fault *vmf)
{
	struct address_space *m = vmf->vma->vm_mapping;
	struct page *page;
	int err;

	for (;;) {
		if (vmf->pgoff >= ((unsigned long)mapping_size(m) + PAGE_SIZE - 1) >> PAGE_SHIFT)
			return VM_FAULT_SIGBUS;
		page = find_lock_page(m, vmf->pgoff);
		if (page)
			break;
		down_read(&m->invalidate_lock);
		err = 0;
		if (vmf->pgoff < ((unsigned long)mapping_size(m) + PAGE_SIZE - 1) >> PAGE_SHIFT)
			err = make_page(m, vmf->pgoff, &page);
		up_read(&m->invalidate_lock);
		if (page)
			break;
		if (err && err != -EEXIST)
			return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
	}
	vmf->page = page;
	return VM_FAULT_LOCKED;
}

const struct vm_operations_struct shmem_vm_ops = {
	.fault = shmem_fault,
	.map_pages = filemap_map_pages,
};

const struct address_space_operations shmem_aops = {
	.write_begin = shmem_write_begin,
	.write_end = shmem_write_end,
	.freepage = shmem_freepage,
};

/* --- life --- */

void shmem_mapping_init(struct address_space *m, struct inode *host, struct shmem_sb_info *sbi,
			bool account_whole)
{
	address_space_init(m, host, &shmem_aops);
	m->flags = BIT(AS_SHMEM) | BIT(AS_UNEVICTABLE) | (account_whole ? BIT(AS_PREACCOUNTED) : 0);
	m->private_data = sbi;
}

void shmem_evict(struct address_space *m)
{
	shmem_truncate_range(m, 0, -1);
	xa_destroy(&m->i_pages);
	if (preaccounted(m))
		vm_unacct_memory((long)(PAGE_ALIGN((unsigned long)mapping_size(m)) >> PAGE_SHIFT));
}

struct file *shmem_file_setup(const char *name, loff_t size, unsigned long vm_flags)
{
	long pages = (long)(PAGE_ALIGN((unsigned long)size) >> PAGE_SHIFT);
	struct file *f;

	if (size < 0)
		return ERR_PTR(-EINVAL);
	if (!(vm_flags & VM_NORESERVE) && vm_acct_memory(pages, false))
		return ERR_PTR(-ENOMEM);
	f = mm_file_ops ? mm_file_ops->shmem_file(name, size, vm_flags) : ERR_PTR(-ENODEV);
	if (IS_ERR(f) && !(vm_flags & VM_NORESERVE))
		vm_unacct_memory(pages);
	return f;
}

int shmem_zero_setup(struct vm_area_struct *vma)
{
	struct file *f =
		shmem_file_setup("dev/zero", (loff_t)(vma->vm_end - vma->vm_start), vma->vm_flags);

	if (IS_ERR(f))
		return (int)PTR_ERR(f);
	if (vma->vm_file)
		mm_file_ops->put(vma->vm_file);
	vma->vm_file = f;
	vma->vm_mapping = mm_file_ops->mapping(f);
	vma->vm_ops = &shmem_vm_ops;
	return 0;
}
