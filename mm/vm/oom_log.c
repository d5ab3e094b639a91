/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/oom_log.c - the lines the OOM killer leaves in the log, as Linux 6.1 prints them
 *
 * Theory
 *   Tools and people look for these lines, so their words and columns are Linux's.  What Pith has
 *   not (swap, CMA, memory control groups) is shown as Linux shows it when it is not used.
 *   Nothing here allocates.
 *
 * Not here: Mem-Info (mm/phys/show_mem.c).
 *
 * Locks: none; numbers are read as they stand.
 *
 * Sources: Linux 6.1's log; Documentation/admin-guide/sysctl/vm.rst (oom_dump_tasks)
 */
#include "oom_internal.h"

#include "mm/phys/show_mem.h"

#include "internal.h"

#define KB(pages) ((unsigned long)(pages) << (PAGE_SHIFT - 10))

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
	char names[GFP_TEXT];

	pr_warn("%s invoked oom-killer: gfp_mask=%#x(%s), order=%u, oom_score_adj=%hd\n",
		by ? by->comm : "kernel", gfp, gfp_flags_text(names, sizeof(names), gfp), order,
		(short)(by ? by->oom_score_adj : 0));
	show_mem();
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
