/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/page.h, for the host: the windows lie where a process may have memory */
#pragma once

#include_next <asm/page.h>

#undef PAGE_OFFSET
#undef VMEMMAP_START
#define PAGE_OFFSET   0x200000000000UL
#define VMEMMAP_START 0x300000000000UL
