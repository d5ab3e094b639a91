/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/io.h - port and memory-mapped I/O
 *
 * inb/inw/inl(port), outb/outw/outl(value, port), io_delay(); readb/w/l/q and writeb/w/l/q on
 * pointers from ioremap(): never reordered or merged by the compiler.
 */
#pragma once

#include <asm/io.h>
