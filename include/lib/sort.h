/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/sort.h - sorting arrays and lists, searching sorted arrays; no recursion, no memory
 */
#pragma once

#include "base/types.h"
#include "lib/list.h"

/* Less than 0, 0, more than 0, as memcmp(). */
typedef int (*cmp_fn)(const void *a, const void *b);

/* sort - heap sort: O(n log n) always; equal elements may change places */
void sort(void *base, size_t n, size_t size, cmp_fn cmp);

/* bsearch - an element that compares equal to @key, or NULL; cmp(key, element) */
void *bsearch(const void *key, const void *base, size_t n, size_t size, cmp_fn cmp);

/* cmp(priv, a, b) > 0 if @a belongs behind @b */
typedef int (*list_cmp_fn)(void *priv, const struct list_head *a, const struct list_head *b);

/* list_sort - merge sort: O(n log n), equal elements keep their order */
void list_sort(void *priv, struct list_head *head, list_cmp_fn cmp);
