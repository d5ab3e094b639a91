/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/stackdepot.c - call chains kept once each
 *
 * Theory
 *   Records lie one behind the other in pages (chunks) that are never given back; a handle is
 *   chunk number and offset.  Equal chains are found by hash, without a lock: a record is complete
 *   before it is linked, and stays.
 *
 * Locks
 *   depot_lock (RANK_LEAF, irqs off): the end of the last chunk, linking.  The next chunk is
 *   allocated before it is taken.
 */
#include "mm/kmem/stackdepot.h"

#include "arch/thread.h"
#include "base/bits.h"
#include "kernel/base/printk.h"
#include "kernel/sync/spinlock.h"
#include "lib/string.h"
#include "mm/phys/alloc.h"

#define MAX_CHUNKS   8192 /* of a page */
#define HASH_BUCKETS 4096

struct depot_record {
	u32 next; /* [c] once linked */
	u32 hash;
	u32 n;
	u32 unused;
	unsigned long ips[];
};

static DEFINE_SPINLOCK(depot_lock, RANK_LEAF);
static char *chunks[MAX_CHUNKS];  /* [depot_lock] to add */
static unsigned int nr_chunks;	  /* [depot_lock] */
static size_t used = PAGE_SIZE;	  /* [depot_lock] bytes of the last chunk */
static u32 buckets[HASH_BUCKETS]; /* [depot_lock] to write; handles */

static struct depot_record *record_of(depot_stack_handle_t h)
{
	return (void *)(chunks[(h >> 16) - 1] + ((h & 0xffff) << 3));
}

static u32 hash_of(const unsigned long *ips, unsigned int n)
{
	u64 h = n;

	for (unsigned int i = 0; i < n; i++)
		h = (h ^ ips[i]) * 0x9e3779b97f4a7c15ULL;
	return (u32)(h >> 32);
}

static depot_stack_handle_t find(u32 hash, const unsigned long *ips, unsigned int n)
{
	u32 h = __atomic_load_n(&buckets[hash % HASH_BUCKETS], __ATOMIC_ACQUIRE);

	while (h) {
		const struct depot_record *r = record_of(h);

		if (r->hash == hash && r->n == n && !memcmp(r->ips, ips, n * sizeof(*ips)))
			return h;
		h = r->next;
	}
	return 0;
}

/* A new record at the end; 0 if it does not fit.  *@page is taken when a chunk is begun. */
static depot_stack_handle_t append(u32 hash, const unsigned long *ips, unsigned int n,
				   struct page **page) __must_hold(&depot_lock)
{
	size_t bytes = sizeof(struct depot_record) + n * sizeof(*ips);
	struct depot_record *r;
	u32 h;

	if (PAGE_SIZE - used < bytes) {
		if (!*page || nr_chunks == MAX_CHUNKS)
			return 0;
		chunks[nr_chunks++] = page_to_virt(*page); /* never freed */
		used = 0;
		*page = NULL;
	}
	h = nr_chunks << 16 | (u32)(used >> 3);
	r = record_of(h);
	used += bytes;
	r->hash = hash;
	r->n = n;
	r->next = buckets[hash % HASH_BUCKETS];
	memcpy(r->ips, ips, n * sizeof(*ips));
	__atomic_store_n(&buckets[hash % HASH_BUCKETS], h, __ATOMIC_RELEASE);
	return h;
}

depot_stack_handle_t stack_depot_save(const unsigned long *ips, unsigned int n)
{
	u32 hash = hash_of(ips, n);
	depot_stack_handle_t h = find(hash, ips, n);
	struct page *page = NULL;
	unsigned long flags;

	if (h)
		return h;
	if (PAGE_SIZE - READ_ONCE(used) < sizeof(struct depot_record) + n * sizeof(*ips))
		page = alloc_page(GFP_NOWAIT | __GFP_NOWARN);
	spin_lock_irqsave(&depot_lock, flags);
	h = find(hash, ips, n);
	if (!h)
		h = append(hash, ips, n, &page);
	spin_unlock_irqrestore(&depot_lock, flags);
	if (page)
		__free_page(page);
	return h;
}

depot_stack_handle_t stack_depot_save_here(unsigned int skip)
{
	unsigned long ips[STACK_DEPOT_FRAMES];
	unsigned int n = stack_trace_save(ips, STACK_DEPOT_FRAMES, skip + 1);

	return n ? stack_depot_save(ips, n) : 0;
}

unsigned int stack_depot_fetch(depot_stack_handle_t handle, const unsigned long **ips)
{
	const struct depot_record *r;

	if (!handle)
		return 0;
	r = record_of(handle);
	*ips = r->ips;
	return r->n;
}

void stack_depot_print(depot_stack_handle_t handle)
{
	const unsigned long *ips;
	unsigned int n = stack_depot_fetch(handle, &ips);

	if (n)
		print_stack_trace(ips, n);
}
