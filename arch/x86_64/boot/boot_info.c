/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/boot/boot_info.c - reads what PVH or Multiboot2 left in memory into boot_info
 *
 * Theory
 *   Runs first of all C code, on the boot page tables, before anything can be printed.  The
 *   loader's structures lie anywhere below 4 GiB; everything needed later is copied.  Nothing in
 *   them is trusted beyond its stated size.
 *
 * Not here: cleaning the memory map (mem_map.c), using it (setup.c).
 *
 * Sources: Multiboot2 3.6; Xen public/arch-x86/hvm/start_info.h (facts only)
 */
#include "boot_private.h"
#include "mem_map.h"
#include "arch/boot.h"
#include "arch/page.h"
#include "base/compiler.h"
#include "lib/string.h"
#include <asm/sections.h>

#define PVH_MAGIC   0x336ec578u
#define MB2_MAGIC   0x36d76289u
#define BOOT_WINDOW (4ULL << 30) /* what the boot page tables show */

struct boot_info boot_info __ro_after_init;

/* The loader's map before cleaning; type 0 is an unused slot. */
static struct boot_mem raw_map[BOOT_MEM_MAX] __section(".init.bss");
static u64 edges[2 * BOOT_MEM_MAX] __section(".init.bss");
static unsigned int nr_raw __initdata;
/* Multiboot2 passes the RSDP itself, not where it is. */
static u8 rsdp_copy[36] __aligned(16) __ro_after_init;

struct pvh_start_info {
	u32 magic, version, flags, nr_modules;
	u64 modules, cmdline, rsdp, memmap;
	u32 memmap_entries, reserved;
};

struct pvh_module {
	u64 paddr, size, cmdline, reserved;
};

struct pvh_memmap_entry {
	u64 addr, size;
	u32 type, reserved;
};

struct mb2_tag {
	u32 type, size;
	u8 data[];
};

enum mb2_tag_type {
	MB2_END = 0,
	MB2_CMDLINE = 1,
	MB2_LOADER = 2,
	MB2_MODULE = 3,
	MB2_MEMINFO = 4,
	MB2_MMAP = 6,
	MB2_FRAMEBUFFER = 8,
	MB2_RSDP_OLD = 14,
	MB2_RSDP_NEW = 15,
};

struct mb2_module {
	u32 start, end;
};

struct mb2_mmap {
	u32 entry_size, entry_version;
	u8 entries[];
};

struct mb2_mmap_entry {
	u64 addr, size;
	u32 type, reserved;
};

struct mb2_framebuffer {
	u64 addr;
	u32 pitch, width, height;
	u8 bpp, type;
};
#define MB2_FB_TEXT 2

static bool __init in_window(u64 pa, u64 size)
{
	return pa != 0 && pa < BOOT_WINDOW && size <= BOOT_WINDOW - pa;
}

static void __init add_raw(u64 base, u64 size, u32 type)
{
	if (nr_raw < BOOT_MEM_MAX)
		raw_map[nr_raw++] = (struct boot_mem){base, size, (enum boot_mem_type)type};
}

/* @max: bytes that may be read at @s. */
static void __init set_cmdline(const char *s, size_t max)
{
	size_t n = strnlen(s, max);

	boot_info.cmdline_truncated = n >= COMMAND_LINE_SIZE;
	if (boot_info.cmdline_truncated)
		n = COMMAND_LINE_SIZE - 1;
	memcpy(boot_info.cmdline, s, n);
	boot_info.cmdline[n] = '\0';
}

static void __init set_initrd(u64 base, u64 size)
{
	if (boot_info.initrd || size == 0 || base + size < base)
		return;
	boot_info.initrd = base;
	boot_info.initrd_size = size;
}

static void __init from_pvh(const struct pvh_start_info *si)
{
	const struct pvh_module *mod = __va(si->modules);
	const struct pvh_memmap_entry *e = __va(si->memmap);

	boot_info.protocol = "PVH";
	boot_info.rsdp = si->rsdp;
	if (in_window(si->cmdline, 1))
		set_cmdline(__va(si->cmdline), BOOT_WINDOW - si->cmdline);
	if (si->nr_modules > 0 && in_window(si->modules, sizeof(*mod)))
		set_initrd(mod->paddr, mod->size);
	if (si->version < 1 || !in_window(si->memmap, si->memmap_entries * (u64)sizeof(*e)))
		return;
	for (u32 i = 0; i < si->memmap_entries; i++)
		add_raw(e[i].addr, e[i].size, e[i].type);
}

static void __init mb2_mmap(const struct mb2_tag *tag)
{
	const struct mb2_mmap *map = (const void *)tag->data;
	size_t left = tag->size - sizeof(*tag) - sizeof(*map);
	const u8 *p = map->entries;

	if (tag->size < sizeof(*tag) + sizeof(*map) ||
	    map->entry_size < sizeof(struct mb2_mmap_entry))
		return;
	for (; left >= map->entry_size; left -= map->entry_size, p += map->entry_size) {
		const struct mb2_mmap_entry *e = (const void *)p;

		add_raw(e->addr, e->size, e->type);
	}
}

static void __init mb2_tag(const struct mb2_tag *tag)
{
	size_t len = tag->size - sizeof(*tag);
	const struct mb2_module *mod = (const void *)tag->data;
	const struct mb2_framebuffer *fb = (const void *)tag->data;

	switch (tag->type) {
	case MB2_CMDLINE:
		set_cmdline((const char *)tag->data, len);
		break;
	case MB2_MODULE:
		if (len >= sizeof(*mod) && mod->end > mod->start)
			set_initrd(mod->start, mod->end - mod->start);
		break;
	case MB2_MMAP:
		mb2_mmap(tag);
		break;
	case MB2_FRAMEBUFFER:
		if (len >= sizeof(*fb) && fb->type != MB2_FB_TEXT)
			boot_info.framebuffer = fb->addr;
		break;
	case MB2_RSDP_OLD:
		if (boot_info.rsdp)
			break;
		fallthrough;
	case MB2_RSDP_NEW:
		memcpy(rsdp_copy, tag->data, len < sizeof(rsdp_copy) ? len : sizeof(rsdp_copy));
		boot_info.rsdp = __pa_symbol(rsdp_copy);
		break;
	default:
		break;
	}
}

static void __init from_mb2(paddr_t info)
{
	const struct mb2_tag *tag = __va(info + 8);
	u64 end = (u64)__va(info) + *(const u32 *)__va(info);

	boot_info.protocol = "Multiboot2";
	while ((u64)tag + sizeof(*tag) <= end && tag->type != MB2_END) {
		if (tag->size < sizeof(*tag) || tag->size > end - (u64)tag)
			break;
		mb2_tag(tag);
		tag = (const void *)((const u8 *)tag + ((tag->size + 7) & ~7u));
	}
}

void __init boot_main(u32 magic, u32 info)
{
	memcpy(__per_cpu_template, __per_cpu_start, (size_t)(__per_cpu_end - __per_cpu_start));
	if (magic == PVH_MAGIC && in_window(info, sizeof(struct pvh_start_info)))
		from_pvh(__va(info));
	else if (magic == MB2_MAGIC && in_window(info, 16))
		from_mb2(info);
	else
		boot_info.protocol = "unknown";
	boot_info.nr_mem = mem_map_sanitise(raw_map, nr_raw, boot_info.mem, BOOT_MEM_MAX, edges);
	start_kernel();
}
