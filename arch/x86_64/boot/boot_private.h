/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/x86_64/boot/boot_private.h - between the files of this folder */
#pragma once

#include "base/types.h"

/* From head.S, on the boot stack: parses, then start_kernel(). */
void boot_main(u32 magic, u32 info) __attribute__((noreturn));

void early_serial_init(void);
