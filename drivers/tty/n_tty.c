/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/n_tty.c - N_TTY's input side: editing, signals, flow control, echo
 *
 * Theory
 *   The driver's characters arrive in process context, in order, one batch at a time (the
 *   terminal's flip work), so the receiver is alone.  Each character is mapped (ISTRIP, ICRNL...),
 *   then tried as flow control, signal and, in canonical mode, editing character; what remains is
 * put into the ring and echoed.  A line becomes readable when its delimiter is stored: canon_head
 * moves behind it and `delim` marks it.  EOF is stored as a marked NUL that the reader drops.
 *
 *   When the ring is full in canonical mode further characters are lost with a bell, except
 * delimiters, for which one place is kept; in raw mode the receiver takes only what fits and the
 * rest waits in the flip buffer.
 *
 * Not here
 *   Output: n_tty_out.c.  read(2) and poll: n_tty_read.c.
 *
 * Locks
 *   termios_rwsem (read) -> output_lock (for echo) -> lock (ring).
 *
 * Sources: termios(3), POSIX.1-2017 chapter 11
 */
#include "n_tty.h"

#include <asm/poll.h>
#include "base/bits.h"
#include "fs/vfs/poll.h"
#include "kernel/proc/signal.h"
#include "lib/ctype.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

/* --- the ring --- */

static unsigned int ring_used(const struct n_tty_data *d)
{
	return d->head - d->tail;
}

/* Stores @c; @delim: it ends a line.  False if there is no room. */
static bool ring_put(struct tty_struct *tty, u8 c, bool delim)
{
	struct n_tty_data *d = tty->ldata;
	bool ok;

	spin_lock(&d->lock);
	ok = ring_used(d) < N_TTY_SIZE;
	if (ok) {
		d->buf[d->head % N_TTY_SIZE] = c;
		if (delim)
			set_bit(d->head % N_TTY_SIZE, d->delim);
		else
			clear_bit(d->head % N_TTY_SIZE, d->delim);
		d->head++;
		if (delim)
			d->canon_head = d->head;
	}
	spin_unlock(&d->lock);
	if (delim)
		d->line_start = d->head;
	return ok;
}

/* May one more ordinary character be stored?  One place is kept for the line's end. */
static bool ring_has_room(const struct tty_struct *tty)
{
	const struct n_tty_data *d = tty->ldata;

	return d->head - READ_ONCE(d->tail) < N_TTY_SIZE - 1;
}

unsigned int n_tty_receive_room(struct tty_struct *tty)
{
	const struct n_tty_data *d = tty->ldata;
	unsigned int used = READ_ONCE(d->head) - READ_ONCE(d->tail);

	/* a line longer than the ring must still be finishable, so never say 0 while it is
	 * unfinished */
	if (d->icanon && READ_ONCE(d->canon_head) == READ_ONCE(d->tail))
		return used < N_TTY_SIZE - 1 ? N_TTY_SIZE - 1 - used : 1;
	if (I_FLAG(tty, PARMRK))
		return (N_TTY_SIZE - 1 - used) / 3;
	return N_TTY_SIZE - 1 - used;
}

void n_tty_flush_input(struct tty_struct *tty)
{
	struct n_tty_data *d = tty->ldata;
	unsigned long flags;

	spin_lock(&d->lock);
	d->tail = d->canon_head = d->head;
	d->line_start = d->head;
	d->lnext = d->erasing = false;
	spin_unlock(&d->lock);
	if (tty->link) {
		spin_lock_irqsave(&tty->ctrl_lock, flags);
		if (tty->link->packet)
			tty->ctrl_status |= TIOCPKT_FLUSHREAD;
		spin_unlock_irqrestore(&tty->ctrl_lock, flags);
		if (tty->link->packet)
			wake_up_poll(&tty->link->read_wait, EPOLLIN | EPOLLPRI);
	}
}

static void wake_readers(struct tty_struct *tty)
{
	wake_up_poll(&tty->read_wait, EPOLLIN | EPOLLRDNORM);
}

/* --- editing --- */

static bool is_continuation(const struct tty_struct *tty, u8 c)
{
	return I_FLAG(tty, IUTF8) && (c & 0xc0) == 0x80;
}

static void finish_erasing(struct tty_struct *tty)
{
	if (tty->ldata->erasing) {
		echo_raw(tty, '/');
		tty->ldata->erasing = false;
	}
}

/* Takes the last character of the line being typed back, whole if it is UTF-8; what it was. */
static u8 unput(struct tty_struct *tty, unsigned int *from)
{
	struct n_tty_data *d = tty->ldata;
	unsigned int head = d->head;
	u8 c;

	do {
		head--;
		c = ring_get(d, head);
	} while (is_continuation(tty, c) && head != d->line_start);
	*from = head;
	return c;
}

