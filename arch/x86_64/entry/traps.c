/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/entry/traps.c - processor exceptions other than page faults
 *
 * In user mode an exception is a signal, with the si_code, address and trap number of Linux; in
 * the kernel it is a fixup or a panic.  A user program cannot cause the latter.
 *
 * Context: the interrupted task's kernel stack (NMI, #DF, #MC: their own), interrupts off on entry.
 *
 * Sources: Intel SDM 3A 6.15; signal(7), sigaction(2)
 */
#include "traps_private.h"
#include "arch/boot.h"
#include "arch/fpu.h"
#include "arch/io.h"
#include "arch/irqflags.h"
#include "arch/thread.h"
#include "kernel/base/panic.h"
#include "kernel/base/param.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/irq.h"
#include "kernel/sched/sched.h"
#include <asm/msr.h>
#include <asm/page.h>
#include <asm/smp.h>
#include <asm/traps.h>

static void note_trap(unsigned long nr, unsigned long error)
{
	current->thread.trap_nr = nr;
	current->thread.error_code = error;
}

/* True if the trap came from user mode; a kernel fixup or panic otherwise. */
static bool from_user(struct pt_regs *regs, unsigned long nr, unsigned long error, const char *what)
{
	if (user_mode(regs)) {
		local_irq_enable();
		note_trap(nr, error);
		return true;
	}
	if (!fixup_exception(regs))
		panic_regs(regs, "%s in the kernel (error code %#lx)", what, error);
	return false;
}

/* A signal with SI_KERNEL and no address. */
static void plain_trap(struct pt_regs *regs, unsigned long nr, unsigned long error,
		       const char *what, int sig)
{
	if (from_user(regs, nr, error, what))
		force_sig(sig);
}

void do_divide_error(struct pt_regs *regs, unsigned long error)
{
	if (from_user(regs, TRAP_DE, error, "divide error"))
		force_sig_fault(SIGFPE, FPE_INTDIV, regs->ip);
}

void do_int3(struct pt_regs *regs, unsigned long error)
{
	plain_trap(regs, TRAP_BP, error, "int3", SIGTRAP);
}

void do_overflow(struct pt_regs *regs, unsigned long error)
{
	plain_trap(regs, TRAP_OF, error, "overflow", SIGSEGV);
}

void do_bounds(struct pt_regs *regs, unsigned long error)
{
	plain_trap(regs, TRAP_BR, error, "bounds", SIGSEGV);
}

void do_invalid_op(struct pt_regs *regs, unsigned long error)
{
	if (from_user(regs, TRAP_UD, error, "invalid opcode"))
		force_sig_fault(SIGILL, ILL_ILLOPN, regs->ip);
}

void do_device_not_available(struct pt_regs *regs, unsigned long error)
{
	/* CR0.TS and CR0.EM are never set */
	panic_regs(regs, "device not available (error code %#lx), CR0 %#lx", error, read_cr0());
}

void do_invalid_tss(struct pt_regs *regs, unsigned long error)
{
	plain_trap(regs, TRAP_TS, error, "invalid TSS", SIGSEGV);
}

void do_segment_not_present(struct pt_regs *regs, unsigned long error)
{
	plain_trap(regs, TRAP_NP, error, "segment not present", SIGBUS);
}

void do_stack_segment(struct pt_regs *regs, unsigned long error)
{
	plain_trap(regs, TRAP_SS, error, "stack segment", SIGBUS);
}

void do_general_protection(struct pt_regs *regs, unsigned long error)
{
	if (from_user(regs, TRAP_GP, error, "general protection fault") && !umip_emulate(regs))
		force_sig(SIGSEGV);
}

void do_alignment_check(struct pt_regs *regs, unsigned long error)
{
	if (from_user(regs, TRAP_AC, error, "alignment check"))
		force_sig_fault(SIGBUS, BUS_ADRALN, 0);
}

static void math_error(struct pt_regs *regs, unsigned long nr, const char *what)
{
	int code;

	if (!from_user(regs, nr, 0, what))
		return;
	code = fpu_exception_code(nr == TRAP_XF);
	if (code) /* 0: a spurious one */
		force_sig_fault(SIGFPE, code, regs->ip);
}

