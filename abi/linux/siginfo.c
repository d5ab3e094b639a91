/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/siginfo.c - siginfo_t: the kernel's struct kernel_siginfo as user space sees it
 *
 * Which member of the union is meant follows from signal number and code, as sigaction(2) has it.
 *
 * Locks: none.
 *
 * Sources: sigaction(2), rt_sigqueueinfo(2)
 */
#include "abi/linux/border.h"
#include "kernel/proc/signal.h"
#include "lib/string.h"
#include <asm/siginfo.h>

ABI_STRUCT(siginfo, 128);
ABI_FIELD(siginfo, si_pid, 16);
ABI_FIELD(siginfo, si_value, 24);
ABI_FIELD(siginfo, si_utime, 32);
ABI_FIELD(siginfo, si_addr, 16);

enum layout { LAYOUT_KILL, LAYOUT_TIMER, LAYOUT_CHLD, LAYOUT_FAULT, LAYOUT_POLL, LAYOUT_SYS };

static enum layout layout_of(int sig, int code)
{
	if (code == SI_TIMER)
		return LAYOUT_TIMER;
	if (code == SI_SIGIO)
		return LAYOUT_POLL;
	if (code <= SI_USER || code == SI_KERNEL)
		return LAYOUT_KILL;
	switch (sig) {
	case SIGILL:
	case SIGFPE:
	case SIGSEGV:
	case SIGBUS:
	case SIGTRAP:
		return LAYOUT_FAULT;
	case SIGCHLD:
		return LAYOUT_CHLD;
	case SIGPOLL:
		return LAYOUT_POLL;
	case SIGSYS:
		return LAYOUT_SYS;
	default:
		return LAYOUT_KILL;
	}
}

int siginfo_to_user(struct siginfo __user *uto, const struct kernel_siginfo *from)
{
	struct siginfo to;

	memset(&to, 0, sizeof(to));
	to.si_signo = from->si_signo;
	to.si_errno = from->si_errno;
	to.si_code = from->si_code;
	switch (layout_of(from->si_signo, from->si_code)) {
	case LAYOUT_KILL:
		to.si_pid = from->kill.pid;
		to.si_uid = from->kill.uid;
		to.si_ptr = (void *)from->kill.value;
		break;
	case LAYOUT_TIMER:
		to.si_tid = from->timer.tid;
		to.si_overrun = from->timer.overrun;
		to.si_ptr = (void *)from->timer.value;
		break;
	case LAYOUT_CHLD:
		to.si_pid = from->chld.pid;
		to.si_uid = from->chld.uid;
		to.si_status = from->chld.status;
		to.si_utime = (long)from->chld.utime;
		to.si_stime = (long)from->chld.stime;
		break;
	case LAYOUT_FAULT:
		to.si_addr = (void *)from->fault.addr;
		if (from->si_signo == SIGSEGV && from->si_code == SEGV_PKUERR)
			to.si_pkey = from->fault.pkey;
		else
			to.si_addr_lsb = from->fault.addr_lsb;
		break;
	case LAYOUT_POLL:
		to.si_band = from->poll.band;
		to.si_fd = from->poll.fd;
		break;
	case LAYOUT_SYS:
		to.si_call_addr = (void *)from->sys.call_addr;
		to.si_syscall = from->sys.syscall;
		to.si_arch = from->sys.arch;
		break;
	}
	return copy_out(uto, &to);
}

int siginfo_from_user(struct kernel_siginfo *to, const struct siginfo __user *ufrom)
{
	struct siginfo from;

	if (copy_in(&from, ufrom))
		return -EFAULT;
	memset(to, 0, sizeof(*to));
	to->si_signo = from.si_signo;
	to->si_errno = from.si_errno;
	to->si_code = from.si_code;
	/* Whatever code the sender chose, these are the words that sigqueue(3) and its kin fill. */
	to->kill.pid = from.si_pid;
	to->kill.uid = from.si_uid;
	to->kill.value = (unsigned long)from.si_ptr;
	return 0;
}
