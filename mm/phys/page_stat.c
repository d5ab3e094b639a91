/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/page_stat.c - what the page allocator counts, and the free blocks as text
 *
 * Theory
 *   A zone's counters are kept per CPU beside its page lists and summed by the reader: an update
 *   touches no shared cache line, a sum is exact when nothing moves.  A single CPU's part can be
 *   negative (allocated here, freed there).
 *
 * Locks
 *   Counters: none (atomic, per CPU).  Reading block counts: zone->lock.
 */
#include "internal.h"

#include "arch/smp.h"
#include "base/bits.h"
#include "lib/string.h"

DEFINE_PER_CPU(unsigned long, vm_event_states[NR_VM_EVENTS]);

void count_vm_event(enum vm_event_item item, unsigned long n)
{
	this_cpu_add(vm_event_states[item], n);
}

void sum_vm_events(unsigned long ev[NR_VM_EVENTS])
{
	int cpu;

	memset(ev, 0, NR_VM_EVENTS * sizeof(ev[0]));
	for_each_online_cpu (cpu) {
		for (int i = 0; i < NR_VM_EVENTS; i++)
			ev[i] += READ_ONCE(per_cpu(vm_event_states, cpu)[i]);
	}
}

static void zone_stat_add(struct zone *z, enum zone_stat_item item, long delta)
{
	atomic_long_add(delta, &z->pcp[smp_processor_id()]->stat[item]);
}

void mod_page_state(const struct page *page, enum zone_stat_item item, long delta)
{
	zone_stat_add(page_zone(page), item, delta);
}

/* Things without a page of their own are booked on the first zone of node 0. */
void mod_global_state(enum zone_stat_item item, long delta)
{
	zone_stat_add(node_data[0]->zonelist[ZONE_NORMAL][0], item, delta);
}

unsigned long zone_free_pages(const struct zone *z)
{
	return READ_ONCE(z->buddy->nr_free) + READ_ONCE(z->deferred);
}

unsigned long zone_pcp_pages(const struct zone *z)
{
	unsigned long n = 0;

	for (int cpu = 0; cpu < NR_CPUS; cpu++) {
		if (z->pcp[cpu])
			n += READ_ONCE(z->pcp[cpu]->count);
	}
	return n;
}

long zone_page_state(const struct zone *z, enum zone_stat_item item)
{
	long sum = 0;

	if (item == NR_FREE_PAGES)
		return (long)zone_free_pages(z);
	if (item == NR_MEMMAP)
		return (long)READ_ONCE(z->memmap);
	for (int cpu = 0; cpu < NR_CPUS; cpu++) {
		if (z->pcp[cpu])
			sum += atomic_long_read(&z->pcp[cpu]->stat[item]);
	}
	return sum;
}

long global_page_state(enum zone_stat_item item)
{
	struct zone *z;
	long sum = 0;

	for_each_zone(z) sum += zone_page_state(z, item);
	return sum < 0 ? 0 : sum;
}

unsigned long totalram_pages(void)
{
	unsigned long sum = 0;
	struct zone *z;

	for_each_zone(z) sum += z->managed;
	return sum;
}

unsigned long nr_free_pages(void)
{
	unsigned long sum = 0;
	struct zone *z;

	for_each_zone(z) sum += zone_free_pages(z) + zone_pcp_pages(z);
	return sum;
}

static unsigned long totalreserve_pages(void)
{
	unsigned long sum = 0;
	struct zone *z;

	for_each_zone(z) sum += z->watermark[WMARK_HIGH];
	return sum;
}

unsigned long si_mem_available(void)
{
	long low = 0, avail, cache, slab;
	struct zone *z;

	for_each_zone(z) low += (long)z->watermark[WMARK_LOW];
	avail = (long)nr_free_pages() - (long)totalreserve_pages();
	cache = global_page_state(NR_FILE_PAGES) - global_page_state(NR_SHMEM);
	cache = cache < 0 ? 0 : cache;
	avail += cache - min(cache / 2, low);
	slab = global_page_state(NR_SLAB_RECLAIMABLE);
	avail += slab - min(slab / 2, low);
	return avail < 0 ? 0 : (unsigned long)avail;
}

