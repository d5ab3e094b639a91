/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/char/kmsg.c - /dev/kmsg: the kernel log record by record
 *
 * Theory
 *   Each open file has its own place in the log.  A read returns one record,
 *   "level,sequence,microseconds,-;text\n"; if records were overwritten before they were read it
 *   fails once with EPIPE and goes on with the oldest there is.  A write adds a record.
 *
 * Locks
 *   reader->lock: the place of one open file.
 *
 * Sources: Documentation/ABI/testing/dev-kmsg
 */
#include "drivers/char/char.h"

#include <linux/major.h>
#include "base/kdev.h"
#include "drivers/base/device.h"
#include "fs/vfs/fs.h"
#include "fs/vfs/poll.h"
#include "kernel/base/printk.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/wait.h"
#include "lib/ctype.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#define MINOR_KMSG     11
#define LINE_MAX_BYTES 992 /* what one write may hold */
#define FACILITY_USER  1

struct kmsg_reader {
	struct mutex lock;
	u64 seq; /* next to be read */
	struct kmsg_record rec;
	char text[2048]; /* header, text with escapes */
};

static int kmsg_open(struct inode *inode, struct file *f)
{
	struct kmsg_reader *r;

	(void)inode;
	if ((f->f_flags & O_ACCMODE) == O_WRONLY)
		return 0;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	mutex_init(&r->lock, RANK_SEQ_FILE);
	r->seq = kmsg_first_seq();
	f->private_data = r;
	return 0;
}

static int kmsg_release(struct inode *inode, struct file *f)
{
	(void)inode;
	kfree(f->private_data);
	return 0;
}

/* The record as text; unprintable bytes as \xNN. */
static size_t format_record(struct kmsg_reader *r)
{
	const struct kmsg_record *rec = &r->rec;
	size_t n = (size_t)scnprintf(r->text, sizeof(r->text), "%u,%llu,%llu,%c;",
				     rec->facility << 3 | rec->level, rec->seq, rec->ts_ns / 1000,
				     rec->cont ? 'c' : '-');

	for (unsigned int i = 0; i < rec->len && n + 6 < sizeof(r->text); i++) {
		u8 c = (u8)rec->text[i];

		if (c == '\n')
			n += (size_t)scnprintf(r->text + n, sizeof(r->text) - n, "\n ");
		else if (c < ' ' || c >= 127 || c == '\\')
			n += (size_t)scnprintf(r->text + n, sizeof(r->text) - n, "\\x%02x", c);
		else
			r->text[n++] = (char)c;
	}
	r->text[n++] = '\n';
	return n;
}

static ssize_t read_one(struct kmsg_reader *r, struct file *f, struct iov_iter *to)
{
	size_t n;
	int err;

	while ((err = kmsg_read(r->seq, &r->rec)) == -ENOENT) {
		if (f->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_interruptible(kmsg_waitqueue, kmsg_next_seq() > r->seq);
		if (err)
			return err;
	}
	if (err)
		return err;
	if (r->rec.seq > r->seq) {
		r->seq = r->rec.seq;
		return -EPIPE;
	}
	n = format_record(r);
	if (n > iov_iter_count(to))
		return -EINVAL;
	if (copy_to_iter(r->text, n, to) != n)
		return -EFAULT;
	r->seq = r->rec.seq + 1;
	return (ssize_t)n;
}

__no_lock_analysis /* interruptible lock */
	static ssize_t
	kmsg_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct kmsg_reader *r = f->private_data;
	ssize_t n;

	(void)pos;
	if (!r)
		return -EBADF;
	if (mutex_lock_interruptible(&r->lock))
		return -EINTR;
	n = read_one(r, f, to);
	mutex_unlock(&r->lock);
	return n;
}

/* "<prio>text": facility 0 is the kernel's and is not for users. */
static ssize_t kmsg_write_iter(struct file *f, loff_t *pos, struct iov_iter *from)
{
	size_t n = iov_iter_count(from), skip = 0;
	unsigned int prio = FACILITY_USER << 3 | 4;
	char *line;

	(void)f;
	(void)pos;
	if (n > LINE_MAX_BYTES)
		return -EINVAL;
	line = kmalloc(n + 1, GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	if (copy_from_iter(line, n, from) != n) {
		kfree(line);
		return -EFAULT;
	}
	line[n] = '\0';
	if (line[0] == '<') {
		unsigned int v = 0, i = 1;

		while (isdigit((u8)line[i]) && v < 100000)
			v = v * 10 + (unsigned int)(line[i++] - '0');
		if (i > 1 && line[i] == '>') {
			prio = v >> 3 ? v : FACILITY_USER << 3 | v;
			skip = i + 1;
		}
	}
	kmsg_write_user((int)(prio >> 3), (int)(prio & 7), line + skip, n - skip);
	kfree(line);
	return (ssize_t)n;
}

static loff_t kmsg_llseek(struct file *f, loff_t off, int whence)
{
	struct kmsg_reader *r = f->private_data;

	if (!r)
		return -EBADF;
	if (off)
		return -ESPIPE;
	switch (whence) {
	case SEEK_SET:
		r->seq = kmsg_first_seq();
		return 0;
	case SEEK_DATA:
		r->seq = kmsg_clear_seq();
		return 0;
	case SEEK_END:
		r->seq = kmsg_next_seq();
		return 0;
	}
	return -EINVAL;
}

static unsigned int kmsg_poll(struct file *f, struct poll_table *pt)
{
	struct kmsg_reader *r = f->private_data;
	unsigned int mask = 0;

	if (!r)
		return EPOLLERR | EPOLLNVAL;
	poll_wait(f, &kmsg_waitqueue, pt);
	if (kmsg_next_seq() > r->seq)
		mask |= EPOLLIN | EPOLLRDNORM;
	if (kmsg_first_seq() > r->seq)
		mask |= EPOLLERR | EPOLLPRI;
	return mask;
}

static const struct file_operations kmsg_fops = {
	.llseek = kmsg_llseek,
	.read_iter = kmsg_read_iter,
	.write_iter = kmsg_write_iter,
	.poll = kmsg_poll,
	.open = kmsg_open,
	.release = kmsg_release,
};

int kmsg_wait(u64 seq)
{
	return wait_event_interruptible(kmsg_waitqueue, kmsg_next_seq() > seq);
}

void kmsg_device_init(void)
{
	register_chrdev_region(MEM_MAJOR, MINOR_KMSG, 1, "mem", &kmsg_fops);
	device_create("mem", NULL, "kmsg", 0644, MKDEV(MEM_MAJOR, MINOR_KMSG));
}
