/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/msr.h - model-specific registers, control registers, CPUID, TSC */
#pragma once

#include "base/types.h"

#define MSR_APIC_BASE	   0x1b
#define MSR_IA32_PAT	   0x277
#define MSR_TSC_DEADLINE   0x6e0
#define MSR_X2APIC	   0x800 /* register n at 0x800 + (offset >> 4) */
#define MSR_EFER	   0xc0000080
#define MSR_STAR	   0xc0000081
#define MSR_LSTAR	   0xc0000082
#define MSR_CSTAR	   0xc0000083
#define MSR_SYSCALL_MASK   0xc0000084
#define MSR_FS_BASE	   0xc0000100
#define MSR_GS_BASE	   0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102
#define MSR_TSC_AUX	   0xc0000103

#define EFER_SCE 0x001
#define EFER_LME 0x100
#define EFER_NX	 0x800

static inline u64 rdmsr(u32 msr)
{
	u32 lo, hi;

	__asm__ __volatile__("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return lo | (u64)hi << 32;
}

/* memory: many of them change how the accesses around them behave */
static inline void wrmsr(u32 msr, u64 v)
{
	__asm__ __volatile__("wrmsr" : : "c"(msr), "a"((u32)v), "d"((u32)(v >> 32)) : "memory");
}

static inline u64 rdtsc(void)
{
	u32 lo, hi;

	__asm__ __volatile__("rdtsc" : "=a"(lo), "=d"(hi));
	return lo | (u64)hi << 32;
}

/* Not before earlier loads are done. */
static inline u64 rdtsc_ordered(void)
{
	u32 lo, hi;

	__asm__ __volatile__("lfence; rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return lo | (u64)hi << 32;
}

struct cpuid_regs {
	u32 eax, ebx, ecx, edx;
};

static inline struct cpuid_regs cpuid(u32 leaf, u32 sub)
{
	struct cpuid_regs r;

	__asm__ __volatile__("cpuid"
			     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
			     : "a"(leaf), "c"(sub));
	return r;
}

#define __CONTROL_REG(cr)                                                                          \
	static inline unsigned long read_##cr(void)                                                \
	{                                                                                          \
		unsigned long v;                                                                   \
		__asm__ __volatile__("mov %%" #cr ", %0" : "=r"(v));                               \
		return v;                                                                          \
	}                                                                                          \
	static inline void write_##cr(unsigned long v)                                             \
	{                                                                                          \
		__asm__ __volatile__("mov %0, %%" #cr : : "r"(v) : "memory");                      \
	}
__CONTROL_REG(cr0)
__CONTROL_REG(cr2)
__CONTROL_REG(cr3)
__CONTROL_REG(cr4)
#undef __CONTROL_REG

static inline void invlpg(unsigned long addr)
{
	__asm__ __volatile__("invlpg (%0)" : : "r"(addr) : "memory");
}

static inline void xsetbv(u32 reg, u64 v)
{
	__asm__ __volatile__("xsetbv" : : "c"(reg), "a"((u32)v), "d"((u32)(v >> 32)));
}
