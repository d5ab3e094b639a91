/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/fuzz/slab.c - operations on the slab allocator, drawn from the fuzzer's bytes */
#include "base/compiler.h"
#include "slab_model.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

struct bytes {
	const u8 *p;
	size_t left;
};

static bool draw(void *ctx, unsigned int limit, unsigned int *out)
{
	struct bytes *b = ctx;
	size_t n = limit > 256 ? 2 : 1;

	if (b->left < n)
		return false;
	*out = (n == 2 ? b->p[0] | (unsigned int)b->p[1] << 8 : b->p[0]) % limit;
	b->p += n;
	b->left -= n;
	return true;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static bool booted;
	struct bytes b = {data, size};

	if (!booted)
		slab_model_boot();
	booted = true;
	slab_model_run(draw, &b);
	return 0;
}
