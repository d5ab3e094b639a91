/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/phys/numa_test.c - nodes: local first, then by distance, and the counts of it */
#include "internal.h"

#include "kernel/base/ktest.h"
#include "mm/phys/numa.h"

KTEST(numa, zone_lists_follow_distance)
{
	for (int nid = 0; nid < nr_nodes; nid++) {
		struct zone **zp = node_data[nid]->zonelist[ZONE_NORMAL];
		int last = 0;

		EXPECT_EQ(node_distance(nid, nid), LOCAL_DISTANCE);
		for (; *zp; zp++) {
			EXPECT_GE(node_distance(nid, (*zp)->nid), last);
			last = node_distance(nid, (*zp)->nid);
		}
	}
}

KTEST(numa, each_cpu_is_at_one_node)
{
	cpumask_t all = 0;

	for (int nid = 0; nid < nr_nodes; nid++) {
		EXPECT_EQ(all & cpumask_of_node(nid), 0ULL);
		all |= cpumask_of_node(nid);
	}
	EXPECT_EQ(all, cpu_possible_mask);
	EXPECT_EQ(cpu_to_node(smp_processor_id()), numa_node_id());
}

static unsigned long sum_of(int nid, enum numa_stat_item item)
{
	unsigned long sum = 0;
	struct zone *z;

	for_each_zone(z)
	{
		if (z->nid == nid)
			sum += zone_numa_state(z, item);
	}
	return sum;
}

KTEST(numa, hits_are_counted)
{
	for (int nid = 0; nid < nr_nodes; nid++) {
		unsigned long hit = sum_of(nid, NUMA_HIT), local = sum_of(nid, NUMA_LOCAL);
		unsigned long other = sum_of(nid, NUMA_OTHER);
		bool here = nid == numa_node_id();
		struct page *page = alloc_pages_node(nid, GFP_KERNEL | __GFP_THISNODE, 0);

		if (!page)
			continue; /* a node without memory */
		EXPECT_GT(sum_of(nid, NUMA_HIT), hit);
		if (here)
			EXPECT_GT(sum_of(nid, NUMA_LOCAL), local);
		else
			EXPECT_GT(sum_of(nid, NUMA_OTHER), other);
		__free_page(page);
	}
}
