/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/arch/segments.c - segment registers and the FS and GS bases: whose they are, and what
 * loads */
#include "context.h"

#include <asm/prctl.h>
#include <cpuid.h>
#include <pthread.h>
#include <sched.h>
#include <sys/auxv.h>

static long arch_prctl(int code, unsigned long addr)
{
	return syscall(SYS_arch_prctl, code, addr);
}

static unsigned long get_gs(void)
{
	unsigned long base = ~0UL;

	CHECK_OK(arch_prctl(ARCH_GET_GS, (unsigned long)&base));
	return base;
}

#define LOAD(seg, sel) __asm__ volatile("movw %w0, %%" seg : : "r"(sel))
#define STORE(seg)                                                                                 \
	({                                                                                         \
		uint16_t v_;                                                                       \
		__asm__ volatile("movw %%" seg ", %0" : "=r"(v_));                                 \
		v_;                                                                                \
	})

static int has_fsgsbase(void)
{
	return getauxval(AT_HWCAP2) >> 1 & 1; /* HWCAP2_FSGSBASE */
}

TEST(base_by_arch_prctl)
{
	unsigned long v = 0, ours;

	CHECK_OK(arch_prctl(ARCH_GET_FS, (unsigned long)&ours));
	CHECK(ours != 0); /* the thread's own block */
	CHECK_EQ(get_gs(), 0);
	CHECK_OK(arch_prctl(ARCH_SET_GS, (unsigned long)&v));
	CHECK_EQ(get_gs(), (unsigned long)&v);
	v = 0x1234;
	__asm__ volatile("movq %%gs:0, %0" : "=r"(ours));
	CHECK_EQ(ours, 0x1234);
	CHECK_ERRNO(arch_prctl(ARCH_SET_GS, (unsigned long)KERNEL_ADDR), EPERM);
	CHECK_ERRNO(arch_prctl(ARCH_SET_GS, (unsigned long)NONCANON), EPERM);
	CHECK_ERRNO(arch_prctl(ARCH_SET_FS, (unsigned long)KERNEL_ADDR), EPERM);
	CHECK_ERRNO(arch_prctl(ARCH_GET_GS, (unsigned long)KERNEL_ADDR), EFAULT);
	CHECK_ERRNO(arch_prctl(0x7777, 0), EINVAL);
	CHECK_EQ(get_gs(), (unsigned long)&v);
}

TEST(base_by_instruction)
{
	unsigned long v = 0;

	handle_faults(note_and_jump);
	if (!has_fsgsbase()) {
		WATCH(__asm__ volatile("wrgsbase %0" ::"r"(v)));
		CHECK_TRAP(SIGILL, ILL_ILLOPN, TRAP_NR_UD, 0);
		return;
	}
	__asm__ volatile("wrgsbase %0" ::"r"(&v));
	CHECK_EQ(get_gs(), (unsigned long)&v);
	__asm__ volatile("wrgsbase %0" ::"r"(KERNEL_ADDR)); /* a base is no access */
	__asm__ volatile("rdgsbase %0" : "=r"(v));
	CHECK_EQ(v, KERNEL_ADDR);
	sched_yield();
	CHECK_EQ(get_gs(), KERNEL_ADDR);
	WATCH(__asm__ volatile("movq %%gs:0, %%rax" ::: "rax"));
	CHECK_TRAP(SIGSEGV, SEGV_MAPERR, TRAP_NR_PF, 5);
	CHECK_EQ(seen.addr, KERNEL_ADDR);
	if (on_tcg())
		return; /* it takes any base */
	WATCH(__asm__ volatile("wrgsbase %0" ::"r"(NONCANON)));
	CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_GP, 0);
	__asm__ volatile("rdgsbase %0" : "=r"(v));
	CHECK_EQ(v, KERNEL_ADDR);
}

