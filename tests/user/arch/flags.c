/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/arch/flags.c - TF, NT, AC and DF over system calls, handlers, fork and exec */
#include "context.h"

#define STEPS_MAX 64

static uintptr_t step_ip[STEPS_MAX];
static unsigned long step_flags[STEPS_MAX], handler_flags;
static int step_code[STEPS_MAX];
static volatile int steps;

static void on_step(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;

	(void)sig;
	handler_flags = read_flags();
	if (steps < STEPS_MAX) {
		step_ip[steps] = (uintptr_t)uc->uc_mcontext.gregs[REG_RIP];
		step_flags[steps] = (unsigned long)uc->uc_mcontext.gregs[REG_EFL];
		step_code[steps++] = si->si_code;
	} else { /* it would never end */
		uc->uc_mcontext.gregs[REG_EFL] &= ~(long)FLAG_TF;
	}
}

/* Runs a few instructions and a system call under the trap flag; the labels are where it stops. */
static __attribute__((noinline)) long step_over_syscall(long nr)
{
	long ret;

	__asm__ volatile("subq $128, %%rsp; pushfq; orq $0x100, (%%rsp); popfq;"
			 "step_0: nop;"
			 "step_1: movl %%edi, %%eax;"
			 "step_2: syscall;"
			 "step_3: nop;"
			 "step_4: nop;"
			 "step_5: pushfq;"
			 "step_6: andq $~0x100, (%%rsp);"
			 "step_7: popfq;"
			 "step_8: addq $128, %%rsp"
			 : "=a"(ret)
			 : "D"(nr)
			 : "rcx", "r11", "memory", "cc");
	return ret;
}
extern char step_1[], step_2[], step_3[], step_4[], step_5[], step_6[], step_7[], step_8[];

/* popf and syscall both let one more instruction pass: the trap of an instruction that sets TF. */
TEST(single_step_over_a_system_call)
{
	char *const want[] = {step_1, step_2, step_4, step_5, step_6, step_7, step_8};
	char *const also[] = {step_1, step_2, step_3, step_4, step_5, step_6, step_7, step_8};
	long pid;
	int n;

	handle(SIGTRAP, on_step);
	pid = step_over_syscall(SYS_getpid);
	CHECK_EQ(pid, getpid());
	/* Where the processor stops right behind the syscall, sysret or iret decides: both are
	 * right. */
	n = steps == (int)ARRAY_LEN(also) ? steps : (int)ARRAY_LEN(want);
	CHECK_EQ(steps, n);
	for (int i = 0; i < n && i < steps; i++) {
		CHECK_EQ(step_ip[i], n == (int)ARRAY_LEN(also) ? also[i] : want[i]);
		CHECK_EQ(step_code[i], TRAP_TRACE);
		CHECK_EQ(step_flags[i] & FLAG_TF, i == n - 1 ? 0 : FLAG_TF);
	}
	CHECK_EQ(handler_flags & FLAG_TF, 0); /* the handler itself is not stepped */
	test_note("%d steps", steps);
}

TEST(single_step_over_faults)
{
	extern char after_fault[];
	void *p = test_map(1);

	handle(SIGTRAP, on_step);
	/* A page fault on the way is nothing a program sees. */
	__asm__ volatile("subq $128, %%rsp; pushfq; orq $0x100, (%%rsp); popfq;"
			 "movl $1, (%0);"
			 ".globl after_fault; after_fault: pushfq; andq $~0x100, (%%rsp); popfq;"
			 "addq $128, %%rsp" ::"r"(p)
			 : "memory", "cc");
	CHECK_EQ(steps, 4);
	CHECK_EQ(step_ip[0], after_fault);
	CHECK_EQ(*(int *)p, 1);
}

TEST(single_step_goes_on_in_a_forked_child)
{
	int st;
	long pid;

	test_no_core();
	handle(SIGTRAP, on_step);
	pid = step_over_syscall(SYS_fork);
	if (pid == 0)
		_exit(steps > 2 && steps < STEPS_MAX ? 0 : steps);
	CHECK(pid > 0);
	st = test_wait((pid_t)pid);
	CHECK_EXITED(st, 0);
}

REEXEC(flags_at_start)
{
	return (read_flags() & (FLAG_TF | FLAG_DF | FLAG_NT | FLAG_AC)) ? 1 : 0;
}

