/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/signal/fpu.c - x87, SSE and AVX state across switches, handlers and fork */
#include "harness.h"

#include <cpuid.h>
#include <sched.h>

static void fill(unsigned char *b, int seed)
{
	for (int i = 0; i < 256; i++)
		b[i] = (unsigned char)(seed * 31 + i * 7 + 1);
}

#define LOAD16(op)                                                                                 \
	op " 0(%[in]), %%xmm0;" op " 16(%[in]), %%xmm1;" op " 32(%[in]), %%xmm2;" op               \
	   " 48(%[in]), %%xmm3;" op " 64(%[in]), %%xmm4;" op " 80(%[in]), %%xmm5;" op              \
	   " 96(%[in]), %%xmm6;" op " 112(%[in]), %%xmm7;" op " 128(%[in]), %%xmm8;" op            \
	   " 144(%[in]), %%xmm9;" op " 160(%[in]), %%xmm10;" op " 176(%[in]), %%xmm11;" op         \
	   " 192(%[in]), %%xmm12;" op " 208(%[in]), %%xmm13;" op " 224(%[in]), %%xmm14;" op        \
	   " 240(%[in]), %%xmm15;"
#define STORE16                                                                                    \
	"movups %%xmm0, 0(%[out]);"                                                                \
	"movups %%xmm1, 16(%[out]);"                                                               \
	"movups %%xmm2, 32(%[out]);"                                                               \
	"movups %%xmm3, 48(%[out]);"                                                               \
	"movups %%xmm4, 64(%[out]);"                                                               \
	"movups %%xmm5, 80(%[out]);"                                                               \
	"movups %%xmm6, 96(%[out]);"                                                               \
	"movups %%xmm7, 112(%[out]);"                                                              \
	"movups %%xmm8, 128(%[out]);"                                                              \
	"movups %%xmm9, 144(%[out]);"                                                              \
	"movups %%xmm10, 160(%[out]);"                                                             \
	"movups %%xmm11, 176(%[out]);"                                                             \
	"movups %%xmm12, 192(%[out]);"                                                             \
	"movups %%xmm13, 208(%[out]);"                                                             \
	"movups %%xmm14, 224(%[out]);"                                                             \
	"movups %%xmm15, 240(%[out]);"
#define ALL_XMM                                                                                    \
	"xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",   \
		"xmm11", "xmm12", "xmm13", "xmm14", "xmm15"

