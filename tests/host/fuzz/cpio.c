/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/fuzz/cpio.c - any bytes as an archive */
#include "lib/cpio.h"
#include "lib/string.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct cpio_reader r;
	struct cpio_entry e;
	enum cpio_result result;
	size_t last = 0;

	cpio_init(&r, data, len);
	for (;;) {
		result = cpio_next(&r, &e);
		fuzz_assert(cpio_offset(&r) <= len);
		if (result != CPIO_ENTRY && result != CPIO_TRAILER)
			break;
		/* It always goes forward. */
		fuzz_assert(cpio_offset(&r) > last);
		last = cpio_offset(&r);
		if (result == CPIO_ENTRY) {
			fuzz_assert(strlen(e.name) == e.name_len);
			fuzz_assert(e.data >= data && e.data + e.size <= data + len);
			fuzz_touch(e.data, e.size);
		}
	}
	fuzz_assert((result == CPIO_ERROR) == (cpio_error(&r) != CPIO_OK));
	return 0;
}
