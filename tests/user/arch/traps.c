/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/arch/traps.c - exceptions by instruction: signal, code, trap number, error code,
 * address
 */
#include "context.h"

/* Code made at run time: an instruction of many, then ret. */
static unsigned char *code_page;

static void put_code(const void *insn, size_t len)
{
	if (!code_page)
		code_page = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
					    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	memcpy(code_page, insn, len);
	code_page[len] = 0xc3;
}

#define RUN(...)                                                                                   \
	do {                                                                                       \
		const unsigned char insn_[] = {__VA_ARGS__};                                       \
		put_code(insn_, sizeof(insn_));                                                    \
		WATCH(((void (*)(void))code_page)());                                              \
	} while (0)

TEST(gates_open_to_user_mode)
{
	handle_faults(note_and_jump);
	RUN(0xcd, 3); /* int $3, the long form */
	CHECK_TRAP(SIGTRAP, SI_KERNEL, TRAP_NR_BP, 0);
	CHECK_EQ(seen.ip, code_page + 2);
	RUN(0xcd, 4); /* int $4: there is no into in 64-bit mode */
	CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_OF, 0);
	CHECK_EQ(seen.ip, code_page + 2);
	CHECK_EQ(seen.addr, 0);
}

/* TCG of QEMU 7 counts the gate's number in 16 bytes, not 8. */
static unsigned long gate_error(unsigned n)
{
	return on_tcg() && seen.err == (n << 4 | 2) ? seen.err : n << 3 | 2;
}

TEST(gates_closed_to_user_mode)
{
	handle_faults(note_and_jump);
	for (unsigned n = 0; n < 256; n++) {
		if (n == 3 || n == 4 || n == 0x80)
			continue;
		RUN(0xcd, (unsigned char)n);
		if (!CHECK_EQ(seen.sig, SIGSEGV) || !CHECK_EQ(seen.trap, TRAP_NR_GP) ||
		    !CHECK(seen.err == gate_error(n)) || !CHECK_EQ(seen.ip, code_page))
			test_note("int %#x", n);
	}
}

/* The 32-bit way in: the calls of i386 where the kernel has them, else a closed gate. */
TEST(int80)
{
	volatile long ret = -1;

	handle_faults(note_and_jump);
	WATCH({
		long r;

		__asm__ volatile("int $0x80"
				 : "=a"(r)
				 : "0"(20L)
				 : "r8", "r9", "r10", "r11", "memory");
		ret = r;
	});
	if (seen.sig)
		CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_GP, gate_error(0x80));
	else
		CHECK_EQ(ret, getpid());
}

TEST(undefined_instructions)
{
	handle_faults(note_and_jump);
	RUN(0x0f, 0x0b); /* ud2 */
	CHECK_TRAP(SIGILL, ILL_ILLOPN, TRAP_NR_UD, 0);
	CHECK_EQ(seen.addr, code_page);
	RUN(0x06); /* push %es */
	CHECK_TRAP(SIGILL, ILL_ILLOPN, TRAP_NR_UD, 0);
	if (!on_tcg()) {   /* one version or another takes these */
		RUN(0xce); /* into */
		CHECK_TRAP(SIGILL, ILL_ILLOPN, TRAP_NR_UD, 0);
		RUN(0xf0, 0x89, 0xc0); /* lock mov %eax, %eax */
		CHECK_TRAP(SIGILL, ILL_ILLOPN, TRAP_NR_UD, 0);
		CHECK_EQ(seen.addr, code_page);
	}
	RUN(0x0f, 0x01, 0xca); /* clac */
	CHECK_TRAP(SIGILL, ILL_ILLOPN, TRAP_NR_UD, 0);
}

