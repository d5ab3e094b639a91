/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/poll.h - waiting for many files
 *
 * A file's ->poll calls poll_wait() on each queue that will be woken when its answer changes, then
 * returns the events that hold now (EPOLL* bits).  Drivers wake with wake_up_poll().
 */
#pragma once

#include "fs/vfs/fs.h"
#include <linux/eventpoll.h>
#include <linux/poll.h>

struct poll_table {
	void (*qproc)(struct file *f, wait_queue_head_t *wq,
		      struct poll_table *pt); /* NULL: just ask */
	unsigned int key;		      /* events of interest */
};

static inline void poll_wait(struct file *f, wait_queue_head_t *wq, struct poll_table *pt)
{
	if (pt && pt->qproc && wq)
		pt->qproc(f, wq, pt);
}

unsigned int vfs_poll(struct file *f, struct poll_table *pt);
/* @fds kernel copies; @deadline absolute monotonic, KTIME_MAX: none, 0: do not wait.  Count or
 * -EINTR (as ERESTARTNOHAND). */
int do_poll(struct pollfd *fds, unsigned int nfds, ktime_t deadline);
/* Bitmaps of kernel memory, in: what to watch, out: what is ready. */
struct fd_set_bits {
	unsigned long *in, *out, *ex, *res_in, *res_out, *res_ex;
};
int do_select(int n, struct fd_set_bits *fds, ktime_t deadline);
