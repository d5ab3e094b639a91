/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sigframe.c - handlers: the frame on the user's stack, and the way back
 *
 * Theory
 *   deliver_signals() runs on the way to user mode.  For each signal with a handler it builds an
 * rt_sigframe below the user's stack pointer (past the red zone, or on the alternate stack) that
 * holds everything the handler's return needs: registers, FPU state, blocked mask.  The handler
 * returns into SA_RESTORER's code, which calls rt_sigreturn(2).  What comes back from user memory
 * is hostile: only flags a program could set itself, and only selectors of ring 3, are taken; what
 * they select the processor judges on the way back (entry.S, bad_iret).
 *
 *   An interrupted system call is restarted or ends with EINTR here, as its -ERESTART* code and
 * SA_RESTART say.
 *
 *   Layout, from low to high: return address, ucontext, siginfo, gap to a multiple of 64, FPU
 * state.  The frame's address is 8 below a multiple of 16, as after a call.
 *
 * Locks: none held; user memory is written.
 *
 * Sources: sigaction(2), sigreturn(2), sigaltstack(2), signal(7) ("Interruption of system calls");
 * System V ABI AMD64 supplement 3.2.2 (red zone)
 */
#include "abi/linux/border.h"
#include "arch/fpu.h"
#include "arch/ptrace.h"
#include "gen/syscalls.h"
#include "kernel/base/printk.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "lib/string.h"
#include <asm/processor-flags.h>
#include <asm/sigcontext.h>
#include <asm/siginfo.h>
#include <asm/ucontext.h>
#include <asm/unistd.h>
#include <linux/signal.h>

#define RED_ZONE 128
/* What a program may put into its flags by popf, and so by sigreturn. */
#define FLAGS_OF_USER                                                                              \
	(X86_EFLAGS_AC | X86_EFLAGS_OF | X86_EFLAGS_DF | X86_EFLAGS_TF | X86_EFLAGS_SF |           \
	 X86_EFLAGS_ZF | X86_EFLAGS_AF | X86_EFLAGS_PF | X86_EFLAGS_CF | X86_EFLAGS_RF)
#define SYSCALL_INSN_BYTES 2
#define RING_OF_USER	   3 /* of a selector */

struct rt_sigframe {
	u64 pretcode;
	struct ucontext uc;
	struct siginfo info;
};
ABI_STRUCT(sigcontext, 256);
ABI_FIELD(sigcontext, fpstate, 184);
ABI_STRUCT(ucontext, 304);
ABI_FIELD(ucontext, uc_mcontext, 40);
ABI_FIELD(ucontext, uc_sigmask, 296);
ABI_STRUCT(siginfo, 128);
ABI_FIELD(rt_sigframe, uc, 8);
ABI_FIELD(rt_sigframe, info, 312);

size_t sigframe_size_max(void)
{
	return ALIGN(sizeof(struct rt_sigframe) + 16 + fpu_user_size() + 64, 16);
}

/* --- where --- */

static bool on_alt_stack(uaddr_t sp)
{
	const struct task_struct *t = current;

	/* Armed with SS_AUTODISARM it is not "in use": the handler may switch away from it. */
	if (t->sas_ss_flags & SS_AUTODISARM)
		return false;
	return t->sas_ss_size && sp > t->sas_ss_sp && sp - t->sas_ss_sp <= t->sas_ss_size;
}

static bool alt_stack_armed(uaddr_t sp)
{
	return current->sas_ss_size && !on_alt_stack(sp);
}

/* Address of the frame and of the FPU state above it; 0: the alternate stack is too small. */
static uaddr_t place_frame(const struct ksignal *ksig, uaddr_t sp, uaddr_t *fpstate)
{
	const struct task_struct *t = current;
	bool was_on_alt = on_alt_stack(sp), entering = false;

	sp -= RED_ZONE;
	if ((ksig->ka.flags & SA_ONSTACK) && alt_stack_armed(sp + RED_ZONE)) {
		sp = t->sas_ss_sp + t->sas_ss_size;
		entering = true;
	}
	sp = ALIGN_DOWN(sp - fpu_user_size(), 64UL);
	*fpstate = sp;
	sp = ALIGN_DOWN(sp - sizeof(struct rt_sigframe), 16UL) - 8;
	if ((entering || was_on_alt) && t->sas_ss_size &&
	    !(sp > t->sas_ss_sp && sp - t->sas_ss_sp <= t->sas_ss_size))
		return 0;
	return sp;
}

/* --- what --- */

static void save_registers(struct sigcontext *sc, const struct pt_regs *regs, sigset_t mask)
{
	const struct thread_struct *th = &current->thread;

	sc->r8 = regs->r8;
	sc->r9 = regs->r9;
	sc->r10 = regs->r10;
	sc->r11 = regs->r11;
	sc->r12 = regs->r12;
	sc->r13 = regs->r13;
	sc->r14 = regs->r14;
	sc->r15 = regs->r15;
	sc->rdi = regs->di;
	sc->rsi = regs->si;
	sc->rbp = regs->bp;
	sc->rbx = regs->bx;
	sc->rdx = regs->dx;
	sc->rax = regs->ax;
	sc->rcx = regs->cx;
	sc->rsp = regs->sp;
	sc->rip = regs->ip;
	sc->eflags = regs->flags;
	sc->cs = (u16)regs->cs;
	sc->ss = (u16)regs->ss;
	sc->err = th->error_code;
	sc->trapno = th->trap_nr;
	sc->cr2 = th->cr2;
	sc->oldmask = mask;
}

