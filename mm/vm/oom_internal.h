/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/oom_internal.h - what the OOM killer writes into the log: oom_log.c, for oom.c
 */
#pragma once

#include "mm/phys/gfp.h"
#include "mm/vm/oom.h"

/* Who asked, what memory is used for, and the table of processes.  @by NULL: a kernel thread. */
void oom_log_header(const struct oom_ops *ops, gfp_t gfp, unsigned int order,
		    const struct oom_process *by);
void oom_log_victim(const struct oom_process *p, const char *why);
void oom_log_reaped(struct mm_struct *mm, pid_t pid, const char *comm);
