/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/x86_64/entry/asm-offsets.c - numbers for assembly, taken from the C structures */
#include "arch/ptrace.h"
#include "kernel/sched/sched.h"
#include <asm/desc.h>

#define OFFSET(name, type, member)                                                                 \
	__asm__ __volatile__("\n->" #name " %c0" : : "i"(offsetof(type, member)))
#define VALUE(name, v) __asm__ __volatile__("\n->" #name " %c0" : : "i"(v))

void asm_offsets(void);

void asm_offsets(void)
{
	OFFSET(TASK_WORK, struct task_struct, work);
	OFFSET(TASK_THREAD_SP, struct task_struct, thread.sp);
	OFFSET(TSS_SP0, struct tss, sp0);
	OFFSET(TSS_SP2, struct tss, sp2);
	OFFSET(PT_BP, struct pt_regs, bp);
	OFFSET(PT_R11, struct pt_regs, r11);
	OFFSET(PT_R10, struct pt_regs, r10);
	OFFSET(PT_R9, struct pt_regs, r9);
	OFFSET(PT_R8, struct pt_regs, r8);
	OFFSET(PT_AX, struct pt_regs, ax);
	OFFSET(PT_CX, struct pt_regs, cx);
	OFFSET(PT_DX, struct pt_regs, dx);
	OFFSET(PT_SI, struct pt_regs, si);
	OFFSET(PT_DI, struct pt_regs, di);
	OFFSET(PT_ORIG_AX, struct pt_regs, orig_ax);
	OFFSET(PT_IP, struct pt_regs, ip);
	OFFSET(PT_CS, struct pt_regs, cs);
	OFFSET(PT_FLAGS, struct pt_regs, flags);
	OFFSET(PT_SP, struct pt_regs, sp);
	OFFSET(PT_SS, struct pt_regs, ss);
	VALUE(PT_SIZE, sizeof(struct pt_regs));
	VALUE(USER_WORK_MASK, 1 << TIF_NEED_RESCHED | 1 << TIF_SIGPENDING | 1 << TIF_NEED_FPU_LOAD |
				      1 << TIF_FRAME_CHANGED);
	VALUE(USER_CS, __USER_CS);
	VALUE(USER_DS, __USER_DS);
	VALUE(SYSRET_BAD_FLAGS, X86_EFLAGS_RF | X86_EFLAGS_TF);
}
