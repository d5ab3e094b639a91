/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/clock_calibrate.c - how fast is the time-stamp counter?
 *
 * Theory
 *   A sample is a pair of readings, TSC and reference, taken so close together that a busy host
 *   cannot have come between: of several tries the one whose two TSC readings around the
 *   reference differ least counts.  Between two samples the host may do what it likes, both
 *   clocks go on.  The result must lie in reasonable bounds and a second, shorter window must agree
 *   with it; otherwise again, with longer windows.
 *
 *   PIT channel 0 counts down once from 65535 (55 ms) and then raises its output: a window that was
 *   too long is seen, not miscounted.  (Channel 2 needs the speaker port, which microvm has not.)
 *   The interrupt it raises is masked or not yet looked at.
 *
 * Sources: Intel 8254 data sheet; ACPI 6.4 4.8.3.3; CPUID leaf 0x40000010 (VMware, KVM); Intel SDM
 * 3B 18.7.3 (leaves 0x15 and 0x16)
 */
#include "clock_private.h"
#include "arch/io.h"
#include "arch/irqflags.h"
#include "base/bits.h"
#include "drivers/acpi/acpi.h"
#include "kernel/base/printk.h"
#include <asm/cpufeature.h>
#include <asm/msr.h>

#define PIT_CMD	      0x43
#define PIT_CH0	      0x40
#define PIT_CH0_MODE0 0x30
#define PIT_READ_BACK 0xc2 /* status and count of channel 0 */
#define STATUS_OUT    0x80

#define PM_TIMER_HZ   3579545u
#define PM_TIMER_MASK 0xffffffu

#define TRIES		5
#define ATTEMPTS	5
#define FIRST_WINDOW_US 1000
#define CHECK_WINDOW_US 500
#define WAIT_LOOPS	2000000
#define KHZ_MIN		50000ULL
#define KHZ_MAX		20000000ULL
#define AGREE_PERCENT	1

struct sample {
	u64 tsc;
	u32 ticks; /* of the reference, counting up */
};

struct reference {
	const char *name;
	u32 hz;
	void (*start)(void);
	u32 (*read)(u64 *t0, u64 *t1); /* with the TSC right before and after */
	bool (*expired)(void);
	u32 mask;
};

static struct sample first __initdata;
static const char *source __initdata = "none";
static u16 pm_port __initdata;
static bool pit_out __initdata; /* the window was too long */

/* --- references --- */

static void __init pit_start(void)
{
	outb(PIT_CH0_MODE0, PIT_CMD);
	outb(0xff, PIT_CH0);
	outb(0xff, PIT_CH0);
	pit_out = false;
}

static u32 __init pit_read(u64 *t0, u64 *t1)
{
	u32 count;

	*t0 = rdtsc();
	outb(PIT_READ_BACK, PIT_CMD);
	*t1 = rdtsc();
	if (inb(PIT_CH0) & STATUS_OUT)
		pit_out = true;
	count = inb(PIT_CH0);
	count |= (u32)inb(PIT_CH0) << 8;
	return 0xffff - count;
}

static bool __init pit_expired(void)
{
	return pit_out;
}

static void __init pm_start(void)
{
}

static u32 __init pm_read(u64 *t0, u64 *t1)
{
	u32 v;

	*t0 = rdtsc();
	v = inl(pm_port);
	*t1 = rdtsc();
	return v & PM_TIMER_MASK;
}

static bool __init pm_expired(void)
{
	return false; /* wraps after 4.7 s, far beyond any window */
}

static struct reference pit __initdata = {
	"PIT", PIT_HZ, pit_start, pit_read, pit_expired, 0xffff,
};
static struct reference pm_timer __initdata = {
	"ACPI timer", PM_TIMER_HZ, pm_start, pm_read, pm_expired, PM_TIMER_MASK,
};

/* --- measuring --- */

static struct sample __init take_sample(const struct reference *r)
{
	struct sample s = {0, 0};
	u64 best = ~0ULL;

	for (int i = 0; i < TRIES; i++) {
		u64 t0, t1;
		u32 ticks = r->read(&t0, &t1);

		if (t1 - t0 < best) {
			best = t1 - t0;
			s.tsc = t0 + (t1 - t0) / 2;
			s.ticks = ticks;
		}
	}
	return s;
}

