/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/page_init.c - nodes, zones and struct pages, from what memblock knows
 *
 * Theory
 *   memblock's RAM is divided into nodes (by firmware) and zones (by address).  Frames in use get
 *   their struct pages now; free ones are given to memmap.c, which brings them up when the zone
 *   wants them.  Those pages count as free all the time.
 *
 * Not here
 *   Struct pages and the buddy's growth: memmap.c.
 *
 * Locks
 *   Boot: none.
 */
#include "internal.h"

#include "base/bits.h"
#include "kernel/base/panic.h"
#include "kernel/base/param.h"
#include "lib/list.h"
#include "lib/string.h"
#include "mm/phys/memblock.h"

struct pglist_data *node_data[MAX_NUMNODES];
int nr_nodes = 1;
int min_free_kbytes;

static struct pglist_data node0;
static struct buddy node0_buddy[MAX_NR_ZONES];

DEFINE_PER_CPU(struct pglist_data *, numa_node_data);

unsigned long max_pfn(void)
{
	unsigned long end = 0;
	struct zone *z;

	for_each_zone(z) end = max(end, z->start_pfn + z->spanned);
	return end;
}

int cpu_to_node(int cpu)
{
	const struct pglist_data *node = per_cpu(numa_node_data, cpu);

	return node ? node->nid : 0;
}

/* What the firmware says if it says nothing: all other nodes are equally far. */
int node_distance(int a, int b)
{
	return a == b ? 10 : 20;
}

static enum zone_type pfn_zone_type(unsigned long pfn)
{
	if (pfn < MiB(16) >> PAGE_SHIFT)
		return ZONE_DMA;
	return pfn < GiB(4) >> PAGE_SHIFT ? ZONE_DMA32 : ZONE_NORMAL;
}

static unsigned long zone_type_end(enum zone_type t)
{
	static const u64 ends[MAX_NR_ZONES] = {MiB(16), GiB(4), ~0ULL};

	return ends[t] >> PAGE_SHIFT;
}

/* --- boot: the zones --- */

static struct zone *__init zone_of(unsigned long pfn, int nid)
{
	return &node_data[nid]->zones[pfn_zone_type(pfn)];
}

static void __init size_zones(void)
{
	for (unsigned int i = 0; i < memblock.memory.cnt; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];
		unsigned long pfn = DIV_ROUND_UP(r->base, PAGE_SIZE);
		unsigned long end = (r->base + r->size) >> PAGE_SHIFT;

		while (pfn < end) {
			struct zone *z = zone_of(pfn, r->nid);
			unsigned long stop = min(end, zone_type_end(z->type));

			if (!z->present)
				z->start_pfn = pfn;
			z->present += stop - pfn;
			z->spanned = stop - z->start_pfn;
			pfn = stop;
		}
	}
}

static struct per_cpu_pages *__init pcp_create(void)
{
	struct per_cpu_pages *pcp = memblock_alloc(sizeof(*pcp), 64);

	for (int mt = 0; mt < PCP_TYPES; mt++)
		INIT_LIST_HEAD(&pcp->lists[mt]);
	return pcp;
}

static void pcp_size(const struct zone *z, struct per_cpu_pages *pcp)
{
	/* a thousandth of the zone, as Linux; at most 63 pages move at once */
	unsigned long batch = clamp_t(unsigned long, z->present / 1024, 1, 63);

	pcp->batch = (unsigned int)batch;
	pcp->high = (unsigned int)batch * 6;
}

static void __init node_init(int nid)
{
	static const char *const names[MAX_NR_ZONES] = {"DMA", "DMA32", "Normal"};
	struct pglist_data *node = node_data[nid];

	node->nid = nid;
	for (int t = 0; t < MAX_NR_ZONES; t++) {
		struct zone *z = &node->zones[t];

		spin_lock_init(&z->lock, RANK_ZONE);
		z->name = names[t];
		z->type = (enum zone_type)t;
		z->nid = nid;
	}
}

static void __init zones_init(void)
{
	for (int n = 0; n < nr_nodes; n++) {
		for (int t = 0; t < MAX_NR_ZONES; t++) {
			struct zone *z = &node_data[n]->zones[t];
			unsigned long end = z->start_pfn + z->spanned;

			z->buddy = n ? memblock_alloc(sizeof(*z->buddy), 64) : &node0_buddy[t];
			buddy_init(z->buddy, z->start_pfn, end,
				   z->present
					   ? memblock_alloc(buddy_types_size(z->start_pfn, end), 8)
					   : NULL);
			if (!z->present)
				continue;
			z->pcp[0] = pcp_create();
			pcp_size(z, z->pcp[0]);
		}
	}
}

/* Own zones first, then those of the other nodes in order of number: highest zone first in each. */
static void __init build_zonelists(void)
{
	for (int n = 0; n < nr_nodes; n++) {
		for (int t = 0; t < MAX_NR_ZONES; t++) {
			size_t bytes =
				((size_t)nr_nodes * MAX_NR_ZONES + 1) * sizeof(struct zone *);
			struct zone **zp = memblock_alloc(bytes, 8);

			node_data[n]->zonelist[t] = zp;
			for (int k = 0; k < nr_nodes; k++) {
				struct pglist_data *o = node_data[(n + k) % nr_nodes];

				for (int i = t; i >= 0; i--) {
					if (o->zones[i].present)
						*zp++ = &o->zones[i];
				}
			}
		}
	}
}

