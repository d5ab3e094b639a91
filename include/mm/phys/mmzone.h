/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/mmzone.h - nodes and zones, for those who look inside (reclaim, /proc)
 *
 * Key: c const after boot, z zone->lock, a atomic, i the owning CPU with interrupts off
 */
#pragma once

#include "arch/smp.h"
#include "base/atomic.h"
#include "kernel/sync/spinlock.h"
#include "mm/phys/alloc.h"

enum zone_type { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, MAX_NR_ZONES };
enum zone_watermarks { WMARK_MIN, WMARK_LOW, WMARK_HIGH, NR_WMARK };

#define MAX_NUMNODES 64
#define PCP_TYPES    3 /* enum migratetype */

struct buddy;

/* A CPU's own pages of one zone: order 0, without a lock. */
struct per_cpu_pages {
	unsigned int count;		      /* [i] pages on the lists */
	unsigned int high, batch;	      /* [c] */
	struct list_head lists[PCP_TYPES];    /* [i] */
	atomic_long_t stat[NR_VM_STAT_ITEMS]; /* [a] this CPU's part of the zone's counters */
	u64 local;			      /* [i] allocations */
};

struct zone {
	spinlock_t lock;     /* RANK_ZONE, irq-safe */
	const char *name;    /* [c] "DMA32" */
	enum zone_type type; /* [c] */
	int nid;	     /* [c] */
	unsigned long start_pfn, spanned, present,
		managed;			    /* [c] pages; managed grows at boot's end */
	unsigned long watermark[NR_WMARK];	    /* [z] pages */
	unsigned long lowmem_reserve[MAX_NR_ZONES]; /* [z] kept from requests for higher zones */
	struct buddy *buddy;			    /* [z] */
	unsigned long deferred;		    /* [z] free pages that are not in the buddy yet */
	unsigned long memmap;		    /* [z] pages taken for struct pages since boot */
	struct per_cpu_pages *pcp[NR_CPUS]; /* [c] */
};

struct pglist_data {
	int nid; /* [c] */
	struct zone zones[MAX_NR_ZONES];
	/* Zones to try for a request of each highest zone: own node first, then by distance. */
	struct zone **zonelist[MAX_NR_ZONES]; /* [c] NULL-terminated */
};

extern struct pglist_data *node_data[MAX_NUMNODES]; /* [c] */
extern int nr_nodes;				    /* [c] */

DECLARE_PER_CPU(struct pglist_data *, numa_node_data);

/* Number of this CPU's node. */
static inline int numa_node_id(void)
{
	return nr_nodes == 1 ? 0 : this_cpu_read(numa_node_data)->nid;
}

#define for_each_zone(z)                                                                           \
	for (int _zi = 0; _zi < nr_nodes * MAX_NR_ZONES; _zi++)                                    \
		if (!((z) = &node_data[_zi / MAX_NR_ZONES]->zones[_zi % MAX_NR_ZONES])->managed)   \
			continue;                                                                  \
		else

static inline enum zone_type page_zonenum(const struct page *page)
{
	return (enum zone_type)(page->flags >> PG_ZONE_SHIFT & 3);
}

static inline int page_to_nid(const struct page *page)
{
	return (int)(page->flags >> PG_NODE_SHIFT & 63);
}

static inline struct zone *page_zone(const struct page *page)
{
	return &node_data[page_to_nid(page)]->zones[page_zonenum(page)];
}

unsigned long zone_free_pages(const struct zone *z); /* those without a struct page yet included */
long zone_page_state(const struct zone *z, enum zone_stat_item item);
bool zone_watermark_ok(const struct zone *z, unsigned int order, enum zone_watermarks mark);

int cpu_to_node(int cpu);
int node_distance(int a, int b); /* 10: the same node */
