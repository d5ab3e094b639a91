/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/kbench.h - what an operation of the kernel costs, measured in the kernel
 *
 * A measure is a function that does its operation @n times; it stands beside the code, in the
 * *_test.c, and is in KTEST=1 kernels.  With the boot parameter kbench (or kbench=WORD,WORD: those
 * whose "suite.name" contains one) process 1 runs them and powers off; tests/kernel/kbench.c tells
 * what it prints.  Process context, pinned to no CPU; on machines with several CPUs each measure
 * also runs on all of them at once.
 */
#pragma once

#include "base/compiler.h"

struct kbench {
	const char *suite;
	const char *name;
	void (*fn)(unsigned long n);
};

#define KBENCH(suite_, name_)                                                                      \
	static void kbench_##suite_##_##name_(unsigned long n);                                    \
	static const struct kbench __kbench_##suite_##_##name_ __used __section("kbenches")        \
		__aligned(8) = {#suite_, #name_, kbench_##suite_##_##name_};                       \
	static void kbench_##suite_##_##name_(unsigned long n)

#ifdef CONFIG_KTEST
void kbench_run_if_asked(void);
#else
static inline void kbench_run_if_asked(void)
{
}
#endif
