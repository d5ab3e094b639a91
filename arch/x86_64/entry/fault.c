/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/entry/fault.c - #PF: from the processor's words to mm_fault() and signals
 *
 * Theory
 *   User addresses go to mm_fault(), from user mode or from an instruction of the exception
 *   table; everything else in the kernel is a bug.  Faults of the kernel on user memory are served
 *   only where the table has the instruction, so a stray pointer cannot be "handled" by a user
 *   mapping that happens to be there.
 *
 * Sources: Intel SDM 3A 4.7; signal(7); sigaction(2)
 */
#include "traps_private.h"
#include "arch/irqflags.h"
#include "arch/uaccess.h"
#include "kernel/base/panic.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/irq.h"
#include "kernel/sched/sched.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/alloc.h"
#include "mm/vm/mm.h"
#include <asm/msr.h>
#include <asm/traps.h>

#define PF_PROT	 1UL /* the page was there: a protection violation */
#define PF_WRITE 2UL
#define PF_USER	 4UL
#define PF_RSVD	 8UL /* reserved bits in a table: corrupt */
#define PF_INSTR 16UL

static const char *kernel_fault_cause(unsigned long addr, unsigned long error)
{
	if (addr < PAGE_SIZE)
		return "NULL pointer";
	if (vmalloc_guard_hit(addr))
		return "guard page (stack or vmalloc overflow)";
	if (error & PF_INSTR)
		return "execution of data";
	if (addr < TASK_SIZE_MAX)
		return "user memory without the access functions";
	return error & PF_PROT ? "write to read-only memory" : "unmapped address";
}

static void kernel_fault(struct pt_regs *regs, unsigned long error, unsigned long addr)
{
	if (fixup_exception(regs))
		return;
	panic_regs(regs, "page fault in the kernel at %#lx: %s, %s, error code %#lx", addr,
		   kernel_fault_cause(addr, error), error & PF_WRITE ? "write" : "read", error);
}

/* As Linux: of kernel addresses a program learns nothing, mapped or not. */
static void signal_fault(struct pt_regs *regs, unsigned long error, uaddr_t addr, int sig, int code)
{
	if (!user_mode(regs)) {
		kernel_fault(regs, error, addr);
		return;
	}
	if (addr >= TASK_SIZE_MAX)
		error |= PF_PROT;
	current->thread.cr2 = addr;
	current->thread.trap_nr = TRAP_PF;
	current->thread.error_code = error | PF_USER;
	force_sig_fault(sig, code, addr);
}

static void fill_caller(struct mm_caller *c, struct task_struct *t)
{
	const struct rlimit *rlim = t->signal->rlim;
	const struct cred *cred = t->cred;

	c->rlim_as = READ_ONCE(rlim[RLIMIT_AS].rlim_cur);
	c->rlim_data = READ_ONCE(rlim[RLIMIT_DATA].rlim_cur);
	c->rlim_stack = READ_ONCE(rlim[RLIMIT_STACK].rlim_cur);
	c->rlim_memlock = READ_ONCE(rlim[RLIMIT_MEMLOCK].rlim_cur);
	c->cap_ipc_lock = cred->cap_effective >> CAP_IPC_LOCK & 1;
	c->cap_sys_admin = cred->cap_effective >> CAP_SYS_ADMIN & 1;
	c->cap_sys_rawio = cred->cap_effective >> CAP_SYS_RAWIO & 1;
	c->personality = t->personality;
}

static unsigned int fault_flags(const struct pt_regs *regs, unsigned long error)
{
	unsigned int flags = FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_KILLABLE;

	if (user_mode(regs))
		flags |= FAULT_FLAG_USER;
	if (error & PF_WRITE)
		flags |= FAULT_FLAG_WRITE;
	if (error & PF_INSTR)
		flags |= FAULT_FLAG_INSTRUCTION;
	return flags;
}

/* Memory ran out: if a victim was killed the instruction is tried again, else we are the victim. */
static void fault_oom(struct pt_regs *regs, unsigned long error, uaddr_t addr)
{
	if (!user_mode(regs)) {
		kernel_fault(regs, error, addr);
		return;
	}
	/* init is not killed: it waits for somebody to give memory back */
	if (oom_hook && (oom_hook(GFP_USER, 0) || current == init_process))
		cond_resched();
	else
		force_sig(SIGKILL);
}

static void count_fault(struct task_struct *t, vm_fault_t ret)
{
	if (unlikely(ret & VM_FAULT_MAJOR))
		t->maj_flt++;
	else
		t->min_flt++;
}

/* With mmap_lock, and with what only a growing stack needs to know of the caller. */
static __noinline void slow_fault(struct pt_regs *regs, unsigned long error, uaddr_t addr)
{
	struct task_struct *t = current;
	int code = SEGV_MAPERR;
	struct mm_caller caller;
	vm_fault_t ret;

	fill_caller(&caller, t);
	ret = mm_fault_slow(t->mm, &caller, addr, fault_flags(regs, error), &code);
	count_fault(t, ret);
	if (likely(!(ret & (VM_FAULT_ERROR | VM_FAULT_RETRY))))
		return;
	if (ret & VM_FAULT_OOM)
		fault_oom(regs, error, addr);
	else if (ret & VM_FAULT_SIGBUS)
		signal_fault(regs, error, addr, SIGBUS, BUS_ADRERR);
	else if (ret & VM_FAULT_SIGSEGV)
		signal_fault(regs, error, addr, SIGSEGV, code);
	else if (!user_mode(regs))
		kernel_fault(regs, error, addr); /* RETRY: being killed */
}

static __always_inline void user_address_fault(struct pt_regs *regs, unsigned long error,
					       uaddr_t addr)
{
	struct task_struct *t = current;
	vm_fault_t ret = mm_fault_fast(t->mm, addr, fault_flags(regs, error));

	if (likely(!(ret & VM_FAULT_RETRY)))
		count_fault(t, ret);
	else
		slow_fault(regs, error, addr);
}

void do_page_fault(struct pt_regs *regs, unsigned long error)
{
	unsigned long addr = read_cr2();

	if (error & PF_RSVD)
		panic_regs(regs, "corrupt page table at %#lx (error code %#lx)", addr, error);
	if (user_mode(regs)) {
		local_irq_enable();
		if (likely(addr < TASK_SIZE_MAX))
			user_address_fault(regs, error, addr);
		else
			signal_fault(regs, error, addr, SIGSEGV, SEGV_MAPERR);
		return;
	}
	if (addr >= TASK_SIZE_MAX || !(regs->flags & X86_EFLAGS_IF) || !current->mm ||
	    current->pagefault_disabled || in_interrupt() || !has_fixup(regs->ip)) {
		kernel_fault(regs, error, addr);
		return;
	}
	local_irq_enable();
	user_address_fault(regs, error, addr);
	/* What the OOM reaper took away must not be read as zeros. */
	if (unlikely(test_bit(MMF_UNSTABLE, &current->mm->flags)) && has_fixup(regs->ip))
		kernel_fault(regs, error, addr);
	local_irq_disable();
}
