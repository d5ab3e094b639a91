/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/filemap_test.c - the page cache over a made-up file, and shmem without a file system
 */
#include "kernel/base/ktest.h"

#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/vm/shmem.h"

#include "internal.h"

/* --- a file whose byte at n is n / 4096 + n --- */

static loff_t test_size;
static unsigned int test_reads;

static unsigned char expected(loff_t pos)
{
	return (unsigned char)((pos >> PAGE_SHIFT) + pos);
}

static loff_t test_get_size(const struct address_space *m __maybe_unused)
{
	return test_size;
}

static int test_read_page(struct file *f __maybe_unused, struct page *page)
{
	unsigned char *p = page_address(page);
	unsigned int i;

	for (i = 0; i < PAGE_SIZE; i++)
		p[i] = expected(((loff_t)page->index << PAGE_SHIFT) + i);
	test_reads++;
	SetPageUptodate(page);
	unlock_page(page);
	return 0;
}

static const struct address_space_operations test_aops = {
	.read_page = test_read_page,
	.size = test_get_size,
};

static ssize_t read_at(struct address_space *m, loff_t pos, void *buf, size_t n)
{
	struct kvec vec = {buf, n};
	struct iov_iter to;

	iov_iter_kvec(&to, ITER_DEST, &vec, 1, n);
	return mapping_is_shmem(m) ? shmem_read_iter(m, &pos, &to)
				   : filemap_read(m, NULL, &pos, &to);
}

static ssize_t write_at(struct address_space *m, loff_t pos, const void *buf, size_t n)
{
	struct kvec vec = {(void *)buf, n};
	struct iov_iter from;

	iov_iter_kvec(&from, ITER_SOURCE, &vec, 1, n);
	return generic_perform_write(m, &pos, &from);
}

KTEST(filemap, reads_once_and_drops)
{
	struct address_space *m = kzalloc(sizeof(*m), GFP_KERNEL);
	unsigned char *buf = kmalloc(3 * PAGE_SIZE, GFP_KERNEL);
	long cached = global_page_state(NR_FILE_PAGES);
	unsigned int i;

	ASSERT_TRUE(m && buf);
	address_space_init(m, NULL, &test_aops);
	test_size = 5 * PAGE_SIZE + 100;
	test_reads = 0;
	EXPECT_EQ(read_at(m, PAGE_SIZE - 10, buf, 2 * PAGE_SIZE), 2 * PAGE_SIZE);
	for (i = 0; i < 2 * PAGE_SIZE; i++)
		if (buf[i] != expected((loff_t)PAGE_SIZE - 10 + i))
			break;
	EXPECT_EQ(i, 2 * PAGE_SIZE);
	EXPECT_EQ(test_reads, 3);
	EXPECT_EQ(read_at(m, 0, buf, 3 * PAGE_SIZE), 3 * PAGE_SIZE);
	EXPECT_EQ(test_reads, 3);
	/* The end of the file. */
	EXPECT_EQ(read_at(m, 5 * PAGE_SIZE + 50, buf, PAGE_SIZE), 50);
	EXPECT_EQ(read_at(m, test_size, buf, 1), 0);
	EXPECT_EQ(m->nrpages, 4);
	EXPECT_EQ(global_page_state(NR_FILE_PAGES), cached + 4);
	EXPECT_EQ(invalidate_mapping_pages(m, 1, 1), 1);
	EXPECT_EQ(m->nrpages, 3);
	test_size = 100;
	truncate_pagecache(m, 100);
	EXPECT_EQ(m->nrpages, 1);
	truncate_inode_pages_range(m, 0, -1);
	EXPECT_EQ(m->nrpages, 0);
	EXPECT_EQ(global_page_state(NR_FILE_PAGES), cached);
	kfree(buf);
	kfree(m);
}

KTEST(filemap, reclaim_drops_clean_pages)
{
	struct address_space *m = kzalloc(sizeof(*m), GFP_KERNEL);
	char byte;

	ASSERT_NOT_NULL(m);
	address_space_init(m, NULL, &test_aops);
	test_size = 64 * PAGE_SIZE;
	for (loff_t pos = 0; pos < test_size; pos += PAGE_SIZE)
		EXPECT_EQ(read_at(m, pos, &byte, 1), 1);
	EXPECT_EQ(m->nrpages, 64);
	drop_pagecache();
	EXPECT_EQ(m->nrpages, 0);
	kfree(m);
}

/* --- shmem --- */

static loff_t shmem_test_size;

static loff_t shmem_get_size(const struct address_space *m __maybe_unused)
{
	return shmem_test_size;
}

