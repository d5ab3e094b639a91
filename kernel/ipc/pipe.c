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

/* Out of line, so that a read that finds data does not pay for it. */
static __noinline int pipe_wait_readable(struct pipe_inode_info *p)
{
	return __wait_event_interruptible_exclusive(p->rd_wait, pipe_readable(p));
}

static void pipe_tell_writers(struct pipe_inode_info *p)
{
	wake_up_poll(&p->wr_wait, POLL_WRITABLE);
	if (unlikely(p->fasync_writers))
		kill_fasync(&p->fasync_writers, 2); /* POLL_OUT */
}

ssize_t pipe_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct pipe_inode_info *p = f->private_data;
	bool made_room, wake_next = false;
	unsigned int tail;
	ssize_t ret;

	(void)pos;
	if (!to->count)
		return 0;
	for (;;) {
		if (!pipe_readable(p)) {
			if (f->f_flags & O_NONBLOCK)
				return -EAGAIN;
			if (pipe_wait_readable(p) < 0)
				return -ERESTARTSYS;
			wake_next = true;
		}
		mutex_lock(&p->mutex);
		tail = p->tail;
		ret = pipe_take(p, to);
		if (ret || !p->writers)
			break;
		mutex_unlock(&p->mutex); /* another reader came first */
	}
	made_room = p->tail != tail && pipe_full(p->head, tail, p->ring_size);
	wake_next = wake_next && pipe_readable(p);
	mutex_unlock(&p->mutex);
	if (made_room)
		pipe_tell_writers(p);
	if (wake_next)
		wake_up_poll(&p->rd_wait, POLL_READABLE);
	if (ret > 0)
		file_accessed(f);
	return ret;
}

/* --- writing --- */

/* Appends the odd part of the write to the last page, if it fits in one piece.  0 or -EFAULT. */
static int pipe_merge(struct pipe_inode_info *p, struct iov_iter *from)
{
	size_t odd = from->count & (PAGE_SIZE - 1), room, n;
	struct pipe_buffer *b;

	if (!odd)
		return 0;
	b = pipe_slot(p, p->head - 1);
	room = PAGE_SIZE - b->offset - b->len;
	if ((b->flags & (PIPE_BUF_FLAG_PACKET | PIPE_BUF_FLAG_SHARED)) || odd > room)
		return 0;
	n = copy_from_iter((char *)page_address(b->page) + b->offset + b->len, odd, from);
	if (n < odd) {
		iov_iter_revert(from, n); /* it lies beyond len: never seen */
		return -EFAULT;
	}
	b->len += (unsigned int)odd;
	return 0;
}

/*
 * Stores what there is room for: the odd part at the end of the last page if it fits there as one
 * piece, the rest in free slots.  0: all of it; -EAGAIN: the pipe is full; other -errno.
 */
static int pipe_store(struct pipe_inode_info *p, struct iov_iter *from, bool packet)
{
	struct pipe_buffer *b;
	struct page *page;
	size_t n;

	if (!p->readers)
		return -EPIPE;
	if (!packet && !pipe_empty(p->head, p->tail) && pipe_merge(p, from) < 0)
		return -EFAULT;
	while (from->count) {
		if (pipe_full(p->head, p->tail, p->ring_size))
			return -EAGAIN;
		page = pipe_get_page(p);
		if (!page)
			return -ENOMEM;
		n = copy_from_iter(page_address(page), min_t(size_t, PAGE_SIZE, from->count), from);
		if (!n) {
			pipe_put_page(p, page);
			return -EFAULT;
		}
		b = pipe_slot(p, p->head);
		*b = (struct pipe_buffer){.page = page,
					  .len = (unsigned int)n,
					  .flags = packet ? PIPE_BUF_FLAG_PACKET : 0};
		p->head++;
	}
	return 0;
}

static void pipe_tell_readers(struct pipe_inode_info *p)
{
	wake_up_sync_poll(&p->rd_wait, POLL_READABLE);
	if (unlikely(p->fasync_readers))
		kill_fasync(&p->fasync_readers, 1); /* POLL_IN */
}

/* The pipe is full.  Sleeps until it is not, without the mutex, which is held again at the end;
 * @tell: readers do not know yet what it holds.  0 or -ERESTARTSYS. */
static __noinline int pipe_wait_writable(struct pipe_inode_info *p, bool tell) __no_lock_analysis
{
	int err;

	mutex_unlock(&p->mutex);
	if (tell)
		pipe_tell_readers(p);
	err = __wait_event_interruptible_exclusive(p->wr_wait, pipe_writable(p));
	mutex_lock(&p->mutex);
	return err;
}

ssize_t pipe_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	struct pipe_inode_info *p = f->private_data;
	bool was_empty, tell, wake_next = false;
	size_t count = from->count, done;
	int err;

	(void)pos;
	if (!count)
		return 0;
	mutex_lock(&p->mutex);
	for (;;) {
		was_empty = pipe_empty(p->head, p->tail);
		err = pipe_store(p, from, f->f_flags & O_DIRECT);
		if (err != -EAGAIN || (f->f_flags & O_NONBLOCK))
			break;
		wake_next = true;
		err = pipe_wait_writable(p, was_empty);
		if (err) {
			was_empty = false; /* told */
			break;
		}
	}
	done = count - from->count;
	/* An edge-triggered watcher wants to hear of more data too. */
	tell = done && (was_empty || READ_ONCE(p->polled));
	wake_next = wake_next && pipe_writable(p);
	mutex_unlock(&p->mutex);
	if (tell)
		pipe_tell_readers(p);
	if (wake_next)
		wake_up_poll(&p->wr_wait, POLL_WRITABLE);
	if (!done)
		return err;
	file_update_time(f);
	return (ssize_t)done;
}
