/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/setup.h - between the folders of arch/x86_64: boot-time steps */
#pragma once

#include "base/types.h"

/* An uncached window on a device the arch owns, never unmapped; panics when they are used up. */
void *fixmap_io(paddr_t pa, size_t size);
