/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * asm/ptrace.h - saved registers, in the order in which entry code pushes them
 *
 * The order is Linux's, which user_regs_struct of ptrace(2) begins with as well.
 */
#pragma once

#include <asm/percpu.h>
#include <asm/processor-flags.h>
#include "base/types.h"

struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx;
	unsigned long r11, r10, r9, r8, ax, cx, dx, si, di;
	unsigned long orig_ax; /* system call number; error code of an exception; vector */
	unsigned long ip, cs, flags, sp, ss;
};

_Static_assert(sizeof(struct pt_regs) == 168, "entry code pushes 21 words");

#define __KERNEL_CS 0x10
#define __KERNEL_DS 0x18
#define __USER32_CS 0x23
#define __USER_DS   0x2b
#define __USER_CS   0x33

static inline bool user_mode(const struct pt_regs *regs)
{
	return regs->cs & 3;
}

static inline unsigned long instruction_pointer(const struct pt_regs *regs)
{
	return regs->ip;
}

static inline unsigned long user_stack_pointer(const struct pt_regs *regs)
{
	return regs->sp;
}

static inline unsigned long regs_return_value(const struct pt_regs *regs)
{
	return regs->ax;
}

/* The frame at the top of the kernel stack of @task; needs kernel/sched/sched.h. */
#define task_pt_regs(task) ((struct pt_regs *)((char *)(task)->stack + THREAD_SIZE) - 1)

/* What the interrupt being handled interrupted; NULL outside interrupts. */
DECLARE_PER_CPU(struct pt_regs *, irq_regs);
#define get_irq_regs() this_cpu_read(irq_regs)
