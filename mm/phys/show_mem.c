/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/show_mem.c - what the log says when memory is short: "page allocation failure", Mem-Info
 *
 * Theory
 *   The lines are those of Linux 6.1, for those who read them by eye or program.  A storm of
 *   failures says it ten times in ten seconds at most.
 *
 * Locks: zone->lock, for the number of free blocks of one zone at a time.
 */
#include "internal.h"

#include "base/bits.h"
#include "kernel/base/printk.h"
#include "lib/format.h"
#include "mm/phys/show_mem.h"

#define KB(pages) ((unsigned long)(pages) << (PAGE_SHIFT - 10))

static const struct {
	gfp_t bits;
	const char *name;
} gfp_names[] = {
	{GFP_HIGHUSER_MOVABLE, "GFP_HIGHUSER_MOVABLE"},
	{GFP_HIGHUSER, "GFP_HIGHUSER"},
	{GFP_USER, "GFP_USER"},
	{GFP_KERNEL | __GFP_ACCOUNT, "GFP_KERNEL_ACCOUNT"},
	{GFP_KERNEL, "GFP_KERNEL"},
	{GFP_NOFS, "GFP_NOFS"},
	{GFP_ATOMIC, "GFP_ATOMIC"},
	{GFP_NOIO, "GFP_NOIO"},
	{GFP_NOWAIT, "GFP_NOWAIT"},
	{__GFP_DMA, "GFP_DMA"},
	{__GFP_HIGHMEM, "__GFP_HIGHMEM"},
	{__GFP_DMA32, "GFP_DMA32"},
	{__GFP_MOVABLE, "__GFP_MOVABLE"},
	{__GFP_RECLAIMABLE, "__GFP_RECLAIMABLE"},
	{__GFP_HIGH, "__GFP_HIGH"},
	{__GFP_IO, "__GFP_IO"},
	{__GFP_FS, "__GFP_FS"},
	{__GFP_ZERO, "__GFP_ZERO"},
	{__GFP_ATOMIC, "__GFP_ATOMIC"},
	{__GFP_DIRECT_RECLAIM, "__GFP_DIRECT_RECLAIM"},
	{__GFP_KSWAPD_RECLAIM, "__GFP_KSWAPD_RECLAIM"},
	{__GFP_NOWARN, "__GFP_NOWARN"},
	{__GFP_RETRY_MAYFAIL, "__GFP_RETRY_MAYFAIL"},
	{__GFP_NOFAIL, "__GFP_NOFAIL"},
	{__GFP_NORETRY, "__GFP_NORETRY"},
	{__GFP_MEMALLOC, "__GFP_MEMALLOC"},
	{__GFP_COMP, "__GFP_COMP"},
	{__GFP_NOMEMALLOC, "__GFP_NOMEMALLOC"},
	{__GFP_HARDWALL, "__GFP_HARDWALL"},
	{__GFP_THISNODE, "__GFP_THISNODE"},
	{__GFP_ACCOUNT, "__GFP_ACCOUNT"},
};

char *gfp_flags_text(char *buf, size_t size, gfp_t gfp)
{
	int n = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(gfp_names) && gfp; i++) {
		if ((gfp & gfp_names[i].bits) != gfp_names[i].bits)
			continue;
		n += scnprintf(buf + n, size - (size_t)n, "%s%s", n ? "|" : "", gfp_names[i].name);
		gfp &= ~gfp_names[i].bits;
	}
	if (gfp)
		scnprintf(buf + n, size - (size_t)n, "%s%#x", n ? "|" : "", gfp);
	return buf;
}

static void show_node(int nid)
{
	pr_warn("Node %d active_anon:%lukB inactive_anon:%lukB active_file:%lukB "
		"inactive_file:%lukB unevictable:%lukB mapped:%lukB dirty:%lukB writeback:%lukB "
		"shmem:%lukB kernel_stack:%ldkB pagetables:%lukB\n",
		nid, KB(node_page_state(nid, NR_ACTIVE_ANON)),
		KB(node_page_state(nid, NR_INACTIVE_ANON)),
		KB(node_page_state(nid, NR_ACTIVE_FILE)),
		KB(node_page_state(nid, NR_INACTIVE_FILE)),
		KB(node_page_state(nid, NR_UNEVICTABLE)), KB(node_page_state(nid, NR_FILE_MAPPED)),
		KB(node_page_state(nid, NR_FILE_DIRTY)), KB(node_page_state(nid, NR_WRITEBACK)),
		KB(node_page_state(nid, NR_SHMEM)), node_page_state(nid, NR_KERNEL_STACK_KB),
		KB(node_page_state(nid, NR_PAGETABLE)));
}

