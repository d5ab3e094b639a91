/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/sched.h - tasks as things that run, and the scheduler
 *
 * Lifetime of a task_struct: one reference for being in the process tree (dropped by release_task),
 *   one for running (dropped after its last context switch); get_task_struct() for others.  Freed
 *   after an RCU grace period, so lookups under rcu_read_lock() may use get_task_struct_rcu().
 * Key: c const after fork, a atomic, p only the task itself, r run-queue lock of its CPU,
 *   t tasklist_lock (write) / RCU (read), s sighand->siglock, l alloc_lock (task_lock)
 */
#pragma once

#include "arch/current.h"
#include "arch/smp.h"
#include "arch/thread.h"
#include "base/atomic.h"
#include "base/err.h"
#include "base/types.h"
#include "kernel/base/fault_inject.h"
#include "kernel/sched/time.h"
#include "kernel/sync/refcount.h"
#include "kernel/sync/spinlock.h"
#include <linux/sched.h> /* CLONE_*, SCHED_* */
#include <asm/signal.h>	 /* sigset_t */

struct cred;
struct files_struct;
struct fs_struct;
struct mm_struct;
struct nsproxy;
struct pid;
struct robust_list_head;
struct completion;
struct sighand_struct;
struct signal_struct;
struct restart_block;

/* Task states (task->state); the letters of /proc are in task_state_char(). */
#define TASK_RUNNING	     0x0000
#define TASK_INTERRUPTIBLE   0x0001
#define TASK_UNINTERRUPTIBLE 0x0002
#define TASK_STOPPED	     0x0004 /* __TASK_STOPPED: job control */
#define TASK_TRACED	     0x0008
#define TASK_DEAD	     0x0080
#define TASK_WAKEKILL	     0x0100
#define TASK_WAKING	     0x0200 /* between two run queues; the scheduler's own */
#define TASK_NOLOAD	     0x0400 /* not counted in the load average */
#define TASK_NEW	     0x0800
#define TASK_KILLABLE	     (TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE	     (TASK_UNINTERRUPTIBLE | TASK_NOLOAD) /* a kernel thread without work */
#define TASK_NORMAL	     (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
/* task->exit_state */
#define EXIT_ZOMBIE	     0x0010
#define EXIT_DEAD	     0x0020

/* task->flags [p] */
#define PF_EXITING    0x00000004
#define PF_FORKNOEXEC 0x00000040 /* forked but did not exec */
#define PF_SUPERPRIV  0x00000100
#define PF_DUMPCORE   0x00000200
#define PF_SIGNALED   0x00000400 /* killed by a signal */
#define PF_MEMALLOC   0x00000800 /* allocating frees memory: may use the reserve */
#define PF_NPROC_EXCEEDED                                                                          \
	0x00001000 /* set*uid() left its user above RLIMIT_NPROC: execve fails                     \
		    */
#define PF_KTHREAD   0x00200000
#define PF_RANDOMIZE 0x00400000

/* Work flags (task->work [a]): one test on return to user mode.  Bit numbers. */
#define TIF_NEED_RESCHED    0
#define TIF_SIGPENDING	    1
#define TIF_NOTIFY_RESUME   2 /* run task->resume_work */
#define TIF_RESTORE_SIGMASK 3
#define TIF_SYSCALL_TRACE   4
#define TIF_MEMDIE	    5 /* chosen by the OOM killer: may use the reserve */
#define TIF_NEED_FPU_LOAD   6 /* arch: the FPU state is in memory; load it on the way out */
#define TIF_FRAME_CHANGED   7 /* a system call wrote its own pt_regs: all of it is to be loaded */

#define TASK_COMM_LEN 16

/* Fair scheduling entity: weighted virtual run time, per-CPU tree ordered by it. */
struct sched_entity {
	struct rb_node node; /* [r] */
	u64 vruntime;	     /* [r] ns, weighted */
	u64 exec_start;	     /* [r] ktime when it began to run or was last accounted */
	u64 sum_exec;	     /* [r] ns run in all */
	u64 slice_start;     /* [r] sum_exec at switch-in */
	u32 weight;	     /* [r] from nice */
	bool on_rq;	     /* [r] */
};

