/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/sort.c - heap sort of arrays, binary search
 *
 * Theory
 *   Heap sort has no bad inputs, needs no memory and does not recurse; those count
 *   for more here than the factor it loses to quicksort on average.
 *
 * Locks: none.
 * Source: Williams, "Algorithm 232: Heapsort" (1964)
 */
#include "lib/sort.h"

static void swap_bytes(u8 *a, u8 *b, size_t size)
{
	for (; size >= sizeof(u64); a += 8, b += 8, size -= 8) {
		u64 x, y;

		__builtin_memcpy(&x, a, sizeof(x));
		__builtin_memcpy(&y, b, sizeof(y));
		__builtin_memcpy(a, &y, sizeof(y));
		__builtin_memcpy(b, &x, sizeof(x));
	}
	for (; size; a++, b++, size--)
		swap(*a, *b);
}

/* Element @root of a heap of @n sinks to where no child is greater. */
static void sift_down(u8 *base, size_t root, size_t n, size_t size, cmp_fn cmp)
{
	size_t child;

	while ((child = 2 * root + 1) < n) {
		if (child + 1 < n && cmp(base + child * size, base + (child + 1) * size) < 0)
			child++;
		if (cmp(base + root * size, base + child * size) >= 0)
			return;
		swap_bytes(base + root * size, base + child * size, size);
		root = child;
	}
}

void sort(void *base, size_t n, size_t size, cmp_fn cmp)
{
	size_t i;

	for (i = n / 2; i-- > 0;)
		sift_down(base, i, n, size, cmp);
	for (i = n; i-- > 1;) {
		swap_bytes(base, (u8 *)base + i * size, size);
		sift_down(base, 0, i, size, cmp);
	}
}

void *bsearch(const void *key, const void *base, size_t n, size_t size, cmp_fn cmp)
{
	const u8 *low = base;

	while (n) {
		const u8 *middle = low + n / 2 * size;
		int c = cmp(key, middle);

		if (c == 0)
			return (void *)middle;
		if (c > 0) {
			low = middle + size;
			n--;
		}
		n /= 2;
	}
	return NULL;
}
