/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/page.c - /proc/kpagecount and /proc/kpageflags: a word per page frame
 *
 * Theory
 *   Frames are looked at one by one without stopping anybody: each word was true when it was
 *   made.  Free memory that has no struct page yet is shown as what it is, free.  The end is where
 *   Linux has it, RAM rounded up to a section of 128 MiB; frames in holes say NOPAGE.
 *
 * Locks: none.
 * Sources: Linux Documentation/admin-guide/mm/pagemap.rst
 */
#include "internal.h"

#include <linux/kernel-page-flags.h>
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "mm/phys/alloc.h"
#include "mm/phys/page.h"
#include "mm/vm/mm.h"

#define WORD		  sizeof(u64)
#define BATCH		  64
#define PAGES_PER_SECTION 32768UL

/* Known to page-types and its like, though not in the header for user space. */
#define KPF_RESERVED 32
#define KPF_MLOCKED  33
#define KPF_PRIVATE  35

static u64 page_mapcount_word(unsigned long pfn)
{
	const struct page *page = pfn_to_online_page(pfn);

	if (!page || PageSlab(page) || PageTable(page) || PageBuddy(page))
		return 0;
	return (u64)page_mapcount(page);
}

/* The flags that are one bit there and here. */
static u64 copied_flags(const struct page *page)
{
	static const struct {
		u8 flag, kpf;
	} map[] = {
		{PG_locked, KPF_LOCKED},
		{PG_referenced, KPF_REFERENCED},
		{PG_uptodate, KPF_UPTODATE},
		{PG_dirty, KPF_DIRTY},
		{PG_lru, KPF_LRU},
		{PG_active, KPF_ACTIVE},
		{PG_slab, KPF_SLAB},
		{PG_reserved, KPF_RESERVED},
		{PG_private, KPF_PRIVATE},
		{PG_writeback, KPF_WRITEBACK},
		{PG_swapbacked, KPF_SWAPBACKED},
		{PG_unevictable, KPF_UNEVICTABLE},
		{PG_mlocked, KPF_MLOCKED},
		{PG_table, KPF_PGTABLE},
	};
	unsigned long flags = READ_ONCE(page->flags);
	u64 u = 0;

	for (size_t i = 0; i < ARRAY_SIZE(map); i++)
		u |= (u64)(flags >> map[i].flag & 1) << map[i].kpf;
	return u;
}

static u64 page_flags_word(unsigned long pfn)
{
	const struct page *page = pfn_to_online_page(pfn), *head;
	u64 u;

	if (!page)
		return pfn_is_deferred(pfn) ? BIT(KPF_BUDDY) : BIT(KPF_NOPAGE);
	/* 0 is also the count of a block's frames behind the first, and of those in a CPU's list */
	if (page_ref_count(page) == 0 && (is_free_buddy_page(page) || pfn_is_deferred(pfn)))
		return BIT(KPF_BUDDY);
	u = copied_flags(page);
	if (u & BIT(KPF_PGTABLE))
		return u; /* its lock lies where the head would be */
	head = compound_head(page);
	if (head != page) {
		u |= BIT(KPF_COMPOUND_TAIL);
		if (PageSlab(head))
			u |= BIT(KPF_SLAB);
	} else if (PageHead(page)) {
		u |= BIT(KPF_COMPOUND_HEAD);
	}
	if (u & (BIT(KPF_SLAB) | BIT(KPF_COMPOUND_TAIL)))
		return u; /* the fields below are something else there */
	if (page_mapcount(page) > 0)
		u |= BIT(KPF_MMAP);
	if (PageAnon(page))
		u |= BIT(KPF_ANON);
	if (is_zero_pfn(pfn))
		u |= BIT(KPF_ZERO_PAGE);
	return u;
}

static unsigned long end_pfn(void)
{
	return ALIGN(max_pfn(), PAGES_PER_SECTION);
}

static ssize_t kpage_read(loff_t *pos, struct iov_iter *to, u64 (*word)(unsigned long pfn))
{
	u64 words[BATCH], start = (u64)*pos;
	size_t left = iov_iter_count(to);
	unsigned long pfn = start / WORD, end = end_pfn();

	if (start % WORD || left % WORD)
		return -EINVAL;
	if (pfn >= end)
		return 0;
	left = min(left, (end - pfn) * WORD);
	while (left) {
		size_t n = min_t(size_t, left / WORD, BATCH);

		for (size_t i = 0; i < n; i++)
			words[i] = word(pfn + i);
		if (copy_to_iter(words, n * WORD, to) != n * WORD)
			return -EFAULT;
		pfn += n;
		left -= n * WORD;
		*pos += (loff_t)(n * WORD);
		cond_resched();
	}
	return (ssize_t)((u64)*pos - start);
}

static ssize_t kpagecount_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	(void)f;
	return kpage_read(pos, to, page_mapcount_word);
}

static ssize_t kpageflags_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	(void)f;
	return kpage_read(pos, to, page_flags_word);
}

/* As /dev/mem seeks: any place, but not from the end. */
static loff_t kpage_llseek(struct file *f, loff_t off, int whence)
{
	if (whence == SEEK_CUR)
		off += f->f_pos;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if ((u64)off >= (u64)-MAX_ERRNO)
		return -EOVERFLOW;
	f->f_pos = off;
	return off;
}

static const struct file_operations kpagecount_fops = {
	.llseek = kpage_llseek,
	.read_iter = kpagecount_read_iter,
};

static const struct file_operations kpageflags_fops = {
	.llseek = kpage_llseek,
	.read_iter = kpageflags_read_iter,
};

void __init proc_page_init(void)
{
	if (!proc_create("kpagecount", 0400, NULL, &kpagecount_fops, NULL) ||
	    !proc_create("kpageflags", 0400, NULL, &kpageflags_fops, NULL))
		panic("proc: no memory for kpageflags");
}
