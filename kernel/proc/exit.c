/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/exit.c - the end of tasks
 *
 * Theory
 *   A task ends in three acts.  do_exit(): it gives back what it holds (memory, files, timers),
 * hands its children to another thread, the nearest subreaper or init, and becomes a zombie that
 * keeps only its exit status and times.  Then its parent waits for it (wait.c), or need not:
 * threads that do not lead their group, and children of a parent that ignores SIGCHLD, release
 * themselves.  release_task() takes it out of the tree and the tables.  The memory goes with the
 * last reference (fork.c).
 *
 *   A leader that ends before its threads stays as a zombie that cannot be waited for; the last
 * thread then tells the parent in its place.
 *
 * Not here: who is told and how (signal_deliver.c), futexes (kernel/ipc/futex.c).
 *
 * Locks: tasklist_lock for the tree; siglock inside it for what a group shares.
 *
 * Sources: _exit(2), exit_group(2), wait(2), prctl(2) (PDEATHSIG, CHILD_SUBREAPER), credentials(7)
 */
#include "arch/mmu.h"
#include "fs/vfs/fdtable.h"
#include "fs/vfs/mount.h"
#include "kernel/base/panic.h"
#include "internal.h"
#include "kernel/sched/irq.h"
#include "lib/rculist.h"
#include "mm/vm/mm.h"

/* --- out of the tree --- */

/* Adds what @t used to the sums of its group; siglock held. */
static void add_times_to_group(struct task_struct *t)
{
	struct signal_struct *sig = t->signal;
	u64 ut, st;

	task_cputime(t, &ut, &st);
	sig->utime += ut;
	sig->stime += st;
	sig->min_flt += t->min_flt;
	sig->maj_flt += t->maj_flt;
	sig->nvcsw += t->nvcsw;
	sig->nivcsw += t->nivcsw;
	sig->inblock += t->inblock;
	sig->oublock += t->oublock;
	sig->sum_sched_runtime += task_sum_exec_runtime(t);
}

/* tasklist_lock held. */
static void unhash_process(struct task_struct *t, bool group_dead)
{
	atomic_dec(&nr_threads);
	t->signal->nr_threads--;
	detach_pid(t, PIDTYPE_PID);
	if (group_dead) {
		detach_pid(t, PIDTYPE_TGID);
		detach_pid(t, PIDTYPE_PGID);
		detach_pid(t, PIDTYPE_SID);
		list_del_rcu(&t->tasks);
		list_del_init(&t->sibling);
	}
	list_del_rcu(&t->thread_node);
}

/* Leaves the group and its signals; tasklist_lock held. */
static void exit_signal_group(struct task_struct *t)
{
	struct signal_struct *sig = t->signal;
	struct sighand_struct *sh = t->sighand;
	bool group_dead = thread_group_leader(t);

	spin_lock_irq(&sh->siglock);
	if (!group_dead) {
		/* exec waits until the others are gone: de_thread(). */
		if (sig->notify_count > 0 && !--sig->notify_count)
			wake_up_process(sig->group_exec_task);
		if (sig->curr_target == t)
			sig->curr_target = NULL;
	}
	add_times_to_group(t);
	unhash_process(t, group_dead);
	flush_sigqueue(&t->pending);
	t->sighand = NULL;
	spin_unlock_irq(&sh->siglock);

	put_sighand(sh);
	clear_tsk_thread_flag(t, TIF_SIGPENDING);
	if (group_dead)
		flush_sigqueue(&sig->shared_pending);
}

void release_task(struct task_struct *t)
{
	struct task_struct *leader;
	bool leader_too;

	do {
		leader_too = false;
		atomic_dec(&t->cred->user->processes);
		spin_lock(&tasklist_lock);
		leader = t->group_leader;
		exit_signal_group(t);
		/* The last thread of a group whose leader is long dead: now the parent may know. */
		if (leader != t && leader->exit_state == EXIT_ZOMBIE &&
		    thread_group_empty(leader)) {
			leader_too = do_notify_parent(leader, leader->exit_signal);
			if (leader_too)
				leader->exit_state = EXIT_DEAD;
		}
		spin_unlock(&tasklist_lock);
		put_task_struct(t);
		t = leader;
	} while (leader_too);
}

/* --- children --- */

static struct task_struct *find_alive_thread(struct task_struct *p)
{
	struct task_struct *t;

	for_each_thread(p, t) if (!(t->flags & PF_EXITING)) return t;
	return NULL;
}

/* Who becomes the parent of @father's children; tasklist_lock held. */
static struct task_struct *find_new_reaper(struct task_struct *father)
{
	struct task_struct *t = find_alive_thread(father), *up;

	if (t)
		return t;
	if (father->signal->has_child_subreaper) {
		for (up = father->real_parent; up != init_process && up != &init_task;
		     up = up->real_parent) {
			if (!up->signal->is_child_subreaper)
				continue;
			t = find_alive_thread(up);
			if (t)
				return t;
		}
	}
	t = init_process ? find_alive_thread(init_process) : NULL;
	return t ? t : &init_task;
}

/* The group of @t may have lost the last process that tied it to its session (POSIX: SIGHUP,
 * SIGCONT). */
