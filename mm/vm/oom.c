/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/oom.c - when there is no memory left: which process must go, and getting its memory back
 *
 * Theory
 *   The victim is the process that uses most (resident pages and page tables), moved up or
 *   down by its oom_score_adj in thousandths of all memory; -1000 is never chosen, nor are init
 *   and kernel threads.  There is one victim at a time: until its memory is back, or cannot be
 *   got, who needs memory waits and tries again (MMF_OOM_SKIP says that it is over).
 *
 *   A victim may be unable to die: it sleeps on something whose holder waits for memory.  So the
 *   oom_reaper thread takes its anonymous memory away after a grace period, without its help.
 *   From then on (MMF_UNSTABLE) the kernel's own accesses to that memory fault instead of finding
 *   zeros; the program itself does not run any more.
 *
 *   If nobody can be killed the allocation fails, and the caller answers ENOMEM: Pith does not
 *   panic where Linux is "deadlocked on memory".
 *
 *   mm/vm does not know tasks: kernel/proc registers struct oom_ops.
 *
 * Not here: what the log says about memory (oom_log.c).
 *
 * Locks: oom_lock (leaf): oom_busy and the victim.  Who does not get oom_busy lets the other do the
 *   work and tries again.  The reaper takes the victim's mmap_lock for reading, by trylock.
 *
 * Sources: proc(5) oom_score_adj, Linux Documentation/admin-guide/sysctl/vm.rst
 */
#include "mm/vm/oom.h"

#include "kernel/sched/sched.h"
#include "kernel/sched/wait.h"
#include "lib/string.h"
#include "mm/phys/mmzone.h"

#include "internal.h"
#include "oom_internal.h"

#define OOM_SCORE_ADJ_MIN (-1000)
#define NEVER		  (-__LONG_MAX__ - 1)
#define VICTIM_WAIT_MS	  10  /* for a victim to get on with dying */
#define REAPER_DELAY_MS	  200 /* most victims need no reaper */
#define REAP_ATTEMPTS	  50  /* of VICTIM_WAIT_MS each */

int sysctl_panic_on_oom, sysctl_oom_kill_allocating_task, sysctl_oom_dump_tasks = 1;

static const struct oom_ops *oom_ops;
static DEFINE_SPINLOCK(oom_lock, RANK_LEAF);
static bool oom_busy; /* [oom_lock] */
/* [oom_lock] the victim whose memory is on its way; mm NULL: none.  mm is grabbed. */
static struct {
	struct mm_struct *mm;
	pid_t pid;
	char comm[16];
} victim;
static DECLARE_WAIT_QUEUE_HEAD(reaper_wait);
static bool have_reaper;

void oom_register(const struct oom_ops *ops)
{
	oom_ops = ops;
}

long oom_badness(const struct oom_process *p, unsigned long totalpages)
{
	long points, adj = p->oom_score_adj;

	if (p->unkillable || adj == OOM_SCORE_ADJ_MIN || test_bit(MMF_OOM_SKIP, &p->mm->flags))
		return NEVER;
	points = (long)get_mm_rss(p->mm) + (long)get_mm_counter(p->mm, MM_SWAPENTS) +
		 atomic_long_read(&p->mm->pgtables_bytes) / (long)PAGE_SIZE;
	return points + adj * (long)(totalpages / 1000);
}

unsigned long oom_score(const struct oom_process *p)
{
	unsigned long total = totalram_pages();
	long badness = oom_badness(p, total);

	/* As Linux maps it: 666 is the middle of the scale for adj 0 and nothing used. */
	if (badness == NEVER)
		return 0;
	return (unsigned long)((1000 + badness * 1000 / (long)total) * 2 / 3);
}

/* The chosen one, by value: the process may go as soon as RCU lets it. */
struct oom_choice {
	bool found;
	long points;
	struct oom_process p; /* mm is grabbed */
	char comm[16];
	unsigned long totalpages;
};

