/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/process.h - fork, exec, exit, wait
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"
#include "kernel/proc/sleep.h"
#include "kernel/sched/sched.h"
#include <linux/resource.h>

struct pt_regs;
struct file;
struct kernel_siginfo;

struct kernel_clone_args {
	u64 flags; /* CLONE_*, without the exit signal */
	int exit_signal;
	uaddr_t stack; /* new stack pointer (top); 0: same */
	uaddr_t tls;
	int __user *pidfd, *child_tid, *parent_tid;
	pid_t *set_tid; /* kernel memory */
	size_t set_tid_size;
	int (*fn)(void *); /* kernel thread */
	void *fn_arg;
	const char *name; /* of a kernel thread */
};

/* New process or thread: its pid, or -errno (EAGAIN, EINVAL, ENOMEM, EPERM, EEXIST). */
pid_t kernel_clone(const struct kernel_clone_args *args);
int check_unshare_flags(unsigned long flags); /* unshare(2): 0 or -EINVAL */
/* pid 1: runs @fn in a task that becomes user space by kernel_execve. */
pid_t user_mode_thread(int (*fn)(void *), void *arg);

/* Strings of argv and envp: from user space (counted and copied) or from the kernel. */
struct exec_strings {
	const char *const *kernel;	       /* NULL-terminated, or */
	const char __user *const __user *user; /* may be NULL as on Linux */
};
/* On success the caller returns to user mode in the new program.  -errno as in execve(2). */
int do_execveat(int dfd, const char *path, int flags, struct exec_strings argv,
		struct exec_strings envp);
int kernel_execve(const char *path, const char *const *argv, const char *const *envp);

/* Built by the border: pushes auxv, envp, argv on the new stack; registered at boot. */
struct linux_binprm;
struct exec_abi {
	int (*create_stack)(struct linux_binprm *bprm, uaddr_t *sp);
	/* vDSO mapping; 0 or -errno; *addr for AT_SYSINFO_EHDR */
	int (*map_vdso)(struct mm_struct *mm, uaddr_t *addr);
};
extern const struct exec_abi *exec_abi;

struct linux_binprm {
	struct file *file;    /* the program (after #!) */
	struct mm_struct *mm; /* the new address space, with the strings on its stack */
	struct cred *cred;
	const char *filename, *interp; /* as given / what runs */
	int argc, envc;
	uaddr_t p;    /* current top of the strings */
	uaddr_t exec; /* where the file name string is (AT_EXECFN) */
	uaddr_t load_bias, entry, phdr_addr;
	unsigned int phnum, phent;
	uaddr_t interp_base;
	uaddr_t vdso;
	bool secureexec;
	bool point_of_no_return;
	char buf[256] __aligned(8); /* first bytes of the file */
};

void do_exit(long code) __noreturn;	      /* code as wait status */
void do_group_exit(int exit_code) __noreturn; /* code as wait status */
/* Takes a dead task out of the process tree.  No lock held; @p is EXIT_DEAD and not current, or its
 * own last act. */
void release_task(struct task_struct *p);

struct wait_opts {
	int which; /* P_ALL, P_PID, P_PGID, P_PIDFD */
	pid_t upid;
	int options; /* WNOHANG, WUNTRACED, WEXITED ... */
	/* out */
	struct kernel_siginfo *info; /* or NULL */
	int status;
	struct rusage *rusage; /* or NULL */
};
/* pid, 0 (WNOHANG) or -errno (ECHILD, EINTR as ERESTARTSYS, EINVAL). */
pid_t do_wait(struct wait_opts *wo);

void getrusage(struct task_struct *p, int who, struct rusage *r);
void thread_group_cputime(struct task_struct *p, u64 *utime, u64 *stime);
bool may_prlimit(struct task_struct *p); /* of another process: same ids, or CAP_SYS_RESOURCE */
int do_prlimit(struct task_struct *p, unsigned int res, const struct rlimit *new,
	       struct rlimit *old);

void set_task_comm(struct task_struct *t, const char *name);
void get_task_comm(char buf[TASK_COMM_LEN], struct task_struct *t);

/* What mm/vm asks about its caller, of the running task. */
struct mm_caller;
void mm_caller_init(struct mm_caller *c);

/* Who may look into an address space (prctl(PR_SET_DUMPABLE)); kept in mm->flags at MMF_DUMPABLE.
 */
#define SUID_DUMP_DISABLE 0
#define SUID_DUMP_USER	  1
#define SUID_DUMP_ROOT	  2
int get_dumpable(const struct mm_struct *mm);
void set_dumpable(struct mm_struct *mm, int value);

/* Process groups and sessions: the number, 0, or the man page's -errno.  Take tasklist_lock. */
int do_setpgid(pid_t pid, pid_t pgid);
pid_t do_getpgid(pid_t pid);
pid_t do_getsid(pid_t pid);
pid_t do_setsid(void);

/* What a session's terminal, which lies above, must be told; registered at boot, NULL before. */
struct session_tty_ops {
	void (*disassociate)(bool on_exit);   /* the leader, current, ends; may sleep */
	void (*clear)(struct task_struct *t); /* setsid, under tasklist_lock */
};
extern const struct session_tty_ops *session_tty_ops;

/* Resources. */
bool task_can_set_priority(struct task_struct *p); /* same user, or CAP_SYS_NICE */
unsigned int nr_threads_total(void);		   /* tasks in the process tree */
u64 total_forks(void);
extern int max_threads; /* /proc/sys/kernel/threads-max */

/* Interval timers: ITIMER_*; times in ns, value 0 disarms. */
struct itimer_ns {
	ktime_t value, interval;
};
void do_getitimer(int which, struct itimer_ns *out);
void do_setitimer(int which, const struct itimer_ns *in, struct itimer_ns *old);
/* After RLIMIT_CPU changed or a process began: arms the CPU-time check. */
void cpu_timers_rearm(struct signal_struct *sig);

/* CPU-time clocks: CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID and the encoded ids of others.
 * 0 or -EINVAL. */
bool is_cpu_clock(int clockid);
int cpu_clock_read(int clockid, ktime_t *now);

/* POSIX timers: 0 or -errno of timer_create(2) and family. */
struct timer_notify {
	int kind, signo;
	pid_t tid;
	unsigned long value;
	bool value_is_id;
};
int do_timer_create(int clockid, const struct timer_notify *n, int *id);
int do_timer_settime(int id, bool absolute, const struct itimer_ns *in, struct itimer_ns *old);
int do_timer_gettime(int id, struct itimer_ns *out);
int do_timer_getoverrun(int id);
int do_timer_delete(int id);

/* pidfd_open(2): descriptor or -errno; the pid behind a descriptor (referenced) or ERR_PTR(-EBADF).
 */
int pidfd_create(struct pid *pid, unsigned int flags);
struct pid *pidfd_get_pid(int fd, unsigned int *flags);

/* The @n-th allocation of @t from now on fails; 0: none.  Any context. */
void task_set_fail_nth(struct task_struct *t, unsigned int n);

/* Boot, in this order, with cred_init() of cred.h after pid_init(): the boot task's place in the
 * tree; queues; limits by the RAM there is, and the hooks of the rooms below.  After the last,
 * tasks can be made. */
void pid_init(void);
void signal_init(void);
void fork_init(void);
