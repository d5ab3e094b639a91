/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/processor.h - the part of a task that the processor's state lives in */
#pragma once

#include "base/types.h"

struct fpu_state;

/* Data segment registers: as good as always all null. */
struct selectors {
	unsigned short ds, es, fs, gs;
};

/*
 * struct thread_struct - registers of a task that does not run
 *
 * Key: p the task itself or the switch code
 */
struct thread_struct {
	unsigned long sp;      /* [p] kernel stack pointer while switched out */
	unsigned long fsbase;  /* [p] TLS; valid while switched out, and always in the task */
	unsigned long gsbase;  /* [p] user GS base, likewise */
	struct selectors sel;  /* [p] while switched out */
	struct fpu_state *fpu; /* [p] XSAVE area of fpu_kernel_size() bytes; NULL: kernel thread */
	int fpu_cpu;	       /* [p] CPU whose registers may still hold it; -1: none */
	uaddr_t cr2;	       /* [p] address of the last fault sent as a signal */
	unsigned long trap_nr; /* [p] and its vector */
	unsigned long error_code;
};
