/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/fuzz/gzip.c - any bytes as a gzip file; the first says how large the pieces are */
#include "base/err.h"
#include "lib/gzip.h"

#include "fuzz/fuzz.h"

enum { BUF_MAX = 256, OUT_MAX = 1 << 20 };

static u8 workspace[GZIP_WORKSPACE_SIZE] __aligned(16);

static int sink(void *ctx, const void *data, size_t len)
{
	size_t *total = ctx;

	fuzz_touch(data, len);
	*total += len;
	return *total > OUT_MAX ? -EFBIG : 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static u8 buf[BUF_MAX];
	size_t total = 0;
	struct gzip_job job;
	enum gzip_result result;

	if (len < 1)
		return 0;
	job = (struct gzip_job){.in = data + 1,
				.in_len = len - 1,
				.workspace = workspace,
				.workspace_size = sizeof(workspace),
				.buf = buf,
				.buf_size = data[0] + 1u,
				.sink = sink,
				.ctx = &total};
	result = gunzip(&job);
	fuzz_assert(job.in_used <= job.in_len);
	fuzz_assert(job.reason && (result == GZIP_STOPPED || job.out_len == total));
	fuzz_assert(result != GZIP_OK || job.in_used >= 18);
	return 0;
}
