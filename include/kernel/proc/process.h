/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/process.h - fork, exec, exit, wait
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"
#include "kernel/sched/sched.h"
#include <linux/resource.h>

struct pt_regs;
struct file;
struct kernel_siginfo;

struct kernel_clone_args {
	u64 flags;		/* CLONE_*, without the exit signal */
	int exit_signal;
	uaddr_t stack;		/* new stack pointer (top); 0: same */
	uaddr_t tls;
	int __user *pidfd, *child_tid, *parent_tid;
	pid_t *set_tid;		/* kernel memory */
	size_t set_tid_size;
	int (*fn)(void *);	/* kernel thread */
	void *fn_arg;
	const char *name;	/* of a kernel thread */
};

/* New process or thread: its pid, or -errno (EAGAIN, EINVAL, ENOMEM, EPERM, EEXIST). */
pid_t kernel_clone(const struct kernel_clone_args *args);
/* pid 1: runs @fn in a task that becomes user space by kernel_execve. */
pid_t user_mode_thread(int (*fn)(void *), void *arg);

/* Strings of argv and envp: from user space (counted and copied) or from the kernel. */
struct exec_strings {
	const char *const *kernel;		/* NULL-terminated, or */
	const char __user *const __user *user;	/* may be NULL as on Linux */
};
/* On success the caller returns to user mode in the new program.  -errno as in execve(2). */
int do_execveat(int dfd, const char *path, int flags, struct exec_strings argv, struct exec_strings envp);
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
	struct file *file;		/* the program (after #!) */
	struct mm_struct *mm;		/* the new address space, with the strings on its stack */
	struct cred *cred;
	const char *filename, *interp;	/* as given / what runs */
	int argc, envc;
	uaddr_t p;			/* current top of the strings */
	uaddr_t exec;			/* where the file name string is (AT_EXECFN) */
	uaddr_t load_bias, entry, phdr_addr;
	unsigned int phnum, phent;
	uaddr_t interp_base;
	uaddr_t vdso;
	bool secureexec;
	bool point_of_no_return;
	char buf[256];			/* first bytes of the file */
};

void do_exit(long code) __noreturn;		/* code as wait status */
void do_group_exit(int exit_code) __noreturn;
void release_task(struct task_struct *p);
void exit_notify_init(void);

struct wait_opts {
	int which;			/* P_ALL, P_PID, P_PGID, P_PIDFD */
	pid_t upid;
	int options;			/* WNOHANG, WUNTRACED, WEXITED ... */
	/* out */
	struct kernel_siginfo *info;	/* or NULL */
	int status;
	struct rusage *rusage;		/* or NULL */
};
/* pid, 0 (WNOHANG) or -errno (ECHILD, EINTR as ERESTARTSYS, EINVAL). */
pid_t do_wait(struct wait_opts *wo);

void getrusage(struct task_struct *p, int who, struct rusage *r);
void thread_group_cputime(struct task_struct *p, u64 *utime, u64 *stime);
int do_prlimit(struct task_struct *p, unsigned int res, const struct rlimit *new, struct rlimit *old);

void set_task_comm(struct task_struct *t, const char *name);
void fork_init(void);
void pid_init(void);
void signal_init(void);
void proc_caches_init(void);
