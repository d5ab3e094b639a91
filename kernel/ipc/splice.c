/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/splice.c - pages between a pipe and a file, or between two pipes
 *
 * Theory
 *   File to pipe: once the pipe has room, pages are filled from the file and appended, as many as
 *   there are free slots.  The source is read at a position, so that what finds no slot any more
 *   (another writer was faster) is simply not taken.
 *   Pipe to file: the pipe is locked over the file's write, as what the file does not take must
 *   stay in the pipe, in its place.
 *   Pipe to pipe: whole buffers change rings; of one that goes in part, the part is copied.
 *
 *   A call waits at most once, for the first byte or slot; then it takes what is there.
 *
 *   tee(2) shares: a page that is in two buffers is never appended to.
 *
 * Not here: vmsplice; SIGPIPE (the border).
 *
 * Locks: pipe->mutex; of two pipes, by address.  A file's position lock comes before it, the
 *   inode's lock after it.
 * Sources: splice(2), tee(2)
 */
#include "pipe_internal.h"

#include "arch/page.h"
#include "kernel/proc/signal.h"
#include "lib/string.h"
#include "mm/phys/alloc.h"
#include <linux/eventpoll.h>

/* Both leave the mutex locked when they return 0, which clang's analysis does not follow. */
__no_lock_analysis static int wait_for_room(struct pipe_inode_info *p, bool nonblock)
{
	for (;;) {
		mutex_lock(&p->mutex);
		if (!p->readers) {
			mutex_unlock(&p->mutex);
			return -EPIPE;
		}
		if (!pipe_full(p->head, p->tail, p->ring_size))
			return 0;
		mutex_unlock(&p->mutex);
		if (nonblock)
			return -EAGAIN;
		if (wait_event_interruptible_exclusive(p->wr_wait, pipe_writable(p)))
			return -ERESTARTSYS;
	}
}

/* 1: no data, and no writer to bring any. */
__no_lock_analysis static int wait_for_data(struct pipe_inode_info *p, bool nonblock)
{
	for (;;) {
		mutex_lock(&p->mutex);
		if (!pipe_empty(p->head, p->tail))
			return 0;
		mutex_unlock(&p->mutex);
		if (!READ_ONCE(p->writers))
			return 1;
		if (nonblock)
			return -EAGAIN;
		if (wait_event_interruptible_exclusive(p->rd_wait, pipe_readable(p)))
			return -ERESTARTSYS;
	}
}

/* mutex held: @b was used up. */
static void drop_first(struct pipe_inode_info *p, struct pipe_buffer *b)
{
	put_page(b->page);
	b->page = NULL;
	p->tail++;
}

static void tell_writers(struct pipe_inode_info *p, bool was_full)
{
	if (was_full)
		wake_up_poll(&p->wr_wait, EPOLLOUT | EPOLLWRNORM);
	if (pipe_readable(p)) /* we may have been woken for more than we took */
		wake_up_poll(&p->rd_wait, EPOLLIN | EPOLLRDNORM);
}

static void tell_readers(struct pipe_inode_info *p)
{
	wake_up_poll(&p->rd_wait, EPOLLIN | EPOLLRDNORM);
	kill_fasync(&p->fasync_readers, 1); /* POLL_IN */
	if (pipe_writable(p))
		wake_up_poll(&p->wr_wait, EPOLLOUT | EPOLLWRNORM);
}

/* --- file to pipe --- */

__no_lock_analysis static ssize_t splice_to_pipe(struct file *in, loff_t *pos, struct file *out,
						 size_t len, bool nonblock)
{
	struct pipe_inode_info *p = out->private_data;
	ssize_t done = 0, n;
	struct page *page;
	loff_t at;
	int err;

	while (len) {
		err = wait_for_room(p, nonblock || done);
		if (err)
			return done ? done : err;
		mutex_unlock(&p->mutex);
		page = alloc_page(GFP_HIGHUSER | __GFP_ACCOUNT);
		if (!page)
			return done ? done : -ENOMEM;
		at = *pos;
		n = kernel_read(in, page_address(page), min_t(size_t, len, PAGE_SIZE), &at);
		if (n > 0)
			err = wait_for_room(p, nonblock || done);
		if (n <= 0 || err) {
			put_page(page);
			return done ? done : n < 0 ? n : err;
		}
		*pipe_slot(p, p->head) = (struct pipe_buffer){.page = page, .len = (unsigned int)n};
		p->head++;
		mutex_unlock(&p->mutex);
		tell_readers(p);
		*pos = at;
		done += n;
		len -= (size_t)n;
	}
	return done;
}

