/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/acpi/power.c - switching the machine off and resetting it by fixed ACPI registers
 *
 * Theory
 *   The FADT says where the registers are; the value to write for "off" is the first number of the
 *   package \_S5 in the DSDT, which is plain data in every known firmware and is found by its name.
 *   Hardware-reduced machines (QEMU's microvm) have a sleep-control register instead of PM1.
 *
 * Locks: none; used when everything else has stopped.
 *
 * Sources: ACPI 6.4 sections 4.8.3, 5.2.9, 7.4.2, 20.2
 */
#include "drivers/acpi/acpi.h"
#include "arch/boot.h"
#include "arch/clock.h"
#include "arch/io.h"
#include "kernel/base/printk.h"
#include "lib/string.h"
#include "mm/kmem/vmalloc.h"

struct fadt {
	struct acpi_header h;
	u32 facs, dsdt;
	u8 reserved1, profile;
	u16 sci_irq;
	u32 smi_cmd;
	u8 acpi_enable, acpi_disable, s4bios, pstate;
	u32 pm1a_event, pm1b_event, pm1a_control, pm1b_control, pm2_control, pm_timer, gpe0, gpe1;
	u8 pm1_event_len, pm1_control_len, pm2_control_len, pm_timer_len, gpe0_len, gpe1_len;
	u8 gpe1_base, cst;
	u16 c2_latency, c3_latency, flush_size, flush_stride;
	u8 duty_offset, duty_width, day_alarm, month_alarm, century;
	u16 boot_flags;
	u8 reserved2;
	u32 flags;
	struct acpi_gas reset;
	u8 reset_value;
	u16 arm_flags;
	u8 minor;
	u64 x_facs, x_dsdt;
	struct acpi_gas x_pm1a_event, x_pm1b_event, x_pm1a_control, x_pm1b_control, x_pm2_control,
		x_pm_timer, x_gpe0, x_gpe1, sleep_control, sleep_status;
} __packed;

_Static_assert(offsetof(struct fadt, flags) == 112, "FADT");
_Static_assert(offsetof(struct fadt, sleep_control) == 244, "FADT");

#define FADT_RESET_SUPPORTED (1u << 10)
#define FADT_TIMER_32BIT     (1u << 8)
#define FADT_HW_REDUCED	     (1u << 20)
#define FADT_V1_SIZE	     116

#define PM1_SCI_EN 0x0001
#define PM1_SLP_EN 0x2000
#define SLEEP_EN   0x20
#define SLOT_DSDT  3
#define WAIT_MS	   100

#define GAS_MEMORY 0
#define GAS_PORT   1

enum reg_space { REG_NONE, REG_MEMORY, REG_PORT };

struct reg {
	enum reg_space space;
	u16 port;
	void *mem;
};

static struct reg pm1a, pm1b, sleep_control, reset;
static u8 reset_value;
static u16 smi_cmd;
static u8 smi_enable;
static int slp_typa = -1, slp_typb;
static u16 pm_timer_port;
static bool pm_timer_32bit;

/* A one-byte (or PM1: two-byte) register of @gas, or of the old-style port. */
static struct reg __init reg_of(const struct acpi_gas *gas, u32 port)
{
	struct reg r = {.space = REG_NONE};

	if (gas && gas->address && gas->space == GAS_MEMORY) {
		r.mem = ioremap(gas->address, 4);
		r.space = r.mem ? REG_MEMORY : REG_NONE;
	} else if (gas && gas->address && gas->space == GAS_PORT) {
		r.port = (u16)gas->address;
		r.space = REG_PORT;
	} else if (port) {
		r.port = (u16)port;
		r.space = REG_PORT;
	}
	return r;
}

static void reg_write8(const struct reg *r, u8 v)
{
	if (r->space == REG_MEMORY)
		writeb(v, r->mem);
	else if (r->space == REG_PORT)
		outb(v, r->port);
}

static u16 reg_read16(const struct reg *r)
{
	if (r->space == REG_MEMORY)
		return readw(r->mem);
	return r->space == REG_PORT ? inw(r->port) : 0;
}

static void reg_write16(const struct reg *r, u16 v)
{
	if (r->space == REG_MEMORY)
		writew(v, r->mem);
	else if (r->space == REG_PORT)
		outw(v, r->port);
}

/* --- \_S5 --- */

/* An AML integer constant; -1: something else.  *p moves behind it. */
static int __init aml_small_integer(const u8 **p, const u8 *end)
{
	const u8 *b = *p;

	if (b < end && (*b == 0x00 || *b == 0x01)) { /* ZeroOp, OneOp */
		*p = b + 1;
		return *b;
	}
	if (end - b >= 2 && *b == 0x0a) { /* BytePrefix */
		*p = b + 2;
		return b[1];
	}
	return -1;
}

/* @p is behind the name: PackageOp, length, count, then the two sleep types. */
static bool __init decode_s5(const u8 *p, const u8 *end)
{
	int a, b;

	if (end - p < 4 || *p++ != 0x12)
		return false;
	p += (*p >> 6) + 1; /* length: its own size is in the top bits */
	if (p >= end)
		return false;
	p++; /* number of elements */
	a = aml_small_integer(&p, end);
	if (a < 0)
		return false;
	b = aml_small_integer(&p, end);
	slp_typa = a & 7;
	slp_typb = b < 0 ? slp_typa : b & 7;
	return true;
}

static void __init find_s5(paddr_t dsdt)
{
	const struct acpi_header *h = early_map(SLOT_DSDT, dsdt, sizeof(*h));
	const u8 *p, *end;
	u32 len = h->length;

	early_unmap(SLOT_DSDT);
	h = early_map(SLOT_DSDT, dsdt, len);
	if (!h) {
		pr_warn("ACPI: DSDT of %u bytes is too large to search for \\_S5\n", len);
		return;
	}
	end = (const u8 *)h + len;
	for (p = (const u8 *)(h + 1); end - p > 8; p++)
		if (p[0] == '_' && !memcmp(p, "_S5_", 4) && decode_s5(p + 4, end))
			break;
	early_unmap(SLOT_DSDT);
}

void __init acpi_power_init(void)
{
	const struct fadt *t = (const void *)acpi_get_table("FACP");
	struct fadt f = {0};
	bool has_gas;

	if (!t)
		return;
	memcpy(&f, t, min_t(size_t, t->h.length, sizeof(f)));
	acpi_put_table();
	if (f.h.length < FADT_V1_SIZE)
		return;
	has_gas = f.h.length >= offsetof(struct fadt, x_pm1b_control) + sizeof(struct acpi_gas);
	if (f.flags & FADT_HW_REDUCED) {
		sleep_control = reg_of(&f.sleep_control, 0);
		pm1a.space = pm1b.space = REG_NONE;
	} else {
		sleep_control.space = REG_NONE;
		pm1a = reg_of(has_gas ? &f.x_pm1a_control : NULL, f.pm1a_control);
		pm1b = reg_of(has_gas ? &f.x_pm1b_control : NULL, f.pm1b_control);
		smi_cmd = (u16)f.smi_cmd;
		smi_enable = f.acpi_enable;
	}
	reset.space = REG_NONE;
	if (f.flags & FADT_RESET_SUPPORTED)
		reset = reg_of(&f.reset, 0);
	reset_value = f.reset_value;
	if (f.h.length >= offsetof(struct fadt, x_pm1a_event) && f.x_dsdt)
		find_s5(f.x_dsdt);
	else if (f.dsdt)
		find_s5(f.dsdt);
}

u16 __init acpi_pm_timer_port(bool *is_32bit)
{
	const struct fadt *t = (const void *)acpi_get_table("FACP");

	if (t && t->h.length >= FADT_V1_SIZE && !(t->flags & FADT_HW_REDUCED)) {
		pm_timer_port = (u16)t->pm_timer;
		pm_timer_32bit = t->flags & FADT_TIMER_32BIT;
	}
	if (t)
		acpi_put_table();
	*is_32bit = pm_timer_32bit;
	return pm_timer_port;
}

/* Firmware that still owns PM1 gives it up when asked by SMI. */
static void take_over_pm1(void)
{
	if (reg_read16(&pm1a) & PM1_SCI_EN || !smi_cmd || !smi_enable)
		return;
	outb(smi_enable, smi_cmd);
	for (int i = 0; i < WAIT_MS && !(reg_read16(&pm1a) & PM1_SCI_EN); i++)
		udelay(1000);
}

bool acpi_can_power_off(void)
{
	return slp_typa >= 0 && (sleep_control.space != REG_NONE || pm1a.space != REG_NONE);
}

void acpi_power_off(void)
{
	if (!acpi_can_power_off())
		return;
	if (sleep_control.space != REG_NONE) {
		reg_write8(&sleep_control, (u8)(slp_typa << 2 | SLEEP_EN));
	} else if (pm1a.space != REG_NONE) {
		take_over_pm1();
		reg_write16(&pm1a,
			    (u16)((reg_read16(&pm1a) & PM1_SCI_EN) | slp_typa << 10 | PM1_SLP_EN));
		if (pm1b.space != REG_NONE)
			reg_write16(&pm1b, (u16)(slp_typb << 10 | PM1_SLP_EN));
	}
	udelay(WAIT_MS * 1000);
}

void acpi_reset(void)
{
	if (reset.space == REG_NONE)
		return;
	reg_write8(&reset, reset_value);
	udelay(WAIT_MS * 1000);
}
