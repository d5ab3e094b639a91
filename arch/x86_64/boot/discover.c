/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/boot/discover.c - CPUs, interrupt controllers and memory nodes from firmware
 *
 * ACPI's MADT and SRAT if there is ACPI, else the MP table, else what every PC has at its default
 * place.  Runs at the end of arch_mem_init(): what is found sizes the per-CPU areas and zones.
 */
#include "arch/boot.h"
#include "arch/page.h"
#include "arch/percpu.h"
#include "drivers/acpi/acpi.h"
#include "kernel/base/printk.h"
#include "mm/phys/memblock.h"
#include "mm/phys/mmzone.h"
#include <asm/apic.h>
#include <asm/clock.h>
#include <asm/cpufeature.h>
#include <asm/setup.h>
#include <asm/smp.h>

static struct acpi_madt_ops madt_ops __initdata = {
	.lapic_address = apic_set_address,
	.cpu = smp_add_cpu,
	.ioapic = ioapic_add,
	.irq_override = ioapic_override,
};

/* Proximity domains are any numbers; nodes count from 0 in order of appearance. */
static u32 node_domain[MAX_NUMNODES] __initdata;
static int nr_domains __initdata;

static void __init srat_memory(u64 base, u64 size, u32 domain)
{
	int nid;

	for (nid = 0; nid < nr_domains; nid++)
		if (node_domain[nid] == domain)
			break;
	if (nid == nr_domains) {
		if (nr_domains == MAX_NUMNODES)
			return;
		node_domain[nr_domains++] = domain;
	}
	memblock_set_node(base, size, nid);
}

void __init discover_hardware(void)
{
	bool acpi = acpi_tables_init(boot_info.rsdp);
	bool found;

	cpu_apic_id[0] = boot_cpu.initial_apic_id;
	found = acpi && acpi_walk_madt(&madt_ops);
	if (!found && !mptable_read() && boot_cpu_has(X86_FEATURE_APIC)) {
		pr_info("No MADT and no MP table: one CPU, IO-APIC at its default address\n");
		ioapic_add(0, IOAPIC_DEFAULT_PA, 0);
	}
	if (acpi && acpi_walk_srat(srat_memory))
		pr_info("SRAT: %d memory node%s\n", nr_domains, nr_domains == 1 ? "" : "s");
	if (apic_probe()) {
		apic_enable_cpu();
		clock_apic_sample();
		cpu_apic_id[0] = apic_id();
	}
	smp_prepare_cpus();
}
