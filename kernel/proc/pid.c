/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/pid.c - numbers of processes, threads, groups and sessions
 *
 * Theory
 *   One struct pid per number in use.  It holds four lists of tasks: the thread with that id, the
 * leader of that process, the leaders of processes in that group, and of those in that session. The
 * number is given back when all four lists are empty, so a group keeps its number after its founder
 * died.
 *
 *   Numbers are handed out upwards and wrap at pid_max, past the first 300, so that a number is
 * reused as late as possible.  A look-up walks the radix tree of lib/idr.h under RCU and takes no
 * lock.
 *
 * Not here
 *   Who is in which group and session: session.c.  Descriptors for processes: pidfd.c.
 *
 * Locks: pidmap_lock (RANK_PIDMAP) for the tree of numbers; tasklist_lock for the lists of tasks.
 *
 * Sources: credentials(7), proc(5) (pid_max)
 */
#include "kernel/proc/pid.h"
#include "internal.h"
#include "kernel/base/panic.h"
#include "kernel/sync/rcu.h"
#include "lib/idr.h"
#include "lib/rculist.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#define RESERVED_PIDS 300 /* not reused: daemons and kernel threads live there */

int pid_max = PID_MAX_DEFAULT;
struct task_struct *init_process;
DEFINE_SPINLOCK(tasklist_lock, RANK_TASKLIST);

static DEFINE_SPINLOCK(pidmap_lock, RANK_PIDMAP);
static DEFINE_IDR(pid_idr);
static struct kmem_cache *pid_cachep;

/* What the boot task and kernel threads are in: group and session 0. */
static struct pid init_struct_pid = {.count = REFCOUNT_INIT(1)};

struct pid *get_pid(struct pid *pid)
{
	if (pid)
		refcount_inc(&pid->count);
	return pid;
}

void put_pid(struct pid *pid)
{
	if (pid && refcount_dec_and_test(&pid->count))
		kmem_cache_free(pid_cachep, pid);
}

static void put_pid_rcu(struct rcu_head *head)
{
	put_pid(container_of(head, struct pid, rcu));
}

/* The number for a new pid; pidmap_lock held. */
static int pick_number(pid_t want)
{
	int start = pid_idr.next > RESERVED_PIDS ? RESERVED_PIDS : 1;
	int nr;

	if (!want) {
		nr = idr_alloc_cyclic(&pid_idr, NULL, start, pid_max, GFP_ATOMIC);
		return nr == -ENOSPC ? -EAGAIN : nr;
	}
	if (want < 1 || want >= pid_max)
		return -EINVAL;
	nr = idr_alloc(&pid_idr, NULL, want, want + 1, GFP_ATOMIC);
	return nr == -ENOSPC ? -EEXIST : nr;
}

struct pid *alloc_pid(pid_t want)
{
	struct pid *pid = kmem_cache_alloc(pid_cachep, GFP_KERNEL);
	int nr;

	if (!pid)
		return ERR_PTR(-ENOMEM);
	memset(pid, 0, sizeof(*pid));
	refcount_set(&pid->count, 1);
	init_waitqueue_head(&pid->wait_pidfd);

	spin_lock(&pidmap_lock);
	nr = pick_number(want);
	if (nr >= 0) {
		pid->nr = nr;
		idr_replace(&pid_idr, pid, nr); /* now it can be found */
	}
	spin_unlock(&pidmap_lock);
	if (nr < 0) {
		kmem_cache_free(pid_cachep, pid);
		return ERR_PTR(nr);
	}
	return pid;
}

void free_pid(struct pid *pid)
{
	spin_lock(&pidmap_lock);
	idr_remove(&pid_idr, pid->nr);
	spin_unlock(&pidmap_lock);
	call_rcu(&pid->rcu, put_pid_rcu);
}

struct pid *find_pid(pid_t nr)
{
	return nr > 0 ? idr_find(&pid_idr, (unsigned long)nr) : NULL;
}

struct pid *find_get_pid(pid_t nr)
{
	struct pid *pid;

	rcu_read_lock();
	pid = find_pid(nr);
	if (pid && !refcount_inc_not_zero(&pid->count))
		pid = NULL;
	rcu_read_unlock();
	return pid;
}

struct pid *find_ge_pid(pid_t nr)
{
	unsigned long id = nr > 0 ? (unsigned long)nr : 1;

	return idr_get_next(&pid_idr, &id);
}

static struct pid **task_pid_slot(struct task_struct *t, enum pid_type type)
{
	return type == PIDTYPE_PID ? &t->thread_pid : &t->signal->pids[type];
}

