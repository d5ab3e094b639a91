/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/random.c - RDSEED, RDRAND and the time-stamp counter for kernel/base/random.c
 *
 * Sources: Intel "Digital Random Number Generator Software Implementation Guide" (ten tries)
 */
#include "arch/random.h"

#include <asm/cpufeature.h>
#include <asm/msr.h>

#define TRIES 10

static bool rdseed(u64 *v)
{
	bool ok;

	__asm__ __volatile__("rdseed %0" : "=r"(*v), "=@ccc"(ok) : : "cc");
	return ok;
}

static bool rdrand(u64 *v)
{
	bool ok;

	__asm__ __volatile__("rdrand %0" : "=r"(*v), "=@ccc"(ok) : : "cc");
	return ok;
}

bool arch_random_seed(u64 *v)
{
	int i;

	for (i = 0; i < TRIES && boot_cpu_has(X86_FEATURE_RDSEED); i++)
		if (rdseed(v))
			return true;
	for (i = 0; i < TRIES && boot_cpu_has(X86_FEATURE_RDRAND); i++)
		if (rdrand(v))
			return true;
	return false;
}

u64 arch_cycles(void)
{
	return rdtsc();
}
