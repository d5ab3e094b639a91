/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/status.c - /proc/<pid>/status and limits: the same facts, for people
 *
 * Theory
 *   The lines and their order are those of Linux 6.1 built without what Pith does not have:
 *   no seccomp, no cpusets, no huge pages.
 *
 * Locks: task_lock, siglock, each for its group of lines.
 * Sources: proc(5), getrlimit(2)
 */
#include "internal.h"

#include "fs/vfs/fdtable.h"
#include "fs/vfs/mount.h"
#include "kernel/proc/access.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "lib/bitmap.h"
#include "lib/format.h"
#include "mm/vm/mm.h"

#define KB(pages) ((pages) << (PAGE_SHIFT - 10))

const char *proc_task_state(const struct task_struct *t)
{
	unsigned int state = READ_ONCE(t->state);

	switch (READ_ONCE(t->exit_state)) {
	case EXIT_ZOMBIE:
		return "Z (zombie)";
	case EXIT_DEAD:
		return "X (dead)";
	}
	if (state & TASK_TRACED)
		return "t (tracing stop)";
	if (state & TASK_STOPPED)
		return "T (stopped)";
	if ((state & TASK_IDLE) == TASK_IDLE)
		return "I (idle)";
	if (state & TASK_UNINTERRUPTIBLE)
		return "D (disk sleep)";
	if (state & TASK_INTERRUPTIBLE)
		return "S (sleeping)";
	return "R (running)";
}

static void show_ids(struct seq_file *m, struct task_struct *t)
{
	const struct cred *c = get_task_cred(t);

	seq_printf(m, "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n", c->uid, c->euid, c->suid,
		   c->fsuid, c->gid, c->egid, c->sgid, c->fsgid);
	put_cred(c);
}

static void show_groups(struct seq_file *m, struct task_struct *t)
{
	const struct cred *c = get_task_cred(t);

	seq_puts(m, "Groups:\t");
	for (unsigned int i = 0; i < c->group_info->ngroups; i++)
		seq_printf(m, "%s%u", i ? " " : "", c->group_info->gid[i]);
	seq_puts(m, " \n"); /* the space is Linux's */
	put_cred(c);
}

static void show_state(struct seq_file *m, struct task_struct *t)
{
	unsigned int fd_size = 0;
	int umask = -1;
	pid_t ppid;

	rcu_read_lock();
	ppid = READ_ONCE(t->thread_pid) ? READ_ONCE(t->real_parent)->tgid : 0;
	task_lock(t);
	if (t->fs)
		umask = (int)t->fs->umask;
	if (t->files)
		fd_size = rcu_dereference(t->files->fdt)->max_fds;
	task_unlock(t);
	rcu_read_unlock();

	if (umask >= 0)
		seq_printf(m, "Umask:\t%#04o\n", (unsigned int)umask);
	seq_printf(m, "State:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n",
		   proc_task_state(t), t->tgid, t->pid, ppid);
	show_ids(m, t);
	seq_printf(m, "FDSize:\t%u\n", fd_size);
	show_groups(m, t);
	seq_printf(m, "NStgid:\t%d\nNSpid:\t%d\nNSpgid:\t%d\nNSsid:\t%d\n", t->tgid, t->pid,
		   task_pgrp_nr(t), task_session_nr(t));
}

static void show_kb(struct seq_file *m, const char *name, unsigned long kb)
{
	seq_printf(m, "%s:\t%8lu kB\n", name, kb);
}

static void show_mem(struct seq_file *m, const struct mm_struct *mm)
{
	unsigned long anon = get_mm_counter(mm, MM_ANONPAGES),
		      file = get_mm_counter(mm, MM_FILEPAGES);
	unsigned long shmem = get_mm_counter(mm, MM_SHMEMPAGES), rss = anon + file + shmem;
	unsigned long text = PAGE_ALIGN(mm->end_code) - (mm->start_code & PAGE_MASK);

	text = min(text, mm->exec_vm << PAGE_SHIFT);
	show_kb(m, "VmPeak", KB(max(mm->hiwater_vm, mm->total_vm)));
	show_kb(m, "VmSize", KB(mm->total_vm));
	show_kb(m, "VmLck", KB(mm->locked_vm));
	show_kb(m, "VmPin", KB((unsigned long)atomic_long_read(&mm->pinned_vm)));
	show_kb(m, "VmHWM", KB(max(mm->hiwater_rss, rss)));
	show_kb(m, "VmRSS", KB(rss));
	show_kb(m, "RssAnon", KB(anon));
	show_kb(m, "RssFile", KB(file));
	show_kb(m, "RssShmem", KB(shmem));
	show_kb(m, "VmData", KB(mm->data_vm));
	show_kb(m, "VmStk", KB(mm->stack_vm));
	show_kb(m, "VmExe", text >> 10);
	show_kb(m, "VmLib", KB(mm->exec_vm) - (text >> 10));
	show_kb(m, "VmPTE", (unsigned long)atomic_long_read(&mm->pgtables_bytes) >> 10);
	show_kb(m, "VmSwap", KB(get_mm_counter(mm, MM_SWAPENTS)));
	/* No core dumps, no transparent huge pages. */
	seq_puts(m, "CoreDumping:\t0\nTHP_enabled:\t0\n");
}

