/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/user/arch/sigreturn.c - frames that rt_sigreturn(2) cannot go back to, and ends of memory
 *
 * A SIGUSR1 handler rewrites the saved context; what comes of it is seen by the fault handlers.
 */
#include "context.h"

#define KEEP 0x1000000000000000UL

static uintptr_t new_ip, new_sp;
static uint16_t new_cs, new_ss;
static unsigned long flags_to_set, flags_to_clear, uc_flags_to_clear;
static volatile int fault_first; /* the instruction behind raise() is another fault */

static void rewrite(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;
	greg_t *g = uc->uc_mcontext.gregs;
	uint64_t seg = (uint64_t)g[REG_CSGSFS];

	(void)sig, (void)si;
	if (new_ip != KEEP)
		g[REG_RIP] = (greg_t)new_ip;
	if (new_sp != KEEP)
		g[REG_RSP] = (greg_t)new_sp;
	g[REG_EFL] = (greg_t)(((unsigned long)g[REG_EFL] | flags_to_set) & ~flags_to_clear);
	uc->uc_flags &= ~uc_flags_to_clear;
	seg = (seg & 0x0000ffffffff0000UL) | new_cs | (uint64_t)new_ss << 48;
	g[REG_CSGSFS] = (greg_t)seg;
}

static void setup(void)
{
	new_ip = new_sp = KEEP;
	new_cs = USER_CS;
	new_ss = USER_DS;
	flags_to_set = flags_to_clear = uc_flags_to_clear = 0;
	handle_faults(note_and_jump);
	handle(SIGUSR1, rewrite);
}

TEST(addresses)
{
	static const uintptr_t bad[] = {0x8000000000000000UL, 0x0100000000000000UL,
					0xf000000000000000UL};

	setup();
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
		new_ip = bad[i];
		WATCH(raise(SIGUSR1));
		CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_GP, 0);
		CHECK_EQ(seen.ip, bad[i]);
		CHECK_EQ(seen.cs, USER_CS);
	}
	/* the first that is not canonical with four levels of tables */
	new_ip = 0x800000000000UL;
	WATCH(raise(SIGUSR1));
	CHECK_EQ(seen.sig, SIGSEGV);
	CHECK_EQ(seen.ip, new_ip);
	new_ip = 0xffffffff81000000UL;
	WATCH(raise(SIGUSR1));
	CHECK_TRAP(SIGSEGV, SEGV_MAPERR, TRAP_NR_PF, 0x15);
	CHECK_EQ(seen.addr, new_ip);
}

static __attribute__((naked)) void push_one(void)
{
	__asm__ volatile("pushq $1; ud2");
}

TEST(stack_pointers)
{
	setup();
	new_ip = (uintptr_t)push_one;
	new_sp = (uintptr_t)NONCANON;
	WATCH(raise(SIGUSR1));
	if (on_tcg())
		CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_GP, 0);
	else
		CHECK_TRAP(SIGBUS, SI_KERNEL, TRAP_NR_SS, 0);
	CHECK_EQ(seen.ip, push_one);
	new_sp = (uintptr_t)KERNEL_ADDR;
	WATCH(raise(SIGUSR1));
	CHECK_TRAP(SIGSEGV, SEGV_MAPERR, TRAP_NR_PF, 7);
	CHECK_EQ(seen.addr, new_sp - 8);
}

/* The kernel returns to what the frame says, in ring 3, and the processor refuses it. */
TEST(code_segments)
{
	static const struct {
		uint16_t cs, seen, err;
	} bad[] = {
		{0x10, 0x13, 0x10},	   /* the kernel's */
		{USER_DS, USER_DS, 0x28},  /* no code */
		{0x1f0 | 3, 0x1f3, 0x1f0}, /* beyond the table */
		{0x7, 0x7, 0x4},	   /* of a local table there is none */
		{0, 3, 0},
	};

	setup();
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
		new_cs = bad[i].cs;
		WATCH(raise(SIGUSR1));
		CHECK_EQ(seen.sig, SIGSEGV);
		CHECK_EQ(seen.code, SI_KERNEL);
		CHECK_EQ(seen.trap, TRAP_NR_GP);
		CHECK_EQ(seen.cs, bad[i].seen);
		CHECK_EQ(seen.err, bad[i].err);
		if (seen.err != bad[i].err)
			test_note("cs %#x", bad[i].cs);
	}
}

TEST(stack_segments)
{
	static const struct {
		uint16_t ss, seen, err;
	} bad[] = {
		{0x18, 0x1b, 0x18},
		{USER_CS, USER_CS, 0x30},
		{0x1f3, 0x1f3, 0x1f0},
		{0, 3, 0},
	};

	setup();
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
		new_ss = bad[i].ss;
		WATCH(raise(SIGUSR1));
		CHECK_EQ(seen.sig, SIGSEGV);
		CHECK_EQ(seen.code, SI_KERNEL);
		CHECK_EQ(seen.trap, TRAP_NR_GP);
		CHECK_EQ(seen.ss, bad[i].seen);
		CHECK_EQ(seen.err, bad[i].err);
		if (seen.err != bad[i].err)
			test_note("ss %#x", bad[i].ss);
	}
}

/* Old programs leave rubbish in the word that became ss: without the flag a bad one is mended. */
TEST(stack_segment_not_strict)
{
	static const uint16_t ss[] = {0, 0x18, USER_CS, 0x1f3};

	setup();
	uc_flags_to_clear = 4; /* UC_STRICT_RESTORE_SS */
	for (unsigned i = 0; i < ARRAY_LEN(ss); i++) {
		volatile uint16_t now = 0;

		new_ss = ss[i];
		WATCH({
			uint16_t v;

			raise(SIGUSR1);
			__asm__ volatile("movw %%ss, %0" : "=r"(v));
			now = v;
		});
		CHECK_EQ(seen.sig, 0);
		CHECK_EQ(now, USER_DS);
	}
}

