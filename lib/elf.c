/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/elf.c - check an ELF64 x86-64 program before anything is mapped
 *
 * Theory
 *   The header is checked first, then each program header alone, then the PT_LOADs
 *   against each other, in the order of the file: the ABI demands that they rise.
 *   All sums go through check_add_overflow().
 *
 * Not here: mapping (kernel/proc), relocation (a static-PIE program does its own).
 *
 * Locks: none.
 * Sources: System V ABI, chapters 4 and 5; elf(5)
 */
#include "base/bits.h"
#include "base/overflow.h"
#include "lib/elf.h"
#include "lib/string.h"

enum { PAGE_BYTES = 4096, INTERP_MAX = 4096 };

static const char *const error_texts[] = {
	[ELF_OK] = "no error",
	[ELF_SHORT] = "shorter than an ELF header",
	[ELF_NO_MAGIC] = "not an ELF file",
	[ELF_WRONG_CLASS] = "not a 64-bit program",
	[ELF_WRONG_DATA] = "not little-endian",
	[ELF_WRONG_MACHINE] = "not for x86-64",
	[ELF_WRONG_TYPE] = "not an executable",
	[ELF_BAD_PHENTSIZE] = "wrong size of program headers",
	[ELF_NO_PHDRS] = "no program headers",
	[ELF_MANY_PHDRS] = "too many program headers",
	[ELF_PHDRS_OUTSIDE] = "program headers are outside of the file or its first page",
	[ELF_NO_LOAD] = "nothing to load",
	[ELF_FILESZ] = "segment is larger in the file than in memory",
	[ELF_WRAPS] = "segment does not fit the address space",
	[ELF_ALIGN] = "alignment is not a power of two",
	[ELF_OFFSET] = "segment's offset and address do not agree",
	[ELF_ORDER] = "segments overlap or are not in order",
	[ELF_INTERP] = "bad interpreter path",
	[ELF_ENTRY] = "entry point is not in user space",
};

const char *elf_error_text(enum elf_error error)
{
	return (size_t)error < ARRAY_SIZE(error_texts) ? error_texts[error] : "unknown error";
}

static enum elf_error check_ehdr(const Elf64_Ehdr *eh, size_t len)
{
	if (len < SELFMAG || memcmp(eh->e_ident, ELFMAG, SELFMAG) != 0)
		return ELF_NO_MAGIC;
	if (len < sizeof(*eh))
		return ELF_SHORT;
	if (eh->e_ident[EI_CLASS] != ELFCLASS64)
		return ELF_WRONG_CLASS;
	if (eh->e_ident[EI_DATA] != ELFDATA2LSB)
		return ELF_WRONG_DATA;
	if (eh->e_machine != EM_X86_64)
		return ELF_WRONG_MACHINE;
	if (eh->e_type != ET_EXEC && eh->e_type != ET_DYN)
		return ELF_WRONG_TYPE;
	if (eh->e_phentsize != sizeof(Elf64_Phdr))
		return ELF_BAD_PHENTSIZE;
	if (eh->e_phnum == 0)
		return ELF_NO_PHDRS;
	if (eh->e_phnum > ELF_PHDRS_MAX)
		return ELF_MANY_PHDRS;
	return ELF_OK;
}

enum elf_error elf_phdrs_extent(const void *buf, size_t len, u64 *end)
{
	const Elf64_Ehdr *eh = buf;
	enum elf_error err = check_ehdr(eh, len);
	u64 size, extent;

	if (err)
		return err;
	size = eh->e_phnum * sizeof(Elf64_Phdr);
	if (check_add_overflow((u64)eh->e_phoff, size, &extent) || eh->e_phoff % 8)
		return ELF_PHDRS_OUTSIDE;
	*end = extent;
	return ELF_OK;
}

static enum elf_error check_load(const Elf64_Phdr *ph, u64 max_end, struct elf_image *im)
{
	u64 end, file_end;

