/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/fault_inject.c - whether an operation shall fail on purpose
 *
 * Theory
 *   If a task counts its own operations (fail-nth), the n-th fails and the others do not.  For all
 *   other tasks the rules are asked in Linux's order: task filter, times, space, interval,
 *   probability.  All sums are atomic, so two CPUs together do not fail more often than `times`;
 *   the draw is from the kernel's random numbers.
 *
 * Not here: the places that ask (mm/phys, mm/kmem), the files that show the settings (fs).
 * Locks: none.
 */
#include "kernel/base/fault_inject.h"

#include "base/compiler.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/base/printk.h"
#include "kernel/base/random.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

struct fault_task *(*fault_task_hook)(void);
atomic_t fault_tasks_armed;

/* Takes one of the failures that are left; false: none was. */
static bool take_one(atomic_long_t *times)
{
	long left = atomic_long_read(times);

	do {
		if (left == 0)
			return false;
		if (left < 0)
			return true;
	} while (!atomic_long_try_cmpxchg(times, &left, left - 1));
	return true;
}

/* Is the operation within the space that is to succeed first? */
static bool in_space(struct fault_attr *attr, size_t size)
{
	long left = atomic_long_read(&attr->space);

	do {
		if (left <= (long)size)
			return false;
	} while (!atomic_long_try_cmpxchg(&attr->space, &left, left - (long)size));
	return true;
}

static void report(const struct fault_attr *attr)
{
	if (attr->verbose < 1)
		return;
	printk_ratelimited(KERN_NOTICE
			   "FAULT_INJECTION: forcing a failure.\nname %s, interval %lu, "
			   "probability %lu, space %ld, times %ld\n",
			   attr->name, attr->interval, attr->probability,
			   atomic_long_read(&attr->space), atomic_long_read(&attr->times));
	if (attr->verbose > 1)
		dump_stack();
}

static bool chosen(struct fault_attr *attr, const struct fault_task *t, size_t size)
{
	if (attr->task_filter && !(t && READ_ONCE(t->make_it_fail)))
		return false;
	if (atomic_long_read(&attr->times) == 0 || in_space(attr, size))
		return false;
	if (attr->interval > 1 &&
	    (unsigned long)atomic_long_inc_return(&attr->count) % attr->interval != 0)
		return false;
	if (attr->probability < 100 && get_random_u32_below(100) >= attr->probability)
		return false;
	return take_one(&attr->times);
}

/* One operation less until the task's n-th; true: this is the one. */
static bool is_nth(struct fault_task *t)
{
	unsigned int left = READ_ONCE(t->nth) - 1;

	WRITE_ONCE(t->nth, left);
	return left == 0;
}

bool should_fail(struct fault_attr *attr, size_t size)
{
	struct fault_task *t;

	if (likely(!fault_armed(attr)))
		return false;
	t = fault_task_hook ? fault_task_hook() : NULL;
	if (t && READ_ONCE(t->nth)) {
		if (!is_nth(t))
			return false;
		(void)take_one(&attr->times);
	} else if (!READ_ONCE(attr->probability) || !chosen(attr, t, size)) {
		return false;
	}
	atomic_long_inc(&attr->failures);
	report(attr);
	return true;
}

/* The number at *@text, and what follows its comma. */
static int number(const char **text, bool last, long *n)
{
	char word[24];
	const char *end = strchrnul(*text, ',');
	size_t len = (size_t)(end - *text);

	if (len >= sizeof(word) || last != (*end == '\0'))
		return -EINVAL;
	memcpy(word, *text, len);
	word[len] = '\0';
	*text = end + 1;
	return kstrtol(word, 0, n);
}

int setup_fault_attr(struct fault_attr *attr, const char *text)
{
	long v[4];

	for (int i = 0; i < 4; i++) {
		if (!text || number(&text, i == 3, &v[i]))
			return -EINVAL;
	}
	if (v[0] < 0 || v[1] < 0 || v[2] < 0)
		return -EINVAL;
	attr->interval = (unsigned long)v[0];
	atomic_long_set(&attr->space, v[2]);
	atomic_long_set(&attr->times, v[3]);
	WRITE_ONCE(attr->probability, (unsigned long)v[1]);
	return 0;
}
