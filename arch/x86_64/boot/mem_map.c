/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/boot/mem_map.c - from the firmware's memory map to one that can be trusted
 *
 * Theory
 *   Firmware and loaders give entries unsorted, overlapping, empty and of private types.  Every
 *   start and end is an edge; between two neighbouring edges the type is constant: the most
 *   restrictive of the entries that cover it.  Equal neighbours are merged, and RAM is rounded
 *   inwards only then, so that fragments of one range lose nothing between them.
 *   Quadratic in the number of entries, which is some ten (UEFI: some hundred).
 *
 * Not here: reading the loader's structures (boot_info.c).
 */
#include "mem_map.h"
#include "base/bits.h"
#include "base/compiler.h"

#define PHYS_LIMIT (1ULL << 52) /* no x86-64 processor addresses more */
#define MAP_PAGE   4096ULL

static bool entry_valid(const struct boot_mem *e)
{
	return e->size != 0 && e->type != 0 && e->base < PHYS_LIMIT;
}

static u64 entry_end(const struct boot_mem *e)
{
	return e->size > PHYS_LIMIT - e->base ? PHYS_LIMIT : e->base + e->size;
}

/* How strongly a type forbids use; 0 is no memory at all. */
static int type_rank(enum boot_mem_type type)
{
	switch (type) {
	case BOOT_MEM_RAM:
		return 1;
	case BOOT_MEM_ACPI:
		return 2;
	case BOOT_MEM_NVS:
		return 3;
	case BOOT_MEM_UNUSABLE:
		return 5;
	default:
		return 4;
	}
}

static enum boot_mem_type known_type(enum boot_mem_type type)
{
	return type >= BOOT_MEM_RAM && type <= BOOT_MEM_UNUSABLE ? type : BOOT_MEM_RESERVED;
}

static unsigned int sorted_insert(u64 *edge, unsigned int n, u64 value)
{
	unsigned int i = n;

	while (i > 0 && edge[i - 1] > value)
		i--;
	if (i > 0 && edge[i - 1] == value)
		return n;
	for (unsigned int j = n; j > i; j--)
		edge[j] = edge[j - 1];
	edge[i] = value;
	return n + 1;
}

/* Type of [start, end), which no entry covers partly; 0: nobody mentions it. */
static enum boot_mem_type type_between(const struct boot_mem *map, unsigned int n, u64 start,
				       u64 end)
{
	enum boot_mem_type best = 0;

	for (unsigned int i = 0; i < n; i++) {
		enum boot_mem_type t = known_type(map[i].type);

		if (!entry_valid(&map[i]) || map[i].base > start || entry_end(&map[i]) < end)
			continue;
		if (best == 0 || type_rank(t) > type_rank(best))
			best = t;
	}
	return best;
}

static unsigned int round_ram(struct boot_mem *map, unsigned int n)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < n; i++) {
		struct boot_mem e = map[i];

		if (e.type == BOOT_MEM_RAM) {
			u64 start = ALIGN(e.base, MAP_PAGE);
			u64 end = ALIGN_DOWN(e.base + e.size, MAP_PAGE);

			if (start >= end)
				continue;
			e.base = start;
			e.size = end - start;
		}
		map[kept++] = e;
	}
	return kept;
}

unsigned int mem_map_sanitise(const struct boot_mem *map, unsigned int n, struct boot_mem *out,
			      unsigned int max, u64 *edge)
{
	unsigned int nr_edges = 0, nr_out = 0;

	for (unsigned int i = 0; i < n; i++) {
		if (!entry_valid(&map[i]))
			continue;
		nr_edges = sorted_insert(edge, nr_edges, map[i].base);
		nr_edges = sorted_insert(edge, nr_edges, entry_end(&map[i]));
	}
	for (unsigned int i = 0; i + 1 < nr_edges; i++) {
		enum boot_mem_type t = type_between(map, n, edge[i], edge[i + 1]);
		struct boot_mem *last = nr_out ? &out[nr_out - 1] : NULL;

		if (t == 0)
			continue;
		if (last && last->type == t && last->base + last->size == edge[i]) {
			last->size += edge[i + 1] - edge[i];
			continue;
		}
		if (nr_out == max)
			break;
		out[nr_out++] = (struct boot_mem){edge[i], edge[i + 1] - edge[i], t};
	}
	return round_ram(out, nr_out);
}
