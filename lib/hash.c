/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/hash.c - the keyed hash of names
 *
 * Theory
 *   Word by word, the state is multiplied by a secret and folded: two instructions that matter for
 *   8 bytes.  The last word may overlap the one before; the length tells what that could mean.
 *
 * Locks: none; the key is written once at boot, before other CPUs run.
 *
 * Sources: the multiply-and-fold step is that of Wang Yi's wyhash
 */
#include "lib/hash.h"

#include "base/compiler.h"

/* Tests have none but this. */
siphash_key_t table_key __ro_after_init = {{0x9e3779b97f4a7c15ULL, 0xd1b54a32d192ed03ULL}};

void hash_init_key(const siphash_key_t *key)
{
	table_key = *key;
}

static inline u64 word_at(const char *p)
{
	u64 v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

static inline u32 half_at(const char *p)
{
	u32 v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

/* A name of up to 7 bytes. */
static inline u64 short_name(const char *name, unsigned int len)
{
	const u8 *p = (const u8 *)name;

	if (len >= 4)
		return (u64)half_at(name) << 32 | half_at(name + len - 4);
	return len ? (u64)p[0] << 16 | (u64)p[len / 2] << 8 | p[len - 1] : 0;
}

u32 full_name_hash(const void *salt, const char *name, unsigned int len)
{
	u64 h = table_key.key[0] ^ (uintptr_t)salt, key = table_key.key[1], last;
	unsigned int left = len;

	for (; left > 8; left -= 8, name += 8)
		h = hash_fold(h ^ word_at(name), key);
	last = len >= 8 ? word_at(name + left - 8) : short_name(name, left);
	h = hash_fold(h ^ last, key ^ len);
	return (u32)(h ^ h >> 32);
}
