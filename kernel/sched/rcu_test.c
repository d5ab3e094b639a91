/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/sched/rcu_test.c - grace periods, callbacks, and readers that must never see freed memory
 */
#include "arch/smp.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/sync/rcu.h"
#include "mm/kmem/slab.h"

#include "test_crew.h"

#define ALIVE  0x600d600dU
#define DEAD   0xdeadbeefU
#define ROUNDS 400

static struct crew crew;

struct thing {
	volatile u32 mark;
	struct rcu_head rcu;
};

static struct thing *shared;
static atomic_t stop, freed;

static void thing_free(struct rcu_head *head)
{
	struct thing *t = container_of(head, struct thing, rcu);

	t->mark = DEAD;
	atomic_inc(&freed);
	kfree(t);
}

static struct thing *thing_new(void)
{
	struct thing *t = kmalloc(sizeof(*t), GFP_KERNEL);

	if (t)
		t->mark = ALIVE;
	return t;
}

static void reader(void)
{
	rcu_read_lock();
	for (int i = 0; i < 50; i++) {
		struct thing *t = rcu_dereference(shared);

		for (int j = 0; j < 10; j++) {
			if (t->mark != ALIVE) {
				ktest_fail(__FILE__, __LINE__, "a reader saw %#x", t->mark);
				break;
			}
			cpu_relax();
		}
	}
	rcu_read_unlock();
}

static void torture(struct crew_member *m)
{
	int i;

	if (m->number) {
		while (!atomic_read(&stop)) {
			reader();
			if (m->number & 1)
				msleep(1); /* through idle */
			else
				cond_resched();
		}
		return;
	}
	for (i = 0; i < ROUNDS; i++) {
		struct thing *t = thing_new(), *old = shared;

		if (!t)
			break;
		rcu_assign_pointer(shared, t);
		if (i % 16 == 0) {
			synchronize_rcu();
			thing_free(&old->rcu);
		} else {
			call_rcu(&old->rcu, thing_free);
		}
		if (i % 8 == 0)
			msleep(1);
	}
	atomic_set(&stop, 1);
}

KTEST(rcu, torture)
{
	atomic_set(&stop, 0);
	atomic_set(&freed, 0);
	shared = thing_new();
	ASSERT_NOT_NULL(shared);
	crew_run(&crew, 6, torture, NULL);
	rcu_barrier();
	EXPECT_EQ(atomic_read(&freed), ROUNDS);
	kfree(shared);
}

KTEST(rcu, synchronize_is_quick)
{
	ktime_t start = ktime_get();

	for (int i = 0; i < 10; i++)
		synchronize_rcu();
	/* CPUs are idle or willing; the bound is for a host that is busy. */
	EXPECT_LT(ktime_get() - start, NSEC_PER_SEC);
}

static atomic_t calls;

static void count_call(struct rcu_head *head)
{
	atomic_inc(&calls);
	kfree(head);
}

static void queue_many(struct crew_member *m)
{
	(void)m;
	for (int i = 0; i < 500; i++) {
		struct rcu_head *h = kmalloc(sizeof(*h), GFP_KERNEL);

		if (h)
			call_rcu(h, count_call);
		else
			atomic_inc(&calls);
	}
}

KTEST(rcu, barrier_waits_for_all_cpus)
{
	atomic_set(&calls, 0);
	crew_run(&crew, 4, queue_many, NULL);
	rcu_barrier();
	EXPECT_EQ(atomic_read(&calls), 2000);
}

/* Without anybody waiting, callbacks run by themselves. */
KTEST(rcu, callbacks_run_unasked)
{
	struct rcu_head *h = kmalloc(sizeof(*h), GFP_KERNEL);

	ASSERT_NOT_NULL(h);
	atomic_set(&calls, 0);
	call_rcu(h, count_call);
	for (int i = 0; i < 200 && !atomic_read(&calls); i++)
		msleep(5);
	EXPECT_EQ(atomic_read(&calls), 1);
}

static void spin_in_kernel(struct crew_member *m)
{
	ktime_t end = ktime_get() + 30 * NSEC_PER_MSEC;

	(void)m;
	while (ktime_get() < end)
		cond_resched();
}

/* A CPU that is busy in the kernel holds a grace period up only to its next cond_resched(). */
KTEST(rcu, busy_cpus_report)
{
	ktime_t start;

	crew_start(&crew, 3, spin_in_kernel, NULL);
	start = ktime_get();
	synchronize_rcu();
	EXPECT_LT(ktime_get() - start, NSEC_PER_SEC);
	crew_wait(&crew);
}