/* --- boot: handing over --- */

/* Splits [start, end) at zone and node borders and calls @fn on each part. */
static void __init for_each_part(paddr_t start, paddr_t end,
				 void (*fn)(struct zone *z, unsigned long s, unsigned long e))
{
	for (unsigned int i = 0; i < memblock.memory.cnt; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];
		unsigned long s = (unsigned long)(max(start, r->base) >> PAGE_SHIFT);
		unsigned long e =
			(unsigned long)(min(end, (paddr_t)(r->base + r->size)) >> PAGE_SHIFT);

		while (s < e) {
			struct zone *z = zone_of(s, r->nid);
			unsigned long stop = min(e, zone_type_end(z->type));

			fn(z, s, stop);
			s = stop;
		}
	}
}

static void __init for_each_free_part(void (*fn)(struct zone *z, unsigned long s, unsigned long e))
{
	paddr_t start, end;
	u64 i = 0;

	while (memblock_next_free(&i, &start, &end)) {
		start = ALIGN(start, PAGE_SIZE);
		end = ALIGN_DOWN(end, PAGE_SIZE);
		if (start < end)
			for_each_part(start, end, fn);
	}
}

/* The last use of memblock: the free frames of the first pass hold the memmap of the others. */
static void __init hand_over_all(void)
{
	for_each_free_part(memmap_defer);
	for (unsigned int k = 0; k < memblock.reserved.cnt; k++) {
		const struct memblock_region *r = &memblock.reserved.regions[k];

		for_each_part(ALIGN_DOWN(r->base, PAGE_SIZE), ALIGN(r->base + r->size, PAGE_SIZE),
			      memmap_reserve);
	}
	for_each_free_part(memmap_free_edges);
}

/* --- watermarks --- */

static unsigned long int_sqrt(unsigned long x)
{
	unsigned long r = 0;

	for (unsigned long bit = 1UL << 31; bit; bit >>= 1) {
		if ((r + bit) * (r + bit) <= x)
			r += bit;
	}
	return r;
}

int sysctl_lowmem_reserve_ratio[MAX_NR_ZONES] = {256, 256, 32};

void zones_set_watermarks(void)
{
	unsigned long total = totalram_pages(), min_pages;
	struct zone *z;

	min_pages = (unsigned long)min_free_kbytes >> (PAGE_SHIFT - 10);
	for_each_zone(z)
	{
		unsigned long share = total ? min_pages * z->managed / total : 0, above = 0;
		int ratio = READ_ONCE(sysctl_lowmem_reserve_ratio[z->type]);
		unsigned long step = max(share / 4, z->managed / 1000), flags;

		spin_lock_irqsave(&z->lock, flags);
		z->watermark[WMARK_MIN] = share;
		z->watermark[WMARK_LOW] = share + step;
		z->watermark[WMARK_HIGH] = share + 2 * step;
		for (int t = (int)z->type + 1; t < MAX_NR_ZONES; t++) {
			above += node_data[z->nid]->zones[t].managed;
			z->lowmem_reserve[t] = ratio > 0 ? above / (unsigned int)ratio : 0;
		}
		spin_unlock_irqrestore(&z->lock, flags);
	}
}

void __init page_alloc_init(void)
{
	node_data[0] = &node0;
	for (unsigned int i = 0; i < memblock.memory.cnt; i++)
		nr_nodes = max(nr_nodes, memblock.memory.regions[i].nid + 1);
	for (int n = 0; n < nr_nodes; n++) {
		if (n)
			node_data[n] = memblock_alloc(sizeof(struct pglist_data), 64);
		node_init(n);
	}
	size_zones();
	zones_init();
	build_zonelists();
	this_cpu_write(numa_node_data, &node0);
	memmap_init();
	hand_over_all();
	if (!min_free_kbytes) {
		unsigned long kb = totalram_pages() << (PAGE_SHIFT - 10);

		min_free_kbytes = clamp_t(int, 4 * (int)int_sqrt(kb), 128, 262144);
	}
	zones_set_watermarks();
}

void __init page_alloc_init_cpu(int cpu)
{
	struct zone *z;

	for_each_zone(z)
	{
		struct per_cpu_pages *pcp;

		if (z->pcp[cpu])
			continue;
		pcp = page_to_virt(alloc_pages(GFP_NOWAIT | __GFP_ZERO, 0));
		for (int mt = 0; mt < PCP_TYPES; mt++)
			INIT_LIST_HEAD(&pcp->lists[mt]);
		pcp_size(z, pcp);
		z->pcp[cpu] = pcp;
	}
	per_cpu(numa_node_data, cpu) = &node0;
}

/* Reserved frames (the initramfs, .init) that nobody needs any more join the free ones. */
void free_reserved_area(paddr_t start, paddr_t end)
{
	for (paddr_t pa = ALIGN(start, PAGE_SIZE); pa + PAGE_SIZE <= end; pa += PAGE_SIZE)
		free_reserved_page(phys_to_page(pa));
}

void free_reserved_page(struct page *page)
{
	struct zone *z = page_zone(page);
	unsigned long flags;

	assert(PageReserved(page));
	ClearPageReserved(page);
	spin_lock_irqsave(&z->lock, flags);
	z->managed++;
	spin_unlock_irqrestore(&z->lock, flags);
	__free_page(page);
}
