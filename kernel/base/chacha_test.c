/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/chacha_test.c - ChaCha20 and BLAKE2s against the vectors of RFC 8439 and RFC 7693 */
#include "kernel/base/ktest.h"
#include "lib/string.h"

#include "blake2s.h"
#include "chacha.h"

/* RFC 8439, 2.3.2 */
KTEST(chacha, rfc8439_block)
{
	static const u8 want[CHACHA_BLOCK_SIZE] = {
		0x10, 0xf1, 0xe7, 0xe4, 0xd1, 0x3b, 0x59, 0x15, 0x50, 0x0f, 0xdd, 0x1f, 0xa3,
		0x20, 0x71, 0xc4, 0xc7, 0xd1, 0xf4, 0xc7, 0x33, 0xc0, 0x68, 0x03, 0x04, 0x22,
		0xaa, 0x9a, 0xc3, 0xd4, 0x6c, 0x4e, 0xd2, 0x82, 0x64, 0x46, 0x07, 0x9f, 0xaa,
		0x09, 0x14, 0xc2, 0xd7, 0x05, 0xd9, 0x8b, 0x02, 0xa2, 0xb5, 0x12, 0x9c, 0xd1,
		0xde, 0x16, 0x4e, 0xb9, 0xcb, 0xd0, 0x83, 0xe8, 0xa2, 0x50, 0x3c, 0x4e,
	};
	static const u32 counter_nonce[4] = {1, 0x09000000, 0x4a000000, 0};
	u32 key[CHACHA_KEY_WORDS];
	u8 out[CHACHA_BLOCK_SIZE];

	for (u32 i = 0; i < CHACHA_KEY_WORDS; i++)
		key[i] = 0x03020100 + i * 0x04040404;
	chacha20_block(key, counter_nonce, out);
	EXPECT_EQ(memcmp(out, want, sizeof(want)), 0);
}

/* RFC 7693, appendix B */
KTEST(blake2s, rfc7693_abc)
{
	static const u8 want[BLAKE2S_HASH_SIZE] = {
		0x50, 0x8c, 0x5e, 0x8c, 0x32, 0x7c, 0x14, 0xe2, 0xe1, 0xa7, 0x2b,
		0xa3, 0x4e, 0xeb, 0x45, 0x2f, 0x37, 0x45, 0x8b, 0x20, 0x9e, 0xd6,
		0x3a, 0x29, 0x4d, 0x99, 0x9b, 0x4c, 0x86, 0x67, 0x59, 0x82,
	};
	u8 out[BLAKE2S_HASH_SIZE];
	struct blake2s b;

	blake2s_init(&b, NULL, 0);
	blake2s_update(&b, "abc", 3);
	blake2s_final(&b, out);
	EXPECT_EQ(memcmp(out, want, sizeof(want)), 0);
}

/* The pieces in which data comes do not matter. */
KTEST(blake2s, pieces)
{
	u8 data[300], whole[BLAKE2S_HASH_SIZE], parts[BLAKE2S_HASH_SIZE];
	struct blake2s b;
	size_t cut, i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = (u8)(i * 7);
	blake2s_init(&b, "key", 3);
	blake2s_update(&b, data, sizeof(data));
	blake2s_final(&b, whole);
	for (cut = 0; cut <= sizeof(data); cut += 32) {
		blake2s_init(&b, "key", 3);
		blake2s_update(&b, data, cut);
		blake2s_update(&b, data + cut, sizeof(data) - cut);
		blake2s_final(&b, parts);
		EXPECT_EQ(memcmp(whole, parts, sizeof(whole)), 0);
	}
}
