/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/cpuinfo.c - /proc/cpuinfo: one block per CPU, line by line as Linux prints it
 *
 * "flags" lists what CPUID says, in the order of Linux's feature words; bits that Linux gives no
 * name are left out, and so are bits for features that the kernel does not let programs use.
 *
 * Sources: Linux 6.1's /proc/cpuinfo as printed; Intel SDM 2A CPUID; AMD APM 3 appendix E
 */
#include "arch/cpuinfo.h"
#include "arch/clock.h"
#include "arch/smp.h"
#include "mm/phys/alloc.h"
#include <asm/cpufeature.h>
#include <asm/cpuinfo.h>
#include <asm/hwcap2.h>
#include <asm/msr.h>

static DEFINE_PER_CPU(struct cpuinfo_x86, cpu_info);

static const char *const names_1_edx[32] = {
	"fpu",	"vme",	"de",	"pse", "tsc",  "msr", "pae",   "mce", "cx8",	 "apic", NULL,
	"sep",	"mtrr", "pge",	"mca", "cmov", "pat", "pse36", "pn",  "clflush", NULL,	 "dts",
	"acpi", "mmx",	"fxsr", "sse", "sse2", "ss",  "ht",    "tm",  "ia64",	 "pbe",
};
static const char *const names_81_edx[32] = {
	[11] = "syscall", [19] = "mp",	   [20] = "nx", [22] = "mmxext",   [25] = "fxsr_opt",
	[26] = "pdpe1gb", [27] = "rdtscp", [29] = "lm", [30] = "3dnowext", [31] = "3dnow",
};
static const char *const names_1_ecx[32] = {
	"pni",	  "pclmulqdq",	"dtes64", "monitor", "ds_cpl",
	"vmx",	  "smx",	"est",	  "tm2",     "ssse3",
	"cid",	  "sdbg",	"fma",	  "cx16",    "xtpr",
	"pdcm",	  NULL,		"pcid",	  "dca",     "sse4_1",
	"sse4_2", "x2apic",	"movbe",  "popcnt",  "tsc_deadline_timer",
	"aes",	  "xsave",	NULL,	  "avx",     "f16c",
	"rdrand", "hypervisor",
};
static const char *const names_81_ecx[32] = {
	"lahf_lm",    "cmp_legacy",  "svm",
	"extapic",    "cr8_legacy",  "abm",
	"sse4a",      "misalignsse", "3dnowprefetch",
	"osvw",	      "ibs",	     "xop",
	"skinit",     "wdt",	     NULL,
	"lwp",	      "fma4",	     "tce",
	NULL,	      "nodeid_msr",  NULL,
	"tbm",	      "topoext",     "perfctr_core",
	"perfctr_nb", NULL,	     "bpext",
	"ptsc",	      "perfctr_llc", "mwaitx",
};
static const char *const names_7_ebx[32] = {
	"fsgsbase",   "tsc_adjust", "sgx",	  "bmi1",     "hle",	  "avx2",     NULL,
	"smep",	      "bmi2",	    "erms",	  "invpcid",  "rtm",	  "cqm",      NULL,
	"mpx",	      "rdt_a",	    "avx512f",	  "avx512dq", "rdseed",	  "adx",      "smap",
	"avx512ifma", NULL,	    "clflushopt", "clwb",     "intel_pt", "avx512pf", "avx512er",
	"avx512cd",   "sha_ni",	    "avx512bw",	  "avx512vl",
};
static const char *const names_d1_eax[32] = {"xsaveopt", "xsavec", "xgetbv1", "xsaves"};
static const char *const names_88_ebx[32] = {
	[0] = "clzero",	   [1] = "irperf",     [2] = "xsaveerptr",
	[4] = "rdpru",	   [9] = "wbnoinvd",   [12] = "amd_ibpb",
	[14] = "amd_ibrs", [15] = "amd_stibp", [24] = "amd_ssbd",
};
static const char *const names_6_eax[32] = {
	[0] = "dtherm", [1] = "ida", [2] = "arat", [4] = "pln", [6] = "pts", [7] = "hwp",
};
static const char *const names_7_ecx[32] = {
	[1] = "avx512vbmi",	   [2] = "umip",	 [5] = "waitpkg",
	[6] = "avx512_vbmi2",	   [8] = "gfni",	 [9] = "vaes",
	[10] = "vpclmulqdq",	   [11] = "avx512_vnni", [12] = "avx512_bitalg",
	[14] = "avx512_vpopcntdq", [22] = "rdpid",	 [25] = "cldemote",
	[27] = "movdiri",	   [28] = "movdir64b",
};
static const char *const names_7_edx[32] = {
	[2] = "avx512_4vnniw",	    [3] = "avx512_4fmaps", [4] = "fsrm",
	[10] = "md_clear",	    [14] = "serialize",	   [18] = "pconfig",
	[29] = "arch_capabilities",
};

