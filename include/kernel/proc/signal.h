/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/signal.h - signals and what threads of a process share
 *
 * sighand->siglock (irq-safe) protects pending sets, handlers, blocked masks and job control of the
 * whole thread group.
 */
#pragma once

#include "base/types.h"
#include "kernel/proc/pid.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/mutex.h"
#include "kernel/sched/wait.h"
#include <asm/signal.h>
#include <asm/siginfo.h>
#include <linux/resource.h>
#include <linux/time.h>

#define _NSIG	     64
#define SIGMASK(sig) (1UL << ((sig)-1))
#define HANDLER_DFL  0UL /* SIG_DFL and SIG_IGN as k_sigaction.handler */
#define HANDLER_IGN  1UL

static inline bool valid_signal(int sig) /* 0 is one: kill(2) checks with it */
{
	return sig >= 0 && sig <= _NSIG;
}

/* What the kernel knows of a signal; the border lays it out as siginfo_t. */
struct kernel_siginfo {
	int si_signo, si_errno, si_code;
	union {
		struct {
			pid_t pid;
			uid_t uid;
			unsigned long value;
		} kill; /* kill, rt, mesgq */
		struct {
			int tid, overrun;
			unsigned long value;
		} timer;
		struct {
			pid_t pid;
			uid_t uid;
			int status;
			u64 utime, stime;
		} chld; /* USER_HZ */
		struct {
			uaddr_t addr;
			short addr_lsb;
			u32 pkey;
			int trapno;
		} fault;
		struct {
			long band;
			int fd;
		} poll;
		struct {
			uaddr_t call_addr;
			int syscall;
			unsigned int arch;
		} sys;
	};
};

struct k_sigaction {
	uaddr_t handler;     /* SIG_DFL, SIG_IGN or an address */
	unsigned long flags; /* SA_* */
	uaddr_t restorer;
	sigset_t mask;
};

struct sighand_struct {
	spinlock_t siglock; /* RANK_SIGHAND, irq-safe */
	refcount_t count;
	wait_queue_head_t signalfd_wqh;
	struct k_sigaction action[_NSIG]; /* [siglock] */
	struct rcu_head rcu;
};

struct cpu_itimer {
	ktime_t expires, incr;
};

struct signal_struct {
	refcount_t sigcnt;
	atomic_t live;	/* threads that have not begun to exit */
	int nr_threads; /* [tasklist_lock + siglock] */
	struct list_head thread_head;
	wait_queue_head_t wait_chldexit; /* wait4 */
	struct task_struct *curr_target;
	struct sigpending_head shared_pending; /* [siglock] */
	int group_exit_code;
	struct task_struct *group_exec_task;
	int notify_count;
	int group_stop_count; /* [siglock] */
	unsigned int flags;   /* [siglock] SIGNAL_* */
	bool is_child_subreaper, has_child_subreaper;

	struct hrtimer real_timer; /* ITIMER_REAL */
	ktime_t it_real_incr;	   /* [siglock] */
	struct cpu_itimer it[2];   /* [siglock] ITIMER_VIRTUAL, ITIMER_PROF; ns of CPU time */
	struct hrtimer cpu_timer;  /* looks at it[] and RLIMIT_CPU: kernel/proc/itimer.c */
	struct posix_timers
		*posix_timers; /* [siglock] NULL until timer_create: kernel/proc/posix_timer.c */

	struct pid *pids[PIDTYPE_MAX]; /* [tasklist_lock] TGID, PGID, SID */
	bool leader;		       /* session leader */
	struct tty_struct *tty;	       /* [siglock] controlling terminal */
	struct pid *tty_old_pgrp;

	u64 utime, stime, cutime, cstime; /* [siglock] of dead threads / waited-for children, ns */
	u64 nvcsw, nivcsw, cnvcsw, cnivcsw, min_flt, maj_flt, cmin_flt, cmaj_flt;
	u64 inblock, oublock, cinblock, coublock;
	unsigned long maxrss, cmaxrss; /* pages */
	u64 sum_sched_runtime;
	struct rlimit rlim[RLIM_NLIMITS]; /* [task_lock of the group leader] */
	short oom_score_adj, oom_score_adj_min;
	struct mutex cred_guard; /* exec in progress; RANK_CRED_GUARD */
};

#define SIGNAL_STOP_STOPPED   0x00000001
#define SIGNAL_STOP_CONTINUED 0x00000002
#define SIGNAL_GROUP_EXIT     0x00000004
#define SIGNAL_CLD_STOPPED    0x00000010
#define SIGNAL_CLD_CONTINUED  0x00000020
#define SIGNAL_UNKILLABLE     0x00000040 /* init */

