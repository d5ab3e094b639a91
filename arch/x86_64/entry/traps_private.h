/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/x86_64/entry/traps_private.h - what entry.S calls */
#pragma once

#include "arch/ptrace.h"

void do_divide_error(struct pt_regs *regs, unsigned long error);
void do_int3(struct pt_regs *regs, unsigned long error);
void do_overflow(struct pt_regs *regs, unsigned long error);
void do_bounds(struct pt_regs *regs, unsigned long error);
void do_invalid_op(struct pt_regs *regs, unsigned long error);
void do_device_not_available(struct pt_regs *regs, unsigned long error);
void do_invalid_tss(struct pt_regs *regs, unsigned long error);
void do_segment_not_present(struct pt_regs *regs, unsigned long error);
void do_stack_segment(struct pt_regs *regs, unsigned long error);
void do_general_protection(struct pt_regs *regs, unsigned long error);
void do_page_fault(struct pt_regs *regs, unsigned long error);
void do_x87_error(struct pt_regs *regs, unsigned long error);
void do_alignment_check(struct pt_regs *regs, unsigned long error);
void do_simd_error(struct pt_regs *regs, unsigned long error);
void do_debug_user(struct pt_regs *regs);
void do_debug_kernel(struct pt_regs *regs);
void do_nmi(struct pt_regs *regs);
void do_double_fault(struct pt_regs *regs);
bool umip_emulate(struct pt_regs *regs);
void do_bad_iret(struct pt_regs *regs, unsigned long error);

/* On the way to user mode with work to do; interrupts off, also on return. */
bool exit_to_user_work(struct pt_regs *regs);
