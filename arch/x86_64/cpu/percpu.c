/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/percpu.c - the variables behind asm/percpu.h and asm/current.h
 */
#include "arch/current.h"
#include "arch/percpu.h"
#include "arch/ptrace.h"
#include "arch/smp.h"
#include "kernel/sched/sched.h"

unsigned long per_cpu_offset[NR_CPUS] __ro_after_init;

DEFINE_PER_CPU(unsigned long, this_cpu_off);
DEFINE_PER_CPU(int, cpu_number);
DEFINE_PER_CPU(struct task_struct *, current_task) = &init_task;
DEFINE_PER_CPU(struct pt_regs *, irq_regs);
