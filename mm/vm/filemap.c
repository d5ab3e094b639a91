/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/filemap.c - the page cache: one page for read, write and every mapping of a file
 *
 * Theory
 *   address_space.i_pages maps the offset of a page to the page.  The cache holds one reference.
 *   A look-up takes no lock: it loads the pointer, takes a reference unless the page is being
 *   freed, and loads the pointer again.  A page found that way may be dropped from the cache
 *   at any time; who needs it to stay locks it (PG_locked) and looks at page->mapping.
 *
 *   A page is added locked and not up to date; whoever reads it in unlocks it when it is.
 *
 * Not here: read and write (filemap_io.c), truncation (truncate.c), tmpfs (shmem.c), reclaim
 *   (vmscan.c).
 *
 * Locks: 48 PG_locked: contents, place in the cache.  74 mapping->xa_lock: changes of i_pages.
 *   Sleepers on PG_locked wait in one of a few hashed queues.
 */
#include "mm/vm/filemap.h"

#include "kernel/sched/sched.h"
#include "kernel/sched/wait.h"
#include "kernel/sync/rcu.h"
#include "lib/hash.h"

#include "filemap_internal.h"
#include "internal.h"

#define PAGE_WAIT_BITS 5

static wait_queue_head_t page_wait_table[1 << PAGE_WAIT_BITS];

static wait_queue_head_t *page_waitqueue(const struct page *page)
{
	return &page_wait_table[hash_ptr(page, PAGE_WAIT_BITS)];
}

void filemap_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(page_wait_table); i++)
		init_waitqueue_head(&page_wait_table[i]);
}

void address_space_init(struct address_space *m, struct inode *host,
			const struct address_space_operations *ops)
{
	m->host = host;
	xa_init(&m->i_pages);
	spin_lock_init(&m->xa_lock, RANK_MAPPING);
	m->nrpages = 0;
	atomic_set(&m->i_mmap_writable, 0);
	m->i_mmap = RB_ROOT;
	init_rwsem(&m->i_mmap_rwsem, RANK_I_MMAP);
	init_rwsem(&m->invalidate_lock, RANK_VMA + 1);
	m->a_ops = ops;
	m->flags = 0;
	m->gfp_mask = GFP_HIGHUSER_MOVABLE;
	m->private_data = NULL;
}

loff_t mapping_size(const struct address_space *m)
{
	if (m->a_ops && m->a_ops->size)
		return m->a_ops->size(m);
	return mm_file_ops->size(m->host);
}

/* --- the lock of a page --- */

bool trylock_page(struct page *page)
{
	return !test_and_set_bit_lock(PG_locked, &page->flags);
}

static int lock_page_slow(struct page *page, unsigned int state)
{
	wait_queue_head_t *wq = page_waitqueue(page);
	struct wait_queue_entry wait;
	int ret = 0;

	init_wait_entry(&wait, 0);
	for (;;) {
		/* In the queue first, then the flag, then the test: an unlock sees one or we the
		 * other. */
		prepare_to_wait(wq, &wait, state);
		SetPageWaiters(page);
		if (trylock_page(page))
			break;
		if (signal_pending_state(state)) {
			ret = -EINTR;
			break;
		}
		schedule();
	}
	finish_wait(wq, &wait);
	return ret;
}

void lock_page(struct page *page)
{
	might_sleep();
	if (!trylock_page(page))
		(void)lock_page_slow(page, TASK_UNINTERRUPTIBLE);
}

int lock_page_killable(struct page *page)
{
	might_sleep();
	return trylock_page(page) ? 0 : lock_page_slow(page, TASK_KILLABLE);
}

void unlock_page(struct page *page)
{
	debug_assert(PageLocked(page));
	clear_bit_unlock(PG_locked, &page->flags);
	smp_mb();
	if (unlikely(PageWaiters(page))) {
		ClearPageWaiters(page);
		wake_up_all(page_waitqueue(page));
	}
}

void wait_on_page_locked(struct page *page)
{
	if (PageLocked(page)) {
		lock_page(page);
		unlock_page(page);
	}
}

/* --- look-up --- */

struct page *find_get_page(struct address_space *m, unsigned long index)
{
	struct page *page;

	rcu_read_lock();
	for (;;) {
		page = xa_load(&m->i_pages, index);
		if (!page)
			break;
		if (!get_page_unless_zero(page))
			continue;
		if (likely(page == xa_load(&m->i_pages, index)))
			break;
		put_page(page);
	}
	rcu_read_unlock();
	return page;
}

struct page *find_lock_page(struct address_space *m, unsigned long index)
{
	struct page *page;

	for (;;) {
		page = find_get_page(m, index);
		if (!page)
			return NULL;
		lock_page(page);
		if (likely(page->mapping == m))
			return page;
		unlock_page(page);
		put_page(page);
	}
}

