/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/chacha.c - the ChaCha20 block function (RFC 8439); pure, runs on the host */
#include "chacha.h"

#include "base/compiler.h"
#include "lib/string.h"

#define ROUNDS 20

static inline u32 rotl(u32 x, int n)
{
	return x << n | x >> (32 - n);
}

static inline void quarter_round(u32 *x, int a, int b, int c, int d)
{
	x[a] += x[b];
	x[d] = rotl(x[d] ^ x[a], 16);
	x[c] += x[d];
	x[b] = rotl(x[b] ^ x[c], 12);
	x[a] += x[b];
	x[d] = rotl(x[d] ^ x[a], 8);
	x[c] += x[d];
	x[b] = rotl(x[b] ^ x[c], 7);
}

static void put_le32(u8 *p, u32 v)
{
	p[0] = (u8)v;
	p[1] = (u8)(v >> 8);
	p[2] = (u8)(v >> 16);
	p[3] = (u8)(v >> 24);
}

void chacha20_block(const u32 key[CHACHA_KEY_WORDS], const u32 counter_nonce[4],
		    u8 out[CHACHA_BLOCK_SIZE])
{
	u32 s[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}; /* "expand 32-byte k" */
	u32 x[16];
	int i;

	memcpy(s + 4, key, CHACHA_KEY_WORDS * sizeof(u32));
	memcpy(s + 12, counter_nonce, 4 * sizeof(u32));
	memcpy(x, s, sizeof(x));
	for (i = 0; i < ROUNDS / 2; i++) {
		quarter_round(x, 0, 4, 8, 12);
		quarter_round(x, 1, 5, 9, 13);
		quarter_round(x, 2, 6, 10, 14);
		quarter_round(x, 3, 7, 11, 15);
		quarter_round(x, 0, 5, 10, 15);
		quarter_round(x, 1, 6, 11, 12);
		quarter_round(x, 2, 7, 8, 13);
		quarter_round(x, 3, 4, 9, 14);
	}
	for (i = 0; i < 16; i++)
		put_le32(out + 4 * i, x[i] + s[i]);
	memzero_explicit(x, sizeof(x));
	memzero_explicit(s, sizeof(s));
}