/* Loads all SSE registers, makes system call @nr(a, b, c), and stores them again. */
static long around_syscall(const void *in, void *out, long nr, long a, long b, long c)
{
	__asm__ volatile(LOAD16("movups") "syscall;" STORE16
			 : "+a"(nr)
			 : [in] "r"(in), [out] "r"(out), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory", ALL_XMM);
	return nr;
}

TEST(survives_system_calls_and_switches)
{
	unsigned char in[256], out[256];
	pid_t pid[4];

	for (int k = 0; k < 4; k++) {
		CHILD_PID (pid[k]) {
			fill(in, k);
			for (int i = 0; i < 300; i++) {
				around_syscall(in, out, SYS_sched_yield, 0, 0, 0);
				if (memcmp(in, out, 256))
					CHECK(!"registers changed");
			}
		}
	}
	for (int k = 0; k < 4; k++)
		CHECK_EXITED(test_wait(pid[k]), 0);
}

static void smash(int sig)
{
	unsigned char junk[256];

	(void)sig;
	memset(junk, 0xa5, sizeof(junk));
	__asm__ volatile(LOAD16("movups")::[in] "r"(junk) : ALL_XMM);
	__asm__ volatile("fninit; fldz; fldz");
}

TEST(survives_a_handler)
{
	unsigned char in[256], out[256];

	signal(SIGUSR1, smash);
	fill(in, 9);
	around_syscall(in, out, SYS_tgkill, getpid(), gettid(), SIGUSR1);
	CHECK_MEM(in, out, 256);
}

TEST(x87_and_control_words_survive)
{
	unsigned short cw = 0x0c7f, cw2; /* round to zero */
	unsigned mx = 0x1f80 | 0x6000, mx2, mx_old;
	double pi = 0;

	signal(SIGUSR1, smash);
	__asm__ volatile("stmxcsr %0" : "=m"(mx_old));
	__asm__ volatile("fninit; fldcw %0; fldpi; ldmxcsr %1" ::"m"(cw), "m"(mx));
	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
	sched_yield();
	__asm__ volatile("fnstcw %0; fstpl %1; stmxcsr %2; fninit; ldmxcsr %3"
			 : "=m"(cw2), "=m"(pi), "=m"(mx2)
			 : "m"(mx_old));
	CHECK_EQ(cw2, cw);
	CHECK_EQ(mx2 & 0xffc0, mx & 0xffc0);
	CHECK(pi > 3.14159 && pi < 3.14160);
}

TEST(new_program_starts_clean)
{
	int st;

	__asm__ volatile("pcmpeqd %%xmm5, %%xmm5" ::: "xmm5");
	CHILD (st) {
		execv(test_self(), test_reexec_argv("clean", NULL));
	}
	CHECK_EXITED(st, 0);
}

REEXEC(clean)
{
	unsigned short cw;
	unsigned mx;

	__asm__ volatile("fnstcw %0; stmxcsr %1" : "=m"(cw), "=m"(mx));
	return (cw == 0x37f ? 0 : 1) | ((mx & 0xffc0) == 0x1f80 ? 0 : 2);
}

TEST(fork_copies_the_state)
{
	unsigned char in[256], out[256];
	long pid;

	fill(in, 77);
	pid = around_syscall(in, out, SYS_fork, 0, 0, 0);
	if (pid == 0)
		_exit(memcmp(in, out, 256) ? 1 : 0);
	CHECK_MEM(in, out, 256);
	CHECK_EXITED(test_wait((pid_t)pid), 0);
}

static int has_avx(void)
{
	unsigned a, b, c, d, lo, hi;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX))
		return 0;
	__asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
	return (lo & 6) == 6;
}

static void smash_avx(int sig)
{
	(void)sig;
	__asm__ volatile("vzeroall" ::: ALL_XMM);
}

TEST(avx_upper_halves_survive)
{
	unsigned char in[32], out[32];

	if (!has_avx())
		SKIP("the processor, or the kernel, has no AVX");
	signal(SIGUSR1, smash_avx);
	for (int i = 0; i < 200; i++) {
		long ret;

		memset(in, i + 1, 32);
		__asm__ volatile("vmovups (%[in]), %%ymm3; syscall; vmovups %%ymm3, (%[out])"
				 : "=a"(ret)
				 : [in] "r"(in), [out] "r"(out),
				   "0"(i % 2 ? SYS_sched_yield : SYS_tgkill), "D"(getpid()),
				   "S"(gettid()), "d"(SIGUSR1)
				 : "rcx", "r11", "memory", "xmm3");
		if (memcmp(in, out, 32))
			CHECK(!"ymm3 changed");
	}
}

TEST_LIMIT(preempted_spinners_keep_theirs, 30)
{
	pid_t pid[6];

	for (int k = 0; k < 6; k++) {
		CHILD_PID (pid[k]) {
			unsigned char in[256], out[256];
			uint64_t until = test_now_ns() + 200000000;

			fill(in, k);
			while (test_now_ns() < until) {
				/* Long enough for the timer to come in between. */
				__asm__ volatile(LOAD16("movups") "movl $2000000, %%ecx;"
								  "1: decl %%ecx; jnz 1b;" STORE16
						 :
						 : [in] "r"(in), [out] "r"(out)
						 : "rcx", "memory", "cc", ALL_XMM);
				if (memcmp(in, out, 256))
					CHECK(!"registers changed");
			}
		}
	}
	for (int k = 0; k < 6; k++)
		CHECK_EXITED(test_wait(pid[k]), 0);
}