struct task_struct {
	/* hot: switched and tested often */
	unsigned int state; /* [a] TASK_*; written by itself or the waker */
	unsigned long work; /* [a] TIF_* bits; entry code tests this word */
	void *stack;	    /* [c] lowest byte of the kernel stack */
	unsigned int flags; /* [p] PF_* */
	refcount_t usage;
	int on_cpu;		     /* [r] running right now */
	int cpu;		     /* [r] run queue it belongs to */
	struct thread_struct thread; /* [p] */
	struct sched_entity se;
	int static_prio, policy, rt_priority; /* [r] nice is static_prio - 120 */
	cpumask_t cpus_mask;		      /* [r] where it may run */
	struct list_head rt_node;	      /* [r] in the queue of its real-time priority */
	unsigned int rt_ticks;		      /* [r] SCHED_RR: ticks left of its turn */
	bool push;			      /* [r] leave this CPU at the next switch */
	bool reset_on_fork;
	u64 nvcsw, nivcsw;	/* [p] context switches, voluntary and not */
	int rcu_depth;		/* [p] debug: read-side nesting */
	int pagefault_disabled; /* [p] nesting */
	u8 nr_held;		/* [p] debug: locks held, see lock_rank.c */
#ifdef CONFIG_DEBUG
	struct held_lock held[MAX_HELD_LOCKS]; /* [p] */
#endif

	/* memory: mm is NULL for kernel threads, active_mm then what they borrowed */
	struct mm_struct *mm;	     /* [l] written with task_lock; own reads need nothing */
	struct mm_struct *active_mm; /* [p] */
	u64 min_flt, maj_flt;	     /* [p] */

	/* identity and tree */
	pid_t pid, tgid;		  /* [c] (tgid and pid change in exec of a thread) */
	struct pid *thread_pid;		  /* [t] */
	struct hlist_node pid_links[4];	  /* [t] in struct pid, by enum pid_type */
	struct task_struct *group_leader; /* [t] */
	struct task_struct *real_parent, *parent; /* [t] parent: who gets SIGCHLD and waits */
	struct list_head children, sibling;	  /* [t] */
	struct list_head tasks;			  /* [t] all thread-group leaders */
	struct list_head thread_node;		  /* [t] in signal->thread_head */
	int exit_state, exit_code, exit_signal;	  /* [t] */
	int pdeath_signal;			  /* [p] */
	void __user *set_child_tid;		  /* [c] CLONE_CHILD_SETTID */
	void __user *clear_child_tid;		  /* [p] CLONE_CHILD_CLEARTID, set_tid_address */
	struct completion *vfork_done;		  /* [l] */
	char comm[TASK_COMM_LEN];		  /* [l] */
	bool did_exec, no_new_privs, in_execve, in_iowait;
	unsigned int personality; /* [p] */
	u16 ioprio;		  /* [o: tasklist_lock] class and level of ioprio_set(2) */

	/* credentials, files, name space */
	const struct cred *cred;       /* RCU; replaced only by the task itself */
	struct fs_struct *fs;	       /* [l] cwd, root, umask */
	struct files_struct *files;    /* [l] */
	struct nsproxy *nsproxy;       /* [l] mount namespace holder */
	unsigned int total_link_count; /* [p] path walk: symlinks followed */

	/* signals */
	struct signal_struct *signal;		       /* [c] shared by the thread group */
	struct sighand_struct *sighand;		       /* [t] RCU; NULL once released */
	sigset_t blocked, real_blocked, saved_sigmask; /* [s] */
	struct sigpending_head {
		struct list_head list;
		sigset_t signal;
	} pending;	   /* [s] */
	uaddr_t sas_ss_sp; /* [p] sigaltstack */
	size_t sas_ss_size;
	unsigned int sas_ss_flags;
	unsigned int jobctl;	       /* [s] JOBCTL_* */
	struct restart_block *restart; /* [p] state of an interrupted restartable call */
	void *last_siginfo;	       /* [p] ptrace */

