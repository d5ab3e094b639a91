/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/kallsyms.h - searching a table of symbols, the kernel's or a test's */
#pragma once

#include "base/types.h"

/* Offsets ascend and are relative to some base; a symbol reaches to the next one. */
struct symbol_table {
	u32 num;
	const u32 *offsets;
	const u32 *name_offsets; /* of symbol i in names */
	const char *names;
};

/* Index of the last symbol at or below @offset; -1 if there is none. */
int symbol_search(const struct symbol_table *t, u32 offset);
