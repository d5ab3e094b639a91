/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/sched/wait.h, for the host: whoever would have to wait, waits for ever, so it is a failure
 */
#pragma once

#include "kernel/base/panic.h"
#include "kernel/sched/sched.h"

typedef struct wait_queue_head {
	int unused;
} wait_queue_head_t;

struct wait_queue_entry {
	int unused;
};

#define DECLARE_WAIT_QUEUE_HEAD(n) wait_queue_head_t n

static inline void init_waitqueue_head(wait_queue_head_t *wq)
{
	(void)wq;
}

static inline void init_wait_entry(struct wait_queue_entry *e, unsigned int flags)
{
	(void)e, (void)flags;
}

static inline void prepare_to_wait(wait_queue_head_t *wq, struct wait_queue_entry *e,
				   unsigned int state)
{
	(void)wq, (void)e, (void)state;
}

static inline void finish_wait(wait_queue_head_t *wq, struct wait_queue_entry *e)
{
	(void)wq, (void)e;
}

static inline void wake_up_all(wait_queue_head_t *wq)
{
	(void)wq;
}

static inline void schedule(void)
{
	panic("would sleep for ever");
}

#define wait_event(wq, cond)                                                                       \
	do {                                                                                       \
		if (!(cond))                                                                       \
			panic("wait_event: %s", #cond);                                            \
	} while (0)
