/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/stat.c - /proc/<pid>/stat and statm
 *
 * Theory
 *   One line of 52 numbers, in the order that ps and top know.  What is collected under the
 *   siglock comes from one moment; the rest is read as it is.  A task whose sighand is gone shows
 *   as Linux shows it: no terminal, no group, no session.  Addresses are for those who may look
 *   into the process.
 *
 * Locks: siglock of the group (lock_task_sighand).
 * Sources: proc(5)
 */
#include "internal.h"

#include "drivers/tty/tty.h"
#include "kernel/proc/access.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "kernel/sync/rcu.h"
#include "lib/rculist.h"
#include "lib/string.h"
#include "mm/vm/mm.h"

#define RT_PRIO_BASE (-1) /* of policy FIFO or RR: -2 to -100 */
#define DEFAULT_PRIO 20	  /* nice 0 */

struct stat_line {
	pid_t ppid, pgrp, sid;
	int tty_nr, tty_pgrp, threads, exit_code;
	u64 utime, stime, cutime, cstime;
	u64 min_flt, maj_flt, cmin_flt, cmaj_flt;
	u64 pending, blocked, ignored, caught;
	unsigned long rsslim;
	bool permitted, whole;
	struct mm_struct *mm; /* used, or NULL */
};

/* siglock held. */
static void sum_faults(struct task_struct *t, struct stat_line *s)
{
	const struct signal_struct *sig = t->signal;
	struct task_struct *p;

	s->min_flt = sig->min_flt;
	s->maj_flt = sig->maj_flt;
	list_for_each_entry_rcu(p, &sig->thread_head, thread_node)
	{
		s->min_flt += p->min_flt;
		s->maj_flt += p->maj_flt;
	}
}

static void collect_signals(struct task_struct *t, struct stat_line *s)
{
	s->pending = t->pending.signal;
	s->blocked = t->blocked;
	for (int i = 0; i < _NSIG; i++) {
		unsigned long h = t->sighand->action[i].handler;

		if (h == HANDLER_IGN)
			s->ignored |= 1ULL << i;
		else if (h != HANDLER_DFL)
			s->caught |= 1ULL << i;
	}
}

static void collect_group(struct task_struct *t, struct stat_line *s)
{
	const struct signal_struct *sig;
	unsigned long flags;

	s->pgrp = s->sid = -1;
	rcu_read_lock();
	if (lock_task_sighand(t, &flags)) {
		sig = t->signal;
		collect_signals(t, s);
		s->threads = sig->nr_threads;
		s->cutime = sig->cutime;
		s->cstime = sig->cstime;
		s->cmin_flt = sig->cmin_flt;
		s->cmaj_flt = sig->cmaj_flt;
		s->rsslim = READ_ONCE(sig->rlim[RLIMIT_RSS].rlim_cur);
		if (s->whole)
			sum_faults(t, s);
		s->sid = pid_nr(task_session(t));
		s->pgrp = pid_nr(task_pgrp(t));
		s->ppid = READ_ONCE(t->real_parent)->tgid;
		unlock_task_sighand(t, &flags);
	}
	rcu_read_unlock();
	if (!s->whole) {
		s->min_flt = t->min_flt;
		s->maj_flt = t->maj_flt;
	}
}

static void show_times_and_sizes(struct seq_file *m, struct task_struct *t,
				 const struct stat_line *s)
{
	const struct mm_struct *mm = s->mm;
	bool see = s->permitted && mm;
	const u64 times[] = {
		t->flags,
		s->min_flt,
		s->cmin_flt,
		s->maj_flt,
		s->cmaj_flt,
		nsec_to_clock_t(s->utime),
		nsec_to_clock_t(s->stime),
		nsec_to_clock_t(s->cutime),
		nsec_to_clock_t(s->cstime),
	};
	const u64 sizes[] = {
		(u64)s->threads,
		0,
		nsec_to_clock_t((u64)t->start_boottime),
		mm ? mm->total_vm << PAGE_SHIFT : 0,
		mm ? get_mm_rss(mm) : 0,
		s->rsslim,
		mm ? s->permitted ? mm->start_code : 1 : 0,
		mm ? s->permitted ? mm->end_code : 1 : 0,
		see ? mm->start_stack : 0,
		0, /* the registers, which nobody sees of a running task */
		0,
	};

	seq_put_numbers(m, times, ARRAY_SIZE(times));
	seq_printf(m, " %d %d",
		   t->rt_priority ? RT_PRIO_BASE - t->rt_priority : DEFAULT_PRIO + task_nice(t),
		   task_nice(t));
	seq_put_numbers(m, sizes, ARRAY_SIZE(sizes));
}

