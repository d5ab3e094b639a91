/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arch/x86_64/boot/mem_map.h - cleaning a firmware memory map; pure, compiles on the host */
#pragma once

#include "arch/boot.h"
#include "base/types.h"

/**
 * mem_map_sanitise - sort, cut overlaps, merge neighbours, round RAM inwards to pages
 * @map:  entries as the loader gave them; any order, overlapping, empty, of unknown types
 * @n:    how many
 * @out:  receives at most @max entries: sorted, disjoint, none empty
 * @edge: scratch for 2 * @n addresses
 *
 * Where entries overlap the more restrictive type wins.  Type 0 and empty entries and whatever
 * lies above the processor's 52 bits are dropped; unknown types count as reserved.
 * Return: how many entries @out has.  If @max is too small the highest are lost.
 */
unsigned int mem_map_sanitise(const struct boot_mem *map, unsigned int n, struct boot_mem *out,
			      unsigned int max, u64 *edge);