pid_t last_pid(void)
{
	u32 next = READ_ONCE(pid_idr.next);

	return next ? (pid_t)next - 1 : 0;
}

void attach_pid(struct task_struct *t, enum pid_type type)
{
	struct pid *pid = *task_pid_slot(t, type);

	debug_assert(spin_held(&tasklist_lock));
	hlist_add_head_rcu(&t->pid_links[type], &pid->tasks[type]);
}

/* Moves @t from its pid of this type to @new (NULL: to none); a pid without tasks is freed. */
static void replace_pid(struct task_struct *t, enum pid_type type, struct pid *new)
{
	struct pid **slot = task_pid_slot(t, type);
	struct pid *old = *slot;
	unsigned int i;

	debug_assert(spin_held(&tasklist_lock));
	hlist_del_rcu(&t->pid_links[type]);
	WRITE_ONCE(*slot, new);
	for (i = 0; i < PIDTYPE_MAX; i++)
		if (!hlist_empty(&old->tasks[i]))
			return;
	if (old != &init_struct_pid)
		free_pid(old);
}

void detach_pid(struct task_struct *t, enum pid_type type)
{
	replace_pid(t, type, NULL);
}

void change_pid(struct task_struct *t, enum pid_type type, struct pid *pid)
{
	replace_pid(t, type, pid);
	attach_pid(t, type);
}

struct pid *task_pid(struct task_struct *t)
{
	return READ_ONCE(t->thread_pid);
}

struct pid *task_pgrp(struct task_struct *t)
{
	return READ_ONCE(t->signal->pids[PIDTYPE_PGID]);
}

struct pid *task_session(struct task_struct *t)
{
	return READ_ONCE(t->signal->pids[PIDTYPE_SID]);
}

struct task_struct *pid_task(struct pid *pid, enum pid_type type)
{
	struct hlist_node *first = pid ? READ_ONCE(pid->tasks[type].first) : NULL;

	return first ? hlist_entry(first, struct task_struct, pid_links[type]) : NULL;
}

struct task_struct *get_pid_task(struct pid *pid, enum pid_type type)
{
	struct task_struct *t;

	rcu_read_lock();
	t = pid_task(pid, type);
	if (t && !refcount_inc_not_zero(&t->usage))
		t = NULL;
	rcu_read_unlock();
	return t;
}

struct task_struct *find_task_by_vpid(pid_t nr)
{
	return pid_task(find_pid(nr), PIDTYPE_PID);
}

static struct task_struct *find_get_task(pid_t nr, enum pid_type type)
{
	struct task_struct *t;

	rcu_read_lock();
	t = get_pid_task(find_pid(nr), type);
	rcu_read_unlock();
	return t;
}

struct task_struct *find_get_task_by_vpid(pid_t nr)
{
	return find_get_task(nr, PIDTYPE_PID);
}

struct task_struct *find_get_process(pid_t tgid)
{
	return find_get_task(tgid, PIDTYPE_TGID);
}

/* The pid behind *@slot may be given back at any time: only its number is read, under RCU. */
pid_t task_pgrp_nr(struct task_struct *t)
{
	pid_t nr;

	rcu_read_lock();
	nr = pid_nr(task_pgrp(t));
	rcu_read_unlock();
	return nr;
}

pid_t task_session_nr(struct task_struct *t)
{
	pid_t nr;

	rcu_read_lock();
	nr = pid_nr(task_session(t));
	rcu_read_unlock();
	return nr;
}

/* The boot task becomes the root of the process tree. */
void pid_init(void)
{
	struct task_struct *t = &init_task;
	unsigned int i;

	pid_cachep = KMEM_CACHE(pid, SLAB_PANIC | SLAB_HWCACHE_ALIGN);
	init_waitqueue_head(&init_struct_pid.wait_pidfd);

	t->signal = &init_signals;
	t->sighand = &init_sighand;
	t->group_leader = t;
	t->real_parent = t;
	t->parent = t;
	t->exit_signal = 0;
	INIT_LIST_HEAD(&t->children);
	INIT_LIST_HEAD(&t->sibling);
	INIT_LIST_HEAD(&t->tasks);
	sigpending_init(&t->pending);
	list_add(&t->thread_node, &init_signals.thread_head);
	if (!t->cred)
		t->cred = &init_cred;

	spin_lock(&tasklist_lock);
	for (i = 0; i < PIDTYPE_MAX; i++) {
		*task_pid_slot(t, i) = &init_struct_pid;
		attach_pid(t, i);
	}
	spin_unlock(&tasklist_lock);
}
