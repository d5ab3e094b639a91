/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/entry/exit.c - what is left to do before user mode
 *
 * Entered from entry.S when current->work says so; true if the frame may be another than before.  Ends with interrupts off and nothing left: a
 * flag that is set later comes with an interrupt, which is taken in user mode and looks again.
 */
#include "traps_private.h"
#include "arch/fpu.h"
#include "arch/irqflags.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/sched.h"

#define SLEEPING_WORK (1UL << TIF_NEED_RESCHED | 1UL << TIF_SIGPENDING)

bool exit_to_user_work(struct pt_regs *regs)
{
	unsigned long work;
	bool changed = false;

	while ((work = READ_ONCE(current->work)) & SLEEPING_WORK) {
		local_irq_enable();
		if (work & 1UL << TIF_NEED_RESCHED)
			schedule();
		if (work & 1UL << TIF_SIGPENDING)
			abi_deliver_signals(regs);
		changed |= work >> TIF_SIGPENDING & 1;
		local_irq_disable();
	}
	if (work & 1UL << TIF_FRAME_CHANGED) {
		clear_tsk_thread_flag(current, TIF_FRAME_CHANGED);
		changed = true;
	}
	if (work & 1UL << TIF_NEED_FPU_LOAD)
		fpu_load_current();
	return changed;
}
