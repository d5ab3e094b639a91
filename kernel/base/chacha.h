/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/chacha.h - the ChaCha20 block function
 *
 * Source: RFC 8439, section 2.3
 */
#pragma once

#include "base/types.h"

#define CHACHA_KEY_WORDS  8
#define CHACHA_BLOCK_SIZE 64

/* One block of key stream; counter and nonce are the last four words of the state. */
void chacha20_block(const u32 key[CHACHA_KEY_WORDS], const u32 counter_nonce[4],
		    u8 out[CHACHA_BLOCK_SIZE]);
