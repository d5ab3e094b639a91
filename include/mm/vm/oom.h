/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/oom.h - out of memory: what mm/vm needs of the process tree to choose and kill a victim
 *
 * kernel/proc registers the operations; mm/vm never sees a task.
 */
#pragma once

#include "base/types.h"

struct mm_struct;

/* One process (thread group) as the OOM killer sees it; valid during the callback only. */
struct oom_process {
	pid_t tgid;
	uid_t uid;
	struct mm_struct *mm; /* of a thread that still has one; never NULL */
	short oom_score_adj;
	bool unkillable;  /* init, kernel threads, a vfork child in its parent's memory */
	bool dying;	  /* SIGKILL is pending or it is exiting: its memory comes back soon */
	const char *comm; /* TASK_COMM_LEN bytes */
};

struct oom_ops {
	/* Calls @fn for each process with an mm, under RCU (no sleeping); false stops. */
	void (*for_each)(bool (*fn)(const struct oom_process *p, void *ctx), void *ctx);
	/* SIGKILL to every process that runs in @mm, and TIF_MEMDIE to its threads; no sleeping. */
	void (*kill_mm)(struct mm_struct *mm, pid_t tgid);
	/* The running process, for the log and oom_kill_allocating_task: false if a kernel thread.
	 */
	bool (*current_process)(struct oom_process *p);
};

void oom_register(const struct oom_ops *ops);
void oom_start_reaper(void); /* boot: kernel threads can be made */

/* Linux's badness in pages, the higher the likelier; LONG_MIN: not to be killed. */
long oom_badness(const struct oom_process *p, unsigned long totalpages);
/* 0 to 1000 (2000 with adj) as /proc/<pid>/oom_score shows. */
unsigned long oom_score(const struct oom_process *p);

extern int sysctl_panic_on_oom, sysctl_oom_kill_allocating_task, sysctl_oom_dump_tasks;