static void echo_erase(struct tty_struct *tty, u8 c, unsigned int from)
{
	struct n_tty_data *d = tty->ldata;

	if (L_FLAG(tty, ECHOPRT)) {
		if (!d->erasing) {
			echo_raw(tty, '\\');
			d->erasing = true;
		}
		for (unsigned int i = from; i != d->head; i++)
			echo_char(tty, ring_get(d, i));
	} else if (!L_FLAG(tty, ECHOE)) {
		echo_char(tty, CC(tty, VERASE));
	} else {
		unsigned int before = echo_column(tty, d->line_start, from);
		unsigned int after = echo_column(tty, d->line_start, d->head);

		for (; after > before; after--) {
			echo_raw(tty, '\b');
			if (c != '\t') {
				echo_raw(tty, ' ');
				echo_raw(tty, '\b');
			}
		}
	}
}

static void set_head(struct n_tty_data *d, unsigned int head)
{
	spin_lock(&d->lock);
	d->head = head;
	spin_unlock(&d->lock);
}

static void erase_one(struct tty_struct *tty)
{
	unsigned int from;
	u8 c = unput(tty, &from);

	if (L_FLAG(tty, ECHO))
		echo_erase(tty, c, from);
	set_head(tty->ldata, from);
}

static void erase_word(struct tty_struct *tty)
{
	struct n_tty_data *d = tty->ldata;
	bool seen_word = false;

	while (d->head != d->line_start) {
		u8 c = ring_get(d, d->head - 1);
		bool word = isalnum(c) || c == '_' || (I_FLAG(tty, IUTF8) && c >= 0x80);

		if (seen_word && !word)
			break;
		seen_word |= word;
		erase_one(tty);
	}
}

static void erase_line(struct tty_struct *tty)
{
	struct n_tty_data *d = tty->ldata;

	if (L_FLAG(tty, ECHO) &&
	    (!L_FLAG(tty, ECHOK) || !L_FLAG(tty, ECHOKE) || !L_FLAG(tty, ECHOE))) {
		set_head(d, d->line_start);
		finish_erasing(tty);
		echo_char(tty, CC(tty, VKILL));
		if (L_FLAG(tty, ECHOK))
			echo_raw(tty, '\n');
		return;
	}
	while (d->head != d->line_start)
		erase_one(tty);
}

static void edit(struct tty_struct *tty, u8 c)
{
	struct n_tty_data *d = tty->ldata;

	if (d->head == d->line_start)
		return;
	if (c == CC(tty, VERASE))
		erase_one(tty);
	else if (c == CC(tty, VWERASE) && L_FLAG(tty, IEXTEN))
		erase_word(tty);
	else
		erase_line(tty);
	if (d->head == d->line_start && L_FLAG(tty, ECHO))
		finish_erasing(tty);
}

static void reprint_line(struct tty_struct *tty)
{
	struct n_tty_data *d = tty->ldata;

	finish_erasing(tty);
	echo_char(tty, CC(tty, VREPRINT));
	echo_raw(tty, '\n');
	d->canon_column = d->column;
	for (unsigned int i = d->line_start; i != d->head; i++)
		echo_char(tty, ring_get(d, i));
}

/* --- signals and flow control --- */

static void signal_char(struct tty_struct *tty, u8 c, int sig)
{
	if (!L_FLAG(tty, NOFLSH)) {
		tty->ldata->echo_tail = tty->ldata->echo_head;
		if (tty->ops->flush_buffer)
			tty->ops->flush_buffer(tty);
		n_tty_flush_input(tty);
	}
	if (I_FLAG(tty, IXON))
		tty_start(tty);
	if (L_FLAG(tty, ECHO))
		echo_char(tty, c);
	tty_signal_pgrp(tty, sig);
}

/* True if @c was START or STOP and is used up. */
static bool flow_char(struct tty_struct *tty, u8 c)
{
	if (!I_FLAG(tty, IXON))
		return false;
	if (c == CC(tty, VSTART) && c != NO_CHAR) {
		tty_start(tty);
		return true;
	}
	if (c == CC(tty, VSTOP) && c != NO_CHAR) {
		tty_stop(tty);
		return true;
	}
	return false;
}

static int signal_of(const struct tty_struct *tty, u8 c)
{
	if (!L_FLAG(tty, ISIG) || c == NO_CHAR)
		return 0;
	if (c == CC(tty, VINTR))
		return SIGINT;
	if (c == CC(tty, VQUIT))
		return SIGQUIT;
	return c == CC(tty, VSUSP) ? SIGTSTP : 0;
}

