/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_sched.c - priorities, policies and the CPUs a thread may use
 *
 * Sources: the man page of each call, section 2; sched(7)
 */
#include "abi/linux/border.h"
#include "gen/syscalls.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/sched.h"
#include "lib/string.h"
#include <linux/ioprio.h>
#include <linux/resource.h>
#include <linux/sched/types.h>

#define RT_PRIO_MIN   1
#define RT_PRIO_MAX   99
#define RR_SLICE_NS   (100 * NSEC_PER_MSEC)
#define FAIR_SLICE_NS (4 * NSEC_PER_MSEC)

ABI_STRUCT(sched_param, 4);

sysret_t sys_sched_yield(void)
{
	sched_yield();
	return 0;
}

/* The thread a call is about, referenced; 0: ourselves. */
static struct task_struct *get_thread(pid_t pid)
{
	return pid ? find_get_task_by_vpid(pid) : get_task_struct(current);
}

/* --- policies --- */

static bool is_rt(int policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

static bool valid_policy(int policy)
{
	return is_rt(policy) || policy == SCHED_NORMAL || policy == SCHED_BATCH ||
	       policy == SCHED_IDLE;
}

/* sched(7), "Privileges and resource limits". */
static int may_set_policy(struct task_struct *t, int policy, int prio, bool reset)
{
	unsigned long limit = task_rlimit(t, RLIMIT_RTPRIO);

	if (capable(CAP_SYS_NICE))
		return 0;
	if (is_rt(policy)) {
		if (policy != t->policy && !limit)
			return -EPERM;
		if (prio > t->rt_priority && (unsigned long)prio > limit)
			return -EPERM;
	}
	if (t->policy == SCHED_IDLE && policy != SCHED_IDLE &&
	    20 - task_nice(t) > (long)task_rlimit(t, RLIMIT_NICE))
		return -EPERM;
	if (t->reset_on_fork && !reset)
		return -EPERM;
	return task_can_set_priority(t) ? 0 : -EPERM;
}

static int set_policy(pid_t pid, int policy, const struct sched_param __user *up)
{
	struct sched_param param;
	struct task_struct *t;
	bool reset = false;
	int err;

	if (pid < 0 || !up)
		return -EINVAL;
	if (copy_in(&param, up))
		return -EFAULT;
	t = get_thread(pid);
	if (!t)
		return -ESRCH;
	if (policy < 0) { /* sched_setparam: keep it */
		policy = t->policy;
		reset = t->reset_on_fork;
	} else {
		reset = policy & SCHED_RESET_ON_FORK;
		policy &= ~SCHED_RESET_ON_FORK;
	}
	err = -EINVAL;
	if (!valid_policy(policy))
		goto out;
	if (is_rt(policy) ? param.sched_priority < RT_PRIO_MIN || param.sched_priority > RT_PRIO_MAX
			  : param.sched_priority != 0)
		goto out;
	err = may_set_policy(t, policy, param.sched_priority, reset);
	if (err)
		goto out;
	err = sched_setscheduler(t, policy, param.sched_priority);
	if (!err)
		t->reset_on_fork = reset;
out:
	put_task_struct(t);
	return err;
}

sysret_t sys_sched_setscheduler(pid_t pid, int policy, const struct sched_param __user *param)
{
	return policy < 0 ? -EINVAL : set_policy(pid, policy, param);
}

sysret_t sys_sched_setparam(pid_t pid, const struct sched_param __user *param)
{
	return set_policy(pid, -1, param);
}

sysret_t sys_sched_getscheduler(pid_t pid)
{
	struct task_struct *t;
	int policy;

	if (pid < 0)
		return -EINVAL;
	t = get_thread(pid);
	if (!t)
		return -ESRCH;
	policy = t->policy | (t->reset_on_fork ? SCHED_RESET_ON_FORK : 0);
	put_task_struct(t);
	return policy;
}

sysret_t sys_sched_getparam(pid_t pid, struct sched_param __user *up)
{
	struct sched_param param;
	struct task_struct *t;

	if (pid < 0 || !up)
		return -EINVAL;
	t = get_thread(pid);
	if (!t)
		return -ESRCH;
	param.sched_priority = is_rt(t->policy) ? t->rt_priority : 0;
	put_task_struct(t);
	return copy_out(up, &param);
}

sysret_t sys_sched_get_priority_max(int policy)
{
	if (is_rt(policy))
		return RT_PRIO_MAX;
	return valid_policy(policy) || policy == SCHED_DEADLINE ? 0 : -EINVAL;
}

sysret_t sys_sched_get_priority_min(int policy)
{
	if (is_rt(policy))
		return RT_PRIO_MIN;
	return valid_policy(policy) || policy == SCHED_DEADLINE ? 0 : -EINVAL;
}

sysret_t sys_sched_rr_get_interval(pid_t pid, struct __kernel_timespec __user *uts)
{
	struct __kernel_timespec ts;
	struct task_struct *t;
	ktime_t slice;

	if (pid < 0)
		return -EINVAL;
	t = get_thread(pid);
	if (!t)
		return -ESRCH;
	slice = t->policy == SCHED_FIFO ? 0 : t->policy == SCHED_RR ? RR_SLICE_NS : FAIR_SLICE_NS;
	put_task_struct(t);
	ns_to_timespec(slice, &ts);
	return copy_out(uts, &ts);
}

/* --- CPUs --- */

sysret_t sys_sched_getaffinity(pid_t pid, unsigned int len, unsigned long __user *umask)
{
	struct task_struct *t;
	cpumask_t mask;

	if (len < sizeof(mask) || len % sizeof(unsigned long))
		return -EINVAL;
	t = get_thread(pid);
	if (!t)
		return -ESRCH;
	mask = READ_ONCE(t->cpus_mask) & READ_ONCE(cpu_online_mask);
	put_task_struct(t);
	if (put_user((unsigned long)mask, umask))
		return -EFAULT;
	return sizeof(mask); /* bytes written, which the C library clears up to its own size */
}

sysret_t sys_sched_setaffinity(pid_t pid, unsigned int len, const unsigned long __user *umask)
{
	struct task_struct *t;
	u64 mask = 0;
	int err;

	if (copy_from_user(&mask, umask, min((size_t)len, sizeof(mask))))
		return -EFAULT;
	t = get_thread(pid);
	if (!t)
		return -ESRCH;
	if (t->flags & PF_KTHREAD)
		err = -EINVAL;
	else if (!task_can_set_priority(t))
		err = -EPERM;
	else
		err = set_cpus_allowed(t, mask & cpu_possible_mask);
	put_task_struct(t);
	return err;
}

sysret_t sys_getcpu(unsigned int __user *ucpu, unsigned int __user *unode, void __user *unused)
{
	(void)unused;
	if (ucpu && put_user((unsigned int)smp_processor_id(), ucpu))
		return -EFAULT;
	if (unode && put_user(0u, unode))
		return -EFAULT;
	return 0;
}

/* --- nice --- */

/* Calls @fn for each process of @which/@who under tasklist_lock; -ESRCH: there is none. */
static int for_each_of(int which, int who, void (*fn)(struct task_struct *t, void *ctx), void *ctx)
{
	struct task_struct *t, *p;
	struct pid *pgrp;
	uid_t uid;
	int found = 0;

	spin_lock(&tasklist_lock);
	switch (which) {
	case PRIO_PROCESS:
		t = who ? find_task_by_vpid(who) : current;
		if (t) {
			fn(t, ctx);
			found++;
		}
		break;
	case PRIO_PGRP:
		pgrp = who ? find_pid(who) : task_pgrp(current);
		if (!pgrp)
			break;
		do_each_pid_task(pgrp, PIDTYPE_PGID, p)
		{
			for_each_thread(p, t) fn(t, ctx);
			found++;
		}
		break;
	case PRIO_USER:
		uid = who ? (uid_t)who : current_uid();
		for_each_process(p)
		{
			if (p->cred->uid != uid)
				continue;
			for_each_thread(p, t) fn(t, ctx);
			found++;
		}
		break;
	}
	spin_unlock(&tasklist_lock);
	return found ? 0 : -ESRCH;
}

struct nice_change {
	int nice, err;
};

static void change_nice(struct task_struct *t, void *ctx)
{
	struct nice_change *c = ctx;

	if (!task_can_set_priority(t)) {
		c->err = -EPERM;
	} else if (c->nice < task_nice(t) && 20 - c->nice > (long)task_rlimit(t, RLIMIT_NICE) &&
		   !capable(CAP_SYS_NICE)) {
		c->err = -EACCES;
	} else {
		if (c->err == -ESRCH)
			c->err = 0;
		set_user_nice(t, c->nice);
	}
}

sysret_t sys_setpriority(int which, int who, int niceval)
{
	struct nice_change c = {.nice = clamp_t(int, niceval, PRIO_MIN, PRIO_MAX - 1),
				.err = -ESRCH};
	int err;

	if (which != PRIO_PROCESS && which != PRIO_PGRP && which != PRIO_USER)
		return -EINVAL;
	err = for_each_of(which, who, change_nice, &c);
	return err ? err : c.err;
}

static void find_best_nice(struct task_struct *t, void *ctx)
{
	long *best = ctx;
	long v = 20 - task_nice(t); /* 1..40: the call may not return what looks like an error */

	if (v > *best)
		*best = v;
}

sysret_t sys_getpriority(int which, int who)
{
	long best = -ESRCH;
	int err;

	if (which != PRIO_PROCESS && which != PRIO_PGRP && which != PRIO_USER)
		return -EINVAL;
	err = for_each_of(which, who, find_best_nice, &best);
	return err ? err : best;
}

/* --- ioprio: kept and told; no file system here lets a request wait --- */

static int check_ioprio(int ioprio)
{
	int level = (int)IOPRIO_PRIO_DATA(ioprio);

	switch (IOPRIO_PRIO_CLASS(ioprio)) {
	case IOPRIO_CLASS_RT:
		if (!capable(CAP_SYS_ADMIN) && !capable(CAP_SYS_NICE))
			return -EPERM;
		return level < IOPRIO_NR_LEVELS ? 0 : -EINVAL;
	case IOPRIO_CLASS_BE:
		return level < IOPRIO_NR_LEVELS ? 0 : -EINVAL;
	case IOPRIO_CLASS_IDLE:
		return 0;
	case IOPRIO_CLASS_NONE:
		return level ? -EINVAL : 0;
	default:
		return -EINVAL;
	}
}

struct ioprio_change {
	int ioprio, err;
};

static void change_ioprio(struct task_struct *t, void *ctx)
{
	struct ioprio_change *c = ctx;
	uid_t uid = t->cred->uid;

	if (uid != current_cred()->euid && uid != current_cred()->uid && !capable(CAP_SYS_NICE))
		c->err = -EPERM;
	else if (!c->err)
		t->ioprio = (u16)c->ioprio;
}

/* IOPRIO_WHO_* are PRIO_* from 1. */
sysret_t sys_ioprio_set(int which, int who, int ioprio)
{
	struct ioprio_change c = {.ioprio = ioprio};
	int err = check_ioprio(ioprio);

	if (err)
		return err;
	if (which < IOPRIO_WHO_PROCESS || which > IOPRIO_WHO_USER)
		return -EINVAL;
	err = for_each_of(which - 1, who, change_ioprio, &c);
	return err ? err : c.err;
}

/* What a thread that never asked gets: by its policy and nice value. */
static int effective_ioprio(const struct task_struct *t)
{
	if (IOPRIO_PRIO_CLASS(t->ioprio) != IOPRIO_CLASS_NONE)
		return t->ioprio;
	return (int)IOPRIO_PRIO_VALUE(t->policy == SCHED_IDLE ? IOPRIO_CLASS_IDLE
				      : is_rt(t->policy)      ? IOPRIO_CLASS_RT
							      : IOPRIO_CLASS_BE,
				      (task_nice(t) + 20) / 5);
}

static void find_ioprio(struct task_struct *t, void *ctx)
{
	*(int *)ctx = t->ioprio;
}

static void find_best_ioprio(struct task_struct *t, void *ctx)
{
	int *best = ctx, v = effective_ioprio(t);

	if (*best < 0 || v < *best)
		*best = v;
}

sysret_t sys_ioprio_get(int which, int who)
{
	int err, ioprio = -ESRCH;

	if (which < IOPRIO_WHO_PROCESS || which > IOPRIO_WHO_USER)
		return -EINVAL;
	err = for_each_of(which - 1, who,
			  which == IOPRIO_WHO_PROCESS ? find_ioprio : find_best_ioprio, &ioprio);
	return err ? err : ioprio;
}