	/* times, ns */
	u64 utime, stime;	      /* [r] sampled by the tick */
	u64 shown_utime, shown_stime; /* [cputime lock] what task_cputime() said last */
	u64 acct_start;		      /* [p] last user/kernel transition accounting, if used */
	ktime_t start_time, start_boottime; /* [c] */
	u64 inblock, oublock;

	/* futex */
	struct robust_list_head __user *robust_list; /* [p] */
	void *futex_wait;			     /* [p] while sleeping in a futex */

	struct list_head *dead_fds; /* [p] files of messages that scm_fds_free() will put */

	struct fault_task fault; /* [a] allocations that fail on purpose */

	spinlock_t alloc_lock; /* task_lock(): mm, files, fs, comm */
	void *resume_work;
	struct rcu_head rcu;
};

extern struct task_struct init_task; /* pid 0, CPU 0's idle task */

static inline bool is_idle_task(const struct task_struct *t)
{
	return t->pid == 0;
}

static inline void set_current_state(unsigned int state)
{
	(void)xchg(&current->state, state); /* ordered before the test of the condition */
}

static inline void __set_current_state(unsigned int state)
{
	WRITE_ONCE(current->state, state);
}

static inline bool test_tsk_thread_flag(const struct task_struct *t, int flag)
{
	return test_bit((unsigned int)flag, &t->work);
}

static inline void set_tsk_thread_flag(struct task_struct *t, int flag)
{
	set_bit((unsigned int)flag, &t->work);
}

static inline void clear_tsk_thread_flag(struct task_struct *t, int flag)
{
	clear_bit((unsigned int)flag, &t->work);
}

static inline bool need_resched(void)
{
	return test_tsk_thread_flag(current, TIF_NEED_RESCHED);
}

static inline bool signal_pending(const struct task_struct *t)
{
	return test_tsk_thread_flag(t, TIF_SIGPENDING);
}

/* A SIGKILL is pending for @t (kernel/proc puts it into the private set of each thread it kills).
 */
bool fatal_signal_pending(const struct task_struct *t);
/* Should a sleep in @state end because of a signal to the running task? */
static inline bool signal_pending_state(unsigned int state)
{
	if (likely(!signal_pending(current)))
		return false;
	return (state & TASK_INTERRUPTIBLE) ||
	       ((state & TASK_WAKEKILL) && fatal_signal_pending(current));
}

static inline struct task_struct *get_task_struct(struct task_struct *t)
{
	refcount_inc(&t->usage);
	return t;
}

void put_task_struct(
	struct task_struct *t); /* kernel/proc/fork.c; may free (after RCU); any context */

static inline void task_lock(struct task_struct *t) __acquires(&t->alloc_lock) __no_lock_analysis
{
	spin_lock(&t->alloc_lock);
}

static inline void task_unlock(struct task_struct *t) __releases(&t->alloc_lock) __no_lock_analysis
{
	spin_unlock(&t->alloc_lock);
}

/* Scheduling. */
void schedule(void); /* gives up the CPU; state says until when */
void __cond_resched(void);
static inline void cond_resched(void)
{
	if (unlikely(need_resched()))
		__cond_resched();
}
/* Sleeps at most @ns in the state set before; returns what was left (0: expired).  KTIME_MAX: no
 * limit. */
ktime_t schedule_timeout(ktime_t ns);
void msleep(unsigned int ms);
/* Wakes @t if its state is in @mask: true if it did.  Any context. */
bool try_to_wake_up(struct task_struct *t, unsigned int mask);
#define WAKE_SYNC 1 /* the waker is about to sleep */
bool try_to_wake_up_flags(struct task_struct *t, unsigned int mask, int wake_flags);
static inline bool wake_up_process(struct task_struct *t)
{
	return try_to_wake_up(t, TASK_NORMAL);
}
static inline bool wake_up_state(struct task_struct *t, unsigned int mask)
{
	return try_to_wake_up(t, mask);
}
/* Makes @t, running in user mode elsewhere, enter the kernel soon. */
void kick_process(struct task_struct *t);
void sched_fork(struct task_struct *p); /* scheduler fields of a new task */
/* First thing a new task runs, called by arch: ends the switch from @prev, enables interrupts. */
void schedule_tail(struct task_struct *prev);
void wake_up_new_task(struct task_struct *p);
void sched_yield(void);
void set_user_nice(struct task_struct *p, int nice);
static inline int task_nice(const struct task_struct *p)
{
	return p->static_prio - 120;
}
/* Moves @p off CPUs it may not use; may sleep.  -EINVAL if no online CPU is left. */
int set_cpus_allowed(struct task_struct *p, cpumask_t mask);
/* SCHED_*, priority 1..99 for FIFO and RR, else 0; -EINVAL.  Permissions are the caller's affair.
 */
