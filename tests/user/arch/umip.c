/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/arch/umip.c - sgdt, sidt, sldt, str, smsw in a program: no signal, and with UMIP no
 * address of the kernel's */
#include "context.h"

#include <stdbool.h>

#define DUMMY_GDT 0xfffffffffffe0000UL
#define DUMMY_IDT 0xffffffffffff0000UL
#define DUMMY_CR0 0x80050033UL

struct table {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

/* Does this kernel keep the true values to itself?  Then they are the same everywhere. */
static bool umip(void)
{
	char line[8192];
	bool has = false;
	FILE *f = fopen("/proc/cpuinfo", "r");

	REQUIRE(f != NULL);
	while (!has && fgets(line, sizeof(line), f))
		has = !strncmp(line, "flags", 5) && strstr(line, " umip");
	fclose(f);
	return has;
}

static void check_table(const struct table *t, uint64_t dummy)
{
	if (umip()) {
		CHECK_EQ(t->limit, 0);
		CHECK_EQ(t->base, dummy);
	} else {
		CHECK(t->limit != 0x5555);
	}
}

TEST(tables_by_every_address)
{
	struct table t[4];
	unsigned long at = (unsigned long)t, two = 2;

	memset(t, 0x55, sizeof(t));
	__asm__ volatile("sgdt (%0)" : : "r"(at) : "memory");
	check_table(&t[0], DUMMY_GDT);
	__asm__ volatile("sidt 10(%0)" : : "r"(at) : "memory");
	check_table(&t[1], DUMMY_IDT);
	__asm__ volatile("sgdt (%0,%1,8)" : : "r"(at + 4), "r"(two) : "memory");
	check_table(&t[2], DUMMY_GDT);
	__asm__ volatile("movq %0, %%r13\n\tsidt 0x1000(%%r13)"
			 :
			 : "r"(at + 30 - 0x1000)
			 : "r13", "memory");
	check_table(&t[3], DUMMY_IDT);
}

static struct table here __attribute__((used));

TEST(tables_of_this_file_and_by_fs)
{
	struct table t = {0x5555, 0};
	unsigned long fs;

	__asm__ volatile("sidt here(%%rip)" : : : "memory");
	check_table(&here, DUMMY_IDT);
	__asm__ volatile("movq %%fs:0, %0" : "=r"(fs)); /* the thread's block: its own address */
	__asm__ volatile("sgdt %%fs:(%0)" : : "r"((unsigned long)&t - fs) : "memory");
	check_table(&t, DUMMY_GDT);
}

TEST(words)
{
	unsigned long v = ~0UL, memory = ~0UL;

	__asm__ volatile("smsw %0" : "=r"(v) : "0"(v));
	if (umip())
		CHECK_EQ(v, DUMMY_CR0);
	CHECK_EQ(v & 1, 1); /* protected mode */
	v = ~0UL;
	__asm__ volatile("smsw %w0" : "=r"(v) : "0"(v));
	CHECK_EQ(v >> 16, ~0UL >> 16);
	__asm__ volatile("smsw (%0)" : : "r"(&memory) : "memory");
	CHECK_EQ(memory >> 16, ~0UL >> 16);
	CHECK_EQ(memory & 1, 1);
	v = ~0UL;
	__asm__ volatile("strw %w0" : "=r"(v) : "0"(v));
	if (umip())
		CHECK_EQ(v & 0xffff, 0x40);
	__asm__ volatile("sldtw %w0" : "=r"(v) : "0"(v));
	if (umip())
		CHECK_EQ(v & 0xffff, 0);
	CHECK_EQ(v >> 16, ~0UL >> 16);
}

TEST(nowhere_to_store)
{
	handle_faults(note_and_jump);
	WATCH(__asm__ volatile("sgdt (%0)" : : "r"(16UL) : "memory"));
	CHECK_EQ(seen.sig, SIGSEGV);
	CHECK_EQ(seen.code, SEGV_MAPERR);
	CHECK_EQ(seen.addr, 16);
	/* One that only looks like it: lgdt is the kernel's. */
	WATCH(__asm__ volatile("lgdt (%0)" : : "r"(&here) : "memory"));
	CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_GP, 0);
}
