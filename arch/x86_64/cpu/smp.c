/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/smp.c - finding, starting, calling and stopping CPUs
 *
 * Theory
 *   Possible CPUs are those firmware lists, numbered in its order with the boot CPU first; their
 *   per-CPU areas are made with the kernel's page table, so that per_cpu() works for all of them
 *   from then on.  They are started one after another by INIT and start-up interrupts.
 *
 *   A call: every CPU has one slot for the call it is making (function, argument, who has still
 *   to answer) and one word that says who is calling it.  The caller fills its slot, sets its bit
 *   in the word of each target and waits; targets take their word, run the calls and clear
 *   themselves in the slots.  While a CPU waits it serves calls to itself, so it may wait
 *   with interrupts off.  If they were on when it called, it does not wait for long: a target that
 *   does not answer soon is a thread that its host does not run, and whoever spins keeps it from
 *   running.  So it halts, and the last target to answer interrupts it.
 *
 * Locks: none; atomic words as described.
 *
 * Sources: Intel SDM 3A 8.4 (start-up), MP specification B.4
 */
#include "arch/smp.h"
#include "arch/boot.h"
#include "arch/clock.h"
#include "arch/current.h"
#include "arch/irqflags.h"
#include "arch/mmu.h"
#include "arch/thread.h"
#include "kernel/base/panic.h"
#include "kernel/base/param.h"
#include "kernel/sched/irq.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/time.h"
#include "lib/kstrtox.h"
#include "lib/string.h"
#include "mm/phys/alloc.h"
#include "mm/phys/memblock.h"
#include "mm/phys/mmzone.h"
#include <asm/apic.h>
#include <asm/clock.h>
#include <asm/cpufeature.h>
#include <asm/cpuinfo.h>
#include <asm/desc.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/smp.h>
#include <asm/traps.h>

#define START_WAIT_US  5000000
#define STOP_WAIT_US   10000
#define CALL_SPINS     500 /* before a caller halts: longer than an answer takes that comes at once */
#define INIT_DELAY_US  10000
#define SIPI_DELAY_US  200
#define TRAMPOLINE_MAX 0xa0000

cpumask_t cpu_possible_mask __ro_after_init = 1;
cpumask_t cpu_online_mask = 1;
u32 cpu_apic_id[NR_CPUS] __ro_after_init;

static unsigned int nr_possible __ro_after_init = 1;
static unsigned int max_cpus __initdata = NR_CPUS;
static void *ist_stacks[NR_CPUS] __initdata;
static paddr_t trampoline __initdata;
static cpumask_t stopped_mask;

/* For the CPU being started; trampoline.S. */
u64 ap_gs_base, ap_stack;
static void *ap_ist;
static bool ap_ready; /* [a] it runs C code */
bool smp_stopping;
void ap_main(void);

extern char trampoline_start[], trampoline_end[], trampoline_long[], trampoline_cr3[],
	trampoline_long_start[];

struct call_slot {
	void (*fn)(void *arg);
	void *arg;
	u64 pending; /* [a] CPUs that have not run it yet */
	bool halted; /* [a] the caller wants an interrupt when there is none left */
};

static DEFINE_PER_CPU_ALIGNED(struct call_slot, call_slot);
static DEFINE_PER_CPU(u64, callers); /* [a] CPUs whose slot has a call for this one */

static int __init parse_maxcpus(char *value)
{
	unsigned int n;

	if (!value || kstrtouint(value, 0, &n))
		return -EINVAL;
	max_cpus = n ? n : 1;
	return 0;
}
early_param("maxcpus", parse_maxcpus);

static int __init parse_nosmp(char *value)
{
	(void)value;
	max_cpus = 1;
	return 0;
}
early_param("nosmp", parse_nosmp);

unsigned int num_online_cpus(void)
{
	return hweight64(READ_ONCE(cpu_online_mask));
}

/* --- finding --- */

void __init smp_add_cpu(u32 id)
{
	if (id == cpu_apic_id[0])
		return;
	for (unsigned int i = 1; i < nr_possible; i++)
		if (cpu_apic_id[i] == id)
			return;
	if (nr_possible >= NR_CPUS || nr_possible >= max_cpus)
		return;
	cpu_apic_id[nr_possible++] = id;
}

