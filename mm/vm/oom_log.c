/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/oom_log.c - the lines the OOM killer leaves in the log, as Linux 6.1 prints them
 *
 * Theory
 *   Tools and people look for these lines, so their words and columns are Linux's.  What Pith has
 *   not (swap, CMA, memory control groups) is shown as Linux shows it when it is not used.
 *   Nothing here allocates.
 *
 * Locks: none; numbers are read as they stand.
 *
 * Sources: Linux 6.1's log; Documentation/admin-guide/sysctl/vm.rst (oom_dump_tasks)
 */
#include "oom_internal.h"

#include "lib/format.h"
#include "mm/phys/mmzone.h"

#include "internal.h"

#define KB(pages) ((unsigned long)(pages) << (PAGE_SHIFT - 10))

static unsigned long state(enum zone_stat_item item)
{
	return (unsigned long)global_page_state(item);
}

/* --- gfp flags by name: the combinations first, then single bits --- */

static const struct gfp_name {
	gfp_t mask;
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
	{GFP_DMA, "GFP_DMA"},
	{__GFP_HIGHMEM, "__GFP_HIGHMEM"},
	{GFP_DMA32, "GFP_DMA32"},
	{__GFP_HIGH, "__GFP_HIGH"},
	{__GFP_IO, "__GFP_IO"},
	{__GFP_FS, "__GFP_FS"},
	{__GFP_NOWARN, "__GFP_NOWARN"},
	{__GFP_RETRY_MAYFAIL, "__GFP_RETRY_MAYFAIL"},
	{__GFP_NOFAIL, "__GFP_NOFAIL"},
	{__GFP_NORETRY, "__GFP_NORETRY"},
	{__GFP_COMP, "__GFP_COMP"},
	{__GFP_ZERO, "__GFP_ZERO"},
	{__GFP_NOMEMALLOC, "__GFP_NOMEMALLOC"},
	{__GFP_MEMALLOC, "__GFP_MEMALLOC"},
	{__GFP_HARDWALL, "__GFP_HARDWALL"},
	{__GFP_THISNODE, "__GFP_THISNODE"},
	{__GFP_RECLAIMABLE, "__GFP_RECLAIMABLE"},
	{__GFP_MOVABLE, "__GFP_MOVABLE"},
	{__GFP_ACCOUNT, "__GFP_ACCOUNT"},
	{__GFP_DIRECT_RECLAIM, "__GFP_DIRECT_RECLAIM"},
	{__GFP_KSWAPD_RECLAIM, "__GFP_KSWAPD_RECLAIM"},
};

static void format_gfp(gfp_t gfp, char *buf, size_t size)
{
	size_t i;
	int n = 0;

	buf[0] = '\0';
	for (i = 0; i < ARRAY_SIZE(gfp_names); i++) {
		if ((gfp & gfp_names[i].mask) != gfp_names[i].mask)
			continue;
		gfp &= ~gfp_names[i].mask;
		n += scnprintf(buf + n, size - (size_t)n, n ? "|%s" : "%s", gfp_names[i].name);
	}
}

/* --- what memory is used for --- */

static void log_totals(void)
{
	unsigned long pcp = nr_free_pages(), zones = 0;
	struct zone *z;

	for_each_zone(z) zones += zone_free_pages(z);
	pcp = pcp > zones ? pcp - zones : 0;
	pr_warn("Mem-Info:\n");
	pr_warn("active_anon:%lu inactive_anon:%lu isolated_anon:0\n", state(NR_ACTIVE_ANON),
		state(NR_INACTIVE_ANON));
	pr_warn(" active_file:%lu inactive_file:%lu isolated_file:0\n", state(NR_ACTIVE_FILE),
		state(NR_INACTIVE_FILE));
	pr_warn(" unevictable:%lu dirty:%lu writeback:%lu\n", state(NR_UNEVICTABLE),
		state(NR_FILE_DIRTY), state(NR_WRITEBACK));
	pr_warn(" slab_reclaimable:%lu slab_unreclaimable:%lu\n", state(NR_SLAB_RECLAIMABLE),
		state(NR_SLAB_UNRECLAIMABLE));
	pr_warn(" mapped:%lu shmem:%lu pagetables:%lu\n", state(NR_FILE_MAPPED), state(NR_SHMEM),
		state(NR_PAGETABLE));
	pr_warn(" sec_pagetables:0 bounce:0\n");
	pr_warn(" kernel_misc_reclaimable:0\n");
	pr_warn(" free:%lu free_pcp:%lu free_cma:0\n", zones, pcp);
}

