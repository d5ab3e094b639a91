/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/arch/vdso.c - the kernel's pages in a program: what may be done to them */
#include "context.h"

#include <elf.h>
#include <sys/auxv.h>

static uintptr_t mapping(const char *name, uintptr_t *end, char *perms)
{
	char *all = test_slurp("/proc/self/maps"), *line;
	unsigned long a, b;

	for (line = strtok(all, "\n"); line; line = strtok(NULL, "\n")) {
		if (!strstr(line, name) || sscanf(line, "%lx-%lx %4s", &a, &b, perms) != 3)
			continue;
		*end = b;
		return a;
	}
	return 0;
}

TEST(data_pages_are_read_only)
{
	uintptr_t end, at;
	char perms[8];

	at = mapping("[vvar]", &end, perms);
	REQUIRE(at != 0);
	CHECK_STR(perms, "r--p");
	handle_faults(note_and_jump);
	WATCH(*(volatile char *)at = 1);
	CHECK_EQ(seen.sig, SIGSEGV);
	CHECK_EQ(seen.code, SEGV_ACCERR);
	CHECK_EQ(seen.addr, at);
	CHECK_ERRNO(mprotect((void *)at, end - at, PROT_READ | PROT_WRITE), EACCES);
	WATCH(*(volatile char *)at = 1);
	CHECK_EQ(seen.sig, SIGSEGV);
	CHECK_EQ(time(NULL) > 0, 1);
}

TEST(code_pages_can_be_patched_by_their_owner)
{
	uintptr_t end, at;
	char perms[8];
	int st;

	at = mapping("[vdso]", &end, perms);
	CHECK_EQ(at, getauxval(AT_SYSINFO_EHDR));
	CHECK_STR(perms, "r-xp");
	CHECK_MEM((void *)at, ELFMAG, SELFMAG);
	handle_faults(note_and_jump);
	WATCH(*(volatile char *)at = 1);
	CHECK_EQ(seen.sig, SIGSEGV);
	CHECK_EQ(seen.code, SEGV_ACCERR);
	CHECK_EQ(seen.addr, at);
	/* a debugger's breakpoints: a private copy */
	CHILD (st) {
		CHECK_OK(mprotect((void *)at, end - at, PROT_READ | PROT_WRITE | PROT_EXEC));
		WATCH(*(volatile char *)(at + 1) = 'X');
		CHECK_EQ(seen.sig, 0);
		CHECK_EQ(*(volatile char *)(at + 1), 'X');
	}
	CHECK_EXITED(st, 0);
	CHECK_MEM((void *)at, ELFMAG, SELFMAG); /* nobody else's */
	CHILD (st) {
		execv(test_self(), test_reexec_argv("clean_vdso", NULL));
	}
	CHECK_EXITED(st, 0);
}

REEXEC(clean_vdso)
{
	return memcmp((void *)getauxval(AT_SYSINFO_EHDR), ELFMAG, SELFMAG) ? 1 : 0;
}

TEST(can_be_unmapped)
{
	uintptr_t end, at;
	char perms[8];
	int st;

	CHILD (st) {
		at = mapping("[vdso]", &end, perms);
		CHECK_OK(munmap((void *)at, end - at));
		CHECK_EQ(mapping("[vdso]", &end, perms), 0);
		at = mapping("[vvar]", &end, perms);
		CHECK_OK(munmap((void *)at, end - at));
		handle_faults(note_and_jump);
		WATCH((void)*(volatile char *)at);
		CHECK_EQ(seen.sig, SIGSEGV);
		CHECK_EQ(seen.code, SEGV_MAPERR);
	}
	CHECK_EXITED(st, 0);
}
