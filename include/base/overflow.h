/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/overflow.h - arithmetic that notices when it wraps; true means it did */
#pragma once

#include "base/types.h"

#define check_add_overflow(a, b, d) __builtin_add_overflow(a, b, d)
#define check_sub_overflow(a, b, d) __builtin_sub_overflow(a, b, d)
#define check_mul_overflow(a, b, d) __builtin_mul_overflow(a, b, d)

/* Saturating forms for allocation sizes: SIZE_MAX never can be allocated. */
static inline size_t size_add(size_t a, size_t b)
{
	size_t r;

	return __builtin_add_overflow(a, b, &r) ? SIZE_MAX : r;
}

static inline size_t size_mul(size_t a, size_t b)
{
	size_t r;

	return __builtin_mul_overflow(a, b, &r) ? SIZE_MAX : r;
}

#define struct_size(p, member, n) size_add(sizeof(*(p)), size_mul(sizeof(*(p)->member), (n)))
