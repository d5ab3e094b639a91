/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/static_pie.c - a static position-independent executable loads, relocated,
 * somewhere else each time */
#include "maps.h"

#include <elf.h>
#include <sys/auxv.h>

static int data = 42;
static int *pointer = &data; /* needs a relative relocation */

TEST(is_position_independent)
{
	Elf64_Phdr *ph = (Elf64_Phdr *)getauxval(AT_PHDR);
	struct map_line m;

	REQUIRE(ph != NULL);
	REQUIRE(maps_find(ph, &m));
	CHECK_STR(m.name, test_self());
	CHECK_EQ(((Elf64_Ehdr *)m.start)->e_type, ET_DYN);
	CHECK_EQ(getauxval(AT_BASE), 0); /* no interpreter */
	CHECK_EQ(getauxval(AT_ENTRY), m.start + ((Elf64_Ehdr *)m.start)->e_entry);
}

TEST(relocations_were_done)
{
	CHECK_EQ(pointer, &data);
	CHECK_EQ(*pointer, 42);
}

REEXEC(where)
{
	void *p = (void *)(uintptr_t)maps_read;

	return write(1, &p, sizeof(p)) == sizeof(p) ? 0 : 1;
}

TEST(load_address_varies)
{
	uintptr_t a[6];
	int st, p[2], differ = 0;

	REQUIRE_OK(pipe(p));
	for (int i = 0; i < 6; i++) {
		CHILD (st) {
			dup2(p[1], 1);
			execv(test_self(), test_reexec_argv("where", NULL));
		}
		CHECK_EXITED(st, 0);
		REQUIRE(read(p[0], &a[i], sizeof(a[i])) == sizeof(a[i]));
		differ |= a[i] != a[0];
	}
	CHECK(differ);
}

TEST(threads_and_tls_work)
{
	static __thread int t = 7;
	int st;

	CHECK_EQ(t, 7);
	CHILD (st) {
		t = 8;
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(t, 7);
}