static void show_zone(const struct zone *z)
{
	pr_warn("Node %d %s free:%lukB boost:0kB min:%lukB low:%lukB high:%lukB "
		"reserved_highatomic:0KB present:%lukB managed:%lukB mlocked:%lukB bounce:0kB "
		"free_pcp:%lukB local_pcp:%lukB free_cma:0kB\n",
		z->nid, z->name, KB(zone_free_pages(z)), KB(z->watermark[WMARK_MIN]),
		KB(z->watermark[WMARK_LOW]), KB(z->watermark[WMARK_HIGH]), KB(z->present),
		KB(z->managed), KB(zone_page_state(z, NR_MLOCK)), KB(zone_pcp_pages(z)),
		KB(pcp_count(z->pcp[smp_processor_id()])));
	pr_warn("lowmem_reserve[]: %lu %lu %lu\n", z->lowmem_reserve[ZONE_DMA],
		z->lowmem_reserve[ZONE_DMA32], z->lowmem_reserve[ZONE_NORMAL]);
}

/* The letters of the types that have a block of the order. */
static void type_letters(const struct free_area *area, char *text)
{
	static const char letter[MIGRATE_TYPES] = {'U', 'M', 'E', 'I'};

	for (int mt = 0; mt < MIGRATE_TYPES; mt++) {
		if (area->free_list[mt].next != &area->free_list[mt])
			*text++ = letter[mt];
	}
	*text = '\0';
}

static void show_blocks(struct zone *z)
{
	unsigned long n[NR_ORDERS] = {0}, total = 0, flags;
	char types[NR_ORDERS][MIGRATE_TYPES + 1], line[320];
	int len = 0;

	spin_lock_irqsave(&z->lock, flags);
	zone_count_deferred(z, n);
	for (unsigned int o = 0; o < NR_ORDERS; o++) {
		n[o] += z->buddy->area[o].nr_free;
		type_letters(&z->buddy->area[o], types[o]);
	}
	spin_unlock_irqrestore(&z->lock, flags);
	for (unsigned int o = 0; o < NR_ORDERS; o++) {
		total += n[o] << o;
		len += scnprintf(line + len, sizeof(line) - (size_t)len, "%lu*%lukB ", n[o],
				 KB(1UL << o));
		if (types[o][0])
			len += scnprintf(line + len, sizeof(line) - (size_t)len, "(%s) ", types[o]);
	}
	pr_warn("Node %d %s: %s= %lukB\n", z->nid, z->name, line, KB(total));
}

static unsigned long pcp_sum(void)
{
	unsigned long sum = 0;
	struct zone *z;

	for_each_zone(z) sum += zone_pcp_pages(z);
	return sum;
}

void show_mem(void)
{
	unsigned long present = 0;
	struct zone *z;

	pr_warn("Mem-Info:\n");
	pr_warn("active_anon:%ld inactive_anon:%ld isolated_anon:0\n"
		" active_file:%ld inactive_file:%ld isolated_file:0\n"
		" unevictable:%ld dirty:%ld writeback:%ld\n"
		" slab_reclaimable:%ld slab_unreclaimable:%ld\n"
		" mapped:%ld shmem:%ld pagetables:%ld\n"
		" sec_pagetables:0 bounce:0\n kernel_misc_reclaimable:0\n free:%lu free_pcp:%lu "
		"free_cma:0\n",
		global_page_state(NR_ACTIVE_ANON), global_page_state(NR_INACTIVE_ANON),
		global_page_state(NR_ACTIVE_FILE), global_page_state(NR_INACTIVE_FILE),
		global_page_state(NR_UNEVICTABLE), global_page_state(NR_FILE_DIRTY),
		global_page_state(NR_WRITEBACK), global_page_state(NR_SLAB_RECLAIMABLE),
		global_page_state(NR_SLAB_UNRECLAIMABLE), global_page_state(NR_FILE_MAPPED),
		global_page_state(NR_SHMEM), global_page_state(NR_PAGETABLE),
		nr_free_pages() - pcp_sum(), pcp_sum());
	for (int nid = 0; nid < nr_nodes; nid++)
		show_node(nid);
	for_each_zone(z)
	{
		show_zone(z);
		present += z->present;
	}
	for_each_zone(z) show_blocks(z);
	pr_warn("%ld total pagecache pages\n", global_page_state(NR_FILE_PAGES));
	pr_warn("%lu pages RAM\n0 pages HighMem/MovableOnly\n%lu pages reserved\n", present,
		present - totalram_pages());
}

void warn_alloc(gfp_t gfp, unsigned int order)
{
	static struct ratelimit rl = {.interval_ns = 10000000000ULL, .burst = 10};
	struct panic_task task = {0};
	char text[GFP_TEXT];

	if ((gfp & __GFP_NOWARN) || !ratelimit_ok(&rl, __func__))
		return;
	if (panic_task_hook)
		panic_task_hook(&task);
	pr_warn("%s: page allocation failure: order:%u, mode:%#x(%s), nodemask=(null)\n",
		task.comm ? task.comm : "swapper", order, gfp,
		gfp_flags_text(text, sizeof(text), gfp));
	dump_stack();
	show_mem();
}
