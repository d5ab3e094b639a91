/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/elf.h - check an ELF64 x86-64 program before anything is mapped
 *
 * Theory
 *   exec reads the start of the file (header and program headers) and asks
 *   elf_parse().  A good answer says that every PT_LOAD segment fits the address
 *   space, the segments rise and do not overlap, offset and address agree within
 *   a page, and sizes do not wrap; so mapping them needs no more checks.  Two
 *   segments may meet within one page: the later mapping wins, as in Linux.
 *   What elf_parse() does not know is the file's size: a segment beyond the end
 *   of the file is found when it is touched (SIGBUS), as in Linux.
 *
 * Sources: System V ABI, chapters 4 and 5; its AMD64 supplement; elf(5)
 */
#pragma once

#include <linux/elf.h>

#include "base/compiler.h"
#include "base/types.h"

/* More program headers than this would not fit one page (Linux's limit is one page as well). */
#define ELF_PHDRS_MAX 73u

enum elf_error {
	ELF_OK,
	ELF_SHORT,	   /* less than a header */
	ELF_NO_MAGIC,	   /* not an ELF file */
	ELF_WRONG_CLASS,   /* 32-bit */
	ELF_WRONG_DATA,	   /* big-endian */
	ELF_WRONG_MACHINE, /* not x86-64 */
	ELF_WRONG_TYPE,	   /* neither ET_EXEC nor ET_DYN */
	ELF_BAD_PHENTSIZE,
	ELF_NO_PHDRS,
	ELF_MANY_PHDRS,
	ELF_PHDRS_OUTSIDE, /* program headers not inside the bytes given */
	ELF_NO_LOAD,	   /* nothing to load */
	ELF_FILESZ,	   /* a segment takes more from the file than it has in memory */
	ELF_WRAPS,	   /* a segment's addresses or offsets wrap or leave user space */
	ELF_ALIGN,	   /* p_align is no power of two */
	ELF_OFFSET,	   /* p_offset and p_vaddr differ within the page */
	ELF_ORDER,	   /* segments overlap or do not rise */
	ELF_INTERP,	   /* the interpreter's path is bad */
	ELF_ENTRY,	   /* ET_EXEC: the entry point is not in user space */
};

enum elf_stack {
	ELF_STACK_DEFAULT, /* no PT_GNU_STACK */
	ELF_STACK_NX,
	ELF_STACK_X,
};

struct elf_image {
	const Elf64_Ehdr *ehdr;	 /* into the buffer */
	const Elf64_Phdr *phdrs; /* into the buffer; 8-byte aligned if the buffer is */
	unsigned int nphdrs;
	unsigned int nloads;
	bool is_dyn; /* ET_DYN: addresses are relative to where it is loaded */
	u64 entry;
	u64 min_vaddr;	       /* of all PT_LOAD: first page, ... */
	u64 max_vaddr;	       /* ... and end, page-aligned both */
	u64 max_align;	       /* largest p_align of a PT_LOAD, at least a page */
	u64 brk;	       /* end of the last segment's memory, exact */
	u64 phdr_vaddr;	       /* where the program headers will be seen (AT_PHDR); 0: nowhere */
	u64 interp_offset;     /* of the interpreter's path in the file */
	u64 interp_size;       /* with its NUL; 0: no interpreter */
	const Elf64_Phdr *tls; /* PT_TLS or NULL; the C library's business, not checked */
	enum elf_stack stack;
};

/**
 * elf_parse - check header and program headers
 * @buf:     start of the file; at least 8-byte aligned
 * @len:     bytes of it in memory; the program headers must be among them
 * @max_end: end of user addresses; page-aligned
 *
 * Return: ELF_OK with *@image set, or the reason.  exec gives ENOEXEC for each.  ELF_NO_LOAD sets
 *         *@image too: exec looks for the interpreter first.
 */
enum elf_error __must_check elf_parse(const void *buf, size_t len, u64 max_end,
				      struct elf_image *image);

/**
 * elf_phdrs_extent - how much of the file elf_parse() needs
 *
 * Return: ELF_OK with *@end set (end of the program headers, at most ELF_PHDRS_MAX of them, from
 *         the start of the file), or what is wrong with the header.  @len: at least 64, or
 * ELF_SHORT
 */
enum elf_error __must_check elf_phdrs_extent(const void *buf, size_t len, u64 *end);

/* elf_error_text - in words, for the log: "not for x86-64" */
const char *elf_error_text(enum elf_error error);
