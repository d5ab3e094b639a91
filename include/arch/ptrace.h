/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/ptrace.h - struct pt_regs: the user (or interrupted kernel) registers on the kernel stack
 *
 * Accessors: user_mode(regs), instruction_pointer(regs), user_stack_pointer(regs),
 * regs_return_value(regs), task_pt_regs(task) (the frame at the top of its kernel stack).
 *
 * A system call that writes more of its own frame than the return value sets TIF_FRAME_CHANGED:
 * the way back to user mode takes only some of the registers from it otherwise.
 */
#pragma once

#include <asm/ptrace.h>
