/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_proc.c - processes: clone, exec, exit, wait, ids, groups, pidfds
 *
 * Not here: prctl (sys_prctl.c), credentials (sys_cred.c), signals (sys_signal.c).
 *
 * Sources: the man page of each call, section 2
 */
#include "abi/linux/border.h"
#include "fs/vfs/fdtable.h"
#include "fs/vfs/mount.h"
#include "gen/syscalls.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include <asm/siginfo.h>
#include <linux/fcntl.h>
#include <linux/futex.h>
#include <linux/limits.h>
#include <linux/pidfd.h>
#include <linux/sched.h>
#include <linux/wait.h>

ABI_STRUCT(clone_args, CLONE_ARGS_SIZE_VER2);
ABI_FIELD(clone_args, stack, 40);
ABI_FIELD(clone_args, cgroup, 80);
ABI_STRUCT(rusage, 144);
ABI_FIELD(rusage, ru_maxrss, 32);

#define SIGNAL_OF_CLONE 0xffUL /* CSIGNAL */
#define PID_LEVELS_MAX	32     /* as Linux counts nested pid namespaces */

/* --- birth --- */

sysret_t sys_unshare(unsigned long flags)
{
	int err = check_unshare_flags(flags);

	if (!err && (flags & CLONE_NEWNS) && !capable(CAP_SYS_ADMIN))
		err = -EPERM;
	if (!err && (flags & CLONE_FILES))
		err = unshare_files();
	if (!err && (flags & CLONE_NEWNS))
		err = unshare_mnt_ns(); /* and the fs_struct */
	else if (!err && (flags & CLONE_FS))
		err = unshare_fs_struct();
	return err;
}

sysret_t sys_fork(void)
{
	struct kernel_clone_args args = {.exit_signal = SIGCHLD};

	return kernel_clone(&args);
}

sysret_t sys_vfork(void)
{
	struct kernel_clone_args args = {.flags = CLONE_VFORK | CLONE_VM, .exit_signal = SIGCHLD};

	return kernel_clone(&args);
}

sysret_t sys_clone(unsigned long flags, uaddr_t stack, int __user *parent_tid,
		   int __user *child_tid, uaddr_t tls)
{
	struct kernel_clone_args args = {
		.flags = (u32)flags & ~SIGNAL_OF_CLONE,
		.exit_signal = (int)(flags & SIGNAL_OF_CLONE),
		.stack = stack,
		.tls = tls,
		.pidfd = parent_tid,
		.parent_tid = parent_tid,
		.child_tid = child_tid,
	};

	/* One word cannot take both. */
	if ((flags & CLONE_PIDFD) && (flags & CLONE_PARENT_SETTID))
		return -EINVAL;
	return kernel_clone(&args);
}

/* A structure that grew over time: what is behind the part we know must be zeros. */
static int copy_struct_in(void *to, size_t ksize, const void __user *from, size_t usize)
{
	size_t n = min(ksize, usize), i;

	memset(to, 0, ksize);
	for (i = ksize; i < usize; i++) {
		u8 byte;

		if (get_user(byte, (const u8 __user *)from + i))
			return -EFAULT;
		if (byte)
			return -E2BIG;
	}
	return copy_from_user(to, from, n) ? -EFAULT : 0;
}

static int check_clone_args(const struct clone_args *a)
{
	if (a->flags & ~(0xffffffffULL | CLONE_CLEAR_SIGHAND | CLONE_INTO_CGROUP))
		return -EINVAL;
	/* The low byte carries the signal in clone(2) only. */
	if (a->flags & (CLONE_DETACHED | SIGNAL_OF_CLONE))
		return -EINVAL;
	if ((a->flags & (CLONE_SIGHAND | CLONE_CLEAR_SIGHAND)) ==
	    (CLONE_SIGHAND | CLONE_CLEAR_SIGHAND))
		return -EINVAL;
	if ((a->flags & (CLONE_THREAD | CLONE_PARENT)) && a->exit_signal)
		return -EINVAL;
	if (a->exit_signal > _NSIG)
		return -EINVAL;
	if (!a->stack != !a->stack_size)
		return -EINVAL;
	if (a->stack && !access_ok((void __user *)(uaddr_t)a->stack, a->stack_size))
		return -EINVAL;
	if (a->set_tid_size > PID_LEVELS_MAX || !a->set_tid != !a->set_tid_size)
		return -EINVAL;
	return 0;
}

