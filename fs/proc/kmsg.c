/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/kmsg.c - /proc/kmsg: the kernel log for one logging daemon
 *
 * Theory
 *   Reading takes lines "<6>[    1.234567] text" out of one queue that all readers share, and
 *   waits for more.  A line that does not fit the reader's buffer goes on with the next read.
 *
 * Locks: reader.lock for the place in the log; not held while waiting.
 * Sources: proc(5), syslog(2)
 */
#include "internal.h"

#include "fs/vfs/poll.h"
#include "kernel/base/panic.h"
#include "kernel/base/printk.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/signal.h"
#include "lib/format.h"
#include "lib/string.h"

#define LINE_MAX_BYTES 1100 /* text and prefix */

static struct {
	struct mutex lock;
	u64 seq;      /* next record to be read */
	size_t given; /* bytes of its line given already */
	struct kmsg_record rec;
	char line[LINE_MAX_BYTES];
} reader = {.lock = __MUTEX_INIT(reader.lock, RANK_SEQ_FILE)};

/* The next line into reader.line; its length, or 0: none yet.  reader.lock held. */
static size_t next_line(void)
{
	u64 us;

	if (kmsg_read(reader.seq, &reader.rec))
		return 0;
	if (reader.rec.seq != reader.seq) {
		reader.seq = reader.rec.seq; /* older ones are lost */
		reader.given = 0;
	}
	us = reader.rec.ts_ns / 1000;
	return (size_t)scnprintf(reader.line, sizeof(reader.line), "<%u>[%5llu.%06llu] %.*s\n",
				 (unsigned int)reader.rec.facility << 3 | reader.rec.level,
				 us / 1000000, us % 1000000, (int)reader.rec.len, reader.rec.text);
}

/* Whole lines as long as there is room; bytes, 0: nothing to read, -EFAULT. */
static ssize_t read_lines(struct iov_iter *to)
{
	ssize_t done = 0;
	size_t len, n;

	mutex_lock(&reader.lock);
	while (iov_iter_count(to) && (len = next_line()) != 0) {
		n = min(len - min(reader.given, len), iov_iter_count(to));
		if (copy_to_iter(reader.line + reader.given, n, to) != n) {
			done = done ? done : -EFAULT;
			break;
		}
		done += (ssize_t)n;
		reader.given += n;
		if (reader.given < len)
			break;
		reader.seq++;
		reader.given = 0;
	}
	mutex_unlock(&reader.lock);
	return done;
}

static ssize_t kmsg_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	ssize_t n;
	int err;

	(void)pos;
	if (!iov_iter_count(to))
		return 0;
	while ((n = read_lines(to)) == 0) {
		if (f->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_interruptible(kmsg_waitqueue,
					       kmsg_next_seq() > READ_ONCE(reader.seq));
		if (err)
			return err;
	}
	return n;
}

static unsigned int kmsg_poll(struct file *f, struct poll_table *pt)
{
	poll_wait(f, &kmsg_waitqueue, pt);
	return kmsg_next_seq() > READ_ONCE(reader.seq) ? EPOLLIN | EPOLLRDNORM : 0;
}

static int kmsg_open(struct inode *inode, struct file *f)
{
	if (!capable(CAP_SYSLOG) && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	return nonseekable_open(inode, f);
}

static const struct file_operations kmsg_fops = {
	.llseek = no_llseek,
	.read_iter = kmsg_read_iter,
	.poll = kmsg_poll,
	.open = kmsg_open,
};

void __init proc_kmsg_init(void)
{
	if (!proc_create("kmsg", 0400, NULL, &kmsg_fops, NULL))
		panic("proc: no memory for kmsg");
}
