/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/fuzz/replay.c - run a fuzz target on files: the corpus, or one that made it fail */
#include "base/types.h"

#include "fuzz/fuzz.h"
#include "shim/host.h"

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		size_t len;
		u8 *data = host_read_file(argv[i], &len);

		if (!data) {
			host_print("%s: cannot read\n", argv[i]);
			return 1;
		}
		LLVMFuzzerTestOneInput(data, len);
		host_free(data);
	}
	host_print("# %d inputs replayed\n", argc - 1);
	return argc < 2; /* a corpus that is not there tests nothing */
}
