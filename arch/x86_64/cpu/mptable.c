/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/mptable.c - CPUs and IO-APICs from the MP table, where there is no ACPI
 *
 * What QEMU's microvm has with acpi=off (made by qboot).  Only what the MADT would tell us.
 *
 * Sources: Intel MultiProcessor Specification 1.4, chapter 4
 */
#include <asm/apic.h>
#include "arch/boot.h"
#include "arch/page.h"
#include "lib/string.h"
#include <asm/smp.h>

#define SLOT_SCAN  0
#define SLOT_TABLE 1

struct mp_pointer {
	char signature[4];
	u32 table;
	u8 length, revision, checksum, features[5];
} __packed;

struct mp_header {
	char signature[4];
	u16 length;
	u8 revision, checksum;
	char oem[8], product[12];
	u32 oem_table;
	u16 oem_size, entries;
	u32 lapic;
	u16 ext_length;
	u8 ext_checksum, reserved;
} __packed;

struct mp_cpu {
	u8 type, apic_id, version, flags;
	u32 signature, features, reserved[2];
} __packed;

struct mp_ioapic {
	u8 type, id, version, flags;
	u32 address;
} __packed;

struct mp_intr {
	u8 type, kind;
	u16 flags;
	u8 bus, irq, ioapic, pin;
} __packed;

struct mp_bus {
	u8 type, id;
	char name[6];
} __packed;

enum mp_type { MP_CPU = 0, MP_BUS = 1, MP_IOAPIC = 2, MP_INTR = 3, MP_LINTR = 4 };
#define FLAG_ENABLED 1
#define KIND_INT     0

static paddr_t table_pa __initdata;
static u8 isa_bus __initdata;
static u8 first_ioapic __initdata;
static bool have_ioapic __initdata;

static bool __init checksum_ok(const void *p, size_t n)
{
	u8 sum = 0;

	for (const u8 *b = p; n--; b++)
		sum = (u8)(sum + *b);
	return sum == 0;
}

static bool __init scan(paddr_t start, u32 size)
{
	const char *p = early_map(SLOT_SCAN, start, size);

	for (u32 off = 0; p && off + sizeof(struct mp_pointer) <= size; off += 16) {
		const struct mp_pointer *m = (const void *)(p + off);

		if (memcmp(m->signature, "_MP_", 4) || m->length != 1 || !m->table ||
		    !checksum_ok(m, sizeof(*m)))
			continue;
		table_pa = m->table;
		break;
	}
	early_unmap(SLOT_SCAN);
	return table_pa != 0;
}

static u32 __init entry_size(u8 type)
{
	return type == MP_CPU ? sizeof(struct mp_cpu) : sizeof(struct mp_ioapic);
}

static void __init read_entry(const void *p)
{
	const struct mp_cpu *c = p;
	const struct mp_bus *b = p;
	const struct mp_ioapic *io = p;
	const struct mp_intr *i = p;

	switch (c->type) {
	case MP_CPU:
		if (c->flags & FLAG_ENABLED)
			smp_add_cpu(c->apic_id);
		break;
	case MP_BUS:
		if (!memcmp(b->name, "ISA   ", 6))
			isa_bus = b->id;
		break;
	case MP_IOAPIC:
		/* pins of the second follow those of the first: 24 each, as QEMU has them */
		if (io->flags & FLAG_ENABLED && !have_ioapic) {
			ioapic_add(io->id, io->address, 0);
			first_ioapic = io->id;
			have_ioapic = true;
		}
		break;
	case MP_INTR:
		if (i->kind == KIND_INT && i->bus == isa_bus && i->ioapic == first_ioapic &&
		    i->irq != i->pin)
			ioapic_override(i->irq, i->pin, i->flags);
		break;
	default:
		break;
	}
}

bool __init mptable_read(void)
{
	const struct mp_header *h;
	const char *p, *end;

	if (!scan(0x9fc00, 0x400) && !scan(0xf0000, 0x8000) && !scan(0xf8000, 0x8000) &&
	    !scan(0xe0000, 0x8000) && !scan(0xe8000, 0x8000))
		return false;
	h = early_map(SLOT_TABLE, table_pa, 0x4000);
	if (memcmp(h->signature, "PCMP", 4) || h->length > 0x4000 || h->length < sizeof(*h) ||
	    !checksum_ok(h, h->length)) {
		early_unmap(SLOT_TABLE);
		return false;
	}
	if (h->lapic)
		apic_set_address(h->lapic);
	p = (const char *)(h + 1);
	end = (const char *)h + h->length;
	while (end - p >= 8) { /* not by the count of entries: qboot leaves it 0 */
		u32 size = entry_size((u8)*p);

		if ((u8)*p > MP_LINTR || size > (u32)(end - p))
			break;
		read_entry(p);
		p += size;
	}
	early_unmap(SLOT_TABLE);
	return true;
}
