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
	bool polled; /* ever: edge-triggered pollers count on an event for each write */
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

ssize_t pipe_read(struct file *f, loff_t *pos, struct iov_iter *to);
ssize_t pipe_write(struct file *f, loff_t *pos, struct iov_iter *from);
void pipe_drop_pages(struct pipe_inode_info *p);
bool pipe_readable(const struct pipe_inode_info *p);
bool pipe_writable(const struct pipe_inode_info *p);
/* mutex held: a page that was emptied; slots for @slots buffers, what is in them stays. */
void pipe_put_page(struct pipe_inode_info *p, struct page *page);
int pipe_resize(struct pipe_inode_info *p, unsigned int slots);
/* mutex not held: something to read, something to write into. */
void pipe_tell_readers(struct pipe_inode_info *p);
void pipe_tell_writers(struct pipe_inode_info *p);
