/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/fpu.h - x87, SSE and AVX registers: for signal frames, exceptions and the way to user mode
 *
 * The state of the running task is in the registers, or, while TIF_NEED_FPU_LOAD is set, in memory.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

/* Bytes that a signal frame needs for the state; the address must be a multiple of 64. */
size_t fpu_user_size(void);
bool fpu_user_extended(void); /* XSAVE's format, with its magic numbers, not FXSAVE's */
/* Writes the state of the running task as Linux's signal frame has it (XSAVE area with
 * fx_sw_bytes, or plain FXSAVE); 0 or -EFAULT.  May sleep. */
int __must_check fpu_save_user(void __user *buf);
/* Takes it back from a frame that may hold anything; @buf NULL: initial state.
 * 0, -EFAULT, -EINVAL; after an error the state is initial.  May sleep. */
int __must_check fpu_restore_user(const void __user *buf);

/* FPE_* of the pending x87 or SIMD exception of the running task; 0: none. */
int fpu_exception_code(bool simd);

/* Entry code, interrupts off: registers become the running task's. */
void fpu_load_current(void);
