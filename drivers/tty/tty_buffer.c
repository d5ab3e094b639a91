/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/tty_buffer.c - received characters between a driver and the line discipline
 *
 * Theory
 *   A driver's interrupt stores characters and marks (parity, break) in a ring and queues work; the
 * work feeds them to the line discipline in process context, as many as it has room for.  What it
 * leaves stays, and the driver sees a full ring: a pty's writer waits, a serial port stops reading
 * its FIFO.
 *
 * Locks
 *   buf.lock (irq-safe).  Only the work removes characters.
 */
#include "internal.h"

#include "base/err.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

static unsigned int used(const struct tty_buffer *b)
{
	return READ_ONCE(b->head) - READ_ONCE(b->tail);
}

unsigned int tty_buffer_room(struct tty_struct *tty)
{
	return FLIP_SIZE - used(&tty->buf);
}

bool tty_insert_flip_char(struct tty_struct *tty, u8 c, u8 mark)
{
	struct tty_buffer *b = &tty->buf;
	unsigned long flags;
	bool ok;

	spin_lock_irqsave(&b->lock, flags);
	ok = !b->closed && used(b) < FLIP_SIZE;
	if (ok) {
		b->chars[b->head % FLIP_SIZE] = c;
		b->marks[b->head % FLIP_SIZE] = mark;
		b->head++;
	}
	spin_unlock_irqrestore(&b->lock, flags);
	return ok;
}

unsigned int tty_insert_flip_string(struct tty_struct *tty, const u8 *s, unsigned int n)
{
	struct tty_buffer *b = &tty->buf;
	unsigned long flags;

	spin_lock_irqsave(&b->lock, flags);
	n = b->closed ? 0 : min(n, FLIP_SIZE - used(b));
	for (unsigned int i = 0; i < n; i++) {
		b->chars[(b->head + i) % FLIP_SIZE] = s[i];
		b->marks[(b->head + i) % FLIP_SIZE] = TTY_NORMAL;
	}
	b->head += n;
	spin_unlock_irqrestore(&b->lock, flags);
	return n;
}

void tty_flip_buffer_push(struct tty_struct *tty)
{
	if (used(&tty->buf))
		schedule_work(&tty->buf.work);
}

void tty_buffer_flush(struct tty_struct *tty)
{
	unsigned long flags;

	spin_lock_irqsave(&tty->buf.lock, flags);
	tty->buf.tail = tty->buf.head;
	spin_unlock_irqrestore(&tty->buf.lock, flags);
	if (tty->link)
		tty_wakeup(tty->link);
}

static void flush_to_ldisc(struct work_struct *w)
{
	struct tty_struct *tty = container_of(w, struct tty_struct, buf.work);
	struct tty_buffer *b = &tty->buf;

	for (;;) {
		unsigned int tail = READ_ONCE(b->tail), at = tail % FLIP_SIZE, n, took;
		unsigned long flags;

		n = min(smp_load_acquire(&b->head) - tail, FLIP_SIZE - at);
		if (!n)
			break;
		took = n_tty_receive(tty, b->chars + at, b->marks + at, n);
		spin_lock_irqsave(&b->lock, flags);
		if (b->tail == tail) /* else somebody flushed meanwhile */
			b->tail = tail + took;
		spin_unlock_irqrestore(&b->lock, flags);
		if (!took)
			break;
	}
	if (tty->link)
		tty_wakeup(tty->link);
	else if (used(b) < FLIP_SIZE / 2 && tty->ops->unthrottle &&
		 !test_bit(TTY_THROTTLED, &tty->flags))
		tty->ops->unthrottle(tty);
}

int tty_buffer_init(struct tty_struct *tty)
{
	u8 *mem = kmalloc(2 * FLIP_SIZE, GFP_KERNEL);

	if (!mem)
		return -ENOMEM;
	spin_lock_init(&tty->buf.lock, RANK_TTY_BUF);
	tty->buf.chars = mem;
	tty->buf.marks = mem + FLIP_SIZE;
	INIT_WORK(&tty->buf.work, flush_to_ldisc);
	return 0;
}

static void close_buffer(struct tty_struct *tty)
{
	unsigned long flags;

	spin_lock_irqsave(&tty->buf.lock, flags);
	tty->buf.closed = true;
	spin_unlock_irqrestore(&tty->buf.lock, flags);
}

void tty_buffer_stop(struct tty_struct *tty)
{
	struct tty_struct *link = tty->link;

	if (!tty->buf.chars)
		return;
	close_buffer(tty);
	if (link)
		close_buffer(link);
	cancel_work_sync(&tty->buf.work);
	if (link) {
		cancel_work_sync(&link->buf.work);
		/* which may have stored something here before, and said so just now */
		cancel_work_sync(&tty->buf.work);
	}
}

void tty_buffer_destroy(struct tty_struct *tty)
{
	kfree(tty->buf.chars);
	tty->buf.chars = NULL;
}
