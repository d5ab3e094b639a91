/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/arch/xstate.c - the extended state in signal frames: what is there, and hostile frames
 */
#include "context.h"

/* <signal.h> has structures of the same names. */
#define sigcontext kernel_sigcontext
#define _fpstate   kernel_fpstate
#include <asm/sigcontext.h>
#undef sigcontext
#undef _fpstate
#include <cpuid.h>
#include <pthread.h>
#include <sched.h>

#define HEADER	  512 /* offset of the XSAVE header in the frame */
#define MXCSR	  24
#define SW_BYTES  464
#define XMM0	  160
#define BIT_SSE	  2UL
#define BIT_AVX	  4UL
#define UC_XSTATE 1

static unsigned long xcr0(void)
{
	unsigned a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
		return 0;
	__asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
	return a | (unsigned long)d << 32;
}

static char *copy; /* of the frame's state, 64-aligned, for the tests that move it */
static void (*spoil)(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw);

static void handler(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;
	char *state = (char *)uc->uc_mcontext.fpregs;

	(void)sig, (void)si;
	__asm__ volatile("pcmpeqd %%xmm0, %%xmm0; pcmpeqd %%xmm7, %%xmm7" ::: "xmm0", "xmm7");
	if (spoil)
		spoil(uc, state, (struct _fpx_sw_bytes *)(state + SW_BYTES));
}

/* Raises the signal with %xmm0 (or %ymm0) full of @in; returns what is there afterwards. */
static __attribute__((noinline)) void raise_with(const unsigned char *in, unsigned char *out,
						 int avx)
{
	long nr = SYS_tgkill;

	if (avx)
		__asm__ volatile("vmovups (%1), %%ymm0; syscall; vmovups %%ymm0, (%2); vzeroupper"
				 : "+a"(nr)
				 : "r"(in), "r"(out), "D"(getpid()), "S"(gettid()), "d"(SIGUSR1)
				 : "rcx", "r11", "memory", "xmm0", "xmm7");
	else
		__asm__ volatile("movups (%1), %%xmm0; syscall; movups %%xmm0, (%2)"
				 : "+a"(nr)
				 : "r"(in), "r"(out), "D"(getpid()), "S"(gettid()), "d"(SIGUSR1)
				 : "rcx", "r11", "memory", "xmm0", "xmm7");
}

static unsigned char in[32], out[32];

static void play(void (*fn)(ucontext_t *, char *, struct _fpx_sw_bytes *))
{
	spoil = fn;
	handle(SIGUSR1, handler);
	for (int i = 0; i < 32; i++)
		in[i] = (unsigned char)(i * 7 + 3);
	memset(out, 0, sizeof(out));
	raise_with(in, out, (xcr0() & BIT_AVX) != 0);
}

static struct _fpx_sw_bytes sw_seen;
static unsigned long bv_seen, flags_seen;
static uint32_t magic2_seen, mxcsr_seen;
static uintptr_t state_seen;

static void look(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	state_seen = (uintptr_t)state;
	flags_seen = uc->uc_flags;
	sw_seen = *sw;
	memcpy(&mxcsr_seen, state + MXCSR, 4);
	if (sw->magic1 == FP_XSTATE_MAGIC1) {
		memcpy(&magic2_seen, state + sw->xstate_size, 4);
		memcpy(&bv_seen, state + HEADER, 8);
	}
}

TEST(frame_layout)
{
	unsigned a, size = 512, c, d;

	play(look);
	CHECK_MEM(in, out, 16);
	CHECK_EQ(mxcsr_seen, 0x1f80);
	if (!xcr0()) {
		CHECK_EQ(flags_seen & UC_XSTATE, 0);
		CHECK_EQ(state_seen % 16, 0);
		return;
	}
	CHECK_EQ(flags_seen & UC_XSTATE, UC_XSTATE);
	CHECK_EQ(state_seen % 64, 0);
	CHECK_EQ(sw_seen.magic1, FP_XSTATE_MAGIC1);
	CHECK_EQ(magic2_seen, FP_XSTATE_MAGIC2);
	CHECK_EQ(sw_seen.extended_size, sw_seen.xstate_size + 4);
	CHECK_EQ(sw_seen.xfeatures & 3, 3);
	CHECK_EQ(sw_seen.xfeatures & ~xcr0(), 0);
	CHECK_EQ(bv_seen & ~sw_seen.xfeatures, 0);
	CHECK_EQ(bv_seen & BIT_SSE, BIT_SSE);
	__cpuid_count(13, 0, a, size, c, d);
	CHECK_GE(size, sw_seen.xstate_size);
	CHECK_GE(sw_seen.xstate_size, 576);
	if (xcr0() & BIT_AVX)
		CHECK_MEM(in, out, 32);
}

