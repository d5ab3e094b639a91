/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/sched/test_crew.c - threads for KTESTs (test_crew.h) */
#include "test_crew.h"

#include "arch/smp.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/base/panic.h"

#define CREW_PATIENCE (60 * NSEC_PER_SEC)

int crew_cpu(int i)
{
	u64 online = cpu_online_mask;

	for (i %= (int)num_online_cpus(); i; i--)
		online &= online - 1;
	return (int)__builtin_ctzll(online);
}

static int crew_main(void *arg)
{
	struct crew_member *m = arg;
	struct crew *c = m->crew;

	atomic_inc(&c->here);
	while (atomic_read(&c->here) < c->size)
		cond_resched();
	c->fn(m);
	complete(&c->done);
	return 0;
}

static void start(struct crew *c, int size, void (*fn)(struct crew_member *m), void *data,
		  bool bound)
{
	int i;

	assert(size <= CREW_MAX);
	*c = (struct crew){.fn = fn, .data = data, .size = size};
	init_completion(&c->done);
	for (i = 0; i < size; i++) {
		struct crew_member *m = &c->member[i];

		m->crew = c;
		m->number = i;
		m->task = kthread_create(crew_main, m, "crew/%d", i);
		if (IS_ERR(m->task))
			panic("ktest: no thread (%ld)", PTR_ERR(m->task));
		if (bound)
			kthread_bind(m->task, crew_cpu(i));
	}
	for (i = 0; i < size; i++)
		wake_up_process(c->member[i].task);
}

void crew_start(struct crew *c, int size, void (*fn)(struct crew_member *m), void *data)
{
	start(c, size, fn, data, false);
}

void crew_wait(struct crew *c)
{
	for (int i = 0; i < c->size; i++)
		if (!wait_for_completion_timeout(&c->done, CREW_PATIENCE))
			panic("ktest: a thread of the test hangs");
}

void crew_run(struct crew *c, int size, void (*fn)(struct crew_member *m), void *data)
{
	start(c, size, fn, data, true);
	crew_wait(c);
}
