/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/ubsan.h - what UBSAN=1 found; for tests.  Context: any. */
#pragma once

#include "base/types.h"

#ifdef CONFIG_UBSAN
unsigned int ubsan_reports(void); /* that nobody planted, since boot */
void ubsan_expect_begin(void);
unsigned int ubsan_expect_end(void); /* reports since then */
#else
static inline unsigned int ubsan_reports(void)
{
	return 0;
}
#endif
