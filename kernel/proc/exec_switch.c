/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/exec_switch.c - the point of no return: a process becomes another program
 *
 * Theory
 *   begin_new_exec() ends what belonged to the old program: its other threads, its address space,
 * its timers, handlers and close-on-exec descriptors; and takes on the credentials of the new one.
 * From its first act on the old program cannot get an error any more.
 *
 *   de_thread(): the others get SIGKILL and are waited for.  If the caller was not the leader, it
 * waits until the leader is a zombie and then takes over its identity: the process keeps its
 * number.
 *
 * Locks: tasklist_lock, siglock inside it; task_lock for the change of the address space.
 *
 * Sources: execve(2), "Effect on process attributes", "Multithreading"
 */
#include "arch/mmu.h"
#include "fs/vfs/fdtable.h"
#include "fs/vfs/mount.h"
#include "internal.h"
#include "kernel/base/panic.h"
#include "lib/rculist.h"
#include "lib/string.h"
#include "mm/vm/mm.h"
#include <linux/personality.h>

#define CLEAR_ON_SETID (READ_IMPLIES_EXEC | ADDR_NO_RANDOMIZE | ADDR_COMPAT_LAYOUT | MMAP_PAGE_ZERO)

/* --- one thread --- */

/* The number, and with it the place in the tree, goes from @leader to @t.  tasklist_lock held. */
static void take_over_leader(struct task_struct *t, struct task_struct *leader)
{
	struct pid *mine = t->thread_pid, *its = leader->thread_pid;
	unsigned int type;

	hlist_del_rcu(&t->pid_links[PIDTYPE_PID]);
	hlist_del_rcu(&leader->pid_links[PIDTYPE_PID]);
	t->thread_pid = its;
	leader->thread_pid = mine;
	leader->pid = t->pid;
	t->pid = t->tgid;
	attach_pid(t, PIDTYPE_PID);
	attach_pid(leader, PIDTYPE_PID);
	for (type = PIDTYPE_TGID; type < PIDTYPE_MAX; type++)
		hlist_replace_rcu(&leader->pid_links[type], &t->pid_links[type]);

	list_replace_rcu(&leader->tasks, &t->tasks);
	list_replace_init(&leader->sibling, &t->sibling);
	t->start_time = leader->start_time;
	t->start_boottime = leader->start_boottime;
	t->group_leader = t;
	leader->group_leader = t;
	t->exit_signal = SIGCHLD;
	leader->exit_signal = -1;
	leader->exit_state = EXIT_DEAD;
	if (leader == init_process)
		init_process = t;
}

/* Sleeps until the others are gone; -EAGAIN: we are to die ourselves.  siglock held, dropped on
 * success too. */
static int wait_for_others(struct task_struct *t) __no_lock_analysis
{
	struct signal_struct *sig = t->signal;

	while (sig->notify_count) {
		set_current_state(TASK_KILLABLE);
		spin_unlock_irq(&t->sighand->siglock);
		schedule();
		if (fatal_signal_pending(t))
			return -EAGAIN;
		spin_lock_irq(&t->sighand->siglock);
	}
	spin_unlock_irq(&t->sighand->siglock);
	return 0;
}

static int replace_leader(struct task_struct *t)
{
	struct task_struct *leader = t->group_leader;

	for (;;) {
		spin_lock(&tasklist_lock);
		t->signal->notify_count = -1; /* exit_notify() of the leader wakes us */
		if (leader->exit_state)
			break;
		set_current_state(TASK_KILLABLE);
		spin_unlock(&tasklist_lock);
		schedule();
		if (fatal_signal_pending(t))
			return -EAGAIN;
	}
	take_over_leader(t, leader);
	spin_unlock(&tasklist_lock);
	release_task(leader);
	return 0;
}

/* Handlers are shared with another process (CLONE_SIGHAND without CLONE_THREAD): get our own. */
static int unshare_sighand(struct task_struct *t)
{
	struct sighand_struct *old = t->sighand, *new;

	if (refcount_read(&old->count) == 1)
		return 0;
	new = sighand_dup(old, false);
	if (!new)
		return -ENOMEM;
	spin_lock(&tasklist_lock);
	spin_lock_irq(&old->siglock);
	rcu_assign_pointer(t->sighand, new);
	spin_unlock_irq(&old->siglock);
	spin_unlock(&tasklist_lock);
	put_sighand(old);
	return 0;
}

int de_thread(struct task_struct *t) __no_lock_analysis
{
	struct signal_struct *sig = t->signal;
	int err;

	if (!thread_group_empty(t)) {
		spin_lock_irq(&t->sighand->siglock);
		if ((sig->flags & SIGNAL_GROUP_EXIT) || sig->group_exec_task) {
			spin_unlock_irq(&t->sighand->siglock);
			return -EAGAIN; /* somebody else ends the group: we die on our way out */
		}
		sig->group_exec_task = t;
		sig->notify_count = zap_other_threads(t);
		if (!thread_group_leader(t))
			sig->notify_count--;
		err = wait_for_others(t);
		if (!err && !thread_group_leader(t))
			err = replace_leader(t);

		spin_lock(&tasklist_lock);
		sig->group_exec_task = NULL;
		sig->notify_count = 0;
		spin_unlock(&tasklist_lock);
		if (err)
			return err;
	}
	t->exit_signal = SIGCHLD;
	return unshare_sighand(t);
}

