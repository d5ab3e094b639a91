/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/alloc.h - the page allocator
 *
 * Context: any, as the gfp flags say; GFP_KERNEL may sleep.  Return NULL / 0 when there is none.
 * Fresh pages have _refcount 1, _mapcount -1.
 */
#pragma once

#include "mm/phys/gfp.h"
#include "mm/phys/page.h"

#define MAX_ORDER		10 /* largest block: 1,024 pages, 4 MiB */
#define PAGE_ALLOC_COSTLY_ORDER 3
#define HPAGE_PMD_ORDER		9 /* a 2 MiB page: alloc_pages(gfp | __GFP_COMP, HPAGE_PMD_ORDER) */

struct page *alloc_pages(gfp_t gfp, unsigned int order);
struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);
#define alloc_page(gfp) alloc_pages(gfp, 0)
void __free_pages(struct page *page, unsigned int order); /* drops one reference; frees at zero */
#define __free_page(page) __free_pages(page, 0)
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
#define __get_free_page(gfp) __get_free_pages(gfp, 0)
unsigned long get_zeroed_page(gfp_t gfp);
void free_pages(unsigned long addr, unsigned int order);
#define free_page(addr) free_pages(addr, 0)
/* A block that is not compound becomes pages of their own, each with a reference. */
void split_page(struct page *page, unsigned int order);
void *alloc_pages_exact(size_t bytes, gfp_t gfp);
void free_pages_exact(void *p, size_t bytes);
/* @n contiguous frames, any count; freed by free_contig_pages with the same count. */
struct page *alloc_contig_pages(unsigned long n, gfp_t gfp, int nid);
void free_contig_pages(struct page *page, unsigned long n);
/* The same, of as many frames as there are in one piece: @most, or half of that, and so on down to
 * @least; *@got says how many. */
struct page *alloc_pages_range(unsigned long least, unsigned long most, gfp_t gfp, int nid,
			       unsigned long *got);
/* Up to @n single pages into @pages[]; how many. */
unsigned int alloc_pages_bulk(gfp_t gfp, unsigned int n, struct page **pages);
/* Frees pages whose reference count has reached zero already. */
void free_unref_page(struct page *page, unsigned int order);

/* Counters; cheap to update (per CPU), exact when summed. */
enum zone_stat_item {
	NR_FREE_PAGES,
	NR_INACTIVE_ANON,
	NR_ACTIVE_ANON,
	NR_INACTIVE_FILE,
	NR_ACTIVE_FILE,
	NR_UNEVICTABLE,
	NR_MLOCK,
	NR_ANON_MAPPED,
	NR_FILE_MAPPED,
	NR_FILE_PAGES,
	NR_FILE_DIRTY,
	NR_WRITEBACK,
	NR_SHMEM,
	NR_SLAB_RECLAIMABLE,
	NR_SLAB_UNRECLAIMABLE,
	NR_KERNEL_STACK_KB,
	NR_PAGETABLE,
	NR_VMALLOC_PAGES,
	NR_MEMMAP, /* struct pages made since boot; grows only */
	NR_VM_STAT_ITEMS
};
enum vm_event_item {
	PGALLOC_DMA,
	PGALLOC_DMA32,
	PGALLOC_NORMAL,
	PGFREE,
	PGFAULT,
	PGMAJFAULT,
	PGACTIVATE,
	PGDEACTIVATE,
	PGLAZYFREE,
	PGSCAN_KSWAPD,
	PGSCAN_DIRECT,
	PGSTEAL_KSWAPD,
	PGSTEAL_DIRECT,
	ALLOCSTALL,
	OOM_KILL,
	PGPGIN,
	PGPGOUT,
	PSWPIN,
	PSWPOUT,
	DROP_PAGECACHE,
	DROP_SLAB,
	PAGEOUTRUN,
	NR_VM_EVENTS
};
void mod_page_state(const struct page *page, enum zone_stat_item item,
		    long delta); /* page's zone */
void mod_global_state(enum zone_stat_item item, long delta);
long global_page_state(enum zone_stat_item item); /* pages, never negative */
void count_vm_event(enum vm_event_item item, unsigned long n);
void sum_vm_events(unsigned long ev[NR_VM_EVENTS]);

unsigned long totalram_pages(void); /* managed by the allocator */
unsigned long nr_free_pages(void);
unsigned long si_mem_available(void); /* MemAvailable, pages */
extern int min_free_kbytes;
/* Each zone keeps one page in so many of the zones above it from requests for those; 0: none. */
extern int sysctl_lowmem_reserve_ratio[];
void zones_set_watermarks(void); /* after one of these changed */
/* Is @page inside a free block?  Any context; an answer for the moment. */
bool is_free_buddy_page(const struct page *page);

/* Asked for memory by the allocator's slow path; registered by mm/vm (reclaim, OOM).
 * Returns pages freed; 0: nothing more can be done. */
extern unsigned long (*reclaim_hook)(gfp_t gfp, unsigned int order);
/* May the running task use the reserve (it reclaims, or is being killed for memory)? */
extern bool (*memalloc_hook)(void);
struct zone;
extern void (*kswapd_wake_hook)(struct zone *z, unsigned int order);
/* Last resort; true: retry the allocation. */
extern bool (*oom_hook)(gfp_t gfp, unsigned int order);

/* /proc files: each writes its text through @print (a printf to the reader). */
struct seq_sink {
	void *ctx;
	void (*printf)(void *ctx, const char *fmt, ...) __printf(2, 3);
};
void buddyinfo_show(const struct seq_sink *s);
void zoneinfo_show(const struct seq_sink *s);
void pagetypeinfo_show(const struct seq_sink *s);
void vmstat_show(const struct seq_sink *s);
/* Files of /sys/devices/system/node/nodeN. */
void node_vmstat_show(const struct seq_sink *s, int nid);
void node_meminfo_show(const struct seq_sink *s, int nid);
void node_numastat_show(const struct seq_sink *s, int nid);

/* Frames reserved at boot that nobody needs any more (initramfs, .init): free now. */
void free_reserved_page(struct page *page);
void free_reserved_area(paddr_t start, paddr_t end);

/* Boot: hands the free memory of memblock to the buddy.  */
void page_alloc_init(void);
void page_alloc_init_cpu(int cpu); /* per-CPU lists of a CPU that will start */
