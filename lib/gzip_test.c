/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lib/gzip_test.c - one small member: whole, in pieces, cut, and damaged in every byte */
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/gzip.h"
#include "lib/string.h"

/* "hello, hello, hello, world\n" four times. */
static const u8 member[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0xcb, 0x48, 0xcd,
	0xc9, 0xc9, 0xd7, 0x51, 0xc8, 0x40, 0xa1, 0xca, 0xf3, 0x8b, 0x72, 0x52, 0xb8,
	0x32, 0xa8, 0x2d, 0x05, 0x00, 0x9b, 0x22, 0x68, 0x19, 0x6c, 0x00, 0x00, 0x00,
};
static const char contents[] = "hello, hello, hello, world\nhello, hello, hello, world\n"
			       "hello, hello, hello, world\nhello, hello, hello, world\n";

enum { CONTENTS_LEN = sizeof(contents) - 1, LAST_BLOCK_BYTE = sizeof(member) - 9 };

static u8 workspace[GZIP_WORKSPACE_SIZE] __aligned(16);
static u8 input[2 * sizeof(member)], buffer[256], output[256];
static size_t output_len, output_max;

static int sink(void *ctx, const void *data, size_t len)
{
	if (ctx != output || len > output_max - output_len)
		return -EFBIG;
	memcpy(output + output_len, data, len);
	output_len += len;
	return 0;
}

static enum gzip_result run(struct gzip_job *job, size_t len, size_t buf_size)
{
	*job = (struct gzip_job){.in = input,
				 .in_len = len,
				 .workspace = workspace,
				 .workspace_size = sizeof(workspace),
				 .buf = buffer,
				 .buf_size = buf_size,
				 .sink = sink,
				 .ctx = output};
	output_len = 0;
	return gunzip(job);
}

KTEST(gzip, whole_and_in_pieces)
{
	struct gzip_job job;
	size_t piece;

	output_max = sizeof(output);
	memcpy(input, member, sizeof(member));
	memcpy(input + sizeof(member), "next", 5);
	for (piece = 1; piece <= sizeof(buffer); piece += piece) {
		EXPECT_EQ(run(&job, sizeof(member) + 5, piece), GZIP_OK);
		EXPECT_EQ(output_len, CONTENTS_LEN + 0u);
		EXPECT_EQ(job.out_len, CONTENTS_LEN + 0u);
		EXPECT_EQ(memcmp(output, contents, CONTENTS_LEN), 0);
		/* What follows the member is not touched. */
		EXPECT_EQ(job.in_used, sizeof(member));
	}
}

KTEST(gzip, every_truncation)
{
	struct gzip_job job;
	size_t len;

	output_max = sizeof(output);
	memcpy(input, member, sizeof(member));
	for (len = 0; len < sizeof(member); len++) {
		EXPECT_EQ(run(&job, len, 16), len < 2 ? GZIP_NOT_GZIP : GZIP_TRUNCATED);
		EXPECT_NOT_NULL(job.reason);
		EXPECT_LE(job.in_used, len);
	}
}

KTEST(gzip, no_bit_changes_the_contents)
{
	struct gzip_job job;
	unsigned int byte, bit;

	output_max = sizeof(output);
	for (byte = 0; byte < sizeof(member); byte++) {
		/* Time, extra flags and system (4 to 9) are not checked by anybody. */
		if (byte >= 4 && byte < 10)
			continue;
		for (bit = 0; bit < 8; bit++) {
			/* Flag bit 0, "text", means nothing. */
			if (byte == 3 && bit == 0)
				continue;
			memcpy(input, member, sizeof(member));
			input[byte] ^= (u8)(1 << bit);
			/* It is noticed, or it was padding behind the last block. */
			if (run(&job, sizeof(member), 64) != GZIP_OK)
				continue;
			EXPECT_EQ(byte, LAST_BLOCK_BYTE + 0u);
			EXPECT_EQ(output_len, CONTENTS_LEN + 0u);
			EXPECT_EQ(memcmp(output, contents, CONTENTS_LEN), 0);
		}
	}
}

KTEST(gzip, refusals)
{
	struct gzip_job job;

	memcpy(input, member, sizeof(member));
	output_max = 50;
	EXPECT_EQ(run(&job, sizeof(member), 32), GZIP_STOPPED);
	EXPECT_EQ(job.sink_error, -EFBIG);
	EXPECT_EQ(job.out_len, 32u);
	output_max = sizeof(output);
	job.workspace_size = 1000;
	EXPECT_EQ(gunzip(&job), GZIP_NO_SPACE);
	memcpy(input, "BZh9", 4);
	EXPECT_EQ(run(&job, 4, 32), GZIP_NOT_GZIP);
}
