/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/syscall.c - from a number to a handler, and what happens to numbers without one
 *
 * Theory
 *   Entry code has saved the registers; do_syscall() calls through the table that
 * scripts/build/gen-syscalls.py makes from syscalls.tbl, with a thunk for each handler that takes
 * its arguments, and no more than those, out of the registers.  A handler returns a value
 * or -errno; the internal -ERESTART* codes among them are resolved when signals are delivered
 * (sigframe.c), which happens whenever one of them was returned, because it is returned only when a
 * signal is pending.
 *
 *   A call that Pith does not have answers ENOSYS, and is named once in the log.
 *
 * Not here: entry and exit (arch/x86_64/entry).
 *
 * Locks: none.
 *
 * Sources: syscall(2), syscalls(2)
 */
#include "abi/linux/syscall.h"
#include "abi/linux/border.h"
#include "abi/linux/vdso.h"
#include "arch/ptrace.h"
#include "base/atomic.h"
#include "gen/syscalls.h"
#include "kernel/base/printk.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/sched.h"

static unsigned long
	reported[SYSCALL_TABLE_SIZE / 64 + 1]; /* [a] named in the log; the last bit: all others */

static __noinline __cold sysret_t no_such_call(unsigned int nr)
{
	unsigned int bit = nr < SYSCALL_TABLE_SIZE ? nr : sizeof(reported) * 8 - 1;
	const char *name = nr < SYSCALL_TABLE_SIZE ? syscall_names[nr] : NULL;

	if (!test_and_set_bit(bit, reported))
		pr_info("pith: %s[%d]: system call %d (%s) is not implemented\n", current->comm,
			current->pid, (int)nr, name ? name : "unknown");
	return -ENOSYS;
}

sysret_t do_syscall(const struct pt_regs *regs)
{
	unsigned int nr = (unsigned int)regs->orig_ax; /* 32 bits of the register count */

	if (likely(nr < SYSCALL_TABLE_SIZE && syscall_table[nr]))
		return syscall_table[nr](regs);
	return no_such_call(nr);
}

static const struct exec_abi linux_exec_abi = {
	.create_stack = create_stack,
	.map_vdso = map_vdso,
};

void abi_linux_init(void)
{
	abi_deliver_signals = deliver_signals;
	exec_abi = &linux_exec_abi;
	vdso_init();
}
