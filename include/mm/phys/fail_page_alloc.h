/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/fail_page_alloc.h - page allocations that fail on purpose: Linux's fail_page_alloc
 *
 * The fields are the files of debugfs' fail_page_alloc/; write them through
 * fail_page_alloc_changed().
 */
#pragma once

#include "kernel/base/fault_inject.h"

extern struct fail_page_alloc {
	struct fault_attr attr;
	bool ignore_gfp_highmem; /* leave alone what asks for HIGHMEM: user pages */
	bool ignore_gfp_reclaim; /* leave alone what may sleep ("ignore-gfp-wait") */
	unsigned int min_order;
} fail_page_alloc;

/* After a change of the fields: on or off. */
void fail_page_alloc_changed(void);
