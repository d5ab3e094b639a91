/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/rusage.c - what processes have used, and may use: times, getrusage, rlimits
 *
 * Theory
 *   A live thread counts for itself; when it dies its counts move to its signal_struct (exit.c),
 * and when the process is waited for, to the parent's signal_struct as a child's (wait.c).
 *
 * Locks: siglock for sums over a group; task_lock of the group leader for limits (single words are
 * read without).
 *
 * Sources: getrusage(2), getrlimit(2), times(2), clock_gettime(2)
 */
#include "fs/vfs/fdtable.h"
#include "internal.h"
#include "lib/string.h"
#include "mm/vm/mm.h"

/* --- CPU time --- */

void thread_group_cputime_locked(struct task_struct *p, u64 *ut, u64 *st)
{
	struct task_struct *t;
	u64 u, s;

	*ut = p->signal->utime;
	*st = p->signal->stime;
	for_each_thread(p, t)
	{
		task_cputime(t, &u, &s);
		*ut += u;
		*st += s;
	}
}

void thread_group_cputime(struct task_struct *p, u64 *ut, u64 *st)
{
	unsigned long flags;

	if (lock_task_sighand(p, &flags)) {
		thread_group_cputime_locked(p, ut, st);
		unlock_task_sighand(p, &flags);
	} else { /* released: its own time is in the sums already */
		*ut = p->signal->utime;
		*st = p->signal->stime;
	}
}

/*
 * Encoded ids: bits 31..3 are ~pid, bit 2 "of a thread", bits 1..0 what is counted (0 user and
 * system, 1 user, 2 scheduler time); 3 there means a descriptor, not a process.
 */
#define CPUCLOCK_PERTHREAD 4
#define CPUCLOCK_WHICH	   3
#define CPUCLOCK_VIRT	   1

bool is_cpu_clock(int clockid)
{
	return clockid < 0 || clockid == CLOCK_PROCESS_CPUTIME_ID ||
	       clockid == CLOCK_THREAD_CPUTIME_ID;
}

static void read_cpu_time(struct task_struct *t, bool thread, int which, ktime_t *now)
{
	u64 ut, st;

	if (thread)
		task_cputime(t, &ut, &st);
	else
		thread_group_cputime(t, &ut, &st);
	*now = (ktime_t)(which == CPUCLOCK_VIRT ? ut : ut + st);
}

int cpu_clock_read(int clockid, ktime_t *now)
{
	bool thread = clockid & CPUCLOCK_PERTHREAD;
	int which = clockid & CPUCLOCK_WHICH;
	pid_t pid = ~(clockid >> 3);
	struct task_struct *t;

	if (clockid >= 0) {
		if (!is_cpu_clock(clockid))
			return -EINVAL;
		read_cpu_time(current, clockid == CLOCK_THREAD_CPUTIME_ID, 0, now);
		return 0;
	}
	if (which > 2)
		return -EINVAL;
	t = pid ? find_get_task_by_vpid(pid) : get_task_struct(current);
	if (!t)
		return -EINVAL;
	/* A thread's clock is for its own group; a process's needs the leader's number. */
	if (thread ? !same_thread_group(t, current) : pid && !thread_group_leader(t)) {
		put_task_struct(t);
		return -EINVAL;
	}
	read_cpu_time(t, thread, which, now);
	put_task_struct(t);
	return 0;
}

/* --- getrusage --- */

static void add_thread(struct task_struct *t, struct rusage *r)
{
	r->ru_nvcsw += (long)t->nvcsw;
	r->ru_nivcsw += (long)t->nivcsw;
	r->ru_minflt += (long)t->min_flt;
	r->ru_majflt += (long)t->maj_flt;
	r->ru_inblock += (long)t->inblock;
	r->ru_oublock += (long)t->oublock;
}

static void add_children(const struct signal_struct *s, struct rusage *r)
{
	r->ru_nvcsw += (long)s->cnvcsw;
	r->ru_nivcsw += (long)s->cnivcsw;
	r->ru_minflt += (long)s->cmin_flt;
	r->ru_majflt += (long)s->cmaj_flt;
	r->ru_inblock += (long)s->cinblock;
	r->ru_oublock += (long)s->coublock;
}

static void add_dead_threads(const struct signal_struct *s, struct rusage *r)
{
	r->ru_nvcsw += (long)s->nvcsw;
	r->ru_nivcsw += (long)s->nivcsw;
	r->ru_minflt += (long)s->min_flt;
	r->ru_majflt += (long)s->maj_flt;
	r->ru_inblock += (long)s->inblock;
	r->ru_oublock += (long)s->oublock;
}