TEST(flags)
{
	volatile unsigned long after = 0;

	setup();
	flags_to_set = 0x3000 | FLAG_NT | 0x1a0000 | FLAG_AC | FLAG_DF; /* IOPL, NT, VM, VIF, VIP */
	flags_to_clear = 0x200;						/* IF */
	WATCH({
		raise(SIGUSR1);
		after = read_flags();
		__asm__ volatile("subq $128, %%rsp; pushq $0x202; popfq; addq $128, %%rsp" ::
					 : "cc", "memory");
	});
	CHECK_EQ(after & 0x1a7300, 0x200);
	CHECK_EQ(after & (FLAG_AC | FLAG_DF), FLAG_AC | FLAG_DF);
	flags_to_set = FLAG_TF;
	flags_to_clear = 0;
	WATCH(raise(SIGUSR1)); /* sets the trap flag: one instruction later */
	CHECK_TRAP(SIGTRAP, TRAP_TRACE, TRAP_NR_DB, 0);
}

/* The last page: what follows its last byte is no program's. */
TEST(system_call_at_the_end_of_memory)
{
	uintptr_t end[] = {0x7ffffffff000UL, 0xfffffffffff000UL};

	handle_faults(note_and_jump);
	for (int i = 0; i < 1 + !!test_has_5_levels(); i++) {
		char *last = (char *)end[i] - PAGE, *p;

		p = mmap(last, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
		if (p == MAP_FAILED && errno == EEXIST)
			continue; /* the stack lies there */
		if (!CHECK_EQ(p, last))
			continue;
		memcpy(p + PAGE - 2, "\x0f\x05", 2);
		WATCH({
			long nr = SYS_getpid;

			__asm__ volatile("call *%1"
					 : "+a"(nr)
					 : "r"(p + PAGE - 2)
					 : "rcx", "r11", "memory");
		});
		CHECK_EQ(seen.sig, SIGSEGV);
		CHECK_EQ(seen.ip, end[i]);
		if (i == !!test_has_5_levels()) {
			CHECK_EQ(seen.code, SEGV_MAPERR);
			CHECK_EQ(seen.addr, end[i]);
		}
		CHECK_OK(munmap(p, PAGE));
	}
	errno = 0;
	CHECK_EQ((uintptr_t)mmap((void *)(test_has_5_levels() ? end[1] : end[0]), PAGE, PROT_READ,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0),
		 (uintptr_t)MAP_FAILED);
	CHECK_EQ(errno, ENOMEM);
}

/*
 * Code of 32 bits: a division by zero, 42 into %ecx, and a far jump back.  Far returns would do,
 * but QEMU's TCG reads their addresses as the kernel, which SMAP forbids.
 */
struct low_page {
	unsigned char code[64], back[64];
	uint64_t sp;
	uint32_t there;
	uint16_t there_cs;
};

static struct low_page *make_low_page(void)
{
	static const unsigned char insn[] = {0x31, 0xc9, 0xf7, 0xf1, 0xb9, 42, 0, 0, 0, 0xea};
	struct low_page *low = REQUIRE_OK(mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
					       MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0));
	uint32_t back = (uint32_t)(uintptr_t)low->back;
	uint16_t cs = USER_CS;

	memcpy(low->code, insn, sizeof(insn));
	memcpy(low->code + sizeof(insn), &back, 4);
	memcpy(low->code + sizeof(insn) + 4, &cs, 2);
	memcpy(low->back, "\x48\x8b\x24\x25", 4); /* mov low->sp, %rsp; ret */
	back = (uint32_t)(uintptr_t)&low->sp;
	memcpy(low->back + 4, &back, 4);
	low->back[8] = 0xc3;
	low->there = (uint32_t)(uintptr_t)low->code;
	low->there_cs = USER32_CS;
	return low;
}

static __attribute__((noinline)) long run_low_page(struct low_page *low)
{
	long ecx;

	__asm__ volatile(
		"subq $128, %%rsp; pushq %%rbp; leaq 1f(%%rip), %%rax; pushq %%rax;"
		"movq %%rsp, %c[sp](%[low]); leaq 8000(%[low]), %%rsp; ljmp *%c[there](%[low]);"
		"1: popq %%rbp; addq $128, %%rsp"
		: "=&c"(ecx)
		: [low] "S"(low), [sp] "i"(offsetof(struct low_page, sp)),
		  [there] "i"(offsetof(struct low_page, there))
		: "rax", "rbx", "rdx", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
		  "memory", "cc");
	return ecx;
}

TEST(fault_in_32_bits)
{
	struct low_page *low = make_low_page();

	handle_faults(note_and_jump);
	WATCH(run_low_page(low));
	CHECK_TRAP(SIGFPE, FPE_INTDIV, TRAP_NR_DE, 0);
	CHECK_EQ(seen.cs, USER32_CS);
	CHECK_EQ(seen.ip, low->code + 2);
}

static void skip_two(int sig, siginfo_t *si, void *ctx)
{
	note_context(sig, si, ctx);
	((ucontext_t *)ctx)->uc_mcontext.gregs[REG_RIP] += 2;
}

TEST(sigreturn_to_32_bits)
{
	struct low_page *low = make_low_page();

	handle_faults(skip_two);
	CHECK_EQ(run_low_page(low), 42);
	CHECK_EQ(seen.cs, USER32_CS);
}
