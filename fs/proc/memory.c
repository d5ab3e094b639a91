/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/memory.c - /proc/meminfo, and the files that the allocators write themselves
 *
 * Theory
 *   meminfo has Linux 6.1's lines in its order, without those of parts that Pith does not have
 *   (zswap, huge pages, memory failure, CMA).  Where a program adds lines up (free, top), lines
 * that are always 0 are kept: there is no swap, and there are no block devices whose buffers would
 * be counted apart from the page cache.
 *
 *   Every frame of MemTotal is in one of
 *
 *     MemFree + Cached + AnonPages + Slab + PageTables + VmallocUsed + nr_memmap + other
 *
 *   nr_memmap is in /proc/vmstat; other is what no line names (docs/memory-api.md).  KernelStack is
 *   part of VmallocUsed; Percpu and the kernel image were never MemTotal's.
 *
 * Sources: proc(5), Linux Documentation/filesystems/proc.rst
 */
#include "internal.h"

#include "arch/mmu.h"
#include "arch/page.h"
#include "arch/smp.h"
#include "kernel/base/panic.h"
#include "mm/kmem/slab.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/alloc.h"
#include "mm/vm/mm.h"

#define KB(pages) ((unsigned long)(pages) << (PAGE_SHIFT - 10))

static void show_kb(struct seq_file *m, const char *name, unsigned long kb)
{
	seq_printf(m, "%-16s%8lu kB\n", name, kb);
}

static void show_lru(struct seq_file *m)
{
	long ia = global_page_state(NR_INACTIVE_ANON), aa = global_page_state(NR_ACTIVE_ANON);
	long inf = global_page_state(NR_INACTIVE_FILE), af = global_page_state(NR_ACTIVE_FILE);

	show_kb(m, "Active:", KB(aa + af));
	show_kb(m, "Inactive:", KB(ia + inf));
	show_kb(m, "Active(anon):", KB(aa));
	show_kb(m, "Inactive(anon):", KB(ia));
	show_kb(m, "Active(file):", KB(af));
	show_kb(m, "Inactive(file):", KB(inf));
	show_kb(m, "Unevictable:", KB(global_page_state(NR_UNEVICTABLE)));
	show_kb(m, "Mlocked:", KB(global_page_state(NR_MLOCK)));
}

static void show_kernel_use(struct seq_file *m)
{
	long reclaimable = global_page_state(NR_SLAB_RECLAIMABLE);
	long unreclaimable = global_page_state(NR_SLAB_UNRECLAIMABLE);
	long committed = atomic_long_read(&vm_committed_as);

	show_kb(m, "KReclaimable:", KB(reclaimable));
	show_kb(m, "Slab:", KB(reclaimable + unreclaimable));
	show_kb(m, "SReclaimable:", KB(reclaimable));
	show_kb(m, "SUnreclaim:", KB(unreclaimable));
	show_kb(m, "KernelStack:", (unsigned long)global_page_state(NR_KERNEL_STACK_KB));
	show_kb(m, "PageTables:", KB(global_page_state(NR_PAGETABLE)));
	show_kb(m, "SecPageTables:", 0);
	show_kb(m, "NFS_Unstable:", 0);
	show_kb(m, "Bounce:", 0);
	show_kb(m, "WritebackTmp:", 0);
	show_kb(m, "CommitLimit:", KB(vm_commit_limit()));
	show_kb(m, "Committed_AS:", KB(committed < 0 ? 0 : committed));
	show_kb(m, "VmallocTotal:", (VMALLOC_END - 1 - VMALLOC_START) >> 10);
	show_kb(m, "VmallocUsed:", KB(vmalloc_nr_pages()));
	show_kb(m, "VmallocChunk:", 0);
	show_kb(m, "Percpu:", KB(percpu_nr_pages()));
}

/* By which size of page the window on all RAM is mapped; that does not change after boot. */
static void show_direct_map(struct seq_file *m)
{
	static unsigned long kb[NR_PG_LEVELS];
	static bool known;

	if (!READ_ONCE(known)) {
		direct_map_sizes(kb);
		WRITE_ONCE(known, true);
	}
	show_kb(m, "DirectMap4k:", kb[PG_LEVEL_4K]);
	show_kb(m, "DirectMap2M:", kb[PG_LEVEL_2M]);
	if (kb[PG_LEVEL_1G])
		show_kb(m, "DirectMap1G:", kb[PG_LEVEL_1G]);
}

static int meminfo_show(struct seq_file *m, void *v)
{
	(void)v;
	show_kb(m, "MemTotal:", KB(totalram_pages()));
	show_kb(m, "MemFree:", KB(nr_free_pages()));
	show_kb(m, "MemAvailable:", KB(si_mem_available()));
	show_kb(m, "Buffers:", 0);
	show_kb(m, "Cached:", KB(global_page_state(NR_FILE_PAGES)));
	show_kb(m, "SwapCached:", 0);
	show_lru(m);
	show_kb(m, "SwapTotal:", 0);
	show_kb(m, "SwapFree:", 0);
	show_kb(m, "Dirty:", KB(global_page_state(NR_FILE_DIRTY)));
	show_kb(m, "Writeback:", KB(global_page_state(NR_WRITEBACK)));
	show_kb(m, "AnonPages:", KB(global_page_state(NR_ANON_MAPPED)));
	show_kb(m, "Mapped:", KB(global_page_state(NR_FILE_MAPPED)));
	show_kb(m, "Shmem:", KB(global_page_state(NR_SHMEM)));
	show_kernel_use(m);
	show_direct_map(m);
	return 0;
}

/* A file that @fn writes through a sink. */
#define SINK_FILE(name, fn)                                                                        \
	static int name(struct seq_file *m, void *v)                                               \
	{                                                                                          \
		struct seq_sink s = seq_sink_of(m);                                                \
		(void)v;                                                                           \
		fn(&s);                                                                            \
		return 0;                                                                          \
	}
SINK_FILE(buddyinfo_file, buddyinfo_show)
SINK_FILE(zoneinfo_file, zoneinfo_show)
SINK_FILE(pagetypeinfo_file, pagetypeinfo_show)
SINK_FILE(vmstat_file, vmstat_show)
SINK_FILE(slabinfo_file, slabinfo_show)
SINK_FILE(vmallocinfo_file, vmallocinfo_show)

void __init proc_memory_init(void)
{
	if (!proc_create_single("meminfo", 0, NULL, meminfo_show) ||
	    !proc_create_single("buddyinfo", 0444, NULL, buddyinfo_file) ||
	    !proc_create_single("zoneinfo", 0444, NULL, zoneinfo_file) ||
	    !proc_create_single("pagetypeinfo", 0400, NULL, pagetypeinfo_file) ||
	    !proc_create_single("vmstat", 0444, NULL, vmstat_file) ||
	    !proc_create_single("slabinfo", 0400, NULL, slabinfo_file) ||
	    !proc_create_single("vmallocinfo", 0400, NULL, vmallocinfo_file))
		panic("proc: no memory for meminfo");
}
