/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/vdso/vdso_data.h - the page that the kernel writes and every process reads: [vvar]
 *
 * Readers retry while seq is odd or has changed.  All times are nanoseconds:
 *	monotonic = mono_ns + ((tsc - cycle_last) * mult >> shift)
 *	realtime  = monotonic + mono_to_real_ns,  boottime = monotonic + mono_to_boot_ns
 * mult 0: the clock is not the TSC; readers ask the kernel.
 */
#pragma once

#include "base/types.h"

struct vdso_data {
	u32 seq;
	u32 shift;
	u64 cycle_last, mult;
	s64 mono_ns, mono_to_real_ns, mono_to_boot_ns;
};