static void show_signals(struct seq_file *m, struct task_struct *t)
{
	u64 pending = 0, shared = 0, blocked = 0, ignored = 0, caught = 0;
	unsigned long flags, limit = 0;
	int threads = 0, queued = 0;

	rcu_read_lock();
	if (lock_task_sighand(t, &flags)) {
		pending = t->pending.signal;
		shared = t->signal->shared_pending.signal;
		blocked = t->blocked;
		for (int i = 0; i < _NSIG; i++) {
			unsigned long h = t->sighand->action[i].handler;

			ignored |= (u64)(h == HANDLER_IGN) << i;
			caught |= (u64)(h != HANDLER_IGN && h != HANDLER_DFL) << i;
		}
		threads = t->signal->nr_threads;
		queued = atomic_read(&rcu_dereference(t->cred)->user->sigpending);
		limit = task_rlimit(t, RLIMIT_SIGPENDING);
		unlock_task_sighand(t, &flags);
	}
	rcu_read_unlock();
	seq_printf(m, "Threads:\t%d\nSigQ:\t%d/%lu\n", threads, queued, limit);
	seq_printf(m,
		   "SigPnd:\t%016llx\nShdPnd:\t%016llx\nSigBlk:\t%016llx\nSigIgn:\t%016llx\nSigCgt:"
		   "\t%016llx\n",
		   pending, shared, blocked, ignored, caught);
}

static void show_caps(struct seq_file *m, struct task_struct *t)
{
	const struct cred *c = get_task_cred(t);

	seq_printf(m,
		   "CapInh:\t%016llx\nCapPrm:\t%016llx\nCapEff:\t%016llx\nCapBnd:\t%016llx\nCapAmb:"
		   "\t%016llx\n",
		   c->cap_inheritable, c->cap_permitted, c->cap_effective, c->cap_bset,
		   c->cap_ambient);
	put_cred(c);
}

static void show_cpus(struct seq_file *m, struct task_struct *t)
{
	unsigned long mask = (unsigned long)(READ_ONCE(t->cpus_mask) & cpu_possible_mask);
	int bits = 64 - __builtin_clzll(cpu_possible_mask | 1);
	char list[256];

	if (bits > 32)
		seq_printf(m, "Cpus_allowed:\t%0*lx,%08lx\n", (bits - 32 + 3) / 4, mask >> 32,
			   mask & 0xffffffff);
	else
		seq_printf(m, "Cpus_allowed:\t%0*lx\n", (bits + 3) / 4, mask);
	bitmap_print_list(list, sizeof(list), &mask, 64);
	seq_printf(m, "Cpus_allowed_list:\t%s\n", list);
}

int proc_pid_status(struct seq_file *m, struct task_struct *t)
{
	struct mm_struct *mm = get_task_mm(t);
	char comm[TASK_COMM_LEN];

	get_task_comm(comm, t);
	seq_puts(m, "Name:\t");
	seq_escape(m, comm, "\n\\");
	seq_putc(m, '\n');
	show_state(m, t);
	if (mm) {
		show_mem(m, mm);
		mmput(mm);
	}
	show_signals(m, t);
	show_caps(m, t);
	seq_printf(m, "NoNewPrivs:\t%d\n", t->no_new_privs);
	seq_puts(m, "Speculation_Store_Bypass:\tunknown\nSpeculationIndirectBranch:\tunknown\n");
	show_cpus(m, t);
	seq_printf(m, "voluntary_ctxt_switches:\t%llu\nnonvoluntary_ctxt_switches:\t%llu\n",
		   t->nvcsw, t->nivcsw);
	return 0;
}

/* --- limits --- */

static const struct {
	const char *name, *unit;
} limit_names[RLIM_NLIMITS] = {
	[RLIMIT_CPU] = {"Max cpu time", "seconds"},
	[RLIMIT_FSIZE] = {"Max file size", "bytes"},
	[RLIMIT_DATA] = {"Max data size", "bytes"},
	[RLIMIT_STACK] = {"Max stack size", "bytes"},
	[RLIMIT_CORE] = {"Max core file size", "bytes"},
	[RLIMIT_RSS] = {"Max resident set", "bytes"},
	[RLIMIT_NPROC] = {"Max processes", "processes"},
	[RLIMIT_NOFILE] = {"Max open files", "files"},
	[RLIMIT_MEMLOCK] = {"Max locked memory", "bytes"},
	[RLIMIT_AS] = {"Max address space", "bytes"},
	[RLIMIT_LOCKS] = {"Max file locks", "locks"},
	[RLIMIT_SIGPENDING] = {"Max pending signals", "signals"},
	[RLIMIT_MSGQUEUE] = {"Max msgqueue size", "bytes"},
	[RLIMIT_NICE] = {"Max nice priority", NULL},
	[RLIMIT_RTPRIO] = {"Max realtime priority", NULL},
	[RLIMIT_RTTIME] = {"Max realtime timeout", "us"},
};

static const char *limit_text(char *buf, size_t size, unsigned long value)
{
	if (value == RLIM_INFINITY)
		return "unlimited";
	snprintf(buf, size, "%lu", value);
	return buf;
}

int proc_pid_limits(struct seq_file *m, struct task_struct *t)
{
	struct rlimit rlim[RLIM_NLIMITS];
	char soft[24], hard[24];
	unsigned long flags;

	rcu_read_lock();
	if (!lock_task_sighand(t, &flags)) {
		rcu_read_unlock();
		return 0;
	}
	for (int i = 0; i < RLIM_NLIMITS; i++)
		rlim[i] = t->signal->rlim[i];
	unlock_task_sighand(t, &flags);
	rcu_read_unlock();

	seq_printf(m, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit", "Hard Limit", "Units");
	for (int i = 0; i < RLIM_NLIMITS; i++) {
		seq_printf(m, "%-25s %-20s %-20s ", limit_names[i].name,
			   limit_text(soft, sizeof(soft), rlim[i].rlim_cur),
			   limit_text(hard, sizeof(hard), rlim[i].rlim_max));
		if (limit_names[i].unit)
			seq_printf(m, "%-10s\n", limit_names[i].unit);
		else
			seq_putc(m, '\n');
	}
	return 0;
}
