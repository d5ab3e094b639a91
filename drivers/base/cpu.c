/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/base/cpu.c - /sys/devices/system/cpu: which processors there are, and how they belong
 *   together
 *
 * Theory
 *   Everything is computed from masks that are final once all CPUs are up.  Which CPUs are
 *   siblings follows from the package and core number that each CPU has by its own CPUID.
 *
 * Locks: none; const after boot.
 * Sources: Linux Documentation/ABI/stable/sysfs-devices-system-cpu, admin-guide/cputopology.rst
 */
#include "drivers/base/device.h"

#include "arch/cpuinfo.h"
#include "arch/smp.h"
#include "kernel/base/panic.h"
#include "lib/format.h"
#include "mm/kmem/slab.h"

#define HEX_GROUP 32 /* bits between two commas of a mask */

static struct kobject *cpu_dirs[NR_CPUS]; /* [c] */

/* One more than the largest number a CPU can have. */
static int nr_cpu_ids(void)
{
	int n = 1;

	for (int cpu = 0; cpu < NR_CPUS; cpu++) {
		if (cpu_possible_mask >> cpu & 1)
			n = cpu + 1;
	}
	return n;
}

static int print_list(char *buf, u64 mask)
{
	int n = 0;

	for (int cpu = 0; cpu < NR_CPUS; cpu++) {
		int last = cpu;

		if (!(mask >> cpu & 1))
			continue;
		while (last + 1 < NR_CPUS && (mask >> (last + 1) & 1))
			last++;
		n += sysfs_emit_at(buf, n, last > cpu ? "%s%d-%d" : "%s%d", n ? "," : "", cpu,
				   last);
		cpu = last;
	}
	return n + sysfs_emit_at(buf, n, "\n");
}

int cpumap_print(char *buf, u64 mask, bool list)
{
	int bits = nr_cpu_ids();

	if (list)
		return print_list(buf, mask);
	if (bits <= HEX_GROUP)
		return sysfs_emit(buf, "%0*llx\n", (bits + 3) / 4, mask);
	return sysfs_emit(buf, "%0*llx,%08llx\n", (bits - HEX_GROUP + 3) / 4, mask >> HEX_GROUP,
			  mask & 0xffffffff);
}

/* --- the directory itself --- */

#define MASK_FILE(n, expr)                                                                         \
	static ssize_t n##_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)      \
	{                                                                                          \
		(void)kobj;                                                                        \
		(void)attr;                                                                        \
		return print_list(buf, expr);                                                      \
	}                                                                                          \
	static const struct kobj_attribute n##_attr = __ATTR_RO(n)
MASK_FILE(online, READ_ONCE(cpu_online_mask));
MASK_FILE(possible, cpu_possible_mask);
MASK_FILE(present, cpu_possible_mask);
MASK_FILE(offline, cpu_possible_mask & ~READ_ONCE(cpu_online_mask));
MASK_FILE(isolated, 0);

static ssize_t kernel_max_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	(void)kobj;
	(void)attr;
	return sysfs_emit(buf, "%d\n", NR_CPUS - 1);
}
static const struct kobj_attribute kernel_max_attr = __ATTR_RO(kernel_max);

/* --- topology of one CPU --- */

static int cpu_of(const struct kobject *topology)
{
	for (int cpu = 0; cpu < NR_CPUS; cpu++) {
		if (cpu_dirs[cpu] == topology->parent)
			return cpu;
	}
	BUG();
}

/* CPUs of the same package, and if @core of the same core. */
static u64 siblings(int cpu, bool core)
{
	struct cpu_topology mine, other;
	u64 mask = 0;
	int i;

	cpu_topology_read(cpu, &mine);
	for_each_online_cpu (i) {
		cpu_topology_read(i, &other);
		if (other.package == mine.package && (!core || other.core == mine.core))
			mask |= 1ULL << i;
	}
	return mask;
}

#define ID_FILE(n, field)                                                                          \
	static ssize_t n##_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)      \
	{                                                                                          \
		struct cpu_topology t;                                                             \
		(void)attr;                                                                        \
		cpu_topology_read(cpu_of(kobj), &t);                                               \
		return sysfs_emit(buf, "%u\n", t.field);                                           \
	}                                                                                          \
	static const struct kobj_attribute n##_attr = __ATTR_RO(n)
ID_FILE(physical_package_id, package);
ID_FILE(core_id, core);

#define SIBLING_FILE(n, core, list)                                                                \
	static ssize_t n##_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)      \
	{                                                                                          \
		(void)attr;                                                                        \
		return cpumap_print(buf, siblings(cpu_of(kobj), core), list);                      \
	}                                                                                          \
	static const struct kobj_attribute n##_attr = __ATTR_RO(n)
SIBLING_FILE(thread_siblings, true, false);
SIBLING_FILE(thread_siblings_list, true, true);
SIBLING_FILE(core_cpus, true, false);
SIBLING_FILE(core_cpus_list, true, true);
SIBLING_FILE(core_siblings, false, false);
SIBLING_FILE(core_siblings_list, false, true);
SIBLING_FILE(package_cpus, false, false);
SIBLING_FILE(package_cpus_list, false, true);

static void add_cpu(struct kobject *dir, int cpu)
{
	static const struct attribute *const attrs[] = {
		&physical_package_id_attr.attr,
		&core_id_attr.attr,
		&thread_siblings_attr.attr,
		&thread_siblings_list_attr.attr,
		&core_cpus_attr.attr,
		&core_cpus_list_attr.attr,
		&core_siblings_attr.attr,
		&core_siblings_list_attr.attr,
		&package_cpus_attr.attr,
		&package_cpus_list_attr.attr,
		NULL,
	};
	struct kobject *topology;
	char name[8];

	snprintf(name, sizeof(name), "cpu%d", cpu);
	cpu_dirs[cpu] = device_dir(dir, name);
	if (!cpu_dirs[cpu])
		panic("cpu: no memory for %s in sysfs", name);
	if (!cpu_online(cpu))
		return;
	topology = device_dir(cpu_dirs[cpu], "topology");
	if (!topology || sysfs_create_files(topology, attrs))
		panic("cpu: no memory for the topology of %s", name);
}

struct kobject *cpu_device(int cpu)
{
	return cpu_dirs[cpu];
}

void __init cpu_devices_init(void)
{
	static const struct attribute *const attrs[] = {
		&online_attr.attr,
		&possible_attr.attr,
		&present_attr.attr,
		&offline_attr.attr,
		&isolated_attr.attr,
		&kernel_max_attr.attr,
		NULL,
	};
	struct kobject *dir = device_dir(system_kobj, "cpu");
	int cpu;

	if (!dir || sysfs_create_files(dir, attrs))
		panic("cpu: no memory for sysfs");
	for_each_possible_cpu (cpu)
		add_cpu(dir, cpu);
}
