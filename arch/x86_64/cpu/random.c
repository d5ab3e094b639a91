/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/random.c - what the processor contributes to randomness: RDSEED, RDRAND, the TSC
 *
 * RDSEED may have nothing for a moment when all CPUs ask; RDRAND practically always has.  A
 * generator that gives all ones or all zeros is broken (some were, after suspend) and not believed.
 *
 * Sources: Intel SDM 1 7.3.17; AMD erratum on RDRAND after resume
 */
#include "arch/random.h"
#include <asm/cpufeature.h>
#include <asm/msr.h>

#define TRIES 10

static bool rdseed(u64 *v)
{
	bool ok;

	__asm__ __volatile__("rdseed %0" : "=r"(*v), "=@ccc"(ok));
	return ok;
}

static bool rdrand(u64 *v)
{
	bool ok;

	__asm__ __volatile__("rdrand %0" : "=r"(*v), "=@ccc"(ok));
	return ok;
}

static bool try(bool (*draw)(u64 *v), u64 *v)
{
	u64 word;

	for (int i = 0; i < TRIES; i++) {
		if (draw(&word) && word != 0 && word != ~0ULL) {
			*v = word;
			return true;
		}
	}
	return false;
}

bool arch_random_seed(u64 *v)
{
	if (boot_cpu_has(X86_FEATURE_RDSEED) && try(rdseed, v))
		return true;
	return boot_cpu_has(X86_FEATURE_RDRAND) && try(rdrand, v);
}

u64 arch_cycles(void)
{
	return rdtsc();
}