/* --- one character --- */

static void bell(struct tty_struct *tty)
{
	if (I_FLAG(tty, IMAXBEL))
		echo_raw(tty, '\a');
}

static void line_begins(struct tty_struct *tty)
{
	if (tty->ldata->head == tty->ldata->line_start)
		tty->ldata->canon_column = tty->ldata->column;
}

static void store(struct tty_struct *tty, u8 c)
{
	if (!ring_has_room(tty)) {
		bell(tty);
		return;
	}
	if (L_FLAG(tty, ECHO)) {
		finish_erasing(tty);
		line_begins(tty);
		echo_char(tty, c);
	}
	if (c == 0xff && I_FLAG(tty, PARMRK) && !ring_put(tty, c, false))
		return;
	ring_put(tty, c, false);
}

static void store_delim(struct tty_struct *tty, u8 c, bool echo)
{
	if (echo)
		echo_raw(tty, c);
	ring_put(tty, c, true);
	wake_readers(tty);
}

/* Canonical mode's special characters; true if @c was one. */
static bool canon_char(struct tty_struct *tty, u8 c)
{
	struct n_tty_data *d = tty->ldata;
	bool iexten = L_FLAG(tty, IEXTEN);

	if (c == '\n') {
		store_delim(tty, c, L_FLAG(tty, ECHO) || L_FLAG(tty, ECHONL));
		return true;
	}
	if (c == NO_CHAR)
		return false;
	if (c == CC(tty, VERASE) || c == CC(tty, VKILL) || (iexten && c == CC(tty, VWERASE))) {
		edit(tty, c);
		return true;
	}
	if (iexten && c == CC(tty, VLNEXT)) {
		d->lnext = true;
		if (L_FLAG(tty, ECHO)) {
			finish_erasing(tty);
			if (L_FLAG(tty, ECHOCTL)) {
				line_begins(tty);
				echo_raw(tty, '^');
				echo_raw(tty, '\b');
			}
		}
		return true;
	}
	if (iexten && L_FLAG(tty, ECHO) && c == CC(tty, VREPRINT)) {
		reprint_line(tty);
		return true;
	}
	if (c == CC(tty, VEOF)) {
		ring_put(tty, NO_CHAR, true); /* the reader drops it */
		wake_readers(tty);
		return true;
	}
	if (c == CC(tty, VEOL) || (c == CC(tty, VEOL2) && iexten)) {
		if (L_FLAG(tty, ECHO))
			echo_char(tty, c);
		store_delim(tty, c, false);
		return true;
	}
	return false;
}

/* ISTRIP, IUCLC, CR and NL; false: the character is dropped. */
static bool map_input(const struct tty_struct *tty, u8 *c)
{
	if (I_FLAG(tty, ISTRIP))
		*c &= 0x7f;
	if (I_FLAG(tty, IUCLC) && L_FLAG(tty, IEXTEN))
		*c = (u8)tolower(*c);
	if (*c == '\r') {
		if (I_FLAG(tty, IGNCR))
			return false;
		if (I_FLAG(tty, ICRNL))
			*c = '\n';
	} else if (*c == '\n' && I_FLAG(tty, INLCR)) {
		*c = '\r';
	}
	return true;
}

static void receive_char(struct tty_struct *tty, u8 c)
{
	struct n_tty_data *d = tty->ldata;
	u8 raw = I_FLAG(tty, ISTRIP) ? c & 0x7f : c;
	int sig;

	if (d->lnext) {
		d->lnext = false;
		store(tty, raw);
		return;
	}
	if (flow_char(tty, raw))
		return;
	sig = signal_of(tty, raw);
	if (sig) {
		signal_char(tty, raw, sig);
		return;
	}
	if (READ_ONCE(tty->stopped) && I_FLAG(tty, IXON) && I_FLAG(tty, IXANY))
		tty_start(tty);
	if (!map_input(tty, &c))
		return;
	if (L_FLAG(tty, ICANON) && canon_char(tty, c))
		return;
	store(tty, c);
}

static void receive_break(struct tty_struct *tty)
{
	if (I_FLAG(tty, IGNBRK))
		return;
	if (I_FLAG(tty, BRKINT)) {
		n_tty_flush_input(tty);
		tty_signal_pgrp(tty, SIGINT);
		return;
	}
	if (I_FLAG(tty, PARMRK)) {
		ring_put(tty, 0xff, false);
		ring_put(tty, 0, false);
	}
	ring_put(tty, 0, false);
}

