/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/kernel/chosen.h - which tests and benchmarks a boot parameter names
 */
#pragma once

#include "lib/format.h"
#include "lib/string.h"

/* Does "suite.name" contain one of the words of @filter ("page,slab.bulk")?  NULL: all do. */
static inline bool is_chosen(const char *filter, const char *suite, const char *test)
{
	char name[96], word[96];
	const char *p = filter, *end;

	if (!filter)
		return true;
	snprintf(name, sizeof(name), "%s.%s", suite, test);
	for (; *p; p = *end ? end + 1 : end) {
		end = strchrnul(p, ',');
		snprintf(word, sizeof(word), "%.*s", (int)(end - p), p);
		if (word[0] && strstr(name, word))
			return true;
	}
	return false;
}
