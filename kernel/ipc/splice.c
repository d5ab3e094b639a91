/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/splice.c - moving bytes between a pipe and something else without user space
 *
 * Theory
 *   From pipe to pipe buffers are moved, or shared by tee(2); a page that is in two buffers is
 *   never appended to.  From a file into a pipe, fresh pages are filled by the file's read and hung
 *   into the ring; from a pipe into a file, buffers are taken out of the ring and written.  The
 *   pipe's mutex is not held while the file is read or written, because that takes locks that come
 *   before it.  What a file did not take goes back to the front of the pipe.
 *
 *   Bytes of a file that cannot be sought are never read before the pipe has room; if another
 *   writer takes that room meanwhile, the splice waits for more, because it cannot give them back.
 *
 * Locks: pipe->mutex; of two pipes by address.
 * Sources: splice(2), tee(2)
 */
#include "pipe_internal.h"

#include "kernel/sched/wait.h"
#include "mm/phys/alloc.h"
#include "kernel/proc/signal.h"

#define ROUND_PAGES PIPE_DEF_BUFFERS

/* --- waiting, mutex held on return with 0 --- */

/* Until there is something to read: 0, 1 (empty, and no writer is left), -EAGAIN, -ERESTARTSYS
 * (mutex released). */
static int lock_readable(struct pipe_inode_info *p, bool nonblock) __no_lock_analysis
{
	int err;

	for (;;) {
		mutex_lock(&p->mutex);
		if (!pipe_empty(p->head, p->tail))
			return 0;
		err = !p->writers ? 1 : nonblock ? -EAGAIN : 0;
		mutex_unlock(&p->mutex);
		if (!err)
			err = wait_event_interruptible_exclusive(p->rd_wait, pipe_readable(p));
		if (err)
			return err;
	}
}

static int lock_writable(struct pipe_inode_info *p, bool nonblock) __no_lock_analysis
{
	int err;

	for (;;) {
		mutex_lock(&p->mutex);
		err = !p->readers ? -EPIPE : 0;
		if (!err && !pipe_full(p->head, p->tail, p->ring_size))
			return 0;
		mutex_unlock(&p->mutex);
		if (!err && nonblock)
			err = -EAGAIN;
		if (!err)
			err = wait_event_interruptible_exclusive(p->wr_wait, pipe_writable(p));
		if (err)
			return err;
	}
}

static void pipe_append(struct pipe_inode_info *p, struct page *page, unsigned int off,
			unsigned int len, unsigned int flags)
{
	*pipe_slot(p, p->head) =
		(struct pipe_buffer){.page = page, .offset = off, .len = len, .flags = flags};
	p->head++;
}

/* --- file to pipe --- */

/* Reads up to @len bytes into fresh pages; bytes (0: the end) or -errno.  @used pages were needed.
 */
static ssize_t fill_pages(struct file *in, loff_t *pos, size_t len, struct page **pages,
			  unsigned int max, unsigned int *used)
{
	ssize_t done = 0, n;
	size_t want;

	*used = 0;
	while (len && *used < max) {
		pages[*used] = alloc_page(GFP_HIGHUSER);
		if (!pages[*used])
			return done ? done : -ENOMEM;
		want = min_t(size_t, len, PAGE_SIZE);
		n = kernel_read(in, page_address(pages[*used]), want, pos);
		if (n <= 0) {
			put_page(pages[*used]);
			return done ? done : n;
		}
		(*used)++;
		done += n;
		len -= (size_t)n;
		if ((size_t)n < want || (in->f_mode & FMODE_STREAM))
			break;
	}
	return done;
}