TEST(privileged_instructions)
{
	static const unsigned char insn[][8] = {
		{1, 0xf4},		     /* hlt */
		{1, 0xfa},		     /* cli */
		{1, 0xfb},		     /* sti */
		{1, 0xec},		     /* in (%dx), %al */
		{1, 0xee},		     /* out %al, (%dx) */
		{1, 0x6c},		     /* insb */
		{2, 0x0f, 0x06},	     /* clts */
		{2, 0x0f, 0x08},	     /* invd */
		{2, 0x0f, 0x09},	     /* wbinvd */
		{2, 0x0f, 0x30},	     /* wrmsr */
		{2, 0x0f, 0x32},	     /* rdmsr */
		{3, 0x0f, 0x01, 0xf8},	     /* swapgs */
		{3, 0x48, 0x0f, 0x07},	     /* sysretq */
		{3, 0x0f, 0x01, 0x38},	     /* invlpg (%rax) */
		{3, 0x0f, 0x01, 0xf0},	     /* lmsw %ax */
		{3, 0x0f, 0x20, 0xc0},	     /* mov %cr0, %rax */
		{3, 0x0f, 0x22, 0xd8},	     /* mov %rax, %cr3 */
		{3, 0x0f, 0x21, 0xf8},	     /* mov %db7, %rax */
		{3, 0x0f, 0x23, 0xf8},	     /* mov %rax, %db7 */
		{4, 0x0f, 0x01, 0x14, 0x24}, /* lgdt (%rsp) */
		{4, 0x0f, 0x01, 0x1c, 0x24}, /* lidt (%rsp) */
		{3, 0x0f, 0x00, 0xd0},	     /* lldt %ax */
		{3, 0x0f, 0x00, 0xd8},	     /* ltr %ax */
	};

	handle_faults(note_and_jump);
	for (unsigned i = 0; i < ARRAY_LEN(insn); i++) {
		if (on_tcg() && insn[i][1] == 0x0f && (insn[i][2] == 0x08 || insn[i][2] == 0x09))
			continue; /* QEMU 10 lets anybody do it: it has no cache */
		put_code(insn[i] + 1, insn[i][0]);
		WATCH(((void (*)(void))code_page)());
		if (!CHECK_EQ(seen.sig, SIGSEGV) || !CHECK_EQ(seen.code, SI_KERNEL) ||
		    !CHECK_EQ(seen.trap, TRAP_NR_GP) || !CHECK_EQ(seen.err, 0) ||
		    !CHECK_EQ(seen.ip, code_page) || !CHECK_EQ(seen.addr, 0))
			test_note("instruction %02x %02x %02x", insn[i][1], insn[i][2], insn[i][3]);
	}
}

TEST(flags_that_popf_does_not_take)
{
	unsigned long f;

	__asm__ volatile(
		"subq $128, %%rsp; pushfq; popq %%rax; orq $0x3000, %%rax; andq $~0x200, %%rax;"
		"pushq %%rax; popfq; pushfq; popq %0; addq $128, %%rsp"
		: "=r"(f)::"rax", "cc", "memory");
	CHECK_EQ(f & 0x3200, 0x200); /* interrupts stay on, no I/O privilege */
}

TEST(x87_exceptions)
{
	static const struct {
		const char *what;
		unsigned short mask; /* the exceptions that are not masked */
		int code, op;
	} c[] = {
		{"invalid", 1, FPE_FLTINV, 0},	   {"denormal", 2, FPE_FLTUND, 1},
		{"zero-divide", 4, FPE_FLTDIV, 2}, {"overflow", 8, FPE_FLTOVF, 3},
		{"underflow", 16, FPE_FLTUND, 4},  {"precision", 32, FPE_FLTRES, 5},
	};
	static double zero = 0.0, minus = -1.0, tiny = 2.2250738585072014e-308, huge = 1e308,
		      denorm = 5e-324, third = 3.0;
	static float out;

	handle_faults(note_and_jump);
	for (unsigned i = 0; i < ARRAY_LEN(c); i++) {
		unsigned short cw = 0x37f & ~c[i].mask;

		if (c[i].mask == 2 && on_tcg())
			continue; /* it does not know denormals */

		memset(&seen, 0, sizeof(seen));
		if (sigsetjmp(seen_jmp, 1) == 0) {
			__asm__ volatile("fninit; fldcw %0" ::"m"(cw));
			if (c[i].op == 0)
				__asm__ volatile("fldl %0; fsqrt; fwait" ::"m"(minus));
			else if (c[i].op == 1)
				__asm__ volatile("fldl %0; fwait" ::"m"(denorm));
			else if (c[i].op == 2)
				__asm__ volatile("fld1; fdivl %0; fwait" ::"m"(zero));
			else if (c[i].op == 3)
				__asm__ volatile("fldl %1; fstps %0; fwait"
						 : "=m"(out)
						 : "m"(huge));
			else if (c[i].op == 4)
				__asm__ volatile("fldl %1; fstps %0; fwait"
						 : "=m"(out)
						 : "m"(tiny));
			else
				__asm__ volatile("fld1; fdivl %0; fwait" ::"m"(third));
		}
		__asm__ volatile("fnclex; fninit");
		if (!CHECK_EQ(seen.sig, SIGFPE) || !CHECK_EQ(seen.code, c[i].code) ||
		    !CHECK_EQ(seen.trap, TRAP_NR_MF) || !CHECK_EQ(seen.addr, seen.ip))
			test_note("x87 %s", c[i].what);
	}
}