static void change(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)uc, (void)sw;
	memset(state + XMM0, 0x5a, 16);
}

TEST(changes_take_effect)
{
	play(change);
	CHECK_EQ(out[0], 0x5a);
	CHECK_EQ(out[15], 0x5a);
	if (xcr0() & BIT_AVX)
		CHECK_MEM(in + 16, out + 16, 16);
}

static void no_magic1(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)uc, (void)state;
	sw->magic1 ^= 1;
}

static void no_magic2(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)uc;
	state[sw->xstate_size] ^= 1;
}

static void too_small(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)uc, (void)state;
	sw->xstate_size = 512;
}

static void too_large(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)uc, (void)state;
	sw->xstate_size = 1 << 20;
}

/* An old frame, or one that was cut: x87 and SSE come from it, the rest is as at the start. */
TEST(frames_without_the_extended_part)
{
	void (*const cut[])(ucontext_t *, char *, struct _fpx_sw_bytes *) = {no_magic1, no_magic2,
									     too_small, too_large};
	static const unsigned char zero[16];

	if (!xcr0())
		SKIP("no XSAVE");
	for (unsigned i = 0; i < ARRAY_LEN(cut); i++) {
		play(cut[i]);
		CHECK_MEM(in, out, 16);
		if (xcr0() & BIT_AVX && memcmp(out + 16, zero, 16)) {
			CHECK(!"the upper half is not initial");
			test_note("case %u", i);
		}
	}
}

static void only_sse(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)uc, (void)state;
	sw->xfeatures = 3;
}

static void header_only_x87(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)uc, (void)sw;
	memset(state + HEADER, 0, 8);
	state[HEADER] = 1;
}

TEST(parts_that_are_left_out)
{
	static const unsigned char zero[16];

	if (!xcr0())
		SKIP("no XSAVE");
	play(only_sse);
	CHECK_MEM(in, out, 16);
	if (xcr0() & BIT_AVX)
		CHECK_MEM(out + 16, zero, 16);
	play(header_only_x87);
	CHECK_MEM(out, zero, 16);
	if (xcr0() & BIT_AVX)
		CHECK_MEM(out + 16, zero, 16);
}

static void bad_feature(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)uc, (void)sw;
	state[HEADER + 7] |= 0x40; /* bit 62: no processor has it */
}

static void bad_reserved(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)uc, (void)sw;
	state[HEADER + 16] = 1;
}

static void bad_pointer(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)state, (void)sw;
	uc->uc_mcontext.fpregs = (void *)0x10;
}

static void kernel_pointer(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)state, (void)sw;
	uc->uc_mcontext.fpregs = KERNEL_ADDR;
}

static void misaligned(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)sw;
	memcpy(copy + 8, state, xcr0() ? sw->extended_size : 512);
	uc->uc_mcontext.fpregs = (void *)(copy + 8);
}

static void half_mapped(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)sw;
	memcpy(copy + PAGE - 256, state, 256);
	uc->uc_mcontext.fpregs = (void *)(copy + PAGE - 256);
}

TEST(frames_that_are_refused)
{
	static const struct {
		const char *what;
		void (*fn)(ucontext_t *, char *, struct _fpx_sw_bytes *);
		int xsave;
	} bad[] = {
		{"unknown feature", bad_feature, 1}, {"reserved bytes", bad_reserved, 1},
		{"NULL page", bad_pointer, 0},	     {"kernel address", kernel_pointer, 0},
		{"misaligned", misaligned, 0},	     {"half mapped", half_mapped, 0},
	};
	int st;

	test_no_core();
	copy = test_map(4);
	CHECK_OK(munmap(copy + PAGE, PAGE));
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
		if (bad[i].xsave && !xcr0())
			continue;
		if (bad[i].fn == misaligned)
			copy = test_map(4);
		CHILD (st) {
			play(bad[i].fn);
		}
		if (!CHECK_KILLED(st, SIGSEGV))
			test_note("%s", bad[i].what);
		if (bad[i].fn == misaligned) {
			CHECK_OK(munmap(copy + PAGE, PAGE));
		}
	}
	/* and a handler for that SIGSEGV finds registers as at the start of a program */
	spoil = NULL;
	handle(SIGSEGV, note_and_jump);
	WATCH(play(bad_pointer));
	CHECK_EQ(seen.sig, SIGSEGV);
	CHECK_EQ(seen.code, SI_KERNEL);
}

