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
		msleep(1); /* one of them may be a real-time task */
	c->fn(m);
	complete(&c->done);
	return 0;
}

static void bind_member(struct crew_member *m)
{
	kthread_bind(m->task, crew_cpu(m->number));
}

void crew_start_prepared(struct crew *c, int size, void (*fn)(struct crew_member *m),
			 void (*prepare)(struct crew_member *m))
{
	int i;

	assert(size <= CREW_MAX);
	c->fn = fn;
	c->size = size;
	atomic_set(&c->here, 0);
	init_completion(&c->done);
	for (i = 0; i < size; i++) {
		struct crew_member *m = &c->member[i];

		m->crew = c;
		m->number = i;
		m->task = kthread_create(crew_main, m, "crew/%d", i);
		if (IS_ERR(m->task))
			panic("ktest: no thread (%ld)", PTR_ERR(m->task));
		if (prepare)
			prepare(m);
	}
	for (i = 0; i < size; i++)
		wake_up_process(c->member[i].task);
}

void crew_start(struct crew *c, int size, void (*fn)(struct crew_member *m), void *data)
{
	c->data = data;
	crew_start_prepared(c, size, fn, NULL);
}

void crew_wait(struct crew *c)
{
	for (int i = 0; i < c->size; i++)
		if (!wait_for_completion_timeout(&c->done, CREW_PATIENCE))
			panic("ktest: a thread of the test hangs");
}

void crew_run(struct crew *c, int size, void (*fn)(struct crew_member *m), void *data)
{
	c->data = data;
	crew_start_prepared(c, size, fn, bind_member);
	crew_wait(c);
}