void do_x87_error(struct pt_regs *regs, unsigned long error)
{
	(void)error;
	math_error(regs, TRAP_MF, "x87 exception");
}

void do_simd_error(struct pt_regs *regs, unsigned long error)
{
	(void)error;
	math_error(regs, TRAP_XF, "SIMD exception");
}

#define DR6_RESERVED 0xffff0ff0UL
#define DR6_STEP     0x4000UL

static unsigned long take_dr6(void)
{
	unsigned long dr6;

	__asm__ __volatile__("mov %%db6, %0" : "=r"(dr6));
	__asm__ __volatile__("mov %0, %%db6" : : "r"(DR6_RESERVED));
	return dr6;
}

void do_debug_user(struct pt_regs *regs)
{
	unsigned long dr6 = take_dr6();

	local_irq_enable();
	note_trap(TRAP_DB, 0);
	force_sig_fault(SIGTRAP, dr6 & DR6_STEP ? TRAP_TRACE : TRAP_BRKPT, regs->ip);
}

/* A single step that leaked in from user mode: stop stepping. */
void do_debug_kernel(struct pt_regs *regs)
{
	(void)take_dr6();
	regs->flags &= ~(unsigned long)X86_EFLAGS_TF;
}

/* The chipset's reasons for an NMI: bits of this port, each with one that clears it. */
#define NMI_PORT       0x61
#define NMI_SERR       0x80
#define NMI_IOCK       0x40
#define NMI_SERR_CLEAR 0x04
#define NMI_IOCK_CLEAR 0x08
#define NMI_CONTROL    0x0f /* what may be written back */
#define NMI_NO_PORT    0xff

static bool unknown_nmi_panic __ro_after_init;

static void clear_nmi_reason(u8 reason, u8 clear)
{
	reason &= NMI_CONTROL;
	outb(reason | clear, NMI_PORT);
	outb(reason & (u8)~clear, NMI_PORT);
}

static void nmi_from_outside(const struct pt_regs *regs)
{
	u8 reason = inb(NMI_PORT);
	int cpu = smp_processor_id();

	if (reason != NMI_NO_PORT && reason & NMI_SERR) {
		pr_emerg("NMI: PCI system error (SERR) for reason %02x on CPU %d.\n", reason, cpu);
		clear_nmi_reason(reason, NMI_SERR_CLEAR);
	} else if (reason != NMI_NO_PORT && reason & NMI_IOCK) {
		pr_emerg("NMI: IOCK error (debug interrupt?) for reason %02x on CPU %d.\n", reason,
			 cpu);
		clear_nmi_reason(reason, NMI_IOCK_CLEAR);
	} else {
		printk_ratelimited(KERN_EMERG
				   "Uhhuh. NMI received for unknown reason %02x on CPU %d.\n",
				   reason, cpu);
		if (unknown_nmi_panic)
			panic_regs(regs, "NMI: Not continuing");
	}
	printk_ratelimited(KERN_EMERG "Dazed and confused, but trying to continue\n");
}

void do_nmi(struct pt_regs *regs)
{
	irq_stat_inc(IRQ_STAT_NMI);
	if (smp_stopping)
		arch_halt();
	nmi_from_outside(regs);
}

static int __init param_unknown_nmi_panic(char *value)
{
	(void)value;
	unknown_nmi_panic = true;
	return 0;
}
early_param("unknown_nmi_panic", param_unknown_nmi_panic);

void do_double_fault(struct pt_regs *regs)
{
	unsigned long addr = read_cr2(), stack = (unsigned long)current->stack;

	/* A push on a stack that is full faults, and so does pushing the frame of that fault. */
	if (addr < stack && stack - addr <= PAGE_SIZE) {
		pr_emerg("BUG: TASK stack guard page was hit at %#lx (stack is %#lx..%#lx)\n", addr,
			 stack, stack + THREAD_SIZE - 1);
		panic_regs(regs, "kernel stack overflow");
	}
	panic_regs(regs, "double fault, CR2 %#lx", addr);
}

/* iretq refused the frame in @regs (a selector): a signal, whose handler gets a new one. */
void do_bad_iret(struct pt_regs *regs, unsigned long error)
{
	(void)regs;
	note_trap(TRAP_GP, error);
	force_sig(SIGSEGV);
}
