/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/pipe_internal.h - the pipe itself, between pipe.c (data) and pipe_file.c (files)
 *
 * Lifetime: `files` open files refer to it, counted under inode->i_lock; the last frees it.
 * Key: m pipe->mutex, i inode->i_lock, c const.  The plain counters are read without a lock by poll
 *   and by sleepers' conditions, who look again.
 */
#pragma once

#include "fs/vfs/fs.h"
#include "kernel/ipc/pipe.h"

#define PIPE_DEF_BUFFERS     16
#define PIPE_BUF_FLAG_PACKET 1u /* O_DIRECT: one write, read as a whole */
#define PIPE_BUF_FLAG_SHARED 2u /* the page is in another buffer too: nothing is appended */
#define PIPE_TMP_PAGES	     2

struct pipe_buffer {
	struct page *page; /* one reference */
	unsigned int offset, len;
	unsigned int flags;
};

struct pipe_inode_info {
	struct mutex mutex; /* RANK_PIPE */
	wait_queue_head_t rd_wait, wr_wait;
	unsigned int head, tail;	   /* [m] free-running; head - tail buffers are in use */
	unsigned int ring_size;		   /* [m] a power of two */
	struct pipe_buffer *bufs;	   /* [m] ring_size of them */
	unsigned int readers, writers;	   /* [m] */
	unsigned int r_counter, w_counter; /* [m] opens so far: for those who wait for a partner */
	unsigned int files;		   /* [i] */
	bool polled;			   /* poll() or epoll was used: each write tells */
	struct page *tmp_page[PIPE_TMP_PAGES]; /* [m] kept for the next write */
	struct fasync_struct *fasync_readers, *fasync_writers;
};

static inline bool pipe_empty(unsigned int head, unsigned int tail)
{
	return head == tail;
}
static inline bool pipe_full(unsigned int head, unsigned int tail, unsigned int size)
{
	return head - tail >= size;
}
static inline struct pipe_buffer *pipe_slot(struct pipe_inode_info *p, unsigned int n)
{
	return &p->bufs[n & (p->ring_size - 1)];
}

/* What a sleeper waits for; without the mutex, so it looks again. */
static inline bool pipe_readable(const struct pipe_inode_info *p)
{
	return !pipe_empty(READ_ONCE(p->head), READ_ONCE(p->tail)) || !READ_ONCE(p->writers);
}
static inline bool pipe_writable(const struct pipe_inode_info *p)
{
	return !pipe_full(READ_ONCE(p->head), READ_ONCE(p->tail), READ_ONCE(p->ring_size)) ||
	       !READ_ONCE(p->readers);
}

ssize_t pipe_read(struct file *f, loff_t *pos, struct iov_iter *to);
ssize_t pipe_write(struct file *f, loff_t *pos, struct iov_iter *from);
void pipe_drop_pages(struct pipe_inode_info *p);
