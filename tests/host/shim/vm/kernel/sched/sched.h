/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/sched/sched.h, for the host: there is one thread, nobody to yield to, and no signals */
#pragma once

#include "base/types.h"

#define TASK_INTERRUPTIBLE   1
#define TASK_UNINTERRUPTIBLE 2
#define TASK_KILLABLE	     (0x100 | TASK_UNINTERRUPTIBLE)

static inline void cond_resched(void)
{
}

static inline void might_sleep(void)
{
}

static inline bool signal_pending_state(unsigned int state)
{
	(void)state;
	return false;
}
