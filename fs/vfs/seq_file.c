/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/seq_file.c - files whose text is made when they are read
 *
 * Theory
 *   The maker gives records one by one (start, next, show, stop).  Text goes into a buffer, whole
 *   records at a time; a read takes from the buffer first, then makes records until it has
 *   something.  A record that does not fit doubles the buffer and is shown again.  Between reads
 *   only the index of the next record is kept, so nothing is locked; what changed meanwhile shows
 *   as it is then.  A read at another offset makes the text again from the start up to there.
 *
 * Locks: m->lock (RANK_SEQ_FILE); ->start to ->stop may take more, released by ->stop.
 * Sources: Linux Documentation/filesystems/seq_file.rst
 */
#include "fs/vfs/seq_file.h"

#include "internal.h"
#include "lib/format.h"
#include "lib/string.h"

#define SEQ_BUF_MAX (16UL << 20)

int seq_open(struct file *f, const struct seq_operations *op)
{
	struct seq_file *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return -ENOMEM;
	mutex_init(&m->lock, RANK_SEQ_FILE);
	m->op = op;
	m->file = f;
	f->private_data = m;
	f->f_mode &= ~FMODE_PWRITE;
	return 0;
}

int seq_release(struct inode *inode, struct file *f)
{
	struct seq_file *m = f->private_data;

	(void)inode;
	kvfree(m->buf);
	kfree(m);
	return 0;
}

/* --- one record: a file that is shown as a whole --- */

static void *single_start(struct seq_file *m, loff_t *pos)
{
	return *pos ? NULL : (void *)m; /* any token but NULL */
}

static void *single_next(struct seq_file *m, void *v, loff_t *pos)
{
	(void)m;
	(void)v;
	++*pos;
	return NULL;
}

static void single_stop(struct seq_file *m, void *v)
{
	(void)m;
	(void)v;
}

int single_open(struct file *f, int (*show)(struct seq_file *m, void *v), void *data)
{
	struct seq_operations *op = kmalloc(sizeof(*op), GFP_KERNEL);
	int err;

	if (!op)
		return -ENOMEM;
	*op = (struct seq_operations){
		.start = single_start, .next = single_next, .stop = single_stop, .show = show};
	err = seq_open(f, op);
	if (err)
		kfree(op);
	else
		((struct seq_file *)f->private_data)->private = data;
	return err;
}

int single_open_size(struct file *f, int (*show)(struct seq_file *m, void *v), void *data,
		     size_t size)
{
	char *buf = kvmalloc(size, GFP_KERNEL);
	struct seq_file *m;
	int err;

	if (!buf)
		return -ENOMEM;
	err = single_open(f, show, data);
	if (err) {
		kvfree(buf);
		return err;
	}
	m = f->private_data;
	m->buf = buf;
	m->size = size;
	return 0;
}

int single_release(struct inode *inode, struct file *f)
{
	const struct seq_operations *op = ((struct seq_file *)f->private_data)->op;
	int err = seq_release(inode, f);

	kfree(op);
	return err;
}

/* --- reading --- */