static void show_signals_and_rest(struct seq_file *m, struct task_struct *t,
				  const struct stat_line *s)
{
	const struct mm_struct *mm = s->mm;
	bool see = s->permitted && mm;
	bool asleep = s->permitted && (!s->whole || s->threads < 2) &&
		      READ_ONCE(t->state) != TASK_RUNNING;
	/* The signal masks of old, 31 bits wide; then wchan, nswap, cnswap. */
	const u64 signals[] = {
		s->pending & 0x7fffffff,
		s->blocked & 0x7fffffff,
		s->ignored & 0x7fffffff,
		s->caught & 0x7fffffff,
		asleep,
		0,
		0,
	};
	/* The end: delays and guest times, which there are none of. */
	const u64 scheduling[] = {
		(u64)READ_ONCE(t->cpu), (u64)t->rt_priority, (u64)t->policy, 0, 0, 0,
	};
	const u64 layout[7] = {
		see ? mm->start_data : 0, see ? mm->end_data : 0, see ? mm->start_brk : 0,
		see ? mm->arg_start : 0,  see ? mm->arg_end : 0,  see ? mm->env_start : 0,
		see ? mm->env_end : 0,
	};

	seq_put_numbers(m, signals, ARRAY_SIZE(signals));
	seq_printf(m, " %d", t->exit_signal);
	seq_put_numbers(m, scheduling, ARRAY_SIZE(scheduling));
	seq_put_numbers(m, layout, ARRAY_SIZE(layout));
	seq_printf(m, " %d\n", s->permitted ? READ_ONCE(t->exit_code) : 0);
}

static int show_stat(struct seq_file *m, struct task_struct *t, bool whole)
{
	struct stat_line s = {.whole = whole, .tty_pgrp = -1};
	char comm[TASK_COMM_LEN];
	const char *state = proc_task_state(t);

	s.permitted = ptrace_may_access(t, ACCESS_FSCREDS);
	s.mm = get_task_mm(t);
	tty_proc_stat(t, &s.tty_nr, &s.tty_pgrp);
	collect_group(t, &s);
	if (whole)
		thread_group_cputime(t, &s.utime, &s.stime);
	else
		task_cputime(t, &s.utime, &s.stime);
	get_task_comm(comm, t);
	seq_printf(m, "%d (%s) %c %d %d %d %d %d", t->pid, comm, *state, s.ppid, s.pgrp, s.sid,
		   s.tty_nr, s.tty_pgrp);
	show_times_and_sizes(m, t, &s);
	show_signals_and_rest(m, t, &s);
	if (s.mm)
		mmput(s.mm);
	return 0;
}

int proc_tgid_stat(struct seq_file *m, struct task_struct *t)
{
	return show_stat(m, t, true);
}

int proc_tid_stat(struct seq_file *m, struct task_struct *t)
{
	return show_stat(m, t, false);
}

/* Pages: size, resident, shared, text, library (0), data and stack, dirty (0). */
int proc_pid_statm(struct seq_file *m, struct task_struct *t)
{
	struct mm_struct *mm = get_task_mm(t);
	unsigned long shared, text;

	if (!mm) {
		seq_puts(m, "0 0 0 0 0 0 0\n");
		return 0;
	}
	shared = get_mm_counter(mm, MM_FILEPAGES) + get_mm_counter(mm, MM_SHMEMPAGES);
	text = (PAGE_ALIGN(mm->end_code) - (mm->start_code & PAGE_MASK)) >> PAGE_SHIFT;
	seq_printf(m, "%lu %lu %lu %lu 0 %lu 0\n", mm->total_vm,
		   shared + get_mm_counter(mm, MM_ANONPAGES), shared, text,
		   mm->data_vm + mm->stack_vm);
	mmput(mm);
	return 0;
}
