/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/syscall.h - how the entry code and the table of calls meet
 */
#pragma once

#include "abi/linux/abi.h"
#include "base/compiler.h"
#include "base/types.h"
#include <asm/signal.h> /* sigset_t, for the prototypes */

typedef long sysret_t;

struct pt_regs;
/* Takes its arguments out of the registers of syscall(2). */
typedef sysret_t (*sysfn_t)(const struct pt_regs *regs);

/* One system call: from arch entry, which stores the result in regs->ax; interrupts on.  The table
 * is gen/syscalls.h's. */
sysret_t do_syscall(const struct pt_regs *regs);
