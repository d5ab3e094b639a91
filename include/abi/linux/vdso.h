/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/vdso.h - [vvar] and [vdso], as exec maps them
 */
#pragma once

#include "base/types.h"

struct mm_struct;

/* Copies the image; once, at boot, needs the page allocator. */
void vdso_init(void);
/* Maps both into a new address space; *addr for AT_SYSINFO_EHDR.  0 or -errno of mmap(2). */
int map_vdso(struct mm_struct *mm, uaddr_t *addr);
