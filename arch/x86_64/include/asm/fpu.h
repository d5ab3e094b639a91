/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/fpu.h - between the folders of arch/x86_64: FPU state of tasks */
#pragma once

#include "arch/fpu.h"

struct task_struct;

void fpu_init(void);	   /* boot CPU: features, sizes */
void fpu_init_cache(void); /* when slab is up */
void fpu_init_cpu(void);   /* every CPU, before tasks run on it */
/* State for @p copied from the running task, or initial if that is a kernel thread; 0, -ENOMEM. */
int fpu_fork(struct task_struct *p);
void fpu_free(struct task_struct *p);
/* exec: initial state; allocates if the task had none.  0 or -ENOMEM. */
int fpu_reset_current(void);
/* Context switch, interrupts off. */
void fpu_switch(struct task_struct *prev, struct task_struct *next);