static struct address_space_operations shmem_test_aops;

static struct address_space *new_shmem(struct shmem_sb_info *sbi)
{
	struct address_space *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return NULL;
	shmem_mapping_init(m, NULL, sbi, false);
	shmem_test_aops = shmem_aops;
	shmem_test_aops.size = shmem_get_size;
	m->a_ops = &shmem_test_aops;
	return m;
}

KTEST(shmem, holes_data_and_limits)
{
	struct shmem_sb_info sbi = {.max_blocks = 4};
	struct address_space *m;
	long committed = atomic_long_read(&vm_committed_as), shmem = global_page_state(NR_SHMEM);
	char buf[8];

	spin_lock_init(&sbi.lock, RANK_LEAF);
	m = new_shmem(&sbi);
	ASSERT_NOT_NULL(m);
	shmem_test_size = 100 * PAGE_SIZE;
	EXPECT_EQ(write_at(m, 10 * PAGE_SIZE + 3, "abc", 3), 3);
	EXPECT_EQ(read_at(m, 10 * PAGE_SIZE + 2, buf, 5), 5);
	EXPECT_EQ(memcmp(buf, "\0abc\0", 5), 0);
	EXPECT_EQ(read_at(m, 50 * PAGE_SIZE, buf, 8), 8);
	EXPECT_EQ(memcmp(buf, "\0\0\0\0\0\0\0\0", 8), 0);
	EXPECT_EQ(m->nrpages, 1);
	EXPECT_EQ(sbi.used_blocks, 1);
	EXPECT_EQ(atomic_long_read(&vm_committed_as), committed + 1);

	EXPECT_EQ(shmem_seek_data_hole(m, 0, shmem_test_size, false), (loff_t)(10 * PAGE_SIZE));
	EXPECT_EQ(shmem_seek_data_hole(m, 0, shmem_test_size, true), 0);
	EXPECT_EQ(shmem_seek_data_hole(m, 10 * PAGE_SIZE + 7, shmem_test_size, true),
		  (loff_t)(11 * PAGE_SIZE));
	EXPECT_EQ(shmem_seek_data_hole(m, 11 * PAGE_SIZE, shmem_test_size, false), -ENXIO);
	EXPECT_EQ(shmem_seek_data_hole(m, shmem_test_size, shmem_test_size, true), -ENXIO);

	/* Three more fit; a call that needs more leaves nothing behind. */
	EXPECT_EQ(shmem_fallocate(m, 20 * PAGE_SIZE, 4 * PAGE_SIZE), -ENOSPC);
	EXPECT_EQ(m->nrpages, 1);
	EXPECT_EQ(shmem_fallocate(m, 20 * PAGE_SIZE, 3 * PAGE_SIZE), 0);
	EXPECT_EQ(m->nrpages, 4);
	EXPECT_EQ(write_at(m, 0, "x", 1), -ENOSPC);
	EXPECT_EQ(write_at(m, 21 * PAGE_SIZE, "y", 1), 1);

	shmem_punch_hole(m, 20 * PAGE_SIZE + 1, 2 * PAGE_SIZE);
	EXPECT_EQ(m->nrpages, 3);
	EXPECT_EQ(read_at(m, 21 * PAGE_SIZE, buf, 1), 1);
	EXPECT_EQ(buf[0], 0);
	shmem_evict(m);
	EXPECT_EQ(m->nrpages, 0);
	EXPECT_EQ(sbi.used_blocks, 0);
	EXPECT_EQ(atomic_long_read(&vm_committed_as), committed);
	EXPECT_EQ(global_page_state(NR_SHMEM), shmem);
	kfree(m);
}

KTEST(shmem, takes_pages_as_they_are)
{
	struct address_space *m = new_shmem(NULL);
	struct page *page = alloc_page(GFP_KERNEL);
	char buf[4];

	ASSERT_TRUE(m && page);
	shmem_test_size = PAGE_SIZE;
	memcpy(page_address(page), "init", 4);
	EXPECT_EQ(shmem_add_page(m, 0, page), 0);
	EXPECT_EQ(read_at(m, 0, buf, 4), 4);
	EXPECT_EQ(memcmp(buf, "init", 4), 0);
	/* A second one at the same place is refused, and stays the caller's. */
	page = alloc_page(GFP_KERNEL);
	ASSERT_NOT_NULL(page);
	EXPECT_EQ(shmem_add_page(m, 0, page), -EEXIST);
	EXPECT_EQ(page_ref_count(page), 1);
	put_page(page);
	shmem_evict(m);
	kfree(m);
}