static void log_zones(void)
{
	struct zone *z;

	for_each_zone(z)
	{
		pr_warn("Node %d %s free:%lukB boost:0kB min:%lukB low:%lukB high:%lukB "
			"present:%lukB managed:%lukB mlocked:%lukB\n",
			z->nid, z->name, KB(zone_free_pages(z)), KB(z->watermark[WMARK_MIN]),
			KB(z->watermark[WMARK_LOW]), KB(z->watermark[WMARK_HIGH]), KB(z->present),
			KB(z->managed), KB(zone_page_state(z, NR_MLOCK)));
		pr_warn("lowmem_reserve[]: %lu %lu %lu\n", z->lowmem_reserve[0],
			z->lowmem_reserve[1], z->lowmem_reserve[2]);
	}
}

static void log_memory(void)
{
	unsigned long present = 0;
	struct zone *z;

	for_each_zone(z) present += z->present;
	log_totals();
	log_zones();
	pr_warn("%lu total pagecache pages\n", state(NR_FILE_PAGES));
	pr_warn("%lu pages RAM\n", present);
	pr_warn("0 pages HighMem/MovableOnly\n");
	pr_warn("%lu pages reserved\n", present - totalram_pages());
}

/* --- processes --- */

static bool log_one(const struct oom_process *p, void *ctx __maybe_unused)
{
	if (p->oom_score_adj == -1000 && p->unkillable)
		return true;
	pr_info("[%7d] %5d %5d %8lu %8lu %8ld %8lu         %5hd %s\n", p->tgid, (int)p->uid,
		p->tgid, p->mm->total_vm, get_mm_rss(p->mm),
		atomic_long_read(&p->mm->pgtables_bytes), get_mm_counter(p->mm, MM_SWAPENTS),
		p->oom_score_adj, p->comm);
	return true;
}

void oom_log_header(const struct oom_ops *ops, gfp_t gfp, unsigned int order,
		    const struct oom_process *by)
{
	char names[160];

	format_gfp(gfp, names, sizeof(names));
	pr_warn("%s invoked oom-killer: gfp_mask=%#x(%s), order=%u, oom_score_adj=%hd\n",
		by ? by->comm : "kernel", gfp, names, order, (short)(by ? by->oom_score_adj : 0));
	log_memory();
	if (!sysctl_oom_dump_tasks)
		return;
	pr_info("Tasks state (memory values in pages):\n");
	pr_info("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj "
		"name\n");
	ops->for_each(log_one, NULL);
}

void oom_log_victim(const struct oom_process *p, const char *why)
{
	struct mm_struct *mm = p->mm;

	pr_info("oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,"
		"global_oom,task_memcg=/,task=%s,pid=%d,uid=%d\n",
		p->comm, p->tgid, (int)p->uid);
	pr_err("%s: Killed process %d (%s) total-vm:%lukB, anon-rss:%lukB, file-rss:%lukB, "
	       "shmem-rss:%lukB, UID:%u pgtables:%lukB oom_score_adj:%hd\n",
	       why, p->tgid, p->comm, KB(mm->total_vm), KB(get_mm_counter(mm, MM_ANONPAGES)),
	       KB(get_mm_counter(mm, MM_FILEPAGES)), KB(get_mm_counter(mm, MM_SHMEMPAGES)), p->uid,
	       (unsigned long)atomic_long_read(&mm->pgtables_bytes) >> 10, p->oom_score_adj);
}

void oom_log_reaped(struct mm_struct *mm, pid_t pid, const char *comm)
{
	pr_info("oom_reaper: reaped process %d (%s), now anon-rss:%lukB, file-rss:%lukB, "
		"shmem-rss:%lukB\n",
		pid, comm, KB(get_mm_counter(mm, MM_ANONPAGES)),
		KB(get_mm_counter(mm, MM_FILEPAGES)), KB(get_mm_counter(mm, MM_SHMEMPAGES)));
}
