/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/apic.c - the local APIC: acknowledging, interrupts between CPUs, its timer
 *
 * Registers are memory (xAPIC) or, where the processor has x2APIC, MSRs.
 *
 * Sources: Intel SDM 3A chapter 11
 */
#include <asm/apic.h>
#include "arch/clock.h"
#include "arch/io.h"
#include "arch/irqflags.h"
#include "arch/page.h"
#include "kernel/base/param.h"
#include "kernel/base/printk.h"
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/setup.h>

#define APIC_ID		   0x20
#define APIC_TPR	   0x80
#define APIC_EOI	   0xb0
#define APIC_SVR	   0xf0
#define APIC_ESR	   0x280
#define APIC_ICR	   0x300
#define APIC_ICR_HIGH	   0x310
#define APIC_LVT_TIMER	   0x320
#define APIC_LVT_THERMAL   0x330
#define APIC_LVT_PERF	   0x340
#define APIC_LVT_LINT0	   0x350
#define APIC_LVT_LINT1	   0x360
#define APIC_LVT_ERROR	   0x370
#define APIC_TIMER_INIT	   0x380
#define APIC_TIMER_CURRENT 0x390
#define APIC_TIMER_DIV	   0x3e0

#define SVR_ENABLE   0x100
#define LVT_MASKED   0x10000
#define LVT_EXTINT   0x700
#define LVT_NMI	     0x400
#define LVT_DEADLINE 0x40000
#define ICR_BUSY     0x1000
#define ICR_ASSERT   0x4000
#define ICR_INIT     0x500
#define ICR_STARTUP  0x600
#define ICR_NMI	     0x400
#define DIVIDE_BY_16 0x3
#define BASE_ENABLE  0x800ULL
#define BASE_X2APIC  0x400ULL

bool apic_present __ro_after_init;
static bool x2apic __ro_after_init;
static bool disabled_by_user __initdata;
static paddr_t apic_pa __initdata = LAPIC_DEFAULT_PA;
static u8 *apic_base __ro_after_init;

static int __init parse_noapic(char *value)
{
	(void)value;
	disabled_by_user = true;
	return 0;
}
early_param("nolapic", parse_noapic);

static u32 apic_read(u32 reg)
{
	return x2apic ? (u32)rdmsr(MSR_X2APIC + (reg >> 4)) : readl(apic_base + reg);
}

static void apic_write(u32 reg, u32 v)
{
	if (x2apic)
		wrmsr(MSR_X2APIC + (reg >> 4), v);
	else
		writel(v, apic_base + reg);
}

void __init apic_set_address(paddr_t pa)
{
	apic_pa = pa;
}

bool __init apic_probe(void)
{
	if (!boot_cpu_has(X86_FEATURE_APIC) || disabled_by_user)
		return false;
	x2apic = boot_cpu_has(X86_FEATURE_X2APIC);
	if (!x2apic)
		apic_base = fixmap_io(apic_pa, PAGE_SIZE);
	apic_present = true;
	return true;
}

static void set_mode(void)
{
	u64 base = rdmsr(MSR_APIC_BASE) | BASE_ENABLE;

	wrmsr(MSR_APIC_BASE, base); /* x2APIC only from the enabled state */
	if (x2apic)
		wrmsr(MSR_APIC_BASE, base | BASE_X2APIC);
}

void apic_enable_cpu(void)
{
	bool boot = rdmsr(MSR_APIC_BASE) & 0x100;

	set_mode();
	apic_write(APIC_SVR, SVR_ENABLE | VEC_SPURIOUS);
	apic_write(APIC_TPR, 0);
	/* the 8259 stays wired to the boot CPU, masked there if an IO-APIC is used */
	apic_write(APIC_LVT_LINT0, boot ? LVT_EXTINT : LVT_EXTINT | LVT_MASKED);
	apic_write(APIC_LVT_LINT1, boot ? LVT_NMI : LVT_NMI | LVT_MASKED);
	apic_write(APIC_LVT_THERMAL, LVT_MASKED);
	apic_write(APIC_LVT_PERF, LVT_MASKED);
	apic_write(APIC_LVT_TIMER, LVT_MASKED | VEC_TIMER);
	apic_write(APIC_LVT_ERROR, VEC_ERROR);
	apic_write(APIC_ESR, 0);
	apic_write(APIC_TIMER_DIV, DIVIDE_BY_16);
	apic_eoi();
}

void apic_eoi(void)
{
	apic_write(APIC_EOI, 0);
}

u32 apic_id(void)
{
	u32 id = apic_read(APIC_ID);

	return x2apic ? id : id >> 24;
}

static void send(u32 dest, u32 command)
{
	unsigned long flags;

	if (x2apic) {
		/* all earlier stores first: the MSR write does not order them */
		__asm__ __volatile__("mfence; lfence" : : : "memory");
		wrmsr(MSR_X2APIC + (APIC_ICR >> 4), (u64)dest << 32 | command);
		return;
	}
	local_irq_save(flags); /* the two halves belong together */
	while (apic_read(APIC_ICR) & ICR_BUSY)
		cpu_relax();
	apic_write(APIC_ICR_HIGH, dest << 24);
	apic_write(APIC_ICR, command);
	local_irq_restore(flags);
}

void apic_send_ipi(u32 dest, u8 vector)
{
	send(dest, ICR_ASSERT | vector);
}

void apic_send_nmi(u32 dest)
{
	send(dest, ICR_ASSERT | ICR_NMI);
}

void apic_send_init(u32 dest)
{
	send(dest, ICR_ASSERT | ICR_INIT);
}

void apic_send_startup(u32 dest, u8 page)
{
	send(dest, ICR_ASSERT | ICR_STARTUP | page);
}

void apic_error_interrupt(void)
{
	u32 esr;

	apic_write(APIC_ESR, 0);
	esr = apic_read(APIC_ESR);
	apic_eoi();
	printk_ratelimited(KERN_WARNING "APIC error: ESR %#x\n", esr);
}

void apic_timer_setup(bool deadline)
{
	apic_write(APIC_LVT_TIMER, VEC_TIMER | (deadline ? LVT_DEADLINE : 0));
	/* the mode is set before a deadline is written */
	__asm__ __volatile__("mfence" : : : "memory");
}

void apic_timer_set(u32 count)
{
	apic_write(APIC_TIMER_INIT, count);
}

u32 apic_timer_read(void)
{
	return apic_read(APIC_TIMER_CURRENT);
}
