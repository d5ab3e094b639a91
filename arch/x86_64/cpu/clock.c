/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/clock.c - the time-stamp counter as clock, the one-shot timer
 *
 * Theory
 *   Time is (tsc - base) * mult >> 32.  The frequency comes from the hypervisor or the processor if
 *   one tells, else from comparing with the PIT, the ACPI timer, or the RTC (clock_calibrate.c).
 *   The first sample is taken when boot begins and the second when interrupts are set up, so
 *   that the wait costs next to nothing.
 *
 *   The timer is, in this order: TSC deadline, local APIC (calibrated against the TSC between the
 *   same two points), PIT channel 0.  It may fire early when the wanted time is beyond what the
 *   counter holds; the caller programs it again.
 *
 *   If the counters of two CPUs do not agree (no machine we know of), the clock returns the
 *   greatest value any CPU has seen, and the vDSO is told not to use the counter.
 *
 * Not here: clocks that can be set, timers of tasks (kernel/sched).
 *
 * Sources: Intel SDM 3B 18.17, 3A 11.5.4; Intel 8254 data sheet
 */
#include "arch/clock.h"
#include "arch/io.h"
#include "arch/irqflags.h"
#include "arch/smp.h"
#include "base/atomic.h"
#include "kernel/base/panic.h"
#include "kernel/base/printk.h"
#include "kernel/sched/time.h"
#include "kernel/sync/spinlock.h"
#include <asm/apic.h>
#include <asm/clock.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <linux/time.h>
#include "clock_private.h"

#define SCALE_SHIFT	VDSO_SHIFT
#define PIT_CMD		0x43
#define PIT_CH0		0x40
#define PIT_CH0_ONESHOT 0x30
#define PIT_MAX		0xffffu
#define APIC_WINDOW_NS	300000

enum timer_kind { TIMER_PIT, TIMER_APIC, TIMER_DEADLINE };

const char *arch_clock_name __ro_after_init = "tsc";
u64 tsc_khz __ro_after_init;

static u64 base_tsc __ro_after_init;
static u64 ns_mult __ro_after_init;    /* 0: not running yet */
static u64 tsc_mult __ro_after_init;   /* ns -> ticks */
static u64 timer_mult __ro_after_init; /* ns -> ticks of the timer */
static enum timer_kind timer_kind __ro_after_init;
static u64 apic_start_tsc __initdata;
static bool tsc_warps;	  /* set before the CPU that showed it comes online */
static ktime_t last_seen; /* [a] only if tsc_warps */

struct vdso_data vdso_data __aligned(4096) __section(".data..page_aligned");

static u64 mul_shift(u64 a, u64 mult)
{
	return (u64)((unsigned __int128)a * mult >> SCALE_SHIFT);
}

static u64 make_mult(u64 num, u64 den)
{
	return (num << SCALE_SHIFT) / den;
}

static __noinline ktime_t never_back(ktime_t now)
{
	ktime_t last = __atomic_load_n(&last_seen, __ATOMIC_RELAXED);

	while (now > last)
		if (__atomic_compare_exchange_n(&last_seen, &last, now, true, __ATOMIC_RELAXED,
						__ATOMIC_RELAXED))
			return now;
	return last;
}

ktime_t arch_clock_ns(void)
{
	ktime_t now = (ktime_t)mul_shift(rdtsc() - base_tsc, ns_mult);

	return unlikely(tsc_warps) ? never_back(now) : now;
}

void ndelay(u64 ns)
{
	u64 start = rdtsc(), ticks;

	if (!tsc_khz) { /* before calibration: a port access takes about 1 us */
		for (u64 i = 0; i <= ns / 1000; i++)
			io_delay();
		return;
	}
	ticks = mul_shift(ns, tsc_mult);
	while (rdtsc() - start < ticks)
		cpu_relax();
}

void udelay(u64 us)
{
	ndelay(us * 1000);
}

/* --- set-up --- */

void __init clock_early_init(void)
{
	base_tsc = rdtsc();
	calibrate_begin();
}

void __init clock_apic_sample(void)
{
	apic_timer_set(~0u);
	apic_start_tsc = rdtsc();
}

/* Ticks per ms of the APIC timer, from the time since clock_apic_sample(). */
static u64 __init apic_timer_khz(void)
{
	u64 ticks = mul_shift(APIC_WINDOW_NS, tsc_mult), best = ~0ULL, tsc = 0;
	u32 count = 0;

	while (rdtsc() - apic_start_tsc < ticks)
		cpu_relax();
	for (int i = 0; i < 5; i++) { /* the read that was least disturbed */
		u64 t0 = rdtsc();
		u32 c = apic_timer_read();
		u64 t1 = rdtsc();

		if (t1 - t0 < best) {
			best = t1 - t0;
			tsc = t0 + (t1 - t0) / 2;
			count = c;
		}
	}
	return (u64)(~0u - count) * tsc_khz / (tsc - apic_start_tsc);
}

