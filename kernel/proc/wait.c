/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/wait.c - a parent learns what became of its children
 *
 * Theory
 *   do_wait() looks through the children of all threads of the group (or straight at one, if its
 * number is given) for one that is dead, stopped or continued, as the options ask.  If there is
 * none but there may be one later, it sleeps on signal->wait_chldexit, which every change of a
 * child wakes.
 *
 *   Reading the status of a dead child releases it, exactly once: who turns EXIT_ZOMBIE into
 * EXIT_DEAD under tasklist_lock does it.  WNOWAIT leaves everything as it was.
 *
 * Locks: tasklist_lock for the search; siglock of the child inside it for its stop state.
 *
 * Sources: wait(2), waitid(2), wait4(2)
 */
#include "internal.h"
#include "lib/rculist.h"
#include "lib/string.h"
#include <asm/siginfo.h>
#include <linux/fcntl.h>
#include <linux/wait.h>

#define OPT_CLONE 0x80000000u /* __WCLONE, unsigned */

struct search {
	struct wait_opts *wo;
	struct pid *pid; /* for P_PID, P_PGID */
	bool may_come;	 /* a child exists that may be found later */
};

static bool is_eligible(const struct search *s, struct task_struct *p)
{
	unsigned int options = (unsigned int)s->wo->options;
	bool is_clone = p->exit_signal != SIGCHLD;

	if (s->wo->which == P_PID && task_pid(p) != s->pid)
		return false;
	if (s->wo->which == P_PGID && task_pgrp(p) != s->pid)
		return false;
	return (options & __WALL) || is_clone == !!(options & OPT_CLONE);
}

static void fill_info(struct wait_opts *wo, struct task_struct *p, int code, int status)
{
	struct kernel_siginfo *info = wo->info;

	if (!info)
		return;
	memset(info, 0, sizeof(*info));
	info->si_signo = SIGCHLD;
	info->si_code = code;
	info->chld.pid = p->pid;
	info->chld.uid = p->cred->uid;
	info->chld.status = status;
}

/* The used time and faults of a dead child become those of our children. */
static void add_times_to_parent(struct task_struct *p)
{
	struct signal_struct *mine = current->signal, *its = p->signal;
	unsigned long rss = max(its->maxrss, its->cmaxrss);
	u64 ut, st;

	task_cputime(p, &ut, &st);
	spin_lock_irq(&current->sighand->siglock);
	mine->cutime += ut + its->utime + its->cutime;
	mine->cstime += st + its->stime + its->cstime;
	mine->cmin_flt += p->min_flt + its->min_flt + its->cmin_flt;
	mine->cmaj_flt += p->maj_flt + its->maj_flt + its->cmaj_flt;
	mine->cnvcsw += p->nvcsw + its->nvcsw + its->cnvcsw;
	mine->cnivcsw += p->nivcsw + its->nivcsw + its->cnivcsw;
	mine->cinblock += p->inblock + its->inblock + its->cinblock;
	mine->coublock += p->oublock + its->oublock + its->coublock;
	if (mine->cmaxrss < rss)
		mine->cmaxrss = rss;
	spin_unlock_irq(&current->sighand->siglock);
}

/* All three: tasklist_lock held on entry; a pid means found, and the lock was dropped. */

static pid_t wait_zombie(struct search *s, struct task_struct *p) __no_lock_analysis
{
	struct wait_opts *wo = s->wo;
	pid_t pid = p->pid;
	int status;

	if (!(wo->options & WEXITED))
		return 0;
	status = p->signal->flags & SIGNAL_GROUP_EXIT ? p->signal->group_exit_code : p->exit_code;
	wo->status = status;
	if (status & 0x7f)
		fill_info(wo, p, status & 0x80 ? CLD_DUMPED : CLD_KILLED, status & 0x7f);
	else
		fill_info(wo, p, CLD_EXITED, status >> 8);

	get_task_struct(p);
	if (!(wo->options & WNOWAIT)) {
		p->exit_state = EXIT_DEAD; /* it is ours to release */
		add_times_to_parent(p);
	}
	spin_unlock(&tasklist_lock);
	if (wo->rusage)
		getrusage(p, RUSAGE_BOTH, wo->rusage);
	if (!(wo->options & WNOWAIT))
		release_task(p);
	put_task_struct(p);
	return pid;
}

static pid_t found_alive(struct wait_opts *wo, struct task_struct *p) __no_lock_analysis
{
	pid_t pid = p->pid;

	get_task_struct(p);
	spin_unlock(&tasklist_lock);
	if (wo->rusage)
		getrusage(p, RUSAGE_BOTH, wo->rusage);
	put_task_struct(p);
	return pid;
}