/* --- pipe to file --- */

__no_lock_analysis static ssize_t splice_from_pipe(struct file *in, struct file *out, loff_t *pos,
						   size_t len, bool nonblock)
{
	struct pipe_inode_info *p = in->private_data;
	ssize_t done = 0, n = 0;
	struct pipe_buffer *b;
	bool was_full;
	int err = wait_for_data(p, nonblock);

	if (err)
		return err < 0 ? err : 0;
	was_full = pipe_full(p->head, p->tail, p->ring_size);
	while (len && !pipe_empty(p->head, p->tail)) {
		b = pipe_slot(p, p->tail);
		n = kernel_write(out, (char *)page_address(b->page) + b->offset,
				 min_t(size_t, len, b->len), pos);
		if (n <= 0)
			break;
		b->offset += (unsigned int)n;
		b->len -= (unsigned int)n;
		done += n;
		len -= (size_t)n;
		if (!b->len)
			drop_first(p, b);
	}
	was_full = was_full && !pipe_full(p->head, p->tail, p->ring_size);
	mutex_unlock(&p->mutex);
	tell_writers(p, was_full);
	return done ? done : n;
}

/* --- pipe to pipe --- */

__no_lock_analysis static void lock_pipes(struct pipe_inode_info *a, struct pipe_inode_info *b)
{
	mutex_lock(a < b ? &a->mutex : &b->mutex);
	mutex_lock_nested(a < b ? &b->mutex : &a->mutex); /* by address */
}

/* The first @n bytes of @b as a buffer of their own, in a new page. */
static int split_buffer(struct pipe_buffer *to, struct pipe_buffer *b, unsigned int n)
{
	struct page *page = alloc_page(GFP_HIGHUSER | __GFP_ACCOUNT);

	if (!page)
		return -ENOMEM;
	memcpy(page_address(page), (char *)page_address(b->page) + b->offset, n);
	*to = (struct pipe_buffer){
		.page = page, .len = n, .flags = b->flags & PIPE_BUF_FLAG_PACKET};
	b->offset += n;
	b->len -= n;
	return 0;
}

/* Both locked. */
static ssize_t move_buffers(struct pipe_inode_info *from, struct pipe_inode_info *to, size_t len)
{
	ssize_t done = 0;

	while (len && !pipe_empty(from->head, from->tail) &&
	       !pipe_full(to->head, to->tail, to->ring_size)) {
		struct pipe_buffer *b = pipe_slot(from, from->tail),
				   *slot = pipe_slot(to, to->head);
		unsigned int n = (unsigned int)min_t(size_t, len, b->len);

		if (n == b->len) {
			*slot = *b;
			b->page = NULL;
			from->tail++;
		} else if (split_buffer(slot, b, n)) {
			return done ? done : -ENOMEM;
		}
		to->head++;
		done += n;
		len -= n;
	}
	return done;
}

/* What move_buffers() would move, without taking it. */
static ssize_t share_buffers(struct pipe_inode_info *from, struct pipe_inode_info *to, size_t len)
{
	unsigned int i;
	ssize_t done = 0;

	for (i = from->tail;
	     len && i != from->head && !pipe_full(to->head, to->tail, to->ring_size); i++) {
		struct pipe_buffer *b = pipe_slot(from, i), *slot = pipe_slot(to, to->head);

		get_page(b->page);
		b->flags |= PIPE_BUF_FLAG_SHARED;
		*slot = *b;
		slot->len = (unsigned int)min_t(size_t, len, b->len);
		to->head++;
		done += slot->len;
		len -= slot->len;
	}
	return done;
}

