/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/setup.h - between the folders of arch/x86_64: boot-time steps */
#pragma once

#include "base/types.h"

/* An uncached window on a device the arch owns, never unmapped; panics when they are used up. */
void *fixmap_io(paddr_t pa, size_t size);

/* Copies the archive into RAM when mem= has left it outside; before the boot tables go. */
void rescue_initrd(void);

/* One low page at its physical address until arch_late_init(). */
void map_identity_page(paddr_t pa);

/* /proc/iomem and /proc/ioports: what the machine has by itself.  Slab is up. */
void resources_init(void);

/* Boot: firmware's CPUs, controllers and nodes; per-CPU areas.  End of arch_mem_init(). */
void discover_hardware(void);
