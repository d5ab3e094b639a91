/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/sysctl_text.c - numbers and names as /proc/sys reads and writes them
 *
 * Sources: Linux Documentation/admin-guide/sysctl/, RFC 4122; behaviour compared with Linux 6.1
 */
#include "sysctl_text.h"

#include <asm/errno.h>
#include "lib/ctype.h"
#include "lib/format.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

#define NUMBER_CHARS 24 /* more than the longest number has */

/* The number at **s, which white space or the end must follow; *s moves behind it. */
static int take_number(const char **s, bool *negative, unsigned long *value)
{
	char text[NUMBER_CHARS];
	unsigned long long v;
	size_t n = 0;

	*s = skip_spaces(*s);
	*negative = **s == '-';
	if (*negative)
		++*s;
	while (n < sizeof(text) - 1 && isalnum((u8)(*s)[n])) {
		text[n] = (*s)[n];
		n++;
	}
	text[n] = '\0';
	if (!n || !isdigit((u8)text[0]) || ((*s)[n] && !isspace((u8)(*s)[n])) ||
	    kstrtoull(text, 0, &v))
		return -EINVAL;
	*s += n;
	*value = v;
	return 0;
}

int sysctl_parse_longs(const char *s, long *out, unsigned int max, long lo, long hi)
{
	unsigned int n;

	for (n = 0; n < max && *skip_spaces(s); n++) {
		unsigned long v;
		bool negative;

		if (take_number(&s, &negative, &v))
			return -EINVAL;
		if (v > (unsigned long)__LONG_MAX__ + negative)
			return -EINVAL;
		out[n] = (long)(negative ? -v : v);
		if (out[n] < lo || out[n] > hi)
			return -EINVAL;
	}
	return n ? (int)n : -EINVAL;
}

int sysctl_parse_ulong(const char *s, unsigned long *out, unsigned long lo, unsigned long hi)
{
	unsigned long v;
	bool negative;

	if (take_number(&s, &negative, &v) || negative || v < lo || v > hi)
		return -EINVAL;
	*out = v;
	return 0;
}

size_t sysctl_trim_string(char *s)
{
	char *end = strchrnul(s, '\n');

	*end = '\0';
	return (size_t)(end - s);
}

void uuid_text(char out[UUID_TEXT_SIZE], const u8 uuid[16])
{
	static const u8 dash_before[16] = {[4] = 1, [6] = 1, [8] = 1, [10] = 1};
	size_t n = 0;

	for (int i = 0; i < 16; i++)
		n += (size_t)scnprintf(out + n, UUID_TEXT_SIZE - n, "%s%02x",
				       dash_before[i] ? "-" : "", uuid[i]);
}