static pid_t wait_stopped(struct search *s, struct task_struct *p)
{
	struct signal_struct *sig = p->signal;
	int code = 0;

	if (!(s->wo->options & WUNTRACED))
		return 0;
	spin_lock_irq(&p->sighand->siglock);
	if (sig->flags & SIGNAL_STOP_STOPPED) {
		code = sig->group_exit_code;
		if (!(s->wo->options & WNOWAIT))
			sig->group_exit_code = 0; /* each stop is told once */
	}
	spin_unlock_irq(&p->sighand->siglock);
	if (!code)
		return 0;
	s->wo->status = code << 8 | 0x7f;
	fill_info(s->wo, p, CLD_STOPPED, code);
	return found_alive(s->wo, p);
}

static pid_t wait_continued(struct search *s, struct task_struct *p)
{
	struct signal_struct *sig = p->signal;
	bool continued;

	if (!(s->wo->options & WCONTINUED))
		return 0;
	spin_lock_irq(&p->sighand->siglock);
	continued = sig->flags & SIGNAL_STOP_CONTINUED;
	if (!(s->wo->options & WNOWAIT))
		sig->flags &= ~SIGNAL_STOP_CONTINUED;
	spin_unlock_irq(&p->sighand->siglock);
	if (!continued)
		return 0;
	s->wo->status = 0xffff;
	fill_info(s->wo, p, CLD_CONTINUED, SIGCONT);
	return found_alive(s->wo, p);
}

static pid_t consider_child(struct search *s, struct task_struct *p)
{
	pid_t pid;

	if (p->exit_state == EXIT_DEAD || !is_eligible(s, p))
		return 0;
	if (p->exit_state == EXIT_ZOMBIE && !delay_group_leader(p)) {
		if (s->wo->options & WEXITED)
			s->may_come = true;
		return wait_zombie(s, p);
	}
	s->may_come = true;
	pid = wait_stopped(s, p);
	return pid ? pid : wait_continued(s, p);
}

static pid_t search_children(struct search *s, struct task_struct *parent)
{
	struct task_struct *p;
	pid_t pid;

	list_for_each_entry (p, &parent->children, sibling) {
		pid = consider_child(s, p);
		if (pid)
			return pid;
	}
	return 0;
}

static bool is_our_child(const struct search *s, struct task_struct *p)
{
	if (s->wo->options & __WNOTHREAD)
		return p->real_parent == current;
	return same_thread_group(p->real_parent, current);
}

/* tasklist_lock held; dropped if a pid is returned. */
static pid_t search_once(struct search *s)
{
	struct task_struct *t;
	pid_t pid;

	if (s->wo->which == P_PID) {
		t = pid_task(s->pid, PIDTYPE_TGID);
		return t && is_our_child(s, t) ? consider_child(s, t) : 0;
	}
	if (s->wo->options & __WNOTHREAD)
		return search_children(s, current);
	for_each_thread(current, t)
	{
		pid = search_children(s, t);
		if (pid)
			return pid;
	}
	return 0;
}

static pid_t wait_loop(struct search *s) __no_lock_analysis
{
	struct wait_queue_entry we;
	wait_queue_head_t *wq = &current->signal->wait_chldexit;
	pid_t ret;

	init_wait_entry(&we, 0);
	for (;;) {
		prepare_to_wait(wq, &we, TASK_INTERRUPTIBLE);
		s->may_come = false;
		ret = -ECHILD;
		if (s->wo->which == P_ALL || s->pid) {
			spin_lock(&tasklist_lock);
			ret = search_once(s);
			if (ret > 0)
				break;
			spin_unlock(&tasklist_lock);
			ret = s->may_come ? 0 : -ECHILD;
		}
		if (ret || (s->wo->options & WNOHANG))
			break;
		if (signal_pending(current)) {
			ret = -ERESTARTSYS;
			break;
		}
		schedule();
	}
	finish_wait(wq, &we);
	return ret;
}

pid_t do_wait(struct wait_opts *wo)
{
	struct search s = {.wo = wo};
	bool nonblocking = false;
	unsigned int flags;
	pid_t ret;

	switch (wo->which) {
	case P_ALL:
		break;
	case P_PID:
		if (wo->upid <= 0)
			return -EINVAL;
		s.pid = find_get_pid(wo->upid);
		break;
	case P_PGID:
		if (wo->upid < 0)
			return -EINVAL;
		if (wo->upid) {
			s.pid = find_get_pid(wo->upid);
		} else {
			rcu_read_lock();
			s.pid = get_pid(task_pgrp(current));
			rcu_read_unlock();
		}
		break;
	case P_PIDFD:
		if (wo->upid < 0)
			return -EINVAL;
		s.pid = pidfd_get_pid(wo->upid, &flags);
		if (IS_ERR(s.pid))
			return (pid_t)PTR_ERR(s.pid);
		nonblocking = flags & O_NONBLOCK;
		wo->which = P_PID;
		break;
	default:
		return -EINVAL;
	}
	if (nonblocking && !(wo->options & WNOHANG)) {
		wo->options |= WNOHANG;
		ret = wait_loop(&s);
		ret = ret ? ret : -EAGAIN;
	} else {
		ret = wait_loop(&s);
	}
	put_pid(s.pid);
	return ret;
}