unsigned int find_get_pages_range(struct address_space *m, unsigned long *index, unsigned long end,
				  unsigned int n, struct page **pages)
{
	unsigned long at = *index;
	struct page *page;
	unsigned int got = 0;

	rcu_read_lock();
	page = xa_find(&m->i_pages, &at, end, XA_PRESENT);
	while (page && got < n) {
		if (get_page_unless_zero(page)) {
			if (page == xa_load(&m->i_pages, at))
				pages[got++] = page;
			else
				put_page(page);
			*index = at + 1;
		}
		if (got < n)
			page = xa_find_after(&m->i_pages, &at, end, XA_PRESENT);
	}
	rcu_read_unlock();
	return got;
}

/* --- in and out --- */

static void account_cached(struct page *page, struct address_space *m, long n)
{
	m->nrpages += (unsigned long)n;
	mod_page_state(page, NR_FILE_PAGES, n);
	if (mapping_is_shmem(m))
		mod_page_state(page, NR_SHMEM, n);
}

/* Stores @page; called again with nodes in the pool when -EAGAIN says that some are missing. */
static int cache_insert(struct address_space *m, unsigned long index, struct page *page,
			struct xa_pool *pool)
{
	int err;

	spin_lock(&m->xa_lock);
	if (xa_load(&m->i_pages, index)) {
		err = -EEXIST;
	} else {
		err = xa_err(xa_store_pool(&m->i_pages, index, page, pool));
		if (!err)
			account_cached(page, m, 1);
	}
	spin_unlock(&m->xa_lock);
	return err;
}

int add_to_page_cache_locked(struct page *page, struct address_space *m, unsigned long index,
			     gfp_t gfp)
{
	struct xa_pool pool = XA_POOL_INIT;
	int err;

	get_page(page);
	SetPageLocked(page);
	page->mapping = m;
	page->index = index;
	for (;;) {
		err = cache_insert(m, index, page, &pool);
		if (err != -EAGAIN)
			break;
		/* Nothing is held: the tree is looked at again with the nodes at hand. */
		err = xa_prealloc(&pool, &m->i_pages, index, gfp);
		if (err)
			break;
	}
	xa_pool_release(&pool);
	if (!err) {
		if (!mapping_is_shmem(m))
			lru_add_file(page);
		return 0;
	}
	page->mapping = NULL;
	ClearPageLocked(page);
	put_page(page);
	return err;
}

void delete_from_page_cache(struct page *page)
{
	struct address_space *m = page->mapping;

	assert(PageLocked(page) && m);
	if (!mapping_is_shmem(m))
		lru_del_file(page);
	if (PageDirty(page) && m->a_ops->writepage)
		mod_page_state(page, NR_FILE_DIRTY, -1);
	ClearPageDirty(page);
	spin_lock(&m->xa_lock);
	xa_erase(&m->i_pages, page->index);
	account_cached(page, m, -1);
	/* A page that is still referenced must not look like a member. */
	WRITE_ONCE(page->mapping, NULL);
	spin_unlock(&m->xa_lock);
	if (m->a_ops->freepage)
		m->a_ops->freepage(m, page);
	put_page(page);
}

/* --- dirty --- */

bool set_page_dirty(struct page *page)
{
	struct address_space *m = READ_ONCE(page->mapping);

	if (!m || PageAnon(page) || !m->a_ops->writepage)
		return !PageDirty(page) && !TestSetPageDirty(page);
	if (m->a_ops->dirty_page)
		return m->a_ops->dirty_page(m, page);
	if (TestSetPageDirty(page))
		return false;
	spin_lock(&m->xa_lock);
	if (page->mapping == m) {
		xa_set_mark(&m->i_pages, page->index, PAGECACHE_TAG_DIRTY);
		mod_page_state(page, NR_FILE_DIRTY, 1);
	}
	spin_unlock(&m->xa_lock);
	return true;
}

bool clear_page_dirty_for_io(struct page *page)
{
	struct address_space *m = page->mapping;

	assert(PageLocked(page));
	if (!TestClearPageDirty(page))
		return false;
	spin_lock(&m->xa_lock);
	xa_clear_mark(&m->i_pages, page->index, PAGECACHE_TAG_DIRTY);
	spin_unlock(&m->xa_lock);
	mod_page_state(page, NR_FILE_DIRTY, -1);
	return true;
}

static int write_one(struct address_space *m, struct page *page)
{
	lock_page(page);
	if (page->mapping != m || !clear_page_dirty_for_io(page)) {
		unlock_page(page);
		return 0;
	}
	return m->a_ops->writepage(page); /* unlocks */
}

int filemap_write_and_wait_range(struct address_space *m, loff_t start, loff_t end)
{
	unsigned long index = (unsigned long)start >> PAGE_SHIFT,
		      last = (unsigned long)end >> PAGE_SHIFT;
	struct page *page;
	int err, ret = 0;

	if (!m->a_ops->writepage)
		return 0;
	for (;;) {
		rcu_read_lock();
		page = xa_find(&m->i_pages, &index, last, PAGECACHE_TAG_DIRTY);
		if (page && !get_page_unless_zero(page))
			page = NULL;
		rcu_read_unlock();
		if (!page)
			break;
		err = write_one(m, page);
		if (err) {
			set_bit(AS_EIO, &m->flags);
			ret = err;
		}
		put_page(page);
		if (index++ == last)
			break;
		cond_resched();
	}
	return ret;
}
