/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/boot/setup.c - first steps of start_kernel(): CPU, early console, memory ranges
 *
 * Theory
 *   arch_early_init() makes faults visible (IDT), the log visible (COM1) and hands the RAM of
 *   boot_info to memblock, so that mem= can cut it before arch_mem_init() maps it.  It also
 *   finishes what can only be known at boot and must be done while the text is writable: SMAP
 *   sites and the order of the exception table.
 */
#include "boot_private.h"
#include "arch/boot.h"
#include "arch/page.h"
#include "arch/thread.h"
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "kernel/base/printk.h"
#include "kernel/sched/sched.h"
#include "lib/string.h"
#include "mm/phys/memblock.h"
#include <asm/clock.h>
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/fpu.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/smp.h>
#include <asm/thread.h>
#include <asm/traps.h>

struct smap_site {
	s32 site; /* relative to itself */
	u32 opcode;
};

static u8 boot_ist[IST_ALL_SIZE] __aligned(64); /* of CPU 0 */

extern const struct smap_site __start_smap_sites[], __stop_smap_sites[];

paddr_t arch_kernel_start(void)
{
	return (paddr_t)__boot_start;
}

paddr_t arch_kernel_end(void)
{
	return __pa_symbol(_end);
}

/* 0f 1f 00 (no-op) becomes 0f 01 cb (stac) or 0f 01 ca (clac). */
static void __init patch_smap_sites(void)
{
	const struct smap_site *s;

	if (!boot_cpu_has(X86_FEATURE_SMAP))
		return;
	for (s = __start_smap_sites; s < __stop_smap_sites; s++) {
		u8 *insn = (u8 *)&s->site + s->site;

		insn[1] = 0x01;
		insn[2] = (u8)s->opcode;
	}
}

static void __init reserve_initrd(void)
{
	if (!boot_info.initrd)
		return;
	memblock_reserve(boot_info.initrd & PAGE_MASK,
			 PAGE_ALIGN(boot_info.initrd + boot_info.initrd_size) -
				 (boot_info.initrd & PAGE_MASK));
}

static void __init free_initrd(void)
{
	memblock_free(boot_info.initrd & PAGE_MASK,
		      PAGE_ALIGN(boot_info.initrd + boot_info.initrd_size) -
			      (boot_info.initrd & PAGE_MASK));
}

/*
 * Boot loaders put the archive at the end of the memory they know of, which mem= may have cut off.
 * The boot tables still show all below 4 GiB.
 */
void __init rescue_initrd(void)
{
	paddr_t old = boot_info.initrd, end = old + boot_info.initrd_size, pa = 0;

	if (!boot_info.initrd_size || (memblock_is_memory(old) && memblock_is_memory(end - 1)))
		return;
	if (end <= GiB(4))
		pa = memblock_phys_alloc_range(PAGE_ALIGN(boot_info.initrd_size), PAGE_SIZE, MiB(1),
					       GiB(4));
	if (pa) {
		pr_info("Move RAMDISK from [mem %#010llx-%#010llx] to [mem %#010llx-%#010llx]\n",
			old, end - 1, pa, pa + boot_info.initrd_size - 1);
		memcpy(__va(pa), __va(old), boot_info.initrd_size);
	} else {
		pr_err("initrd extends beyond end of memory, disabling initrd\n");
	}
	free_initrd();
	boot_info.initrd = pa;
	if (!pa)
		boot_info.initrd_size = 0;
}

static void __init hand_over_memory(void)
{
	u64 ram = 0;

	for (unsigned int i = 0; i < boot_info.nr_mem; i++) {
		const struct boot_mem *m = &boot_info.mem[i];

		if (m->type != BOOT_MEM_RAM)
			continue;
		memblock_add(m->base, m->size);
		ram += m->size;
	}
	if (ram == 0)
		panic("The boot loader (%s) gave no memory map with usable RAM",
		      boot_info.protocol);
	memblock_reserve(0, PAGE_SIZE); /* real-mode vectors and BIOS data */
	memblock_reserve(arch_kernel_start(), arch_kernel_end() - arch_kernel_start());
	reserve_initrd();
}

static const char *__init mem_type_name(enum boot_mem_type type)
{
	switch (type) {
	case BOOT_MEM_RAM:
		return "usable";
	case BOOT_MEM_ACPI:
		return "ACPI data";
	case BOOT_MEM_NVS:
		return "ACPI NVS";
	case BOOT_MEM_UNUSABLE:
		return "unusable";
	default:
		return "reserved";
	}
}

static void __init print_memory_map(void)
{
	pr_info("%s-provided physical RAM map:\n", boot_info.protocol);
	for (unsigned int i = 0; i < boot_info.nr_mem; i++) {
		const struct boot_mem *m = &boot_info.mem[i];

		pr_info("BIOS-e820: [mem %#018llx-%#018llx] %s\n", m->base, m->base + m->size - 1,
			mem_type_name(m->type));
	}
}

void __init arch_early_init(void)
{
	clock_early_init();
	cpu_identify(&boot_cpu);
	patch_smap_sites(); /* before SMAP is on: exception entry has such a site */
	sort_extable();
	idt_init();
	cpu_tables_init(0, boot_ist);
	cpu_setup_features();
	mce_init_cpu();
	tlb_init_cpu();
	fpu_init();
	thread_init();
	early_serial_init();
	print_memory_map();
	hand_over_memory();
}
