/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/kallsyms.c - names of code addresses, for backtraces and %pS
 *
 * The table is made by the build from the linked kernel (scripts/build/gen-kallsyms.py) and holds
 * text symbols only, as offsets from the base of the image.  It is constant: any context.
 */
#include "kallsyms.h"

#include "arch/page.h"
#include "base/compiler.h"
#include "kernel/base/panic.h"
#include "lib/format.h"

extern const u32 kallsyms_num;
extern const u32 kallsyms_offsets[];
extern const u32 kallsyms_name_offsets[];
extern const char kallsyms_names[];
extern const char _text[], _etext[], __init_begin[], __init_end[];

static bool is_kernel_text(unsigned long addr)
{
	return (addr >= (unsigned long)_text && addr < (unsigned long)_etext) ||
	       (addr >= (unsigned long)__init_begin && addr < (unsigned long)__init_end);
}

const char *kallsyms_lookup(unsigned long addr, unsigned long *offset, unsigned long *size)
{
	const struct symbol_table t = {kallsyms_num, kallsyms_offsets, kallsyms_name_offsets,
				       kallsyms_names};
	unsigned long end = (unsigned long)_etext - __START_KERNEL_map;
	u32 rel;
	int i;

	if (!is_kernel_text(addr))
		return NULL;
	rel = (u32)(addr - __START_KERNEL_map);
	i = symbol_search(&t, rel);
	if (i < 0)
		return NULL;
	if ((u32)i + 1 < t.num)
		end = t.offsets[i + 1];
	*offset = rel - t.offsets[i];
	*size = end > t.offsets[i] ? end - t.offsets[i] : 0;
	return t.names + t.name_offsets[i];
}

static bool format_lookup(unsigned long addr, struct format_symbol *sym)
{
	sym->name = kallsyms_lookup(addr, &sym->offset, &sym->size);
	return sym->name != NULL;
}

void __init kallsyms_init(void)
{
	format_set_symbol_lookup(format_lookup);
}
