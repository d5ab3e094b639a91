/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/boot/resources.c - /proc/iomem and /proc/ioports before any driver
 *
 * The firmware's memory map with the kernel image inside its RAM, and the ports every PC has.
 */
#include "arch/boot.h"
#include "arch/page.h"
#include "base/err.h"
#include "kernel/base/printk.h"
#include "mm/kmem/resource.h"
#include "mm/kmem/slab.h"
#include <asm/sections.h>
#include <asm/setup.h>

static struct resource image[] = {
	{.name = "Kernel code"},
	{.name = "Kernel rodata"},
	{.name = "Kernel data"},
	{.name = "Kernel bss"},
};

static struct resource ports[] = {
	{.name = "dma1", .start = 0x00, .end = 0x1f},
	{.name = "pic1", .start = 0x20, .end = 0x21},
	{.name = "timer0", .start = 0x40, .end = 0x43},
	{.name = "timer1", .start = 0x50, .end = 0x53},
	{.name = "dma page reg", .start = 0x80, .end = 0x8f},
	{.name = "pic2", .start = 0xa0, .end = 0xa1},
	{.name = "dma2", .start = 0xc0, .end = 0xdf},
	{.name = "fpu", .start = 0xf0, .end = 0xff},
};

static const char *__init mem_name(enum boot_mem_type type)
{
	switch (type) {
	case BOOT_MEM_RAM:
		return "System RAM";
	case BOOT_MEM_ACPI:
		return "ACPI Tables";
	case BOOT_MEM_NVS:
		return "ACPI Non-volatile Storage";
	case BOOT_MEM_UNUSABLE:
		return "Unusable memory";
	default:
		return "Reserved";
	}
}

static void __init add(struct resource *root, struct resource *r)
{
	if (insert_resource(root, r))
		pr_warn("resource %s [%#llx-%#llx] overlaps another\n", r->name, r->start, r->end);
}

static void __init add_memory_map(void)
{
	struct resource *res = kcalloc(boot_info.nr_mem, sizeof(*res), GFP_KERNEL);

	if (!res)
		return;
	for (unsigned int i = 0; i < boot_info.nr_mem; i++) {
		const struct boot_mem *m = &boot_info.mem[i];

		res[i].start = m->base;
		res[i].end = m->base + m->size - 1;
		res[i].name = mem_name(m->type);
		res[i].flags = IORESOURCE_MEM | IORESOURCE_BUSY;
		add(&iomem_resource, &res[i]);
	}
}

static void __init add_image(struct resource *r, const char *start, const char *end)
{
	r->start = __pa_symbol(start);
	r->end = __pa_symbol(end) - 1;
	r->flags = IORESOURCE_MEM | IORESOURCE_BUSY;
	add(&iomem_resource, r);
}

void __init resources_init(void)
{
	add_memory_map();
	add_image(&image[0], _text, _etext);
	add_image(&image[1], __start_rodata, __start_ro_after_init);
	add_image(&image[2], __start_ro_after_init, __bss_start);
	add_image(&image[3], __bss_start, __bss_end);
	for (unsigned int i = 0; i < ARRAY_SIZE(ports); i++) {
		ports[i].flags = IORESOURCE_IO | IORESOURCE_BUSY;
		add(&ioport_resource, &ports[i]);
	}
}