sysret_t sys_clone3(struct clone_args __user *uargs, size_t size)
{
	struct kernel_clone_args args;
	struct clone_args a;
	pid_t tid;
	int err;

	if (size < CLONE_ARGS_SIZE_VER0)
		return -EINVAL;
	if (size > PAGE_SIZE)
		return -E2BIG;
	err = copy_struct_in(&a, sizeof(a), uargs, size);
	if (!err)
		err = check_clone_args(&a);
	if (err)
		return err;
	args = (struct kernel_clone_args){
		.flags = a.flags,
		.exit_signal = (int)a.exit_signal,
		.stack = a.stack + a.stack_size,
		.tls = a.tls,
		.pidfd = (int __user *)(uaddr_t)a.pidfd,
		.parent_tid = (int __user *)(uaddr_t)a.parent_tid,
		.child_tid = (int __user *)(uaddr_t)a.child_tid,
	};
	if (a.set_tid_size) {
		if (a.set_tid_size > 1) /* there is one pid namespace */
			return -EINVAL;
		if (!capable(CAP_SYS_ADMIN) && !capable(CAP_CHECKPOINT_RESTORE))
			return -EPERM;
		if (get_user(tid, (pid_t __user *)(uaddr_t)a.set_tid))
			return -EFAULT;
		if (tid <= 0)
			return -EINVAL;
		args.set_tid = &tid;
		args.set_tid_size = 1;
	}
	return kernel_clone(&args);
}

sysret_t sys_set_tid_address(int __user *tidptr)
{
	current->clear_child_tid = tidptr;
	return current->pid;
}

/* --- exec, exit --- */

static sysret_t exec_path(int dfd, const char __user *upath, const char __user *const __user *argv,
			  const char __user *const __user *envp, int flags)
{
	struct exec_strings a = {.user = argv}, e = {.user = envp};
	char *path = kmalloc(PATH_MAX, GFP_KERNEL);
	ssize_t len;
	int err;

	if (!path)
		return -ENOMEM;
	len = strncpy_from_user(path, upath, PATH_MAX);
	if (len < 0)
		err = (int)len;
	else if (len >= PATH_MAX)
		err = -ENAMETOOLONG;
	else if (!len && !(flags & AT_EMPTY_PATH))
		err = -ENOENT;
	else
		err = do_execveat(dfd, path, flags, a, e);
	kfree(path);
	return err;
}

sysret_t sys_execve(const char __user *path, const char __user *const __user *argv,
		    const char __user *const __user *envp)
{
	return exec_path(AT_FDCWD, path, argv, envp, 0);
}

sysret_t sys_execveat(int dfd, const char __user *path, const char __user *const __user *argv,
		      const char __user *const __user *envp, int flags)
{
	if (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW))
		return -EINVAL;
	return exec_path(dfd, path, argv, envp, flags);
}

sysret_t sys_exit(int status)
{
	do_exit((status & 0xff) << 8);
}

sysret_t sys_exit_group(int status)
{
	do_group_exit((status & 0xff) << 8);
}

/* --- wait --- */

sysret_t sys_wait4(pid_t upid, int __user *status, int options, struct rusage __user *ru)
{
	struct rusage r;
	struct wait_opts wo = {.options = options | WEXITED, .rusage = ru ? &r : NULL};
	pid_t ret;

	if ((unsigned int)options &
	    ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | (unsigned int)__WALL))
		return -EINVAL;
	if (upid == INT32_MIN)
		return -ESRCH;
	if (upid > 0) {
		wo.which = P_PID;
		wo.upid = upid;
	} else if (upid == -1) {
		wo.which = P_ALL;
	} else {
		wo.which = P_PGID;
		wo.upid = -upid;
	}
	ret = do_wait(&wo);
	if (ret <= 0)
		return ret;
	if (status && put_user(wo.status, status))
		return -EFAULT;
	if (ru && copy_out(ru, &r))
		return -EFAULT;
	return ret;
}

