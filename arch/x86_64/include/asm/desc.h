/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/desc.h - descriptor tables, interrupt vectors and the stacks of the worst exceptions */
#pragma once

#define GDT_ENTRIES   16
#define GDT_KERNEL_CS 2
#define GDT_KERNEL_DS 3
#define GDT_USER32_CS 4
#define GDT_USER_DS   5
#define GDT_USER_CS   6
#define GDT_TSS	      8	 /* two entries */
#define GDT_CPU	      15 /* its limit is the CPU number: lsl for getcpu() */
#define CPU_SEG	      (GDT_CPU * 8 + 3)

#define VEC_IRQ_BASE  0x30 /* + Linux IRQ number */
#define VEC_IRQ_COUNT 128
#define VEC_TIMER     0xec
#define VEC_STOP      0xf8
#define VEC_CALL      0xfb
#define VEC_RESCHED   0xfd
#define VEC_ERROR     0xfe
#define VEC_SPURIOUS  0xff
#define VEC_SYS_FIRST VEC_TIMER /* stubs exist from here to 0xff */

/* Stacks of exceptions that may come at any instruction (TSS.ist index from 1). */
#define IST_FATAL      1 /* #DF, #MC: never return */
#define IST_NMI	       2
#define IST_DB	       3
#define IST_FATAL_SIZE 8192
#define IST_NMI_SIZE   8192
#define IST_DB_SIZE    4096
#define IST_ALL_SIZE   (IST_FATAL_SIZE + IST_NMI_SIZE + IST_DB_SIZE)

#ifndef __ASSEMBLY__

#include "base/compiler.h"
#include "base/types.h"
#include <asm/percpu.h>

struct tss {
	u32 reserved0;
	u64 sp0, sp1, sp2; /* sp0: kernel stack of the running task; sp2: scratch of syscall */
	u64 reserved1;
	u64 ist[7];
	u64 reserved2;
	u16 reserved3, io_bitmap; /* beyond the limit: no port is allowed to user mode */
} __packed;

_Static_assert(sizeof(struct tss) == 104, "task-state segment");

DECLARE_PER_CPU(struct tss, cpu_tss);

/* GDT, TSS, IDT, system-call MSRs of the running CPU; @ist: IST_ALL_SIZE bytes. */
void cpu_tables_init(int cpu, void *ist);
void idt_init(void);

#endif
