/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/eventfd.c - a counter as a file
 *
 * Theory
 *   A write adds to the counter, a read takes it all, or 1 with EFD_SEMAPHORE.  The counter stops
 *   short of its maximum: a write that would reach it waits.
 *
 * Locks: the wait queue's lock guards the counter, so that no wake-up is lost.
 * Sources: eventfd(2)
 */
#include "kernel/ipc/eventfd.h"

#include "fs/vfs/poll.h"
#include "fs/vfs/seq_file.h"
#include "mm/kmem/slab.h"

#define EFD_SEMAPHORE 1 /* in no UAPI header of Linux 6.1 */

struct eventfd {
	wait_queue_head_t wq;
	u64 count;	/* [wq.lock] */
	bool semaphore; /* [c] */
};

static bool can_read(const struct eventfd *e)
{
	return READ_ONCE(e->count) > 0;
}

static bool can_write(const struct eventfd *e, u64 n)
{
	return UINT64_MAX - READ_ONCE(e->count) > n;
}

/* Takes from the counter; 0: it is empty. */
static u64 eventfd_take(struct eventfd *e)
{
	unsigned long flags;
	u64 n;

	spin_lock_irqsave(&e->wq.lock, flags);
	n = e->semaphore && e->count ? 1 : e->count;
	e->count -= n;
	spin_unlock_irqrestore(&e->wq.lock, flags);
	return n;
}

static bool eventfd_add(struct eventfd *e, u64 n)
{
	unsigned long flags;
	bool ok;

	spin_lock_irqsave(&e->wq.lock, flags);
	ok = UINT64_MAX - e->count > n;
	if (ok)
		e->count += n;
	spin_unlock_irqrestore(&e->wq.lock, flags);
	return ok;
}

static ssize_t eventfd_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct eventfd *e = f->private_data;
	u64 n;
	int err;

	(void)pos;
	if (to->count < sizeof(n))
		return -EINVAL;
	while (!(n = eventfd_take(e))) {
		if (f->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_interruptible(e->wq, can_read(e));
		if (err)
			return err;
	}
	wake_up_poll(&e->wq, EPOLLOUT);
	return copy_to_iter(&n, sizeof(n), to) == sizeof(n) ? (ssize_t)sizeof(n) : -EFAULT;
}

static ssize_t eventfd_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	struct eventfd *e = f->private_data;
	u64 n;
	int err;

	(void)pos;
	if (from->count < sizeof(n))
		return -EINVAL;
	if (copy_from_iter(&n, sizeof(n), from) != sizeof(n))
		return -EFAULT;
	if (n == UINT64_MAX)
		return -EINVAL;
	while (!eventfd_add(e, n)) {
		if (f->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_interruptible(e->wq, can_write(e, n));
		if (err)
			return err;
	}
	wake_up_poll(&e->wq, EPOLLIN);
	return sizeof(n);
}

static unsigned int eventfd_poll(struct file *f, struct poll_table *pt)
{
	struct eventfd *e = f->private_data;
	unsigned int mask = 0;
	u64 n;

	poll_wait(f, &e->wq, pt);
	n = READ_ONCE(e->count);
	if (n > 0)
		mask |= EPOLLIN;
	if (n == UINT64_MAX)
		mask |= EPOLLERR;
	if (UINT64_MAX - 1 > n)
		mask |= EPOLLOUT;
	return mask;
}

static int eventfd_release(struct inode *inode, struct file *f)
{
	struct eventfd *e = f->private_data;

	(void)inode;
	__wake_up(&e->wq, TASK_NORMAL, 0, (void *)EPOLLHUP);
	kfree(e);
	return 0;
}

static void eventfd_show_fdinfo(struct file *f, void *seq)
{
	struct eventfd *e = f->private_data;

	seq_printf(seq, "eventfd-count: %16llx\n", (unsigned long long)READ_ONCE(e->count));
}

static const struct file_operations eventfd_fops = {
	.llseek = noop_llseek,
	.read_iter = eventfd_read,
	.write_iter = eventfd_write,
	.poll = eventfd_poll,
	.release = eventfd_release,
	.show_fdinfo = eventfd_show_fdinfo,
};

struct file *eventfd_file(unsigned int count, int flags)
{
	struct eventfd *e;
	struct file *f;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK | EFD_SEMAPHORE))
		return ERR_PTR(-EINVAL);
	e = kmalloc(sizeof(*e), GFP_KERNEL);
	if (!e)
		return ERR_PTR(-ENOMEM);
	init_waitqueue_head(&e->wq);
	e->count = count;
	e->semaphore = flags & EFD_SEMAPHORE;
	f = anon_inode_getfile("[eventfd]", &eventfd_fops, e, O_RDWR | (flags & O_NONBLOCK));
	if (IS_ERR(f))
		kfree(e);
	return f;
}
