/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/entry/entry.S - every way into the kernel and back
 *
 * Theory
 *   All entries leave a full struct pt_regs at the top of the stack and call C with it in %rdi.
 *   Coming from user mode swapgs makes the per-CPU base ours.  Three kinds:
 *     syscall      %rcx and %r11 hold ip and flags; the stack is switched by hand
 *     exceptions   the CPU pushed a frame on the task's kernel stack (TSS.sp0) or, in the kernel,
 *     and irqs     on the current one
 *     IST          NMI, #DF, #MC, #DB: may come before swapgs ran, so the GS base is saved and set
 *                  from the word above the stack; from user mode #DB moves to the task's stack
 *   On the way out to user mode, interrupts off, one test of current->work decides whether C has
 *   anything to do (signals, rescheduling, FPU registers).
 *   A system call that left its frame alone and has nothing to do returns the short way.  Else
 *   sysretq is used only if the frame is what syscall would have left and the address is
 *   canonical: with a non-canonical %rcx it would fault in the kernel on the user's stack.
 *   iretq may fault on a bad frame (sigreturn, ptrace): bad_iret turns that into a signal.
 *
 * Not here: what the C functions do (traps.c, fault.c, exit.c), switching tasks (switch.S).
 */
#include <asm/desc.h>
#include <asm/uaccess.h>
#include "gen/asm-offsets.h"

#define PCPU(sym) %gs:sym

	.section .entry.text, "ax"

/* Below the hardware frame and orig_ax. */
.macro PUSH_REGS
	pushq %rdi
	pushq %rsi
	pushq %rdx
	pushq %rcx
	pushq %rax
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
.endm

/* All but %rdi, and the stack as it is. */
.macro POP_REGS_BUT_DI
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	popq %r11
	popq %r10
	popq %r9
	popq %r8
	popq %rax
	popq %rcx
	popq %rdx
	popq %rsi
.endm

/* ---- system call ---- */

	.globl entry_syscall
entry_syscall:
	swapgs
	movq %rsp, PCPU(cpu_tss + TSS_SP2)
	movq PCPU(cpu_tss + TSS_SP0), %rsp
	pushq $USER_DS
	pushq PCPU(cpu_tss + TSS_SP2)
	pushq %r11
	pushq $USER_CS
	pushq %rcx
	pushq %rax			/* orig_ax */
	pushq %rdi
	pushq %rsi
	pushq %rdx
	pushq %rcx
	pushq $-38			/* ax: ENOSYS until the call returns */
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	xorl %ebp, %ebp			/* the frame chain ends here */
	movq %rsp, %rdi
	sti
	call do_syscall
	movq %rax, PT_AX(%rsp)
	/*
	 * The short way back: the frame is as syscall left it, for whoever writes it sets
	 * TIF_FRAME_CHANGED or leaves by return_from_syscall, and C kept %rbx and %r12 to %r15.
	 */
	cli
	movq PCPU(current_task), %rax
	testl $USER_WORK_MASK, TASK_WORK(%rax)
	jnz syscall_work
syscall_short_exit:
	movq PT_FLAGS(%rsp), %r11
	testl $SYSRET_BAD_FLAGS, %r11d
	jnz return_by_iret
	movq PT_BP(%rsp), %rbp
	movq PT_R10(%rsp), %r10
	movq PT_R9(%rsp), %r9
	movq PT_R8(%rsp), %r8
	movq PT_AX(%rsp), %rax
	movq PT_IP(%rsp), %rcx
	movq PT_DX(%rsp), %rdx
	movq PT_SI(%rsp), %rsi
	movq PT_DI(%rsp), %rdi
	movq PT_SP(%rsp), %rsp
	swapgs
	sysretq

/* The long way: every register from the frame, whoever wrote it. */
return_from_syscall:
	cli
	movq PCPU(current_task), %rax
	testl $USER_WORK_MASK, TASK_WORK(%rax)
	jz syscall_exit
	movq %rsp, %rdi
	call exit_to_user_work
