/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/symbol_search.c - the search in a table of symbols (kallsyms.h); pure, runs on the
 * host */
#include "kallsyms.h"

int symbol_search(const struct symbol_table *t, u32 offset)
{
	u32 lo = 0, hi = t->num;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (t->offsets[mid] <= offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (int)lo - 1;
}
