/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/shim/panic.c - panic() for kernel code on the host */
#include "kernel/base/panic.h"

#include "host.h"

__attribute__((noreturn)) void panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	host_print("# panic: ");
	host_vprint(fmt, ap);
	host_print("\n");
	va_end(ap);
	host_abort();
}
