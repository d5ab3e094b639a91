/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/cpu_stat.c - /proc/stat and /proc/interrupts: what the CPUs did
 *
 * Locks: none; counters are read as they are.
 * Sources: proc(5); formats compared with Linux 6.1
 */
#include "internal.h"

#include "arch/smp.h"
#include "kernel/base/panic.h"
#include "kernel/proc/process.h"
#include "kernel/sched/irq.h"

#define IRQ_NAME_WIDTH 3
#define NR_SOFTIRQS    10

static void show_cpu_times(struct seq_file *m, const u64 t[NR_CPUSTATS])
{
	for (int i = 0; i < NR_CPUSTATS; i++)
		seq_printf(m, " %llu", nsec_to_clock_t(t[i]));
	seq_puts(m, " 0 0\n"); /* guests: there are none */
}

static void show_all_cpu_times(struct seq_file *m)
{
	u64 sum[NR_CPUSTATS] = {0}, t[NR_CPUSTATS];
	int cpu, i;

	for_each_possible_cpu (cpu)
		for (i = 0; i < NR_CPUSTATS; i++)
			sum[i] += cpu_stat_read((enum cpu_stat)i, cpu);
	seq_puts(m, "cpu ");
	show_cpu_times(m, sum);
	for_each_online_cpu (cpu) {
		for (i = 0; i < NR_CPUSTATS; i++)
			t[i] = cpu_stat_read((enum cpu_stat)i, cpu);
		seq_printf(m, "cpu%d", cpu);
		show_cpu_times(m, t);
	}
}

static void show_interrupt_counts(struct seq_file *m)
{
	seq_printf(m, "intr %llu", irq_total());
	for (int irq = 0; irq < NR_IRQS; irq++) {
		u64 n = 0;
		int cpu;

		for_each_possible_cpu (cpu)
			n += irq_count(irq, cpu);
		seq_printf(m, " %llu", n);
	}
	seq_putc(m, '\n');
}

static int stat_show(struct seq_file *m, void *v)
{
	s64 boot = (ktime_get_real() - ktime_get_boottime()) / NSEC_PER_SEC;

	(void)v;
	show_all_cpu_times(m);
	show_interrupt_counts(m);
	seq_printf(m, "ctxt %llu\nbtime %lld\nprocesses %llu\nprocs_running %u\nprocs_blocked %u\n",
		   nr_context_switches(), boot, total_forks(), nr_running(), nr_iowait());
	/* Pith has no softirqs; programs expect the line. */
	seq_puts(m, "softirq 0");
	for (int i = 0; i < NR_SOFTIRQS; i++)
		seq_puts(m, " 0");
	seq_putc(m, '\n');
	return 0;
}

static void show_irq_line(struct seq_file *m, int irq)
{
	char names[64];
	int cpu;

	seq_printf(m, "%*d: ", IRQ_NAME_WIDTH, irq);
	for_each_online_cpu (cpu)
		seq_printf(m, "%10llu ", irq_count(irq, cpu));
	irq_action_names(irq, names, sizeof(names));
	seq_printf(m, " %8s %*d  %s\n", irq_chip_name(irq), IRQ_NAME_WIDTH, irq, names);
}

static int interrupts_show(struct seq_file *m, void *v)
{
	static const struct {
		const char *name, *what;
	} stats[NR_IRQ_STATS] = {
		[IRQ_STAT_NMI] = {"NMI", "Non-maskable interrupts"},
		[IRQ_STAT_LOC] = {"LOC", "Local timer interrupts"},
		[IRQ_STAT_SPU] = {"SPU", "Spurious interrupts"},
		[IRQ_STAT_RES] = {"RES", "Rescheduling interrupts"},
		[IRQ_STAT_CAL] = {"CAL", "Function call interrupts"},
		[IRQ_STAT_TLB] = {"TLB", "TLB shootdowns"},
	};
	int cpu;

	(void)v;
	seq_printf(m, "%*s        ", IRQ_NAME_WIDTH, "");
	for_each_online_cpu (cpu)
		seq_printf(m, "CPU%-8d", cpu);
	seq_putc(m, '\n');
	for (int irq = 0; irq < NR_IRQS; irq++)
		if (irq_chip_name(irq))
			show_irq_line(m, irq);
	for (int i = 0; i < NR_IRQ_STATS; i++) {
		seq_printf(m, "%*s: ", IRQ_NAME_WIDTH, stats[i].name);
		for_each_online_cpu (cpu)
			seq_printf(m, "%10llu ", irq_stat_read((enum irq_stat)i, cpu));
		seq_printf(m, "  %s\n", stats[i].what);
	}
	return 0;
}

void __init proc_stat_init(void)
{
	if (!proc_create_single("stat", 0, NULL, stat_show) ||
	    !proc_create_single("interrupts", 0, NULL, interrupts_show))
		panic("proc: no memory for stat");
}
