/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/acpi/tables.c - finding ACPI tables and reading the MADT, SRAT and SLIT
 *
 * Theory
 *   RSDP -> XSDT or RSDT -> tables.  Tables are looked at through boot-time windows, one at a time,
 *   and what is needed is copied.  A table with a wrong checksum or an impossible length does not
 *   exist for us; entries are walked within their stated lengths only.
 *
 * Locks: none; boot, one CPU.
 *
 * Sources: ACPI 6.4 sections 5.2.5-5.2.12, 5.2.16
 */
#include "drivers/acpi/acpi.h"
#include "arch/boot.h"
#include "arch/page.h"
#include "kernel/base/printk.h"
#include "lib/string.h"

#define SLOT_ROOT  0
#define SLOT_TABLE 1
#define SLOT_SCAN  2

#define BIOS_AREA      0xe0000
#define BIOS_AREA_SIZE 0x20000
#define SCAN_STEP      0x8000

struct rsdp {
	char signature[8];
	u8 checksum;
	char oem_id[6];
	u8 revision;
	u32 rsdt;
	u32 length; /* from here only in revision 2 */
	u64 xsdt;
	u8 ext_checksum, reserved[3];
} __packed;

#define RSDP_V1_SIZE 20

static paddr_t root_table __initdata;
static bool root_is_xsdt __initdata;

static bool __init sum_is_zero(const void *p, size_t n)
{
	const u8 *b = p;
	u8 sum = 0;

	while (n--)
		sum = (u8)(sum + *b++);
	return sum == 0;
}

static bool __init use_rsdp(const struct rsdp *r)
{
	if (memcmp(r->signature, "RSD PTR ", 8) || !sum_is_zero(r, RSDP_V1_SIZE))
		return false;
	if (r->revision >= 2 && r->xsdt && sum_is_zero(r, sizeof(*r))) {
		root_table = r->xsdt;
		root_is_xsdt = true;
	} else {
		root_table = r->rsdt;
	}
	return root_table != 0;
}

static bool __init scan_bios(void)
{
	for (u32 at = 0; at < BIOS_AREA_SIZE; at += SCAN_STEP) {
		const char *p =
			early_map(SLOT_SCAN, BIOS_AREA + at, SCAN_STEP + sizeof(struct rsdp));
		bool found = false;

		for (u32 off = 0; off < SCAN_STEP && !found; off += 16)
			found = use_rsdp((const struct rsdp *)(p + off));
		early_unmap(SLOT_SCAN);
		if (found)
			return true;
	}
	return false;
}

bool __init acpi_tables_init(paddr_t rsdp)
{
	bool ok;

	if (!rsdp)
		return scan_bios();
	ok = use_rsdp(early_map(SLOT_SCAN, rsdp, sizeof(struct rsdp)));
	early_unmap(SLOT_SCAN);
	if (!ok)
		pr_warn("ACPI: no valid RSDP at %#llx\n", rsdp);
	return ok;
}

/* Maps a whole table; NULL if it is no table. */
static const struct acpi_header *__init map_table(unsigned int slot, paddr_t pa)
{
	const struct acpi_header *h = early_map(slot, pa, sizeof(*h));
	u32 len = h->length;

	early_unmap(slot);
	if (len < sizeof(*h))
		return NULL;
	h = early_map(slot, pa, len);
	if (h && sum_is_zero(h, len))
		return h;
	early_unmap(slot);
	return NULL;
}

const struct acpi_header *__init acpi_get_table(const char *sig)
{
	const struct acpi_header *root, *h = NULL;
	u32 width = root_is_xsdt ? 8 : 4, n;

	root = root_table ? map_table(SLOT_ROOT, root_table) : NULL;
	if (!root)
		return NULL;
	n = (root->length - (u32)sizeof(*root)) / width;
	for (u32 i = 0; i < n && !h; i++) {
		paddr_t pa = 0;

		memcpy(&pa, (const char *)(root + 1) + i * width, width);
		h = pa ? map_table(SLOT_TABLE, pa) : NULL;
		if (h && memcmp(h->signature, sig, 4)) {
			early_unmap(SLOT_TABLE);
			h = NULL;
		}
	}
	early_unmap(SLOT_ROOT);
	return h;
}

void __init acpi_put_table(void)
{
	early_unmap(SLOT_TABLE);
}

/* --- MADT --- */

struct madt {
	struct acpi_header h;
	u32 lapic_address, flags;
} __packed;

struct sub_header {
	u8 type, length;
} __packed;

enum madt_type {
	MADT_LAPIC = 0,
	MADT_IOAPIC = 1,
	MADT_OVERRIDE = 2,
	MADT_ADDRESS = 5,
	MADT_X2APIC = 9
};

struct madt_lapic {
	struct sub_header h;
	u8 uid, apic_id;
	u32 flags;
} __packed;

struct madt_ioapic {
	struct sub_header h;
	u8 id, reserved;
	u32 address, gsi_base;
} __packed;

struct madt_override {
	struct sub_header h;
	u8 bus, irq;
	u32 gsi;
	u16 flags;
} __packed;

