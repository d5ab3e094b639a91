/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/pipe.c - bytes through a pipe
 *
 * Theory
 *   A pipe is a ring of buffers, each a page with a filled part.  A write fills pages at the head;
 *   what is left over below a page, or a small write as a whole, is appended to the last page if
 *   it fits there as one piece.  So a write of up to PIPE_BUF (a page) needs at most one slot, and
 *   is atomic because the mutex is held until it is stored.  Two emptied pages are kept for the
 *   next write.
 *
 *   Sleepers are exclusive, so that one byte wakes one reader.  A wake-up is sent only when the
 *   state a sleeper waits for begins: data in a pipe that was empty, room in one that was full.
 *   Who was woken and leaves something behind wakes the next.
 *
 * Not here: opening, closing, poll, FIFOs, size (pipe_file.c); SIGPIPE (the border).
 *
 * Locks: pipe->mutex, held over the copy (user pages may fault in); not while sleeping.
 * Sources: pipe(7), pipe(2), write(2)
 */
#include "pipe_internal.h"

#include "kernel/proc/signal.h"
#include "kernel/sched/wait.h"
#include "mm/phys/alloc.h"

#define POLL_READABLE (EPOLLIN | EPOLLRDNORM)
#define POLL_WRITABLE (EPOLLOUT | EPOLLWRNORM)

#include <linux/eventpoll.h>

/* --- pages --- */

static struct page *pipe_get_page(struct pipe_inode_info *p)
{
	unsigned int i;
	struct page *page;

	for (i = 0; i < PIPE_TMP_PAGES; i++) {
		page = p->tmp_page[i];
		if (page) {
			p->tmp_page[i] = NULL;
			return page;
		}
	}
	return alloc_page(GFP_HIGHUSER | __GFP_ACCOUNT);
}

static void pipe_put_page(struct pipe_inode_info *p, struct page *page)
{
	unsigned int i;

	for (i = 0; i < PIPE_TMP_PAGES && page_ref_count(page) == 1; i++) {
		if (!p->tmp_page[i]) {
			p->tmp_page[i] = page;
			return;
		}
	}
	put_page(page);
}

void pipe_drop_pages(struct pipe_inode_info *p)
{
	unsigned int i;

	for (; p->tail != p->head; p->tail++)
		put_page(pipe_slot(p, p->tail)->page);
	for (i = 0; i < PIPE_TMP_PAGES; i++)
		if (p->tmp_page[i])
			put_page(p->tmp_page[i]);
}

/* --- reading --- */

/* Takes what there is.  Bytes, 0 (nothing there) or -EFAULT. */
static ssize_t pipe_take(struct pipe_inode_info *p, struct iov_iter *to)
{
	struct pipe_buffer *b;
	ssize_t done = 0;
	size_t n, copied;

	while (to->count && !pipe_empty(p->head, p->tail)) {
		b = pipe_slot(p, p->tail);
		n = min_t(size_t, b->len, to->count);
		copied = copy_to_iter((char *)page_address(b->page) + b->offset, n, to);
		done += (ssize_t)copied;
		b->offset += (unsigned int)copied;
		b->len -= (unsigned int)copied;
		if (copied < n)
			return done ? done : -EFAULT;
		if (b->flags & PIPE_BUF_FLAG_PACKET)
			b->len = 0; /* the rest of a packet is lost */
		if (!b->len) {
			pipe_put_page(p, b->page);
			b->page = NULL;
			p->tail++;
			if (b->flags & PIPE_BUF_FLAG_PACKET)
				break;
		}
	}
	return done;
}

static void pipe_tell_writers(struct pipe_inode_info *p)
{
	wake_up_poll(&p->wr_wait, POLL_WRITABLE);
	kill_fasync(&p->fasync_writers, 2); /* POLL_OUT */
}

ssize_t pipe_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct pipe_inode_info *p = f->private_data;
	bool was_full, wake_next = false;
	ssize_t ret;

	(void)pos;
	if (!to->count)
		return 0;
	mutex_lock(&p->mutex);
	for (;;) {
		was_full = pipe_full(p->head, p->tail, p->ring_size);
		ret = pipe_take(p, to);
		if (ret || !p->writers)
			break;
		if (f->f_flags & O_NONBLOCK) {
			ret = -EAGAIN;
			break;
		}
		mutex_unlock(&p->mutex);
		if (wait_event_interruptible_exclusive(p->rd_wait, pipe_readable(p)) < 0)
			return -ERESTARTSYS;
		wake_next = true;
		mutex_lock(&p->mutex);
	}
	was_full = was_full && !pipe_full(p->head, p->tail, p->ring_size);
	wake_next = wake_next && pipe_readable(p);
	mutex_unlock(&p->mutex);
	if (was_full)
		pipe_tell_writers(p);
	if (wake_next)
		wake_up_poll(&p->rd_wait, POLL_READABLE);
	if (ret > 0)
		file_accessed(f);
	return ret;
}