static ssize_t file_to_pipe(struct file *in, loff_t *pos, struct pipe_inode_info *p, size_t len,
			    bool nonblock)
{
	struct page *pages[ROUND_PAGES];
	unsigned int room, used, i;
	bool stream = in->f_mode & FMODE_STREAM;
	loff_t at = stream ? 0 : *pos;
	ssize_t got, put = 0;
	int err = lock_writable(p, nonblock);

	if (err)
		return err;
	room = min(p->ring_size - (p->head - p->tail), (unsigned int)ROUND_PAGES);
	mutex_unlock(&p->mutex);
	got = fill_pages(in, stream ? NULL : &at, len, pages, room, &used);
	for (i = 0; i < used; i++) {
		unsigned int n = (unsigned int)min_t(size_t, (size_t)(got - put), PAGE_SIZE);

		err = lock_writable(p, nonblock && !stream);
		if (err)
			break;
		pipe_append(p, pages[i], 0, n, 0);
		mutex_unlock(&p->mutex);
		put += n;
	}
	if (put)
		pipe_tell_readers(p);
	for (; i < used; i++)
		put_page(pages[i]);
	if (put && !stream)
		*pos += put;
	return put ? put : got < 0 ? got : err;
}

/* --- pipe to file --- */

/* Up to @len bytes off the front, as a buffer of its own.  mutex held, pipe not empty. */
static struct pipe_buffer take_front(struct pipe_inode_info *p, size_t len)
{
	struct pipe_buffer *b = pipe_slot(p, p->tail), got = *b;

	if (b->len <= len) {
		p->tail++;
		return got;
	}
	get_page(b->page);
	got.len = (unsigned int)len;
	b->offset += got.len;
	b->len -= got.len;
	b->flags |= PIPE_BUF_FLAG_SHARED;
	return got;
}

/* What was not used goes back to the front; may make the ring larger. */
static int put_front(struct pipe_inode_info *p, const struct pipe_buffer *b)
{
	int err = 0;

	mutex_lock(&p->mutex);
	if (pipe_full(p->head, p->tail, p->ring_size))
		err = pipe_resize(p, p->ring_size * 2);
	if (!err)
		*pipe_slot(p, --p->tail) = *b;
	mutex_unlock(&p->mutex);
	return err;
}

static ssize_t pipe_to_file(struct pipe_inode_info *p, struct file *out, loff_t *pos, size_t len,
			    bool nonblock)
{
	struct pipe_buffer b;
	ssize_t done = 0, n = 0;
	bool was_full;
	int err;

	while (len) {
		err = lock_readable(p, nonblock || done);
		if (err) {
			n = err < 0 ? err : 0;
			break;
		}
		was_full = pipe_full(p->head, p->tail, p->ring_size);
		b = take_front(p, len);
		mutex_unlock(&p->mutex);
		n = kernel_write(out, (char *)page_address(b.page) + b.offset, b.len,
				 out->f_mode & FMODE_STREAM ? NULL : pos);
		if (n > 0) {
			done += n;
			len -= (size_t)n;
			b.offset += (unsigned int)n;
			b.len -= (unsigned int)n;
		}
		if (b.len) {
			if (put_front(p, &b))
				put_page(b.page);
			break;
		}
		put_page(b.page);
		if (was_full)
			pipe_tell_writers(p);
	}
	return done ? done : n;
}

/* --- pipe to pipe --- */

static void lock_two_pipes(struct pipe_inode_info *a, struct pipe_inode_info *b) __no_lock_analysis
{
	mutex_lock(a < b ? &a->mutex : &b->mutex);
	mutex_lock_nested(a < b ? &b->mutex : &a->mutex); /* by address */
}

static void unlock_two_pipes(struct pipe_inode_info *a,
			     struct pipe_inode_info *b) __no_lock_analysis
{
	mutex_unlock(&a->mutex);
	mutex_unlock(&b->mutex);
}

/* Moves what is there.  Both locked. */
static ssize_t move_buffers(struct pipe_inode_info *in, struct pipe_inode_info *out, size_t len)
{
	struct pipe_buffer b;
	ssize_t done = 0;

	while (len && !pipe_empty(in->head, in->tail) &&
	       !pipe_full(out->head, out->tail, out->ring_size)) {
		b = take_front(in, len);
		if (page_ref_count(b.page) > 1)
			b.flags |= PIPE_BUF_FLAG_SHARED;
		pipe_append(out, b.page, b.offset, b.len, b.flags);
		done += b.len;
		len -= b.len;
	}
	return done;
}

