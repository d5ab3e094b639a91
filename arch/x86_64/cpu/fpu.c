/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/fpu.c - x87, SSE and AVX state of tasks
 *
 * Theory
 *   The kernel itself uses no vector registers but the two that page.S borrows and gives back. When
 * a task is switched out its registers are saved, but they also stay in the processor, which
 * remembers whose they are (fpu_owner): a switch to a kernel thread or to idle and back loads
 * nothing.  A switch to a task whose registers the processor does not hold loads them.
 *   Whoever writes the state in memory (fork, exec, sigreturn) sets TIF_NEED_FPU_LOAD: it is loaded
 * on the way to user mode, and until then neither saved nor loaded by switches.
 *
 *   State of T is valid in the registers of CPU c  iff  fpu_owner[c] == T and T.fpu_cpu == c.
 *   While TIF_NEED_FPU_LOAD is set memory is what counts; while it is clear, the registers.
 *
 *   XSAVE where the processor has it (x87, SSE, AVX, AVX-512; not PKRU, whose writes flush the
 *   TLB), else FXSAVE.
 *
 * Locks: none; each function works on the running task or inside the switch, interrupts off
 *   where registers and owner change together.
 *
 * Sources: Intel SDM 1 chapter 13; sigcontext layout: <asm/sigcontext.h>
 */
#include <asm/fpu.h>
#include "arch/current.h"
#include "arch/irqflags.h"
#include "arch/uaccess.h"
#include "kernel/base/panic.h"
#include "kernel/sched/sched.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor-flags.h>
#include <asm/sigcontext.h>
#include <asm-generic/siginfo.h>

#define XFEATURE_X87	0x01ULL
#define XFEATURE_SSE	0x02ULL
#define XFEATURE_AVX	0x04ULL
#define XFEATURE_AVX512 0xe0ULL
#define XFEATURES_USED	(XFEATURE_X87 | XFEATURE_SSE | XFEATURE_AVX | XFEATURE_AVX512)

#define FXSAVE_SIZE   512
#define XSAVE_HEADER  512 /* offset */
#define MXCSR_DEFAULT 0x1f80u
#define FCW_DEFAULT   0x37f
#define MAGIC2_SIZE   4

/* The area as the processor lays it out; the extended part follows. */
struct fpu_state {
	u16 fcw, fsw;
	u8 ftw, reserved1;
	u16 fop;
	u64 fip, fdp;
	u32 mxcsr, mxcsr_mask;
	u8 regs[432];
	struct _fpx_sw_bytes sw; /* free for software */
	u64 xstate_bv, xcomp_bv; /* from here only with XSAVE */
	u64 header_reserved[6];
};

_Static_assert(offsetof(struct fpu_state, sw) == 464, "software bytes of FXSAVE");
_Static_assert(offsetof(struct fpu_state, xstate_bv) == XSAVE_HEADER, "XSAVE header");

static struct kmem_cache *fpu_cache __ro_after_init;
static u32 fpu_size __ro_after_init = FXSAVE_SIZE;
static u64 xfeatures __ro_after_init; /* 0: FXSAVE only */
static bool have_xsaveopt __ro_after_init;
static u32 mxcsr_mask __ro_after_init = 0xffbf;
/* What XRSTOR reads as "all initial"; FXRSTOR reads all of it. */
static struct fpu_state init_state __aligned(64) __ro_after_init;

static DEFINE_PER_CPU(struct task_struct *, fpu_owner);

/* --- instructions --- */

static void regs_save(struct fpu_state *f)
{
	if (xfeatures)
		__asm__ __volatile__("xsave64 %0"
				     : "+m"(*f)
				     : "a"((u32)xfeatures), "d"((u32)(xfeatures >> 32))
				     : "memory");
	else
		__asm__ __volatile__("fxsave64 %0" : "=m"(*f) : : "memory");
}

/* May leave parts unwritten that are initial or unchanged since the load from the same place. */
static void regs_save_switch(struct fpu_state *f)
{
	if (have_xsaveopt)
		__asm__ __volatile__("xsaveopt64 %0"
				     : "+m"(*f)
				     : "a"((u32)xfeatures), "d"((u32)(xfeatures >> 32))
				     : "memory");
	else
		regs_save(f);
}

static void regs_load(const struct fpu_state *f)
{
	if (xfeatures)
		__asm__ __volatile__("xrstor64 %0"
				     :
				     : "m"(*f), "a"((u32)xfeatures), "d"((u32)(xfeatures >> 32))
				     : "memory");
	else
		__asm__ __volatile__("fxrstor64 %0" : : "m"(*f) : "memory");
}

/* --- boot --- */

void fpu_init_cpu(void)
{
	unsigned long cr4 = read_cr4() | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT;

	if (xfeatures)
		cr4 |= X86_CR4_OSXSAVE;
	write_cr4(cr4);
	if (xfeatures)
		xsetbv(0, xfeatures);
	__asm__ __volatile__("fninit");
	this_cpu_write(fpu_owner, NULL);
}

