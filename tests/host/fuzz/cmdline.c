/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/fuzz/cmdline.c - any bytes as a kernel command line */
#include "lib/cmdline.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

#include "fuzz/fuzz.h"
#include "shim/host.h"

static bool inside(const char *p, size_t n, const char *line, size_t len)
{
	return p >= line && p + n <= line + len;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	char *line = host_alloc(len + 1);
	struct cmdline_iter it = CMDLINE_ITER(line);
	struct cmdline_arg arg;
	bool for_init = false;
	char value[16], *end;

	memcpy(line, data, len);
	len = strlen(line);
	while (cmdline_next(&it, &arg)) {
		fuzz_assert(inside(arg.word, arg.word_len, line, len));
		fuzz_assert(inside(arg.key, arg.key_len, line, len));
		if (arg.value)
			fuzz_assert(inside(arg.value, arg.value_len, line, len));
		fuzz_assert(!for_init || arg.for_init);
		for_init = arg.for_init;
	}
	(void)cmdline_copy_value(line, "init", value, sizeof(value));
	(void)cmdline_has(line, "quiet");
	memparse(line, &end);
	fuzz_assert(end >= line && end <= line + len);
	host_free(line);
	return 0;
}
