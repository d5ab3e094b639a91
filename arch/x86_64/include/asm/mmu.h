/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/mmu.h - what the TLB code keeps per address space */
#pragma once

#include "base/atomic.h"
#include "base/types.h"

/*
 * struct mm_context - embedded in mm_struct
 *
 * A new address space (also one made by copying) calls mm_context_init().
 * Key: a atomic, c const after init
 */
struct mm_context {
	u64 ctx_id;	    /* [c] never used twice: what a PCID slot remembers */
	atomic64_t tlb_gen; /* [a] bumped by every flush: does a PCID slot need one? */
	u64 cpus;	    /* [a] CPUs whose TLB may hold user entries of it */
	uaddr_t vdso;	    /* [c after exec] base of the vDSO, 0: none */
};

void mm_context_init(struct mm_context *ctx);
