/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/n_tty_read.c - read(2) and poll(2) of a terminal
 *
 * Theory
 *   Canonical: a read returns at most one line; a delimiter ends it, an EOF mark ends it and is
 *   dropped.  Raw: VMIN and VTIME give the four cases of termios(3).  Characters go through a small
 *   buffer on the stack, because user memory may not be touched under the ring's lock.
 *
 * Locks
 *   read_lock (one reader at a time) -> termios_rwsem (read, dropped while sleeping) -> lock.
 */
#include "n_tty.h"

#include "fs/vfs/poll.h"
#include "lib/string.h"

#define DECISECOND (NSEC_PER_SEC / 10)

bool n_tty_empty(struct tty_struct *tty)
{
	const struct n_tty_data *d = tty->ldata;

	return d->icanon ? READ_ONCE(d->canon_head) == READ_ONCE(d->tail)
			 : READ_ONCE(d->head) == READ_ONCE(d->tail);
}

static bool input_available(const struct tty_struct *tty, unsigned int atleast)
{
	const struct n_tty_data *d = tty->ldata;
	unsigned int tail = READ_ONCE(d->tail);

	if (d->icanon)
		return READ_ONCE(d->canon_head) != tail;
	return READ_ONCE(d->head) - tail >= atleast;
}

unsigned int n_tty_inq(struct tty_struct *tty)
{
	struct n_tty_data *d = tty->ldata;
	unsigned int n, end;

	spin_lock(&d->lock);
	end = d->icanon ? d->canon_head : d->head;
	n = end - d->tail;
	for (unsigned int i = d->tail; d->icanon && i != end; i++)
		n -= ring_delim(d, i) && ring_get(d, i) == NO_CHAR; /* EOF marks are not read */
	spin_unlock(&d->lock);
	return n;
}

/* Raw: up to @max characters into @out. */
static unsigned int take_raw(struct n_tty_data *d, u8 *out, unsigned int max)
{
	unsigned int n = 0;

	spin_lock(&d->lock);
	while (n < max && d->tail != d->head)
		out[n++] = ring_get(d, d->tail++);
	if ((int)(d->canon_head - d->tail) < 0)
		d->canon_head = d->tail;
	spin_unlock(&d->lock);
	return n;
}

/* Canonical: up to @max characters of the line; *@ended when its delimiter was taken.  @last: the
 * caller has room for no more after this, so an EOF mark that comes next belongs to this read. */
static unsigned int take_line(struct n_tty_data *d, u8 *out, unsigned int max, bool last,
			      bool *ended)
{
	unsigned int n = 0;

	*ended = false;
	spin_lock(&d->lock);
	while (d->tail != d->canon_head && !*ended) {
		u8 c = ring_get(d, d->tail);
		bool eof = ring_delim(d, d->tail) && c == NO_CHAR;

		if (n == max && !(last && eof))
			break;
		*ended = ring_delim(d, d->tail);
		clear_bit(d->tail % N_TTY_SIZE, d->delim);
		d->tail++;
		if (!eof)
			out[n++] = c;
	}
	spin_unlock(&d->lock);
	return n;
}

/* Moves what is there to the user.  *@done: the read is complete.  Bytes or -EFAULT. */
static ssize_t copy_out_input(struct tty_struct *tty, struct iov_iter *to, bool *done)
{
	u8 chunk[128];
	ssize_t total = 0;

	*done = false;
	while (iov_iter_count(to) && !*done) {
		unsigned int max = (unsigned int)min_t(size_t, iov_iter_count(to), sizeof(chunk));
		unsigned int n;

		if (tty->ldata->icanon)
			n = take_line(tty->ldata, chunk, max, max == iov_iter_count(to), done);
		else
			n = take_raw(tty->ldata, chunk, max);
		if (copy_to_iter(chunk, n, to) != n)
			return total ? total : -EFAULT;
		total += n;
		if (!n || (tty->ldata->icanon && n == max && !*done && !iov_iter_count(to)))
			break;
	}
	return total;
}

/* Packet mode: the status byte of a pty master, 0 if there is none. */
static u8 take_ctrl_status(struct tty_struct *tty)
{
	struct tty_struct *slave = tty->link;
	unsigned long flags;
	u8 status;

	spin_lock_irqsave(&slave->ctrl_lock, flags);
	status = slave->ctrl_status;
	slave->ctrl_status = 0;
	spin_unlock_irqrestore(&slave->ctrl_lock, flags);
	return status;
}

/* Why a reader with no input does not wait: 0: it waits, 1: end of file, or -errno. */
static int no_wait_reason(struct tty_struct *tty, struct file *f, ktime_t timeout)
{
	if (tty_file_hung(f))
		return 1;
	if (test_bit(TTY_OTHER_CLOSED, &tty->flags))
		return -EIO;
	if (!timeout)
		return 1;
	if (f->f_flags & O_NONBLOCK)
		return -EAGAIN;
	return signal_pending(current) ? -ERESTARTSYS : 0;
}

