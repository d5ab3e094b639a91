/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/vmstat.c - the counters of the page allocator as text: vmstat, zoneinfo, a node's files
 *
 * Theory
 *   Names and order are Linux 6.1's, without the counters of parts that Pith does not have.  Linux
 *   keeps some per zone and some per node; here all are per zone, and a node's is the sum of its
 *   zones'.
 *
 * Not here: counting (page_stat.c).
 *
 * Locks: none; counters are read as they are.
 * Sources: proc(5), Linux Documentation/ABI/stable/sysfs-devices-node; compared with Linux 6.1
 */
#include "internal.h"

#include "arch/smp.h"
#include "base/bits.h"

#define ALL_NODES (-1)
#define KB(pages) ((unsigned long)(pages) << (PAGE_SHIFT - 10))

/* --- names --- */

struct stat_name {
	const char *name;
	enum zone_stat_item item;
};

static const struct stat_name zone_names[] = {
	{"nr_free_pages", NR_FREE_PAGES},
	{"nr_zone_inactive_anon", NR_INACTIVE_ANON},
	{"nr_zone_active_anon", NR_ACTIVE_ANON},
	{"nr_zone_inactive_file", NR_INACTIVE_FILE},
	{"nr_zone_active_file", NR_ACTIVE_FILE},
	{"nr_zone_unevictable", NR_UNEVICTABLE},
	{"nr_mlock", NR_MLOCK},
};

static const struct stat_name node_names[] = {
	{"nr_inactive_anon", NR_INACTIVE_ANON},
	{"nr_active_anon", NR_ACTIVE_ANON},
	{"nr_inactive_file", NR_INACTIVE_FILE},
	{"nr_active_file", NR_ACTIVE_FILE},
	{"nr_unevictable", NR_UNEVICTABLE},
	{"nr_slab_reclaimable", NR_SLAB_RECLAIMABLE},
	{"nr_slab_unreclaimable", NR_SLAB_UNRECLAIMABLE},
	{"nr_anon_pages", NR_ANON_MAPPED},
	{"nr_mapped", NR_FILE_MAPPED},
	{"nr_file_pages", NR_FILE_PAGES},
	{"nr_dirty", NR_FILE_DIRTY},
	{"nr_writeback", NR_WRITEBACK},
	{"nr_shmem", NR_SHMEM},
	{"nr_kernel_stack", NR_KERNEL_STACK_KB},
	{"nr_page_table_pages", NR_PAGETABLE},
	{"nr_memmap", NR_MEMMAP}, /* as later versions of Linux have it */
};

static const struct {
	const char *name;
	enum vm_event_item item;
} event_names[] = {
	{"pgpgin", PGPGIN},
	{"pgpgout", PGPGOUT},
	{"pswpin", PSWPIN},
	{"pswpout", PSWPOUT},
	{"pgalloc_dma", PGALLOC_DMA},
	{"pgalloc_dma32", PGALLOC_DMA32},
	{"pgalloc_normal", PGALLOC_NORMAL},
	{"allocstall_normal", ALLOCSTALL},
	{"pgfree", PGFREE},
	{"pgactivate", PGACTIVATE},
	{"pgdeactivate", PGDEACTIVATE},
	{"pglazyfree", PGLAZYFREE},
	{"pgfault", PGFAULT},
	{"pgmajfault", PGMAJFAULT},
	{"pgsteal_kswapd", PGSTEAL_KSWAPD},
	{"pgsteal_direct", PGSTEAL_DIRECT},
	{"pgscan_kswapd", PGSCAN_KSWAPD},
	{"pgscan_direct", PGSCAN_DIRECT},
	{"pageoutrun", PAGEOUTRUN},
	{"drop_pagecache", DROP_PAGECACHE},
	{"drop_slab", DROP_SLAB},
	{"oom_kill", OOM_KILL},
};

/* --- sums --- */

/* Of one node, or of ALL_NODES. */
static long stat_of(int nid, enum zone_stat_item item)
{
	struct zone *z;
	long sum = 0;

	for_each_zone(z)
	{
		if (nid == ALL_NODES || z->nid == nid)
			sum += zone_page_state(z, item);
	}
	return sum < 0 ? 0 : sum;
}

struct numa_counts {
	u64 hit, miss, foreign, interleave, local, other;
};

