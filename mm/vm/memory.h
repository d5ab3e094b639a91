/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/memory.h - the fault handlers of memory.c, for fault.c
 *
 * All: the VMA stable; they return 0 or VM_FAULT_*.
 */
#pragma once

#include "mm/vm/mm_types.h"

vm_fault_t do_anonymous_page(struct vm_fault *vmf); /* no entry, private memory */
vm_fault_t do_fault(struct vm_fault *vmf);	    /* no entry, the VMA has ->fault */
/* write to a read-only entry; table locked, unlocks */
vm_fault_t do_wp_page(struct vm_fault *vmf) __releases(vmf->ptl);
