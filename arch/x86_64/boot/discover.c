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
#include "base/err.h"
#include "drivers/acpi/acpi.h"
#include "kernel/base/param.h"
#include "kernel/base/printk.h"
#include "lib/string.h"
#include "mm/phys/memblock.h"
#include "mm/phys/mmzone.h"
#include "mm/phys/numa.h"
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

enum domain_how { DOMAIN_FIND, DOMAIN_ADD };

/* Node of a domain, -1: none, or too many. */
static int __init domain_node(u32 domain, enum domain_how how)
{
	for (int nid = 0; nid < nr_domains; nid++) {
		if (node_domain[nid] == domain)
			return nid;
	}
	if (how == DOMAIN_FIND || nr_domains == MAX_NUMNODES)
		return -1;
	node_domain[nr_domains] = domain;
	return nr_domains++;
}

static void __init srat_memory(u64 base, u64 size, u32 domain)
{
	int nid = domain_node(domain, DOMAIN_ADD);

	if (nid >= 0)
		memblock_set_node(base, size, nid);
}

static void __init srat_cpu(u32 id, u32 domain)
{
	int nid = domain_node(domain, DOMAIN_ADD), cpu;

	for_each_possible_cpu (cpu) {
		if (nid >= 0 && cpu_apic_id[cpu] == id)
			numa_set_cpu(cpu, nid);
	}
}

static void __init slit_distance(u32 from, u32 to, u8 distance)
{
	int a = domain_node(from, DOMAIN_FIND), b = domain_node(to, DOMAIN_FIND);

	if (a >= 0 && b >= 0)
		numa_set_distance(a, b, distance);
}

static struct acpi_srat_ops srat_ops __initdata = {
	.memory = srat_memory,
	.cpu = srat_cpu,
};

static bool numa_off __initdata;

static int __init param_numa(char *value)
{
	if (!value)
		return -EINVAL;
	numa_off = strcmp(value, "off") == 0;
	return 0;
}
early_param("numa", param_numa);

static void __init discover_nodes(void)
{
	if (numa_off || !acpi_walk_srat(&srat_ops))
		return;
	acpi_walk_slit(slit_distance);
	pr_info("SRAT: %d node%s\n", nr_domains, nr_domains == 1 ? "" : "s");
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
	if (apic_probe()) {
		apic_enable_cpu();
		clock_apic_sample();
		cpu_apic_id[0] = apic_id();
	}
	smp_prepare_cpus();
	if (acpi)
		discover_nodes();
}
