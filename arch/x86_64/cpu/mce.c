/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/mce.c - machine checks: switched on, and what the processor tells when one comes
 *
 * A machine check ends in a panic that shows every bank with something in it.  Nothing is recovered
 * from, also where the processor would allow to go on without one page or one process.  Corrected
 * errors raise no exception and are not looked for.
 *
 * Context: do_machine_check() on its own stack, interrupts off; every CPU may come at once.
 *
 * Sources: Intel SDM 3B chapter 15
 */
#include "arch/smp.h"
#include "kernel/base/panic.h"
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor-flags.h>
#include <asm/traps.h>

#define MSR_MCG_CAP	 0x179
#define MSR_MCG_STATUS	 0x17a
#define MSR_MCG_CTL	 0x17b
#define MSR_MC_CTL(b)	 (0x400 + 4 * (b))
#define MSR_MC_STATUS(b) (0x401 + 4 * (b))
#define MSR_MC_ADDR(b)	 (0x402 + 4 * (b))
#define MSR_MC_MISC(b)	 (0x403 + 4 * (b))

#define MCG_CAP_BANKS	0xffULL
#define MCG_CAP_CTL	(1ULL << 8)
#define MCG_STATUS_EIPV (1ULL << 1) /* the ip in the frame has to do with the error */
#define MC_STATUS_VALID (1ULL << 63)
#define MC_STATUS_MISCV (1ULL << 59)
#define MC_STATUS_ADDRV (1ULL << 58)

static u32 bank_count(void)
{
	return boot_cpu_has(X86_FEATURE_MCA) ? (u32)(rdmsr(MSR_MCG_CAP) & MCG_CAP_BANKS) : 0;
}

void mce_init_cpu(void)
{
	u32 banks = bank_count();

	if (!boot_cpu_has(X86_FEATURE_MCE))
		return;
	if (banks && rdmsr(MSR_MCG_CAP) & MCG_CAP_CTL)
		wrmsr(MSR_MCG_CTL, ~0ULL);
	for (u32 b = 0; b < banks; b++) {
		wrmsr(MSR_MC_CTL(b), ~0ULL);
		wrmsr(MSR_MC_STATUS(b), 0); /* of before the reset */
	}
	write_cr4(read_cr4() | X86_CR4_MCE);
}

/* True if there was anything in the bank. */
static bool show_bank(u32 b, u64 mcg_status)
{
	u64 status = rdmsr(MSR_MC_STATUS(b));

	if (!(status & MC_STATUS_VALID))
		return false;
	pr_emerg("mce: [Hardware Error]: CPU %d: Machine Check Exception: %llx Bank %u: %016llx\n",
		 smp_processor_id(), mcg_status, b, status);
	pr_emerg("mce: [Hardware Error]: TSC %llx ADDR %llx MISC %llx\n", rdtsc(),
		 status & MC_STATUS_ADDRV ? rdmsr(MSR_MC_ADDR(b)) : 0,
		 status & MC_STATUS_MISCV ? rdmsr(MSR_MC_MISC(b)) : 0);
	return true;
}

void do_machine_check(struct pt_regs *regs)
{
	u32 banks = bank_count();
	u64 mcg_status = banks ? rdmsr(MSR_MCG_STATUS) : 0;
	bool known = false;

	for (u32 b = 0; b < banks; b++)
		known |= show_bank(b, mcg_status);
	pr_emerg("mce: [Hardware Error]: RIP%s %02lx:<%016lx>\n",
		 mcg_status & MCG_STATUS_EIPV ? "" : " !INEXACT!", regs->cs, regs->ip);
	panic_regs(regs, known ? "Fatal machine check" : "Fatal machine check from unknown source");
}