static void set_timeval(struct __kernel_old_timeval *tv, u64 ns)
{
	tv->tv_sec = (long)(ns / (u64)NSEC_PER_SEC);
	tv->tv_usec = (long)(ns % (u64)NSEC_PER_SEC / (u64)NSEC_PER_USEC);
}

/* Pages; of the address space in use and of what the group had before exec. */
static unsigned long max_rss(struct task_struct *p)
{
	unsigned long rss = p->signal->maxrss;
	struct mm_struct *mm;

	task_lock(p);
	mm = p->mm;
	if (mm)
		rss = max(rss, max(mm->hiwater_rss, get_mm_rss(mm)));
	task_unlock(p);
	return rss;
}

/* Sums of the group, siglock held if @p is not released. */
static void sum_group(struct task_struct *p, int who, struct rusage *r, u64 *ut, u64 *st,
		      bool locked)
{
	struct signal_struct *s = p->signal;
	struct task_struct *t;

	if (who == RUSAGE_CHILDREN || who == RUSAGE_BOTH) {
		*ut = s->cutime;
		*st = s->cstime;
		add_children(s, r);
		if (who == RUSAGE_CHILDREN)
			return;
	}
	if (locked) {
		u64 u, n;

		thread_group_cputime_locked(p, &u, &n);
		*ut += u;
		*st += n;
		for_each_thread(p, t) add_thread(t, r);
	} else {
		*ut += s->utime;
		*st += s->stime;
	}
	add_dead_threads(s, r);
}

void getrusage(struct task_struct *p, int who, struct rusage *r)
{
	unsigned long flags, rss = 0;
	u64 ut = 0, st = 0;

	memset(r, 0, sizeof(*r));
	if (who == RUSAGE_THREAD) {
		task_cputime(p, &ut, &st);
		add_thread(p, r);
	} else if (lock_task_sighand(p, &flags)) {
		sum_group(p, who, r, &ut, &st, true);
		unlock_task_sighand(p, &flags);
	} else {
		sum_group(p, who, r, &ut, &st, false);
	}
	if (who == RUSAGE_CHILDREN || who == RUSAGE_BOTH)
		rss = p->signal->cmaxrss;
	if (who != RUSAGE_CHILDREN)
		rss = max(rss, max_rss(p));
	r->ru_maxrss = (long)(rss * (PAGE_SIZE / 1024));
	set_timeval(&r->ru_utime, ut);
	set_timeval(&r->ru_stime, st);
}

/* --- rlimits --- */

unsigned long task_rlimit(const struct task_struct *t, unsigned int which)
{
	return READ_ONCE(t->signal->rlim[which].rlim_cur);
}

bool may_prlimit(struct task_struct *p)
{
	const struct cred *me = current_cred(), *it;
	bool ok;

	if (same_thread_group(p, current))
		return true;
	it = get_task_cred(p);
	ok = me->uid == it->euid && me->uid == it->suid && me->uid == it->uid &&
	     me->gid == it->egid && me->gid == it->sgid && me->gid == it->gid;
	put_cred(it);
	return ok || capable(CAP_SYS_RESOURCE);
}

int do_prlimit(struct task_struct *p, unsigned int res, const struct rlimit *new,
	       struct rlimit *old)
{
	struct task_struct *leader = p->group_leader;
	struct rlimit *slot;
	int err = 0;

	if (res >= RLIM_NLIMITS)
		return -EINVAL;
	if (new &&new->rlim_cur > new->rlim_max)
		return -EINVAL;
	if (new &&res == RLIMIT_NOFILE &&new->rlim_max > sysctl_nr_open)
		return -EPERM;

	slot = &p->signal->rlim[res];
	task_lock(leader);
	if (new &&new->rlim_max > slot->rlim_max && !capable(CAP_SYS_RESOURCE))
		err = -EPERM;
	if (!err) {
		if (old)
			*old = *slot;
		if (new)
			*slot = *new;
		/* A limit of 0 seconds would be checked too late by everybody's taste: Linux
		 * takes 1. */
		if (new &&res == RLIMIT_CPU &&new->rlim_cur == 0)
			slot->rlim_cur = 1;
	}
	task_unlock(leader);
	if (!err && new &&res == RLIMIT_CPU &&new->rlim_cur != RLIM_INFINITY)
		cpu_timers_rearm(p->signal);
	return err;
}