syscall_exit:
	movq PT_CX(%rsp), %rcx
	movq PT_R11(%rsp), %r11
	cmpq %rcx, PT_IP(%rsp)
	jne return_by_iret
	cmpq %r11, PT_FLAGS(%rsp)
	jne return_by_iret
	testl $SYSRET_BAD_FLAGS, %r11d
	jnz return_by_iret
	cmpq $USER_CS, PT_CS(%rsp)
	jne return_by_iret
	cmpq $USER_DS, PT_SS(%rsp)
	jne return_by_iret
	movq %rcx, %rax
	shrq $47, %rax
	jnz return_by_iret
	POP_REGS_BUT_DI
	popq %rdi
	movq PT_SP - PT_ORIG_AX(%rsp), %rsp
	swapgs
	sysretq

syscall_work:
	movq %rsp, %rdi
	call exit_to_user_work
	testb %al, %al
	jz syscall_short_exit
	jmp syscall_exit

/* 32-bit syscall instruction: there is no 32-bit ABI; -ENOSYS in %eax and back. */
	.globl entry_syscall32
entry_syscall32:
	movl $-38, %eax
	sysretl

/* ---- back from exceptions and interrupts ---- */

return_from_trap:
	testb $3, PT_CS(%rsp)
	jz return_to_kernel
	cli
	movq PCPU(current_task), %rax
	testl $USER_WORK_MASK, TASK_WORK(%rax)
	jz return_by_iret
	movq %rsp, %rdi
	call exit_to_user_work
return_by_iret:
	POP_REGS_BUT_DI
	popq %rdi
	swapgs
	addq $8, %rsp
	.globl user_iret
user_iret:
	iretq

return_to_kernel:
	POP_REGS_BUT_DI
	popq %rdi
	addq $8, %rsp
	iretq

/* ---- exceptions ---- */

/* orig_ax is already pushed (the error code); %rdi = regs, %rsi = error code. */
.macro EXCEPTION name, handler, has_error=0
	.balign 16
\name:
	ASM_CLAC
	cld
	.if \has_error == 0
	pushq $0
	.endif
	testb $3, 16(%rsp)
	jz 1f
	swapgs
	PUSH_REGS
	xorl %ebp, %ebp
2:	movq %rsp, %rdi
	movq PT_ORIG_AX(%rsp), %rsi
	movq $-1, PT_ORIG_AX(%rsp)	/* not a system call: nothing to restart */
	call \handler
	jmp return_from_trap
1:	cmpq $user_iret, 8(%rsp)
	je bad_iret
	PUSH_REGS
	jmp 2b
.endm

	EXCEPTION exc_de, do_divide_error
	EXCEPTION exc_bp, do_int3
	EXCEPTION exc_of, do_overflow
	EXCEPTION exc_br, do_bounds
	EXCEPTION exc_ud, do_invalid_op
	EXCEPTION exc_nm, do_device_not_available
	EXCEPTION exc_ts, do_invalid_tss, 1
	EXCEPTION exc_np, do_segment_not_present, 1
	EXCEPTION exc_ss, do_stack_segment, 1
	EXCEPTION exc_gp, do_general_protection, 1
	EXCEPTION exc_pf, do_page_fault, 1
	EXCEPTION exc_mf, do_x87_error
	EXCEPTION exc_ac, do_alignment_check, 1
	EXCEPTION exc_xf, do_simd_error

/*
 * iretq faulted: the per-CPU base is the user's again, and %rsp points at an error code, the frame
 * of the fault and (where %rsp was then) the frame iretq did not like.  That frame still lies where
 * pt_regs has it, at the top of the task's stack, and the registers are the user's: rebuild.
 */
bad_iret:
	swapgs
	popq PCPU(cpu_tss + TSS_SP2)	/* the error code: the selector */
	movq 24(%rsp), %rsp		/* the interrupted %rsp: at pt_regs.ip */
	pushq PCPU(cpu_tss + TSS_SP2)
	PUSH_REGS
	xorl %ebp, %ebp
	movq %rsp, %rdi
	movq PT_ORIG_AX(%rsp), %rsi
	movq $-1, PT_ORIG_AX(%rsp)
	sti
	call do_bad_iret
	jmp return_from_trap

/* ---- IST: the GS base is unknown ---- */