/* Pages given out.  On one node all are local hits. */
static void numa_read(int nid, struct numa_counts *n)
{
	unsigned long ev[NR_VM_EVENTS];

	(void)nid;
	sum_vm_events(ev);
	*n = (struct numa_counts){.hit = ev[PGALLOC_DMA] + ev[PGALLOC_DMA32] + ev[PGALLOC_NORMAL]};
	n->local = n->hit;
}

static void show_numa(const struct seq_sink *s, int nid, const char *const name[6])
{
	struct numa_counts n;

	numa_read(nid, &n);
	s->printf(s->ctx, "%s %llu\n%s %llu\n%s %llu\n%s %llu\n%s %llu\n%s %llu\n", name[0], n.hit,
		  name[1], n.miss, name[2], n.foreign, name[3], n.interleave, name[4], n.local,
		  name[5], n.other);
}

/* --- vmstat, of the system and of a node --- */

static void show_names(const struct seq_sink *s, int nid, const struct stat_name *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->printf(s->ctx, "%s %ld\n", names[i].name, stat_of(nid, names[i].item));
}

void node_vmstat_show(const struct seq_sink *s, int nid)
{
	static const char *const numa[] = {"numa_hit",	      "numa_miss",  "numa_foreign",
					   "numa_interleave", "numa_local", "numa_other"};
	size_t n = ARRAY_SIZE(zone_names);

	show_names(s, nid, zone_names, n - 1);
	s->printf(s->ctx, "nr_zone_write_pending %ld\n",
		  stat_of(nid, NR_FILE_DIRTY) + stat_of(nid, NR_WRITEBACK));
	show_names(s, nid, zone_names + n - 1, 1);
	show_numa(s, nid, numa);
	show_names(s, nid, node_names, ARRAY_SIZE(node_names));
}

void vmstat_show(const struct seq_sink *s)
{
	unsigned long ev[NR_VM_EVENTS];

	node_vmstat_show(s, ALL_NODES);
	sum_vm_events(ev);
	for (size_t i = 0; i < ARRAY_SIZE(event_names); i++)
		s->printf(s->ctx, "%s %lu\n", event_names[i].name, ev[event_names[i].item]);
}

void node_numastat_show(const struct seq_sink *s, int nid)
{
	static const char *const numa[] = {"numa_hit",	     "numa_miss",  "numa_foreign",
					   "interleave_hit", "local_node", "other_node"};

	show_numa(s, nid, numa);
}

/* --- a node's meminfo --- */

static void node_kb(const struct seq_sink *s, int nid, const char *name, unsigned long kb)
{
	s->printf(s->ctx, "Node %d %-15s %8lu kB\n", nid, name, kb);
}

static void node_pages(const struct seq_sink *s, int nid, const char *name, long pages)
{
	node_kb(s, nid, name, KB(pages));
}

static void node_lru(const struct seq_sink *s, int nid)
{
	long ia = stat_of(nid, NR_INACTIVE_ANON), aa = stat_of(nid, NR_ACTIVE_ANON);
	long inf = stat_of(nid, NR_INACTIVE_FILE), af = stat_of(nid, NR_ACTIVE_FILE);

	node_pages(s, nid, "SwapCached:", 0);
	node_pages(s, nid, "Active:", aa + af);
	node_pages(s, nid, "Inactive:", ia + inf);
	node_pages(s, nid, "Active(anon):", aa);
	node_pages(s, nid, "Inactive(anon):", ia);
	node_pages(s, nid, "Active(file):", af);
	node_pages(s, nid, "Inactive(file):", inf);
	node_pages(s, nid, "Unevictable:", stat_of(nid, NR_UNEVICTABLE));
	node_pages(s, nid, "Mlocked:", stat_of(nid, NR_MLOCK));
}

