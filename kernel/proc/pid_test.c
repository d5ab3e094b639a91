/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/proc/pid_test.c - numbers of processes; flags that clone refuses */
#include "kernel/proc/pid.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/proc/process.h"
#include "kernel/sync/rcu.h"

KTEST(pid, not_reused_soon)
{
	struct pid *a, *b;
	pid_t first;

	a = alloc_pid(0);
	ASSERT_TRUE(!IS_ERR(a));
	first = a->nr;
	free_pid(a);
	b = alloc_pid(0);
	ASSERT_TRUE(!IS_ERR(b));
	EXPECT_NE(b->nr, first);
	free_pid(b);
}

KTEST(pid, found_while_it_lives)
{
	struct pid *a = alloc_pid(0), *found;
	pid_t nr;

	ASSERT_TRUE(!IS_ERR(a));
	nr = a->nr;
	found = find_get_pid(nr);
	EXPECT_TRUE(found == a);
	free_pid(a);
	EXPECT_NULL(find_get_pid(nr));
	EXPECT_EQ(found->nr, nr); /* our reference keeps it, if not its place in the table */
	put_pid(found);
}

KTEST(pid, chosen_number)
{
	struct pid *a = alloc_pid(30000), *b;

	ASSERT_TRUE(!IS_ERR(a));
	EXPECT_EQ(a->nr, 30000);
	b = alloc_pid(30000);
	EXPECT_EQ(PTR_ERR(b), -EEXIST);
	free_pid(a);
	EXPECT_EQ(PTR_ERR(alloc_pid(pid_max)), -EINVAL);
	EXPECT_EQ(PTR_ERR(alloc_pid(-1)), -EINVAL);
}

KTEST(pid, zero_and_negative_are_nobody)
{
	rcu_read_lock();
	EXPECT_NULL(find_pid(0));
	EXPECT_NULL(find_pid(-1));
	EXPECT_NULL(find_task_by_vpid(0));
	rcu_read_unlock();
}

static pid_t clone_with(u64 flags)
{
	struct kernel_clone_args args = {.flags = flags, .exit_signal = SIGCHLD};

	return kernel_clone(&args);
}

KTEST(pid, clone_refuses)
{
	EXPECT_EQ(clone_with(CLONE_THREAD), -EINVAL);
	EXPECT_EQ(clone_with(CLONE_SIGHAND), -EINVAL);
	EXPECT_EQ(clone_with(CLONE_NEWNS | CLONE_FS), -EINVAL);
	EXPECT_EQ(clone_with(CLONE_NEWUSER), -EINVAL);
	EXPECT_EQ(clone_with(CLONE_NEWPID), -EINVAL);
	EXPECT_EQ(clone_with(CLONE_PIDFD | CLONE_DETACHED), -EINVAL);
}
