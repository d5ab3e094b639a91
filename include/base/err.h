/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/err.h - errno values and the pointer that carries one
 *
 * A function that returns a pointer may return ERR_PTR(-errno); the last page of the
 * address space is never mapped, so such a pointer is recognised by its value.
 * The ERESTART* values never reach user space: signal delivery turns them into -EINTR or a
 * restarted call.
 */
#pragma once

#include <asm/errno.h>
#include "base/compiler.h"
#include "base/types.h"

#define ERESTARTSYS	      512 /* restart if SA_RESTART or no handler */
#define ERESTARTNOINTR	      513 /* always restart */
#define ERESTARTNOHAND	      514 /* restart if no handler ran */
#define ENOIOCTLCMD	      515 /* no such ioctl here; ENOTTY at the border */
#define ERESTART_RESTARTBLOCK 516 /* restart by restart_syscall(2) */

#define MAX_ERRNO 4095

static inline void *ERR_PTR(long error)
{
	return (void *)error;
}

static inline long PTR_ERR(const void *ptr)
{
	return (long)ptr;
}

static inline bool IS_ERR(const void *ptr)
{
	return (unsigned long)ptr >= (unsigned long)-MAX_ERRNO;
}

static inline bool IS_ERR_OR_NULL(const void *ptr)
{
	return !ptr || IS_ERR(ptr);
}

static inline void *ERR_CAST(const void *ptr)
{
	return (void *)ptr;
}

static inline int PTR_ERR_OR_ZERO(const void *ptr)
{
	return IS_ERR(ptr) ? (int)PTR_ERR(ptr) : 0;
}
