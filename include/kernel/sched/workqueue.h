/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/workqueue.h - work done later in process context
 */
#pragma once

#include "base/types.h"
#include "kernel/sched/time.h"

struct work_struct {
	struct list_head entry; /* [pool lock] */
	void (*func)(struct work_struct *w);
	unsigned long pending; /* bit 0: queued */
};

struct delayed_work {
	struct work_struct work;
	struct hrtimer timer;
};

void INIT_WORK(struct work_struct *w, void (*func)(struct work_struct *w));
void INIT_DELAYED_WORK(struct delayed_work *w, void (*func)(struct work_struct *w));
/* False if it was queued already.  Any context. */
bool schedule_work(struct work_struct *w);
bool schedule_delayed_work(struct delayed_work *w, ktime_t delay);
/* Waits until it neither is queued nor runs; may sleep. */
void cancel_work_sync(struct work_struct *w);
void cancel_delayed_work_sync(struct delayed_work *w);
void flush_work(struct work_struct *w);
void workqueue_init(void);
