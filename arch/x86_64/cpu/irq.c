/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/irq.c - from vectors to handlers; setting up the controllers
 *
 * Theory
 *   Vectors 0x30 and up are lines (do_IRQ), those from VEC_TIMER on the processor's own.  Handlers
 *   run with interrupts off on the stack of whatever was interrupted; the outermost registers are
 *   in irq_regs for the tick.
 */
#include "arch/boot.h"
#include "arch/current.h"
#include "arch/ptrace.h"
#include "arch/smp.h"
#include "kernel/base/panic.h"
#include "kernel/sched/irq.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/time.h"
#include "kernel/sync/rcu.h"
#include <asm/apic.h>
#include <asm/clock.h>
#include <asm/desc.h>
#include <asm/fpu.h>
#include <asm/setup.h>
#include <asm/smp.h>
#include <asm/traps.h>

static bool use_pic __ro_after_init;

static void timer_vector(void)
{
	irq_enter();
	irq_stat_inc(IRQ_STAT_LOC);
	timer_interrupt();
	irq_exit();
}

static void call_vector(void)
{
	irq_enter();
	irq_stat_inc(IRQ_STAT_CAL);
	smp_call_interrupt();
	irq_exit();
}

static void line_interrupt(int irq)
{
	if (use_pic && pic_spurious(irq)) {
		irq_stat_inc(IRQ_STAT_SPU);
		return;
	}
	if (irq == 0 && clock_uses_pit()) {
		pic_eoi_timer();
		timer_vector();
		return;
	}
	do_IRQ(irq);
}

static void dispatch(unsigned long vector)
{
	switch (vector) {
	case VEC_TIMER:
		apic_eoi();
		timer_vector();
		break;
	case VEC_RESCHED:
		apic_eoi();
		irq_stat_inc(IRQ_STAT_RES);
		set_tsk_thread_flag(current, TIF_NEED_RESCHED);
		break;
	case VEC_CALL:
		apic_eoi();
		call_vector();
		break;
	case VEC_STOP:
		arch_halt();
	case VEC_ERROR:
		apic_error_interrupt();
		break;
	case VEC_SPURIOUS:
		irq_stat_inc(IRQ_STAT_SPU);
		break;
	default:
		if (vector >= VEC_IRQ_BASE && vector < VEC_IRQ_BASE + VEC_IRQ_COUNT)
			line_interrupt((int)(vector - VEC_IRQ_BASE));
		else
			apic_eoi();
		break;
	}
}

void do_interrupt(struct pt_regs *regs, unsigned long vector)
{
	struct pt_regs *outer = get_irq_regs();

	this_cpu_write(irq_regs, regs);
	dispatch(vector);
	this_cpu_write(irq_regs, outer);
	if (user_mode(regs))
		rcu_note_quiescent();
}

void __init arch_irq_init(void)
{
	fpu_init_cache();
	pic_init();
	if (apic_present)
		apic_enable_cpu();
	use_pic = !ioapic_init();
	if (use_pic)
		pic_use();
	clock_init();
	resources_init();
}
