/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/system.c - small files about the whole system: version, uptime, loadavg, devices, ...
 *
 * Theory
 *   Each file is one function that writes the text as it is now.  What is known elsewhere is
 *   printed there (chrdev_show, cpuinfo_show, ...); here is the rest.
 *
 * Sources: proc(5); formats compared with Linux 6.1
 */
#include "internal.h"

#include "arch/cpuinfo.h"
#include "arch/smp.h"
#include "drivers/tty/tty.h"
#include "fs/vfs/locks.h"
#include "kernel/base/panic.h"
#include "kernel/base/param.h"
#include "kernel/base/utsname.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/process.h"
#include "lib/string.h"
#include "mm/kmem/resource.h"

#define LOAD_BITS   11 /* of the fixed-point load averages */
#define LOAD_ONE    (1UL << LOAD_BITS)
#define CENTISECOND (NSEC_PER_SEC / 100)

static int version_show(struct seq_file *m, void *v)
{
	(void)v;
	seq_puts(m, linux_banner);
	return 0;
}

static int cmdline_show(struct seq_file *m, void *v)
{
	(void)v;
	seq_printf(m, "%s\n", saved_command_line);
	return 0;
}

static int uptime_show(struct seq_file *m, void *v)
{
	u64 up = (u64)ktime_get_boottime() / CENTISECOND, idle = 0;
	int cpu;

	(void)v;
	for_each_online_cpu (cpu)
		idle += cpu_stat_read(CPUSTAT_IDLE, cpu);
	idle /= CENTISECOND;
	seq_printf(m, "%llu.%02llu %llu.%02llu\n", up / 100, up % 100, idle / 100, idle % 100);
	return 0;
}

static int loadavg_show(struct seq_file *m, void *v)
{
	u64 load[3];

	(void)v;
	get_loadavg(load);
	for (int i = 0; i < 3; i++) {
		u64 l = load[i] + LOAD_ONE / 200; /* rounded to hundredths */

		seq_printf(m, "%llu.%02llu ", l >> LOAD_BITS,
			   (l & (LOAD_ONE - 1)) * 100 >> LOAD_BITS);
	}
	seq_printf(m, "%u/%u %d\n", nr_running(), nr_threads_total(), last_pid());
	return 0;
}

static int devices_show(struct seq_file *m, void *v)
{
	(void)v;
	chrdev_show(m);
	seq_puts(m, "\nBlock devices:\n");
	return 0;
}

static int filesystems_show(struct seq_file *m, void *v)
{
	const struct file_system_type *t;

	(void)v;
	for (t = smp_load_acquire(&file_systems); t; t = smp_load_acquire(&t->next))
		seq_printf(m, "%s\t%s\n", t->fs_flags & FS_REQUIRES_DEV ? "" : "nodev", t->name);
	return 0;
}

/* There is no swap: the header alone. */
static int swaps_show(struct seq_file *m, void *v)
{
	(void)v;
	seq_puts(m, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
	return 0;
}

/* There are no block devices; Linux then prints nothing, not even partitions' header. */
static int empty_show(struct seq_file *m, void *v)
{
	(void)m;
	(void)v;
	return 0;
}

/* --- cpuinfo: a record per CPU --- */

/* One personality, the Linux one. */
static int execdomains_show(struct seq_file *m, void *v)
{
	(void)v;
	seq_puts(m, "0-0\tLinux           \t[kernel]\n");
	return 0;
}

static void *cpu_at(loff_t *pos)
{
	while (*pos < NR_CPUS && !cpu_online((int)*pos))
		++*pos;
	return *pos < NR_CPUS ? (void *)(*pos + 1) : NULL;
}

static void *cpuinfo_start(struct seq_file *m, loff_t *pos)
{
	(void)m;
	return cpu_at(pos);
}

static void *cpuinfo_next(struct seq_file *m, void *v, loff_t *pos)
{
	(void)m;
	(void)v;
	++*pos;
	return cpu_at(pos);
}

static void cpuinfo_stop(struct seq_file *m, void *v)
{
	(void)m;
	(void)v;
}

static int cpuinfo_show_one(struct seq_file *m, void *v)
{
	struct seq_sink s = seq_sink_of(m);

	cpuinfo_show(&s, (int)(long)v - 1);
	return 0;
}

static const struct seq_operations cpuinfo_ops = {
	.start = cpuinfo_start,
	.next = cpuinfo_next,
	.stop = cpuinfo_stop,
	.show = cpuinfo_show_one,
};

static int cpuinfo_open(struct inode *inode, struct file *f)
{
	(void)inode;
	return seq_open(f, &cpuinfo_ops);
}

static const struct file_operations cpuinfo_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.open = cpuinfo_open,
	.release = seq_release,
};

/* --- ioports, iomem --- */

struct resource_print {
	struct seq_file *m;
	int width; /* hex digits */
	bool see;  /* addresses are for CAP_SYS_ADMIN */
};

static int show_resource(const struct resource *r, int depth, void *ctx)
{
	const struct resource_print *p = ctx;
	unsigned long long start = p->see ? r->start : 0, end = p->see ? r->end : 0;

	seq_printf(p->m, "%*s%0*llx-%0*llx : %s\n", depth * 2, "", p->width, start, p->width, end,
		   r->name ? r->name : "<BAD>");
	return 0;
}

static int show_resources(struct seq_file *m, struct resource *root, int width)
{
	struct resource_print p = {
		.m = m,
		.width = width,
		.see = cred_has_cap(m->file->f_cred, CAP_SYS_ADMIN),
	};

	return walk_resource_tree(root, show_resource, &p);
}

static int ioports_show(struct seq_file *m, void *v)
{
	(void)v;
	return show_resources(m, &ioport_resource, 4);
}

static int iomem_show(struct seq_file *m, void *v)
{
	(void)v;
	return show_resources(m, &iomem_resource, 8);
}

static int proc_locks_show(struct seq_file *m, void *v)
{
	(void)v;
	locks_show(m);
	return 0;
}

void __init proc_system_init(void)
{
	struct proc_dir_entry *cmdline = proc_create_single("cmdline", 0, NULL, cmdline_show);

	if (!cmdline || !proc_create("cpuinfo", 0, NULL, &cpuinfo_fops, NULL) ||
	    !proc_create_single("version", 0, NULL, version_show) ||
	    !proc_create_single("uptime", 0, NULL, uptime_show) ||
	    !proc_create_single("loadavg", 0, NULL, loadavg_show) ||
	    !proc_create_single("devices", 0, NULL, devices_show) ||
	    !proc_create_single("filesystems", 0, NULL, filesystems_show) ||
	    !proc_create_single("swaps", 0, NULL, swaps_show) ||
	    !proc_create_single("partitions", 0, NULL, empty_show) ||
	    !proc_create_single("diskstats", 0, NULL, empty_show) ||
	    !proc_create_single("execdomains", 0, NULL, execdomains_show) ||
	    !proc_create_single("consoles", 0, NULL, consoles_show) || !proc_mkdir("tty", NULL) ||
	    !proc_create_single("tty/drivers", 0, NULL, tty_drivers_show) ||
	    !proc_create_single("ioports", 0, NULL, ioports_show) ||
	    !proc_create_single("iomem", 0, NULL, iomem_show) ||
	    !proc_create_single("locks", 0, NULL, proc_locks_show))
		panic("proc: no memory for the files of the system");
	cmdline->size = (loff_t)strlen(saved_command_line) + 1;
}
