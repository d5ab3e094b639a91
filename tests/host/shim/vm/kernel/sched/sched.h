/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/sched/sched.h, for the host: there is one thread and nobody to yield to */
#pragma once

static inline void cond_resched(void)
{
}
