/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/blake2s.c - BLAKE2s with 256-bit output (RFC 7693); pure, runs on the host */
#include "blake2s.h"

#include "base/compiler.h"
#include "lib/string.h"

#define ROUNDS 10

static const u32 iv[8] = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static const u8 sigma[ROUNDS][16] = {
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	{14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
	{11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
	{7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
	{9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
	{2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
	{12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
	{13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
	{6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
	{10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

static inline u32 rotr(u32 x, int n)
{
	return x >> n | x << (32 - n);
}

static u32 get_le32(const u8 *p)
{
	return p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
}

static inline void mix(u32 *v, int a, int b, int c, int d, u32 x, u32 y)
{
	v[a] += v[b] + x;
	v[d] = rotr(v[d] ^ v[a], 16);
	v[c] += v[d];
	v[b] = rotr(v[b] ^ v[c], 12);
	v[a] += v[b] + y;
	v[d] = rotr(v[d] ^ v[a], 8);
	v[c] += v[d];
	v[b] = rotr(v[b] ^ v[c], 7);
}

/* The @n bytes in b->block, padded with zeros, go into the state. */
static void compress(struct blake2s *b, u32 n, bool last)
{
	u32 v[16], m[16];
	int i;

	b->count += n;
	for (i = 0; i < 16; i++)
		m[i] = get_le32(b->block + 4 * i);
	memcpy(v, b->h, sizeof(b->h));
	memcpy(v + 8, iv, sizeof(iv));
	v[12] ^= (u32)b->count;
	v[13] ^= (u32)(b->count >> 32);
	if (last)
		v[14] = ~v[14];
	for (i = 0; i < ROUNDS; i++) {
		const u8 *s = sigma[i];

		mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
		mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
		mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
		mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
		mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
		mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
		mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
		mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
	}
	for (i = 0; i < 8; i++)
		b->h[i] ^= v[i] ^ v[i + 8];
}

void blake2s_init(struct blake2s *b, const void *key, size_t key_len)
{
	memset(b, 0, sizeof(*b));
	memcpy(b->h, iv, sizeof(iv));
	b->h[0] ^= 0x01010000 ^ (u32)key_len << 8 ^ BLAKE2S_HASH_SIZE;
	if (key_len) {
		memcpy(b->block, key, key_len);
		b->used = BLAKE2S_BLOCK_SIZE;
	}
}

void blake2s_update(struct blake2s *b, const void *data, size_t n)
{
	const u8 *p = data;

	while (n) {
		size_t part;

		/* A full block waits: the last one is treated differently. */
		if (b->used == BLAKE2S_BLOCK_SIZE) {
			compress(b, BLAKE2S_BLOCK_SIZE, false);
			b->used = 0;
		}
		part = min_t(size_t, n, BLAKE2S_BLOCK_SIZE - b->used);
		memcpy(b->block + b->used, p, part);
		b->used += (u32)part;
		p += part;
		n -= part;
	}
}

void blake2s_final(struct blake2s *b, u8 out[BLAKE2S_HASH_SIZE])
{
	int i;

	memset(b->block + b->used, 0, BLAKE2S_BLOCK_SIZE - b->used);
	compress(b, b->used, true);
	for (i = 0; i < BLAKE2S_HASH_SIZE; i++)
		out[i] = (u8)(b->h[i / 4] >> 8 * (i % 4));
	memzero_explicit(b, sizeof(*b));
}
