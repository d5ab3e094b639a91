/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/access.h - looking into another process
 */
#pragma once

#include "kernel/sched/sched.h"

/* Whose ids count as the caller's: those of file access, or the real ones (ptrace itself). */
enum access_creds { ACCESS_FSCREDS, ACCESS_REALCREDS };

/**
 * ptrace_may_access - may the running task see the inside of @t (memory, files, environment)?
 *
 * Yes for threads of its own process; else all ids of @t must be the caller's, its capabilities
 * no more than the caller's and its memory dumpable, or the caller has CAP_SYS_PTRACE.
 *
 * Context: takes task_lock(@t).  The caller holds a reference to @t.
 * Source:  ptrace(2), "Ptrace access mode checking"
 */
bool ptrace_may_access(struct task_struct *t, enum access_creds which);

/* The address space of @t with a use of it (mmput), or NULL: none, or a kernel thread. */
struct mm_struct *get_task_mm(struct task_struct *t);

/**
 * mm_access - get_task_mm() for a caller who may look into @t
 *
 * Waits for an exec of @t to end, so that the answer is about the program it then runs.
 *
 * Context: may sleep; no lock of rank >= RANK_CRED_GUARD held.
 * Return:  the mm with a use of it, NULL if there is none, ERR_PTR(-EACCES), ERR_PTR(-EINTR)
 */
struct mm_struct *mm_access(struct task_struct *t, enum access_creds which);
