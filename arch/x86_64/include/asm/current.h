/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/current.h - the running task, in one instruction */
#pragma once

#include <asm/percpu.h>

struct task_struct;

DECLARE_PER_CPU(struct task_struct *, current_task);

/* Not volatile, no memory operand: it never changes under a running task, on whatever CPU. */
static __always_inline struct task_struct *get_current(void)
{
	struct task_struct *t;

	__asm__("movq %%gs:%P1, %0" : "=r"(t) : "p"(&current_task));
	return t;
}

#define current get_current()
