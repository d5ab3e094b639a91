/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/irqflags.h - the interrupt flag of this CPU */
#pragma once

#include "base/types.h"

#define X86_IF_BIT 0x200UL

static inline unsigned long local_save_flags(void)
{
	unsigned long flags;

	/* memory: accesses of a critical section must not move out of it */
	__asm__ __volatile__("pushfq; popq %0" : "=rm"(flags) : : "memory");
	return flags;
}

static inline void local_irq_disable(void)
{
	__asm__ __volatile__("cli" : : : "memory");
}

static inline void local_irq_enable(void)
{
	__asm__ __volatile__("sti" : : : "memory");
}

static inline bool irqs_disabled_flags(unsigned long flags)
{
	return !(flags & X86_IF_BIT);
}

static inline bool irqs_disabled(void)
{
	return irqs_disabled_flags(local_save_flags());
}

static inline unsigned long arch_local_irq_save(void)
{
	unsigned long flags = local_save_flags();

	local_irq_disable();
	return flags;
}

static inline void local_irq_restore(unsigned long flags)
{
	if (!irqs_disabled_flags(flags))
		local_irq_enable();
}

#define local_irq_save(flags) ((flags) = arch_local_irq_save())

/* sti takes effect after the next instruction: no wake-up is lost between the two. */
static inline void arch_safe_halt(void)
{
	__asm__ __volatile__("sti; hlt" : : : "memory");
}

static inline void cpu_relax(void)
{
	__asm__ __volatile__("pause" : : : "memory");
}