struct madt_address {
	struct sub_header h;
	u16 reserved;
	u64 address;
} __packed;

struct madt_x2apic {
	struct sub_header h;
	u16 reserved;
	u32 apic_id, flags, uid;
} __packed;

#define CPU_ENABLED 1u

static void __init madt_entry(const struct sub_header *e, const struct acpi_madt_ops *ops)
{
	const void *p = e;
	const struct madt_lapic *l = p;
	const struct madt_x2apic *x = p;
	const struct madt_ioapic *io = p;
	const struct madt_override *o = p;
	const struct madt_address *a = p;

	if (e->type == MADT_LAPIC && e->length >= sizeof(*l) && l->flags & CPU_ENABLED)
		ops->cpu(l->apic_id);
	else if (e->type == MADT_X2APIC && e->length >= sizeof(*x) && x->flags & CPU_ENABLED)
		ops->cpu(x->apic_id);
	else if (e->type == MADT_IOAPIC && e->length >= sizeof(*io))
		ops->ioapic(io->id, io->address, io->gsi_base);
	else if (e->type == MADT_OVERRIDE && e->length >= sizeof(*o) && o->bus == 0)
		ops->irq_override(o->irq, o->gsi, o->flags);
	else if (e->type == MADT_ADDRESS && e->length >= sizeof(*a))
		ops->lapic_address(a->address);
}

bool __init acpi_walk_madt(const struct acpi_madt_ops *ops)
{
	const struct madt *m = (const void *)acpi_get_table("APIC");
	const char *p, *end;

	if (!m)
		return false;
	if (m->h.length >= sizeof(*m)) {
		ops->lapic_address(m->lapic_address);
		p = (const char *)(m + 1);
		end = (const char *)m + m->h.length;
		while (end - p >= (long)sizeof(struct sub_header)) {
			const struct sub_header *e = (const void *)p;

			if (e->length < sizeof(*e) || e->length > end - p)
				break;
			madt_entry(e, ops);
			p += e->length;
		}
	}
	acpi_put_table();
	return true;
}

/* --- SRAT --- */

struct srat_memory {
	struct sub_header h;
	u32 domain;
	u16 reserved1;
	u64 base, size;
	u32 reserved2, flags;
	u64 reserved3;
} __packed;

struct srat_apic {
	struct sub_header h;
	u8 domain_low, apic_id;
	u32 flags;
	u8 eid, domain_high[3];
	u32 clock;
} __packed;

struct srat_x2apic {
	struct sub_header h;
	u16 reserved1;
	u32 domain, apic_id, flags, clock, reserved2;
} __packed;

#define SRAT_HEADER  48
#define SRAT_APIC    0
#define SRAT_MEMORY  1
#define SRAT_X2APIC  2
#define SRAT_ENABLED 1u

static void __init srat_entry(const struct sub_header *e, const struct acpi_srat_ops *ops)
{
	const void *p = e;
	const struct srat_memory *m = p;
	const struct srat_apic *a = p;
	const struct srat_x2apic *x = p;

	if (e->type == SRAT_MEMORY && e->length >= sizeof(*m)) {
		if (m->flags & SRAT_ENABLED && m->size)
			ops->memory(m->base, m->size, m->domain);
	} else if (e->type == SRAT_APIC && e->length >= sizeof(*a)) {
		if (a->flags & SRAT_ENABLED)
			ops->cpu(a->apic_id, a->domain_low | (u32)a->domain_high[0] << 8 |
						     (u32)a->domain_high[1] << 16 |
						     (u32)a->domain_high[2] << 24);
	} else if (e->type == SRAT_X2APIC && e->length >= sizeof(*x)) {
		if (x->flags & SRAT_ENABLED)
			ops->cpu(x->apic_id, x->domain);
	}
}

bool __init acpi_walk_srat(const struct acpi_srat_ops *ops)
{
	const struct acpi_header *h = acpi_get_table("SRAT");
	const char *p, *end;

	if (!h)
		return false;
	p = (const char *)h + SRAT_HEADER;
	end = (const char *)h + h->length;
	while (end - p >= (long)sizeof(struct sub_header)) {
		const struct sub_header *e = (const void *)p;

		if (e->length < sizeof(*e) || e->length > end - p)
			break;
		srat_entry(e, ops);
		p += e->length;
	}
	acpi_put_table();
	return true;
}

/* --- SLIT --- */

struct slit {
	struct acpi_header h;
	u64 localities;
	u8 distance[];
} __packed;

bool __init acpi_walk_slit(void (*distance)(u32 from, u32 to, u8 distance))
{
	const struct slit *s = (const void *)acpi_get_table("SLIT");
	u64 n;

	if (!s)
		return false;
	n = s->h.length >= sizeof(*s) ? s->localities : 0;
	if (n && n < 0x10000 && n * n <= s->h.length - sizeof(*s)) {
		for (u64 i = 0; i < n * n; i++)
			distance((u32)(i / n), (u32)(i % n), s->distance[i]);
	}
	acpi_put_table();
	return true;
}
