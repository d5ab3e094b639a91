/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/fuzz/elf.c - any bytes as a program; a good answer must keep its promises */
#include "lib/elf.h"
#include "lib/string.h"

#include "fuzz/fuzz.h"
#include "shim/host.h"

#define USER_END 0x7ffffffff000ULL

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	u8 *buf = host_alloc(len ? len : 1); /* aligned, unlike data */
	struct elf_image im;
	u64 last_end = 0;
	unsigned int i, loads = 0;

	memcpy(buf, data, len);
	if (elf_parse(buf, len, USER_END, &im) == ELF_OK) {
		fuzz_touch(im.phdrs, im.nphdrs * sizeof(*im.phdrs));
		for (i = 0; i < im.nphdrs; i++) {
			const Elf64_Phdr *ph = &im.phdrs[i];

			if (ph->p_type != PT_LOAD || !ph->p_memsz)
				continue;
			loads++;
			fuzz_assert(ph->p_filesz <= ph->p_memsz);
			fuzz_assert(ph->p_memsz <= USER_END &&
				    ph->p_vaddr <= USER_END - ph->p_memsz);
			fuzz_assert(ph->p_vaddr >= last_end);
			last_end = ph->p_vaddr + ph->p_memsz;
			fuzz_assert(ph->p_vaddr >= im.min_vaddr && last_end <= im.max_vaddr);
		}
		fuzz_assert(loads && loads == im.nloads && im.max_vaddr <= USER_END);
		fuzz_assert(im.brk == last_end && im.max_align >= 4096);
	}
	host_free(buf);
	return 0;
}
