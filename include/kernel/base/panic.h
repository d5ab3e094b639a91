/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/panic.h - when the kernel is wrong
 *
 * assert() is for bugs in the kernel, is always on, and is never reachable from user input;
 * debug_assert() is for costly ones (DEBUG=1).  panic() prints reason, CPU, task, registers and
 * a symbolised backtrace, stops the other CPUs and obeys panic=.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"
#include "kernel/base/printk.h"

struct pt_regs;

void panic(const char *fmt, ...) __printf(1, 2) __noreturn __cold;
void panic_regs(const struct pt_regs *regs, const char *fmt, ...) __printf(2, 3) __noreturn __cold;
void __warn(const char *file, int line, const char *expr) __cold;
extern int panic_timeout; /* panic=: 0 waits for ever, > 0 reboots after seconds, < 0 at once */
extern bool oops_in_progress;

/* What panic() says about the running task; registered by kernel/sched, which knows it. */
struct panic_task {
	const char *comm;
	int pid;
};
extern void (*panic_task_hook)(struct panic_task *t);

#define assert(x)                                                                                  \
	do {                                                                                       \
		if (unlikely(!(x)))                                                                \
			panic("%s:%d: assertion failed: %s", __FILE__, __LINE__, #x);              \
	} while (0)
#define assertf(x, fmt, ...)                                                                       \
	do {                                                                                       \
		if (unlikely(!(x)))                                                                \
			panic("%s:%d: " fmt, __FILE__, __LINE__, ##__VA_ARGS__);                   \
	} while (0)
#ifdef CONFIG_DEBUG
#define debug_assert(x) assert(x)
#else
#define debug_assert(x) ((void)sizeof(!(x)))
#endif
#define BUG()	  panic("%s:%d: BUG", __FILE__, __LINE__)
#define BUG_ON(x) assert(!(x))
/* Prints once with a backtrace and goes on; its value is that of @x. */
#define WARN_ON(x)                                                                                 \
	({                                                                                         \
		bool _w = (x);                                                                     \
		static bool _warned;                                                               \
		if (unlikely(_w) && !__atomic_test_and_set(&_warned, __ATOMIC_RELAXED))            \
			__warn(__FILE__, __LINE__, #x);                                            \
		_w;                                                                                \
	})
#define BUILD_BUG_ON(x) _Static_assert(!(x), #x)

/* Symbols: name and offset of a text address; NULL if it is not ours.  Any context. */
const char *kallsyms_lookup(unsigned long addr, unsigned long *offset, unsigned long *size);
void kallsyms_init(void); /* %pS works from here on */

/* A line about CPU, task and kernel version, as it heads every report of a bug. */
void print_bug_header(void);
void dump_stack(void); /* that line and the back-trace of who calls */
