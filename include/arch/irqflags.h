/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/irqflags.h - interrupts of this CPU
 *
 * local_irq_save(flags) stores the state and disables; local_irq_restore(flags) puts it back.
 * irqs_disabled() tells.  arch_safe_halt() enables interrupts and waits for one, atomically.
 */
#pragma once

#include <asm/irqflags.h>
