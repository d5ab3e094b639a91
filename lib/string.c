/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/string.c - copying, filling and comparing memory
 *
 * Theory
 *   Blocks are moved in 8-byte words, 64 bytes a turn, and a remainder by words
 *   that overlap what is done already: no byte loops, no branches on alignment,
 *   and no loop that a compiler would turn back into a call to the function
 *   it is in.  x86 does unaligned words at full speed; under an emulator, where
 *   "rep movsb" costs an instruction a byte, this is several times faster.
 *
 *   The compiler itself calls memcpy, memmove, memset and memcmp.
 *
 * Not here: strings (str.c).
 *
 * Locks: none.
 *
 * Sources: ISO C11 7.24
 */
#include "lib/string.h"

/* Words at any address, that may alias anything. */
typedef u64 __attribute__((may_alias, aligned(1))) word64;
typedef u32 __attribute__((may_alias, aligned(1))) word32;
typedef u16 __attribute__((may_alias, aligned(1))) word16;

#define WORD  8UL
#define BLOCK 64UL

static __always_inline u64 load64(const void *p)
{
	return *(const word64 *)p;
}

static __always_inline void store64(void *p, u64 v)
{
	*(word64 *)p = v;
}

/* At most 16 bytes.  Everything is loaded before anything is stored: overlap is harmless. */
static __always_inline void move_small(u8 *d, const u8 *s, size_t n)
{
	if (n >= 8) {
		u64 head = load64(s), tail = load64(s + n - 8);

		store64(d, head);
		store64(d + n - 8, tail);
	} else if (n >= 4) {
		u32 head = *(const word32 *)s, tail = *(const word32 *)(s + n - 4);

		*(word32 *)d = head;
		*(word32 *)(d + n - 4) = tail;
	} else if (n >= 2) {
		u16 head = *(const word16 *)s, tail = *(const word16 *)(s + n - 2);

		*(word16 *)d = head;
		*(word16 *)(d + n - 2) = tail;
	} else if (n) {
		*d = *s;
	}
}

/* 64 bytes, all loaded before the first is stored. */
static __always_inline void move_block(u8 *d, const u8 *s)
{
	u64 a = load64(s), b = load64(s + 8), c = load64(s + 16), e = load64(s + 24);
	u64 f = load64(s + 32), g = load64(s + 40), h = load64(s + 48), i = load64(s + 56);

	store64(d, a);
	store64(d + 8, b);
	store64(d + 16, c);
	store64(d + 24, e);
	store64(d + 32, f);
	store64(d + 40, g);
	store64(d + 48, h);
	store64(d + 56, i);
}

static __always_inline void move_pair(u8 *d, const u8 *s)
{
	u64 a = load64(s), b = load64(s + 8);

	store64(d, a);
	store64(d + 8, b);
}

/* Upwards: right when @d is below @s, or they do not overlap. */
static __always_inline void move_up(u8 *d, const u8 *s, size_t n)
{
	while (n >= BLOCK) {
		move_block(d, s);
		d += BLOCK;
		s += BLOCK;
		n -= BLOCK;
	}
	while (n > 2 * WORD) {
		move_pair(d, s);
		barrier(); /* not an idiom to be recognised as memcpy */
		d += 2 * WORD;
		s += 2 * WORD;
		n -= 2 * WORD;
	}
	move_small(d, s, n);
}

/* Downwards, from the end: right when @d is above @s. */
static __always_inline void move_down(u8 *d, const u8 *s, size_t n)
{
	while (n >= BLOCK) {
		n -= BLOCK;
		move_block(d + n, s + n);
	}
	while (n > 2 * WORD) {
		n -= 2 * WORD;
		move_pair(d + n, s + n);
		barrier();
	}
	move_small(d, s, n);
}

__weak void *memcpy(void *restrict dst, const void *restrict src, size_t n)
{
	move_up(dst, src, n);
	return dst;
}

__weak void *memmove(void *dst, const void *src, size_t n)
{
	/* Unsigned: true also when dst is below src. */
	if ((uintptr_t)dst - (uintptr_t)src >= n)
		move_up(dst, src, n);
	else
		move_down(dst, src, n);
	return dst;
}

__weak void *memset(void *dst, int c, size_t n)
{
	u64 v = (u8)c * 0x0101010101010101ULL;
	u8 *d = dst;

	if (n < WORD) {
		if (n >= 4) {
			*(word32 *)d = (u32)v;
			*(word32 *)(d + n - 4) = (u32)v;
		} else if (n >= 2) {
			*(word16 *)d = (u16)v;
			*(word16 *)(d + n - 2) = (u16)v;
		} else if (n) {
			*d = (u8)v;
		}
		return dst;
	}
	while (n >= BLOCK) {
		store64(d, v);
		store64(d + 8, v);
		store64(d + 16, v);
		store64(d + 24, v);
		store64(d + 32, v);
		store64(d + 40, v);
		store64(d + 48, v);
		store64(d + 56, v);
		barrier(); /* not an idiom to be recognised as memset */
		d += BLOCK;
		n -= BLOCK;
	}
	for (; n >= WORD; d += WORD, n -= WORD) {
		store64(d, v);
		barrier();
	}
	/* The last word overlaps bytes that are set already: at least 8 were. */
	if (n)
		store64(d + n - WORD, v);
	return dst;
}

__weak int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	while (n >= WORD && load64(x) == load64(y)) {
		x += WORD;
		y += WORD;
		n -= WORD;
	}
	for (; n; x++, y++, n--) {
		if (*x != *y)
			return *x - *y;
	}
	return 0;
}

void *memchr(const void *s, int c, size_t n)
{
	const u8 *p = s;

	for (; n; p++, n--) {
		if (*p == (u8)c)
			return (void *)p;
	}
	return NULL;
}

void *memchr_inv(const void *s, int c, size_t n)
{
	u64 v = (u8)c * 0x0101010101010101ULL;
	const u8 *p = s;

	while (n >= WORD && load64(p) == v) {
		p += WORD;
		n -= WORD;
	}
	for (; n; p++, n--) {
		if (*p != (u8)c)
			return (void *)p;
	}
	return NULL;
}

void memzero_explicit(void *s, size_t n)
{
	memset(s, 0, n);
	/* The compiler must assume that somebody reads what was cleared. */
	barrier();
}
