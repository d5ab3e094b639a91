/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/fault.c - how bad accesses end: signal, si_code, si_addr */
#include "fault.h"

TEST(null_and_unmapped)
{
	fault_catch();
	CHECK_FAULT(fault_read(NULL), SIGSEGV, SEGV_MAPERR, NULL);
	CHECK_FAULT(fault_write((void *)8), SIGSEGV, SEGV_MAPERR, 8);
	CHECK_FAULT(fault_call((void *)16), SIGSEGV, SEGV_MAPERR, 16);
}

TEST(kernel_addresses)
{
	fault_catch();
	CHECK_EQ(fault_read(KERNEL_ADDR), SIGSEGV);
	CHECK_EQ(fault_seen.addr, KERNEL_ADDR);
	CHECK_EQ(fault_write((void *)0xffffffff81000000UL), SIGSEGV);
	CHECK_EQ(fault_call((void *)0xffffffff81000000UL), SIGSEGV);
	CHECK_EQ(fault_read((void *)0xffffffffff600000UL), SIGSEGV); /* vsyscall is execute only */
}

TEST(non_canonical_is_a_general_protection_fault)
{
	fault_catch();
	CHECK_FAULT(fault_read(NONCANON), SIGSEGV, SI_KERNEL, NULL);
	CHECK_FAULT(fault_write(NONCANON), SIGSEGV, SI_KERNEL, NULL);
}

TEST(privileged_instructions)
{
	fault_catch();
	memset(&fault_seen, 0, sizeof(fault_seen));
	if (sigsetjmp(fault_jmp, 1) == 0)
		__asm__ volatile("hlt");
	CHECK_EQ(fault_seen.sig, SIGSEGV);
	CHECK_EQ(fault_seen.code, SI_KERNEL);
	memset(&fault_seen, 0, sizeof(fault_seen));
	if (sigsetjmp(fault_jmp, 1) == 0)
		__asm__ volatile("cli");
	CHECK_EQ(fault_seen.sig, SIGSEGV);
	memset(&fault_seen, 0, sizeof(fault_seen));
	if (sigsetjmp(fault_jmp, 1) == 0)
		__asm__ volatile("inb $0x80, %%al" ::: "rax");
	CHECK_EQ(fault_seen.sig, SIGSEGV);
}

TEST(text_is_not_writable)
{
	fault_catch();
	CHECK_FAULT(fault_write((void *)(uintptr_t)fault_catch), SIGSEGV, SEGV_ACCERR,
		    (uintptr_t)fault_catch);
}

TEST(stack_and_heap_are_not_executable)
{
	char ret[] = {(char)0xc3};

	fault_catch();
	CHECK_FAULT(fault_call(ret), SIGSEGV, SEGV_ACCERR, ret);
}

TEST(unaligned_access_across_two_pages)
{
	char *p = test_map(2);

	fault_catch();
	REQUIRE_OK(munmap(p + PAGE, PAGE));
	memset(&fault_seen, 0, sizeof(fault_seen));
	if (sigsetjmp(fault_jmp, 1) == 0)
		*(volatile uint64_t *)(p + PAGE - 4) = 1;
	CHECK_EQ(fault_seen.sig, SIGSEGV);
	CHECK_EQ(fault_seen.addr, p + PAGE); /* the first bad byte's page */
}

TEST(unhandled_kills_with_the_signal)
{
	int st;

	test_no_core();
	CHILD (st) {
		fault_crash();
	}
	CHECK_KILLED(st, SIGSEGV);
}

TEST(blocked_or_ignored_fault_still_kills)
{
	sigset_t set;
	int st;

	test_no_core();
	CHILD (st) {
		sigemptyset(&set);
		sigaddset(&set, SIGSEGV);
		sigprocmask(SIG_BLOCK, &set, NULL);
		fault_crash();
	}
	CHECK_KILLED(st, SIGSEGV);
	CHILD (st) {
		signal(SIGSEGV, SIG_IGN);
		fault_crash();
	}
	CHECK_KILLED(st, SIGSEGV);
}

static void fix(int sig, siginfo_t *si, void *uc)
{
	(void)sig, (void)uc;
	mprotect((void *)((uintptr_t)si->si_addr & -PAGE), PAGE, PROT_READ | PROT_WRITE);
}

TEST(handler_can_repair_and_return)
{
	struct sigaction sa = {.sa_flags = SA_SIGINFO, .sa_sigaction = fix};
	char *area;

	area = REQUIRE_OK(mmap(NULL, 16 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	REQUIRE_OK(sigaction(SIGSEGV, &sa, NULL));
	for (int i = 0; i < 16; i++)
		area[i * PAGE + i] = i;
	for (int i = 0; i < 16; i++)
		CHECK_EQ(area[i * PAGE + i], i);
}

TEST(faults_do_not_leak)
{
	fault_catch();
	for (int i = 0; i < 20000; i++)
		if (fault_read((void *)32) != SIGSEGV)
			CHECK(0);
}