/* Two tasks on one CPU, each with a base of its own, over many switches. */
static void keep_base(unsigned long base, int by_instruction)
{
	if (by_instruction)
		__asm__ volatile("wrgsbase %0" ::"r"(base));
	else
		CHECK_OK(arch_prctl(ARCH_SET_GS, base));
	for (int i = 0; i < 300; i++) {
		sched_yield();
		if (i % 50 == 49)
			usleep(1000);
		if (get_gs() != base) {
			CHECK_EQ(get_gs(), base);
			break;
		}
	}
}

TEST(bases_over_switches)
{
	pid_t pid[8];
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	CHECK_OK(sched_setaffinity(0, sizeof(one), &one));
	for (int i = 0; i < 8; i++) {
		CHILD_PID (pid[i]) {
			keep_base(i ? (unsigned long)i << 32 : 0, has_fsgsbase() && i % 2);
		}
	}
	for (int i = 0; i < 8; i++)
		CHECK_EXITED(test_wait(pid[i]), 0);
}

TEST(selectors_that_load)
{
	static const uint16_t good[] = {0, USER_DS, USER_CS, USER32_CS};
	static const uint16_t bad[][2] = {
		{0x10, 0x10}, {0x1b, 0x18}, {0x7, 4}, {0x1f3, 0x1f0}, {0x43, 0x40}};

	handle_faults(note_and_jump);
	for (unsigned i = 0; i < ARRAY_LEN(good); i++) {
		WATCH(LOAD("gs", good[i]));
		CHECK_EQ(seen.sig, 0);
		CHECK_EQ(STORE("gs"), good[i]);
		WATCH(LOAD("es", good[i]));
		CHECK_EQ(seen.sig, 0);
		sched_yield();
	}
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
		WATCH(LOAD("gs", bad[i][0]));
		CHECK_EQ(seen.sig, SIGSEGV);
		CHECK_EQ(seen.err, bad[i][1]);
		CHECK_EQ(seen.trap, TRAP_NR_GP);
		WATCH(LOAD("ds", bad[i][0]));
		CHECK_EQ(seen.err, bad[i][1]);
		WATCH(LOAD("ss", bad[i][0]));
		CHECK_EQ(seen.sig, SIGSEGV);
		CHECK_EQ(seen.err, bad[i][1]);
	}
	WATCH(LOAD("ss", 0));
	CHECK_TRAP(SIGSEGV, SI_KERNEL, TRAP_NR_GP, 0);
}

/* A load from the descriptor table takes its base, 0; arch_prctl takes the selector away again. */
TEST(selector_and_base)
{
	char here;

	CHECK_OK(arch_prctl(ARCH_SET_GS, (unsigned long)&here));
	LOAD("gs", USER_DS);
	CHECK_EQ(get_gs(), 0);
	for (int i = 0; i < 20; i++)
		usleep(100);
	CHECK_EQ(get_gs(), 0);
	CHECK_EQ(STORE("gs"), USER_DS);
	CHECK_OK(arch_prctl(ARCH_SET_GS, (unsigned long)&here));
	CHECK_EQ(STORE("gs"), 0);
	CHECK_EQ(get_gs(), (unsigned long)&here);
	usleep(1000);
	CHECK_EQ(get_gs(), (unsigned long)&here);
}

/* The registers are the task's: another that shares the CPU neither sees nor changes them. */
static void keep_selectors(uint16_t ds, uint16_t es, uint16_t gs)
{
	LOAD("ds", ds);
	LOAD("es", es);
	LOAD("gs", gs);
	for (int i = 0; i < 300; i++) {
		sched_yield();
		if (STORE("ds") != ds || STORE("es") != es || STORE("gs") != gs) {
			CHECK_EQ(STORE("ds"), ds);
			CHECK_EQ(STORE("es"), es);
			CHECK_EQ(STORE("gs"), gs);
			break;
		}
	}
}