/* kHz from @a until now, waiting until @us have passed by the reference; 0 if it failed. */
static u64 __init measure_from(const struct reference *r, struct sample a, u32 us)
{
	u32 want = (u32)((u64)r->hz * us / 1000000);
	u64 t0, t1;
	struct sample b;
	int loops = 0;

	while (((r->read(&t0, &t1) - a.ticks) & r->mask) < want && loops < WAIT_LOOPS &&
	       !r->expired())
		loops++;
	b = take_sample(r);
	if (loops == WAIT_LOOPS || r->expired() || b.ticks == a.ticks)
		return 0;
	return (b.tsc - a.tsc) * r->hz / ((b.ticks - a.ticks) & r->mask) / 1000;
}

static u64 __init measure(const struct reference *r, u32 us)
{
	r->start();
	return measure_from(r, take_sample(r), us);
}

static bool __init sane(u64 khz)
{
	return khz >= KHZ_MIN && khz <= KHZ_MAX;
}

static bool __init agree(u64 a, u64 b)
{
	u64 diff = a > b ? a - b : b - a;

	return diff <= a / 100 * AGREE_PERCENT;
}

/* @khz: what the first window gave, or 0. */
static u64 __init confirm(const struct reference *r, u64 khz)
{
	u32 window = FIRST_WINDOW_US, check = CHECK_WINDOW_US;

	for (int i = 0; i < ATTEMPTS; i++) {
		u64 second;

		if (!sane(khz))
			khz = measure(r, window);
		second = measure(r, check);
		if (sane(khz) && sane(second) && agree(khz, second)) {
			source = r->name;
			return khz;
		}
		khz = 0;
		window *= 2;
		check *= 2;
	}
	return 0;
}

/*
 * The real-time clock, of which only the second is fast enough to see: a last resort that takes two
 * to six of them.  Two seconds in a row must agree.
 */
static u64 __init rtc_khz(void)
{
	u64 before, now, khz, last = 0;

	if (!rtc_wait_second())
		return 0;
	pr_info("clock: nothing but the RTC to time the TSC with: that takes seconds\n");
	before = rdtsc();
	for (int i = 0; i < ATTEMPTS && rtc_wait_second(); i++) {
		now = rdtsc();
		khz = (now - before) / 1000;
		if (sane(khz) && last && agree(khz, last)) {
			source = "RTC";
			return (khz + last) / 2;
		}
		last = khz;
		before = now;
	}
	return 0;
}

/* Processors that know their crystal, or whose nominal frequency gives it. */
static u64 __init cpuid_khz(void)
{
	struct cpuid_regs r;
	u64 khz;

	if (boot_cpu.cpuid_level < 0x15)
		return 0;
	r = cpuid(0x15, 0); /* TSC / crystal = ebx / eax; crystal: ecx Hz */
	if (!r.eax || !r.ebx)
		return 0;
	khz = (u64)r.ecx * r.ebx / r.eax / 1000;
	if (!khz && boot_cpu.cpuid_level >= 0x16)
		khz = (u64)(u16)cpuid(0x16, 0).eax * 1000;
	if (!sane(khz))
		return 0;
	source = "CPUID";
	return khz;
}

/* VMware's and KVM's timing leaf; TCG has none. */
static u64 __init hypervisor_khz(void)
{
	u64 khz;

	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR) || cpuid(0x40000000, 0).eax < 0x40000010)
		return 0;
	khz = cpuid(0x40000010, 0).eax;
	if (!sane(khz))
		return 0;
	source = "hypervisor";
	return khz;
}

void __init calibrate_begin(void)
{
	pit_start();
	first = take_sample(&pit);
}

u64 __init calibrate_end(void)
{
	bool is_32bit;
	u64 khz = hypervisor_khz();

	if (!khz)
		khz = cpuid_khz();
	if (khz)
		return khz;
	khz = confirm(&pit, measure_from(&pit, first, FIRST_WINDOW_US));
	if (khz)
		return khz;
	pm_port = acpi_pm_timer_port(&is_32bit);
	khz = pm_port ? confirm(&pm_timer, 0) : 0;
	return khz ? khz : rtc_khz();
}

const char *__init calibrate_source(void)
{
	return source;
}
