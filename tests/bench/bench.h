/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/bench/bench.h - what the rows of the benchmark share
 *
 * Time is the TSC.  Under QEMU's -icount shift=0 it counts the instructions executed, under plain
 * TCG the host's TSC; either way no clock that the kernel calibrated comes in between.
 */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096ul

/*
 * One line of the report.  run(n) does the operation n times and returns the ticks it took; it is
 * called with n and with 4n, and the difference is divided by 3n, so that what happens once per
 * call cancels.  Each row runs in a process of its own.
 */
struct row {
	const char *name;
	unsigned long n;
	uint64_t (*run)(unsigned long n);
	void (*prepare)(void); /* once, before; may be NULL */
};

/* Each ends with .name NULL. */
extern const struct row process_rows[], event_rows[], memory_rows[], file_rows[], big_rows[];

static inline uint64_t ticks(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return (uint64_t)hi << 32 | lo;
}

/* Ends the row: prints what failed, with errno, in place of a figure. */
void fail(const char *what) __attribute__((noreturn));

/* A call that must give a non-negative result. */
static inline long must(long result, const char *what)
{
	if (result < 0)
		fail(what);
	return result;
}

/* Anonymous memory of @npages; 4 KiB pages only if @small. */
char *map_pages(unsigned long npages, int flags, int small);
