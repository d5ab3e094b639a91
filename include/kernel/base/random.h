/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/random.h - random bytes (ChaCha20, seeded from RDRAND/RDSEED, TSC jitter, interrupts)
 */
#pragma once

#include "base/types.h"

void get_random_bytes(void *buf, size_t n);	/* any context */
u64 get_random_u64(void);
u32 get_random_u32_below(u32 ceil);		/* uniform in [0, ceil) */
void add_random_entropy(const void *buf, size_t n);	/* mixes in; any context */
bool random_ready(void);
