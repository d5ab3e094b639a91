/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/percpu.h - variables of which each CPU has its own
 *
 * DEFINE_PER_CPU(type, name) / DECLARE_PER_CPU.  this_cpu_read/write/add/inc/dec(name) are one
 * instruction and interrupt-safe; this_cpu_ptr(&name) is stable while the task cannot sleep (the
 * kernel is not preempted).  per_cpu(name, cpu), per_cpu_ptr(&name, cpu) reach another CPU's.
 * Before the other CPUs start, CPU 0 uses the section itself, so per-CPU data works from the
 * first instruction.
 */
#pragma once

#define NR_CPUS 64

#include <asm/percpu.h>