static void __init make_percpu_area(int cpu)
{
	size_t size = (size_t)(__per_cpu_end - __per_cpu_start);
	char *area = memblock_alloc(size, 64);

	memcpy(area, __per_cpu_template, size);
	per_cpu_offset[cpu] = (unsigned long)(area - __per_cpu_start);
	per_cpu(this_cpu_off, cpu) = per_cpu_offset[cpu];
	per_cpu(cpu_number, cpu) = cpu;
	ist_stacks[cpu] = memblock_alloc(IST_ALL_SIZE, 64);
}

unsigned long percpu_nr_pages(void)
{
	return nr_possible * DIV_ROUND_UP((size_t)(__per_cpu_end - __per_cpu_start), PAGE_SIZE);
}

void __init smp_prepare_cpus(void)
{
	for (unsigned int cpu = 1; cpu < nr_possible; cpu++) {
		make_percpu_area((int)cpu);
		cpu_possible_mask |= 1ULL << cpu;
	}
	if (nr_possible == 1)
		return;
	trampoline = memblock_phys_alloc_range(PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, TRAMPOLINE_MAX);
	if (trampoline)
		map_identity_page(trampoline);
	else
		pr_err("smp: no memory below 640 KiB to start other CPUs in\n");
}

/* --- starting --- */

static void __init install_trampoline(void)
{
	char *copy = __va(trampoline);

	memcpy(copy, trampoline_start, (size_t)(trampoline_end - trampoline_start));
	*(u32 *)(copy + (trampoline_long - trampoline_start)) =
		(u32)(trampoline + (u64)(trampoline_long_start - trampoline_start));
	*(u32 *)(copy + (trampoline_cr3 - trampoline_start)) = (u32)__pa_symbol(init_pgd);
}

static bool __init wait_online(int cpu)
{
	for (int us = 0; us < START_WAIT_US && !cpu_online(cpu); us += 10)
		udelay(10);
	return cpu_online(cpu);
}

static bool __init wait_ready(unsigned int us)
{
	for (unsigned int i = 0; i < us && !smp_load_acquire(&ap_ready); i += 10)
		udelay(10);
	return smp_load_acquire(&ap_ready);
}

static bool __init start_cpu(int cpu)
{
	struct task_struct *idle = idle_task_create(cpu);
	u32 dest = cpu_apic_id[cpu];

	page_alloc_init_cpu(cpu);
	per_cpu(current_task, cpu) = idle;
	ap_gs_base = per_cpu_offset[cpu];
	ap_stack = (u64)idle->stack + THREAD_SIZE;
	ap_ist = ist_stacks[cpu];
	smp_store_release(&ap_ready, false);

	apic_send_init(dest);
	udelay(boot_cpu_has(X86_FEATURE_HYPERVISOR) ? SIPI_DELAY_US : INIT_DELAY_US);
	apic_send_startup(dest, (u8)(trampoline >> PAGE_SHIFT));
	if (!wait_ready(SIPI_DELAY_US * 10)) {
		apic_send_startup(dest, (u8)(trampoline >> PAGE_SHIFT));
		/* on a busy host it may only be slow, and must not come when the next is awaited */
		if (!wait_ready(START_WAIT_US))
			return false;
	}
	clock_sync_source();
	return wait_online(cpu);
}

void __init arch_smp_boot(void)
{
	cpu_info_fill(0);
	if (nr_possible == 1 || !trampoline)
		return;
	install_trampoline();
	for (unsigned int cpu = 1; cpu < nr_possible; cpu++) {
		if (start_cpu((int)cpu))
			continue;
		pr_err("smp: CPU %u (APIC %u) does not start; going on with %u\n", cpu,
		       cpu_apic_id[cpu], num_online_cpus());
		break;
	}
	pr_info("smp: Brought up %d node%s, %u CPU%s\n", nr_nodes, nr_nodes == 1 ? "" : "s",
		num_online_cpus(), num_online_cpus() == 1 ? "" : "s");
}

/* Out of .init: idle never returns, and .init goes away. */
static __noinline void __noreturn ap_enter_idle(void)
{
	cpu_startup_entry();
}

/* First C code of another CPU: on its idle task's stack, per-CPU base set, interrupts off. */
void __init ap_main(void)
{
	int cpu = smp_processor_id();

	cpu_setup_features();
	fpu_init_cpu();
	cpu_tables_init(cpu, ap_ist);
	mce_init_cpu();
	this_cpu_write(cpu_tss.sp0, (unsigned long)current->stack + THREAD_SIZE);
	tlb_init_cpu();
	apic_enable_cpu();
	cpu_info_fill(cpu);
	smp_store_release(&ap_ready, true);
	clock_sync_target();
	clock_init_cpu();
	timers_init_cpu();
	__atomic_fetch_or(&cpu_online_mask, 1ULL << cpu, __ATOMIC_SEQ_CST);
	ap_enter_idle();
}

