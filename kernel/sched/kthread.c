/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/kthread.c - kernel threads
 *
 * The task itself is made and ended by kernel/proc, through hooks, as it belongs to the process
 * tree; here is what callers see.
 */
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/sched/sched.h"
#include "lib/format.h"
#include "mm/kmem/slab.h"

struct start {
	int (*fn)(void *);
	void *arg;
};

struct task_struct *(*kthread_fork)(int (*fn)(void *), void *arg, const char *name);
void (*kthread_exit_hook)(long code);

void kthread_exit(int code)
{
	kthread_exit_hook(code);
	BUG();
}

static int kthread_main(void *p)
{
	struct start s = *(struct start *)p;

	kfree(p);
	kthread_exit(s.fn(s.arg));
}

static struct task_struct *create(int (*fn)(void *), void *arg, const char *namefmt, va_list ap)
{
	char name[TASK_COMM_LEN];
	struct task_struct *t;
	struct start *s = kmalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return ERR_PTR(-ENOMEM);
	*s = (struct start){fn, arg};
	vsnprintf(name, sizeof(name), namefmt, ap);
	t = kthread_fork(kthread_main, s, name);
	if (IS_ERR(t)) {
		kfree(s);
		return t;
	}
	WRITE_ONCE(t->state, TASK_IDLE); /* from TASK_NEW: wake_up_process() starts it */
	return t;
}

struct task_struct *kthread_create(int (*fn)(void *), void *arg, const char *namefmt, ...)
{
	struct task_struct *t;
	va_list ap;

	va_start(ap, namefmt);
	t = create(fn, arg, namefmt, ap);
	va_end(ap);
	return t;
}

struct task_struct *kthread_run(int (*fn)(void *), void *arg, const char *namefmt, ...)
{
	struct task_struct *t;
	va_list ap;

	va_start(ap, namefmt);
	t = create(fn, arg, namefmt, ap);
	va_end(ap);
	if (!IS_ERR(t))
		wake_up_process(t);
	return t;
}