#define SIGNAL_STOP_MASK                                                                           \
	(SIGNAL_CLD_STOPPED | SIGNAL_CLD_CONTINUED | SIGNAL_STOP_STOPPED | SIGNAL_STOP_CONTINUED)

#define SAS_DISABLED                                                                               \
	2u /* task->sas_ss_flags: SS_DISABLE of the UAPI, whose header clashes with others */

/* Sending.  @info NULL: from the kernel (SI_KERNEL).  0 or -ESRCH, -EAGAIN, -EPERM.  Any context
 * but NMI. */
int send_sig_info(int sig, const struct kernel_siginfo *info, struct task_struct *t,
		  enum pid_type type);
int send_sig(int sig, struct task_struct *t); /* to the process, from the kernel */
int send_sig_self(int sig); /* to this thread, as if by itself: SIGPIPE, SIGXFSZ */
int kill_pgrp(struct pid *pgrp, int sig);     /* from the kernel; takes tasklist_lock */
int kill_pid(struct pid *pid, int sig);
/* From a user: checks the permission rules of kill(2); sig 0 only checks.  @info as the receiver
 * will see it. */
int kill_pid_user(struct pid *pid, int sig, const struct kernel_siginfo *info);
/* kill(2), tkill/tgkill(2) (@tgid 0: any group), rt_(tg)sigqueueinfo(2). */
int do_kill(pid_t pid, int sig);
int do_tkill(pid_t tgid, pid_t tid, int sig);
int do_sigqueueinfo(pid_t pid, int sig, const struct kernel_siginfo *info);
int do_tgsigqueueinfo(pid_t tgid, pid_t tid, int sig, const struct kernel_siginfo *info);
/* Cannot be blocked or ignored: a fault of the running task. */
void force_sig_fault(int sig, int code, uaddr_t addr);
void force_sig_info(const struct kernel_siginfo *info);
void force_sig(int sig);
void force_fatal_sig(int sig);

struct sighand_struct *lock_task_sighand(struct task_struct *t, unsigned long *flags);
void unlock_task_sighand(struct task_struct *t, unsigned long *flags);
void recalc_sigpending(void);		    /* siglock held */
void set_current_blocked(sigset_t *newset); /* takes siglock; SIGKILL, SIGSTOP are removed */
int sigprocmask(int how, const sigset_t *set, sigset_t *old);
int set_user_sigmask(const sigset_t __user *umask, size_t sigsetsize); /* ppoll and friends */
void restore_saved_sigmask_unless(bool interrupted);
int do_sigaction(int sig, const struct k_sigaction *act, struct k_sigaction *old);
void flush_signal_handlers(struct task_struct *t, bool force_default);
bool unhandled_signal(struct task_struct *t, int sig);
/* Takes one pending signal not in @blocked for delivery by the border: its number or 0.  Handles
 * stops, fatal defaults (does not return then), job control.  *ka is the action to run. */
struct ksignal {
	struct k_sigaction ka;
	struct kernel_siginfo info;
	int sig;
};
bool get_signal(struct ksignal *ksig);
/* After the frame is on the user stack (or could not be: failed). */
void signal_setup_done(bool failed, struct ksignal *ksig);
/* Takes one pending signal NOT in @mask (the blocked set) off the queues: its number or 0.  siglock
 * held, interrupts off; may be dropped and taken again. */
int dequeue_signal(const sigset_t *mask, struct kernel_siginfo *info);
/* rt_sigtimedwait(2): waits for one of @set; @timeout relative ns, KTIME_MAX: for ever.  Signal,
 * -EAGAIN, -EINTR. */
int do_sigtimedwait(const sigset_t *set, struct kernel_siginfo *info, ktime_t timeout);
int do_sigsuspend(sigset_t set); /* -ERESTARTNOHAND */
sigset_t do_sigpending(void);
void set_restore_sigmask(void); /* after the call, go back to current->saved_sigmask */
/* The mask to save in a signal frame. */
sigset_t sigmask_to_save(void);
/* Hook: arch-independent core calls the ABI on return to user mode. */
extern void (*abi_deliver_signals)(struct pt_regs *regs);

static inline unsigned long rlimit(unsigned int which)
{
	return READ_ONCE(current->signal->rlim[which].rlim_cur);
}
unsigned long task_rlimit(const struct task_struct *t, unsigned int which);
