/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/numa.h - which CPU is at which memory, and how far the others are
 *
 * The firmware's word (ACPI SRAT and SLIT), brought by arch before page_alloc_init(); without it
 * there is one node.  Constant after boot.
 */
#pragma once

#include "arch/smp.h"

#define LOCAL_DISTANCE	10
#define REMOTE_DISTANCE 20

/* Boot. */
void numa_set_cpu(int cpu, int nid);
/* One value of the SLIT.  A table that is nonsense (numa_check_distances()) is dropped as a whole.
 */
void numa_set_distance(int from, int to, u8 distance);
void numa_check_distances(void);
int numa_last_cpu_node(void); /* the highest node that has a CPU */

int cpu_to_node(int cpu);
cpumask_t cpumask_of_node(int nid); /* possible CPUs */
int node_distance(int from, int to);
/* The @n-th nearest node of @nid; itself for 0. */
int numa_nth_nearest(int nid, int n);
