/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/wait.h - wait queues
 *
 * wait_event*(wq, cond): sleeps until cond is true; cond is evaluated without the queue's lock,
 * after the task state is set, so a waker that makes cond true and then calls wake_up() is never
 * missed. _interruptible returns -ERESTARTSYS when a signal is pending; _killable only for fatal
 * ones; _timeout variants take a relative ktime (ns) and return 0 on timeout, else 1 or
 * -ERESTARTSYS.
 */
#pragma once

#include "base/types.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/spinlock.h"
#include "lib/list.h"

struct wait_queue_entry;
typedef int (*wait_queue_func_t)(struct wait_queue_entry *e, unsigned int mode, int flags,
				 void *key);

#define WQ_FLAG_EXCLUSIVE 1

struct wait_queue_entry {
	unsigned int flags;
	void *private; /* the task, or the owner's datum */
	wait_queue_func_t func;
	struct list_head entry; /* [queue lock] */
};

typedef struct wait_queue_head {
	spinlock_t lock; /* RANK_WAITQ, irq-safe */
	struct list_head head;
} wait_queue_head_t;

#define __WAIT_QUEUE_HEAD_INIT(n)                                                                  \
	{                                                                                          \
		__SPIN_LOCK_UNLOCKED(RANK_WAITQ),                                                  \
		{                                                                                  \
			&(n).head, &(n).head                                                       \
		}                                                                                  \
	}
#define DECLARE_WAIT_QUEUE_HEAD(n) wait_queue_head_t n = __WAIT_QUEUE_HEAD_INIT(n)

void init_waitqueue_head(wait_queue_head_t *wq);
void add_wait_queue(wait_queue_head_t *wq, struct wait_queue_entry *e);
void add_wait_queue_exclusive(wait_queue_head_t *wq, struct wait_queue_entry *e);
void remove_wait_queue(wait_queue_head_t *wq, struct wait_queue_entry *e);
/* Of the running task, interrupts on. */
void prepare_to_wait(wait_queue_head_t *wq, struct wait_queue_entry *e, unsigned int state);
int default_wake_function(struct wait_queue_entry *e, unsigned int mode, int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *e, unsigned int mode, int flags, void *key);

static inline void init_wait_entry(struct wait_queue_entry *e, unsigned int flags)
{
	e->flags = flags;
	e->private = current;
	e->func = autoremove_wake_function;
	INIT_LIST_HEAD(&e->entry);
}

/*
 * Off the queue if the waker took it off.  The waker writes next first and prev last
 * (list_del_init); with both pointing back it has no more business with us.
 */
static inline void finish_wait(wait_queue_head_t *wq, struct wait_queue_entry *e)
{
	struct list_head *next = smp_load_acquire(&e->entry.next);

	__set_current_state(TASK_RUNNING);
	if (unlikely(next != &e->entry || smp_load_acquire(&e->entry.prev) != &e->entry))
		remove_wait_queue(wq, e);
}

/* @nr exclusive waiters at most (0: all); @wake_flags: WAKE_*.  Any context. */
void __wake_up_flags(wait_queue_head_t *wq, unsigned int mode, int nr, int wake_flags, void *key);
static inline void __wake_up(wait_queue_head_t *wq, unsigned int mode, int nr, void *key)
{
	__wake_up_flags(wq, mode, nr, 0, key);
}
/*
 * The queue goes away, after a grace period: whoever waits on it without being asleep (epoll) has
 * to leave it now.  A function woken with POLLFREE_KEY set takes its entry off.
 */
#define POLLFREE_KEY 0x4000ul /* POLLFREE */
void wake_up_pollfree(wait_queue_head_t *wq);
static inline bool waitqueue_active(const wait_queue_head_t *wq)
{
	return READ_ONCE(wq->head.next) != &wq->head;
}

#define wake_up(wq)		      __wake_up(wq, TASK_NORMAL, 1, NULL)
#define wake_up_all(wq)		      __wake_up(wq, TASK_NORMAL, 0, NULL)
#define wake_up_interruptible(wq)     __wake_up(wq, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_all(wq) __wake_up(wq, TASK_INTERRUPTIBLE, 0, NULL)
/* With the poll events as key (EPOLLIN...), so that pollers of other events sleep on. */
#define wake_up_poll(wq, events)      __wake_up(wq, TASK_NORMAL, 1, (void *)(unsigned long)(events))
/* The caller is about to sleep: the woken had better run here than be brought to another CPU. */
#define wake_up_sync_poll(wq, events)                                                              \
	__wake_up_flags(wq, TASK_NORMAL, 1, WAKE_SYNC, (void *)(unsigned long)(events))