static void restore_registers(const struct sigcontext *sc, struct pt_regs *regs, bool strict_ss)
{
	regs->r8 = sc->r8;
	regs->r9 = sc->r9;
	regs->r10 = sc->r10;
	regs->r11 = sc->r11;
	regs->r12 = sc->r12;
	regs->r13 = sc->r13;
	regs->r14 = sc->r14;
	regs->r15 = sc->r15;
	regs->di = sc->rdi;
	regs->si = sc->rsi;
	regs->bp = sc->rbp;
	regs->bx = sc->rbx;
	regs->dx = sc->rdx;
	regs->ax = sc->rax;
	regs->cx = sc->rcx;
	regs->sp = sc->rsp;
	regs->ip = sc->rip;
	regs->cs = sc->cs | RING_OF_USER;
	regs->ss = sc->ss | RING_OF_USER;
	/* Old programs leave rubbish in the word that became ss. */
	if (!strict_ss && regs->cs == __USER_CS)
		regs->ss = __USER_DS;
	regs->flags = (regs->flags & ~(u64)FLAGS_OF_USER) | (sc->eflags & FLAGS_OF_USER);
	regs->orig_ax = (unsigned long)-1; /* no system call: nothing to restart */
}

static void fill_ucontext(struct ucontext *uc, const struct pt_regs *regs, uaddr_t fpstate)
{
	sigset_t mask = sigmask_to_save();

	memset(uc, 0, sizeof(*uc));
	uc->uc_flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS;
	if (fpu_user_extended())
		uc->uc_flags |= UC_FP_XSTATE;
	uc->uc_stack.ss_sp = (void *)current->sas_ss_sp;
	uc->uc_stack.ss_size = current->sas_ss_size;
	uc->uc_stack.ss_flags = (int)current->sas_ss_flags;
	save_registers(&uc->uc_mcontext, regs, mask);
	uc->uc_mcontext.fpstate = (struct _fpstate *)fpstate;
	uc->uc_sigmask = mask;
}

static int setup_frame(const struct ksignal *ksig, struct pt_regs *regs)
{
	struct rt_sigframe __user *frame;
	uaddr_t sp, fpstate;
	struct ucontext uc;

	if (!(ksig->ka.flags & SA_RESTORER))
		return -EFAULT; /* there would be no way back */
	sp = place_frame(ksig, regs->sp, &fpstate);
	if (!sp)
		return -EFAULT;
	frame = (struct rt_sigframe __user *)sp;
	if (fpu_save_user((void __user *)fpstate))
		return -EFAULT;
	fill_ucontext(&uc, regs, fpstate);
	if (copy_out(&frame->uc, &uc) || put_user((u64)ksig->ka.restorer, &frame->pretcode))
		return -EFAULT;
	if ((ksig->ka.flags & SA_SIGINFO) && siginfo_to_user(&frame->info, &ksig->info))
		return -EFAULT;
	if (current->sas_ss_flags & SS_AUTODISARM) {
		current->sas_ss_sp = 0;
		current->sas_ss_size = 0;
		current->sas_ss_flags = SS_DISABLE;
	}

	regs->di = (unsigned long)ksig->sig;
	regs->si = (uaddr_t)&frame->info;
	regs->dx = (uaddr_t)&frame->uc;
	regs->ax = 0; /* number of vector arguments, for a variadic handler */
	regs->ip = ksig->ka.handler;
	regs->sp = sp;
	regs->cs = __USER_CS;
	regs->ss = __USER_DS;
	regs->flags &= ~(unsigned long)(X86_EFLAGS_DF | X86_EFLAGS_RF | X86_EFLAGS_TF);
	return fpu_restore_user(NULL); /* the handler starts with a fresh FPU */
}

/* --- interrupted system calls --- */

static bool in_syscall(const struct pt_regs *regs)
{
	return (int)regs->orig_ax >= 0;
}

static void restart_call(struct pt_regs *regs, unsigned long nr)
{
	regs->ax = nr;
	regs->ip -= SYSCALL_INSN_BYTES;
}

/* A handler will run: the call ends with EINTR, unless it is to be made again after it. */
static void resolve_restart(struct pt_regs *regs, unsigned long sa_flags)
{
	if (!in_syscall(regs))
		return;
	switch ((long)regs->ax) {
	case -ERESTART_RESTARTBLOCK:
	case -ERESTARTNOHAND:
		regs->ax = (unsigned long)-EINTR;
		break;
	case -ERESTARTSYS:
		if (!(sa_flags & SA_RESTART)) {
			regs->ax = (unsigned long)-EINTR;
			break;
		}
		fallthrough;
	case -ERESTARTNOINTR:
		restart_call(regs, regs->orig_ax);
		break;
	}
}

