/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fs/proc/proc_test.c - /proc as a mounted file system, seen from the kernel */
#include "internal.h"

#include "fs/vfs/mount.h"
#include "kernel/base/ktest.h"
#include "kernel/proc/access.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/vm/mm.h"

KTEST(proc, names_of_processes)
{
	EXPECT_EQ(proc_name_to_int("1", 1), 1);
	EXPECT_EQ(proc_name_to_int("0", 1), 0);
	EXPECT_EQ(proc_name_to_int("4194304", 7), 4194304);
	EXPECT_EQ(proc_name_to_int("2147483647", 10), 2147483647);
	EXPECT_EQ(proc_name_to_int("2147483648", 10), -1);
	EXPECT_EQ(proc_name_to_int("01", 2), -1);
	EXPECT_EQ(proc_name_to_int("1a", 2), -1);
	EXPECT_EQ(proc_name_to_int("-1", 2), -1);
	EXPECT_EQ(proc_name_to_int("", 0), -1);
	EXPECT_EQ(proc_name_to_int("99999999999", 11), -1);
}

KTEST(proc, entries_are_found)
{
	EXPECT_NOT_NULL(pde_find(&proc_root, "meminfo", 7));
	EXPECT_NULL(pde_find(&proc_root, "meminf", 6));
	EXPECT_NULL(pde_find(&proc_root, "meminfoo", 8));
	EXPECT_NULL(proc_create_single("meminfo", 0, NULL, NULL));
	EXPECT_NULL(proc_mkdir("nowhere/dir", NULL));
}

KTEST(proc, link_modes)
{
	EXPECT_EQ(proc_fd_link_mode(FMODE_READ), S_IFLNK | 0500);
	EXPECT_EQ(proc_fd_link_mode(FMODE_WRITE), S_IFLNK | 0300);
	EXPECT_EQ(proc_fd_link_mode(FMODE_READ | FMODE_WRITE), S_IFLNK | 0700);
	EXPECT_EQ(proc_fd_link_mode(0), S_IFLNK);
}

/* Whoever runs the tests is a process or a kernel thread: both have a stat line of 52 fields. */
KTEST(proc, stat_has_52_fields)
{
	struct seq_file m = {.size = 1024};
	unsigned int spaces = 0;
	char *p;

	m.buf = kzalloc(m.size, GFP_KERNEL);
	ASSERT_NOT_NULL(m.buf);
	EXPECT_EQ(proc_tgid_stat(&m, current), 0);
	EXPECT_LT(m.count, m.size);
	p = strrchr(m.buf, ')');
	EXPECT_NOT_NULL(p);
	for (; p && *p; p++)
		spaces += *p == ' ';
	EXPECT_EQ(spaces, 50);
	kfree(m.buf);
}

KTEST(proc, own_memory_may_be_seen)
{
	struct mm_struct *mm = get_task_mm(current);

	EXPECT_TRUE(ptrace_may_access(current, ACCESS_FSCREDS));
	EXPECT_TRUE(mm == (current->flags & PF_KTHREAD ? NULL : current->mm));
	if (mm)
		mmput(mm);
}
