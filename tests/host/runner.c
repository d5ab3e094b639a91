/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/runner.c - runs the KTESTs of one host test program
 *
 * usage: PROGRAM [substring of suite.name]...
 *
 * Order is shuffled by a seed that is printed; KTEST_SEED=n repeats a run.  Output is TAP; the
 * exit status is 1 if a test failed or none ran.
 */
#include "kernel/base/ktest.h"
#include "lib/format.h"
#include "lib/kstrtox.h"
#include "lib/prng.h"
#include "lib/string.h"

#include "shim/host.h"

extern const struct ktest __start_ktests[], __stop_ktests[];

enum { TESTS_MAX = 1024, NAME_SIZE = 128, FAILURES_SHOWN = 10 };

static unsigned int failures;
static u64 seed;

void ktest_fail(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	if (failures++ >= FAILURES_SHOWN)
		return;
	host_print("# %s:%d: ", file, line);
	va_start(args, fmt);
	host_vprint(fmt, args);
	va_end(args);
	host_print("\n");
}

u64 ktest_seed(void)
{
	return seed;
}

static void choose_seed(void)
{
	const char *wish = host_getenv("KTEST_SEED");

	if (!wish || kstrtou64(wish, 0, &seed))
		seed = host_time_ns();
}

static bool is_wanted(const struct ktest *t, int nwishes, char **wishes)
{
	char name[NAME_SIZE];
	int i;

	snprintf(name, sizeof(name), "%s.%s", t->suite, t->name);
	for (i = 0; i < nwishes; i++) {
		if (strstr(name, wishes[i]))
			return true;
	}
	return nwishes == 0;
}

int main(int argc, char **argv)
{
	static const struct ktest *order[TESTS_MAX];
	unsigned int n = 0, failed = 0, i;
	const struct ktest *t;
	struct prng rnd;

	choose_seed();
	for (t = __start_ktests; t < __stop_ktests; t++) {
		if (!is_wanted(t, argc - 1, argv + 1))
			continue;
		if (n == TESTS_MAX)
			host_abort();
		order[n++] = t;
	}
	rnd.state = seed;
	for (i = n; i > 1; i--) {
		u64 j = prng_below(&rnd, i);

		swap(order[i - 1], order[j]);
	}

	host_print("# KTEST_SEED=%llu\n1..%u\n", seed, n);
	for (i = 0; i < n; i++) {
		failures = 0;
		order[i]->fn();
		if (failures)
			failed++;
		host_print("%s %u - %s.%s\n", failures ? "not ok" : "ok", i + 1, order[i]->suite,
			   order[i]->name);
	}
	host_print("# %u passed, %u failed\n", n - failed, failed);
	return failed || n == 0;
}
