/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/bitmap.c - bit arrays
 *
 * Theory
 *   All searches are one loop over words that differ in how the word is made
 *   (as is, inverted, two combined); the loop is inlined with a constant
 *   kind, so each compiles to its own.
 *
 * Locks: the caller's.
 */
#include "base/err.h"
#include "lib/bitmap.h"
#include "lib/ctype.h"
#include "lib/format.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

enum combine { ONE, INVERTED, BOTH, FIRST_ONLY };

static __always_inline unsigned long word_at(enum combine how, const unsigned long *a,
					     const unsigned long *b, unsigned long i)
{
	switch (how) {
	case INVERTED:
		return ~a[i];
	case BOTH:
		return a[i] & b[i];
	case FIRST_ONLY:
		return a[i] & ~b[i];
	default:
		return a[i];
	}
}

static __always_inline unsigned long find_next(enum combine how, const unsigned long *a,
					       const unsigned long *b, unsigned long size,
					       unsigned long start)
{
	unsigned long i, word;

	if (start >= size)
		return size;
	i = BIT_WORD(start);
	word = word_at(how, a, b, i) & BITMAP_FIRST_WORD_MASK(start);
	while (!word) {
		if (++i >= BITS_TO_LONGS(size))
			return size;
		word = word_at(how, a, b, i);
	}
	return min(i * BITS_PER_LONG + __ffs(word), size);
}

unsigned long find_first_bit(const unsigned long *map, unsigned long size)
{
	return find_next(ONE, map, NULL, size, 0);
}

unsigned long find_first_zero_bit(const unsigned long *map, unsigned long size)
{
	return find_next(INVERTED, map, NULL, size, 0);
}

unsigned long find_next_bit(const unsigned long *map, unsigned long size, unsigned long start)
{
	return find_next(ONE, map, NULL, size, start);
}

unsigned long find_next_zero_bit(const unsigned long *map, unsigned long size, unsigned long start)
{
	return find_next(INVERTED, map, NULL, size, start);
}

unsigned long find_next_and_bit(const unsigned long *a, const unsigned long *b, unsigned long size,
				unsigned long start)
{
	return find_next(BOTH, a, b, size, start);
}

unsigned long find_next_andnot_bit(const unsigned long *a, const unsigned long *b,
				   unsigned long size, unsigned long start)
{
	return find_next(FIRST_ONLY, a, b, size, start);
}

unsigned long find_last_bit(const unsigned long *map, unsigned long size)
{
	unsigned long i = BITS_TO_LONGS(size);
	unsigned long mask = BITMAP_LAST_WORD_MASK(size);

	while (i--) {
		unsigned long word = map[i] & mask;

		if (word)
			return i * BITS_PER_LONG + __fls(word);
		mask = ~0UL;
	}
	return size;
}

void bitmap_zero(unsigned long *map, unsigned long nbits)
{
	memset(map, 0, BITS_TO_LONGS(nbits) * sizeof(*map));
}

void bitmap_fill(unsigned long *map, unsigned long nbits)
{
	memset(map, 0xff, BITS_TO_LONGS(nbits) * sizeof(*map));
}

void bitmap_copy(unsigned long *dst, const unsigned long *src, unsigned long nbits)
{
	memcpy(dst, src, BITS_TO_LONGS(nbits) * sizeof(*dst));
}

void bitmap_set(unsigned long *map, unsigned long start, unsigned long len)
{
	unsigned long end = start + len;
	unsigned long i = BIT_WORD(start);
	unsigned long mask = BITMAP_FIRST_WORD_MASK(start);

	if (!len)
		return;
	for (; i < BIT_WORD(end - 1); i++) {
		map[i] |= mask;
		mask = ~0UL;
	}
	map[i] |= mask & BITMAP_LAST_WORD_MASK(end);
}

void bitmap_clear(unsigned long *map, unsigned long start, unsigned long len)
{
	unsigned long end = start + len;
	unsigned long i = BIT_WORD(start);
	unsigned long mask = BITMAP_FIRST_WORD_MASK(start);

	if (!len)
		return;
	for (; i < BIT_WORD(end - 1); i++) {
		map[i] &= ~mask;
		mask = ~0UL;
	}
	map[i] &= ~(mask & BITMAP_LAST_WORD_MASK(end));
}

bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned long nbits)
{
	unsigned long i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] & b[i];
	return !bitmap_empty(dst, nbits);
}

bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		   unsigned long nbits)
{
	unsigned long i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] & ~b[i];
	return !bitmap_empty(dst, nbits);
}

void bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
	       unsigned long nbits)
{
	unsigned long i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] | b[i];
}

void bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned long nbits)
{
	unsigned long i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] ^ b[i];
}

void bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned long nbits)
{
	unsigned long i;

	for (i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = ~src[i];
}

bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned long nbits)
{
	unsigned long whole = nbits / BITS_PER_LONG;

	if (memcmp(a, b, whole * sizeof(*a)) != 0)
		return false;
	if (nbits % BITS_PER_LONG == 0)
		return true;
	return !((a[whole] ^ b[whole]) & BITMAP_LAST_WORD_MASK(nbits));
}

bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned long nbits)
{
	return find_next_and_bit(a, b, nbits, 0) < nbits;
}

bool bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned long nbits)
{
	return find_next_andnot_bit(a, b, nbits, 0) >= nbits;
}

bool bitmap_empty(const unsigned long *map, unsigned long nbits)
{
	return find_first_bit(map, nbits) >= nbits;
}

bool bitmap_full(const unsigned long *map, unsigned long nbits)
{
	return find_first_zero_bit(map, nbits) >= nbits;
}

unsigned long bitmap_weight(const unsigned long *map, unsigned long nbits)
{
	unsigned long whole = nbits / BITS_PER_LONG;
	unsigned long i, n = 0;

	for (i = 0; i < whole; i++)
		n += hweight64(map[i]);
	if (nbits % BITS_PER_LONG)
		n += hweight64(map[i] & BITMAP_LAST_WORD_MASK(nbits));
	return n;
}

unsigned long bitmap_find_next_zero_area(const unsigned long *map, unsigned long size,
					 unsigned long start, unsigned long len,
					 unsigned long align_mask)
{
	for (;;) {
		unsigned long used;

		start = find_next_zero_bit(map, size, start);
		start = ALIGN_MASK(start, align_mask);
		if (start > size || len > size - start)
			return size + 1;
		used = find_next_bit(map, start + len, start);
		if (used >= start + len)
			return start;
		start = used + 1;
	}
}

int bitmap_print_list(char *buf, size_t size, const unsigned long *map, unsigned long nbits)
{
	unsigned long first, end;
	int len = 0;

	if (size)
		buf[0] = '\0';
	for (first = find_first_bit(map, nbits); first < nbits;
	     first = find_next_bit(map, nbits, end)) {
		size_t at = min_t(size_t, (size_t)len, size);

		end = find_next_zero_bit(map, nbits, first);
		len += snprintf(buf + at, size - at, "%s%lu", len ? "," : "", first);
		at = min_t(size_t, (size_t)len, size);
		if (end - first > 1)
			len += snprintf(buf + at, size - at, "-%lu", end - 1);
	}
	return len;
}

int bitmap_parselist(const char *s, unsigned long *map, unsigned long nbits)
{
	bitmap_zero(map, nbits);
	s = skip_spaces(s);
	while (*s) {
		unsigned long first, last;
		char *end;

		if (!isdigit((u8)*s))
			return -EINVAL;
		first = last = simple_strtoul(s, &end, 10);
		if (*end == '-') {
			s = end + 1;
			if (!isdigit((u8)*s))
				return -EINVAL;
			last = simple_strtoul(s, &end, 10);
		}
		if (last < first)
			return -EINVAL;
		if (last >= nbits)
			return -ERANGE;
		bitmap_set(map, first, last - first + 1);
		s = skip_spaces(end);
		if (*s == ',')
			s = skip_spaces(s + 1);
		else if (*s)
			return -EINVAL;
	}
	return 0;
}