/* The same without taking. */
static ssize_t share_buffers(struct pipe_inode_info *in, struct pipe_inode_info *out, size_t len)
{
	unsigned int i;
	ssize_t done = 0;

	for (i = in->tail; len && i != in->head && !pipe_full(out->head, out->tail, out->ring_size);
	     i++) {
		struct pipe_buffer *b = pipe_slot(in, i);
		unsigned int n = (unsigned int)min_t(size_t, b->len, len);

		get_page(b->page);
		b->flags |= PIPE_BUF_FLAG_SHARED;
		pipe_append(out, b->page, b->offset, n, b->flags);
		done += n;
		len -= n;
	}
	return done;
}

typedef ssize_t (*pipes_fn)(struct pipe_inode_info *in, struct pipe_inode_info *out, size_t len);

static ssize_t pipe_to_pipe(struct pipe_inode_info *in, struct pipe_inode_info *out, size_t len,
			    bool nonblock, pipes_fn fn)
{
	bool was_full;
	ssize_t done;
	int err;

	for (;;) {
		/* Each side ready at its time; both at once is looked at with both locked. */
		err = lock_readable(in, nonblock);
		if (err)
			return err < 0 ? err : 0;
		mutex_unlock(&in->mutex);
		err = lock_writable(out, nonblock);
		if (err)
			return err;
		mutex_unlock(&out->mutex);
		lock_two_pipes(in, out);
		was_full = pipe_full(in->head, in->tail, in->ring_size);
		done = out->readers ? fn(in, out, len) : -EPIPE;
		was_full = was_full && !pipe_full(in->head, in->tail, in->ring_size);
		unlock_two_pipes(in, out);
		if (done)
			break;
	}
	if (done > 0)
		pipe_tell_readers(out);
	if (was_full)
		pipe_tell_writers(in);
	return done;
}

/* --- the calls --- */

static bool wants_nonblock(const struct file *in, const struct file *out, unsigned int flags)
{
	return (flags & SPLICE_F_NONBLOCK) || (is_pipe_file(in) && (in->f_flags & O_NONBLOCK)) ||
	       (is_pipe_file(out) && (out->f_flags & O_NONBLOCK));
}

static ssize_t do_splice_modes(struct file *in, struct file *out, unsigned int flags)
{
	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	return (in->f_mode & FMODE_READ) && (out->f_mode & FMODE_WRITE) ? 0 : -EBADF;
}

ssize_t do_splice(struct file *in, loff_t *ipos, struct file *out, loff_t *opos, size_t len,
		  unsigned int flags)
{
	struct pipe_inode_info *pin = is_pipe_file(in) ? in->private_data : NULL;
	struct pipe_inode_info *pout = is_pipe_file(out) ? out->private_data : NULL;
	ssize_t err = do_splice_modes(in, out, flags);
	bool nonblock = wants_nonblock(in, out, flags);

	if (err)
		return err;
	len = min(len, MAX_RW_COUNT);
	if (pin && pout) {
		if (pin == pout)
			return -EINVAL;
		return len ? pipe_to_pipe(pin, pout, len, nonblock, move_buffers) : 0;
	}
	if (pin) {
		if ((out->f_flags & O_APPEND) || !out->f_op->write_iter)
			return -EINVAL;
		return pipe_to_file(pin, out, opos, len, nonblock);
	}
	if (pout) {
		if (!in->f_op->read_iter || S_ISDIR(in->f_inode->i_mode))
			return -EINVAL;
		return len ? file_to_pipe(in, ipos, pout, len, nonblock) : 0;
	}
	return -EINVAL;
}

ssize_t do_tee(struct file *in, struct file *out, size_t len, unsigned int flags)
{
	ssize_t err = do_splice_modes(in, out, flags);

	if (err)
		return err;
	if (!is_pipe_file(in) || !is_pipe_file(out) || in->private_data == out->private_data)
		return -EINVAL;
	if (!len)
		return 0;
	return pipe_to_pipe(in->private_data, out->private_data, len,
			    wants_nonblock(in, out, flags), share_buffers);
}