/* --- /proc --- */

void buddyinfo_show(const struct seq_sink *s)
{
	struct zone *z;

	for_each_zone(z)
	{
		unsigned long n[NR_ORDERS], flags;

		spin_lock_irqsave(&z->lock, flags);
		for (unsigned int o = 0; o < NR_ORDERS; o++)
			n[o] = z->buddy->area[o].nr_free;
		zone_count_deferred(z, n);
		spin_unlock_irqrestore(&z->lock, flags);
		s->printf(s->ctx, "Node %d, zone %8s ", z->nid, z->name);
		for (unsigned int o = 0; o < NR_ORDERS; o++)
			s->printf(s->ctx, "%6lu ", n[o]);
		s->printf(s->ctx, "\n");
	}
}

static const char *const migrate_names[MIGRATE_TYPES] = {"Unmovable", "Movable", "Reclaimable"};

static unsigned long list_length(const struct list_head *head)
{
	unsigned long n = 0;

	for (const struct list_head *p = head->next; p != head; p = p->next)
		n++;
	return n;
}

static void pagetype_zone(const struct seq_sink *s, struct zone *z)
{
	for (int mt = 0; mt < MIGRATE_TYPES; mt++) {
		unsigned long n[NR_ORDERS] = {0}, flags;

		spin_lock_irqsave(&z->lock, flags);
		if (mt == MIGRATE_MOVABLE)
			zone_count_deferred(z, n);
		for (unsigned int o = 0; o < NR_ORDERS; o++)
			n[o] += list_length(&z->buddy->area[o].free_list[mt]);
		spin_unlock_irqrestore(&z->lock, flags);
		s->printf(s->ctx, "Node %4d, zone %8s, type %12s ", z->nid, z->name,
			  migrate_names[mt]);
		for (unsigned int o = 0; o < NR_ORDERS; o++)
			s->printf(s->ctx, "%6lu ", n[o]);
		s->printf(s->ctx, "\n");
	}
}

static void pageblock_counts(const struct seq_sink *s, struct zone *z)
{
	unsigned long count[MIGRATE_TYPES] = {0};

	for (unsigned long pfn = z->start_pfn; pfn < z->start_pfn + z->spanned;
	     pfn = ALIGN(pfn + 1, PAGEBLOCK_PAGES))
		count[buddy_block_type(z->buddy, pfn)]++;
	s->printf(s->ctx, "Node %d, zone %8s ", z->nid, z->name);
	for (int mt = 0; mt < MIGRATE_TYPES; mt++)
		s->printf(s->ctx, "%12lu ", count[mt]);
	s->printf(s->ctx, "\n");
}

void pagetypeinfo_show(const struct seq_sink *s)
{
	struct zone *z;

	s->printf(s->ctx, "Page block order: %d\nPages per block:  %lu\n\n", PAGEBLOCK_ORDER,
		  PAGEBLOCK_PAGES);
	s->printf(s->ctx, "%-43s ", "Free pages count per migrate type at order");
	for (unsigned int o = 0; o < NR_ORDERS; o++)
		s->printf(s->ctx, "%6u ", o);
	s->printf(s->ctx, "\n");
	for_each_zone(z) pagetype_zone(s, z);
	s->printf(s->ctx, "\n%-23s", "Number of blocks type ");
	for (int mt = 0; mt < MIGRATE_TYPES; mt++)
		s->printf(s->ctx, "%12s ", migrate_names[mt]);
	s->printf(s->ctx, "\n");
	for_each_zone(z) pageblock_counts(s, z);
}

bool is_free_buddy_page(const struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	for (unsigned int o = 0; o < NR_ORDERS; o++) {
		const struct page *head = pfn_to_online_page(pfn & ~((1UL << o) - 1));

		if (head && PageBuddy(head) && READ_ONCE(head->order) >= o)
			return true;
	}
	return false;
}