	if (ph->p_filesz > ph->p_memsz)
		return ELF_FILESZ;
	if (ph->p_align > 1 && !is_power_of_2(ph->p_align))
		return ELF_ALIGN;
	if (ph->p_filesz && (ph->p_offset ^ ph->p_vaddr) % PAGE_BYTES)
		return ELF_OFFSET;
	if (check_add_overflow((u64)ph->p_vaddr, (u64)ph->p_memsz, &end) || end > max_end)
		return ELF_WRAPS;
	if (check_add_overflow((u64)ph->p_offset, (u64)ph->p_filesz, &file_end) ||
	    file_end > INT64_MAX)
		return ELF_WRAPS;

	if (im->nloads && ph->p_vaddr < im->brk)
		return ELF_ORDER;
	if (!im->nloads)
		im->min_vaddr = ALIGN_DOWN((u64)ph->p_vaddr, PAGE_BYTES);
	im->nloads++;
	/* max_end is page-aligned: rounding up does not go past it. */
	im->max_vaddr = ALIGN(end, PAGE_BYTES);
	im->brk = end;
	if (ph->p_align > im->max_align)
		im->max_align = ph->p_align;

	/* Program headers inside this segment's file part are seen at its address. */
	if (im->ehdr->e_phoff >= ph->p_offset &&
	    im->ehdr->e_phoff + (u64)im->nphdrs * sizeof(*ph) <= file_end && !im->phdr_vaddr)
		im->phdr_vaddr = ph->p_vaddr + (im->ehdr->e_phoff - ph->p_offset);
	return ELF_OK;
}

static enum elf_error check_interp(const Elf64_Phdr *ph, struct elf_image *im)
{
	u64 end;

	if (im->interp_size)
		return ELF_OK; /* the first one counts, as in Linux */
	/* At least one character and the NUL. */
	if (ph->p_filesz < 2 || ph->p_filesz > INTERP_MAX ||
	    check_add_overflow((u64)ph->p_offset, (u64)ph->p_filesz, &end) || end > INT64_MAX)
		return ELF_INTERP;
	im->interp_offset = ph->p_offset;
	im->interp_size = ph->p_filesz;
	return ELF_OK;
}

static enum elf_error check_phdr(const Elf64_Phdr *ph, u64 max_end, struct elf_image *im)
{
	switch (ph->p_type) {
	case PT_LOAD:
		return ph->p_memsz ? check_load(ph, max_end, im) : ELF_OK;
	case PT_INTERP:
		return check_interp(ph, im);
	case PT_TLS:
		im->tls = ph;
		return ELF_OK;
	case PT_GNU_STACK:
		im->stack = ph->p_flags & PF_X ? ELF_STACK_X : ELF_STACK_NX;
		return ELF_OK;
	default:
		return ELF_OK;
	}
}

enum elf_error elf_parse(const void *buf, size_t len, u64 max_end, struct elf_image *image)
{
	struct elf_image im = {.ehdr = buf, .max_align = PAGE_BYTES};
	enum elf_error err;
	unsigned int i;
	u64 extent;

	err = elf_phdrs_extent(buf, len, &extent);
	if (err)
		return err;
	if (extent > len)
		return ELF_PHDRS_OUTSIDE;
	im.phdrs = (const Elf64_Phdr *)((const u8 *)buf + im.ehdr->e_phoff);
	im.nphdrs = im.ehdr->e_phnum;
	im.is_dyn = im.ehdr->e_type == ET_DYN;
	im.entry = im.ehdr->e_entry;

	for (i = 0; i < im.nphdrs; i++) {
		err = check_phdr(&im.phdrs[i], max_end, &im);
		if (err)
			return err;
	}
	if (!im.nloads) {
		*image = im;
		return ELF_NO_LOAD;
	}
	if (!im.is_dyn && im.entry >= max_end)
		return ELF_ENTRY;
	*image = im;
	return ELF_OK;
}
