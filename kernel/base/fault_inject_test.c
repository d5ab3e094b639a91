/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/fault_inject_test.c - which operations fail, and which settings are refused */
#include "kernel/base/fault_inject.h"

#include "base/err.h"
#include "kernel/base/ktest.h"

static unsigned int fails(struct fault_attr *attr, unsigned int calls, size_t size)
{
	unsigned int n = 0;

	while (calls--)
		n += should_fail(attr, size);
	return n;
}

KTEST(fault_inject, interval_space_times)
{
	struct fault_attr a = FAULT_ATTR_INITIALIZER("test");

	a.verbose = 0;
	EXPECT_EQ(fails(&a, 100, 1), 0u); /* off */
	EXPECT_EQ(setup_fault_attr(&a, "10,100,0,3"), 0);
	EXPECT_EQ(fails(&a, 9, 1), 0u);
	EXPECT_EQ(fails(&a, 1, 1), 1u);
	EXPECT_EQ(fails(&a, 100, 1), 2u); /* times */
	EXPECT_EQ(atomic_long_read(&a.failures), 3L);
	EXPECT_EQ(setup_fault_attr(&a, "1,100,400,-1"), 0);
	EXPECT_EQ(fails(&a, 10, 100), 7u); /* 300 bytes fit into the space of 400 */
}

KTEST(fault_inject, probability)
{
	struct fault_attr a = FAULT_ATTR_INITIALIZER("test");
	unsigned int n;

	a.verbose = 0;
	EXPECT_EQ(setup_fault_attr(&a, "1,25,0,-1"), 0);
	n = fails(&a, 4000, 1);
	EXPECT_TRUE(n > 700 && n < 1300); /* 1,000 are expected; eleven sigma */
}

static struct fault_task me;

static struct fault_task *me_hook(void)
{
	return &me;
}

KTEST(fault_inject, a_tasks_nth)
{
	struct fault_task *(*was)(void) = fault_task_hook;
	struct fault_attr a = FAULT_ATTR_INITIALIZER("test");

	a.verbose = 0;
	fault_task_hook = me_hook;
	me.nth = 3;
	atomic_inc(&fault_tasks_armed);
	EXPECT_EQ(fails(&a, 2, 1), 0u);
	EXPECT_EQ(me.nth, 1u);
	EXPECT_EQ(fails(&a, 1, 1), 1u);
	EXPECT_EQ(fails(&a, 100, 1), 0u); /* the rules say nothing fails */
	atomic_dec(&fault_tasks_armed);

	EXPECT_EQ(setup_fault_attr(&a, "1,100,0,-1"), 0);
	a.task_filter = true;
	EXPECT_EQ(fails(&a, 10, 1), 0u);
	me.make_it_fail = true;
	EXPECT_EQ(fails(&a, 10, 1), 10u);
	me.make_it_fail = false;
	fault_task_hook = was;
}

KTEST(fault_inject, bad_settings)
{
	struct fault_attr a = FAULT_ATTR_INITIALIZER("test");
	static const char *const bad[] = {"",	     "1",      "1,2,3",	  "1,2,3,4,5",
					  "x,1,1,1", "1,,1,1", "-1,1,1,1"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EXPECT_EQ(setup_fault_attr(&a, bad[i]), -EINVAL);
	EXPECT_EQ(a.probability, 0UL);
}