static bool consider(const struct oom_process *p, void *ctx)
{
	struct oom_choice *ch = ctx;
	long points = oom_badness(p, ch->totalpages);

	if (points == NEVER || (ch->found && points < ch->points))
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

/* From now on everybody waits for @p's memory. */
static void set_victim(const struct oom_process *p)
{
	set_bit(MMF_OOM_VICTIM, &p->mm->flags);
	if (!have_reaper) /* boot: nobody would ever end the wait */
		return;
	mmgrab(p->mm);
	spin_lock(&oom_lock);
	victim.mm = p->mm;
	victim.pid = p->tgid;
	strscpy(victim.comm, p->comm, sizeof(victim.comm));
	spin_unlock(&oom_lock);
	wake_up(&reaper_wait);
}

static void kill_victim(const struct oom_process *p, const char *why)
{
	/* Whoever is dying only needs a little to get to the end: no noise about it. */
	if (!p->dying) {
		count_vm_event(OOM_KILL, 1);
		oom_log_victim(p, why);
	}
	oom_ops->kill_mm(p->mm, p->tgid);
	set_victim(p);
}

/* Somebody gave memory back meanwhile, or it was not memory that was missing (fault injection). */
static bool enough_free(unsigned int order)
{
	struct zone *z;

	if (order) /* pages that are free may not be neighbours */
		return false;
	for_each_zone(z)
	{
		unsigned long keep = z->watermark[WMARK_HIGH] + z->lowmem_reserve[ZONE_NORMAL];

		if (zone_free_pages(z) > keep)
			return true;
	}
	return false;
}

/* True: memory is or will be on its way. */
static bool select_and_kill(gfp_t gfp, unsigned int order)
{
	struct oom_choice ch = {.totalpages = totalram_pages()};
	struct oom_process self;
	bool have_self = oom_ops->current_process(&self);

	if (READ_ONCE(victim.mm) || enough_free(order))
		return true;
	if (sysctl_panic_on_oom) {
		oom_log_header(oom_ops, gfp, order, have_self ? &self : NULL);
		panic("Out of memory: %s panic_on_oom is enabled",
		      sysctl_panic_on_oom == 2 ? "compulsory" : "system-wide");
	}
	if (sysctl_oom_kill_allocating_task && have_self &&
	    oom_badness(&self, ch.totalpages) != NEVER) {
		oom_log_header(oom_ops, gfp, order, &self);
		kill_victim(&self, "Out of memory (oom_kill_allocating_task)");
		return true;
	}
	oom_ops->for_each(consider, &ch);
	if (!ch.found) {
		printk_ratelimited(KERN_WARNING "Out of memory and no killable processes...\n");
		return false;
	}
	if (!ch.p.dying)
		oom_log_header(oom_ops, gfp, order, have_self ? &self : NULL);
	kill_victim(&ch.p, "Out of memory");
	mmdrop(ch.p.mm);
	return true;
}

/* True: memory was or will be given back; try again. */
static bool out_of_memory(gfp_t gfp, unsigned int order)
{
	bool mine, hope = true;

	if (!oom_ops || order > PAGE_ALLOC_COSTLY_ORDER || !gfpflags_allow_blocking(gfp) ||
	    (gfp & __GFP_RETRY_MAYFAIL))
		return false;
	/* Who is dying takes what the reserve has, or nothing; it must not wait for itself. */
	if (signal_pending_state(TASK_KILLABLE)) {
		if (gfp & __GFP_NOFAIL)
			msleep(VICTIM_WAIT_MS);
		return false;
	}
	spin_lock(&oom_lock);
	mine = !oom_busy;
	oom_busy = true;
	spin_unlock(&oom_lock);
	if (mine) {
		hope = select_and_kill(gfp, order);
		spin_lock(&oom_lock);
		oom_busy = false;
		spin_unlock(&oom_lock);
	}
	/* The victim must run to die; if it is us, the next round sees the signal. */
	msleep(VICTIM_WAIT_MS);
	return hope;
}

/* --- the reaper --- */

/* Private memory of every VMA; mmap_lock held for reading. */
static void reap_pages(struct mm_struct *mm)
{
	struct zap_details d = {.noalloc = true};
	struct vm_area_struct *vma;
	struct mmu_gather tlb;

	set_bit(MMF_UNSTABLE, &mm->flags);
	tlb_gather_mmu(&tlb, mm, false);
	for (vma = mm->mmap; vma; vma = vma->vm_next) {
		if (vma->vm_flags & (VM_PFNMAP | VM_IO))
			continue;
		if (vma_is_anonymous(vma) || !(vma->vm_flags & VM_SHARED))
			unmap_page_range(&tlb, vma, vma->vm_start, vma->vm_end, &d);
		cond_resched();
	}
	tlb_finish_mmu(&tlb);
}

/* True: done, or no more to do. */
static bool reap_once(struct mm_struct *mm)
{
	bool done = false;

	if (test_bit(MMF_OOM_SKIP, &mm->flags))
		return true;
	if (!mmget_not_zero(mm)) /* exit_mmap() is at work, and will say so */
		return false;
	if (mmap_read_trylock(mm)) {
		reap_pages(mm);
		mmap_read_unlock(mm);
		oom_log_reaped(mm, victim.pid, victim.comm);
		done = true;
	}
	mmput(mm);
	return done;
}

static void reap_victim(struct mm_struct *mm)
{
	int i;

	for (i = 0; i < REAPER_DELAY_MS && !test_bit(MMF_OOM_SKIP, &mm->flags); i += VICTIM_WAIT_MS)
		msleep(VICTIM_WAIT_MS);
	for (i = 0; i < REAP_ATTEMPTS && !reap_once(mm); i++)
		msleep(VICTIM_WAIT_MS);
	if (i == REAP_ATTEMPTS)
		pr_info("oom_reaper: unable to reap pid:%d (%s)\n", victim.pid, victim.comm);
	set_bit(MMF_OOM_SKIP, &mm->flags);
}

static int oom_reaper(void *arg __maybe_unused)
{
	struct mm_struct *mm;

	for (;;) {
		wait_event(reaper_wait, READ_ONCE(victim.mm));
		mm = victim.mm;
		reap_victim(mm);
		spin_lock(&oom_lock);
		victim.mm = NULL;
		spin_unlock(&oom_lock);
		mmdrop(mm);
	}
	return 0;
}

void oom_init(void)
{
	oom_hook = out_of_memory;
}

void oom_start_reaper(void)
{
	if (IS_ERR(kthread_run(oom_reaper, NULL, "oom_reaper")))
		panic("oom: no memory for the reaper");
	have_reaper = true;
}
