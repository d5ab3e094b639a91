/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_syslog.c - syslog(2): the kernel log as dmesg reads it
 *
 * Theory
 *   A record becomes the line "<6>[    1.234567] text".  Reading all gives the newest lines that
 * fit the buffer, from the last clear on; reading (type 2) takes lines in order and waits for more,
 * with one position for the whole system.
 *
 * Locks: reader_lock (sleeps) for that position.
 *
 * Sources: syslog(2)
 */
#include "abi/linux/border.h"
#include "gen/syscalls.h"
#include "kernel/base/printk.h"
#include "kernel/proc/cred.h"
#include "kernel/sched/mutex.h"
#include "kernel/sched/wait.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

enum { /* syslog(2) gives them numbers, no UAPI header has names for them */
       ACT_CLOSE,
       ACT_OPEN,
       ACT_READ,
       ACT_READ_ALL,
       ACT_READ_CLEAR,
       ACT_CLEAR,
       ACT_CONSOLE_OFF,
       ACT_CONSOLE_ON,
       ACT_CONSOLE_LEVEL,
       ACT_SIZE_UNREAD,
       ACT_SIZE_BUFFER,
};

#define LINE_MAX    (1024 + 64)
#define QUIET_LEVEL 1
#define RECHECK_NS  (100 * NSEC_PER_MSEC)

static DEFINE_MUTEX(reader_lock, RANK_SEQ_FILE);
static u64 read_seq;	     /* [reader_lock] next record of ACT_READ */
static size_t read_offset;   /* [reader_lock] bytes of its line given already */
static int saved_level = -1; /* [reader_lock] console_loglevel before ACT_CONSOLE_OFF */

struct line_buf {
	struct kmsg_record rec;
	char text[LINE_MAX];
};

/* Record @*seq, or the first after it, as a line; its length, 0: there is none.  *seq moves behind
 * it. */
static size_t next_line(struct line_buf *b, u64 *seq)
{
	u64 us;
	int n;

	if (kmsg_read(*seq, &b->rec))
		return 0;
	*seq = b->rec.seq + 1;
	us = b->rec.ts_ns / 1000;
	n = snprintf(b->text, sizeof(b->text), "<%u>[%5llu.%06llu] %.*s\n",
		     (unsigned int)b->rec.facility << 3 | b->rec.level, us / 1000000, us % 1000000,
		     (int)b->rec.len, b->rec.text);
	return min((size_t)n, sizeof(b->text) - 1);
}

/* The first record from @seq on so that the rest of the log fits @len bytes. */
static u64 first_that_fits(struct line_buf *b, u64 seq, size_t len)
{
	u64 s = seq, begin = seq;
	size_t total = 0, n;

	while ((n = next_line(b, &s)) != 0)
		total += n;
	while (total > len && (n = next_line(b, &begin)) != 0)
		total -= n;
	return begin;
}

static sysret_t read_all(struct line_buf *b, char __user *buf, size_t len, bool clear)
{
	u64 seq = first_that_fits(b, kmsg_clear_seq(), len);
	size_t done = 0, n;

	while ((n = next_line(b, &seq)) != 0 && done + n <= len) {
		if (copy_to_user(buf + done, b->text, n))
			return -EFAULT;
		done += n;
		cond_resched();
	}
	if (clear)
		kmsg_clear();
	return (sysret_t)done;
}

static sysret_t read_some(struct line_buf *b, char __user *buf, size_t len)
{
	size_t done = 0, n, part;
	u64 seq;

	mutex_lock(&reader_lock);
	while (done < len) {
		seq = read_seq;
		n = next_line(b, &seq);
		if (!n)
			break;
		if (b->rec.seq != read_seq)
			read_offset = 0; /* the one we had begun is gone */
		part = min(n - min(read_offset, n), len - done);
		if (copy_to_user(buf + done, b->text + read_offset, part)) {
			mutex_unlock(&reader_lock);
			return done ? (sysret_t)done : -EFAULT;
		}
		done += part;
		read_offset += part;
		if (read_offset >= n) {
			read_seq = seq;
			read_offset = 0;
		} else {
			read_seq = b->rec.seq;
		}
	}
	mutex_unlock(&reader_lock);
	return (sysret_t)done;
}

static sysret_t read_blocking(struct line_buf *b, char __user *buf, size_t len)
{
	sysret_t n;

	for (;;) {
		n = read_some(b, buf, len);
		if (n)
			return n;
		n = wait_event_interruptible_timeout(
			kmsg_waitqueue, kmsg_next_seq() > READ_ONCE(read_seq), RECHECK_NS);
		if (n < 0)
			return n;
	}
}

static size_t unread_bytes(struct line_buf *b)
{
	size_t total = 0, n;
	u64 seq;

	mutex_lock(&reader_lock);
	seq = read_seq;
	while ((n = next_line(b, &seq)) != 0)
		total += n;
	total -= min(total, read_offset);
	mutex_unlock(&reader_lock);
	return total;
}

static sysret_t set_console_level(int type, int level)
{
	sysret_t ret = 0;

	mutex_lock(&reader_lock);
	if (type == ACT_CONSOLE_OFF) {
		if (saved_level < 0)
			saved_level = console_loglevel;
		console_loglevel = QUIET_LEVEL;
	} else if (type == ACT_CONSOLE_ON) {
		if (saved_level >= 0)
			console_loglevel = saved_level;
		saved_level = -1;
	} else if (level < 1 || level > 8) {
		ret = -EINVAL;
	} else {
		console_loglevel = level;
		saved_level = -1;
	}
	mutex_unlock(&reader_lock);
	return ret;
}

static sysret_t with_buffer(int type, char __user *buf, int len)
{
	struct line_buf *b;
	sysret_t ret;

	if (type != ACT_SIZE_UNREAD) {
		if (!buf || len < 0)
			return -EINVAL;
		if (!len)
			return 0;
		if (!access_ok(buf, (size_t)len))
			return -EFAULT;
	}
	b = kmalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		return -ENOMEM;
	if (type == ACT_READ)
		ret = read_blocking(b, buf, (size_t)len);
	else if (type == ACT_SIZE_UNREAD)
		ret = (sysret_t)unread_bytes(b);
	else
		ret = read_all(b, buf, (size_t)len, type == ACT_READ_CLEAR);
	kfree(b);
	return ret;
}

sysret_t sys_syslog(int type, char __user *buf, int len)
{
	bool open_to_all = type == ACT_READ_ALL || type == ACT_SIZE_BUFFER;

	if (!open_to_all && !capable(CAP_SYSLOG) && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	switch (type) {
	case ACT_CLOSE:
	case ACT_OPEN:
		return 0;
	case ACT_READ:
	case ACT_READ_ALL:
	case ACT_READ_CLEAR:
	case ACT_SIZE_UNREAD:
		return with_buffer(type, buf, len);
	case ACT_CLEAR:
		kmsg_clear();
		return 0;
	case ACT_CONSOLE_OFF:
	case ACT_CONSOLE_ON:
	case ACT_CONSOLE_LEVEL:
		return set_console_level(type, len);
	case ACT_SIZE_BUFFER:
		return (sysret_t)kmsg_buffer_size();
	default:
		return -EINVAL;
	}
}
