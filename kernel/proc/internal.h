/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/internal.h - what the files of kernel/proc share with each other and nobody else
 */
#pragma once

#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"

/* --- signals: signal_send.c, signal_deliver.c, signal_mask.c, job_control.c --- */

/* task->jobctl [siglock] */
#define JOBCTL_STOP_SIGMASK  0xffffu	/* the signal of the group stop */
#define JOBCTL_STOP_DEQUEUED (1u << 16) /* a stop signal was taken; SIGCONT cancels it */
#define JOBCTL_STOP_PENDING  (1u << 17) /* this thread must stop */
#define JOBCTL_STOP_CONSUME  (1u << 18) /* its stop is counted in group_stop_count */
#define JOBCTL_PENDING_MASK  JOBCTL_STOP_PENDING

#define SIGRT_FIRST 32 /* the first real-time signal of the kernel's view */

/* Classes of signals by their default action and rules (signal(7)). */
#define SIGS_KERNEL_ONLY (SIGMASK(SIGKILL) | SIGMASK(SIGSTOP))
#define SIGS_STOP	 (SIGMASK(SIGSTOP) | SIGMASK(SIGTSTP) | SIGMASK(SIGTTIN) | SIGMASK(SIGTTOU))
#define SIGS_IGNORE	 (SIGMASK(SIGCONT) | SIGMASK(SIGCHLD) | SIGMASK(SIGWINCH) | SIGMASK(SIGURG))
#define SIGS_COREDUMP                                                                              \
	(SIGMASK(SIGQUIT) | SIGMASK(SIGILL) | SIGMASK(SIGTRAP) | SIGMASK(SIGABRT) |                \
	 SIGMASK(SIGFPE) | SIGMASK(SIGSEGV) | SIGMASK(SIGBUS) | SIGMASK(SIGSYS) |                  \
	 SIGMASK(SIGXCPU) | SIGMASK(SIGXFSZ))
#define SIGS_SYNCHRONOUS                                                                           \
	(SIGMASK(SIGSEGV) | SIGMASK(SIGBUS) | SIGMASK(SIGILL) | SIGMASK(SIGTRAP) |                 \
	 SIGMASK(SIGFPE) | SIGMASK(SIGSYS))

static inline bool sig_in(int sig, sigset_t set)
{
	return sig > 0 && sig <= _NSIG && (set & SIGMASK(sig));
}

struct posix_timer;

/* One queued signal.  Locks: the siglock of the queue it is on. */
struct sigqueue {
	struct list_head list; /* empty: on no queue */
	struct kernel_siginfo info;
	struct user_struct *user;  /* counted in its sigpending; referenced */
	struct posix_timer *timer; /* belongs to this timer and is not freed when taken, or NULL */
	u32 timer_seq;		   /* incarnation of the timer that queued it */
};

struct sigqueue *sigqueue_alloc(struct task_struct *t, gfp_t gfp, bool override_rlimit);
void sigqueue_free(struct sigqueue *q);
void flush_sigqueue(struct sigpending_head *queue);
/* Queues the timer's own entry; siglock held.  0 queued or already there, 1 ignored. */
int send_sigqueue_locked(struct sigqueue *q, struct task_struct *t, enum pid_type type);
int send_signal_locked(int sig, const struct kernel_siginfo *info, struct task_struct *t,
		       enum pid_type type, bool force);
void signal_wake_up(struct task_struct *t, bool fatal);
bool recalc_sigpending_tsk(struct task_struct *t);
int zap_other_threads(struct task_struct *p);
void exit_signals(struct task_struct *t);
void sigpending_init(struct sigpending_head *p);
void task_clear_jobctl_pending(struct task_struct *t, unsigned int mask);
bool task_participate_group_stop(struct task_struct *t);
/* siglock held on entry; true: stopped and woken, lock dropped. */
bool do_signal_stop(int sig);
/* tasklist_lock held. */
void do_notify_parent_cldstop(struct task_struct *t, int why);
bool do_notify_parent(struct task_struct *t, int sig); /* true: nobody will wait, release it now */

