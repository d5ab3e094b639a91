/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/pic.c - the two 8259 interrupt controllers
 *
 * Always moved away from the exception vectors and masked; in use only where there is no IO-APIC.
 *
 * Locks: pic_lock (leaf, interrupts off): the mask registers and their copy.
 *
 * Sources: Intel 8259A data sheet
 */
#include <asm/apic.h>
#include "arch/io.h"
#include "kernel/sched/irq.h"
#include "kernel/sync/spinlock.h"
#include <asm/desc.h>

#define PIC1_CMD     0x20
#define PIC1_DATA    0x21
#define PIC2_CMD     0xa0
#define PIC2_DATA    0xa1
#define ICW1_INIT    0x11 /* edge, cascade, ICW4 follows */
#define ICW4_8086    0x01
#define OCW3_ISR     0x0b
#define EOI_SPECIFIC 0x60
#define CASCADE_IRQ  2
#define PIC_IRQS     16

static DEFINE_SPINLOCK(pic_lock, RANK_LEAF);
static u16 masked = 0xffff; /* [pic_lock] */

static void write_masks(void)
{
	outb((u8)masked, PIC1_DATA);
	outb((u8)(masked >> 8), PIC2_DATA);
}

static void pic_mask(int irq)
{
	unsigned long flags;

	spin_lock_irqsave(&pic_lock, flags);
	masked |= (u16)(1 << irq);
	write_masks();
	spin_unlock_irqrestore(&pic_lock, flags);
}

static void pic_unmask(int irq)
{
	unsigned long flags;

	spin_lock_irqsave(&pic_lock, flags);
	masked &= (u16) ~(1 << irq | 1 << CASCADE_IRQ);
	write_masks();
	spin_unlock_irqrestore(&pic_lock, flags);
}

static void pic_eoi(int irq)
{
	if (irq >= 8) {
		outb((u8)(EOI_SPECIFIC | (irq - 8)), PIC2_CMD);
		outb(EOI_SPECIFIC | CASCADE_IRQ, PIC1_CMD);
	} else {
		outb((u8)(EOI_SPECIFIC | irq), PIC1_CMD);
	}
}

static const struct irq_chip pic_chip = {
	.name = "XT-PIC",
	.mask = pic_mask,
	.unmask = pic_unmask,
	.eoi = pic_eoi,
};

/* Lines 7 and 15 also stand for "the request went away": then the in-service bit is clear. */
bool pic_spurious(int irq)
{
	u16 port = irq == 7 ? PIC1_CMD : PIC2_CMD;

	if (irq != 7 && irq != 15)
		return false;
	outb(OCW3_ISR, port);
	if (inb(port) & 0x80)
		return false;
	if (irq == 15)
		outb(EOI_SPECIFIC | CASCADE_IRQ, PIC1_CMD);
	return true;
}

void __init pic_init(void)
{
	outb(ICW1_INIT, PIC1_CMD);
	io_delay();
	outb(ICW1_INIT, PIC2_CMD);
	io_delay();
	outb(VEC_IRQ_BASE, PIC1_DATA);
	io_delay();
	outb(VEC_IRQ_BASE + 8, PIC2_DATA);
	io_delay();
	outb(1 << CASCADE_IRQ, PIC1_DATA);
	io_delay();
	outb(CASCADE_IRQ, PIC2_DATA);
	io_delay();
	outb(ICW4_8086, PIC1_DATA);
	io_delay();
	outb(ICW4_8086, PIC2_DATA);
	io_delay();
	write_masks();
}

/* The PIT is the timer: there is no IO-APIC then. */
void __init pic_unmask_timer(void)
{
	pic_unmask(0);
}

void pic_eoi_timer(void)
{
	pic_eoi(0);
}

void __init pic_use(void)
{
	for (int irq = 0; irq < PIC_IRQS; irq++)
		if (irq != CASCADE_IRQ)
			irq_set_chip(irq, &pic_chip);
}
