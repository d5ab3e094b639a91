/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fault.h - touching memory that may fault, and seeing how it did */
#pragma once
#include "harness.h"

#include <setjmp.h>

struct fault {
	int sig, code;
	void *addr;
};

static struct fault fault_seen;
static sigjmp_buf fault_jmp;

static inline void fault_handler(int sig, siginfo_t *si, void *uc)
{
	(void)uc;
	fault_seen = (struct fault){sig, si->si_code, si->si_addr};
	siglongjmp(fault_jmp, 1);
}

static inline void fault_catch(void)
{
	struct sigaction sa = {.sa_sigaction = fault_handler, .sa_flags = SA_SIGINFO};

	REQUIRE_OK(sigaction(SIGSEGV, &sa, NULL));
	REQUIRE_OK(sigaction(SIGBUS, &sa, NULL));
}

/* The signal a read (write) of the byte at @p gives, 0 for none; details in fault_seen. */
static inline int fault_read(const volatile void *p)
{
	memset(&fault_seen, 0, sizeof(fault_seen));
	if (sigsetjmp(fault_jmp, 1) == 0)
		(void)*(const volatile char *)p;
	return fault_seen.sig;
}

static inline int fault_write(volatile void *p)
{
	memset(&fault_seen, 0, sizeof(fault_seen));
	if (sigsetjmp(fault_jmp, 1) == 0)
		*(volatile char *)p = 1;
	return fault_seen.sig;
}

static inline int fault_call(void *p)
{
	memset(&fault_seen, 0, sizeof(fault_seen));
	if (sigsetjmp(fault_jmp, 1) == 0)
		((void (*)(void))p)();
	return fault_seen.sig;
}

/* Dies of SIGSEGV; the compiler must not see the address. */
static inline void fault_crash(void)
{
	volatile uintptr_t where = 16;

	*(volatile int *)where = 1;
}

#define CHECK_FAULT(access, want_sig, want_code, want_addr)                                        \
	do {                                                                                       \
		CHECK_EQ(access, want_sig);                                                        \
		CHECK_EQ(fault_seen.code, want_code);                                              \
		CHECK_EQ(fault_seen.addr, want_addr);                                              \
	} while (0)