static const struct {
	enum cpu_word word;
	const char *const *names;
} flag_words[] = {
	{CPU_1_EDX, names_1_edx},   {CPU_81_EDX, names_81_edx}, {CPU_1_ECX, names_1_ecx},
	{CPU_81_ECX, names_81_ecx}, {CPU_7_EBX, names_7_ebx},	{CPU_D1_EAX, names_d1_eax},
	{CPU_88_EBX, names_88_ebx}, {CPU_6_EAX, names_6_eax},	{CPU_7_ECX, names_7_ecx},
	{CPU_7_EDX, names_7_edx},
};

/* Package and core from the APIC number: bits per level are in leaf 0xb, or counts in leaf 1. */
static void fill_topology(struct cpuinfo_x86 *c)
{
	struct cpuid_regs r;
	u32 core_shift = 0, pkg_shift = 0;

	c->siblings = c->cores = 1;
	if (c->cpuid_level >= 0xb) {
		r = cpuid(0xb, 0);
		if (r.ebx & 0xffff) {
			core_shift = r.eax & 31;
			r = cpuid(0xb, 1);
			pkg_shift = r.eax & 31;
			c->initial_apic_id = r.edx;
			c->siblings = (u16)r.ebx ? (u16)r.ebx : 1;
			c->cores = (u16)(c->siblings >> core_shift);
			c->cores = c->cores ? c->cores : 1;
		}
	}
	c->apic_id = c->initial_apic_id;
	c->package = (u16)(c->apic_id >> pkg_shift);
	c->core = (u16)((c->apic_id & ((1u << pkg_shift) - 1)) >> core_shift);
}

void __init cpu_info_fill(int cpu)
{
	struct cpuinfo_x86 *c = per_cpu_ptr(&cpu_info, cpu);

	cpu_identify(c);
	fill_topology(c);
}

void cpu_topology_read(int cpu, struct cpu_topology *t)
{
	const struct cpuinfo_x86 *c = per_cpu_ptr(&cpu_info, cpu);

	t->package = c->package;
	t->core = c->core;
}

unsigned long arch_hwcap(void)
{
	return boot_cpu.word[CPU_1_EDX];
}

unsigned long arch_hwcap2(void)
{
	return boot_cpu_has(X86_FEATURE_FSGSBASE) ? HWCAP2_FSGSBASE : 0;
}

static void show_flags(const struct seq_sink *s, const struct cpuinfo_x86 *c)
{
	s->printf(s->ctx, "flags\t\t:");
	for (unsigned int w = 0; w < ARRAY_SIZE(flag_words); w++)
		for (unsigned int b = 0; b < 32; b++)
			if (c->word[flag_words[w].word] >> b & 1 && flag_words[w].names[b])
				s->printf(s->ctx, " %s", flag_words[w].names[b]);
	s->printf(s->ctx, "\n");
}

void cpuinfo_show(const struct seq_sink *s, int cpu)
{
	const struct cpuinfo_x86 *c = per_cpu_ptr(&cpu_info, cpu);
	u64 khz = tsc_khz;

	s->printf(s->ctx,
		  "processor\t: %d\nvendor_id\t: %s\ncpu family\t: %u\nmodel\t\t: %u\n"
		  "model name\t: %s\nstepping\t: %u\ncpu MHz\t\t: %llu.%03llu\n",
		  cpu, c->vendor, c->family, c->model, c->model_name[0] ? c->model_name : "unknown",
		  c->stepping, khz / 1000, khz % 1000);
	if (c->cache_kb)
		s->printf(s->ctx, "cache size\t: %u KB\n", c->cache_kb);
	s->printf(s->ctx,
		  "physical id\t: %u\nsiblings\t: %u\ncore id\t\t: %u\ncpu cores\t: %u\n"
		  "apicid\t\t: %u\ninitial apicid\t: %u\nfpu\t\t: yes\nfpu_exception\t: yes\n"
		  "cpuid level\t: %u\nwp\t\t: yes\n",
		  c->package, c->siblings, c->core, c->cores, c->apic_id, c->initial_apic_id,
		  c->cpuid_level);
	show_flags(s, c);
	s->printf(s->ctx,
		  "bugs\t\t:\nbogomips\t: %llu.%02llu\nclflush size\t: %u\n"
		  "cache_alignment\t: %u\naddress sizes\t: %u bits physical, %u bits virtual\n"
		  "power management:\n\n",
		  khz / 500, khz / 5 % 100, c->clflush_size, c->clflush_size, c->phys_bits,
		  c->virt_bits);
}
