/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/kstrtox.h - text to numbers
 *
 * The kstrto* family converts a whole string: digits, with one optional sign in front (minus
 * only for the signed ones) and one optional newline behind.  Base 0 takes 0x and 0 prefixes.
 *
 * Return: 0, -EINVAL (not a number, or something behind it), -ERANGE (does not fit);
 *   on error *res is unchanged.
 * Source: Linux Documentation/core-api/kernel-api.rst
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

int __must_check kstrtoull(const char *s, unsigned int base, unsigned long long *res);
int __must_check kstrtoll(const char *s, unsigned int base, long long *res);
int __must_check kstrtoul(const char *s, unsigned int base, unsigned long *res);
int __must_check kstrtol(const char *s, unsigned int base, long *res);
int __must_check kstrtouint(const char *s, unsigned int base, unsigned int *res);
int __must_check kstrtoint(const char *s, unsigned int base, int *res);
int __must_check kstrtou16(const char *s, unsigned int base, u16 *res);
int __must_check kstrtou8(const char *s, unsigned int base, u8 *res);
/* y Y t T 1 on -> true; n N f F 0 of(f) -> false */
int __must_check kstrtobool(const char *s, bool *res);

static inline int __must_check kstrtou64(const char *s, unsigned int base, u64 *res)
{
	return kstrtoull(s, base, res);
}

static inline int __must_check kstrtou32(const char *s, unsigned int base, u32 *res)
{
	return kstrtouint(s, base, res);
}

/**
 * simple_strtoull - the number at the start of @s, where more text may follow
 * @end: if not NULL, set to the first character not used (@s itself if there is no number)
 *
 * Return: the value, modulo 2^64
 */
unsigned long long simple_strtoull(const char *s, char **end, unsigned int base);
unsigned long simple_strtoul(const char *s, char **end, unsigned int base);
long simple_strtol(const char *s, char **end, unsigned int base);

/**
 * memparse - a size as boot parameters have it: a number, then K, M, G, T, P or E
 * @end: if not NULL, set to the first character not used
 *
 * Return: bytes; U64_MAX if they do not fit
 */
unsigned long long memparse(const char *s, char **end);
