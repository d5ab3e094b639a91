/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/clock.h - between the files of arch/x86_64: clock and timer */
#pragma once

#include "base/types.h"

void clock_early_init(void);  /* starts the first measurement */
void clock_apic_sample(void); /* local APIC mapped: starts counting */
void clock_init(void);	      /* calibrates; the clock runs from here */
void clock_init_cpu(void);    /* other CPUs: their timer */
/* Called on the boot CPU and on @cpu at once: do their counters agree? */
void clock_sync_source(void);
void clock_sync_target(void);

bool clock_uses_pit(void); /* the timer interrupt is IRQ 0 */
