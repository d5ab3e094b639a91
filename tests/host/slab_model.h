/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/slab_model.h - the slab allocator against a model; for the test and the fuzzer */
#pragma once

#include "base/types.h"

/* Draws numbers below @limit; false: no more. */
typedef bool (*slab_draw_fn)(void *ctx, unsigned int limit, unsigned int *out);

void slab_model_boot(void); /* once */
/* Does what @draw says until it ends, checking contents and overlap, then frees everything and
 * checks that no page is left.  Panics when something is wrong. */
void slab_model_run(slab_draw_fn draw, void *ctx);
