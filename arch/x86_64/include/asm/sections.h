/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/sections.h - borders of the kernel image (boot/pith.lds); addresses only */
#pragma once

#include "base/types.h"

extern char __boot_start[], __boot_end[]; /* linked at their physical addresses */
extern char _text[], _etext[];
extern char __start_rodata[];
extern char __start_ro_after_init[], __end_ro_after_init[];
extern char __per_cpu_start[], __per_cpu_end[];
extern char __per_cpu_template[]; /* the section as it was before anybody wrote to it */
extern char __bss_start[], __bss_end[];
extern char __init_begin[], __init_data_begin[], __init_end[];
extern char _end[];

static inline bool kernel_text_address(unsigned long a)
{
	return (a >= (unsigned long)_text && a < (unsigned long)_etext) ||
	       (a >= (unsigned long)__init_begin && a < (unsigned long)__init_data_begin);
}
