/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/reboot.c - off, restart, stop
 *
 * Restart tries, in order: the ACPI reset register, the keyboard controller, the chipset's reset
 * register, and a triple fault, which no machine survives.  Without ACPI there is no way to
 * switch a machine off; arch_power_off() then returns.
 */
#include "arch/boot.h"
#include "arch/clock.h"
#include "arch/io.h"
#include "arch/irqflags.h"
#include "drivers/acpi/acpi.h"
#include <asm/smp.h>

#define KBD_STATUS     0x64
#define KBD_INPUT_FULL 0x02
#define KBD_RESET      0xfe
#define CHIPSET_RESET  0xcf9
#define RESET_WAIT_US  50000
#define KBD_POLLS      1000

bool arch_can_power_off(void)
{
	return acpi_can_power_off();
}

void arch_power_off(void)
{
	acpi_power_off();
}

static void keyboard_reset(void)
{
	for (int i = 0; i < KBD_POLLS && inb(KBD_STATUS) & KBD_INPUT_FULL; i++)
		io_delay();
	outb(KBD_RESET, KBD_STATUS);
	udelay(RESET_WAIT_US);
}

static void chipset_reset(void)
{
	outb(0x02, CHIPSET_RESET); /* hard reset, then the edge that starts it */
	udelay(50);
	outb(0x06, CHIPSET_RESET);
	udelay(RESET_WAIT_US);
}

void arch_restart(void)
{
	struct {
		u16 limit;
		u64 base;
	} __packed no_idt = {0, 0};

	local_irq_disable();
	acpi_reset();
	keyboard_reset();
	chipset_reset();
	__asm__ __volatile__("lidt %0; int3" : : "m"(no_idt));
	arch_halt();
}

void arch_halt(void)
{
	local_irq_disable();
	smp_note_stopped();
	for (;;)
		__asm__ __volatile__("hlt" : : : "memory");
}
