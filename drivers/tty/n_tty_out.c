/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/n_tty_out.c - N_TTY's output side: OPOST processing and echo
 *
 * Theory
 *   Every character to the driver goes through here, so that the cursor's column is known: it
 * decides how wide a tab is, and how many backspaces take one back.  Echo never waits: what the
 *   driver has no room for is kept in a small ring and sent before anything else when it has.
 *
 * Locks
 *   output_lock: column, echo ring, order of characters at the driver.  termios_rwsem is held for
 *   reading by all callers.
 */
#include "n_tty.h"

#include "fs/vfs/poll.h"
#include "kernel/proc/signal.h"
#include "lib/ctype.h"
#include "lib/string.h"

#define TAB_WIDTH 8

static unsigned int write_room(struct tty_struct *tty)
{
	return tty->ops->write_room(tty);
}

static bool is_continuation(const struct tty_struct *tty, u8 c)
{
	return I_FLAG(tty, IUTF8) && (c & 0xc0) == 0x80;
}

/*
 * One character through OPOST into @out (8 bytes at least): how many came out.
 * Updates the column as if they had been sent.
 */
static unsigned int opost(struct tty_struct *tty, u8 c, u8 *out)
{
	struct n_tty_data *d = tty->ldata;
	unsigned int spaces;

	switch (c) {
	case '\n':
		if (O_FLAG(tty, ONLRET))
			d->column = 0;
		if (O_FLAG(tty, ONLCR)) {
			d->column = d->canon_column = 0;
			out[0] = '\r';
			out[1] = '\n';
			return 2;
		}
		d->canon_column = d->column;
		break;
	case '\r':
		if (O_FLAG(tty, ONOCR) && d->column == 0)
			return 0;
		if (O_FLAG(tty, OCRNL)) {
			c = '\n';
			if (O_FLAG(tty, ONLRET))
				d->column = d->canon_column = 0;
			break;
		}
		d->column = d->canon_column = 0;
		break;
	case '\t':
		spaces = TAB_WIDTH - (d->column & (TAB_WIDTH - 1));
		d->column += spaces;
		if (O_FLAG(tty, TABDLY) == XTABS) {
			memset(out, ' ', spaces);
			return spaces;
		}
		break;
	case '\b':
		if (d->column > 0)
			d->column--;
		break;
	default:
		if (iscntrl(c))
			break;
		if (O_FLAG(tty, OLCUC))
			c = (u8)toupper(c);
		if (!is_continuation(tty, c))
			d->column++;
		break;
	}
	out[0] = c;
	return 1;
}

/* --- echo --- */

static void echo_put(struct tty_struct *tty, const u8 *s, unsigned int n)
{
	struct n_tty_data *d = tty->ldata;

	if (d->echo_head == d->echo_tail) {
		unsigned int room = write_room(tty), take = min(n, room);

		if (take) {
			int sent = tty->ops->write(tty, s, (int)take);

			s += sent > 0 ? sent : 0;
			n -= sent > 0 ? (unsigned int)sent : 0;
		}
	}
	while (n-- && d->echo_head - d->echo_tail < ECHO_SIZE)
		d->echo[d->echo_head++ % ECHO_SIZE] = *s++;
}

void echo_flush(struct tty_struct *tty)
{
	struct n_tty_data *d = tty->ldata;

	while (d->echo_head != d->echo_tail) {
		unsigned int at = d->echo_tail % ECHO_SIZE;
		unsigned int n = min(d->echo_head - d->echo_tail, ECHO_SIZE - at);
		int sent;

		n = min(n, write_room(tty));
		if (!n)
			return;
		sent = tty->ops->write(tty, d->echo + at, (int)n);
		if (sent <= 0)
			return;
		d->echo_tail += (unsigned int)sent;
	}
}

void echo_raw(struct tty_struct *tty, u8 c)
{
	u8 out[TAB_WIDTH];
	unsigned int n = 1;

	assert(mutex_held(&tty->ldata->output_lock));
	out[0] = c;
	if (O_FLAG(tty, OPOST))
		n = opost(tty, c, out);
	echo_put(tty, out, n);
}