/* %rbx keeps the old base over the call (C preserves it). */
.macro PARANOID_ENTER
	ASM_CLAC
	cld
	pushq $-1			/* orig_ax */
	PUSH_REGS
	movl $0xc0000101, %ecx		/* MSR_GS_BASE */
	rdmsr
	shlq $32, %rdx
	orq %rdx, %rax
	movq %rax, %rbx
	movl PT_SIZE + 8(%rsp), %eax	/* ours: the word above the stack */
	movl PT_SIZE + 12(%rsp), %edx
	wrmsr
.endm

.macro PARANOID_LEAVE
	movl $0xc0000101, %ecx
	movl %ebx, %eax
	movq %rbx, %rdx
	shrq $32, %rdx
	wrmsr
	POP_REGS_BUT_DI
	popq %rdi
	addq $8, %rsp
	iretq
.endm

	.balign 16
exc_nmi:
	PARANOID_ENTER
	movq %rsp, %rdi
	call do_nmi
	PARANOID_LEAVE

	.balign 16
exc_mc:
	PARANOID_ENTER
	movq %rsp, %rdi
	call do_machine_check
	PARANOID_LEAVE

	.balign 16
exc_df:
	addq $8, %rsp			/* error code, always 0 */
	PARANOID_ENTER
	movq %rsp, %rdi
	call do_double_fault
	ud2

	.balign 16
exc_db:
	testb $3, 8(%rsp)
	jnz 1f
	PARANOID_ENTER
	movq %rsp, %rdi
	call do_debug_kernel
	PARANOID_LEAVE
1:	ASM_CLAC			/* from user mode: as any exception, on the task's stack */
	cld
	swapgs
	pushq %rax
	movq %rsp, %rax
	movq PCPU(cpu_tss + TSS_SP0), %rsp
	pushq 40(%rax)			/* ss */
	pushq 32(%rax)
	pushq 24(%rax)
	pushq 16(%rax)
	pushq 8(%rax)			/* ip */
	pushq $-1
	movq (%rax), %rax
	PUSH_REGS
	xorl %ebp, %ebp
	movq %rsp, %rdi
	call do_debug_user
	jmp return_from_trap

/* ---- interrupts ---- */

/* One stub of 16 bytes per vector: pushes the vector where orig_ax goes. */
.macro STUB vec
	.balign 16
	pushq $\vec
	jmp interrupt_common
.endm

	.balign 16
	.globl irq_stubs
irq_stubs:
	.set vec, VEC_IRQ_BASE
	.rept VEC_IRQ_COUNT
	STUB vec
	.set vec, vec + 1
	.endr

	.balign 16
	.globl system_stubs
system_stubs:
	.set vec, VEC_SYS_FIRST
	.rept 256 - VEC_SYS_FIRST
	STUB vec
	.set vec, vec + 1
	.endr

	.balign 16
interrupt_common:
	ASM_CLAC
	cld
	testb $3, 16(%rsp)
	jz 1f
	swapgs
	PUSH_REGS
	xorl %ebp, %ebp
2:	movq %rsp, %rdi
	movq PT_ORIG_AX(%rsp), %rsi
	movq $-1, PT_ORIG_AX(%rsp)
	call do_interrupt
	jmp return_from_trap
1:	PUSH_REGS
	jmp 2b

/* ---- the first steps of a new task ---- */

/* %rax = task we came from, %rbx = function of a kernel thread or 0, %r12 = its argument. */
	.globl ret_from_fork
ret_from_fork:
	xorl %ebp, %ebp
	movq %rax, %rdi
	call schedule_tail
	testq %rbx, %rbx
	jz return_from_syscall
	movq %r12, %rdi
	call *%rbx
	jmp return_from_syscall		/* it did an exec */

	.section .rodata
	.balign 8
	.globl exception_stubs
exception_stubs:
	.quad exc_de, exc_db, exc_nmi, exc_bp, exc_of, exc_br, exc_ud, exc_nm
	.quad exc_df, 0, exc_ts, exc_np, exc_ss, exc_gp, exc_pf, 0
	.quad exc_mf, exc_ac, exc_mc, exc_xf, 0, 0, 0, 0
	.quad 0, 0, 0, 0, 0, 0, 0, 0
