/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/abi.h - the Linux personality, as boot sees it
 */
#pragma once

/* Registers the border with the core: exec's stack builder, signal frames, the vDSO.  Once, before
 * the first exec; needs the page allocator. */
void abi_linux_init(void);
