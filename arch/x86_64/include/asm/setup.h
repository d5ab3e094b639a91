/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/setup.h - between the folders of arch/x86_64: boot-time steps */
#pragma once

#include "base/types.h"

/* The kernel stack of init_task: the boot CPU runs on it from the first instruction. */
extern u8 init_stack[];

/* Windows into physical memory before ioremap() exists, or for good (devices the arch owns).
 * fixmap_io: uncached, never unmapped; panics when the windows are used up.
 * early_map: cached view of any physical range, one at a time per @slot (0..3) of up to 64 KiB;
 *   NULL if the range is larger.  Boot only, one CPU. */
void *fixmap_io(paddr_t pa, size_t size);
void *early_map(unsigned int slot, paddr_t pa, size_t size);
void early_unmap(unsigned int slot);
