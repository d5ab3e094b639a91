/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/syscall.h - how the entry code and the table of calls meet
 */
#pragma once

#include "base/types.h"

typedef long sysret_t;

struct sysargs {
	u64 a[6];
};

typedef sysret_t (*sysfn_t)(const struct sysargs *args);

#define NR_SYSCALLS 512
extern const sysfn_t syscall_table[NR_SYSCALLS];	/* NULL: not implemented */
extern const char *const syscall_names[NR_SYSCALLS];	/* NULL: no such number */

struct pt_regs;
/* One system call: from arch entry, interrupts on; sets regs->ax. */
void do_syscall(struct pt_regs *regs);
