/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/arch/context.h - what a handler was told, and the processor's state it was told of */
#pragma once
#include "../harness.h"

#include <cpuid.h>
#include <setjmp.h>
#include <ucontext.h>

/* What a WATCH()ed statement leaves alone keeps its value over the jump. */
#pragma GCC diagnostic ignored "-Wclobbered"

/* <signal.h>'s numbers of the saved registers hide the segment word: cs, gs, fs, ss of 16 bits. */
#define SEL_CS(uc) ((uint16_t)((uc)->uc_mcontext.gregs[REG_CSGSFS]))
#define SEL_SS(uc) ((uint16_t)((uint64_t)(uc)->uc_mcontext.gregs[REG_CSGSFS] >> 48))

#define USER_CS	  0x33
#define USER_DS	  0x2b
#define USER32_CS 0x23
#define FLAG_TF	  0x100UL
#define FLAG_DF	  0x400UL
#define FLAG_NT	  0x4000UL
#define FLAG_AC	  0x40000UL

enum {
	TRAP_NR_DE,
	TRAP_NR_DB,
	TRAP_NR_BP = 3,
	TRAP_NR_OF,
	TRAP_NR_UD = 6,
	TRAP_NR_SS = 12,
	TRAP_NR_GP,
	TRAP_NR_PF,
	TRAP_NR_MF = 16,
	TRAP_NR_AC
};

static struct seen {
	int sig, code;
	uintptr_t addr, ip, sp;
	unsigned long trap, err, flags;
	uint16_t cs, ss;
} seen;
static sigjmp_buf seen_jmp;

static __attribute__((unused)) void note_context(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;
	greg_t *g = uc->uc_mcontext.gregs;

	seen = (struct seen){.sig = sig,
			     .code = si->si_code,
			     .addr = (uintptr_t)si->si_addr,
			     .ip = (uintptr_t)g[REG_RIP],
			     .sp = (uintptr_t)g[REG_RSP],
			     .trap = (unsigned long)g[REG_TRAPNO],
			     .err = (unsigned long)g[REG_ERR],
			     .flags = (unsigned long)g[REG_EFL],
			     .cs = SEL_CS(uc),
			     .ss = SEL_SS(uc)};
}

static __attribute__((unused)) void note_and_jump(int sig, siginfo_t *si, void *ctx)
{
	note_context(sig, si, ctx);
	siglongjmp(seen_jmp, 1);
}

/* @fn for @sig, on a stack of its own: the program's may be what is wrong. */
static __attribute__((unused)) void handle(int sig, void (*fn)(int, siginfo_t *, void *))
{
	struct sigaction sa = {.sa_sigaction = fn, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	static char *stack;

	if (!stack) {
		stack = test_map(16);
		REQUIRE_OK(sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = 16 * PAGE}, NULL));
	}
	REQUIRE_OK(sigaction(sig, &sa, NULL));
}

static __attribute__((unused)) void handle_faults(void (*fn)(int, siginfo_t *, void *))
{
	static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};

	for (unsigned i = 0; i < ARRAY_LEN(faults); i++)
		handle(faults[i], fn);
}

/* What the statement does; seen.sig is 0 if it went through. */
#define WATCH(statement)                                                                           \
	do {                                                                                       \
		memset(&seen, 0, sizeof(seen));                                                    \
		if (sigsetjmp(seen_jmp, 1) == 0) {                                                 \
			statement;                                                                 \
		}                                                                                  \
	} while (0)

#define CHECK_TRAP(want_sig, want_code, want_trap, want_err)                                       \
	do {                                                                                       \
		CHECK_EQ(seen.sig, want_sig);                                                      \
		CHECK_EQ(seen.code, want_code);                                                    \
		CHECK_EQ(seen.trap, want_trap);                                                    \
		CHECK_EQ(seen.err, want_err);                                                      \
	} while (0)

/* QEMU's own processor differs from a real one in a few places, whatever kernel runs on it. */
static __attribute__((unused)) int on_tcg(void)
{
	unsigned a, b, c, d;
	char name[13] = {0};

	__cpuid(0x40000000, a, b, c, d);
	memcpy(name, &b, 4);
	memcpy(name + 4, &c, 4);
	memcpy(name + 8, &d, 4);
	return !strcmp(name, "TCGTCGTCGTCG");
}
static __attribute__((unused)) unsigned long read_flags(void)
{
	unsigned long f = 0;

	__asm__ volatile("subq $128, %%rsp; pushfq; popq %0; addq $128, %%rsp" : "=r"(f));
	return f;
}
