/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/phys/show_mem.h - where the memory is, for the log */
#pragma once

#include "mm/phys/gfp.h"

#define GFP_TEXT 160 /* room for most */

void show_mem(void); /* the lines from "Mem-Info:" on, as Linux writes them; any context */
/* "GFP_KERNEL|__GFP_ZERO"; returns @buf. */
char *gfp_flags_text(char *buf, size_t size, gfp_t gfp);
