/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm/io.h - port and memory-mapped I/O */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

static inline u8 inb(u16 port)
{
	u8 v;

	__asm__ __volatile__("inb %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}

static inline u16 inw(u16 port)
{
	u16 v;

	__asm__ __volatile__("inw %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}

static inline u32 inl(u16 port)
{
	u32 v;

	__asm__ __volatile__("inl %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}

static inline void outb(u8 v, u16 port)
{
	__asm__ __volatile__("outb %0, %1" : : "a"(v), "Nd"(port));
}

static inline void outw(u16 v, u16 port)
{
	__asm__ __volatile__("outw %0, %1" : : "a"(v), "Nd"(port));
}

static inline void outl(u32 v, u16 port)
{
	__asm__ __volatile__("outl %0, %1" : : "a"(v), "Nd"(port));
}

/* About a microsecond on old buses: a write to the POST port. */
static inline void io_delay(void)
{
	outb(0, 0x80);
}

#define __MMIO_READ(name, type)                                                                    \
	static inline type name(const volatile void *addr)                                         \
	{                                                                                          \
		type v = *(const volatile type *)addr;                                             \
		barrier();                                                                         \
		return v;                                                                          \
	}
#define __MMIO_WRITE(name, type)                                                                   \
	static inline void name(type v, volatile void *addr)                                       \
	{                                                                                          \
		barrier();                                                                         \
		*(volatile type *)addr = v;                                                        \
	}
__MMIO_READ(readb, u8)
__MMIO_READ(readw, u16)
__MMIO_READ(readl, u32)
__MMIO_READ(readq, u64)
__MMIO_WRITE(writeb, u8)
__MMIO_WRITE(writew, u16)
__MMIO_WRITE(writel, u32)
__MMIO_WRITE(writeq, u64)
#undef __MMIO_READ
#undef __MMIO_WRITE
