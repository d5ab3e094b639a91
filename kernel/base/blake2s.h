/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/blake2s.h - the hash that collects randomness
 *
 * Source: RFC 7693
 */
#pragma once

#include "base/types.h"

#define BLAKE2S_HASH_SIZE  32
#define BLAKE2S_BLOCK_SIZE 64

struct blake2s {
	u32 h[8];
	u64 count; /* bytes compressed so far */
	u8 block[BLAKE2S_BLOCK_SIZE];
	u32 used; /* bytes in block */
};

/* @key may be NULL with @key_len 0; at most 32 bytes. */
void blake2s_init(struct blake2s *b, const void *key, size_t key_len);
void blake2s_update(struct blake2s *b, const void *data, size_t n);
void blake2s_final(struct blake2s *b, u8 out[BLAKE2S_HASH_SIZE]); /* clears *b */
