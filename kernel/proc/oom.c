/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/oom.c - the process tree as the OOM killer of mm/vm sees it
 *
 * Not here: who is chosen (mm/vm/oom.c).
 *
 * Locks: RCU for the lists; siglock where a thread is marked.
 *
 * Sources: proc(5) (oom_score, oom_score_adj)
 */
#include "mm/vm/oom.h"
#include "internal.h"
#include "kernel/base/panic.h"
#include "kernel/sched/irq.h"
#include "lib/rculist.h"
#include "mm/phys/alloc.h"
#include "mm/vm/mm.h"

/* A vfork child has nothing of its own yet: killing it frees nothing.  Under RCU. */
static bool in_vfork(struct task_struct *p, const struct mm_struct *mm)
{
	return READ_ONCE(p->vfork_done) && READ_ONCE(rcu_dereference(p->real_parent)->mm) == mm;
}

/* False: a kernel thread, or nothing left to free.  Under RCU. */
static bool describe(struct task_struct *p, struct oom_process *out)
{
	struct task_struct *t;
	struct mm_struct *mm = NULL;

	list_for_each_entry_rcu(t, &p->signal->thread_head, thread_node)
	{
		mm = READ_ONCE(t->mm);
		if (mm)
			break;
	}
	if (!mm)
		return false;
	out->tgid = p->tgid;
	out->uid = rcu_dereference(p->cred)->uid;
	out->mm = mm;
	out->oom_score_adj = p->signal->oom_score_adj;
	out->unkillable = p == init_process || (p->flags & PF_KTHREAD) || in_vfork(p, mm);
	out->dying = (p->signal->flags & SIGNAL_GROUP_EXIT) || (p->flags & PF_EXITING);
	out->comm = p->comm;
	return true;
}

static void for_each_process_with_mm(bool (*fn)(const struct oom_process *p, void *ctx), void *ctx)
{
	struct oom_process o;
	struct task_struct *p;

	rcu_read_lock();
	for_each_process(p) if (describe(p, &o) && !fn(&o, ctx)) break;
	rcu_read_unlock();
}

/* Lets the dying use the last pages, so that they get out of the way. */
static void mark_victims(struct task_struct *p)
{
	struct task_struct *t;

	list_for_each_entry_rcu(t, &p->signal->thread_head, thread_node)
		set_tsk_thread_flag(t, TIF_MEMDIE);
}

static void kill_users_of(struct mm_struct *mm, pid_t tgid)
{
	struct oom_process o;
	struct task_struct *p;

	rcu_read_lock();
	for_each_process(p)
	{
		if (p->tgid != tgid && (!describe(p, &o) || o.mm != mm || o.unkillable))
			continue;
		mark_victims(p);
		(void)send_sig_info(SIGKILL, NULL, p, PIDTYPE_TGID);
	}
	rcu_read_unlock();
}

static bool describe_current(struct oom_process *out)
{
	bool found;

	rcu_read_lock();
	found = describe(current->group_leader, out);
	rcu_read_unlock();
	return found;
}

static const struct oom_ops ops = {
	.for_each = for_each_process_with_mm,
	.kill_mm = kill_users_of,
	.current_process = describe_current,
};

/* Who frees memory by allocating a little: reclaim, the OOM victim, and whoever is dying. */
static bool may_use_reserve(void)
{
	return !in_interrupt() &&
	       ((current->flags & PF_MEMALLOC) || test_tsk_thread_flag(current, TIF_MEMDIE) ||
		fatal_signal_pending(current));
}

void oom_ops_init(void)
{
	memalloc_hook = may_use_reserve;
	oom_register(&ops);
}
