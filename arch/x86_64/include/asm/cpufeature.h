/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * asm/cpufeature.h - what the processor can do
 *
 * A feature is word * 32 + bit, the words being CPUID outputs.  The kernel uses a feature only if
 * every CPU has it, which is taken from the boot CPU.
 */
#pragma once

#include "base/types.h"

enum cpu_word {
	CPU_1_EDX,
	CPU_81_EDX, /* 0x80000001 */
	CPU_1_ECX,
	CPU_81_ECX,
	CPU_7_EBX,
	CPU_D1_EAX,
	CPU_88_EBX, /* 0x80000008 */
	CPU_6_EAX,
	CPU_7_ECX,
	CPU_7_EDX,
	CPU_87_EDX, /* 0x80000007 */
	NR_CPU_WORDS,
};

#define X86_FEATURE(word, bit)	 ((word)*32 + (bit))
#define X86_FEATURE_TSC		 X86_FEATURE(CPU_1_EDX, 4)
#define X86_FEATURE_MCE		 X86_FEATURE(CPU_1_EDX, 7)
#define X86_FEATURE_APIC	 X86_FEATURE(CPU_1_EDX, 9)
#define X86_FEATURE_PGE		 X86_FEATURE(CPU_1_EDX, 13)
#define X86_FEATURE_MCA		 X86_FEATURE(CPU_1_EDX, 14)
#define X86_FEATURE_PAT		 X86_FEATURE(CPU_1_EDX, 16)
#define X86_FEATURE_FXSR	 X86_FEATURE(CPU_1_EDX, 24)
#define X86_FEATURE_PCID	 X86_FEATURE(CPU_1_ECX, 17)
#define X86_FEATURE_X2APIC	 X86_FEATURE(CPU_1_ECX, 21)
#define X86_FEATURE_TSC_DEADLINE X86_FEATURE(CPU_1_ECX, 24)
#define X86_FEATURE_XSAVE	 X86_FEATURE(CPU_1_ECX, 26)
#define X86_FEATURE_AVX		 X86_FEATURE(CPU_1_ECX, 28)
#define X86_FEATURE_RDRAND	 X86_FEATURE(CPU_1_ECX, 30)
#define X86_FEATURE_HYPERVISOR	 X86_FEATURE(CPU_1_ECX, 31)
#define X86_FEATURE_PDPE1GB	 X86_FEATURE(CPU_81_EDX, 26)
#define X86_FEATURE_RDTSCP	 X86_FEATURE(CPU_81_EDX, 27)
#define X86_FEATURE_FSGSBASE	 X86_FEATURE(CPU_7_EBX, 0)
#define X86_FEATURE_SMEP	 X86_FEATURE(CPU_7_EBX, 7)
#define X86_FEATURE_ERMS	 X86_FEATURE(CPU_7_EBX, 9)
#define X86_FEATURE_INVPCID	 X86_FEATURE(CPU_7_EBX, 10)
#define X86_FEATURE_RDSEED	 X86_FEATURE(CPU_7_EBX, 18)
#define X86_FEATURE_SMAP	 X86_FEATURE(CPU_7_EBX, 20)
#define X86_FEATURE_UMIP	 X86_FEATURE(CPU_7_ECX, 2)
#define X86_FEATURE_XSAVEOPT	 X86_FEATURE(CPU_D1_EAX, 0)
#define X86_FEATURE_INVTSC	 X86_FEATURE(CPU_87_EDX, 8)

/*
 * struct cpuinfo_x86 - one CPU, for /proc/cpuinfo and the features above
 * Key: c const once that CPU is online
 */
struct cpuinfo_x86 {
	u32 word[NR_CPU_WORDS];		    /* [c] */
	char vendor[13];		    /* [c] */
	char model_name[49];		    /* [c] */
	u8 family, model, stepping;	    /* [c] as Linux prints them: extended fields added in */
	u8 clflush_size;		    /* [c] bytes */
	u8 phys_bits, virt_bits;	    /* [c] */
	u16 cache_kb;			    /* [c] */
	u32 cpuid_level;		    /* [c] */
	u32 apic_id, initial_apic_id;	    /* [c] */
	u16 package, core, siblings, cores; /* [c] */
};

extern struct cpuinfo_x86 boot_cpu;

static inline bool cpu_word_has(const struct cpuinfo_x86 *c, unsigned int feature)
{
	return c->word[feature / 32] >> (feature % 32) & 1;
}

static inline bool boot_cpu_has(unsigned int feature)
{
	return cpu_word_has(&boot_cpu, feature);
}

/* Reads CPUID of the running CPU. */
void cpu_identify(struct cpuinfo_x86 *c);
/* Sets control registers and MSRs of the running CPU; every CPU once. */
void cpu_setup_features(void);
