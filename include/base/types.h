/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/types.h - the integer and address types everything else is written in
 *
 * Three kinds of address are three types: paddr_t (physical), uaddr_t (a user
 * virtual address, never dereferenced directly) and plain pointers (kernel virtual).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;

typedef u64 paddr_t;	       /* physical address, bytes */
typedef unsigned long uaddr_t; /* user virtual address, bytes */
typedef s64 ktime_t;	       /* nanoseconds; which clock is said where it is used */

#ifndef PITH_HOST /* host tests take these from libc */
typedef long ssize_t;
typedef s64 loff_t;
typedef int pid_t;
typedef u32 uid_t;
typedef u32 gid_t;
typedef u32 mode_t;
typedef u64 ino_t;
#else
#include <sys/types.h>
#endif

typedef u32 umode_t; /* file type and permission bits, as st_mode */
typedef u64 sector_t;
typedef unsigned int gfp_t;
typedef unsigned int fmode_t;

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

/* A deferred callback; see kernel/sync/rcu.h. */
struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};
