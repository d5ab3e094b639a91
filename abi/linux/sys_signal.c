/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_signal.c - sending, masking, waiting for and handling signals
 *
 * Not here: frames, rt_sigreturn and sigaltstack (sigframe.c), siginfo_t (siginfo.c).
 *
 * Sources: the man page of each call, section 2
 */
#include "abi/linux/border.h"
#include "gen/syscalls.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/signal.h"
#include "lib/string.h"
#include <asm/siginfo.h>

/* struct sigaction as the kernel takes it, which is not the C library's. */
ABI_STRUCT(sigaction, 32);
ABI_FIELD(sigaction, sa_flags, 8);
ABI_FIELD(sigaction, sa_restorer, 16);
ABI_FIELD(sigaction, sa_mask, 24);

static void action_to_user(struct sigaction *to, const struct k_sigaction *from)
{
	to->sa_handler = (__sighandler_t)from->handler;
	to->sa_flags = from->flags;
	to->sa_restorer = (__sigrestore_t)from->restorer;
	to->sa_mask = from->mask;
}

sysret_t sys_rt_sigaction(int sig, const struct sigaction __user *uact,
			  struct sigaction __user *uold, size_t setsize)
{
	struct k_sigaction act, old;
	struct sigaction sa;
	int err;

	if (setsize != sizeof(sigset_t))
		return -EINVAL;
	if (uact) {
		if (copy_in(&sa, uact))
			return -EFAULT;
		act.handler = (uaddr_t)sa.sa_handler;
		act.flags = sa.sa_flags;
		act.restorer = (uaddr_t)sa.sa_restorer;
		act.mask = sa.sa_mask;
	}
	err = do_sigaction(sig, uact ? &act : NULL, uold ? &old : NULL);
	if (err || !uold)
		return err;
	action_to_user(&sa, &old);
	return copy_out(uold, &sa);
}

sysret_t sys_rt_sigprocmask(int how, const sigset_t __user *uset, sigset_t __user *uold,
			    size_t setsize)
{
	sigset_t set, old = current->blocked;
	int err;

	if (setsize != sizeof(sigset_t))
		return -EINVAL;
	if (uset) {
		if (get_user(set, uset))
			return -EFAULT;
		err = sigprocmask(how, &set, NULL);
		if (err)
			return err;
	}
	return uold ? put_user(old, uold) : 0;
}

sysret_t sys_rt_sigpending(sigset_t __user *uset, size_t setsize)
{
	sigset_t set;

	if (setsize > sizeof(sigset_t))
		return -EINVAL;
	set = do_sigpending();
	return copy_to_user(uset, &set, setsize) ? -EFAULT : 0;
}

sysret_t sys_rt_sigsuspend(sigset_t __user *uset, size_t setsize)
{
	sigset_t set;

	if (setsize != sizeof(sigset_t))
		return -EINVAL;
	if (get_user(set, uset))
		return -EFAULT;
	return do_sigsuspend(set);
}

sysret_t sys_pause(void)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (signal_pending(current))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return -ERESTARTNOHAND;
}

sysret_t sys_rt_sigtimedwait(const sigset_t __user *uset, struct siginfo __user *uinfo,
			     const struct __kernel_timespec __user *uts, size_t setsize)
{
	struct kernel_siginfo info;
	ktime_t timeout = KTIME_MAX;
	sigset_t set;
	int sig, err;

	if (setsize != sizeof(sigset_t))
		return -EINVAL;
	if (get_user(set, uset))
		return -EFAULT;
	if (uts) {
		err = get_timespec(uts, &timeout);
		if (err)
			return err;
	}
	sig = do_sigtimedwait(&set, &info, timeout);
	if (sig > 0 && uinfo && siginfo_to_user(uinfo, &info))
		return -EFAULT;
	return sig;
}

sysret_t sys_kill(pid_t pid, int sig)
{
	return do_kill(pid, sig);
}

sysret_t sys_tkill(pid_t tid, int sig)
{
	if (tid <= 0)
		return -EINVAL;
	return do_tkill(0, tid, sig);
}

sysret_t sys_tgkill(pid_t tgid, pid_t tid, int sig)
{
	if (tgid <= 0 || tid <= 0)
		return -EINVAL;
	return do_tkill(tgid, tid, sig);
}

sysret_t sys_rt_sigqueueinfo(pid_t pid, int sig, struct siginfo __user *uinfo)
{
	struct kernel_siginfo info;
	int err = siginfo_from_user(&info, uinfo);

	if (err)
		return err;
	info.si_signo = sig;
	return do_sigqueueinfo(pid, sig, &info);
}

sysret_t sys_rt_tgsigqueueinfo(pid_t tgid, pid_t tid, int sig, struct siginfo __user *uinfo)
{
	struct kernel_siginfo info;
	int err = siginfo_from_user(&info, uinfo);

	if (err)
		return err;
	info.si_signo = sig;
	return do_tgsigqueueinfo(tgid, tid, sig, &info);
}

/* For calls that run under a mask of their own: ppoll, pselect, epoll_pwait. */
int set_user_sigmask(const sigset_t __user *umask, size_t setsize)
{
	sigset_t set;

	if (!umask)
		return 0;
	if (setsize != sizeof(sigset_t))
		return -EINVAL;
	if (get_user(set, umask))
		return -EFAULT;
	current->saved_sigmask = current->blocked;
	set_restore_sigmask();
	set_current_blocked(&set);
	return 0;
}