void node_meminfo_show(const struct seq_sink *s, int nid)
{
	long slab_r = stat_of(nid, NR_SLAB_RECLAIMABLE),
	     slab_u = stat_of(nid, NR_SLAB_UNRECLAIMABLE);
	unsigned long total = 0, free = 0;
	struct zone *z;

	for_each_zone(z)
	{
		if (z->nid != nid)
			continue;
		total += z->managed;
		free += zone_free_pages(z) + zone_pcp_pages(z);
	}
	node_pages(s, nid, "MemTotal:", (long)total);
	node_pages(s, nid, "MemFree:", (long)free);
	node_pages(s, nid, "MemUsed:", (long)(total - free));
	node_lru(s, nid);
	node_pages(s, nid, "Dirty:", stat_of(nid, NR_FILE_DIRTY));
	node_pages(s, nid, "Writeback:", stat_of(nid, NR_WRITEBACK));
	node_pages(s, nid, "FilePages:", stat_of(nid, NR_FILE_PAGES));
	node_pages(s, nid, "Mapped:", stat_of(nid, NR_FILE_MAPPED));
	node_pages(s, nid, "AnonPages:", stat_of(nid, NR_ANON_MAPPED));
	node_pages(s, nid, "Shmem:", stat_of(nid, NR_SHMEM));
	node_kb(s, nid, "KernelStack:", (unsigned long)stat_of(nid, NR_KERNEL_STACK_KB));
	node_pages(s, nid, "PageTables:", stat_of(nid, NR_PAGETABLE));
	node_pages(s, nid, "SecPageTables:", 0);
	node_pages(s, nid, "NFS_Unstable:", 0);
	node_pages(s, nid, "Bounce:", 0);
	node_pages(s, nid, "WritebackTmp:", 0);
	node_pages(s, nid, "KReclaimable:", slab_r);
	node_pages(s, nid, "Slab:", slab_r + slab_u);
	node_pages(s, nid, "SReclaimable:", slab_r);
	node_pages(s, nid, "SUnreclaim:", slab_u);
}

/* --- zoneinfo --- */

static void zoneinfo_stat(const struct seq_sink *s, const char *name, long value)
{
	s->printf(s->ctx, "\n      %-12s %ld", name, value);
}

static void zoneinfo_node(const struct seq_sink *s, int nid)
{
	s->printf(s->ctx, "\n  per-node stats");
	for (size_t i = 0; i < ARRAY_SIZE(node_names); i++)
		zoneinfo_stat(s, node_names[i].name, stat_of(nid, node_names[i].item));
}

static void zoneinfo_pagesets(const struct seq_sink *s, const struct zone *z)
{
	s->printf(s->ctx, "\n  pagesets");
	for (int cpu = 0; cpu < NR_CPUS; cpu++) {
		const struct per_cpu_pages *pcp = z->pcp[cpu];

		if (!pcp || !cpu_online(cpu))
			continue;
		/* Sums are exact: a CPU's part is never held back, so there is no threshold. */
		s->printf(s->ctx,
			  "\n    cpu: %i\n              count: %u\n              high:  %u\n"
			  "              batch: %u\n  vm stats threshold: 0",
			  cpu, READ_ONCE(pcp->count), pcp->high, pcp->batch);
	}
}

static void zoneinfo_zone(const struct seq_sink *s, const struct zone *z)
{
	s->printf(s->ctx,
		  "\n  pages free     %lu\n        boost    0\n        min      %lu\n"
		  "        low      %lu\n        high     %lu\n        spanned  %lu\n"
		  "        present  %lu\n        managed  %lu\n        cma      0",
		  zone_free_pages(z), z->watermark[WMARK_MIN], z->watermark[WMARK_LOW],
		  z->watermark[WMARK_HIGH], z->spanned, z->present, z->managed);
	s->printf(s->ctx, "\n        protection: (%lu, %lu, %lu)", z->lowmem_reserve[0],
		  z->lowmem_reserve[1], z->lowmem_reserve[2]);
	if (!z->managed) {
		s->printf(s->ctx, "\n");
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(zone_names); i++)
		zoneinfo_stat(s, zone_names[i].name,
			      max(0L, zone_page_state(z, zone_names[i].item)));
	zoneinfo_pagesets(s, z);
	s->printf(s->ctx, "\n  node_unreclaimable:  0\n  start_pfn:           %lu\n", z->start_pfn);
}

/* Zones without pages are shown too, as Linux does. */
void zoneinfo_show(const struct seq_sink *s)
{
	static const char *const names[MAX_NR_ZONES] = {"DMA", "DMA32", "Normal"};

	for (int nid = 0; nid < nr_nodes; nid++) {
		bool first = true;

		for (int t = 0; t < MAX_NR_ZONES; t++) {
			const struct zone *z = &node_data[nid]->zones[t];

			s->printf(s->ctx, "Node %d, zone %8s", nid, names[t]);
			if (z->managed && first) {
				zoneinfo_node(s, nid);
				first = false;
			}
			zoneinfo_zone(s, z);
		}
	}
}