void __init fpu_init(void)
{
	struct cpuid_regs r;

	if (boot_cpu_has(X86_FEATURE_XSAVE)) {
		r = cpuid(13, 0);
		xfeatures = (r.eax | (u64)r.edx << 32) & XFEATURES_USED;
		if ((xfeatures & XFEATURE_AVX512) != XFEATURE_AVX512)
			xfeatures &= ~XFEATURE_AVX512;
		have_xsaveopt = boot_cpu_has(X86_FEATURE_XSAVEOPT);
	}
	fpu_init_cpu();
	if (xfeatures)
		fpu_size = cpuid(13, 0).ebx; /* for what XCR0 now has */
	__asm__ __volatile__("fxsave64 %0" : "=m"(init_state) : : "memory");
	if (init_state.mxcsr_mask)
		mxcsr_mask = init_state.mxcsr_mask;
	memset(&init_state, 0, sizeof(init_state));
	init_state.fcw = FCW_DEFAULT;
	init_state.mxcsr = MXCSR_DEFAULT;
}

void __init fpu_init_cache(void)
{
	fpu_cache = kmem_cache_create("fpu_state", fpu_size, 64, SLAB_PANIC, NULL);
}

static struct fpu_state *state_alloc(void)
{
	return kmem_cache_alloc(fpu_cache, GFP_KERNEL);
}

static void state_set_initial(struct fpu_state *f)
{
	memcpy(f, &init_state, xfeatures ? sizeof(init_state) : FXSAVE_SIZE);
}

/* --- tasks --- */

/* Registers := @t's memory.  Interrupts off. */
static void load_regs(struct task_struct *t)
{
	regs_load(t->thread.fpu);
	this_cpu_write(fpu_owner, t);
	t->thread.fpu_cpu = smp_processor_id();
}

void fpu_load_current(void)
{
	load_regs(current);
	clear_tsk_thread_flag(current, TIF_NEED_FPU_LOAD);
}

/* Memory of the running task is about to be rewritten: what the registers hold is void. */
static void forget_regs(struct task_struct *t)
{
	set_tsk_thread_flag(t, TIF_NEED_FPU_LOAD);
	t->thread.fpu_cpu = -1;
}

void fpu_switch(struct task_struct *prev, struct task_struct *next)
{
	if (prev->thread.fpu && !test_tsk_thread_flag(prev, TIF_NEED_FPU_LOAD))
		regs_save_switch(prev->thread.fpu);
	if (!next->thread.fpu || test_tsk_thread_flag(next, TIF_NEED_FPU_LOAD))
		return;
	if (this_cpu_read(fpu_owner) != next || next->thread.fpu_cpu != smp_processor_id())
		load_regs(next);
}

int fpu_fork(struct task_struct *p)
{
	struct task_struct *me = current;
	struct fpu_state *f = state_alloc();
	unsigned long flags;

	p->thread.fpu = f;
	p->thread.fpu_cpu = -1;
	if (!f)
		return -ENOMEM;
	set_tsk_thread_flag(p, TIF_NEED_FPU_LOAD);
	if (!me->thread.fpu) {
		state_set_initial(f);
		return 0;
	}
	memset(&f->xstate_bv, 0, xfeatures ? 64 : 0);
	local_irq_save(flags);
	if (test_tsk_thread_flag(me, TIF_NEED_FPU_LOAD))
		fpu_load_current();
	regs_save(f);
	local_irq_restore(flags);
	return 0;
}

void fpu_free(struct task_struct *p)
{
	if (p->thread.fpu)
		kmem_cache_free(fpu_cache, p->thread.fpu);
	p->thread.fpu = NULL;
}

int fpu_reset_current(void)
{
	struct task_struct *me = current;

	if (!me->thread.fpu) {
		struct fpu_state *f = state_alloc();

		if (!f)
			return -ENOMEM;
		state_set_initial(f);
		me->thread.fpu_cpu = -1;
		set_tsk_thread_flag(me, TIF_NEED_FPU_LOAD);
		barrier(); /* a switch from here on must find both */
		me->thread.fpu = f;
		return 0;
	}
	forget_regs(me);
	state_set_initial(me->thread.fpu);
	return 0;
}

/* --- signal frames --- */

bool fpu_user_extended(void)
{
	return xfeatures != 0;
}

size_t fpu_user_size(void)
{
	return xfeatures ? fpu_size + MAGIC2_SIZE : FXSAVE_SIZE;
}

/* Puts the registers straight into user memory; the header's unused words must be zero before. */
static int save_to_user(struct fpu_state __user *buf)
{
	int err = 0;

	if (xfeatures)
		__asm__ __volatile__(
			ASM_STAC "movl %[bad], %[err]\n"
				 "1: xsave64 %[buf]\n"
				 "xorl %[err], %[err]\n"
				 "2: " ASM_CLAC ASM_EX_TABLE("1b", "2b", "0")
			: [err] "=&r"(err), [buf] "+m"(*(__force struct fpu_state *)buf)
			: [bad] "i"(-EFAULT), "a"((u32)xfeatures), "d"((u32)(xfeatures >> 32))
			: "memory", "cc");
	else
		__asm__ __volatile__(
			ASM_STAC "movl %[bad], %[err]\n"
				 "1: fxsave64 %[buf]\n"
				 "xorl %[err], %[err]\n"
				 "2: " ASM_CLAC ASM_EX_TABLE("1b", "2b", "0")
			: [err] "=&r"(err), [buf] "+m"(*(__force struct fpu_state *)buf)
			: [bad] "i"(-EFAULT)
			: "memory", "cc");
	return err;
}