/* --- writing --- */

/* Appends the odd part of the write to the last page, if it fits in one piece.  Bytes or -EFAULT.
 */
static ssize_t pipe_merge(struct pipe_inode_info *p, struct iov_iter *from)
{
	size_t odd = from->count & (PAGE_SIZE - 1), room;
	struct pipe_buffer *b;

	if (!odd || pipe_empty(p->head, p->tail))
		return 0;
	b = pipe_slot(p, p->head - 1);
	room = PAGE_SIZE - b->offset - b->len;
	if ((b->flags & (PIPE_BUF_FLAG_PACKET | PIPE_BUF_FLAG_SHARED)) || odd > room)
		return 0;
	if (copy_from_iter((char *)page_address(b->page) + b->offset + b->len, odd, from) < odd)
		return -EFAULT; /* what was copied lies beyond len: never seen */
	b->len += (unsigned int)odd;
	return (ssize_t)odd;
}

/* Fills slots while there are free ones.  Bytes, or -errno if there are none. */
static ssize_t pipe_fill(struct pipe_inode_info *p, struct iov_iter *from, bool packet)
{
	struct pipe_buffer *b;
	struct page *page;
	ssize_t done = 0;
	size_t n;

	while (from->count && !pipe_full(p->head, p->tail, p->ring_size)) {
		page = pipe_get_page(p);
		if (!page)
			return done ? done : -ENOMEM;
		n = copy_from_iter(page_address(page), min_t(size_t, PAGE_SIZE, from->count), from);
		if (!n) {
			pipe_put_page(p, page);
			return done ? done : -EFAULT;
		}
		b = pipe_slot(p, p->head);
		*b = (struct pipe_buffer){.page = page,
					  .len = (unsigned int)n,
					  .flags = packet ? PIPE_BUF_FLAG_PACKET : 0};
		p->head++;
		done += (ssize_t)n;
	}
	return done;
}

static void pipe_tell_readers(struct pipe_inode_info *p)
{
	wake_up_sync_poll(&p->rd_wait, POLL_READABLE);
	kill_fasync(&p->fasync_readers, 1); /* POLL_IN */
}

ssize_t pipe_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	struct pipe_inode_info *p = f->private_data;
	bool packet = f->f_flags & O_DIRECT, was_empty, wake_next = false;
	ssize_t done = 0, n;
	int err = 0;

	(void)pos;
	if (!from->count)
		return 0;
	mutex_lock(&p->mutex);
	was_empty = pipe_empty(p->head, p->tail);
	if (!p->readers) {
		err = -EPIPE;
		goto out;
	}
	if (!packet) {
		done = pipe_merge(p, from);
		if (done < 0) {
			err = (int)done;
			done = 0;
			goto out;
		}
	}
	while (from->count) {
		n = pipe_fill(p, from, packet);
		if (n < 0) {
			err = (int)n;
			break;
		}
		done += n;
		if (!from->count)
			break;
		if (!p->readers) {
			err = -EPIPE;
			break;
		}
		if (!pipe_full(p->head, p->tail, p->ring_size))
			continue;
		if (f->f_flags & O_NONBLOCK) {
			err = -EAGAIN;
			break;
		}
		mutex_unlock(&p->mutex);
		if (was_empty)
			pipe_tell_readers(p);
		err = wait_event_interruptible_exclusive(p->wr_wait, pipe_writable(p));
		mutex_lock(&p->mutex);
		was_empty = pipe_empty(p->head, p->tail);
		wake_next = true;
		if (err)
			break;
	}
out:
	/* An edge-triggered watcher wants to hear of more data too. */
	was_empty = (was_empty || (done && READ_ONCE(p->polled))) && !pipe_empty(p->head, p->tail);
	wake_next = wake_next && pipe_writable(p);
	mutex_unlock(&p->mutex);
	if (was_empty)
		pipe_tell_readers(p);
	if (wake_next)
		wake_up_poll(&p->wr_wait, POLL_WRITABLE);
	if (done > 0)
		file_update_time(f);
	return done ? done : err;
}
