/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lib/elf_test.c - a small program's headers, then each thing that can be wrong with them */
#include "kernel/base/ktest.h"
#include "lib/elf.h"
#include "lib/string.h"

#define USER_END 0x7ffffffff000ULL

static struct {
	Elf64_Ehdr eh;
	Elf64_Phdr ph[4];
} file __aligned(8);

static struct elf_image image;

/* Text, data with bss, stack flags, and one free for the test. */
static void make_file(void)
{
	memset(&file, 0, sizeof(file));
	memcpy(file.eh.e_ident, ELFMAG, SELFMAG);
	file.eh.e_ident[EI_CLASS] = ELFCLASS64;
	file.eh.e_ident[EI_DATA] = ELFDATA2LSB;
	file.eh.e_ident[EI_VERSION] = EV_CURRENT;
	file.eh.e_type = ET_EXEC;
	file.eh.e_machine = EM_X86_64;
	file.eh.e_phoff = sizeof(file.eh);
	file.eh.e_phentsize = sizeof(Elf64_Phdr);
	file.eh.e_phnum = ARRAY_SIZE(file.ph);
	file.eh.e_entry = 0x401000;
	file.ph[0] = (Elf64_Phdr){.p_type = PT_LOAD,
				  .p_flags = PF_R | PF_X,
				  .p_vaddr = 0x400000,
				  .p_filesz = 0x2345,
				  .p_memsz = 0x2345,
				  .p_align = 4096};
	file.ph[1] = (Elf64_Phdr){.p_type = PT_LOAD,
				  .p_flags = PF_R | PF_W,
				  .p_vaddr = 0x403e10,
				  .p_offset = 0x2e10,
				  .p_filesz = 0x200,
				  .p_memsz = 0x1234,
				  .p_align = 0x10000};
	file.ph[2] = (Elf64_Phdr){.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W};
	file.ph[3] = (Elf64_Phdr){.p_type = PT_NULL};
}

static enum elf_error parse(void)
{
	return elf_parse(&file, sizeof(file), USER_END, &image);
}

KTEST(elf, good)
{
	make_file();
	ASSERT_EQ(parse(), ELF_OK);
	EXPECT_EQ(image.nloads, 2u);
	EXPECT_EQ(image.min_vaddr, 0x400000u);
	EXPECT_EQ(image.max_vaddr, 0x406000u);
	EXPECT_EQ(image.brk, 0x405044u);
	EXPECT_EQ(image.max_align, 0x10000u);
	EXPECT_EQ(image.phdr_vaddr, 0x400040u);
	EXPECT_EQ(image.entry, 0x401000u);
	EXPECT_EQ(image.stack, ELF_STACK_NX);
	EXPECT_FALSE(image.is_dyn);
	EXPECT_NULL(image.tls);
	EXPECT_EQ(image.interp_size, 0u);
}

KTEST(elf, good_variants)
{
	make_file();
	file.eh.e_type = ET_DYN;
	file.ph[0].p_vaddr = 0;
	file.ph[1].p_vaddr = 0x2e10; /* meets the first within a page */
	file.ph[2].p_flags |= PF_X;
	file.ph[3] = (Elf64_Phdr){.p_type = PT_INTERP, .p_offset = 0x238, .p_filesz = 28};
	ASSERT_EQ(parse(), ELF_OK);
	EXPECT_TRUE(image.is_dyn);
	EXPECT_EQ(image.stack, ELF_STACK_X);
	EXPECT_EQ(image.interp_offset, 0x238u);
	EXPECT_EQ(image.interp_size, 28u);
	file.ph[3].p_type = PT_TLS;
	file.ph[2].p_type = PT_NOTE;
	ASSERT_EQ(parse(), ELF_OK);
	EXPECT_TRUE(image.tls == &file.ph[3]);
	EXPECT_EQ(image.stack, ELF_STACK_DEFAULT);
	file.ph[3] = (Elf64_Phdr){.p_type = PT_LOAD,
				  .p_vaddr = USER_END - 1,
				  .p_memsz = 1,
				  .p_offset = 77}; /* bss only: the offset means nothing */
	ASSERT_EQ(parse(), ELF_OK);
	EXPECT_EQ(image.max_vaddr, USER_END);
}

