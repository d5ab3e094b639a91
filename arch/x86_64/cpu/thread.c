/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/thread.c - the processor's side of a task: made, switched to, given a program
 *
 * Theory
 *   A task that does not run has its callee-saved registers on its kernel stack (switch.S) and its
 *   data selectors, FS and user GS bases in thread_struct.  User mode may change them: the
 *   selectors are read back at each switch away, and with FSGSBASE the bases.  Without, a base is
 *   what arch_prctl(2) said, or 0 once a selector was loaded: all that load have base 0.  Kernel
 *   threads have none of these and no FPU state, and leave those of the last user task in place.
 *   A new task's stack holds its user registers (copied or empty) and below them the frame that
 *   lets switch_stacks() return into ret_from_fork (entry.S).
 *
 * Not here: choosing who runs (kernel/sched); address spaces (mm/tlb.c); vector registers (fpu.c).
 *
 * Locks: none; interrupts are off in the switch.
 */
#include "arch/current.h"
#include "arch/irqflags.h"
#include "arch/ptrace.h"
#include "arch/thread.h"
#include "arch/uaccess.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/sched/sched.h"
#include "lib/string.h"
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <asm/prctl.h>
#include <asm/thread.h>

/* What switch_stacks() pops. */
struct switch_frame {
	unsigned long r15, r14, r13, r12, bx, bp;
	void (*ip)(void);
};

struct task_struct *switch_stacks(struct task_struct *prev, struct task_struct *next);
void ret_from_fork(void);

/* User GS base in the processor now (MSR_KERNEL_GS_BASE while in the kernel). */
static DEFINE_PER_CPU(unsigned long, loaded_gsbase);
static bool have_fsgsbase __ro_after_init;

static unsigned long rdfsbase(void)
{
	unsigned long v;

	__asm__ __volatile__("rdfsbase %0" : "=r"(v));
	return v;
}

static void set_fsbase(unsigned long v)
{
	if (have_fsgsbase)
		__asm__ __volatile__("wrfsbase %0" : : "r"(v));
	else
		wrmsr(MSR_FS_BASE, v);
}

static void set_user_gsbase(unsigned long v)
{
	wrmsr(MSR_KERNEL_GS_BASE, v);
	this_cpu_write(loaded_gsbase, v);
}

static __always_inline struct selectors read_selectors(void)
{
	struct selectors s;

	__asm__ __volatile__("movw %%ds, %w0" : "=r"(s.ds));
	__asm__ __volatile__("movw %%es, %w0" : "=r"(s.es));
	__asm__ __volatile__("movw %%fs, %w0" : "=r"(s.fs));
	__asm__ __volatile__("movw %%gs, %w0" : "=r"(s.gs));
	return s;
}

static bool any_selector(struct selectors s)
{
	u64 all;

	_Static_assert(sizeof(s) == sizeof(all), "four selectors are one word");
	__builtin_memcpy(&all, &s, sizeof(all));
	return all != 0;
}

/* What was in user mode's registers loads here too.  The bases are to be set afterwards. */
static __noinline void load_selectors(struct selectors s)
{
	__asm__ __volatile__("movw %w0, %%ds" : : "r"(s.ds));
	__asm__ __volatile__("movw %w0, %%es" : : "r"(s.es));
	__asm__ __volatile__("movw %w0, %%fs" : : "r"(s.fs));
	/* into the user's base, not ours; an NMI in between saves and sets it itself */
	__asm__ __volatile__("swapgs; movw %w0, %%gs; swapgs" : : "r"(s.gs) : "memory");
	this_cpu_write(loaded_gsbase, rdmsr(MSR_KERNEL_GS_BASE));
}

/* What user mode may have changed without us; the selectors are @s.  Interrupts off. */
static __always_inline void save_segments(struct task_struct *t, struct selectors s)
{
	t->thread.sel = s;
	if (have_fsgsbase) {
		t->thread.fsbase = rdfsbase();
		t->thread.gsbase = rdmsr(MSR_KERNEL_GS_BASE);
		this_cpu_write(loaded_gsbase, t->thread.gsbase);
		return;
	}
	if (unlikely(s.fs))
		t->thread.fsbase = 0;
	if (unlikely(s.gs))
		t->thread.gsbase = 0;
}

/* @now: the selectors in the registers.  Without FSGSBASE a base that was once set may be gone. */
static __always_inline void load_segments(const struct task_struct *t, struct selectors now)
{
	if (unlikely(any_selector(now) || any_selector(t->thread.sel)))
		load_selectors(t->thread.sel);
	set_fsbase(t->thread.fsbase);
	if (t->thread.gsbase != this_cpu_read(loaded_gsbase) ||
	    (t->thread.gsbase && !have_fsgsbase))
		set_user_gsbase(t->thread.gsbase);
}

