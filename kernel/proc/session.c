/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/session.c - process groups and sessions
 *
 * Theory
 *   A session is a set of process groups, a group a set of processes; both are numbered by the
 * process that founded them (struct pid, pid.c).  A group is orphaned if no member has a parent
 * outside the group but in the session: then no shell can continue its members, so they must not
 * stop.
 *
 * Locks: tasklist_lock for membership.
 *
 * Sources: setpgid(2), setsid(2), getsid(2), credentials(7), POSIX 2.2.2.52
 */
#include "internal.h"
#include "lib/rculist.h"

const struct session_tty_ops *session_tty_ops __ro_after_init;

int do_setpgid(pid_t pid, pid_t pgid)
{
	struct task_struct *leader = current->group_leader, *p;
	struct pid *pgrp;
	int err = -ESRCH;

	if (!pid)
		pid = leader->pid;
	if (!pgid)
		pgid = pid;
	if (pgid < 0)
		return -EINVAL;

	spin_lock(&tasklist_lock);
	p = find_task_by_vpid(pid);
	if (!p)
		goto out;
	err = -EINVAL;
	if (!thread_group_leader(p))
		goto out;
	if (same_thread_group(p->real_parent, leader)) {
		err = -EPERM;
		if (task_session(p) != task_session(leader))
			goto out;
		err = -EACCES;
		if (!(p->flags & PF_FORKNOEXEC))
			goto out;
	} else {
		err = -ESRCH;
		if (p != leader)
			goto out;
	}
	err = -EPERM;
	if (p->signal->leader)
		goto out;

	pgrp = task_pid(p);
	if (pgid != pid) {
		struct task_struct *member;

		pgrp = find_pid(pgid);
		member = pid_task(pgrp, PIDTYPE_PGID);
		if (!member || task_session(member) != task_session(leader))
			goto out;
	}
	if (task_pgrp(p) != pgrp)
		change_pid(p, PIDTYPE_PGID, pgrp);
	err = 0;
out:
	spin_unlock(&tasklist_lock);
	return err;
}

pid_t do_getpgid(pid_t pid)
{
	struct task_struct *t;
	pid_t nr = -ESRCH;

	if (!pid)
		return task_pgrp_nr(current);
	rcu_read_lock();
	t = find_task_by_vpid(pid);
	if (t && task_pgrp(t))
		nr = task_pgrp_nr(t);
	rcu_read_unlock();
	return nr;
}

pid_t do_getsid(pid_t pid)
{
	struct task_struct *t;
	pid_t nr = -ESRCH;

	if (!pid)
		return task_session_nr(current);
	rcu_read_lock();
	t = find_task_by_vpid(pid);
	if (t && task_session(t))
		nr = task_session_nr(t);
	rcu_read_unlock();
	return nr;
}

pid_t do_setsid(void)
{
	struct task_struct *leader = current->group_leader;
	struct pid *sid = task_pid(leader);
	pid_t err = -EPERM;

	spin_lock(&tasklist_lock);
	if (leader->signal->leader)
		goto out;
	/* A group of our number may live on in another session: it must not come into two. */
	if (pid_task(sid, PIDTYPE_PGID))
		goto out;

	leader->signal->leader = true;
	if (task_session(leader) != sid)
		change_pid(leader, PIDTYPE_SID, sid);
	if (task_pgrp(leader) != sid)
		change_pid(leader, PIDTYPE_PGID, sid);
	if (session_tty_ops)
		session_tty_ops->clear(leader);
	err = pid_nr(sid);
out:
	spin_unlock(&tasklist_lock);
	return err;
}

bool will_become_orphaned_pgrp(struct pid *pgrp, struct task_struct *ignored)
{
	struct task_struct *p;

	do_each_pid_task(pgrp, PIDTYPE_PGID, p)
	{
		struct task_struct *parent = p->real_parent;

		if (p == ignored || (p->exit_state && thread_group_empty(p)) ||
		    parent->group_leader == init_process)
			continue;
		if (task_pgrp(parent) != pgrp && task_session(parent) == task_session(p))
			return false;
	}
	return true;
}

bool is_current_pgrp_orphaned(void)
{
	bool orphaned;

	spin_lock(&tasklist_lock);
	orphaned = will_become_orphaned_pgrp(task_pgrp(current), NULL);
	spin_unlock(&tasklist_lock);
	return orphaned;
}