/* Sleeps until input may have come; termios_rwsem is dropped meanwhile.  What is left of @timeout.
 */
static ktime_t wait_for_input(struct tty_struct *tty, ktime_t timeout)
{
	up_read(&tty->termios_rwsem);
	timeout = schedule_timeout(timeout);
	down_read(&tty->termios_rwsem);
	return timeout;
}

struct read_plan {
	unsigned int minimum; /* characters that end the read */
	ktime_t timeout;      /* until the next character */
	ktime_t between;      /* VTIME with VMIN: applies after the first */
};

static struct read_plan plan_read(const struct tty_struct *tty)
{
	struct read_plan p = {.minimum = 1, .timeout = KTIME_MAX};

	if (tty->ldata->icanon)
		return p;
	if (CC(tty, VMIN)) {
		p.minimum = CC(tty, VMIN);
		p.between = CC(tty, VTIME) * DECISECOND;
	} else {
		p.timeout = CC(tty, VTIME) * DECISECOND;
	}
	return p;
}

static bool packet_pending(const struct tty_struct *tty)
{
	return tty->packet && tty->link && READ_ONCE(tty->link->ctrl_status);
}

static ssize_t read_loop(struct tty_struct *tty, struct file *f, struct iov_iter *to)
{
	struct read_plan p = plan_read(tty);
	struct wait_queue_entry we;
	ssize_t total = 0, n;
	bool done = false;
	int why = 0;

	init_wait_entry(&we, 0);
	while (iov_iter_count(to) && !done) {
		if (packet_pending(tty)) {
			u8 status;

			if (total)
				break;
			status = take_ctrl_status(tty);
			if (status)
				return copy_to_iter(&status, 1, to) == 1 ? 1 : -EFAULT;
		}
		prepare_to_wait(&tty->read_wait, &we, TASK_INTERRUPTIBLE);
		if (!input_available(tty, 1) && !packet_pending(tty)) {
			why = no_wait_reason(tty, f, p.timeout);
			if (why)
				break;
			p.timeout = wait_for_input(tty, p.timeout);
			continue;
		}
		finish_wait(&tty->read_wait, &we);
		if (packet_pending(tty))
			continue;
		if (tty->packet && !total) {
			u8 data = TIOCPKT_DATA;

			if (copy_to_iter(&data, 1, to) != 1)
				return -EFAULT;
			total = 1;
		}
		n = copy_out_input(tty, to, &done);
		if (n < 0) {
			why = (int)n;
			break;
		}
		total += n;
		n_tty_check_unthrottle(tty);
		if (tty->ldata->icanon || (size_t)total >= p.minimum)
			break;
		if (p.between)
			p.timeout = p.between;
	}
	finish_wait(&tty->read_wait, &we);
	if (total || done)
		return total;
	return why < 0 ? why : 0;
}

__no_lock_analysis /* interruptible lock */
	ssize_t
	n_tty_read(struct tty_struct *tty, struct file *f, struct iov_iter *to)
{
	struct n_tty_data *d = tty->ldata;
	ssize_t ret;
	int err;

	err = job_control_read(tty);
	if (err)
		return err;
	if (f->f_flags & O_NONBLOCK) {
		if (!mutex_trylock(&d->read_lock))
			return -EAGAIN;
	} else if (mutex_lock_interruptible(&d->read_lock)) {
		return -ERESTARTSYS;
	}
	down_read(&tty->termios_rwsem);
	if (test_bit(TTY_OTHER_CLOSED,
		     &tty->flags)) { /* what was sent before is still to be read */
		up_read(&tty->termios_rwsem);
		flush_work(&tty->buf.work);
		down_read(&tty->termios_rwsem);
	}
	ret = read_loop(tty, f, to);
	up_read(&tty->termios_rwsem);
	mutex_unlock(&d->read_lock);
	return ret;
}

unsigned int n_tty_poll(struct tty_struct *tty, struct file *f, struct poll_table *pt)
{
	unsigned int mask = 0, atleast = 1;

	poll_wait(f, &tty->read_wait, pt);
	poll_wait(f, &tty->write_wait, pt);
	if (!tty->ldata->icanon && !CC(tty, VTIME) && CC(tty, VMIN))
		atleast = CC(tty, VMIN);
	if (input_available(tty, atleast))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (packet_pending(tty))
		mask |= EPOLLPRI | EPOLLIN | EPOLLRDNORM;
	if (test_bit(TTY_OTHER_CLOSED, &tty->flags))
		mask |= EPOLLHUP;
	if (tty_file_hung(f))
		mask |= EPOLLHUP | EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLRDNORM | EPOLLWRNORM;
	if (tty->ops->write_room(tty) >= 8 && !(mask & EPOLLHUP))
		mask |= EPOLLOUT | EPOLLWRNORM;
	return mask;
}