TEST(sse_exceptions)
{
	static const struct {
		unsigned mask;
		int code;
		double a, b;
	} c[] = {
		{1, FPE_FLTINV, 0.0, 0.0},	 {2, FPE_FLTUND, 1.0, 5e-324},
		{4, FPE_FLTDIV, 1.0, 0.0},	 {8, FPE_FLTOVF, 1e308, 1e-10},
		{16, FPE_FLTUND, 1e-300, 1e300}, {32, FPE_FLTRES, 1.0, 3.0},
	};

	handle_faults(note_and_jump);
	for (unsigned i = 0; i < ARRAY_LEN(c); i++) {
		unsigned mx = 0x1f80 & ~(c[i].mask << 7), dfl = 0x1f80;
		volatile int went_on = 0;

		WATCH({
			__asm__ volatile("ldmxcsr %0; movsd %1, %%xmm1; divsd %2, %%xmm1"
					 :
					 : "m"(mx), "m"(c[i].a), "m"(c[i].b)
					 : "xmm1");
			went_on = 1;
		});
		__asm__ volatile("ldmxcsr %0" ::"m"(dfl));
		if (went_on)
			SKIP("this processor does not trap SSE exceptions (emulators)");
		if (!CHECK_EQ(seen.sig, SIGFPE) || !CHECK_EQ(seen.code, c[i].code) ||
		    !CHECK_EQ(seen.trap, 19) || !CHECK_EQ(seen.addr, seen.ip))
			test_note("SSE exception %#x", c[i].mask);
	}
}

TEST(mxcsr_reserved_bits)
{
	unsigned mx = 0x80000000;

	handle_faults(note_and_jump);
	WATCH(__asm__ volatile("ldmxcsr %0" ::"m"(mx)));
	if (!seen.sig) {
		mx = 0x1f80;
		__asm__ volatile("ldmxcsr %0" ::"m"(mx));
		SKIP("this processor takes reserved bits of MXCSR (emulators)");
	}
	CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_GP, 0);
}

/* EFLAGS.AC with CR0.AM. */
TEST(alignment_check)
{
	static char buf[16] __attribute__((aligned(16)));
	volatile int went_on = 0;

	handle_faults(note_and_jump);
	WATCH({
		__asm__ volatile(
			"subq $128, %%rsp; pushfq; orq $0x40000, (%%rsp); popfq; movl 1(%0), %%eax;"
			"pushfq; andq $~0x40000, (%%rsp); popfq; addq $128, %%rsp" ::"r"(buf)
			: "rax", "memory", "cc");
		went_on = 1;
	});
	__asm__ volatile(
		"subq $128, %%rsp; pushfq; andq $~0x40000, (%%rsp); popfq; addq $128, %%rsp" ::
			: "cc", "memory");
	if (went_on)
		SKIP("this processor checks no alignment (emulators)");
	CHECK_TRAP(SIGBUS, BUS_ADRALN, TRAP_NR_AC, 0);
	CHECK_EQ(seen.addr, 0);
	CHECK(seen.flags & FLAG_AC);
}

static void touch_stack_at(void *sp)
{
	__asm__ volatile("movq %%rsp, %%rbx; movq %0, %%rsp; pushq $0; movq %%rbx, %%rsp" ::"r"(sp)
			 : "rbx", "memory");
}