int fpu_save_user(void __user *buf)
{
	struct fpu_state __user *f = buf;
	struct _fpx_sw_bytes sw = {0};
	unsigned int try;
	int err = -EFAULT;

	if ((uaddr_t)buf & 63 || !access_ok(buf, fpu_user_size()))
		return -EFAULT;
	if (xfeatures && clear_user(&f->xstate_bv, 64))
		return -EFAULT;
	/*
	 * The page fault inside may sleep and find the registers gone afterwards: then the
	 * instruction starts over on another task's, so look again whether they are still ours.
	 */
	for (try = 0; try < 16; try++) {
		unsigned long flags;

		if (xfeatures ? clear_user((char __user *)buf + fpu_size - 8, 8) : 0)
			return -EFAULT;
		local_irq_save(flags);
		if (test_tsk_thread_flag(current, TIF_NEED_FPU_LOAD))
			fpu_load_current();
		err = save_to_user(f); /* interrupts off: faults fail */
		local_irq_restore(flags);
		if (!err)
			break;
		if (clear_user(&f->fcw, FXSAVE_SIZE)) /* brings the pages in, or there are none */
			return -EFAULT;
	}
	if (err || !xfeatures)
		return err;
	sw.magic1 = FP_XSTATE_MAGIC1;
	sw.extended_size = (u32)fpu_user_size();
	sw.xfeatures = xfeatures;
	sw.xstate_size = fpu_size;
	if (copy_to_user(&f->sw, &sw, sizeof(sw)) ||
	    put_user(FP_XSTATE_MAGIC2, (u32 __user *)((uaddr_t)buf + fpu_size)))
		return -EFAULT;
	return 0;
}

/* Does the frame at @buf, whose legacy part is in @f, have an extended part of our size? */
static bool frame_is_extended(const struct fpu_state *f, const void __user *buf)
{
	u32 magic2;

	if (f->sw.magic1 != FP_XSTATE_MAGIC1 || f->sw.xstate_size < XSAVE_HEADER + 64 ||
	    f->sw.xstate_size > fpu_size || f->sw.xstate_size > f->sw.extended_size)
		return false;
	if (get_user(magic2, (const u32 __user *)((uaddr_t)buf + f->sw.xstate_size)))
		return false;
	return magic2 == FP_XSTATE_MAGIC2;
}

/* Refuses what FXRSTOR and XRSTOR would refuse, were they given the user's memory. */
static int copy_frame(struct fpu_state *f, const void __user *buf)
{
	if ((uaddr_t)buf & 15 || copy_from_user(f, buf, FXSAVE_SIZE))
		return -EFAULT;
	if (f->mxcsr & ~mxcsr_mask)
		return -EINVAL;
	if (!xfeatures)
		return 0;
	if (!frame_is_extended(f, buf)) {
		memset(&f->xstate_bv, 0, 64);
		f->xstate_bv = XFEATURE_X87 | XFEATURE_SSE;
		return 0;
	}
	if ((uaddr_t)buf & 63 ||
	    copy_from_user((char *)f + XSAVE_HEADER, (const char __user *)buf + XSAVE_HEADER,
			   f->sw.xstate_size - XSAVE_HEADER))
		return -EFAULT;
	if (f->xstate_bv & ~xfeatures || f->xcomp_bv)
		return -EINVAL;
	f->xstate_bv &= f->sw.xfeatures;
	for (int i = 0; i < 6; i++)
		if (f->header_reserved[i])
			return -EINVAL;
	if (f->sw.xstate_size < fpu_size) /* the rest was not given: x87 and SSE only are sure */
		f->xstate_bv &= XFEATURE_X87 | XFEATURE_SSE;
	return 0;
}

int fpu_restore_user(const void __user *buf)
{
	struct task_struct *me = current;
	int err = 0;

	forget_regs(me);
	if (buf)
		err = copy_frame(me->thread.fpu, buf);
	if (!buf || err)
		state_set_initial(me->thread.fpu);
	return err;
}

int fpu_exception_code(bool simd)
{
	struct task_struct *me = current;
	struct fpu_state *f = me->thread.fpu;
	unsigned long flags;
	u32 status;

	local_irq_save(flags);
	if (!test_tsk_thread_flag(me, TIF_NEED_FPU_LOAD))
		regs_save(f);
	local_irq_restore(flags);
	/* flags that are raised and not masked */
	status = simd ? f->mxcsr & ~(f->mxcsr >> 7) : (u32)(f->fsw & ~f->fcw);
	if (status & 0x01)
		return FPE_FLTINV;
	if (status & 0x04)
		return FPE_FLTDIV;
	if (status & 0x08)
		return FPE_FLTOVF;
	if (status & 0x12)
		return FPE_FLTUND;
	return status & 0x20 ? FPE_FLTRES : 0;
}
