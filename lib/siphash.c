/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/siphash.c - a keyed hash whose values may be seen
 *
 * Theory
 *   Four words of state, keyed at the start; every 8 input bytes are mixed in by
 *   2 "compression" rounds, and the end by 4 "finalisation" rounds.
 *
 * Not here: hashes of tables, which are quicker and not seen (hash.c).
 *
 * Locks: none.
 *
 * Sources: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012)
 */
#include "base/compiler.h"
#include "lib/hash.h"
#include "lib/string.h"

struct sip {
	u64 v0, v1, v2, v3;
};

static __always_inline u64 rotl(u64 x, unsigned int n)
{
	return x << n | x >> (64 - n);
}

static __always_inline void sip_round(struct sip *s)
{
	s->v0 += s->v1;
	s->v2 += s->v3;
	s->v1 = rotl(s->v1, 13) ^ s->v0;
	s->v3 = rotl(s->v3, 16) ^ s->v2;
	s->v0 = rotl(s->v0, 32);
	s->v2 += s->v1;
	s->v0 += s->v3;
	s->v1 = rotl(s->v1, 17) ^ s->v2;
	s->v3 = rotl(s->v3, 21) ^ s->v0;
	s->v2 = rotl(s->v2, 32);
}

static __always_inline void sip_start(struct sip *s, const siphash_key_t *key)
{
	s->v0 = key->key[0] ^ 0x736f6d6570736575ULL;
	s->v1 = key->key[1] ^ 0x646f72616e646f6dULL;
	s->v2 = key->key[0] ^ 0x6c7967656e657261ULL;
	s->v3 = key->key[1] ^ 0x7465646279746573ULL;
}

static __always_inline void sip_mix(struct sip *s, u64 m)
{
	s->v3 ^= m;
	sip_round(s);
	sip_round(s);
	s->v0 ^= m;
}

static __always_inline u64 sip_finish(struct sip *s)
{
	unsigned int i;

	s->v2 ^= 0xff;
	for (i = 0; i < 4; i++)
		sip_round(s);
	return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

/* Bytes are taken in little-endian order, which is this machine's. */
u64 siphash(const void *data, size_t len, const siphash_key_t *key)
{
	u64 last = (u64)len << 56;
	const u8 *p = data;
	struct sip s;
	unsigned int i;

	sip_start(&s, key);
	for (; len >= 8; p += 8, len -= 8) {
		u64 m;

		__builtin_memcpy(&m, p, sizeof(m));
		sip_mix(&s, m);
	}
	for (i = 0; i < len; i++)
		last |= (u64)p[i] << (8 * i);
	sip_mix(&s, last);
	return sip_finish(&s);
}

u64 siphash_2u64(u64 a, u64 b, const siphash_key_t *key)
{
	struct sip s;

	sip_start(&s, key);
	sip_mix(&s, a);
	sip_mix(&s, b);
	sip_mix(&s, 16ULL << 56);
	return sip_finish(&s);
}
