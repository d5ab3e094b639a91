/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/shim/slab.h - the machine below the slab allocator, as the tests steer it */
#pragma once

#include "base/types.h"

enum { SLAB_HOST_CPUS = 4, SLAB_HOST_NODES = 2 };

void slab_host_init(void);	     /* once */
void slab_host_cpu(int cpu);	     /* from now on we are that one; its node is cpu % 2 */
unsigned long slab_host_pages(void); /* in use */
void slab_host_grace(void);	     /* RCU callbacks run now */
/* Page allocations until one fails, and all after it; < 0: none does. */
void slab_host_fail_pages(long after);
/* Runs @fn: did it panic? */
bool slab_host_panics(void (*fn)(void *), void *arg);
