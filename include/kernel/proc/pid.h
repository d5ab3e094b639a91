/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/pid.h - process identifiers and the process tree
 *
 * A struct pid is a number with the tasks that use it as thread id, process id, process group or
 * session.  Found under RCU; lists change under tasklist_lock.
 */
#pragma once

#include "base/types.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/wait.h"
#include "kernel/sync/refcount.h"
#include "lib/list.h"

enum pid_type { PIDTYPE_PID, PIDTYPE_TGID, PIDTYPE_PGID, PIDTYPE_SID, PIDTYPE_MAX };

struct pid {
	refcount_t count;
	pid_t nr;
	struct hlist_head tasks[PIDTYPE_MAX]; /* [tasklist_lock / RCU] */
	wait_queue_head_t wait_pidfd;
	struct rcu_head rcu;
};

#define PID_MAX_DEFAULT 32768
#define PID_MAX_LIMIT	4194304
extern int pid_max;

extern spinlock_t tasklist_lock; /* RANK_TASKLIST; interrupts need not be off */

/* A number after the last one given, or the lowest free; *@want != 0: that one (CLONE: set_tid).
 * ERR_PTR(-EAGAIN, -ENOMEM, -EEXIST, -EINVAL). */
struct pid *alloc_pid(pid_t want);
void free_pid(struct pid *pid); /* the number is free again; drops the table's reference */
struct pid *get_pid(struct pid *pid);
void put_pid(struct pid *pid);
struct pid *find_pid(pid_t nr); /* under rcu_read_lock */
struct pid *find_get_pid(pid_t nr);
pid_t last_pid(void);		   /* the number given last, or 0; for /proc/loadavg */
struct pid *find_ge_pid(pid_t nr); /* under rcu_read_lock; for /proc */
static inline pid_t pid_nr(const struct pid *pid)
{
	return pid ? pid->nr : 0;
}
void attach_pid(struct task_struct *t, enum pid_type type); /* tasklist_lock held */
void detach_pid(struct task_struct *t, enum pid_type type);
void change_pid(struct task_struct *t, enum pid_type type, struct pid *pid);
struct pid *task_pid(struct task_struct *t);
struct pid *task_pgrp(struct task_struct *t); /* under tasklist_lock or RCU */
struct pid *task_session(struct task_struct *t);
struct task_struct *pid_task(struct pid *pid, enum pid_type type);
struct task_struct *get_pid_task(struct pid *pid, enum pid_type type); /* + reference, or NULL */
struct task_struct *find_task_by_vpid(pid_t nr);		       /* under rcu_read_lock */
struct task_struct *find_get_task_by_vpid(pid_t nr);
struct task_struct *find_get_process(pid_t tgid); /* the group leader, + reference, or NULL */
pid_t task_pgrp_nr(struct task_struct *t);
pid_t task_session_nr(struct task_struct *t);

#define for_each_process(p)                                                                        \
	for ((p) = &init_task; ((p) = list_entry(READ_ONCE((p)->tasks.next), struct task_struct,   \
						 tasks)) != &init_task;)
#define for_each_thread(leader, t)                                                                 \
	list_for_each_entry (t, &(leader)->signal->thread_head, thread_node)
#define do_each_pid_task(pid, type, t)                                                             \
	hlist_for_each_entry (t, &(pid)->tasks[type], pid_links[type])

static inline bool thread_group_leader(const struct task_struct *p)
{
	return p->exit_signal >= 0;
}

extern struct task_struct *init_process; /* pid 1 once it exists */
/* Would the group @pgrp be orphaned (POSIX) if @ignored left it?  tasklist_lock held. */
bool will_become_orphaned_pgrp(struct pid *pgrp, struct task_struct *ignored);
bool is_current_pgrp_orphaned(void);
