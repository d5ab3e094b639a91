/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/bitmap.h - bit arrays: searching, counting, ranges, printing and parsing
 *
 * Theory
 *   A bitmap is an array of unsigned long; bit n is bit n % 64 of word n / 64.
 *   Functions take the length in bits and do not care what the unused bits of the
 *   last word hold; those that write may change them.
 *
 *   Names with two underscores are not atomic: the caller has a lock, or nobody
 *   else looks.  The atomic ones are in base/atomic.h.
 *
 * Sources: Linux Documentation/core-api/kernel-api.rst (bitmap operations)
 */
#pragma once

#include "base/bits.h"
#include "base/compiler.h"
#include "base/types.h"

#define BITS_TO_LONGS(nbits)	      DIV_ROUND_UP(nbits, BITS_PER_LONG)
#define DECLARE_BITMAP(name, nbits)   unsigned long name[BITS_TO_LONGS(nbits)]
#define BIT_WORD(nr)		      ((nr) / BITS_PER_LONG)
#define BIT_MASK(nr)		      (1UL << ((nr) % BITS_PER_LONG))
/* Masks of the bits from @start up in the first word, and below @nbits in the last. */
#define BITMAP_FIRST_WORD_MASK(start) (~0UL << ((start) % BITS_PER_LONG))
#define BITMAP_LAST_WORD_MASK(nbits)  (~0UL >> (-(nbits) % BITS_PER_LONG))

static inline void __set_bit(unsigned long nr, unsigned long *map)
{
	map[BIT_WORD(nr)] |= BIT_MASK(nr);
}

static inline void __clear_bit(unsigned long nr, unsigned long *map)
{
	map[BIT_WORD(nr)] &= ~BIT_MASK(nr);
}

static inline void __change_bit(unsigned long nr, unsigned long *map)
{
	map[BIT_WORD(nr)] ^= BIT_MASK(nr);
}

static inline bool __test_bit(unsigned long nr, const unsigned long *map)
{
	return map[BIT_WORD(nr)] & BIT_MASK(nr);
}

static inline bool __test_and_set_bit(unsigned long nr, unsigned long *map)
{
	bool old = __test_bit(nr, map);

	__set_bit(nr, map);
	return old;
}

static inline bool __test_and_clear_bit(unsigned long nr, unsigned long *map)
{
	bool old = __test_bit(nr, map);

	__clear_bit(nr, map);
	return old;
}

/* Each returns a bit number, or @size if there is none. */
unsigned long find_first_bit(const unsigned long *map, unsigned long size);
unsigned long find_first_zero_bit(const unsigned long *map, unsigned long size);
unsigned long find_next_bit(const unsigned long *map, unsigned long size, unsigned long start);
unsigned long find_next_zero_bit(const unsigned long *map, unsigned long size, unsigned long start);
unsigned long find_next_and_bit(const unsigned long *a, const unsigned long *b, unsigned long size,
				unsigned long start);
unsigned long find_next_andnot_bit(const unsigned long *a, const unsigned long *b,
				   unsigned long size, unsigned long start);
unsigned long find_last_bit(const unsigned long *map, unsigned long size);

#define for_each_set_bit(bit, map, size)                                                           \
	for ((bit) = find_first_bit(map, size); (bit) < (size);                                    \
	     (bit) = find_next_bit(map, size, (bit) + 1))

#define for_each_clear_bit(bit, map, size)                                                         \
	for ((bit) = find_first_zero_bit(map, size); (bit) < (size);                               \
	     (bit) = find_next_zero_bit(map, size, (bit) + 1))

/* for_each_set_bit_from - as above, starting at the value of @bit */
#define for_each_set_bit_from(bit, map, size)                                                      \
	for ((bit) = find_next_bit(map, size, bit); (bit) < (size);                                \
	     (bit) = find_next_bit(map, size, (bit) + 1))

void bitmap_zero(unsigned long *map, unsigned long nbits);
void bitmap_fill(unsigned long *map, unsigned long nbits);
void bitmap_copy(unsigned long *dst, const unsigned long *src, unsigned long nbits);
void bitmap_set(unsigned long *map, unsigned long start, unsigned long len);
void bitmap_clear(unsigned long *map, unsigned long start, unsigned long len);

/* bitmap_and, bitmap_andnot - Return: is anything left in @dst? */
bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned long nbits);
bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		   unsigned long nbits);
void bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
	       unsigned long nbits);
void bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned long nbits);
void bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned long nbits);

bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned long nbits);
bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned long nbits);
bool bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned long nbits);
bool bitmap_empty(const unsigned long *map, unsigned long nbits);
bool bitmap_full(const unsigned long *map, unsigned long nbits);
unsigned long bitmap_weight(const unsigned long *map, unsigned long nbits);

/**
 * bitmap_find_next_zero_area - the first run of @len clear bits at or after @start
 * @align_mask: the run begins at a multiple of align_mask + 1 (a power of two)
 *
 * Return: its first bit; more than @size - @len if there is none
 */
unsigned long bitmap_find_next_zero_area(const unsigned long *map, unsigned long size,
					 unsigned long start, unsigned long len,
					 unsigned long align_mask);

/* bitmap_print_list - "0-3,8,10-11"; Return: the length it has, as snprintf() */
int bitmap_print_list(char *buf, size_t size, const unsigned long *map, unsigned long nbits);

/**
 * bitmap_parselist - read "0-3,8,10-11" (an empty list is empty)
 *
 * Return: 0, -EINVAL (syntax, or a range that runs backwards), -ERANGE (bit >= @nbits).
 *   On error *map is unspecified.
 */
int __must_check bitmap_parselist(const char *s, unsigned long *map, unsigned long nbits);