static void __init timer_init(void)
{
	u64 khz = 0;

	if (apic_present)
		khz = apic_timer_khz();
	if (apic_present && boot_cpu_has(X86_FEATURE_TSC_DEADLINE)) {
		timer_kind = TIMER_DEADLINE;
	} else if (khz) {
		timer_kind = TIMER_APIC;
		timer_mult = make_mult(khz, 1000000);
		apic_timer_set(0);
	} else {
		timer_kind = TIMER_PIT;
		timer_mult = make_mult(PIT_HZ, NSEC_PER_SEC);
		pic_unmask_timer();
	}
	if (apic_present)
		apic_timer_setup(timer_kind == TIMER_DEADLINE);
	pr_info("clock: tsc %llu.%03llu MHz (%s), timer: %s\n", tsc_khz / 1000, tsc_khz % 1000,
		calibrate_source(),
		timer_kind == TIMER_DEADLINE ? "TSC deadline"
		: timer_kind == TIMER_APIC   ? "local APIC"
					     : "PIT");
}

void __init clock_init(void)
{
	u64 khz = calibrate_end();

	if (!khz)
		panic("clock: no CPUID leaf, PIT, ACPI timer or RTC tells the frequency of the "
		      "TSC");
	tsc_khz = khz;
	tsc_mult = make_mult(khz, 1000000);
	ns_mult = make_mult(1000000, khz);
	vdso_data.clocks = 1U << CLOCK_REALTIME | 1U << CLOCK_MONOTONIC | 1U << CLOCK_BOOTTIME;
	timer_init();
}

void clock_init_cpu(void)
{
	apic_timer_setup(timer_kind == TIMER_DEADLINE);
}

bool clock_uses_pit(void)
{
	return timer_kind == TIMER_PIT;
}

/* --- the timer --- */

static void program_pit(u64 ns)
{
	u64 ticks = mul_shift(ns, timer_mult) + 1;
	u32 count = ticks > PIT_MAX ? PIT_MAX : (u32)ticks;

	outb(PIT_CH0_ONESHOT, PIT_CMD);
	outb((u8)count, PIT_CH0);
	outb((u8)(count >> 8), PIT_CH0);
}

static void program_apic(u64 ns)
{
	u64 ticks = mul_shift(ns, timer_mult) + 1;

	apic_timer_set(ticks > ~0u ? ~0u : (u32)ticks);
}

static void disarm(void)
{
	if (timer_kind == TIMER_DEADLINE)
		wrmsr(MSR_TSC_DEADLINE, 0);
	else if (timer_kind == TIMER_APIC)
		apic_timer_set(0);
	else
		outb(PIT_CH0_ONESHOT, PIT_CMD); /* no count: the output stays low */
}

void arch_timer_program(ktime_t when)
{
	u64 ns;

	if (when == KTIME_MAX) {
		disarm();
		return;
	}
	if (timer_kind == TIMER_DEADLINE) {
		ns = when > 0 ? (u64)when : 0;
		wrmsr(MSR_TSC_DEADLINE, base_tsc + mul_shift(ns, tsc_mult) + 1);
		return;
	}
	when -= arch_clock_ns();
	ns = when > 0 ? (u64)when : 0;
	if (timer_kind == TIMER_APIC)
		program_apic(ns);
	else
		program_pit(ns);
}

/* --- do the counters of two CPUs agree? --- */

#define SYNC_ROUNDS 200

static DEFINE_SPINLOCK(sync_lock, RANK_LEAF);
static u64 sync_tsc;  /* [sync_lock] the last value read, on either CPU */
static u32 sync_done; /* [a] the started CPU is through */

/*
 * Both CPUs read in turns as the lock falls, so each value must be at least the one before.  No
 * strict ping-pong: where the CPUs share one of the host's, that would cost a time slice per turn.
 */
static void sync_rounds(void)
{
	for (int i = 0; i < SYNC_ROUNDS; i++) {
		u64 now;

		spin_lock(&sync_lock);
		now = rdtsc_ordered();
		if (now < sync_tsc) {
			tsc_warps = true;
			WRITE_ONCE(vdso_data.clocks, 0);
		}
		sync_tsc = now;
		spin_unlock(&sync_lock);
	}
}

void clock_sync_source(void)
{
	sync_rounds();
	while (!smp_load_acquire(&sync_done))
		cpu_relax();
	if (tsc_warps)
		printk_once(KERN_WARNING
			    "clock: the TSCs of the CPUs differ; using the greatest\n");
	sync_tsc = 0;
	sync_done = 0;
}

void clock_sync_target(void)
{
	sync_rounds();
	smp_store_release(&sync_done, 1);
}

/* --- vDSO --- */

void arch_vdso_update(const struct vdso_time *t)
{
	WRITE_ONCE(vdso_data.seq, vdso_data.seq + 1);
	smp_wmb();
	vdso_data.t = *t;
	vdso_data.t.cycle_last = base_tsc;
	vdso_data.t.mult = ns_mult;
	vdso_data.start_ns[CLOCK_REALTIME] = t->mono_ns + t->wall_to_mono_ns;
	vdso_data.start_ns[CLOCK_MONOTONIC] = t->mono_ns;
	vdso_data.start_ns[CLOCK_BOOTTIME] = t->mono_ns + t->boot_to_mono_ns;
	smp_store_release(&vdso_data.seq, vdso_data.seq + 1);
}
