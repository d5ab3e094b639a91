/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/traps.h - between the folders of arch/x86_64: exceptions and interrupt dispatch */
#pragma once

#include "arch/ptrace.h"
#include "base/types.h"

enum trap_nr {
	TRAP_DE = 0,
	TRAP_DB = 1,
	TRAP_BP = 3,
	TRAP_OF = 4,
	TRAP_BR = 5,
	TRAP_UD = 6,
	TRAP_NM = 7,
	TRAP_DF = 8,
	TRAP_TS = 10,
	TRAP_NP = 11,
	TRAP_SS = 12,
	TRAP_GP = 13,
	TRAP_PF = 14,
	TRAP_MF = 16,
	TRAP_AC = 17,
	TRAP_MC = 18,
	TRAP_XF = 19,
};

/* Does the exception table know @regs->ip?  Then moves it to the fixup: true. */
bool fixup_exception(struct pt_regs *regs);
bool has_fixup(unsigned long ip);
void sort_extable(void);

/* cpu/mce.c: each CPU, once its exception stacks are there; and by entry.S. */
void mce_init_cpu(void);
void do_machine_check(struct pt_regs *regs);

/* Called with the vector by entry.S; in cpu/irq.c. */
void do_interrupt(struct pt_regs *regs, unsigned long vector);
