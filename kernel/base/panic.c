/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/panic.c - the end of a kernel that found itself to be wrong; warnings
 *
 * Theory
 *   The first CPU to panic reports; others that panic meanwhile, and the same one if reporting
 *   fails, stop without a word or go straight to the end.  The report is made before the other CPUs
 * are stopped, so that it is there even if stopping them hangs; the locks of log and consoles are
 * broken after they have stopped.
 *
 * Not here: registers and stack walk (arch: show_regs, show_stack).
 *
 * Sources: Linux Documentation/admin-guide/kernel-parameters.txt (panic=)
 */
#include "kernel/base/panic.h"

#include "arch/boot.h"
#include "arch/clock.h"
#include "arch/irqflags.h"
#include "arch/smp.h"
#include "arch/thread.h"
#include "base/atomic.h"
#include "base/err.h"
#include "kernel/base/param.h"
#include "kernel/base/utsname.h"
#include "lib/format.h"
#include "lib/kstrtox.h"

#define REASON_LEN  512
#define MS_PER_STEP 100

int panic_timeout;
bool oops_in_progress;
void (*panic_task_hook)(struct panic_task *t);

static atomic_t panic_cpu; /* CPU + 1 that reports */

void print_bug_header(void)
{
	struct panic_task t = {"swapper", 0};

	if (panic_task_hook)
		panic_task_hook(&t);
	pr_emerg("CPU: %d PID: %d Comm: %s Not tainted %s %s\n", smp_processor_id(), t.pid, t.comm,
		 init_uts.release, init_uts.version);
}

/* Only the first CPU returns; a panic inside a panic ends here too. */
static void claim_panic(void)
{
	int none = 0, me = smp_processor_id() + 1;

	if (atomic_try_cmpxchg(&panic_cpu, &none, me))
		return;
	if (none == me) {
		console_bust_locks();
		arch_restart();
	}
	arch_halt();
}

static void __noreturn panic_end(const char *reason)
{
	int ms;

	if (panic_timeout > 0) {
		pr_emerg("Rebooting in %d seconds..\n", panic_timeout);
		for (ms = 0; ms < panic_timeout * 1000; ms += MS_PER_STEP)
			udelay(MS_PER_STEP * 1000);
	}
	if (panic_timeout != 0)
		arch_restart();
	pr_emerg("---[ end Kernel panic - not syncing: %s ]---\n", reason);
	console_flush();
	arch_halt();
}

static void __printf(2, 0) __noreturn
	do_panic(const struct pt_regs *regs, const char *fmt, va_list ap)
{
	static char reason[REASON_LEN];

	local_irq_disable();
	claim_panic();
	oops_in_progress = true;
	if (console_loglevel < 7)
		console_loglevel = 7;
	vscnprintf(reason, sizeof(reason), fmt, ap);
	pr_emerg("Kernel panic - not syncing: %s\n", reason);
	print_bug_header();
	if (regs)
		show_regs(regs);
	show_stack(NULL, regs);
	smp_stop_others();
	console_bust_locks();
	panic_end(reason);
}

void panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	do_panic(NULL, fmt, ap);
}

void panic_regs(const struct pt_regs *regs, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	do_panic(regs, fmt, ap);
}

void __warn(const char *file, int line, const char *expr)
{
	pr_warn("------------[ cut here ]------------\n");
	pr_warn("WARNING: CPU: %d at %s:%d: %s\n", smp_processor_id(), file, line, expr);
	print_bug_header();
	show_stack(NULL, NULL);
	pr_warn("---[ end trace ]---\n");
}

void dump_stack(void)
{
	print_bug_header();
	show_stack(NULL, NULL);
}

static int __init param_panic(char *value)
{
	return value ? kstrtoint(value, 10, &panic_timeout) : -EINVAL;
}
early_param("panic", param_panic);
