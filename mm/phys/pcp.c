/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/pcp.c - between the lists of a CPU and its zone
 *
 * Theory
 *   A list that runs empty is filled with a batch, taken from the buddy in blocks as large as the
 *   batch allows, so that neighbours in time are neighbours in memory.  When a CPU has too many
 *   pages, a batch goes back, evenly from all lists.
 *
 *   Draining the lists of all CPUs is asked of each by an interrupt.  One that interrupts somebody
 *   at the lists cannot do it and is asked again.
 *
 * Locks: zone->lock, interrupts off, inside pcp_enter().
 */
#include "pcp.h"

#include "arch/irqflags.h"
#include "base/bits.h"

unsigned int pcp_refill(struct per_cpu_pages *pcp, enum migratetype mt, unsigned long keep)
{
	struct zone *z = pcp->zone;
	struct page *first = NULL, **tail = &first;
	unsigned long left, free, flags;
	unsigned int got = 0;

	spin_lock_irqsave(&z->lock, flags);
	free = zone_free_pages(z);
	left = free > keep + 1 ? min_t(unsigned long, free - keep - 1, pcp->batch) : 0;
	while (left) {
		unsigned int order = __fls(left);
		struct page *page = zone_take_upto(z, &order, mt);

		if (!page)
			break;
		for (unsigned int i = 0; i < 1U << order; i++) {
			*tail = page + i;
			tail = &page[i].next_free;
		}
		got += 1U << order;
		left -= 1UL << order;
	}
	spin_unlock_irqrestore(&z->lock, flags);
	*tail = pcp->lists[mt];
	pcp->lists[mt] = first;
	pcp->room -= (int)got;
	return got;
}

void pcp_flush(struct per_cpu_pages *pcp, unsigned int n)
{
	struct zone *z = pcp->zone;
	unsigned long flags;
	unsigned int mt = 0;

	spin_lock_irqsave(&z->lock, flags);
	for (n = min(n, pcp_count(pcp)); n; n--) {
		while (!pcp->lists[mt])
			mt = (mt + 1) % PCP_LISTS;
		buddy_free(z->buddy, pcp_pop(pcp, (enum migratetype)mt), 0);
		mt = (mt + 1) % PCP_LISTS;
	}
	spin_unlock_irqrestore(&z->lock, flags);
}

/* @arg: atomic_t, counts lists that were in use. */
static void drain_this_cpu(void *arg)
{
	struct zone *z;

	for_each_zone(z)
	{
		struct per_cpu_pages *pcp = z->pcp[smp_processor_id()];

		if (!pcp_count(pcp))
			continue;
		if (!pcp_enter(pcp)) {
			atomic_inc(arg);
			continue;
		}
		pcp_flush(pcp, pcp_count(pcp));
		pcp_leave(pcp);
	}
}

void drain_all_pages(void)
{
	atomic_t missed = ATOMIC_INIT(0);

	drain_this_cpu(&missed);
	if (num_online_cpus() == 1 || irqs_disabled())
		return;
	do {
		atomic_set(&missed, 0);
		smp_call_function_mask(cpu_online_mask, drain_this_cpu, &missed);
	} while (atomic_read(&missed));
}
