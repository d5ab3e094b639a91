/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/oom.c - when there is no memory left: which process must go
 *
 * Theory
 *   The victim is the process that uses most (resident pages and page tables), moved up or
 *   down by its oom_score_adj in thousandths of all memory; -1000 is never chosen, nor are init
 *   and kernel threads.  While a victim is still dying nobody else is killed: its memory is on
 *   its way.  The choice and the log lines are Linux's.
 *
 *   mm/vm does not know tasks: kernel/proc registers struct oom_ops.
 *
 * Locks: oom_lock (trylock: who does not get it lets the other do the work and tries again).
 *
 * Sources: proc(5) oom_score_adj, Linux Documentation/admin-guide/sysctl/vm.rst
 */
#include "mm/vm/oom.h"

#include "kernel/sched/sched.h"
#include "lib/string.h"
#include "mm/phys/show_mem.h"

#include "internal.h"

#define OOM_SCORE_ADJ_MIN (-1000)
#define KB(pages)	  ((pages) << (PAGE_SHIFT - 10))
#define VICTIM_WAIT_MS	  10 /* for a victim to get on with dying */

int sysctl_panic_on_oom, sysctl_oom_kill_allocating_task, sysctl_oom_dump_tasks = 1;

static const struct oom_ops *oom_ops;
static DEFINE_SPINLOCK(oom_lock, RANK_LEAF);
static bool oom_busy; /* [oom_lock] */

void oom_register(const struct oom_ops *ops)
{
	oom_ops = ops;
}

long oom_badness(const struct oom_process *p, unsigned long totalpages)
{
	long points, adj = p->oom_score_adj;

	if (p->unkillable || adj == OOM_SCORE_ADJ_MIN)
		return (-__LONG_MAX__ - 1);
	points = (long)get_mm_rss(p->mm) + (long)get_mm_counter(p->mm, MM_SWAPENTS) +
		 atomic_long_read(&p->mm->pgtables_bytes) / (long)PAGE_SIZE;
	return points + adj * (long)(totalpages / 1000);
}

unsigned long oom_score(const struct oom_process *p)
{
	unsigned long total = totalram_pages();
	long badness = oom_badness(p, total);

	/* As Linux maps it: 666 is the middle of the scale for adj 0 and nothing used. */
	if (badness == (-__LONG_MAX__ - 1))
		return 0;
	return (unsigned long)((1000 + badness * 1000 / (long)total) * 2 / 3);
}

/* The chosen one, by value: the process may go as soon as RCU lets it. */
struct oom_choice {
	bool found, dying;
	long points;
	struct oom_process p;
	char comm[16];
	unsigned long totalpages;
};

static bool consider(const struct oom_process *p, void *ctx)
{
	struct oom_choice *ch = ctx;
	long points;

	if (test_bit(MMF_OOM_VICTIM, &p->mm->flags) || (p->dying && get_mm_rss(p->mm))) {
		ch->dying = true;
		return false;
	}
	points = oom_badness(p, ch->totalpages);
	if (points == (-__LONG_MAX__ - 1) || (ch->found && points <= ch->points))
		return true;
	if (ch->found)
		mmdrop(ch->p.mm);
	mmgrab(p->mm);
	ch->found = true;
	ch->points = points;
	ch->p = *p;
	strscpy(ch->comm, p->comm, sizeof(ch->comm));
	ch->p.comm = ch->comm;
	return true;
}

static bool dump_one(const struct oom_process *p, void *ctx __maybe_unused)
{
	pr_info("[%7d] %5d %5d %8lu %8lu %8ld %8lu         %5hd %s\n", p->tgid, (int)p->uid,
		p->tgid, p->mm->total_vm, get_mm_rss(p->mm),
		atomic_long_read(&p->mm->pgtables_bytes), get_mm_counter(p->mm, MM_SWAPENTS),
		p->oom_score_adj, p->comm);
	return true;
}

