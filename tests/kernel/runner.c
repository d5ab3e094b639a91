/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/kernel/runner.c - runs the KTESTs of a KTEST=1 kernel, in the guest
 *
 * Theory
 *   With the boot parameter "ktest" process 1 runs all tests before it would become init, in an
 * order shuffled by ktest.seed= (drawn and printed if not given), prints a line for each and one
 *   "TEST-RESULT:" with the sums, and powers the machine off.  ktest=NAME runs only tests whose
 *   "suite.name" contains NAME; several are separated by commas.  ktest=poweroff is "ktest".
 *
 *   A test that comes back with interrupts off, with a lock held or not runnable has failed.
 *
 * Locks: fail_lock; tests may report from threads and interrupts of their own.
 */
#include "arch/boot.h"
#include "arch/irqflags.h"
#include "arch/smp.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/base/panic.h"
#include "kernel/base/param.h"
#include "kernel/base/random.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/spinlock.h"
#include "lib/format.h"
#include "lib/kstrtox.h"
#include "lib/prng.h"
#include "lib/string.h"
#include "mm/kmem/kasan.h"
#include "mm/kmem/slab.h"
#include "mm/kmem/ubsan.h"

#include "chosen.h"

extern const struct ktest __start_ktests[], __stop_ktests[];

#define FAILURES_SHOWN 10
#define POWEROFF_WORD  "poweroff"

static DEFINE_SPINLOCK(fail_lock, RANK_NONE);
static unsigned int failures; /* [fail_lock] of the running test */
static bool asked, have_seed;
static const char *filter;
static u64 seed;

static int __init param_ktest(char *value)
{
	asked = true;
	if (value && strcmp(value, POWEROFF_WORD) != 0)
		filter = value;
	return 0;
}
boot_param("ktest", param_ktest);

static int __init param_seed(char *value)
{
	have_seed = true;
	return value ? kstrtou64(value, 0, &seed) : -EINVAL;
}
boot_param("ktest.seed", param_seed);

u64 ktest_seed(void)
{
	return seed;
}

void ktest_fail(const char *file, int line, const char *fmt, ...)
{
	char text[200];
	unsigned long flags;
	unsigned int n;
	va_list ap;

	spin_lock_irqsave(&fail_lock, flags);
	n = ++failures;
	spin_unlock_irqrestore(&fail_lock, flags);
	if (n > FAILURES_SHOWN)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	pr_err("# %s:%d: %s\n", file, line, text);
}

/* What the sanitizers said during a test, if it planted nothing. */
static void check_sanitizers(const struct ktest *t)
{
	static unsigned int seen;
	unsigned int now = kasan_reports() + ubsan_reports();

	if (now != seen)
		ktest_fail(t->file, t->line, "%u reports of KASAN or UBSAN", now - seen);
	seen = now;
}

static void check_context(const struct ktest *t)
{
	if (irqs_disabled()) {
		ktest_fail(t->file, t->line, "came back with interrupts off");
		local_irq_enable();
	}
	if (current->state != TASK_RUNNING) {
		ktest_fail(t->file, t->line, "came back in state %#x", current->state);
		__set_current_state(TASK_RUNNING);
	}
	if (current->nr_held) {
		ktest_fail(t->file, t->line, "came back with %d locks held", current->nr_held);
		current->nr_held = 0;
	}
}

/* True if it passed. */
static bool run_one(const struct ktest *t, unsigned int number)
{
	failures = 0;
	t->fn();
	check_context(t);
	check_sanitizers(t);
	pr_notice("%s %u - %s.%s\n", failures ? "not ok" : "ok", number, t->suite, t->name);
	cond_resched();
	return failures == 0;
}

static unsigned int collect(const struct ktest **order)
{
	const struct ktest *t;
	unsigned int n = 0;

	for (t = __start_ktests; t < __stop_ktests; t++)
		if (is_chosen(filter, t->suite, t->name))
			order[n++] = t;
	return n;
}

static void shuffle(const struct ktest **order, unsigned int n)
{
	struct prng rnd = PRNG_INIT(seed);

	for (unsigned int i = n; i > 1; i--) {
		u64 j = prng_below(&rnd, i);

		swap(order[i - 1], order[j]);
	}
}

static void run_all(void)
{
	size_t all = (size_t)(__stop_ktests - __start_ktests);
	const struct ktest **order = kvmalloc((all + 1) * sizeof(*order), GFP_KERNEL);
	unsigned int n, passed = 0, i;

	if (!order)
		panic("ktest: no memory");
	if (!have_seed)
		seed = get_random_u64();
	n = collect(order);
	shuffle(order, n);
	pr_notice("# ktest.seed=%#llx, %u CPUs\n", seed, num_online_cpus());
	pr_notice("1..%u\n", n);
	for (i = 0; i < n; i++)
		passed += run_one(order[i], i + 1);
	pr_notice("TEST-RESULT: passed=%u failed=%u skipped=0\n", passed, n - passed);
	kvfree(order);
}

void ktest_run_if_asked(void)
{
	if (!asked)
		return;
	run_all();
	arch_power_off();
	panic("ktest: this machine cannot be switched off");
}
