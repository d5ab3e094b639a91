/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/extable.c - instructions that may fault, and where to go on when they do
 *
 * Entries are emitted beside each such instruction (asm/uaccess.h) in the order of compilation;
 * sorted once at boot, before the table becomes read-only, then searched by halves.
 */
#include "base/compiler.h"
#include "base/err.h"
#include <asm/traps.h>
#include <asm/uaccess.h>

struct ex_entry {
	s32 insn, fixup; /* each relative to itself */
	u32 kind;
};

extern struct ex_entry __start___ex_table[], __stop___ex_table[];

static unsigned long insn_of(const struct ex_entry *e)
{
	return (unsigned long)&e->insn + (unsigned long)(long)e->insn;
}

static unsigned long fixup_of(const struct ex_entry *e)
{
	return (unsigned long)&e->fixup + (unsigned long)(long)e->fixup;
}

/* Insertion sort: the linker leaves the table nearly sorted. */
void __init sort_extable(void)
{
	for (struct ex_entry *e = __start___ex_table + 1; e < __stop___ex_table; e++) {
		unsigned long insn = insn_of(e), fixup = fixup_of(e);
		u32 kind = e->kind;
		struct ex_entry *p = e;

		for (; p > __start___ex_table && insn_of(p - 1) > insn; p--) {
			s32 moved = (s32)sizeof(*p);

			*p = (struct ex_entry){p[-1].insn - moved, p[-1].fixup - moved, p[-1].kind};
		}
		p->insn = (s32)(insn - (unsigned long)&p->insn);
		p->fixup = (s32)(fixup - (unsigned long)&p->fixup);
		p->kind = kind;
	}
}

static const struct ex_entry *search(unsigned long ip)
{
	const struct ex_entry *lo = __start___ex_table, *hi = __stop___ex_table;

	while (lo < hi) {
		const struct ex_entry *mid = lo + (hi - lo) / 2;

		if (insn_of(mid) == ip)
			return mid;
		if (insn_of(mid) < ip)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

bool has_fixup(unsigned long ip)
{
	return search(ip) != NULL;
}

bool fixup_exception(struct pt_regs *regs)
{
	const struct ex_entry *e = search(regs->ip);

	if (!e)
		return false;
	if (e->kind == EX_EFAULT)
		regs->ax = (unsigned long)-EFAULT;
	regs->ip = fixup_of(e);
	return true;
}