TEST(exec_clears_the_flags)
{
	char **argv = test_reexec_argv("flags_at_start", NULL);
	int st;

	CHILD (st) {
		handle(SIGTRAP, on_step);
		__asm__ volatile("pushfq; orq $0x44500, (%%rsp); popfq; syscall" ::"a"(SYS_execve),
				 "D"(argv[0]), "S"(argv), "d"(NULL)
				 : "rcx", "r11", "memory", "cc");
		_exit(9);
	}
	CHECK_EXITED(st, 0);
}

static unsigned long around(unsigned long set, long nr, long a, long b, long c)
{
	unsigned long after;

	__asm__ volatile(
		"subq $128, %%rsp; pushfq; popq %%rbx; orq %4, %%rbx; pushq %%rbx; popfq;"
		"syscall;"
		"pushfq; popq %%rbx; pushq $0x202; popfq; addq $128, %%rsp; movq %%rbx, %%rax"
		: "=a"(after)
		: "0"(nr), "D"(a), "S"(b), "r"(set), "d"(c)
		: "rbx", "rcx", "r11", "memory", "cc");
	return after;
}

static void note_flags(int sig, siginfo_t *si, void *ctx)
{
	unsigned long f = read_flags();

	__asm__ volatile("cld; subq $128, %%rsp; pushq $0x202; popfq; addq $128, %%rsp" ::
				 : "memory", "cc");
	handler_flags = f;
	note_context(sig, si, ctx);
}

TEST(flags_survive_a_system_call)
{
	unsigned long set = FLAG_NT | FLAG_AC | FLAG_DF | 1;

	CHECK_EQ(around(set, SYS_getpid, 0, 0, 0) & set, set);
	CHECK_EQ(around(set, SYS_sched_yield, 0, 0, 0) & set, set);
	/* the kernel copies strings and reads user memory under them */
	CHECK_EQ(around(set, SYS_write, -1, (long)"x", 1) & set, set);
	CHECK_EQ(around(set, SYS_access, (long)"/proc/self/maps", 0, 0) & set, set);
	CHECK_EQ(around(0, SYS_getpid, 0, 0, 0) & set & ~1UL, 0);
}

TEST(flags_in_a_handler)
{
	unsigned long set = FLAG_NT | FLAG_AC | FLAG_DF | 1, after;

	handle(SIGUSR1, note_flags);
	after = around(set, SYS_tgkill, getpid(), gettid(), SIGUSR1);
	CHECK_EQ(seen.sig, SIGUSR1);
	CHECK_EQ(handler_flags & FLAG_DF, 0);
	CHECK_EQ(handler_flags & FLAG_TF, 0);
	CHECK_EQ(handler_flags & FLAG_AC,
		 FLAG_AC); /* only direction, trap and resume are the kernel's */
	CHECK_EQ(seen.flags & set, set);
	/* sigreturn takes back what a program could set itself: not NT, which is as the handler
	 * left it */
	CHECK_EQ(after & set, set & ~FLAG_NT);
}

/* An iret with NT set would fault; the kernel's own must not. */
TEST(nested_task_flag_under_interrupts)
{
	uint64_t until = test_now_ns() + 100000000;
	unsigned long n = 0;

	handle_faults(note_and_jump);
	WATCH({
		while (test_now_ns() < until)
			__asm__ volatile("subq $128, %%rsp; pushfq; orq $0x4000, (%%rsp); popfq; "
					 "movl $200000, %%ecx;"
					 "1: decl %%ecx; jnz 1b; pushq $0x202; popfq; addq $128, "
					 "%%rsp; incq %0"
					 : "+r"(n)::"rcx", "memory", "cc");
	});
	CHECK_EQ(seen.sig, 0);
	CHECK(n > 0);
	WATCH(__asm__ volatile(
		"subq $128, %%rsp; pushfq; orq $0x4000, (%%rsp); popfq; pushq %0; pushq $0; pushfq;"
		"pushq $0x33; pushq $0; iretq" ::"i"(USER_DS)
		: "memory", "cc"));
	CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_GP, 0);
	__asm__ volatile("subq $128, %%rsp; pushq $0x202; popfq; addq $128, %%rsp" ::
				 : "memory", "cc");
}

/* int1 (icebp): the debug exception without a step. */
TEST(int1)
{
	if (on_tcg())
		SKIP("QEMU's TCG stops the machine at int1, for a debugger");
	handle(SIGTRAP, note_and_jump);
	WATCH(__asm__ volatile(".byte 0xf1"));
	CHECK_TRAP(SIGTRAP, TRAP_BRKPT, TRAP_NR_DB, 0);
	CHECK_EQ(seen.addr, seen.ip);
}