/* --- calling --- */

void smp_call_interrupt(void)
{
	int me = smp_processor_id();
	u64 from = __atomic_exchange_n(this_cpu_ptr(&callers), 0, __ATOMIC_ACQ_REL);

	while (from) {
		unsigned int caller = __ffs(from);
		struct call_slot *slot = per_cpu_ptr(&call_slot, caller);
		u64 left;

		from &= from - 1;
		slot->fn(slot->arg);
		/* full barrier; from here on the caller may go on and call somebody else */
		left = __atomic_and_fetch(&slot->pending, ~(1ULL << me), __ATOMIC_SEQ_CST);
		if (!left && READ_ONCE(slot->halted))
			apic_send_ipi(cpu_apic_id[caller], VEC_CALL);
	}
}

/* Until all have answered.  Interrupts off; on for a while if @may_halt. */
static void wait_for_answers(struct call_slot *slot, bool may_halt)
{
	for (int spins = 0; __atomic_load_n(&slot->pending, __ATOMIC_ACQUIRE); spins++) {
		smp_call_interrupt();
		if (!may_halt || spins < CALL_SPINS) {
			cpu_relax();
			continue;
		}
		(void)xchg(&slot->halted, true); /* full barrier before the last look */
		if (__atomic_load_n(&slot->pending, __ATOMIC_ACQUIRE)) {
			arch_safe_halt();
			local_irq_disable();
		}
		WRITE_ONCE(slot->halted, false);
	}
}

void smp_call_many(cpumask_t mask, void (*fn)(void *arg), void *arg)
{
	struct call_slot *slot;
	u64 me, left;
	unsigned long flags;

	debug_assert(!in_interrupt()); /* there is one slot */
	local_irq_save(flags);
	slot = this_cpu_ptr(&call_slot);
	me = 1ULL << smp_processor_id();
	slot->fn = fn;
	slot->arg = arg;
	__atomic_store_n(&slot->pending, mask, __ATOMIC_RELEASE);
	for (left = mask; left; left &= left - 1) {
		unsigned int cpu = __ffs(left);

		/* not first: an interrupt that has not been taken yet is on its way */
		if (!__atomic_fetch_or(per_cpu_ptr(&callers, cpu), me, __ATOMIC_SEQ_CST))
			apic_send_ipi(cpu_apic_id[cpu], VEC_CALL);
	}
	wait_for_answers(slot, !irqs_disabled_flags(flags));
	local_irq_restore(flags);
}

void smp_call_function_mask(cpumask_t mask, void (*fn)(void *arg), void *arg)
{
	mask &= READ_ONCE(cpu_online_mask) & ~(1ULL << smp_processor_id());
	if (mask)
		smp_call_many(mask, fn, arg);
}

void arch_send_reschedule(int cpu)
{
	if (cpu == smp_processor_id())
		set_tsk_thread_flag(current, TIF_NEED_RESCHED);
	else
		apic_send_ipi(cpu_apic_id[cpu], VEC_RESCHED);
}

/* --- stopping --- */

void smp_note_stopped(void)
{
	__atomic_fetch_or(&stopped_mask, 1ULL << smp_processor_id(), __ATOMIC_RELEASE);
}

static cpumask_t not_stopped(void)
{
	return READ_ONCE(cpu_online_mask) & ~__atomic_load_n(&stopped_mask, __ATOMIC_ACQUIRE) &
	       ~(1ULL << smp_processor_id());
}

void smp_stop_others(void)
{
	cpumask_t left = not_stopped();

	for (cpumask_t m = left; m; m &= m - 1)
		apic_send_ipi(cpu_apic_id[__ffs(m)], VEC_STOP);
	for (int us = 0; us < STOP_WAIT_US && not_stopped(); us += 10)
		udelay(10);
	/* those that spin with interrupts off only hear an NMI */
	smp_stopping = true;
	for (cpumask_t m = not_stopped(); m; m &= m - 1)
		apic_send_nmi(cpu_apic_id[__ffs(m)]);
	for (int us = 0; us < STOP_WAIT_US && not_stopped(); us += 10)
		udelay(10);
}
