/* SPDX-License-Identifier: GPL-2.0-or-later */
/* abi/linux/vdso/vvar.h - map.c gives vvar.c its page */
#pragma once

#include "arch/irqflags.h"
#include "vdso_data.h"

/* From here on time is written to @page (zeroed, kept for ever).  Before other CPUs start. */
void vvar_use_page(void *page);
