/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/access.c - who may look into another process, and its address space
 *
 * Theory
 *   What a process may learn of another is decided by ids and capabilities as if it traced it.
 *   The question is asked under task_lock(), so that the memory it is about is the one that the
 *   credentials belong to; who then uses the memory also keeps exec out meanwhile.
 *
 * Locks: task_lock; signal->cred_guard in mm_access().
 * Sources: ptrace(2) ("Ptrace access mode checking"), proc(5), capabilities(7)
 */
#include "kernel/proc/access.h"

#include "kernel/proc/cred.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "mm/vm/mm.h"

static bool ids_match(const struct cred *c, const struct cred *t, enum access_creds which)
{
	uid_t uid = which == ACCESS_FSCREDS ? c->fsuid : c->uid;
	gid_t gid = which == ACCESS_FSCREDS ? c->fsgid : c->gid;

	return uid == t->euid && uid == t->suid && uid == t->uid && gid == t->egid &&
	       gid == t->sgid && gid == t->gid;
}

/* task_lock held. */
static bool may_access_locked(struct task_struct *t, enum access_creds which)
{
	const struct cred *c = current_cred(), *tc = rcu_dereference(t->cred);
	u64 caps = which == ACCESS_FSCREDS ? c->cap_effective : c->cap_permitted;

	if (t->signal == current->signal || cred_has_cap(c, CAP_SYS_PTRACE))
		return true;
	if (!ids_match(c, tc, which))
		return false;
	if (t->mm && get_dumpable(t->mm) != SUID_DUMP_USER)
		return false;
	return (tc->cap_permitted & ~caps) == 0;
}

bool ptrace_may_access(struct task_struct *t, enum access_creds which)
{
	bool ok;

	rcu_read_lock();
	task_lock(t);
	ok = may_access_locked(t, which);
	task_unlock(t);
	rcu_read_unlock();
	return ok;
}

struct mm_struct *get_task_mm(struct task_struct *t)
{
	struct mm_struct *mm;

	task_lock(t);
	mm = t->flags & PF_KTHREAD ? NULL : t->mm;
	if (mm)
		mmget(mm);
	task_unlock(t);
	return mm;
}

__no_lock_analysis struct mm_struct *mm_access(struct task_struct *t, /* killable lock */
					       enum access_creds which)
{
	struct mm_struct *mm;
	int err;

	if (t == current)
		return get_task_mm(t);
	err = mutex_lock_killable(&t->signal->cred_guard);
	if (err)
		return ERR_PTR(err);
	mm = get_task_mm(t);
	if (mm && mm != current->mm && !ptrace_may_access(t, which)) {
		mmput(mm);
		mm = ERR_PTR(-EACCES);
	}
	mutex_unlock(&t->signal->cred_guard);
	return mm;
}