void echo_char(struct tty_struct *tty, u8 c)
{
	if (L_FLAG(tty, ECHOCTL) && iscntrl(c) && c != '\t') {
		u8 pair[2] = {'^', c ^ 0100};

		tty->ldata->column += 2;
		echo_put(tty, pair, 2);
		return;
	}
	echo_raw(tty, c);
}

unsigned int echo_column(struct tty_struct *tty, unsigned int from, unsigned int to)
{
	const struct n_tty_data *d = tty->ldata;
	unsigned int col = d->canon_column;

	for (unsigned int i = from; i != to; i++) {
		u8 c = ring_get(d, i);

		if (c == '\t')
			col += TAB_WIDTH - (col & (TAB_WIDTH - 1));
		else if (iscntrl(c))
			col += L_FLAG(tty, ECHOCTL) ? 2 : 0;
		else if (!is_continuation(tty, c))
			col++;
	}
	return col;
}

/* --- write(2) --- */

/* Sends as much of @s as the driver takes: how many characters were consumed. */
static unsigned int write_some(struct tty_struct *tty, const u8 *s, unsigned int n)
{
	struct n_tty_data *d = tty->ldata;
	unsigned int done = 0;

	mutex_lock(&d->output_lock);
	echo_flush(tty);
	if (!O_FLAG(tty, OPOST)) {
		int sent = tty->ops->write(tty, s, (int)n);

		done = sent > 0 ? (unsigned int)sent : 0;
	} else {
		u8 out[128];
		unsigned int fill = 0, room = write_room(tty);

		while (done < n && fill + TAB_WIDTH <= room && fill + TAB_WIDTH <= sizeof(out))
			fill += opost(tty, s[done++], out + fill);
		if (fill)
			tty->ops->write(tty, out, (int)fill);
	}
	mutex_unlock(&d->output_lock);
	return done;
}

/* Waits until the driver has room, the terminal goes or a signal comes: 0 or -errno. */
static int wait_for_room(struct tty_struct *tty, struct file *f)
{
	struct wait_queue_entry we;
	int err = 0;

	init_wait_entry(&we, 0);
	prepare_to_wait(&tty->write_wait, &we, TASK_INTERRUPTIBLE);
	if (tty_file_hung(f) || test_bit(TTY_OTHER_CLOSED, &tty->flags))
		err = -EIO;
	else if (signal_pending(current))
		err = -ERESTARTSYS;
	else if (write_room(tty) < TAB_WIDTH)
		schedule();
	finish_wait(&tty->write_wait, &we);
	return err;
}

/* One kernel-side chunk; 0 or -errno, *@done says how much of it went out. */
static int write_chunk(struct tty_struct *tty, struct file *f, const u8 *s, unsigned int n,
		       unsigned int *done)
{
	int err;

	*done = 0;
	while (*done < n) {
		unsigned int sent;

		if (tty_file_hung(f) || test_bit(TTY_OTHER_CLOSED, &tty->flags))
			return -EIO;
		down_read(&tty->termios_rwsem);
		sent = write_some(tty, s + *done, n - *done);
		up_read(&tty->termios_rwsem);
		*done += sent;
		if (sent)
			continue;
		if (f->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_for_room(tty, f);
		if (err)
			return err;
	}
	return 0;
}

__no_lock_analysis /* interruptible lock */
	ssize_t
	n_tty_write(struct tty_struct *tty, struct file *f, struct iov_iter *from)
{
	ssize_t total = 0;
	int err = 0;
	u8 chunk[256];

	if (L_FLAG(tty, TOSTOP)) {
		err = tty_check_change(tty);
		if (err)
			return err;
	}
	if (f->f_flags & O_NONBLOCK) {
		if (!mutex_trylock(&tty->atomic_write_lock))
			return -EAGAIN;
	} else if (mutex_lock_interruptible(&tty->atomic_write_lock)) {
		return -ERESTARTSYS;
	}
	while (!err && iov_iter_count(from)) {
		size_t want = min_t(size_t, iov_iter_count(from), sizeof(chunk));
		size_t n = copy_from_iter(chunk, want, from);
		unsigned int done;

		err = write_chunk(tty, f, chunk, (unsigned int)n, &done);
		total += done;
		iov_iter_revert(from, n - done);
		if (!err && n < want)
			err = -EFAULT;
	}
	mutex_unlock(&tty->atomic_write_lock);
	return total ? total : err;
}
