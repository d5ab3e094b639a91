/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/numa.c - CPUs, nodes, and the distances between them
 *
 * Theory
 *   Two tables that the firmware fills.  Distances are relative to 10, that of a node to itself; a
 *   matrix in which some node is nearer to another than to itself is no use, and then all others
 *   are 20, as they are when there is no matrix.
 *
 * Not here: reading ACPI (drivers/acpi), zones (page_init.c).
 * Locks: none; written at boot by one CPU.
 */
#include "mm/phys/numa.h"

#include "kernel/base/printk.h"
#include "mm/phys/memblock.h"
#include "mm/phys/mmzone.h"

static u8 cpu_node[NR_CPUS];
static u8 *distances; /* [from * MAX_NUMNODES + to], 0: not said; NULL: no table */

void __init numa_set_cpu(int cpu, int nid)
{
	cpu_node[cpu] = (u8)nid;
}

int __init numa_last_cpu_node(void)
{
	int last = 0, cpu;

	for_each_possible_cpu (cpu)
		last = max(last, (int)cpu_node[cpu]);
	return last;
}

int cpu_to_node(int cpu)
{
	return cpu_node[cpu];
}

cpumask_t cpumask_of_node(int nid)
{
	cpumask_t mask = 0;
	int cpu;

	for_each_possible_cpu (cpu) {
		if (cpu_node[cpu] == nid)
			mask |= 1ULL << cpu;
	}
	return mask;
}

void __init numa_set_distance(int from, int to, u8 distance)
{
	if (!distances)
		distances = memblock_alloc((u64)MAX_NUMNODES * MAX_NUMNODES, 8);
	distances[from * MAX_NUMNODES + to] = distance;
}

int node_distance(int from, int to)
{
	int d = distances ? distances[from * MAX_NUMNODES + to] : 0;

	if (d)
		return d;
	return from == to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

void __init numa_check_distances(void)
{
	for (int i = 0; distances && i < MAX_NUMNODES * MAX_NUMNODES; i++) {
		int from = i / MAX_NUMNODES, to = i % MAX_NUMNODES, d = distances[i];

		if (!d || (from == to ? d == LOCAL_DISTANCE : d > LOCAL_DISTANCE))
			continue;
		pr_warn("SLIT: node %d is %d from node %d: table ignored\n", to, d, from);
		distances = NULL;
	}
}

/* How many nodes come before @to in the order of distance from @from; equals by number, beginning
 * after @from, so that not everybody falls back on the same node. */
static int rank(int from, int to)
{
	int d = node_distance(from, to), turn = (to - from + nr_nodes) % nr_nodes, n = 0;

	if (from == to)
		return 0;
	for (int o = 0; o < nr_nodes; o++) {
		int od = node_distance(from, o), oturn = (o - from + nr_nodes) % nr_nodes;

		n += o == from || od < d || (od == d && oturn < turn);
	}
	return n;
}

int numa_nth_nearest(int nid, int n)
{
	for (int o = 0; o < nr_nodes; o++) {
		if (rank(nid, o) == n)
			return o;
	}
	return nid;
}
