/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/fault_inject.h - making operations fail on purpose, with Linux's names
 *
 * A place that may fail (failslab, fail_page_alloc) has a struct fault_attr and asks should_fail().
 * The boot parameter NAME=interval,probability,space,times arms it; its fields are the files of
 * Linux's debugfs directory of that name and may be written at any time.  Any context.
 *
 * A task may ask for the n-th of its own operations to fail, of whatever kind: /proc/PID/fail-nth.
 * That goes before all other rules, and needs none of them set.
 *
 * Sources: Linux Documentation/fault-injection/fault-injection.rst
 */
#pragma once

#include "base/atomic.h"
#include "base/compiler.h"
#include "base/types.h"

struct fault_attr {
	const char *name;	   /* [c] "failslab" */
	unsigned long probability; /* percent of the calls; 0: off */
	unsigned long interval;	   /* of those that remain, each how many-th */
	atomic_long_t times;	   /* [a] how many more failures; -1: no limit */
	atomic_long_t space;	   /* [a] this many bytes (or operations) first */
	unsigned long verbose;	   /* 0 silent, 1 a line in the log, 2 and a back-trace */
	bool task_filter;	   /* only tasks with /proc/PID/make-it-fail, and no interrupts */
	atomic_long_t count;	   /* [a] calls that probability let through */
	atomic_long_t failures;	   /* [a] injected so far */
};

#define FAULT_ATTR_INITIALIZER(name_)                                                              \
	{                                                                                          \
		.name = (name_), .interval = 1, .times = {1}, .verbose = 2                         \
	}

/* What a task asks for, in its task_struct; a child inherits make_it_fail only. */
struct fault_task {
	unsigned int nth;  /* [a] this many-th operation from now fails; 0: none */
	bool armed;	   /* [a] counted in fault_tasks_armed */
	bool make_it_fail; /* [a] /proc/PID/make-it-fail, for task_filter */
};

/* Of the running task; NULL in an interrupt.  Registered by who knows tasks. */
extern struct fault_task *(*fault_task_hook)(void);
extern atomic_t fault_tasks_armed; /* tasks that have set nth and not taken it back */

/* Can an operation of this kind fail at all?  Whoever has a fast path asks after each change. */
static inline bool fault_armed(const struct fault_attr *attr)
{
	return READ_ONCE(attr->probability) || atomic_read(&fault_tasks_armed);
}

/* Shall this operation of @size fail? */
bool should_fail(struct fault_attr *attr, size_t size);
/* "interval,probability,space,times": 0 or -EINVAL, and then nothing has changed. */
int setup_fault_attr(struct fault_attr *attr, const char *text);
