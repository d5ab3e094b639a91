/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/apic.h - between the files of arch/x86_64: interrupt controllers */
#pragma once

#include "base/types.h"

#define LAPIC_DEFAULT_PA  0xfee00000ULL
#define IOAPIC_DEFAULT_PA 0xfec00000ULL

/* What firmware says about controllers (ACPI or MP table); boot. */
void apic_set_address(paddr_t pa);
void ioapic_add(u32 id, paddr_t pa, u32 gsi_base);
void ioapic_override(u8 irq, u32 gsi, u16 flags);

/* False: the processor has no local APIC (or noapic): 8259 and PIT are used. */
bool apic_probe(void); /* boot CPU: maps it */
extern bool apic_present;
void apic_enable_cpu(void); /* every CPU */
void apic_eoi(void);
u32 apic_id(void);
void apic_send_ipi(u32 dest, u8 vector);
void apic_send_nmi(u32 dest);
void apic_send_init(u32 dest);
void apic_send_startup(u32 dest, u8 page);
void apic_error_interrupt(void);

/* The timer: counts from @count down to the interrupt; current count. */
void apic_timer_set(u32 count);
u32 apic_timer_read(void);
void apic_timer_setup(bool deadline);
#define APIC_TIMER_DIVIDE 16

/* Set-up of the lines 0..; false: no IO-APIC. */
bool ioapic_init(void);
void pic_init(void); /* remaps and masks; always */
void pic_use(void);  /* no IO-APIC: lines 0-15 are the 8259's */
bool pic_spurious(int irq);
void pic_unmask_timer(void);
void pic_eoi_timer(void);

/* MP table (Intel MPS 1.4), where there is no MADT; true if found. */
bool mptable_read(void);