/* No handler ran (the signal was ignored, or stopped and continued us): go on as if nothing had
 * been. */
static void resume_call(struct pt_regs *regs)
{
	if (!in_syscall(regs))
		return;
	switch ((long)regs->ax) {
	case -ERESTARTNOHAND:
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
		restart_call(regs, regs->orig_ax);
		break;
	case -ERESTART_RESTARTBLOCK:
		restart_call(regs, __NR_restart_syscall);
		break;
	}
}

/* CLONE_CHILD_SETTID: the child's first act in its own address space (kernel/proc/fork.c). */
static void write_child_tid(void)
{
	int __user *tid = current->set_child_tid;

	current->set_child_tid = NULL;
	/* A bad address does not fail anything: the parent has returned already. */
	if (put_user(current->pid, tid))
		printk_once(KERN_DEBUG "fork: child_tid of %s[%d] is not writable\n", current->comm,
			    current->pid);
}

void deliver_signals(struct pt_regs *regs)
{
	struct ksignal ksig;
	bool failed;

	if (unlikely(current->set_child_tid))
		write_child_tid();
	if (get_signal(&ksig)) {
		resolve_restart(regs, ksig.ka.flags);
		failed = setup_frame(&ksig, regs) != 0;
		signal_setup_done(failed, &ksig);
		/* A second signal builds its frame on this one; restarting was decided by the
		 * first. */
		regs->orig_ax = (unsigned long)-1;
		return;
	}
	resume_call(regs);
	restore_saved_sigmask_unless(false);
}

/* --- the way back --- */

static int restore_alt_stack(const stack_t *ss)
{
	/* Errors do not matter here, as on Linux: a frame may hold what sigaltstack would refuse
	 * now. */
	if (on_alt_stack(task_pt_regs(current)->sp))
		return 0;
	if (ss->ss_flags & SS_DISABLE) {
		current->sas_ss_sp = 0;
		current->sas_ss_size = 0;
	} else if (ss->ss_size >= MINSIGSTKSZ) {
		current->sas_ss_sp = (uaddr_t)ss->ss_sp;
		current->sas_ss_size = ss->ss_size;
	} else {
		return 0;
	}
	current->sas_ss_flags = (unsigned int)ss->ss_flags & (SS_AUTODISARM | SS_DISABLE);
	return 0;
}

/* rt_sigreturn(2): never returns to where it was called from. */
sysret_t sys_rt_sigreturn(void)
{
	struct pt_regs *regs = task_pt_regs(current);
	const struct rt_sigframe __user *frame;
	struct ucontext uc;

	current->restart->fn = do_no_restart_syscall;
	/* ret took the return address off the frame. */
	frame = (const struct rt_sigframe __user *)(regs->sp - sizeof(frame->pretcode));
	if (copy_in(&uc, &frame->uc))
		goto bad;
	set_current_blocked(&uc.uc_sigmask);
	set_tsk_thread_flag(current, TIF_FRAME_CHANGED);
	restore_registers(&uc.uc_mcontext, regs, uc.uc_flags & UC_STRICT_RESTORE_SS);
	if (fpu_restore_user((const void __user *)uc.uc_mcontext.fpstate))
		goto bad;
	(void)restore_alt_stack(&uc.uc_stack);
	return (sysret_t)regs->ax;
bad:
	printk_ratelimited(KERN_INFO "%s[%d] bad frame in rt_sigreturn: ip:%lx sp:%lx\n",
			   current->comm, current->pid, regs->ip, regs->sp);
	force_sig(SIGSEGV);
	return 0;
}

/* sigaltstack(2) */
sysret_t sys_sigaltstack(const struct sigaltstack __user *uss, struct sigaltstack __user *uold)
{
	uaddr_t sp = task_pt_regs(current)->sp;
	struct task_struct *t = current;
	struct sigaltstack ss, old;

	memset(&old, 0, sizeof(old));
	old.ss_sp = (void *)t->sas_ss_sp;
	old.ss_size = t->sas_ss_size;
	old.ss_flags = t->sas_ss_size ? (int)(t->sas_ss_flags & SS_AUTODISARM) |
						(on_alt_stack(sp) ? SS_ONSTACK : 0)
				      : SS_DISABLE;
	if (uss) {
		int mode;

		if (copy_in(&ss, uss))
			return -EFAULT;
		if (on_alt_stack(sp))
			return -EPERM;
		mode = ss.ss_flags & ~(int)SS_AUTODISARM;
		if (mode != SS_DISABLE && mode != SS_ONSTACK && mode != 0)
			return -EINVAL;
		if (mode == SS_DISABLE) {
			ss.ss_sp = NULL;
			ss.ss_size = 0;
		} else if (ss.ss_size < MINSIGSTKSZ) {
			return -ENOMEM;
		}
		t->sas_ss_sp = (uaddr_t)ss.ss_sp;
		t->sas_ss_size = ss.ss_size;
		t->sas_ss_flags = (unsigned int)ss.ss_flags;
	}
	return uold ? copy_out(uold, &old) : 0;
}
