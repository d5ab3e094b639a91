/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/fuzz/fuzz.h - what a fuzz target is made of */
#pragma once

#include "base/types.h"

/* One input.  What must hold is checked with fuzz_assert(). */
int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

#define fuzz_assert(x)                                                                             \
	do {                                                                                       \
		if (!(x))                                                                          \
			__builtin_trap();                                                          \
	} while (0)

/* Every byte of a result is read, so that the sanitizer sees whether it may be. */
static inline u32 fuzz_touch(const void *p, size_t len)
{
	const volatile u8 *b = p;
	u32 sum = 0;

	while (len--)
		sum += *b++;
	return sum;
}