typedef ssize_t (*pipes_fn)(struct pipe_inode_info *from, struct pipe_inode_info *to, size_t len);

__no_lock_analysis static ssize_t splice_pipes(struct pipe_inode_info *from,
					       struct pipe_inode_info *to, size_t len,
					       bool nonblock, pipes_fn move)
{
	bool was_full;
	ssize_t done;
	int err;

	do {
		err = wait_for_data(from, nonblock);
		if (err)
			return err < 0 ? err : 0;
		mutex_unlock(&from->mutex);
		err = wait_for_room(to, nonblock);
		if (err)
			return err;
		mutex_unlock(&to->mutex);
		lock_pipes(from, to);
		was_full = pipe_full(from->head, from->tail, from->ring_size);
		done = to->readers ? move(from, to, len) : -EPIPE;
		mutex_unlock(&from->mutex);
		mutex_unlock(&to->mutex);
	} while (!done); /* somebody was faster */
	if (done > 0) {
		tell_writers(from, was_full);
		tell_readers(to);
	}
	return done;
}

/* --- which of them --- */

__no_lock_analysis static ssize_t splice_file_out(struct file *in, struct file *out, loff_t *opos,
						  size_t len, bool nonblock)
{
	bool own_pos = !opos && !(out->f_mode & FMODE_STREAM);
	loff_t pos = 0;
	ssize_t n;

	if (out->f_flags & O_APPEND)
		return -EINVAL;
	if (own_pos) {
		mutex_lock(&out->f_pos_lock);
		pos = out->f_pos;
		opos = &pos;
	}
	n = splice_from_pipe(in, out, opos, len, nonblock);
	if (own_pos) {
		out->f_pos = pos;
		mutex_unlock(&out->f_pos_lock);
	}
	return n;
}

static ssize_t splice_file_in(struct file *in, loff_t *ipos, struct file *out, size_t len,
			      bool nonblock)
{
	loff_t pos;
	ssize_t n;

	if (!(in->f_mode & FMODE_PREAD) || !in->f_op->read_iter)
		return -EINVAL;
	if (ipos)
		return splice_to_pipe(in, ipos, out, len, nonblock);
	mutex_lock(&in->f_pos_lock);
	pos = in->f_pos;
	n = splice_to_pipe(in, &pos, out, len, nonblock);
	in->f_pos = pos;
	mutex_unlock(&in->f_pos_lock);
	return n;
}

ssize_t do_splice(struct file *in, loff_t *ipos, struct file *out, loff_t *opos, size_t len,
		  bool nonblock)
{
	bool from_pipe = is_pipe_file(in), to_pipe = is_pipe_file(out);

	if (!(in->f_mode & FMODE_READ) || !(out->f_mode & FMODE_WRITE))
		return -EBADF;
	if ((from_pipe && ipos) || (to_pipe && opos))
		return -ESPIPE;
	len = min_t(size_t, len, MAX_RW_COUNT);
	if (from_pipe && to_pipe) {
		if (in->private_data == out->private_data)
			return -EINVAL;
		nonblock = nonblock || ((in->f_flags | out->f_flags) & O_NONBLOCK);
		return splice_pipes(in->private_data, out->private_data, len, nonblock,
				    move_buffers);
	}
	if (from_pipe) {
		if (opos && !(out->f_mode & FMODE_PWRITE))
			return -EINVAL;
		return splice_file_out(in, out, opos, len, nonblock || (in->f_flags & O_NONBLOCK));
	}
	if (to_pipe)
		return splice_file_in(in, ipos, out, len, nonblock || (out->f_flags & O_NONBLOCK));
	return -EINVAL;
}

ssize_t do_tee(struct file *in, struct file *out, size_t len, bool nonblock)
{
	if (!(in->f_mode & FMODE_READ) || !(out->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!is_pipe_file(in) || !is_pipe_file(out) || in->private_data == out->private_data)
		return -EINVAL;
	nonblock = nonblock || ((in->f_flags | out->f_flags) & O_NONBLOCK);
	return splice_pipes(in->private_data, out->private_data, min_t(size_t, len, MAX_RW_COUNT),
			    nonblock, share_buffers);
}
