/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/reboot.c - restart, power off, halt
 *
 * Nothing needs to be written back: all file systems are in memory.
 *
 * Locks: none; the other CPUs are stopped first.
 *
 * Sources: reboot(2)
 */
#include "kernel/proc/reboot.h"
#include "arch/boot.h"
#include "arch/irqflags.h"
#include "arch/smp.h"
#include "internal.h"
#include "kernel/base/printk.h"

int C_A_D = 1;
void (*reboot_drain_hook)(void);

static void drain_output(void)
{
	if (reboot_drain_hook)
		reboot_drain_hook();
}

static void __noreturn stop_here(void)
{
	local_irq_disable();
	smp_stop_others();
	arch_halt();
}

void kernel_restart(const char *cmd)
{
	drain_output();
	if (cmd)
		pr_emerg("reboot: Restarting system with command '%s'\n", cmd);
	else
		pr_emerg("reboot: Restarting system\n");
	local_irq_disable();
	smp_stop_others();
	arch_restart();
	pr_emerg("reboot: this machine has no way to restart; halted\n");
	stop_here();
}

void kernel_power_off(void)
{
	drain_output();
	pr_emerg("reboot: Power down\n");
	local_irq_disable();
	smp_stop_others();
	arch_power_off();
	pr_emerg("reboot: this machine cannot switch itself off; halted\n");
	stop_here();
}

void kernel_halt(void)
{
	drain_output();
	pr_emerg("reboot: System halted\n");
	stop_here();
}

void ctrl_alt_del(void)
{
	if (READ_ONCE(C_A_D))
		kernel_restart(NULL);
	else if (init_process)
		(void)send_sig(SIGINT, init_process);
}
