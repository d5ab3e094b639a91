/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/boot.h - what the boot protocol told us, in one form for PVH and Multiboot2
 *
 * Filled by arch boot code before start_kernel(); immutable afterwards.  Addresses are
 * physical.  The map is sorted, non-overlapping and page-rounded inwards for RAM.
 */
#pragma once

#include "base/types.h"

enum boot_mem_type {
	BOOT_MEM_RAM = 1,
	BOOT_MEM_RESERVED = 2,
	BOOT_MEM_ACPI = 3, /* ACPI tables: RAM that may be reclaimed */
	BOOT_MEM_NVS = 4,
	BOOT_MEM_UNUSABLE = 5,
};

struct boot_mem {
	paddr_t base;
	u64 size; /* bytes */
	enum boot_mem_type type;
};

#define BOOT_MEM_MAX	  256
#define COMMAND_LINE_SIZE 2048

struct boot_info {
	const char *protocol; /* "PVH" or "Multiboot2", with the loader's name */
	char cmdline[COMMAND_LINE_SIZE];
	bool cmdline_truncated;
	struct boot_mem mem[BOOT_MEM_MAX];
	unsigned int nr_mem;
	paddr_t initrd;	     /* 0: none */
	u64 initrd_size;     /* bytes */
	paddr_t rsdp;	     /* 0: find it, or none */
	paddr_t framebuffer; /* 0: text mode at 0xb8000 or nothing */
};

extern struct boot_info boot_info;

/* The kernel image as loaded, physical, page-aligned. */
paddr_t arch_kernel_start(void);
paddr_t arch_kernel_end(void);

/**
 * arch_early_init - per-boot CPU set-up before memory: features, IDT for early faults, serial;
 *                   gives the RAM of boot_info and what is taken in it to memblock, so early
 *                   parameters (mem=, maxcpus=) are parsed after it and before the next
 * arch_mem_init   - direct map, final kernel page table with W^X, vmemmap; finds the other CPUs
 *                   and makes their per-CPU areas (cpu_possible_mask and per_cpu() hold from here)
 * arch_irq_init   - GDT/TSS per CPU, IDT, local APIC and IO-APIC (or 8259), clock calibration
 * arch_smp_boot   - starts every other CPU (up to maxcpus=) into cpu_startup_entry()
 * arch_late_init  - drops the boot identity map, frees .init, sets ro_after_init
 *
 * Called once each, in this order, by start_kernel().
 */
void arch_early_init(void);
void arch_mem_init(void);
void arch_irq_init(void);
void arch_smp_boot(void);
void arch_late_init(void);

/* A cached, read-only view of any physical range of up to 60 KiB, one at a time per @slot (0..3);
 * NULL if it is larger.  Boot only (after arch_mem_init() began), one CPU. */
void *early_map(unsigned int slot, paddr_t pa, size_t size);
void early_unmap(unsigned int slot);

/* Where the machine-independent kernel begins, on the boot stack, interrupts off. */
void start_kernel(void) __attribute__((noreturn));

/* Power.  None returns if it works; a return means that the machine has no such way. */
bool arch_can_power_off(void);
void arch_power_off(void);
void arch_restart(void);
/* Stops this CPU for good; interrupts off. */
void arch_halt(void) __attribute__((noreturn));
