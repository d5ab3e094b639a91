/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/base/node.c - /sys/devices/system/node: memory and CPUs of each NUMA node
 *
 * Theory
 *   What numactl, numastat and lscpu read.  Nodes are known at boot and all are online; the
 *   numbers are sums over a node's zones at the time of reading.
 *
 * Locks: none; const after boot, counters are read as they are.
 * Sources: Linux Documentation/ABI/stable/sysfs-devices-node; formats compared with Linux 6.1
 */
#include "drivers/base/device.h"

#include "kernel/base/panic.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/phys/alloc.h"
#include "mm/phys/mmzone.h"

static struct kobject *node_dirs[MAX_NUMNODES]; /* [c] */

static int node_of(const struct kobject *kobj)
{
	for (int nid = 0; nid < nr_nodes; nid++) {
		if (node_dirs[nid] == kobj)
			return nid;
	}
	BUG();
}

static u64 node_cpus(int nid)
{
	u64 mask = 0;
	int cpu;

	for_each_online_cpu (cpu) {
		if (cpu_to_node(cpu) == nid)
			mask |= 1ULL << cpu;
	}
	return mask;
}

static unsigned long node_managed(int nid)
{
	unsigned long sum = 0;

	for (int t = 0; t < MAX_NR_ZONES; t++)
		sum += node_data[nid]->zones[t].managed;
	return sum;
}

/* --- which nodes --- */

static u64 all_nodes(void)
{
	return nr_nodes < 64 ? (1ULL << nr_nodes) - 1 : ~0ULL;
}

static u64 nodes_with(bool cpus)
{
	u64 mask = 0;

	for (int nid = 0; nid < nr_nodes; nid++) {
		if (cpus ? node_cpus(nid) != 0 : node_managed(nid) != 0)
			mask |= 1ULL << nid;
	}
	return mask;
}

#define NODES_FILE(n, expr)                                                                        \
	static ssize_t n##_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)      \
	{                                                                                          \
		(void)kobj;                                                                        \
		(void)attr;                                                                        \
		return cpumap_print(buf, expr, true);                                              \
	}                                                                                          \
	static const struct kobj_attribute n##_attr = __ATTR_RO(n)
NODES_FILE(online, all_nodes());
NODES_FILE(possible, all_nodes());
NODES_FILE(has_normal_memory, nodes_with(false));
NODES_FILE(has_memory, nodes_with(false));
NODES_FILE(has_cpu, nodes_with(true));

/* --- one node --- */

static ssize_t cpulist_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	(void)attr;
	return cpumap_print(buf, node_cpus(node_of(kobj)), true);
}

static ssize_t cpumap_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	(void)attr;
	return cpumap_print(buf, node_cpus(node_of(kobj)), false);
}

static ssize_t distance_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	int nid = node_of(kobj), n = 0;

	(void)attr;
	for (int i = 0; i < nr_nodes; i++)
		n += sysfs_emit_at(buf, n, "%s%d", i ? " " : "", node_distance(nid, i));
	return n + sysfs_emit_at(buf, n, "\n");
}

struct page_text {
	char *buf;
	int at;
};

static __printf(2, 3) void page_printf(void *ctx, const char *fmt, ...)
{
	struct page_text *t = ctx;
	va_list ap;

	va_start(ap, fmt);
	t->at += vscnprintf(t->buf + t->at, PAGE_SIZE - (size_t)t->at, fmt, ap);
	va_end(ap);
}

#define SINK_ATTR(n, fn)                                                                           \
	static ssize_t n##_text(struct kobject *kobj, struct kobj_attribute *attr, char *buf)      \
	{                                                                                          \
		struct page_text t = {.buf = buf};                                                 \
		struct seq_sink s = {.ctx = &t, .printf = page_printf};                            \
		(void)attr;                                                                        \
		fn(&s, node_of(kobj));                                                             \
		return t.at;                                                                       \
	}                                                                                          \
	static const struct kobj_attribute n##_attr = __ATTR(n, 0444, n##_text, NULL)
SINK_ATTR(meminfo, node_meminfo_show);
SINK_ATTR(numastat, node_numastat_show);
SINK_ATTR(vmstat, node_vmstat_show);

static const struct kobj_attribute cpulist_attr = __ATTR_RO(cpulist);
static const struct kobj_attribute cpumap_attr = __ATTR_RO(cpumap);
static const struct kobj_attribute distance_attr = __ATTR_RO(distance);

/* Links between the directories of the node and its CPUs. */
static int link_cpus(int nid, const char *node_name)
{
	u64 mask = node_cpus(nid);
	char name[8];
	int err = 0;

	for (int cpu = 0; cpu < NR_CPUS && !err; cpu++) {
		if (!(mask >> cpu & 1))
			continue;
		snprintf(name, sizeof(name), "cpu%d", cpu);
		err = sysfs_create_link(node_dirs[nid], cpu_device(cpu), name);
		if (!err)
			err = sysfs_create_link(cpu_device(cpu), node_dirs[nid], node_name);
	}
	return err;
}

static void add_node(struct kobject *dir, int nid)
{
	static const struct attribute *const attrs[] = {
		&cpulist_attr.attr,
		&cpumap_attr.attr,
		&distance_attr.attr,
		&meminfo_attr.attr,
		&numastat_attr.attr,
		&vmstat_attr.attr,
		NULL,
	};
	char name[8];

	snprintf(name, sizeof(name), "node%d", nid);
	node_dirs[nid] = device_dir(dir, name);
	if (!node_dirs[nid] || sysfs_create_files(node_dirs[nid], attrs) || link_cpus(nid, name))
		panic("node: no memory for %s in sysfs", name);
}

void __init node_devices_init(void)
{
	static const struct attribute *const attrs[] = {
		&online_attr.attr,     &possible_attr.attr, &has_normal_memory_attr.attr,
		&has_memory_attr.attr, &has_cpu_attr.attr,  NULL,
	};
	struct kobject *dir = device_dir(system_kobj, "node");

	if (!dir || sysfs_create_files(dir, attrs))
		panic("node: no memory for sysfs");
	for (int nid = 0; nid < nr_nodes; nid++)
		add_node(dir, nid);
}