#define ___wait_event(wq, cond, state, excl, tmo, bail)                                            \
	({                                                                                         \
		struct wait_queue_entry _we;                                                       \
		long _wret = 0;                                                                    \
		ktime_t _wleft = (tmo);                                                            \
		init_wait_entry(&_we, excl);                                                       \
		for (;;) {                                                                         \
			prepare_to_wait(&(wq), &_we, state);                                       \
			if (cond) {                                                                \
				_wret = 1;                                                         \
				break;                                                             \
			}                                                                          \
			if (signal_pending_state(state)) {                                         \
				_wret = -ERESTARTSYS;                                              \
				break;                                                             \
			}                                                                          \
			if (_wleft == 0)                                                           \
				break;                                                             \
			if (__builtin_constant_p(tmo) && (tmo) == KTIME_MAX)                       \
				schedule();                                                        \
			else                                                                       \
				_wleft = schedule_timeout(_wleft);                                 \
			if (cond) { /* mostly: it need not queue up once more */                   \
				_wret = 1;                                                         \
				break;                                                             \
			}                                                                          \
		}                                                                                  \
		finish_wait(&(wq), &_we);                                                          \
		_wret;                                                                             \
	})

#define wait_event(wq, cond)                                                                       \
	do {                                                                                       \
		if (!(cond))                                                                       \
			(void)___wait_event(wq, cond, TASK_UNINTERRUPTIBLE, 0, KTIME_MAX, 0);      \
	} while (0)
#define __wait_ret(r)                                                                              \
	({                                                                                         \
		long _r = (r);                                                                     \
		_r > 0 ? 0 : (int)_r;                                                              \
	})
/* 0 or -ERESTARTSYS */
#define wait_event_interruptible(wq, cond)                                                         \
	((cond) ? 0 : __wait_ret(___wait_event(wq, cond, TASK_INTERRUPTIBLE, 0, KTIME_MAX, 0)))
/* @cond was false when the caller looked. */
#define __wait_event_interruptible_exclusive(wq, cond)                                             \
	__wait_ret(___wait_event(wq, cond, TASK_INTERRUPTIBLE, WQ_FLAG_EXCLUSIVE, KTIME_MAX, 0))
#define wait_event_interruptible_exclusive(wq, cond)                                               \
	((cond) ? 0 : __wait_event_interruptible_exclusive(wq, cond))
#define wait_event_killable(wq, cond)                                                              \
	((cond) ? 0 : __wait_ret(___wait_event(wq, cond, TASK_KILLABLE, 0, KTIME_MAX, 0)))
/* 1: true, 0: timed out, -ERESTARTSYS */
#define wait_event_interruptible_timeout(wq, cond, ns)                                             \
	((cond) ? 1L : ___wait_event(wq, cond, TASK_INTERRUPTIBLE, 0, ns, 0))
#define wait_event_timeout(wq, cond, ns)                                                           \
	((cond) ? 1L : ___wait_event(wq, cond, TASK_UNINTERRUPTIBLE, 0, ns, 0))

/* One-time or counted events. */
struct completion {
	unsigned int done;
	wait_queue_head_t wait;
};
void init_completion(struct completion *c);
void complete(struct completion *c);
void complete_all(struct completion *c);
void wait_for_completion(struct completion *c);
int wait_for_completion_killable(struct completion *c); /* 0 or -ERESTARTSYS */
bool completion_done(const struct completion *c);
/* 1: completed, 0: timed out after @ns. */
int wait_for_completion_timeout(struct completion *c, ktime_t ns);

/* Woken soon after each new record of the kernel log: readers of /dev/kmsg and /proc/kmsg. */
extern wait_queue_head_t kmsg_waitqueue;

/* getrandom(2): 0 once random_ready(), or -ERESTARTSYS. */
int wait_for_random_bytes(void);