struct task_struct *arch_switch_to(struct task_struct *prev, struct task_struct *next)
{
	struct selectors now = read_selectors();

	if (prev->thread.fpu)
		save_segments(prev, now);
	fpu_switch(prev, next);
	this_cpu_write(current_task, next);
	this_cpu_write(cpu_tss.sp0, (unsigned long)next->stack + THREAD_SIZE);
	if (next->thread.fpu)
		load_segments(next, now);
	return switch_stacks(prev, next);
}

static struct pt_regs *prepare_stack(struct task_struct *p, int (*fn)(void *arg), void *arg)
{
	struct pt_regs *regs = task_pt_regs(p);
	struct switch_frame *f = (struct switch_frame *)regs - 1;

	*f = (struct switch_frame){
		.bx = (unsigned long)fn,
		.r12 = (unsigned long)arg,
		.ip = ret_from_fork,
	};
	p->thread.sp = (unsigned long)f;
	p->thread.fpu = NULL;
	p->thread.fpu_cpu = -1;
	clear_tsk_thread_flag(p, TIF_NEED_FPU_LOAD);
	return regs;
}

int arch_copy_thread(struct task_struct *p, const struct pt_regs *regs, uaddr_t sp, bool set_tls,
		     uaddr_t tls)
{
	struct pt_regs *child = prepare_stack(p, NULL, NULL);
	unsigned long flags;

	*child = *regs;
	child->ax = 0;
	if (sp)
		child->sp = sp;
	local_irq_save(flags);
	save_segments(current, read_selectors());
	local_irq_restore(flags);
	p->thread.sel = current->thread.sel;
	if (set_tls)
		p->thread.sel.fs = 0;
	p->thread.fsbase = set_tls ? tls : current->thread.fsbase;
	p->thread.gsbase = current->thread.gsbase;
	return fpu_fork(p);
}

int arch_copy_kthread(struct task_struct *p, int (*fn)(void *arg), void *arg)
{
	struct pt_regs *regs = prepare_stack(p, fn, arg);

	memset(regs, 0, sizeof(*regs));
	p->thread.sel = (struct selectors){0};
	p->thread.fsbase = 0;
	p->thread.gsbase = 0;
	return p->flags & PF_KTHREAD ? 0 : fpu_fork(p);
}

void arch_free_thread(struct task_struct *p)
{
	fpu_free(p);
}

void arch_start_thread(struct pt_regs *regs, uaddr_t ip, uaddr_t sp)
{
	struct task_struct *me = current;
	unsigned long flags;

	set_tsk_thread_flag(me, TIF_FRAME_CHANGED);
	memset(regs, 0, sizeof(*regs));
	regs->ip = ip;
	regs->sp = sp;
	regs->cs = __USER_CS;
	regs->ss = __USER_DS;
	regs->flags = X86_EFLAGS_IF | X86_EFLAGS_FIXED;
	/* Only a kernel thread that execs may be without; a small allocation at boot. */
	if (fpu_reset_current())
		panic("exec: no memory for the first program's FPU state");
	local_irq_save(flags);
	load_selectors((struct selectors){0});
	me->thread.fsbase = 0;
	me->thread.gsbase = 0;
	set_fsbase(0);
	set_user_gsbase(0);
	local_irq_restore(flags);
}

/* @me is the running task. */
static long set_base(struct task_struct *me, int code, uaddr_t addr)
{
	unsigned long flags;

	if (addr >= TASK_SIZE_MAX)
		return -EPERM;
	local_irq_save(flags);
	save_segments(me, read_selectors());
	if (code == ARCH_SET_FS) {
		me->thread.sel.fs = 0;
		me->thread.fsbase = addr;
	} else {
		me->thread.sel.gs = 0;
		me->thread.gsbase = addr;
	}
	load_segments(me, read_selectors());
	local_irq_restore(flags);
	return 0;
}

long arch_prctl(struct task_struct *p, int code, uaddr_t addr)
{
	switch (code) {
	case ARCH_SET_FS:
	case ARCH_SET_GS:
		return set_base(p, code, addr);
	case ARCH_GET_FS:
	case ARCH_GET_GS:
		return put_user(rdmsr(code == ARCH_GET_FS ? MSR_FS_BASE : MSR_KERNEL_GS_BASE),
				(unsigned long __user *)addr);
	case ARCH_GET_CPUID:
		return 1;
	case ARCH_SET_CPUID:
		return -ENODEV; /* CPUID cannot be made to fault */
	default:
		return -EINVAL;
	}
}

void __init thread_init(void)
{
	have_fsgsbase = boot_cpu_has(X86_FEATURE_FSGSBASE);
	if (!init_task.stack)
		init_task.stack = init_stack;
	this_cpu_write(cpu_tss.sp0, (unsigned long)init_stack + THREAD_SIZE);
}