int sched_setscheduler(struct task_struct *p, int policy, int priority);
u64 sched_rr_interval(const struct task_struct *p); /* ns; 0 for FIFO */
void sched_exec(void);
/* Never returns: the last act of a dead task (state TASK_DEAD, preemption is off anyway). */
void do_task_dead(void) __noreturn;

void sched_init(void);
/* Idle loop of each CPU. */
void cpu_startup_entry(void) __noreturn;
/* Creates the idle task of @cpu; boot only. */
struct task_struct *idle_task_create(int cpu);
void sched_tick(void); /* from the timer, interrupts off */
/* First thing a new task runs (arch's ret_from_fork): completes the switch to it, enables
 * interrupts. */
void schedule_tail(struct task_struct *prev);
bool task_running(const struct task_struct *t); /* on some CPU right now */
/* User-visible priority of /proc/<pid>/stat: -100..-2 real-time, 0..39. */
int task_prio(const struct task_struct *t);
char task_state_char(const struct task_struct *t); /* R S D T t Z X I */

/* Address spaces are above the scheduler: how it keeps one that a kernel thread borrows. Registered
 * at boot. */
struct sched_mm_ops {
	void (*grab)(struct mm_struct *mm);
	void (*drop)(struct mm_struct *mm); /* any context */
};
extern const struct sched_mm_ops *sched_mm_ops;

/* User and system time of a live task or summed into *utime and *stime, ns, always growing. */
void task_cputime(const struct task_struct *t, u64 *utime, u64 *stime);
u64 task_sum_exec_runtime(const struct task_struct *t);
void get_loadavg(u64 loads[3]); /* fixed point, 11 bits, as sysinfo wants after << 5 */
unsigned int nr_running(void);
unsigned int nr_iowait(void);
u64 nr_context_switches(void);
enum cpu_stat {
	CPUSTAT_USER,
	CPUSTAT_NICE,
	CPUSTAT_SYSTEM,
	CPUSTAT_IDLE,
	CPUSTAT_IOWAIT,
	CPUSTAT_IRQ,
	CPUSTAT_SOFTIRQ,
	CPUSTAT_STEAL,
	NR_CPUSTATS
};
u64 cpu_stat_read(enum cpu_stat which, int cpu); /* ns */

/* Kernel threads.  The function returns or calls kthread_exit(). */
struct task_struct *kthread_create(int (*fn)(void *), void *arg, const char *namefmt, ...)
	__printf(3, 4); /* stopped; or ERR_PTR */
struct task_struct *kthread_run(int (*fn)(void *), void *arg, const char *namefmt, ...)
	__printf(3, 4);
void kthread_bind(struct task_struct *t, int cpu); /* before its first wake-up */
void kthread_exit(int code) __noreturn;
/* How kernel/proc makes a thread that does not run yet, and ends one; registered at boot. */
extern struct task_struct *(*kthread_fork)(int (*fn)(void *), void *arg, const char *name);
extern void (*kthread_exit_hook)(long code);

static inline void pagefault_disable(void)
{
	current->pagefault_disabled++;
	barrier();
}

static inline void pagefault_enable(void)
{
	barrier();
	current->pagefault_disabled--;
}

/* Debug builds: panics when called with a spinlock held, in an interrupt or in an RCU read section.
 */
#ifdef CONFIG_DEBUG
void might_sleep(void);
#else
static inline void might_sleep(void)
{
}
#endif
