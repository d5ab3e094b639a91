/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * asm/percpu.h - per-CPU variables through the GS base
 *
 * The GS base of a CPU is the distance from the section .data..percpu to that CPU's copy; CPU 0
 * uses the section itself, with base 0.  %gs:(address of the variable) is therefore this CPU's.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

#define __PERCPU_SECTION	    __attribute__((section(".data..percpu")))
#define DECLARE_PER_CPU(type, name) extern __PERCPU_SECTION __typeof__(type) name
#define DEFINE_PER_CPU(type, name)  __PERCPU_SECTION __typeof__(type) name
#define DEFINE_PER_CPU_ALIGNED(type, name)                                                         \
	__PERCPU_SECTION __attribute__((aligned(64))) __typeof__(type) name

extern unsigned long per_cpu_offset[]; /* const once that CPU runs */

/* Its own GS base, as a variable. */
DECLARE_PER_CPU(unsigned long, this_cpu_off);

#define __pcpu_read(sfx, con, type, var)                                                           \
	({                                                                                         \
		type _pcv;                                                                         \
		__asm__ __volatile__("mov" sfx " %%gs:%1, %0" : con(_pcv) : "m"(var));             \
		_pcv;                                                                              \
	})
#define __pcpu_rmw(insn, con, type, var, val)                                                      \
	__asm__ __volatile__(insn " %1, %%gs:%0" : "+m"(var) : con((type)(unsigned long)(val)))

#define this_cpu_read(var)                                                                         \
	((__typeof__(var))(unsigned long)__builtin_choose_expr(                                    \
		sizeof(var) == 8, __pcpu_read("q", "=r", unsigned long, var),                      \
		__builtin_choose_expr(sizeof(var) == 4, __pcpu_read("l", "=r", u32, var),          \
				      __builtin_choose_expr(sizeof(var) == 2,                      \
							    __pcpu_read("w", "=r", u16, var),      \
							    __pcpu_read("b", "=q", u8, var)))))

#define __pcpu_op(insn, var, val)                                                                  \
	do {                                                                                       \
		switch (sizeof(var)) {                                                             \
		case 8:                                                                            \
			__pcpu_rmw(insn "q", "er", unsigned long, var, val);                       \
			break;                                                                     \
		case 4:                                                                            \
			__pcpu_rmw(insn "l", "ir", u32, var, val);                                 \
			break;                                                                     \
		case 2:                                                                            \
			__pcpu_rmw(insn "w", "ir", u16, var, val);                                 \
			break;                                                                     \
		default:                                                                           \
			__pcpu_rmw(insn "b", "iq", u8, var, val);                                  \
			break;                                                                     \
		}                                                                                  \
	} while (0)

#define this_cpu_write(var, val) __pcpu_op("mov", var, val)
#define this_cpu_add(var, val)	 __pcpu_op("add", var, val)
#define this_cpu_sub(var, val)	 __pcpu_op("sub", var, val)
#define this_cpu_or(var, val)	 __pcpu_op("or", var, val)
#define this_cpu_and(var, val)	 __pcpu_op("and", var, val)
#define this_cpu_inc(var)	 this_cpu_add(var, 1)
#define this_cpu_dec(var)	 this_cpu_sub(var, 1)

/* Address of this CPU's copy of *@ptr. */
#define this_cpu_ptr(ptr) ((__typeof__(ptr))((unsigned long)(ptr) + this_cpu_read(this_cpu_off)))

#define per_cpu_ptr(ptr, cpu) ((__typeof__(ptr))((unsigned long)(ptr) + per_cpu_offset[cpu]))
#define per_cpu(name, cpu)    (*per_cpu_ptr(&(name), cpu))