static void receive_error(struct tty_struct *tty, u8 c, u8 mark)
{
	if (mark == TTY_BREAK) {
		receive_break(tty);
		return;
	}
	if (mark == TTY_OVERRUN)
		return;
	if (!I_FLAG(tty, INPCK)) {
		store(tty, c);
		return;
	}
	if (I_FLAG(tty, IGNPAR))
		return;
	if (I_FLAG(tty, PARMRK)) {
		ring_put(tty, 0xff, false);
		ring_put(tty, 0, false);
		ring_put(tty, c, false);
	} else {
		ring_put(tty, 0, false);
	}
}

static void tell_driver_to_pause(struct tty_struct *tty)
{
	unsigned int left =
		N_TTY_SIZE - (READ_ONCE(tty->ldata->head) - READ_ONCE(tty->ldata->tail));

	if (left > 128 ||
	    (tty->ldata->icanon && tty->ldata->canon_head == READ_ONCE(tty->ldata->tail)))
		return;
	if (!test_and_set_bit(TTY_THROTTLED, &tty->flags)) {
		if (tty->ops->throttle)
			tty->ops->throttle(tty);
		if (I_FLAG(tty, IXOFF) && tty->ops->send_xchar)
			tty->ops->send_xchar(tty, (char)CC(tty, VSTOP));
	}
}

void n_tty_check_unthrottle(struct tty_struct *tty)
{
	unsigned int used = READ_ONCE(tty->ldata->head) - READ_ONCE(tty->ldata->tail);

	if (used > N_TTY_SIZE / 2)
		return;
	if (test_and_clear_bit(TTY_THROTTLED, &tty->flags)) {
		if (tty->ops->unthrottle)
			tty->ops->unthrottle(tty);
		if (I_FLAG(tty, IXOFF) && tty->ops->send_xchar)
			tty->ops->send_xchar(tty, (char)CC(tty, VSTART));
	}
	tty_flip_buffer_push(tty);
}

unsigned int n_tty_receive(struct tty_struct *tty, const u8 *chars, const u8 *marks, unsigned int n)
{
	struct n_tty_data *d = tty->ldata;
	unsigned int done = 0;

	down_read(&tty->termios_rwsem);
	mutex_lock(&d->output_lock);
	echo_flush(tty);
	n = min(n, n_tty_receive_room(tty));
	for (; done < n; done++) {
		if (marks[done] == TTY_NORMAL)
			receive_char(tty, chars[done]);
		else
			receive_error(tty, chars[done], marks[done]);
	}
	echo_flush(tty);
	mutex_unlock(&d->output_lock);
	if (n && !n_tty_empty(tty))
		wake_readers(tty);
	tell_driver_to_pause(tty);
	up_read(&tty->termios_rwsem);
	return done;
}

/* --- life --- */

void n_tty_set_termios(struct tty_struct *tty, const struct ktermios *old)
{
	struct n_tty_data *d = tty->ldata;
	bool icanon = L_FLAG(tty, ICANON);

	spin_lock(&d->lock);
	if (!old || ((old->c_lflag ^ tty->termios.c_lflag) & (ICANON | EXTPROC))) {
		memset(d->delim, 0, sizeof(d->delim));
		d->line_start = d->tail;
		if (!icanon || d->head == d->tail) {
			d->canon_head = d->tail;
		} else { /* what is there becomes one line */
			set_bit((d->head - 1) % N_TTY_SIZE, d->delim);
			d->canon_head = d->line_start = d->head;
		}
		if (!icanon)
			d->line_start = d->head;
		d->lnext = d->erasing = false;
	}
	d->icanon = icanon;
	spin_unlock(&d->lock);
	if (!I_FLAG(tty, IXON) && old && (old->c_iflag & IXON) && !tty->tco_stopped)
		tty_start(tty);
	wake_up_all(&tty->write_wait);
	wake_up_all(&tty->read_wait);
}

int n_tty_open(struct tty_struct *tty)
{
	struct n_tty_data *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	d->buf = kmalloc(N_TTY_SIZE, GFP_KERNEL);
	if (!d->buf) {
		kfree(d);
		return -ENOMEM;
	}
	spin_lock_init(&d->lock, RANK_TTY_BUF);
	mutex_init(&d->read_lock, RANK_TTY_IO);
	mutex_init(&d->output_lock, RANK_TTY_OUT);
	tty->ldata = d;
	n_tty_set_termios(tty, NULL);
	return 0;
}

void n_tty_close(struct tty_struct *tty)
{
	if (!tty->ldata)
		return;
	kfree(tty->ldata->buf);
	kfree(tty->ldata);
	tty->ldata = NULL;
}