static void kill_orphaned_pgrp(struct task_struct *t, struct task_struct *parent)
{
	struct pid *pgrp = task_pgrp(t);
	struct task_struct *ignored = t, *p;
	bool stopped = false;

	if (!parent) /* @t itself exits: judge its tie to its own parent */
		parent = t->real_parent;
	else /* @t is a child of the exiting parent and lives on */
		ignored = NULL;
	if (task_pgrp(parent) == pgrp || task_session(parent) != task_session(t) ||
	    !will_become_orphaned_pgrp(pgrp, ignored))
		return;
	do_each_pid_task(pgrp, PIDTYPE_PGID, p) stopped |= p->signal->flags & SIGNAL_STOP_STOPPED;
	if (!stopped)
		return;
	do_each_pid_task(pgrp, PIDTYPE_PGID, p)
	{
		(void)send_sig(SIGHUP, p);
		(void)send_sig(SIGCONT, p);
	}
}

/*
 * A child of a dead process; put on @dead if nobody will wait for it.  What is dead has no children
 * any more, so its list head serves as the link.
 */
static void reparent_leader(struct task_struct *father, struct task_struct *p,
			    struct list_head *dead)
{
	if (p->exit_state == EXIT_DEAD)
		return;
	p->exit_signal = SIGCHLD; /* a new parent expects nothing else */
	if (p->exit_state == EXIT_ZOMBIE && thread_group_empty(p) &&
	    do_notify_parent(p, p->exit_signal)) {
		p->exit_state = EXIT_DEAD;
		list_add(&p->children, dead);
	}
	kill_orphaned_pgrp(p, father);
}

/* tasklist_lock held. */
static void forget_children(struct task_struct *father, struct list_head *dead)
{
	struct task_struct *p, *t, *reaper;

	if (list_empty(&father->children))
		return;
	reaper = find_new_reaper(father);
	list_for_each_entry (p, &father->children, sibling) {
		for_each_thread(p, t)
		{
			t->real_parent = reaper;
			t->parent = reaper;
			if (t->pdeath_signal)
				(void)send_sig_info(t->pdeath_signal, NULL, t, PIDTYPE_TGID);
		}
		if (!same_thread_group(reaper, father))
			reparent_leader(father, p, dead);
	}
	list_splice_tail_init(&father->children, &reaper->children);
}

/* Hands on the children, tells the parent; the task may be gone from the tree when this returns. */
static void exit_notify(struct task_struct *t, bool group_dead)
{
	struct task_struct *p, *next;
	bool autoreap = true;
	LIST_HEAD(dead);

	spin_lock(&tasklist_lock);
	forget_children(t, &dead);
	if (group_dead)
		kill_orphaned_pgrp(t->group_leader, NULL);

	t->exit_state = EXIT_ZOMBIE;
	if (thread_group_leader(t))
		autoreap = thread_group_empty(t) && do_notify_parent(t, t->exit_signal);
	if (autoreap)
		t->exit_state = EXIT_DEAD;
	/* exec in another thread waits for its leader to be here: de_thread(). */
	if (t->signal->notify_count < 0)
		wake_up_process(t->signal->group_exec_task);
	if (autoreap)
		list_add(&t->children, &dead);
	spin_unlock(&tasklist_lock);

	list_for_each_entry_safe (p, next, &dead, children) {
		list_del_init(&p->children);
		release_task(p);
	}
}

/* --- the task itself --- */

static void exit_mm(struct task_struct *t)
{
	struct mm_struct *mm = t->mm;
	unsigned long rss;

	mm_release(t);
	if (!mm)
		return;
	rss = max(get_mm_rss(mm), mm->hiwater_rss);
	if (rss > t->signal->maxrss)
		t->signal->maxrss = rss; /* threads race for the larger one: a statistic */
	/* The page tables stay in use, lazily, until the last switch away from us. */
	mmgrab(mm);
	task_lock(t);
	local_irq_disable();
	t->mm = NULL;
	local_irq_enable();
	task_unlock(t);
	mmput(mm);
}

/* The last thread of a process. */
static void exit_group_parts(struct task_struct *t, long code)
{
	if (t->group_leader == init_process)
		panic("Attempted to kill init! exitcode=0x%08x",
		      (unsigned int)(t->signal->group_exit_code ? t->signal->group_exit_code
								: (int)code));
	itimers_cancel(t->signal);
	exit_itimers(t->signal);
}

void do_exit(long code)
{
	struct task_struct *t = current;
	bool group_dead;

	if (in_interrupt())
		panic("Aiee, killing interrupt handler!");
	if (!t->pid)
		panic("Attempted to kill the idle task!");
	__set_current_state(TASK_RUNNING);
	exit_signals(t); /* sets PF_EXITING */
	group_dead = atomic_dec_and_test(&t->signal->live);
	if (group_dead)
		exit_group_parts(t, code);
	t->exit_code = (int)code;

	exit_mm(t);
	if (t->files)
		exit_files(t);
	if (t->fs)
		exit_fs(t);
	if (group_dead && t->signal->leader && session_tty_ops)
		session_tty_ops->disassociate(true);
	if (t->nsproxy)
		exit_task_namespaces(t);

	exit_notify(t, group_dead);
	do_task_dead();
}

void do_group_exit(int exit_code)
{
	struct signal_struct *sig = current->signal;

	if (sig->flags & SIGNAL_GROUP_EXIT) {
		exit_code = sig->group_exit_code;
	} else if (sig->group_exec_task) {
		exit_code = 0; /* exec kills us; nobody will look at our status */
	} else if (!thread_group_empty(current)) {
		spin_lock_irq(&current->sighand->siglock);
		if (sig->flags & SIGNAL_GROUP_EXIT) {
			exit_code = sig->group_exit_code;
		} else if (sig->group_exec_task) {
			exit_code = 0;
		} else {
			sig->group_exit_code = exit_code;
			sig->flags = SIGNAL_GROUP_EXIT;
			zap_other_threads(current);
		}
		spin_unlock_irq(&current->sighand->siglock);
	}
	do_exit(exit_code);
}
