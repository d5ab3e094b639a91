/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/irqflags.h, for the host: there are no interrupts */
#pragma once

#include "base/types.h"

#define local_irq_save(flags)	   ((flags) = 0)
#define local_irq_restore(flags)   ((void)(flags))
#define local_irq_disable()	   ((void)0)
#define local_irq_enable()	   ((void)0)
#define irqs_disabled()		   false
#define irqs_disabled_flags(flags) ((void)(flags), false)
#define cpu_relax()		   ((void)0)
