/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/stackdepot.h - call chains kept once each, named by a number
 *
 * For those that must remember who did something for millions of objects: KASAN, red zones,
 * kmemleak, page_owner.  A chain is never forgotten.
 * Context: any but NMI; takes memory atomically.
 */
#pragma once

#include "base/types.h"

#define STACK_DEPOT_FRAMES 16

typedef u32 depot_stack_handle_t;

/* 0: no memory for another chain. */
depot_stack_handle_t stack_depot_save(const unsigned long *ips, unsigned int n);
/* That of the caller, without its first @skip functions. */
depot_stack_handle_t stack_depot_save_here(unsigned int skip);
/* How many; *@ips lives for ever. */
unsigned int stack_depot_fetch(depot_stack_handle_t handle, const unsigned long **ips);
void stack_depot_print(depot_stack_handle_t handle);
