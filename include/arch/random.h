/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/random.h - what the processor contributes to randomness
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

/* A word from the processor's generator (RDSEED, else RDRAND); false: it has none, or it failed.
 * Context: any. */
bool __must_check arch_random_seed(u64 *v);

/* The fastest counter there is; only its low bits matter. */
u64 arch_cycles(void);
