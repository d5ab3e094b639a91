/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/signal/faults.c - SIGFPE, SIGILL, SIGTRAP, SIGSEGV by instruction: codes and addresses
 */
#include "harness.h"

#include <setjmp.h>
#include <ucontext.h>

static sigjmp_buf jmp;
static siginfo_t seen;
static unsigned long rip, trapno, errcode;

static void on_fault(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;

	(void)sig;
	seen = *si;
	rip = uc->uc_mcontext.gregs[REG_RIP];
	trapno = uc->uc_mcontext.gregs[REG_TRAPNO];
	errcode = uc->uc_mcontext.gregs[REG_ERR];
	siglongjmp(jmp, 1);
}

static void expect(int sig)
{
	struct sigaction sa = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};

	REQUIRE_OK(sigaction(sig, &sa, NULL));
	memset(&seen, 0, sizeof(seen));
}

TEST(integer_division)
{
	volatile int zero = 0, seven = 7, minus = -1, min = INT_MIN, r;

	expect(SIGFPE);
	if (sigsetjmp(jmp, 1) == 0)
		r = seven / zero;
	CHECK_EQ(seen.si_signo, SIGFPE);
	CHECK_EQ(seen.si_code, FPE_INTDIV);
	CHECK_EQ(seen.si_addr, rip); /* the instruction itself */
	CHECK_EQ(trapno, 0);
	memset(&seen, 0, sizeof(seen));
	if (sigsetjmp(jmp, 1) == 0)
		r = min / minus; /* the quotient does not fit */
	CHECK_EQ(seen.si_code, FPE_INTDIV);
	(void)r;
}

TEST(sse_division)
{
	unsigned old, unmasked;
	volatile double zero = 0, r;
	volatile int went_on = 0;

	expect(SIGFPE);
	__asm__ volatile("stmxcsr %0" : "=m"(old));
	unmasked = old & ~(1u << 9); /* zero-divide */
	if (sigsetjmp(jmp, 1) == 0) {
		__asm__ volatile("ldmxcsr %0" ::"m"(unmasked));
		r = 1.0 / zero;
		(void)r;
		went_on = 1;
	}
	__asm__ volatile("ldmxcsr %0" ::"m"(old));
	if (went_on)
		SKIP("this processor does not trap SSE exceptions (emulators)");
	CHECK_EQ(seen.si_signo, SIGFPE);
	CHECK_EQ(seen.si_code, FPE_FLTDIV);
	CHECK_EQ(seen.si_addr, rip);
	CHECK_EQ(trapno, 19);
}

TEST(x87_division)
{
	unsigned short old, unmasked;

	expect(SIGFPE);
	__asm__ volatile("fnstcw %0" : "=m"(old));
	unmasked = old & ~4;
	if (sigsetjmp(jmp, 1) == 0)
		__asm__ volatile("fldcw %0; fld1; fldz; fdivrp; fwait" ::"m"(unmasked));
	__asm__ volatile("fnclex; fninit; fldcw %0" ::"m"(old));
	CHECK_EQ(seen.si_signo, SIGFPE);
	CHECK_EQ(seen.si_code, FPE_FLTDIV);
	CHECK_EQ(trapno, 16);
}

TEST(undefined_instruction)
{
	expect(SIGILL);
	if (sigsetjmp(jmp, 1) == 0)
		__asm__ volatile("ud2");
	CHECK_EQ(seen.si_signo, SIGILL);
	CHECK_EQ(seen.si_code, ILL_ILLOPN);
	CHECK_EQ(seen.si_addr, rip);
	CHECK_EQ(*(unsigned short *)rip, 0x0b0f);
	CHECK_EQ(trapno, 6);
}

TEST(breakpoint)
{
	extern char after_int3[];

	expect(SIGTRAP);
	if (sigsetjmp(jmp, 1) == 0)
		__asm__ volatile("int3; .globl after_int3; after_int3: nop");
	CHECK_EQ(seen.si_signo, SIGTRAP);
	CHECK_EQ(seen.si_code, SI_KERNEL);
	CHECK_EQ(rip, after_int3); /* behind it: a trap, not a fault */
	CHECK_EQ(trapno, 3);
}

TEST(single_step)
{
	expect(SIGTRAP);
	if (sigsetjmp(jmp, 1) == 0)
		__asm__ volatile("subq $128, %%rsp; pushfq; orq $0x100, (%%rsp); popfq; nop; nop;"
				 "addq $128, %%rsp" ::
					 : "memory", "cc");
	CHECK_EQ(seen.si_signo, SIGTRAP);
	CHECK_EQ(seen.si_code, TRAP_TRACE);
	CHECK_EQ(seen.si_addr, rip);
	CHECK_EQ(trapno, 1);
}

TEST(page_fault_details)
{
	char *p = test_map(1);

	REQUIRE_OK(mprotect(p, PAGE, PROT_READ));
	expect(SIGSEGV);
	if (sigsetjmp(jmp, 1) == 0)
		*(volatile char *)(p + 3) = 1;
	CHECK_EQ(seen.si_code, SEGV_ACCERR);
	CHECK_EQ(seen.si_addr, p + 3);
	CHECK_EQ(trapno, 14);
	CHECK_EQ(errcode & 6, 6); /* a write, from user mode */
}

TEST(soft_interrupt_numbers_are_closed)
{
	expect(SIGSEGV);
	if (sigsetjmp(jmp, 1) == 0)
		__asm__ volatile("int $0x20");
	CHECK_EQ(seen.si_signo, SIGSEGV);
	memset(&seen, 0, sizeof(seen));
	if (sigsetjmp(jmp, 1) == 0)
		__asm__ volatile("int $14");
	CHECK_EQ(seen.si_signo, SIGSEGV);
	CHECK_EQ(trapno, 13);
}

TEST(each_kills_when_unhandled)
{
	int st;
	volatile int zero = 0;

	test_no_core();
	CHILD (st) {
		zero = (volatile int){7} / zero;
	}
	CHECK_KILLED(st, SIGFPE);
	CHILD (st) {
		__asm__ volatile("ud2");
	}
	CHECK_KILLED(st, SIGILL);
	CHILD (st) {
		__asm__ volatile("int3");
	}
	CHECK_KILLED(st, SIGTRAP);
	CHILD (st) {
		__asm__ volatile("movq %0, %%rsp; pushq $0" ::"r"(NONCANON));
	}
	CHECK(WIFSIGNALED(st) && (WTERMSIG(st) == SIGBUS || WTERMSIG(st) == SIGSEGV));
}

TEST(non_canonical_jump)
{
	expect(SIGSEGV);
	if (sigsetjmp(jmp, 1) == 0)
		__asm__ volatile("jmp *%0" ::"r"(NONCANON));
	CHECK_EQ(seen.si_signo, SIGSEGV);
	CHECK_EQ(seen.si_code, SI_KERNEL);
}