TEST(stack_pointers)
{
	handle_faults(note_and_jump);
	WATCH(touch_stack_at(NONCANON));
	if (on_tcg())
		CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_GP, 0);
	else
		CHECK_TRAP(SIGBUS, SI_KERNEL, TRAP_NR_SS, 0);
	CHECK_EQ(seen.sp, NONCANON);
	WATCH(touch_stack_at(KERNEL_ADDR));
	CHECK_EQ(seen.sig, SIGSEGV);
	CHECK_EQ(seen.trap, TRAP_NR_PF);
	CHECK_EQ(seen.addr, (uintptr_t)KERNEL_ADDR - 8);
	CHECK_EQ(seen.err, 7); /* a protection violation, whatever is there */
}

/* Without a stack of its own the handler has nowhere to run: the program dies of SIGSEGV. */
TEST(handler_without_a_stack)
{
	int st;

	test_no_core();
	CHILD (st) {
		struct sigaction sa = {.sa_sigaction = note_and_jump, .sa_flags = SA_SIGINFO};

		REQUIRE_OK(sigaction(SIGBUS, &sa, NULL));
		REQUIRE_OK(sigaction(SIGSEGV, &sa, NULL));
		touch_stack_at(NONCANON);
	}
	CHECK_KILLED(st, SIGSEGV);
}

TEST(handler_at_a_bad_address)
{
	static void *const bad[] = {NONCANON, KERNEL_ADDR, (void *)0xffffffff81000000UL, (void *)8};
	int st;

	test_no_core();
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
		CHILD (st) {
			handle(SIGUSR1, (void (*)(int, siginfo_t *, void *))bad[i]);
			raise(SIGUSR1);
		}
		CHECK_KILLED(st, SIGSEGV);
	}
	handle_faults(note_and_jump);
	handle(SIGUSR1, (void (*)(int, siginfo_t *, void *))KERNEL_ADDR);
	WATCH(raise(SIGUSR1));
	CHECK_EQ(seen.sig, SIGSEGV);
	CHECK_EQ(seen.ip, KERNEL_ADDR);
}

static void jump(void *to)
{
	((void (*)(void))to)();
}

TEST(execution_of_what_is_none)
{
	void *data = test_map(1);

	handle_faults(note_and_jump);
	*(unsigned char *)data = 0xc3;
	WATCH(jump(data));
	CHECK_TRAP(SIGSEGV, SEGV_ACCERR, TRAP_NR_PF, 0x15);
	CHECK_EQ(seen.addr, data);
	CHECK_EQ(seen.ip, data);
	CHECK_OK(munmap(data, PAGE));
	WATCH(jump(data));
	CHECK_TRAP(SIGSEGV, SEGV_MAPERR, TRAP_NR_PF, 0x14);
	WATCH(jump(KERNEL_ADDR));
	CHECK_TRAP(SIGSEGV, SEGV_MAPERR, TRAP_NR_PF, 0x15);
	CHECK_EQ(seen.addr, KERNEL_ADDR);
	WATCH(jump((void *)0xffffffff81000000UL));
	CHECK_TRAP(SIGSEGV, SEGV_MAPERR, TRAP_NR_PF, 0x15);
	WATCH(jump(NONCANON));
	CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_GP, 0);
	CHECK_EQ(seen.addr, 0);
}

/* vsyscall=xonly runs the calls of this page and shows no byte of it; vsyscall=none has no page. */
TEST(vsyscall_page)
{
	int listed = strstr(test_slurp("/proc/self/maps"), "[vsyscall]") != NULL;
	time_t (*vtime)(time_t *) = (time_t(*)(time_t *))0xffffffffff600400UL;
	volatile time_t now = 0;

	handle_faults(note_and_jump);
	WATCH((void)*(volatile char *)0xffffffffff600000UL);
	CHECK_TRAP(SIGSEGV, listed ? seen.code : SEGV_MAPERR, TRAP_NR_PF, 5);
	WATCH(now = vtime(NULL));
	if (listed) {
		CHECK(now >= time(NULL) - 1 && now <= time(NULL));
	} else {
		CHECK_EQ(seen.sig, SIGSEGV);
		CHECK_EQ(seen.ip, vtime);
	}
	WATCH(jump((void *)0xffffffffff600001UL));
	CHECK_EQ(seen.sig, SIGSEGV);
}