/* --- tree: fork.c, exit.c, wait.c --- */

extern struct signal_struct init_signals;
extern struct sighand_struct init_sighand;
extern struct kmem_cache *sighand_cachep, *signal_cachep;
extern atomic_t nr_threads;

static inline bool same_thread_group(const struct task_struct *a, const struct task_struct *b)
{
	return a->signal == b->signal;
}

static inline bool thread_group_empty(const struct task_struct *t)
{
	return READ_ONCE(t->signal->nr_threads) <= 1;
}

/* A leader that died before its threads: not yet to be waited for. */
static inline bool delay_group_leader(const struct task_struct *t)
{
	return thread_group_leader(t) && !thread_group_empty(t);
}

/* A pidfd on its way: the descriptor is reserved, not yet open (pidfd.c). */
struct pidfd_new {
	struct file *file;
	int fd;
};
int pidfd_prepare(struct pid *pid, unsigned int flags, struct pidfd_new *out);
void pidfd_commit(struct pidfd_new *p); /* both: nothing if ->file is NULL */
void pidfd_abort(struct pidfd_new *p);

void put_sighand(struct sighand_struct *sh);
void put_signal_struct(struct signal_struct *sig);
struct sighand_struct *sighand_dup(const struct sighand_struct *old, bool reset);
/* exit and exec leave the address space: robust list, CLEARTID, vfork parent. */
void mm_release(struct task_struct *t);
void wake_up_parent(struct task_struct *parent);
void thread_group_cputime_locked(struct task_struct *p, u64 *ut, u64 *st); /* siglock held */

/* --- exec --- */

#define BINPRM_MAX_DEPTH 5
#define MAX_ARG_STRLEN	 (32 * PAGE_SIZE)
#define MAX_ARG_STRINGS	 0x7fffffff

/* What exec.c keeps beside the part that the border sees. */
struct exec_state {
	struct linux_binprm bprm;
	struct mm_caller *caller;
	struct file *interp_file; /* next interpreter of a script */
	uaddr_t argmin;		  /* strings may not go below */
	struct page *page;	  /* where the strings are written now; referenced */
	uaddr_t page_addr;	  /* its address in the new space */
	uaddr_t stack_top;
	uaddr_t vma_start;     /* of the stack, so far */
	char *fdpath;	       /* "/dev/fd/N..." or NULL */
	bool no_script;	       /* the path is not reachable after close-on-exec */
	bool mm_taken;	       /* bprm.mm is current's */
	char interp_name[256]; /* of a script: bprm.interp points here */
};

int exec_copy_kernel_string(struct exec_state *e, const char *s);
int exec_remove_first_arg(struct exec_state *e);
int exec_count_strings(const struct exec_strings *v); /* or -EFAULT, -E2BIG, -ERESTARTNOHAND */
int exec_set_limit(struct exec_state *e);
int exec_copy_strings(struct exec_state *e, const struct exec_strings *v, int n);
void exec_put_page(struct exec_state *e);
struct file *exec_open(int dfd, const char *path, int flags);
int load_script(struct exec_state *e); /* 0: run e->interp_file next; -ENOEXEC: no script */
int load_elf_binary(struct exec_state *e);
int begin_new_exec(struct exec_state *e);
int de_thread(struct task_struct *t);

/* --- timers --- */

void exit_itimers(struct signal_struct *sig); /* exec, exit: POSIX timers are not inherited */
void itimers_init(struct signal_struct *sig);
void itimers_cancel(struct signal_struct *sig);
void cpu_timers_start(struct signal_struct *sig);  /* a new process inherited RLIMIT_CPU */
void itimer_real_rearm(struct signal_struct *sig); /* siglock held; SIGALRM was taken */
void posix_timer_rearm(u32 seq, struct kernel_siginfo *info);
void sigmask_changed(struct task_struct *t, sigset_t newset); /* siglock held */
void sleep_init(void);
void oom_ops_init(void);
void task_fault_init(void);
