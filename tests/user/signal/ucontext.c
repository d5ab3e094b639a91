/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/signal/ucontext.c - the saved context: registers, changing it, the red zone, bad
 * frames */
#include "harness.h"

#include <ucontext.h>

static volatile unsigned long rax_seen, r15_seen;

static void read_regs(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;

	(void)sig, (void)si;
	rax_seen = uc->uc_mcontext.gregs[REG_RBX];
	r15_seen = uc->uc_mcontext.gregs[REG_R15];
}

static void change_regs(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;

	(void)sig, (void)si;
	uc->uc_mcontext.gregs[REG_R12] = 0x1234567890abcdefL;
	uc->uc_mcontext.gregs[REG_RIP] += 2; /* over the ud2 */
}

static void set(int sig, void (*fn)(int, siginfo_t *, void *))
{
	struct sigaction sa = {.sa_sigaction = fn, .sa_flags = SA_SIGINFO};

	REQUIRE_OK(sigaction(sig, &sa, NULL));
}

TEST(registers_are_shown)
{
	set(SIGILL, change_regs);
	set(SIGTRAP, read_regs);
	__asm__ volatile("movq $0x1111, %%rbx; movq $0x2222, %%r15; int3" ::: "rbx", "r15");
	CHECK_EQ(rax_seen, 0x1111);
	CHECK_EQ(r15_seen, 0x2222);
}

TEST(changes_take_effect)
{
	unsigned long r12;

	set(SIGILL, change_regs);
	__asm__ volatile("xorl %%r12d, %%r12d; ud2; movq %%r12, %0" : "=r"(r12)::"r12");
	CHECK_EQ(r12, 0x1234567890abcdefUL);
}

static __attribute__((used)) unsigned long regs_in[15], regs_out[15];

TEST(all_registers_survive_a_handler)
{
	set(SIGTRAP, read_regs);
	for (int i = 0; i < 15; i++)
		regs_in[i] = 0x0101010101010101UL * (i + 1);
	__asm__ volatile("pushq %%rbp;"
			 "movq regs_in+0(%%rip), %%rax;"
			 "movq regs_in+8(%%rip), %%rbx;"
			 "movq regs_in+16(%%rip), %%rcx;"
			 "movq regs_in+24(%%rip), %%rdx;"
			 "movq regs_in+32(%%rip), %%rsi;"
			 "movq regs_in+40(%%rip), %%rdi;"
			 "movq regs_in+48(%%rip), %%r8;"
			 "movq regs_in+56(%%rip), %%r9;"
			 "movq regs_in+64(%%rip), %%r10;"
			 "movq regs_in+72(%%rip), %%r11;"
			 "movq regs_in+80(%%rip), %%r12;"
			 "movq regs_in+88(%%rip), %%r13;"
			 "movq regs_in+96(%%rip), %%r14;"
			 "movq regs_in+104(%%rip), %%r15;"
			 "movq regs_in+112(%%rip), %%rbp;"
			 "int3;"
			 "movq %%rax, regs_out+0(%%rip);"
			 "movq %%rbx, regs_out+8(%%rip);"
			 "movq %%rcx, regs_out+16(%%rip);"
			 "movq %%rdx, regs_out+24(%%rip);"
			 "movq %%rsi, regs_out+32(%%rip);"
			 "movq %%rdi, regs_out+40(%%rip);"
			 "movq %%r8, regs_out+48(%%rip);"
			 "movq %%r9, regs_out+56(%%rip);"
			 "movq %%r10, regs_out+64(%%rip);"
			 "movq %%r11, regs_out+72(%%rip);"
			 "movq %%r12, regs_out+80(%%rip);"
			 "movq %%r13, regs_out+88(%%rip);"
			 "movq %%r14, regs_out+96(%%rip);"
			 "movq %%r15, regs_out+104(%%rip);"
			 "movq %%rbp, regs_out+112(%%rip);"
			 "popq %%rbp"
			 :
			 :
			 : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11",
			   "r12", "r13", "r14", "r15", "memory", "cc");
	CHECK_MEM(regs_in, regs_out, sizeof(regs_in));
}

static void scribble(int sig, siginfo_t *si, void *ctx)
{
	volatile char pad[512];

	(void)sig, (void)si, (void)ctx;
	for (int i = 0; i < 512; i++)
		pad[i] = (char)0xff;
	(void)pad[5];
}

