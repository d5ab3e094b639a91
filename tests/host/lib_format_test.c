/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/lib_format_test.c - random formats: ours must write what libc writes */
#include "kernel/base/ktest.h"
#include "lib/format.h"
#include "lib/prng.h"
#include "lib/string.h"

#include "shim/host.h"

enum { SIZE = 256, ROUNDS = 30000 };

static char ours[SIZE], theirs[SIZE];

static void compare(size_t size, const char *fmt, ...)
{
	va_list args;
	int n, m;

	memset(ours, '#', SIZE);
	memset(theirs, '#', SIZE);
	va_start(args, fmt);
	n = vsnprintf(ours, size, fmt, args);
	va_end(args);
	va_start(args, fmt);
	m = host_vsnprintf(theirs, size, fmt, args);
	va_end(args);
	if (n != m || memcmp(ours, theirs, SIZE) != 0)
		ktest_fail(__FILE__, __LINE__, "\"%s\": \"%s\" (%d), libc \"%s\" (%d)", fmt, ours,
			   n, theirs, m);
}

static size_t append(char *fmt, size_t len, const char *s)
{
	size_t n = strlen(s);

	memcpy(fmt + len, s, n + 1);
	return len + n;
}

KTEST(format_libc, integers)
{
	static const char *const lengths[] = {"hh", "h", "", "l", "ll", "z", "t", "j"};
	struct prng rnd = PRNG_INIT(ktest_seed());
	unsigned int i, j;

	for (i = 0; i < ROUNDS; i++) {
		unsigned int which = (unsigned int)prng_below(&rnd, ARRAY_SIZE(lengths));
		u64 value = prng_below(&rnd, 8) ? prng_next(&rnd) >> prng_below(&rnd, 64) : 0;
		char conv[2] = {"diuxXo"[prng_below(&rnd, 6)], '\0'};
		size_t size = prng_below(&rnd, 4) ? SIZE : (size_t)prng_below(&rnd, 30);
		char fmt[64] = "<%", flag[2] = "", number[16];
		size_t len = 2;

		for (j = (unsigned int)prng_below(&rnd, 4); j > 0; j--) {
			flag[0] = "-+ #0"[prng_below(&rnd, 5)];
			/* %#x of 0 differs, on purpose (format.h). */
			if (flag[0] != '#' || value != 0)
				len = append(fmt, len, flag);
		}
		if (prng_below(&rnd, 2)) {
			snprintf(number, sizeof(number), "%llu", 1 + prng_below(&rnd, 40));
			len = append(fmt, len, number);
		}
		if (prng_below(&rnd, 3) == 0) {
			snprintf(number, sizeof(number), ".%llu", prng_below(&rnd, 40));
			len = append(fmt, len, number);
		}
		len = append(fmt, len, lengths[which]);
		len = append(fmt, len, conv);
		append(fmt, len, ">");
		/* A short type may cut the value to 0. */
		if (strchr(fmt, '#') && (value & 0xff) == 0)
			continue;
		if (which < 3)
			compare(size, fmt, (int)value);
		else
			compare(size, fmt, value);
	}
}

KTEST(format_libc, strings)
{
	static const char *const texts[] = {"", "a", "hello", "a longer text with spaces in it"};
	struct prng rnd = PRNG_INIT(ktest_seed());
	unsigned int i;

	for (i = 0; i < ROUNDS / 4; i++) {
		const char *text = texts[prng_below(&rnd, ARRAY_SIZE(texts))];
		int width = (int)prng_below(&rnd, 41) - 20;
		int precision = (int)prng_below(&rnd, 20) - 2;
		size_t size = (size_t)prng_below(&rnd, 60);

		compare(size, "%*.*s|%c%%", width, precision, text, 'x');
		compare(size, "%-10s|%10.3s", text, text);
	}
}