static int seq_grow(struct seq_file *m)
{
	size_t size = m->size ? m->size * 2 : PAGE_SIZE;
	char *buf;

	if (size > SEQ_BUF_MAX)
		return -ENOMEM;
	buf = kvmalloc(size, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	kvfree(m->buf);
	m->buf = buf;
	m->size = size;
	m->count = m->from = 0;
	return 0;
}

/*
 * Fills the empty buffer with records from m->index on, until @want bytes or the end.
 * Return: 0 (m->count 0: the end) or -errno
 */
static int seq_fill(struct seq_file *m, size_t want)
{
	size_t before;
	void *v;
	int err = 0;

	if (!m->buf && (err = seq_grow(m)))
		return err;
again:
	m->from = m->count = 0;
	v = m->op->start(m, &m->index);
	for (;;) {
		if (IS_ERR_OR_NULL(v)) {
			err = v ? (int)PTR_ERR(v) : 0;
			break;
		}
		before = m->count;
		err = m->op->show(m, v);
		if (err < 0)
			break;
		if (seq_has_overflowed(m)) {
			m->count = before;
			if (before)
				break; /* some whole records are enough */
			m->op->stop(m, v);
			err = seq_grow(m);
			if (err)
				return err;
			goto again;
		}
		if (err > 0)
			m->count = before; /* SEQ_SKIP: not this one */
		err = 0;
		v = m->op->next(m, v, &m->index);
		if (m->count >= want)
			break;
	}
	m->op->stop(m, v);
	return m->count ? 0 : err;
}

/* Makes the text from the start and throws away what is before @pos. */
static int seq_traverse(struct seq_file *m, loff_t pos)
{
	loff_t at = 0;
	int err;

	m->index = 0;
	m->count = m->from = 0;
	while (at < pos) {
		err = seq_fill(m, 1);
		if (err)
			return err;
		if (!m->count)
			break; /* beyond the end */
		if (at + (loff_t)m->count > pos) {
			m->from = (size_t)(pos - at);
			m->count -= m->from;
			at = pos;
			break;
		}
		at += (loff_t)m->count;
		m->count = 0;
	}
	m->read_pos = pos;
	return 0;
}

ssize_t seq_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct seq_file *m = f->private_data;
	size_t done = 0, n;
	int err = 0;

	if (!to->count)
		return 0;
	mutex_lock(&m->lock);
	if (*pos != m->read_pos || *pos == 0)
		err = *pos == 0 && m->read_pos == 0 && m->count ? 0 : seq_traverse(m, *pos);
	while (!err && to->count) {
		if (!m->count) {
			err = seq_fill(m, to->count);
			if (err || !m->count)
				break;
		}
		n = copy_to_iter(m->buf + m->from, min(m->count, to->count), to);
		m->from += n;
		m->count -= n;
		done += n;
		if (!n)
			err = -EFAULT;
	}
	if (done) {
		*pos += (loff_t)done;
		m->read_pos = *pos;
	}
	mutex_unlock(&m->lock);
	return done ? (ssize_t)done : err;
}

loff_t seq_lseek(struct file *f, loff_t off, int whence)
{
	struct seq_file *m = f->private_data;
	loff_t to = off;
	int err = 0;

	if (whence == SEEK_CUR)
		to += f->f_pos;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (to < 0)
		return -EINVAL;
	mutex_lock(&m->lock);
	if (to != m->read_pos)
		err = seq_traverse(m, to);
	mutex_unlock(&m->lock);
	if (err)
		return err;
	f->f_pos = to;
	return to;
}

/* --- writing into the record --- */

void seq_write(struct seq_file *m, const void *data, size_t n)
{
	if (m->size - m->count > n) {
		memcpy(m->buf + m->count, data, n);
		m->count += n;
	} else {
		m->count = m->size; /* overflowed: shown again in a larger buffer */
	}
}

static __printf(2, 0) void seq_vprintf(struct seq_file *m, const char *fmt, va_list ap)
{
	size_t room = m->size - m->count;
	int n;

	if (!room)
		return;
	n = vsnprintf(m->buf + m->count, room, fmt, ap);
	m->count = (size_t)n < room ? m->count + (size_t)n : m->size;
}

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	seq_vprintf(m, fmt, ap);
	va_end(ap);
}

void seq_puts(struct seq_file *m, const char *s)
{
	seq_write(m, s, strlen(s));
}

void seq_putc(struct seq_file *m, char c)
{
	if (m->count < m->size)
		m->buf[m->count++] = c;
}

void seq_put_numbers(struct seq_file *m, const u64 *v, unsigned int n)
{
	for (; n; n--, v++) {
		if (m->size - m->count <= 1 + DECIMAL_MAX) {
			m->count = m->size; /* overflowed, or nearly */
			return;
		}
		m->buf[m->count++] = ' ';
		m->count += format_decimal(m->buf + m->count, *v);
	}
}

void seq_escape(struct seq_file *m, const char *s, const char *esc)
{
	for (; *s; s++) {
		if (strchr(esc, *s))
			seq_printf(m, "\\%03o", (unsigned int)(u8)*s);
		else
			seq_putc(m, *s);
	}
}

int seq_path(struct seq_file *m, const struct path *path, const char *esc)
{
	char *buf = kmalloc(PATH_MAX, GFP_KERNEL), *p;
	int err = 0;

	if (!buf)
		return -ENOMEM;
	p = d_path(path, buf, PATH_MAX);
	if (IS_ERR(p))
		err = (int)PTR_ERR(p);
	else
		seq_escape(m, p, esc);
	kfree(buf);
	return err;
}

static __printf(2, 3) void sink_printf(void *ctx, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	seq_vprintf(ctx, fmt, ap);
	va_end(ap);
}

struct seq_sink seq_sink_of(struct seq_file *m)
{
	return (struct seq_sink){.ctx = m, .printf = sink_printf};
}