/* --- the address space --- */

int get_dumpable(const struct mm_struct *mm)
{
	return (int)(READ_ONCE(mm->flags) >> MMF_DUMPABLE & 3);
}

void set_dumpable(struct mm_struct *mm, int value)
{
	unsigned long old = READ_ONCE(mm->flags), new;

	do {
		new = (old & ~(3UL << MMF_DUMPABLE)) | (unsigned long)value << MMF_DUMPABLE;
	} while (!try_cmpxchg(&mm->flags, &old, new));
}

void mm_caller_init(struct mm_caller *c)
{
	const struct cred *cred = current_cred();

	c->rlim_as = rlimit(RLIMIT_AS);
	c->rlim_data = rlimit(RLIMIT_DATA);
	c->rlim_stack = rlimit(RLIMIT_STACK);
	c->rlim_memlock = rlimit(RLIMIT_MEMLOCK);
	c->cap_ipc_lock = cred_has_cap(cred, CAP_IPC_LOCK);
	c->cap_sys_admin = cred_has_cap(cred, CAP_SYS_ADMIN);
	c->cap_sys_rawio = cred_has_cap(cred, CAP_SYS_RAWIO);
	c->personality = current->personality;
}

static void exec_mmap(struct mm_struct *mm)
{
	struct task_struct *t = current;
	struct mm_struct *old = t->mm, *active;
	unsigned long rss;

	mm_release(t); /* in the old space: robust futexes, the parent of a vfork */
	task_lock(t);
	local_irq_disable();
	active = t->active_mm;
	t->active_mm = mm;
	WRITE_ONCE(t->mm, mm);
	switch_mm(active, mm);
	local_irq_enable();
	task_unlock(t);
	if (!old) {
		if (active)
			mmdrop(active); /* borrowed, as a kernel thread does */
		return;
	}
	rss = max(get_mm_rss(old), old->hiwater_rss);
	if (rss > t->signal->maxrss)
		t->signal->maxrss = rss;
	mmput(old);
}

/* --- who we are --- */

/* Set-id bits of the program, unless the mount or the process forbids them. */
static int compute_creds(struct linux_binprm *bprm)
{
	struct inode *inode = bprm->file->f_inode;
	umode_t mode = READ_ONCE(inode->i_mode);
	uid_t euid = (uid_t)-1;
	gid_t egid = (gid_t)-1;

	if (!(bprm->file->f_path.mnt->mnt_flags & MNT_NOSUID) && !current->no_new_privs) {
		if (mode & S_ISUID)
			euid = inode->i_uid;
		if ((mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
			egid = inode->i_gid;
	}
	bprm->cred = cred_for_exec(euid, egid, &bprm->secureexec);
	return bprm->cred ? 0 : -ENOMEM;
}

void set_task_comm(struct task_struct *t, const char *name)
{
	task_lock(t);
	strscpy_pad(t->comm, name, sizeof(t->comm));
	task_unlock(t);
}

void get_task_comm(char buf[TASK_COMM_LEN], struct task_struct *t)
{
	task_lock(t);
	strscpy_pad(buf, t->comm, TASK_COMM_LEN);
	task_unlock(t);
}

static void take_on_identity(struct linux_binprm *bprm)
{
	struct task_struct *t = current;
	const struct cred *old = current_cred();
	bool set_id = bprm->cred->euid != old->euid || bprm->cred->egid != old->egid;

	if (set_id)
		t->personality &= ~(unsigned int)CLEAR_ON_SETID;
	if (bprm->secureexec) {
		t->pdeath_signal = 0;
		/* A privileged program must not be made to fail by a huge stack limit's layout. */
		task_lock(t->group_leader);
		if (t->signal->rlim[RLIMIT_STACK].rlim_cur > _STK_LIM)
			t->signal->rlim[RLIMIT_STACK].rlim_cur = _STK_LIM;
		task_unlock(t->group_leader);
	}
	commit_creds(bprm->cred);
	set_dumpable(bprm->mm, bprm->secureexec || set_id ? SUID_DUMP_DISABLE : SUID_DUMP_USER);
	bprm->cred = NULL; /* ours now */
}

int begin_new_exec(struct exec_state *e)
{
	struct linux_binprm *bprm = &e->bprm;
	struct task_struct *t = current;
	int err;

	err = compute_creds(bprm);
	if (err)
		return err;
	bprm->point_of_no_return = true;
	err = de_thread(t);
	if (err)
		return err;
	err = unshare_files();
	if (err)
		return err;
	err = set_mm_exe_file(bprm->mm, bprm->file);
	if (err)
		return err;
	exec_put_page(e);
	exec_mmap(bprm->mm);
	e->mm_taken = true;
	exit_itimers(t->signal);

	t->flags &= ~(PF_RANDOMIZE | PF_FORKNOEXEC | PF_KTHREAD | PF_NPROC_EXCEEDED);
	do_close_on_exec(t->files);
	t->sas_ss_sp = 0;
	t->sas_ss_size = 0;
	t->sas_ss_flags = SAS_DISABLED;
	set_task_comm(t, kbasename(bprm->filename));
	flush_signal_handlers(t, false);
	take_on_identity(bprm);
	t->did_exec = true;
	mm_caller_init(e->caller); /* capabilities and limits may have changed */
	return 0;
}