TEST(selectors_over_switches)
{
	static const uint16_t sel[] = {0, USER_DS,   USER_CS,
				       0, USER32_CS, 0}; /* iret makes 3 to 0 */
	pid_t pid[6];
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	CHECK_OK(sched_setaffinity(0, sizeof(one), &one));
	for (int i = 0; i < 6; i++) {
		CHILD_PID (pid[i]) {
			keep_selectors(sel[i], sel[(i + 1) % 6], sel[(i + 2) % 6]);
		}
	}
	for (int i = 0; i < 6; i++)
		CHECK_EXITED(test_wait(pid[i]), 0);
}

/* One task's selector must not become another's base. */
TEST(selector_of_another_task)
{
	char here;
	cpu_set_t one;
	pid_t pid;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	CHECK_OK(sched_setaffinity(0, sizeof(one), &one));
	CHECK_OK(arch_prctl(ARCH_SET_GS, (unsigned long)&here));
	CHILD_PID (pid) {
		for (int i = 0; i < 200; i++) {
			LOAD("gs", i % 2 ? 0 : USER_DS);
			sched_yield();
		}
	}
	for (int i = 0; i < 200; i++) {
		sched_yield();
		if (get_gs() != (unsigned long)&here)
			break;
	}
	CHECK_EQ(get_gs(), (unsigned long)&here);
	CHECK_EXITED(test_wait(pid), 0);
	CHECK_EQ(get_gs(), (unsigned long)&here);
}

TEST(fork_and_exec)
{
	char here;
	int st;

	CHECK_OK(arch_prctl(ARCH_SET_GS, (unsigned long)&here));
	LOAD("es", USER_DS);
	CHILD (st) {
		CHECK_EQ(get_gs(), (unsigned long)&here);
		CHECK_EQ(STORE("es"), USER_DS);
		LOAD("gs", USER_DS);
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(get_gs(), (unsigned long)&here);
	CHILD (st) {
		LOAD("gs", USER_DS);
		LOAD("ds", USER_DS);
		execv(test_self(), test_reexec_argv("fresh", NULL));
	}
	CHECK_EXITED(st, 0);
}

REEXEC(fresh)
{
	return (STORE("gs") ? 1 : 0) | (STORE("fs") ? 2 : 0) | (get_gs() ? 4 : 0) |
	       (STORE("ds") ? 8 : 0) | (STORE("es") ? 16 : 0);
}

/* fs with a selector: its base is 0 until the old one is set again; no C in between. */
TEST(fs_selector_over_a_switch)
{
	unsigned long base, after;
	uint16_t sel;

	CHECK_OK(arch_prctl(ARCH_GET_FS, (unsigned long)&base));
	after = 99;
	__asm__ volatile(
		"movl $0x2b, %%eax; movw %%ax, %%fs;"
		"movl %[yield], %%eax; syscall; movl %[yield], %%eax; syscall;"
		"movl %[prctl], %%eax; movl %[get], %%edi; movq %[after], %%rsi; syscall;"
		"movw %%fs, %[sel];"
		"movl %[prctl], %%eax; movl %[set], %%edi; movq %[base], %%rsi; syscall"
		: [sel] "=&b"(sel)
		: [yield] "i"(SYS_sched_yield), [prctl] "i"(SYS_arch_prctl), [get] "i"(ARCH_GET_FS),
		  [set] "i"(ARCH_SET_FS), [after] "r"(&after), [base] "r"(base)
		: "rax", "rcx", "rdi", "rsi", "r11", "memory", "cc");
	CHECK_EQ(sel, USER_DS);
	CHECK_EQ(after, 0);
	CHECK_EQ(STORE("fs"), 0);
}

TEST(cpu_number_by_rdtscp)
{
	unsigned a, b, c, d;

	if (!__get_cpuid(0x80000001, &a, &b, &c, &d) || !(d & 1 << 27))
		SKIP("no rdtscp");
	for (int i = 0; i < 100; i++) {
		unsigned before = (unsigned)sched_getcpu();

		__asm__ volatile("rdtscp" : "=c"(c)::"rax", "rdx");
		if (before == (unsigned)sched_getcpu()) {
			CHECK_EQ(c & 0xfff, before);
			break;
		}
	}
}
