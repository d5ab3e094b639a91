/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/kstrtox.c - text to numbers: strict, lax, and with a size suffix
 *
 * Locks: none.
 * Sources: Linux Documentation/core-api/kernel-api.rst,
 *   Documentation/admin-guide/kernel-parameters.rst (suffixes)
 */
#include "base/err.h"
#include "base/overflow.h"
#include "lib/ctype.h"
#include "lib/kstrtox.h"

static unsigned int digit_value(char c)
{
	if (isdigit((u8)c))
		return (unsigned int)(c - '0');
	if (isalpha((u8)c))
		return (unsigned int)(tolower((u8)c) - 'a') + 10;
	return ~0u;
}

/* Steps over a prefix; resolves base 0. */
static const char *skip_prefix(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && tolower((u8)s[1]) == 'x' && isxdigit((u8)s[2]);

	if (*base == 0)
		*base = hex ? 16 : s[0] == '0' ? 8 : 10;
	return *base == 16 && hex ? s + 2 : s;
}

/* Reads digits; *wrapped tells that the value is only right modulo 2^64. */
static const char *read_digits(const char *s, unsigned int base, u64 *value, bool *wrapped)
{
	u64 v = 0;

	*wrapped = false;
	for (; digit_value(*s) < base; s++) {
		u64 times, sum;

		if (check_mul_overflow(v, (u64)base, &times))
			*wrapped = true;
		if (check_add_overflow(times, (u64)digit_value(*s), &sum))
			*wrapped = true;
		v = sum;
	}
	*value = v;
	return s;
}

/* Unsigned, no sign allowed here. */
static int parse_whole(const char *s, unsigned int base, u64 *res)
{
	const char *digits = skip_prefix(s, &base);
	bool wrapped;
	u64 value;

	s = read_digits(digits, base, &value, &wrapped);
	if (s == digits)
		return -EINVAL;
	if (*s == '\n')
		s++;
	if (*s)
		return -EINVAL;
	if (wrapped)
		return -ERANGE;
	*res = value;
	return 0;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	if (*s == '+')
		s++;
	return parse_whole(s, base, res);
}

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	bool negative = *s == '-';
	u64 value;
	int err;

	if (*s == '-' || *s == '+')
		s++;
	err = parse_whole(s, base, &value);
	if (err)
		return err;
	if (value > (u64)INT64_MAX + negative)
		return -ERANGE;
	*res = negative ? (long long)(0 - value) : (long long)value;
	return 0;
}

int kstrtoul(const char *s, unsigned int base, unsigned long *res)
{
	unsigned long long v;
	int err = kstrtoull(s, base, &v);

	if (!err)
		*res = v;
	return err;
}

int kstrtol(const char *s, unsigned int base, long *res)
{
	long long v;
	int err = kstrtoll(s, base, &v);

	if (!err)
		*res = v;
	return err;
}

static int parse_up_to(const char *s, unsigned int base, u64 limit, u64 *res)
{
	unsigned long long v;
	int err = kstrtoull(s, base, &v);

	if (err)
		return err;
	if (v > limit)
		return -ERANGE;
	*res = v;
	return 0;
}

int kstrtouint(const char *s, unsigned int base, unsigned int *res)
{
	u64 v;
	int err = parse_up_to(s, base, UINT32_MAX, &v);

	if (!err)
		*res = (unsigned int)v;
	return err;
}

int kstrtoint(const char *s, unsigned int base, int *res)
{
	long long v;
	int err = kstrtoll(s, base, &v);

	if (err)
		return err;
	if (v != (int)v)
		return -ERANGE;
	*res = (int)v;
	return 0;
}

int kstrtou16(const char *s, unsigned int base, u16 *res)
{
	u64 v;
	int err = parse_up_to(s, base, UINT16_MAX, &v);

	if (!err)
		*res = (u16)v;
	return err;
}

int kstrtou8(const char *s, unsigned int base, u8 *res)
{
	u64 v;
	int err = parse_up_to(s, base, UINT8_MAX, &v);

	if (!err)
		*res = (u8)v;
	return err;
}

int kstrtobool(const char *s, bool *res)
{
	switch (tolower((u8)s[0])) {
	case 'y':
	case 't':
	case '1':
		*res = true;
		return 0;
	case 'n':
	case 'f':
	case '0':
		*res = false;
		return 0;
	case 'o':
		if (tolower((u8)s[1]) != 'n' && tolower((u8)s[1]) != 'f')
			return -EINVAL;
		*res = tolower((u8)s[1]) == 'n';
		return 0;
	default:
		return -EINVAL;
	}
}

unsigned long long simple_strtoull(const char *s, char **end, unsigned int base)
{
	const char *digits = skip_prefix(s, &base);
	bool wrapped;
	u64 value;
	const char *stop = read_digits(digits, base, &value, &wrapped);

	if (end)
		*end = (char *)(stop == digits ? s : stop);
	return value;
}

unsigned long simple_strtoul(const char *s, char **end, unsigned int base)
{
	return simple_strtoull(s, end, base);
}

long simple_strtol(const char *s, char **end, unsigned int base)
{
	char *stop;
	u64 value;

	if (*s != '-')
		return (long)simple_strtoull(s, end, base);
	value = simple_strtoull(s + 1, &stop, base);
	if (end)
		*end = stop == s + 1 ? (char *)s : stop;
	return (long)(0 - value);
}

unsigned long long memparse(const char *s, char **end)
{
	static const char suffixes[] = "kmgtpe";
	unsigned int base = 0, power = 0, i;
	const char *digits = skip_prefix(s, &base);
	bool wrapped;
	u64 value;
	const char *stop = read_digits(digits, base, &value, &wrapped);

	for (i = 0; stop != digits && suffixes[i]; i++) {
		if (tolower((u8)*stop) == suffixes[i])
			power = 10 * (i + 1);
	}
	if (power)
		stop++;
	if (end)
		*end = (char *)(stop == digits ? s : stop);
	if (wrapped || value > (UINT64_MAX >> power))
		return UINT64_MAX;
	return value << power;
}
