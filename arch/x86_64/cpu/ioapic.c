/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/ioapic.c - IO-APICs: lines to vectors
 *
 * Theory
 *   Linux IRQ numbers: 0-15 are the ISA lines, wherever firmware says they come in (overrides);
 *   16 and up are global system interrupts.  IRQ n has vector VEC_IRQ_BASE + n and goes to the
 *   boot CPU.  ISA lines are edge-triggered and active high unless overridden, others level and
 *   active low; a level line is masked while its handler runs by the controller itself (remote
 *   IRR until EOI).
 *
 * Locks: ioapic_lock (leaf, interrupts off): the index/data pair of a controller.
 *
 * Sources: Intel 82093AA data sheet; ACPI 6.4 5.2.12.5
 */
#include <asm/apic.h>
#include "arch/io.h"
#include "arch/page.h"
#include "kernel/base/param.h"
#include "kernel/base/printk.h"
#include "kernel/sched/irq.h"
#include "kernel/sync/spinlock.h"
#include <asm/desc.h>
#include <asm/setup.h>

#define MAX_IOAPICS	   8
#define ISA_IRQS	   16
#define REG_VERSION	   1
#define REG_REDIR(n)	   (0x10 + 2 * (n))
#define REDIR_MASKED	   0x10000u
#define REDIR_LEVEL	   0x8000u
#define REDIR_LOW	   0x2000u
#define FLAG_POLARITY_LOW  3
#define FLAG_TRIGGER_LEVEL (3 << 2)

struct ioapic {
	u8 *base;
	u32 gsi_base, pins;
};

struct line {
	s16 gsi;  /* -1: not connected */
	u32 mode; /* REDIR_LEVEL, REDIR_LOW */
};

static struct ioapic ioapics[MAX_IOAPICS] __ro_after_init;
static unsigned int nr_ioapics __ro_after_init;
static struct line lines[NR_IRQS] __ro_after_init;
static paddr_t ioapic_pa[MAX_IOAPICS] __initdata;
static struct {
	u8 irq;
	u32 gsi;
	u16 flags;
} overrides[ISA_IRQS] __initdata;
static unsigned int nr_overrides __initdata;
static bool disabled_by_user __initdata;
static u32 dest_apic __ro_after_init;
static DEFINE_SPINLOCK(ioapic_lock, RANK_LEAF);

static int __init parse_noapic(char *value)
{
	(void)value;
	disabled_by_user = true;
	return 0;
}
early_param("noapic", parse_noapic);

static u32 io_read(const struct ioapic *io, u32 reg)
{
	writel(reg, io->base);
	return readl(io->base + 0x10);
}

static void io_write(const struct ioapic *io, u32 reg, u32 v)
{
	writel(reg, io->base);
	writel(v, io->base + 0x10);
}

static const struct ioapic *ioapic_of(u32 gsi)
{
	for (unsigned int i = 0; i < nr_ioapics; i++)
		if (gsi >= ioapics[i].gsi_base && gsi - ioapics[i].gsi_base < ioapics[i].pins)
			return &ioapics[i];
	return NULL;
}

static void set_line(int irq, bool masked)
{
	const struct line *l = &lines[irq];
	const struct ioapic *io = l->gsi < 0 ? NULL : ioapic_of((u32)l->gsi);
	unsigned long flags;
	u32 pin;

	if (!io)
		return;
	pin = (u32)l->gsi - io->gsi_base;
	spin_lock_irqsave(&ioapic_lock, flags);
	io_write(io, REG_REDIR(pin) + 1, dest_apic << 24);
	io_write(io, REG_REDIR(pin),
		 (u32)(VEC_IRQ_BASE + irq) | l->mode | (masked ? REDIR_MASKED : 0));
	spin_unlock_irqrestore(&ioapic_lock, flags);
}

static void ioapic_mask(int irq)
{
	set_line(irq, true);
}

static void ioapic_unmask(int irq)
{
	set_line(irq, false);
}

static void ioapic_eoi(int irq)
{
	(void)irq;
	apic_eoi();
}

static const struct irq_chip ioapic_chip = {
	.name = "IO-APIC",
	.mask = ioapic_mask,
	.unmask = ioapic_unmask,
	.eoi = ioapic_eoi,
};

void __init ioapic_add(u32 id, paddr_t pa, u32 gsi_base)
{
	(void)id;
	if (nr_ioapics == MAX_IOAPICS) {
		pr_warn("IOAPIC: more than %d, one at %#llx ignored\n", MAX_IOAPICS, pa);
		return;
	}
	ioapic_pa[nr_ioapics] = pa;
	ioapics[nr_ioapics++].gsi_base = gsi_base;
}

void __init ioapic_override(u8 irq, u32 gsi, u16 flags)
{
	if (irq >= ISA_IRQS || nr_overrides == ISA_IRQS)
		return;
	overrides[nr_overrides].irq = irq;
	overrides[nr_overrides].gsi = gsi;
	overrides[nr_overrides++].flags = flags;
}

static void __init apply_overrides(void)
{
	for (unsigned int i = 0; i < nr_overrides; i++) {
		struct line *l = &lines[overrides[i].irq];

		/* the pin's own ISA line, if another, has no wire any more */
		if (overrides[i].gsi < ISA_IRQS && overrides[i].gsi != overrides[i].irq)
			lines[overrides[i].gsi].gsi = -1;
		l->gsi = (s16)overrides[i].gsi;
		if ((overrides[i].flags & 3) == FLAG_POLARITY_LOW)
			l->mode |= REDIR_LOW;
		if ((overrides[i].flags & 12) == FLAG_TRIGGER_LEVEL)
			l->mode |= REDIR_LEVEL;
	}
}

bool __init ioapic_init(void)
{
	if (!apic_present || disabled_by_user || nr_ioapics == 0)
		return false;
	dest_apic = apic_id();
	for (unsigned int i = 0; i < nr_ioapics; i++) {
		struct ioapic *io = &ioapics[i];

		io->base = fixmap_io(ioapic_pa[i], PAGE_SIZE);
		io->pins = (io_read(io, REG_VERSION) >> 16 & 0xff) + 1;
		for (u32 pin = 0; pin < io->pins; pin++)
			io_write(io, REG_REDIR(pin), REDIR_MASKED);
		pr_info("IOAPIC[%u]: address %#llx, GSI %u-%u\n", i, ioapic_pa[i], io->gsi_base,
			io->gsi_base + io->pins - 1);
	}
	for (int irq = 0; irq < NR_IRQS; irq++) {
		lines[irq].gsi = (s16)(ioapic_of((u32)irq) ? irq : -1);
		lines[irq].mode = irq < ISA_IRQS ? 0 : REDIR_LEVEL | REDIR_LOW;
	}
	apply_overrides();
	for (int irq = 0; irq < NR_IRQS; irq++)
		if (lines[irq].gsi >= 0)
			irq_set_chip(irq, &ioapic_chip);
	return true;
}