TEST(red_zone_is_kept)
{
	long ok;

	set(SIGTRAP, scribble);
	/* A leaf function may use the 128 bytes below its stack pointer. */
	__asm__ volatile("movabsq $0x1122334455667788, %%rax;"
			 "movq %%rax, -8(%%rsp); movq %%rax, -64(%%rsp); movq %%rax, -128(%%rsp);"
			 "int3;"
			 "xorl %%ecx, %%ecx;"
			 "cmpq %%rax, -8(%%rsp); jne 1f; cmpq %%rax, -64(%%rsp); jne 1f;"
			 "cmpq %%rax, -128(%%rsp); jne 1f; incl %%ecx; 1: movq %%rcx, %0"
			 : "=r"(ok)::"rax", "rcx", "memory", "cc");
	CHECK_EQ(ok, 1);
}

static volatile uintptr_t frame_sp;
static volatile unsigned long flags_seen;

static __attribute__((noinline)) void check_entry(int sig, siginfo_t *si, void *ctx)
{
	unsigned long fl;

	(void)sig, (void)si, (void)ctx;
	frame_sp = (uintptr_t)__builtin_frame_address(0) + 8; /* where the return address is */
	__asm__ volatile("pushfq; popq %0" : "=r"(fl));
	flags_seen = fl;
}

TEST(handler_entry_state)
{
	set(SIGUSR1, check_entry);
	__asm__ volatile("std");
	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
	__asm__ volatile("cld");
	CHECK_EQ(frame_sp % 16, 8);	 /* as after a call */
	CHECK_EQ(flags_seen & 0x400, 0); /* direction flag clear, as the ABI wants */
}

TEST(flags_survive)
{
	unsigned long fl;

	set(SIGTRAP, scribble);
	__asm__ volatile("subq $128, %%rsp; stc; int3; pushfq; popq %0; addq $128, %%rsp"
			 : "=r"(fl)::"cc", "memory");
	CHECK_EQ(fl & 1, 1);
}

static void bad_rip(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)si;
	((ucontext_t *)ctx)->uc_mcontext.gregs[REG_RIP] = (long)NONCANON;
}

static void kernel_rip(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)si;
	((ucontext_t *)ctx)->uc_mcontext.gregs[REG_RIP] = (long)0xffffffff81000000UL;
}

static void bad_flags(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)si;
	((ucontext_t *)ctx)->uc_mcontext.gregs[REG_EFL] |= 0x3000 | 0x4000; /* IOPL, NT */
	((ucontext_t *)ctx)->uc_mcontext.gregs[REG_EFL] &= ~0x200L;	    /* IF off */
}

static void bad_segments(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)si;
	((ucontext_t *)ctx)->uc_mcontext.gregs[REG_CSGSFS] = 0x10; /* the kernel's */
}

TEST(hostile_contexts_hurt_only_us)
{
	int st;

	test_no_core();
	CHILD (st) {
		set(SIGUSR1, bad_rip);
		raise(SIGUSR1);
	}
	CHECK_KILLED(st, SIGSEGV);
	CHILD (st) {
		set(SIGUSR1, kernel_rip);
		raise(SIGUSR1);
	}
	CHECK_KILLED(st, SIGSEGV);
	CHILD (st) {
		unsigned long fl;

		set(SIGUSR1, bad_flags);
		raise(SIGUSR1);
		__asm__ volatile("pushfq; popq %0" : "=r"(fl));
		CHECK_EQ(fl & 0x3200, 0x200); /* no I/O privilege, interrupts on */
	}
	CHECK_EXITED(st, 0);
	CHILD (st) {
		set(SIGUSR1, bad_segments);
		raise(SIGUSR1);
		_exit(0); /* Linux forces the user's ring, or kills */
	}
	CHECK((WIFEXITED(st) && WEXITSTATUS(st) == 0) || WIFSIGNALED(st));
}

TEST(sigreturn_without_a_frame)
{
	int st;

	test_no_core();
	CHILD (st) {
		char *p = test_map(1);

		REQUIRE_OK(mprotect(p, PAGE, PROT_NONE));
		__asm__ volatile("movq %0, %%rsp; movl $15, %%eax; syscall" ::"r"(p + 512) : "rax");
	}
	CHECK_KILLED(st, SIGSEGV);
	CHILD (st) {
		char *p = test_map(4);

		memset(p, 0x41, 4 * PAGE); /* rubbish everywhere */
		__asm__ volatile("movq %0, %%rsp; movl $15, %%eax; syscall" ::"r"(p + PAGE)
				 : "rax");
	}
	CHECK_KILLED(st, SIGSEGV);
}
