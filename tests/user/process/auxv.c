/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/auxv.c - the auxiliary vector, and the start of a program */
#include "harness.h"

#include <elf.h>
#include <linux/auxvec.h>
#include <sys/auxv.h>

TEST(fixed_values)
{
	CHECK_EQ(getauxval(AT_PAGESZ), 4096);
	CHECK_EQ(getauxval(AT_CLKTCK), 100);
	CHECK_EQ(getauxval(AT_PHENT), sizeof(Elf64_Phdr));
	CHECK_EQ(getauxval(AT_FLAGS), 0);
	CHECK_EQ(getauxval(AT_SECURE), 0);
	CHECK_EQ(getauxval(AT_BASE), 0); /* no interpreter */
	CHECK_STR((const char *)getauxval(AT_PLATFORM), "x86_64");
}

TEST(ids)
{
	CHECK_EQ(getauxval(AT_UID), getuid());
	CHECK_EQ(getauxval(AT_EUID), geteuid());
	CHECK_EQ(getauxval(AT_GID), getgid());
	CHECK_EQ(getauxval(AT_EGID), getegid());
}

TEST(program_headers_and_entry)
{
	Elf64_Phdr *ph = (Elf64_Phdr *)getauxval(AT_PHDR);
	unsigned long n = getauxval(AT_PHNUM), entry = getauxval(AT_ENTRY);
	int inside = 0;

	REQUIRE(ph != NULL);
	CHECK(n > 0 && n < 30);
	for (unsigned long i = 0; i < n; i++)
		if (ph[i].p_type == PT_LOAD && (ph[i].p_flags & PF_X))
			inside |= entry >= ph[i].p_vaddr && entry < ph[i].p_vaddr + ph[i].p_memsz;
	CHECK(inside);
}

TEST(file_name)
{
	const char *name = (const char *)getauxval(AT_EXECFN);
	char exe[PATH_MAX] = "", real[PATH_MAX];

	REQUIRE(name != NULL);
	CHECK_GT(readlink("/proc/self/exe", exe, sizeof(exe) - 1), 0);
	if (name[0] == '/') {
		REQUIRE(realpath(name, real) != NULL);
		CHECK_STR(real, exe);
	}
}

REEXEC(print_random)
{
	return write(1, (void *)getauxval(AT_RANDOM), 16) == 16 ? 0 : 1;
}

TEST(random_bytes_differ)
{
	unsigned char a[2][16];
	int st, p[2];

	REQUIRE_OK(pipe(p));
	for (int i = 0; i < 2; i++) {
		CHILD (st) {
			dup2(p[1], 1);
			execv(test_self(), test_reexec_argv("print_random", NULL));
		}
		CHECK_EXITED(st, 0);
		CHECK_EQ(read(p[0], a[i], 16), 16);
	}
	CHECK(memcmp(a[0], a[1], 16));
}

TEST(hwcap_is_cpuid_1_edx)
{
	unsigned a = 1, b, c, d;

	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	/* Bits the kernel may clear: what it does not let programs use. */
	CHECK_EQ(getauxval(AT_HWCAP) & ~(unsigned long)d, 0);
	CHECK(getauxval(AT_HWCAP) & (1 << 26)); /* SSE2 */
	CHECK(getauxval(AT_HWCAP) & (1 << 0));	/* FPU */
}

TEST(vdso_is_an_elf_image)
{
	Elf64_Ehdr *e = (Elf64_Ehdr *)getauxval(AT_SYSINFO_EHDR);

	REQUIRE(e != NULL);
	CHECK_MEM(e->e_ident, "\177ELF", 4);
	CHECK_EQ(e->e_machine, EM_X86_64);
	CHECK_EQ(e->e_type, ET_DYN);
}

TEST(proc_auxv_is_the_same)
{
	Elf64_auxv_t *v = (Elf64_auxv_t *)test_slurp("/proc/self/auxv");
	int n = 0;

	for (; v->a_type != AT_NULL && n < 64; v++, n++)
		if (v->a_type != AT_SYSINFO)
			CHECK_EQ(getauxval(v->a_type), v->a_un.a_val);
	CHECK_GE(n, 15);
	CHECK_EQ(v->a_type, AT_NULL);
}

extern char **environ;

TEST(strings_lie_on_the_stack_in_order)
{
	char **e = environ;
	uintptr_t top;

	while (*e)
		e++;
	top = (uintptr_t)(e + 1); /* the vector begins here */
	CHECK_EQ(((Elf64_auxv_t *)top)->a_type != 0, 1);
	CHECK_EQ(top % 8, 0);
	CHECK(getauxval(AT_EXECFN) > top);
	CHECK(getauxval(AT_RANDOM) > top);
}
