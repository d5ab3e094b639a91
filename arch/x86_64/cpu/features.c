/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/features.c - what the processor is and which of its protections are on
 *
 * Not here: the text of /proc/cpuinfo (cpuinfo.c), the FPU's own set-up (fpu.c).
 *
 * Sources: Intel SDM 2A CPUID; AMD APM 3 appendix E
 */
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor-flags.h>
#include "base/compiler.h"
#include "lib/string.h"

struct cpuinfo_x86 boot_cpu __ro_after_init;

/* Page attribute table: 0 WB, 1 WC, 2 UC-, 3 UC, 4 WB, 5 WP, 6 UC-, 7 WT, as Linux has it. */
#define PAT_VALUE 0x0407050600070106ULL

static void identify_words(struct cpuinfo_x86 *c, u32 ext_level)
{
	struct cpuid_regs r = cpuid(1, 0);

	c->word[CPU_1_EDX] = r.edx;
	c->word[CPU_1_ECX] = r.ecx;
	c->initial_apic_id = r.ebx >> 24;
	c->clflush_size = (u8)(r.ebx >> 8 & 0xff) * 8;
	c->stepping = r.eax & 15;
	c->family = r.eax >> 8 & 15;
	c->model = r.eax >> 4 & 15;
	if (c->family == 6 || c->family == 15)
		c->model += (u8)(r.eax >> 16 & 15) << 4;
	if (c->family == 15)
		c->family += r.eax >> 20 & 0xff;
	if (c->cpuid_level >= 6)
		c->word[CPU_6_EAX] = cpuid(6, 0).eax;
	if (c->cpuid_level >= 7) {
		r = cpuid(7, 0);
		c->word[CPU_7_EBX] = r.ebx;
		c->word[CPU_7_ECX] = r.ecx;
		c->word[CPU_7_EDX] = r.edx;
	}
	if (c->cpuid_level >= 13)
		c->word[CPU_D1_EAX] = cpuid(13, 1).eax;
	r = cpuid(0x80000001, 0);
	c->word[CPU_81_EDX] = r.edx;
	c->word[CPU_81_ECX] = r.ecx;
	if (ext_level >= 0x80000007)
		c->word[CPU_87_EDX] = cpuid(0x80000007, 0).edx;
}

static void identify_text(struct cpuinfo_x86 *c, u32 ext_level)
{
	struct cpuid_regs r = cpuid(0, 0);

	memcpy(c->vendor, &r.ebx, 4);
	memcpy(c->vendor + 4, &r.edx, 4);
	memcpy(c->vendor + 8, &r.ecx, 4);
	if (ext_level < 0x80000004)
		return;
	for (u32 i = 0; i < 3; i++) {
		r = cpuid(0x80000002 + i, 0);
		memcpy(c->model_name + 16 * i, &r, 16);
	}
}

void cpu_identify(struct cpuinfo_x86 *c)
{
	u32 ext_level = cpuid(0x80000000, 0).eax;
	struct cpuid_regs r;

	memset(c, 0, sizeof(*c));
	c->cpuid_level = cpuid(0, 0).eax;
	identify_words(c, ext_level);
	identify_text(c, ext_level);
	c->phys_bits = 36;
	c->virt_bits = 48;
	if (ext_level >= 0x80000008) {
		r = cpuid(0x80000008, 0);
		c->phys_bits = r.eax & 0xff;
		c->virt_bits = r.eax >> 8 & 0xff;
		c->word[CPU_88_EBX] = r.ebx;
	}
	if (ext_level >= 0x80000006)
		c->cache_kb = (u16)(cpuid(0x80000006, 0).ecx >> 16);
	c->apic_id = c->initial_apic_id;
}

void cpu_setup_features(void)
{
	unsigned long cr4 = read_cr4() | X86_CR4_PGE | X86_CR4_DE;

	if (boot_cpu_has(X86_FEATURE_SMEP))
		cr4 |= X86_CR4_SMEP;
	if (boot_cpu_has(X86_FEATURE_SMAP))
		cr4 |= X86_CR4_SMAP;
	if (boot_cpu_has(X86_FEATURE_UMIP))
		cr4 |= X86_CR4_UMIP;
	if (boot_cpu_has(X86_FEATURE_FSGSBASE))
		cr4 |= X86_CR4_FSGSBASE;
	write_cr4(cr4);
	if (boot_cpu_has(X86_FEATURE_PAT))
		wrmsr(MSR_IA32_PAT, PAT_VALUE);
	write_cr0((read_cr0() | X86_CR0_WP | X86_CR0_NE | X86_CR0_MP | X86_CR0_AM) &
		  ~(unsigned long)(X86_CR0_EM | X86_CR0_TS | X86_CR0_CD | X86_CR0_NW));
}