/* Breaks one field of a good file; nothing may come out but the reason. */
#define EXPECT_BAD(change, error)                                                                  \
	do {                                                                                       \
		make_file();                                                                       \
		change;                                                                            \
		memset(&image, 0xa5, sizeof(image));                                               \
		EXPECT_EQ(parse(), error);                                                         \
		EXPECT_NULL(memchr_inv(&image, 0xa5, sizeof(image)));                              \
		EXPECT_NE(strcmp(elf_error_text(error), "unknown error"), 0);                      \
	} while (0)

KTEST(elf, bad_header)
{
	EXPECT_BAD(file.eh.e_ident[0] = 0, ELF_NO_MAGIC);
	EXPECT_BAD(file.eh.e_ident[EI_CLASS] = ELFCLASS32, ELF_WRONG_CLASS);
	EXPECT_BAD(file.eh.e_ident[EI_DATA] = ELFDATA2MSB, ELF_WRONG_DATA);
	EXPECT_BAD(file.eh.e_machine = EM_386, ELF_WRONG_MACHINE);
	EXPECT_BAD(file.eh.e_type = ET_REL, ELF_WRONG_TYPE);
	EXPECT_BAD(file.eh.e_type = ET_CORE, ELF_WRONG_TYPE);
	EXPECT_BAD(file.eh.e_phentsize = 55, ELF_BAD_PHENTSIZE);
	EXPECT_BAD(file.eh.e_phnum = 0, ELF_NO_PHDRS);
	EXPECT_BAD(file.eh.e_phnum = ELF_PHDRS_MAX + 1, ELF_MANY_PHDRS);
	EXPECT_BAD(file.eh.e_phnum = 5, ELF_PHDRS_OUTSIDE);
	EXPECT_BAD(file.eh.e_phoff = ~0ULL - 7, ELF_PHDRS_OUTSIDE);
	EXPECT_BAD(file.eh.e_phoff = 68, ELF_PHDRS_OUTSIDE);
	EXPECT_BAD(file.eh.e_entry = USER_END, ELF_ENTRY);
	make_file();
	EXPECT_EQ(elf_parse(&file, 3, USER_END, &image), ELF_NO_MAGIC);
	EXPECT_EQ(elf_parse(&file, 63, USER_END, &image), ELF_SHORT);
	EXPECT_EQ(elf_parse(&file, sizeof(file) - 1, USER_END, &image), ELF_PHDRS_OUTSIDE);
}

KTEST(elf, bad_segments)
{
	make_file();
	file.ph[0].p_type = file.ph[1].p_type = PT_NULL;
	EXPECT_EQ(parse(),
		  ELF_NO_LOAD); /* here the image is set: exec(2) looks for its interpreter */
	EXPECT_BAD(file.ph[0].p_memsz = 0x2344, ELF_FILESZ);
	EXPECT_BAD(file.ph[0].p_align = 3, ELF_ALIGN);
	EXPECT_BAD(file.ph[0].p_offset = 1, ELF_OFFSET);
	EXPECT_BAD(file.ph[0].p_memsz = ~0ULL, ELF_WRAPS);
	EXPECT_BAD(file.ph[1].p_vaddr = USER_END - 0x1f0, ELF_WRAPS);
	EXPECT_BAD(file.ph[1].p_vaddr = 0xffffffff80000e10ULL, ELF_WRAPS);
	EXPECT_BAD(file.ph[1].p_offset = 0xfffffffffffffe10ULL, ELF_WRAPS);
	EXPECT_BAD(file.ph[1].p_offset = 0x7ffffffffffffe10ULL, ELF_WRAPS);
	EXPECT_BAD(file.ph[1].p_vaddr = 0x401e10, ELF_ORDER);
	EXPECT_BAD(file.ph[1].p_vaddr = 0x300e10, ELF_ORDER);
	EXPECT_BAD((file.ph[3] = (Elf64_Phdr){.p_type = PT_INTERP, .p_filesz = 1}), ELF_INTERP);
	EXPECT_BAD((file.ph[3] = (Elf64_Phdr){.p_type = PT_INTERP, .p_filesz = 4097}), ELF_INTERP);
	EXPECT_BAD(
		(file.ph[3] = (Elf64_Phdr){.p_type = PT_INTERP, .p_filesz = 9, .p_offset = ~0ULL}),
		ELF_INTERP);
}
