/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/acpi/acpi.h - what the kernel takes from ACPI: static tables and the power switch
 *
 * No AML is run; the one datum needed from it (the sleep type of \_S5) is decoded from its bytes.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

struct acpi_header {
	char signature[4];
	u32 length;
	u8 revision, checksum;
	char oem_id[6], oem_table_id[8];
	u32 oem_revision;
	char creator_id[4];
	u32 creator_revision;
} __packed;

/* Generic address: a register in memory (space 0) or at a port (space 1). */
struct acpi_gas {
	u8 space, bit_width, bit_offset, access_size;
	u64 address;
} __packed;

/* Finds the root table from @rsdp (0: searches the BIOS area).  False: no ACPI.  Boot only. */
bool acpi_tables_init(paddr_t rsdp);
/* The first table called @sig with a right checksum, mapped until acpi_put_table(); one at a time.
 */
const struct acpi_header *acpi_get_table(const char *sig);
void acpi_put_table(void);

/* Called for each entry of the MADT that is in use. */
struct acpi_madt_ops {
	void (*lapic_address)(paddr_t pa);
	void (*cpu)(u32 apic_id);
	void (*ioapic)(u32 id, paddr_t pa, u32 gsi_base);
	/* ISA @irq comes in at @gsi; @flags: MPS INTI polarity (bits 0-1) and trigger (2-3) */
	void (*irq_override)(u8 irq, u32 gsi, u16 flags);
};
bool acpi_walk_madt(const struct acpi_madt_ops *ops);
/* Enabled memory ranges and CPUs with their proximity domain. */
struct acpi_srat_ops {
	void (*memory)(u64 base, u64 size, u32 domain);
	void (*cpu)(u32 apic_id, u32 domain);
};
bool acpi_walk_srat(const struct acpi_srat_ops *ops);
/* Distance of each pair of domains. */
bool acpi_walk_slit(void (*distance)(u32 from, u32 to, u8 distance));

/* Boot, with ioremap() working: learns how to power off and reset. */
void acpi_power_init(void);
/* I/O port of the 3.579545 MHz timer, 0: none; @is_32bit: it wraps at 32 bits, not 24. */
u16 acpi_pm_timer_port(bool *is_32bit);
bool acpi_can_power_off(void);
/* Both return only if there is no such way or it did not work. */
void acpi_power_off(void);
void acpi_reset(void);