static void bad_mxcsr(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)uc, (void)sw;
	state[MXCSR + 3] = (char)0x80;
}

/* ldmxcsr with such bits is a fault, and so is a frame with them. */
TEST(reserved_bits_of_mxcsr)
{
	unsigned mx = 0x80001f80, old = 0x1f80;
	int st;

	handle_faults(note_and_jump);
	WATCH(__asm__ volatile("ldmxcsr %0" ::"m"(mx)));
	if (!seen.sig) {
		__asm__ volatile("ldmxcsr %0" ::"m"(old));
		SKIP("this processor takes reserved bits of MXCSR (emulators)");
	}
	test_no_core();
	CHILD (st) {
		struct sigaction dfl = {.sa_handler = SIG_DFL};

		sigaction(SIGSEGV, &dfl, NULL);
		play(bad_mxcsr);
	}
	CHECK_KILLED(st, SIGSEGV);
}

static void null_pointer(ucontext_t *uc, char *state, struct _fpx_sw_bytes *sw)
{
	(void)state, (void)sw;
	uc->uc_mcontext.fpregs = NULL;
}

TEST(no_state_is_the_initial_state)
{
	static const unsigned char zero[32];

	play(null_pointer);
	CHECK_MEM(out, zero, xcr0() & BIT_AVX ? 32 : 16);
}

/* Threads with registers of their own: switches, migrations, handlers and forks among them. */
static volatile int stop;

static void *spin(void *arg)
{
	unsigned char mine[32], now[32];
	long bad = 0;

	memset(mine, (int)(long)arg + 1, sizeof(mine));
	while (!stop) {
		long nr = SYS_sched_yield;

		if (xcr0() & BIT_AVX)
			__asm__ volatile(
				"vmovups (%1), %%ymm0; vmovups (%1), %%ymm15; syscall;"
				"movl $20000, %%ecx; 1: decl %%ecx; jnz 1b;"
				"vpcmpeqb %%ymm0, %%ymm15, %%ymm1; vpand %%ymm0, %%ymm1, %%ymm1;"
				"vmovups %%ymm1, (%2); vzeroupper"
				: "+a"(nr)
				: "r"(mine), "r"(now)
				: "rcx", "r11", "memory", "xmm0", "xmm1", "xmm15");
		else
			__asm__ volatile("movups (%1), %%xmm0; movups (%1), %%xmm15; syscall;"
					 "movl $20000, %%ecx; 1: decl %%ecx; jnz 1b;"
					 "movups %%xmm0, (%2); movups %%xmm15, 16(%2)"
					 : "+a"(nr)
					 : "r"(mine), "r"(now)
					 : "rcx", "r11", "memory", "xmm0", "xmm15");
		bad += memcmp(mine, now, 32) != 0;
	}
	return (void *)bad;
}

TEST_LIMIT(eight_threads, 30)
{
	pthread_t t[8];
	uint64_t until;
	void *bad;

	spoil = NULL;
	handle(SIGUSR1, handler);
	for (long i = 0; i < 8; i++)
		REQUIRE(pthread_create(&t[i], NULL, spin, (void *)i) == 0);
	until = test_now_ns() + 300000000;
	for (int i = 0; test_now_ns() < until; i++) {
		pthread_kill(t[i % 8], SIGUSR1);
		if (i % 16 == 0) {
			pid_t pid = test_fork();

			if (pid == 0)
				_exit(0);
			CHECK_EXITED(test_wait(pid), 0);
		}
		usleep(500);
	}
	stop = 1;
	for (int i = 0; i < 8; i++) {
		REQUIRE(pthread_join(t[i], &bad) == 0);
		CHECK_EQ(bad, 0);
	}
}