static void log_oom(gfp_t gfp, unsigned int order, const struct oom_process *by)
{
	char text[GFP_TEXT];

	pr_warn("%s invoked oom-killer: gfp_mask=%#x(%s), order=%u, oom_score_adj=%hd\n",
		by ? by->comm : "kernel", gfp, gfp_flags_text(text, sizeof(text), gfp), order,
		(short)(by ? by->oom_score_adj : 0));
	show_mem();
	if (!sysctl_oom_dump_tasks)
		return;
	pr_info("Tasks state (memory values in pages):\n");
	pr_info("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj "
		"name\n");
	oom_ops->for_each(dump_one, NULL);
}

static void kill_victim(const struct oom_process *p)
{
	struct mm_struct *mm = p->mm;

	set_bit(MMF_OOM_VICTIM, &mm->flags);
	count_vm_event(OOM_KILL, 1);
	pr_err("oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/"
	       ",mems_allowed=0,global_oom,"
	       "task_memcg=/,task=%s,pid=%d,uid=%u\n",
	       p->comm, p->tgid, p->uid);
	pr_err("Out of memory: Killed process %d (%s) total-vm:%lukB, anon-rss:%lukB, "
	       "file-rss:%lukB, "
	       "shmem-rss:%lukB, UID:%u pgtables:%lukB oom_score_adj:%hd\n",
	       p->tgid, p->comm, KB(mm->total_vm), KB(get_mm_counter(mm, MM_ANONPAGES)),
	       KB(get_mm_counter(mm, MM_FILEPAGES)), KB(get_mm_counter(mm, MM_SHMEMPAGES)), p->uid,
	       (unsigned long)atomic_long_read(&mm->pgtables_bytes) >> 10, p->oom_score_adj);
	oom_ops->kill_mm(mm, p->tgid);
}

static void select_and_kill(gfp_t gfp, unsigned int order)
{
	struct oom_choice ch = {.totalpages = totalram_pages()};
	struct oom_process self;
	bool have_self = oom_ops->current_process(&self);

	/* Whoever is dying already only needs a little to get to the end. */
	if (have_self && self.dying)
		return;
	oom_ops->for_each(consider, &ch);
	if (ch.dying) {
		if (ch.found)
			mmdrop(ch.p.mm);
		return;
	}
	if (sysctl_panic_on_oom)
		panic("Out of memory: %s panic_on_oom is enabled",
		      sysctl_panic_on_oom == 2 ? "compulsory" : "system-wide");
	log_oom(gfp, order, have_self ? &self : NULL);
	if (sysctl_oom_kill_allocating_task && have_self &&
	    oom_badness(&self, ch.totalpages) != (-__LONG_MAX__ - 1)) {
		if (ch.found)
			mmdrop(ch.p.mm);
		kill_victim(&self);
		return;
	}
	if (!ch.found)
		panic("System is deadlocked on memory");
	kill_victim(&ch.p);
	mmdrop(ch.p.mm);
}

/* True: memory was or will be given back; try again. */
static bool out_of_memory(gfp_t gfp, unsigned int order)
{
	bool mine;

	if (!oom_ops || order > PAGE_ALLOC_COSTLY_ORDER || !gfpflags_allow_blocking(gfp) ||
	    (gfp & __GFP_RETRY_MAYFAIL))
		return false;
	/* Who is dying takes what the reserve has, or nothing; it must not wait for itself. */
	if (signal_pending_state(TASK_KILLABLE))
		return false;
	spin_lock(&oom_lock);
	mine = !oom_busy;
	oom_busy = true;
	spin_unlock(&oom_lock);
	if (mine) {
		select_and_kill(gfp, order);
		spin_lock(&oom_lock);
		oom_busy = false;
		spin_unlock(&oom_lock);
	}
	/* The victim must run to die; if it is us, the next round sees the signal. */
	msleep(VICTIM_WAIT_MS);
	return true;
}

void oom_init(void)
{
	oom_hook = out_of_memory;
}
