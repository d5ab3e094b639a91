/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/switch.S - from one kernel stack to another
 *
 * struct task_struct *switch_stacks(struct task_struct *prev, struct task_struct *next):
 * saves what C expects kept, returns on the other stack with %rax = prev.  A new task's stack is
 * prepared by thread.c so that it "returns" to ret_from_fork.
 */
#include "gen/asm-offsets.h"

	.text
	.globl switch_stacks
	.type switch_stacks, @function
switch_stacks:
	pushq %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	movq %rsp, TASK_THREAD_SP(%rdi)
	movq TASK_THREAD_SP(%rsi), %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	movq %rdi, %rax
	ret
	.size switch_stacks, . - switch_stacks
