/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/kmemleak.h - the leak checker of debug builds (DEBUG=1)
 *
 * Context: process context, interrupts on.
 */
#pragma once

#include "mm/phys/alloc.h"

struct seq_sink;

#ifdef CONFIG_DEBUG
/* Stops all CPUs and marks what is reachable; 0, or -EBUSY: another scan runs. */
int kmemleak_scan(void);
unsigned int kmemleak_count(void);	      /* objects that the last scan did not reach */
void kmemleak_show(const struct seq_sink *s); /* as /sys/kernel/debug/kmemleak on Linux */
/* "scan", or "clear": what is shown now is never shown again.  -EINVAL: another word. */
int kmemleak_write(const char *command);
/* The object at @p is pointed to in a way that a scan does not see. */
void kmemleak_not_leak(const void *p);
/* What the object at @p holds are no references (free objects, buffers). */
void kmemleak_no_scan(const void *p);
#else
static inline void kmemleak_not_leak(const void *p)
{
	(void)p;
}
static inline void kmemleak_no_scan(const void *p)
{
	(void)p;
}
#endif
