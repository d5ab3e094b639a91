/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/hash.h - hashes for hash tables
 *
 * Numbers and pointers that users cannot choose: hash_32, hash_64, hash_ptr (one multiplication
 * by the golden ratio).  Anything a user can choose (file names, futex addresses): hash_2u64() and
 * full_name_hash(), which multiply with a secret key, so that nobody can aim for one bucket as long
 * as nobody sees their values.  What leaves the kernel (%p): siphash.
 *
 * Sources: Knuth, TAOCP 6.4; Aumasson and Bernstein, "SipHash: a fast short-input PRF"
 */
#pragma once

#include "base/types.h"

#define GOLDEN_RATIO_32 0x9e3779b9u
#define GOLDEN_RATIO_64 0x9e3779b97f4a7c15ull

/* hash_32, hash_64 - @bits (1 to 32) well-mixed bits; the high ones are best */
static inline u32 hash_32(u32 v, unsigned int bits)
{
	return (v * GOLDEN_RATIO_32) >> (32 - bits);
}

static inline u32 hash_64(u64 v, unsigned int bits)
{
	return (u32)((v * GOLDEN_RATIO_64) >> (64 - bits));
}

static inline u32 hash_long(unsigned long v, unsigned int bits)
{
	return hash_64(v, bits);
}

static inline u32 hash_ptr(const void *p, unsigned int bits)
{
	return hash_64((uintptr_t)p, bits);
}

typedef struct {
	u64 key[2];
} siphash_key_t;

/* siphash - SipHash-2-4 of @len bytes */
u64 siphash(const void *data, size_t len, const siphash_key_t *key);
u64 siphash_2u64(u64 a, u64 b, const siphash_key_t *key);

extern siphash_key_t table_key; /* of the functions below */

/* hash_init_key - set that key; once, at boot, before the first use */
void hash_init_key(const siphash_key_t *key);

/* hash_fold - both halves of the product: each bit of @a and @b has its part in all of them */
static inline u64 hash_fold(u64 a, u64 b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (u64)product ^ (u64)(product >> 64);
}

static inline u64 hash_2u64(u64 a, u64 b)
{
	return hash_fold(a ^ table_key.key[0], b ^ table_key.key[1]);
}

/* full_name_hash - hash of a path component; @salt: the parent directory */
u32 full_name_hash(const void *salt, const char *name, unsigned int len);