sysret_t sys_waitid(int which, pid_t upid, struct siginfo __user *infop, int options,
		    struct rusage __user *ru)
{
	struct kernel_siginfo info;
	struct rusage r;
	struct wait_opts wo = {
		.which = which,
		.upid = upid,
		.options = options,
		.info = &info,
		.rusage = ru ? &r : NULL,
	};
	pid_t ret;

	if ((unsigned int)options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED |
				      __WNOTHREAD | __WCLONE | (unsigned int)__WALL))
		return -EINVAL;
	if (!(options & (WEXITED | WSTOPPED | WCONTINUED)))
		return -EINVAL;
	memset(&info, 0, sizeof(info));
	ret = do_wait(&wo);
	if (ret < 0)
		return ret;
	if (ret > 0 && ru && copy_out(ru, &r))
		return -EFAULT;
	/* Nothing found (WNOHANG): si_pid and si_signo are 0, which a program looks for. */
	if (infop && siginfo_to_user(infop, &info))
		return -EFAULT;
	return 0;
}

/* --- who --- */

sysret_t sys_getpid(void)
{
	return current->tgid;
}

sysret_t sys_gettid(void)
{
	return current->pid;
}

sysret_t sys_getppid(void)
{
	pid_t pid;

	rcu_read_lock();
	pid = READ_ONCE(current->group_leader->real_parent)->tgid;
	rcu_read_unlock();
	return pid;
}

sysret_t sys_getpgrp(void)
{
	return do_getpgid(0);
}

sysret_t sys_getpgid(pid_t pid)
{
	return do_getpgid(pid);
}

sysret_t sys_setpgid(pid_t pid, pid_t pgid)
{
	return do_setpgid(pid, pgid);
}

sysret_t sys_getsid(pid_t pid)
{
	return do_getsid(pid);
}

sysret_t sys_setsid(void)
{
	return do_setsid();
}

/* --- pidfds --- */

sysret_t sys_pidfd_open(pid_t nr, unsigned int flags)
{
	struct pid *pid;
	int fd;

	if ((flags & ~PIDFD_NONBLOCK) || nr <= 0)
		return -EINVAL;
	pid = find_get_pid(nr);
	fd = pidfd_create(pid, flags);
	put_pid(pid);
	return fd;
}

sysret_t sys_pidfd_send_signal(int fd, int sig, struct siginfo __user *uinfo, unsigned int flags)
{
	struct kernel_siginfo info;
	struct pid *pid;
	int err;

	if (flags)
		return -EINVAL;
	pid = pidfd_get_pid(fd, NULL);
	if (IS_ERR(pid))
		return PTR_ERR(pid);
	err = -EINVAL;
	if (!valid_signal(sig))
		goto out;
	if (uinfo) {
		err = siginfo_from_user(&info, uinfo);
		if (err)
			goto out;
		err = -EINVAL;
		if (info.si_signo != sig)
			goto out;
		/* Only to ourselves may we pretend to be kill(2) or the kernel. */
		err = -EPERM;
		if ((info.si_code >= 0 || info.si_code == SI_TKILL) && pid_nr(pid) != current->tgid)
			goto out;
	} else {
		memset(&info, 0, sizeof(info));
		info.si_signo = sig;
		info.si_code = SI_USER;
		info.kill.pid = current->tgid;
		info.kill.uid = current_uid();
	}
	err = kill_pid_user(pid, sig, &info);
out:
	put_pid(pid);
	return err;
}

/* --- robust futexes --- */

sysret_t sys_set_robust_list(struct robust_list_head __user *head, size_t len)
{
	if (len != sizeof(*head))
		return -EINVAL;
	current->robust_list = head;
	return 0;
}

sysret_t sys_get_robust_list(int pid, struct robust_list_head __user *__user *headp,
			     size_t __user *lenp)
{
	struct robust_list_head __user *head;
	struct task_struct *t = pid ? find_get_task_by_vpid(pid) : get_task_struct(current);
	bool ok;

	if (!t)
		return -ESRCH;
	ok = t->signal == current->signal || may_prlimit(t) || capable(CAP_SYS_PTRACE);
	head = t->robust_list;
	put_task_struct(t);
	if (!ok)
		return -EPERM;
	if (put_user(sizeof(*head), lenp) || put_user((u64)(uaddr_t)head, (u64 __user *)headp))
		return -EFAULT;
	return 0;
}
