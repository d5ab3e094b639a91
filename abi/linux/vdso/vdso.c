/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/vdso/vdso.c - calls that need no kernel: clock_gettime, gettimeofday, time, getcpu
 *
 * Theory
 *   This file is not part of the kernel: it is linked as a shared object of its own, which the
 * kernel maps into every process and whose address it gives in AT_SYSINFO_EHDR.  It runs in user
 * mode, on the user's stack.  The page before it is the kernel's vdso_data (arch/clock.h).  What it
 * cannot answer it asks by system call, so its results never differ from the kernel's.
 *
 * Not here: where it is mapped (map.c), who writes the data (arch_vdso_update).
 *
 * Locks: none; a sequence count, see arch/clock.h.
 *
 * Sources: vdso(7), clock_gettime(2); Intel SDM 3 (RDTSC, LSL)
 */
#include "arch/clock.h"
#include <asm/unistd.h>
#include <linux/time.h>
#include <linux/time_types.h>

#define NSEC_PER_SEC 1000000000LL
/* Selector of the segment whose limit is the number of the CPU (arch/x86_64, GDT_CPU). */
#define CPU_SELECTOR 0x7b

extern const volatile struct vdso_data vvar_page __attribute__((visibility("hidden")));

int __vdso_clock_gettime(int clk, struct __kernel_timespec *ts);
int __vdso_clock_getres(int clk, struct __kernel_timespec *res);
int __vdso_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz);
__kernel_old_time_t __vdso_time(__kernel_old_time_t *t);
long __vdso_getcpu(unsigned int *cpu, unsigned int *node, void *unused);

static inline long syscall2(long nr, long a, long b)
{
	long ret;

	/* The processor itself overwrites rcx and r11. */
	__asm__ volatile("syscall" : "=a"(ret) : "0"(nr), "D"(a), "S"(b) : "rcx", "r11", "memory");
	return ret;
}

/* The time stamp counter, not read before what the program does before. */
static inline u64 rdtsc_ordered(void)
{
	u32 lo, hi;

	__asm__ volatile("lfence\n\trdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return (u64)hi << 32 | lo;
}

static inline u32 begin_read(const volatile struct vdso_data *d)
{
	u32 seq;

	while ((seq = __atomic_load_n(&d->seq, __ATOMIC_ACQUIRE)) & 1)
		__asm__ volatile("pause");
	return seq;
}

static inline int must_retry(const volatile struct vdso_data *d, u32 seq)
{
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return seq != __atomic_load_n(&d->seq, __ATOMIC_RELAXED);
}

/* True if the counter gives @clk. */
static inline int is_counted(int clk)
{
	return (unsigned int)clk < VDSO_CLOCKS && (vvar_page.clocks >> clk & 1);
}

/* Nanoseconds of @clk, which is_counted(). */
static inline s64 read_counted(int clk)
{
	const volatile struct vdso_data *d = &vvar_page;
	u64 delta, base;
	u32 seq;
	s64 ns;

	do {
		seq = begin_read(d);
		base = d->t.cycle_last;
		delta = rdtsc_ordered();
		/* Another CPU may have stored a cycle_last that is a little ahead of us. */
		delta = delta > base ? delta - base : 0;
		ns = d->start_ns[clk] + (s64)((unsigned __int128)delta * d->t.mult >> VDSO_SHIFT);
	} while (must_retry(d, seq));
	return ns;
}

/* The time of the last tick; it does not need a counter.  Of CLOCK_REALTIME or CLOCK_MONOTONIC. */
static inline s64 read_coarse(int clk)
{
	const volatile struct vdso_data *d = &vvar_page;
	u32 seq;
	s64 ns;

	do {
		seq = begin_read(d);
		ns = d->start_ns[clk] + d->coarse_ns;
	} while (must_retry(d, seq));
	return ns;
}

static inline void store(struct __kernel_timespec *ts, s64 ns)
{
	ts->tv_sec = (u64)ns / NSEC_PER_SEC;
	ts->tv_nsec = (u64)ns % NSEC_PER_SEC;
}

/* Apart, so that the way of the others needs no stack. */
static __attribute__((noinline)) int gettime_otherwise(int clk, struct __kernel_timespec *ts)
{
	if (clk == CLOCK_REALTIME_COARSE)
		store(ts, read_coarse(CLOCK_REALTIME));
	else if (clk == CLOCK_MONOTONIC_COARSE)
		store(ts, read_coarse(CLOCK_MONOTONIC));
	else
		return (int)syscall2(__NR_clock_gettime, clk, (long)ts);
	return 0;
}

int __vdso_clock_gettime(int clk, struct __kernel_timespec *ts)
{
	if (!is_counted(clk))
		return gettime_otherwise(clk, ts);
	store(ts, read_counted(clk));
	return 0;
}

int __vdso_clock_getres(int clk, struct __kernel_timespec *res)
{
	return (int)syscall2(__NR_clock_getres, clk, (long)res);
}

int __vdso_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz)
{
	if (tz || !is_counted(CLOCK_REALTIME))
		return (int)syscall2(__NR_gettimeofday, (long)tv, (long)tz);
	if (tv) {
		s64 ns = read_counted(CLOCK_REALTIME);

		tv->tv_sec = (long)((u64)ns / NSEC_PER_SEC);
		tv->tv_usec = (long)((u64)ns % NSEC_PER_SEC / 1000);
	}
	return 0;
}

__kernel_old_time_t __vdso_time(__kernel_old_time_t *t)
{
	__kernel_old_time_t now =
		(__kernel_old_time_t)((u64)read_coarse(CLOCK_REALTIME) / NSEC_PER_SEC);

	if (t)
		*t = now;
	return now;
}

long __vdso_getcpu(unsigned int *cpu, unsigned int *node, void *unused)
{
	unsigned int n;

	(void)unused;
	__asm__ volatile("lsl %1, %0" : "=r"(n) : "r"(CPU_SELECTOR) : "cc");
	if (cpu)
		*cpu = n;
	if (node)
		*node = 0;
	return 0;
}

/* The names without prefix that Linux's has, too. */
int clock_gettime(int, struct __kernel_timespec *)
	__attribute__((weak, alias("__vdso_clock_gettime")));
int clock_getres(int, struct __kernel_timespec *)
	__attribute__((weak, alias("__vdso_clock_getres")));
int gettimeofday(struct __kernel_old_timeval *, struct timezone *)
	__attribute__((weak, alias("__vdso_gettimeofday")));
__kernel_old_time_t time(__kernel_old_time_t *) __attribute__((weak, alias("__vdso_time")));
long getcpu(unsigned int *, unsigned int *, void *) __attribute__((weak, alias("__vdso_getcpu")));
